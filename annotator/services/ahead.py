"""Reading ahead: an iterator run in a thread of its own, so that reading goes on while the database writes."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable
from queue import Full, Queue
from typing import TypeVar

T = TypeVar("T")
CHUNK, WAITING = 32, 8  # items that change hands at once; chunks that may wait


def read_ahead(items: Iterable[T]) -> Generator[T, None, None]:
    """The same items in the same order. What ``items`` raises is raised here; closing this generator ends the thread."""
    chunks: Queue[list[T]] = Queue(WAITING)
    ended = threading.Event()
    failure: list[BaseException] = []

    def read() -> None:
        chunk: list[T] = []
        try:
            for item in items:
                chunk.append(item)
                if len(chunk) == CHUNK:
                    _offer(chunks, chunk, ended)
                    chunk = []
                if ended.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that asked
            failure.append(error)
        finally:
            _offer(chunks, chunk, ended)
            _offer(chunks, [], ended)  # an empty chunk is the end

    thread = threading.Thread(target=read, name="read-ahead", daemon=True)
    thread.start()
    try:
        for chunk in iter(chunks.get, []):
            yield from chunk
    finally:
        ended.set()
        thread.join()
    if failure:
        raise failure[0]


def _offer(chunks: Queue[list[T]], chunk: list[T], ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            chunks.put(chunk, timeout=0.1)
        except Full:
            continue
        return
