"""The label palette under the article: every label with its key, its stroke, its name and its count in the document."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from annotator.i18n import tr
from annotator.model.scheme import Group, Label, LabelScheme
from annotator.ui.labels import MODIFIER_KEYS, abbreviation, colours_of, label_key, name_of, short_name
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.controls import hairline
from annotator.ui.widgets.paint import key_cap_width, paint_key_cap, paint_key_swatch, paint_text

CELL, HEAD = 24, 22
_ROWS = 4


class LabelCell(QAbstractButton):
    """One label. A click labels the selection, or gives the selected span this label."""

    def __init__(self, label: Label, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.label = label
        self._themes = themes
        self._key = label_key(scheme, label)
        group = scheme.group(label.group)
        self._stroke = group.stroke if group else "thin"
        self._count, self._short, self._hover, self._brush = 0, False, False, False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._say()

    def show_count(self, count: int) -> None:
        """How many spans of the document carry the label."""
        if count != self._count:
            self._count = count
            self._say()

    def _say(self) -> None:
        name = name_of(self.label.names, self.label.id)
        self.setAccessibleName(tr("{label}, {count} here").format(label=name, count=self._count))
        self.setAccessibleDescription(self._key)
        description = name_of(self.label.description) if self.label.description else ""
        self.setToolTip("\n".join(part for part in (f"{name}   {self._key}".strip(), description) if part))
        self.update()

    def set_brush(self, held: bool) -> None:
        """Whether the brush gives this label: it has a frame then."""
        if held != self._brush:
            self._brush = held
            self.setAccessibleDescription(f"{self._key} {tr('the brush')}" if held else self._key)
            self.update()

    def set_short(self, short: bool) -> None:
        """Show the abbreviation instead of the name."""
        self._short = short
        self.update()

    def words(self, short: bool) -> str:
        """Name or abbreviation."""
        return abbreviation(self.label) if short else short_name(self.label)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hover = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = False
        self.update()

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(font("ui", 12)).horizontalAdvance(self.words(self._short))
        return QSize(round(width + 4 + 18 + 6 + 4 + 17 + 4), CELL)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._themes.current
        colours = colours_of(self.label, theme.dark)
        on = self.isEnabled()
        if self._hover and on:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selrow" if self.isDown() else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 0.5, 0, -0.5), 4, 4)
        paint_key_swatch(painter, QRectF(4, 3, 18, 18), self.label.key, colours, self._stroke, theme)
        name = QRectF(28, 0, self.width() - 28 - 20, CELL)
        paint_text(painter, name, self.words(self._short), font("ui", 12), theme.colour("text"))
        if self._brush:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        where = QRectF(self.width() - 34, 0, 30, CELL)
        ink = theme.colour("text2" if self._count else "text3")
        paint_text(painter, where, str(self._count or "·"), font("number", 11), ink, side)


class LabelGroup(QWidget):
    """The labels of one group, columns first, under a title that prints the modifier once."""

    def __init__(self, group: Group, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.group = group
        self._themes = themes
        self._title = True
        self._count = 0
        self.cells = [LabelCell(one, scheme, themes, self) for one in scheme.offered if one.group == group.id]
        self.setAccessibleName(name_of(group.names, group.id))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def arrange(self, short: bool, title: bool, extra: int = 0) -> int:
        """Place the cells; returns the width taken. ``extra`` is given to each column."""
        self._title = title
        for cell in self.cells:
            cell.set_short(short)
        columns = max(1, math.ceil(len(self.cells) / _ROWS))
        rows = max(1, math.ceil(len(self.cells) / columns))
        width = max((cell.sizeHint().width() for cell in self.cells), default=60) + extra
        width = max(width, math.ceil(self._title_width() / columns)) if title else width
        top = HEAD if title else 2
        for index, cell in enumerate(self.cells):
            column, row = divmod(index, rows)
            cell.setGeometry(column * width, top + row * CELL, width, CELL)
        self.setFixedSize(columns * width, (HEAD if title else 2) + _ROWS * CELL)
        return columns * width

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Spans of the document by label."""
        count = sum(counts.get(cell.label.id, 0) for cell in self.cells)
        for cell in self.cells:
            cell.show_count(counts.get(cell.label.id, 0))
        if count != self._count:
            self._count = count
            self.update(0, 0, self.width(), HEAD)  # its title alone: the cells see to themselves

    def _caps(self) -> tuple[list[str], str]:
        """Key caps and what stands between or after them: ``[1] - [7]`` or ``[Shift] + digit``."""
        keys = [cell.label.key for cell in self.cells if cell.label.key]
        modifier = MODIFIER_KEYS.get(self.group.modifier, "")
        if modifier:
            return [modifier], tr("+ digit")
        return ([keys[0], keys[-1]] if len(keys) > 1 else keys), "–"

    def _title_width(self) -> float:
        caps, between = self._caps()
        metrics = QFontMetricsF(font("ui", 11, 500))
        words = metrics.horizontalAdvance(
            name_of(self.group.names, self.group.id)
        ) + metrics.horizontalAdvance(between)
        return words + sum(key_cap_width(cap) for cap in caps) + 60

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._title:
            return
        painter = QPainter(self)
        theme = self._themes.current
        face, ink = font("ui", 11, 500), theme.colour("text2")
        metrics = QFontMetricsF(face)
        name = name_of(self.group.names, self.group.id)
        x = 4.0
        paint_text(painter, QRectF(x, 0, self.width() - 30, HEAD), name, face, ink)
        x += metrics.horizontalAdvance(name) + 6
        caps, between = self._caps()
        for index, cap in enumerate(caps):
            width = key_cap_width(cap)
            paint_key_cap(painter, QRectF(x, 3, width, 16), cap, theme)
            x += width + 6
            if index == 0 and (len(caps) > 1 or self.group.modifier):
                words = metrics.horizontalAdvance(between)
                paint_text(painter, QRectF(x, 0, words + 2, HEAD), between, font("ui", 11), ink)
                x += words + 6
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        paint_text(
            painter, QRectF(self.width() - 44, 0, 40, HEAD), str(self._count), font("number", 11), ink, side
        )


class LabelPalette(QWidget):
    """Groups side by side; gives way to abbreviations when narrow, and loses its titles when low."""

    label_requested = Signal(str)

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Labels"))
        self._titles = True
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 2, 12, 6)
        self._row.setSpacing(0)
        self.groups: list[LabelGroup] = []
        offered = [group for group in scheme.groups if any(one.group == group.id for one in scheme.offered)]
        for index, group in enumerate(offered):
            if index:
                self._row.addStretch(1)
                self._row.addWidget(hairline(self, "vline"))
                self._row.addStretch(1)
            box = LabelGroup(group, scheme, themes, self)
            for cell in box.cells:
                cell.clicked.connect(self._on_clicked)
            self.groups.append(box)
            self._row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addStretch(1)
        self._arrange()
        themes.changed.connect(self.update)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Spans of the document by label."""
        for box in self.groups:
            box.show_counts(counts)

    def show_brush(self, label: str | None) -> None:
        """Frame the label that the brush gives, or none."""
        for box in self.groups:
            for cell in box.cells:
                cell.set_brush(cell.label.id == label)

    def set_low(self, low: bool) -> None:
        """In a low window the groups have no titles."""
        if low == self._titles:
            self._titles = not low
            self._arrange()

    def set_ready(self, ready: bool) -> None:
        """Whether labels can be given now."""
        for box in self.groups:
            for cell in box.cells:
                cell.setEnabled(ready)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, self.sizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(600, (HEAD if self._titles else 2) + _ROWS * CELL + 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        room = self.width() - 24 - 13 * max(0, len(self.groups) - 1)
        short = sum(box.arrange(False, self._titles) for box in self.groups) > room
        taken = sum(box.arrange(short, self._titles) for box in self.groups)
        columns = sum(max(1, math.ceil(len(box.cells) / _ROWS)) for box in self.groups)
        spare = max(0, min(30, (room - taken) // max(1, columns)))
        for box in self.groups:
            box.arrange(short, self._titles, spare)
        self.setFixedHeight(self.sizeHint().height())

    def _on_clicked(self) -> None:
        cell = self.sender()
        if isinstance(cell, LabelCell):
            self.label_requested.emit(cell.label.id)
