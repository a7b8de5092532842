"""``annotator figures``: the figures of a text file, with what they mean."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.i18n import ntr, tr


def add_to(app: typer.Typer) -> None:
    @app.command("figures", help=tr("Read the figures of a text file: place, kind, value, unit, bound."))
    def figures(
        file: Annotated[Path, typer.Argument(help=tr("The text file."))],
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON lines."))] = False,
    ) -> None:
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
