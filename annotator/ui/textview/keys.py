"""The keyboard in the article: caret, selection, walking the spans. Digits, letters, Delete and Backspace are left alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from annotator.ui.textview.moves import by_sentence, by_unit, next_character, previous_character

if TYPE_CHECKING:
    from annotator.ui.textview.page import Page
    from annotator.ui.textview.view import ArticleView

_Key = Qt.Key
_Modifier = Qt.KeyboardModifier
_MEANT = _Modifier.ShiftModifier | _Modifier.ControlModifier | _Modifier.AltModifier | _Modifier.MetaModifier


class Keys:
    """Turns keys into moves. ``press`` tells whether it took the key."""

    def __init__(self, view: ArticleView) -> None:
        self._view = view
        self._extending = False
        self._goal_x: float | None = None  # where Up and Down want to be, in pixels of the column
        self._moves: dict[int, Callable[[Page, int, Qt.KeyboardModifier], int]] = {
            _Key.Key_Left: self._left,
            _Key.Key_Right: self._right,
            _Key.Key_Up: self._up,
            _Key.Key_Down: self._down,
            _Key.Key_Home: self._home,
            _Key.Key_End: self._end,
            _Key.Key_PageUp: self._page_up,
            _Key.Key_PageDown: self._page_down,
        }

    def press(self, event: QKeyEvent) -> bool:
        """Handle a key; False leaves it to others."""
        key, modifiers = event.key(), event.modifiers() & _MEANT
        move = self._moves.get(key)
        if move is not None and self._view.page is not None:
            self._move(move, key, modifiers)
            return True
        self._goal_x = None
        if key in (_Key.Key_Tab, _Key.Key_Backtab) and not modifiers & ~_Modifier.ShiftModifier:
            back = key == _Key.Key_Backtab or bool(modifiers & _Modifier.ShiftModifier)
            self._view.next_span(-1 if back else 1)
            return True
        if key == _Key.Key_Space and not modifiers:
            return self._view.cycle_spans()
        if key == _Key.Key_Escape and not modifiers:
            return self._escape()
        if event.matches(QKeySequence.StandardKey.Copy):
            self._view.copy()
            return True
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self._view.select_all()
            return True
        return False

    def _escape(self) -> bool:
        shown = self._view.shown
        held = shown.selection is not None or shown.selected is not None or shown.preview is not None
        held = held or shown.suggested is not None
        self._view.clear_selection()
        return held

    def _move(
        self, move: Callable[[Page, int, Qt.KeyboardModifier], int], key: int, modifiers: Qt.KeyboardModifier
    ) -> None:
        view, page = self._view, self._view.page
        assert page is not None
        if key not in (_Key.Key_Up, _Key.Key_Down, _Key.Key_PageUp, _Key.Key_PageDown):
            self._goal_x = None
        extend = bool(modifiers & _Modifier.ShiftModifier)
        exact = bool(modifiers & _Modifier.AltModifier)
        caret = move(page, view.caret(), modifiers)
        view.move_caret(caret, extend=extend, exact=exact)
        self._extending = extend

    def let_go(self) -> bool:
        """Shift was let go: whether words were being selected with it."""
        extending, self._extending = self._extending, False
        return extending

    def _anchor(self, modifiers: Qt.KeyboardModifier) -> int | None:
        return self._view.anchor if modifiers & _Modifier.ShiftModifier else None

    def _left(self, page: Page, caret: int, modifiers: Qt.KeyboardModifier) -> int:
        if modifiers & _Modifier.ControlModifier:
            return by_sentence(page.text, caret, -1)
        if modifiers & _Modifier.AltModifier:
            return previous_character(page.text, caret)
        return by_unit(page.text, caret, -1, self._anchor(modifiers))

    def _right(self, page: Page, caret: int, modifiers: Qt.KeyboardModifier) -> int:
        if modifiers & _Modifier.ControlModifier:
            return by_sentence(page.text, caret, 1)
        if modifiers & _Modifier.AltModifier:
            return next_character(page.text, caret)
        return by_unit(page.text, caret, 1, self._anchor(modifiers))

    def _home(self, page: Page, caret: int, modifiers: Qt.KeyboardModifier) -> int:
        if modifiers & _Modifier.ControlModifier:
            return 0
        _, _, row = page.row_of(caret)
        return row.line.start

    def _end(self, page: Page, caret: int, modifiers: Qt.KeyboardModifier) -> int:
        if modifiers & _Modifier.ControlModifier:
            return len(page.text)
        number, _, row = page.row_of(caret)
        return page.line_limit(number, row)

    def _up(self, page: Page, caret: int, modifiers: Qt.KeyboardModifier) -> int:
        return self._vertical(page, caret, -1)

    def _down(self, page: Page, caret: int, modifiers: Qt.KeyboardModifier) -> int:
        return self._vertical(page, caret, 1)

    def _vertical(self, page: Page, caret: int, step: int) -> int:
        number, block, row = page.row_of(caret)
        if self._goal_x is None:
            self._goal_x = block.shape.x(row.line, caret)
        index = block.rows.index(row) + step
        while not 0 <= index < len(block.rows):
            number += step
            if not 0 <= number < len(page.blocks):
                return 0 if step < 0 else len(page.text)
            block = page.block(number)
            index = len(block.rows) - 1 if step < 0 else 0
        return page.place_near(number, block.rows[index], self._goal_x)

    def _page_up(self, page: Page, caret: int, modifiers: Qt.KeyboardModifier) -> int:
        return self._by_page(page, caret, -1)

    def _page_down(self, page: Page, caret: int, modifiers: Qt.KeyboardModifier) -> int:
        return self._by_page(page, caret, 1)

    def _by_page(self, page: Page, caret: int, step: int) -> int:
        _, block, row = page.row_of(caret)
        if self._goal_x is None:
            self._goal_x = block.shape.x(row.line, caret)
        way = max(40, self._view.viewport().height() - page.metrics.bare)
        y = page.y_of(page.blocks.at(caret)) + row.y
        if not 0 <= y < page.height:
            y = page.height // 3
        before = page.value
        self._view.scroll_by(step * way)
        rest = way - abs(
            page.value - before
        )  # near an end the page cannot scroll all the way: the caret goes the rest
        goal = y + page.metrics.top + 4 + step * max(0, rest)
        if rest >= way or (rest > 0 and not 0 <= goal < page.height):
            return 0 if step < 0 else len(page.text)
        return page.hit(self._goal_x, goal).offset
