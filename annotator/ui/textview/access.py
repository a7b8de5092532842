"""What a screen reader is told: the text, the caret, the selection, and the label of a selected span.

Qt asks through ``QAccessibleTextInterface``, whose offsets are UTF-16 units. PySide lets Python implement it, but not
its methods that find words and lines; Qt's own then read the text through ``text``. The objects made here live as
long as their view: Qt owns the C++ side, the view keeps the Python side. No screen reader was at hand to try them
with; the tests ask through Qt's own interface.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import ref

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleInterface,
    QAccessibleTextCursorEvent,
    QAccessibleTextInterface,
    QAccessibleTextSelectionEvent,
)
from PySide6.QtWidgets import QAccessibleWidget

from annotator.i18n import language, tr
from annotator.model.offsets import OffsetMap
from annotator.model.scheme import name_in

if TYPE_CHECKING:
    from annotator.model.span import Span
    from annotator.ui.textview.page import Page
    from annotator.ui.textview.selecting import SelectingArea

_SPOKEN = 200
_state = {"installed": False}


class _Text(QAccessibleTextInterface):
    """The article's text for Qt. Every offset is in UTF-16 units."""

    def __init__(self, view: SelectingArea) -> None:
        super().__init__()
        self._view = ref(view)
        self._page: Page | None = None
        self._map = OffsetMap("")

    def _now(self) -> tuple[str, OffsetMap]:
        view = self._view()
        page = view.page if view is not None else None
        if page is not self._page:
            self._page, self._map = page, OffsetMap(page.text if page is not None else "")
        return (page.text if page is not None else ""), self._map

    def to_utf16(self, offset: int) -> int:
        return self._now()[1].to_utf16(offset)

    def text(self, start: int, end: int) -> str:
        whole, units = self._now()
        return whole[units.from_utf16(max(0, start)) : units.from_utf16(max(0, end))]

    def characterCount(self) -> int:
        whole, units = self._now()
        return units.to_utf16(len(whole))

    def cursorPosition(self) -> int:
        view = self._view()
        return self._now()[1].to_utf16(view.caret()) if view is not None else 0

    def setCursorPosition(self, position: int) -> None:
        view = self._view()
        if view is not None:
            view.move_caret(self._now()[1].from_utf16(max(0, position)))

    def selectionCount(self) -> int:
        view = self._view()
        return int(view is not None and view.selection() is not None)

    def selection(self, index: int) -> tuple[int, int]:
        view = self._view()
        chosen = view.selection() if view is not None else None
        units = self._now()[1]
        return (
            (units.to_utf16(chosen[0]), units.to_utf16(chosen[1]))
            if chosen is not None and index == 0
            else (0, 0)
        )

    def setSelection(self, index: int, start: int, end: int) -> None:
        view = self._view()
        if view is not None and index == 0:
            units = self._now()[1]
            view.select(units.from_utf16(max(0, start)), units.from_utf16(max(0, end)))

    def addSelection(self, start: int, end: int) -> None:
        self.setSelection(0, start, end)

    def removeSelection(self, index: int) -> None:
        view = self._view()
        if view is not None and index == 0:
            view.clear_selection()

    def characterRect(self, offset: int) -> QRect:
        view = self._view()
        return view.character_rect(self._now()[1].from_utf16(max(0, offset))) if view is not None else QRect()

    def offsetAtPoint(self, point: QPoint) -> int:
        view = self._view()
        return self._now()[1].to_utf16(view.offset_at(point)) if view is not None else -1

    def scrollToSubstring(self, start: int, end: int) -> None:
        view = self._view()
        if view is not None:
            view.ensure_visible(self._now()[1].from_utf16(max(0, start)))

    def attributes(self, offset: int) -> tuple[str, int, int]:
        return "", 0, self.characterCount()


class _Article(QAccessibleWidget):
    def __init__(self, view: SelectingArea) -> None:
        super().__init__(view, QAccessible.Role.Document, tr("Article"))
        self._text = _Text(view)

    def to_utf16(self, offset: int) -> int:
        """``offset`` in UTF-16 units."""
        return self._text.to_utf16(offset)

    def interface_cast(self, kind: QAccessible.InterfaceType):
        return self._text if kind == QAccessible.InterfaceType.TextInterface else super().interface_cast(kind)


def _interface(_key: str, thing: QObject) -> QAccessibleInterface | None:
    speech = getattr(thing, "speech", None)
    return speech.interface() if isinstance(speech, Speech) else None


class Speech:
    """Names the article for screen readers and announces what was selected."""

    def __init__(self, view: SelectingArea) -> None:
        self._view = ref(view)
        self._article: _Article | None = None
        view.setAccessibleName(tr("Article"))
        view.setAccessibleDescription(tr("Tab goes to the next marked place, Space to the one around it."))
        if not _state["installed"]:
            QAccessible.installFactory(_interface)
            _state["installed"] = True

    def interface(self) -> QAccessibleInterface | None:
        """The object Qt asks; made when a screen reader first asks for it."""
        view = self._view()
        if self._article is None and view is not None:
            self._article = _Article(view)
        return self._article

    def span_selected(self, span: Span) -> None:
        """Say the words of a span and its label."""
        view = self._view()
        if not QAccessible.isActive() or view is None or view.page is None:
            return
        label = view.page.scheme.label(span.label)
        name = name_in(label.names, language(), label.id) if label is not None else span.label
        words = " ".join(view.page.text[span.start : min(span.end, span.start + _SPOKEN)].split())
        self.say(tr("{words}, labelled {label}").format(words=words, label=name))

    def say(self, message: str) -> None:
        """Have something said that is only to be seen otherwise."""
        view = self._view()
        if QAccessible.isActive() and view is not None:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, message))

    def caret_moved(self, offset: int) -> None:
        """Tell where the caret stands, in code points."""
        view = self._view()
        if QAccessible.isActive() and view is not None:
            place = self._units(offset)
            QAccessible.updateAccessibility(QAccessibleTextCursorEvent(view, place))

    def selection_changed(self, selection: tuple[int, int] | None) -> None:
        """Tell what is selected, in code points."""
        view = self._view()
        if QAccessible.isActive() and view is not None:
            start, end = selection or (view.caret(), view.caret())
            event = QAccessibleTextSelectionEvent(view, self._units(start), self._units(end))
            QAccessible.updateAccessibility(event)

    def _units(self, offset: int) -> int:
        self.interface()
        return self._article.to_utf16(offset) if self._article is not None else offset
