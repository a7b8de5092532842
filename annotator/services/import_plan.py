"""The plan of an import: every choice in one place, saved as TOML and read back, for the window and the command line alike."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from annotator.errors import FormatError
from annotator.formats.base import read_bytes, replacing
from annotator.formats.encoding import EncodingChoice
from annotator.services.mapping import Wording

_LIMIT = 1 << 20
Names = Mapping[str, str]


class ImportPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All choices. The tables say what foreign names become here; an empty text leaves that out.

    ``annotator``: whose layer marks become that name nobody; ``everybody``: whose layer all of them become. ``people`` maps
    those whom the files name, ``names`` gives new people a name. ``near_duplicates``: taken in, or left out and listed.
    """

    format: str = ""
    encoding: str = ""
    believe_encoding: bool = False
    strict: bool = False
    annotator: str = ""
    everybody: str = ""
    near_duplicates: Literal["take", "skip"] = "take"
    labels: Names = {}
    attributes: Names = {}
    relations: Names = {}
    document_labels: Names = {}
    people: Names = {}
    names: Names = {}

    def wording(self) -> Wording:
        """What foreign names become."""
        return Wording(
            self.labels, self.attributes, self.relations, self.document_labels, self.people, self.everybody
        )

    def encoding_choice(self) -> EncodingChoice:
        """How texts that are not Unicode are read."""
        return EncodingChoice(self.encoding, self.believe_encoding)


def read_plan(path: Path) -> ImportPlan:
    """The plan in a TOML file. Raises FormatError (``bad-plan``), MalformedInput."""
    data = read_bytes(path, _LIMIT)
    try:
        return msgspec.convert(tomllib.loads(data.decode("utf-8-sig")), ImportPlan)
    except (ValueError, RecursionError) as error:
        raise FormatError(
            path=str(path), line=None, column=None, reason="bad-plan", detail=str(error)
        ) from None


def as_toml(plan: ImportPlan) -> str:
    """The plan as a file that ``read_plan`` reads, every choice stated."""
    data: dict[str, Any] = msgspec.to_builtins(plan)
    tables = {key: value for key, value in data.items() if isinstance(value, dict)}
    lines = [f"{key} = {_toml(value)}" for key, value in data.items() if key not in tables]
    for name, table in tables.items():
        rows = (f"{_toml(key)} = {_toml(value)}" for key, value in table.items())
        lines += ["", f"[{name}]", *rows] if table else []
    return "\n".join(lines) + "\n"


def save_plan(plan: ImportPlan, path: Path) -> None:
    """Write the plan. Raises FormatError, ReadOnly, DiskFull; then what was there is still there."""
    with replacing(path) as file:
        file.write(as_toml(plan).encode())


def _toml(value: object) -> str:
    """A value as TOML: JSON's texts are TOML's, once DEL is escaped."""
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")
