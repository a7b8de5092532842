"""What the readers of other programs' JSON share: recognising a file by its keys, typed records, and a book of what was left aside."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar, get_args, get_type_hints

import msgspec

from annotator.formats.base import Incoming, Issue, Report, Severity, open_regular
from annotator.formats.jsonl_check import LineCheck, is_plain
from annotator.formats.jsonl_line import MAX_LINE, why_not
from annotator.formats.lines import BOM, numbered_lines

T = TypeVar("T", bound=msgspec.Struct)
PROBED = 4 * 1024 * 1024  # bytes looked at for the first record of a file
_SHOWN = 20  # lines named in one issue
_OPENING = re.compile(rb"[\s\[]*(?=\{)")
_decode_any = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode
_encode_any = msgspec.json.Encoder(decimal_format="number", order="deterministic").encode
_scan = json.JSONDecoder().raw_decode


# Recognising ----------------------------------------------------------------------------------------------
def first_record(path: Path, head: bytes) -> dict[str, Any] | None:
    """The first object of a JSON file, of a list in it, or of JSON lines; None where there is none to be read."""
    start = _OPENING.match(head.removeprefix(BOM))
    if start is None:
        return None
    try:
        found = _first(head)
        if found is None:
            with open_regular(path) as file:
                found = _first(file.read(PROBED))
    except (OSError, RecursionError):
        return None
    return found


def _first(data: bytes) -> dict[str, Any] | None:
    data = data.removeprefix(BOM)
    start = _OPENING.match(data)
    if start is None:
        return None
    try:
        found, _ = _scan(data[start.end() :].decode("utf-8", "ignore"))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def one_record_a_line(path: Path) -> bool:
    """Whether the first line that is not blank is JSON by itself; else the file is printed over several lines."""
    try:
        with open_regular(path) as file:
            line = file.readline(MAX_LINE + 1)
            while line and line.removeprefix(BOM).isspace():
                line = file.readline(MAX_LINE + 1)
    except OSError:
        return True
    return line.removeprefix(BOM).strip() not in (b"{", b"[") and (
        not line.lstrip().startswith(b"{") or line.rstrip().endswith(b"}") or len(line) > MAX_LINE
    )


def is_list(head: bytes) -> bool:
    """Whether the file is one JSON list."""
    return head.removeprefix(BOM).lstrip().startswith(b"[")


def is_ours(record: Mapping[str, Any]) -> bool:
    """Whether the record is a line of our own: those say whose layer they are and in which state."""
    return "text" in record and ("layer" in record or "reviewed_to" in record) and "state" in record


# What was left aside --------------------------------------------------------------------------------------
class Aside:
    """Things met again and again in one file: counted, and said once each, with the first lines they were met on."""

    def __init__(self, path: str, report: Report) -> None:
        self._path = path
        self._report = report
        self._met: dict[tuple[Severity, str, tuple[tuple[str, Any], ...]], list[int | None]] = {}

    def note(self, severity: Severity, code: str, line: int | None, count: int = 1, **fields: Any) -> None:
        """Remember it; ``count`` times on this line."""
        lines = self._met.setdefault((severity, code, tuple(fields.items())), [])
        lines += [line] * count

    def finish(self) -> None:
        """Say everything that was noted."""
        for (severity, code, fields), lines in self._met.items():
            numbers = sorted({line for line in lines if line is not None})
            more = {"count": len(lines), "lines": numbers[:_SHOWN]}
            first = numbers[0] if numbers else None
            self._report(Issue(severity, code, self._path, first, {**dict(fields), **more}))
        self._met.clear()


def plain_meta(values: Mapping[str, Any], line: int, aside: Aside) -> dict[str, str]:
    """Metadata as text; what is not text is kept in its JSON form, and that is said. What is null is nothing."""
    meta: dict[str, str] = {}
    for key, value in values.items():
        if isinstance(value, str):
            meta[key] = value
        elif value is not None:
            aside.note("info", "meta-not-text", line, key=key)
            meta[key] = _encode_any(value).decode()
    return meta


# Records --------------------------------------------------------------------------------------------------
class Records(Generic[T]):
    """Decodes records into ``kind``. Keys that it lacks are left aside and noted, once per key; or kept in its ``rest``."""

    def __init__(self, kind: type[T], path: str, report: Report, aside: Aside) -> None:
        self._kind = kind
        self._path = path
        self._report = report
        self._aside = aside
        self._strict = msgspec.json.Decoder(kind, float_hook=Decimal).decode

    def read(self, number: int, raw: bytes) -> T | None:
        """The record, or None where it cannot be read, which is reported."""
        try:
            return self._strict(raw)
        except msgspec.ValidationError:
            pass
        except (ValueError, RecursionError, ArithmeticError) as error:
            self._say(error, number, raw)
            return None
        try:
            data = _decode_any(raw)
            self._prune(data, self._kind, "", number)
            return msgspec.convert(data, self._kind)
        except (ValueError, RecursionError, ArithmeticError) as error:
            self._say(error, number, raw)
            return None

    def _say(self, error: Exception, number: int, raw: bytes) -> None:
        code, fields = why_not(error, raw)
        self._report(Issue("error", code, self._path, number, fields))

    def _prune(self, data: dict[str, Any], kind: type[msgspec.Struct], prefix: str, number: int) -> None:
        known = _fields(kind)
        if "rest" in known and not prefix:
            data["rest"] = {key: data.pop(key) for key in [key for key in data if key not in known]}
        for key in [key for key in data if key not in known]:
            self._aside.note("info", "unknown-key", number, key=(prefix + key)[:80])
            del data[key]
        for key, inner in known.items():
            if inner is None:
                continue
            value = data.get(key)
            for row in value if isinstance(value, list) else (value,):
                if isinstance(row, dict):
                    self._prune(row, inner, f"{prefix}{key}.", number)


@lru_cache(maxsize=64)
def _fields(kind: type[msgspec.Struct]) -> dict[str, type[msgspec.Struct] | None]:
    hints = get_type_hints(kind)
    return {field.encode_name: _inner(hints[field.name]) for field in msgspec.structs.fields(kind)}


def _inner(hint: Any) -> type[msgspec.Struct] | None:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint
    return next((found for part in get_args(hint) if (found := _inner(part)) is not None), None)


class ForeignReader(ABC, Generic[T]):
    """The course of reading another program's records: decode, convert, compare spans with the text, say what was met."""

    name: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]
    kind: ClassVar[type[msgspec.Struct]]

    def __init__(self, accept_reading: str | None = None) -> None:
        self.accept_reading = accept_reading

    def sniff(self, path: Path, head: bytes) -> bool:
        """Whether the first record has the keys of this format."""
        record = first_record(path, head)
        return record is not None and not is_ours(record) and self.recognises(record, head)

    @abstractmethod
    def recognises(self, record: Mapping[str, Any], head: bytes) -> bool: ...

    def records(self, path: Path, report: Report) -> Iterator[tuple[int, bytes]]:
        """Where the records lie in the file: on lines, unless a format knows better."""
        return numbered_lines(path, report)

    @abstractmethod
    def items(self, record: T, source: str, number: int, aside: Aside) -> Iterator[Incoming]: ...

    def read(self, path: Path, report: Report) -> Iterator[Incoming]:
        source = str(path)
        aside = Aside(source, report)
        records: Records[T] = Records(self.kind, source, report, aside)  # type: ignore[arg-type]  # T is the kind
        check = LineCheck(report, self.accept_reading)
        for number, raw in self.records(path, report):
            record = records.read(number, raw)
            if record is None:
                continue
            for item in self.items(record, source, number, aside):
                if is_plain(item) or check.settle(item):
                    yield item
        aside.finish()
        check.finish(source)
