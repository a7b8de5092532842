"""The scheme editor by keys and mouse: edited in place, shown before it is done, one undo, and the window made anew."""

import threading
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from annotator.formats.scheme_toml import load_scheme, read_scheme, write_scheme
from annotator.model.colours import contrast, label_colours
from annotator.model.people import Annotator, Role
from annotator.model.scheme_edit import begin, change_label
from annotator.services.commands import AddSpan
from annotator.ui.scheme.colour_row import LEAST, least_contrasts
from annotator.ui.scheme.feature import SchemeFeature
from annotator.ui.scheme.small import made_id
from annotator.ui.theme import DARK, LIGHT

# Only Qt's offscreen platform says this, of every dialog that knows its least size.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)
LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def feature(window, app):
    window.workspace.session.add_annotator(Annotator("ha", "Hà", Role.MANAGER))
    return next(one for one in app.host.features if isinstance(one, SchemeFeature))


def mark(window, start, end, label, **values):
    space = window.workspace
    return (
        space.session.execute(AddSpan(space.state.document, start, end, label, values)).edits[-1][1].span.id
    )


def open_editor(feature, window, qtbot, label=""):
    shift = Qt.KeyboardModifier.ShiftModifier
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.workspace.page.view, Qt.Key.Key_L, CONTROL | shift)
    assert feature.dialog is not None
    if label:
        feature.dialog.tree.choose(("label", label))
    return feature.dialog


def look(feature, qtbot):
    qtbot.mouseClick(feature.dialog.look, LEFT)
    qtbot.waitUntil(lambda: feature.preview is not None)
    return feature.preview


def agree(feature, window, qtbot):
    before = window.workspace
    qtbot.mouseClick(look(feature, qtbot).go, LEFT)
    qtbot.waitUntil(lambda: window.workspace is not before and not window.workspace.busy)
    return window.workspace


def write(qtbot, field: QLineEdit, words):
    field.selectAll()
    qtbot.keyClicks(field, words)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def said(dialog):
    return [dialog.said.item(row).text() for row in range(dialog.said.count())]


def cell_names(space):
    return [cell.label.id for box in space.palette_box.groups for cell in box.cells]


def test_a_label_is_renamed_in_place_and_the_window_follows(feature, window, qtbot):
    dialog = open_editor(feature, window, qtbot, "ORG")
    assert not dialog.look.isEnabled()
    assert said(dialog) == ["Nothing is changed yet."]
    write(qtbot, dialog.label_form.short.fields["en"], "Body")
    write(qtbot, dialog.label_form.names.fields["en"], "Public body")
    assert said(dialog) == ["Label Body: changed (names, short name)"]
    preview = look(feature, qtbot)
    assert preview.summary.text() == "No span is touched."
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert feature.preview is None
    space = agree(feature, window, qtbot)
    assert feature.dialog is None
    label = space.session.scheme.label("ORG")
    assert (label.short["en"], label.names["en"], label.names["vi"]) == ("Body", "Public body", "Tổ chức")
    words = [cell.words(False) for box in space.palette_box.groups for cell in box.cells]
    assert "Body" in words
    assert "Org." not in words
    assert space.page.message.isVisible()
    before = space
    space.gestures.undo()
    qtbot.waitUntil(lambda: window.workspace is not before)
    assert window.workspace.session.scheme.label("ORG").short["en"] == "Org."


def test_a_key_that_is_taken_is_said_at_once(feature, window, qtbot):
    form = open_editor(feature, window, qtbot, "ORG").label_form
    assert form.key.currentData() == "3"
    taken = form.key.findData("1")
    assert form.key.itemText(taken) == "1 (taken: Person)"
    form.key.setCurrentIndex(taken)
    form.key.activated.emit(taken)
    assert form.taken.text() == "1 gives Person already. Take it away there first."
    assert (form.key.currentData(), feature.dialog.change.empty) == ("3", True)
    free = form.key.findData("9")
    form.key.setCurrentIndex(free)
    form.key.activated.emit(free)
    assert feature.dialog.change.after.label("ORG").key == "9"
    feature.dialog.reject()


def test_a_new_label_has_an_id_a_key_a_colour_and_can_be_given(feature, window, qtbot):
    dialog = open_editor(feature, window, qtbot, "MEDIA")
    qtbot.mouseClick(dialog.buttons["add-label"], LEFT)
    (small,) = [one for one in dialog.children() if type(one).__name__ == "NewDialog"]
    assert not small.add.isEnabled()
    qtbot.keyClicks(small.names.fields["vi"], "Giai thuong")
    assert small.id.text() == "GIAI_THUONG"
    qtbot.keyClicks(small.names.fields["en"], "Media")
    assert small.id.text() == "MEDIA_2"
    qtbot.mouseClick(small.add, LEFT)
    label = dialog.change.after.label("MEDIA_2")
    assert (label.group, label.key) == ("entity", "8")
    assert dialog.tree.current() == ("label", "MEDIA_2")
    space = agree(feature, window, qtbot)
    assert "MEDIA_2" in cell_names(space)
    space.state.select_range((0, 2))
    qtbot.keyClick(space.page.view, Qt.Key.Key_8)
    assert [span.label for span in space.layer().spans.values()] == ["MEDIA_2"]


def test_a_hue_is_chosen_with_the_arrow_keys(feature, window, qtbot):
    colour = open_editor(feature, window, qtbot, "ORG").label_form.colour
    assert colour.number.text() == "its own"
    qtbot.keyClick(colour.slider, Qt.Key.Key_PageUp)
    label = feature.dialog.change.after.label("ORG")
    assert (label.hue, label.light) == (15.0, None)
    assert colour.number.text() == "15°"
    assert "Too low" not in colour.words.text()
    qtbot.mouseClick(feature.dialog.buttons["back"], LEFT)
    assert feature.dialog.change.empty
    feature.dialog.reject()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_hue_can_be_read(theme):
    scheme = load_scheme("neu-guong")
    for hue in range(0, 360, 5):
        label = change_label(begin(scheme), "ORG", hue=float(hue)).after.label("ORG")
        assert min(least_contrasts(label_colours(label, theme.dark), theme)) >= LEAST, hue
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_a_merge_is_seen_span_by_span_then_done_and_taken_back(feature, window, qtbot):
    first, other = mark(window, 0, 6, "MODEL", status="done"), mark(window, 0, 6, "SLOGAN")
    dialog = open_editor(feature, window, qtbot, "MODEL")
    qtbot.mouseClick(dialog.buttons["merge"], LEFT)
    (small,) = [one for one in dialog.children() if type(one).__name__ == "MergeDialog"]
    small.target.setCurrentIndex(small.target.findData("SLOGAN"))
    qtbot.mouseClick(small.go, LEFT)
    preview = look(feature, qtbot)
    assert preview.model.rowCount() == 1
    assert preview.model.data(preview.model.index(0, 1)).startswith(
        "Model goes into the Motto that stands there."
    )
    assert preview.model.data(preview.model.index(0, 3)) == "Lan Anh"
    assert preview.go.isEnabled()  # only her own layer
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    space = agree(feature, window, qtbot)
    assert list(space.layer().spans) == [other]
    assert "MODEL" not in cell_names(space)
    assert space.page.message._words.text() == "The label scheme is changed. 1 span with it."
    before = window.workspace
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(space.page.view, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: window.workspace is not before)
    assert set(window.workspace.layer().spans) == {first, other}
    assert "MODEL" in cell_names(window.workspace)


def test_other_peoples_work_is_left_to_a_manager(feature, window, qtbot):
    session = window.workspace.session
    session.work_as("quoc-bao")
    mark(window, 0, 6, "MODEL")
    session.work_as("lan-anh")
    dialog = open_editor(feature, window, qtbot, "MODEL")
    dialog._on_merge_wanted("SLOGAN", {}, [])
    preview = look(feature, qtbot)
    assert not preview.go.isEnabled()
    assert "only a manager" in preview.note.text()
    preview.reject()
    feature.dialog.reject()
    session.work_as("ha")
    dialog = open_editor(feature, window, qtbot, "MODEL")
    dialog._on_merge_wanted("SLOGAN", {}, [])
    agree(feature, window, qtbot)
    session.work_as("quoc-bao")
    assert [span.label for span in session.layer(window.workspace.state.document).spans.values()] == [
        "SLOGAN"
    ]


def test_a_split_by_text(feature, window, qtbot):
    text = window.workspace.session.document(window.workspace.state.document).text
    span = mark(window, 0, 6, "MODEL")
    mark(window, 7, 10, "MODEL")
    dialog = open_editor(feature, window, qtbot, "MODEL")
    qtbot.mouseClick(dialog.buttons["split"], LEFT)
    (small,) = [one for one in dialog.children() if type(one).__name__ == "SplitDialog"]
    qtbot.keyClicks(small.names.fields["en"], "Plan")
    assert not small.add.isEnabled()
    small.texts.setFocus()
    small.texts.insertPlainText(text[:6].upper())
    qtbot.mouseClick(small.add, LEFT)
    assert said(dialog)[-1] == "Some spans of Model become Plan."
    space = agree(feature, window, qtbot)
    labels = {one.id: one.label for one in space.layer().spans.values()}
    assert labels[span] == "PLAN"
    assert sorted(labels.values()) == ["MODEL", "PLAN"]


def test_values_are_added_changed_and_retired(feature, window, qtbot):
    dialog = open_editor(feature, window, qtbot, "MEDIA")
    qtbot.mouseClick(dialog.attributes.add, LEFT)
    small = dialog._attribute
    qtbot.keyClicks(small.id, "kind")
    qtbot.keyClicks(small.names.fields["en"], "Kind")
    small.type.setCurrentIndex(small.type.findData("choice"))
    qtbot.mouseClick(small.go, LEFT)
    assert "choices" in small.note.text()  # refused, and still there
    small.choices.setFocus()
    qtbot.keyClicks(small.choices, "paper = Bao | Paper")
    qtbot.keyClick(small.choices, Qt.Key.Key_Return)
    qtbot.keyClicks(small.choices, "site")
    qtbot.mouseClick(small.go, LEFT)
    (attribute,) = [a for a in dialog.change.after.attributes_of("MEDIA") if a.id == "kind"]
    assert [(one.id, one.names) for one in attribute.choices] == [
        ("paper", {"vi": "Bao", "en": "Paper"}),
        ("site", {"en": "site"}),
    ]
    row = next(
        r for r in range(dialog.attributes.list.count()) if "(kind)" in dialog.attributes.list.item(r).text()
    )
    dialog.attributes.list.setCurrentRow(row)
    qtbot.mouseClick(dialog.attributes.retire, LEFT)
    assert dialog.change.after.attributes_of("MEDIA")[row].retired
    assert dialog.attributes.retire.text() == "Ask for it again"
    dialog.reject()


def test_a_retired_value_is_read_and_no_longer_asked_for(feature, window, qtbot):
    span = mark(window, 0, 6, "MODEL", status="done")
    dialog = open_editor(feature, window, qtbot, "MODEL")
    (row,) = [
        r
        for r in range(dialog.attributes.list.count())
        if "(status)" in dialog.attributes.list.item(r).text()
    ]
    dialog.attributes.list.setCurrentRow(row)
    qtbot.mouseClick(dialog.attributes.retire, LEFT)
    space = agree(feature, window, qtbot)
    space.go_to_span(span)
    inspector = space.right.inspector
    assert "status" not in inspector._editors
    assert inspector._retired.text() == "Status: done"
    assert space.layer().spans[span].attributes == {"status": "done"}


def test_looking_can_be_stopped(feature, window, qtbot, monkeypatch):
    waiting = threading.Event()

    def slow(project, change, progress):
        waiting.set()
        while True:
            progress(1, 2)
            time.sleep(0.005)

    monkeypatch.setattr("annotator.services.scheme_changes.preview", slow)
    dialog = open_editor(feature, window, qtbot, "MODEL")
    dialog._on_merge_wanted("SLOGAN", {}, [])
    qtbot.mouseClick(dialog.look, LEFT)
    qtbot.waitUntil(lambda: waiting.is_set() and dialog.note.text().endswith("1 of 2"))
    assert not dialog.tree.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(dialog.tree.isEnabled)
    assert feature.preview is None
    assert dialog.look.isEnabled()
    dialog.reject()
    assert feature.dialog is None


def test_a_file_takes_its_place_and_one_is_written(feature, window, qtbot, tmp_path):
    dialog = open_editor(feature, window, qtbot)
    scheme = window.workspace.session.scheme
    path = tmp_path / "scheme.toml"
    path.write_text(
        write_scheme(change_label(begin(scheme), "ORG", short={"en": "Body"}).after), encoding="utf-8"
    )
    feature.take_file(path)
    assert said(dialog) == ["Label Body: changed (short name)"]
    feature.write_file(tmp_path / "out.toml")
    assert read_scheme(tmp_path / "out.toml") == dialog.change.after
    feature.take_file(tmp_path / "none.toml")
    assert dialog.note.text() == "none.toml: There is no such file."
    agree(feature, window, qtbot)
    assert window.workspace.session.scheme.label("ORG").short == {"en": "Body"}


def test_groups_and_order(feature, window, qtbot):
    dialog = open_editor(feature, window, qtbot, "PERSON")
    qtbot.mouseClick(dialog.buttons["down"], LEFT)
    assert [one.id for one in dialog.change.after.labels][:2] == ["POSITION", "PERSON"]
    dialog.tree.choose(("group", "figure"))
    assert not dialog.buttons["merge"].isEnabled()
    modifier = dialog.group_form.modifier
    modifier.setCurrentIndex(modifier.findData(""))
    modifier.activated.emit(modifier.currentIndex())
    assert "taken" in dialog.note.text()  # every key of the group would collide
    assert modifier.currentData() == "shift"
    dialog.reject()


def test_ids_are_made_of_names():
    assert made_id("Địa danh", []) == "DIA_DANH"
    assert made_id("Địa danh", ["DIA_DANH"]) == "DIA_DANH_2"
    assert made_id("5 điều", []) == "L_5_DIEU"
    assert made_id("…", []) == "LABEL"
