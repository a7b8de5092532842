"""What of a scheme is in use: layers that hold certain labels, counts, versions. Only documents of the queue count."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import TYPE_CHECKING

import apsw

from annotator.model.edit import LayerKey
from annotator.model.scheme import LabelScheme
from annotator.store.connection import read_safely, rows

if TYPE_CHECKING:
    from annotator.store.project import Project

_HOLDING = """SELECT d.id, l.annotator FROM layer l JOIN document d ON d.num = l.document
    WHERE NOT d.withdrawn AND (l.num IN (SELECT layer FROM span WHERE label IN (SELECT value FROM json_each(?1)))
        OR (?2 AND l.labels <> '{}')) ORDER BY d.num, l.num"""


def layers_holding(project: Project, labels: Collection[str], *, document_labels: bool) -> list[LayerKey]:
    """Layers with spans of these labels (with ``document_labels``: or with any document label), in the queue's order."""
    with read_safely(project.path):
        found = rows(project.connection, _HOLDING, json.dumps(sorted(labels)), int(document_labels))
        return [LayerKey(*row) for row in found]


def span_counts(project: Project) -> dict[str, int]:
    """Spans by label, over all layers."""
    query = """SELECT s.label, count(*) FROM span s JOIN layer l ON l.num = s.layer JOIN document d ON d.num = l.document
        WHERE NOT d.withdrawn GROUP BY 1"""
    with read_safely(project.path):
        return {label: int(count) for label, count in rows(project.connection, query)}


def titles(project: Project, ids: Collection[str]) -> dict[str, str]:
    """Titles by document id."""
    query = "SELECT id, title FROM document WHERE id IN (SELECT value FROM json_each(?))"
    with read_safely(project.path):
        return {id: str(title) for id, title in rows(project.connection, query, json.dumps(sorted(ids)))}


def last_version(project: Project) -> int:
    """The highest version of the scheme that was ever stored, in force or not."""
    with read_safely(project.path):
        return max(int(version) for (version,) in rows(project.connection, "SELECT version FROM scheme"))


def added_label_in_use(connection: apsw.Connection, gone: int, now: int) -> LayerKey | None:
    """A layer with a span of a label that scheme version ``gone`` has and version ``now`` has not."""
    had, has = (_label_ids(connection, version) for version in (gone, now))
    query = """SELECT d.id, l.annotator FROM span s JOIN layer l ON l.num = s.layer JOIN document d ON d.num = l.document
        WHERE s.label IN (SELECT value FROM json_each(?)) AND NOT d.withdrawn LIMIT 1"""
    row = connection.execute(query, (json.dumps(sorted(had - has)),)).fetchone() if had - has else None
    return None if row is None else LayerKey(*row)


def _label_ids(connection: apsw.Connection, version: int) -> frozenset[str]:
    row = connection.execute("SELECT body FROM scheme WHERE version = ?", (version,)).fetchone()
    return LabelScheme.from_dict(json.loads(row[0])).label_ids if row else frozenset()
