"""The session's listeners, as one Qt signal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from annotator.services.change import Change
    from annotator.services.session import Session


class Bridge(QObject):
    """Emits every ``Change`` of the session once. ``close`` stops listening."""

    changed = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._unsubscribe: Callable[[], None] | None = session.subscribe(self._on_change)

    def close(self) -> None:
        """Hear no more of the session."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def _on_change(self, change: Change) -> None:
        self.changed.emit(change)
