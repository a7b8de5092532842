"""Which texts of an import are nearly those that the project or the same import holds already."""

from __future__ import annotations

from typing import NamedTuple

from annotator.nlp.near import NearIndex
from annotator.services.jobs import Progress, no_progress
from annotator.store.reading import ProjectReader

SAID_EVERY = 50


class Near(NamedTuple):
    """The text that another one is nearly: its id in the project (empty where it came with the same import) and title."""

    id: str
    title: str


class NearBook:
    """Compares each new text with those that stay. The project's own are read when the first one is asked for."""

    def __init__(self, project: ProjectReader, progress: Progress = no_progress) -> None:
        self._project, self._progress = project, progress
        self._index: NearIndex | None = None
        self._kept: dict[str, Near] = {}
        self._away: dict[str, Near] = {}

    def near(self, digest: str, text: str, title: str) -> Near | None:
        """What this new text is nearly; None where it is like no other, and then it stays and later ones are held against it."""
        if digest in self._kept:
            return None
        if digest in self._away:
            return self._away[digest]
        if self._index is None:
            self._index = self._filled()
        found = [key for key in self._index.add(digest, text) if key in self._kept]
        if found:
            self._away[digest] = self._kept[found[0]]
            return self._away[digest]
        self._kept[digest] = Near("", title)
        return None

    def _filled(self) -> NearIndex:
        index = NearIndex()
        for number, document in enumerate(self._project.documents()):
            if number % SAID_EVERY == 0:
                self._progress(number, 0, "")
            index.add(document.digest, document.text)
            self._kept[document.digest] = Near(document.id, document.title)
        return index
