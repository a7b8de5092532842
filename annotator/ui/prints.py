"""A whole article as a picture or a printable page, drawn as the window draws it: nested lanes, names, values, zones.

    python -m annotator.ui.prints PROJECT DOCUMENT ANNOTATOR OUT.png|OUT.pdf [--theme dark] [--scale 2] [--size 16]

PNG in one piece, or in numbered pieces where one would be too high for programs to open; PDF on A4, its text as text.
It draws without a window, on Qt's offscreen platform unless another is asked for.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRect, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from annotator.i18n import set_language, system_language
from annotator.model.document import Document
from annotator.model.edit import LayerKey
from annotator.model.layer import Layer
from annotator.model.scheme import LabelScheme
from annotator.ui.textview.layout import Block
from annotator.ui.textview.look import Look
from annotator.ui.textview.page import PAD_TOP, Page
from annotator.ui.textview.paint import Painter, Shown
from annotator.ui.textview.style import BASE, dark_style, light_style

LEFT, RIGHT = 56, 24  # pixels beside the column: numbers of paragraphs stand at the left
HIGHEST = 16_000  # pixels of one picture
_A4 = QSizeF(210, 297)
_MARGIN = 15  # millimetres


class WholePage(Page):
    """An article of which one slice after the other is shown, cut between lines."""

    _shown: list[tuple[int, int, Block]]

    def slices(self, height: int) -> list[tuple[int, int]]:
        """(top, bottom) of slices that are at most ``height`` high and cut no line, from 0 at the first line's top."""
        found, start, top = [], 0, 0
        for number in range(len(self.blocks)):
            block = self.block(number)
            for row in block.rows:
                bottom = top + row.y + row.height
                if bottom - start > height and top + row.y > start:
                    found.append((start, top + row.y))
                    start = top + row.y
            top += block.height
        return [*found, (start, top)]

    def show(self, start: int, end: int) -> None:
        """Show this slice, its top at 0."""
        top = 0
        self._shown = []
        for number in range(len(self.blocks)):
            block = self.block(number)
            if top < end and top + block.height > start:
                self._shown.append((number, top - start, block))
            top += block.height

    def visible(self) -> list[tuple[int, int, Block]]:
        return self._shown


def prepare(
    document: Document, layer: Layer, scheme: LabelScheme, *, width: int, size: int, dark: bool
) -> WholePage:
    """The article laid out in a column that, with what stands beside it, is ``width`` pixels wide."""
    page = WholePage(document.text, layer, scheme)
    look = Look(dark_style() if dark else light_style(), round(100 * size / BASE))
    page.set_look(look, width - LEFT - RIGHT, HIGHEST)
    return page


def _paint(painter: QPainter, page: WholePage, start: int, end: int) -> None:
    page.show(start, end)
    area = QRect(0, 0, page.width + LEFT + RIGHT, end - start)
    painter.setClipRect(area)
    Painter(painter, page, Shown(left=LEFT, caret=-1)).paint(area)


def save_png(page: WholePage, out: Path, scale: float = 2) -> list[Path]:
    """Raises OSError. ``scale``: pixels of the picture for one pixel of the layout."""
    slices = page.slices(int(HIGHEST / scale))
    written = []
    for number, (start, end) in enumerate(slices, 1):
        path = out if len(slices) == 1 else out.with_name(f"{out.stem}-{number}{out.suffix}")
        image = QImage(
            round((page.width + LEFT + RIGHT) * scale),
            round((end - start + 2 * PAD_TOP) * scale),
            QImage.Format.Format_RGB32,
        )
        image.fill(page.style.paper)
        painter = QPainter(image)
        painter.scale(scale, scale)
        painter.translate(0, PAD_TOP)
        _paint(painter, page, start, end)
        painter.end()
        if not image.save(str(path)):
            raise OSError(f"cannot write {path}")
        written.append(path)
    return written


def save_pdf(page: WholePage, out: Path, title: str) -> list[Path]:
    """Raises OSError."""
    writer = QPdfWriter(str(out))
    writer.setTitle(title)
    writer.setCreator("Annotator")
    layout = QPageLayout(
        QPageSize(_A4, QPageSize.Unit.Millimeter),
        QPageLayout.Orientation.Portrait,
        QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN),
        QPageLayout.Unit.Millimeter,
    )
    writer.setPageLayout(layout)
    writer.setResolution(300)
    room = layout.paintRectPixels(300)
    scale = room.width() / (page.width + LEFT + RIGHT)
    painter = QPainter(writer)
    if not painter.isActive():
        raise OSError(f"cannot write {out}")
    for number, (start, end) in enumerate(page.slices(int(room.height() / scale))):
        if number:
            writer.newPage()
        painter.resetTransform()
        painter.scale(scale, scale)
        _paint(painter, page, start, end)
    painter.end()
    return [out]


def main() -> int:
    """Returns 0 where everything was written, 1 with the reason where it was not."""
    parser = argparse.ArgumentParser()
    for name in ("project", "document", "annotator", "out"):
        parser.add_argument(name)
    parser.add_argument("--theme", default="light", choices=("light", "dark"))
    parser.add_argument("--scale", type=float, default=2)
    parser.add_argument("--size", type=int, default=BASE)
    parser.add_argument("--width", type=int, default=784)
    parser.add_argument("--language", default="")
    wanted = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    set_language(wanted.language or system_language())
    from annotator.store.project import Project
    from annotator.ui.app import make_application

    _app = make_application()
    with Project.open(Path(wanted.project), read_only=True) as project:
        document = project.document(wanted.document)
        layer = project.layer(LayerKey(wanted.document, wanted.annotator))
        scheme = project.scheme()
    page = prepare(document, layer, scheme, width=wanted.width, size=wanted.size, dark=wanted.theme == "dark")
    out = Path(wanted.out)
    try:
        pdf = out.suffix.lower() == ".pdf"
        written = save_pdf(page, out, document.title) if pdf else save_png(page, out, wanted.scale)
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("".join(f"{path}\n" for path in written))
    return 0


if __name__ == "__main__":
    sys.exit(main())
