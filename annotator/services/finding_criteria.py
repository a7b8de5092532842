"""A query against one project: its names looked up, its parts made into tests of documents, layers and spans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from annotator.errors import InvalidQuery
from annotator.model.layer import LayerState
from annotator.model.occurrences import Pattern
from annotator.model.people import GOLD
from annotator.model.query import Condition, Query
from annotator.model.query_values import is_named, value_test
from annotator.model.scheme import Attribute, AttributeType, AttributeValue
from annotator.model.span import UNSURE, Span
from annotator.store.annotation_search import FoundDocument, FoundLayer, assigned
from annotator.store.project import Project

T = TypeVar("T")
SpanTest = Callable[[Span], bool]
LayerTest = Callable[[FoundLayer], bool]
DocumentTest = Callable[[FoundDocument], bool]
_SPAN_FIELDS = ("label", "note", "unsure")
_NEGATIVE = ("no", "khong", "false", "0")


@dataclass(frozen=True, slots=True)
class Criteria:
    """``spans``: hits are spans. ``plain``: a span without values, note and doubt can be one. ``words``: every hit's
    document holds them all. ``people``: whose layers, where the query names them. ``layered``: a layer is asked for."""

    patterns: tuple[Pattern, ...] = ()
    refused: tuple[Pattern, ...] = ()
    spans: bool = False
    plain: bool = True
    labels: frozenset[str] | None = None
    span_tests: tuple[SpanTest, ...] = ()
    layer_tests: tuple[LayerTest, ...] = ()
    document_tests: tuple[DocumentTest, ...] = ()
    people: frozenset[str] | None = None
    layered: bool = False

    @property
    def words(self) -> str:
        return " ".join(pattern.words for pattern in self.patterns)


def resolve(project: Project, query: Query, *, exact: bool = False, me: str = "") -> Criteria:
    """The query's criteria in this project; ``me`` is who asks. Raises InvalidQuery with what is not known here."""
    return _Resolver(project, exact, me).criteria(query)


class _Resolver:
    def __init__(self, project: Project, exact: bool, me: str) -> None:
        self._project, self._scheme = project, project.scheme()
        self._exact, self._me = exact, me
        self._labels: frozenset[str] | None = None
        self._people: frozenset[str] | None = None
        self._plain = True
        self._spans: list[SpanTest] = []
        self._layers: list[LayerTest] = []
        self._documents: list[DocumentTest] = []

    def criteria(self, query: Query) -> Criteria:
        made = [(Pattern(phrase.words, exact=self._exact), phrase.no) for phrase in query.phrases]
        for condition in query.conditions:
            self._add(condition)
        patterns = tuple(pattern for pattern, no in made if not no and not pattern.empty)
        return Criteria(
            patterns, tuple(pattern for pattern, no in made if no and not pattern.empty),
            bool(self._spans), self._plain, self._labels, tuple(self._spans), tuple(self._layers),
            tuple(self._documents), self._people, bool(self._layers),
        )  # fmt: skip

    def _add(self, condition: Condition) -> None:
        field = condition.field
        if field.startswith("doc."):
            self._add_document_part(condition, field[4:])
        elif field in ("title", "source"):
            self._add_meta(condition, field)
        elif field in ("by", "state"):
            self._layers.append(_negated(self._layer_test(condition), condition.no))
        elif field == "assigned":
            self._add_assigned(condition)
        elif field in _SPAN_FIELDS:
            self._add_span(_negated(self._span_test(condition), condition.no), condition)
        elif attribute := next((a for a in self._scheme.attributes if a.id == field), None):
            self._add_span(_negated(self._attribute_test(attribute, condition), condition.no), condition)
        elif any(a.id == field for a in self._scheme.document_labels) or field == "date":
            self._add_document_part(condition, field)
        else:
            raise InvalidQuery(reason="field", part=field, field=field)

    # spans --------------------------------------------------------------------------------------------
    def _add_span(self, test: SpanTest, condition: Condition) -> None:
        self._spans.append(test)
        says_no = condition.no != (condition.values[:1] == ("no",) and condition.field == "unsure")
        has_default = condition.field not in (*_SPAN_FIELDS,) and any(
            a.default is not None for a in self._scheme.attributes if a.id == condition.field
        )
        if condition.field != "label" and not says_no and not has_default:
            self._plain = False

    def _span_test(self, condition: Condition) -> SpanTest:
        if condition.field == "label":
            ids = frozenset(self._label(value) for value in condition.values)
            if not condition.no:
                self._labels = ids if self._labels is None else self._labels & ids
            return lambda span: span.label in ids
        if condition.field == "unsure":
            wanted = not any(is_named(value, *_NEGATIVE) for value in condition.values)
            return lambda span: (span.certainty == UNSURE) is wanted
        if not condition.values:
            return lambda span: bool(span.note)
        pattern = self._pattern(condition)
        return lambda span: pattern.found_in(span.note)

    def _label(self, asked: str) -> str:
        for label in self._scheme.labels:
            if is_named(asked, label.id, *label.names.values(), *label.short.values()):
                return label.id
        raise InvalidQuery(reason="label", part=asked, field="label")

    def _attribute_test(self, attribute: Attribute, condition: Condition) -> SpanTest:
        holds = self._value_test(attribute, condition)
        defaults = {
            label.id: attribute.default
            for label in self._scheme.labels
            if attribute in self._scheme.attributes_of(label.id)
        }

        def test(span: Span) -> bool:
            value = span.attributes.get(attribute.id, defaults.get(span.label))
            return value is not None and holds(value)

        return test

    def _value_test(self, attribute: Attribute, condition: Condition) -> Callable[[AttributeValue], bool]:
        if not condition.values:
            return lambda value: value != ""
        if attribute.type is AttributeType.TEXT and condition.sign == ":":
            pattern = self._pattern(condition)
            return lambda value: pattern.found_in(str(value))
        test = value_test(attribute, condition.sign, condition.values[0])
        if test is None:
            part = f"{condition.field}{condition.sign}{condition.values[0]}"
            raise InvalidQuery(reason=attribute.type.value, part=part, field=attribute.id)
        return test

    def _pattern(self, condition: Condition) -> Pattern:
        pattern = Pattern(condition.values[0], exact=self._exact)
        if pattern.empty:
            raise InvalidQuery(reason="value", part=condition.values[0], field=condition.field)
        return pattern

    # layers -------------------------------------------------------------------------------------------
    def _layer_test(self, condition: Condition) -> LayerTest:
        if condition.field == "state":
            states = frozenset(map(_state, condition.values))
            return lambda layer: layer.state in states
        people = frozenset(map(self._person, condition.values))
        if not condition.no:
            self._people = people if self._people is None else self._people & people
        return lambda layer: layer.annotator in people

    def _person(self, asked: str) -> str:
        if is_named(asked, "me", "tôi") and self._me:
            return self._me
        for person in self._project.annotators():
            if is_named(asked, person.id, person.name):
                return person.id
        if asked == GOLD or asked in self._project.layer_owners():
            return asked
        raise InvalidQuery(reason="annotator", part=asked, field="by")

    # documents ----------------------------------------------------------------------------------------
    def _add_document_part(self, condition: Condition, name: str) -> None:
        label = next((a for a in self._scheme.document_labels if a.id == name), None)
        if label is None:
            self._add_meta(condition, name)
            return
        holds = self._value_test(label, condition)

        def test(layer: FoundLayer) -> bool:
            value = layer.labels.get(name)
            return value is not None and holds(value)

        self._layers.append(_negated(test, condition.no))

    def _add_meta(self, condition: Condition, name: str) -> None:
        attribute = Attribute(name, AttributeType.DATE if name == "date" else AttributeType.TEXT, {})
        holds = self._value_test(attribute, condition)

        def test(document: FoundDocument) -> bool:
            value = document.title if name == "title" else document.meta.get(name, "")
            return bool(value) and holds(value)

        self._documents.append(_negated(test, condition.no))

    def _add_assigned(self, condition: Condition) -> None:
        people = frozenset(map(self._person, condition.values))
        to = assigned(self._project)

        def test(document: FoundDocument) -> bool:
            found = to.get(document.id, set())
            return bool(found & people) if people else bool(found)

        self._documents.append(_negated(test, condition.no))


def _state(asked: str) -> str:
    for state in LayerState:
        if is_named(asked, state.value, state.value.replace("_", "-"), state.value.replace("_", " ")):
            return state.value
    raise InvalidQuery(reason="state", part=asked, field="state")


def _negated(test: Callable[[T], bool], no: bool) -> Callable[[T], bool]:
    return (lambda one: not test(one)) if no else test
