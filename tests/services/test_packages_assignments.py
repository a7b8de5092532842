"""Assignments: plans that are fair and always the same, previews that tell, one step that is undone."""

from collections import Counter

import pytest
from exchange_kit import new_office
from hypothesis import given
from hypothesis import strategies as st
from project_kit import assert_sound

from annotator.errors import InvalidPlan, NothingToUndo, UnknownAnnotator, UnknownDocument
from annotator.model.assignment import (
    CALIBRATION,
    Assignment,
    Plan,
    Size,
    assign,
    assignment_of,
    assignments_of,
    compare,
)
from annotator.services import assignments as services
from annotator.services import commands as c
from annotator.services.session import Session

people = st.lists(st.sampled_from(["an", "bao", "chi", "dung", "em"]), min_size=1, max_size=5, unique=True)
lengths = st.lists(st.integers(1, 5000), min_size=0, max_size=40)


def sizes_of(found):
    return [Size(f"d{number}", length) for number, length in enumerate(found)]


@st.composite
def plans(draw):
    who = draw(people)
    each = draw(st.integers(1, len(who)))
    return Plan(
        who, each, draw(st.sampled_from([0, 0.2, 0.5, 1])), draw(st.integers(each, len(who))),
        draw(st.integers(0, 5)), draw(st.integers(0, 7)), draw(st.sampled_from(["", "tuần"])),
    )  # fmt: skip


@given(plan=plans(), found=lengths)
def test_everybody_gets_what_the_plan_says(plan, found):
    sizes = sizes_of(found)
    made = assign(sizes, plan)
    assert made == assign(sizes, plan)
    assert len({one.key for one in made}) == len(made)
    each = Counter(one.document for one in made)
    rest = sizes[plan.calibration :]
    shared = round(plan.share * len(rest))
    assert all(each[size.document] == len(plan.people) for size in sizes[: plan.calibration])
    wanted = Counter({plan.per_document: len(rest) - shared}) + Counter({plan.shared_by: shared})
    assert Counter(each[size.document] for size in rest) == +wanted
    assert {one.batch for one in made if one.document in {s.document for s in sizes[: plan.calibration]}} <= {
        CALIBRATION
    }


@given(who=people, found=lengths, each=st.integers(1, 5))
def test_the_load_is_balanced_by_length(who, found, each):
    made = assign(sizes_of(found), Plan(who, min(each, len(who))))
    loads = Counter(dict.fromkeys(who, 0))
    for one in made:
        loads[one.annotator] += found[int(one.document[1:])]
    assert max(loads.values()) - min(loads.values()) <= max(found, default=0)


@given(
    plan=plans(),
    found=lengths,
    begun=st.lists(st.tuples(st.integers(0, 39), st.sampled_from(["an", "bao", "zoe"])), max_size=20),
)
def test_whoever_has_begun_keeps_the_document(plan, found, begun):
    sizes = sizes_of(found)
    fixed = {(f"d{number}", who) for number, who in begun}
    made = assign(sizes, plan, fixed)
    have = {(one.document, one.annotator) for one in made}
    per_document = Counter(document for document, who in fixed if who in plan.people)
    for document, who in fixed:
        if who in plan.people and document in {size.document for size in sizes}:
            assert (document, who) in have or per_document[document] > plan.per_document
    assert all(who in plan.people for _, who in have)


def test_batches_are_numbered_in_the_order_of_the_queue():
    made = assign(sizes_of([5] * 7), Plan(["an"], calibration=2, batch_size=2, batch="tuần"))
    assert [one.batch for one in made] == [
        "calibration",
        "calibration",
        "tuần-1",
        "tuần-1",
        "tuần-2",
        "tuần-2",
        "tuần-3",
    ]


@given(
    st.builds(
        Assignment,
        st.text(min_size=1).filter(lambda t: "\x1f" not in t),
        st.sampled_from(["lan", "lan~2"]),
        st.text(),
        st.booleans(),
        st.booleans(),
        st.text(),
    )
)
def test_a_fact_and_back(one):
    assert assignment_of(one.key, one.value) == one
    assert assignments_of({one.key: one.value}) == [one]


@pytest.mark.parametrize(
    ("key", "value"), [("d1", {}), ("\x1flan", {}), ("d1\x1f", {}), ("d1\x1flan", 5), ("d1\x1flan", None)]
)
def test_facts_that_tell_of_none(key, value):
    assert assignment_of(key, value) is None


def test_facts_of_a_newer_program_and_of_wrong_types():
    assert assignment_of("d1\x1flan", {"batch": "b", "more": 1}) == Assignment("d1", "lan", "b")
    assert assignment_of("d1\x1flan", {"batch": 5}) == Assignment("d1", "lan")


@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from("ab"), st.booleans())),
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from("ab"), st.booleans())),
)
def test_a_difference_accounts_for_everything(before, after):
    was = {one.key: one for one in (Assignment(f"d{n}", who, blind=blind) for n, who, blind in before)}
    will = {one.key: one for one in (Assignment(f"d{n}", who, blind=blind) for n, who, blind in after)}
    found = compare(was.values(), will.values(), {("d1", "a")})
    assert len(found.added) + len(found.changed) + found.kept == len(will)
    assert len(found.removed) + len(found.changed) + found.kept == len(was)
    assert [(one.document, one.annotator) for one in found.with_work] == [
        (one.document, one.annotator) for one in found.removed if (one.document, one.annotator) == ("d1", "a")
    ]


@pytest.fixture
def session(tmp_path):
    with Session.open(new_office(tmp_path / "office.corpus"), annotator="chi") as session:
        yield session


def test_a_plan_is_one_step_and_is_undone(session):
    project = session.project
    assert services.assigned_to(project, "lan") is None
    assert session.assigned() is None
    preview = services.preview_plan(project, Plan(["lan", "bao"], 2, batch="một"))
    assert (len(preview.difference.added), preview.changes) == (6, True)
    assert services.assigned_to(project, "lan") is None  # a preview changes nothing
    services.apply(project, preview, "chi")
    session.forget()
    assert {load.annotator: load.documents for load in services.loads(project)} == {"bao": 3, "lan": 3}
    assert sorted(services.assigned_to(project, "lan")) == ["d1", "d2", "d3"]
    assert services.assigned_to(project, "chi") == session.assigned() == {}
    assert not services.preview_plan(project, Plan(["lan", "bao"], 2, batch="một")).changes
    assert services.apply(project, services.preview_by_hand(project), "chi") is None
    assert_sound(project)
    session.undo()
    assert services.assigned_to(project, "lan") is None
    session.redo()
    assert len(services.assignments(project)) == 6
    assert_sound(project)


def test_work_that_is_done_is_said_and_kept(session):
    project = session.project
    services.apply(project, services.preview_plan(project, Plan(["lan"])), "chi")
    session.work_as("lan")
    session.execute(c.AddSpan("d2", 0, 3, "ORG"))
    session.execute(c.Finish("d2"))
    session.work_as("chi")
    preview = services.preview_plan(project, Plan(["bao"]))
    assert [one.document for one in preview.difference.with_work] == ["d2"]
    assert len(preview.difference.removed) == 3
    services.apply(project, preview, "chi")
    assert len(project.layer(session.key("d2")._replace(annotator="lan")).spans) == 1
    both = services.preview_plan(project, Plan(["lan", "bao"]))
    mine = [one.document for one in both.difference.added if one.annotator == "lan"]
    assert "d2" in mine  # who has begun keeps it
    services.apply(project, both, "chi")
    lan = next(load for load in services.loads(project) if load.annotator == "lan")
    assert (lan.begun, lan.done) == (1, 1)


def test_by_hand_and_only_some_documents(session):
    project = session.project
    services.apply(project, services.preview_by_hand(project, [Assignment("d1", "lan", "x")]), "chi")
    services.apply(project, services.preview_plan(project, Plan(["bao"]), ["d2"]), "chi")
    assert [(one.document, one.annotator) for one in services.assignments(project)] == [
        ("d1", "lan"),
        ("d2", "bao"),
    ]
    preview = services.preview_by_hand(project, [Assignment("d1", "lan", "y")], [Assignment("d2", "bao")])
    assert (len(preview.difference.changed), len(preview.difference.removed)) == (1, 1)
    services.apply(project, preview, "chi")
    assert services.assignments(project) == [Assignment("d1", "lan", "y")]


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        (Plan([]), "people"),
        (Plan(["lan"], 2), "per-document"),
        (Plan(["lan"], 0), "per-document"),
        (Plan(["lan", "bao"], 1, 0.5, 3), "shared-by"),
        (Plan(["lan", "bao"], 1, 1.5, 2), "share"),
        (Plan(["lan"], calibration=-1), "calibration"),
    ],
)
def test_plans_that_cannot_be(session, plan, reason):
    with pytest.raises(InvalidPlan) as caught:
        services.preview_plan(session.project, plan)
    assert caught.value.reason == reason


def test_nobody_and_nothing_of_that_name(session):
    with pytest.raises(UnknownAnnotator):
        services.preview_plan(session.project, Plan(["zoe"]))
    with pytest.raises(UnknownDocument):
        services.preview_plan(session.project, Plan(["lan"]), ["d9"])
    with pytest.raises(UnknownDocument):
        services.preview_by_hand(session.project, [Assignment("d9", "lan")])
    with pytest.raises(NothingToUndo):
        session.undo()
