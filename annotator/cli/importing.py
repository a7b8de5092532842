"""``annotator import``: texts and layers from files and folders, by a plan or as they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.i18n import ntr, tr


def add_to(app: typer.Typer) -> None:
    @app.command("import", help=tr("Import text files, folders of them, and files of other programs."))
    def import_(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        paths: Annotated[list[Path], typer.Argument(help=tr("Files and folders to import."))],
        format_name: Annotated[
            str, typer.Option("--format", help=tr("Read as this format, whatever it looks like."))
        ] = "",
        annotator: Annotated[
            str, typer.Option(help=tr("Whose layer spans become where the file names nobody."))
        ] = "",
        everybody: Annotated[
            str, typer.Option("--as", help=tr("Whose layer all spans become, whoever the file names."))
        ] = "",
        maps: Annotated[
            list[str] | None,
            typer.Option(
                "--map", help=tr("FOREIGN=LABEL: what a label of the file is here; FOREIGN= leaves it out.")
            ),
        ] = None,
        plan_file: Annotated[
            Path | None, typer.Option("--plan", help=tr("Every choice, from a TOML file."))
        ] = None,
        save_plan: Annotated[
            Path | None, typer.Option(help=tr("Write the choices to a TOML file, for the next time."))
        ] = None,
        skip_near: Annotated[
            bool,
            typer.Option(
                "--skip-near-duplicates", help=tr("Leave out texts that are nearly those that are there.")
            ),
        ] = False,
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
        dry_run: Annotated[
            bool,
            typer.Option("--dry-run", help=tr("Say what the files hold and would bring; change nothing.")),
        ] = False,
        scheme_file: Annotated[
            Path | None,
            typer.Option("--write-scheme", help=tr("With --dry-run: a label scheme made from the files.")),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from annotator.cli.app import REFUSED

        if scheme_file is not None and not dry_run:
            raise typer.BadParameter(tr("--write-scheme needs --dry-run."))
        plan = _plan(
            plan_file, _pairs(maps or []),
            format=format_name, annotator=annotator, everybody=everybody, encoding=encoding,
            believe_encoding=believe_encoding, strict=strict, near_duplicates="skip" if skip_near else "",
        )  # fmt: skip
        _check_format(plan.format)
        report, stopped, survey = _run(project, paths, plan, dry_run=dry_run, quiet=as_json)
        if save_plan is not None:
            from annotator.services.import_plan import save_plan as save

            save(plan, save_plan)
        if survey is not None and scheme_file is not None:
            _write_scheme(survey[0], scheme_file)
        _tell(report, stopped, survey, plan, as_json=as_json)
        if stopped or report.errors:
            raise typer.Exit(REFUSED)


def _pairs(maps: Iterable[str]) -> dict[str, str]:
    found = {}
    for pair in maps:
        foreign, sign, label = pair.rpartition("=")
        if not sign or not foreign:
            raise typer.BadParameter(tr("--map needs FOREIGN=LABEL, not “{given}”.").format(given=pair))
        found[foreign] = label
    return found


def _plan(file: Path | None, labels: dict[str, str], **said: str | bool) -> Any:
    """The plan of the file with what was said beside it."""
    import msgspec

    from annotator.services.import_plan import ImportPlan, read_plan

    plan = read_plan(file) if file is not None else ImportPlan()
    given = {key: value for key, value in said.items() if value}
    return msgspec.structs.replace(plan, labels={**plan.labels, **labels}, **given)


def _check_format(name: str) -> None:
    from annotator.formats import registry

    if name:
        registry.reader(name)


def _run(project: Path, paths: list[Path], plan: Any, *, dry_run: bool, quiet: bool) -> tuple[Any, bool, Any]:
    """The report, whether it was stopped, and what was found where nothing is to be changed."""
    from annotator.cli.progress import progress_bar
    from annotator.services.importing import ImportStopped, as_planned, import_paths, rehearse
    from annotator.services.session import who_works
    from annotator.services.survey import survey
    from annotator.store.project import Project

    with Project.open(project) as opened, progress_bar(tr("Importing"), quiet=quiet) as progress:
        actor = plan.annotator or who_works(opened).id
        said: dict[str, Any] = {
            "actor": actor, "annotator": plan.annotator or plan.everybody or None, "read_as": as_planned(plan),
            "progress": progress,
        }  # fmt: skip
        if dry_run:
            found = survey(opened, paths, plan.format or None, plan.encoding_choice(), progress)
            report = rehearse(opened, paths, **said)
            return report, plan.strict and bool(report.errors), (found, opened.scheme())
        try:
            return import_paths(opened, paths, strict=plan.strict, **said), False, None
        except ImportStopped as error:
            return error.fields["report"], True, None


def _write_scheme(found: Any, path: Path) -> None:
    from annotator.formats.base import replacing
    from annotator.formats.scheme_toml import write_scheme
    from annotator.services.mapping_suggest import scheme_of

    if not found.labels:
        raise typer.BadParameter(tr("The files name no label, so no scheme can be made from them."))
    with replacing(path) as file:
        file.write(write_scheme(scheme_of(found, path.stem).scheme).encode())


def _tell(report: Any, stopped: bool, survey: Any, plan: Any, *, as_json: bool) -> None:
    from annotator.cli.app import say, say_error, say_json
    from annotator.cli.import_words import found_data, found_lines

    if as_json:
        data = _as_data(report, stopped)
        if survey is not None:
            data |= {"found": found_data(survey[0], survey[1], plan), "dry_run": True}
        say_json(data)
        return
    for issue in report.issues:
        say_error(_line(issue))
        for line in _previews(issue):
            say_error(line)
    if survey is not None:
        for line in found_lines(survey[0], survey[1], plan):
            say(line)
    say(_summary(report, stopped, dry_run=survey is not None))


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


def _summary(report: Any, stopped: bool, *, dry_run: bool) -> str:
    if stopped:
        return tr("Stopped at an error, as --strict asks. Nothing was changed.")
    parts = [
        ntr("{n} document", "{n} documents", report.documents).format(n=report.documents),
        ntr("{n} layer", "{n} layers", report.layers).format(n=report.layers),
        ntr("{n} span", "{n} spans", report.spans).format(n=report.spans),
    ]
    first = tr("Would be imported: {parts}. Nothing was changed.") if dry_run else tr("Imported: {parts}.")
    told = [first.format(parts=", ".join(parts))]
    if report.skipped:
        words = ntr("{n} was already there.", "{n} were already there.", report.skipped)
        told.append(words.format(n=report.skipped))
    if left := report.left.total():
        told.append(
            ntr("{n} span left out by the plan.", "{n} spans left out by the plan.", left).format(n=left)
        )
    if report.near:
        words = ntr("{n} near-duplicate left out.", "{n} near-duplicates left out.", report.near)
        told.append(words.format(n=report.near))
    if report.errors:
        words = ntr("{n} error, listed above.", "{n} errors, listed above.", report.errors)
        told.append(words.format(n=report.errors))
    return " ".join(told)


def _as_data(report: Any, stopped: bool) -> dict[str, Any]:
    return {
        "stopped": stopped, "documents": report.documents, "layers": report.layers, "spans": report.spans,
        "relations": report.relations, "skipped": report.skipped, "people": report.people, "near": report.near,
        "left": dict(report.left), "issues": [asdict(issue) for issue in report.issues],
    }  # fmt: skip
