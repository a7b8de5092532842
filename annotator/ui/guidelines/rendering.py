"""Markdown on screen, from anybody: no HTML, nothing loaded, no link that leads anywhere."""

from __future__ import annotations

import re

from PySide6.QtCore import QByteArray, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from annotator.model.text import fold_loose, fold_loose_map
from annotator.ui.theme import Themes, font

_IMAGE = re.compile(r"!(?=\[)")
_FEATURES = QTextDocument.MarkdownFeature.MarkdownNoHTML | QTextDocument.MarkdownFeature.MarkdownDialectGitHub


class MarkdownView(QTextBrowser):
    """Shows a page. Pictures become their words, links are words too; ``highlight`` marks what was looked for."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._page, self._words = "", ""
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(2)
        self.document().setIndentWidth(18)
        themes.changed.connect(self._show)

    def show_page(self, markdown: str) -> None:
        """Show another page."""
        self._page = markdown
        self._show()

    def highlight(self, words: str) -> None:
        """Mark the words wherever they stand, regardless of case and marks, and go to the first."""
        self._words = " ".join(words.split())
        self._mark()

    def hits(self) -> int:
        """How many places are marked."""
        return len(self.extraSelections())

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing is ever loaded: neither from the disk nor from anywhere else."""
        return QByteArray()

    def _show(self) -> None:
        document = self.document()
        document.setDefaultFont(font("ui", 13))
        document.setMarkdown(_IMAGE.sub(r"\\!", self._page), _FEATURES)
        self._tone_down()
        self._mark()

    def _tone_down(self) -> None:
        """Headings in the sizes of the interface, room between paragraphs, code in letters that have every mark."""
        block = self.document().begin()
        while block.isValid():
            cursor = QTextCursor(block)
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            level = block.blockFormat().headingLevel()
            if level:
                cursor.mergeCharFormat(_heading(level))
            room = QTextBlockFormat()
            room.setTopMargin(10 if level else 0)
            room.setBottomMargin(2 if block.textList() is not None else 5)
            QTextCursor(block).mergeBlockFormat(room)
            self._plain_code(block)
            block = block.next()

    def _plain_code(self, block: QTextBlock) -> None:
        pieces = []
        place = block.begin()
        while not place.atEnd():
            piece = place.fragment()
            if piece.charFormat().fontFixedPitch():
                pieces.append((piece.position(), piece.position() + piece.length()))
            place += 1
        for start, end in pieces:
            shape = QTextCharFormat()
            shape.setFontFamilies(["Noto Sans"])
            shape.setFontFixedPitch(False)
            _cursor(start, end, self.document()).mergeCharFormat(shape)

    def _mark(self) -> None:
        found = []
        words = fold_loose(self._words)
        colour = self._themes.current.colour("textsel")
        block = self.document().begin()
        while block.isValid() and words:
            folded, offsets = fold_loose_map(block.text())
            at = folded.find(words)
            while at >= 0:
                end = at + len(words)
                found.append(
                    _selection(
                        block.position() + offsets[at],
                        block.position() + offsets[end],
                        self.document(),
                        colour,
                    )
                )
                at = folded.find(words, end)
            block = block.next()
        self.setExtraSelections(found)
        if found:
            cursor = QTextCursor(found[0].cursor)
            cursor.setPosition(cursor.selectionStart())
            self.setTextCursor(cursor)


def _heading(level: int) -> QTextCharFormat:
    """15 px for a title, 13 for the rest, both strong."""
    shape = QTextCharFormat()
    shape.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
    shape.setProperty(QTextFormat.Property.FontPixelSize, 15 if level == 1 else 13)
    shape.setFontWeight(QFont.Weight.DemiBold)
    return shape


def _cursor(start: int, end: int, document: QTextDocument) -> QTextCursor:
    cursor = QTextCursor(document)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return cursor


def _selection(start: int, end: int, document: QTextDocument, colour: QColor) -> QTextEdit.ExtraSelection:
    one = QTextEdit.ExtraSelection()
    one.cursor = _cursor(start, end, document)
    one.format.setBackground(colour)
    return one
