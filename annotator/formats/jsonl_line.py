"""One JSON line: its strict form, the looser form of other programs, and why a line cannot be read."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import msgspec

from annotator.formats.base import Issue, ReadRelation, ReadSpan, Report, Severity

MAX_LINE = 64 * 1024 * 1024
# Keys under which other programs keep annotations or verdicts: to leave them aside is more than a detail.
_TELLING = frozenset({"label", "entities", "answer", "accept", "cats", "annotations", "result"})
_PLACE = re.compile(r"(.*) - at `(.+)`\Z", re.DOTALL)
_EXPECTED = re.compile(r"Expected `(.+)`, got `(.+)`\Z")
_MISSING = re.compile(r"Object missing required field `(.+)`\Z")
_PART = re.compile(r"\$\.(\w+)(?:\[(\d+)\])?")
MOST_MENDED = 1000  # wrong parts of one line, before the whole of it is given up
_BYTE = re.compile(r"\(byte (\d+)\)\Z")
_SURROGATE = re.compile(rb"\\\\|(?:\\u[dD][89abAB]..(?:\\u[dD][c-fC-F]..))|(\\u[dD][89a-fA-F])")


class ReadZone(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """An excluded zone as a line gives it; with a ``rule`` one that this rule proposed and nobody has looked at."""

    start: int
    end: int
    rule: str = ""


class Line(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """One line exactly as the program writes it. Anything else goes the slower way of ``LooseLines``."""

    text: str
    id: str = ""
    meta: dict[str, str] = {}
    layer: str | None = None
    state: str | None = None
    reason: str = ""
    reviewed_to: int | None = None
    labels: dict[str, Any] = {}
    spans: list[ReadSpan] = []
    relations: list[ReadRelation] = []
    zones: list[ReadZone] = []


decode_line = msgspec.json.Decoder(Line, float_hook=Decimal).decode
_decode_any = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode
_encode_any = msgspec.json.Encoder(decimal_format="number", order="deterministic").encode
_LINE_KEYS = frozenset(Line.__struct_fields__)
_SPAN_KEYS = frozenset(ReadSpan.__struct_fields__)
_RELATION_KEYS = frozenset(ReadRelation.__struct_fields__)
_ZONE_KEYS = frozenset(ReadZone.__struct_fields__)


class LooseLines:
    """Reads lines that hold more than the strict form, and remembers what was left aside, once per key."""

    def __init__(self, path: str, report: Report) -> None:
        self._path = path
        self._report = report
        self._left: dict[tuple[str, str], list[int]] = {}

    def read(self, number: int, raw: bytes, error: Exception) -> Line | None:
        """The line, or None where it cannot be read, which is reported."""
        try:
            if not isinstance(error, msgspec.ValidationError):
                raise error
            return self._as_far_as_it_fits(number, self._known(number, _decode_any(raw)))
        except (ValueError, RecursionError, ArithmeticError) as failure:
            code, fields = why_not(failure, raw)
            self._report(Issue("error", code, self._path, number, fields))
            return None

    def _as_far_as_it_fits(self, number: int, line: dict[str, Any]) -> Line:
        """The line without its spans, relations and keys of wrong types, each of which is reported.

        Raises msgspec.ValidationError where the text itself is missing or no text.
        """
        for _ in range(MOST_MENDED):
            try:
                return msgspec.convert(line, Line)
            except msgspec.ValidationError as failure:
                code, fields = _why_invalid(str(failure))
                if not _take_out(line, fields["at"]):
                    raise
                self._report(Issue("error", f"{code}-in-part", self._path, number, fields))
        return msgspec.convert(line, Line)

    def finish(self) -> None:
        """Say what was left aside in the whole file."""
        for (code, key), lines in self._left.items():
            severity: Severity = "warning" if code == "annotations-ignored" else "info"
            fields = {"key": key, "count": len(lines)}
            self._report(Issue(severity, code, self._path, lines[0], fields))
        self._left.clear()

    def _known(self, number: int, data: dict[str, Any]) -> dict[str, Any]:
        line = self._take(number, data, _LINE_KEYS, "")
        for key, known in (("spans", _SPAN_KEYS), ("relations", _RELATION_KEYS), ("zones", _ZONE_KEYS)):
            rows = line.get(key)
            if rows is None:
                line.pop(key, None)
            elif isinstance(rows, list):
                line[key] = [
                    self._take(number, row, known, f"{key}[].") if isinstance(row, dict) else row
                    for row in rows
                ]
        for row in line.get("spans", ()) if isinstance(line.get("spans"), list) else ():
            self._certainty(number, row)
        if isinstance(line.get("id"), int) and not isinstance(line["id"], bool):
            line["id"] = str(line["id"])
        if isinstance(line.get("meta"), dict):
            line["meta"] = {key: self._text(number, key, value) for key, value in line["meta"].items()}
        elif line.get("meta", "") is None:
            del line["meta"]
        return line

    def _take(self, number: int, data: dict[str, Any], known: frozenset[str], prefix: str) -> dict[str, Any]:
        for key in data.keys() - known:
            telling = key in _TELLING and not prefix
            self._leave("annotations-ignored" if telling else "unknown-key", prefix + key, number)
        return {key: value for key, value in data.items() if key in known}

    def _text(self, number: int, key: str, value: object) -> str:
        if isinstance(value, str):
            return value
        self._leave("meta-not-text", key, number)
        return _encode_any(value).decode()

    def _certainty(self, number: int, row: object) -> None:
        if (
            isinstance(row, dict)
            and isinstance(row.get("certainty"), str)
            and row["certainty"] not in ("sure", "unsure")
        ):
            fields = {"span": str(row.get("id", ""))[:80], "certainty": row["certainty"][:80]}
            self._report(Issue("warning", "unknown-certainty", self._path, number, fields))
            row["certainty"] = "unsure"

    def _leave(self, code: str, key: str, number: int) -> None:
        lines = self._left.setdefault((code, key), [])
        if not lines or lines[-1] != number:
            lines.append(number)


def _take_out(line: dict[str, Any], at: str) -> bool:
    """Take the span, relation or key at a place such as ``$.spans[0].start`` out of a line; False for the text itself."""
    place = _PART.match(at)
    if place is None or place[1] not in line or place[1] == "text":
        return False
    if place[2] and isinstance(line[place[1]], list):
        del line[place[1]][int(place[2])]
    else:
        del line[place[1]]
    return True


def why_not(error: Exception, raw: bytes) -> tuple[str, dict[str, Any]]:
    """A code and its fields for a line that cannot be read."""
    if isinstance(error, RecursionError):
        return "too-deep", {}
    if isinstance(error, ArithmeticError):
        return "number-out-of-range", {"at": ""}
    if isinstance(error, UnicodeDecodeError):
        return "not-utf-8", {"column": _column_of_bad_byte(raw)}
    if isinstance(error, msgspec.ValidationError):
        return _why_invalid(str(error))
    surrogate = next((m for m in _SURROGATE.finditer(raw) if m[1]), None)
    if surrogate:
        return "lone-surrogate", {"column": _column(raw, surrogate.start())}
    byte = _BYTE.search(str(error))
    if byte is None:
        return "bad-json", {"column": _column(raw, len(raw.rstrip())), "reason": "truncated"}
    at = int(byte[1]) - ("trailing" in str(error))  # counted one further there than elsewhere
    return "bad-json", {"column": _column(raw, at), "reason": "syntax"}


def _why_invalid(message: str) -> tuple[str, dict[str, Any]]:
    place = _PLACE.match(message)
    what, at = (place[1], place[2]) if place else (message, "$")
    missing = _MISSING.match(what)
    if missing:
        return "missing-field", {"at": at, "field": missing[1]}
    expected = _EXPECTED.match(what)
    if expected:
        return "wrong-type", {
            "at": at,
            "expected": expected[1],
            "found": expected[2].replace("decimal", "float"),
        }
    if what.startswith("Integer value out of range"):
        return "number-out-of-range", {"at": at}
    return "wrong-type", {"at": at, "expected": "", "found": what}


def _column(raw: bytes, byte: int) -> int:
    """The 1-based column, in characters, of a byte of the line."""
    return len(raw[:byte].decode("utf-8", "replace")) + 1


def _column_of_bad_byte(raw: bytes) -> int:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _column(raw, error.start)
    return 1
