"""``annotator pack``: a work package for somebody, or what a laptop sends back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.errors import ProjectExists
from annotator.i18n import ntr, tr


def add_to(app: typer.Typer) -> None:
    @app.command(
        "pack", help=tr("Write a work package for somebody, or (--return) what a laptop sends back.")
    )
    def pack(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        out: Annotated[Path, typer.Argument(help=tr("The package to write (.corpuspack)."))],
        annotator: Annotated[
            str | None, typer.Option("--for", help=tr("Whom it is for; with --return: whose work it is."))
        ] = None,
        documents: Annotated[
            list[str] | None, typer.Option("--document", help=tr("Only this document; may be given again."))
        ] = None,
        batch: Annotated[
            str | None, typer.Option("--batch", help=tr("Only this batch of assignments."))
        ] = None,
        others: Annotated[
            list[str] | None,
            typer.Option("--with", help=tr("Somebody whose work goes along, for a reviewer.")),
        ] = None,
        back: Annotated[
            bool, typer.Option("--return", help=tr("Pack this person's work for the office to merge."))
        ] = False,
        whole: Annotated[
            bool,
            typer.Option("--all", help=tr("With --return: everything, not only what is new to the office.")),
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from annotator.cli.app import say, say_json
        from annotator.cli.progress import progress_bar
        from annotator.store.connection import is_project

        if annotator is None and not back:
            raise typer.BadParameter(tr("Say whom the package is for: --for ID."))
        if out.exists() and is_project(out):
            raise ProjectExists(path=str(out), reason="export")
        with progress_bar(tr("Packing"), quiet=as_json) as progress:
            if back:
                report = _back(project, out, annotator, whole, progress)
            else:
                report = _work(project, out, annotator or "", documents, batch, others or [], progress)
        if as_json:
            say_json(_as_data(report))
        else:
            say(_sentence(report))


def _work(
    project: Path,
    out: Path,
    annotator: str,
    documents: list[str] | None,
    batch: str | None,
    others: list[str],
    progress: Any,
) -> Any:
    from annotator.services.packages import pack_work
    from annotator.store.project import Project

    with Project.open(project) as opened:
        return pack_work(
            opened, out, annotator, documents=documents, batch=batch, others=others, progress=progress
        )


def _back(project: Path, out: Path, annotator: str | None, whole: bool, progress: Any) -> Any:
    from annotator.services.backups import snapshot_of
    from annotator.services.packages import pack_return
    from annotator.services.session import who_works

    with snapshot_of(project.resolve()) as opened:  # it may be open in a window
        return pack_return(opened, out, annotator or who_works(opened).id, whole=whole, progress=progress)


def _sentence(report: Any) -> str:
    rows = ntr("{n} row of work", "{n} rows of work", report.rows).format(n=report.rows)
    documents = ntr("{n} document", "{n} documents", report.documents).format(n=report.documents)
    if report.kind == "return":
        text = tr("{path}: {rows} of {who}, to be merged at the office.")
    else:
        text = tr("{path}: {documents} for {who}, with {rows} done before.")
    said = text.format(path=report.path, who=report.annotator, documents=documents, rows=rows)
    if report.missing:
        said += " " + tr("Assigned but not in the project: {what}.").format(what=", ".join(report.missing))
    return said


def _as_data(report: Any) -> dict[str, Any]:
    return {
        "path": str(report.path), "kind": report.kind, "annotator": report.annotator, "documents": report.documents,
        "layers": report.layers, "rows": report.rows, "missing": report.missing,
    }  # fmt: skip
