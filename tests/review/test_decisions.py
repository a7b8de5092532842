"""Decisions as values: read back what was written, know when their sources changed, and stand in for others."""

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from review_kit import SCHEME, TEXT, keys, layer, material

from annotator.model.edit import LayerKey
from annotator.model.layer import Layer, LayerState
from annotator.review.cases import CaseFinder
from annotator.review.decisions import Decision, How, Link, Mark, Reason, live, places_of
from annotator.review.decisions_choices import (
    RULES,
    Linker,
    both,
    by_rule,
    differing_part,
    none,
    taken,
    union,
    versions_of,
)
from annotator.review.decisions_gold import (
    Status,
    gold_edits,
    gold_of,
    orders,
    read_origin,
    stand,
)
from annotator.review.kinds import Kind
from annotator.review.values import ValueReader

READER = ValueReader(SCHEME)
FINDER = CaseFinder(READER)
PEOPLE = ("a", "b", "c")


class Place:
    """Layers of one text with their cases, and decisions made on them."""

    def __init__(self, *layers, text=TEXT):
        self.layers = {one.key.annotator: one for one in layers}
        self.cases = FINDER.cases(material(*layers, text=text))
        self.linker = Linker(self.cases, self.layers)

    def versions(self, case):
        return versions_of(case, self.linker, READER, PEOPLE)

    def only(self):
        (case,) = [case for case in self.cases if case.kind is not Kind.AGREE]
        return case

    def decide(self, case, choice, reviewer="r", over=(), previous=None, **said):
        versions = {
            who: (version.identity, version.marks)
            for version in self.versions(case)
            for who in version.annotators
        }
        places = places_of(over, previous)
        return Decision(
            reviewer, case.id, choice.how, case.kind, choice.whose, choice.marks, choice.links, versions,
            over=places, **said,
        )  # fmt: skip

    def standings(self, *decisions, take_agreed=False, annotators=PEOPLE):
        return stand(self.cases, decisions, self.linker, READER, annotators, take_agreed=take_agreed)

    def gold(self, *decisions, **how):
        held = self.standings(*decisions, **how)
        return gold_of(held, self.linker, SCHEME, len(TEXT), "d")


def status(place, *decisions, **how):
    case = place.only()
    return next(one for one in place.standings(*decisions, **how).cases if one.case.id == case.id).status


def one_boundary(b_end=12, c=None):
    sides = [layer("a", [(4, 10, "A")]), layer("b", [(4, b_end, "A")])]
    return Place(*sides, *([layer("c", c)] if c is not None else []))


# values -----------------------------------------------------------------------------------------------------------
marks = st.builds(
    lambda key, value: Mark(*key, value),
    st.tuples(st.integers(0, 9), st.integers(10, 20), st.sampled_from("ABC")),
    st.dictionaries(st.sampled_from(["value", "unit"]), st.text(max_size=3) | st.booleans(), max_size=2),
)
places = st.tuples(st.integers(0, 9), st.integers(10, 20), st.sampled_from("ABC"))
decisions = st.builds(
    Decision,
    st.sampled_from(["r", "s"]),
    st.text(max_size=4),
    st.sampled_from(How),
    st.sampled_from([kind.value for kind in Kind]),
    st.lists(st.sampled_from(PEOPLE), unique=True).map(tuple),
    st.lists(marks, max_size=3).map(tuple),
    st.lists(st.builds(Link, st.just("R"), places, places, st.text(max_size=3)), max_size=2).map(tuple),
    st.dictionaries(
        st.sampled_from(PEOPLE), st.tuples(st.text(max_size=4), st.lists(marks, max_size=2).map(tuple))
    ),
    st.sampled_from(Reason),
    st.text(max_size=5),
    st.booleans(),
    st.dictionaries(st.tuples(st.text(max_size=2), st.text(max_size=2)), st.text(max_size=3), max_size=2),
)


@settings(max_examples=30)
@given(decisions)
def test_what_is_written_is_read_back(decision):
    value = json.loads(json.dumps(decision.to_value()))
    assert Decision.from_value(decision.reviewer, decision.case, value) == decision


@settings(max_examples=30)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["how", "marks", "versions", "over", "x"]), inner, max_size=4)
        ),
        max_leaves=8,
    )
)
def test_what_no_decision_holds_is_none(value):
    read = Decision.from_value("r", "case", value)
    assert read is None or isinstance(read, Decision)


def test_a_span_that_cannot_be_is_no_decision():
    good = one_boundary()
    value = good.decide(good.only(), union(good.versions(good.only()))).to_value()
    for bad in ([9, 4, "A"], [-1, 4, "A"], ["0", 4, "A"], [0, 4, 5], [0, 4], [0, 4, "A", {"value": [1]}]):
        assert Decision.from_value("r", "c", value | {"marks": [bad]}) is None


# choices ----------------------------------------------------------------------------------------------------------
def test_versions_are_answers_not_people():
    place = one_boundary(c=[(4, 10, "A")])
    versions = place.versions(place.only())
    assert [version.annotators for version in versions] == [("a", "c"), ("b",)]
    assert [mark.key for mark in versions[0].marks] == [(4, 10, "A")]


def test_who_marked_nothing_gave_a_version_too():
    place = Place(layer("a", [(4, 10, "A")]), layer("b", []))
    versions = place.versions(place.only())
    assert [len(version.marks) for version in versions] == [1, 0]
    assert taken(versions[1]).how is How.NONE
    assert both(versions).refused == union(versions).refused == "one-version"


def test_both_and_union_say_why_they_make_no_sense():
    place = one_boundary()
    versions = place.versions(place.only())
    assert [mark.key for mark in both(versions).marks] == [(4, 12, "A"), (4, 10, "A")]
    assert union(versions).refused == "same-version"
    assert union(versions).same == 2
    crossing = Place(layer("a", [(4, 10, "A")]), layer("b", [(6, 12, "A")]))
    assert [mark.key for mark in union(crossing.versions(crossing.only())).marks] == [(4, 12, "A")]
    labels = Place(layer("a", [(4, 10, "A")]), layer("b", [(4, 10, "B")]))
    assert union(labels.versions(labels.only())).refused == "labels-differ"
    values = Place(layer("a", [(4, 10, "A", {"value": "1"})]), layer("b", [(4, 10, "A", {"value": "2"})]))
    assert both(values.versions(values.only())).refused == "same-version"


def test_rules_decide_only_what_they_are_about():
    place = one_boundary()
    versions = place.versions(place.only())
    said = {rule: by_rule(rule, versions, "b") for rule in RULES}
    assert [mark.end for mark in said["longer"].marks] == [12]
    assert [mark.end for mark in said["shorter"].marks] == [10]
    assert said["majority"] is None
    assert said["person"].whose == ("b",)
    assert said["none"].how is How.NONE
    three = one_boundary(c=[(4, 12, "A")])
    assert by_rule("majority", three.versions(three.only())).whose == ("b", "c")
    missing = Place(layer("a", [(4, 10, "A")]), layer("b", []))
    assert by_rule("longer", missing.versions(missing.only())) is None
    assert by_rule("person", missing.versions(missing.only()), "z") is None


def test_the_part_that_differs():
    assert differing_part(one_boundary().only()) == (10, 12)
    assert differing_part(Place(layer("a", [(4, 10, "A")]), layer("b", [])).only()) == (4, 10)


# staleness --------------------------------------------------------------------------------------------------------
def test_a_decision_is_stale_when_a_source_changed():
    place = one_boundary()
    made = place.decide(place.only(), taken(place.versions(place.only())[0]))
    assert status(place, made) is Status.DECIDED
    later = one_boundary(b_end=14)
    assert later.only().id != place.only().id
    assert status(later, made) is Status.STALE
    assert (4, 10, "A") in later.gold(made).spans  # it counts until somebody decides anew


def test_values_are_part_of_a_version():
    def values(b):
        return Place(layer("a", [(4, 10, "A", {"value": "1"})]), layer("b", [(4, 10, "A", {"value": b})]))

    place = values("2")
    made = place.decide(place.only(), taken(place.versions(place.only())[0]))
    assert status(values("2.0"), made) is Status.DECIDED  # the same number
    assert status(values("3"), made) is Status.STALE


def test_somebody_new_makes_it_stale_only_with_something_new():
    place = one_boundary()
    made = place.decide(place.only(), taken(place.versions(place.only())[0]))
    assert status(one_boundary(c=[(4, 12, "A")]), made) is Status.DECIDED
    assert status(one_boundary(c=[]), made) is Status.STALE
    assert status(one_boundary(c=[(4, 16, "A")]), made) is Status.STALE


def test_who_is_not_compared_makes_nothing_stale():
    three = one_boundary(c=[(4, 12, "A")])
    made = three.decide(three.only(), taken(three.versions(three.only())[0]))
    assert status(one_boundary(), made, annotators=("a", "b")) is Status.DECIDED
    assert status(one_boundary(), made, annotators=("a", "b", "c")) is Status.STALE


def test_a_decision_whose_case_went_stays():
    place = one_boundary()
    made = place.decide(place.only(), taken(place.versions(place.only())[1]))
    empty = Place(layer("a", []), layer("b", []))
    assert empty.standings(made).left == [made]
    assert set(empty.gold(made).spans) == {(4, 12, "A")}
    agreed = Place(layer("a", [(4, 12, "A")]), layer("b", [(4, 12, "A")]))
    (standing,) = agreed.standings(made).cases
    assert standing.status is Status.STALE
    assert standing.verdict == made


# several reviewers ------------------------------------------------------------------------------------------------
def test_reviewers_who_differ_leave_the_gold_layer_open():
    place = one_boundary()
    one, other = (taken(version) for version in place.versions(place.only()))
    first, second = place.decide(place.only(), one), place.decide(place.only(), other, "s")
    assert status(place, first, second) is Status.CONTESTED
    assert not place.gold(first, second).spans
    agreeing = place.decide(place.only(), one, "s")
    assert status(place, first, agreeing) is Status.DECIDED


def test_the_second_reviewer_settles_it_and_the_first_may_answer():
    place = one_boundary()
    one, other = (taken(version) for version in place.versions(place.only()))
    first = place.decide(place.only(), one)
    second = place.decide(place.only(), other, "s", over=[first])
    assert status(place, first, second) is Status.DECIDED
    assert set(place.gold(first, second).spans) == {(4, 12, "A")}
    answer = place.decide(place.only(), one, over=[second], previous=first)
    assert set(place.gold(second, answer).spans) == {(4, 10, "A")}


def test_a_changed_mind_is_not_bound_by_what_replaced_the_old_one():
    place = one_boundary()
    one, other = (taken(version) for version in place.versions(place.only()))
    first = place.decide(place.only(), one)
    second = place.decide(place.only(), other, "s", over=[first])
    changed = place.decide(place.only(), none())  # without having seen the second
    assert status(place, changed, second) is Status.CONTESTED


def test_discussion_keeps_a_case_open_for_a_second_look():
    place = one_boundary()
    one = taken(place.versions(place.only())[0])
    assert status(place, place.decide(place.only(), one, discuss=True)) is Status.DISCUSS
    asked = Decision("r", place.only().id, How.OPEN, discuss=True)
    assert status(place, asked) is not Status.DECIDED
    assert not place.gold(asked).spans
    assert not place.gold(place.decide(place.only(), none())).spans
    assert status(place, place.decide(place.only(), none())) is Status.DECIDED


@settings(max_examples=30)
@given(st.lists(decisions, max_size=5))
def test_whose_place_is_taken_does_not_depend_on_the_order(made):
    assert live(made) == live(list(reversed(list({one.ref: one for one in made}.values()))))


@settings(max_examples=30)
@given(st.lists(decisions, min_size=1, max_size=5, unique_by=lambda one: one.ref))
def test_somebody_is_always_left_standing(made):
    chain = []
    for one in made:
        chain.append(replace(one, over=places_of(chain, None)))
    assert live(chain) == [chain[-1]]


# the gold layer ---------------------------------------------------------------------------------------------------
def test_what_all_agree_on_is_taken_only_where_the_project_says_so():
    place = Place(layer("a", [(4, 10, "A")]), layer("b", [(4, 10, "A")]))
    assert not place.gold().spans
    (span,) = place.gold(take_agreed=True).spans.values()
    assert read_origin(span.origin) == {"what": "agreed", "by": "a,b", "case": place.cases[0].id}
    assert place.gold(take_agreed=True).reviewed_to == len(TEXT)
    assert place.gold().reviewed_to == 4


def test_every_span_says_who_decided_how_and_why():
    place = one_boundary()
    made = place.decide(place.only(), taken(place.versions(place.only())[0]), reason=Reason.GUIDELINE)
    (span,) = place.gold(made).spans.values()
    said = read_origin(span.origin)
    assert (said["by"], said["how"], said["after"], said["reason"]) == ("r", "version", "a", "guideline-gap")
    assert read_origin("") == read_origin("model:x") == {}


def test_relations_are_joined_to_what_was_decided_at_their_end():
    a = layer("a", [(4, 10, "A"), (20, 24, "B")], [("R", 0, 1)])
    b = layer("b", [(4, 10, "A"), (20, 26, "B")])
    place = Place(a, b)
    agreed, differs = sorted(place.cases, key=lambda case: case.start)
    assert agreed.kind is Kind.RELATION
    first = place.decide(agreed, taken(place.versions(agreed)[0]))
    assert first.links
    assert place.gold(first).adrift == 1
    second = place.decide(differs, taken(place.versions(differs)[1]))
    assert place.gold(first, second).relations == {("R", (4, 10, "A"), (20, 26, "B"))}


def gold_layer(gold, before=None):
    made = before.copy() if before is not None else Layer(LayerKey("d", "gold"))
    for edit in gold_edits(gold, made, len(TEXT)):
        made.apply(edit)
    return made


def test_what_the_gold_layer_held_already_stays():
    place = one_boundary()
    made = place.decide(place.only(), taken(place.versions(place.only())[0]))
    foreign = layer("gold", [(4, 10, "A"), (30, 34, "C")], [("R", 0, 1)], state=LayerState.IN_PROGRESS)
    held = gold_layer(place.gold(made), foreign)
    assert held == foreign
    held = gold_layer(place.gold(place.decide(place.only(), taken(place.versions(place.only())[1]))), foreign)
    assert {span[1:4] for span in held.spans.values()} == {(4, 10, "A"), (30, 34, "C"), (4, 12, "A")}


@settings(max_examples=30)
@given(st.lists(keys(length=30), min_size=2, max_size=3), st.data())
def test_the_gold_layer_follows_from_the_decisions_alone(sides, data):
    place = Place(*(layer(who, spans) for who, spans in zip(PEOPLE, sides, strict=False)))
    made, held = [], Layer(LayerKey("d", "gold"))
    take_agreed = data.draw(st.booleans())
    for case in place.cases:
        versions = place.versions(case)
        choices = [*map(taken, versions), both(versions), union(versions), none()]
        choice = data.draw(st.sampled_from([one for one in choices if not one.refused]))
        made.append(place.decide(case, choice))
        held = gold_layer(place.gold(*made, take_agreed=take_agreed), held)
    held = gold_layer(place.gold(*made, take_agreed=take_agreed), held)
    at_once = gold_layer(place.gold(*reversed(made), take_agreed=take_agreed))
    assert held == at_once
    assert held.state is LayerState.FINISHED
    assert {span[1:4] for span in held.spans.values()} == {mark.key for one in made for mark in one.marks}
    bare = gold_layer(place.gold(take_agreed=False), held)
    assert not bare.spans


def test_letters_are_shuffled_by_the_document_where_names_are_hidden():
    names = {"x": "Bình", "y": "An", "z": "Chi"}
    assert orders(names, "d1", names, hidden=False) == ["y", "x", "z"]
    shuffled = {tuple(orders(names, f"d{number}", names, hidden=True)) for number in range(40)}
    assert len(shuffled) == 6
    assert orders(["z", "x", "y"], "d1", names, hidden=True) == orders(names, "d1", names, hidden=True)
