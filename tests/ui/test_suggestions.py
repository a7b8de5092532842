"""Suggestions in the window: drawn apart, accepted, corrected and refused by real keys and the mouse, off for whom they are off."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from annotator.services.commands import AddSpan, Finish
from annotator.services.session import Session
from annotator.services.suggest_commands import rejections
from annotator.services.suggest_settings import allow_sources
from annotator.services.zone_commands import MarkZone
from annotator.ui.suggestions.feature import SuggestionFeature
from annotator.ui.suggestions.policy import PolicyDialog
from annotator.ui.textview.suggested_words import origin_words, tip_of_suggestion

Key, Mod = Qt.Key, Qt.KeyboardModifier
NONE, SHIFT, CTRL, ALT = Mod.NoModifier, Mod.ShiftModifier, Mod.ControlModifier, Mod.AltModifier
LEFT = Qt.MouseButton.LeftButton
TEXT = (
    "Đề cao vai trò nêu gương\n"
    "Theo số liệu của Đảng bộ khối, năm 2023 đã có 4.617 đồng chí đảng viên nêu gương, đạt 98,59%.\n"
    "Xã có 5,000 hộ dân; ủng hộ hơn 300 triệu đồng.\n"
)
PERCENT = ("98,59%", "PERCENT")
COUNT = ("4.617 đồng chí đảng viên", "COUNT")
YEAR = ("năm 2023", "DATE")
MONEY = ("hơn 300 triệu đồng", "MONEY")


class Desk:
    """The window, and what a person sees of suggestions in it."""

    def __init__(self, app, qtbot):
        self.app, self.qtbot, self.window = app, qtbot, app.window
        self.feature = next(f for f in app.host.features if isinstance(f, SuggestionFeature))

    @property
    def space(self):
        return self.window.workspace

    @property
    def view(self):
        return self.space.page.view

    @property
    def text(self):
        return self.space.session.document(self.space.state.document).text

    def settle(self):
        """Until everything that is being looked for was found."""
        self.qtbot.waitUntil(self.settled, timeout=20_000)
        return self

    def settled(self):
        return self.feature.service is not None and not self.feature.busy

    def suggested(self):
        return [(self.text[s.start : s.end], s.label) for s in self.view.page.suggested.all()]

    def marked(self):
        return sorted((self.text[s.start : s.end], s.label) for s in self.space.layer().spans.values())

    def standing(self):
        s = self.view.suggestion
        return None if s is None else (self.text[s.start : s.end], s.label)

    def stand_on(self, words, label):
        found = next(
            s
            for s in self.view.page.suggested.all()
            if (self.text[s.start : s.end], s.label) == (words, label)
        )
        self.view.select_suggestion(found)
        return found

    def press(self, key, modifier=NONE):
        QTest.keyClick(self.view, key, modifier)

    def point(self, offset, dx=1.0, dy=10.0):
        page = self.view.page
        number, block, row = page.row_of(offset)
        x = self.view.shown.left + block.shape.x(row.line, offset) + dx
        return QPoint(round(x), round(page.y_of(number) + row.y + row.top + dy))

    def hint(self):
        return self.window.status._today.text()


@pytest.fixture
def path(tmp_path):
    from tests.ui.conftest import make_project

    return make_project(
        tmp_path / "suggested.corpus", [TEXT, TEXT.replace("Đề cao", "Bàn về")], suggestions=True
    )


@pytest.fixture
def desk(app, path, qtbot):
    app.window.show()
    assert app.open(path)
    app.window.activateWindow()
    app.window.workspace.focus_article()
    qtbot.waitUntil(app.window.workspace.page.view.hasFocus)
    return Desk(app, qtbot).settle()


# shown apart --------------------------------------------------------------------------------------------------
def test_they_are_shown_and_in_no_layer(desk):
    assert {COUNT, YEAR, MONEY, PERCENT} <= set(desk.suggested())
    assert desk.marked() == []
    with Session.open(desk.space.session.path, read_only=True) as other:
        assert not other.layer(desk.space.state.document).spans


def test_they_are_drawn_and_accepting_moves_nothing_else(desk):
    page = desk.view.page
    rows = [(row.y, row.height) for _, _, block in page.visible() for row in block.rows]
    names = {m.span.label: m.name.text for _, _, b in page.visible() for r in b.rows for m in r.suggested}
    assert names["COUNT"].startswith("+ ")
    desk.stand_on(*COUNT)
    desk.press(Key.Key_Return)
    assert [(row.y, row.height) for _, _, block in page.visible() for row in block.rows] == rows
    marks = [m for _, _, b in page.visible() for r in b.rows for m in r.marks]
    assert [m.lane for m in marks] == [1]


def test_only_the_one_that_is_stood_on_shows_its_keys(desk):
    desk.view.move_caret(0)
    assert desk.view.shown.tag == ()
    plain = desk.view.viewport().grab().toImage()
    desk.stand_on(*COUNT)
    assert len(desk.view.shown.tag) == 1
    assert desk.view.viewport().grab().toImage() != plain
    desk.press(Key.Key_Escape)
    assert (desk.standing(), desk.view.shown.tag) == (None, ())


def test_source_and_score_are_in_the_tip_and_in_the_list(desk):
    found = desk.stand_on(*COUNT)
    tip = tip_of_suggestion(desk.space.session.scheme, found)
    assert "= 4617" in tip
    assert f"{round(100 * found.score)} %" in tip
    assert "figure/count" in tip
    desk.feature.panel.strip.list.click()
    rows = desk.feature.panel.list
    assert rows.model().rowCount() == len(desk.suggested())
    spoken = [
        rows.model().index(n).data(Qt.ItemDataRole.AccessibleTextRole) for n in range(rows.model().rowCount())
    ]
    assert any(COUNT[0] in words and f"{round(100 * found.score)} %" in words for words in spoken)
    row = next(n for n, words in enumerate(spoken) if PERCENT[0] in words)
    rows.setCurrentIndex(rows.model().index(row))
    QTest.keyClick(rows, Key.Key_Return)
    assert desk.standing() == PERCENT
    assert desk.view.hasFocus()


# one key ------------------------------------------------------------------------------------------------------
def test_enter_accepts_and_goes_on(desk):
    desk.stand_on(*COUNT)
    order = desk.suggested()
    desk.press(Key.Key_Return)
    assert desk.marked() == [COUNT]
    (span,) = desk.space.layer().spans.values()
    assert span.attributes == {"value": "4617", "unit": "đồng chí đảng viên"}
    assert span.origin.startswith("rules@0.")
    assert desk.standing() == order[order.index(COUNT) + 1]
    assert COUNT not in desk.suggested()
    desk.press(Key.Key_Z, CTRL)
    assert desk.marked() == []
    assert COUNT in desk.suggested()


def test_delete_refuses_and_it_does_not_come_back(desk, path):
    desk.stand_on(*COUNT)
    desk.press(Key.Key_Delete)
    assert COUNT not in desk.suggested()
    assert desk.marked() == []
    assert len(rejections(desk.space.layer().facts)) == 1
    desk.app.close_project()
    assert desk.app.open(path)
    desk.settle()
    assert COUNT not in desk.suggested()
    assert YEAR in desk.suggested()
    desk.press(Key.Key_Z, CTRL)
    assert COUNT in desk.suggested()


def test_backspace_refuses_nothing(desk):
    desk.stand_on(*COUNT)
    desk.press(Key.Key_Backspace)
    assert COUNT in desk.suggested()


def test_all_that_are_seen_and_sure_at_once(desk):
    sure = {(desk.text[s.start : s.end], s.label) for s in desk.feature.sure()}
    assert {COUNT, PERCENT, MONEY} <= sure
    assert ("5,000 hộ dân", "COUNT") not in sure  # somebody has to say what it is worth
    desk.press(Key.Key_F9)
    assert set(desk.marked()) == sure
    assert desk.space.session.next_undo().name == "accept-all"
    desk.press(Key.Key_Z, CTRL)
    assert desk.marked() == []


def test_a_label_key_corrects_the_label(desk):
    desk.stand_on(*COUNT)
    desk.press(Key.Key_4, SHIFT)
    assert desk.marked() == [(COUNT[0], "MONEY")]
    (span,) = desk.space.layer().spans.values()
    assert span.origin.endswith(f",was=COUNT:{span.start}-{span.end}")
    assert desk.standing() not in (None, COUNT)


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ([(Key.Key_Left, CTRL | SHIFT), (Key.Key_Left, CTRL | SHIFT)], "4.617 đồng chí"),
        ([(Key.Key_Right, CTRL | SHIFT)], "4.617 đồng chí đảng viên nêu"),
        ([(Key.Key_Left, ALT | SHIFT)], "4.617 đồng chí đảng viê"),
        ([(Key.Key_Up, CTRL | SHIFT)], "có 4.617 đồng chí đảng viên"),
    ],
)
def test_keys_move_the_edges_and_enter_takes_it_so(desk, keys, wanted):
    desk.stand_on(*COUNT)
    for key, modifier in keys:
        desk.press(key, modifier)
    assert desk.marked() == []  # not before Enter
    assert desk.standing() == COUNT
    desk.press(Key.Key_Return)
    assert desk.marked() == [(wanted, "COUNT")]
    (span,) = desk.space.layer().spans.values()
    assert span.attributes["value"] == "4617"
    assert "was=COUNT" in span.origin


def test_dragging_an_edge_accepts_it_with_that_edge(desk):
    found = desk.stand_on(*COUNT)
    port = desk.view.viewport()
    grip = desk.view.grips()["end"]
    begin = QPoint(round(grip.x() + desk.view.shown.left), round(grip.y()))
    end = desk.point(found.start + len("4.617 đồng chí"), -2)
    QTest.mousePress(port, LEFT, NONE, begin)
    QTest.mouseMove(port, begin - QPoint(8, 0))
    QTest.mouseMove(port, end)
    assert desk.view.offered() == (found.start, found.start + len("4.617 đồng chí"))
    QTest.mouseRelease(port, LEFT, NONE, end)
    assert desk.marked() == [("4.617 đồng chí", "COUNT")]
    desk.press(Key.Key_Z, CTRL)
    assert desk.marked() == []


# walking ------------------------------------------------------------------------------------------------------
def test_tab_goes_through_spans_and_suggestions_alike(desk):
    start = desk.text.index("Đảng bộ khối")
    desk.space.session.execute(AddSpan(desk.space.state.document, start, start + 12, "ORG"))
    desk.view.move_caret(0)
    seen = []
    for _ in range(4):
        desk.press(Key.Key_Tab)
        span = desk.space.layer().spans.get(desk.space.state.span or "")
        seen.append(desk.standing() or (desk.text[span.start : span.end], span.label))
    starts = [desk.text.index(words) for words, _ in seen]
    assert starts == sorted(starts)
    assert ("Đảng bộ khối", "ORG") in seen
    assert YEAR in seen
    desk.press(Key.Key_Tab, SHIFT)
    assert (desk.standing() or ("Đảng bộ khối", "ORG")) == seen[2]


def test_f7_goes_through_suggestions_alone(desk):
    start = desk.text.index("Đảng bộ khối")
    desk.space.session.execute(AddSpan(desk.space.state.document, start, start + 12, "ORG"))
    desk.view.move_caret(0)
    seen = []
    for _ in desk.suggested():
        desk.press(Key.Key_F7)
        seen.append(desk.standing())
    assert seen == desk.suggested()
    desk.press(Key.Key_F7)
    assert desk.standing() == seen[-1]
    assert desk.hint()
    desk.press(Key.Key_F7, SHIFT)
    assert desk.standing() == seen[-2]


def test_a_click_stands_on_one_and_a_click_elsewhere_leaves_it(desk):
    start = desk.text.index(COUNT[0])
    QTest.mouseClick(desk.view.viewport(), LEFT, NONE, desk.point(start + 2, 1))
    assert desk.standing() == COUNT
    QTest.mouseClick(desk.view.viewport(), LEFT, NONE, desk.point(desk.text.index("vai trò"), 2))
    assert desk.standing() is None


def test_words_can_still_be_selected_over_one(desk):
    start = desk.text.index(COUNT[0])
    port = desk.view.viewport()
    begin, end = desk.point(start, 3), desk.point(start + len("4.617 đồng chí"), -2)
    QTest.mousePress(port, LEFT, NONE, begin)
    QTest.mouseMove(port, begin + QPoint(8, 0))
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, LEFT, NONE, end)
    desk.press(Key.Key_1, SHIFT)
    assert desk.marked() == [("4.617 đồng chí", "COUNT")]
    assert COUNT not in desk.suggested()  # somebody has put the boundary elsewhere


# where none may be --------------------------------------------------------------------------------------------
def test_none_over_an_equal_span_and_none_in_an_excluded_zone(desk):
    start = desk.text.index(COUNT[0])
    document = desk.space.state.document
    desk.space.session.execute(AddSpan(document, start, start + len(COUNT[0]), "RATIO"))
    assert COUNT not in desk.suggested()
    line = desk.text.index("Xã có")
    desk.space.session.execute(MarkZone(document, line, len(desk.text) - 1))
    assert MONEY not in desk.suggested()
    assert PERCENT in desk.suggested()


def test_none_in_a_finished_document(desk):
    document = desk.space.state.document
    desk.space.session.execute(Finish(document))
    assert desk.suggested() == []
    assert not desk.feature.panel.strip.next.isEnabled()
    desk.press(Key.Key_Z, CTRL)
    desk.settle()
    assert COUNT in desk.suggested()


def test_a_source_switched_off_for_oneself_stays_off(desk, path):
    button = desk.feature.panel.strip.sources["rules"]
    assert button.isChecked()
    QTest.mouseClick(button, LEFT)
    assert COUNT not in desk.suggested()
    assert not button.isChecked()
    desk.app.close_project()
    assert desk.app.open(path)
    desk.settle()
    assert COUNT not in desk.suggested()
    QTest.mouseClick(desk.feature.panel.strip.sources["rules"], LEFT)
    assert COUNT in desk.suggested()


def test_what_the_project_switches_off_nobody_can_switch_on(desk):
    session = desk.space.session
    allow_sources(session, ["memory"], session.annotator.id)
    desk.settle()
    button = desk.feature.panel.strip.sources["rules"]
    assert COUNT not in desk.suggested()
    assert not button.isEnabled()
    assert not button.isChecked()
    assert button.toolTip()
    assert desk.feature.panel.strip.sources["memory"].isEnabled()
    desk.app._on_person("quoc-bao")  # somebody else sits down
    desk.settle()
    assert COUNT in desk.suggested()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # a dialog, offscreen
def test_the_dialog_says_who_sees_what(desk):
    desk.window.actions_table["suggestion-rules"].trigger()
    dialog = desk.window.findChild(PolicyDialog)
    assert all(box.isChecked() for box in dialog.boxes.values())
    dialog.boxes["", "rules"].click()
    dialog.boxes["quoc-bao", "memory"].click()
    dialog.least.setCurrentIndex(dialog.least.findData(60))
    QTest.keyClick(dialog, Key.Key_Return)
    desk.settle()
    options = desk.space.session.facts("option")
    assert options["suggestions"] == {"sources": ["memory", "model"], "least": 0.6}
    assert options["suggestions:quoc-bao"] == {"sources": ["model", "rules"]}
    assert desk.suggested() == []
    desk.window.activateWindow()
    desk.space.focus_article()
    desk.qtbot.waitUntil(desk.view.hasFocus)
    for _ in range(3):
        desk.press(Key.Key_Z, CTRL)
    desk.settle()
    assert "suggestions" not in desk.space.session.facts("option")
    assert COUNT in desk.suggested()


# in the background --------------------------------------------------------------------------------------------
def test_what_was_marked_here_is_suggested_where_it_stands_again(desk):
    first = desk.text.index("nêu gương")
    desk.space.session.execute(AddSpan(desk.space.state.document, first, first + 9, "SLOGAN"))
    again = [s for s in desk.view.page.suggested.all() if s.label == "SLOGAN"]
    assert [s.source for s in again] == ["memory"]


def test_answers_for_a_document_that_was_left_are_dropped(desk):
    first = desk.space.state.document
    request = desk.feature.service.request(first)
    stale = list(desk.feature.service.batches(request))
    desk.press(Key.Key_PageDown, CTRL)
    assert desk.space.state.document != first
    desk.settle()
    shown = desk.suggested()
    for batch in stale:
        desk.feature.finder.found.emit(batch)
    assert desk.suggested() == shown


def test_the_one_that_is_stood_on_stays_while_others_arrive(desk):
    desk.stand_on(*COUNT)
    desk.feature.find()
    desk.settle()
    assert desk.standing() == COUNT


def test_accepting_an_open_figure_asks_for_its_value(desk):
    desk.space.session.set_facts("set-suggestions", "option", {"suggestions": {"least": 0.1}})
    desk.settle()
    desk.stand_on("5,000 hộ dân", "COUNT")
    desk.press(Key.Key_Return)
    (span,) = desk.space.layer().spans.values()
    assert "value" not in span.attributes
    assert desk.space.state.span == span.id


def test_the_inspector_says_where_a_span_came_from(desk):
    desk.stand_on(*COUNT)
    desk.press(Key.Key_Return)
    (span,) = desk.space.layer().spans.values()
    desk.space.go_to_span(span.id)
    label = desk.space.right.inspector._origin
    assert label.isVisible()
    assert label.text() == origin_words(desk.space.session.scheme, span.origin)
    start = desk.text.index("Đảng bộ khối")
    desk.view.select(start, start + 12)
    desk.press(Key.Key_3)
    assert not label.isVisible()  # marked by hand


def test_where_a_span_came_from_in_words(desk):
    scheme = desk.space.session.scheme
    words = origin_words(scheme, "rules+memory@0.91,was=ORG:120-131")
    assert "91 %" in words
    assert "120–131" in words
    assert "brat" in origin_words(scheme, "brat")
