"""What foreign names probably are in a scheme, and a scheme made from what files hold. A person confirms both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotator.model.scheme import (
    Attribute,
    AttributeType,
    Choice,
    Group,
    Label,
    LabelScheme,
    Names,
    RelationType,
    read_date,
    read_number,
)
from annotator.model.text import fold_loose
from annotator.services.import_plan import ImportPlan
from annotator.services.survey import VALUES, Survey, Values

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_PLAIN_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,59}")
_LEAST = 3  # letters that the beginning of a name must share
_KEYS = "123456789"
_GROUP = "labels"


def _plain(name: str) -> str:
    return _NOT_PLAIN.sub("", fold_loose(name))


def suggest(foreign: Iterable[str], known: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """For each foreign name the id that it probably means. ``known``: ids with all their names.

    The same id, else the same name without case, marks and signs, else the only id that begins with it or that it begins with.
    """
    by_name: dict[str, set[str]] = {}
    for id, names in known.items():
        for name in (id, *names):
            by_name.setdefault(_plain(name), set()).add(id)
    found: dict[str, str] = {}
    for name in foreign:
        plain = _plain(name)
        same = by_name.get(plain, set())
        near = {
            id
            for other, ids in by_name.items()
            if min(len(other), len(plain)) >= _LEAST and (other.startswith(plain) or plain.startswith(other))
            for id in ids
        }
        if name in known:
            found[name] = name
        elif len(same) == 1:
            found[name] = next(iter(same))
        elif len(near) == 1 and not same:
            found[name] = next(iter(near))
    return found


def label_names(scheme: LabelScheme) -> dict[str, list[str]]:
    """The labels that can be given, with all their names."""
    return {
        label.id: [*label.names.values(), *label.short.values(), *label.abbr.values()]
        for label in scheme.offered
    }


def suggested_plan(survey: Survey, scheme: LabelScheme, plan: ImportPlan) -> ImportPlan:
    """``plan`` with what is not decided yet filled in as far as names tell. What is called the same needs no entry."""
    import msgspec

    def more(foreign: Iterable[str], known: Mapping[str, Iterable[str]], table: Names) -> dict[str, str]:
        open_ones = [name for name in foreign if name not in table and name not in known]
        return {**suggest(open_ones, known), **table}

    relations = {relation.id: list(relation.names.values()) for relation in scheme.relations}
    attributes = {attribute.id: list(attribute.names.values()) for attribute in scheme.attributes}
    of_documents = {attribute.id: list(attribute.names.values()) for attribute in scheme.document_labels}
    return msgspec.structs.replace(
        plan,
        labels=more(survey.labels, label_names(scheme), plan.labels),
        relations=more(survey.relations, relations, plan.relations),
        attributes=more(survey.attributes, attributes, plan.attributes),
        document_labels=more(survey.document_labels, of_documents, plan.document_labels),
    )


# A scheme made from files -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class MadeScheme:
    """A scheme for what files hold, and the plan that maps their names to its ids."""

    scheme: LabelScheme
    plan: ImportPlan


def scheme_of(survey: Survey, name: str) -> MadeScheme:
    """A scheme with a label, relation and attribute for each that the files name. Raises ValueError where they name no label."""
    if not survey.labels:
        raise ValueError("no labels")
    taken = {_GROUP}
    labels = _ids(sorted(survey.labels, key=lambda label: (-survey.labels[label], label)), taken)
    relations, attributes = _ids(sorted(survey.relations), set()), _ids(sorted(survey.attributes), set())
    of_documents = _ids(sorted(survey.document_labels), set())
    both = _both(name)
    every = frozenset((_GROUP,))
    scheme = LabelScheme(
        _id(name, set()), 1, both, (Group(_GROUP, {"en": "Labels", "vi": "Nhãn"}),),
        tuple(
            Label(id, _GROUP, _both(said), _both(said), _KEYS[n] if n < len(_KEYS) else "", hue=float(n * 137 % 360))
            for n, (said, id) in enumerate(labels.items())
        ),
        tuple(
            _attribute(id, said, survey.attributes[said], frozenset(labels[one] for one in survey.attributes[said].labels))
            for said, id in attributes.items()
        ),
        tuple(RelationType(id, _both(said), every, every) for said, id in relations.items()),
        tuple(_attribute(id, said, survey.document_labels[said], frozenset()) for said, id in of_documents.items()),
    )  # fmt: skip
    plan = ImportPlan(
        labels=_changed(labels), relations=_changed(relations), attributes=_changed(attributes),
        document_labels=_changed(of_documents),
    )  # fmt: skip
    return MadeScheme(scheme, plan)


def _changed(ids: Mapping[str, str]) -> dict[str, str]:
    return {said: id for said, id in ids.items() if said != id}


def _both(name: str) -> dict[str, str]:
    shown = " ".join(name.split()) or "?"
    return {"en": shown, "vi": shown}


def _ids(names: Iterable[str], taken: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        found[name] = _id(name, taken)
        taken.add(found[name])
    return found


def _id(name: str, taken: set[str]) -> str:
    """A stable plain id that is not taken: the name itself where it can be."""
    plain = name if _PLAIN_ID.fullmatch(name) else ""
    if not plain:
        plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", fold_loose(name).upper()).strip("_.-")[:60]
        plain = plain if plain[:1].isalpha() else f"X{plain}"
    id, number = plain, 1
    while id in taken:
        number += 1
        id = f"{plain}-{number}"
    return id


def _attribute(id: str, said: str, values: Values, applies: frozenset[str]) -> Attribute:
    """An attribute whose type takes every value that was met, as far as they were remembered."""
    texts = sorted(values.values)
    choices: tuple[Choice, ...] = ()
    kind = AttributeType.TEXT
    if values.types == {"bool"}:
        kind = AttributeType.BOOL
    elif values.types <= {"int", "Decimal"} or all(read_number(text) == text for text in texts):
        kind = AttributeType.NUMBER
    elif all(read_date(text) == text for text in texts):
        kind = AttributeType.DATE
    elif values.types == {"str"} and len(texts) <= VALUES and all(map(_PLAIN_ID.fullmatch, texts)):
        kind, choices = AttributeType.CHOICE, tuple(Choice(text, _both(text)) for text in texts)
    return Attribute(id, kind, _both(said), choices=choices, applies=applies)
