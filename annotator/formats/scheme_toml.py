"""Label schemes as TOML files: those that ship with the program, and anybody's own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotator.assets import asset
from annotator.errors import MalformedInput, UnknownFormat
from annotator.formats.base import read_bytes
from annotator.model.scheme import LabelScheme

MAX_BYTES = 4 * 1024 * 1024
_SYNTAX = re.compile(r"(.*?) \((?:at line (\d+), column (\d+)|at end of document)\)\Z", re.DOTALL)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+\Z")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_TABLES = ("groups", "labels", "attributes", "relations", "document_labels")


def read_scheme(path: str | Path) -> LabelScheme:
    """The scheme in a TOML file. Raises MalformedInput with line and column, or InvalidScheme with every problem."""
    source = str(path)
    return LabelScheme.from_dict(_parse(source, _decode(source, read_bytes(Path(path), MAX_BYTES))), source)


def bundled_schemes() -> list[str]:
    """The names of the schemes that ship with the program."""
    return sorted(path.stem for path in asset("schemes").glob("*.toml"))


def load_scheme(name_or_path: str | Path) -> LabelScheme:
    """A scheme that ships with the program, by its name, or one from a TOML file."""
    if str(name_or_path) in bundled_schemes():
        return read_scheme(asset("schemes", f"{name_or_path}.toml"))
    path = Path(name_or_path)
    if path.suffix.lower() != ".toml" and not path.exists():
        raise UnknownFormat(path=str(path), line=None, column=None, reason="unknown-scheme", detail=str(path))
    return read_scheme(path)


def _decode(source: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        start = data.rfind(b"\n", 0, error.start) + 1
        column = len(data[start : error.start].decode("utf-8", "replace")) + 1
        raise MalformedInput(path=source, line=line, column=column, reason="not-utf-8", detail="") from None


def _parse(source: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise MalformedInput(path=source, line=None, column=None, reason="too-deep", detail="") from None
    except ValueError as error:  # TOMLDecodeError, and what int() and date() refuse
        match = _SYNTAX.match(str(error))
        message, line, column = match.groups() if match else (str(error), None, None)
        if match and line is None:
            line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
        raise MalformedInput(
            path=source,
            line=int(line) if line else None,
            column=int(column) if column else None,
            reason="toml-syntax",
            detail=message,
        ) from None


# Writing --------------------------------------------------------------------------------------------------
def write_scheme(scheme: LabelScheme) -> str:
    """The scheme as TOML text that ``read_scheme`` reads back to an equal one."""
    data = scheme.to_dict()
    lines = [f"{key} = {_value(value)}" for key, value in data.items() if key not in _TABLES]
    for table in _TABLES:
        for row in data[table]:
            lines += ["", f"[[{table}]]", *_pairs(row)]
    return "\n".join(lines) + "\n"


def _pairs(row: Mapping[str, Any]) -> Iterator[str]:
    for key, value in row.items():
        if value not in ({}, []):
            yield f"{_key(key)} = {_value(value)}"


def _key(key: str) -> str:
    return key if _BARE_KEY.match(key) else _text(key)


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case int() | float():
            return repr(value)
        case Mapping():
            return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
        case Sequence():
            return "[" + ", ".join(_value(item) for item in value) + "]"
    raise TypeError(value)


def _text(value: str) -> str:
    return (
        '"'
        + "".join(
            _ESCAPES.get(c) or (f"\\u{ord(c):04x}" if ord(c) < 0x20 or c == "\x7f" else c) for c in value
        )
        + '"'
    )
