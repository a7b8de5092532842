"""The first documents as they will look: the text with its spans drawn, to be read and not to be changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QSplitter, QVBoxLayout, QWidget

from annotator.formats.base import Incoming
from annotator.i18n import ntr, tr
from annotator.model.document import guess_title
from annotator.model.edit import LayerKey
from annotator.model.layer import Layer, LayerState
from annotator.model.scheme import Group, Label, LabelScheme
from annotator.model.span import Span
from annotator.services.mapping import LEAVE, Wording
from annotator.ui.importing.tables import one_line
from annotator.ui.textview.style import dark_style, light_style
from annotator.ui.textview.view import ArticleView
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import plain_label

_FOREIGN = "foreign"


class Preview(QWidget):
    """A list of documents and the one that is chosen."""

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._scheme, self._themes = scheme, themes
        self._items: Sequence[Incoming] = ()
        self._wording = Wording()
        self.titles = QListWidget(self)
        self.titles.setAccessibleName(tr("Documents"))
        self.titles.setFrameShape(QFrame.Shape.NoFrame)
        self.titles.setStyleSheet("QListWidget { border-radius: 0; } QListWidget::item { min-height: 24px; }")
        self.titles.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.titles.setUniformItemSizes(True)
        self.titles.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.view = ArticleView(self)
        self.view.set_read_only(True)
        self.view.setAccessibleName(tr("Preview"))
        self.words = plain_label("", self, "secondary")
        self.words.setContentsMargins(16, 8, 16, 8)
        self.words.setWordWrap(True)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(self.titles)
        splitter.addWidget(self.view)
        splitter.setSizes([220, 700])
        splitter.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.words)
        column.addWidget(splitter, 1)
        self.titles.currentRowChanged.connect(self._show)
        themes.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_documents(self, items: Sequence[Incoming], count: int, wording: Wording) -> None:
        """Show these documents of ``count``, drawn as ``wording`` will have them."""
        self._items, self._wording = items, wording
        self.titles.blockSignals(True)
        self.titles.clear()
        for item in items:
            row = QListWidgetItem(one_line(item.title or guess_title(item.text)))
            row.setToolTip("")
            self.titles.addItem(row)
        self.titles.setCurrentRow(next((n for n, item in enumerate(items) if item.spans), 0 if items else -1))
        self.titles.blockSignals(False)
        words = ntr("The first {n} document of {count}", "The first {n} documents of {count}", len(items))
        self.words.setText(
            words.format(n=len(items), count=count)
            + ". "
            + tr("Marks that are left out, or whose label is not chosen yet, are grey.")
            if items
            else tr("No document to show.")
        )
        self._show()

    def set_wording(self, wording: Wording) -> None:
        """Draw the document on screen as these names will have it."""
        self._wording = wording
        self._show()

    def _show(self) -> None:
        row = self.titles.currentRow()
        if not 0 <= row < len(self._items):
            self.view.clear()
            return
        item = self._items[row]
        layer, scheme = drawn(item, self._wording, self._scheme)
        self.view.set_article(item.text, layer, scheme)

    def _on_theme_changed(self) -> None:
        self.view.set_style(dark_style() if self._themes.current.dark else light_style())


def drawn(item: Incoming, wording: Wording, scheme: LabelScheme) -> tuple[Layer, LabelScheme]:
    """The item's spans under the names they get; what is left out or open keeps its own, in grey, after ``?`` or ``×``."""
    layer = Layer(LayerKey("", ""))
    layer.state = LayerState.FINISHED
    foreign: dict[str, str] = {}
    for number, span in enumerate(item.spans):
        target = wording.labels.get(span.label, span.label)
        if target not in scheme.label_ids:
            sign = "×" if target == LEAVE else "?"
            target = f"{_FOREIGN}:{span.label}"
            foreign[target] = f"{sign} {one_line(span.label)}"
        id = f"{number}"
        if item.text[span.start : span.end].strip():
            layer.spans[id] = Span(id, span.start, span.end, target)
    if not foreign:
        return layer, scheme
    group = Group(_FOREIGN, {"en": _FOREIGN})
    grey = tuple(_grey(id, words) for id, words in foreign.items())
    return layer, replace(scheme, groups=(*scheme.groups, group), labels=(*scheme.labels, *grey))


def _grey(id: str, words: str) -> Label:
    from annotator.model.scheme import Colours

    names = {"en": words, "vi": words}
    light, dark = Colours("#E3E3DF", "#C8C8C2", "#4E535A"), Colours("#2E3034", "#45484E", "#B4B8BE")
    return Label(id, _FOREIGN, names, names, light=light, dark=dark)
