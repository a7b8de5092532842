"""An agreement report as one page of HTML: no scripts, nothing from elsewhere, every text escaped.

Colours are set for a light and a dark screen; the number stands in every cell, so colour says nothing that is not written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from annotator.cli.agreement_words import (
    REASONS,
    compared,
    interval,
    kind_name,
    left_out,
    measure_name,
    number,
)
from annotator.i18n import language, ntr, tr
from annotator.model.scheme import name_in
from annotator.review.agreement.results import Agreement, Scope
from annotator.review.kinds import Kind
from annotator.services.agreement import MISSING, AgreementReport, CaseRef, Pair

_EXAMPLES = 5  # cases named behind a cell
_DOCUMENTS = 500  # rows of the table of documents
_STYLE = """
:root { color-scheme: light dark; --ink: #1c2330; --paper: #ffffff; --line: #d5dae2; --heat: 70, 88, 212; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --paper: #171b22; --line: #39414e; --heat: 145, 183, 255; } }
body { margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: var(--ink); background: var(--paper);
  font: 15px/1.5 "Be Vietnam Pro", "Noto Sans", system-ui, sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: .6rem 0; } caption { text-align: left; padding: .3rem 0; font-weight: 600; }
th, td { border: 1px solid var(--line); padding: .25rem .55rem; text-align: left; vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.heat { text-align: right; font-variant-numeric: tabular-nums; min-width: 2.4rem; }
td.same { outline: 2px solid var(--ink); outline-offset: -2px; }
.heatmap th { font-weight: 500; font-size: .85rem; } .note { opacity: .8; }
"""


def page(report: AgreementReport) -> str:
    """The whole page."""
    agreement = report.agreement
    parts = [_head(report), _numbers(agreement.overall, tr("All annotators"))]
    parts += [_numbers(scope, _pair_name(report, scope.pair)) for scope in agreement.pairs]
    parts += [_kinds(report), _confusions(report), _labels(report), _attributes(report)]
    parts += [_series(agreement.weeks, tr("By week in which the layers were last changed"), {})]
    parts += [_documents(report), _left_out(report)]
    title = escape(tr("Agreement"))
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    return f'<!doctype html>\n<html lang="{language()}"><head>{head}<style>{_STYLE}</style></head>\n<body>\n{"".join(parts)}</body></html>\n'


def _head(report: AgreementReport) -> str:
    agreement = report.agreement
    text = tr("{compared} of {documents} documents compared; {cases} cases.")
    said = text.format(compared=agreement.compared, documents=agreement.documents, cases=report.cases)
    settings = agreement.settings
    how = tr(
        "Intervals hold the middle {share} % of {count} resamples of documents (seed {seed}). “Not defined” means that there was nothing to compare, or that chance alone would give the same."
    ).format(share=round(100 * settings.confidence), count=settings.resamples, seed=settings.seed)
    people = ", ".join(report.names.get(id, id) for id in agreement.annotators)
    return f'<h1>{escape(tr("Agreement"))}: {escape(people)}</h1>\n<p>{escape(said)}</p>\n<p class="note">{escape(how)}</p>\n'


def _pair_name(report: AgreementReport, pair: Pair | None) -> str:
    return " – ".join(report.names.get(id, id) for id in pair or ())


def _numbers(scope: Scope, title: str) -> str:
    rows = [
        [measure_name(id), number(e.value), interval(e), compared(e)] for id, e in scope.estimates.items()
    ]
    head = [tr("measure"), tr("value"), tr("95 % interval"), tr("compared")]
    documents = ntr("{n} document", "{n} documents", scope.documents).format(n=scope.documents)
    return f"<h2>{escape(title)} <small>({escape(documents)})</small></h2>\n" + _table(head, rows, {1, 2})


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], right: set[int], caption: str = "") -> str:
    """A table of plain texts; columns in ``right`` are numbers."""

    def cells(tag: str, values: Sequence[str]) -> str:
        return "".join(
            f"<{tag}{' class=n' if index in right else ''}>{escape(value)}</{tag}>"
            for index, value in enumerate(values)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>\n" for row in rows)
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f'<div class="scroll"><table>{title}<tr>{cells("th", head)}</tr>\n{body}</table></div>\n'


def _kinds(report: AgreementReport) -> str:
    rows = []
    for kind in Kind:
        refs = report.behind("kind", kind.value)
        rows.append([kind_name(kind.value), str(report.kinds.get(kind, 0)), _places(report, refs if kind is not Kind.AGREE else [])])  # fmt: skip
    head = [tr("kind"), tr("cases"), tr("examples")]
    return f"<h2>{escape(tr('Where layers differ'))}</h2>\n" + _table(head, rows, {1})


def _places(report: AgreementReport, refs: Sequence[CaseRef]) -> str:
    """The first cases behind a cell: document and case id."""
    titles = report.titles
    shown = ", ".join(f"{titles.get(ref.document, ref.document)} #{ref.case}" for ref in refs[:_EXAMPLES])
    return shown + (" …" if len(refs) > _EXAMPLES else "")


# Confusion ----------------------------------------------------------------------------------------------------------
def _confusions(report: AgreementReport) -> str:
    title = f"<h2>{escape(tr('Confusion between labels'))}</h2>\n"
    pairs = report.pairs
    if len(pairs) == 1:
        return title + _heat_map(report, pairs[0])
    parts = [_heat_map(report, None)] if pairs else []
    return title + "".join(parts + [_heat_map(report, pair) for pair in pairs])


def _heat_map(report: AgreementReport, pair: Pair | None) -> str:
    """Rows are the first annotator's labels. Shade: the share of its row."""
    table = report.confusion(pair)
    used = {label for key in table for label in key}
    order = [label.id for label in report.scheme.labels if label.id in used]
    order += sorted(used - set(order) - {MISSING})
    columns = [*order, MISSING] if MISSING in used else order
    if pair is None:
        caption = tr("All pairs; each difference stands on both sides of the diagonal")
    else:
        first, second = (report.names.get(id, id) for id in pair)
        caption = tr("Rows: {first}; columns: {second}").format(first=first, second=second)
    heads = "".join(f"<th>{escape(_label_name(report, label))}</th>" for label in columns)
    lines = [
        f'<div class="scroll"><table class="heatmap"><caption>{escape(caption)}</caption><tr><th></th>{heads}</tr>\n'
    ]
    for row in columns:
        counts = [table.get((row, column), 0) for column in columns]
        cells = "".join(
            _heat_cell(report, pair, (row, column), count, sum(counts))
            for column, count in zip(columns, counts, strict=True)
        )
        lines.append(f"<tr><th>{escape(_label_name(report, row))}</th>{cells}</tr>\n")
    return "".join([*lines, "</table></div>\n"])


def _heat_cell(
    report: AgreementReport, pair: Pair | None, place: tuple[str, str], count: int, total: int
) -> str:
    row, column = place
    same = " same" if row == column else ""
    if not count:
        return f'<td class="heat{same}"></td>'
    refs = report.behind("confusion", row, column, pair) if pair and row != column else []
    title = f' title="{escape(_places(report, refs))}"' if refs else ""
    shade = f"{0.08 + 0.5 * count / total:.2f}"
    return f'<td class="heat{same}" style="background: rgba(var(--heat), {shade})"{title}>{count}</td>'


def _label_name(report: AgreementReport, id: str) -> str:
    if id == MISSING:
        return tr("missing")
    label = report.scheme.label(id)
    return name_in(label.names, language()) if label else id


# Tables of scopes ---------------------------------------------------------------------------------------------------
def _labels(report: AgreementReport) -> str:
    names = {scope.name: _label_name(report, scope.name) for scope in report.agreement.labels}
    scopes = [scope for scope in report.agreement.labels if scope.pair is None]
    return _series(scopes, tr("By label, all pairs"), names)


def _attributes(report: AgreementReport) -> str:
    known = {a.id: name_in(a.names, language()) for a in report.scheme.attributes}
    scopes = [scope for scope in report.agreement.attributes if scope.pair is None]
    return _series(scopes, tr("Attribute values, all pairs"), known)


def _documents(report: AgreementReport) -> str:
    """The documents with the lowest agreement first."""
    scopes = sorted(report.agreement.by_document, key=_exact_of)
    note = ""
    if len(scopes) > _DOCUMENTS:
        note = (
            f'<p class="note">{escape(tr("The {n} with the lowest agreement.").format(n=_DOCUMENTS))}</p>\n'
        )
    return _series(scopes[:_DOCUMENTS], tr("By document"), report.titles) + note


def _exact_of(scope: Scope) -> tuple[float, str]:
    value = scope.estimates["span_exact"].value
    return (2.0 if value is None else value), scope.name


def _series(scopes: Sequence[Scope], title: str, names: dict[str, str]) -> str:
    """One row per scope, one column per measure."""
    if not scopes:
        return ""
    ids = list(dict.fromkeys(id for scope in scopes for id in scope.estimates))
    rows = []
    for scope in scopes:
        row = [names.get(scope.name, scope.name)]
        for id in ids:
            e = scope.estimates.get(id)
            row.append(
                "" if e is None else f"{number(e.value)} {f'({interval(e)})' if interval(e) else ''} n={e.n}"
            )
        rows.append(row)
    head = ["", *(measure_name(id) for id in ids)]
    return f"<h2>{escape(title)}</h2>\n" + _table(head, rows, set(range(1, len(ids) + 1)))


def _left_out(report: AgreementReport) -> str:
    agreement: Agreement = report.agreement
    lines = []
    for left in agreement.left_out:
        where = f"{_pair_name(report, left.pair)}: " if left.pair else ""
        lines.append(where + left_out(left, report.names))
    for id, why in report.not_compared.items():
        lines.append(f"{report.names.get(id, id)}: {tr(REASONS.get(why, why))}")
    items = "".join(f"<li>{escape(line)}</li>\n" for line in lines) or f"<li>{escape(tr('nothing'))}</li>"
    return f"<h2>{escape(tr('Left out'))}</h2>\n<ul>{items}</ul>\n"
