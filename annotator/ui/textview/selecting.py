"""Caret, text selection and selected span of the article: what every key and every click ends in.

Offsets are code points of the stored text.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from annotator.model.span import Span, order_key
from annotator.model.text import snap, trim_spaces
from annotator.ui.textview.access import Speech
from annotator.ui.textview.page import Page
from annotator.ui.textview.paint import Shown


class SelectingArea(QAbstractScrollArea):
    """A scroll area over a page that knows where the reader is. ``view.ArticleView`` adds drawing and events."""

    selection_changed = Signal(object)  # (start, end) or None
    span_selected = Signal(object)  # span id or None
    caret_moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page: Page | None = None
        self.shown = Shown()
        self._anchor = 0
        self._syncing = False
        self.speech = Speech(self)

    # Scrolling -----------------------------------------------------------------------------------------------
    def _sync(self) -> None:
        """Tell the scroll bar where the page is."""
        bar, page = self.verticalScrollBar(), self.page
        self._syncing = True
        height = self.viewport().height()
        bar.setRange(0, max(0, page.total - height) if page is not None else 0)
        bar.setPageStep(max(1, height))
        bar.setSingleStep(24)
        bar.setValue(page.value if page is not None else 0)
        self._syncing = False

    def scroll_by(self, dy: int) -> None:
        """Scroll by ``dy`` pixels."""
        if self.page is not None:
            self.page.move(dy)
            self._sync()
            self.viewport().update()

    def ensure_visible(self, offset: int) -> None:
        """Scroll as little as shows the line of ``offset``; a far line comes to a third of the height."""
        page = self.page
        if page is None:
            return
        height, number = page.height, page.blocks.at(offset)
        block = page.block(number)
        row = block.rows[block.row_of(offset)]
        y = page.y_of(number) + row.y
        pad = min(24, max(0, (height - row.height) // 4))
        dy = y - pad if y < pad else max(0, y + row.height + pad - height)
        before = page.anchor, page.delta
        if dy and abs(dy) < height:
            page.move(dy)
        elif dy:
            page.go_to(offset)
            page.move(-(height // 3))
        if (page.anchor, page.delta) != before:
            self._sync()
            self.viewport().update()

    # Caret, selection, selected span -------------------------------------------------------------------------------
    def caret(self) -> int:
        """Where the caret stands."""
        return self.shown.caret

    def selection(self) -> tuple[int, int] | None:
        """The selected text, snapped; None where nothing is selected."""
        return self.shown.selection

    @property
    def selected_span(self) -> str | None:
        """Id of the selected span."""
        return self.shown.selected

    @property
    def anchor(self) -> int:
        """Where the selection began."""
        return self._anchor

    def select(self, start: int, end: int) -> None:
        """Select a range as it is given, without snapping, and show it."""
        if self.page is None:
            return
        length = len(self.page.text)
        start, end = max(0, min(start, length)), max(0, min(end, length))
        self._drop_span()
        self._anchor = start
        self._set_caret(end)
        self._set_selection((start, end) if start < end else None)
        self.ensure_visible(start)

    def move_caret(
        self, offset: int, *, extend: bool = False, exact: bool = False, reveal: bool = True
    ) -> None:
        """Move the caret; ``extend`` selects from where the selection began, ``exact`` by characters, not by units."""
        if self.page is None:
            return
        text = self.page.text
        offset = max(0, min(offset, len(text)))
        self._drop_span()
        if not extend:
            self._anchor = offset
        self._set_caret(offset)
        low, high = sorted((self._anchor, offset))
        start, end = (
            (trim_spaces if exact else snap)(text, low, high) if extend and low < high else (low, low)
        )
        self._set_selection((start, end) if start < end else None)
        if reveal:
            self.ensure_visible(offset)

    def extend_from(self, anchor: int, offset: int, *, exact: bool = False) -> None:
        """Select from ``anchor`` to ``offset``, snapped, without scrolling: a drag of the mouse."""
        self._anchor = anchor
        self.move_caret(offset, extend=True, exact=exact, reveal=False)

    def place_caret(self, offset: int) -> None:
        """Put the caret somewhere and drop the text selection; a selected span stays."""
        self._anchor = offset
        self._set_caret(offset)
        self._set_selection(None)

    def select_range(self, start: int, end: int) -> None:
        """Select a unit, sentence or paragraph that was clicked; Shift then extends from its start."""
        self._drop_span()
        self._anchor = start
        self._set_caret(end)
        self._set_selection((start, end) if start < end else None)

    def select_all(self) -> None:
        """Select the whole text."""
        if self.page is not None:
            self.select_range(0, len(self.page.text))

    def select_span(self, span_id: str | None, *, reveal: bool = True) -> None:
        """Select a span, or none; the text selection goes. ``reveal`` scrolls to its start."""
        span = self.page.index.get(span_id) if self.page is not None else None
        chosen = span.id if span is not None else None
        if span is not None:
            self._set_selection(None)
            if not span.start <= self.shown.caret < span.end or reveal:
                self._set_caret(span.start)
            self._anchor = self.shown.caret
        before, previewed = self.shown.selected, self.shown.preview is not None
        changed = chosen != before
        self.shown.selected, self.shown.preview = chosen, None
        if span is not None and reveal:
            self.ensure_visible(span.start)
        self._show_selected(before, chosen, everything=previewed)
        if changed:
            self.span_selected.emit(chosen)
            if span is not None:
                self.speech.span_selected(span)

    def clear_selection(self) -> None:
        """Neither text nor a span is selected; the caret stays."""
        self._set_selection(None)
        self._anchor = self.shown.caret
        self._drop_span()

    def next_span(self, step: int) -> None:
        """Select the next (+1) or the previous (-1) span in reading order, seen from the selected span or the caret."""
        if self.page is None:
            return
        current = self.page.index.get(self.shown.selected)
        key = (
            order_key(current)
            if current is not None
            else (self.shown.caret, -(1 << 62) if step > 0 else 1, "")
        )
        found = self.page.index.after(key) if step > 0 else self.page.index.before(key)
        if found is not None:
            self.select_span(found.id)

    def cycle_spans(self, offset: int | None = None, spans: Sequence[Span] | None = None) -> bool:
        """Select the next span outward at a place (the caret by default), and round; False where there is none."""
        if self.page is None:
            return False
        if spans is None:
            where = self.shown.caret if offset is None else offset
            spans = self.page.index.at(where) or (self.page.index.at(where - 1) if where else [])
        ids = [span.id for span in spans]
        if not ids:
            return False
        place = ids.index(self.shown.selected) + 1 if self.shown.selected in ids else 0
        self.select_span(ids[place % len(ids)], reveal=False)
        return True

    def copy(self) -> None:
        """Put the stored text of the selection, or of the selected span, on the clipboard."""
        if self.page is None:
            return
        span = self.page.index.get(self.shown.selected)
        where = self.shown.selection or ((span.start, span.end) if span is not None else None)
        if where is not None:
            QGuiApplication.clipboard().setText(self.page.text[where[0] : where[1]])

    def character_rect(self, offset: int) -> QRect:
        """Where the character at ``offset`` is, in screen pixels."""
        page = self.page
        if page is None:
            return QRect()
        number, block, row = page.row_of(offset)
        following = block.shape.x(row.line, min(offset + 1, row.line.end))
        x = block.shape.x(row.line, offset)
        place = QPoint(round(self.shown.left + x), page.y_of(number) + row.y + row.top)
        return QRect(self.viewport().mapToGlobal(place), QSize(max(1, round(following - x)), block.box))

    def offset_at(self, point: QPoint) -> int:
        """The character under a point of the screen."""
        local = self.viewport().mapFromGlobal(point)
        return self.page.hit(local.x() - self.shown.left, local.y()).character if self.page is not None else 0

    def update_span(self, span_id: str | None) -> None:
        """Repaint the visible lines of a span."""
        if self.page is not None and span_id is not None:
            for top, _, row, _ in self.page.marks(span_id):
                self.viewport().update(0, top + row.y - 2, self.viewport().width(), row.height + 4)

    def update_range(self, start: int, end: int) -> None:
        """Repaint the visible lines that [start, end] touches."""
        if self.page is not None:
            for _, top, block in self.page.visible():
                if block.shape.start <= end and start <= block.shape.end:
                    for row in block.rows:
                        if row.line.start <= end and start <= row.line.end:
                            self.viewport().update(
                                0, top + row.y - 4, self.viewport().width(), row.height + 8
                            )

    def _update_paragraph(self, offset: int) -> None:
        """Repaint the margin of a paragraph, and the line on which the caret stands or stood."""
        page = self.page
        if page is None:
            return
        self.update_range(offset, offset)
        paragraph = page.blocks.paragraph[page.blocks.at(offset)]
        for number, top, block in page.visible():
            if page.blocks.paragraph[number] == paragraph:
                self.viewport().update(0, top - 2, self.shown.left, block.height + 4)

    def _show_selected(self, before: str | None, now: str | None, *, everything: bool) -> None:
        """Repaint what another selected span changes: its lines, or everything where relations are drawn."""
        page, ends = self.page, [one for one in (before, now) if one is not None]
        if page is None or everything or any(page.has_relation(end) for end in ends):
            self.viewport().update()
            return
        for end in ends:
            span = page.index.get(end)
            if span is None:
                self.viewport().update()
                return
            self.update_range(span.start, span.end)
        if (before is None) != (now is None):  # the caret goes, or comes back
            self.update_range(self.shown.caret, self.shown.caret)

    def _drop_span(self) -> None:
        if self.shown.selected is not None:
            self.select_span(None)

    def _set_caret(self, offset: int) -> None:
        if offset != self.shown.caret:
            self._update_paragraph(self.shown.caret)
            self.shown.caret = offset
            self._update_paragraph(offset)
            self.caret_moved.emit(offset)
            self.speech.caret_moved(offset)

    def _set_selection(self, selection: tuple[int, int] | None) -> None:
        if selection != self.shown.selection:
            for where in (self.shown.selection, selection):
                if where is not None:
                    self.update_range(*where)
            self.shown.selection = selection
            self.selection_changed.emit(selection)
            self.speech.selection_changed(selection)
