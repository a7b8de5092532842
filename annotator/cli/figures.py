"""``annotator figures``: the figures of a text file with what they mean, or those that a person marked in a project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.i18n import ntr, tr

PROJECT = ".corpus"


def add_to(app: typer.Typer) -> None:
    @app.command(
        "figures",
        help=tr(
            "Read the figures of a text file: place, kind, value, unit, bound. Of a project: those that were marked, and what to check."
        ),
    )
    def figures(
        file: Annotated[Path, typer.Argument(help=tr("The text file, or a project (.corpus)."))],
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON lines."))] = False,
        out: Annotated[
            Path | None, typer.Option("--csv", help=tr("Write a project's figures to this file."))
        ] = None,
        annotator: Annotated[
            str | None,
            typer.Option(help=tr("Whose figures, by id; those of whoever worked last if not said.")),
        ] = None,
    ) -> None:
        if file.suffix == PROJECT:
            _of_project(file, annotator, out, as_json=as_json)
        else:
            _of_text(file, as_json=as_json)


def _of_text(file: Path, *, as_json: bool) -> None:
    import json

    from annotator.cli.app import say
    from annotator.formats.text_files import read_text
    from annotator.nlp.figures import line_columns, read_figures

    text = read_text(file).text
    found = read_figures(text)
    places = line_columns(text, [figure.start for figure in found])
    rows = [_row(text, figure, place) for figure, place in zip(found, places, strict=True)]
    if as_json:
        for row in rows:
            say(json.dumps(row, ensure_ascii=False))
        return
    _print(rows)


def _of_project(file: Path, annotator: str | None, out: Path | None, *, as_json: bool) -> None:
    from annotator.cli.app import say
    from annotator.services.figures_table import Read, read_table, write_table
    from annotator.services.session import who_works
    from annotator.store.project import Project
    from annotator.wording.figures import rule_name

    read = Read([], [])
    with Project.open(file, read_only=True) as project:
        person = project.annotator(annotator) if annotator else who_works(project)
        for one in read_table(project, person.id):
            read.figures.extend(one.figures)
            read.findings.extend(one.findings)
    if out is not None:
        count = write_table(out, [read], rule_name)
        say(
            ntr("{n} figure written to {file}.", "{n} figures written to {file}.", count).format(
                n=count, file=out
            )
        )
        return
    for line in _figure_lines(read) if as_json else _finding_lines(read):
        say(line)


def _figure_lines(read: Any) -> list[str]:
    """Every figure as a line of JSON, with the checks that point at it."""
    import json

    from annotator.services.figures_table import HEADER, cells, checks_by_figure

    checks = checks_by_figure(read.findings)
    lines = []
    for figure in read.figures:
        row: dict[str, Any] = dict(zip(HEADER, cells(figure, ""), strict=True))
        row |= {"start": figure.start, "end": figure.end, "checks": checks.get(figure.key, [])}
        lines.append(json.dumps(row, ensure_ascii=False))
    return lines


def _finding_lines(read: Any) -> list[str]:
    """What the checks point at, and how many figures there are."""
    from annotator.wording.figures import finding_words

    lines = []
    for rule, figures, said, found in read.findings:
        places = "; ".join(f"{one.document}:{one.start}-{one.end} {one.words}" for one in figures)
        lines.append(f"{finding_words(rule, said, found)}  {places}")
    count = len(read.figures)
    return [*lines, ntr("{n} figure", "{n} figures", count).format(n=count)]


def _row(text: str, figure: Any, place: tuple[int, int]) -> dict[str, Any]:
    """One figure as plain data; offsets are code points, line and column begin at 1."""
    row: dict[str, Any] = {
        "line": place[0], "column": place[1], "start": figure.start, "end": figure.end,
        "text": text[figure.start : figure.end], "kind": figure.kind.value, "label": figure.label,
        "value": str(figure.value), "bound": figure.bound.value, "change": figure.change.value,
        "status": figure.status.value,
    }  # fmt: skip
    row |= {name: str(held) for name in ("to", "unit", "against") if (held := getattr(figure, name))}
    if figure.readings:
        row["readings"] = [{"kind": r.kind.value, "value": str(r.value)} for r in figure.readings]
    return row


def _print(rows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from annotator.cli.app import say

    table = Table()
    for title in (tr("place"), tr("figure"), tr("kind"), tr("value"), tr("unit"), tr("bound"), tr("status")):
        table.add_column(title)
    for row in rows:
        value = f"{row['value']} - {row['to']}" if "to" in row else row["value"]
        others = ", ".join(r["value"] for r in row.get("readings", [])[1:])
        status = f"{row['status']}: {others}" if others else row["status"]
        bound = "" if row["bound"] == "exact" else row["bound"]
        cells = (
            f"{row['line']}:{row['column']}",
            row["text"],
            row["kind"],
            value,
            row.get("unit", ""),
            bound,
            status,
        )
        table.add_row(*(Text(cell) for cell in cells))  # Text: what stands in brackets is not markup
    if rows:
        Console().print(table)
    say(ntr("{n} figure", "{n} figures", len(rows)).format(n=len(rows)))
