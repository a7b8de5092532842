"""``annotator guidelines``: the pages of a project: listed, written to a folder, taken over from one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.i18n import ntr, tr


def add_to(app: typer.Typer) -> None:
    @app.command(
        "guidelines",
        help=tr("List the pages of the guidelines; write them to a folder, or take them over from one."),
    )
    def guidelines(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        export: Annotated[
            Path | None, typer.Option("--export", help=tr("Write one Markdown file for each page to this folder."))
        ] = None,
        bring: Annotated[
            Path | None, typer.Option("--import", help=tr("Take over the Markdown files of this folder."))
        ] = None,
        person: Annotated[str, typer.Option("--as", help=tr("Who does it, by id; else whoever worked last."))] = "",
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:  # fmt: skip
        if export is not None and bring is not None:
            raise typer.BadParameter(tr("One thing at a time: --export or --import."))
        if bring is not None:
            _import(project, bring, person, as_json=as_json)
        elif export is not None:
            _export(project, export, as_json=as_json)
        else:
            _list(project, as_json=as_json)


def _import(path: Path, folder: Path, person: str, *, as_json: bool) -> None:
    from annotator.cli.app import say, say_error, say_json
    from annotator.services.guidelines import import_pages
    from annotator.services.session import Session
    from annotator.wording import describe_issue

    with Session.open(path, annotator=person or None) as session:
        report = import_pages(session, folder)
    issues = [{"path": one.path, "code": one.code, "reason": describe_issue(one)} for one in report.issues]
    if as_json:
        say_json({"changed": report.changed, "same": report.same, "issues": issues})
        return
    for one in issues:
        say_error(f"{one['path']}: {one['reason']}")
    say(
        ntr("{n} page taken over.", "{n} pages taken over.", len(report.changed)).format(
            n=len(report.changed)
        )
    )
    if report.same:
        say(ntr("{n} page was the same.", "{n} pages were the same.", report.same).format(n=report.same))


def _export(path: Path, folder: Path, *, as_json: bool) -> None:
    from annotator.cli.app import say, say_json
    from annotator.services.guidelines import export_pages
    from annotator.store.project import Project

    with Project.open(path, read_only=True) as project:
        written = export_pages(project, folder)
    if as_json:
        say_json([str(one) for one in written])
    else:
        words = ntr("{n} page written to {folder}.", "{n} pages written to {folder}.", len(written))
        say(words.format(n=len(written), folder=folder))


def _list(path: Path, *, as_json: bool) -> None:
    from annotator.cli.app import say, say_json
    from annotator.services.guidelines import last_changes, pages
    from annotator.store.project import Project

    with Project.open(path, read_only=True) as project:
        found, changes = pages(project), last_changes(project)
    rows = [_row(label, text, changes.get(label)) for label, text in sorted(found.items())]
    if as_json:
        say_json(rows)
        return
    for row in rows:
        label = row["label"] or tr("general page")
        count = ntr("{n} character", "{n} characters", row["characters"]).format(n=row["characters"])
        say(f"{label}  {count}  {row['changed']}  {row['by']}".rstrip())
    if not rows:
        say(tr("There are no pages yet."))


def _row(label: str, text: str, change: Any) -> dict[str, Any]:
    import time

    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(change.time)) if change else ""
    return {"label": label, "characters": len(text), "changed": when, "by": change.actor if change else ""}
