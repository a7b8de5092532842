"""What every format shares: what a reader yields, how it says what it met, and how files are opened and replaced."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Literal, Protocol, runtime_checkable

import msgspec

from annotator.errors import DiskFull, FormatError, MalformedInput, ReadOnly, StoreError
from annotator.model.document import Document
from annotator.model.layer import Layer
from annotator.model.scheme import LabelScheme

Severity = Literal["error", "warning", "info"]
HEAD_BYTES = 4096
MAX_TEXT = 50 * 1024 * 1024  # bytes of one document: more cannot be shown, and is surely not an article


@dataclass(frozen=True, slots=True)
class Issue:
    """Something met in a file. ``code`` and ``fields`` are facts; ``annotator.wording`` makes the sentence.

    ``error``: something was left out; ``warning``: something may not be what it seems; ``info``: worth knowing.
    """

    severity: Severity
    code: str
    path: str
    line: int | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


Report = Callable[[Issue], None]


class ReadSpan(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """A span as a file gave it. ``id`` may be empty, ``text`` None; attribute values are str, bool, int or Decimal."""

    start: int
    end: int
    label: str
    id: str = ""
    text: str | None = None
    attributes: dict[str, Any] = {}
    note: str = ""
    certainty: Literal["sure", "unsure"] = "sure"
    origin: str = ""


class ReadRelation(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """A relation as a file gave it; ``head`` and ``tail`` are span ids of the same line."""

    head: str
    tail: str
    label: str
    id: str = ""


@dataclass(slots=True)
class Incoming:
    """One document from a file, with at most one layer. Nothing has been checked against a label scheme yet.

    ``zones``: furniture that the file's markup tells of, as (start, end, rule) in code points, in order and apart.
    ``machine``: the layer is a model's, not a person's. ``kept``: by name of the format what its writer can make use of.
    """

    text: str
    path: str
    line: int | None = None
    id: str = ""
    title: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    layer: str | None = None
    state: str | None = None
    reason: str = ""
    reviewed_to: int | None = None
    labels: dict[str, Any] = field(default_factory=dict)
    spans: list[ReadSpan] = field(default_factory=list)
    relations: list[ReadRelation] = field(default_factory=list)
    zones: tuple[tuple[int, int, str], ...] = ()
    machine: bool = False
    kept: dict[str, str] = field(default_factory=dict)


Row = tuple[Document, Layer | None]


class Reader(Protocol):
    """Reads one format. ``read`` reports what it meets and goes on with what it can; it never drops in silence."""

    name: str
    suffixes: tuple[str, ...]

    def sniff(self, path: Path, head: bytes) -> bool:
        """Whether the file looks like this format, by its name and its first bytes (none for a folder)."""
        ...

    def read(self, path: Path, report: Report) -> Iterator[Incoming]: ...


class Writer(Protocol):
    """Writes one format. The file appears whole or not at all. ``losses``: what it has no place for (``losses.py``)."""

    name: str
    suffixes: tuple[str, ...]
    losses: tuple[str, ...]

    def write(self, path: Path, rows: Iterable[Row], scheme: LabelScheme) -> int:
        """Write the rows and return how many there were."""
        ...


@runtime_checkable
class Reduces(Protocol):
    """A writer that cannot keep every text or span as it is: what will be left of a row, and what that loses."""

    def reduce(self, document: Document, layer: Layer | None, lost: Counter[str]) -> Row: ...


@runtime_checkable
class Checks(Protocol):
    """A writer without a reader, that can compare its file with the rows itself: ids of documents that differ."""

    def differing(self, path: Path, rows: Iterable[Row]) -> Iterator[str]: ...


# Files ----------------------------------------------------------------------------------------------------
def failure_code(error: OSError) -> str:
    """A stable code for why the system refused a file."""
    if isinstance(error, FileNotFoundError):
        return "missing"
    if isinstance(error, PermissionError):
        return "permission"
    if isinstance(error, IsADirectoryError):
        return "folder"
    return "not-a-file" if error.errno == errno.EINVAL else "io"


def open_regular(path: Path) -> IO[bytes]:
    """Open a file for reading. Raises OSError, also for what is not a file (a pipe would wait for ever)."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    return path.open("rb", buffering=1 << 20)


def read_bytes(path: Path, limit: int) -> bytes:
    """The bytes of a file. Raises MalformedInput where it cannot be read or is larger than ``limit``."""
    try:
        with open_regular(path) as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise unreadable(path, error) from None
    if len(data) > limit:
        raise MalformedInput(path=str(path), line=None, column=None, reason="too-large", detail=str(limit))
    return data


def unreadable(path: Path, error: OSError) -> MalformedInput:
    """The failure to read a file, as an error of this floor."""
    return MalformedInput(
        path=str(path), line=None, column=None, reason=failure_code(error), detail=error.strerror or ""
    )


def head_of(path: Path) -> bytes:
    """The first bytes of a file, for ``sniff``; none for a folder. Raises MalformedInput where it cannot be read."""
    if path.is_dir():
        return b""
    try:
        with open_regular(path) as file:
            return file.read(HEAD_BYTES)
    except OSError as error:
        raise unreadable(path, error) from None


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of ``path`` when the block ends well, and leaves no trace when it does not."""
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        with temporary.open("xb", buffering=1 << 20) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        with suppress(
            OSError
        ):  # where nothing can be written nothing was left, and what went wrong first is told
            temporary.unlink(missing_ok=True)


@contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """A folder that takes the place of ``path`` when the block ends well, and leaves no trace when it does not.

    Raises FormatError where there is already something at ``path``: files of two exports must not be mixed.
    """
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        if path.is_symlink() or path.is_file() or (path.is_dir() and any(path.iterdir())):
            raise FormatError(path=str(path), line=None, column=None, reason="folder-not-empty", detail="")
        temporary.mkdir(parents=True)
        yield temporary
        if path.is_dir():
            path.rmdir()
        temporary.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there; the rename is already durable enough
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unwritable(path: Path, error: OSError) -> StoreError | FormatError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(path=str(path))
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return ReadOnly(path=str(path))
    detail = error.strerror or ""
    return FormatError(path=str(path), line=None, column=None, reason="cannot-write", detail=detail)
