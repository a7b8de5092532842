"""A folder of DocBin shards from a stream of documents, on one or more processes, and the check of what was written.

Memory stays flat however many documents come: they are read as they are needed, a shard is bounded by documents and by
characters, and notes go to disk. What a shard holds does not depend on the number of processes.
"""

from __future__ import annotations

import errno
import json
import multiprocessing
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from itertools import chain, zip_longest
from pathlib import Path

from annotator.errors import Cancelled, DiskFull, StoreError, WouldLose
from annotator.formats.docbin import build_shard, read_docbin
from annotator.formats.docbin_types import (
    Action,
    Counts,
    ExportDocument,
    ExportReport,
    Mismatch,
    Note,
    Options,
    StoredDocument,
    StoredSpan,
    VerifyReport,
)
from annotator.model.span import Span

MOST_LISTED = 10_000
_OUR_FILES_MAX = 8 << 30

Progress = Callable[[int], None]
ShouldStop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class _Task:
    documents: list[ExportDocument]
    path: Path
    options: Options


@dataclass(slots=True)
class _Done:
    counts: Counts = field(default_factory=Counts)
    stopped: list[Note] = field(default_factory=list)


def write_shards(
    documents: Iterable[ExportDocument],
    folder: Path,
    *,
    prefix: str = "train",
    options: Options | None = None,
    processes: int = 1,
    on_progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
) -> ExportReport:
    """Write ``prefix-000.spacy`` and so on into ``folder``, and ``prefix-notes.jsonl`` beside them.

    Shards that an earlier export left under the same prefix are replaced; until everything is written they stay as they
    are. ``on_progress`` hears how many documents are done; ``should_stop`` is asked between shards.
    Raises WouldLose(what, total, report) where spans do not align and the choice for them is ``stop``: ``what`` lists them
    all (the first ten thousand) as Notes, and nothing has changed on disk. Raises Cancelled; DiskFull.
    """
    choice = options or Options()
    staging = folder / f".{prefix}.partial"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        tasks = _tasks(documents, staging, prefix, choice)
        run = _Run(on_progress or (lambda _: None), should_stop or (lambda: False))
        run.inline(tasks) if processes < 2 else run.spread(tasks, processes)
        if run.stopped:
            raise WouldLose(what=run.stopped, total=run.total_stopped, report=run.counts)
        return _publish(staging, folder, prefix, run.counts)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(path=str(folder)) from error
        raise
    except BrokenProcessPool as error:
        raise StoreError(path=str(folder), reason="worker-died") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _tasks(
    documents: Iterable[ExportDocument], folder: Path, prefix: str, options: Options
) -> Iterator[_Task]:
    """The documents in shards; an empty stream makes one empty shard."""
    batch: list[ExportDocument] = []
    number = characters = 0
    for document in documents:
        full = (
            len(batch) >= options.shard_documents
            or characters + len(document.text) > options.shard_characters
        )
        if batch and full:
            yield _Task(batch, folder / f"{prefix}-{number:03d}.spacy", options)
            batch, number, characters = [], number + 1, 0
        batch.append(document)
        characters += len(document.text)
    if batch or not number:
        yield _Task(batch, folder / f"{prefix}-{number:03d}.spacy", options)


def _build(task: _Task) -> _Done:
    """Build and write one shard; runs in this process or in a worker."""
    shard = build_shard(task.documents, task.options)
    if not shard.stopped:
        task.path.write_bytes(shard.data)
        with task.path.with_suffix(".jsonl").open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(_line(note) for note in shard.notes)
    return _Done(shard.counts, shard.stopped)


def _line(note: Note) -> str:
    known = {key: value for key, value in asdict(note).items() if value not in (None, "", ())}
    return json.dumps(known, ensure_ascii=False) + "\n"


class _Run:
    """The accounts of one export while its shards are built."""

    def __init__(self, on_progress: Progress, should_stop: ShouldStop) -> None:
        self._on_progress, self._should_stop = on_progress, should_stop
        self.counts = Counts()
        self.stopped: list[Note] = []
        self.total_stopped = 0

    def inline(self, tasks: Iterable[_Task]) -> None:
        for task in tasks:
            self._stop_if_asked()
            self._take(_build(task))

    def spread(self, tasks: Iterator[_Task], processes: int) -> None:
        """On worker processes, with never more than one shard waiting beyond those at work."""
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(processes, mp_context=context) as pool:
            waiting: set[Future[_Done]] = set()
            try:
                for task in tasks:
                    waiting.add(pool.submit(_build, task))
                    if len(waiting) > processes:
                        waiting = self._collect(waiting)
                while waiting:
                    waiting = self._collect(waiting)
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def _collect(self, waiting: set[Future[_Done]]) -> set[Future[_Done]]:
        while True:
            self._stop_if_asked()
            done, left = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in done:
                self._take(future.result())
            if done:
                return left

    def _take(self, done: _Done) -> None:
        self.counts.add(done.counts)
        self.total_stopped += len(done.stopped)
        self.stopped.extend(done.stopped[: MOST_LISTED - len(self.stopped)])
        self._on_progress(self.counts.documents)

    def _stop_if_asked(self) -> None:
        if self._should_stop():
            raise Cancelled


def _publish(staging: Path, folder: Path, prefix: str, counts: Counts) -> ExportReport:
    """Move the finished files into place and take away shards that an earlier, larger export left."""
    shards = sorted(staging.glob("*.spacy"), key=_number)
    notes = folder / f"{prefix}-notes.jsonl"
    with (staging / notes.name).open("wb") as together:
        for shard in shards:
            with shard.with_suffix(".jsonl").open("rb") as part:
                shutil.copyfileobj(part, together)
    files = tuple(folder / shard.name for shard in shards)
    for shard, target in zip(shards, files, strict=True):
        shard.replace(target)
    (staging / notes.name).replace(notes)
    for old in folder.glob(f"{prefix}-*.spacy"):
        if old not in files and old.stem.removeprefix(f"{prefix}-").isdecimal():
            old.unlink()
    return ExportReport(files, notes, counts)


def _number(shard: Path) -> int:
    return int(shard.stem.rpartition("-")[2])


# Checking -------------------------------------------------------------------------------------------------
def verify(paths: Iterable[Path], expected: Iterable[ExportDocument], *, key: str = "sc") -> VerifyReport:
    """Read the files back and hold them against what the project has, in the same order.

    Every span must be stored as it was annotated, or stored at the place that the file lists for it, or listed as
    skipped; its attributes, note and certainty, the document's text, labels and relations must be in the file.
    """
    report = VerifyReport()
    stored = chain.from_iterable(read_docbin(path, max_bytes=_OUR_FILES_MAX, key=key) for path in paths)
    for found, wanted in zip_longest(stored, expected):
        if found is None or wanted is None:
            name = wanted.id if found is None else found.id
            report.mismatches.append(
                Mismatch(name, "", "document-missing" if found is None else "document-unknown")
            )
            continue
        report.documents += 1
        report.spans += len(wanted.spans)
        for span, reason in _differences(found, wanted, report):
            report.mismatches.append(Mismatch(wanted.id, span, reason))
    return report


def _differences(
    found: StoredDocument, wanted: ExportDocument, report: VerifyReport
) -> Iterator[tuple[str, str]]:
    if (found.id, found.text) != (wanted.id, wanted.text):
        yield "", "text"
    if found.data["labels"] != dict(wanted.labels) or found.data["meta"] != dict(wanted.meta):
        yield "", "labels"
    if found.data["relations"] != tuple(relation._asdict() for relation in wanted.relations):
        yield "", "relations"
    spans = {span.id: span for span in found.spans}
    report.stored += len(found.spans)
    for span in wanted.spans:
        listed = found.data["alignment"].get(span.id)
        if listed and listed["action"] == Action.SKIP:
            report.listed += 1
        if reason := _span_difference(span, spans.pop(span.id, None), found):
            yield span.id, reason
    for name in spans:
        yield name, "span-unknown"


def _span_difference(span: Span, stored: StoredSpan | None, found: StoredDocument) -> str:
    data = found.data["spans"].get(span.id)
    if data is None or span != Span(id=span.id, **data):
        return "span-data"
    listed = found.data["alignment"].get(span.id)
    if listed and listed["action"] == Action.SKIP:
        return "span-listed-and-stored" if stored else ""
    start, end = (listed["start"], listed["end"]) if listed else (span.start, span.end)
    if stored is None:
        return "span-missing"
    return "" if (stored.start, stored.end, stored.label) == (start, end, span.label) else "span-moved"
