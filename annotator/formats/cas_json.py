"""UIMA's CAS as JSON (version 0.4 and later of its serializer): one object a file, with the type system in it.

Keys that begin with ``@`` refer, those with ``%`` are the format's own, ``#`` marks numbers that JSON has no sign for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from annotator.formats import losses
from annotator.formats.base import MAX_TEXT, Row, replacing_folder
from annotator.formats.cas_files import MAX_THINGS, CasReader, FileNames, refused
from annotator.formats.cas_model import FS_ARRAY, PRIMITIVES, SENTENCE, TOKEN, TOP, Cas, Thing, Tokens, Types
from annotator.formats.cas_own import OwnTypes
from annotator.formats.cas_things import SOFA, build
from annotator.formats.foreign import Aside
from annotator.formats.jsonl_line import why_not
from annotator.model.document import Document
from annotator.model.layer import Layer
from annotator.model.scheme import LabelScheme

_STRUCTURES, _TYPES, _VIEWS = "%FEATURE_STRUCTURES", "%TYPES", "%VIEWS"
_LOOKS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"%(?:TYPES|FEATURE_STRUCTURES|VIEWS|HEADER|FLAGS)"\s*:')
_OFFSET = 10**9
_FRAME = frozenset((TOKEN, SENTENCE, "uima.cas.Sofa"))
_decode = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode
_encode = msgspec.json.Encoder().encode


class CasJsonReader(CasReader):
    """Reads CAS JSON, with feature structures as a list or by their ids."""

    name = "cas-json"
    suffixes: tuple[str, ...] = (".json", "")
    ending = ".json"

    def recognises(self, head: bytes) -> bool:
        return _LOOKS.match(head) is not None

    def load(self, data: bytes, path: Path, types: Types | None, aside: Aside) -> Cas:
        data = data.removeprefix(b"\xef\xbb\xbf")
        try:
            found = _decode(data)
        except (ValueError, RecursionError, ArithmeticError) as error:
            code, fields = why_not(error, data)
            raise refused(path, code, str(fields.get("reason", ""))) from None
        return _Loading(found, path, aside).cas()


class _Loading:
    """One object on its way to a Cas. What has another type than expected is left out and counted."""

    def __init__(self, data: dict[str, Any], path: Path, aside: Aside) -> None:
        self._data, self._path, self._aside = data, path, aside
        self._types = Types()
        self._numbers: dict[str, list[str]] = {}  # arrays of plain values

    def _odd(self, where: str, count: int = 1) -> None:
        self._aside.note("error", "cas-wrong-type", None, count, at=where[:80])

    def cas(self) -> Cas:
        self._read_types()
        structures = self._structures()
        sofas = [row for row in structures if row["%TYPE"] == "uima.cas.Sofa"]
        texts = [sofa for sofa in sofas if isinstance(sofa.get("sofaString"), str)]
        if not texts:
            raise refused(self._path, "cas-without-text")
        chosen = next((sofa for sofa in texts if sofa.get("sofaID") == "_InitialView"), texts[0])
        text = chosen["sofaString"]
        if len(text) > MAX_TEXT // 4:
            raise refused(self._path, "too-large", str(MAX_TEXT))
        cas, number = Cas(text, types=self._types), str(chosen.get("%ID"))
        cas.read_tokens = partial(_tokens, structures)
        for place, row in enumerate(structures):
            if row["%TYPE"] not in _FRAME:
                self._structure(row, str(row.get("%ID", f"?{place}")), number, cas)
        for thing in cas.things.values():
            self._open_arrays(thing)
        return cas

    def _open_arrays(self, thing: Thing) -> None:
        """Take the values of plain arrays to the features that name them."""
        for feature, ids in list(thing.refs.items()):
            if len(ids) == 1 and ids[0] in self._numbers:
                thing.values[feature] = self._numbers[ids[0]]
                del thing.refs[feature]

    def _structures(self) -> list[dict[str, Any]]:
        rows = self._data.get(_STRUCTURES, [] if _TYPES in self._data or _VIEWS in self._data else None)
        if isinstance(rows, dict):
            rows = [{**row, "%ID": id} if isinstance(row, dict) else row for id, row in rows.items()]
        if not isinstance(rows, list):
            raise refused(self._path, "no-cas-json")
        if len(rows) > MAX_THINGS:
            raise refused(self._path, "too-large", str(MAX_THINGS))
        structures = [row for row in rows if isinstance(row, dict) and isinstance(row.get("%TYPE"), str)]
        if len(structures) < len(rows):
            self._odd(_STRUCTURES, len(rows) - len(structures))
        return structures

    def _read_types(self) -> None:
        table = self._data.get(_TYPES)
        for name, row in table.items() if isinstance(table, dict) else ():
            if not isinstance(row, dict):
                self._odd(_TYPES)
                continue
            features = {
                key: feature["%RANGE"]
                for key, feature in row.items()
                if isinstance(feature, dict) and isinstance(feature.get("%RANGE"), str)
            }
            above = row.get("%SUPER_TYPE")
            self._types.add(name, above if isinstance(above, str) else TOP, features)

    def _structure(self, row: dict[str, Any], id: str, sofa: str, cas: Cas) -> None:
        thing = Thing(id, row["%TYPE"])
        if "%ELEMENTS" in row:
            self._array(thing, row["%ELEMENTS"], cas)
            return
        if str(row.get("@sofa", sofa)) != sofa:
            self._aside.note("warning", "cas-other-view", None)
            return
        if "begin" in row or "end" in row:
            start, end = row.get("begin", 0), row.get("end", 0)
            if not (_is_offset(start) and _is_offset(end)):
                self._odd("begin")
                return
            thing.start, thing.end = start, end
        for key, value in row.items():
            if key[:1] != "%" and key not in ("begin", "end", "@sofa"):
                self._feature(thing, key, value)
        self._add(thing, cas)

    def _array(self, thing: Thing, elements: Any, cas: Cas) -> None:
        if not isinstance(elements, list):
            self._odd("%ELEMENTS")
        elif all(_is_id(element) for element in elements) and (
            thing.type == FS_ARRAY or (thing.type.endswith("[]") and thing.type[:-2] not in PRIMITIVES)
        ):
            thing.type, thing.refs["elements"] = FS_ARRAY, list(map(str, elements))
            self._add(thing, cas)
        else:
            self._numbers[thing.id] = [str(element) for element in elements if element is not None]

    def _add(self, thing: Thing, cas: Cas) -> None:
        if thing.id in cas.things:
            self._aside.note("error", "cas-id-twice", None)
        else:
            cas.add(thing)

    def _feature(self, thing: Thing, key: str, value: Any) -> None:
        if key[:1] == "@":
            ids = value if isinstance(value, list) else [value]
            if all(map(_is_id, ids)):
                thing.refs[key[1:]] = list(map(str, ids))
            elif value is not None:
                self._odd(key)
        elif isinstance(value, (str, bool, int, Decimal)):
            thing.values[key.removeprefix("#")] = value
        elif isinstance(value, list) and all(isinstance(part, (str, bool, int, Decimal)) for part in value):
            thing.values[key] = value
        elif value is not None:
            self._odd(key)


def _tokens(structures: list[dict[str, Any]]) -> Tokens:
    return {
        str(row.get("%ID")): (row["begin"], row["end"])
        for row in structures
        if row["%TYPE"] == TOKEN and _is_offset(row.get("begin")) and _is_offset(row.get("end"))
    }


def _is_offset(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -_OFFSET <= value <= _OFFSET


def _is_id(value: Any) -> bool:
    return isinstance(value, (int, str)) and not isinstance(value, bool)


# Writing ----------------------------------------------------------------------------------------------------------
class CasJsonWriter:
    """Writes a folder with a ``.json`` for each layer. It must not exist yet, or be empty."""

    name = "cas-json"
    suffixes: tuple[str, ...] = ("",)
    losses = (losses.SPAN_IDS, losses.RELATION_IDS)

    def reduce(self, document: Document, layer: Layer | None, lost: Counter[str]) -> Row:
        """Everything stays as it is."""
        return document, layer

    def write(self, path: Path, rows: Iterable[Row], scheme: LabelScheme) -> int:
        types, names, count = OwnTypes(scheme), FileNames(), 0
        table = {
            name: {"%NAME": name, "%SUPER_TYPE": above}
            | {key: {"%NAME": key, "%RANGE": _array_name(wanted)} for key, wanted in features.items()}
            for name, (above, features) in types.table(documents=True).items()
        }
        head = b'{"%TYPES":' + _encode(table) + b',\n"%FEATURE_STRUCTURES":[\n'
        with replacing_folder(path) as folder:
            for document, layer in rows:
                try:
                    data = head + _structures(document, layer, types)
                except UnicodeEncodeError:
                    raise refused(path, "lone-surrogate", document.id) from None
                (folder / f"{names.free(document, layer)}.json").write_bytes(data)
                count += 1
        return count


def _array_name(wanted: str) -> str:
    return f"{TOP}[]" if wanted == FS_ARRAY else wanted


def _structures(document: Document, layer: Layer | None, types: OwnTypes) -> bytes:
    built = build(document, layer, types)
    sofa = {
        "%ID": SOFA,
        "%TYPE": "uima.cas.Sofa",
        "sofaNum": 1,
        "sofaID": "_InitialView",
        "mimeType": "text",
        "sofaString": document.text,
    }
    lines = [_encode(sofa)]
    number = built.first
    for name, places in ((TOKEN, built.tokens), (SENTENCE, built.sentences)):
        lines += [
            f'{{"%ID":{id},"%TYPE":"{name}","@sofa":{SOFA},"begin":{start},"end":{end}}}'.encode()
            for id, (start, end) in enumerate(places, number)
        ]
        number += len(places)
    members = list(range(built.first, number))
    arrays = number + len(built.made)
    for made in built.made:
        row: dict[str, Any] = {"%ID": made.id, "%TYPE": made.type}
        if made.place is not None:
            row |= {"@sofa": SOFA, "begin": made.place[0], "end": made.place[1]}
        elif made.type.endswith("Document"):
            row["@sofa"] = SOFA
        row |= made.values
        for feature, found in made.refs.items():
            if isinstance(found, list):
                lines.append(_encode({"%ID": arrays, "%TYPE": f"{TOP}[]", "%ELEMENTS": found}))
                row[f"@{feature}"] = arrays
                arrays += 1
            else:
                row[f"@{feature}"] = found
        lines.append(_encode(row))
        members.append(made.id)
    view = {"_InitialView": {"%SOFA": SOFA, "%MEMBERS": members}}
    return b",\n".join(lines) + b'],\n"%VIEWS":' + _encode(view) + b"}\n"
