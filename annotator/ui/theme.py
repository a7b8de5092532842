"""Colours, fonts and palette of the window: tokens for a light and a dark theme, switched at run time.

Every colour on screen comes from a ``Theme`` (interface) or from a label. ``Themes`` holds the one in force and
tells who listens when it changes; painted widgets ask it while painting, style sheets are rebuilt from it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from annotator.assets import asset
from annotator.ui.stylesheet import build_style_sheet

INTERFACE, NUMBERS, ARTICLE = "Be Vietnam Pro", "Noto Sans", "Noto Serif"
FAMILIES = {"ui": INTERFACE, "number": NUMBERS, "article": ARTICLE}
CHOICES = ("system", "light", "dark")


@dataclass(frozen=True)
class Theme:
    """Interface colours, ``#rrggbb``. See docs/design for what each is for."""

    dark: bool
    win: str
    pane: str
    paper: str
    line: str
    line2: str
    text: str
    text2: str
    text3: str
    accent: str
    on_accent: str
    selrow: str
    hover: str
    textsel: str
    ok: str
    warn: str
    err: str
    okbg: str
    warnbg: str
    errbg: str
    field: str
    key: str
    off: str

    def colour(self, token: str) -> QColor:
        """The token of that name as a QColor."""
        return QColor(cast(str, getattr(self, token)))

    def tokens(self) -> dict[str, str]:
        """Every colour by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "dark"}


LIGHT = Theme(
    dark=False, win="#EFEFEC", pane="#F7F7F5", paper="#FFFFFF", line="#E3E3DF", line2="#C8C8C2", text="#1B1D20",
    text2="#4E535A", text3="#63686F", accent="#2457C5", on_accent="#FFFFFF", selrow="#E1E8F6", hover="#EDEDE9",
    textsel="#C9DCFB", ok="#1C6B3B", warn="#8A4B00", err="#A8201A", okbg="#E2F2E6", warnbg="#FBEBD3",
    errbg="#FBE3E0", field="#FFFFFF", key="#FFFFFF", off="#A3A6AA",
)  # fmt: skip
DARK = Theme(
    dark=True, win="#141517", pane="#1A1B1E", paper="#1F2023", line="#2E3034", line2="#45484E", text="#E9E9E6",
    text2="#B4B8BE", text3="#989DA4", accent="#86ABF7", on_accent="#11151D", selrow="#28324A", hover="#25272B",
    textsel="#2F4F86", ok="#7FD29B", warn="#EFB868", err="#F79A90", okbg="#1C3526", warnbg="#3B2D15",
    errbg="#40211E", field="#17181A", key="#2A2C30", off="#62666C",
)  # fmt: skip


def load_fonts() -> None:
    """Register the fonts that travel with the program."""
    for file in sorted(asset("fonts").glob("*/*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


@lru_cache(maxsize=64)
def font(role: str, size: int = 13, weight: int = 400) -> QFont:
    """A font of the scale: role ``ui``, ``number`` or ``article``; pixels; weight 400, 500, 600 or 700. Not to be changed."""
    made = QFont(FAMILIES[role])
    made.setPixelSize(size)
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def qt_palette(theme: Theme) -> QPalette:
    """Fusion's palette in the theme's colours."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    for which, token in (
        (role.Window, "pane"), (role.WindowText, "text"), (role.Base, "field"), (role.AlternateBase, "pane"),
        (role.Text, "text"), (role.Button, "key"), (role.ButtonText, "text"), (role.BrightText, "err"),
        (role.ToolTipBase, "paper"), (role.ToolTipText, "text"), (role.PlaceholderText, "text3"),
        (role.Highlight, "textsel"), (role.HighlightedText, "text"), (role.Link, "accent"), (role.LinkVisited, "accent"),
        (role.Light, "paper"), (role.Midlight, "line"), (role.Mid, "line2"), (role.Dark, "line2"),
        (role.Shadow, "line2"), (role.Accent, "accent"),
    ):  # fmt: skip
        palette.setColor(which, theme.colour(token))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(group.Disabled, which, theme.colour("off"))
    return palette


class Themes(QObject):
    """The theme in force. ``choice`` is ``light``, ``dark`` or ``system``."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None, choice: str = "system") -> None:
        super().__init__(parent)
        self._choice = choice
        self._dressed = False
        self.current = self._resolve()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    @property
    def choice(self) -> str:
        return self._choice

    def choose(self, choice: str) -> None:
        """Use ``light`` or ``dark``, or follow the ``system``."""
        self._choice = choice if choice in CHOICES else "system"
        self.apply()

    def apply(self) -> None:
        """Give the application style, palette, fonts and style sheet, and tell who paints for themselves."""
        self.current = self._resolve()
        app = cast(QApplication, QApplication.instance())
        if not self._dressed:
            self._dressed = True
            app.setStyle("Fusion")
            app.setFont(font("ui"))
        app.setPalette(qt_palette(self.current))
        app.setStyleSheet(build_style_sheet(self.current.tokens()))
        self.changed.emit()

    def _resolve(self) -> Theme:
        if self._choice == "system":
            scheme = QGuiApplication.styleHints().colorScheme()
            return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._choice == "dark" else LIGHT

    def _on_system_changed(self) -> None:
        if self._choice == "system" and self._resolve() is not self.current:
            self.apply()
