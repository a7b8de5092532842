"""``annotator suggest``: what rules, memory and a model would suggest, and how far a person's layer agrees with it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.i18n import ntr, tr


class Source(StrEnum):
    RULES = "rules"
    MEMORY = "memory"
    MODEL = "model"


def add_to(app: typer.Typer) -> None:
    @app.command(
        "suggest", help=tr("List what the program suggests to mark: by rule, from memory, by a model.")
    )
    def suggest(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        document: Annotated[str | None, typer.Option(help=tr("Only this document, by its id."))] = None,
        source: Annotated[
            list[Source] | None, typer.Option(help=tr("Only this source; may be repeated."))
        ] = None,
        model: Annotated[
            Path | None, typer.Option(help=tr("The folder of a spaCy model to ask as well."))
        ] = None,
        least: Annotated[float, typer.Option(min=0.0, max=1.0, help=tr("The lowest score to list."))] = 0.5,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON lines."))] = False,
    ) -> None:
        import json

        from annotator.cli.app import say, say_error
        from annotator.services.suggest_report import Report, suggestions_of
        from annotator.wording import describe_error

        report = Report()
        sources = [one.value for one in source or Source]
        found = list(suggestions_of(project, report, document, sources, model, least))
        for problem in report.problems:
            place = ", ".join(part for part in (problem.file, problem.place) if part)
            say_error(f"{place}: {problem.reason}")
        if report.fault is not None:
            say_error(describe_error(report.fault))
        if as_json:
            for row in found:
                say(json.dumps(row, ensure_ascii=False))
            return
        count = _print(found)
        say(ntr("{n} suggestion", "{n} suggestions", count).format(n=count))
        if report.unused:
            text = ntr("{n} rule has a label that this project does not know.",
                       "{n} rules have a label that this project does not know.", report.unused)  # fmt: skip
            say(text.format(n=report.unused))


def _print(found: Any) -> int:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for title in (tr("document"), tr("place"), tr("text"), tr("label"), tr("source"), tr("score"), tr("why")):
        table.add_column(title)
    count = 0
    for row in found:
        count += 1
        cells = (
            row["document"],
            f"{row['start']}-{row['end']}",
            row["text"],
            row["label"],
            row["source"],
            f"{row['score']:.2f}",
            row["why"],
        )
        table.add_row(*(Text(cell) for cell in cells))  # Text: what stands in brackets is not markup
    if count:
        Console().print(table)
    return count
