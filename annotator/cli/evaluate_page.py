"""Evaluations, comparisons and learning curves for people: as lines of text, and as a page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from annotator.i18n import language, mark, ntr, tr
from annotator.services.evaluation import confusions

_SHOWN = 10
_VERDICTS = {
    "helps": mark("more data still helps"),
    "flat": mark("more data hardly helps"),
    "unclear": mark("not clear"),
    "not-enough": mark("not enough to say"),
}


def evaluation_text(found: Mapping[str, Any]) -> list[str]:
    """An evaluation as lines."""
    lines = _head(found)
    for name, component in found["components"].items():
        lines += ["", name, *_score_table(component)]
        mixed = confusions(component)
        if mixed:
            said = ", ".join(f"{marked} → {other} ({count})" for marked, other, count in mixed)
            lines.append(tr("Taken for another label: {what}.").format(what=said))
    if found["documents"]:
        lines += ["", tr("Documents with most errors (missed, too much):")]
        for document in found["documents"][:_SHOWN]:
            lines.append(f"  {document['document']}  {document['missed']}, {document['too_much']}")
    return lines


def _head(found: Mapping[str, Any]) -> list[str]:
    material = found["material"]
    count = ntr("{n} document", "{n} documents", material["documents"]).format(n=material["documents"])
    text = tr("Model {model} on {split} of {corpus}: {count}.")
    name = found["model"]["name"]
    lines = [text.format(model=name, split=material["split"], corpus=material["name"] or "?", count=count)]
    if found["learnt_from"]:
        text = tr("The model has learnt from {n} of them: it looks better than it is.")
        lines.append(text.format(n=found["learnt_from"]))
    return lines


def _score_table(component: Mapping[str, Any]) -> list[str]:
    names = [tr("label"), "P", "R", "F", tr("marked"), tr("found"), tr("other edges")]
    rows = [names]
    for label, score in [*component["labels"].items(), (tr("all"), component["total"])]:
        rows.append([label, *_scores(score)])
    return list(_columns(rows))


def _scores(score: Mapping[str, Any]) -> list[str]:
    return [
        *(_number(score[key]) for key in "prf"),
        *(str(score[key]) for key in ("support", "found", "boundary")),
    ]


def _number(value: float | None, signed: bool = False) -> str:
    if value is None:
        return "–"
    return f"{value:+.3f}" if signed else f"{value:.3f}"


def _columns(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    for row in rows:
        first, *rest = row
        cells = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        yield f"  {first.ljust(widths[0])}  {'  '.join(cells)}"


def compared_models(found: Mapping[str, Any]) -> list[str]:
    """A comparison of two models as lines."""
    text = tr("Models {before} and {after}, on the same documents:")
    lines = [text.format(before=found["before"]["name"], after=found["after"]["name"])]
    for name, component in found["components"].items():
        rows = [[tr("label"), tr("F before"), tr("F after"), tr("change"), tr("marked")]]
        for label, one in [*component["labels"].items(), (tr("all"), component["total"])]:
            change = _number(one["change"], signed=True)
            rows.append(
                [label, _number(one["f_before"]), _number(one["f_after"]), change, str(one["support"])]
            )
        lines += [name, *_columns(rows)]
    return lines


def compared_datasets(found: Mapping[str, Any]) -> list[str]:
    """A comparison of two datasets as lines."""
    if found["same"]:
        return [tr("The datasets hold the same rows.")]
    documents = found["documents"]
    lines = [
        tr(
            "Documents: {added} new, {removed} gone, {moved} in another split, {changed} with another text."
        ).format(
            added=len(documents["added"]),
            removed=len(documents["removed"]),
            moved=len(documents["moved"]),
            changed=len(documents["text_changed"]),
        )
    ]
    rows = [[tr("label"), "train", "dev", "test"]]
    for label, splits in found["spans"].items():
        cells = [f"{old} → {new}" if old != new else str(new) for old, new in splits.values()]
        rows.append([label, *cells])
    lines += _columns(rows)
    if found["scheme"][0] != found["scheme"][1]:
        text = tr("Label scheme: version {before}, now {after}.")
        lines.append(text.format(before=found["scheme"][0], after=found["scheme"][1]))
    lines += [f"{key}: {old} → {new}" for key, (old, new) in found["plan"].items()]
    return lines


def learning_curve_text(found: Mapping[str, Any]) -> list[str]:
    """A learning curve as lines."""
    lines = []
    for name, curves in found["components"].items():
        fractions = [mean["fraction"] for mean in curves[0]["means"]]
        rows = [
            [
                tr("label"),
                *(f"{round(100 * f)} %" for f in fractions),
                tr("F for twice the data"),
                tr("marked"),
                "",
            ]
        ]
        for one in curves:
            means = [f"{mean['f']:.2f} ±{mean['spread']:.2f}" for mean in one["means"]]
            slope = "–"
            if one["slope"] is not None:
                slope = f"{one['slope']:+.3f} ({one['low']:+.3f} … {one['high']:+.3f})"
            rows.append(
                [one["label"] or tr("all"), *means, slope, str(one["support"]), tr(_VERDICTS[one["verdict"]])]
            )
        lines += ["", name, *_columns(rows)]
    text = tr(
        "The intervals (95 %) come from the spread between runs alone. Labels marked fewer than {n} times in the test documents get no verdict."
    )
    return [*lines, "", text.format(n=found["least_support"])]


# A page ---------------------------------------------------------------------------------------------------
_STYLE = """body{font:15px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222;background:#fff}
table{border-collapse:collapse;margin:.5em 0 1.5em}td,th{padding:.2em .7em;border-bottom:1px solid #ccc;text-align:right}
td:first-child,th:first-child{text-align:left}.miss{color:#8a3200}.extra{color:#00508a}
@media(prefers-color-scheme:dark){body{color:#ddd;background:#1c1c1c}td,th{border-color:#444}.miss{color:#ffb38a}.extra{color:#8ac6ff}}"""


def evaluation_html(found: Mapping[str, Any]) -> str:
    """An evaluation as one page without scripts; everything that came from a document is escaped."""
    title = " ".join(_head(found))
    parts = [
        f'<!DOCTYPE html><html lang="{language()}"><head><meta charset="utf-8"><title>{escape(title)}</title>',
        f"<style>{_STYLE}</style></head><body>",
        *(f"<p>{escape(line)}</p>" for line in _head(found)),
    ]
    for name, component in found["components"].items():
        header = [tr("label"), "P", "R", "F", tr("marked"), tr("found"), tr("other edges")]
        rows = [[label, *_scores(score)] for label, score in component["labels"].items()]
        parts += [
            f"<h2>{escape(name)}</h2>",
            _table(header, [*rows, [tr("all"), *_scores(component["total"])]]),
        ]
        parts += [f"<h3>{escape(tr('Marked (rows) and found (columns)'))}</h3>", _confusion(component)]
    parts += [f"<h2>{escape(tr('Documents with most errors'))}</h2>", *map(_document, found["documents"])]
    return "\n".join([*parts, "</body></html>"]) + "\n"


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def _confusion(component: Mapping[str, Any]) -> str:
    counts = {(cell["marked"], cell["found"]): cell["count"] for cell in component["confusion"]}
    labels = sorted({label for pair in counts for label in pair if label})
    shown = {"": tr("nothing")} | {label: label for label in labels}
    header = ["", *(shown[label] for label in (*labels, ""))]
    rows = [
        [shown[one], *(str(counts.get((one, other), "")) for other in (*labels, ""))] for one in (*labels, "")
    ]
    return _table(header, rows)


def _document(document: Mapping[str, Any]) -> str:
    lines = [f"<h3>{escape(document['document'])}</h3>"]
    for kind, title in (("misses", tr("Missed")), ("extras", tr("Too much"))):
        if document[kind]:
            said = "".join(
                f"<li>{escape(one['label'])} {one['start']}–{one['end']}: “{escape(one['text'])}” ({escape(one['component'])})</li>"
                for one in document[kind]
            )
            lines.append(
                f'<p>{escape(title)}</p><ul class="{kind[:-1] if kind == "extras" else "miss"}">{said}</ul>'
            )
    return "".join(lines)
