"""Change: what listeners hear after something is on disk."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.model.edit import LayerKey
from annotator.model.history import Act, KeyedEdit


@dataclass(frozen=True, slots=True)
class Change:
    """One committed act. ``wide``: too much to list; whatever is shown must be read again.

    ``initiator`` is whoever asked for it, so that it can skip its own echo.
    """

    act: Act
    step: str
    actor: str
    edits: tuple[KeyedEdit, ...] = ()
    wide: bool = False
    initiator: object | None = None

    @property
    def documents(self) -> list[str]:
        """Ids of the documents touched, each once, in order."""
        return list(dict.fromkeys(key.document for key, _ in self.edits if key.document))

    def of(self, key: LayerKey) -> list[object]:
        """The edits of one layer, in order."""
        return [edit for where, edit in self.edits if where == key]
