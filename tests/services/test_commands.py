"""Every command: what it does, when it refuses, and that a refusal changes nothing."""

import pytest
from project_kit import assert_sound, contents, log_heads, new_session

from annotator.errors import (
    DuplicateSpan,
    InvalidAttribute,
    InvalidRelation,
    InvalidSpan,
    LayerFinished,
    UnknownDocument,
    UnknownLabel,
    UnknownSpan,
)
from annotator.model.layer import LayerState
from annotator.services.commands import (
    AddRelation,
    AddSpan,
    Finish,
    Flag,
    MarkReviewed,
    RelabelSpan,
    RemoveRelation,
    RemoveSpan,
    Reopen,
    ResizeSpan,
    SetAttribute,
    SetCertainty,
    SetDocumentLabel,
    SetNote,
    Skip,
)

D = "d1"
P, Q, G, M = "p", "q", "g", "m"  # a person, a position, an organisation, an amount of money


@pytest.fixture
def session(tmp_path):
    with new_session(tmp_path / "a.corpus") as session:
        for id, start, end, label in [
            (P, 0, 15, "PERSON"),
            (Q, 17, 23, "POSITION"),
            (G, 24, 32, "ORG"),
            (M, 39, 53, "MONEY"),
        ]:
            session.execute(AddSpan(D, start, end, label, id=id))
        session.execute(AddRelation(D, "HOLDS", P, Q))
        yield session
        assert_sound(session.project)


def span(session, id):
    return session.layer(D).spans[id]


def relation(session):
    return next(iter(session.layer(D).relations))


def test_add_span(session):
    change = session.execute(AddSpan(D, 59, 67, "DATE", {"date": "2019-07-08", "value": "8"}))
    (added,) = [s for s in session.layer(D).spans.values() if s.label == "DATE"]
    assert added[1:5] == (59, 67, "DATE", {"date": "2019-07-08", "value": "8"})
    assert change.step == "add-span"
    assert change.documents == [D]


def test_the_first_change_begins_the_work(session):
    assert session.layer(D).state is LayerState.IN_PROGRESS
    assert session.layer("d2").state is LayerState.NEW


def test_remove_span_takes_its_relations(session):
    session.execute(RemoveSpan(D, P))
    assert P not in session.layer(D).spans
    assert not session.layer(D).relations
    session.undo()
    assert span(session, P).label == "PERSON"
    assert len(session.layer(D).relations) == 1


def test_relabel_span_drops_what_the_new_label_cannot_have(session):
    session.execute(SetAttribute(D, P, "alive", True))
    session.execute(RelabelSpan(D, P, "ORG"))
    assert span(session, P).attributes == {}
    assert not session.layer(D).relations
    session.undo()
    assert span(session, P).attributes == {"alive": True}
    assert len(session.layer(D).relations) == 1


def test_relabel_span_keeps_what_fits(session):
    session.execute(SetAttribute(D, M, "value", "300"))
    session.execute(SetAttribute(D, M, "unit", "triệu"))
    session.execute(RelabelSpan(D, M, "DATE"))
    assert span(session, M).attributes == {"value": "300"}


def test_resize_span(session):
    session.execute(ResizeSpan(D, P, 4, 15))
    assert span(session, P)[1:3] == (4, 15)


def test_set_attribute_note_and_certainty(session):
    session.execute(SetAttribute(D, M, "value", 300))
    session.execute(SetAttribute(D, M, "bound", "about"))
    session.execute(SetNote(D, M, "hỏi lại 👍"))
    session.execute(SetCertainty(D, M, "unsure"))
    assert span(session, M)[4:7] == ({"value": "300", "bound": "about"}, "hỏi lại 👍", "unsure")
    session.execute(SetAttribute(D, M, "bound", None))
    session.execute(SetAttribute(D, M, "value", ""))
    assert span(session, M).attributes == {}


def test_relations(session):
    session.execute(AddRelation(D, "AT", Q, G))
    assert len(session.layer(D).relations) == 2
    session.execute(RemoveRelation(D, relation(session)))
    assert [r.label for r in session.layer(D).relations.values()] == ["AT"]


def test_document_labels(session):
    session.execute(SetDocumentLabel(D, "topic", "law"))
    session.execute(SetDocumentLabel(D, "checked", False))
    session.execute(SetDocumentLabel(D, "score", "1.50"))
    assert session.layer(D).labels == {"topic": "law", "checked": False, "score": "1.5"}
    session.execute(SetDocumentLabel(D, "topic", None))
    assert session.layer(D).labels == {"checked": False, "score": "1.5"}


def test_states(session):
    session.execute(Flag(D, "hỏi"))
    assert (session.layer(D).state, session.layer(D).reason) == (LayerState.FLAGGED, "hỏi")
    session.execute(Skip(D, "trùng"))
    assert session.queue_item(D).reason == "trùng"
    session.execute(Finish(D))
    assert (session.layer(D).state, session.layer(D).reason) == (LayerState.FINISHED, "")
    session.execute(Reopen(D))
    assert session.layer(D).state is LayerState.IN_PROGRESS


def test_mark_reviewed_stays_inside_the_text(session):
    length = len(session.document(D).text)
    session.execute(MarkReviewed(D, length + 50))
    assert session.layer(D).reviewed_to == length
    assert session.queue_item(D).reviewed == session.queue_item(D).paragraphs
    session.execute(MarkReviewed(D, -5))
    assert session.layer(D).reviewed_to == 0


NOTHING_NEW = [
    RelabelSpan(D, P, "PERSON"),
    ResizeSpan(D, P, 0, 15),
    SetNote(D, P, ""),
    SetCertainty(D, P, "sure"),
    SetAttribute(D, P, "alive", None),
    SetDocumentLabel(D, "topic", None),
    MarkReviewed(D, 0),
    Reopen(D),
]


@pytest.mark.parametrize("command", NOTHING_NEW, ids=lambda command: command.name)
def test_a_command_that_changes_nothing_makes_no_step(session, command):
    before = log_heads(session.project), session.next_undo()
    heard = []
    session.subscribe(heard.append)
    assert session.execute(command).edits == ()
    assert (log_heads(session.project), session.next_undo()) == before
    assert not heard


END = 69  # of the text of d1
REFUSED = [
    (AddSpan(D, 5, 5, "PERSON"), InvalidSpan),
    (AddSpan(D, 9, 4, "PERSON"), InvalidSpan),
    (AddSpan(D, -1, 4, "PERSON"), InvalidSpan),
    (AddSpan(D, END - 2, END + 1, "PERSON"), InvalidSpan),
    (AddSpan(D, 3, 4, "PERSON"), InvalidSpan),
    (AddSpan(D, 4, 10, "NONE"), UnknownLabel),
    (AddSpan(D, 0, 15, "PERSON"), DuplicateSpan),
    (AddSpan(D, 4, 10, "PERSON", id=P), DuplicateSpan),
    (AddSpan(D, 4, 10, "PERSON", {"value": 1}), InvalidAttribute),
    (AddSpan(D, 40, 44, "MONEY", {"value": "many"}), InvalidAttribute),
    (AddSpan(D, 40, 44, "MONEY", {"unit": "\ud800"}), InvalidAttribute),
    (AddSpan("none", 0, 1, "PERSON"), UnknownDocument),
    (RemoveSpan(D, "none"), UnknownSpan),
    (RelabelSpan(D, "none", "ORG"), UnknownSpan),
    (RelabelSpan(D, P, "NONE"), UnknownLabel),
    (ResizeSpan(D, "none", 0, 3), UnknownSpan),
    (ResizeSpan(D, P, 3, 3), InvalidSpan),
    (ResizeSpan(D, P, 0, END + 1), InvalidSpan),
    (SetAttribute(D, "none", "value", 1), UnknownSpan),
    (SetAttribute(D, P, "value", 1), InvalidAttribute),
    (SetAttribute(D, P, "value", None), InvalidAttribute),
    (SetAttribute(D, P, "alive", "yes"), InvalidAttribute),
    (SetAttribute(D, M, "bound", "roughly"), InvalidAttribute),
    (SetNote(D, "none", "x"), UnknownSpan),
    (SetNote(D, P, "\udfff"), InvalidAttribute),
    (SetCertainty(D, "none", "sure"), UnknownSpan),
    (SetCertainty(D, P, "perhaps"), InvalidAttribute),
    (AddRelation(D, "HOLDS", P, "none"), UnknownSpan),
    (AddRelation(D, "NONE", P, Q), InvalidRelation),
    (AddRelation(D, "HOLDS", Q, P), InvalidRelation),
    (AddRelation(D, "AT", G, G), InvalidRelation),
    (AddRelation(D, "HOLDS", P, Q), InvalidRelation),
    (RemoveRelation(D, "none"), InvalidRelation),
    (SetDocumentLabel(D, "none", "x"), InvalidAttribute),
    (SetDocumentLabel(D, "topic", "none"), InvalidAttribute),
    (SetDocumentLabel(D, "remark", "\ud800"), InvalidAttribute),
    (Skip(D, "\ud800"), InvalidAttribute),
    (Flag(D, "\ud800"), InvalidAttribute),
    (Finish("none"), UnknownDocument),
]


@pytest.mark.parametrize(("command", "error"), REFUSED, ids=lambda value: getattr(value, "name", None))
def test_a_refusal_changes_nothing(session, command, error):
    check_refused(session, command, error)


def check_refused(session, command, error):
    before = (
        log_heads(session.project),
        contents(session.project),
        session.layer(D).copy(),
        session.next_undo(),
    )
    heard = []
    session.subscribe(heard.append)
    with pytest.raises(error):
        session.execute(command)
    assert before == (
        log_heads(session.project), contents(session.project), session.layer(D), session.next_undo(),
    )  # fmt: skip
    assert not heard


def test_a_resized_or_relabelled_span_may_not_become_another(session):
    session.execute(AddSpan(D, 4, 15, "PERSON", id="inner"))
    session.execute(AddSpan(D, 0, 15, "ORG", id="twin"))
    check_refused(session, ResizeSpan(D, "inner", 0, 15), DuplicateSpan)
    check_refused(session, RelabelSpan(D, "twin", "PERSON"), DuplicateSpan)


def test_a_finished_layer_refuses_all_but_its_state(session):
    session.execute(Finish(D))
    for command in [
        AddSpan(D, 4, 15, "PERSON"), RemoveSpan(D, P), RelabelSpan(D, P, "ORG"), ResizeSpan(D, P, 1, 5),
        SetAttribute(D, M, "value", 1), SetNote(D, P, "x"), SetCertainty(D, P, "unsure"), AddRelation(D, "AT", P, G),
        RemoveRelation(D, relation(session)), SetDocumentLabel(D, "topic", "law"), MarkReviewed(D, 3),
    ]:  # fmt: skip
        check_refused(session, command, LayerFinished)
    session.execute(Reopen(D))
    session.execute(RemoveSpan(D, P))


def test_every_command_is_tried_here():
    from annotator.services import commands

    every = {kind for kind in vars(commands).values() if isinstance(kind, type) and hasattr(kind, "plan")}
    tried = {type(command) for command, _ in REFUSED} | {Reopen, MarkReviewed}
    assert every - {commands.Command} == tried
