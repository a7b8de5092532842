"""What UIMA's files hold, before it is mapped: a text, feature structures with values and references, and a type system.

INCEpTION and WebAnno call an annotation type a *layer*; here it is a type, so that Layer keeps its own meaning. Offsets are
UTF-16 units, as in the files; ``cas_mapping`` converts them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

Kind = Literal["text", "yes-no", "number", "values", "reference"]

DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."
TOKEN, SENTENCE = f"{DKPRO}segmentation.type.Token", f"{DKPRO}segmentation.type.Sentence"
METADATA = f"{DKPRO}metadata.type.DocumentMetaData"
POS, DEPENDENCY = f"{DKPRO}lexmorph.type.pos.POS", f"{DKPRO}syntax.type.dependency.Dependency"
ANNOTATION, BASE, TOP = "uima.tcas.Annotation", "uima.cas.AnnotationBase", "uima.cas.TOP"
STRING, BOOLEAN, INTEGER, FS_ARRAY = (
    "uima.cas.String",
    "uima.cas.Boolean",
    "uima.cas.Integer",
    "uima.cas.FSArray",
)
GOVERNOR, DEPENDENT = "Governor", "Dependent"

PRIMITIVES: dict[str, Kind] = {
    STRING: "text", BOOLEAN: "yes-no", INTEGER: "number", "uima.cas.Byte": "number", "uima.cas.Short": "number",
    "uima.cas.Long": "number", "uima.cas.Float": "number", "uima.cas.Double": "number",
}  # fmt: skip
_VALUE_LISTS = frozenset(
    f"uima.cas.{kind}{form}"
    for kind in ("String", "Boolean", "Integer", "Byte", "Short", "Long", "Float", "Double")
    for form in ("Array", "List")
)
_MAX_DEPTH = 64  # types above a type


class Thing:
    """One feature structure. ``start`` and ``end`` (UTF-16 units) are None where it has no place in the text."""

    __slots__ = ("end", "id", "line", "refs", "sofa", "start", "type", "values")

    def __init__(self, id: str, kind: str, line: int | None = None) -> None:
        self.id, self.type, self.line = id, kind, line
        self.start: int | None = None
        self.end: int | None = None
        self.sofa = ""
        self.values: dict[str, Any] = {}
        self.refs: dict[str, list[str]] = {}


class Types:
    """A type system: for each type its supertype and the ranges of its own features."""

    def __init__(self) -> None:
        self.supers: dict[str, str] = {}
        self.own: dict[str, dict[str, str]] = {}
        self._merged: dict[str, dict[str, str]] = {}

    def add(self, name: str, above: str, features: dict[str, str]) -> None:
        self.supers[name] = above
        self.own.setdefault(name, {}).update(features)
        self._merged.clear()

    def features(self, name: str) -> dict[str, str]:
        """Ranges of a type's features, those of the types above it included."""
        found = self._merged.get(name)
        if found is None:
            chain = [name]
            while chain[-1] in self.supers and len(chain) < _MAX_DEPTH:
                chain.append(self.supers[chain[-1]])
            found = {}
            for above in reversed(chain):
                found.update(self.own.get(above, {}))
            self._merged[name] = found
        return found

    def kind(self, name: str, feature: str) -> Kind | None:
        """How a feature's value is to be read; None where that is not known."""
        wanted = self.features(name).get(feature)
        return self._kind_of(wanted) if wanted else None

    def _kind_of(self, wanted: str) -> Kind:
        for _ in range(_MAX_DEPTH):
            if wanted in PRIMITIVES:
                return PRIMITIVES[wanted]
            if wanted in _VALUE_LISTS or (wanted.endswith("[]") and wanted[:-2] in PRIMITIVES):
                return "values"
            if wanted not in self.supers:
                break
            wanted = self.supers[wanted]
        return "reference"


Tokens = dict[str, tuple[int, int]]


@dataclass
class Cas:
    """One document. Tokens are kept apart: they are many, only dependencies point at them, so they are read when asked for."""

    text: str = ""
    things: dict[str, Thing] = field(default_factory=dict)
    types: Types | None = None
    read_tokens: Callable[[], Tokens] = dict

    @cached_property
    def tokens(self) -> Tokens:
        """Places of the tokens (UTF-16 units), by their ids."""
        return self.read_tokens()

    def add(self, thing: Thing) -> Thing:
        self.things[thing.id] = thing
        return thing
