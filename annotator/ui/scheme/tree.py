"""Groups and labels as a list: swatch, names in both languages, key, how many spans."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from annotator.i18n import tr
from annotator.model.scheme import Label, LabelScheme
from annotator.ui.labels import MODIFIER_KEYS, colours_of, label_key, number_words
from annotator.ui.theme import Themes
from annotator.ui.widgets.paint import paint_swatch

WHICH = Qt.ItemDataRole.UserRole
_VI, _EN, _KEY, _SPANS = range(4)


class SchemeTree(QTreeWidget):
    """``chosen`` carries what is current: ``group`` or ``label``, and its id."""

    chosen = Signal(str, str)

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setAccessibleName(tr("Groups and labels"))
        self.setHeaderLabels([tr("Vietnamese"), tr("English"), tr("Key"), tr("Spans")])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setIconSize(QSize(16, 16))
        self.setIndentation(14)
        self.setItemsExpandable(False)
        head = self.header()
        head.setSectionsMovable(False)
        head.setStretchLastSection(False)
        for column in (_VI, _EN):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(_KEY, 84)
        self.setColumnWidth(_SPANS, 104)
        self.currentItemChanged.connect(self._on_current)

    def current(self) -> tuple[str, str]:
        """(``group`` or ``label``, id), or two empty strings."""
        item = self.currentItem()
        return item.data(0, WHICH) if item is not None else ("", "")

    def show_scheme(self, scheme: LabelScheme, counts: Mapping[str, int], choose: tuple[str, str]) -> None:
        """List it anew and choose a row, without telling anybody."""
        self.blockSignals(True)
        self.clear()
        for group in scheme.groups:
            keys = f"{MODIFIER_KEYS.get(group.modifier, '')} +" if group.modifier else ""
            names = [group.names.get("vi", ""), group.names.get("en", "")]
            top = QTreeWidgetItem(self, [names[0] or group.id, names[1], keys, ""])
            top.setData(0, WHICH, ("group", group.id))
            face = top.font(0)
            face.setWeight(face.Weight.DemiBold)
            top.setFont(0, face)
            for label in (one for one in scheme.labels if one.group == group.id):
                self._add(top, scheme, label, counts.get(label.id, 0))
            top.setExpanded(True)
        for item in self._items():
            if item.data(0, WHICH) == choose:
                self.setCurrentItem(item)
                self.scrollToItem(item)
        self.blockSignals(False)

    def choose(self, which: tuple[str, str]) -> None:
        """Make a row current."""
        for item in self._items():
            if item.data(0, WHICH) == which:
                self.setCurrentItem(item)

    def _items(self) -> list[QTreeWidgetItem]:
        found = []
        for row in range(self.topLevelItemCount()):
            top = self.topLevelItem(row)
            if top is not None:
                children = (top.child(number) for number in range(top.childCount()))
                found += [top, *(child for child in children if child is not None)]
        return found

    def _add(self, top: QTreeWidgetItem, scheme: LabelScheme, label: Label, count: int) -> None:
        state = tr("retired") if label.retired else label_key(scheme, label)
        names = [label.names.get("vi", ""), label.names.get("en", "")]
        item = QTreeWidgetItem(
            top, [names[0] or label.id, names[1], state, number_words(count) if count else "·"]
        )
        item.setData(0, WHICH, ("label", label.id))
        item.setIcon(0, self._icon(scheme, label))
        item.setToolTip(0, label.id)
        item.setTextAlignment(_SPANS, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if label.retired:
            for column in range(4):
                item.setForeground(column, self._themes.current.colour("text3"))

    def _icon(self, scheme: LabelScheme, label: Label) -> QIcon:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(QSize(16, 16) * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        group = scheme.group(label.group)
        stroke = group.stroke if group else "thin"
        paint_swatch(painter, QRectF(1, 1, 14, 14), colours_of(label, self._themes.current.dark), stroke, 2)
        painter.end()
        return QIcon(picture)

    def _on_current(self, item: QTreeWidgetItem | None, before: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(*item.data(0, WHICH))
