"""Editing a case before it is taken: the spans of one version, their edges moved and labels changed by keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from annotator.i18n import tr
from annotator.model.scheme import LabelScheme
from annotator.model.span import keep_attributes
from annotator.review.decisions import Mark
from annotator.ui.labels import colours_of, label_name, stroke_of
from annotator.ui.review.quotes import paint_quote
from annotator.ui.textview.moves import moved_edge
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.paint import key_cap_width, paint_key_cap, paint_swatch, paint_text


class Editor:
    """The marks being edited, and which of them the keys move. Pure code; offsets are code points of ``text``."""

    def __init__(self, text: str, scheme: LabelScheme, marks: Sequence[Mark]) -> None:
        self.text, self._scheme = text, scheme
        self.marks = list(marks)
        self.at = 0

    @property
    def mark(self) -> Mark | None:
        return self.marks[self.at] if self.marks else None

    def move(self, side: str, step: int, *, exact: bool) -> bool:
        """Move an edge by a unit, or by a sign where ``exact``. False where it cannot go there."""
        mark = self.mark
        if mark is None:
            return False
        moved = moved_edge(self.text, mark.start, mark.end, side, step, exact=exact)
        if moved is None or self._taken(*moved, mark.label):
            return False
        self.marks[self.at] = mark._replace(start=moved[0], end=moved[1])
        return True

    def relabel(self, label: str) -> bool:
        """Give the mark another label; values that it lacks go."""
        mark = self.mark
        if mark is None or label == mark.label or self._taken(mark.start, mark.end, label):
            return False
        values = keep_attributes(self._scheme, label, mark.attributes)
        self.marks[self.at] = Mark(mark.start, mark.end, label, values)
        return True

    def remove(self) -> None:
        """Without this mark."""
        if self.marks:
            del self.marks[self.at]
            self.at = max(0, min(self.at, len(self.marks) - 1))

    def turn(self, by: int) -> None:
        """To the next mark."""
        if self.marks:
            self.at = (self.at + by) % len(self.marks)

    def _taken(self, start: int, end: int, label: str) -> bool:
        return any(m.key == (start, end, label) for n, m in enumerate(self.marks) if n != self.at)


class EditPanel(QWidget):
    """Shows what an ``Editor`` holds, and its keys."""

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._scheme, self._themes = scheme, themes
        self._editor: Editor | None = None
        themes.changed.connect(self.update)

    def show_editor(self, editor: Editor | None) -> None:
        """Show it as it is now."""
        self._editor = editor
        mark = editor.mark if editor is not None else None
        words = editor.text[mark.start : mark.end] if editor is not None and mark is not None else ""
        self.setAccessibleName(tr("Editing: {words}").format(words=words))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, 150)

    def hints(self) -> list[tuple[str, str]]:
        """(keys, what they do)."""
        return [
            ("← →", tr("end")), ("Shift ← →", tr("start")), ("Alt", tr("sign by sign")), ("1–9", tr("label")),
            ("Tab", tr("next span")), ("Del", tr("without it")), ("↵", tr("take")), ("Esc", tr("leave it")),
        ]  # fmt: skip

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, editor = self._themes.current, self._editor
        painter.setBrush(theme.colour("paper"))
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        if editor is None:
            return
        y = 12.0
        for number, mark in enumerate(editor.marks[:4]):
            self._mark(painter, y, mark, editor.text[mark.start : mark.end], here=number == editor.at)
            y += 28
        if not editor.marks:
            words = QRectF(16, y, self.width() - 32, 22)
            paint_text(
                painter, words, tr("nothing is left: ↵ takes nothing"), font("ui", 13), theme.colour("text2")
            )
        self._hints(painter)

    def _mark(self, painter: QPainter, y: float, mark: Mark, words: str, *, here: bool) -> None:
        theme = self._themes.current
        if here:
            painter.fillRect(QRectF(10, y, 3, 24), theme.colour("accent"))
        colours = colours_of(self._scheme.label(mark.label), theme.dark)
        paint_swatch(painter, QRectF(20, y + 7, 12, 10), colours, stroke_of(self._scheme, mark.label), 2)
        name = QRectF(38, y, 120, 24)
        paint_text(
            painter, name, label_name(self._scheme, mark.label), font("ui", 13, 500), QColor(colours.ink)
        )
        paint_quote(painter, QRectF(162, y, self.width() - 176, 24), words, (0, 0), theme, 15)

    def _hints(self, painter: QPainter) -> None:
        theme, x = self._themes.current, 16.0
        y = float(self.height() - 50)
        face = font("ui", 12)
        painter.setFont(face)
        for keys, words in self.hints():
            wide = key_cap_width(keys)
            said = painter.fontMetrics().horizontalAdvance(words) + 4 if painter.font() == face else 60
            if x + wide + 5 + said > self.width() - 10:
                x, y = 16.0, y + 22
            paint_key_cap(painter, QRectF(x, y, wide, 17), keys, theme)
            paint_text(painter, QRectF(x + wide + 5, y - 1, said, 19), words, face, theme.colour("text2"))
            x += wide + 5 + said + 10
            painter.setFont(face)
