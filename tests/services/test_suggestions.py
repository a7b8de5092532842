"""Suggestions of an open project: what is shown, to whom, and how they follow what people do."""

import itertools

import pytest
from project_kit import BAO, assert_sound, new_session

from annotator.errors import Cancelled
from annotator.model.facts import ASSIGNMENT, OPTION
from annotator.model.people import Annotator, Role
from annotator.nlp.suggest.suggestion import MEMORY, MODEL, RULES, SOURCES, Suggestion
from annotator.services.commands import AddSpan, Finish, MarkReviewed, RemoveSpan
from annotator.services.suggest_commands import AcceptAll, AcceptSuggestion, RejectSuggestion
from annotator.services.suggest_settings import (
    allow_sources,
    allowed_sources,
    least_score,
    model_name,
    set_suggestion_options,
)
from annotator.services.suggestions import SuggestionService
from annotator.services.zone_commands import MarkZone

TEXTS = [
    "Ông Nguyễn Văn An, Bí thư Huyện ủy, nhận 300 triệu đồng.\nTổ Hòa Giải họp.\nTin: Trần Văn Bình",
    "Tổ Hòa Giải nhận 5 triệu đồng.\nTổ Hòa Giải họp.",
    "Dòng dài. " * 900 + "\nBà Lê Thị Hoa đến.\n" + "Dòng cuối. " * 900,
]
D, E, LONG = "d1", "d2", "d3"


@pytest.fixture
def session(tmp_path):
    with new_session(tmp_path / "a.corpus", TEXTS) as session:
        yield session
        assert_sound(session.project)


@pytest.fixture
def service(session):
    service = SuggestionService(session)
    yield service
    service.close()


def look(service, document, *place):
    for batch in service.batches(service.request(document, *place)):
        assert service.take(batch)


def shown(service, document, source=None):
    text = service._session.document(document).text
    found = service.shown(document)
    return [(text[s.start : s.end], s.label) for s in found if source is None or source in s.sources]


def add(session, document, words, label):
    start = session.document(document).text.index(words)
    session.execute(AddSpan(document, start, start + len(words), label))


class Model:
    """A model in this process, which says what it is told to."""

    source = MODEL

    def __init__(self, *said):
        self.said = said

    def suggest(self, text, start, end, stop):
        return iter([s for s in self.said if start <= s.start and s.end <= end])


def test_rules_are_shown_until_they_are_decided(session, service):
    look(service, D)
    assert shown(service, D)[:1] == [("Nguyễn Văn An", "PERSON")]
    assert ("300 triệu đồng", "MONEY") in shown(service, D)
    money = next(s for s in service.shown(D) if s.label == "MONEY")
    session.execute(AcceptSuggestion(D, money))
    assert ("300 triệu đồng", "MONEY") not in shown(service, D)
    session.execute(RejectSuggestion(D, next(s for s in service.shown(D) if s.label == "PERSON")))
    assert ("Nguyễn Văn An", "PERSON") not in shown(service, D)
    session.undo()
    session.undo()
    assert {("Nguyễn Văn An", "PERSON"), ("300 triệu đồng", "MONEY")} <= set(shown(service, D))


def test_nothing_in_a_zone_and_nothing_beside_a_span_of_its_label(session, service):
    look(service, D)
    assert ("Trần Văn Bình", "PERSON") in shown(service, D)
    session.execute(MarkZone(D, TEXTS[0].index("Tin"), len(TEXTS[0])))
    assert ("Trần Văn Bình", "PERSON") not in shown(service, D)
    add(session, D, "Văn An", "PERSON")
    assert [words for words, label in shown(service, D) if label == "PERSON"] == []


def test_accept_all_takes_what_nothing_contradicts(session, service):
    other = Suggestion(4, 17, "ORG", 0.9, MODEL)
    service.use_model(Model(other))
    look(service, D)
    assert shown(service, D, MODEL) == [("Nguyễn Văn An", "ORG")]
    certain = service.certain(D)
    assert {s.label for s in certain} >= {"MONEY", "POSITION"}
    assert not [s for s in certain if (s.start, s.end) == (4, 17)]
    session.execute(AcceptAll(D, tuple(certain)))
    assert [key[:2] for key in {s.key for s in service.shown(D)}] == [(4, 17), (4, 17)]


def test_the_same_said_twice_is_one(session, service):
    service.use_model(Model(Suggestion(4, 17, "PERSON", 0.99, MODEL)))
    look(service, D)
    (one,) = [s for s in service.shown(D) if (s.start, s.end) == (4, 17)]
    assert one.sources == (MODEL, RULES)
    assert one.score == 0.99


def test_memory_learns_from_what_was_looked_at(session, service):
    add(session, E, "Tổ Hòa Giải", "ORG")
    assert service.learn() == 0
    session.execute(MarkReviewed(E, 30))
    assert service.learn() == 1
    look(service, D)
    assert shown(service, D, MEMORY) == [("Tổ Hòa Giải", "ORG")]
    session.execute(Finish(E))
    assert service.refresh() == 1
    assert service.memory.entry("Tổ Hòa Giải").met == 2
    session.undo()
    session.undo()
    session.execute(RemoveSpan(E, next(iter(session.layer(E).spans))))
    service.refresh()
    assert len(service.memory) == 0


def test_what_another_person_did_in_this_document_stays_hidden(session, service):
    add(session, D, "Tổ Hòa Giải", "ORG")
    session.execute(Finish(D))
    session.work_as("bao")
    service.learn()
    look(service, D)
    assert shown(service, D, MEMORY) == []
    look(service, E)
    assert set(shown(service, E, MEMORY)) == {("Tổ Hòa Giải", "ORG")}


def test_a_models_layers_teach_nothing(session, service):
    session.add_annotator(Annotator("robot", "Robot", Role.MODEL))
    session.work_as("robot")
    add(session, E, "Tổ Hòa Giải", "ORG")
    session.execute(Finish(E))
    assert service.learn() == 0
    assert service.refresh() == 0


def test_what_was_just_marked_is_found_again_in_the_same_article(session, service):
    look(service, E)
    assert shown(service, E, MEMORY) == []
    add(session, E, "Tổ Hòa Giải", "ORG")
    assert shown(service, E, MEMORY) == [("Tổ Hòa Giải", "ORG")]
    (again,) = [s for s in service.shown(E) if MEMORY in s.sources]
    assert again.start == TEXTS[1].rindex("Tổ")


def test_the_visible_page_comes_first(session, service):
    seen = TEXTS[2].index("Bà")
    request = service.request(LONG, seen, seen + 10)
    batches = list(service.batches(request))
    assert batches[0].start <= seen < batches[0].end
    covered = sorted((b.start, b.end) for b in batches)
    assert covered[0][0] == 0
    assert covered[-1][1] == len(TEXTS[2])
    assert all(a[1] < b[0] for a, b in itertools.pairwise(covered))
    assert service.take(batches[0])
    assert shown(service, LONG) == [("Lê Thị Hoa", "PERSON")]


def test_stale_results_are_dropped(session, service):
    first = service.request(D)
    (batch,) = service.batches(first)
    second = service.request(E)
    assert not service.take(batch)
    with pytest.raises(Cancelled):
        list(service.batches(first))
    with pytest.raises(Cancelled):
        list(service.batches(second, lambda: True))
    service.use_model(None)
    with pytest.raises(Cancelled):
        list(service.batches(second))


def test_sources_can_be_switched_off(session, service):
    assert allowed_sources(session, D) == set(SOURCES)
    allow_sources(session, [RULES, "nonsense"])
    assert allowed_sources(session, D) == {RULES}
    allow_sources(session, [MEMORY, MODEL], annotator="bao")
    look(service, D)
    assert shown(service, D)
    session.work_as("bao")
    assert allowed_sources(session, D) == set()
    assert shown(service, D) == []
    look(service, D)
    assert shown(service, D) == []
    session.work_as("lan")
    session.undo()
    session.undo()
    assert allowed_sources(session, D) == set(SOURCES)


@pytest.mark.parametrize(
    ("value", "allowed"),
    [
        ({"suggestions": False}, set()),
        ({"suggestions": [RULES], "blind": True}, {RULES}),
        ({"blind": True}, {RULES, MEMORY}),
        ({"blind": True, "suggestions": True}, {RULES, MEMORY}),
        ({"blind": False, "suggestions": True}, set(SOURCES)),
        ({"batch": "x"}, set(SOURCES)),
        ("odd", set(SOURCES)),
    ],
)
def test_an_assignment_may_be_blind(session, service, value, allowed):
    session.set_facts(
        "assign", ASSIGNMENT, {f"{D}\x1f{session.annotator.id}": value, f"{E}\x1f{BAO.id}": value}
    )
    assert allowed_sources(session, D) == allowed
    assert allowed_sources(session, E) == set(SOURCES)
    look(service, D)
    assert bool(shown(service, D)) == (RULES in allowed)


def test_a_blind_person_has_a_memory_of_their_own(session, service):
    def remembered():
        look(service, D)
        return {s.label for s in service.shown(D, least=0.1) if MEMORY in s.sources}

    add(session, E, "Tổ Hòa Giải", "ORG")
    session.execute(Finish(E))
    session.work_as("bao")
    session.set_facts("assign", ASSIGNMENT, {f"{D}\x1fbao": {"blind": True, "suggestions": True}})
    service.learn()
    assert remembered() == set()
    assert shown(service, D, RULES)
    add(session, E, "Tổ Hòa Giải", "PERSON")
    session.execute(Finish(E))
    service.refresh()
    assert remembered() == {"PERSON"}
    session.set_facts("assign", ASSIGNMENT, {f"{D}\x1fbao": {"blind": False}})
    assert service.memory.entry("Tổ Hòa Giải").labels == {"ORG": 1, "PERSON": 1}


def test_options(session, service):
    look(service, D)
    before = shown(service, D)
    assert (least_score(session), model_name(session)) == (0.5, "")
    set_suggestion_options(session, least=1.0, model="m1")
    assert (least_score(session), model_name(session)) == (1.0, "m1")
    look(service, D)
    assert shown(service, D) == []
    session.set_facts("set-suggestions", OPTION, {"suggestions": False})
    assert allowed_sources(session) == set()
    session.undo()
    session.undo()
    look(service, D)
    assert shown(service, D) == before


def test_a_project_has_rules_of_its_own(tmp_path):
    folder = tmp_path / "a.corpus-rules"
    folder.mkdir()
    (folder / "own.toml").write_text(
        "[[rules]]\nid='hop'\nlabel='ORG'\npattern='[Tổ <Cap>{1,3}] họp'\n[[rules]]\nid='bad'",
        encoding="utf-8",
    )
    with new_session(tmp_path / "a.corpus", TEXTS) as session:
        service = SuggestionService(session)
        look(service, D)
        assert ("Tổ Hòa Giải", "ORG") in shown(service, D)
        assert [problem.place for problem in service.problems] == ["bad"]
        service.close()
