"""The mouse over the article: clicks, drags with live snapping, grips, the overview, hover and tool tip.

Points are viewport pixels; offsets are code points.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QToolTip

from annotator.model.span import Span
from annotator.model.text import snap, trim_spaces
from annotator.ui.textview.caption import tip_of
from annotator.ui.textview.linking import Link, target_of, words_of
from annotator.ui.textview.moves import sentence_at, unit_range
from annotator.ui.textview.overview import WIDTH
from annotator.ui.textview.suggested_words import tip_of_suggestion
from annotator.ui.textview.zones import zone_words

if TYPE_CHECKING:
    from annotator.ui.textview.view import ArticleView

_DRAG = 4
_GRIP = 12
_TIP_AFTER = 400
_SCROLL_EVERY = 30


class Pointer(QObject):
    """Turns mouse events into selections. One gesture at a time: text, grip or overview."""

    def __init__(self, view: ArticleView) -> None:
        super().__init__(view)
        self._view = view
        self._gesture = ""
        self._pressed = QPointF()
        self._last = QPointF()
        self._modifiers = Qt.KeyboardModifier.NoModifier
        self._from = 0
        self._moved = False
        self._clicks, self._clicked_at, self._clicked_time = 0, QPointF(-99, -99), 0
        self._side = ""
        self._chose = False
        self._scroll = QTimer(self)
        self._scroll.setInterval(_SCROLL_EVERY)
        self._scroll.timeout.connect(self._on_scroll_timeout)
        self._tip = QTimer(self)
        self._tip.setSingleShot(True)
        self._tip.setInterval(_TIP_AFTER)
        self._tip.timeout.connect(self._on_tip_timeout)

    # Press, move, release ------------------------------------------------------------------------------------
    def press(self, event: QMouseEvent) -> None:
        page = self._view.page
        if page is None:
            return
        self._hide_tip()
        self._last = self._pressed = event.position()
        self._moved, self._modifiers = False, event.modifiers()
        if event.button() in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
            self._menu(event)
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._pressed.x() >= self._view.viewport().width() - WIDTH:
            self._gesture = "overview"
            self._go_overview()
            return
        if self._press_again(event):
            return
        self._side = self._grip_at(self._pressed)
        if self._side:
            self._gesture = "grip"
            return
        point = self._view.column_point(self._pressed)
        hit = page.hit(point.x(), point.y())
        if (
            event.modifiers() == Qt.KeyboardModifier.ControlModifier
            and hit.spans
            and not self._view.read_only
        ):
            self._gesture = "link"
            return
        self._gesture = "text"
        self._from = hit.offset
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._from = self._view.anchor
            self._moved = True
            self._drag_text()

    def move(self, event: QMouseEvent) -> None:
        self._last = event.position()
        self._modifiers = event.modifiers()
        if self._view.page is None:
            return
        if not self._gesture:
            self._hover(event.position())
            return
        if not self._moved and (self._last - self._pressed).manhattanLength() < _DRAG:
            return
        self._moved = True
        self._follow()

    def release(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        gesture, self._gesture = self._gesture, ""
        self._scroll.stop()
        if self._view.page is None:
            return
        if gesture in ("text", "link") and not self._moved:
            self._click(event)
        elif gesture == "link":
            self._drop_link()
        elif gesture == "grip":
            self._drop_grip()
        chose, self._chose = self._chose, False
        if chose:
            self._view.tell_selection()

    def cancel(self) -> None:
        """End whatever is under way, and every timer."""
        if self._gesture == "grip":
            self._view.shown.offered = None
        self._gesture, self._chose = "", False
        self._scroll.stop()
        self._hide_tip()
        if self._view.shown.preview is not None or self._view.link is not None:
            self._view.shown.preview = self._view.link = None
            self._view.viewport().update()

    def leave(self) -> None:
        """The mouse left the article."""
        self._hide_tip()
        self._set_hover(None)

    def _follow(self) -> None:
        if self._gesture == "overview":
            self._go_overview()
            return
        height = self._view.viewport().height()
        if 0 <= self._last.y() < height:
            self._scroll.stop()
        elif not self._scroll.isActive():
            self._scroll.start()
        if self._gesture == "text":
            self._drag_text()
        elif self._gesture == "grip":
            self._drag_grip()
        elif self._gesture == "link":
            self._drag_link()

    def _on_scroll_timeout(self) -> None:
        height = self._view.viewport().height()
        beyond = self._last.y() if self._last.y() < 0 else max(0.0, self._last.y() - height + 1)
        if not self._gesture or not beyond:
            self._scroll.stop()
            return
        self._view.scroll_by(round(max(-120.0, min(120.0, beyond / 2 + (4 if beyond > 0 else -4)))))
        self._follow()

    def _offset(self) -> int:
        """The gap between characters nearest to the mouse, which may be outside."""
        view = self._view
        assert view.page is not None
        y = max(0.0, min(self._last.y(), view.viewport().height() - 1.0))
        return view.page.hit(self._last.x() - view.shown.left, y).offset

    # Text ----------------------------------------------------------------------------------------------------
    def _drag_text(self) -> None:
        offset = self._offset()
        view = self._view
        if view.shown.selected is not None:
            view.select_span(None)
        exact = bool(self._modifiers & Qt.KeyboardModifier.AltModifier)
        view.extend_from(self._from, offset, exact=exact)
        self._chose = True

    def _click(self, event: QMouseEvent) -> None:
        view = self._view
        assert view.page is not None
        point = view.column_point(self._pressed)
        hit = view.page.hit(point.x(), point.y())
        offered = view.suggestion_at(hit)
        if offered is not None:
            view.select_suggestion(offered, reveal=False)
        elif hit.spans:
            view.place_caret(hit.offset)
            again = (event.position() - self._clicked_at).manhattanLength() < 2 * _DRAG
            if again or view.selected_span != hit.spans[0].id:
                view.cycle_spans(spans=hit.spans if again else hit.spans[:1])
        else:
            view.move_caret(hit.offset)
        self._remember_click(event, 1)

    def double(self, event: QMouseEvent) -> None:
        """Select the unit under the mouse."""
        view = self._view
        if view.page is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if self._grip_at(event.position()) or event.position().x() >= view.viewport().width() - WIDTH:
            self.press(event)
            return
        self._gesture, self._moved = "", False
        point = view.column_point(event.position())
        hit = view.page.hit(point.x(), point.y())
        view.select_range(*unit_range(view.page.text, hit.character))
        self._chose = True
        self._remember_click(event, 2)

    def _remember_click(self, event: QMouseEvent, count: int) -> None:
        self._clicks, self._clicked_at, self._clicked_time = count, event.position(), event.timestamp()

    def _press_again(self, event: QMouseEvent) -> bool:
        """A third click selects the sentence, a fourth the paragraph."""
        view, near = self._view, (event.position() - self._clicked_at).manhattanLength() < 2 * _DRAG
        soon = (
            event.timestamp() - self._clicked_time <= QGuiApplication.styleHints().mouseDoubleClickInterval()
        )
        if self._clicks < 2 or not near or not soon or view.page is None:
            self._clicks = 0
            return False
        point = view.column_point(event.position())
        character = view.page.hit(point.x(), point.y()).character
        whole = view.page.blocks.paragraph_range(view.page.blocks.at(character))
        view.select_range(*(sentence_at(view.page.text, character, *whole) if self._clicks == 2 else whole))
        self._chose = True
        self._remember_click(event, self._clicks + 1)
        return True

    def _menu(self, event: QMouseEvent) -> None:
        view = self._view
        assert view.page is not None
        point = view.column_point(event.position())
        hit = view.page.hit(point.x(), point.y())
        ids = [span.id for span in hit.spans]
        selection = view.selection()
        inside = selection is not None and selection[0] <= hit.character < selection[1]
        if ids and not inside and view.selected_span not in ids:
            view.select_span(ids[0], reveal=False)
        chosen = None if inside else view.selected_span if view.selected_span in ids else None
        view.context_menu_requested.emit((event.globalPosition().toPoint(), chosen))

    # Grips ---------------------------------------------------------------------------------------------------
    def _span(self) -> Span | None:
        page = self._view.page
        return page.index.get(self._view.selected_span) if page is not None else None

    def _grip_at(self, point: QPointF) -> str:
        """``start`` or ``end`` where a handle of the selected span can be caught."""
        view = self._view
        if view.page is None or view.read_only:
            return ""
        at = view.column_point(point)
        best = ("", float(_GRIP) + 1)
        for side, grip in view.grips().items():
            far = max(abs(at.x() - grip.x()), abs(at.y() - grip.y()))
            # Below the handle lies the text itself, which a click must still reach.
            if far <= _GRIP and at.y() - grip.y() <= 6 * max(1.0, view.page.metrics.scale) and far < best[1]:
                best = (side, far)
        return best[0]

    def _drag_grip(self) -> None:
        span, view = self._span(), self._view
        where = (span.start, span.end) if span is not None else view.offered()
        if where is None or view.page is None:
            return
        text, offset = view.page.text, self._offset()
        fixed = where[1] if self._side == "start" else where[0]
        low, high = sorted((fixed, offset))
        exact = bool(self._modifiers & Qt.KeyboardModifier.AltModifier)
        start, end = (trim_spaces if exact else snap)(text, low, high)
        if self._side == "start" and fixed == high:
            end = fixed
        elif self._side == "end" and fixed == low:
            start = fixed
        if start < end and span is None:
            view.offer(start, end)
        elif start < end and (start, end) != view.shown.preview:
            view.shown.preview = (start, end)
            view.viewport().update()

    def _drop_grip(self) -> None:
        span, preview = self._span(), self._view.shown.preview
        standing, offered = self._view.suggestion, self._view.offered()
        if standing is not None and offered is not None and offered != (standing.start, standing.end):
            self._view.suggestion_resized.emit(standing, *offered)
        self._view.shown.preview = None
        self._view.viewport().update()
        if span is not None and preview is not None and preview != (span.start, span.end):
            self._view.resize_requested.emit(span.id, *preview)

    # Relations -----------------------------------------------------------------------------------------------
    def _drag_link(self) -> None:
        view = self._view
        page = view.page
        assert page is not None
        if view.link is None:
            point = view.column_point(self._pressed)
            spans = page.hit(point.x(), point.y()).spans
            head = next(
                (span for span in spans if span.id == view.selected_span), spans[0] if spans else None
            )
            if head is None:
                return
            view.link = Link(head, point)
        link, point = view.link, view.column_point(self._last)
        link.mouse, before = point, link.target
        link.target = target_of(page.scheme, link.head, page.hit(point.x(), point.y()))
        view.viewport().update()
        if link.target is None:
            QToolTip.hideText()
        elif link.target is not before:
            self._say(words_of(page.scheme, link.head, link.target))

    def _drop_link(self) -> None:
        link, self._view.link = self._view.link, None
        QToolTip.hideText()
        self._view.viewport().update()
        if link is not None and link.target is not None:
            self._view.link_requested.emit(link.head.id, link.target.id)

    # Hover and overview ------------------------------------------------------------------------------------------
    def _hover(self, position: QPointF) -> None:
        view = self._view
        assert view.page is not None
        self._hide_tip()
        if position.x() >= view.viewport().width() - WIDTH:
            view.viewport().setCursor(Qt.CursorShape.ArrowCursor)
            self._set_hover(None)
            return
        point = view.column_point(position)
        hit = view.page.hit(point.x(), point.y())
        self._set_hover(hit.spans[0].id if hit.spans else None)
        shape = Qt.CursorShape.SizeHorCursor if self._grip_at(position) else view.pointer()
        view.viewport().setCursor(shape)
        known = hit.spans or view.page.zone_at(hit.character) is not None
        if known or view.suggestion_at(hit) is not None:
            self._tip.start()

    def _set_hover(self, span_id: str | None) -> None:
        view = self._view
        if span_id != view.shown.hover:
            view.update_span(view.shown.hover)
            view.shown.hover = span_id
            view.update_span(span_id)

    def _hide_tip(self) -> None:
        self._tip.stop()
        QToolTip.hideText()

    def _on_tip_timeout(self) -> None:
        view = self._view
        if view.page is None:
            return
        span, point = view.page.index.get(view.shown.hover), view.column_point(self._last)
        hit = view.page.hit(point.x(), point.y())
        zone, offered = view.page.zone_at(hit.character), view.suggestion_at(hit)
        if offered is not None:
            self._say(tip_of_suggestion(view.page.scheme, offered))
        elif span is not None:
            self._say(tip_of(view.page.scheme, span))
        elif zone is not None:
            self._say(zone_words(zone))

    def _say(self, words: str) -> None:
        # A tool tip guesses whether it holds markup; given as escaped markup, data stays data.
        text = "<qt>" + "<br>".join(escape(line) for line in words.split("\n")) + "</qt>"
        place = self._view.viewport().mapToGlobal(self._last.toPoint() + QPoint(0, 4))
        QToolTip.showText(place, text, self._view.viewport())

    def _go_overview(self) -> None:
        view = self._view
        if view.page is not None:
            view.page.go_to(view.overview_offset(self._last.y()))
            view.scroll_by(-view.viewport().height() // 2)
