"""The session: undo and redo that outlive it, one line of steps per person, listeners, holding, people."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from project_kit import (
    BAO,
    LAN,
    TEXTS,
    assert_sound,
    contents,
    do,
    folder,
    gestures,
    log_heads,
    new_project,
    new_session,
    replay,
    texts,
)

from annotator.errors import (
    AnnotatorExists,
    Busy,
    ChangedSince,
    NothingToRedo,
    NothingToUndo,
    ReadOnly,
    UnknownAnnotator,
    UnknownDocument,
)
from annotator.model.edit import inverse
from annotator.model.history import Act
from annotator.model.layer import Layer
from annotator.model.people import Annotator, Role
from annotator.services.commands import AddSpan, Finish, RemoveSpan
from annotator.services.session import Session


@pytest.fixture
def session(tmp_path):
    with new_session(tmp_path / "a.corpus") as session:
        yield session
        assert_sound(session.project)


def add(session, start, document="d1", label="PERSON"):
    return session.execute(AddSpan(document, start, start + 3, label))


def starts(session, document="d1"):
    return [span.start for span in session.layer(document).in_order()]


# --- undo and redo ------------------------------------------------------------------------------------------------------------


def test_undo_and_redo_go_through_all_gestures_in_order(session):
    for start in (0, 4, 8):
        add(session, start)
    assert session.undo().act is Act.UNDO
    session.undo()
    assert starts(session) == [0]
    assert session.redo().act is Act.REDO
    assert starts(session) == [0, 4]
    session.undo()
    session.undo()
    assert starts(session) == []
    with pytest.raises(NothingToUndo):
        session.undo()
    for _ in range(3):
        session.redo()
    assert starts(session) == [0, 4, 8]
    with pytest.raises(NothingToRedo):
        session.redo()


def test_a_new_gesture_drops_what_was_undone(session):
    add(session, 0)
    add(session, 4)
    session.undo()
    add(session, 8)
    assert session.next_redo() is None
    session.undo()
    session.undo()
    assert starts(session) == []
    session.redo()
    session.redo()
    assert starts(session) == [0, 8]


def test_history_outlives_the_session_and_has_no_end(tmp_path):
    path = tmp_path / "a.corpus"
    with new_session(path) as session:
        for start in range(60):
            add(session, start)
        for _ in range(20):
            session.undo()
        last = starts(session)[-1]
    with Session.open(path) as session:
        assert starts(session)[-1] == last
        for _ in range(20):
            session.redo()
    with Session.open(path) as session:
        count = 0
        while session.next_undo():
            session.undo()
            count += 1
        assert starts(session) == []
        assert session.layer("d1") == Layer(session.key("d1"))
        assert count == len([start for start in range(60) if not TEXTS[0][start : start + 3].isspace()])
        assert_sound(session.project)


def test_each_person_has_a_line_of_their_own(session):
    add(session, 0)
    session.work_as("bao")
    assert session.next_undo() is None
    add(session, 4)
    session.work_as("lan")
    session.undo()
    assert starts(session) == []
    session.work_as("bao")
    assert starts(session) == [4]
    assert session.next_redo() is None
    session.undo()
    session.work_as("lan")
    session.redo()
    assert starts(session) == [0]


def test_who_worked_last_goes_on(tmp_path):
    path = tmp_path / "a.corpus"
    with new_session(path) as session:
        session.work_as("bao")
    with Session.open(path) as session:
        assert session.annotator == BAO
    with Session.open(path, annotator="lan") as session:
        assert session.annotator == LAN
    with pytest.raises(UnknownAnnotator):
        Session.open(path, annotator="nobody")
    Session.open(path).close()  # the lock was given back


def test_undo_names_its_step(session):
    add(session, 0)
    session.execute(Finish("d1"))
    assert session.next_undo().name == "finish"
    assert session.undo().step == "finish"
    assert session.next_redo().name == "finish"
    assert session.next_undo().name == "add-span"


# --- properties ---------------------------------------------------------------------------------------------------------------


@given(gestures)
@settings(max_examples=30)
def test_any_work_is_what_its_log_says(fours):
    """Two people, random gestures, undo, redo and reopening: memory, projection and log agree, and undo is exact."""
    with folder() as home:
        _work_and_compare(home / "a.corpus", fours)


def _work_and_compare(path, fours):
    session = new_session(path)
    lines = {"lan": [contents(session.project)[1]], "bao": [contents(session.project)[1]]}
    done = {"lan": 0, "bao": 0}  # how many of a person's states are behind the present one
    try:
        for four in fours:
            if four[0] % 23 == 0:
                session.close()
                session = Session.open(path)
            if four[0] % 11 == 0:
                session.work_as("bao" if session.annotator == LAN else "lan")
            who = session.annotator.id
            before = contents(session.project)[1]
            change = do(session, four)
            now = contents(session.project)[1]
            mine = {key: layer for key, layer in now.items() if key.annotator == who}
            if change is None:
                assert now == before
                continue
            if change.act is Act.DO:
                lines[who] = [*lines[who][: done[who] + 1], mine]
            done[who] += -1 if change.act is Act.UNDO else 1
            assert mine == lines[who][done[who]]
            for key, _ in change.edits:
                assert session.layer(key.document) == session.project.layer(key)
        assert replay(session.project) == contents(session.project)[1]
        assert_sound(session.project)
    finally:
        session.close()


@pytest.mark.slow
@given(gestures)
def test_any_work_is_what_its_log_says_long(fours):
    with folder() as home:
        _work_and_compare(home / "a.corpus", fours)


@given(gestures)
@settings(max_examples=30)
def test_undoing_everything_and_redoing_everything(fours):
    with folder() as home, new_session(home / "a.corpus") as session:
        nothing = contents(session.project)
        for four in fours:
            do(session, four)
        everything = contents(session.project)
        count = 0
        while session.next_undo():
            session.undo()
            count += 1
        assert contents(session.project) == nothing
        for _ in range(count):
            session.redo()
        assert contents(session.project) == everything
        assert_sound(session.project)


@given(st.lists(texts, min_size=1, max_size=3, unique=True), gestures)
@settings(max_examples=30)
def test_every_change_has_an_exact_inverse(given_texts, fours):
    with folder() as home, new_session(home / "a.corpus", given_texts) as session:
        for four in fours:
            layers = {id: session.layer(id).copy() for id in session_documents(session)}
            change = do(session, four)
            if change is None:
                continue
            changed = {key.document: session.layer(key.document).copy() for key, _ in change.edits}
            for key, edit in reversed(change.edits):
                assert inverse(inverse(edit)) == edit
                changed[key.document].apply(inverse(edit))
            assert all(changed[id] == layers[id] for id in changed)


def session_documents(session):
    return [item.document for item in session.queue()]


# --- undo that others' work forbids -------------------------------------------------------------------------------------------


def test_a_person_who_has_worked_cannot_be_taken_away_by_undo(session):
    session.add_annotator(Annotator("chi", "Chi", Role.REVIEWER))
    session.work_as("chi")
    add(session, 0)
    session.work_as("lan")
    before = log_heads(session.project), contents(session.project)
    with pytest.raises(ChangedSince) as error:
        session.undo()
    assert (error.value.document, error.value.annotator) == ("d1", "chi")
    assert (log_heads(session.project), contents(session.project)) == before
    session.work_as("chi")
    session.undo()
    session.work_as("lan")
    session.undo()
    assert session.annotators() == [BAO, LAN]
    session.redo()
    assert Annotator("chi", "Chi", Role.REVIEWER) in session.annotators()


def test_a_person_is_added_once(session):
    before = log_heads(session.project)
    with pytest.raises(AnnotatorExists):
        session.add_annotator(Annotator("bao", "Another"))
    assert log_heads(session.project) == before
    assert session.annotators() == [BAO, LAN]


def test_redo_of_a_person_added_again_meanwhile(session):
    chi = Annotator("chi", "Chi")
    session.add_annotator(chi)
    session.undo()
    session.work_as("bao")
    session.add_annotator(chi)
    session.work_as("lan")
    with pytest.raises(AnnotatorExists):
        session.redo()
    assert session.annotators() == [BAO, chi, LAN]


# --- listeners, holding, reading ----------------------------------------------------------------------------------------------


def test_listeners_hear_what_is_on_disk(session):
    heard = []

    def listen(change):
        heard.append((change, session.project.layer(session.key("d1")) == session.layer("d1")))

    end = session.subscribe(listen)
    me = object()
    session.execute(AddSpan("d1", 0, 3, "ORG"), initiator=me)
    session.undo(initiator=me)
    assert [(change.act, change.initiator is me, same) for change, same in heard] == [
        (Act.DO, True, True), (Act.UNDO, True, True),
    ]  # fmt: skip
    end()
    end()
    session.redo()
    assert len(heard) == 2
    assert heard[0][0].of(session.key("d1")) == [edit for _, edit in heard[0][0].edits]


def test_a_held_project_is_left_alone(session):
    add(session, 0)
    with session.hold():
        assert session.held
        for call in (
            session.queue,
            session.undo,
            session.redo,
            lambda: add(session, 4),
            lambda: session.work_as("bao"),
        ):
            with pytest.raises(Busy):
                call()
        with pytest.raises(Busy), session.hold():
            pass
        session.set_setting("zoom", "2")
    assert session.setting("zoom") == ""
    assert session.annotator == LAN
    add(session, 4)


def test_a_project_open_for_reading_is_not_changed(tmp_path):
    path = tmp_path / "a.corpus"
    with new_session(path) as session:
        add(session, 0)
    with Session.open(path, read_only=True) as session:
        for call in (session.undo, session.redo, lambda: add(session, 4), lambda: session.add_annotator(BAO)):
            with pytest.raises(ReadOnly):
                call()
        session.set_setting("zoom", "2")
        session.work_as("bao")
        assert session.annotator == BAO
        assert starts(session) == []
    with Session.open(path) as session:
        assert session.annotator == LAN
        assert session.setting("zoom") == ""


def test_few_layers_are_kept_and_all_are_right(tmp_path):
    given_texts = [f"Bài số {number} của báo." for number in range(9)]
    with new_session(tmp_path / "a.corpus", given_texts) as session:
        for number in range(1, 10):
            add(session, 0, f"d{number}")
        for number in range(1, 10):
            assert starts(session, f"d{number}") == [0]
        for _ in range(9):
            session.undo()
        assert all(starts(session, f"d{number}") == [] for number in range(1, 10))


def test_unknown_documents(session):
    with pytest.raises(UnknownDocument):
        session.document("none")
    with pytest.raises(UnknownDocument):
        session.queue_item("none")
    assert session.layer("none") == Layer(session.key("none"))


def test_settings_are_kept_with_the_project_and_not_undone(tmp_path):
    path = tmp_path / "a.corpus"
    with new_session(path) as session:
        add(session, 0)
        session.set_setting("zoom", "1.5")
        session.undo()
        assert session.setting("zoom") == "1.5"
    with Session.open(path) as session:
        assert session.setting("zoom") == "1.5"
        assert session.setting("other", "none") == "none"


def test_a_project_without_people_can_be_opened(tmp_path):
    path = tmp_path / "a.corpus"
    new_project(path, people=()).close()
    with Session.open(path) as session:
        add(session, 0)
        session.undo()
        assert_sound(session.project)


def test_removing_what_was_added_by_the_same_gesture_line(session):
    add(session, 0)
    (id,) = session.layer("d1").spans
    session.execute(RemoveSpan("d1", id))
    session.undo()
    session.undo()
    session.redo()
    session.redo()
    assert starts(session) == []
