"""Colours, fonts and sizes of the article. ``light_style`` and ``dark_style`` are the shipped ones; a theme may make its own.

Sizes are logical pixels at 16 px text and grow with the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo

from annotator.assets import asset
from annotator.model.colours import Tone

ARTICLE_FAMILIES = ["Noto Serif", "DejaVu Serif", "serif"]
NAME_FAMILIES = ["Be Vietnam Pro", "Noto Sans", "DejaVu Sans", "sans-serif"]
VALUE_FAMILIES = ["Noto Sans", "DejaVu Sans", "sans-serif"]
BASE = 16


@lru_cache(maxsize=1)
def load_fonts() -> None:
    """Make the fonts that travel with the program known to Qt, once; where there are none the system's serif serves."""
    try:
        folder = asset("fonts")
    except FileNotFoundError:
        return
    if "Noto Serif" in QFontDatabase.families() and "Be Vietnam Pro" in QFontDatabase.families():
        return
    for file in sorted(folder.glob("*/*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


def make_font(families: list[str], size: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """A font of ``size`` pixels that keeps its shapes at every zoom."""
    font = QFont(families)
    font.setPixelSize(max(1, round(size)))
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def article_font() -> QFont:
    """The article's font at 100 %."""
    load_fonts()
    return make_font(ARTICLE_FAMILIES, BASE)


def name_font() -> QFont:
    load_fonts()
    return make_font(NAME_FAMILIES, 11, QFont.Weight.Medium)


def value_font() -> QFont:
    load_fonts()
    return make_font(VALUE_FAMILIES, 11)


@dataclass
class ArticleStyle:
    """What the article is drawn with. Fonts are given at 100 % zoom; ``fills`` off leaves frames and lines only."""

    dark: bool | Tone
    paper: QColor
    line: QColor
    line2: QColor
    text: QColor
    text3: QColor
    accent: QColor
    textsel: QColor
    rel: QColor
    match: QColor
    article: QFont = field(default_factory=article_font)
    name: QFont = field(default_factory=name_font)
    value: QFont = field(default_factory=value_font)
    zone: QColor = field(default_factory=lambda: QColor("#F3F3F0"))
    zone2: QColor = field(default_factory=lambda: QColor("#E1E1DC"))
    fills: bool = True
    stroke: float = 1.0  # how many times as thick the lines of labels are
    under: float = 2.0  # room between the text and the first lane
    spacing: float = 1.0  # of lines, as a factor of a bare line's height
    column: int = 704  # the widest the text becomes


def light_style() -> ArticleStyle:
    """The shipped light style."""
    return ArticleStyle(
        dark=False, paper=QColor("#FFFFFF"), line=QColor("#E3E3DF"), line2=QColor("#C8C8C2"), text=QColor("#1B1D20"),
        text3=QColor("#63686F"), accent=QColor("#2457C5"), textsel=QColor("#C9DCFB"), rel=QColor("#41464D"),
        match=QColor("#FBEBD3"),
    )  # fmt: skip


def dark_style() -> ArticleStyle:
    """The shipped dark style."""
    return ArticleStyle(
        dark=True, paper=QColor("#1F2023"), line=QColor("#2E3034"), line2=QColor("#45484E"), text=QColor("#E9E9E6"),
        text3=QColor("#989DA4"), accent=QColor("#86ABF7"), textsel=QColor("#2F4F86"), rel=QColor("#C3C6CB"),
        match=QColor("#3B2D15"), zone=QColor("#222326"), zone2=QColor("#34363B"),
    )  # fmt: skip


def text_size(style: ArticleStyle) -> int:
    """The size of the article's text at 100 %, in pixels, also for a font that was given in points."""
    return (
        style.article.pixelSize() if style.article.pixelSize() > 0 else QFontInfo(style.article).pixelSize()
    )


class Metrics:
    """Every length of the article in pixels, at one text size: ``scale`` is text size over 16 px."""

    def __init__(self, style: ArticleStyle, zoom: int) -> None:
        size = max(4.0, text_size(style) * zoom / 100)
        self.scale = s = size / BASE
        self.body = _sized(style.article, size)
        self.heading = _sized(style.article, size * 18 / BASE)
        self.heading.setWeight(QFont.Weight.Bold)
        self.name = _sized(style.name, 11 * s)
        self.value = _sized(style.value, 11 * s)
        air = 29 * (style.spacing - 1)
        self.top, self.relation_top = round((4 + air) * s), round((13 + air) * s)
        self.ascent, self.box = round(17 * s), round(23 * s)
        self.under, self.lane, self.foot = max(1, round(style.under * s)), round(13 * s), round(4 * s)
        self.heading_extra = round(2 * s)
        self.gap = round(7 * s)
        self.blank = max(3, round(5 * s))  # a line without a sign parts paragraphs, it is not a line to read
        self.column = round(style.column * s)
        self.bare = self.top + self.box + self.under


def _sized(font: QFont, size: float) -> QFont:
    made = QFont(font)
    made.setPixelSize(max(1, round(size)))
    return made
