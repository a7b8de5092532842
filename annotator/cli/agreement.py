"""``annotator agreement``: how far annotators agree, as a table, JSON, CSV or a page of HTML."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.i18n import tr


def add_to(app: typer.Typer) -> None:
    @app.command(
        "agreement", help=tr("Show how far annotators agree, on what, and where their layers differ.")
    )
    def agreement(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        pair: Annotated[
            tuple[str, str] | None,
            typer.Option(
                help=tr("Compare only these two annotators, by id; gold is one too."), metavar="A B"
            ),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Everything as JSON."))] = False,
        as_csv: Annotated[bool, typer.Option("--csv", help=tr("Every number as CSV."))] = False,
        as_html: Annotated[bool, typer.Option("--html", help=tr("A page to read, as HTML."))] = False,
        out: Annotated[
            Path | None, typer.Option("--out", help=tr("The file to write instead of the screen."))
        ] = None,
        resamples: Annotated[
            int, typer.Option(min=0, max=100_000, help=tr("How many resamples an interval is made from."))
        ] = 1000,
    ) -> None:
        from annotator.cli.progress import progress_bar
        from annotator.review.agreement.results import Settings
        from annotator.services.agreement import agreement as compare
        from annotator.store.project import Project

        if as_json + as_csv + as_html > 1:
            raise typer.BadParameter(tr("Choose one of --json, --csv and --html."))
        quiet = out is None and (as_json or as_csv or as_html)
        with (
            Project.open(project, read_only=True) as opened,
            progress_bar(tr("Comparing"), quiet=quiet) as progress,
        ):
            report = compare(opened, pair, Settings(resamples=resamples), progress=progress)
        _write(_as_text(report, as_json=as_json, as_csv=as_csv, as_html=as_html), report, out)


def _as_text(report: Any, *, as_json: bool, as_csv: bool, as_html: bool) -> str | None:
    if as_json:
        from annotator.cli.agreement_data import json_text

        return json_text(report)
    if as_csv:
        from annotator.cli.agreement_data import csv_text

        return csv_text(report)
    if as_html:
        from annotator.cli.agreement_page import page

        return page(report)
    return None


def _write(text: str | None, report: Any, out: Path | None) -> None:
    from annotator.cli.app import say
    from annotator.formats.base import replacing

    if text is None:
        from annotator.cli.agreement_table import show

        show(report, out)
    elif out is None:
        say(text.rstrip("\n"))
    else:
        with replacing(out) as file:
            file.write(text.encode())
        say(str(out))
