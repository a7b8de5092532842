"""Controls of the window: segments, key-capped buttons, elided labels, fields with an icon, choices, hints."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QEnterEvent, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
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

    def __init__(self, themes: Themes, parent: QWidget, *, primary: bool = False, compact: bool = False) -> None:
        super().__init__(parent)
        self._themes, self._cap = themes, ""
        self.setProperty("primary", primary)
        self.setProperty("compact", compact)
        self._size = 12 if compact else 13

    def set_words(self, text: str, cap: str = "", *, primary: bool | None = None) -> None:
        """The words and the key cap after them."""
        self.setText(text)
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


class ChoiceButton(QToolButton):
    """A small menu that shows what is chosen: document labels, the label of a span, a person."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self._name = name
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._menu = QMenu(self)
        self._menu.triggered.connect(self._on_triggered)
        self.setMenu(self._menu)
        self._group = QActionGroup(self)
        self._actions: dict[str, QAction] = {}

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """The (key, words) to choose from; an empty key stands for nothing chosen."""
        self._menu.clear()
        self._actions.clear()
        for key, text in choices:
            action = QAction(text.replace("&", "&&"), self._menu)
            action.setCheckable(True)
            action.setData(key)
            self._group.addAction(action)
            self._menu.addAction(action)
            self._actions[key] = action

    def show_choice(self, key: str, text: str) -> None:
        """Show ``key`` as chosen, in the words ``text``."""
        for other, action in self._actions.items():
            action.setChecked(other == key)
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(f"{self._name}: {text}")

    def _on_triggered(self, action: QAction) -> None:
        self.chosen.emit(str(action.data()))


class FlatChoice(ChoiceButton):
    """A caption and the chosen value on nothing, with a chevron: the document labels above the article."""

    def __init__(self, themes: Themes, parent: QWidget, caption: str) -> None:
        super().__init__(parent, caption)
        self._themes, self._caption, self._value, self._open, self._hover = themes, caption, "", False, False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(24)

    def show_value(self, key: str, value: str, *, missing: bool = False) -> None:
        """Show ``value``; ``missing`` marks a required one that is not there."""
        self._value, self._open = value, missing
        self.show_choice(key, value)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        caption = QFontMetricsF(font("ui", 12)).horizontalAdvance(self._caption)
        value = QFontMetricsF(font("ui", 12, 500)).horizontalAdvance(self._value)
        return QSize(round(caption + value + 4 + 4 + 12 + 9), 24)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hover = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._themes.current
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._hover and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(box, 4, 4)
        if self.hasFocus():
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 4, 4)
        inside = box.adjusted(3, 0, -2, 0)
        on = self.isEnabled()
        paint_text(painter, inside, self._caption, font("ui", 12), theme.colour("text2" if on else "off"))
        inside.setLeft(inside.left() + QFontMetricsF(font("ui", 12)).horizontalAdvance(self._caption) + 4)
        inside.setRight(self.width() - 16)
        ink = theme.colour("off" if not on else "warn" if self._open else "text")
        paint_text(painter, inside, self._value, font("ui", 12, 500), ink)
        paint_icon(painter, "down", theme.text2, self.width() - 15, (self.height() - 12) / 2, 12)


class PillChoice(ChoiceButton):
    """A framed choice with room for a swatch before its words: the label of a span, the kind of a relation."""

    SWATCH = 24

    def __init__(self, themes: Themes, parent: QWidget, name: str, *, swatch: bool = False) -> None:
        super().__init__(parent, name)
        self._themes, self._before, self._words = themes, self.SWATCH if swatch else 4, ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(26)

    def show_words(self, key: str, words: str) -> None:
        """Show ``key`` as chosen, in the words ``words``."""
        self._words = words
        self.show_choice(key, words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(font("ui", 13, 600)).horizontalAdvance(self._words)
        return QSize(round(5 + self._before + width + 6 + 12 + 8), 26)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 26)

    def paint_swatch(self, painter: QPainter, place: QRectF) -> None:
        """Draw what stands before the words; nothing here."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._themes.current
        on = self.isEnabled()
        ring = 1.0 if self.hasFocus() else 0.5
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "line2"), 2 * ring))
        painter.setBrush(theme.colour("hover" if self.underMouse() and on else "key"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(ring, ring, -ring, -ring), 4, 4)
        self.paint_swatch(painter, QRectF(5, 4, 18, 18))
        words = QRectF(5 + self._before, 0, self.width() - self._before - 5 - 22, self.height())
        paint_text(painter, words, self._words, font("ui", 13, 600), theme.colour("text" if on else "off"))
        paint_icon(painter, "down", theme.text2, self.width() - 19, (self.height() - 12) / 2, 12)


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
