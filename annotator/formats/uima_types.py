"""UIMA's type system descriptor (``TypeSystem.xml``), and the one safe way in which XML is read here.

No document type and no entity is accepted, so nothing can grow and nothing is fetched. What is kept of a file is bounded by its size.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from annotator.errors import MalformedInput
from annotator.formats.cas_model import Types

TYPE_SYSTEMS = ("TypeSystem.xml", "typesystem.xml")
MAX_DEPTH = 64
_ENTRIES = frozenset(("name", "supertypeName", "rangeTypeName"))


class Refused(Exception):
    """A file that is well-formed but is not read. ``reason`` is a code."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


class Handler:
    """What a file is given to, element by element. Names are ``namespace local``, or local where there is none."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def data(self, text: str) -> None: ...


def parse_xml(data: bytes, path: Path, handler: Handler) -> None:
    """Feed a file to ``handler``. Raises MalformedInput where it is not well-formed or declares a document type."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = handler.start, handler.end
    parser.CharacterDataHandler = handler.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    reason, detail = "xml", ""
    try:
        parser.Parse(data, True)
        return
    except Refused as error:
        reason, detail = error.reason, error.detail
    except expat.ExpatError as error:
        detail = expat.ErrorString(error.code) or ""
    except (ValueError, LookupError):  # an encoding that nobody knows, or that does not hold
        detail = "encoding"
    line: int = parser.CurrentLineNumber
    raise MalformedInput(path=str(path), line=line, column=None, reason=reason, detail=detail)


def _refuse(*_: Any) -> None:
    raise Refused("xml-doctype")


# Reading ----------------------------------------------------------------------------------------------------------
class _TypeHandler(Handler):
    """Collects types. Elements are told by their local names: descriptors come with and without a namespace."""

    def __init__(self) -> None:
        self.types = Types()
        self._path: list[str] = []
        self._type: dict[str, str] = {}
        self._features: dict[str, str] = {}
        self._feature: dict[str, str] = {}
        self._text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if len(self._path) >= MAX_DEPTH:
            raise Refused("too-deep")
        if not self._path and local != "typeSystemDescription":
            raise Refused("no-type-system")
        self._path.append(local)
        self._text.clear()
        if local == "typeDescription":
            self._type, self._features = {}, {}
        elif local == "featureDescription":
            self._feature = {}

    def data(self, text: str) -> None:
        if self._path[-1] in _ENTRIES:
            self._text.append(text)

    def end(self, name: str) -> None:
        local = self._path.pop()
        above = self._path[-1] if self._path else ""
        if local in _ENTRIES:
            target = {"typeDescription": self._type, "featureDescription": self._feature}.get(above)
            if target is not None:
                target[local] = "".join(self._text).strip()
        elif local == "featureDescription" and self._feature.get("name"):
            self._features[self._feature["name"]] = self._feature.get("rangeTypeName", "")
        elif local == "typeDescription" and self._type.get("name"):
            self.types.add(self._type["name"], self._type.get("supertypeName", ""), self._features)
        self._text.clear()


def read_types(data: bytes, path: Path) -> Types:
    """The type system of a descriptor. Raises MalformedInput."""
    handler = _TypeHandler()
    parse_xml(data, path, handler)
    return handler.types


# Writing ----------------------------------------------------------------------------------------------------------
def types_as_xml(types: Mapping[str, tuple[str, Mapping[str, str]]]) -> str:
    """A descriptor of the types: each with its supertype and the ranges of its features."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">\n  <types>\n',
    ]
    for name, (above, features) in types.items():
        parts.append(f"    <typeDescription>\n      <name>{escape(name)}</name>\n      <description/>\n")
        parts.append(f"      <supertypeName>{escape(above)}</supertypeName>\n")
        if features:
            parts.append("      <features>\n")
            for feature, wanted in features.items():
                parts.append(
                    f"        <featureDescription><name>{escape(feature)}</name><description/>"
                    f"<rangeTypeName>{escape(wanted)}</rangeTypeName></featureDescription>\n"
                )
            parts.append("      </features>\n")
        parts.append("    </typeDescription>\n")
    parts.append("  </types>\n</typeSystemDescription>\n")
    return "".join(parts)
