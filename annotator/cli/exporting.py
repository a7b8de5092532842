"""``annotator export``: a project's layers in any format that can be written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.errors import WouldLose
from annotator.formats.registry import writer_names
from annotator.i18n import ntr, tr

DOCBIN = "docbin"  # has choices of its own and is written by spaCy
DATASET = "dataset"  # splits, a manifest and a card, as a plan says
FORMATS = (*writer_names(), DOCBIN, DATASET)


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
        out: Annotated[
            Path,
            typer.Argument(
                help=tr("The file to write; for docbin, dataset, huggingface and brat the folder.")
            ),
        ],
        to: Annotated[
            str,
            typer.Option("--to", callback=known_format, metavar="FORMAT", help=_formats_help()),
        ],
        layer: Annotated[str | None, typer.Option(help=tr("gold, an annotator's id, or all."))] = None,
        misaligned: Annotated[
            Choice | None,
            typer.Option(help=tr("What to do with spans that cut a token; docbin and dataset only.")),
        ] = None,
        processes: Annotated[
            int,
            typer.Option(min=1, max=64, help=tr("How many processes build shards; docbin and dataset only.")),
        ] = 1,
        plan: Annotated[
            Path | None, typer.Option(help=tr("A file that states every choice; dataset only."))
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from annotator.cli.progress import progress_bar
        from annotator.services.backups import snapshot_of

        if plan is not None and to != DATASET:
            raise typer.BadParameter(tr("--plan goes with --to dataset only."))
        declared = _declared(to)
        if declared and not as_json:
            say_losses(to, declared)
        with (
            snapshot_of(project.resolve()) as opened,  # one state, though somebody may be at work in it
            progress_bar(tr("Exporting"), quiet=as_json) as progress,
            refusing_misaligned(),
        ):
            if to == DATASET:
                _export_dataset(opened, out, make_plan(plan, layer, misaligned), processes, progress, as_json)
                return
            done, chosen = _export(opened, to, out, layer, misaligned, processes, progress)
        _say_done(done, chosen, to, declared, as_json)


def _declared(to: str) -> tuple[str, ...]:
    from annotator.services.format_export import declared_losses

    return () if to in (DOCBIN, DATASET) else declared_losses(to)


def _export(
    project: Any,
    to: str,
    out: Path,
    layer: str | None,
    misaligned: Choice | None,
    processes: int,
    progress: Any,
) -> tuple[Any, str]:
    from annotator.formats.docbin_types import Action, Options
    from annotator.services import exporting, format_export

    chosen = exporting.choose_layer(project, layer)
    if to != DOCBIN:
        return format_export.export_format(project, to, out, chosen, progress), chosen
    options = Options(misaligned=Action((misaligned or Choice.STOP).value))
    return exporting.export_docbin(
        project, out, chosen, options, processes=processes, progress=progress
    ), chosen


@contextmanager
def refusing_misaligned() -> Iterator[None]:
    """Ends the command with the list of spans that cut a token, where there are any and nothing was chosen for them."""
    from annotator.cli.app import REFUSED

    try:
        yield
    except WouldLose as error:
        list_misaligned(error)
        raise typer.Exit(REFUSED) from None


def make_plan(file: Path | None, layer: str | None, misaligned: Choice | None, **train: int | None) -> Any:
    """The plan in ``file``, or the usual one, with what the command line says instead. ``train``: entries of that table."""
    import msgspec

    from annotator.services.dataset_plan import Plan, read_plan

    plan = read_plan(file) if file is not None else Plan()
    chosen: dict[str, Any] = {}
    if layer is not None:
        chosen["layers"] = tuple(layer.split(","))
    if misaligned is not None:
        chosen["misaligned"] = misaligned.value
    given = {name: value for name, value in train.items() if value is not None}
    return msgspec.structs.replace(plan, train=msgspec.structs.replace(plan.train, **given), **chosen)


def _export_dataset(project: Any, out: Path, plan: Any, processes: int, progress: Any, as_json: bool) -> None:
    from annotator.cli.app import say, say_json
    from annotator.services.dataset import write_dataset

    done = write_dataset(project, out, plan, processes=processes, progress=progress)
    if as_json:
        say_json(done.manifest)
        return
    for line in dataset_summary(done):
        say(line)
    say(str(out))


def dataset_summary(done: Any) -> list[str]:
    """Documents, rows and spans of each split, and what was left out."""
    lines = []
    for name, split in done.splits.items():
        text = tr(
            "{name}: {documents} documents, {rows} rows, {spans} spans ({stored} stored, {skipped} skipped)."
        )
        counts = split.counts
        lines.append(text.format(name=name, documents=split.documents, rows=split.rows, spans=counts.spans, stored=counts.stored, skipped=counts.skipped))  # fmt: skip
    left = ", ".join(f"{what}/{reason} {count}" for (what, reason), count in sorted(done.left_out.items()))
    if left:
        lines.append(tr("Left out, each in left-out.jsonl: {what}.").format(what=left))
    return lines


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
    if done.in_zones:
        text = ntr(
            "{n} span in excluded zones left out.", "{n} spans in excluded zones left out.", done.in_zones
        )
        lines.append(text.format(n=done.in_zones))
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
