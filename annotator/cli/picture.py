"""``annotator picture``: an annotated article as HTML, PNG or PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator.i18n import tr


def add_to(app: typer.Typer) -> None:
    @app.command("picture", help=tr("Save an annotated article as HTML, PNG or PDF, nested spans and all."))
    def picture(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        out: Annotated[Path, typer.Argument(help=tr("What to write: NAME.html, NAME.png or NAME.pdf."))],
        document: Annotated[str, typer.Option(help=tr("The document's id; else the first one."))] = "",
        annotator: Annotated[str, typer.Option(help=tr("Whose layer; else who worked last."))] = "",
        dark: Annotated[bool, typer.Option("--dark", help=tr("In dark colours (PNG and PDF)."))] = False,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from annotator.cli.app import say, say_json
        from annotator.errors import UnknownDocument
        from annotator.services.pictures import save_picture
        from annotator.services.session import Session

        with Session.open(project, annotator=annotator or None, read_only=True) as session:
            queue = session.queue()
            who = session.annotator.id
        if not document and not queue:
            raise UnknownDocument(document="")
        written = save_picture(project, document or queue[0].document, who, out, "dark" if dark else "light")
        if as_json:
            say_json({"files": [str(path) for path in written]})
            return
        for path in written:
            say(tr("picture: {path}").format(path=path))
