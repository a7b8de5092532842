"""Who annotates what, as a table of documents and people in which cells are switched: what is planned, not yet done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from annotator.i18n import tr
from annotator.model.assignment import Assignment, Difference, compare
from annotator.model.layer import LayerState
from annotator.model.people import Annotator
from annotator.model.text import fold_loose
from annotator.ui.queue.words import batch_words

Index = QModelIndex | QPersistentModelIndex
STATE = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()
ALL, UNASSIGNED, SHARED, CHANGED = "all", "unassigned", "shared", "changed"


@dataclass(frozen=True)
class Material:
    """What the dialog starts from. ``sizes``: code points by document, in the order of the queue; ``states`` of layers."""

    titles: Mapping[str, str]
    sizes: Mapping[str, int]
    people: Sequence[Annotator]
    assignments: Sequence[Assignment]
    worked: frozenset[tuple[str, str]]
    states: Mapping[tuple[str, str], str]


class AssignModel(QAbstractTableModel):
    """``planned`` is the table as it would be; ``changed`` follows each change of it."""

    changed = Signal()

    def __init__(self, material: Material, parent: QObject) -> None:
        super().__init__(parent)
        self.material = material
        self.planned = {one.key: one for one in material.assignments}
        self._before = dict(self.planned)
        self._documents = list(material.titles)
        self._folds = {id: fold_loose(title) for id, title in material.titles.items()}
        self.rows = list(self._documents)
        self.pattern = Assignment("", "")

    # what is planned ----------------------------------------------------------------------------------------
    def difference(self) -> Difference:
        """What is planned against what is in force."""
        return compare(self.material.assignments, self.planned.values(), set(self.material.worked))

    def take(self, found: Difference) -> None:
        """Plan what a preview says against what is in force."""
        self.planned = dict(self._before)
        for one in found.removed:
            self.planned.pop(one.key, None)
        for one in (*found.added, *found.changed):
            self.planned[one.key] = one
        self._tell()

    def forget(self) -> None:
        """Plan nothing but what is in force."""
        self.planned = dict(self._before)
        self._tell()

    def switch(self, index: Index) -> None:
        """Assign a document to a person, or no longer."""
        if not index.isValid() or index.column() == 0:
            return
        document, person = self.rows[index.row()], self.material.people[index.column() - 1].id
        key = Assignment(document, person).key
        if key in self.planned:
            del self.planned[key]
        else:
            made = Assignment(
                document, person, self.pattern.batch, self.pattern.blind, self.pattern.suggestions
            )
            self.planned[key] = self._before.get(key, made)
        self._tell()

    def _tell(self) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, self.columnCount() - 1))
        self.changed.emit()

    def show_only(self, which: str, words: str) -> None:
        """Rows by who has them (``ALL``, ``UNASSIGNED``, ``SHARED``, ``CHANGED``) whose title holds every word."""
        parts = fold_loose(words).split()
        counts: dict[str, int] = {}
        for one in self.planned.values():
            counts[one.document] = counts.get(one.document, 0) + 1
        changed = {one.document for one in self._differing()}
        self.beginResetModel()
        self.rows = [
            id
            for id in self._documents
            if all(part in self._folds[id] for part in parts)
            and (
                which == ALL
                or (which == UNASSIGNED and not counts.get(id))
                or (which == SHARED and counts.get(id, 0) > 1)
                or (which == CHANGED and id in changed)
            )
        ]
        self.endResetModel()

    def _differing(self) -> Iterable[Assignment]:
        for key in self._before.keys() | self.planned.keys():
            before, after = self._before.get(key), self.planned.get(key)
            if before != after:
                yield before or after  # type: ignore[misc]

    # the table ----------------------------------------------------------------------------------------------
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 1 + len(self.material.people)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr("Document") if section == 0 else self.material.people[section - 1].name
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        document = self.rows[index.row()]
        if index.column() == 0:
            shown = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
            return " ".join(self.material.titles[document].split()) if shown else None
        person = self.material.people[index.column() - 1]
        key = Assignment(document, person.id).key
        one = self.planned.get(key)
        if role == STATE:
            return one, self._before.get(key), self.material.states.get((document, person.id), "")
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_words(one)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            state = self.material.states.get((document, person.id), "")
            parts = [person.name, cell_words(one) or tr("not assigned"), state_words(state)]
            return ", ".join(filter(None, parts))
        return None


def cell_words(one: Assignment | None) -> str:
    """``assigned``, the batch, and whether others' work may be seen."""
    if one is None:
        return ""
    return f"{batch_words(one.batch) or tr('assigned')}{'' if one.blind else ' · ' + tr('open')}"


def state_words(state: str) -> str:
    """How far a person is with a document, where they have begun."""
    return {
        LayerState.FINISHED.value: tr("finished"),
        LayerState.IN_PROGRESS.value: tr("begun"),
        LayerState.SKIPPED.value: tr("skipped"),
        LayerState.FLAGGED.value: tr("flagged"),
    }.get(state, "")
