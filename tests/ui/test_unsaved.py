"""What was typed is not lost: not where storing fails, not while other spans are looked at, not at close."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.services.session import Session
from annotator.ui.failures import Failures
from annotator.ui.inspector.editors import ChoiceField
from tests.ui.test_desk_keys import CTRL, SHIFT, choose, press, view

Key = Qt.Key


@pytest.fixture
def told(monkeypatch):
    """What was said, instead of a dialog."""
    words = []
    monkeypatch.setattr(Failures, "dialog", lambda _self, _title, said, _details="": words.append(said))
    return words


@pytest.fixture
def percents(window):
    """Two percentages in which nothing is read; the second one is selected."""
    for chosen in ("Nguyễn Nam Đình", "Đảng bộ khối"):
        choose(window, chosen)
        press(window, Key.Key_2, SHIFT)
    return sorted(window.workspace.layer().spans.values(), key=lambda span: span.start)[::-1]


def value_field(window):
    press(window, Key.Key_F2)
    field = window.focusWidget()
    assert field.attribute.id == "value"
    return field


def values(window):
    layer = window.workspace.session.layer(window.workspace.state.document)
    return sorted(str(span.attributes.get("value", "")) for span in layer.spans.values())


def test_a_value_stays_in_its_field_and_enter_stores_it_later(window, project, percents, told):
    field = value_field(window)
    away = project.rename(project.with_name("away.corpus"))
    QTest.keyClicks(field, "12,5")
    QTest.keyClick(field, Key.Key_Return)
    assert (len(told), field.text()) == (1, "12.5")
    view(window).setFocus()
    assert len(told) == 1  # leaving the field does not try again
    away.rename(project)
    assert values(window) == ["", ""]
    field = value_field(window)
    QTest.keyClick(field, Key.Key_Return)
    assert values(window) == ["", "12.5"]
    assert len(told) == 1


def test_a_value_waits_while_another_span_is_looked_at(window, project, percents, told):
    space, field = window.workspace, value_field(window)
    first, second = (
        window.workspace.state.span,
        next(s.id for s in percents if s.id != window.workspace.state.span),
    )
    away = project.rename(project.with_name("away.corpus"))
    QTest.keyClicks(field, "7")
    space.go_to_span(second)
    assert space.right.inspector._editors["value"].text() == ""
    space.go_to_span(first)
    assert space.right.inspector._editors["value"].text() == "7"
    away.rename(project)
    assert space.gestures.save_typed() == 1
    assert values(window) == ["", "7"]


def test_escape_gives_the_value_up(window, project, percents, told):
    field = value_field(window)
    away = project.rename(project.with_name("away.corpus"))
    QTest.keyClicks(field, "7")
    QTest.keyClick(field, Key.Key_Return)
    QTest.keyClick(value_field(window), Key.Key_Escape)
    away.rename(project)
    assert window.workspace.gestures.save_typed() == 0
    assert values(window) == ["", ""]


@pytest.mark.parametrize("field", ["value", ""])
def test_what_was_refused_on_a_span_no_longer_shown_is_stored_at_close(
    app, window, project, percents, told, field
):
    space = window.workspace
    first = space.state.span
    away = project.rename(project.with_name("away.corpus"))
    if field:
        QTest.keyClicks(value_field(window), "7")
    else:
        press(window, Key.Key_N, CTRL | SHIFT)
        QTest.keyClicks(space.right.inspector.note, "xem lai")
    space.go_to_span(next(s.id for s in percents if s.id != first))
    document = space.state.document
    away.rename(project)
    app.close_project()
    with Session.open(project) as session:
        span = session.layer(document).spans[first]
        assert (span.attributes.get("value"), span.note) == (("7", "") if field else (None, "xem lai"))


def test_what_cannot_be_stored_even_at_close_is_stored_at_the_next_start(
    app, window, project, percents, told
):
    first, document = window.workspace.state.span, window.workspace.state.document
    away = project.rename(project.with_name("away.corpus"))
    QTest.keyClicks(value_field(window), "7")
    app.close_project()
    away.rename(project)
    assert app.open(project)
    assert app.window.workspace.session.layer(document).spans[first].attributes["value"] == "7"
    assert app.settings.unsaved(project) == ""
    app.window.workspace.gestures.undo()
    assert "value" not in app.window.workspace.session.layer(document).spans[first].attributes


def test_a_choice_by_a_digit_and_back_to_the_article(window, percents):
    press(window, Key.Key_F2)
    box = next(
        one for one in window.workspace.right.inspector._editors.values() if isinstance(one, ChoiceField)
    )
    box.setFocus()
    QTest.keyClick(box, Key.Key_2)
    span = window.workspace.layer().spans[window.workspace.state.span]
    assert span.attributes[box.attribute.id] == box.attribute.choices[1].id
    assert len(window.workspace.layer().spans) == 2  # the digit was no label
    QTest.keyClick(box, Key.Key_Return)
    assert view(window).hasFocus()


def test_the_first_field_is_the_one_that_is_needed(window):
    choose(window, "Nguyễn Nam Đình")  # in which no figure is read
    press(window, Key.Key_1, SHIFT)
    space = window.workspace
    space.gestures.set_attribute(space.state.span, "value", "4617")
    press(window, Key.Key_F2)
    assert window.focusWidget().attribute.id == "unit"


def test_text_is_completed_from_what_the_project_holds(app, window, project):
    choose(window, "Nguyễn Nam Đình")  # in which no figure is read
    press(window, Key.Key_1, SHIFT)
    window.workspace.gestures.set_attribute(window.workspace.state.span, "unit", "đảng viên")
    app.close_project()
    assert app.open(project)
    window.workspace.next_document()
    choose(window, "Nguyễn Nam Đình")
    press(window, Key.Key_1, SHIFT)
    completer = window.workspace.right.inspector._editors["unit"].completer()
    completer.setCompletionPrefix("viên")
    assert completer.currentCompletion() == "đảng viên"
