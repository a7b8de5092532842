"""The style sheet of the window, made from the tokens of a theme and nothing else."""

from __future__ import annotations

from string import Template

from annotator.assets import asset

_SHEET = Template("""
QWidget { font-size: 13px; }
QMainWindow, QMenuBar, QStatusBar { background: $win; }
QDialog, QMessageBox { background: $paper; }
QToolTip { background: $paper; color: $text; border: 1px solid $line2; padding: 4px 6px; font-size: 12px; }

QMenuBar { border-bottom: 1px solid $line; padding: 1px 0 1px 8px; }
QMenuBar::item { padding: 1px 9px; margin: 3px 0 0 0; background: transparent; border-radius: 4px; color: $text; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $selrow; }
QMenu { background: $paper; border: 1px solid $line2; padding: 4px 0; }
QMenu::item { padding: 5px 28px 5px 28px; color: $text; }
QMenu::item:selected { background: $selrow; }
QMenu::item:disabled { color: $off; }
QMenu::separator { height: 1px; background: $line; margin: 4px 0; }
QMenu::indicator { width: 14px; height: 14px; left: 8px; }
QMenu::indicator:checked { image: url("$icons/menu-check-$mode.svg"); }

QLabel { background: transparent; color: $text; }
QLabel[role="secondary"] { color: $text2; font-size: 12px; }
QLabel[role="caption"] { color: $text2; font-size: 12px; }
QLabel[role="faint"] { color: $text3; font-size: 12px; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="medium"] { font-weight: 500; }
QLabel[role="title"] { font-size: 15px; font-weight: 600; }
QLabel[role="number"] { font-family: "Noto Sans"; font-size: 12px; color: $text2; }
QLabel[role="number-small"] { font-family: "Noto Sans"; font-size: 11px; color: $text2; }
QLabel[role="quote"] { font-family: "Noto Serif"; font-size: 16px; }
QLabel[role="error"] { color: $err; font-size: 12px; }
QLabel[role="mark"] { color: $warn; font-size: 12px; }

QWidget[surface="win"] { background: $win; }
QWidget[surface="pane"] { background: $pane; }
QWidget[surface="paper"] { background: $paper; }
QFrame[role="hairline"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="vline"] { background: $line; border: none; max-width: 1px; min-width: 1px; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox {
    background: $field; color: $text; border: 1px solid $line2; border-radius: 4px; padding: 0 7px;
    selection-background-color: $textsel; selection-color: $text; }
QLineEdit, QComboBox, QSpinBox { min-height: 26px; max-height: 26px; }
QPlainTextEdit, QTextEdit { padding: 4px 5px; }
QLineEdit:hover, QComboBox:hover { border-color: $text3; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QComboBox:focus, QComboBox:on {
    border: 2px solid $accent; padding: 0 6px; }
QLineEdit:focus, QComboBox:focus, QComboBox:on, QSpinBox:focus { min-height: 24px; max-height: 24px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 3px 4px; }
QLineEdit[invalid="true"] { border-color: $err; background: $errbg; }
QLineEdit[number="true"] { font-family: "Noto Sans"; }
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled { color: $off; background: $pane; }
QLineEdit[compact="true"], QComboBox[compact="true"] { font-size: 12px; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url("$icons/chevron-$mode.svg"); width: 12px; height: 12px; }
QSpinBox, QDoubleSpinBox { padding-right: 20px; }
QSpinBox:focus, QDoubleSpinBox:focus { padding-right: 19px; }
QSpinBox::up-button, QDoubleSpinBox::up-button { subcontrol-origin: border; subcontrol-position: top right;
    width: 20px; height: 14px; border: none; background: transparent; }
QSpinBox::down-button, QDoubleSpinBox::down-button { subcontrol-origin: border; subcontrol-position: bottom right;
    width: 20px; height: 14px; border: none; background: transparent; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url("$icons/chevron-up-$mode.svg"); width: 12px; height: 12px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url("$icons/chevron-$mode.svg"); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $paper; color: $text; border: 1px solid $line2; padding: 4px 0;
    selection-background-color: $selrow; selection-color: $text; outline: 0; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 8px; }
QComboBox[flat="true"] { border-color: transparent; background: transparent; font-weight: 500; font-size: 12px;
    padding: 0 2px; min-height: 22px; max-height: 22px; }
QComboBox[flat="true"]:hover { background: $hover; }
QComboBox[flat="true"]:focus { border: 2px solid $accent; padding: 0 1px; min-height: 20px; max-height: 20px; }
QComboBox[flat="true"]::drop-down { width: 16px; }

QPushButton { background: $key; color: $text; border: 1px solid $line2; border-radius: 4px; padding: 0 10px;
    min-height: 26px; max-height: 26px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $selrow; }
QPushButton:focus { border: 2px solid $accent; padding: 0 9px; min-height: 24px; max-height: 24px; }
QPushButton:disabled { color: $off; }
QPushButton[compact="true"] { font-size: 12px; padding: 0 8px; min-height: 22px; max-height: 22px; }
QPushButton[compact="true"]:focus { padding: 0 7px; min-height: 20px; max-height: 20px; }
QPushButton[primary="true"] { background: $accent; border-color: $accent; color: $on_accent; font-weight: 600; }
QPushButton[primary="true"]:focus { border: 2px solid $text; }
QPushButton[primary="true"]:disabled { background: $pane; border-color: $line2; color: $off; }
QPushButton[flat="true"] { background: transparent; border-color: transparent; }
QPushButton[flat="true"]:hover { background: $hover; }
QPushButton[flat="true"]:focus { border: 2px solid $accent; }
QPushButton[segment="first"], QPushButton[segment="middle"], QPushButton[segment="last"] {
    font-size: 12px; min-height: 24px; max-height: 24px; padding: 0 6px; color: $text2; border-radius: 0; }
QPushButton[segment="middle"], QPushButton[segment="last"] { border-left: none; }
QPushButton[segment="first"] { border-top-left-radius: 4px; border-bottom-left-radius: 4px; }
QPushButton[segment="last"] { border-top-right-radius: 4px; border-bottom-right-radius: 4px; }
QPushButton[segment="first"]:checked, QPushButton[segment="middle"]:checked, QPushButton[segment="last"]:checked {
    background: $selrow; color: $text; font-weight: 600; }
QPushButton[segment="first"]:focus, QPushButton[segment="middle"]:focus, QPushButton[segment="last"]:focus {
    border: 2px solid $accent; padding: 0 5px; min-height: 22px; max-height: 22px; }
QPushButton[segment="first"]:disabled, QPushButton[segment="middle"]:disabled,
QPushButton[segment="last"]:disabled { color: $off; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 0 4px;
    color: $text; min-height: 22px; min-width: 16px; }
QToolButton:hover, QToolButton:open { background: $hover; }
QToolButton:focus { border: 2px solid $accent; padding: 0 3px; min-height: 20px; }
QToolButton:disabled { color: $off; }
QToolButton#page-tab { border-radius: 0; padding: 0 14px; color: $text2; font-size: 13px; }
QToolButton#page-tab:checked { color: $text; font-weight: 600; }
QToolButton#page-tab::menu-indicator { width: 0; height: 0; image: none; }
QToolButton[secondary="true"] { color: $text2; font-size: 12px; }
QToolButton::menu-indicator { image: url("$icons/chevron-$mode.svg"); width: 12px; height: 12px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 3px; }

QCheckBox, QRadioButton { color: $text; spacing: 8px; min-height: 24px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid $line2; border-radius: 3px; background: $field; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$icons/check-on-$mode.svg"); }
QCheckBox::indicator:focus { border: 2px solid $accent; width: 12px; height: 12px; }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $text3; border-radius: 8px; background: $field; }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 6px; height: 6px; }
QRadioButton::indicator:focus { border-color: $text; }

QAbstractItemView { background: $pane; border: 2px solid $pane; outline: 0; color: $text;
    selection-background-color: $selrow; selection-color: $text; }
QAbstractItemView:focus { border: 2px solid $accent; }
QListView::indicator { width: 14px; height: 14px; border: 1px solid $line2; border-radius: 3px; background: $field; }
QListView::indicator:checked { background: $accent; border-color: $accent; image: url("$icons/check-on-$mode.svg"); }
QListWidget { background: $field; border: 1px solid $line2; border-radius: 4px; padding: 4px; }
QListWidget:focus { border: 2px solid $accent; padding: 3px; }
QTableView, QTableWidget { background: $paper; gridline-color: $line; font-size: 12px; border: 1px solid $line; }
QTableView:focus, QTableWidget:focus { border: 2px solid $accent; }
QTableView::item { padding: 2px 8px; }
QHeaderView::section { background: $pane; color: $text2; border: none; border-bottom: 1px solid $line;
    padding: 4px 8px; font-size: 12px; }
QHeaderView { background: $pane; border: none; }
QTableCornerButton::section { background: $pane; border: none; }

QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle:vertical { background: $line2; border-radius: 3px; margin: 2px; min-height: 28px; }
QScrollBar::handle:horizontal { background: $line2; border-radius: 3px; margin: 2px; min-width: 28px; }
QScrollBar::handle:hover { background: $text3; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: $accent; }

QProgressBar { background: $line; border: none; border-radius: 2px; min-height: 4px; max-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }

QStatusBar { border-top: 1px solid $line; min-height: 25px; max-height: 25px; }
QStatusBar::item { border: none; }
QStatusBar QLabel { font-size: 12px; }

QFrame[role="message"] { background: $pane; border: none; border-bottom: 1px solid $line; }
QFrame[role="message"][kind="error"] { background: $errbg; }
QFrame[role="message"][kind="warn"] { background: $warnbg; }
QFrame[role="message"][kind="done"] { background: $okbg; }
QFrame[role="card"] { background: $paper; border: 1px solid $line; border-radius: 6px; }
""")
_CLEAR_SHEET = Template(
    _SHEET.template.replace("2px solid $accent", "3px solid $accent")
    .replace("1px solid $", "2px solid $")
    .replace("max-height: 1px; min-height: 1px;", "max-height: 2px; min-height: 2px;")
    .replace("max-width: 1px; min-width: 1px;", "max-width: 2px; min-width: 2px;")
    .replace(
        "padding: 0 6px; color: $text2; border-radius: 0;", "padding: 0 3px; color: $text2; border-radius: 0;"
    )
)


def build_style_sheet(tokens: dict[str, str], *, clear: bool = False) -> str:
    """The style sheet in the colours of ``tokens`` (see ``theme.Theme``); ``clear`` draws lines of 2 px, focus of 3."""
    dark = int(tokens["paper"][1:3], 16) < 0x80
    sheet = _CLEAR_SHEET if clear else _SHEET
    return sheet.substitute(tokens, icons=asset("icons").as_posix(), mode="dark" if dark else "light")
