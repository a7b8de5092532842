"""Deciding by keys on the review page: what each key does, what is shown, what is refused and why."""

import pytest
from PySide6.QtCore import Qt

from annotator.model.edit import LayerKey
from annotator.model.facts import DECISION, GUIDELINE
from annotator.model.people import GOLD
from annotator.review.decisions_gold import Status, read_origin
from annotator.review.kinds import Kind
from annotator.services.commands import AddSpan, Finish, Reopen, ResizeSpan
from annotator.ui.review.desk import AGAIN, DECIDED

# The offscreen platform says this of every dialog with a least size.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)


def gold(feature, document=None):
    session = feature.context.session
    document = document or feature.desk.current.row.document
    text = session.document(document).text
    layer = session.project.layer(LayerKey(document, GOLD))
    return {(text[span.start : span.end], span.label) for span in layer.spans.values()}


def decisions(feature):
    return {case: value for _, case, value in feature.context.session.project.layer_facts(DECISION)}


def kinds(feature):
    return [row.kind for row in feature.desk.rows()]


def go_to(feature, kind):
    feature.desk.show_kind(kind)
    assert feature.desk.current.row.kind is kind
    return feature.desk.current.row


def test_the_page_lists_what_differs_and_shows_the_first(reviewing):
    assert kinds(reviewing) == 2 * [Kind.BOUNDARY, Kind.LABEL, Kind.AGREE, Kind.MISSING]
    page, current = reviewing.page, reviewing.desk.current
    assert current.row.kind is Kind.BOUNDARY
    assert page.left.model.rowCount() == 8
    assert page.left.count.text() == "8 of 8 left"
    bands = page.view.page.bands
    assert [band.letter for band in bands.bands] == ["A", "B"]
    assert bands.frame == (current.row.start, current.row.end)
    assert [card.isEnabled() for card in page.card.versions] == [True, True]
    assert page.side.measures.isVisible()


def test_one_key_takes_a_version_and_the_next_case_comes(reviewing, press):
    press("1")
    assert gold(reviewing) == {("Nguyễn Nam Đình", "PERSON")}
    assert reviewing.desk.current.row.kind is Kind.LABEL
    press("2")
    assert ("Bí thư Đảng ủy Khối Các cơ quan tỉnh", "ORG") in gold(reviewing)
    assert reviewing.page.left.model.rowCount() == 6
    assert [done.letters for done in reviewing.desk.last] == ["B", "A"]


def test_nothing_is_a_decision(reviewing, press):
    row = go_to(reviewing, Kind.MISSING)
    press("0")
    assert decisions(reviewing)[row.case]["how"] == "none"
    assert gold(reviewing, row.document) == set()
    assert reviewing.desk.unsettled[Kind.MISSING] == 1


def test_what_makes_no_sense_is_greyed_with_its_reason_and_does_nothing(reviewing, press):
    card = reviewing.page.card
    assert not card.union.isEnabled()
    assert card.union.toolTip() == "the same as 2 here"
    press("4")
    go_to(reviewing, Kind.MISSING)
    assert not card.both.isEnabled()
    assert card.both.toolTip() == "only one side marked"
    press("3", "4", "9")
    assert not decisions(reviewing)


def test_both_are_taken_together(reviewing, press):
    press("3")
    assert gold(reviewing) == {("Nguyễn Nam Đình", "PERSON"), ("Đồng chí Nguyễn Nam Đình", "PERSON")}


def test_undo_goes_back_to_the_case_it_took_back(reviewing, press):
    row = reviewing.desk.current.row
    press("1")
    press("1")
    window = reviewing.context.window
    window.actions_table["undo"].trigger()
    assert reviewing.desk.current.row.kind is Kind.LABEL
    window.actions_table["undo"].trigger()
    assert reviewing.desk.current.row.case == row.case
    assert not decisions(reviewing)
    assert gold(reviewing) == set()
    assert reviewing.page.left.model.rowCount() == 8
    assert reviewing.page.view.hasFocus()
    press("2")
    assert gold(reviewing) == {("Đồng chí Nguyễn Nam Đình", "PERSON")}


def test_other_cases_by_arrows_and_tab(reviewing, press):
    first = reviewing.desk.current.row
    press("Right")
    assert reviewing.desk.current.row.kind is Kind.LABEL
    press("Left")
    assert reviewing.desk.current.row == first
    press("Left")
    assert reviewing.desk.current.row == first
    reviewing.desk.show_kind(Kind.BOUNDARY)
    press("Tab")
    assert reviewing.desk.current.row.kind is Kind.LABEL
    press("shift+Backtab", "shift+Backtab")
    assert reviewing.desk.current.row.document == first.document
    assert reviewing.desk.current.row.kind is Kind.MISSING


def test_a_reason_is_given_before_or_after(reviewing, press):
    row = reviewing.desk.current.row
    press("alt+3")
    assert [chip.isChecked() for chip in reviewing.page.card.chips] == [False, False, True, False, False]
    press("1")
    assert decisions(reviewing)[row.case]["reason"] == "guideline-gap"
    assert not any(chip.isChecked() for chip in reviewing.page.card.chips)
    reviewing.desk.show_filter(DECIDED)
    press("alt+1")
    assert decisions(reviewing)[row.case]["reason"] == "slip"
    assert reviewing.desk.current.row.case == row.case
    press("alt+1")
    assert "reason" not in decisions(reviewing)[row.case]


def test_a_comment_and_a_discussion(reviewing, press, qtbot):
    row = reviewing.desk.current.row
    press("F7")
    field = reviewing.page.card.comment
    assert field.hasFocus()
    qtbot.keyClicks(field, "1 hay 2?")
    press("Return")
    assert reviewing.page.view.hasFocus()
    press("F6")
    assert decisions(reviewing)[row.case] == decisions(reviewing)[row.case] | {
        "how": "open", "comment": "1 hay 2?", "discuss": True,
    }  # fmt: skip
    assert reviewing.desk.current.row.case != row.case
    assert reviewing.desk.again == 1
    reviewing.desk.show_filter(AGAIN)
    assert reviewing.desk.current.row.case == row.case
    assert reviewing.page.card.comment.text() == "1 hay 2?"
    press("F6")
    assert reviewing.desk.again == 0


def test_edges_and_label_are_changed_before_it_is_taken(reviewing, press):
    press("F2")
    assert reviewing.page.editing
    press("shift+Left", "shift+Left", "Right")
    press("Escape")
    assert not reviewing.page.editing
    assert not decisions(reviewing)
    press("F2", "shift+Right", "5", "Return")
    assert gold(reviewing) == {("Nam Đình", "DOCUMENT")}
    assert next(iter(decisions(reviewing).values()))["how"] == "edit"
    assert reviewing.desk.current.row.kind is Kind.LABEL
    press("F2", "Delete", "Return")
    assert len(decisions(reviewing)) == 2
    assert gold(reviewing) == {("Nam Đình", "DOCUMENT")}


def test_clicks_do_what_keys_do(reviewing, qtbot):
    page = reviewing.page
    qtbot.mouseClick(page.card.versions[1], Qt.MouseButton.LeftButton)
    assert gold(reviewing) == {("Đồng chí Nguyễn Nam Đình", "PERSON")}
    qtbot.mouseClick(page.card.none, Qt.MouseButton.LeftButton)
    assert len(decisions(reviewing)) == 2
    index = page.left.model.index(page.left.model.rowCount() - 1)
    place = page.left.view.visualRect(index).center()
    qtbot.mouseClick(page.left.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert reviewing.desk.current.row.kind is Kind.MISSING
    qtbot.mouseClick(page.left.kinds[Kind.LABEL], Qt.MouseButton.LeftButton)
    assert reviewing.desk.kind is Kind.LABEL


def test_what_all_agree_on_takes_no_key(reviewing, press, qtbot):
    window = reviewing.context.window
    window.actions_table["take-agreed"].trigger()
    qtbot.waitUntil(lambda: not window.workspace.busy and reviewing.desk.index.take_agreed)
    assert Kind.AGREE not in kinds(reviewing)
    assert gold(reviewing) == {("năm 2023", "DATE")}
    assert "2 taken because all agree" in reviewing.page.side.summary.text()
    window.actions_table["leave-agreed"].trigger()
    qtbot.waitUntil(lambda: not window.workspace.busy and not reviewing.desk.index.take_agreed)
    assert gold(reviewing) == set()


def test_an_annotator_is_told_that_reviewers_decide(reviewing, press, qtbot):
    session = reviewing.context.session
    session.work_as("lan-anh")
    assert "Lan Anh marks here" in reviewing.page.message.words
    press("1", "F6", "alt+1", "F2")
    assert not decisions(reviewing)
    assert not reviewing.page.editing
    assert not reviewing.page.card.versions[0].isEnabled()
    session.work_as("vy")
    assert not reviewing.page.message.words
    press("1")
    assert len(decisions(reviewing)) == 1


def test_a_source_that_changed_is_flagged_and_decided_anew_with_one_key(reviewing, press):
    session, row = reviewing.context.session, reviewing.desk.current.row
    press("2")
    session.work_as("quoc-bao")
    session.execute(Reopen(row.document))
    span = next(s for s in session.layer(row.document).spans.values() if s.label == "PERSON")
    session.execute(ResizeSpan(row.document, span.id, span.start + 5, span.end))
    session.execute(Finish(row.document))
    session.work_as("thu-ha")
    assert reviewing.desk.again == 1
    reviewing.desk.show_filter(AGAIN)
    stale = reviewing.desk.current
    assert stale.row.status is Status.STALE
    assert gold(reviewing) == {("Đồng chí Nguyễn Nam Đình", "PERSON")}
    press("2")
    assert gold(reviewing, row.document) == {("chí Nguyễn Nam Đình", "PERSON")}
    assert len(decisions(reviewing)) == 2
    assert reviewing.desk.again == 0


def test_names_can_be_hidden(reviewing, qtbot):
    page = reviewing.page
    assert "Lan Anh" in page.people.accessibleName()
    qtbot.mouseClick(page.hide_names, Qt.MouseButton.LeftButton)
    assert page.people.accessibleName() == "A, B"
    assert all("Lan" not in card.accessibleName() for card in page.card.versions)
    assert reviewing.context.session.setting("review-hide-names") == "yes"


def test_the_guideline_of_the_label_at_hand(reviewing, qtbot):
    session = reviewing.context.session
    session.set_facts(
        "set-guideline", GUIDELINE, {"PERSON": "Không lấy <b>Đồng chí</b>.", "": "Khi ngờ, hỏi."}
    )
    reviewing.context.window.actions_table["page-annotate"].trigger()
    reviewing.context.window.actions_table["page-review"].trigger()
    qtbot.waitUntil(lambda: reviewing.page.side.guideline.text() == "Không lấy <b>Đồng chí</b>.")
    reviewing.desk.show_kind(Kind.MISSING)
    assert reviewing.page.side.guideline.text() == "Khi ngờ, hỏi."


def test_many_are_decided_after_a_preview(reviewing, qtbot):
    reviewing.desk.show_kind(Kind.BOUNDARY)
    qtbot.mouseClick(reviewing.page.left.many, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: reviewing._many is not None)
    dialog = reviewing._many
    assert dialog.button.text() == "Decide 2"
    assert [rule.name for rule in dialog.rules] == ["longer", "shorter", "person", "person", "none"]
    model = dialog.model
    assert model.index(0, 1).data() == "Person: Đồng chí Nguyễn Nam Đình"
    dialog._group.button(1).click()
    assert model.index(0, 1).data() == "Person: Nguyễn Nam Đình"
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    window = reviewing.context.window
    qtbot.waitUntil(lambda: len(decisions(reviewing)) == 2 and not window.workspace.busy)
    qtbot.waitUntil(lambda: reviewing.desk.unsettled[Kind.BOUNDARY] == 0)
    window.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: not decisions(reviewing))


def test_the_work_of_others_is_followed(reviewing):
    session = reviewing.context.session
    document = reviewing.desk.current.row.document
    session.work_as("lan-anh")
    session.execute(Reopen(document))
    assert document not in {
        row.document for row in reviewing.desk.index.every()
    }  # nobody else has looked there
    text = session.document(document).text
    start = text.rindex("nêu gương")
    session.execute(AddSpan(document, start, start + 9, "MODEL"))
    session.execute(Finish(document))
    session.work_as("thu-ha")
    assert reviewing.desk.total[Kind.MISSING] == 3
    assert [row.kind for row in reviewing.desk.rows_of(document)].count(Kind.MISSING) == 2


def test_every_span_of_the_gold_layer_says_who_and_why(reviewing, press):
    document = reviewing.desk.current.row.document
    press("alt+2", "1")
    layer = reviewing.context.session.project.layer(LayerKey(document, GOLD))
    (span,) = layer.spans.values()
    said = read_origin(span.origin)
    assert (said["by"], said["how"], said["after"], said["reason"]) == (
        "thu-ha", "version", "lan-anh", "ambiguous",
    )  # fmt: skip


def test_closing_lets_go_of_everything(reviewing, app):
    app.close_project()
    assert reviewing.desk is None


@pytest.mark.parametrize("kind", [Kind.BOUNDARY, Kind.LABEL, Kind.MISSING, Kind.AGREE])
def test_every_kind_is_painted(reviewing, kind):
    go_to(reviewing, kind)
    assert not reviewing.page.grab().isNull()
