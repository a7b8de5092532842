"""Standing on a suggestion in the article: one at a time, reached by keys and mouse, its edges moved before it is accepted.

Nothing is accepted here: signals say what a person did. Offsets are code points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QPainter

from annotator.model.span import order_key
from annotator.ui.textview.paint import grip_points, paint_grips
from annotator.ui.textview.selecting import SelectingArea
from annotator.ui.textview.suggested import caret_key, key_of, paint_tag

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from annotator.nlp.suggest.suggestion import Suggestion
    from annotator.ui.textview.page import Hit


class SuggestingArea(SelectingArea):
    """A suggestion is stood on, or a span selected, or words: never two of them."""

    suggestion_changed = Signal(object)  # the suggestion one stands on, or None
    suggestion_resized = Signal(object, int, int)  # its edge was dragged

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._arriving = False

    # what is suggested ----------------------------------------------------------------------------------------
    def show_suggestions(self, suggestions: Iterable[Suggestion]) -> None:
        """Show these, and no others; the one a person stands on stays so while it is still suggested."""
        page = self.page
        if page is None:
            return
        touched = page.suggested.show(suggestions)
        self._keep_standing()
        if touched:
            page.undress(touched)
            page.move(0)
            self._sync()
            self.viewport().update()

    def _keep_standing(self) -> None:
        assert self.page is not None
        before = self.shown.suggested
        if before is not None:
            self.shown.suggested = self.page.suggested.same(before)
            if self.shown.suggested is None:
                self._leave_suggestion(before)

    @property
    def suggestion(self) -> Suggestion | None:
        """The one a person stands on."""
        return self.shown.suggested

    def offered(self) -> tuple[int, int] | None:
        """The range that would be accepted: the suggestion's, or as its edges were moved."""
        standing = self.shown.suggested
        return None if standing is None else self.shown.offered or (standing.start, standing.end)

    def select_suggestion(self, suggestion: Suggestion | None, *, reveal: bool = True) -> None:
        """Stand on a suggestion, or on none."""
        before = self.shown.suggested
        held = self.page.suggested.same(suggestion) if self.page is not None else None
        if held is None:
            if before is not None:
                self._leave_suggestion(before)
            return
        self._arriving = True
        try:
            self._drop_span()
            self._set_selection(None)
            self._set_caret(held.start)
            self._anchor = held.start
        finally:
            self._arriving = False
        self.shown.suggested, self.shown.offered = held, None
        self.viewport().update()
        if reveal:
            self.ensure_visible(held.start)
        if before is None or before.key != held.key:
            self.suggestion_changed.emit(held)

    def offer(self, start: int, end: int) -> None:
        """Move the edges of the suggestion one stands on; it is accepted with them."""
        if self.shown.suggested is not None:
            self.shown.offered = (start, end)
            self.viewport().update()

    def next_suggestion(self, step: int, after: Suggestion | None = None) -> Suggestion | None:
        """Stand on the next (+1) or previous (-1) suggestion, seen from here or from ``after``; None where there is none."""
        if self.page is None:
            return None
        key = self._here(step) if after is None else key_of(after)
        found = self.page.suggested.beside(key, step)
        if found is not None:
            self.select_suggestion(found)
        return found

    def _here(self, step: int) -> tuple[int, int, str]:
        assert self.page is not None
        if self.shown.suggested is not None:
            return key_of(self.shown.suggested)
        current = self.page.index.get(self.shown.selected)
        return order_key(current) if current is not None else caret_key(self.shown.caret, step)

    def next_span(self, step: int) -> None:
        """The next (+1) or previous (-1) span or suggestion in reading order."""
        page = self.page
        if page is None or not len(page.suggested):
            super().next_span(step)
            return
        key = self._here(step)
        span = page.index.after(key) if step > 0 else page.index.before(key)
        offered = page.suggested.beside(key, step)
        if span is None or (offered is not None and (key_of(offered) < order_key(span)) == (step > 0)):
            if offered is not None:
                self.select_suggestion(offered)
        else:
            self.select_span(span.id)

    def suggestion_at(self, hit: Hit) -> Suggestion | None:
        """The suggestion under the mouse, unless a shorter span lies there."""
        if self.page is None or not hit.on_text:
            return None
        found = self.page.suggested.at(hit.character)
        if found is None or not hit.spans:
            return found
        span = hit.spans[0]
        return found if found.end - found.start < span.end - span.start else None

    def seen(self) -> tuple[int, int]:
        """The range of text on screen: whole lines."""
        page = self.page
        if page is None:
            return 0, 0
        rows = [
            row
            for _, top, block in page.visible()
            for row in block.rows
            if top + row.y >= 0 and top + row.y + row.height <= page.height
        ]
        return (rows[0].line.start, rows[-1].line.end) if rows else (page.top_state()[0],) * 2

    # whatever else is chosen ends it ----------------------------------------------------------------------------
    def select_span(self, span_id: str | None, *, reveal: bool = True) -> None:
        if span_id is not None:
            self.select_suggestion(None)
        super().select_span(span_id, reveal=reveal)

    def clear_selection(self) -> None:
        self.select_suggestion(None)
        super().clear_selection()

    def _set_caret(self, offset: int) -> None:
        super()._set_caret(offset)
        if not self._arriving and self.shown.suggested is not None:
            self._leave_suggestion(self.shown.suggested)

    def _leave_suggestion(self, before: Suggestion) -> None:
        self.shown.suggested = self.shown.offered = None
        self.shown.tag = ()
        self.viewport().update()
        self.suggestion_changed.emit(None)

    # drawing --------------------------------------------------------------------------------------------------
    def set_tag(self, start: int, words: Sequence[str]) -> None:
        """Write keys and what they do in a dark tag below the line of ``start``; no words take it away."""
        if (start, tuple(words)) != (self.shown.tag_at, self.shown.tag):
            self.shown.tag_at, self.shown.tag = start, tuple(words)
            self.viewport().update()

    def _paint_standing(self, painter: QPainter) -> None:
        """Over everything else: the handles of the suggestion one stands on, and the tag."""
        page, standing, where = self.page, self.shown.suggested, self.offered()
        if page is None:
            return
        if standing is not None and where is not None:
            paint_grips(painter, page, self.shown.left, where, page.paint_of(standing.label).ink)
        if self.shown.tag:
            paint_tag(painter, page, self.shown.left, self.shown.tag_at, self.shown.tag)

    def grips(self) -> dict[str, QPointF]:
        """Where the handles are that can be dragged now, x from the column."""
        page = self.page
        if page is None:
            return {}
        span = page.index.get(self.shown.selected)
        where = (span.start, span.end) if span is not None else self.offered()
        return grip_points(page, *where) if where is not None else {}
