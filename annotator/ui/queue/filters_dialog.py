"""The filters of the queue: a name and a query each, to be written, renamed and thrown away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from annotator.errors import UserError
from annotator.i18n import tr
from annotator.services.filters import SavedFilter
from annotator.ui.dialogs.base import Dialog
from annotator.ui.theme import Themes
from annotator.wording import describe_error

EXACT = Qt.ItemDataRole.UserRole


class FiltersDialog(Dialog):
    """``wanted`` carries the filters as they should be. ``check`` raises UserError for a query that cannot be read."""

    wanted = Signal(object)

    def __init__(
        self, filters: Sequence[SavedFilter], check: Callable[[str], None], themes: Themes, parent: QWidget
    ) -> None:
        super().__init__(tr("Filters of the queue"), themes, parent)
        self.resize(640, 420)
        self._check = check
        self.add_title(tr("Filters of the queue"))
        self.add_words(
            tr("A filter is a query, written as on the page Search. A document passes where the query finds something in it."),
            "secondary",
        )  # fmt: skip
        self.table = QTableWidget(0, 2, self)
        self._prepare()
        self.body.addWidget(self.table, 1)
        for one in filters:
            self._add_row(one)
        self.remove = self.add_button(tr("Remove"), "Del")
        self.new = self.add_button(tr("New"))
        self.close_button = self.add_button(tr("Cancel"), "Esc")
        self.keep = self.add_button(tr("Keep"), primary=True)
        for button in (self.remove, self.new, self.close_button, self.keep):
            button.setAutoDefault(False)
        self.remove.clicked.connect(self._on_remove)
        self.new.clicked.connect(self._on_new)
        self.close_button.clicked.connect(self.reject)
        self.keep.clicked.connect(self._on_keep)
        self.table.itemSelectionChanged.connect(self._show_state)
        if filters:
            self.table.setCurrentCell(0, 0)
        self._show_state()

    def _prepare(self) -> None:
        table = self.table
        table.setAccessibleName(tr("Filters of the queue"))
        table.setHorizontalHeaderLabels([tr("Name"), tr("Query")])
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(0, 220)

    def name_last(self) -> None:
        """The name of the last filter is to be typed."""
        row = self.table.rowCount() - 1
        self.table.setCurrentCell(row, 0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        item = self.table.item(row, 0)
        if item is not None:
            self.table.editItem(item)

    def filters(self) -> list[SavedFilter]:
        """The filters as they stand; a nameless one is called as its query."""
        found = []
        for row in range(self.table.rowCount()):
            cells = [cell for column in (0, 1) if (cell := self.table.item(row, column)) is not None]
            name, query = (" ".join(cell.text().split()) for cell in cells)
            if name or query:
                found.append(SavedFilter(name or query, query, bool(cells[1].data(EXACT))))
        return found

    def _add_row(self, one: SavedFilter) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        self.table.setItem(row, 0, QTableWidgetItem(one.name))
        query = QTableWidgetItem(one.query)
        query.setData(EXACT, one.exact)
        self.table.setItem(row, 1, query)

    def _show_state(self) -> None:
        self.remove.setEnabled(self.table.currentRow() >= 0 and self.table.rowCount() > 0)
        self.note.setText("" if self.table.rowCount() else tr("No filter yet."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete throws the chosen row away; Enter closes nothing."""
        if event.key() == Qt.Key.Key_Delete and self.focusWidget() is self.table:
            self._on_remove()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _on_remove(self) -> None:
        self.table.removeRow(self.table.currentRow())
        self._show_state()

    def _on_new(self) -> None:
        self._add_row(SavedFilter("", ""))
        self.name_last()

    def _on_keep(self) -> None:
        filters = self.filters()
        names = [one.name for one in filters]
        for row, one in enumerate(filters):
            try:
                self._check(one.query)
            except UserError as error:
                self._refuse(row, f"{one.name}: {describe_error(error)}")
                return
            if names.index(one.name) != row:
                self._refuse(row, tr("Two filters are called {name}.").format(name=one.name))
                return
        self.wanted.emit(filters)
        self.accept()

    def _refuse(self, row: int, words: str) -> None:
        self.note.setText(words)
        self.table.setCurrentCell(row, 1)
