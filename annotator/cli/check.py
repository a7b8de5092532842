"""``annotator check``: everything that must hold in a project file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from annotator.i18n import ntr, tr


def add_to(app: typer.Typer) -> None:
    @app.command(
        "check", help=tr("Check integrity, the log against the projection, texts, offsets and labels.")
    )
    def check(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from annotator.cli.app import REFUSED, say, say_error, say_json
        from annotator.cli.progress import progress_bar
        from annotator.store.doctor import check as examine
        from annotator.store.project import Project
        from annotator.wording import describe_finding

        with (
            Project.open(project, read_only=True) as opened,
            progress_bar(tr("Checking"), quiet=as_json) as progress,
        ):
            findings = examine(opened, progress)
            documents = opened.count_documents()
        if as_json:
            say_json({"documents": documents, "findings": [asdict(finding) for finding in findings]})
        else:
            for finding in findings:
                said = describe_finding(finding)
                say_error(f"{finding.where}: {said}" if finding.where else said)
            if not findings:
                text = ntr(
                    "All is well: {n} document checked.", "All is well: {n} documents checked.", documents
                )
                say(text.format(n=documents))
        if findings:
            raise typer.Exit(REFUSED)
