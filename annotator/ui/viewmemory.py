"""Where a person was, kept with the project: document, caret and scroll, panes, folded labels, zoom."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from annotator.errors import StoreError

if TYPE_CHECKING:
    from annotator.services.session import Session

KEPT_PLACES = 200


class ViewMemory(QObject):
    """Reads at once, writes a little later and never while a gesture is waiting for its paint."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._waiting: dict[str, str] = {}
        self._places: dict[str, list[Any]] = self._read("view.places", {})
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(1500)
        self._timer.timeout.connect(self.flush)

    def _read(self, key: str, default: Any) -> Any:
        try:
            value = json.loads(self._session.setting(key, "null"))
        except ValueError:
            return default
        return value if isinstance(value, type(default)) else default

    def _write(self, key: str, value: object) -> None:
        self._waiting[key] = json.dumps(value)
        self._timer.start()

    def flush(self) -> None:
        """Write what is waiting."""
        self._timer.stop()
        waiting, self._waiting = self._waiting, {}
        with suppress(StoreError):  # where one was is not worth a message
            for key, value in waiting.items():
                self._session.set_setting(key, value)

    # places -----------------------------------------------------------------------------------------------
    def document(self) -> str:
        """The document that was open last."""
        return str(self._read("view.document", ""))

    def enter(self, document: str) -> None:
        """This document is open now."""
        self._write("view.document", document)

    def leave(self, document: str, scroll: object, caret: int) -> None:
        """Remember a place in a document."""
        with suppress(TypeError):
            json.dumps(scroll)
            self._places.pop(document, None)
            self._places[document] = [scroll, caret]
            while len(self._places) > KEPT_PLACES:
                self._places.pop(next(iter(self._places)))
            self._write("view.places", self._places)

    def place(self, document: str) -> tuple[Any, int | None]:
        """(scroll, caret) of a document as it was left."""
        found = self._places.get(document)
        if isinstance(found, list) and len(found) == 2 and isinstance(found[1], int):
            return found[0], found[1]
        return None, None

    # looks ------------------------------------------------------------------------------------------------
    def panes(self) -> tuple[list[int], bool, bool]:
        """(widths, queue open, inspector open)."""
        shape = self._read("view.panes", [])
        if len(shape) == 3 and isinstance(shape[0], list) and all(isinstance(w, int) for w in shape[0]):
            return shape[0], bool(shape[1]), bool(shape[2])
        return [], True, True

    def save_panes(self, widths: list[int], queue: bool, inspector: bool) -> None:
        """Remember the panes."""
        self._write("view.panes", [widths, queue, inspector])

    def spans_view(self) -> tuple[str, set[str]]:
        """(order, folded labels) of the list of spans."""
        folded = self._read("view.folded", [])
        return str(self._read("view.order", "label")), {label for label in folded if isinstance(label, str)}

    def save_folded(self, labels: set[str]) -> None:
        """Remember which labels are folded."""
        self._write("view.folded", sorted(labels))

    def save_order(self, order: str) -> None:
        """Remember the order of the list."""
        self._write("view.order", order)

    def zoom(self) -> int:
        """The size of the text in percent."""
        zoom = self._read("view.zoom", 100)
        return zoom if 80 <= zoom <= 200 else 100

    def save_zoom(self, percent: int) -> None:
        """Remember the size of the text."""
        self._write("view.zoom", percent)
