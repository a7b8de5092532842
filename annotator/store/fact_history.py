"""What the project's own log says of one fact: every value it had, when, and by whom."""

from __future__ import annotations

from typing import Any, NamedTuple

from annotator.model.edit import FactSet
from annotator.store import log
from annotator.store.connection import read_safely, rows
from annotator.store.project import Project

_ROWS = """SELECT act, actor, name, time, edits FROM log
    WHERE layer = 0 AND instr(edits, '["fact",' || json_quote(?)) ORDER BY seq"""


class FactVersion(NamedTuple):
    """A value (None: taken away) and the act that set it: ``do``, ``undo`` or ``redo``. ``time``: seconds since 1970, UTC."""

    value: Any
    act: str
    actor: str
    step: str
    time: float


def fact_history(project: Project, kind: str, key: str | None = None) -> list[tuple[str, FactVersion]]:
    """(key, version) for facts of this kind, or the one with this key, the oldest first. Raises StoreError."""
    found = []
    with read_safely(project.path):
        for act, actor, name, time, edits in rows(project.connection, _ROWS, kind):
            found += [
                (edit.key, FactVersion(edit.after, act, actor, name, time))
                for edit in log.decode_edits(edits)
                if isinstance(edit, FactSet) and edit.kind == kind and key in (None, edit.key)
            ]
    return found
