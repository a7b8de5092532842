"""One hue, what each theme makes of it, and how well it can be read: contrast is worked out, not guessed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from annotator.i18n import language, tr
from annotator.model.colours import contrast, label_colours
from annotator.model.scheme import Colours, Label
from annotator.ui.labels import short_name
from annotator.ui.theme import DARK, LIGHT, Theme, Themes, font
from annotator.ui.widgets.controls import plain_label
from annotator.ui.widgets.paint import paint_swatch, paint_text

LEAST = 4.5


def least_contrasts(colours: Colours, theme: Theme) -> tuple[float, float]:
    """(text on the fill and on the selected fill, ink on paper, pane, window and selected row): the lowest of each."""
    text = min(contrast(theme.text, colours.fill), contrast(theme.text, colours.sel))
    ink = min(contrast(colours.ink, one) for one in (theme.paper, theme.pane, theme.win, theme.selrow))
    return text, ink


class Sample(QWidget):
    """A label as the article draws it, in both themes at once."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._label: Label | None = None
        self._stroke = "thin"
        self.setFixedHeight(50)

    def show_label(self, label: Label, stroke: str) -> None:
        """Draw this label."""
        self._label, self._stroke = label, stroke
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._label is None:
            return
        painter = QPainter(self)
        half = self.width() / 2
        for number, theme in enumerate((LIGHT, DARK)):
            colours = label_colours(self._label, theme.dark)
            place = QRectF(number * half, 0, half, self.height())
            painter.fillRect(place, theme.colour("paper"))
            box = QRectF(place.left() + 12, 6, min(120.0, half - 24), 23)
            paint_swatch(painter, box, colours, self._stroke)
            paint_text(
                painter, box.adjusted(6, 0, -4, -3), "Nêu gương", font("article", 16), theme.colour("text")
            )
            name = QRectF(box.left(), box.bottom() + 3, half - 24, 15)
            paint_text(painter, name, short_name(self._label), font("ui", 11, 500), QColor(colours.ink))


class ColourRow(QWidget):
    """``hue_chosen`` carries degrees once the slider is let go; while it moves only the sample follows."""

    hue_chosen = Signal(float)
    hue_moved = Signal(float)

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: float | None = None
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, 359)
        self.slider.setPageStep(15)
        self.slider.setAccessibleName(tr("Hue"))
        self.number = plain_label("", self, "number")
        self.number.setFixedWidth(64)
        self.sample = Sample(self)
        self.words = plain_label("", self, "secondary")
        self.words.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.slider, 1)
        row.addWidget(self.number)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.sample)
        column.addWidget(self.words)
        self.slider.valueChanged.connect(self._on_moved)
        self.slider.sliderReleased.connect(self._on_released)

    def show_label(self, label: Label, stroke: str) -> None:
        """The colours of this label."""
        self._shown = label.hue
        self.slider.blockSignals(True)
        self.slider.setValue(round(label.hue or 0) % 360)
        self.slider.blockSignals(False)
        self._say(label, stroke)

    def follow(self, label: Label, stroke: str) -> None:
        """The colours it would have, while the slider moves."""
        self._say(label, stroke)

    def _say(self, label: Label, stroke: str) -> None:
        self.number.setText(f"{label.hue:.0f}°" if label.hue is not None else tr("its own"))
        self.sample.show_label(label, stroke)
        light = least_contrasts(label_colours(label, LIGHT.dark), LIGHT)
        dark = least_contrasts(label_colours(label, DARK.dark), DARK)
        words = tr("Contrast of text and name: light {a} and {b}, dark {c} and {d}.").format(
            a=_ratio(light[0]), b=_ratio(light[1]), c=_ratio(dark[0]), d=_ratio(dark[1])
        )
        low = min(*light, *dark) < LEAST
        self.words.setText(f"{words} {tr('Too low to be read by everybody.')}" if low else words)

    def _on_moved(self, value: int) -> None:
        self.hue_moved.emit(float(value))
        if not self.slider.isSliderDown():
            self.hue_chosen.emit(float(value))

    def _on_released(self) -> None:
        self.hue_chosen.emit(float(self.slider.value()))


def _ratio(value: float) -> str:
    return f"{value:.1f}".replace(".", "," if language() == "vi" else ".")
