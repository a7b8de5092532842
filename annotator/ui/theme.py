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
from annotator.model.colours import CLEAR_PAPER, CLEAR_SELROW, Tone
from annotator.ui.appearance.look import TextLook
from annotator.ui.stylesheet import build_style_sheet

INTERFACE, NUMBERS, ARTICLE = "Be Vietnam Pro", "Noto Sans", "Noto Serif"
FAMILIES = {"ui": INTERFACE, "number": NUMBERS, "article": ARTICLE}
CHOICES = ("system", "light", "dark", "contrast", "contrast-dark")


@dataclass(frozen=True)
class Theme:
    """Interface colours, ``#rrggbb``. See docs/design for what each is for."""

    dark: Tone  # true where it is dark
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
    dark=Tone.LIGHT, win="#EFEFEC", pane="#F7F7F5", paper="#FFFFFF", line="#E3E3DF", line2="#C8C8C2", text="#1B1D20",
    text2="#4E535A", text3="#63686F", accent="#2457C5", on_accent="#FFFFFF", selrow="#E1E8F6", hover="#EDEDE9",
    textsel="#C9DCFB", ok="#1C6B3B", warn="#8A4B00", err="#A8201A", okbg="#E2F2E6", warnbg="#FBEBD3",
    errbg="#FBE3E0", field="#FFFFFF", key="#FFFFFF", off="#A3A6AA",
)  # fmt: skip
DARK = Theme(
    dark=Tone.DARK, win="#141517", pane="#1A1B1E", paper="#1F2023", line="#2E3034", line2="#45484E", text="#E9E9E6",
    text2="#B4B8BE", text3="#989DA4", accent="#86ABF7", on_accent="#11151D", selrow="#28324A", hover="#25272B",
    textsel="#2F4F86", ok="#7FD29B", warn="#EFB868", err="#F79A90", okbg="#1C3526", warnbg="#3B2D15",
    errbg="#40211E", field="#17181A", key="#2A2C30", off="#62666C",
)  # fmt: skip
CONTRAST = Theme(
    dark=Tone.CLEAR_LIGHT, win="#FFFFFF", pane="#FFFFFF", paper=CLEAR_PAPER[False], line="#5A5A5A", line2="#000000",
    text="#000000", text2="#000000", text3="#3A3A3A", accent="#0B3A9B", on_accent="#FFFFFF", selrow=CLEAR_SELROW[False],
    hover="#F0F0F0", textsel="#B9D0FF", ok="#0B4A24", warn="#5A3000", err="#7F0D08", okbg="#EFFAF1", warnbg="#FFF4DF",
    errbg="#FFF0EE", field="#FFFFFF", key="#FFFFFF", off="#4F4F4F",
)  # fmt: skip
CONTRAST_DARK = Theme(
    dark=Tone.CLEAR_DARK, win="#000000", pane="#000000", paper=CLEAR_PAPER[True], line="#A6A6A6", line2="#FFFFFF",
    text="#FFFFFF", text2="#FFFFFF", text3="#D0D0D0", accent="#A9C8FF", on_accent="#000000", selrow=CLEAR_SELROW[True],
    hover="#262626", textsel="#1F4A96", ok="#8CF0AE", warn="#FFC978", err="#FFB9B3", okbg="#06240F", warnbg="#2B1D00",
    errbg="#330B08", field="#000000", key="#000000", off="#B4B4B4",
)  # fmt: skip
THEMES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST, "contrast-dark": CONTRAST_DARK}


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
    """The theme in force. ``choice`` is one of ``CHOICES``; ``text`` says how articles are set."""

    changed = Signal()

    def __init__(
        self, parent: QObject | None = None, choice: str = "system", text: TextLook | None = None
    ) -> None:
        super().__init__(parent)
        self.text = text or TextLook()
        self._choice = choice
        self._dressed = False
        self.current = self._resolve()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    @property
    def choice(self) -> str:
        return self._choice

    def choose(self, choice: str) -> None:
        """Use one of the themes, or follow the ``system``."""
        self._choice = choice if choice in CHOICES else "system"
        self.apply()

    def set_text(self, text: TextLook) -> None:
        """Set articles in another size, family, spacing or width."""
        if text != self.text:
            self.text = text
            self.changed.emit()

    def apply(self) -> None:
        """Give the application style, palette, fonts and style sheet, and tell who paints for themselves."""
        self.current = self._resolve()
        app = cast(QApplication, QApplication.instance())
        if not self._dressed:
            self._dressed = True
            app.setStyle("Fusion")
            app.setFont(font("ui"))
        app.setPalette(qt_palette(self.current))
        app.setStyleSheet(build_style_sheet(self.current.tokens(), clear=self.current.dark.clear))
        self.changed.emit()

    def _resolve(self) -> Theme:
        if self._choice == "system":
            scheme = QGuiApplication.styleHints().colorScheme()
            return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
        return THEMES.get(self._choice, LIGHT)

    def _on_system_changed(self) -> None:
        if self._choice == "system" and self._resolve() is not self.current:
            self.apply()
