"""Reading ahead: a large source is read and prepared in a process of its own while this one writes to the database.

A thread would not do: it would hold the interpreter whenever the database wants it back.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Generator
from dataclasses import dataclass
from multiprocessing.queues import Queue
from pathlib import Path
from queue import Empty
from typing import Any

from annotator.errors import StoreError
from annotator.formats.base import Issue
from annotator.formats.encoding import NO_CHOICE, EncodingChoice
from annotator.model.scheme import LabelScheme
from annotator.services.incoming import Prepared, prepare
from annotator.services.mapping import AS_NAMED, Wording

LARGE = 16_000_000  # bytes; below that a process costs more than it saves
CHUNK, WAITING = 64, 8  # documents that change hands at once; chunks that may wait

Item = Prepared | Issue


@dataclass(frozen=True, slots=True)
class Source:
    """A file or folder to import. Spans whose line names nobody become ``annotator``'s."""

    path: Path
    format_name: str | None
    scheme: LabelScheme
    annotator: str
    encoding: EncodingChoice = NO_CHOICE
    wording: Wording = AS_NAMED

    def prepared(self, large: int = LARGE) -> Generator[Item, None, None]:
        """Issues and documents in the order they were met. Closing the generator ends the process."""
        if _size(self.path, large) < large:
            yield from prepare(
                self.path, self.format_name, self.scheme, self.annotator, self.encoding, self.wording
            )
        else:
            yield from self._ahead()

    def _ahead(self) -> Generator[Item, None, None]:
        context = multiprocessing.get_context("spawn")
        chunks: Queue[Any] = context.Queue(WAITING)
        said = (self.format_name, self.encoding, self.wording)
        job = (chunks, self.path, said, self.scheme.to_dict(), self.annotator)
        process = context.Process(target=_read, args=job, name="read-ahead", daemon=True)
        process.start()
        try:
            while chunk := self._next(chunks, process):
                if isinstance(chunk, BaseException):
                    raise chunk
                yield from chunk
        finally:
            process.terminate()
            process.join()
            chunks.close()
            chunks.join_thread()

    def _next(self, chunks: Queue[Any], process: Any) -> Any:
        while True:
            try:
                return chunks.get(timeout=1)
            except Empty:
                if not process.is_alive() and chunks.empty():
                    raise StoreError(
                        path=str(self.path), reason="worker-died", detail=str(process.exitcode)
                    ) from None


def _read(
    chunks: Queue[Any],
    path: Path,
    said: tuple[str | None, EncodingChoice, Wording],
    scheme: dict[str, Any],
    annotator: str,
) -> None:
    """The child: chunks of what was read, an exception where there was one, an empty chunk at the end."""
    chunk: list[Item] = []
    format_name, encoding, wording = said
    try:
        for item in prepare(path, format_name, LabelScheme.from_dict(scheme), annotator, encoding, wording):
            chunk.append(item)
            if len(chunk) == CHUNK:
                chunks.put(chunk)
                chunk = []
        if chunk:
            chunks.put(chunk)
        chunks.put([])
    except Exception as error:  # noqa: BLE001 - raised again in the process that asked
        chunks.put(error)


def _size(path: Path, enough: int) -> int:
    """Bytes of a file, or of a folder as far as it takes to reach ``enough``; what cannot be looked at counts nothing."""
    total = 0
    stack = [path]
    while stack and total < enough:
        place = stack.pop()
        try:
            if place.is_dir():
                stack += [child for child in place.iterdir() if not child.is_symlink()]
            else:
                total += place.stat().st_size
        except OSError:
            continue
    return total
