"""An agreement report on a terminal."""

from __future__ import annotations

from pathlib import Path

from annotator.cli.agreement_words import compared, interval, kind_name, left_out, measure_name, number
from annotator.i18n import language, tr
from annotator.model.scheme import name_in
from annotator.review.agreement.results import Scope
from annotator.services.agreement import AgreementReport


def show(report: AgreementReport, out: Path | None = None) -> None:
    """Overall, each pair, labels, kinds of cases and what was left out; to a file as plain text."""
    from rich.console import Console

    if out is None:
        _show(report, Console())
        return
    with out.open("w", encoding="utf-8") as file:
        _show(report, Console(file=file, width=140))


def _show(report: AgreementReport, console: object) -> None:
    from rich.console import Console
    from rich.markup import escape

    assert isinstance(console, Console)
    agreement = report.agreement
    text = tr("{compared} of {documents} documents compared; {cases} cases.")
    console.print(text.format(compared=agreement.compared, documents=agreement.documents, cases=report.cases))
    pairs = agreement.pairs
    console.print(_numbers(report, pairs[0] if len(pairs) == 1 else agreement.overall, agreement.overall))
    if len(pairs) > 1:
        for scope in pairs:
            console.print(_numbers(report, scope))
    console.print(_labels(report))
    for kind, count in report.kinds.most_common():
        console.print(f"{count:>7} {escape(kind_name(kind.value))}", highlight=False)
    for left in agreement.left_out:
        if left.pair is None:
            console.print(escape(left_out(left, report.names)), highlight=False)


def _numbers(report: AgreementReport, scope: Scope, more: Scope | None = None) -> object:
    from rich.markup import escape
    from rich.table import Table

    names = [report.names.get(id, id) for id in scope.pair or ()]
    table = Table(title=escape(" – ".join(names)) if names else tr("All pairs"))
    table.add_column(tr("measure"))
    table.add_column(tr("value"), justify="right")
    table.add_column(tr("95 % interval"), justify="right")
    table.add_column(tr("compared"))
    for id, estimate in ((more.estimates if more else {}) | scope.estimates).items():
        table.add_row(
            escape(measure_name(id)), number(estimate.value), interval(estimate), escape(compared(estimate))
        )
    return table


def _labels(report: AgreementReport) -> object:
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=tr("By label, all pairs"))
    scopes = [scope for scope in report.agreement.labels if scope.pair is None]
    table.add_column("")
    for head in (tr("exact"), tr("relaxed"), tr("by characters"), tr("tokens"), "alpha_u", tr("spans")):
        table.add_column(head, justify="right")
    for scope in scopes:
        label = report.scheme.label(scope.name)
        name = f"{name_in(label.names, language())} ({label.id})" if label else scope.name
        found = [number(e.value) for e in scope.estimates.values()]
        table.add_row(escape(name), *found, str(scope.estimates["span_exact"].n))
    return table
