"""Size, spacing, width and letters of articles, and the themes: live, and kept for the next start."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.ui.appearance.dialog import AppearanceDialog
from annotator.ui.appearance.look import TextLook
from annotator.ui.settings import Settings
from annotator.ui.theme import CHOICES, THEMES

Key = Qt.Key
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)


def metrics(window):
    return window.workspace.page.view.page.metrics


def opened(window):
    window.actions_table["appearance"].trigger()
    (dialog,) = window.findChildren(AppearanceDialog)
    return dialog


def test_articles_are_set_anew_while_one_looks(app, window, tmp_path):
    dialog = opened(window)
    before = metrics(window)
    for field, key, times in (
        (dialog.text_size, Key.Key_Up, 4),
        (dialog.spacing, Key.Key_Up, 6),
        (dialog.column, Key.Key_Down, 3),
    ):
        for _ in range(times):
            QTest.keyClick(field, key)
    QTest.mouseClick(dialog.family.button("sans"), Qt.MouseButton.LeftButton)
    now = metrics(window)
    assert now.body.pixelSize() == 20
    assert now.body.families()[0] == "Noto Sans"
    assert now.scale == 20 / 16
    assert now.column == round(644 * 20 / 16)
    assert now.bare - round((before.bare + 29 * 0.3) * now.scale) in (-1, 0, 1)
    chosen = TextLook(20, 130, 644, "sans")
    assert app.settings.text == chosen
    app.settings.save()
    stored = Settings(app, tmp_path / "window.ini")
    assert stored.text == chosen
    dialog.reset.click()
    assert app.settings.text == TextLook()
    assert metrics(window).bare == before.bare


@pytest.mark.parametrize("choice", THEMES)
def test_every_theme_is_put_on_by_the_menu_and_the_dialog(app, window, choice):
    dialog = opened(window)
    dialog.theme.setCurrentIndex(dialog.theme.findData(choice))
    dialog.theme.activated.emit(dialog.theme.currentIndex())
    assert app.themes.current is THEMES[choice]
    assert app.settings.theme == choice
    view = window.workspace.page.view
    assert view.article_style.fills is not THEMES[choice].dark.clear
    assert view.article_style.paper.name().upper() == THEMES[choice].paper
    assert [one for one in CHOICES if window.actions_table[f"theme-{one}"].isChecked()] == [choice]
    window.actions_table["theme-light"].trigger()
    assert app.themes.current is THEMES["light"]


def test_lines_are_two_pixels_in_high_contrast(app, window, qapp):
    app.themes.choose("contrast")
    assert "1px solid" not in qapp.styleSheet().replace("border: 1px solid transparent", "")
    assert "3px solid #0B3A9B" in qapp.styleSheet()
    assert 2.0 <= 1.2 * window.workspace.page.view.article_style.stroke < 2.1


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"size": "-3"},
        {"size": "9999999"},
        {"size": "x", "family": "comic"},
        {"column": "²", "spacing": "1.5"},
    ],
)
def test_settings_that_make_no_sense_are_the_defaults(given):
    assert TextLook.read(given) == TextLook()
