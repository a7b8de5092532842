"""Colours of labels: given by the scheme, or made from one hue so that every theme can be read. Pure arithmetic.

Source of OKLab and its matrices: Björn Ottosson, "A perceptual color space for image processing" (2020); of contrast:
WCAG 2.2, relative luminance and contrast ratio.
"""

from __future__ import annotations

import math
import zlib
from enum import Enum
from functools import lru_cache

from annotator.model.scheme import Colours, Label

_RECIPES = {  # (L, C) of fill, sel and ink; contrast of the ink is seen to on the selected row's colour
    False: ((0.93, 0.05), (0.85, 0.08), (0.62, 0.13)),
    True: ((0.36, 0.07), (0.445, 0.09), (0.82, 0.12)),
}
_SELROW = {False: "#E1E8F6", True: "#28324A"}
INK_CONTRAST = 4.7
CLEAR_PAPER = {False: "#FFFFFF", True: "#000000"}
CLEAR_SELROW = {False: "#E4ECFF", True: "#1B2C57"}  # the least of the surfaces of high contrast
CLEAR_CONTRAST = 7.0


class Tone(Enum):
    """What a theme is: light or dark (which its truth tells), and whether it is ``clear``: of high contrast, without fills."""

    LIGHT = (False, False)
    DARK = (True, False)
    CLEAR_LIGHT = (False, True)
    CLEAR_DARK = (True, True)

    def __bool__(self) -> bool:
        return self.value[0]

    @property
    def clear(self) -> bool:
        return self.value[1]


def label_colours(label: Label, dark: bool | Tone) -> Colours:
    """Fill, sel and ink (``#rrggbb``) of a label: its own, else made from its hue, else from a hue its id stands for."""
    given = label.dark if dark else label.light
    if given is None:
        hue = label.hue if label.hue is not None else zlib.crc32(label.id.encode()) % 360
        given = hue_colours(float(hue), bool(dark))
    return clear_colours(given, bool(dark)) if isinstance(dark, Tone) and dark.clear else given


@lru_cache(maxsize=512)
def clear_colours(colours: Colours, dark: bool) -> Colours:
    """The same label in high contrast: no fill, and an ink of its hue that stands at 7:1 on every surface."""
    ink, towards = colours.ink, "#FFFFFF" if dark else "#000000"
    share = 0.0
    while contrast(ink, CLEAR_SELROW[dark]) < CLEAR_CONTRAST:
        share += 0.02
        ink = _mixed(colours.ink, towards, min(1.0, share))
    return Colours(CLEAR_PAPER[dark], CLEAR_SELROW[dark], ink)


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = [(int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(one + (two - one) * share):02X}" for one, two in pairs)


@lru_cache(maxsize=256)
def hue_colours(hue: float, dark: bool) -> Colours:
    """Fill, sel and ink of an OKLCH hue in degrees, each as strong as sRGB holds."""
    fill, sel, ink = _RECIPES[dark]
    lightness, chroma = ink
    colour = _srgb(lightness, chroma, hue)
    while not dark and lightness > 0.2 and contrast(colour, _SELROW[dark]) < INK_CONTRAST:
        lightness -= 0.005
        colour = _srgb(lightness, chroma, hue)
    return Colours(_srgb(*fill, hue), _srgb(*sel, hue), colour)


def _srgb(lightness: float, chroma: float, hue: float) -> str:
    """``#rrggbb`` of an OKLCH colour, its chroma lowered until sRGB holds it."""
    angle = math.radians(hue)
    while True:
        rgb = _linear(lightness, chroma * math.cos(angle), chroma * math.sin(angle))
        if chroma <= 0 or all(-0.0005 <= c <= 1.0005 for c in rgb):
            return "#" + "".join(f"{round(255 * _gamma(min(1.0, max(0.0, c)))):02X}" for c in rgb)
        chroma = max(0.0, chroma - 0.002)


def _linear(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` as WCAG counts it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
