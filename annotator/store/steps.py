"""Undo steps: which gesture is next to undo, which to redo, per annotator, for as long as the project lives."""

from __future__ import annotations

import apsw

from annotator.model.history import Act, Step, StepState
from annotator.store.connection import one_row, rows

_COLUMNS = "SELECT id, actor, name, time, state FROM step"


def _step(row: tuple[int, str, str, float, str] | None) -> Step | None:
    return None if row is None else Step(row[0], row[1], row[2], row[3], StepState(row[4]))


def begin(connection: apsw.Connection, actor: str, name: str, now: float) -> int:
    """A new gesture: what this annotator had undone leaves the line. Returns the step's id."""
    connection.execute("UPDATE step SET state = 'dropped' WHERE actor = ? AND state = 'undone'", (actor,))
    connection.execute(
        "INSERT INTO step (actor, name, time, state) VALUES (?, ?, ?, 'done')", (actor, name, now)
    )
    return connection.last_insert_rowid()


def mark(connection: apsw.Connection, step: int, act: Act) -> None:
    state = StepState.UNDONE if act is Act.UNDO else StepState.DONE
    connection.execute("UPDATE step SET state = ? WHERE id = ?", (state.value, step))


def next_undo(connection: apsw.Connection, actor: str) -> Step | None:
    query = _COLUMNS + " WHERE actor = ? AND state = 'done' ORDER BY id DESC LIMIT 1"
    return _step(connection.execute(query, (actor,)).fetchone())


def next_redo(connection: apsw.Connection, actor: str) -> Step | None:
    query = _COLUMNS + " WHERE actor = ? AND state = 'undone' ORDER BY id LIMIT 1"
    return _step(connection.execute(query, (actor,)).fetchone())


def by_day(connection: apsw.Connection, actor: str) -> dict[str, dict[str, int]]:
    """Steps that stand, by day of the computer's clock and by name."""
    query = (
        "SELECT date(time, 'unixepoch', 'localtime'), name, count(*) FROM step"
        " WHERE actor = ? AND state = 'done' GROUP BY 1, 2"
    )
    found: dict[str, dict[str, int]] = {}
    for day, name, count in rows(connection, query, actor):
        found.setdefault(str(day), {})[str(name)] = int(count)
    return found


def count_since(connection: apsw.Connection, actor: str, moment: float) -> dict[str, int]:
    query = "SELECT name, count(*) FROM step WHERE actor = ? AND state = 'done' AND time >= ? GROUP BY name"
    return {str(name): int(count) for name, count in rows(connection, query, actor, moment)}


# Spans that a person's own gestures put into layers of their own; an import marks nothing by hand. Counted in the log's
# text: within a note the same signs would be escaped.
_MARKED = """SELECT {what} coalesce(sum((length(g.edits) - length(replace(g.edits, '["span+",', ''))) / 9), 0)
    FROM step s JOIN log g ON g.step = s.id AND g.act = 'do' AND g.origin = ''
    JOIN layer l ON l.num = g.layer AND l.annotator = s.actor
    WHERE s.actor = ? AND s.state = 'done' AND s.name <> 'import'"""


def marked_since(connection: apsw.Connection, actor: str, moment: float) -> int:
    """How many spans the person has marked since ``moment`` (Unix time), in whatever way."""
    return int(one_row(connection, _MARKED.format(what="") + " AND s.time >= ?", actor, moment)[0])


def marked_by_day(connection: apsw.Connection, actor: str) -> dict[str, int]:
    """The same by day of the computer's clock."""
    query = _MARKED.format(what="date(s.time, 'unixepoch', 'localtime'),") + " GROUP BY 1"
    return {str(day): int(count) for day, count in rows(connection, query, actor)}
