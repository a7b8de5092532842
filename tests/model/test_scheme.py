"""Label schemes: what they answer, their round trip, and every problem with the place it was found."""

import copy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import InvalidScheme
from annotator.model.scheme import (
    MODIFIERS,
    STROKES,
    Attribute,
    AttributeType,
    Choice,
    Colours,
    Group,
    Label,
    LabelScheme,
    RelationType,
    name_in,
    read_date,
    read_number,
)

GOOD = {
    "id": "s",
    "version": 2,
    "names": {"vi": "Bộ", "en": "Set"},
    "groups": [{"id": "g", "names": {"vi": "G"}, "modifier": "shift", "stroke": "thick"}, {"id": "h", "names": {"vi": "H"}}],
    "labels": [
        {"id": "A", "group": "g", "key": "1", "names": {"vi": "A"}, "light": ["#000000", "#111111", "#222222"]},
        {"id": "B", "group": "h", "key": "1", "names": {"vi": "B"}, "short": {"vi": "b"}, "hue": 120},
    ],
    "attributes": [
        {"id": "n", "type": "number", "names": {"vi": "N"}, "applies": ["g"], "required": True},
        {"id": "c", "type": "choice", "names": {"vi": "C"}, "default": "x", "choices": [{"id": "x", "names": {"vi": "X"}}], "excludes": ["A"]},
    ],
    "relations": [{"id": "R", "names": {"vi": "R"}, "heads": ["g"], "tails": ["B"]}],
    "document_labels": [{"id": "ok", "type": "bool", "names": {"vi": "Ok"}, "default": True}],
}  # fmt: skip


def changed(*path, to=None, drop=False):
    """``GOOD`` with one value changed."""
    data = copy.deepcopy(GOOD)
    target = data
    for step in path[:-1]:
        target = target[step]
    if drop:
        del target[path[-1]]
    else:
        target[path[-1]] = to
    return data


def problems(data):
    with pytest.raises(InvalidScheme) as caught:
        LabelScheme.from_dict(data, "here.toml")
    assert caught.value.source == "here.toml"
    return [(where, code) for where, code, _ in caught.value.problems]


def test_what_a_scheme_answers():
    scheme = LabelScheme.from_dict(GOOD)
    assert scheme.label_ids == {"A", "B"}
    assert scheme.label("A").light == Colours("#000000", "#111111", "#222222")
    assert scheme.label("B").hue == 120
    assert scheme.label("A").short == {"vi": "A"}
    assert scheme.label("?") is None
    assert scheme.group("g").stroke == "thick"
    assert scheme.group("?") is None
    assert scheme.group_of("B").id == "h"
    assert scheme.group_of("?") is None
    assert [a.id for a in scheme.attributes_of("A")] == ["n"]
    assert [a.id for a in scheme.attributes_of("B")] == ["c"]
    assert scheme.attributes_of("?") == ()
    assert scheme.allows("R", "A", "B")
    assert not scheme.allows("R", "B", "B")
    assert not scheme.allows("R", "A", "A")
    assert not scheme.allows("?", "A", "B")
    assert not scheme.allows("R", "?", "B")


def test_names():
    assert name_in({"vi": "Người", "en": "Person"}, "en") == "Person"
    assert name_in({"vi": "Người"}, "en") == "Người"
    assert name_in({}, "en", "PERSON") == "PERSON"


PROBLEMS = [
    ([], "", "not-a-table"),
    (changed("more", to=1), "more", "unknown-key"),
    (changed("id", drop=True), "id", "not-an-id"),
    (changed("id", to="có dấu"), "id", "not-an-id"),
    (changed("version", to=0), "version", "not-a-version"),
    (changed("version", to=True), "version", "not-a-version"),
    (changed("version", to="1"), "version", "not-a-version"),
    (changed("names", drop=True), "names", "not-names"),
    (changed("names", to={"vi": " "}), "names", "not-names"),
    (changed("names", to={}), "names", "not-names"),
    (changed("groups", to={}), "groups", "not-a-list"),
    (changed("groups", 0, to="g"), "groups[1]", "not-a-table"),
    (changed("groups", 0, "modifier", to="fn"), "groups[1] g.modifier", "not-one-of"),
    (changed("groups", 0, "stroke", to="wavy"), "groups[1] g.stroke", "not-one-of"),
    (changed("groups", 0, "colour", to="red"), "groups[1] g.colour", "unknown-key"),
    (changed("groups", 1, "id", to="g"), "groups", "duplicate-id"),
    (changed("groups", 1, "id", to="A"), "labels", "duplicate-id"),
    (changed("labels", 1, "id", to="A"), "labels", "duplicate-id"),
    (changed("labels", 0, "id", to="1A"), "labels[1] 1A.id", "not-an-id"),
    (changed("labels", 0, "group", to="x"), "labels[1] A.group", "unknown-group"),
    (changed("labels", 0, "group", drop=True), "labels[1] A.group", "unknown-group"),
    (changed("labels", 0, "key", to="12"), "labels[1] A.key", "not-a-key"),
    (changed("labels", 0, "key", to=1), "labels[1] A.key", "not-a-key"),
    (changed("labels", 1, "group", to="g"), "labels[2] B.key", "key-taken"),
    (changed("labels", 0, "hue", to=361), "labels[1] A.hue", "not-a-hue"),
    (changed("labels", 0, "hue", to=float("nan")), "labels[1] A.hue", "not-a-hue"),
    (changed("labels", 0, "hue", to=True), "labels[1] A.hue", "not-a-hue"),
    (changed("labels", 0, "light", to=["#000000"]), "labels[1] A.light", "not-colours"),
    (changed("labels", 0, "dark", to=["red"] * 3), "labels[1] A.dark", "not-colours"),
    (changed("labels", 0, "short", to="A"), "labels[1] A.short", "not-names"),
    (changed("labels", 0, "abbr", to={"vi": 1}), "labels[1] A.abbr", "not-names"),
    (changed("labels", 0, "description", to=[]), "labels[1] A.description", "not-names"),
    (changed("labels", 0, "shortcut", to="1"), "labels[1] A.shortcut", "unknown-key"),
    (changed("labels", to=[]), "labels", "no-labels"),
    (changed("attributes", 0, "type", to="integer"), "attributes[1] n.type", "not-one-of"),
    (changed("attributes", 0, "type", drop=True), "attributes[1] n.type", "not-one-of"),
    (changed("attributes", 0, "required", to=1), "attributes[1] n.required", "not-yes-no"),
    (changed("attributes", 0, "default", to="x"), "attributes[1] n.default", "default-does-not-fit"),
    (changed("attributes", 0, "applies", to="g"), "attributes[1] n.applies", "not-a-list-of-ids"),
    (changed("attributes", 0, "applies", to=["x"]), "attributes[1] n.applies", "unknown-label"),
    (changed("attributes", 0, "excludes", to=["x"]), "attributes[1] n.excludes", "unknown-label"),
    (changed("attributes", 0, "choices", to=[{"id": "x", "names": {"vi": "x"}}]), "attributes[1] n.choices", "choices-for-choice-only"),
    (changed("attributes", 1, "choices", drop=True), "attributes[2] c.choices", "choices-for-choice-only"),
    (changed("attributes", 1, "choices", 0, "id", to=""), "attributes[2] c.choices[1] .id", "not-an-id"),
    (changed("attributes", 1, "choices", 0, "help", to=""), "attributes[2] c.choices[1] x.help", "unknown-key"),
    (changed("attributes", 1, "choices", to=GOOD["attributes"][1]["choices"] * 2), "attributes[2] c.choices", "duplicate-id"),
    (changed("attributes", 0, "id", to="c"), "attributes of A", "duplicate-id"),
    (changed("relations", 0, "heads", to=[]), "relations[1] R.heads", "not-a-list-of-ids"),
    (changed("relations", 0, "heads", drop=True), "relations[1] R.heads", "not-a-list-of-ids"),
    (changed("relations", 0, "tails", to=["x"]), "relations[1] R.tails", "unknown-label"),
    (changed("relations", to=GOOD["relations"] * 2), "relations", "duplicate-id"),
    (changed("document_labels", to=GOOD["document_labels"] * 2), "document_labels", "duplicate-id"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "where", "code"), PROBLEMS, ids=[f"{w or 'top'}-{c}" for _, w, c in PROBLEMS]
)
def test_every_problem_has_its_place(data, where, code):
    if where == "attributes of A":  # both must reach A
        data["attributes"][1]["excludes"] = []
    assert (where, code) in problems(data)


def test_all_problems_are_said_at_once():
    data = changed("id", to="")
    data["labels"][0]["hue"] = 999
    data["relations"][0]["heads"] = ["x"]
    assert problems(data) == [
        ("labels[1] A.hue", "not-a-hue"),
        ("id", "not-an-id"),
        ("relations[1] R.heads", "unknown-label"),
    ]


# Any data, any scheme ------------------------------------------------------------------------------------------
plain_data = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 400) | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["id", "names", "groups", "labels", "attributes", "relations", "document_labels", "version", "type", "choices", "default", "vi"]
    ), inner, max_size=6),
    max_leaves=30,
)  # fmt: skip


@given(plain_data)
def test_any_data_is_a_scheme_or_refused_with_reasons(data):
    try:
        reasons = len(LabelScheme.from_dict(data).labels)
    except InvalidScheme as error:
        reasons = len(error.problems)
    assert reasons


ids = st.from_regex(r"[A-Za-z][A-Za-z0-9_.-]{0,8}", fullmatch=True)
names = st.dictionaries(
    st.text(min_size=1, max_size=3), st.text(min_size=1, max_size=8).filter(str.strip), min_size=1, max_size=2
)
colours = st.builds(Colours, *[st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True)] * 3)


@st.composite
def attributes(draw, ends):
    kind = draw(st.sampled_from(AttributeType))
    choices = draw(st.lists(st.builds(Choice, ids, names), min_size=1, max_size=3, unique_by=lambda c: c.id))
    choices = tuple(choices) if kind is AttributeType.CHOICE else ()
    defaults = {
        AttributeType.NUMBER: st.sampled_from(["0", "98.59", "2/3", "-7"]),
        AttributeType.CHOICE: st.sampled_from([c.id for c in choices]) if choices else st.none(),
        AttributeType.TEXT: st.text(max_size=5),
        AttributeType.DATE: st.sampled_from(["2018", "--01-07", "2010/2018", "2021/..", "2025-Q3"]),
        AttributeType.BOOL: st.booleans(),
    }
    return Attribute(
        draw(ids), kind, draw(names), draw(st.none() | defaults[kind]), draw(st.booleans()), choices,
        draw(st.frozensets(st.sampled_from(ends))), draw(st.frozensets(st.sampled_from(ends))),
    )  # fmt: skip


@st.composite
def schemes(draw):
    unique = draw(st.lists(ids, min_size=2, max_size=8, unique=True))
    cut = draw(st.integers(1, len(unique) - 1))
    groups = tuple(
        Group(id, draw(names), draw(st.sampled_from(MODIFIERS)), draw(st.sampled_from(STROKES)))
        for id in unique[:cut]
    )
    labels = []
    for id in unique[cut:]:
        own = draw(names)
        colour = st.none() | colours
        hue = st.none() | st.floats(0, 360)
        labels.append(
            Label(
                id,
                draw(st.sampled_from(unique[:cut])),
                own,
                draw(st.just(own) | names),
                "",
                draw(st.just({}) | names),
                draw(colour),
                draw(colour),
                draw(hue),
                draw(st.just({}) | names),
            )
        )
    ends = st.frozensets(st.sampled_from(unique), min_size=1)
    many = st.lists(attributes(unique), max_size=3, unique_by=lambda a: a.id).map(tuple)
    relations = draw(
        st.lists(st.builds(RelationType, ids, names, ends, ends), max_size=2, unique_by=lambda r: r.id)
    )
    return LabelScheme(
        draw(ids),
        draw(st.integers(1, 99)),
        draw(names),
        groups,
        tuple(labels),
        draw(many),
        tuple(relations),
        draw(many),
    )


@given(schemes())
def test_a_scheme_reads_back_equal(scheme):
    data = scheme.to_dict()
    assert LabelScheme.from_dict(data) == scheme
    assert LabelScheme.from_dict(data).to_dict() == data


# Values --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given_value", "stored"),
    [
        (4617, "4617"), ("4617", "4617"), ("+5", "5"), ("98.590", "98.59"), (98.59, "98.59"), (Decimal("1E+3"), "1000"), ("1e3", "1000"),
        ("-0", "0"), (Decimal("-0.00"), "0"), ("33/33", "33/33"), ("-2/3", "-2/3"), (0.1, "0.1"), (10**39, "1" + "0" * 39),
        (True, None), ("1/0", None), ("1,5", None), ("", None), ("x", None), (None, None), ([], None), (float("nan"), None),
        (float("inf"), None), (Decimal("1e999999999"), None), (Decimal("1e-999999999"), None), ("9" * 41, None), ("1e99", None), (Decimal("1e-41"), None), ("٣", None), ("1\n", None),
    ],
)  # fmt: skip
def test_numbers_in_stored_form(given_value, stored):
    assert read_number(given_value) == stored


@given(
    st.decimals(allow_nan=False, allow_infinity=False)
    | st.integers()
    | st.floats()
    | st.text("0123456789.+-eE/")
)
def test_a_stored_number_is_exact_and_stays(value):
    stored = read_number(value)
    if stored is not None:
        assert read_number(stored) == stored
        if "/" not in stored:
            assert Decimal(stored) == Decimal(repr(value) if isinstance(value, float) else value)


@pytest.mark.parametrize(
    ("given_value", "stored"),
    [
        ("2019-07-08", "2019-07-08"), ("--01-07", "--01-07"), ("--07", "--07"), ("2018", "2018"), ("2010/2018", "2010/2018"),
        ("2024-06", "2024-06"), ("2025-Q3", "2025-Q3"), ("2025-35", "2025-Q3"), ("2024-33/2024-36", "2024-Q1/2024-Q4"), ("2021/..", "2021/.."),
        ("../2021", "../2021"), ("2019-13", None), ("2019-00", None), ("8/7/2019", None), ("../..", None), ("", None), ("2019-7-8", None),
        ("2018\n", None), ("٢٠١٨", None), ("2024-37", None), ("2024-3", None),
    ],
)  # fmt: skip
def test_dates_in_stored_form(given_value, stored):
    assert read_date(given_value) == stored


def test_values_by_type():
    choice = Attribute("c", AttributeType.CHOICE, {}, choices=(Choice("x", {}),))
    assert (choice.read("x"), choice.read("y"), choice.read(1)) == ("x", None, None)
    yes = Attribute("b", AttributeType.BOOL, {})
    assert (yes.read(False), yes.read(0), yes.read("true")) == (False, None, None)
    text = Attribute("t", AttributeType.TEXT, {})
    assert (text.read(" a "), text.read(1)) == (" a ", None)
    assert Attribute("d", AttributeType.DATE, {}).read(2018) is None
    assert Attribute("n", AttributeType.NUMBER, {}).read("1,5") is None
