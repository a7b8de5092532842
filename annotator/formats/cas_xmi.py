"""UIMA's CAS as XMI, read: feature structures as elements, one text (sofa) as an attribute, offsets in UTF-16 units.

A ``TypeSystem.xml`` beside the file tells features that refer from features that hold values; without it only links, chains and
relations are followed, by the names that DKPro and INCEpTION give them.
"""

from __future__ import annotations

import re
from pathlib import Path

from annotator.formats.base import MAX_TEXT
from annotator.formats.cas_files import MAX_THINGS, CasReader, refused
from annotator.formats.cas_model import (
    DEPENDENT,
    FS_ARRAY,
    GOVERNOR,
    SENTENCE,
    TOKEN,
    Cas,
    Kind,
    Thing,
    Tokens,
    Types,
)
from annotator.formats.foreign import Aside
from annotator.formats.uima_types import MAX_DEPTH, Handler, Refused, parse_xml

_XMI = "http://www.omg.org/XMI"
_ID = f"{_XMI} id"
_REFERENCES = frozenset((GOVERNOR, DEPENDENT, "first", "next", "target", "elements", "entries"))
_FRAME = frozenset((SENTENCE, "uima.cas.NULL"))
_PLACES = frozenset(("sofa", "begin", "end", _ID))
_HUGE = 10**9
_HEAD = 16_384  # bytes in which the root element binds its prefixes
_PREFIX = re.compile(rb'xmlns:([\w.-]+)="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type\.ecore"')
_TOKEN = re.compile(rb"<[^<]*")
_ATTRIBUTE = re.compile(rb'\s(xmi:id|begin|end)="(-?\d{1,10})"')
_TEXT_VIEW = "_InitialView"


class XmiReader(CasReader):
    """Reads .xmi files."""

    name = "cas-xmi"
    suffixes: tuple[str, ...] = (".xmi", "")
    ending = ".xmi"

    def recognises(self, head: bytes) -> bool:
        return b"<xmi:XMI" in head or (b"XMI" in head and _XMI.encode() in head)

    def load(self, data: bytes, path: Path, types: Types | None, aside: Aside) -> Cas:
        data, runs = _without_tokens(data)
        handler = _XmiHandler(types, runs)
        parse_xml(data, path, handler)
        return handler.finished(path, aside)


def _without_tokens(data: bytes) -> tuple[bytes, list[bytes]]:
    """The file with its tokens taken out, and these: they are most of it, and hardly ever looked at.

    Only such as cannot be anything else: plain elements of the prefix that the head binds, where no other part of the file
    could hold the same signs as text.
    """
    prefix = _PREFIX.search(data, 0, _HEAD)
    if prefix is None or data.count(b"xmlns:" + prefix[1] + b"=") != 1 or b"<!" in data:
        return data, []
    runs: list[bytes] = []

    def blank(run: re.Match[bytes]) -> bytes:
        runs.append(run[0])
        return b"\n" * run[0].count(b"\n")

    element = rb"<%s:Token(?:\s+[\w:.-]+=\"[^\"<&]*\")*\s*/>\s*" % re.escape(prefix[1])
    return re.sub(rb"(?:%s)+" % element, blank, data), runs


def offset(value: str) -> int | None:
    """A number as the files have it; None for anything else."""
    digits = value.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 12):
        return None
    return max(-_HUGE, min(int(value), _HUGE))


class _XmiHandler(Handler):
    def __init__(self, types: Types | None, runs: list[bytes]) -> None:
        self._types, self._runs = types, runs
        self._names: dict[str, str] = {}
        self._depth = 0
        self._thing: Thing | None = None
        self._text: list[str] | None = None
        self._things: list[Thing] = []
        self._tokens: list[dict[str, str]] = []
        self._sofas: list[dict[str, str]] = []
        self._unplaced = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 2:
            self._element(name, attributes)
        elif self._depth == 3:
            self._text = []
        elif self._depth == 1 and name != f"{_XMI} XMI":
            raise Refused("no-xmi")
        elif self._depth > MAX_DEPTH:
            raise Refused("too-deep")

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        if self._depth == 3 and self._text is not None:
            if self._thing is not None:
                feature = name.rpartition(" ")[2]
                kept = self._thing.values.setdefault(feature, [])
                if isinstance(kept, list):
                    kept.append("".join(self._text))
            self._text = None
        elif self._depth == 2:
            self._thing = None
        self._depth -= 1

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        kind = self._names.get(name) or self._type_name(name)
        if kind == TOKEN:
            self._tokens.append(attributes)
        elif kind == "uima.cas.Sofa":
            self._sofas.append(attributes)
        elif kind not in _FRAME and kind != "uima.cas.View":
            self._keep(kind, attributes)

    def _type_name(self, name: str) -> str:
        space, _, local = name.rpartition(" ")
        package = space.removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
        self._names[name] = found = local if package in ("", "uima.noNamespace") else f"{package}.{local}"
        return found

    def _keep(self, kind: str, attributes: dict[str, str]) -> None:
        thing = Thing(attributes.get(_ID, f"?{len(self._things)}"), kind)
        thing.sofa = attributes.get("sofa", "")
        if "begin" in attributes or "end" in attributes:
            thing.start, thing.end = offset(attributes.get("begin", "0")), offset(attributes.get("end", "0"))
            if thing.start is None or thing.end is None:
                self._unplaced += 1
                return
        for feature, value in attributes.items():
            if feature not in _PLACES:
                thing.values[feature] = value
        self._things.append(thing)
        self._thing = thing
        if len(self._things) > MAX_THINGS:
            raise Refused("too-large", str(MAX_THINGS))

    # At the end -------------------------------------------------------------------------------------------------
    def finished(self, path: Path, aside: Aside) -> Cas:
        """What was read, with references told from values. Raises MalformedInput where there is no text."""
        texts = [sofa for sofa in self._sofas if "sofaString" in sofa]
        if not texts:
            raise refused(path, "cas-without-text")
        chosen = next((sofa for sofa in texts if sofa.get("sofaID") == _TEXT_VIEW), texts[0])
        cas = Cas(chosen["sofaString"], types=self._types)
        if len(cas.text) > MAX_TEXT // 4:
            raise refused(path, "too-large", str(MAX_TEXT))
        if self._unplaced:
            aside.note("error", "cas-offset-unread", None, self._unplaced)
        number = chosen.get(_ID, "")
        for thing in self._things:
            if thing.sofa and thing.sofa != number:
                aside.note("warning", "cas-other-view", None)
            elif thing.id in cas.things:
                aside.note("error", "cas-id-twice", None)
            else:
                cas.add(thing)
        cas.read_tokens = self._read_tokens
        for thing in cas.things.values():
            self._refer(thing, cas)
        return cas

    def _read_tokens(self) -> Tokens:
        rows = [{key.removeprefix(f"{_XMI} "): value for key, value in row.items()} for row in self._tokens]
        for run in self._runs:
            for element in _TOKEN.findall(run):
                found = {key.decode(): value.decode() for key, value in _ATTRIBUTE.findall(element)}
                rows.append({"id": found.get("xmi:id", ""), **found})
        tokens: Tokens = {}
        for row in rows:
            start, end = offset(row.get("begin", "")), offset(row.get("end", ""))
            if start is not None and end is not None:
                tokens[row.get("id", "")] = start, end
        return tokens

    def _refer(self, thing: Thing, cas: Cas) -> None:
        """Move the values that are references to where those are kept."""
        for feature in list(thing.values):
            kind = self._types.kind(thing.type, feature) if self._types else None
            value = thing.values[feature]
            if thing.type.startswith("uima.cas.") and thing.type != FS_ARRAY:
                continue  # arrays of values
            ids = value.split() if isinstance(value, str) else [id for part in value for id in part.split()]
            if self._is_reference(feature, kind, ids, cas):
                thing.refs[feature] = ids
                del thing.values[feature]
            elif kind == "values" and isinstance(value, str):
                array = cas.things.get(value)
                if array is not None and "elements" in array.values:
                    thing.values[feature] = array.values["elements"]

    def _is_reference(self, feature: str, kind: Kind | None, ids: list[str], cas: Cas) -> bool:
        if kind is not None:
            return kind == "reference"
        if feature in _REFERENCES:
            return all(id.isdigit() for id in ids)
        found = [cas.things.get(id) for id in ids]
        return bool(found) and all(
            thing is not None and thing.start is None and ("target" in thing.values or "target" in thing.refs)
            for thing in found
        )
