"""The fonts that the styles of a Word document give its text; looked at only where one of them is an old Vietnamese font."""

from __future__ import annotations

from annotator.formats.packages import Handler, Package, parse_chunks

_PART = "word/styles.xml"
_SPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)
_DEEPEST = 12  # styles based on one another


class Styles(Handler):
    """Which font a style has, its ancestors' where it has none. ``default``: that of text without a style."""

    def __init__(self) -> None:
        self._fonts: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._document = self._normal = ""
        self._style: str | None = None

    @property
    def default(self) -> str:
        return self.font(self._normal) or self._document

    def font(self, style: str) -> str:
        for _ in range(_DEEPEST):
            if style in self._fonts:
                return self._fonts[style]
            style = self._parents.get(style, "")
        return ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "style":
            self._style = _attribute(attributes, "styleId")
            if (
                _attribute(attributes, "default") in ("1", "true")
                and _attribute(attributes, "type") == "paragraph"
            ):
                self._normal = self._style
        elif local == "basedOn" and self._style is not None:
            self._parents[self._style] = _attribute(attributes, "val")
        elif local == "rFonts":
            font = _attribute(attributes, "hAnsi") or _attribute(attributes, "ascii")
            if self._style is None:
                self._document = font
            elif font:
                self._fonts[self._style] = font

    def end(self, name: str) -> None:
        if name.endswith(" style"):
            self._style = None


NOTHING = Styles()


def read_styles(package: Package) -> Styles:
    """The styles of a document, as far as they matter here. Raises MalformedInput."""
    data = package.read(_PART) if _PART in package else b""
    small = data.lower()
    if b'".vn' not in small and b'"vni' not in small and b'".tcvn' not in small:
        return NOTHING
    found = Styles()
    parse_chunks([data], found, package.path, _PART)
    return found


def _attribute(attributes: dict[str, str], local: str) -> str:
    return next((value for space in _SPACES if (value := attributes.get(space + local))), "")
