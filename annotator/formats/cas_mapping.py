"""From UIMA's types to ours: annotations to spans, features to attributes, relation types, chains and slots to relations.

The label of a span is its feature ``label``, ``value`` or ``PosValue``, else the only text feature that its type declares, else
the name of the type. What has no place here is counted and said; nothing is guessed in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from annotator.formats import cas_own
from annotator.formats.base import Incoming, ReadRelation, ReadSpan
from annotator.formats.cas_model import (
    DEPENDENCY,
    DEPENDENT,
    DKPRO,
    GOVERNOR,
    METADATA,
    POS,
    Cas,
    Thing,
    Types,
)
from annotator.formats.foreign import Aside
from annotator.model.offsets import OffsetMap

_NAMING = ("label", "value", "PosValue", "DependencyType")
_CHAIN = ("referenceType", "referenceRelation")
_SILENT = frozenset(("uima.tcas.DocumentAnnotation", cas_own.ENTRY))
_TOKEN_WORK = tuple(
    f"{DKPRO}{name}" for name in ("segmentation.type.Lemma", "segmentation.type.Stem", "lexmorph.type.morph.")
)
_SETS = (f"{DKPRO}metadata.type.Tag", "uima.cas.")  # tag sets; arrays, which are read where they are named
_MAX_PARTS = 1_000_000
_STRUCTURE = ("first", "next", "target", "elements")


def short(name: str) -> str:
    """A type's name without its package."""
    return name.rpartition(".")[2][:80] or "?"


class Mapping:
    """Fills an ``Incoming`` from one document."""

    def __init__(self, cas: Cas, item: Incoming, aside: Aside) -> None:
        self._cas, self._item, self._aside = cas, item, aside
        self._types = cas.types or Types()
        self._units = OffsetMap(cas.text)
        self._plain = self._units.to_utf16(len(cas.text)) == len(cas.text)
        self._spans: dict[str, Thing] = {}
        self._relations: list[Thing] = []
        self._chains: list[Thing] = []
        self._naming: dict[str, str | None] = {}
        self._parts = 0
        self._yes_no: set[tuple[str, str]] = set()
        self._word_classes: dict[tuple[int | None, int | None], str] | None = None

    def fill(self) -> None:
        """Spans first, then what joins them."""
        for thing in self._cas.things.values():
            self._sort(thing)
        self._find_yes_no()
        for thing in list(self._spans.values()):
            self._span(thing)
        for thing in self._chains:
            self._chain(thing)
        for thing in list(self._spans.values()):
            if thing.refs:
                self._references(thing)
        for thing in self._relations:
            self._relation(thing)

    def _sort(self, thing: Thing) -> None:
        """Put a structure where it belongs; what belongs nowhere is noted."""
        if thing.type in (cas_own.DOCUMENT, METADATA):
            self._document(thing)
        elif self._is_relation(thing):
            self._relations.append(thing)
        elif thing.type in _SILENT or thing.type.startswith(_SETS):
            return
        elif thing.type.startswith(_TOKEN_WORK):
            self._aside.note("info", "token-analysis-left", thing.line, layer=short(thing.type))
        elif thing.start is not None and thing.end is not None:
            self._spans[thing.id] = thing
        elif "first" in thing.refs:
            self._chains.append(thing)
        elif "target" not in thing.refs and "role" not in thing.values:
            self._aside.note("warning", "layer-left", thing.line, layer=short(thing.type))

    # Documents ------------------------------------------------------------------------------------------------
    def _document(self, thing: Thing) -> None:
        item, values = self._item, {k: v for k, v in thing.values.items() if isinstance(v, str)}
        if thing.type == METADATA:
            item.title = item.title or values.get("documentTitle", "")
            return
        item.id, item.title = values.get("documentId", ""), values.get("title", item.title)
        item.layer, item.state = values.get("owner"), values.get("state")
        item.reason = values.get("reason", "")
        reviewed = thing.values.get("reviewedTo")
        if isinstance(reviewed, str) and reviewed.isascii() and reviewed.isdigit() and len(reviewed) < 10:
            reviewed = int(reviewed)
        if isinstance(reviewed, int) and not isinstance(reviewed, bool):
            place = self._place(reviewed)
            item.reviewed_to = -1 if place is None else place
        for entry in self._targets(thing, "entries"):
            kind, key, value = (entry.values.get(name) for name in ("kind", "key", "value"))
            if not (isinstance(key, str) and isinstance(value, str)):
                self._aside.note("warning", "layer-left", entry.line, layer=short(entry.type))
            elif kind == "meta":
                item.meta[key] = value
            else:
                item.labels[key] = value == "true" if kind == "yes-no" else value

    # Spans ------------------------------------------------------------------------------------------------------
    def _place(self, units: int) -> int | None:
        """A place in the text; one outside it stays outside, None is inside a sign."""
        if self._plain or units < 0:
            return units
        if self._units.exact_utf16(units):
            return self._units.from_utf16(units)
        length = len(self._cas.text)
        return length + units if units > self._units.to_utf16(length) else None

    def _span(self, thing: Thing) -> None:
        start, end = self._place(thing.start or 0), self._place(thing.end or 0)
        if start is None or end is None:
            self._aside.note("error", "offset-inside-sign", thing.line)
            del self._spans[thing.id]
            return
        text = self._cas.text[start:end] if 0 <= start <= end <= len(self._cas.text) else None
        span = ReadSpan(start, end, self._label(thing), thing.id, text)
        own = thing.type == cas_own.SPAN
        for feature, value in thing.values.items():
            if feature == self._naming.get(thing.type) or (feature in _CHAIN and self._is_link(thing)):
                continue
            if own and feature == cas_own.NOTE:
                span.note = str(value)
            elif own and feature == cas_own.CERTAINTY:
                span.certainty = "unsure" if value != "sure" else "sure"
            elif own and feature == cas_own.ORIGIN:
                span.origin = str(value)
            else:
                name = cas_own.attribute_of(feature) if own else feature
                span.attributes[name] = self._value(thing, feature, value)
        self._item.spans.append(span)

    def _is_link(self, thing: Thing) -> bool:
        return (
            "next" in thing.refs
            or any(name in thing.values for name in _CHAIN)
            or thing.type.endswith("Link")
        )

    def _label(self, thing: Thing) -> str:
        if thing.type == cas_own.SPAN:
            self._naming[thing.type] = cas_own.LABEL
        if self._is_link(thing):
            value = thing.values.get("referenceType")
            return value if isinstance(value, str) and value else short(thing.type).removesuffix("Link")
        naming = self._naming_of(thing)
        value = thing.values.get(naming) if naming else None
        if thing.type != cas_own.SPAN:
            layer = short(thing.type)
            if isinstance(value, str) and value:
                self._aside.note("info", "layer-mapped", None, layer=layer, feature=naming)
            else:
                self._aside.note("info", "layer-named", None, layer=layer)
        return value if isinstance(value, str) and value else short(thing.type)

    def _naming_of(self, thing: Thing) -> str | None:
        """The feature of this type that says what a span is; None where none does."""
        if thing.type not in self._naming or self._naming[thing.type] is None:
            known = self._types.features(thing.type)
            found = next((n for n in _NAMING if n in known or isinstance(thing.values.get(n), str)), None)
            if found is None:
                texts = [n for n in known if n not in ("begin", "end", "sofa")]
                texts = [n for n in texts if self._types.kind(thing.type, n) in ("text", None)]
                found = texts[0] if len(texts) == 1 else None
            self._naming[thing.type] = found
        return self._naming[thing.type]

    def _find_yes_no(self) -> None:
        """Features of unknown range whose every value is ``true`` or ``false``."""
        seen: dict[tuple[str, str], set[str]] = {}
        for thing in self._spans.values():
            for feature, value in thing.values.items():
                if isinstance(value, str) and self._types.kind(thing.type, feature) is None:
                    seen.setdefault((thing.type, feature), set()).add(value if len(value) < 6 else "")
        for (name, feature), values in seen.items():
            if values <= {"true", "false"} and feature != self._naming.get(name):
                self._yes_no.add((name, feature))
                self._aside.note("info", "feature-as-yes-no", None, feature=feature[:80])

    def _value(self, thing: Thing, feature: str, value: Any) -> Any:
        if isinstance(value, list):
            if not self._may(len(value)):
                return None
            self._aside.note("info", "feature-values-joined", thing.line, feature=feature[:80])
            return "; ".join(map(str, value))
        if not isinstance(value, str):
            return value
        if self._types.kind(thing.type, feature) == "yes-no" and value in ("true", "false", "1", "0"):
            return value in ("true", "1")
        return value == "true" if (thing.type, feature) in self._yes_no else value

    # Relations --------------------------------------------------------------------------------------------------
    def _is_relation(self, thing: Thing) -> bool:
        if GOVERNOR in thing.refs or DEPENDENT in thing.refs:
            return True
        known = self._types.features(thing.type)
        return GOVERNOR in known and DEPENDENT in known

    def _end(self, thing: Thing, side: str) -> str | None:
        """The span at one side of a relation. What stands at tokens is taken to the word class of the same place."""
        wanted = next(iter(thing.refs.get(side, ())), "")
        if wanted in self._spans:
            return wanted
        place = self._cas.tokens.get(wanted)
        if place is not None and thing.type == DEPENDENCY and place in self._words():
            return self._words()[place]
        known = wanted in self._cas.tokens or wanted in self._cas.things
        code = "relation-end-no-span" if known else "cas-reference-missing"
        if code == "relation-end-no-span":
            self._aside.note("warning", "relation-end-no-span", thing.line, layer=short(thing.type))
        else:
            self._aside.note("error", "cas-reference-missing", thing.line, layer=short(thing.type))
        return None

    def _words(self) -> dict[tuple[int | None, int | None], str]:
        if self._word_classes is None:
            self._word_classes = {(t.start, t.end): t.id for t in self._spans.values() if t.type == POS}
        return self._word_classes

    def _relation(self, thing: Thing) -> None:
        head, tail = self._end(thing, GOVERNOR), self._end(thing, DEPENDENT)
        if head is None or tail is None:
            return
        naming = self._naming_of(thing)
        value = thing.values.get(naming) if naming else None
        label = value if isinstance(value, str) and value else short(thing.type)
        for feature in thing.values:
            if feature != naming:
                self._aside.note("warning", "relation-feature-left", thing.line, feature=feature[:80])
        self._item.relations.append(ReadRelation(head, tail, label, thing.id))

    def _targets(self, thing: Thing, feature: str) -> Iterator[Thing]:
        """What a feature points at; arrays are opened once."""
        for id in thing.refs.get(feature, ()):
            found = self._cas.things.get(id)
            if found is not None and "elements" in found.refs:
                if not self._may(len(found.refs["elements"])):
                    return
                yield from filter(None, map(self._cas.things.get, found.refs["elements"]))
            elif found is not None:
                yield found
            elif id not in self._cas.tokens:
                self._aside.note("error", "cas-reference-missing", thing.line, layer=short(thing.type))

    def _may(self, number: int) -> bool:
        """Whether so many more parts of lists may be looked at: a list may be named again and again."""
        self._parts += number
        if self._parts > _MAX_PARTS:
            self._aside.note("error", "cas-too-many", None, limit=_MAX_PARTS)
        return self._parts <= _MAX_PARTS

    def _references(self, thing: Thing) -> None:
        """Slots, and features that point at other spans."""
        for feature in thing.refs:
            if feature in _STRUCTURE:
                continue
            for number, target in enumerate(self._targets(thing, feature)):
                role = target.values.get("role")
                label = role if isinstance(role, str) and role else feature
                tails = target.refs.get("target", []) if target.id not in self._spans else [target.id]
                for left in (
                    [name for name in target.values if name != "role"] if tails != [target.id] else ()
                ):
                    self._aside.note("warning", "relation-feature-left", target.line, feature=left[:80])
                if tails and tails[0] in self._spans:
                    self._aside.note("info", "slots-as-relations", thing.line, feature=feature[:80])
                    id = f"{thing.id}.{feature}.{number}"
                    self._item.relations.append(ReadRelation(thing.id, tails[0], label, id))
                else:
                    self._aside.note("warning", "relation-end-no-span", thing.line, layer=short(thing.type))

    def _chain(self, thing: Thing) -> None:
        """Each link is a span; each joins the next."""
        link = self._spans.get(next(iter(thing.refs["first"]), ""))
        seen: set[str] = set()
        self._aside.note("info", "chains-as-relations", thing.line, layer=short(thing.type))
        while link is not None and link.id not in seen:
            seen.add(link.id)
            following = next(iter(link.refs.get("next", ())), None)
            if following is None:
                return
            after = self._spans.get(following)
            if after is None or after.id in seen:
                break
            value = link.values.get("referenceRelation")
            label = value if isinstance(value, str) and value else short(link.type).removesuffix("Link")
            self._item.relations.append(ReadRelation(link.id, after.id, label, f"{link.id}.next"))
            link = after
        self._aside.note("error", "cas-reference-missing", thing.line, layer=short(thing.type))
