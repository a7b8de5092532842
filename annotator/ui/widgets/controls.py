"""Controls of the window: segments, key-capped buttons, elided labels, fields with an icon, choices, hints."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QWidget,
)

from annotator.ui.icons import icon, paint_icon
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.paint import CAP_HEIGHT, key_cap_width, paint_key_cap, paint_text


def plain_label(text: str, parent: QWidget, role: str = "") -> QLabel:
    """A label that never reads its text as rich text."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    if role:
        label.setProperty("role", role)
    return label


def hairline(parent: QWidget, role: str = "hairline") -> QFrame:
    """A 1 px line between rows (``hairline``) or columns (``vline``)."""
    line = QFrame(parent)
    line.setProperty("role", role)
    return line


def restyle(widget: QWidget) -> None:
    """Read the style sheet again after a property it depends on has changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


class ElidedLabel(QLabel):
    """One line of plain text, cut with an ellipsis; the whole of it in the tool tip and for screen readers."""

    def __init__(self, parent: QWidget, role: str = "") -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(24)
        if role:
            self.setProperty("role", role)

    def setText(self, text: str) -> None:
        """Show ``text`` on one line."""
        super().setText(" ".join(text.split()))
        self.setAccessibleName(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = QFontMetricsF(self.font())
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment() | Qt.TextFlag.TextSingleLine), shown)


class Segmented(QWidget):
    """A row of exclusive choices in one frame; ``chosen`` tells the key of the one a person picked."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._keys = [key for key, _ in choices]
        self._buttons: dict[str, QPushButton] = {}
        for index, (key, text) in enumerate(choices):
            button = QPushButton(text, self)
            button.setCheckable(True)
            button.setAccessibleName(f"{name}: {text}")
            place = "first" if index == 0 else "last" if index == len(choices) - 1 else "middle"
            button.setProperty("segment", place)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._group.addButton(button, index)
            self._buttons[key] = button
            row.addWidget(button, 1)
        self._group.idClicked.connect(self._on_clicked)

    def choose(self, key: str | None) -> None:
        """Show ``key`` as chosen, or none, without telling anybody."""
        self._group.setExclusive(False)
        for other, button in self._buttons.items():
            button.setChecked(other == key)
        self._group.setExclusive(key is not None)

    def choice(self) -> str:
        """The key shown as chosen, or an empty string."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def set_text(self, key: str, text: str) -> None:
        """Change one choice's words."""
        self._buttons[key].setText(text)
        self._buttons[key].setAccessibleName(f"{self.accessibleName()}: {text}")

    def button(self, key: str) -> QPushButton:
        """The button of one choice."""
        return self._buttons[key]

    def _on_clicked(self, index: int) -> None:
        self._group.setExclusive(True)
        self.chosen.emit(self._keys[index])


class CapButton(QPushButton):
    """A button that prints its key: ``Xong bài  [Ctrl ↵]``."""

    def __init__(
        self, themes: Themes, parent: QWidget, *, primary: bool = False, compact: bool = False
    ) -> None:
        super().__init__(parent)
        self._themes, self._cap = themes, ""
        self.setProperty("primary", primary)
        self.setProperty("compact", compact)
        self._size = 12 if compact else 13

    def set_words(self, text: str, cap: str = "", *, primary: bool | None = None) -> None:
        """The words and the key cap after them."""
        keys = self.shortcut()
        self.setText(text)
        self.setShortcut(keys)  # Qt takes the key from a button whose text changes
        self.setAccessibleName(text)
        self._cap = cap
        if primary is not None and primary != self.property("primary"):
            self.setProperty("primary", primary)
            restyle(self)
        self.updateGeometry()
        self.update()

    def _face(self):
        return font("ui", self._size, 600 if self.property("primary") else 400)

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(self._face()).horizontalAdvance(self.text()) + 22
        if self._cap:
            width += key_cap_width(self._cap) + 8
        return QSize(round(width + 0.5), 24 if self.property("compact") else 28)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        theme = self._themes.current
        primary = bool(self.property("primary")) and self.isEnabled()
        ink = theme.colour("on_accent" if primary else "text" if self.isEnabled() else "off")
        inside = QRectF(self.rect()).adjusted(11, 0, -11, 0)
        paint_text(painter, inside, self.text(), self._face(), ink)
        if self._cap:
            width = key_cap_width(self._cap)
            top = round((self.height() - CAP_HEIGHT) / 2)
            cap = QRectF(self.width() - 11 - width, top, width, CAP_HEIGHT)
            paint_key_cap(painter, cap, self._cap, theme, ink if primary or not self.isEnabled() else None)


class CapField(QLineEdit):
    """A field with an icon before and a key cap behind its text; the cap goes while something is typed."""

    left = Signal()

    def __init__(self, themes: Themes, parent: QWidget, *, sign: str = "", cap: str = "") -> None:
        super().__init__(parent)
        self._themes, self._sign, self._cap = themes, sign, cap
        self.setTextMargins(22 if sign else 0, 0, 0, 0)

    def set_cap(self, cap: str) -> None:
        """Change the key cap."""
        self._cap = cap
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        theme = self._themes.current
        if self._sign:
            paint_icon(painter, self._sign, theme.text2, 8, (self.height() - 14) / 2, 14)
        room = self.width() - 16 - QFontMetricsF(self.font()).horizontalAdvance(self.text())
        width = key_cap_width(self._cap) if self._cap else 0
        if self._cap and not self.hasFocus() and room > width + 6 and not (self._sign and self.text()):
            cap = QRectF(self.width() - 8 - width, round((self.height() - CAP_HEIGHT) / 2), width, CAP_HEIGHT)
            paint_key_cap(painter, cap, self._cap, theme)

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


class KeyHint(QWidget):
    """A key cap and what it does, for the status bar."""

    def __init__(self, themes: Themes, cap: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes, self._cap, self._text = themes, cap, text
        self.setAccessibleName(f"{cap}: {text}")
        width = key_cap_width(cap) + 6 + QFontMetricsF(font("ui", 12)).horizontalAdvance(text)
        self.setFixedSize(round(width + 2), 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._themes.current
        width = key_cap_width(self._cap)
        paint_key_cap(painter, QRectF(0, 2, width, CAP_HEIGHT), self._cap, theme)
        rest = QRectF(width + 6, 0, self.width() - width - 5, self.height() - 1)
        paint_text(painter, rest, self._text, font("ui", 12), theme.colour("text2"))


class IconButton(QToolButton):
    """An icon to click, with words for the tool tip and for screen readers; follows the theme."""

    def __init__(self, themes: Themes, sign: str, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes, self._sign = themes, sign
        self.setFixedSize(24, 24)
        self.setIconSize(QSize(16, 16))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_words(words)
        themes.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_words(self, words: str) -> None:
        """Tool tip and accessible name."""
        self.setToolTip(words)
        self.setAccessibleName(words)

    def set_sign(self, sign: str) -> None:
        """Another icon."""
        self._sign = sign
        self._on_theme_changed()

    def _on_theme_changed(self) -> None:
        theme = self._themes.current
        self.setIcon(icon(self._sign, theme.text2, theme.off))


class ShareBar(QWidget):
    """A thin bar of parts: what is done, what is begun."""

    def __init__(self, themes: Themes, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self._themes = themes
        self._parts: tuple[tuple[float, str], ...] = ()
        self._name = name
        self.setFixedHeight(4)
        themes.changed.connect(self.update)

    def set_parts(self, parts: Sequence[tuple[float, str]], words: str) -> None:
        """(share, token) from the left; ``words`` say the same to a screen reader."""
        self._parts = tuple(parts)
        self.setAccessibleName(f"{self._name}: {words}")
        self.setToolTip(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._themes.current
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("line"))
        painter.drawRoundedRect(self.rect(), 1.5, 1.5)
        x = 0.0
        for share, token in self._parts:
            if share > 0:
                width = max(2.0, share * self.width())
                painter.fillRect(QRectF(x, 0, width, self.height()), theme.colour(token))
                x += width + 1


def paint_dot(painter: QPainter, centre: QPointF, radius: float, colour: QColor) -> None:
    """A filled dot."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(centre, radius, radius)
