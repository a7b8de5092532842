"""The command palette: type a few signs of any command's name, in either language and without marks, and press Enter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from annotator.i18n import tr
from annotator.ui.actions import ActionSpec, menu_titles
from annotator.ui.commands.matching import fit
from annotator.ui.dialogs.base import Dialog
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.paint import CAP_HEIGHT, key_cap_width, key_text, paint_key_cap, paint_text

ROW = 28
_UNUSABLE = 6  # what cannot be used now stands below what fits nearly as well
_COMMAND = Qt.ItemDataRole.UserRole
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


@dataclass(frozen=True)
class Entry:
    """One command: its words, its words in the other languages, where it stands, its key, and why it cannot be used now."""

    id: str
    words: str
    others: tuple[str, ...] = ()
    place: str = ""
    cap: str = ""
    why_not: str = ""

    def names(self) -> list[str]:
        """What it is found by."""
        return [self.words, *self.others, f"{self.place} {self.words}"]


def reasons() -> dict[str, str]:
    """Why an action cannot be used, by its condition in the table."""
    return {
        "project": tr("no project is open"), "writable": tr("nothing can be changed now"),
        "document": tr("no article on show"), "editable": tr("no article that can be changed on show"),
        "finished": tr("the article is not done"), "span": tr("no span is selected"),
        "edit-span": tr("no span is selected"), "linking": tr("no relation was begun"), "undo": tr("nothing to undo"),
        "redo": tr("nothing to do again"), "found": tr("nothing was searched for"),
    }  # fmt: skip


def entries_of(
    table: Sequence[ActionSpec], enabled: Mapping[str, bool], others: Mapping[str, Sequence[str]]
) -> list[Entry]:
    """The table as entries; ``others`` has the words in other languages by id."""
    titles, why = dict(menu_titles()), reasons()
    return [
        Entry(
            spec.id, spec.text.rstrip("…"), tuple(others.get(spec.id, ())), titles[spec.menu.split("/")[0]],
            key_text(spec.keys[0]) if spec.keys else "",
            "" if enabled.get(spec.id, True) else why.get(spec.when, tr("not now")),
        )
        for spec in table
    ]  # fmt: skip


def ranked(entries: Sequence[Entry], query: str, recent: Sequence[str]) -> list[Entry]:
    """What fits, the best first; of two alike what can be used, then what was picked lately."""
    late = {id: place for place, id in enumerate(recent)}
    found = []
    for number, entry in enumerate(entries):
        score = fit(query, entry.names())
        if score is not None:
            rank = score - (_UNUSABLE if entry.why_not else 0)
            found.append((-rank, late.get(entry.id, len(late)), number, entry))
    return [row[-1] for row in sorted(found, key=_order)]


def _order(row: tuple[int, int, int, Entry]) -> tuple[int, int, int]:
    return row[:3]


class _Rows(QStyledItemDelegate):
    """Words, the menu or the reason behind them, the key at the right."""

    def __init__(self, themes: Themes, parent: QObject) -> None:
        super().__init__(parent)
        self._themes = themes

    def sizeHint(self, option: QStyleOptionViewItem, index) -> QSize:
        return QSize(200, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index) -> None:
        entry: Entry = index.data(_COMMAND)
        theme, box = self._themes.current, QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.colour("selrow"))
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), theme.colour("accent"))
        right = box.right() - 12
        if entry.cap:
            width = key_cap_width(entry.cap)
            right -= width
            paint_key_cap(
                painter,
                QRectF(right, box.top() + (ROW - CAP_HEIGHT) / 2, width, CAP_HEIGHT),
                entry.cap,
                theme,
            )
            right -= 12
        behind = entry.why_not or entry.place
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font("ui", 12))
        wide = min(painter.fontMetrics().horizontalAdvance(behind) + 4, (right - box.left()) * 0.5)
        paint_text(
            painter,
            QRectF(right - wide, box.top(), wide, ROW),
            behind,
            font("ui", 12),
            theme.colour("text3"),
            side,
        )
        ink = theme.colour("text3" if entry.why_not else "text")
        words = QRectF(box.left() + 14, box.top(), right - wide - box.left() - 24, ROW)
        paint_text(painter, words, entry.words, font("ui"), ink)
        painter.restore()


class PaletteDialog(Dialog):
    """``picked`` carries the id of a command after the palette has gone."""

    picked = Signal(str)

    def __init__(
        self, entries: Sequence[Entry], recent: Sequence[str], themes: Themes, parent: QWidget
    ) -> None:
        super().__init__(tr("Commands"), themes, parent)
        self.resize(620, 460)
        self._entries, self._recent = entries, recent
        self.field = QLineEdit(self)
        self.field.setAccessibleName(tr("Command"))
        self.field.setPlaceholderText(tr("A few letters of a command, marks are not needed"))
        self.rows = QListWidget(self)
        self.rows.setAccessibleName(tr("Commands"))
        self.rows.setItemDelegate(_Rows(themes, self.rows))
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.setUniformItemSizes(True)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(self.field)
        self.body.addWidget(self.rows, 1)
        self.add_button(tr("Close"), "Esc").clicked.connect(self.reject)
        self.go = self.add_button(tr("Do it"), "↵", primary=True)
        self.go.clicked.connect(self._on_go)
        self.field.textChanged.connect(self._show)
        self.field.installEventFilter(self)
        self.rows.itemClicked.connect(self._on_go)
        self.rows.currentItemChanged.connect(self._on_current)
        self._show("")
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def shown(self) -> list[Entry]:
        """The entries listed now, the best first."""
        return [self.rows.item(row).data(_COMMAND) for row in range(self.rows.count())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down walk the list while the field keeps the keys; Enter does what is chosen."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            by = _STEPS.get(Qt.Key(event.key()))
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._on_go()
                return True
            if by is not None:
                row = max(0, min(self.rows.count() - 1, self.rows.currentRow() + by))
                self.rows.setCurrentRow(row)
                return True
        return super().eventFilter(watched, event)

    def _show(self, query: str) -> None:
        self.rows.clear()
        for entry in ranked(self._entries, query, self._recent):
            item = QListWidgetItem()
            item.setData(_COMMAND, entry)
            parts = (entry.words, entry.cap, entry.why_not or entry.place)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(part for part in parts if part))
            self.rows.addItem(item)
        self.rows.setCurrentRow(0)
        if not self.rows.count():
            self._on_current(None)

    def _on_current(self, item: QListWidgetItem | None) -> None:
        entry = item.data(_COMMAND) if item is not None else None
        self.go.setEnabled(entry is not None and not entry.why_not)
        if entry is None:
            self.note.setText(tr("No command is called that."))
        else:
            self.note.setText(tr("Not now: {reason}.").format(reason=entry.why_not) if entry.why_not else "")
            self.field.setAccessibleDescription(entry.words)

    def _on_go(self) -> None:
        item: QListWidgetItem | None = self.rows.currentItem()
        entry = item.data(_COMMAND) if item is not None else None
        if entry is not None and not entry.why_not:
            self.accept()
            self.picked.emit(entry.id)
