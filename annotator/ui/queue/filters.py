"""Saved filters above the queue: which one is on, and how many documents pass each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from annotator.i18n import tr
from annotator.ui.labels import number_words
from annotator.ui.theme import Themes
from annotator.ui.widgets.choices import FlatChoice

LONGEST = 40  # signs of a name in the menu


class FilterChoice(FlatChoice):
    """``chosen`` tells the name of a filter, or an empty string; ``more_requested`` asks for their list."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(themes, parent, tr("Filter"))
        self._names: list[str] = []
        self._counts: dict[str, int] = {}
        self._current = ""
        self._passing = ""  # a filter that nobody saved: what was behind a number of the overview
        self.show_filters([], {})

    @property
    def current(self) -> str:
        """The name of the filter that is on."""
        return self._current

    def show_filters(self, names: Sequence[str], counts: dict[str, int]) -> None:
        """Show these filters; ``counts`` has the number of documents that pass, as far as known."""
        self._names, self._counts = list(names), dict(counts)
        if self._current not in (*self._names, self._passing):
            self._current = ""
        self.set_choices([("", tr("none")), *((name, self._words(name)) for name in names)])
        self.add_more(tr("Filters of the queue…"))
        self.show_current(self._current)

    def show_current(self, name: str) -> None:
        """Show which filter is on, also one that is not among those saved."""
        self._current = name
        self._passing = name if name not in self._names else ""
        self.show_value(name, self._words(name) if name else tr("none"))

    def _words(self, name: str) -> str:
        short = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
        count = self._counts.get(name)
        return short if count is None else f"{short}  {number_words(count)}"
