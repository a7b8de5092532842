"""``annotator unarchive``: the project that an archive holds, equal in every row."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from annotator.i18n import tr


def add_to(app: typer.Typer) -> None:
    @app.command("unarchive", help=tr("Make a project from an archive, equal in every row."))
    def unarchive_(
        archive: Annotated[Path, typer.Argument(help=tr("The archive."))],
        project: Annotated[Path, typer.Argument(help=tr("The project file to make."))],
        anyway: Annotated[
            bool, typer.Option("--anyway", help=tr("Also where a check finds that the project was damaged."))
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from annotator.cli.app import say, say_error, say_json
        from annotator.cli.progress import progress_bar
        from annotator.services.archive import unarchive
        from annotator.wording import describe_finding

        with progress_bar(tr("Unarchiving"), quiet=as_json) as progress:
            report = unarchive(archive, project, anyway=anyway, progress=progress)
        if as_json:
            findings = [asdict(finding) for finding in report.findings]
            say_json({"project": str(project), "rows": report.counts, "findings": findings})
            return
        for finding in report.findings:
            say_error(
                f"{finding.where}: {describe_finding(finding)}"
                if finding.where
                else describe_finding(finding)
            )
        say(
            tr("Created {path} from the archive: {documents} documents, {spans} spans.").format(
                path=project, documents=report.counts["document"], spans=report.counts["span"]
            )
        )
