"""``annotator archive``: a whole project as one lossless file of text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator.errors import ProjectExists
from annotator.i18n import tr


def add_to(app: typer.Typer) -> None:
    @app.command(
        "archive",
        help=tr("Write the whole project, every row of it, to one file that needs no program to read."),
    )
    def archive_(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        out: Annotated[Path, typer.Argument(help=tr("The archive to write."))],
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from annotator.cli.app import say, say_json
        from annotator.cli.progress import progress_bar
        from annotator.services.archive import archive
        from annotator.store.connection import is_project

        if out.exists() and is_project(out):
            raise ProjectExists(path=str(out), reason="export")
        with progress_bar(tr("Archiving"), quiet=as_json) as progress:
            report = archive(project, out, progress=progress)
        if as_json:
            say_json({"archive": str(out), "rows": report.counts})
        else:
            text = tr("{path}: {documents} documents, {spans} spans, {rows} rows of the log.")
            counts = report.counts
            say(text.format(path=out, documents=counts["document"], spans=counts["span"], rows=counts["log"]))
