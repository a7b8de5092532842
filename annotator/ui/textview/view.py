"""The article view: shows a text with its spans and tells what the reader selects. It changes nothing by itself.

Every offset of the interface is a code point of the stored text. What is drawn changes through ``set_article`` and
``apply_edits`` alone; keys and mouse only move caret, selection and the selected span.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from annotator.model.edit import LayerEdit, SpanAdded, SpanRemoved, SpanReplaced
from annotator.model.layer import Layer
from annotator.model.scheme import LabelScheme
from annotator.model.span import Span, order_key
from annotator.model.text import snap, trim_spaces
from annotator.ui.textview.access import Speech
from annotator.ui.textview.keys import Keys
from annotator.ui.textview.overview import WIDTH, Overview
from annotator.ui.textview.page import Page
from annotator.ui.textview.paint import Painter, Shown
from annotator.ui.textview.pointer import Pointer
from annotator.ui.textview.relations import paint_relations
from annotator.ui.textview.style import ArticleStyle, light_style

ZOOM_MIN, ZOOM_MAX = 50, 300
_MARGIN, _NARROW_MARGIN, _RIGHT = 84, 62, 24


class ArticleView(QAbstractScrollArea):
    """See the module. Signals tell facts; ``*_requested`` asks the window to do something."""

    selection_changed = Signal(object)  # (start, end) or None
    span_selected = Signal(object)  # span id or None
    resize_requested = Signal(str, int, int)  # span id, new start, new end
    caret_moved = Signal(int)
    context_menu_requested = Signal(object)  # (global QPoint, span id or None)
    zoom_changed = Signal(int)  # per cent

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page: Page | None = None
        self.shown = Shown()
        self.read_only = False
        self._style = light_style()
        self._zoom = 100
        self._anchor = 0
        self._exact = False
        self._syncing = False
        self._overview = Overview()
        self._speech = Speech(self)
        self._pointer = Pointer(self)
        self._keys = Keys(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # What is shown ---------------------------------------------------------------------------------------------
    def set_article(self, text: str, layer: Layer, scheme: LabelScheme) -> None:
        """Show an article. ``layer`` is kept and must be the object that later edits were applied to."""
        self._pointer.cancel()
        self.page = Page(text, layer, scheme)
        self._overview.forget()
        self._relayout()
        self._forget_selection()
        self._speech.article_shown()

    def clear(self) -> None:
        """Show nothing."""
        self._pointer.cancel()
        self.page = None
        self._overview.forget()
        self._forget_selection()
        self._sync()

    def _forget_selection(self) -> None:
        selection, selected = self.shown.selection, self.shown.selected
        self.shown = Shown(left=self.shown.left, focus=self.hasFocus())
        self._anchor = 0
        if selection is not None:
            self.selection_changed.emit(None)
        if selected is not None:
            self.span_selected.emit(None)
        self.viewport().update()

    def apply_edits(self, edits: Iterable[LayerEdit]) -> None:
        """Follow edits of this layer that were applied to it already; only what they touch is laid out again."""
        page = self.page
        if page is None:
            return
        edits = list(edits)
        before = {n: (y, block.height, block) for n, y, block in page.visible()}
        page.apply(edits)
        for edit in edits:
            self._patch_overview(page, edit)
        self._update_changed(page, before, edits)
        selected = self.shown.selected
        if selected is not None and page.index.get(selected) is None:
            self._pointer.cancel()
            self.select_span(None)
        self._sync()

    def _patch_overview(self, page: Page, edit: LayerEdit) -> None:
        match edit:
            case SpanAdded(span):
                self._overview.add(page, span)
            case SpanRemoved(span):
                self._overview.remove(page, span)
            case SpanReplaced(before, after):
                self._overview.remove(page, before)
                self._overview.add(page, after)

    def _update_changed(self, page: Page, before: dict, edits: Sequence[LayerEdit]) -> None:
        if not all(isinstance(edit, SpanAdded | SpanRemoved | SpanReplaced) for edit in edits):
            self.viewport().update()
            return
        stale = {n for n, (_, _, block) in before.items() if not block.dressed}
        page.move(0)
        width, room = self.viewport().width(), self.viewport().height()
        for number, y, block in page.visible():
            if before.get(number, (None, None, None))[:2] != (y, block.height):
                self.viewport().update(0, min(y, before.get(number, (y,))[0]), width, room)
                break
            if number in stale:
                self.viewport().update(0, y - 2, width, block.height + 4)
        self.viewport().update(width - WIDTH, 0, WIDTH, room)

    def set_style(self, style: ArticleStyle) -> None:
        """Draw in another style (theme, fonts, contrast)."""
        self._style = style
        self._overview.forget()
        self._relayout()

    @property
    def article_style(self) -> ArticleStyle:
        return self._style

    def set_read_only(self, read_only: bool) -> None:
        """A read-only article has no grips to drag; everything else works."""
        self.read_only = read_only
        self.viewport().update()

    def highlight_matches(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Show what a search found; an empty list shows nothing."""
        self.shown.matches = sorted(ranges)
        self.viewport().update()

    # Zoom and layout -------------------------------------------------------------------------------------------
    @property
    def zoom(self) -> int:
        """Zoom in per cent."""
        return self._zoom

    def set_zoom(self, percent: int) -> None:
        """Zoom to ``percent``, 50 to 300; the first visible line stays first."""
        percent = max(ZOOM_MIN, min(ZOOM_MAX, int(percent)))
        if percent != self._zoom:
            self._zoom = percent
            self._relayout()
            self.zoom_changed.emit(percent)

    def _relayout(self) -> None:
        width, height = self.viewport().width(), self.viewport().height()
        scale = max(1.0, self._style.article.pixelSize() * self._zoom / 1600)
        column = round(704 * self._style.article.pixelSize() * self._zoom / 1600)
        roomy = width >= column + round(_MARGIN * scale) + _RIGHT + WIDTH
        self.shown.left = round((_MARGIN if roomy else _NARROW_MARGIN) * scale)
        if self.page is not None:
            room = max(80, min(column, width - self.shown.left - _RIGHT - WIDTH))
            self.page.set_look(self._style, self._zoom, room, height)
        self._sync()
        self.viewport().update()

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

    def scroll_state(self) -> tuple[int, int, int]:
        """Where the reader is: the first visible line, pixels of it scrolled away, the caret. For ``restore``."""
        if self.page is None:
            return 0, 0, 0
        return *self.page.top_state(), self.shown.caret

    def restore(self, state: tuple[int, int, int]) -> None:
        """Go back to what ``scroll_state`` told, at any zoom."""
        page = self.page
        if page is None:
            return
        offset, dy, caret = state
        page.go_to(max(0, min(offset, len(page.text))), dy)
        self.move_caret(caret, reveal=False)
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
        if dy and abs(dy) < height:
            page.move(dy)
        elif dy:
            page.go_to(offset)
            page.move(-(height // 3))
        if dy:
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
        self._anchor, self._exact = start, True
        self._set_caret(end)
        self._set_selection((start, end) if start < end else None)
        self.ensure_visible(start)

    def move_caret(self, offset: int, *, extend: bool = False, exact: bool = False, reveal: bool = True) -> None:
        """Move the caret; ``extend`` selects from where the selection began, ``exact`` by characters, not by units."""
        if self.page is None:
            return
        text = self.page.text
        offset = max(0, min(offset, len(text)))
        self._drop_span()
        if not extend:
            self._anchor = offset
        self._exact = exact
        self._set_caret(offset)
        low, high = sorted((self._anchor, offset))
        start, end = (trim_spaces if exact else snap)(text, low, high) if extend and low < high else (low, low)
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
        changed = chosen != self.shown.selected
        self.shown.selected, self.shown.preview = chosen, None
        if span is not None and reveal:
            self.ensure_visible(span.start)
        self.viewport().update()
        if changed:
            self.span_selected.emit(chosen)
            if span is not None:
                self._speech.span_selected(span)

    def clear_selection(self) -> None:
        """Neither text nor a span is selected; the caret stays."""
        self._pointer.cancel()
        self._set_selection(None)
        self._anchor = self.shown.caret
        self._drop_span()

    def next_span(self, step: int) -> None:
        """Select the next (+1) or the previous (-1) span in reading order, seen from the selected span or the caret."""
        if self.page is None:
            return
        current = self.page.index.get(self.shown.selected)
        key = order_key(current) if current is not None else (self.shown.caret, -(1 << 62) if step > 0 else 1, "")
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

    def update_span(self, span_id: str | None) -> None:
        """Repaint the visible lines of a span."""
        if self.page is not None and span_id is not None:
            for top, _, row, _ in self.page.marks(span_id):
                self.viewport().update(0, top + row.y - 2, self.viewport().width(), row.height + 4)

    def _drop_span(self) -> None:
        if self.shown.selected is not None:
            self.select_span(None)

    def _set_caret(self, offset: int) -> None:
        if offset != self.shown.caret:
            self.shown.caret = offset
            self.viewport().update()
            self.caret_moved.emit(offset)
            self._speech.caret_moved(offset)

    def _set_selection(self, selection: tuple[int, int] | None) -> None:
        if selection != self.shown.selection:
            self.shown.selection = selection
            self.viewport().update()
            self.selection_changed.emit(selection)
            self._speech.selection_changed(selection)

    # Events ------------------------------------------------------------------------------------------------------
    def column_point(self, point: QPointF) -> QPointF:
        """A viewport point, with x counted from the text column."""
        return QPointF(point.x() - self.shown.left, point.y())

    def overview_offset(self, y: float) -> int:
        """The place in the text that a height in the overview stands for."""
        return self._overview.offset_at(self.page, y) if self.page is not None else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        clip: QRect = event.rect()
        painter.fillRect(clip, self._style.paper)
        page = self.page
        if page is not None:
            drawing = Painter(painter, page, self.shown)
            drawing.paint(clip)
            if self.shown.selected is not None and self.shown.preview is None:
                paint_relations(painter, page, self.shown.selected, self.shown.left)
            if not self.read_only:
                drawing.grips()
            size = self.viewport().height(), self.viewport().devicePixelRatioF()
            self._overview.paint(painter, page, self.viewport().width() - WIDTH, size)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.page is not None and event.oldSize().width() == event.size().width():
            self.page.set_height(self.viewport().height())
            self._sync()
        else:
            self._relayout()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if not self._syncing:
            self.scroll_by(-dy)

    def focusNextPrevChild(self, forward: bool) -> bool:
        # Tab walks the spans (keys.py); without any it leaves the article as everywhere else.
        return super().focusNextPrevChild(forward) if self.page is None or not len(self.page.index) else False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.page is None or not self._keys.press(event):
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pointer.double(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.page is not None:
            self.context_menu_requested.emit((self._caret_point(), self.shown.selected))
        event.accept()

    def _caret_point(self) -> QPoint:
        assert self.page is not None
        _, block, row = self.page.row_of(self.shown.caret)
        y = self.page.y_of(self.page.blocks.at(self.shown.caret)) + row.y + row.height
        x = self.shown.left + block.shape.x(row.line, self.shown.caret)
        return self.viewport().mapToGlobal(QPoint(round(x), round(y)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            steps = event.angleDelta().y()
            if steps:
                self.set_zoom(self._zoom + (10 if steps > 0 else -10))
            event.accept()
        else:
            super().wheelEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._pointer.leave()
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.shown.focus = True
        self.viewport().update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.shown.focus = False
        self._pointer.cancel()
        self.viewport().update()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._pointer.cancel()
        super().hideEvent(event)
