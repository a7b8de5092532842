"""``annotator import``: texts and layers from files and folders."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.i18n import ntr, tr


def add_to(app: typer.Typer) -> None:
    @app.command("import", help=tr("Import text files, folders of them, and JSON lines."))
    def import_(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        paths: Annotated[list[Path], typer.Argument(help=tr("Files and folders to import."))],
        format_name: Annotated[
            str | None, typer.Option("--format", help=tr("Read as this format, whatever it looks like."))
        ] = None,
        annotator: Annotated[
            str | None, typer.Option(help=tr("Whose layer spans become where the file names nobody."))
        ] = None,
        encoding: Annotated[
            str,
            typer.Option(help=tr("The encoding of texts that are not Unicode: tcvn3, vni, viscii, …")),
        ] = "",
        believe_encoding: Annotated[
            bool,
            typer.Option("--believe-encoding", help=tr("Read texts in the encoding that is recognised.")),
        ] = False,
        strict: Annotated[
            bool, typer.Option("--strict", help=tr("Stop at the first error and change nothing."))
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from annotator.cli.app import REFUSED, say, say_error, say_json
        from annotator.cli.progress import progress_bar
        from annotator.formats.encoding import EncodingChoice
        from annotator.services.importing import ImportStopped, ReadAs, import_paths
        from annotator.services.session import who_works
        from annotator.store.project import Project

        with Project.open(project) as opened, progress_bar(tr("Importing"), quiet=as_json) as progress:
            actor = annotator or who_works(opened).id
            try:
                report = import_paths(
                    opened,
                    paths,
                    actor=actor,
                    annotator=annotator,
                    read_as=ReadAs(format_name, EncodingChoice(encoding, believe_encoding)),
                    strict=strict,
                    progress=progress,
                )
                stopped = False
            except ImportStopped as error:
                report, stopped = error.fields["report"], True
        if as_json:
            say_json(_as_data(report, stopped))
        else:
            for issue in report.issues:
                say_error(_line(issue))
                for line in _previews(issue):
                    say_error(line)
            say(_summary(report, stopped))
        if stopped or report.errors:
            raise typer.Exit(REFUSED)


def _line(issue: Any) -> str:
    """One line of the report: how grave, where (the whole path: folders may hold files of one name), what."""
    from annotator.wording import describe_issue

    grave = {"error": tr("error"), "warning": tr("warning"), "info": tr("note")}[issue.severity]
    place = [issue.path]
    if issue.line:
        place.append(tr("line {line}").format(line=issue.line))
    if issue.line and issue.fields.get("column"):
        place.append(tr("column {column}").format(column=issue.fields["column"]))
    return f"{grave}: {', '.join(place)}: {describe_issue(issue)}"


def _previews(issue: Any) -> list[str]:
    """How a text of uncertain encoding would read in each candidate, the likeliest first."""
    found: list[str] = []
    for one in issue.fields.get("previews", []):
        found.append(f"    {one['encoding']} ({one['confidence']} %):")
        found += [f"        {line}" for line in one["lines"]]
    return found


def _summary(report: Any, stopped: bool) -> str:
    if stopped:
        return tr("Stopped at an error, as --strict asks. Nothing was changed.")
    parts = [
        ntr("{n} document", "{n} documents", report.documents).format(n=report.documents),
        ntr("{n} layer", "{n} layers", report.layers).format(n=report.layers),
        ntr("{n} span", "{n} spans", report.spans).format(n=report.spans),
    ]
    text = tr("Imported: {parts}.").format(parts=", ".join(parts))
    if report.skipped:
        text += " " + ntr("{n} was already there.", "{n} were already there.", report.skipped).format(
            n=report.skipped
        )
    if report.errors:
        text += " " + ntr("{n} error, listed above.", "{n} errors, listed above.", report.errors).format(
            n=report.errors
        )
    return text


def _as_data(report: Any, stopped: bool) -> dict[str, Any]:
    return {
        "stopped": stopped, "documents": report.documents, "layers": report.layers, "spans": report.spans,
        "relations": report.relations, "skipped": report.skipped, "people": report.people,
        "issues": [asdict(issue) for issue in report.issues],
    }  # fmt: skip
