"""``annotator assign``: who annotates what: the table, a plan, or single documents by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.i18n import ntr, tr

_SHOWN = 20


def add_to(app: typer.Typer) -> None:
    @app.command("assign", help=tr("List who annotates what, or assign documents by a plan."))
    def assign(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        people: Annotated[
            list[str] | None,
            typer.Option("--to", help=tr("A person's id; may be given again. Without it: only list.")),
        ] = None,
        each: Annotated[int, typer.Option("--each", help=tr("To how many people each document goes."))] = 1,
        share: Annotated[
            float,
            typer.Option("--share", help=tr("Percentage of documents that more people get, for agreement.")),
        ] = 0.0,
        shared_by: Annotated[int, typer.Option("--shared-by", help=tr("How many people get those."))] = 2,
        calibration: Annotated[
            int, typer.Option("--calibration", help=tr("So many documents go to everybody, first."))
        ] = 0,
        batch_size: Annotated[
            int, typer.Option("--batch-size", help=tr("Documents in a batch; 0: one batch."))
        ] = 0,
        batch: Annotated[str, typer.Option("--batch", help=tr("Name of the batch or batches."))] = "",
        documents: Annotated[
            list[str] | None, typer.Option("--document", help=tr("Only this document; may be given again."))
        ] = None,
        blind: Annotated[
            bool, typer.Option("--blind/--open", help=tr("Whether others' work is hidden."))
        ] = True,
        suggestions: Annotated[
            bool, typer.Option("--suggestions/--no-suggestions", help=tr("Whether suggestions are shown."))
        ] = True,
        remove: Annotated[
            bool, typer.Option("--remove", help=tr("Take assignments away from --to."))
        ] = False,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help=tr("Say what it would do, and change nothing."))
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from annotator.cli.app import say, say_json
        from annotator.model.assignment import Plan

        plan = Plan(
            people or [], each, share / 100, shared_by, calibration, batch_size, batch, blind, suggestions
        )
        preview, table = _run(project, plan, documents, remove, dry_run)
        if as_json:
            say_json(_as_data(preview, table))
            return
        for line in [*_change_lines(preview, dry_run), *_table_lines(preview.loads, table)]:
            say(line)


def _run(
    project: Path, plan: Any, documents: list[str] | None, remove: bool, dry_run: bool
) -> tuple[Any, list[Any]]:
    """(what changes, the table afterwards)"""
    from annotator.services import assignments as services
    from annotator.services.session import who_works
    from annotator.store.project import Project

    with Project.open(project, read_only=dry_run or not plan.people) as opened:
        before = services.assignments(opened)
        if not plan.people:
            preview = services.preview_by_hand(opened)
        elif remove:
            gone = [
                one
                for one in before
                if one.annotator in plan.people and (documents is None or one.document in documents)
            ]
            preview = services.preview_by_hand(opened, remove=gone)
        else:
            preview = services.preview_plan(opened, plan, documents)
        if not dry_run and preview.changes:
            services.apply(opened, preview, who_works(opened).id)
        return preview, services.assignments(opened)


def _change_lines(preview: Any, dry_run: bool) -> list[str]:
    found = preview.difference
    if not preview.changes:
        return []
    text = (
        tr("Would add {added}, change {changed}, take away {removed}.")
        if dry_run
        else tr("Added {added}, changed {changed}, took away {removed}.")
    )
    lines = [text.format(added=len(found.added), changed=len(found.changed), removed=len(found.removed))]
    count = len(found.with_work)
    if count:
        said = ntr(
            "{n} of those taken away has work already; the work stays in the project:",
            "{n} of those taken away have work already; the work stays in the project:",
            count,
        )
        lines.append(said.format(n=count))
        lines += [f"  {one.document}  {one.annotator}" for one in found.with_work[:_SHOWN]]
        if count > _SHOWN:
            lines.append("  " + tr("and {count} more").format(count=count - _SHOWN))
    return lines


def _table_lines(loads: list[Any], table: list[Any]) -> list[str]:
    if not loads:
        return [tr("Nothing is assigned: everybody sees every document.")]
    lines = []
    for load in loads:
        batches: dict[str, int] = {}
        for one in table:
            if one.annotator == load.annotator and one.batch:
                batches[one.batch] = batches.get(one.batch, 0) + 1
        text = tr("{who}: {documents} documents, {characters} characters, {begun} begun, {done} finished")
        line = text.format(
            who=load.annotator,
            documents=load.documents,
            characters=load.characters,
            begun=load.begun,
            done=load.done,
        )
        named = ", ".join(f"{name} {count}" for name, count in batches.items())
        lines.append(f"{line}  ({named})" if named else line)
    return lines


def _as_data(preview: Any, table: list[Any]) -> dict[str, Any]:
    found = preview.difference

    def plain(listed: list[Any]) -> list[dict[str, Any]]:
        return [{"document": one.document, "annotator": one.annotator, **one.value} for one in listed]

    return {
        "added": plain(found.added), "changed": plain(found.changed), "removed": plain(found.removed),
        "removed_with_work": plain(found.with_work), "kept": found.kept,
        "loads": [load._asdict() for load in preview.loads], "assignments": plain(table),
    }  # fmt: skip
