"""What would teach the most comes first, with reasons that can be counted; without a model, and with one."""

import pytest
from project_kit import BAO, LAN, SCHEME, write_lines

from annotator.errors import Cancelled, ModelUnavailable
from annotator.model.facts import ASSIGNMENT
from annotator.nlp.suggest.suggestion import MEMORY, MODEL, RULES, Suggestion
from annotator.services.commands import AddSpan, Finish
from annotator.services.importing import import_paths
from annotator.services.next_best import NextBest, Order, as_setting, blind_documents, from_setting
from annotator.services.session import Session
from annotator.services.suggest_settings import is_blind

READ = "Ông Trần Văn Tám ở huyện Nghi Lộc đã nói như vậy."
SAME = "Ông Trần Văn Tám ở huyện Nghi Lộc đã nói."
OTHER = "Gió mùa đông bắc tràn về đêm qua, biển động mạnh, tàu thuyền neo đậu an toàn trong cảng."


def text_line(id, text, layer="", **more):
    return {"id": id, "text": text, **({"layer": layer} if layer else {}), **more}


@pytest.fixture
def session(tmp_path):
    start = READ.index("Nghi Lộc")
    span = {"id": "s", "start": start, "end": start + 8, "label": "ORG", "text": "Nghi Lộc"}
    lines = [
        text_line("read", READ, "lan", state="finished", spans=[span]),
        text_line("same", SAME),
        text_line("other", OTHER),
        text_line("other-2", OTHER + " Hết."),
        text_line("half", READ + " Học sinh lớp chín trường làng tập hát."),
    ]
    with Session.create(tmp_path / "a.corpus", SCHEME, LAN, [BAO]) as session:
        report = import_paths(session.project, [write_lines(tmp_path / "in.jsonl", lines)], actor="lan")
        assert not report.errors
        yield session


def lessons(order):
    return {one.document: one for one in order.lessons}


class Model:
    """Finds one word of every text, and does not know what to make of it."""

    source, name = MODEL, "0001"

    def __init__(self, word, label="PERSON", score=0.5):
        self.word, self.label, self.score, self.asked = word, label, score, []

    def suggest(self, text, start, end, stop=lambda: False):
        self.asked.append(text)
        at = text.find(self.word)
        if at >= 0:
            yield Suggestion(at, at + len(self.word), self.label, self.score, MODEL)


def test_what_nobody_has_read_comes_first_and_what_is_done_is_not_in_it(session):
    order = NextBest(session.path).order("lan", [])
    assert order.lessons[0].document in ("other", "other-2")
    assert set(lessons(order)) == {"same", "other", "other-2", "half"}
    assert lessons(order)["same"].unseen == 0
    assert lessons(order)["other"].unseen > 0.9
    assert "read" in lessons(
        NextBest(session.path).order("bao", [RULES, MEMORY])
    )  # open for the other person


def test_one_like_another_steps_back(session):
    order = [one.document for one in NextBest(session.path).order("lan", []).lessons]
    assert order[0] in ("other", "other-2")
    assert order[1] == "half"  # by itself the other one of the two would come before it


def test_phrases_that_rules_find_and_nobody_has_labelled(session):
    order = NextBest(session.path).order("lan", [RULES])
    assert lessons(order)["same"].phrases >= 1
    assert lessons(order)["other"].phrases == 0


def test_a_model_that_is_unsure_brings_a_document_forward_and_is_asked_once(session):
    best, model = NextBest(session.path), Model("Tám")
    order = best.order("lan", [MODEL], model=model)
    assert lessons(order)["same"].unsure == 1
    assert lessons(order)["same"].model
    assert lessons(order)["other"].unsure == 0
    best.order("lan", [MODEL], model=model)
    assert len(model.asked) == 4
    assert not lessons(best.order("lan", [RULES], model=model))["same"].model


def test_sources_that_contradict_each_other_are_counted(session):
    sure = Model("Nghi Lộc", "PERSON", 0.9)
    order = NextBest(session.path).order("lan", [MEMORY, MODEL], model=sure)
    assert lessons(order)["same"].disputed == 1
    agreed = Model("Nghi Lộc", "ORG", 0.9)
    assert lessons(NextBest(session.path).order("lan", [MEMORY, MODEL], model=agreed))["same"].disputed == 0


def test_a_blind_document_is_judged_without_models_and_without_others_work(session):
    model = Model("Nghi Lộc", "PERSON", 0.9)
    order = NextBest(session.path).order("bao", [MEMORY, MODEL], {"same"}, model)
    assert lessons(order)["same"].disputed == 0
    assert not lessons(order)["same"].model
    assert SAME not in model.asked


def test_which_documents_are_blind_for_whom(session):
    value = {"blind": True}
    session.set_facts(
        "assign", ASSIGNMENT, {"same\x1fbao": value, "other\x1fbao": {"batch": "1"}, "half\x1flan": value}
    )
    facts = session.facts(ASSIGNMENT)
    assert blind_documents(facts, "bao") == {"same"}
    assert blind_documents(facts, "lan") == {"half"}
    session.work_as("bao")
    assert is_blind(session, "same")
    assert not is_blind(session, "other")


def test_a_model_that_breaks_is_said_and_the_order_is_there(session):
    class Broken(Model):
        def suggest(self, text, start, end, stop=lambda: False):
            raise ModelUnavailable(reason="failed", detail="")
            yield

    order = NextBest(session.path).order("lan", [RULES, MODEL], model=Broken("x"))
    assert order.problem is not None
    assert len(order.lessons) == 4


def test_what_was_labelled_since_is_known_the_next_time(session):
    best = NextBest(session.path)
    before = best.order("lan", [RULES, MEMORY])
    session.execute(AddSpan("same", 0, 3, "PERSON"))
    session.execute(Finish("same"))
    best.changed([session.key("same")])
    after = best.order("lan", [RULES, MEMORY])
    assert set(lessons(after)) == set(lessons(before)) - {"same"}
    fresh = NextBest(session.path).order("lan", [MEMORY])
    assert best.order("lan", [MEMORY]) == fresh
    best.changed(None)
    assert best.order("lan", [MEMORY]) == fresh


def test_it_can_be_stopped(session):
    with pytest.raises(Cancelled):
        NextBest(session.path).order("lan", stop=lambda: True)


def test_the_order_is_kept_with_the_project(session):
    order = NextBest(session.path).order("lan", [RULES, MEMORY])
    session.set_setting("queue-order", as_setting(order))
    assert from_setting(session.setting("queue-order")) == order
    assert from_setting(as_setting(None)) is None
    assert from_setting("{") == Order()
