"""What a feature brings to the window: rows in the menus, pages with tabs, jobs that read and jobs that write."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QToolButton

from annotator.errors import UserError
from annotator.services.bulk import commit_edits, planned
from annotator.services.commands import AddSpan
from annotator.ui import features
from annotator.ui.actions import ActionSpec
from annotator.ui.feature import Feature, PageSpec


class Trial(Feature):
    """Counts what it hears, and has one page."""

    heard: list

    def __init__(self, context):
        super().__init__(context)
        self.heard = []

    @staticmethod
    def actions():
        return [ActionSpec("trial-all", "labels", "Label everything", ("Ctrl+Shift+9",), "editable")]

    @staticmethod
    def pages():
        return [PageSpec("trial", "Trial")]

    def slots(self):
        return {"trial-all": self.label_all}

    def make_page(self, page):
        self.heard.append(("made", page))
        return QPushButton("here")

    def opened(self, workspace):
        self.heard.append(("opened",))

    def closed(self):
        self.heard.append(("closed",))

    def page_shown(self, page):
        self.heard.append(("shown", page))

    def changed(self, change):
        self.heard.append(("changed", change.step, change.wide))

    def label_all(self):
        documents = [item.document for item in self.context.session.queue()]

        def make_work(project):
            def work(progress):
                commands = [AddSpan(document, 0, 2, "ORG") for document in documents]
                return commit_edits(
                    project, "label-all", "lan-anh", planned(project, "lan-anh", commands), progress
                )

            return work

        self.write_in_job(make_work, "Labelling", "label-all", self.done)

    def done(self, count):
        self.heard.append(("done", count))


@pytest.fixture
def trial(monkeypatch, request):
    monkeypatch.setattr(features, "FEATURES", [Trial])
    monkeypatch.setattr("annotator.ui.host.FEATURES", [Trial])
    window = request.getfixturevalue("window")
    app = request.getfixturevalue("app")
    return window, app.host.features[0]


def hints(window):
    """How many keys the status bar prints."""
    return sum(hint.isVisible() for hint in window.status._hints)


def test_a_page_is_made_once_and_shown_by_its_tab_or_key(trial, qtbot):
    window, feature = trial
    tabs = window.person_corner.tabs
    assert tabs.isVisible()
    assert window.actions_table["finish"].isEnabled()
    (chosen,) = [one for one in tabs.findChildren(QAction) if one.data() == "trial"]
    chosen.trigger()
    assert [tab.text() for tab in tabs.findChildren(QToolButton) if tab.isChecked()] == ["Trial"]
    assert window.page_widget().text() == "here"
    assert not window.actions_table["finish"].isEnabled()  # it acts on the article
    assert hints(window) == 2
    (tab,) = [one for one in tabs.findChildren(QToolButton) if one.property("page") == "annotate"]
    qtbot.mouseClick(tab, Qt.MouseButton.LeftButton)
    assert window.page_widget() is window.workspace
    assert hints(window) == 5
    assert window.actions_table["finish"].isEnabled()
    window.actions_table["page-trial"].trigger()
    assert [one for one in feature.heard if one[0] in ("made", "shown")] == [
        ("made", "trial"),
        ("shown", "trial"),
        ("shown", "trial"),
    ]


def test_label_keys_do_nothing_on_another_page(trial, qtbot):
    window, _ = trial
    window.workspace.state.select_range((0, 2))
    window.actions_table["page-trial"].trigger()
    qtbot.keyClick(window.page_widget(), Qt.Key.Key_3)
    assert not window.workspace.layer().spans
    window.actions_table["page-annotate"].trigger()
    window.workspace.state.select_range((0, 2))
    qtbot.keyClick(window.workspace.page.view, Qt.Key.Key_3)
    assert len(window.workspace.layer().spans) == 1


def test_a_job_that_writes_is_one_step_and_one_wide_change(trial, qtbot):
    window, feature = trial
    window.actions_table["trial-all"].trigger()
    qtbot.waitUntil(lambda: ("done", 6) in feature.heard)
    assert ("changed", "label-all", True) in feature.heard
    assert len(window.workspace.layer().spans) == 1
    window.workspace.gestures.undo()
    assert not window.workspace.layer().spans


def test_a_job_that_is_refused_changes_nothing(trial, qtbot, monkeypatch):
    window, feature = trial
    monkeypatch.setattr("annotator.services.commands.AddSpan.plan", _refuse)
    window.actions_table["trial-all"].trigger()
    qtbot.waitUntil(lambda: not window.workspace.busy)
    assert not window.workspace.session.held
    assert not any(one[0] in ("done", "changed") for one in feature.heard)
    assert window.workspace.page.message.isVisible()


def _refuse(*_):
    raise UserError(reason="no")


def test_pages_go_with_their_project(trial, app):
    window, feature = trial
    window.actions_table["page-trial"].trigger()
    app.close_project()
    assert window.page_widget() is window.start_page
    assert not window.person_corner.tabs.isVisible()
    assert feature.heard[-1] == ("closed",)
