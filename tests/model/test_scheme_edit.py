"""Changing a scheme: pure, whole, refused where it would not hold; and what a change does to a layer, span by span."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from project_kit import LABELS, SCHEME

from annotator.errors import InvalidScheme, UnknownLabel
from annotator.formats.scheme_toml import write_scheme
from annotator.model import scheme_edit as se
from annotator.model.edit import LayerKey, inverse
from annotator.model.layer import Layer
from annotator.model.scheme import Attribute, AttributeType, Choice, Group, Label, LabelScheme
from annotator.model.scheme_edit_diff import Difference, differences
from annotator.model.scheme_edit_layers import Becomes, LayerPlanner
from annotator.model.span import Relation, Span, open_attributes

TEXT = "Ông Lan nhận 300 triệu đồng năm 2019 và 5 triệu."


def start():
    return se.begin(SCHEME)


def label(id="PLACE", group="entity", **fields):
    return Label(id, group, {"vi": "Nơi", "en": "Place"}, {"en": "Place"}, **fields)


def layer_of(*spans, relations=(), labels=None):
    layer = Layer(LayerKey("d1", "lan"))
    layer.spans = {span.id: span for span in spans}
    layer.relations = {relation.id: relation for relation in relations}
    layer.labels = labels or {}
    return layer


def planned(change, layer):
    """The layer afterwards, the effects; taking the edits back gives the layer as it was."""
    edits, effects = LayerPlanner(change).plan(layer, TEXT)
    after = layer.copy()
    for edit in edits:
        after.apply(edit)
    back = after.copy()
    for edit in reversed(edits):
        back.apply(inverse(edit))
    assert back == layer
    return after, effects


def kinds(effects):
    return [effect.becomes for effect in effects]


def test_labels_come_change_and_move_and_ids_stay():
    change = se.add_label(start(), label(key="4", hue=200))
    assert [one.id for one in change.after.labels][:4] == ["PERSON", "POSITION", "ORG", "PLACE"]
    change = se.change_label(change, "PLACE", names={"vi": "Địa danh"}, hue=10.0)
    assert change.after.label("PLACE").names == {"vi": "Địa danh"}
    change = se.move_label(change, "PLACE", -9)
    assert [one.id for one in change.after.labels][:2] == ["PLACE", "PERSON"]
    assert [one.id for one in se.move_label(change, "PLACE", 9).after.labels][:4][-1] == "PLACE"
    with pytest.raises(InvalidScheme):
        se.change_label(change, "PLACE", id="SITE")
    with pytest.raises(UnknownLabel):
        se.change_label(change, "NONE", key="9")
    assert change.before == SCHEME
    assert not change.empty
    assert start().empty


def test_a_key_that_is_taken_is_seen_at_once_and_refused():
    assert se.key_holder(SCHEME, "entity", "1") == "PERSON"
    assert se.key_holder(SCHEME, "entity", "1", but="PERSON") == ""
    assert se.key_holder(SCHEME, "figure", "1") == "MONEY"
    assert se.key_holder(SCHEME, "entity", "9") == se.key_holder(SCHEME, "none", "1") == ""
    assert (se.free_key(SCHEME, "entity"), se.free_key(SCHEME, "figure")) == ("4", "3")
    with pytest.raises(InvalidScheme) as refused:
        se.change_label(start(), "ORG", key="1")
    assert refused.value.problems[0][1] == "key-taken"
    with pytest.raises(InvalidScheme):  # two groups with one modifier: their keys collide
        se.change_group(start(), "figure", modifier="")


def test_a_new_hue_lies_far_from_the_others():
    change = se.add_label(start(), label("A", hue=0))
    assert se.free_hue(SCHEME) == 0
    assert se.free_hue(change.after) == 180
    assert se.free_hue(se.add_label(change, label("B", hue=180)).after) in (90, 270)


def test_a_retired_label_is_readable_and_not_offered():
    change = se.retire_label(start(), "ORG")
    after = change.after
    assert after.label("ORG").retired
    assert "ORG" not in [one.id for one in after.offered]
    assert se.free_key(after, "entity") == "3"
    assert LabelScheme.from_dict(after.to_dict()) == after
    assert "retired = true" in write_scheme(after)
    assert "retired" not in write_scheme(SCHEME)
    kept, effects = planned(change, layer := layer_of(Span("a", 0, 3, "ORG"), Span("b", 4, 7, "PERSON")))
    assert kept == layer
    assert kinds(effects) == [Becomes.STAYS]
    assert not se.restore_label(change, "ORG").after.label("ORG").retired


def test_a_merge_moves_spans_joins_doubles_and_keeps_what_does_not_fit():
    layer = layer_of(
        Span("a", 13, 27, "MONEY", {"value": "300", "unit": "đồng", "bound": "about"}, "xem"),
        Span("b", 33, 36, "MONEY", {"value": "2019"}, "hỏi", "unsure"),
        Span("c", 33, 36, "DATE", {"value": "2018"}),
    )
    after, effects = planned(se.merge_labels(start(), "MONEY", "DATE"), layer)
    assert kinds(effects) == [Becomes.MOVED, Becomes.JOINED]
    assert after.spans["a"].label == "DATE"
    assert after.spans["a"].attributes == {
        "value": "300",
        "bound": "about",
    }
    assert effects[0].lost == {"unit": "đồng"}
    assert after.spans["a"].note == "xem\nunit: đồng"
    assert set(after.spans) == {"a", "c"}
    stays = after.spans["c"]
    assert (stays.attributes, stays.note, stays.certainty) == (
        {"value": "2018"},
        "hỏi\nvalue: 2019",
        "unsure",
    )
    assert effects[1].lost == {"value": "2019"}


def test_values_of_a_merged_label_can_be_mapped_or_kept():
    layer = layer_of(Span("a", 13, 27, "MONEY", {"unit": "đồng"}))
    kept = se.merge_labels(start(), "MONEY", "DATE", keep=["unit"])
    after, effects = planned(kept, layer)
    assert after.spans["a"].attributes == {"unit": "đồng"}
    assert not effects[0].lost
    number = layer_of(Span("a", 13, 27, "MONEY", {"unit": "2019"}))
    after, effects = planned(se.merge_labels(start(), "MONEY", "DATE", {"unit": "date"}), number)
    assert after.spans["a"].attributes == {"date": "2019"}
    assert not effects[0].lost
    both = layer_of(Span("a", 13, 27, "MONEY", {"unit": "2019", "value": "1"}))
    after, effects = planned(se.merge_labels(start(), "MONEY", "DATE", {"unit": "value"}), both)
    assert effects[0].lost == {"unit": "2019"}  # the name was taken
    with pytest.raises(InvalidScheme):
        se.merge_labels(start(), "MONEY", "MONEY")
    with pytest.raises(InvalidScheme):
        se.merge_labels(se.retire_label(start(), "DATE"), "MONEY", "DATE")


def test_relations_go_with_the_span_that_stays_or_are_listed():
    spans = [
        Span("p", 4, 7, "PERSON"),
        Span("q", 4, 7, "POSITION"),
        Span("o", 0, 3, "ORG"),
        Span("r", 8, 12, "POSITION"),
    ]
    relations = [
        Relation("r1", "p", "r", "HOLDS"),  # its head becomes a POSITION, which cannot hold one
        Relation("r2", "p", "o", "AT"),  # goes on from q
        Relation("r3", "p", "q", "HOLDS"),  # both ends become one
    ]
    after, effects = planned(
        se.merge_labels(start(), "PERSON", "POSITION"), layer_of(*spans, relations=relations)
    )
    assert sorted(after.spans) == ["o", "q", "r"]
    assert list(after.relations.values()) == [Relation("r2", "q", "o", "AT")]
    assert kinds(effects) == [Becomes.JOINED, Becomes.RELATION, Becomes.RELATION]
    assert {effect.relation.id for effect in effects[1:]} == {"r1", "r3"}


def test_a_split_takes_the_picked_spans_and_their_values_and_relations():
    layer = layer_of(
        Span("a", 13, 27, "MONEY", {"unit": "đồng"}), Span("b", 40, 47, "MONEY", {"bound": "about"}), Span("c", 4, 7, "PERSON")
    )  # fmt: skip
    new = label("BUDGET", "figure")
    by_text = se.split_label(start(), "MONEY", new, se.Pick(words=("5  TRIỆU", "không")))
    after, effects = planned(by_text, layer)
    assert [after.spans[id].label for id in "abc"] == ["MONEY", "BUDGET", "PERSON"]
    assert kinds(effects) == [Becomes.MOVED]
    by_value = se.split_label(start(), "MONEY", new, se.Pick({"unit": "đồng"}))
    after, effects = planned(by_value, layer)
    assert after.spans["a"] == layer.spans["a"]._replace(label="BUDGET")
    assert not effects[0].lost
    assert by_value.after.attributes_of("BUDGET") == by_value.after.attributes_of("MONEY")
    person = se.split_label(start(), "PERSON", label("LEADER"), se.Pick(words=("Lan",)))
    assert person.after.allows("HOLDS", "LEADER", "POSITION")
    assert not SCHEME.allows("HOLDS", "LEADER", "POSITION")


def test_attributes_come_change_and_retire():
    many = Attribute(
        "rank",
        AttributeType.CHOICE,
        {"en": "Rank"},
        choices=(Choice("a", {"en": "A"}),),
        applies=frozenset({"PERSON"}),
    )
    change = se.add_attribute(start(), many)
    assert [a.id for a in change.after.attributes_of("PERSON")] == ["alive", "rank"]
    with pytest.raises(InvalidScheme):
        se.add_attribute(change, many)
    bound = [a.id for a in SCHEME.attributes].index("bound")
    fewer = se.change_attribute(start(), bound, choices=SCHEME.attributes[bound].choices[:1])
    layer = layer_of(
        Span("a", 0, 3, "MONEY", {"bound": "about", "value": "1"}),
        Span("b", 4, 7, "MONEY", {"bound": "exact"}),
    )
    after, effects = planned(fewer, layer)
    assert kinds(effects) == [Becomes.VALUES]
    assert after.spans["a"].note == "bound: about"
    assert after.spans["b"] == layer.spans["b"]
    value = se.retire_attribute(start(), 0)
    assert not planned(value, layer)[1]
    assert open_attributes(value.after, Span("x", 0, 1, "MONEY")) == []
    assert open_attributes(SCHEME, Span("x", 0, 1, "MONEY")) == ["value"]
    with pytest.raises(InvalidScheme):
        se.change_attribute(start(), bound, id="other")
    with pytest.raises(InvalidScheme):
        se.change_attribute(start(), bound, default="roughly")


def test_another_scheme_in_its_place_keeps_what_is_used():
    data = SCHEME.to_dict()
    data["labels"] = [one for one in data["labels"] if one["id"] not in ("MONEY", "DATE", "ORG")]
    data["groups"] = data["groups"][:1]
    data["attributes"] = [one for one in data["attributes"] if one["id"] == "alive"]
    data["relations"] = [{**one, "tails": ["POSITION"]} for one in data["relations"]]
    data["document_labels"] = data["document_labels"][1:]
    other = LabelScheme.from_dict(data)
    change = se.replace_scheme(SCHEME, other, ["MONEY", "PERSON", "ORG"])
    assert change.after.label("MONEY").retired
    assert change.after.label("DATE") is None
    layer = layer_of(
        Span("a", 13, 27, "MONEY", {"unit": "đồng", "value": "3"}), Span("p", 4, 7, "PERSON"), Span("o", 0, 3, "ORG"),
        relations=[Relation("r", "p", "o", "AT")], labels={"topic": "law", "checked": True},
    )  # fmt: skip
    after, effects = planned(change, layer)
    assert after.spans == layer.spans
    assert after.relations == layer.relations
    assert after.labels == {"checked": True}
    assert sorted(kinds(effects)) == [Becomes.DOCUMENT, Becomes.STAYS, Becomes.STAYS]
    moved = se.replace_scheme(SCHEME, other, ["MONEY"], {"ORG": "PERSON"})
    assert planned(moved, layer)[0].spans["o"].label == "PERSON"
    with pytest.raises(UnknownLabel):
        se.replace_scheme(SCHEME, other, [], {"ORG": "DATE"})


def test_differences_name_every_part():
    change = se.add_group(start(), Group("more", {"en": "More"}, "alt"))
    change = se.retire_label(se.change_label(change, "PERSON", key="9"), "ORG")
    change = se.move_label(se.add_label(change, label("X", "more")), "POSITION", -1)
    assert differences(SCHEME, change.after) == [
        Difference("groups", "more", "new"),
        Difference("labels", "PERSON", "changed", ("key",)),
        Difference("labels", "ORG", "retired", ("key",)),
        Difference("labels", "X", "new"),
        Difference("labels", "POSITION", "moved"),
        Difference("labels", "PERSON", "moved"),
    ]
    assert differences(change.after, SCHEME)[-1] == Difference("labels", "X", "gone")
    assert differences(SCHEME, SCHEME) == []


ends = st.integers(0, 12)
spans = st.lists(st.tuples(ends, st.integers(1, 3), st.sampled_from(LABELS)), max_size=14)
links = st.lists(st.tuples(ends, ends, st.sampled_from(["HOLDS", "AT"])), max_size=10)


@given(spans, links, st.sampled_from(LABELS), st.sampled_from(LABELS), st.booleans())
def test_whatever_the_layer_a_merge_is_whole_and_can_be_taken_back(
    given_spans, given_links, one, other, notes
):
    if one == other:
        return
    unique = {
        (s, s + n, name): Span(f"s{i}", s, s + n, name, {"value": str(i)} if name in LABELS[3:] else {})
        for i, (s, n, name) in enumerate(given_spans)
    }
    have = list(unique.values())
    joined = {}
    for number, (a, b, name) in enumerate(given_links):
        if (
            have
            and SCHEME.allows(name, (head := have[a % len(have)]).label, (tail := have[b % len(have)]).label)
            and head.id != tail.id
        ):
            joined[head.id, tail.id, name] = Relation(f"r{number}", head.id, tail.id, name)
    layer = layer_of(*have, relations=joined.values())
    change = se.merge_labels(start(), one, other)
    after, effects = planned(se.SchemeChange(change.before, change.after, change.moves, notes), layer)
    assert all(span.label != one for span in after.spans.values())
    places = [(s.start, s.end, s.label) for s in after.spans.values()]
    assert len(places) == len(set(places))
    assert {(s.start, s.end) for s in after.spans.values()} == {(s.start, s.end) for s in have}
    for relation in after.relations.values():
        assert change.after.allows(
            relation.label, after.spans[relation.head].label, after.spans[relation.tail].label
        )
    moved = [s for s in have if s.label == one]
    assert sum(kind in (Becomes.MOVED, Becomes.JOINED) for kind in kinds(effects)) == len(moved)
    assert len(after.relations) == len(joined) - kinds(effects).count(Becomes.RELATION)
    told = {value for effect in effects for value in effect.lost.values()}
    left = {value for s in after.spans.values() for value in s.attributes.values()}
    assert {value for s in have for value in s.attributes.values()} <= told | left  # no value goes unsaid
