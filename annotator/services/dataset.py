"""Training data as a folder: splits as DocBin shards and JSON lines, a manifest, a card, everything to repeat it.

The same project and plan give the same bytes: no clock, no machine, no path is in any file. The folder appears whole or not at
all, and what is in it was read back and held against the project.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from annotator.errors import FormatError, ModelUnavailable, NotTheSame, WouldLose
from annotator.formats.base import replacing
from annotator.formats.docbin_types import Action, Counts, ExportDocument, Options, pieces
from annotator.formats.huggingface import DATA, encode_row, row_of_piece
from annotator.nlp.config import TrainingConfig, make_config, write_training_folder
from annotator.nlp.splits import Split
from annotator.services.dataset_plan import Plan, as_toml, check_labels
from annotator.services.dataset_select import LeaveOut, LeftOut, Selection, nowhere
from annotator.services.dataset_splits import Places, place_documents, places_csv
from annotator.services.exporting import copy_tokenizer, file_digest
from annotator.services.jobs import Progress, no_progress
from annotator.store.connection import file_errors
from annotator.store.project import Project

MANIFEST, KIND = "manifest.json", "annotator-dataset"
PLAN, SPLITS, LEFT_OUT, CONFIG = "plan.toml", "splits.csv", "left-out.jsonl", "config.cfg"
_SAID_EVERY = 50


@dataclass(slots=True)
class SplitCounts:
    """One split: ``rows`` are pieces (paragraphs, or documents); ``empty`` ones were read and hold no span."""

    documents: int = 0
    rows: int = 0
    empty: int = 0
    characters: int = 0
    relations: int = 0
    counts: Counts = field(default_factory=Counts)


@dataclass(slots=True)
class Dataset:
    """What was written. ``left_out`` counts by (what, reason); ``manifest`` is the file's content."""

    folder: Path
    splits: dict[str, SplitCounts]
    left_out: Counter[tuple[str, str]]
    manifest: dict[str, Any]
    training: TrainingConfig | None = None

    @property
    def documents(self) -> int:
        return sum(split.documents for split in self.splits.values())

    @property
    def spans(self) -> int:
        return sum(split.counts.spans for split in self.splits.values())


def write_dataset(
    project: Project,
    out: Path,
    plan: Plan | None = None,
    *,
    processes: int = 1,
    progress: Progress = no_progress,
) -> Dataset:
    """Write the training data that ``plan`` describes into the folder ``out``; an earlier dataset there is replaced.

    Raises WouldLose where spans cut tokens and the plan says stop; FormatError for a plan that does not hold or a folder with
    other files; UnknownLabel, UnknownAnnotator, NotTheSame, StoreError, Cancelled. Then ``out`` is as it was.
    """
    with staging(out) as folder:
        dataset = build(project, folder, plan or Plan(), processes=processes, progress=progress)
        dataset.folder = out
    return dataset


def build(
    project: Project, folder: Path, plan: Plan, *, processes: int = 1, progress: Progress = no_progress
) -> Dataset:
    """As ``write_dataset``, straight into an empty folder, which is left as it is when something fails."""
    from annotator.services.dataset_manifest import describe, readme

    check_labels(plan, project.scheme())
    selection = Selection(project, plan)
    with _Record(folder / LEFT_OUT) as record:
        places = place_documents(project, selection, plan.split, record.add, progress)
        writings = [_Writing(selection, plan, places, split, folder) for split in Split]
        splits = _write_splits(writings, record.add, processes, progress)
    training = _write_config(folder, plan, splits["train"].counts)
    copy_tokenizer(folder)
    (folder / SPLITS).write_bytes(places_csv(places))
    (folder / PLAN).write_text(as_toml(plan), encoding="utf-8", newline="\n")
    dataset = Dataset(folder, splits, record.counts, {}, training)
    dataset.manifest = describe(project, plan, selection, places, dataset, progress)
    with replacing(folder / "README.md") as file:
        file.write(readme(dataset.manifest, project.scheme()).encode())
    dataset.manifest["files"] = {
        path.relative_to(folder).as_posix(): file_digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    write_json(folder / MANIFEST, dataset.manifest)
    return dataset


def _write_splits(
    writings: list[_Writing], leave_out: LeaveOut, processes: int, progress: Progress
) -> dict[str, SplitCounts]:
    """All splits; where spans cut tokens and the plan says stop, WouldLose lists those of all splits."""
    found: dict[str, SplitCounts] = {}
    stopped: list[WouldLose] = []
    for writing in writings:
        try:
            found[writing.split.value] = writing.write(leave_out, processes, progress)
        except WouldLose as error:
            stopped.append(error)
    if stopped:
        what = [note for error in stopped for note in error.fields["what"]]
        total = sum(error.fields["total"] for error in stopped)
        raise WouldLose(what=what, total=total, report=stopped[0].fields["report"])
    return found


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """JSON for people and programs, the same bytes for the same data."""
    with replacing(path) as file:
        file.write(json.dumps(data, ensure_ascii=False, indent=2, default=dict).encode() + b"\n")


def _write_config(folder: Path, plan: Plan, counts: Counts) -> TrainingConfig | None:
    """``config.cfg`` and the tokenizer, where there is anything to learn."""
    try:
        config = make_config(counts.labels, counts.lengths, plan.training_options())
    except ModelUnavailable:
        return None
    write_training_folder(folder, config)
    return config


def write_split(selection: Selection, plan: Plan, places: Places, split: Split, folder: Path) -> SplitCounts:
    """The files of one split into ``folder``, without a record of what is left out."""
    return _Writing(selection, plan, places, split, folder).write(nowhere, 1, no_progress)


# One split ------------------------------------------------------------------------------------------------
class _Writing:
    """The files of one split: written, then read back."""

    def __init__(self, selection: Selection, plan: Plan, places: Places, split: Split, folder: Path) -> None:
        self._selection, self._plan, self._places, self.split = selection, plan, places, split
        self._folder, self._lines = folder, folder / DATA / f"{split.value}.jsonl"
        self._total = sum(one is split for one in places.split.values())

    def write(self, leave_out: LeaveOut, processes: int, progress: Progress) -> SplitCounts:
        from annotator.formats.docbin_export import verify, write_shards

        plan, found = self._plan, SplitCounts()
        self._lines.parent.mkdir(exist_ok=True)
        options = Options(
            misaligned=Action(plan.misaligned), entity_labels=frozenset() if plan.spans == "spans" else None
        )
        with self._lines.open("wb") as lines:

            def counted() -> Iterator[ExportDocument]:
                for piece in self._pieces(leave_out, found, progress):
                    lines.write(encode_row(row_of_piece(piece)) + b"\n")
                    yield piece

            target = self._folder / self.split.value
            report = write_shards(
                counted(), target, prefix=self.split.value, options=options, processes=processes
            )
        found.counts = report.counts
        checked = verify(report.files, self._compared())
        if not checked.holds:
            raise NotTheSame(path=str(target), detail=str(checked.mismatches[:5]))
        return found

    def _pieces(
        self, leave_out: LeaveOut, found: SplitCounts, progress: Progress = no_progress
    ) -> Iterator[ExportDocument]:
        for document, layers in self._selection.rows():
            if self._places.split.get(document.id) is not self.split:
                continue
            if found.documents % _SAID_EVERY == 0:
                progress(found.documents, self._total, self.split.value)
            found.documents += 1
            for layer in layers:
                for piece in self._cut(self._selection.export(document, layer, leave_out)):
                    if not piece.spans and self._plan.empty == "drop":
                        leave_out(LeftOut("row", "empty", document.id, piece.layer, start=piece.base, end=piece.base + len(piece.text)))  # fmt: skip
                        continue
                    found.rows += 1
                    found.empty += not piece.spans
                    found.characters += len(piece.text)
                    found.relations += len(piece.relations)
                    yield piece

    def _cut(self, item: ExportDocument) -> Iterator[ExportDocument]:
        reviewed_only = self._plan.unreviewed == "drop"
        if self._plan.unit == "paragraph":
            yield from pieces(item, reviewed_only=reviewed_only)
        elif item.spans or item.reviewed or not reviewed_only:
            yield item

    def _compared(self) -> Iterator[ExportDocument]:
        """What should be there, each held against its line of JSON on the way."""
        with self._lines.open("rb") as lines:
            for piece in self._pieces(nowhere, SplitCounts()):
                if lines.readline() != encode_row(row_of_piece(piece)) + b"\n":
                    raise NotTheSame(path=str(self._lines), detail=piece.id)
                yield piece
            if lines.readline():
                raise NotTheSame(path=str(self._lines), detail="")


class _Record:
    """``left-out.jsonl``: one line for everything that the plan leaves out."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.counts: Counter[tuple[str, str]] = Counter()

    def __enter__(self) -> Self:
        self._file = self._path.open("wb")
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, item: LeftOut) -> None:
        self.counts[item.what, item.reason] += 1
        known = {key: value for key, value in asdict(item).items() if value not in (None, "")}
        self._file.write(json.dumps(known, ensure_ascii=False).encode() + b"\n")


# The folder -----------------------------------------------------------------------------------------------
@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """A folder beside ``out``, whose files take their places in ``out`` when the block ends well; else ``out`` is as it was.

    An earlier dataset in ``out`` gives way, as its manifest lists it; raises FormatError where another file stands there.
    """
    with file_errors(out):
        check_free(out)
        work = out.with_name(f".{out.name}.partial")
        shutil.rmtree(work, ignore_errors=True)
        existed = out.parent.exists()
        work.mkdir(parents=True)
        try:
            yield work
            _publish(work, out)
        finally:
            shutil.rmtree(work, ignore_errors=True)
            if not existed and not any(out.parent.iterdir()):
                out.parent.rmdir()


def check_free(out: Path) -> None:
    """Raises FormatError where ``out`` holds a file that the manifest of an earlier dataset does not list."""
    if not out.exists():
        return
    ours = set((manifest_of(out) or {}).get("files", ())) | {MANIFEST}
    found = sorted(path for path in out.rglob("*") if not path.is_dir()) if out.is_dir() else [out]
    for path in found:
        if path == out or path.relative_to(out).as_posix() not in ours:
            first = out if path == out else out / path.relative_to(out).parts[0]
            raise FormatError(path=str(first), line=None, column=None, reason="folder-not-empty", detail="")


def manifest_of(folder: Path) -> dict[str, Any] | None:
    """The manifest of a dataset's folder; None where it is none."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found.get("kind") == KIND else None


def _publish(work: Path, out: Path) -> None:
    if not out.exists():
        work.replace(out)
        return
    old = work.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    out.replace(old)
    work.replace(out)
    shutil.rmtree(old)
