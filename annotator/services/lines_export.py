"""Our JSON lines, written and read back by one process or, for a large project, by two: each takes its run of documents.

Both read the same state of the project: the first one reads from before the second one starts until both are done, and
nobody can commit while anybody reads. Every line is read again and compared, value by value, with the layer it was made of;
then the bytes in the file are held against those lines. Only after that the file takes the place of an earlier one.
"""

from __future__ import annotations

import multiprocessing
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any, NamedTuple
from zlib import crc32

from annotator.errors import NotTheSame, StoreError
from annotator.formats.base import replacing
from annotator.formats.jsonl import LineEncoder
from annotator.model.document import Document
from annotator.model.layer import Layer
from annotator.services.jobs import Progress, no_progress
from annotator.store.connection import file_errors
from annotator.store.project import Project

LARGE = 16_000_000  # code points of text from which a second process gains more than it takes to start
LATE = 500  # documents that the first process has written when the second one begins
_SAID_EVERY = 100
_CHUNK = 1 << 20

Rows = Iterable[tuple[Document, Layer | None]]


class Written(NamedTuple):
    """How much was written."""

    documents: int
    layers: int
    spans: int


class _Part(NamedTuple):
    """What one process wrote: ``size`` in bytes, ``sum`` their CRC-32."""

    written: Written
    size: int
    sum: int


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
            return _write(project, _Run(annotator), file, out, progress).written
        middle = project.nth_document(min(documents // 2 + LATE, documents * 57 // 100))
        with project.reading(), _second(project.path, _Run(annotator, middle), out) as second:
            first = _write(project, _Run(annotator, None, middle), file, out, progress)
            rest = second.finish(progress)
            _append(file, second.part, rest, out)
    return Written(*(one + other for one, other in zip(first.written, rest.written, strict=True)))


def _write(project: Project, run: _Run, file: IO[bytes], out: Path, progress: Progress) -> _Part:
    encoder, total = LineEncoder(project.scheme()), project.count_documents()
    documents = layers = spans = size = sum_ = 0
    last = ""
    for number, (document, layer) in enumerate(run.rows(project)):
        line = encoder.checked_line(document, layer) + b"\n"
        size, sum_ = size + len(line), crc32(line, sum_)
        file.write(line)
        if document.id != last:
            documents, last = documents + 1, document.id
        if layer is not None:
            layers, spans = layers + 1, spans + len(layer.spans)
        if number % _SAID_EVERY == 0:
            progress(documents, total)
    file.flush()
    _check(Path(file.name), 0, size, sum_, out)
    return _Part(Written(documents, layers, spans), size, sum_)


def _check(path: Path, start: int, size: int, sum_: int, shown: Path) -> None:
    """Read back ``size`` bytes from ``start`` and hold them against the sum of what was written. Raises NotTheSame."""
    found, length = 0, 0
    with path.open("rb") as file:
        file.seek(start)
        while chunk := file.read(_CHUNK):
            found, length = crc32(chunk, found), length + len(chunk)
    if (found, length) != (sum_, size):
        raise NotTheSame(path=str(shown), detail="")


# The second process ---------------------------------------------------------------------------------------
class _Second:
    """Writes its run of documents to ``part``."""

    def __init__(self, process: Any, pipe: Connection, part: Path) -> None:
        self.part = part
        self._process, self._pipe = process, pipe

    def finish(self, progress: Progress) -> _Part:
        """Wait until everything is written and compared. Raises what went wrong there."""
        found = self._receive(progress)
        assert isinstance(found, _Part)
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
    """The other process, at work. It and its file are gone when the block ends."""
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
        yield second
    finally:
        process.terminate()
        process.join()
        ours.close()
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _work(path: Path, run: _Run, part: Path, pipe: Connection) -> None:
    try:
        with (
            Project.open(path, read_only=True) as project,
            project.reading(),
            file_errors(part),
            part.open("xb", buffering=_CHUNK) as file,
        ):
            written = _write(project, run, file, part, no_progress)
        pipe.send(written)
    except Exception as error:  # noqa: BLE001 - raised again in the process that asked
        pipe.send(error)


def _append(file: IO[bytes], path: Path, part: _Part, out: Path) -> None:
    """Add what the other process wrote, and read it back. Raises NotTheSame."""
    start = file.tell()
    with path.open("rb") as source:
        shutil.copyfileobj(source, file, _CHUNK)
    file.flush()
    _check(Path(file.name), start, part.size, part.sum, out)
