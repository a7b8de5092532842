"""Edits: their wire form, their inverse, and what they do to a layer."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model import edit as e
from annotator.model.facts import fact_edit
from annotator.model.layer import EditConflict, Layer, LayerState
from annotator.model.span import Relation, Span

ids = st.text("abcdef0123456789", min_size=1, max_size=4)
words = st.text(max_size=6)
values = st.text(max_size=5) | st.booleans()
spans = st.builds(
    Span, ids, st.integers(0, 50), st.integers(51, 99), st.sampled_from(["ORG", "COUNT"]), st.dictionaries(words, values, max_size=2), words,
    st.sampled_from(["sure", "unsure"]), st.sampled_from(["", "rules"]),
)  # fmt: skip
relations = st.builds(Relation, ids, ids, ids, st.just("BY"))
states = st.sampled_from([state.value for state in LayerState])
facts = values | st.integers() | st.dictionaries(words, values, max_size=2)
layer_edits = st.one_of(
    st.builds(e.SpanAdded, spans), st.builds(e.SpanRemoved, spans), st.builds(e.SpanReplaced, spans, spans),
    st.builds(e.RelationAdded, relations), st.builds(e.RelationRemoved, relations),
    st.builds(e.DocumentLabelSet, words, st.none() | values, st.none() | values),
    st.builds(e.StateChanged, states, states, words, words), st.builds(e.ReviewedTo, st.integers(0), st.integers(0)),
    st.builds(e.FactSet, words, words, st.none() | facts, st.none() | facts),
)  # fmt: skip
project_edits = st.one_of(
    st.builds(e.DocumentAdded, ids, ids), st.builds(e.DocumentWithdrawn, ids, ids), st.builds(e.AnnotatorAdded, ids, words, words),
    st.builds(e.AnnotatorRemoved, ids, words, words), st.builds(e.SchemeReplaced, st.integers(0), st.integers(0)),
)  # fmt: skip
edits = layer_edits | project_edits


@given(edits)
def test_the_wire_form_goes_through_json(edit):
    back = e.from_wire(json.loads(json.dumps(e.to_wire(edit))))
    assert back == edit
    assert type(back) is type(edit)


@given(edits)
def test_the_inverse_of_the_inverse_is_the_edit(edit):
    assert e.inverse(e.inverse(edit)) == edit
    assert type(e.inverse(e.inverse(edit))) is type(edit)


def test_every_edit_has_a_wire_name_and_an_inverse():
    kinds = {kind for kind in vars(e).values() if isinstance(kind, type) and hasattr(kind, "_fields")}
    assert set(e.edit_names().values()) == kinds - {e.LayerKey, Span, Relation}
    with pytest.raises(TypeError):
        e.inverse(("no", "edit"))


@given(spans)
def test_a_span_is_as_short_as_it_can_be(span):
    wire = e.span_wire(span)
    assert e.span_from_wire(json.loads(json.dumps(wire))) == span
    plain = Span(span.id, span.start, span.end, span.label)
    assert list(e.span_wire(plain)) == [span.id, span.start, span.end, span.label]


@pytest.mark.parametrize(
    "wire",
    [
        [],
        ["x"],
        ["span+"],
        ["span+", [1]],
        ["span+", 5],
        ["span=", ["a", 0, 1, "A"]],
        ["rel+", ["a"]],
        ["rel+"],
        ["state"],
        ["read", 1, 2, 3],
        [[]],
        7,
        None,
        "span+",
    ],
)
def test_what_is_not_an_edit(wire):
    with pytest.raises(ValueError, match="not an edit"):
        e.from_wire(wire)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=4),
        max_leaves=8,
    )
)
def test_any_wire_is_an_edit_or_refused(wire):
    try:
        edit = e.from_wire(wire)
    except ValueError:
        return
    assert type(edit) in e.edit_names().values()


# What edits do to a layer --------------------------------------------------------------------------------------------
@st.composite
def values_of(draw, layer, kind):
    """An edit of something that a layer has one of."""
    if kind == "state":
        return e.StateChanged(layer.state, draw(states), layer.reason, draw(words))
    if kind == "read":
        return e.ReviewedTo(layer.reviewed_to, draw(st.integers(0, 99)))
    if kind == "fact":
        key = draw(st.sampled_from(["zone", "rejection"])), draw(st.sampled_from(["1-2", "3-4"]))
        value = draw(st.none() | st.dictionaries(words, st.booleans() | words, max_size=2))
        return next(iter(fact_edit(layer.facts, *key, value)), None)
    name = draw(st.sampled_from(["level", "usable"]))
    return e.DocumentLabelSet(name, layer.labels.get(name), draw(st.none() | values))


@st.composite
def histories(draw):
    """A layer and edits that fit it one after the other."""
    layer = Layer(e.LayerKey("d", "a"))
    done = []
    for _ in range(draw(st.integers(0, 12))):
        kind = draw(
            st.sampled_from(
                ["add", "remove", "replace", "relate", "unrelate", "label", "state", "read", "fact"]
            )
        )
        edit = None
        if kind == "add":
            span = draw(spans)
            edit = e.SpanAdded(span) if span.id not in layer.spans else None
        elif kind == "relate":
            relation = draw(relations)
            edit = e.RelationAdded(relation) if relation.id not in layer.relations else None
        elif kind in ("remove", "replace") and layer.spans:
            before = layer.spans[draw(st.sampled_from(sorted(layer.spans)))]
            edit = (
                e.SpanRemoved(before)
                if kind == "remove"
                else e.SpanReplaced(before, draw(spans)._replace(id=before.id))
            )
        elif kind == "unrelate" and layer.relations:
            edit = e.RelationRemoved(layer.relations[draw(st.sampled_from(sorted(layer.relations)))])
        else:
            edit = draw(values_of(layer, kind))
        if edit is not None:
            layer.apply(edit)
            done.append(edit)
    return done


@given(histories())
def test_undoing_everything_gives_the_empty_layer(done):
    layer, stages = Layer(e.LayerKey("d", "a")), []
    for edit in done:
        stages.append(layer.copy())
        layer.apply(edit)
    last = layer.copy()
    for edit, before in zip(reversed(done), reversed(stages), strict=True):
        layer.apply(e.inverse(edit))
        assert layer == before
        assert isinstance(layer.state, LayerState)
    assert layer == Layer(e.LayerKey("d", "a"))
    for edit in done:
        layer.apply(e.from_wire(json.loads(json.dumps(e.to_wire(edit)))))
    assert layer == last


@given(histories(), edits)
def test_an_edit_fits_or_is_refused_and_changes_nothing(done, edit):
    layer = Layer(e.LayerKey("d", "a"))
    for each in done:
        layer.apply(each)
    before = layer.copy()
    try:
        layer.apply(edit)
    except EditConflict:
        assert layer == before
        return
    layer.apply(e.inverse(edit))
    assert layer == before


def test_a_layer_answers():
    layer = Layer(e.LayerKey("d", "a"))
    layer.apply(e.SpanAdded(Span("x", 5, 9, "ORG")))
    layer.apply(e.SpanAdded(Span("y", 0, 9, "ORG")))
    layer.apply(e.RelationAdded(Relation("r", "x", "y", "BY")))
    assert [s.id for s in layer.in_order()] == ["y", "x"]
    assert layer.has_same(5, 9, "ORG")
    assert not layer.has_same(5, 9, "ORG", but="x")
    assert layer.relations_of("y") == [Relation("r", "x", "y", "BY")]
    assert layer.relations_of("z") == []
    assert layer != 5
