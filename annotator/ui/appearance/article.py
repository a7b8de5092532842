"""The style of articles in the theme in force, set as a person wants them."""

from __future__ import annotations

from PySide6.QtGui import QColor

from annotator.ui.textview.style import (
    ARTICLE_FAMILIES,
    VALUE_FAMILIES,
    ArticleStyle,
    dark_style,
    light_style,
    make_font,
)
from annotator.ui.theme import Theme, Themes

_CLEAR_STROKE = 1.7  # 1.2 px become 2
_CLEAR_UNDER = 5.0  # room for two lines of that


def article_style(themes: Themes) -> ArticleStyle:
    """A style of its own, to be kept by one view."""
    theme, text = themes.current, themes.text
    style = _clear_style(theme) if theme.dark.clear else dark_style() if theme.dark else light_style()
    style.article = make_font(VALUE_FAMILIES if text.family == "sans" else ARTICLE_FAMILIES, text.size)
    style.spacing, style.column = text.spacing / 100, text.column
    return style


def _clear_style(theme: Theme) -> ArticleStyle:
    """High contrast: no fills, lines of 2 px."""
    return ArticleStyle(
        dark=theme.dark, paper=theme.colour("paper"), line=theme.colour("line"), line2=theme.colour("line2"),
        text=theme.colour("text"), text3=theme.colour("text3"), accent=theme.colour("accent"),
        textsel=theme.colour("textsel"), rel=theme.colour("text"), match=theme.colour("warnbg"),
        zone=QColor(theme.paper), zone2=theme.colour("line"), fills=False, stroke=_CLEAR_STROKE, under=_CLEAR_UNDER,
    )  # fmt: skip
