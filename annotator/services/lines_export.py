"""Our JSON lines, written and read back by one process or, for a large project, by two: each takes its run of documents.

Both read the same state of the project: the second one has begun to read while the first one still does, and nobody
can commit while anybody reads. Nothing takes the place of an earlier export before it was held against the project.
"""

from __future__ import annotations

import multiprocessing
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from decimal import Decimal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any, NamedTuple

from annotator.errors import NotTheSame, StoreError
from annotator.formats.base import Incoming, Issue, replacing
from annotator.formats.jsonl import JsonlReader, LineEncoder
from annotator.model.document import Document
from annotator.model.layer import Layer
from annotator.services.jobs import Progress, no_progress
from annotator.store.connection import file_errors
from annotator.store.project import Project

LARGE = 16_000_000  # code points of text from which a second process gains more than it takes to start
LATE = 1000  # documents that the first process has written when the second one begins
_SAID_EVERY = 100
_CHUNK = 1 << 20

Rows = Iterable[tuple[Document, Layer | None]]


class Written(NamedTuple):
    """How much was written."""

    documents: int
    layers: int
    spans: int


class _Run(NamedTuple):
    """Whose layers (None: everybody's, and documents that have none), of documents after and up to which number."""

    annotator: str | None
    after: int | None = None
    to: int | None = None

    def rows(self, project: Project) -> Rows:
        return project.rows(self.annotator, self.after, self.to)


def write_lines(
    project: Project, out: Path, annotator: str | None, progress: Progress = no_progress, large: int = LARGE
) -> Written:
    """One line per layer, and with ``annotator`` None one for each document that has none; read back and compared.

    Raises NotTheSame, StoreError, FormatError, Cancelled; then what was at ``out`` is as it was.
    """
    documents, characters = project.sizes()
    with replacing(out) as file:
        if characters < large or (os.cpu_count() or 1) == 1:
            return _write(project, _Run(annotator), file, out, progress)
        middle = project.nth_document(min(documents // 2 + LATE, documents * 3 // 5))
        with project.reading(), _second(project.path, _Run(annotator, middle), out) as second:
            first = _write(project, _Run(annotator, None, middle), file, out, progress)
            rest = second.finish(progress)
            _append(file, second.part)
    return Written(*(one + other for one, other in zip(first, rest, strict=True)))


def _write(project: Project, run: _Run, file: IO[bytes], out: Path, progress: Progress) -> Written:
    encoder, total = LineEncoder(project.scheme()), project.count_documents()
    documents = layers = spans = 0
    last = ""
    for number, (document, layer) in enumerate(run.rows(project)):
        file.write(encoder.line(document, layer) + b"\n")
        if document.id != last:
            documents, last = documents + 1, document.id
        if layer is not None:
            layers, spans = layers + 1, spans + len(layer.spans)
        if number % _SAID_EVERY == 0:
            progress(documents, total)
    file.flush()
    compare_lines(Path(file.name), run.rows(project), out)
    return Written(documents, layers, spans)


def compare_lines(path: Path, expected: Rows, shown: Path | None = None) -> None:
    """Read the file back and hold it against the project, value by value. Raises NotTheSame, of ``shown`` or ``path``."""
    issues: list[Issue] = []
    lines = JsonlReader().read(path, issues.append)
    count = 0
    for document, layer in expected:
        line = next(lines, None)
        count += 1
        if line is None or not _same(line, document, layer):
            raise NotTheSame(path=str(shown or path), detail=document.id)
    more = next(lines, None)
    if more is not None or [issue for issue in issues if count or issue.code != "empty-file"]:
        raise NotTheSame(path=str(shown or path), detail=more.id if more else issues[0].code)


# The second process ---------------------------------------------------------------------------------------
class _Second:
    """Writes its run of documents to ``part``."""

    def __init__(self, process: Any, pipe: Connection, part: Path) -> None:
        self.part = part
        self._process, self._pipe = process, pipe

    def await_reading(self) -> None:
        """Return once it reads."""
        self._receive(no_progress)

    def finish(self, progress: Progress) -> Written:
        """Wait until everything is written and compared. Raises what went wrong there."""
        found = self._receive(progress)
        assert isinstance(found, Written)
        return found

    def _receive(self, progress: Progress) -> object:
        while not self._pipe.poll(0.1):
            progress(0, 0)
            if not self._process.is_alive() and not self._pipe.poll():
                raise StoreError(
                    path=str(self.part), reason="worker-died", detail=str(self._process.exitcode)
                )
        found = self._pipe.recv()
        if isinstance(found, BaseException):
            raise found
        return found


@contextmanager
def _second(project: Path, run: _Run, out: Path) -> Iterator[_Second]:
    """The other process, reading already. It and its file are gone when the block ends."""
    part = out.with_name(f".{out.name[:100]}.{secrets.token_hex(4)}.part")
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=_work, args=(project, run, part, theirs), name="export-part", daemon=True
    )
    process.start()
    theirs.close()
    second = _Second(process, ours, part)
    try:
        second.await_reading()
        yield second
    finally:
        process.terminate()
        process.join()
        ours.close()
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _work(path: Path, run: _Run, part: Path, pipe: Connection) -> None:
    try:
        with Project.open(path, read_only=True) as project, project.reading(), file_errors(part):
            pipe.send("reading")
            with part.open("xb", buffering=_CHUNK) as file:
                written = _write(project, run, file, part, no_progress)
        pipe.send(written)
    except Exception as error:  # noqa: BLE001 - raised again in the process that asked
        pipe.send(error)


def _append(file: IO[bytes], part: Path) -> None:
    """Add what the other process wrote, and read it back. Raises NotTheSame."""
    start = file.tell()
    with part.open("rb") as source:
        while chunk := source.read(_CHUNK):
            file.write(chunk)
        file.flush()
        source.seek(0)
        with Path(file.name).open("rb") as written:
            written.seek(start)
            while chunk := source.read(_CHUNK):
                if written.read(_CHUNK) != chunk:
                    raise NotTheSame(path=file.name, detail="")
            if written.read(1):
                raise NotTheSame(path=file.name, detail="")


# Comparing ------------------------------------------------------------------------------------------------
def _same(line: Incoming, document: Document, layer: Layer | None) -> bool:
    meta = {key: value for key, value in document.meta.items() if key != "title"}
    if (line.id, line.text, line.meta) != (document.id, document.text, meta):
        return False
    if layer is None:
        return not line.spans and line.layer is None
    stored = [(*span[:4], _values(span.attributes), *span[5:]) for span in layer.in_order()]
    read = [
        (s.id, s.start, s.end, s.label, _values(s.attributes), s.note, s.certainty, s.origin)
        for s in line.spans
    ]
    return (
        stored == read
        and (line.layer, line.state, line.reason, line.reviewed_to, _values(line.labels))
        == (layer.key.annotator, layer.state, layer.reason, layer.reviewed_to, _values(layer.labels))
        and sorted((r.id, r.head, r.tail, r.label) for r in line.relations)
        == sorted(tuple(relation) for relation in layer.relations.values())
    )


def _values(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Attributes as they are stored, also where a file gave a number as a number."""
    if not values:
        return values
    return {
        key: value if isinstance(value, (str, bool)) else format(Decimal(value), "f")
        for key, value in values.items()
    }
