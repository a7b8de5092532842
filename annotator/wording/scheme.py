"""Sentences about a change of the label scheme: what differs, what becomes of a span, what it all comes to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from annotator.i18n import ntr, tr
from annotator.model.scheme_edit_diff import Difference
from annotator.model.scheme_edit_layers import Becomes, Effect


class PreviewLike(Protocol):
    """What ``describe_preview`` needs to know."""

    @property
    def counts(self) -> Mapping[Becomes, int]: ...
    @property
    def layers(self) -> int: ...
    @property
    def finished(self) -> int: ...
    @property
    def changing(self) -> Mapping[str, int]: ...


def _parts() -> dict[str, str]:
    return {
        "groups": tr("Group"), "labels": tr("Label"), "attributes": tr("Value"), "relations": tr("Relation"),
        "document_labels": tr("Document label"), "scheme": tr("Scheme"),
    }  # fmt: skip


def _what() -> dict[str, str]:
    return {
        "new": tr("new"), "gone": tr("gone"), "retired": tr("retired"), "restored": tr("offered again"),
        "moved": tr("elsewhere in the order"), "changed": tr("changed"),
    }  # fmt: skip


def _fields() -> dict[str, str]:
    return {
        "names": tr("names"), "short": tr("short name"), "abbr": tr("abbreviation"), "group": tr("group"), "key": tr("key"),
        "description": tr("description"), "hue": tr("colour"), "light": tr("colour"), "dark": tr("colour"),
        "modifier": tr("key"), "stroke": tr("stroke"), "type": tr("type"), "default": tr("default"),
        "required": tr("required"), "choices": tr("choices"), "applies": tr("for which labels"),
        "excludes": tr("for which labels"), "heads": tr("ends"), "tails": tr("ends"),
    }  # fmt: skip


NO_NAMES: Mapping[str, str] = {}


def describe_difference(one: Difference, names: Mapping[str, str] = NO_NAMES) -> str:
    """``Label ORG: changed (names, key)``; ``names`` says what labels are called instead of their ids."""
    name = names.get(one.id, one.id) if one.part == "labels" else one.id
    text = f"{_parts()[one.part]} {name}: {_what()[one.what]}"
    words = list(dict.fromkeys(_fields().get(name, name) for name in one.fields))
    return f"{text} ({', '.join(words)})" if words else text


def describe_effect(effect: Effect, names: Mapping[str, str] = NO_NAMES) -> str:
    """What becomes of the span, in one short sentence; ``names`` as above."""
    lost = "; ".join(f"{key} = {value}" for key, value in effect.lost.items())
    before, after = (names.get(one.label, one.label) if one else "" for one in (effect.span, effect.after))
    relation = effect.relation.label if effect.relation else ""
    if effect.becomes is Becomes.DOCUMENT:
        return tr("The document label goes: {values}").format(values=lost)
    sentences = {
        Becomes.MOVED: tr("{before} becomes {after}."),
        Becomes.JOINED: tr("{before} goes into the {after} that stands there."),
        Becomes.VALUES: tr("{before} stays."),
        Becomes.STAYS: tr("{before} stays, and is no longer offered."),
        Becomes.RELATION: tr("The relation {name} goes."),
    }
    text = sentences[effect.becomes].format(before=before, after=after, name=relation)
    return f"{text} {tr('Does not fit: {values}').format(values=lost)}" if lost else text


def describe_preview(found: PreviewLike, people: Mapping[str, str] = NO_NAMES) -> list[str]:
    """What it all comes to: counts, finished documents, people (by id, or as ``people`` names them)."""
    counts = found.counts
    lines = [
        (Becomes.MOVED, ntr("{n} span gets another label.", "{n} spans get another label.", counts.get(Becomes.MOVED, 0))),
        (Becomes.JOINED, ntr("{n} span would be a double and goes into the other.", "{n} spans would be doubles and go into the others.", counts.get(Becomes.JOINED, 0))),
        (Becomes.VALUES, ntr("{n} span has values that no longer fit.", "{n} spans have values that no longer fit.", counts.get(Becomes.VALUES, 0))),
        (Becomes.STAYS, ntr("{n} span stays as it is, with a retired label.", "{n} spans stay as they are, with a retired label.", counts.get(Becomes.STAYS, 0))),
        (Becomes.RELATION, ntr("{n} relation no longer fits and goes.", "{n} relations no longer fit and go.", counts.get(Becomes.RELATION, 0))),
        (Becomes.DOCUMENT, ntr("{n} document label no longer fits and goes.", "{n} document labels no longer fit and go.", counts.get(Becomes.DOCUMENT, 0))),
    ]  # fmt: skip
    said = [words.format(n=counts[kind]) for kind, words in lines if counts.get(kind, 0)]
    if not said:
        return [tr("No span is touched.")]
    if found.finished:
        words = ntr(
            "{n} finished layer is among them.", "{n} finished layers are among them.", found.finished
        )
        said.append(words.format(n=found.finished))
    if found.changing:
        who = ", ".join(f"{people.get(one, one)} {count}" for one, count in sorted(found.changing.items()))
        said.append(tr("Changed in the layers of: {people}.").format(people=who))
    return said
