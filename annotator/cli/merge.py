"""``annotator merge``: take in what laptops sent back; with ``--dry-run``, say what that would do."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.i18n import tr


def add_to(app: typer.Typer) -> None:
    @app.command(
        "merge", help=tr("Take in the packages that laptops sent back: any order, any number of times.")
    )
    def merge_(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        packages: Annotated[list[Path], typer.Argument(help=tr("The packages (.corpuspack)."))],
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help=tr("Say what it would do, and change nothing."))
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from annotator.cli.app import REFUSED, say, say_json
        from annotator.cli.progress import progress_bar
        from annotator.services.packages_merge import merge, preview
        from annotator.store.project import Project
        from annotator.wording.packages import merge_lines

        with progress_bar(tr("Merging"), quiet=as_json) as progress:
            if dry_run:
                report = preview(project, packages, progress=progress)
            else:
                with Project.open(project) as opened:
                    report = merge(opened, packages, progress=progress)
        if as_json:
            say_json(_as_data(report, dry_run))
        else:
            for line in merge_lines(report):
                say(line)
            if dry_run:
                say(tr("Nothing was changed."))
        if report.refused:
            raise typer.Exit(REFUSED)


def _as_data(report: Any, dry_run: bool) -> dict[str, Any]:
    from annotator.wording import describe_error

    files = []
    for file in report.files:
        data = {
            name: getattr(file, name) for name in file.__slots__ if name not in ("gaps", "forks", "refused")
        }
        data["gaps"] = [asdict(gap) for gap in file.gaps]
        data["forks"] = [asdict(fork) for fork in file.forks]
        data["refused"] = (
            None
            if file.refused is None
            else {"code": file.refused.code, "says": describe_error(file.refused)}
        )
        files.append(data)
    return {
        "dry_run": dry_run, "files": files, "changed": report.changed, "people": report.people,
        "unknown_labels": report.unknown_labels, "waiting": report.still_waiting,
    }  # fmt: skip
