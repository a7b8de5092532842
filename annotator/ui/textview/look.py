"""One style at one zoom: lengths, fonts, and the names that were already measured and shaped for it.

Kept by the view from article to article, since the same few names stand under every text.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QStaticText, QTransform

from annotator.ui.textview.style import ArticleStyle, Metrics

_KEEP = 5000


class Look:
    """Measures and shapes names (``is_value`` False) and values (True); widths in pixels."""

    def __init__(self, style: ArticleStyle, zoom: int) -> None:
        self.style, self.metrics = style, Metrics(style, zoom)
        self._faces = QFontMetricsF(self.metrics.name), QFontMetricsF(self.metrics.value)
        self._ascents = self._faces[0].ascent(), self._faces[1].ascent()
        self._widths: dict[tuple[str, bool], float] = {}
        self._written: dict[tuple[str, bool], QStaticText] = {}
        self.character = QFontMetricsF(self.metrics.body).averageCharWidth()

    def measure(self, text: str, is_value: bool) -> float:
        """The width of a name or value."""
        width = self._widths.get((text, is_value))
        if width is None:
            if len(self._widths) > _KEEP:
                self._widths.clear()
            width = self._widths[text, is_value] = self._faces[is_value].horizontalAdvance(text)
        return width

    def ascent(self, is_value: bool) -> float:
        """From the upper edge of a name or value to its baseline, in pixels."""
        return self._ascents[is_value]

    def written(self, text: str, is_value: bool) -> QStaticText:
        """A name or value as it is drawn many times: shaped once. Its place is its upper left corner."""
        found = self._written.get((text, is_value))
        if found is None:
            if len(self._written) > _KEEP:
                self._written.clear()
            found = self._written[text, is_value] = QStaticText(text)
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.prepare(QTransform(), self.metrics.value if is_value else self.metrics.name)
        return found
