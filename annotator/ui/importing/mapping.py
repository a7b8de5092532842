"""What names of the files become here: one row a name, chosen from a list, all of it by keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QStyle, QStyledItemDelegate, QWidget

from annotator.i18n import tr
from annotator.model.scheme import LabelScheme
from annotator.services.mapping import LEAVE
from annotator.ui.icons import paint_icon
from annotator.ui.importing.tables import NOWHERE, Index, Table, TextTable, one_line
from annotator.ui.labels import colours_of, number_words, stroke_of
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.paint import paint_swatch, paint_text

LABELS, RELATIONS, ATTRIBUTES, DOCUMENT_LABELS, PEOPLE = (
    "labels", "relations", "attributes", "document_labels", "people",
)  # fmt: skip
TARGET = 4
_ROW = Qt.ItemDataRole.UserRole
_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_F2)


@dataclass(frozen=True)
class MapRow:
    """A name of the files: of which kind, how often, and one place where it stands."""

    kind: str
    name: str
    count: int
    example: str = ""


class MappingModel(TextTable):
    """``decided`` tells (kind, name, target). ``choices`` holds for each kind the (id, words) to choose from."""

    decided = Signal(str, str, str)

    def __init__(self, scheme: LabelScheme, parent: QObject, *, people: bool = False) -> None:
        heads = [tr("In the files"), tr("Kind"), tr("How often"), tr("For example"), tr("Here")]
        super().__init__(heads, parent, numbers=(2,))
        self.scheme = scheme
        self.choices: dict[str, list[tuple[str, str]]] = {}
        self._names = {
            LABELS: tr("label"), RELATIONS: tr("relation"), ATTRIBUTES: tr("attribute"),
            DOCUMENT_LABELS: tr("document label"), PEOPLE: tr("person"),
        }  # fmt: skip
        self._rows: list[MapRow] = []
        self._targets: dict[tuple[str, str], str] = {}
        self._people = people

    def show_rows(self, rows: Sequence[MapRow], targets: Mapping[tuple[str, str], str]) -> None:
        """Show these names and what they become; a target that is none of the choices is open."""
        self.beginResetModel()
        self._rows, self._targets = list(rows), dict(targets)
        self.endResetModel()

    def set_targets(self, targets: Mapping[tuple[str, str], str]) -> None:
        """The same rows with other targets."""
        self._targets = dict(targets)
        if self._rows:
            last = self.index(len(self._rows) - 1, TARGET)
            self.dataChanged.emit(self.index(0, TARGET), last)

    def map_row(self, row: int) -> MapRow:
        """The name in a row."""
        return self._rows[row]

    def target(self, row: MapRow) -> str:
        """What a name becomes."""
        return self._targets.get((row.kind, row.name), row.name)

    def is_open(self, row: MapRow) -> bool:
        """Whether a choice must still be made."""
        target = self.target(row)
        return target != LEAVE and all(id != target for id, _ in self.choices[row.kind])

    def words(self, row: MapRow) -> str:
        """What a name becomes, in words."""
        target = self.target(row)
        if target == LEAVE:
            return tr("leave out")
        known = dict(self.choices[row.kind])
        return known.get(target) or (target if row.kind == PEOPLE else tr("choose…"))

    def decide(self, row: MapRow, target: str) -> None:
        """A person has chosen."""
        self.decided.emit(row.kind, row.name, target)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == _ROW:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join((row.name, self._names[row.kind], number_words(row.count), self.words(row)))
        if role != Qt.ItemDataRole.DisplayRole:
            return super().data(index, role) if role == Qt.ItemDataRole.TextAlignmentRole else None
        cells = (row.name, self._names[row.kind], number_words(row.count), row.example, self.words(row))
        return one_line(cells[index.column()])

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == TARGET else flags


class MappingView(Table):
    """Enter opens the list of a row, Delete leaves a name out."""

    def __init__(self, themes: Themes, model: MappingModel, parent: QWidget, name: str) -> None:
        super().__init__(model, 3, parent, name)
        self.mapping = model
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setItemDelegateForColumn(TARGET, _TargetDelegate(themes, self))
        self.set_widths({0: 200, 1: 104, 2: 84, TARGET: 220})
        self.clicked.connect(self._on_clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.row()
        if row >= 0 and event.key() in _OPEN and not event.modifiers():
            self.open_row(row)
        elif row >= 0 and event.key() == Qt.Key.Key_Delete:
            self.mapping.decide(self.mapping.map_row(row), LEAVE)
        else:
            super().keyPressEvent(event)

    def open_row(self, row: int) -> None:
        """Open the list of choices of a row."""
        index = self.mapping.index(row, TARGET)
        self.setCurrentIndex(index)
        self.edit(index)

    def _on_clicked(self, index: Index) -> None:
        if index.column() == TARGET:
            self.open_row(index.row())


class _TargetDelegate(QStyledItemDelegate):
    """What a name becomes, drawn as a choice; a list while it is chosen."""

    def __init__(self, themes: Themes, view: MappingView) -> None:
        super().__init__(view)
        self._themes, self._view = themes, view

    def createEditor(self, parent: QWidget, option: object, index: Index) -> QWidget:
        model, row = self._view.mapping, index.data(_ROW)
        box = QComboBox(parent)
        box.setProperty("compact", True)
        box.setAccessibleName(tr("{name} becomes").format(name=row.name))
        box.addItem(tr("leave out"), LEAVE)
        for id, words in model.choices[row.kind]:
            box.addItem(words, id)
        box.activated.connect(self._on_activated)
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            target = self._view.mapping.target(index.data(_ROW))
            editor.setCurrentIndex(max(0, editor.findData(target)))
            editor.showPopup()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            self._view.mapping.decide(index.data(_ROW), str(editor.currentData()))

    def _on_activated(self) -> None:
        editor = self.sender()
        if isinstance(editor, QComboBox):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
            self._view.setFocus()

    def paint(self, painter: QPainter, option, index: Index) -> None:
        model, row, theme = self._view.mapping, index.data(_ROW), self._themes.current
        place = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, theme.colour("selrow"))
        box = place.adjusted(4, 3, -8, -3)
        painter.setPen(theme.colour("line2"))
        painter.setBrush(theme.colour("key"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        open_, target = model.is_open(row), model.target(row)
        left = box.left() + 8
        if row.kind == LABELS and not open_ and target != LEAVE:
            colours = colours_of(model.scheme.label(target), theme.dark)
            swatch = QRectF(left, box.center().y() - 5, 12, 10)
            paint_swatch(painter, swatch, colours, stroke_of(model.scheme, target), 2)
            left += 18
        ink = theme.colour("warn" if open_ else "text2" if target == LEAVE else "text")
        words = QRectF(left, box.top(), box.right() - left - 20, box.height())
        paint_text(painter, words, model.words(row), font("ui", 12, 500 if open_ else 400), ink)
        paint_icon(painter, "down", theme.text2, box.right() - 16, box.center().y() - 6, 12)
        painter.restore()
