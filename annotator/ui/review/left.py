"""The left pane: how far the reviewer is, the kinds of cases with their share, and the list of cases."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStyle,
    QStyleOption,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.i18n import tr
from annotator.model.scheme import LabelScheme
from annotator.review.kinds import Kind
from annotator.ui.labels import number_words
from annotator.ui.review.cases_delegate import HEIGHT, CasesDelegate
from annotator.ui.review.cases_model import ROW, CasesModel
from annotator.ui.review.desk import AGAIN, DECIDED, OPEN, ReviewDesk
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.controls import CapButton, ElidedLabel, Segmented, ShareBar, hairline, plain_label
from annotator.ui.widgets.paint import paint_text
from annotator.wording.review import kind_title

ORDER = (
    Kind.MISSING,
    Kind.BOUNDARY,
    Kind.EDGE,
    Kind.LABEL,
    Kind.NESTING,
    Kind.ATTRIBUTE,
    Kind.RELATION,
    Kind.AGREE,
)


class KindRow(QAbstractButton):
    """One kind: its name, how much of it is settled, how many cases are left."""

    def __init__(self, kind: Kind, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind, self._themes = kind, themes
        self._left = self._total = 0
        self.setCheckable(True)
        self.setFixedHeight(26)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setText(kind_title(kind.value))

    def show_counts(self, left: int, total: int) -> None:
        """``left`` of ``total`` cases are to be settled."""
        self._left, self._total = left, total
        self.setAccessibleName(
            tr("{kind}: {left} of {total} left").format(kind=self.text(), left=left, total=total)
        )
        self.setEnabled(total > 0)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, width = self._themes.current, self.width()
        if self.isChecked():
            painter.fillRect(self.rect(), theme.colour("selrow"))
            painter.fillRect(0, 0, 3, self.height(), theme.colour("accent"))
        elif self.underMouse() and self.isEnabled():
            painter.fillRect(self.rect(), theme.colour("hover"))
        ink = theme.colour("text" if self.isEnabled() else "off")
        face = font("ui", 13, 600 if self.isChecked() else 400)
        paint_text(painter, QRectF(12, 0, width - 110, self.height()), self.text(), face, ink)
        bar = QRectF(width - 94, self.height() / 2 - 1.5, 44, 3)
        painter.fillRect(bar, theme.colour("line"))
        if self._total:
            share = (self._total - self._left) / self._total
            painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * share, 3), theme.colour("ok"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        number = QRectF(width - 50, 0, 38, self.height())
        paint_text(painter, number, number_words(self._left), font("number", 12), ink, right)
        if self.hasFocus():
            option = QStyleOption()
            option.initFrom(self)
            self.style().drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, self)


class LeftPane(QWidget):
    """Shows what the desk knows; ``many_requested`` asks to decide many at once."""

    many_requested = Signal()

    def __init__(self, desk: ReviewDesk, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = CasesModel(desk, self)
        self._delegate = CasesDelegate(scheme, themes, self)
        self.count = plain_label("", self, "number")
        self.bar = ShareBar(themes, self, tr("Settled"))
        self.kinds = {kind: KindRow(kind, themes, self) for kind in ORDER}
        self.tabs = Segmented([(OPEN, ""), (DECIDED, tr("Decided")), (AGAIN, "")], self, tr("Show"))
        self.title = ElidedLabel(self, "secondary")
        self.many = CapButton(themes, self, compact=True)
        self.view = QTableView(self)
        self._empty = plain_label("", self, "secondary")
        self._build()
        self._build_view()
        self._connect(themes)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        top = QHBoxLayout()
        top.addWidget(plain_label(tr("Cases"), self, "strong"), 1)
        top.addWidget(self.count)
        head.addLayout(top)
        head.addSpacing(6)
        head.addWidget(self.bar)
        column.addLayout(head)
        for row in self.kinds.values():
            column.addWidget(row)
        column.addSpacing(6)
        column.addWidget(hairline(self))
        low = QHBoxLayout()
        low.setContentsMargins(12, 6, 10, 6)
        low.addWidget(self.title, 1)
        low.addWidget(self.many)
        column.addLayout(low)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(10, 0, 10, 8)
        tabs.addWidget(self.tabs)
        column.addLayout(tabs)
        column.addWidget(hairline(self))
        column.addWidget(self.view, 1)
        self.many.set_words(tr("Decide many…"))
        self.many.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.choose(OPEN)

    def _build_view(self) -> None:
        # A table of one column: a list view asks the model for every row again after each change, which 100,000 rows feel.
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(self._delegate)
        view.horizontalHeader().hide()
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        rows = view.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(HEIGHT)
        rows.setDefaultSectionSize(HEIGHT)
        view.setShowGrid(False)
        view.setObjectName("cases")
        view.setStyleSheet(
            "QTableView#cases { border: 2px solid transparent; } QTableView#cases:focus { border-color: palette(link); }"
        )
        view.setMouseTracking(True)
        view.setAccessibleName(tr("Cases"))
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setTabKeyNavigation(False)
        view.verticalScrollBar().setSingleStep(24)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._empty.hide()

    def _connect(self, themes: Themes) -> None:
        desk = self._desk
        desk.counted.connect(self._show_counts)
        desk.listed.connect(self._show_counts)
        desk.moved.connect(self._show_current)
        for row in self.kinds.values():
            row.clicked.connect(self._on_kind)
        self.tabs.chosen.connect(desk.show_filter)
        self.view.clicked.connect(self._on_chosen)
        self.view.activated.connect(self._on_chosen)
        self.many.clicked.connect(self.many_requested)
        themes.changed.connect(self.view.viewport().update)

    def _show_counts(self) -> None:
        desk = self._desk
        left, total = sum(desk.unsettled.values()), sum(desk.total.values())
        self.count.setText(
            tr("{left} of {total} left").format(left=number_words(left), total=number_words(total))
        )
        words = tr("{done} of {total} cases settled").format(done=total - left, total=total)
        self.bar.set_parts([((total - left) / total, "ok")] if total else [], words)
        for kind, row in self.kinds.items():
            row.show_counts(desk.unsettled[kind], desk.total[kind])
            row.setChecked(kind is desk.kind)
        self.kinds[Kind.AGREE].setVisible(desk.total[Kind.AGREE] > 0)
        here = desk.unsettled[desk.kind] if desk.kind is not None else left
        name = kind_title(desk.kind.value) if desk.kind is not None else tr("All kinds")
        self.title.setText(tr("{kind}: {n} left").format(kind=name, n=number_words(here)))
        self.many.setEnabled(here > 0 and desk.may_decide())
        self.tabs.set_text(OPEN, tr("Left {count}").format(count=number_words(here)))
        self.tabs.set_text(AGAIN, tr("Look again {count}").format(count=number_words(desk.again)))
        if desk.index is not None:
            self._delegate.titles = desk.index.titles
        self._show_empty()

    def _show_current(self) -> None:
        current = self._desk.current
        place = self.model.place_of(current.row) if current is not None else -1
        if place < 0:
            self.view.clearSelection()
            self.view.setCurrentIndex(QModelIndex())
        else:
            index = self.model.index(place)
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)
        self.tabs.choose(self._desk.filter)
        self._show_empty()

    def _show_empty(self) -> None:
        words = "" if self.model.rowCount() else tr("Nothing here.")
        self._empty.setText(words)
        self._empty.setVisible(bool(words))
        self._empty.setGeometry(16, self.view.geometry().top() + 24, self.width() - 32, 60)

    def _on_kind(self) -> None:
        row = self.sender()
        if isinstance(row, KindRow):
            again = self._desk.kind is row.kind
            self._desk.show_kind(None if again else row.kind)
            self._show_counts()

    def _on_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self._desk.look_at(index.data(ROW))
