"""Spans that do not fit the tokens: each row shows the tokens, the cut, and what each choice would make of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.formats.docbin_types import Action
from annotator.i18n import tr
from annotator.model.alignment import Misaligned, Problem
from annotator.model.document import Document
from annotator.model.scheme import LabelScheme
from annotator.model.text import units
from annotator.services.exporting import Cut
from annotator.ui.icons import paint_icon
from annotator.ui.labels import colours_of, label_name, stroke_of
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.paint import key_cap_width, paint_key_cap, paint_swatch, paint_text

ROW_HEIGHT = 55
_DATA = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()
_CHOICES = (Action.EXPAND, Action.CONTRACT, Action.SKIP)
_SEGMENT = 52
Index = QModelIndex | QPersistentModelIndex


class MisalignedModel(QAbstractListModel):
    """Rows and the choice made for each. ``decided`` follows every choice."""

    decided = Signal()

    def __init__(self, scheme: LabelScheme, parent: QObject) -> None:
        super().__init__(parent)
        self._scheme = scheme
        self._rows: list[Cut] = []
        self._choices: list[Action | None] = []

    def show(self, rows: Sequence[Cut]) -> None:
        """Show these rows. What was chosen for a span that is still as it was stays; for the others nothing is chosen yet."""
        before = dict(zip(map(_same, self._rows), self._choices, strict=True))
        self.beginResetModel()
        self._rows = list(rows)
        self._choices = [before.get(_same(row)) for row in self._rows]
        self.endResetModel()
        self.decided.emit()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        document, _, wrong = self._rows[index.row()]
        choice = self._choices[index.row()]
        if role == _DATA:
            return document, wrong, choice
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            words = document.text[wrong.span.start : wrong.span.end]
            made = choice_words(choice) if choice else tr("no choice yet")
            return f"“{words}”, {label_name(self._scheme, wrong.span.label)}, {problem_words(document, wrong)}, {made}"
        return None

    def decide(self, row: int, action: Action) -> None:
        """Choose for one row."""
        if self.possible(row, action) and self._choices[row] is not action:
            self._choices[row] = action
            self.dataChanged.emit(self.index(row), self.index(row))
            self.decided.emit()

    def decide_all(self, action: Action) -> None:
        """Choose for every row; what cannot be expanded or contracted is left out."""
        self._choices = [
            action if self.possible(row, action) else Action.SKIP for row in range(len(self._rows))
        ]
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))
        self.decided.emit()

    def possible(self, row: int, action: Action) -> bool:
        """Whether the choice leaves anything of the span."""
        wrong = self._rows[row].wrong
        return (
            action is Action.SKIP or (wrong.expand if action is Action.EXPAND else wrong.contract) is not None
        )

    def undecided(self) -> int:
        """How many rows have no choice."""
        return sum(choice is None for choice in self._choices)

    def count(self, action: Action) -> int:
        """How many rows have this choice."""
        return sum(choice is action for choice in self._choices)

    def row(self, row: int) -> Cut:
        """The span of a row."""
        return self._rows[row]

    def choices(self) -> dict[tuple[str, str, str], Action]:
        """The choices by (document id, annotator, span id)."""
        rows = zip(self._rows, self._choices, strict=True)
        return {
            (document.id, annotator, wrong.span.id): choice
            for (document, annotator, wrong), choice in rows
            if choice is not None
        }


def _same(row: Cut) -> tuple[str, str, str, int, int]:
    """What makes it the same row after the checks were made again."""
    return row.document.id, row.annotator, row.wrong.span.id, row.wrong.span.start, row.wrong.span.end


def choice_words(action: Action) -> str:
    """Expand, contract, leave out."""
    return {Action.EXPAND: tr("Expand"), Action.CONTRACT: tr("Contract"), Action.SKIP: tr("Leave out")}.get(
        action, action
    )


def problem_words(document: Document, wrong: Misaligned) -> str:
    """What the span cuts."""
    span = wrong.span
    if Problem.CUTS_START in wrong.problems or Problem.CUTS_END in wrong.problems:
        edge = span.start if Problem.CUTS_START in wrong.problems else span.end
        return (
            tr("cuts a number")
            if document.text[edge - 1 : edge].isdigit() or document.text[edge : edge + 1].isdigit()
            else tr("cuts a syllable")
        )
    return tr("only spaces") if Problem.ONLY_SPACE in wrong.problems else tr("begins or ends with a space")


def shown_units(text: str, wrong: Misaligned) -> list[tuple[int, int]]:
    """The tokens of a row: some before the cut, the cut, some after; of a long span only what is near the cut."""
    span = wrong.span
    at_start = Problem.CUTS_START in wrong.problems or Problem.SPACE_START in wrong.problems
    long = span.end - span.start > 30
    first = span.end - 30 if long and not at_start else span.start - 18
    last = span.start + 40 if long and at_start else span.end + 24
    first, last = max(0, first), min(len(text), last)
    while first > 0 and not text[first - 1].isspace():
        first -= 1
    return [(start, end) for start, end in units(text, first, last) if end <= last]


class MisalignedDelegate(QStyledItemDelegate):
    """Paints a row and takes clicks on its choices."""

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QObject) -> None:
        super().__init__(parent)
        self._scheme, self._themes = scheme, themes

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(400, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        document, wrong, choice = index.data(_DATA)
        theme = self._themes.current
        place = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, theme.colour("selrow"))
            caps = QRectF(
                place.right() - 16 - key_cap_width("1 2 3"), place.top() + 19, key_cap_width("1 2 3"), 17
            )
            paint_key_cap(painter, caps, "1 2 3", theme)
        buttons = self.buttons(place)
        result_left = place.left() + place.width() * 0.48
        clip = QRectF(place.left() + 14, place.top(), result_left - place.left() - 24, place.height())
        painter.setClipRect(clip)
        self._paint_tokens(painter, clip.left(), place.top() + 6, document, wrong)
        painter.setClipping(False)
        self._paint_facts(painter, clip, document, wrong)
        self._paint_result(
            painter,
            QRectF(result_left, place.top(), buttons[0].left() - result_left - 12, place.height()),
            document,
            wrong,
            choice,
        )
        self._paint_buttons(painter, buttons, index, choice)
        painter.fillRect(QRectF(place.left(), place.bottom(), place.width(), 1), theme.colour("line"))
        painter.restore()

    def buttons(self, place: QRectF) -> list[QRectF]:
        """Where the three choices are."""
        left = place.right() - 3 * _SEGMENT - 64
        return [QRectF(left + number * _SEGMENT, place.top() + 15, _SEGMENT, 25) for number in range(3)]

    def _paint_tokens(
        self, painter: QPainter, x: float, y: float, document: Document, wrong: Misaligned
    ) -> None:
        theme, span, text = self._themes.current, wrong.span, document.text
        colours = colours_of(self._scheme.label(span.label), theme.dark)
        face = font("article", 15)
        metrics = QFontMetricsF(face)
        for start, end in shown_units(text, wrong):
            x += 2.5
            for a, b, inside in _parts(start, end, span.start, span.end):
                width = metrics.horizontalAdvance(text[a:b])
                cut = (a == span.end and a > start) or (b == span.start and b < end)
                left = x - (2.5 if a == start else 0)
                box = QRectF(left, y + 1, x + width + (2.5 if b == end else 0) - left, 22)
                if inside:
                    painter.fillRect(box, QColor(colours.fill))
                    painter.fillRect(QRectF(box.left(), y + 21, box.width(), 2), QColor(colours.ink))
                elif cut:
                    painter.fillRect(box, theme.colour("errbg"))
                paint_text(painter, QRectF(x, y, width + 4, 24), text[a:b], face, theme.colour("text"))
                if cut:
                    painter.fillRect(
                        QRectF(x - 1 if a == span.end else x + width - 1, y + 1, 2, 22), theme.colour("err")
                    )
                x += width
            x += 2.5
            painter.fillRect(QRectF(x, y + 2, 1, 20), theme.colour("line2"))
            x += 1

    def _paint_facts(self, painter: QPainter, clip: QRectF, document: Document, wrong: Misaligned) -> None:
        theme = self._themes.current
        colours = colours_of(self._scheme.label(wrong.span.label), theme.dark)
        y = clip.top() + 32
        paint_swatch(
            painter,
            QRectF(clip.left() + 2, y + 1, 12, 12),
            colours,
            stroke_of(self._scheme, wrong.span.label),
            2,
        )
        name = label_name(self._scheme, wrong.span.label)
        strong, face = font("ui", 12, 500), font("ui", 12)
        x = clip.left() + 19
        width = QFontMetricsF(strong).horizontalAdvance(name) + 2
        paint_text(painter, QRectF(x, y, width, 16), name, strong, QColor(colours.ink))
        x += width
        problem = problem_words(document, wrong)
        problem_width = QFontMetricsF(face).horizontalAdvance(problem) + 2
        where = f"  ·  {document.title}  ·  {wrong.span.start}  ·  "
        room = min(QFontMetricsF(face).horizontalAdvance(where) + 2, clip.right() - x - problem_width - 4)
        paint_text(painter, QRectF(x, y, room - 6, 16), where, face, theme.colour("text2"))
        paint_text(painter, QRectF(x + room, y, problem_width + 2, 16), problem, face, theme.colour("err"))

    def _paint_result(
        self, painter: QPainter, place: QRectF, document: Document, wrong: Misaligned, choice: Action | None
    ) -> None:
        theme = self._themes.current
        made = {Action.EXPAND: wrong.expand, Action.CONTRACT: wrong.contract}.get(choice) if choice else None
        if choice is None:
            paint_text(painter, place, tr("no choice yet"), font("ui", 12), theme.colour("warn"))
            return
        paint_icon(painter, "arrow", theme.text2, place.left(), place.center().y() - 7, 14)
        words = place.adjusted(22, 0, 0, 0)
        if made is None:
            paint_text(painter, words, tr("not in the file"), font("ui", 12), theme.colour("text2"))
        else:
            shown = " ".join(document.text[made[0] : made[1]].split())
            paint_text(painter, words, shown, font("article", 15), theme.colour("text"))

    def _paint_buttons(
        self, painter: QPainter, buttons: list[QRectF], index: Index, choice: Action | None
    ) -> None:
        theme = self._themes.current
        model = index.model()
        for action, box in zip(_CHOICES, buttons, strict=True):
            on = choice is action
            possible = not isinstance(model, MisalignedModel) or model.possible(index.row(), action)
            painter.setPen(theme.colour("line2"))
            painter.setBrush(theme.colour("selrow" if on else "key"))
            painter.drawRect(box.adjusted(0.5, 0.5, 0.5, -0.5))
            ink = theme.colour("text" if on else "text2" if possible else "off")
            paint_text(
                painter,
                box,
                choice_words(action),
                font("ui", 12, 600 if on else 400),
                ink,
                Qt.AlignmentFlag.AlignCenter,
            )

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        if (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and isinstance(model, MisalignedModel)
        ):
            for action, box in zip(_CHOICES, self.buttons(QRectF(option.rect)), strict=True):
                if box.contains(event.position()):
                    model.decide(index.row(), action)
                    return True
        return False


def _parts(start: int, end: int, first: int, last: int) -> list[tuple[int, int, bool]]:
    """A token cut at the span's edges: (start, end, inside the span)."""
    edges = sorted({start, end, *(edge for edge in (first, last) if start < edge < end)})
    return [(a, b, first <= a and b <= last) for a, b in pairwise(edges)]


class MisalignedView(QListView):
    """The rows; 1, 2, 3 choose and go on; Enter or a double click asks for the row's place (a ``Cut``)."""

    place_wanted = Signal(object)

    def __init__(self, scheme: LabelScheme, themes: Themes, model: MisalignedModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.setProperty("surface", "paper")
        self.setModel(model)
        self.setItemDelegate(MisalignedDelegate(scheme, themes, self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(tr("Spans to mend"))
        self.doubleClicked.connect(self._on_double_clicked)

    def fit(self) -> None:
        """As high as the rows need, at most."""
        rows = self._model.rowCount()
        self.setVisible(rows > 0)
        self.setMaximumHeight(max(1, rows) * ROW_HEIGHT + 2)
        if rows:
            self.setCurrentIndex(self._model.index(0))
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_1
        row = self.currentIndex().row()
        if (
            0 <= number < len(_CHOICES)
            and row >= 0
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self._model.decide(row, _CHOICES[number])
            if row + 1 < self._model.rowCount():
                self.setCurrentIndex(self._model.index(row + 1))
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and row >= 0:
            self.place_wanted.emit(self._model.row(row))
            return
        super().keyPressEvent(event)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.place_wanted.emit(self._model.row(index.row()))

    def keyboardSearch(self, search: str) -> None:
        """Typing searches nothing here; digits are choices."""
