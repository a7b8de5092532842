"""Evaluations, comparisons and curves as rows of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from annotator.i18n import tr
from annotator.model.scheme import LabelScheme
from annotator.ui.labels import label_name, number_words
from annotator.ui.training.grid import Cell, Rows
from annotator.ui.training.words import NOTHING, VERDICTS, percent_words, score_words

if TYPE_CHECKING:
    from annotator.services.training_models import Model

_FELT = 0.005  # a change that two decimals show
_TONES = {"helps": "ok", "flat": "text2", "unclear": "text2", "not-enough": "warn"}


def _label(scheme: LabelScheme, label: str) -> Cell:
    return Cell(label_name(scheme, label), label) if label else Cell(tr("all"), strong=True)


def scores_table(component: Mapping[str, Any], scheme: LabelScheme) -> Rows:
    """P, R, F, marked, found and wrong edges of each label, all together first."""
    heads = (tr("label"), "P", "R", "F", tr("marked"), tr("found"), tr("right"), tr("other edges"))
    scored = [("", component["total"]), *component["labels"].items()]
    rows = [
        [
            _label(scheme, label),
            *(Cell(score_words(score[key]), strong=key == "f") for key in "prf"),
            *(Cell(number_words(score[key])) for key in ("support", "found", "right", "boundary")),
        ]
        for label, score in scored
    ]
    return Rows(heads, rows)


def mixed_table(component: Mapping[str, Any], scheme: LabelScheme) -> Rows:
    """What was taken for what, most often first; missed and too much among them."""
    cells = [one for one in component["confusion"] if one["marked"] != one["found"]]
    cells.sort(key=lambda one: (-one["count"], one["marked"], one["found"]))
    support = {label: score["support"] for label, score in component["labels"].items()}
    rows = []
    for one in cells:
        marked = _label(scheme, one["marked"]) if one["marked"] else Cell(tr("not marked"), tone="text2")
        found = _label(scheme, one["found"]) if one["found"] else Cell(tr("nothing"), tone="text2")
        share = (
            percent_words(one["count"] / support[one["marked"]]) if support.get(one["marked"]) else NOTHING
        )
        rows.append([marked, found, Cell(number_words(one["count"])), Cell(share)])
    heads = (tr("marked as"), tr("found as"), tr("how often"), tr("share of the marked"))
    return Rows(heads, rows, wordy=2)


def worst_table(evaluation: Mapping[str, Any], titles: Mapping[str, str]) -> Rows:
    """Documents with most errors."""
    documents = evaluation["documents"]
    rows = [
        [
            Cell(titles.get(one["document"], one["document"]), tip=titles.get(one["document"], "")),
            *(Cell(number_words(one[key])) for key in ("right", "missed", "too_much")),
        ]
        for one in documents
    ]
    return Rows((tr("document"), tr("right"), tr("missed"), tr("too much")), rows, documents)


def errors_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Misses and extras of one document in the order of its text, each with its ``kind``; of several parts of a model one each."""
    found: dict[tuple[int, int, str, str], dict[str, Any]] = {}
    for kind in ("misses", "extras"):
        for one in document[kind]:
            found.setdefault((one["start"], one["end"], one["label"], kind), {**one, "kind": kind})
    return [found[key] for key in sorted(found)]


def errors_table(document: Mapping[str, Any] | None, scheme: LabelScheme) -> Rows:
    """The places of one document where the model was wrong."""
    errors = errors_of(document) if document else []
    rows = [
        [
            Cell(tr("missed"), tone="err") if one["kind"] == "misses" else Cell(tr("too much"), tone="warn"),
            _label(scheme, one["label"]),
            Cell(" ".join(one["text"].split()), face="article", tip=one["text"]),
        ]
        for one in errors
    ]
    heads = (tr("model"), tr("label"), tr("words"))
    return Rows(heads, rows, errors, wordy=3, widths=(90, 150, 0))


def change_table(component: Mapping[str, Any], scheme: LabelScheme) -> Rows:
    """F of each label before and after."""
    heads = (tr("label"), tr("F before"), tr("F after"), tr("change"), tr("marked"))
    compared = [("", component["total"]), *component["labels"].items()]
    rows = []
    for label, one in compared:
        change = one["change"]
        tone = "text2" if change is None or abs(change) < _FELT else "ok" if change > 0 else "err"
        rows.append([
            _label(scheme, label),
            Cell(score_words(one["f_before"])), Cell(score_words(one["f_after"])),
            Cell(score_words(change, signed=True), tone=tone, strong=tone != "text2"), Cell(number_words(one["support"])),
        ])  # fmt: skip
    return Rows(heads, rows)


def curve_table(curves: Sequence[Mapping[str, Any]], scheme: LabelScheme) -> Rows:
    """Each label's scores on parts of the data, and whether more would help."""
    fractions = [mean["fraction"] for mean in curves[0]["means"]]
    heads = (
        tr("label"), tr("verdict"), *(percent_words(fraction) for fraction in fractions),
        tr("F for twice the data"), tr("marked"),
    )  # fmt: skip
    rows = []
    for one in curves:
        slope = NOTHING
        if one["slope"] is not None:
            low, high = score_words(one["low"], signed=True), score_words(one["high"], signed=True)
            slope = f"{score_words(one['slope'], signed=True)}  ({low} … {high})"
        rows.append([
            _label(scheme, one["label"]),
            Cell(tr(VERDICTS[one["verdict"]]), tone=_TONES[one["verdict"]]),
            *(Cell(score_words(mean["f"]), tip=f"{score_words(mean['f'])} ± {score_words(mean['spread'])}") for mean in one["means"]),
            Cell(slope), Cell(number_words(one["support"])),
        ])  # fmt: skip
    return Rows(heads, rows, list(curves), wordy=2)


def facts_table(model: Model) -> Rows:
    """The manifest of a model, as far as a person asks for it."""
    told = model.manifest
    plan = told["plan"]
    scheme, tokenizer = told["scheme"], told["tokenizer"]
    facts = [
        (tr("Folder"), f"{model.folder.parent.name}/{model.folder.name}"),
        (tr("Layer"), ", ".join(told["layers"])),
        *(
            (name, f"{number_words(told['documents'][split])} · {number_words(told['spans'][split])}")
            for split, name in (
                ("train", tr("To learn from: documents, spans")),
                ("dev", tr("To tune with: documents, spans")),
                ("test", tr("To test on: documents, spans")),
            )
        ),
        (tr("Label scheme"), f"{scheme['id']}, {tr('version {number}').format(number=scheme['version'])}"),
        (tr("Tokenizer"), _plain(tokenizer)),
        (tr("Labels"), ", ".join(plan["labels"]["keep"]) or tr("all")),
        (tr("Steps, seed"), f"{plan['train']['steps']}, {plan['train']['seed']}"),
        (tr("Programs"), f"{told['program']}, spaCy {told['spacy']}"),
        (tr("SHA-256 of the model"), told["digest"]),
        *((tr("SHA-256 of {file}").format(file=name), digest) for name, digest in _digests(told["content"])),
    ]
    rows = [[Cell(name, tone="text2"), Cell(words, tip=words)] for name, words in facts]
    return Rows((tr("what"), tr("value")), rows, wordy=2, widths=(220, 0))


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_plain(one)}" for key, one in value.items())
    return str(value)


def _digests(content: object) -> list[tuple[str, str]]:
    """The digests of the data, where the manifest lists them by file."""
    if isinstance(content, Mapping):
        return [(str(name), _plain(digest)) for name, digest in sorted(content.items())]
    return [(tr("the data"), str(content))]


def data_table(found: Mapping[str, Any], scheme: LabelScheme) -> Rows:
    """What changed between the data of two models, spans by label."""
    rows = []
    for label, splits in sorted(found["spans"].items()):
        cells = [
            Cell(f"{number_words(old)} → {number_words(new)}" if old != new else number_words(new), strong=old != new)
            for old, new in splits.values()
        ]  # fmt: skip
        rows.append([_label(scheme, label), *cells])
    return Rows((tr("label"), tr("to learn from"), tr("to tune with"), tr("to test on")), rows)


def data_words(found: Mapping[str, Any]) -> str:
    """What changed between the data of two models, in one line."""
    if found["same"]:
        return tr("Both have learnt from the same data.")
    documents = found["documents"]
    text = tr(
        "Documents: {added} new, {removed} gone, {moved} in another split, {changed} with another text."
    )
    return text.format(
        added=len(documents["added"]), removed=len(documents["removed"]),
        moved=len(documents["moved"]), changed=len(documents["text_changed"]),
    )  # fmt: skip
