"""Files and folders of UIMA's formats: one document and one person's work in each file, and a type system beside them."""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import ClassVar

from annotator.errors import FormatError, MalformedInput
from annotator.formats.base import Incoming, Issue, Report, failure_code, read_bytes
from annotator.formats.cas_mapping import Mapping
from annotator.formats.cas_model import Cas, Types
from annotator.formats.foreign import Aside
from annotator.formats.jsonl_check import LineCheck, is_plain
from annotator.formats.text_files import natural_key
from annotator.formats.uima_types import TYPE_SYSTEMS, read_types
from annotator.model.document import Document
from annotator.model.layer import Layer

MAX_FILE = 64 * 1024 * 1024  # bytes of one file: a text and what is said about it
MAX_THINGS = 1_000_000  # annotations of one file
_UNFIT = re.compile(r"[^\w.-]+", re.ASCII)
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?\Z", re.IGNORECASE)
_HEAD = 4096
_TRIED = 20  # files of a folder that are looked at to tell what it is


def refused(path: Path, reason: str, detail: str = "", line: int | None = None) -> MalformedInput:
    """Why a file is not read at all."""
    return MalformedInput(path=str(path), line=line, column=None, reason=reason, detail=detail)


class CasReader(ABC):
    """Reads one file, or all files of its kind in a folder and the folders in it."""

    name: ClassVar[str]
    ending: ClassVar[str]

    @abstractmethod
    def recognises(self, head: bytes) -> bool:
        """Whether these are the first bytes of such a file."""

    @abstractmethod
    def load(self, data: bytes, path: Path, types: Types | None, aside: Aside) -> Cas:
        """What one file holds. Raises FormatError where it cannot be read at all."""

    def sniff(self, path: Path, head: bytes) -> bool:
        if not path.is_dir():
            return self.recognises(head)
        try:
            entries = (e for e in path.rglob(f"*{self.ending}") if not e.name.startswith(".") and e.is_file())
            return any(map(self._looks, islice(entries, _TRIED)))
        except OSError:
            return False

    def _looks(self, path: Path) -> bool:
        with path.open("rb") as file:
            return self.recognises(file.read(_HEAD))

    def read(self, path: Path, report: Report) -> Iterator[Incoming]:
        if path.is_dir():
            for entry in self._walk(path, report):
                yield from self._one(entry, path, report)
        else:
            yield from self._one(path, path.parent, report)

    def _one(self, path: Path, root: Path, report: Report) -> Iterator[Incoming]:
        source = str(path)
        aside = Aside(source, report)
        try:
            data = read_bytes(path, MAX_FILE)
            cas = self.load(data, path, _types_beside(path, report), aside)
        except FormatError as error:
            aside.finish()
            fields = {"reason": error.reason, "detail": error.detail}
            report(Issue("error", "unreadable", source, error.line, fields))
            return
        item = Incoming(cas.text, source)
        Mapping(cas, item, aside).fill()
        if not item.id:
            shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
            item.meta.setdefault("file", shown)
        aside.finish()
        if is_plain(item) or LineCheck(report, None).settle(item):
            yield item

    def _walk(self, folder: Path, report: Report) -> Iterator[Path]:
        try:
            entries = sorted(folder.iterdir(), key=lambda entry: natural_key(entry.name))
        except OSError as error:
            fields = {"reason": failure_code(error), "detail": error.strerror or ""}
            report(Issue("error", "unreadable", str(folder), None, fields))
            return
        folders = []
        for entry in entries:
            if entry.name.startswith((".", "~$")):
                report(Issue("info", "skipped-hidden", str(entry)))
            elif entry.is_dir():
                if entry.is_symlink():
                    report(Issue("warning", "skipped-link", str(entry)))
                else:
                    folders.append(entry)
            elif entry.suffix.lower() == self.ending:
                yield entry
            elif entry.name not in TYPE_SYSTEMS:
                report(Issue("info", "skipped-other-kind", str(entry), None, {"suffix": entry.suffix}))
        for inner in folders:
            yield from self._walk(inner, report)


_known: dict[str, tuple[tuple[int, int], Types | None]] = {}  # of the last folder only


def _types_beside(path: Path, report: Report) -> Types | None:
    """The type system that lies beside a file; None where there is none, or none that can be read, which is said."""
    place = next((p for name in TYPE_SYSTEMS if (p := path.parent / name).is_file()), None)
    if place is None or place == path:
        return None
    try:
        status = place.stat()
        mark = (status.st_mtime_ns, status.st_size)
        if str(place) not in _known or _known[str(place)][0] != mark:
            _known.clear()
            _known[str(place)] = mark, None
            _known[str(place)] = mark, read_types(read_bytes(place, MAX_FILE), place)
    except FormatError as error:
        fields = {"reason": error.reason, "detail": error.detail}
        report(Issue("warning", "type-system-unread", str(place), error.line, fields))
    except OSError:
        return None
    return _known[str(place)][1]


# Names of files to write ------------------------------------------------------------------------------------------
class FileNames:
    """Names made of documents' ids, allowed everywhere and each given once, whatever the case."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def free(self, document: Document, layer: Layer | None) -> str:
        owner = layer.key.annotator if layer is not None else ""
        name = _UNFIT.sub("-", document.id).strip(".-")[:80]
        odd = not name or _DEVICES.match(name) or name.casefold() in {"typesystem", *self._taken}
        if odd:
            mark = hashlib.sha256(f"{document.id}\0{owner}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
            name = f"{name}-{mark}" if name and not _DEVICES.match(name) else f"text-{mark}"
        self._taken.add(name.casefold())
        return name
