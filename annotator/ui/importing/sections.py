"""The list at the left of the import: what there is to look at, how many, and whether something is still open."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QWidget

from annotator.ui.icons import paint_icon
from annotator.ui.importing.tables import Index
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.paint import paint_text

ROW = 50
_PART = Qt.ItemDataRole.UserRole
_COLOURS = {"warning": "warn", "check": "ok"}


@dataclass(frozen=True)
class Part:
    """One part of the import: its id, icon, words, a count in words, and what happens to it."""

    id: str
    sign: str
    words: str
    count: str = ""
    detail: str = ""


class Sections(QListWidget):
    """Chosen with arrows or the mouse; ``chosen`` tells the id."""

    chosen = Signal(str)

    def __init__(self, themes: Themes, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet(
            "QListWidget { border: none; border-radius: 0; padding: 0; background: palette(window); }"
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Delegate(themes, self))
        themes.changed.connect(self.viewport().update)
        self.currentRowChanged.connect(self._on_row)

    def show_parts(self, parts: list[Part]) -> None:
        """Show these; what was chosen stays so."""
        for row, part in enumerate(parts):
            if row >= self.count():
                self.addItem(QListWidgetItem())
            item = self.item(row)
            item.setData(_PART, part)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                ", ".join(filter(None, (part.words, part.count, part.detail))),
            )
        if self.currentRow() < 0:
            self.setCurrentRow(0)
        self.viewport().update()

    def part(self, row: int) -> Part:
        """The part in a row."""
        part: Part = self.item(row).data(_PART)
        return part

    def choose(self, id: str) -> None:
        """Go to a part."""
        for row in range(self.count()):
            if self.part(row).id == id:
                self.setCurrentRow(row)

    def _on_row(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(self.part(row).id)


class _Delegate(QStyledItemDelegate):
    def __init__(self, themes: Themes, view: Sections) -> None:
        super().__init__(view)
        self._themes, self._view = themes, view

    def sizeHint(self, option: object, index: Index) -> QSize:
        return QSize(200, ROW)

    def paint(self, painter: QPainter, option, index: Index) -> None:
        part: Part = index.data(_PART)
        theme = self._themes.current
        place = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, theme.colour("selrow"))
            wide = 3 if self._view.hasFocus() else 2
            painter.fillRect(QRectF(place.left(), place.top(), wide, place.height()), theme.colour("accent"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(place, theme.colour("hover"))
        colour = str(getattr(theme, _COLOURS.get(part.sign, "text2")))
        paint_icon(painter, part.sign, colour, place.left() + 13, place.top() + 9)
        line = QRectF(place.left() + 38, place.top() + 5, place.width() - 50, 20)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        paint_text(painter, line, part.count, font("number", 12), theme.colour("text2"), right)
        face = font("ui", 13, 600 if part.sign == "warning" else 500)
        paint_text(painter, line.adjusted(0, 0, -56, 0), part.words, face, theme.colour("text"))
        below = QRectF(line.left(), place.top() + 26, line.width(), 16)
        paint_text(painter, below, part.detail, font("ui", 12), theme.colour("text2"))
        painter.restore()
