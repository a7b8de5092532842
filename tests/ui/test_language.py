"""The language of the window: chosen in the menu, stored, in force from the next start."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from annotator.i18n import language
from annotator.ui.settings import Settings


def pick(window, action_id):
    """Choose an entry of the menu View with the mouse."""
    menu = window._menus["view"]
    menu.popup(window.mapToGlobal(window.rect().topLeft()))
    place = menu.actionGeometry(window.actions_table[action_id]).center()
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_language_is_chosen_for_the_next_start(app, window, qapp, tmp_path, monkeypatch):
    table = window.actions_table
    assert (table["language-en"].isChecked(), table["language-vi"].isChecked()) == (True, False)
    pick(window, "language-vi")
    assert window.workspace.page.message.words == "The window speaks Tiếng Việt from the next start."
    assert (table["language-en"].isChecked(), table["language-vi"].isChecked()) == (False, True)
    assert language() == "en"
    app.settings.save()
    stored = Settings(app, tmp_path / "window.ini")
    monkeypatch.setenv("ANNOTATOR_LANG", "en")
    assert stored.language_at_start() == "en"
    monkeypatch.delenv("ANNOTATOR_LANG")
    assert stored.language_at_start() == "vi"
    pick(window, "language-vi")
    assert table["language-vi"].isChecked()
    pick(window, "language-en")
    assert app.settings.language == "en"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_without_a_project_it_is_told_as_well(app, qtbot):
    app.window.show()
    app.window.actions_table["language-vi"].trigger()
    (box,) = app.window.findChildren(QMessageBox)
    assert "Tiếng Việt" in box.text()
    box.close()


def test_a_stored_language_that_makes_no_sense_is_none(qapp, tmp_path, monkeypatch):
    (tmp_path / "w.ini").write_text("[General]\nlanguage=xx\n", encoding="utf-8")
    settings = Settings(qapp, tmp_path / "w.ini")
    monkeypatch.delenv("ANNOTATOR_LANG")
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    assert (settings.language, settings.language_at_start()) == ("", "vi")
    settings.deleteLater()
