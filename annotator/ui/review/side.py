"""The right pane: how far annotators agree, the labels they differ in most, the guideline at hand, the last decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from annotator.i18n import language, ntr, tr
from annotator.model.scheme import LabelScheme
from annotator.ui.labels import colours_of, label_name, number_words, stroke_of
from annotator.ui.review.desk import Done, ReviewDesk
from annotator.ui.review.quotes import paint_quote
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.controls import CapButton, hairline, plain_label
from annotator.ui.widgets.paint import paint_swatch, paint_text
from annotator.wording.review import way_words

if TYPE_CHECKING:
    from annotator.services.agreement import AgreementReport

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LABELS = 5


@dataclass(frozen=True)
class Numbers:
    """What the pane shows of an agreement report: (words, value, low, high), labels as (id, F1, cases), what was compared."""

    measures: list[tuple[str, float | None, float | None, float | None]]
    labels: list[tuple[str, float | None, int]]
    documents: int
    spans: int
    left_out: int


def measure_words() -> dict[str, str]:
    """Short names of the measures of this pane."""
    return {
        "span_exact": tr("F1, exact"), "span_relaxed": tr("F1, relaxed"), "token_kappa": tr("κ, with O"),
        "token_fleiss": tr("Fleiss’ κ, with O"), "token_kappa_marked": tr("κ, without O"),
        "alpha_u": tr("α of units (u)"),
    }  # fmt: skip


def numbers_of(report: AgreementReport) -> Numbers:
    """Pick out of a report what fits here."""
    found = report.agreement
    names = measure_words()
    made = found.overall.estimates
    measures = [(names[id], made[id].value, made[id].low, made[id].high) for id in names if id in made]
    if len(found.annotators) < 3:  # of two, Fleiss and Cohen say the same
        measures = [row for row in measures if row[0] != names["token_fleiss"]]
    differing: dict[str, int] = {}
    for key, cell in report.cells.items():
        if key.table == "label" and key.column != "agree":
            differing[key.row] = differing.get(key.row, 0) + cell.count
    labels = []
    for scope in found.labels:
        exact = scope.estimates.get("span_exact")
        if scope.pair is None and exact is not None and differing.get(scope.name):
            labels.append((scope.name, exact.value, differing[scope.name]))
    labels.sort(key=lambda row: (row[1] is None, row[1] or 0.0, row[0]))
    exact = found.overall.estimates.get("span_exact")
    left = sum(one.count for one in found.left_out if one.what == "spans" and one.pair is None)
    return Numbers(measures, labels[:_LABELS], found.compared, exact.n if exact else 0, left)


def share_words(value: float | None) -> str:
    """Two decimals, as the reader's language writes them."""
    if value is None:
        return tr("not defined")
    return f"{value:.2f}".replace(".", "," if language() == "vi" else ".")


class _Rows(QWidget):
    """Painted rows of one height."""

    height_of_row = 24

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._count = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    def set_count(self, count: int) -> None:
        self._count = count
        self.setFixedHeight(count * self.height_of_row)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, self._count * self.height_of_row)


class _Measures(_Rows):
    """A name, the value as a dot on its interval, the value."""

    def show_numbers(self, numbers: Numbers) -> None:
        self._rows = numbers.measures
        self.setAccessibleName("; ".join(f"{words} {share_words(value)}" for words, value, *_ in self._rows))
        self.set_count(len(self._rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._count:
            return
        painter, theme = QPainter(self), self._themes.current
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, (words, value, low, high) in enumerate(self._rows):
            y = number * self.height_of_row
            middle = y + self.height_of_row / 2
            paint_text(
                painter, QRectF(0, y, self.width() - 142, 24), words, font("ui", 12), theme.colour("text")
            )
            left, wide = self.width() - 138.0, 80.0
            painter.setPen(QPen(theme.colour("line2"), 1))
            painter.drawLine(int(left), int(middle), int(left + wide), int(middle))
            if value is not None:
                if low is not None and high is not None:
                    painter.setPen(QPen(theme.colour("text2"), 2))
                    x0, x1 = (left + wide * max(0.0, min(1.0, x)) for x in (low, high))
                    painter.drawLine(int(x0), int(middle), int(x1), int(middle))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("text"))
                painter.drawEllipse(QRectF(left + wide * max(0.0, min(1.0, value)) - 3, middle - 3, 6, 6))
            place = QRectF(self.width() - 54, y, 54, 24)
            paint_text(painter, place, share_words(value), font("number", 12), theme.colour("text"), _RIGHT)


class _Labels(_Rows):
    """A label, its F1 as a bar and a number, how many cases."""

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(themes, parent)
        self._scheme = scheme

    def show_numbers(self, numbers: Numbers) -> None:
        self._rows = numbers.labels
        names = [f"{label_name(self._scheme, id)} {share_words(value)} ({n})" for id, value, n in self._rows]
        self.setAccessibleName("; ".join(names))
        self.set_count(len(self._rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._count:
            return
        painter, theme = QPainter(self), self._themes.current
        for number, (id, value, count) in enumerate(self._rows):
            y = number * self.height_of_row
            colours = colours_of(self._scheme.label(id), theme.dark)
            paint_swatch(painter, QRectF(0, y + 7, 12, 10), colours, stroke_of(self._scheme, id), 2)
            name = QRectF(18, y, self.width() - 164, 24)
            paint_text(painter, name, label_name(self._scheme, id), font("ui", 12, 500), QColor(colours.ink))
            bar = QRectF(self.width() - 140, y + 9, 60, 6)
            painter.fillRect(bar, theme.colour("line"))
            painter.fillRect(QRectF(bar.left(), bar.top(), 60 * (value or 0.0), 6), theme.colour("text2"))
            place = QRectF(self.width() - 76, y, 40, 24)
            paint_text(painter, place, share_words(value), font("number", 12), theme.colour("text"), _RIGHT)
            place = QRectF(self.width() - 34, y, 34, 24)
            paint_text(painter, place, number_words(count), font("number", 12), theme.colour("text2"), _RIGHT)


class _Last(_Rows):
    """The last decisions, newest first; a click looks at one again."""

    height_of_row = 42
    chosen = Signal(object)

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(themes, parent)
        self._scheme = scheme
        self._rows: list[Done] = []

    def show_done(self, rows: list[Done]) -> None:
        self._rows = rows
        self.set_count(len(rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._themes.current
        for number, done in enumerate(self._rows):
            y = number * self.height_of_row
            words = way_words(done.decision.how.value, " ".join(done.letters))
            place = QRectF(self.width() - 92, y, 92, 22)
            paint_text(painter, place, words, font("ui", 12), theme.colour("text2"), _RIGHT)
            quote = QRectF(0, y, self.width() - 98, 22)
            paint_quote(painter, quote, done.row.words, (0, 0), theme, 13)
            marks = done.decision.marks
            label = marks[0].label if marks else done.row.label
            colours = colours_of(self._scheme.label(label), theme.dark)
            paint_swatch(painter, QRectF(0, y + 25, 12, 10), colours, stroke_of(self._scheme, label), 2)
            name = QRectF(18, y + 20, self.width() - 20, 20)
            paint_text(
                painter, name, label_name(self._scheme, label), font("ui", 12, 500), QColor(colours.ink)
            )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = int(event.position().y() // self.height_of_row)
        if 0 <= number < len(self._rows):
            self.chosen.emit(self._rows[number].row)


class SidePane(QWidget):
    """``numbers_requested`` asks for agreement to be worked out."""

    numbers_requested = Signal()

    def __init__(self, desk: ReviewDesk, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._scheme = desk, scheme
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.measures = _Measures(themes, self)
        self.labels = _Labels(scheme, themes, self)
        self.compared = plain_label("", self, "secondary")
        self.ask = CapButton(themes, self, compact=True)
        self.guideline_title = plain_label("", self, "medium")
        self.guideline = plain_label("", self, "secondary")
        self.last = _Last(scheme, themes, self)
        self.summary = plain_label("", self, "secondary")
        self._most = plain_label(tr("Labels that differ most"), self, "strong")
        self._most_head = plain_label(tr("F1 · cases"), self, "secondary")
        self._build(themes)
        self.last.chosen.connect(desk.look_at)
        desk.moved.connect(self._show_current)
        desk.counted.connect(self._show_last)

    def _build(self, themes: Themes) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.compared.setWordWrap(True)
        self.guideline.setWordWrap(True)
        self.guideline.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.ask.set_words(tr("Work out agreement"))
        self.ask.clicked.connect(self.numbers_requested)
        title = plain_label(tr("Agreement"), self, "strong")
        column.addLayout(_section(title, self.measures, self.compared, self.ask))
        column.addWidget(hairline(self))
        row = QHBoxLayout()
        row.addWidget(self._most, 1)
        row.addWidget(self._most_head)
        column.addLayout(_section(row, self.labels))
        column.addWidget(hairline(self))
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.guideline)
        self.guideline.setContentsMargins(0, 0, 6, 0)
        area.setMaximumHeight(132)
        area.setMinimumHeight(58)
        column.addLayout(_section(self.guideline_title, area))
        column.addWidget(hairline(self))
        column.addLayout(_section(plain_label(tr("Last decided"), self, "strong"), self.last))
        column.addStretch(1)
        self.summary.setWordWrap(True)
        self.summary.setContentsMargins(12, 6, 12, 8)
        column.addWidget(hairline(self))
        column.addWidget(self.summary)
        self._show_numbers(None)

    def show_numbers(self, report: AgreementReport | None) -> None:
        """Show a report; None: none was made."""
        self._show_numbers(numbers_of(report) if report is not None else None)

    def _show_numbers(self, numbers: Numbers | None) -> None:
        for part in (self.measures, self.labels, self._most, self._most_head, self.compared):
            part.setVisible(numbers is not None)
        self.ask.setVisible(numbers is None)
        if numbers is None:
            return
        self.measures.show_numbers(numbers)
        self.labels.show_numbers(numbers)
        documents = ntr("{n} document", "{n} documents", numbers.documents).format(
            n=number_words(numbers.documents)
        )
        words = tr("{documents}, {spans} spans. Left out: {left}. Line: 95 % interval.")
        self.compared.setText(
            words.format(
                documents=documents, spans=number_words(numbers.spans), left=number_words(numbers.left_out)
            )
        )

    def _show_current(self) -> None:
        current = self._desk.current
        label = current.row.label if current is not None else ""
        name = label_name(self._scheme, label) if label else ""
        self.guideline_title.setText(tr("Guideline: {label}").format(label=name) if name else tr("Guideline"))
        words = self._desk.guideline(label) if label else ""
        self.guideline.setText(words or tr("Nothing is written about it yet."))
        self._show_last()

    def _show_last(self) -> None:
        room = max(0, (self.summary.y() - self.last.y() - 12) // self.last.height_of_row)
        self.last.show_done(list(self._desk.last)[: max(2, room)])


def _section(title: QWidget | QHBoxLayout, *parts: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(12, 10, 12, 10)
    column.setSpacing(6)
    if isinstance(title, QHBoxLayout):
        column.addLayout(title)
    else:
        column.addWidget(title)
    for part in parts:
        column.addWidget(part)
    return column
