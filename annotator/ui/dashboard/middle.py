"""The middle: labels beside agreement, or confusion between labels, with what the colours mean."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.i18n import tr
from annotator.model.scheme import LabelScheme
from annotator.services.overview import FEW, LOW, Compared, ProjectProgress
from annotator.ui.dashboard.heat import HeatView
from annotator.ui.dashboard.tables import confusion_table, label_table
from annotator.ui.dashboard.words import decimal_words
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.controls import KeyHint, Segmented, plain_label
from annotator.ui.widgets.paint import paint_text

LABELS, CONFUSION = "labels", "confusion"


class HeatLegend(QWidget):
    """Darker is less; what a frame and what hatching mean."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.parts = [
            tr("darker: less"),
            tr("under {value}").format(value=decimal_words(LOW)),
            tr("under {n} spans").format(n=FEW),
        ]
        self.setAccessibleName(", ".join(self.parts))
        themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(font("ui", 12))
        return QSize(round(sum(metrics.horizontalAdvance(part) for part in self.parts) + 2 * 42), 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, left, face = self._themes.current, 0.0, font("ui", 12)
        for number, words in enumerate(self.parts):
            box = QRectF(left + 10, 4, 20, 11)
            if number == 1:
                painter.setPen(QPen(theme.colour("warn"), 1.6))
                painter.drawRect(box)
            elif number == 2:
                painter.fillRect(box, QBrush(theme.colour("line2"), Qt.BrushStyle.BDiagPattern))
            left += 36 if number else 0
            width = QFontMetricsF(face).horizontalAdvance(words) + 2
            paint_text(painter, QRectF(left, 0, width, 20), words, face, theme.colour("text2"))
            left += width


class MiddlePane(QWidget):
    """One table at a time."""

    wanted = Signal(object)

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._scheme = scheme
        self._found: ProjectProgress | None = None
        self._compared: Compared | None = None
        self.tabs = Segmented([(LABELS, tr("By pair")), (CONFUSION, tr("Confusion"))], self, tr("Table"))
        self.tabs.setFixedWidth(180)
        self.legend = HeatLegend(themes, self)
        self.view = HeatView(scheme, themes, self)
        self._title = plain_label("", self, "strong")
        head = QHBoxLayout()
        head.setContentsMargins(0, 8, 0, 4)
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 12, 4)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        foot = QHBoxLayout()
        foot.setSpacing(14)
        foot.addWidget(self.legend)
        foot.addStretch(1)
        foot.addWidget(KeyHint(themes, "↵", tr("what is behind"), self))
        foot.addWidget(KeyHint(themes, "Ctrl C", tr("copy the table"), self))
        column.addLayout(foot)
        self.tabs.choose(LABELS)
        self.tabs.chosen.connect(self._on_tab)
        self.view.opened.connect(self.wanted)

    def show_progress(self, found: ProjectProgress, compared: Compared | None) -> None:
        """Show another overview."""
        self._found, self._compared = found, compared
        self._show()

    def _show(self) -> None:
        if self._found is None:
            return
        confusion = self.tabs.choice() == CONFUSION
        self._title.setText(tr("Confusion between labels") if confusion else tr("Labels and agreement"))
        self.legend.setVisible(not confusion)
        self.view.show_table(
            confusion_table(self._scheme, self._compared)
            if confusion
            else label_table(self._found, self._compared)
        )

    def _on_tab(self, tab: str) -> None:
        self._show()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
