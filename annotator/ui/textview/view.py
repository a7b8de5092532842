"""The article view: shows a text with its spans and tells what the reader selects. It changes nothing by itself.

Every offset of the interface is a code point of the stored text. What is drawn changes through ``set_article`` and
``apply_edits`` alone; keys and mouse only move caret, selection and the selected span.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QWidget

from annotator.model.edit import LayerEdit, SpanAdded, SpanRemoved, SpanReplaced
from annotator.model.layer import Layer
from annotator.model.scheme import LabelScheme
from annotator.ui.textview.bands import Bands
from annotator.ui.textview.keys import Keys
from annotator.ui.textview.linking import Link, paint_link
from annotator.ui.textview.look import Look
from annotator.ui.textview.overview import WIDTH, Overview
from annotator.ui.textview.page import Page
from annotator.ui.textview.paint import Painter, Shown
from annotator.ui.textview.pointer import Pointer
from annotator.ui.textview.relations import paint_all_relations, paint_relations
from annotator.ui.textview.style import ArticleStyle, light_style
from annotator.ui.textview.suggested_area import SuggestingArea

ZOOM_MIN, ZOOM_MAX = 50, 300
_MARGIN, _NARROW_MARGIN, _RIGHT = 84, 62, 24


class ArticleView(SuggestingArea):
    """See the module. Signals tell facts; ``*_requested`` asks the window to do something."""

    resize_requested = Signal(str, int, int)  # span id, new start, new end
    link_requested = Signal(str, str)  # ids of the spans that a relation was drawn from and to
    context_menu_requested = Signal(object)  # (global QPoint, span id or None)
    selection_made = Signal(int, int)  # a person has chosen words: the mouse or Shift was let go
    zoom_changed = Signal(int)  # per cent

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.read_only = False
        self._style = light_style()
        self._zoom = 100
        self._look = Look(self._style, self._zoom)
        self._overview = Overview()
        self._all_relations, self._values = False, True
        self.link: Link | None = None
        self._pointer = Pointer(self)
        self._keys = Keys(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.viewport().setMouseTracking(True)
        self._shape: QCursor | Qt.CursorShape = Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(self._shape)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # What is shown ---------------------------------------------------------------------------------------------
    def set_article(self, text: str, layer: Layer, scheme: LabelScheme) -> None:
        """Show an article. ``layer`` is kept and must be the object that later edits were applied to."""
        self._pointer.cancel()
        self.page = Page(text, layer, scheme)
        self.page.values = self._values
        self._overview.forget()
        self._relayout()
        self._forget_selection()

    def set_bands(self, bands: Bands | None) -> None:
        """Show several people's spans in bands under the lines of this article, or no longer."""
        if self.page is not None:
            self.set_layer(self.page.layer, bands)

    def set_layer(self, layer: Layer, bands: Bands | None = None) -> None:
        """Show another layer of the text on screen, and bands; what is read stays where it is."""
        if self.page is not None:
            self.page.set_layer(layer, bands)
            self._overview.forget()
            self.page.move(0)
            self._sync()
            self.viewport().update()

    def clear(self) -> None:
        """Show nothing."""
        self._pointer.cancel()
        self.page = None
        self._overview.forget()
        self._forget_selection()
        self._sync()

    def _forget_selection(self) -> None:
        selection, selected = self.shown.selection, self.shown.selected
        if self.shown.suggested is not None:
            self._leave_suggestion(self.shown.suggested)
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
        self._look = Look(style, self._zoom)
        self._overview.forget()
        self._relayout()

    @property
    def article_style(self) -> ArticleStyle:
        return self._style

    def set_read_only(self, read_only: bool) -> None:
        """A read-only article has no grips to drag; everything else works."""
        self.read_only = read_only
        self.viewport().update()

    @property
    def all_relations(self) -> bool:
        """Whether every relation is drawn, not only those of the selected span."""
        return self._all_relations

    def show_all_relations(self, shown: bool) -> None:
        """Draw every relation, thin and without its name, or only those of the selected span."""
        self._all_relations = shown
        self.viewport().update()

    def show_values(self, shown: bool) -> None:
        """Write what figures are worth beside their names, or not; one that is missing is always said."""
        self._values = shown
        if self.page is not None:
            self.page.values = shown
            self.page.set_bands(self.page.bands)  # every caption anew
            self.page.move(0)
            self._sync()
        self.viewport().update()

    def set_pointer(self, shape: QCursor | Qt.CursorShape) -> None:
        """The mouse pointer over text."""
        self._shape = shape
        self.viewport().setCursor(shape)

    def pointer(self) -> QCursor | Qt.CursorShape:
        """The mouse pointer over text."""
        return self._shape

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
            self._look = Look(self._style, percent)
            self._relayout()
            self.zoom_changed.emit(percent)

    def _relayout(self) -> None:
        width, height = self.viewport().width(), self.viewport().height()
        scale, column = max(1.0, self._look.metrics.scale), self._look.metrics.column
        roomy = width >= column + round(_MARGIN * scale) + _RIGHT + WIDTH
        self.shown.left = round((_MARGIN if roomy else _NARROW_MARGIN) * scale)
        if self.page is not None:
            room = max(80, min(column, width - self.shown.left - _RIGHT - WIDTH))
            self.page.set_look(self._look, room, height)
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

    def clear_selection(self) -> None:
        """Neither text nor a span is selected, no drag goes on; the caret stays."""
        self._pointer.cancel()
        super().clear_selection()

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
            if self._all_relations:
                paint_all_relations(painter, page, self.shown.left)
            if self.shown.selected is not None and self.shown.preview is None:
                paint_relations(painter, page, self.shown.selected, self.shown.left)
            if self.link is not None:
                paint_link(painter, page, self.link, self.shown.left)
            if not self.read_only:
                drawing.grips()
                self._paint_standing(painter)
            width, height = self.viewport().width(), self.viewport().height()
            self._overview.paint(painter, page, width - WIDTH, height)
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
        # Tab walks spans and suggestions (keys.py); without any it leaves the article as everywhere else.
        walks = self.page is not None and (len(self.page.index) or len(self.page.suggested))
        return False if walks else super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.page is None or not self._keys.press(event):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Shift and not event.isAutoRepeat() and self._keys.let_go():
            self.tell_selection()
        super().keyReleaseEvent(event)

    def tell_selection(self) -> None:
        """Say that the selection is as a person wants it."""
        if self.shown.selection is not None:
            self.selection_made.emit(*self.shown.selection)

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
