"""``annotator export``: a project's layers in any format that can be written."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.errors import WouldLose
from annotator.formats.registry import writer_names
from annotator.i18n import ntr, tr

DOCBIN = "docbin"  # has choices of its own and is written by spaCy
FORMATS = (*writer_names(), DOCBIN)


class Choice(StrEnum):
    STOP = "stop"
    SKIP = "skip"
    EXPAND = "expand"
    CONTRACT = "contract"


def known_format(name: str) -> str:
    """The name, if anything is written under it; else wrong usage."""
    if name not in FORMATS:
        raise typer.BadParameter(tr("There is no format {name}.").format(name=name))
    return name


def _formats_help() -> str:
    return tr("The format: {names}.").format(names=", ".join(FORMATS))


def add_to(app: typer.Typer) -> None:
    @app.command("export", help=tr("Export layers to a file or a folder, then read it back and compare."))
    def export(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        out: Annotated[Path, typer.Argument(help=tr("The file to write; for docbin and brat the folder."))],
        to: Annotated[
            str,
            typer.Option("--to", callback=known_format, metavar="FORMAT", help=_formats_help()),
        ],
        layer: Annotated[str | None, typer.Option(help=tr("gold, an annotator's id, or all."))] = None,
        misaligned: Annotated[
            Choice, typer.Option(help=tr("What to do with spans that cut a token, docbin only."))
        ] = Choice.STOP,
        processes: Annotated[
            int, typer.Option(min=1, max=64, help=tr("How many processes build shards, docbin only."))
        ] = 1,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from annotator.cli.app import REFUSED
        from annotator.cli.progress import progress_bar
        from annotator.formats.docbin_types import Action, Options
        from annotator.services import exporting, format_export
        from annotator.store.project import Project

        declared = () if to == DOCBIN else format_export.declared_losses(to)
        if declared and not as_json:
            say_losses(to, declared)
        with (
            Project.open(project, read_only=True) as opened,
            progress_bar(tr("Exporting"), quiet=as_json) as progress,
        ):
            chosen = exporting.choose_layer(opened, layer)
            try:
                if to != DOCBIN:
                    done = format_export.export_format(opened, to, out, chosen, progress)
                else:
                    options = Options(misaligned=Action(misaligned.value))
                    done = exporting.export_docbin(
                        opened, out, chosen, options, processes=processes, progress=progress
                    )
            except WouldLose as error:
                list_misaligned(error)
                raise typer.Exit(REFUSED) from None
        _say_done(done, chosen, to, declared, as_json)


def _say_done(done: Any, layer: str, to: str, declared: tuple[str, ...], as_json: bool) -> None:
    from annotator.cli.app import say, say_json

    if as_json:
        losses = {"format": to, "losses": list(declared), "lost": dict(done.lost)} if declared else {}
        say_json(_as_data(done, layer) | losses)
        return
    for line in _summary(done):
        say(line)


def say_losses(name: str, declared: tuple[str, ...]) -> None:
    """Say before anything is written what the format has no place for."""
    from annotator.cli.app import say
    from annotator.wording.losses import describe_losses

    say(tr("{name} has no place for: {what}.").format(name=name, what=describe_losses(declared)))


def list_misaligned(error: WouldLose) -> None:
    """Say which spans cut a token, and what can be done."""
    from annotator.cli.app import say_error

    for note in error.fields["what"]:
        say_error(f"{note.document} {note.start}-{note.end} {note.label}: “{note.text}”")
    count = error.fields["total"]
    text = ntr(
        "{n} span cuts a token. Nothing was written.", "{n} spans cut a token. Nothing was written.", count
    )
    say_error(text.format(n=count) + " " + tr("Choose: --misaligned skip, expand or contract."))


def _summary(done: Any) -> list[str]:
    parts = [
        ntr("{n} document", "{n} documents", done.documents).format(n=done.documents),
        ntr("{n} span", "{n} spans", done.spans).format(n=done.spans),
    ]
    lines = [tr("Exported {parts}, read back and compared.").format(parts=", ".join(parts))]
    if done.counts is not None:
        c = done.counts
        text = tr(
            "{spans} spans = {stored} stored + {skipped} skipped; {moved} moved; {entities} in doc.ents, {nested} not, for overlap."
        )
        lines.append(
            text.format(
                spans=c.spans,
                stored=c.stored,
                skipped=c.skipped,
                moved=c.moved,
                entities=c.entities,
                nested=c.nested,
            )
        )
    if done.lost:
        from annotator.wording.losses import describe_losses

        lines.append(tr("Left out: {what}.").format(what=describe_losses(done.lost)))
    if done.skipped:
        text = ntr("{n} skipped document left out.", "{n} skipped documents left out.", len(done.skipped))
        lines.append(text.format(n=len(done.skipped)))
    return [*lines, *(str(path) for path in done.files)]


def _as_data(done: Any, layer: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "layer": layer, "documents": done.documents, "layers": done.layers, "spans": done.spans,
        "files": [str(path) for path in done.files], "skipped_documents": list(done.skipped),
    }  # fmt: skip
    if done.counts is not None:
        names = ("stored", "skipped", "moved", "entities", "nested")
        data["counts"] = {name: getattr(done.counts, name) for name in names}
    return data
