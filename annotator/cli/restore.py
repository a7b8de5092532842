"""``annotator restore``: list the backups of a project, or go back to one."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.errors import NotAProject
from annotator.i18n import tr


def add_to(app: typer.Typer) -> None:
    @app.command("restore", help=tr("List the backups of a project, or go back to one of them."))
    def restore(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        backup: Annotated[
            str | None,
            typer.Option("--backup", help=tr("Number in the list (1 is the newest), or a backup file.")),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from annotator.cli.app import say, say_json
        from annotator.services import backups

        found = backups.list_backups(project.resolve())
        if not found and not project.exists():
            raise NotAProject(path=str(project), reason="missing")
        if backup is None:
            if as_json:
                say_json([_as_data(each) for each in found])
                return
            for number, each in enumerate(found, 1):
                moment = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(each.time))
                text = tr("{number}. {time}  {documents} documents, {spans} spans  ({reason})")
                say(
                    text.format(
                        number=number,
                        time=moment,
                        documents=each.documents,
                        spans=each.spans,
                        reason=each.reason,
                    )
                )
            say(
                tr("Go back with: annotator restore {path} --backup NUMBER").format(path=project)
                if found
                else tr("No backups yet.")
            )
            return
        chosen = _chosen(backup, found)
        kept = backups.restore(project.resolve(), chosen)
        say(tr("Went back to {backup}.").format(backup=chosen.name))
        if kept is not None:
            say(tr("What was there before is kept as {backup}.").format(backup=kept.path.name))


def _chosen(backup: str, found: list[Any]) -> Path:
    """The file that a number of the list, or a path, means. Raises NotAProject."""
    if backup.isdecimal() and 0 < int(backup) <= len(found):
        path: Path = found[int(backup) - 1].path
        return path
    if not Path(backup).is_file():
        raise NotAProject(path=backup, reason="no-backup")
    return Path(backup)


def _as_data(backup: Any) -> dict[str, Any]:
    return {
        "file": str(backup.path), "time": backup.time, "reason": backup.reason, "documents": backup.documents, "spans": backup.spans,
    }  # fmt: skip
