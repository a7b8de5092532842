"""The command palette, keys of one's own, and letters as label keys while a Vietnamese input method types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest

from annotator.formats.scheme_toml import load_scheme
from annotator.i18n import speaking
from annotator.ui.actions import ActionSpec, action_table
from annotator.ui.commands.editor import KeysEditor
from annotator.ui.commands.feature import other_words
from annotator.ui.commands.keymap import collision, portable
from annotator.ui.commands.letters import letters_of
from annotator.ui.commands.matching import fit
from annotator.ui.commands.palette import Entry, PaletteDialog, ranked
from annotator.ui.dialogs.small import KeysDialog
from annotator.ui.widgets.controls import KeyHint

Key, Mod = Qt.Key, Qt.KeyboardModifier
CTRL_SHIFT = Mod.ControlModifier | Mod.ShiftModifier
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)


def view(window):
    return window.workspace.page.view


def choose(window, words):
    text = window.workspace.session.document(window.workspace.state.document).text
    start = text.index(words)
    view(window).select(start, start + len(words))


def labels(window):
    return [span.label for span in window.workspace.layer().in_order()]


def back(window, qtbot):
    """The keys go to the article again: nothing activates windows on this platform but a test."""
    window.activateWindow()
    qtbot.waitUntil(view(window).hasFocus)


def the(window, kind):
    (found,) = [one for one in window.findChildren(kind) if one.isVisible()]
    return found


# the palette ------------------------------------------------------------------------------------------------


def test_marks_case_and_order_do_not_matter():
    assert fit("xuat", ["Xuất dữ liệu"]) > fit("xdl", ["Xuất dữ liệu"]) > 0
    assert fit("lieu xuat", ["Xuất dữ liệu"]) is not None
    assert fit("dl", ["Đánh lại"]) is not None
    assert fit("xuat q", ["Xuất dữ liệu"]) is None
    assert fit("", ["any"]) == 0


@given(st.text(min_size=1, max_size=20))
def test_a_name_fits_itself_best(name):
    itself = fit(name, [name])
    assert itself is not None
    assert itself >= (fit(name, [f"x{name}"]) or itself)


def test_the_best_fit_comes_first_then_what_can_be_used_then_the_latest():
    entries = [
        Entry("a", "Undo", why_not="nothing"),
        Entry("b", "Undo all"),
        Entry("c", "Round"),
        Entry("d", "Undo all"),
    ]
    assert [one.id for one in ranked(entries, "und", ["d"])] == ["d", "b", "a", "c"]
    assert [one.id for one in ranked(entries, "", ["c"])] == ["c", "b", "d", "a"]


def test_commands_are_found_in_the_other_language():
    assert other_words()["export"] == ["Xuất"]
    with speaking("vi"):
        assert other_words()["export"] == ["Export"]


def test_a_command_is_found_by_keys_and_carried_out(app, window, qtbot):
    QTest.keyClick(view(window), Key.Key_P, CTRL_SHIFT)
    palette = the(window, PaletteDialog)
    qtbot.waitUntil(palette.field.hasFocus)
    QTest.keyClicks(palette.field, "bai tiep")
    assert palette.shown()[0].id == "next-document"
    before = window.workspace.state.document
    QTest.keyClick(palette.field, Key.Key_Return)
    assert window.workspace.state.document != before
    assert app.settings.recent_commands == ["next-document"]
    back(window, qtbot)
    QTest.keyClick(view(window), Key.Key_P, CTRL_SHIFT)
    assert the(window, PaletteDialog).shown()[0].id == "next-document"


def test_what_makes_no_sense_says_why_and_does_nothing(window, qtbot):
    QTest.keyClick(view(window), Key.Key_P, CTRL_SHIFT)
    palette = the(window, PaletteDialog)
    QTest.keyClicks(palette.field, "delete the selected")
    (entry,) = [one for one in palette.shown() if one.id == "delete-span"]
    assert entry.why_not == "no span is selected"
    QTest.keyClick(palette.field, Key.Key_Return)
    assert palette.isVisible()
    assert "no span is selected" in palette.note.text()
    QTest.keyClick(palette.field, Key.Key_A, Mod.ControlModifier)
    QTest.keyClicks(palette.field, "qqqq")
    assert palette.note.text() == "No command is called that."
    QTest.keyClick(palette.field, Key.Key_Return)
    QTest.keyClick(palette.field, Key.Key_Escape)
    back(window, qtbot)


def test_a_label_is_a_command_too(window):
    choose(window, "Đảng bộ khối")
    QTest.keyClick(view(window), Key.Key_P, CTRL_SHIFT)
    palette = the(window, PaletteDialog)
    QTest.keyClicks(palette.field, "to chuc")
    for _ in range(len(palette.shown())):
        if palette.rows.currentItem().data(Qt.ItemDataRole.UserRole).id == "label:ORG":
            break
        QTest.keyClick(palette.field, Key.Key_Down)
    QTest.keyClick(palette.field, Key.Key_Return)
    assert labels(window) == ["ORG"]


# keys of one's own ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("1", "gives a label"), ("Shift+3", "gives a label"), ("Alt+8", "gives a label"), ("!", "where text is typed"),
        ("A", "where text is typed"), ("Shift+A", "where text is typed"), ("[", "where text is typed"),
        ("Ctrl+C", "where text is typed"), ("Backspace", "reading the article"), ("Shift+Left", "reading the article"),
        ("Tab", "reading the article"), ("Ctrl+F", "Find in the document"), ("Ctrl+Y", "Redo"), ("", "One key"),
    ],
)  # fmt: skip
def test_what_a_key_collides_with(key, words):
    assert words in collision(key, "skip", action_table())


@pytest.mark.parametrize("key", ["F10", "Ctrl+Alt+K", "Ctrl+Shift+F9", "Alt+F", "Ctrl+,", "Ctrl+5"])
def test_a_free_key_collides_with_nothing(key):
    assert collision(key, "skip", action_table()) == ""


def test_no_shipped_key_belongs_to_two(app):
    seen = {}
    for spec in app.window.actions_table.table:
        for key in spec.keys:
            assert portable(key) not in seen, (spec.id, seen.get(portable(key)))
            seen[portable(key)] = spec.id


def test_a_key_is_changed_and_everything_follows_without_a_restart(app, window, qtbot):
    choose(window, "Đảng bộ khối")
    window.actions_table["change-keys"].trigger()
    editor = the(window, KeysEditor)
    editor.choose("skip")
    QTest.keyClick(editor.field, Key.Key_F, Mod.ControlModifier)
    assert "Find in the document" in editor.note.text()
    QTest.keyClick(editor.field, Key.Key_F11)
    assert editor.note.text() == ""
    editor.choose("undo")
    QTest.keyClick(editor.field, Key.Key_F10)
    editor.keep.click()
    qtbot.waitUntil(lambda: app.window is not window)
    after = app.window
    qtbot.waitUntil(view(after).hasFocus)
    assert view(after).selection() is not None
    QTest.keyClick(view(after), Key.Key_3)
    assert labels(after) == ["ORG"]
    QTest.keyClick(view(after), Key.Key_Z, Mod.ControlModifier)
    assert labels(after) == ["ORG"]
    QTest.keyClick(view(after), Key.Key_F10)
    assert labels(after) == []
    after.actions_table["keys"].trigger()
    hints = {hint.accessibleName() for hint in the(after, KeysDialog).findChildren(KeyHint)}
    assert {"F10: Undo", "F11: Skip this document"} <= hints
    assert app.settings.own_keys == {"skip": ("F11",), "undo": ("F10",)}
    assert "F10" in {hint._cap for hint in after.status._hints}


def test_keys_go_back_to_what_was_shipped(app, window):
    app.settings.own_keys = {"undo": ("F10",), "skip": ("Ctrl+Z",)}
    window.actions_table["change-keys"].trigger()
    editor = the(window, KeysEditor)
    editor.choose("undo")
    editor.reset.click()
    assert "Skip this document" in editor.note.text()  # which has that key now
    editor.choose("skip")
    editor.take_away.click()
    editor.choose("undo")
    editor.reset.click()
    assert {spec.id: spec.keys for spec in editor.table_now}["undo"] == ("Ctrl+Z",)
    editor.reset_all.click()
    QTest.keyClicks(editor.search, "bo qua")
    heard = []
    editor.kept.connect(lambda own, letters: heard.append((own, letters)))
    editor.keep.click()
    assert heard == [({}, "")]


def test_settings_that_make_no_sense_are_no_keys(app):
    for stored in ("[1]", "{", '{"a": 1}', "3"):
        app.settings._store.setValue("keys", stored)
        assert app.settings.own_keys == {}


def test_a_table_row_keeps_its_key_where_nothing_was_chosen():
    spec = ActionSpec("x", "file", "X", ("F5",))
    assert collision("F5", "x", [spec]) == ""


# letters ----------------------------------------------------------------------------------------------------


def send(window, *signs):
    """Keys as an input method's hook sends them: the sign as text, a Backspace as itself."""
    for sign in signs:
        key = Key.Key_Backspace if sign == "\b" else Key(ord(sign.upper())) if sign.isascii() else Key(0)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.sendEvent(view(window), QKeyEvent(kind, key, Mod.NoModifier, sign))


def commit(window, preedit, text, taken_back=0):
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(text, -taken_back, taken_back)
    QCoreApplication.sendEvent(view(window), event)


@pytest.fixture
def typing(window, monkeypatch):
    """A window where letters give labels, and what was given, in order."""
    from annotator.ui.commands.typing import Decoder

    given = []
    monkeypatch.setattr(window.workspace.gestures, "choose_label", given.append)

    def use(method):
        window.label_keys.decoder = Decoder(method)
        choose(window, "Đảng bộ khối")
        return given

    return use


def test_letters_are_off_at_first(app, window):
    assert app.settings.letters == ""
    choose(window, "Đảng bộ khối")
    send(window, *"opa\bâ")
    assert labels(window) == []


def test_every_label_has_a_letter_and_no_two_the_same():
    scheme = load_scheme("neu-guong")
    found = letters_of(scheme)
    assert len(set(found.values())) == len(found) == len(scheme.offered)
    assert found["p"] == "PERSON"


def test_letters_are_switched_on_in_the_editor(app, window):
    window.actions_table["change-keys"].trigger()
    editor = the(window, KeysEditor)
    editor.letters.setCurrentIndex(editor.letters.findData("telex"))
    editor.keep.click()
    choose(window, "Đảng bộ khối")
    letter = next(one for one, label in letters_of(window.workspace.session.scheme).items() if label == "ORG")
    send(window, letter)
    assert labels(window) == ["ORG"]
    send(window, "\b")
    assert labels(window) == ["ORG"]
    window.actions_table["keys"].trigger()
    hints = {hint.accessibleName() for hint in the(window, KeysDialog).findChildren(KeyHint)}
    assert f"{letter.upper()}: Org." in hints


@pytest.mark.parametrize(
    ("method", "stream", "keys"),
    [
        ("telex", "a\bâ", "aa"),
        ("telex", "o\bơ", "ow"),
        ("telex", "d\bđ", "dd"),
        ("telex", "a\bá", "as"),
        ("vni", "o\bô", "o6"),
    ],
)
def test_nothing_is_lost_or_mistaken_with_fake_backspaces(window, typing, method, stream, keys):
    given = typing(method)
    send(window, *stream)
    letters = letters_of(window.workspace.session.scheme)
    digits = {
        label.key: label.id for label in window.workspace.session.scheme.labels if label.group == "entity"
    }
    digits = digits or {}
    expected = [letters[key] if key.isalpha() else _by_digit(window, key) for key in keys]
    assert given == expected


def _by_digit(window, digit):
    from annotator.ui.gestures import label_for_key

    return label_for_key(window.workspace.session.scheme, "", digit)


def test_a_composition_is_heard_while_it_grows(window, typing):
    given = typing("telex")
    commit(window, "d", "")
    commit(window, "đ", "")
    commit(window, "", "đ")
    commit(window, "", "o")
    commit(window, "", "ô", taken_back=1)
    letters = letters_of(window.workspace.session.scheme)
    assert given == [letters[key] for key in "ddoo"]


def test_a_backspace_of_ones_own_loses_no_later_key(window, typing, qtbot):
    given = typing("telex")
    send(window, *"o\b")
    qtbot.waitUntil(lambda: not window.label_keys.decoder.waiting)
    send(window, "o")
    assert len(given) == 2


def test_another_key_or_a_click_ends_the_word(window, typing):
    given = typing("telex")
    send(window, "a")
    QTest.keyClick(view(window), Key.Key_Right)
    QTest.mouseClick(view(window).viewport(), Qt.MouseButton.LeftButton)
    QTest.keyClick(view(window), Key.Key_A, Mod.ControlModifier)  # a command, not a letter
    assert len(given) == 1


def test_a_letter_in_a_field_is_text(window, typing):
    given = typing("telex")
    QTest.keyClick(view(window), Key.Key_F, Mod.ControlModifier)
    QTest.keyClicks(window.focusWidget(), "abc")
    assert given == []
    assert "abc" in window.focusWidget().text()
