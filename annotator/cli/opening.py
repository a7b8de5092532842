"""``annotator open``: open a work package: the laptop's project is made or brought up to date, and shown."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.i18n import ntr, tr


def add_to(app: typer.Typer) -> None:
    @app.command(
        "open", help=tr("Open a work package: make its project, or bring it up to date, and show it.")
    )
    def open_(
        package: Annotated[Path, typer.Argument(help=tr("The work package (.corpuspack)."))],
        project: Annotated[
            Path | None, typer.Argument(help=tr("The project file; beside the package if not said."))
        ] = None,
        window: Annotated[
            bool,
            typer.Option(
                "--window/--no-window", help=tr("Show the project afterwards, where a window can be.")
            ),
        ] = True,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from annotator.cli.app import say, say_json
        from annotator.cli.progress import progress_bar
        from annotator.cli.window import has_display
        from annotator.services.packages_open import open_package

        with progress_bar(tr("Opening"), quiet=as_json) as progress:
            report = open_package(package, project, progress=progress)
        if as_json:
            say_json(_as_data(report))
        else:
            for line in _lines(report):
                say(line)
        if window and not as_json and has_display():
            command = [sys.executable, "-m", "annotator", str(report.project)]
            raise typer.Exit(subprocess.call(command))  # noqa: S603 - this program, on the project just made


def _lines(report: Any) -> list[str]:
    text = tr("Created {path} for {who}.") if report.created else tr("Brought {path} up to date for {who}.")
    lines = [text.format(path=report.project, who=report.annotator)]
    documents = ntr("{n} new document", "{n} new documents", report.documents).format(n=report.documents)
    rows = ntr("{n} new row of work", "{n} new rows of work", report.rows).format(n=report.rows)
    lines.append(f"{documents}, {rows}.")
    if report.scheme == "newer":
        lines.append(tr("The label scheme was renewed."))
    if report.scheme == "kept":
        lines.append(tr("The package has an older label scheme; yours was kept."))
    if report.branches:
        lines.append(
            tr("The office has another version of this work; it is kept beside: {who}.").format(
                who=", ".join(report.branches)
            )
        )
    return lines


def _as_data(report: Any) -> dict[str, Any]:
    return {
        "project": str(report.project), "annotator": report.annotator, "created": report.created,
        "documents": report.documents, "rows": report.rows, "facts": report.facts, "people": report.people,
        "branches": report.branches, "scheme": report.scheme,
    }  # fmt: skip
