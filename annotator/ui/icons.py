"""The program's own icons, recoloured from the theme and cached by name, colour, size and pixel ratio."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from annotator.assets import asset


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return asset("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=256)
def pixmap(name: str, colour: str, size: int = 16, ratio: float = 1.0) -> QPixmap:
    """The icon ``name`` in ``colour`` (``#rrggbb``), ``size`` pixels square at the screen's pixel ratio."""
    drawn = QPixmap(round(size * ratio), round(size * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    _renderer(name, colour).render(painter, QRectF(0, 0, drawn.width(), drawn.height()))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))


def icon(name: str, colour: str, off: str = "") -> QIcon:
    """The icon for a button, sharp at every pixel ratio; ``off`` is its colour while disabled."""
    made = QIcon()
    for ratio in (1.0, 1.5, 2.0, 3.0):
        made.addPixmap(pixmap(name, colour, 16, ratio))
        if off:
            made.addPixmap(pixmap(name, off, 16, ratio), QIcon.Mode.Disabled)
    return made


def paint_icon(painter: QPainter, name: str, colour: str, x: float, y: float, size: float = 16) -> None:
    """Draw the icon with its upper left corner at (x, y)."""
    _renderer(name, colour).render(painter, QRectF(x, y, size, size))
