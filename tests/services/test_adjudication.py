"""Deciding in a project: decisions, the gold layer and undo belong together, whatever else happens meanwhile."""

import contextlib
import json

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from project_kit import SCHEME, assert_sound, bring_texts, command_of, folder

from annotator.errors import InvalidSpan, NotReviewer, UnknownAnnotator, UnknownCase, UserError
from annotator.model.edit import FactSet, LayerKey
from annotator.model.facts import DECISION, OPTION
from annotator.model.layer import Layer, LayerState
from annotator.model.people import GOLD, Annotator, Role
from annotator.review.decisions import Mark, Reason
from annotator.review.decisions_choices import both, edited, none, taken, union
from annotator.review.decisions_gold import Status, gold_edits, gold_of, read_origin
from annotator.review.kinds import Kind
from annotator.services.adjudication import TAKE_AGREED, Adjudicator, Said, decide, say_more
from annotator.services.adjudication_index import build_index
from annotator.services.adjudication_many import Rule, decide_many, preview, take_agreed
from annotator.services.commands import AddSpan, Finish, Reopen, ResizeSpan
from annotator.services.exporting import export_jsonl
from annotator.services.session import Session
from annotator.services.zone_commands import MarkZone

LAN, BAO = Annotator("lan", "Lan"), Annotator("bao", "Bảo")
HA, VY = Annotator("ha", "Hà", Role.REVIEWER), Annotator("vy", "Vy", Role.MANAGER)
TEXTS = [
    "Ông Nguyễn Văn An, Bí thư Huyện ủy Sơn Hà, nhận 4.617 phiếu.",
    "Bà Trần Thị Bích nêu gương.\nLàm trước.",
]


def new(path):
    session = Session.create(path, SCHEME, LAN, [BAO, HA, VY])
    bring_texts(session.project, TEXTS)
    return session


def mark(session, who, document, spans, *, finish=True):
    session.work_as(who)
    for start, end, label in spans:
        session.execute(AddSpan(document, start, end, label, id=f"{who}{start}-{end}"))
    if finish:
        session.execute(Finish(document))
    session.work_as("ha")


@pytest.fixture
def session(tmp_path):
    """Lan and Bảo differ in the end of one name, agree on a place, and only Lan marked the figure."""
    with new(tmp_path / "p.corpus") as made:
        mark(made, "lan", "d1", [(4, 17, "PERSON"), (35, 41, "ORG"), (48, 53, "MONEY")])
        mark(made, "bao", "d1", [(0, 17, "PERSON"), (35, 41, "ORG")])
        yield made


def opened(session, document="d1"):
    adjudicator = Adjudicator(session.project)
    return adjudicator, adjudicator.review(document)


def case_of(review, kind):
    return next(one.case for one in review.standings.cases if kind in one.case.kinds)


def take(session, kind, number=0, said=Said(), document="d1"):  # noqa: B008 - a frozen value
    adjudicator, review = opened(session, document)
    case = case_of(review, kind)
    return decide(
        session, adjudicator, review, case.id, taken(adjudicator.versions(review, case)[number]), said
    )


def gold(session, document="d1"):
    return session.project.layer(LayerKey(document, GOLD))


def keys(layer):
    return sorted(span[1:4] for span in layer.spans.values())


def statuses(session, document="d1"):
    _, review = opened(session, document)
    return {one.case.kind: one.status for one in review.standings.cases}


# one decision -----------------------------------------------------------------------------------------------------
def test_a_decision_and_the_gold_layer_are_one_step(session):
    before = gold(session)
    change = take(session, Kind.BOUNDARY, 1, Said(Reason.SLIP, "the title is not part of a name"))
    assert change.step == "decide"
    assert {key.annotator for key, _ in change.edits} == {"ha", GOLD}
    (span,) = gold(session).spans.values()
    assert span[1:4] == (4, 17, "PERSON")
    said = read_origin(span.origin)
    assert (said["by"], said["after"], said["reason"]) == ("ha", "lan", "slip")
    stored = session.project.layer(LayerKey("d1", "ha")).facts[DECISION, said["case"]]
    assert stored["comment"] == "the title is not part of a name"
    session.undo()
    assert gold(session) == before
    assert not session.project.layer(LayerKey("d1", "ha")).facts
    session.redo()
    assert keys(gold(session)) == [(4, 17, "PERSON")]
    assert_sound(session.project)


def test_taking_nothing_is_a_decision_and_not_the_same_as_not_looking(session):
    assert statuses(session)[Kind.MISSING] is Status.OPEN
    adjudicator, review = opened(session)
    decide(session, adjudicator, review, case_of(review, Kind.MISSING).id, none())
    assert statuses(session)[Kind.MISSING] is Status.DECIDED
    assert not gold(session).spans


def test_only_reviewers_decide(session):
    adjudicator, review = opened(session)
    session.work_as("lan")
    with pytest.raises(NotReviewer):
        decide(session, adjudicator, review, review.cases[0].id, none())
    session.work_as("vy")
    decide(session, adjudicator, review, review.cases[0].id, none())


def test_what_is_not_there_or_does_not_hold_is_refused(session):
    adjudicator, review = opened(session)
    before = session.project.connection.execute("SELECT count(*) FROM log").fetchone()
    with pytest.raises(UnknownCase):
        decide(session, adjudicator, review, "nothing", none())
    with pytest.raises(InvalidSpan):
        decide(session, adjudicator, review, review.cases[0].id, edited([Mark(5, 9999, "ORG")]))
    with pytest.raises(UnknownAnnotator):
        Adjudicator(session.project, ["nobody"])
    assert session.project.connection.execute("SELECT count(*) FROM log").fetchone() == before


def test_a_late_change_marks_the_decision_stale_and_one_key_decides_anew(session):
    take(session, Kind.BOUNDARY, 1)
    session.work_as("bao")
    session.execute(Reopen("d1"))
    session.execute(ResizeSpan("d1", "bao0-17", 8, 17))
    session.execute(Finish("d1"))
    session.work_as("ha")
    _, review = opened(session)
    stale = [one for one in review.standings.cases if one.status is Status.STALE]
    assert len(stale) == 1
    assert keys(gold(session)) == [(4, 17, "PERSON")]
    take(session, Kind.BOUNDARY, 0)
    assert statuses(session)[Kind.BOUNDARY] is Status.DECIDED
    assert keys(gold(session)) == [(8, 17, "PERSON")]
    _, review = opened(session)
    assert len(review.decisions) == 2  # the old one is still there, its place is taken
    session.undo()
    assert statuses(session)[Kind.BOUNDARY] is Status.STALE
    assert keys(gold(session)) == [(4, 17, "PERSON")]
    assert_sound(session.project)


def test_to_talk_about_a_case_leaves_it_open_for_a_second_reviewer(session):
    adjudicator, review = opened(session)
    case = case_of(review, Kind.BOUNDARY)
    say_more(session, adjudicator, review, case.id, Said(comment="which one?", discuss=True))
    assert statuses(session)[Kind.BOUNDARY] is Status.DISCUSS
    assert not gold(session).spans
    session.work_as("vy")
    take(session, Kind.BOUNDARY, 1)
    assert statuses(session)[Kind.BOUNDARY] is Status.DECIDED
    assert keys(gold(session)) == [(4, 17, "PERSON")]


def test_reasons_may_be_given_later_and_change_only_what_is_said(session):
    take(session, Kind.BOUNDARY, 1)
    adjudicator, review = opened(session)
    case = case_of(review, Kind.BOUNDARY)
    say_more(session, adjudicator, review, case.id, Said(Reason.GUIDELINE))
    (span,) = gold(session).spans.values()
    assert read_origin(span.origin)["reason"] == "guideline-gap"
    assert span[1:4] == (4, 17, "PERSON")


def test_what_was_read_is_patched_by_decisions_and_their_undo(session):
    adjudicator, review = opened(session)
    case = case_of(review, Kind.BOUNDARY)
    first = taken(adjudicator.versions(review, case)[0])
    for act in (None, session.undo, session.redo):
        change = act() if act else decide(session, adjudicator, review, case.id, first)
        assert adjudicator.follow(review, change.edits)
        fresh = adjudicator.review("d1")
        assert review.standings == fresh.standings
        assert review.gold == fresh.gold
        assert adjudicator.plan_gold(review) == []
    session.work_as("lan")
    session.execute(Reopen("d1"))
    assert not adjudicator.follow(review, session.execute(AddSpan("d1", 18, 24, "POSITION")).edits)


def test_excluded_zones_do_not_count(session):
    session.work_as("bao")
    session.execute(Reopen("d1"))
    session.execute(MarkZone("d1", 44, 60))
    session.execute(Finish("d1"))
    assert Kind.MISSING not in statuses(session)


def test_a_fact_that_is_no_decision_is_counted_and_left_alone(session):
    with session.project.writing() as writer:
        writer.gesture("decide", "ha", [(LayerKey("d1", "ha"), FactSet(DECISION, "odd", None, {"how": 7}))])
    _, review = opened(session)
    assert review.unread == 1
    take(session, Kind.BOUNDARY)
    assert session.project.layer(LayerKey("d1", "ha")).facts[DECISION, "odd"] == {"how": 7}


# what all agree on ------------------------------------------------------------------------------------------------
def test_what_all_agree_on_is_taken_where_the_project_says_so(session):
    index = build_index(Adjudicator(session.project))
    assert index.counts()[0] == {Kind.BOUNDARY: 1, Kind.AGREE: 1, Kind.MISSING: 1}
    result = take_agreed(Adjudicator(session.project), "ha")
    assert (result.documents, result.spans) == (1, 1)
    assert keys(gold(session)) == [(35, 41, "ORG")]
    assert session.project.facts(OPTION)[TAKE_AGREED] is True
    index = build_index(Adjudicator(session.project))
    assert index.counts()[0] == {Kind.BOUNDARY: 1, Kind.MISSING: 1}
    assert sum(index.agreed.values()) == 1
    take(session, Kind.BOUNDARY)
    assert keys(gold(session)) == [(0, 17, "PERSON"), (35, 41, "ORG")]
    assert take_agreed(Adjudicator(session.project), "ha").spans == 0
    take_agreed(Adjudicator(session.project), "ha", take=False)
    assert keys(gold(session)) == [(0, 17, "PERSON")]
    session.undo()
    assert keys(gold(session)) == [(0, 17, "PERSON"), (35, 41, "ORG")]
    assert_sound(session.project)


def test_when_everything_is_settled_the_gold_layer_is_done_and_can_be_exported(session, tmp_path):
    take_agreed(Adjudicator(session.project), "ha")
    take(session, Kind.BOUNDARY)
    assert gold(session).state is LayerState.IN_PROGRESS
    assert gold(session).reviewed_to == 48
    take(session, Kind.MISSING, 1)
    assert gold(session).state is LayerState.FINISHED
    export_jsonl(session.project, tmp_path / "gold.jsonl", GOLD)
    (line,) = [json.loads(line) for line in (tmp_path / "gold.jsonl").read_text("utf-8").splitlines()]
    assert [(s["start"], s["end"], s["label"]) for s in line["spans"]] == [
        (0, 17, "PERSON"), (35, 41, "ORG"), (48, 53, "MONEY"),
    ]  # fmt: skip


# many at once -----------------------------------------------------------------------------------------------------
def test_a_rule_is_previewed_then_decided_in_one_step(session):
    mark(session, "lan", "d2", [(3, 16, "PERSON")])
    mark(session, "bao", "d2", [(0, 16, "PERSON")])
    adjudicator = Adjudicator(session.project)
    rows = list(build_index(adjudicator).every())
    longer, nothing = Rule("longer"), Rule("none")
    seen = preview(adjudicator, rows, [longer, nothing])
    assert (seen.cases, seen.decides) == (len(rows), {longer: 2, nothing: len(rows)})
    samples = [one.choices[longer] for one in seen.samples]
    assert [one.marks[0].key for one in samples if one] == [(0, 17, "PERSON"), (0, 16, "PERSON")]
    result = decide_many(adjudicator, "ha", rows, Rule("longer"), Said(Reason.GUIDELINE))
    assert (result.decided, result.untouched, result.documents) == (2, len(rows) - 2, 2)
    session.forget()
    assert keys(gold(session)) == [(0, 17, "PERSON")]
    assert keys(gold(session, "d2")) == [(0, 16, "PERSON")]
    assert decide_many(adjudicator, "ha", list(build_index(adjudicator).every()), Rule("longer")).decided == 0
    session.undo()
    assert not gold(session).spans
    assert not gold(session, "d2").spans
    assert_sound(session.project)


def test_a_rule_after_one_person(session):
    adjudicator = Adjudicator(session.project)
    decide_many(adjudicator, "ha", list(build_index(adjudicator).every()), Rule("person", "bao"))
    assert keys(gold(session)) == [(0, 17, "PERSON"), (35, 41, "ORG")]
    assert gold(session).state is LayerState.FINISHED


# anything in any order --------------------------------------------------------------------------------------------
numbers = st.tuples(*[st.integers(0, 9999)] * 4)


class Reviewing(RuleBasedStateMachine):
    """Two annotators work, two reviewers decide, steps are taken back: no decision is ever lost."""

    def __init__(self):
        super().__init__()
        self.holder = folder()
        self.session = new(self.holder.__enter__() / "p.corpus")
        self.told = {}  # every decision that stands: (document, reviewer, case) -> value
        self.session.subscribe(self.hear)

    def hear(self, change):
        for key, edit in change.edits:
            if isinstance(edit, FactSet) and edit.kind == DECISION:
                if edit.after is None:
                    assert change.act == "undo" or change.step == "decide", (
                        "only an undo takes a decision away"
                    )
                    del self.told[key.document, key.annotator, edit.key]
                else:
                    self.told[key.document, key.annotator, edit.key] = edit.after

    @initialize()
    def begin(self):
        for who in ("lan", "bao"):
            mark(self.session, who, "d1", [(4, 17, "PERSON"), (25 if who == "lan" else 18, 41, "ORG")])
            mark(self.session, who, "d2", [(3, 16, "PERSON")] if who == "lan" else [])

    @rule(who=st.sampled_from(["lan", "bao"]), four=numbers)
    def annotate(self, who, four):
        self.session.work_as(who)
        command = command_of(self.session, four)
        if self.session.layer(command.document).state is LayerState.FINISHED:
            self.session.execute(Reopen(command.document))
        with contextlib.suppress(UserError):
            self.session.execute(command)
        if four[0] % 3:
            self.session.execute(Finish(command.document))

    @rule(who=st.sampled_from(["ha", "vy"]), four=numbers)
    def decide(self, who, four):
        kind, a, b, d = four
        self.session.work_as(who)
        adjudicator = Adjudicator(self.session.project)
        review = adjudicator.review(["d1", "d2"][d % 2])
        if not review.cases:
            return
        case = review.cases[a % len(review.cases)]
        versions = adjudicator.versions(review, case)
        choices = [*map(taken, versions), *map(taken, versions), none(), both(versions), union(versions)]
        fit = [one for one in choices if not one.refused] + [edited([Mark(b % 9, b % 9 + 4, "ORG")])]
        said = Said(list(Reason)[b % len(Reason)], "", b % 7 == 0)
        if kind % 5 == 0:
            change = say_more(self.session, adjudicator, review, case.id, said)
        else:
            change = decide(self.session, adjudicator, review, case.id, fit[b % len(fit)], said)
        after = adjudicator.review(review.document.id)
        assert adjudicator.follow(review, change.edits)
        assert after.standings == review.standings
        assert adjudicator.plan_gold(after) == []  # what a decision brings is all there is to bring
        self.check_follows(adjudicator, after)

    def check_follows(self, adjudicator, review):
        """The gold layer made from nothing is the one that grew."""
        made = gold_of(review.standings, review.linker, adjudicator.scheme, review.reach, review.document.id)
        fresh = Layer(LayerKey(review.document.id, GOLD))
        for edit in gold_edits(made, fresh, len(review.document.text)):
            fresh.apply(edit)
        assert fresh.spans == review.gold.spans
        assert fresh.relations == review.gold.relations
        assert fresh.reviewed_to == review.gold.reviewed_to

    @rule(who=st.sampled_from(["ha", "vy"]), take=st.booleans())
    def agreed(self, who, take):
        self.session.work_as(who)
        with self.session.hold() as project:
            adjudicator = Adjudicator(project)
            take_agreed(adjudicator, who, take=take)
        self.session.changed_widely("take-agreed")
        for document in ("d1", "d2"):
            review = adjudicator.review(document)
            assert adjudicator.plan_gold(review) == []
            self.check_follows(adjudicator, review)

    @rule(who=st.sampled_from(["ha", "vy"]), name=st.sampled_from(["longer", "majority", "none"]))
    def many(self, who, name):
        self.session.work_as(who)
        adjudicator = Adjudicator(self.session.project)
        rows = list(build_index(adjudicator).every())
        result = decide_many(adjudicator, who, rows, Rule(name))
        for document, case in result.cases:
            value = self.session.project.layer(LayerKey(document, who)).facts[DECISION, case]
            self.told[document, who, case] = value
        self.session.changed_widely("decide-many")

    @rule(who=st.sampled_from(["lan", "bao", "ha", "vy"]), redo=st.booleans())
    def undo(self, who, redo):
        self.session.work_as(who)
        with contextlib.suppress(UserError):
            (self.session.redo if redo else self.session.undo)()

    @rule()
    def reopen(self):
        path = self.session.path
        self.session.close()
        self.session = Session.open(path)
        self.session.subscribe(self.hear)

    @invariant()
    def no_decision_is_lost(self):
        held = {
            (key.document, key.annotator, case): v
            for key, case, v in self.session.project.layer_facts(DECISION)
        }
        assert held == self.told

    def teardown(self):
        try:
            assert_sound(self.session.project)
        finally:
            self.session.close()
            self.holder.__exit__(None, None, None)


def test_no_decision_is_ever_lost():
    run_state_machine_as_test(
        Reviewing,
        settings=settings(
            max_examples=40, stateful_step_count=20, suppress_health_check=list(HealthCheck), deadline=None
        ),
    )
