"""Parts of the dialog of assignments: the table with its marks, the chart of loads, the fields of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFormLayout,
    QHeaderView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from annotator.i18n import tr
from annotator.model.assignment import Plan
from annotator.model.people import Annotator, Role
from annotator.ui.labels import number_words
from annotator.ui.packages.assign_model import STATE, AssignModel, cell_words, state_words
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.paint import paint_text

Index = QModelIndex | QPersistentModelIndex
_CENTRE = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


TITLE = 250  # pixels that a title has at least


class AssignDelegate(QStyledItemDelegate):
    """A filled cell is assigned; what is planned has a frame, what goes is struck; work shows as a tick or a dot."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if index.column() == 0:
            super().paint(painter, option, index)
            return
        now, before, state = index.data(STATE)
        theme, box = self._themes.current, QRectF(option.rect).adjusted(2, 2, -2, -2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if now is not None:
            painter.fillRect(box, theme.colour("selrow"))
        if now != before:
            painter.setPen(QPen(theme.colour("warn" if now is None else "accent"), 1.5))
            painter.drawRect(box)
        words = cell_words(now) if now is not None else tr("taken away") if before is not None else ""
        ink = theme.colour("text" if now is not None else "warn")
        done = state_words(state)
        taken = QFontMetricsF(font("ui", 11)).horizontalAdvance(done) + 4 if done else 0
        paint_text(painter, box.adjusted(6, 0, -6 - taken, 0), words, font("ui", 12), ink)
        paint_text(painter, box.adjusted(6, 0, -6, 0), done, font("ui", 11), theme.colour("text2"), _RIGHT)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(option.rect).adjusted(1, 1, -1, -1))
        painter.restore()


class AssignTable(QTableView):
    """Arrows go from cell to cell; Space, Enter or a click switches one."""

    def __init__(self, model: AssignModel, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(AssignDelegate(themes, self))
        self.setAccessibleName(tr("Who annotates what"))
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.clicked.connect(model.switch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        people, room = self._model.columnCount() - 1, self.viewport().width()
        width = max(104, min(138, (room - TITLE) // max(1, people)))
        for column in range(1, people + 1):
            self.setColumnWidth(column, width)
        self.setColumnWidth(0, max(TITLE, room - people * width))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._model.switch(self.currentIndex())
        else:
            super().keyPressEvent(event)


class LoadShown(NamedTuple):
    """A bar of the chart: what a person would have to do."""

    name: str
    documents: int
    characters: int
    finished: int


class LoadChart(QWidget):
    """One bar a person, as long as the texts they get; the finished part is filled."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._loads: list[LoadShown] = []
        themes.changed.connect(self.update)

    def show_loads(self, loads: Sequence[LoadShown]) -> None:
        """Show other loads."""
        self._loads = list(loads)
        self.setFixedHeight(max(1, len(self._loads)) * 40)
        self.setAccessibleName("; ".join(f"{one.name}: {load_words(one)}" for one in self._loads))
        self.setToolTip("\n".join(f"{one.name}: {load_words(one)}" for one in self._loads))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, max(1, len(self._loads)) * 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._themes.current
        most = max((one.characters for one in self._loads), default=0) or 1
        for place, one in enumerate(self._loads):
            top, wide = place * 40.0, self.width()
            paint_text(painter, QRectF(0, top, wide, 18), one.name, font("ui", 12, 500), theme.colour("text"))
            words = load_words(one)
            paint_text(
                painter, QRectF(0, top, wide, 18), words, font("ui", 11), theme.colour("text2"), _RIGHT
            )
            width = wide * one.characters / most
            painter.fillRect(QRectF(0, top + 21, wide, 7), theme.colour("line"))
            painter.fillRect(QRectF(0, top + 21, width, 7), theme.colour("text3"))
            if one.documents:
                painter.fillRect(
                    QRectF(0, top + 21, width * one.finished / one.documents, 7), theme.colour("ok")
                )


def load_words(one: LoadShown) -> str:
    """``12 documents, 3 finished, 40,000 characters``."""
    text = tr("{n} documents, {done} finished, {characters} characters")
    characters = number_words(one.characters)
    return text.format(n=number_words(one.documents), done=number_words(one.finished), characters=characters)


class PlanFields(QWidget):
    """What a plan wants, as fields; ``asked`` when Enter is pressed in one of them."""

    asked = Signal()

    def __init__(self, people: Sequence[Annotator], parent: QWidget) -> None:
        super().__init__(parent)
        self.people = QListWidget(self)
        self.people.setAccessibleName(tr("To whom"))
        self.people.setSpacing(2)
        self.people.setFixedHeight(min(5, max(2, len(people))) * 26 + 12)
        for one in people:
            item = QListWidgetItem(one.name, self.people)
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            chosen = one.role is Role.ANNOTATOR
            item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
        self.each = _number(1, 9, 1, self)
        self.share = _number(0, 100, 0, self)
        self.share.setSuffix(" %")
        self.shared_by = _number(2, 9, 2, self)
        self.calibration = _number(0, 999, 0, self)
        self.batch_size = _number(0, 9999, 0, self)
        self.batch_size.setSpecialValueText(tr("one batch"))
        self.batch = QLineEdit(self)
        self.batch.setMaxLength(60)
        self.blind = QCheckBox(tr("Blind: others' work is not shown"), self)
        self.blind.setChecked(True)
        self.suggestions = QCheckBox(tr("With suggestions of the machine"), self)
        self.suggestions.setChecked(True)
        self._lay_out()

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(6)
        form.addRow(self.people)
        for words, field in (
            (tr("People for each document"), self.each),
            (tr("Share for more people"), self.share),
            (tr("People for those"), self.shared_by),
            (tr("First, to everybody"), self.calibration),
            (tr("Documents in a batch"), self.batch_size),
            (tr("Name of the batch"), self.batch),
        ):
            field.setAccessibleName(words)
            form.addRow(words, field)
        form.addRow(self.blind)
        form.addRow(self.suggestions)
        self.batch.returnPressed.connect(self.asked)

    def plan(self) -> Plan:
        """What the fields say."""
        items = [self.people.item(row) for row in range(self.people.count())]
        chosen = [
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        ]
        return Plan(
            chosen, self.each.value(), self.share.value() / 100, max(self.shared_by.value(), self.each.value()),
            self.calibration.value(), self.batch_size.value(), " ".join(self.batch.text().split()),
            self.blind.isChecked(), self.suggestions.isChecked(),
        )  # fmt: skip


def _number(least: int, most: int, value: int, parent: QWidget) -> QSpinBox:
    box = QSpinBox(parent)
    box.setStyleSheet(
        "QSpinBox { padding: 0 6px; } QSpinBox::up-button, QSpinBox::down-button { width: 0; border: none; }"
        "QSpinBox::up-arrow, QSpinBox::down-arrow { image: none; width: 0; height: 0; }"
        "QSpinBox QLineEdit { border: none; padding: 0 6px; min-height: 0; max-height: 99px; background: transparent; }"
    )  # the field inside is framed by the box around it already
    box.setRange(least, most)
    box.setValue(value)
    return box
