"""The overview: who has what and how far, packages that are out, agreement with the cases behind it."""

from datetime import datetime, timedelta

import pytest
from exchange_kit import give_out, mark, new_office, send_back, take_in

from annotator.model.assignment import Assignment
from annotator.model.people import Annotator, Role
from annotator.review.agreement.results import Settings
from annotator.services import commands as c
from annotator.services.adjudication import Adjudicator
from annotator.services.agreement import agreement
from annotator.services.assignments import apply, preview_by_hand
from annotator.services.overview import LOW, compared, progress_of, state_of
from annotator.services.session import Session
from annotator.store.project import Project


@pytest.fixture
def office(tmp_path):
    return new_office(tmp_path / "office.corpus")


def finish(path, who, *documents):
    with Session.open(path, annotator=who) as session:
        for document in documents:
            session.execute(c.Finish(document))


def progress(path, now=None):
    with Project.open(path, read_only=True) as project:
        return progress_of(project, now)


def compare(path):
    with Project.open(path, read_only=True) as project:
        return compared(project, Settings(20))


def person(found, id):
    return next(one for one in found.people if one.id == id)


def assign(path, *pairs):
    with Project.open(path) as project:
        apply(project, preview_by_hand(project, [Assignment(d, who, "b1") for d, who in pairs]), "chi")


def test_without_assignments_everybody_has_everything(office):
    mark(office, "d1", 0, 3, who="lan")
    finish(office, "lan", "d1", "d2")
    finish(office, "bao", "d1")
    found = progress(office)
    lan, bao = person(found, "lan"), person(found, "bao")
    assert not found.assigned
    assert lan.documents == bao.documents == ["d1", "d2", "d3"]
    assert (lan.finished, lan.begun, lan.spans) == (["d1", "d2"], [], 1)
    assert bao.finished == ["d1"]
    assert found.complete == ["d1"]
    assert (found.spans, found.layers_finished, dict(found.labels)) == (1, 3, {"ORG": 1})
    assert [one.id for one in found.people] == ["bao", "lan"]  # a reviewer without work annotates nothing


def test_with_assignments_only_those_count(office):
    assign(office, ("d1", "lan"), ("d1", "bao"), ("d2", "lan"))
    finish(office, "lan", "d1", "d2", "d3")
    found = progress(office)
    lan, bao = person(found, "lan"), person(found, "bao")
    assert found.assigned
    assert (lan.documents, lan.finished, dict(lan.batches)) == (["d1", "d2"], ["d1", "d2"], {"b1": 2})
    assert (bao.documents, bao.finished) == (["d1"], [])
    assert found.complete == ["d2"]  # Bảo has d1, too; d3 is nobody's


def test_days_are_those_of_finished_layers(office):
    finish(office, "lan", "d1")
    now = datetime.now().astimezone()
    assert progress(office).days[-1] == (now.date(), ["d1"])
    later = progress(office, (now + timedelta(days=3)).timestamp())
    assert later.days[-4] == (now.date(), ["d1"])
    assert sum(len(documents) for _, documents in later.days) == 1


def test_a_package_is_awaited_until_one_comes_back(office, tmp_path):
    assert not person(progress(office), "lan").out
    laptop = give_out(office, tmp_path, "lan")
    assert person(progress(office), "lan").out
    assert not person(progress(office), "bao").out
    mark(laptop, "d1", 0, 3, who="lan")
    take_in(office, send_back(laptop, tmp_path / "back.corpuspack", "lan"))
    lan = person(progress(office), "lan")
    assert not lan.out
    assert lan.came >= lan.sent > 0


def test_figures_are_sure_unsure_or_empty(office):
    with Session.open(office, annotator="lan") as session:
        for start, end in ((0, 3), (4, 7), (8, 10)):
            session.execute(c.AddSpan("d1", start, end, "MONEY"))
        first, second, _ = [span.id for span in session.layer("d1").in_order()]
        session.execute(c.SetAttribute("d1", first, "value", "300"))
        session.execute(c.SetAttribute("d1", second, "value", "4"))
        session.execute(c.SetCertainty("d1", second, "unsure"))
    found = progress(office)
    assert found.figures["MONEY"] == (1, 1, 1)
    assert found.unsure["MONEY"] == [("d1", "lan")]


def test_models_and_gold_are_nobodys_progress(office):
    with Session.open(office, annotator="chi") as session:
        session.add_annotator(Annotator("machine", "Machine", Role.MODEL))
    with Session.open(office, annotator="machine") as session:
        session.execute(c.AddSpan("d1", 0, 3, "ORG"))
    found = progress(office)
    assert [one.id for one in found.people] == ["bao", "lan"]
    assert found.spans == 0


def differing(office):
    """Two people agree on one place, differ in a label and in an edge."""
    for who, spans in (
        ("lan", [(0, 3, "ORG"), (4, 7, "PERSON"), (8, 10, "ORG")]),
        ("bao", [(0, 3, "ORG"), (4, 7, "POSITION"), (8, 14, "ORG")]),
    ):
        for start, end, label in spans:
            mark(office, "d1", start, end, label, who=who)
        finish(office, who, "d1")


def test_what_is_behind_a_number_is_found_again_in_the_review(office):
    differing(office)
    found = compare(office)
    assert (found.unsettled, found.settled, found.agreeing) == (2, 0, 1)
    pair = ("bao", "lan")
    everything = found.of_pair(None)
    assert everything == found.of_pair(pair) == found.open_cases()
    assert len(found.cases_of("PERSON", None)) == 1
    assert (
        found.cases_of("PERSON", pair)
        == found.cases_of("POSITION", None)
        == found.confused("PERSON", "POSITION")
    )
    assert found.confused("PERSON", "POSITION") == found.confused("POSITION", "PERSON")
    assert [found.rows[ref].start for ref in everything] == [4, 8]
    assert found.cases_of("ORG", pair) == everything[1:]
    (week,) = found.report.agreement.weeks
    assert found.of_week(week.name) == everything
    with Project.open(office, read_only=True) as project:
        review = Adjudicator(project).review("d1")
    known = {standing.case.id for standing in review.standings.cases}
    assert {ref.case for ref in everything} <= known


def test_agreement_of_a_label_is_that_of_the_report_and_not_defined_without_a_pair(office):
    differing(office)
    found = compare(office)
    assert found.estimate("ORG", None) == found.estimate("ORG", ("bao", "lan"))
    assert found.estimate("ORG", None).value == pytest.approx(0.5)
    assert found.estimate("ORG", None).value < LOW
    with Project.open(office, read_only=True) as project:
        report = agreement(project, settings=Settings(20))
    exact = next(s for s in report.agreement.labels if s.name == "ORG").estimates["span_exact"]
    assert found.estimate("ORG", None) == exact
    assert found.estimate("MONEY", None) is None


def test_where_all_agree_the_agreed_cases_are_behind_the_number(office):
    for who in ("lan", "bao"):
        mark(office, "d1", 0, 3, who=who)
        finish(office, who, "d1")
    found = compare(office)
    assert found.of_pair(None) == []
    assert len(found.cases_of("ORG", None)) == 1


def test_nobody_to_compare_is_no_number(office):
    mark(office, "d1", 0, 3, who="lan")
    found = compare(office)
    assert found.report.agreement.pairs == []
    assert found.report.agreement.overall.estimates["span_exact"].value is None
    assert (found.unsettled, found.open_cases()) == (0, [])


def test_the_state_changes_with_every_gesture_and_not_without(office):
    def now():
        with Project.open(office, read_only=True) as project:
            return state_of(project)

    before = now()
    assert now() == before
    mark(office, "d1", 0, 3, who="lan")
    assert now() != before
