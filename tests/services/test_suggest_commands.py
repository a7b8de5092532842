"""Gestures on suggestions: what they leave in the layer, in one step, and what they refuse."""

import pytest
from project_kit import assert_sound, log_heads, new_session

from annotator.errors import DuplicateSpan, InvalidSpan, LayerFinished, UnknownLabel
from annotator.nlp.suggest.suggestion import Suggestion, Why
from annotator.services.commands import AddSpan, Finish
from annotator.services.suggest_commands import (
    AcceptAll,
    AcceptCorrected,
    AcceptSuggestion,
    RejectSuggestion,
    rejections,
)

D = "d1"
TEXT = "Ông Nguyễn Văn A, Bí thư Huyện ủy, nhận 300 triệu đồng ngày 8/7/2019."
PERSON = Suggestion(4, 16, "PERSON", 0.914, "rules+memory", Why(rule="person"))
MONEY = Suggestion(
    40,
    54,
    "MONEY",
    0.85,
    "rules",
    Why(rule="figure/money"),
    {"value": "300000000", "unit": "đồng", "odd": "x"},
)


@pytest.fixture
def session(tmp_path):
    with new_session(tmp_path / "a.corpus") as session:
        assert session.document(D).text == TEXT
        yield session
        assert_sound(session.project)


def only(session):
    (span,) = session.layer(D).spans.values()
    return span


def test_accept(session):
    session.execute(AcceptSuggestion(D, MONEY))
    span = only(session)
    assert span[1:5] == (40, 54, "MONEY", {"value": "300000000", "unit": "đồng"})
    assert span.origin == "rules@0.85"
    session.undo()
    assert not session.layer(D).spans
    session.redo()
    assert only(session) == span


def test_accept_refuses_what_is_there(session):
    session.execute(AddSpan(D, 4, 16, "PERSON"))
    heads = log_heads(session.project)
    with pytest.raises(DuplicateSpan):
        session.execute(AcceptSuggestion(D, PERSON))
    with pytest.raises(UnknownLabel):
        session.execute(AcceptSuggestion(D, PERSON._replace(label="NONE")))
    with pytest.raises(InvalidSpan):
        session.execute(AcceptSuggestion(D, PERSON._replace(end=1000)))
    session.execute(Finish(D))
    with pytest.raises(LayerFinished):
        session.execute(AcceptSuggestion(D, MONEY))
    with pytest.raises(LayerFinished):
        session.execute(RejectSuggestion(D, MONEY))
    assert len(log_heads(session.project)) == len(heads) + 1


def test_accept_all_is_one_step(session):
    session.execute(AddSpan(D, 4, 16, "PERSON"))
    session.execute(AcceptAll(D, (PERSON, MONEY, MONEY)))
    assert {(s.label, s.origin) for s in session.layer(D).spans.values()} == {
        ("PERSON", ""),
        ("MONEY", "rules@0.85"),
    }
    assert session.next_undo().name == "accept-all"
    session.undo()
    assert only(session).label == "PERSON"
    assert not session.execute(AcceptAll(D, (PERSON,))).edits


def test_accept_with_another_range_reads_the_figure_again(session):
    session.execute(AcceptCorrected(D, MONEY, 40, 49, "MONEY"))
    span = only(session)
    assert (span.start, span.end, span.origin) == (40, 49, "rules@0.85,was=MONEY:40-54")
    assert span.attributes["value"] == "300000000"


def test_accept_with_another_label_keeps_what_fits(session):
    session.execute(AcceptCorrected(D, MONEY, 40, 54, "DATE"))
    assert only(session)[3:5] == ("DATE", {"value": "300000000"})
    assert only(session).origin == "rules@0.85,was=MONEY:40-54"


def test_accept_with_attributes_of_the_persons_own(session):
    session.execute(AcceptCorrected(D, MONEY, 40, 54, "MONEY", {"value": "3"}))
    assert only(session)[4:5] == ({"value": "3"},)
    assert only(session).origin == "rules@0.85"


def test_a_rejection_is_remembered_until_it_is_undone_or_the_same_is_marked(session):
    session.execute(RejectSuggestion(D, PERSON))
    assert rejections(session.layer(D).facts) == {(4, 16, "PERSON")}
    assert session.layer(D).facts["rejection", "4-16-PERSON"] == {"source": "rules+memory@0.91"}
    assert not session.execute(RejectSuggestion(D, PERSON)).edits
    session.undo()
    assert rejections(session.layer(D).facts) == set()
    session.redo()
    session.execute(AcceptCorrected(D, MONEY, 4, 16, "PERSON"))
    assert rejections(session.layer(D).facts) == set()
    assert only(session).origin == "rules@0.85,was=MONEY:40-54"
