"""How far everybody is, asked of the projection alone: no layer is read span by span."""

from __future__ import annotations

from typing import NamedTuple

from annotator.store.connection import one_row, read_safely, rows
from annotator.store.project import Project


class Standing(NamedTuple):
    """Where one person's layer on one document stands. ``changed`` is Unix time."""

    document: str
    annotator: str
    state: str
    spans: int
    changed: float


class Values(NamedTuple):
    """Spans of one label by its value: given by somebody who is sure, by somebody who is not, or not at all."""

    sure: int
    unsure: int
    empty: int


_STANDINGS = """SELECT d.id, l.annotator, l.state, l.spans, l.changed FROM layer l JOIN document d ON d.num = l.document
    WHERE NOT d.withdrawn AND (l.spans > 0 OR l.state <> 'new' OR l.labels <> '{}' OR l.reviewed_to > 0) ORDER BY d.num, 2"""
_VALUES = """SELECT coalesce(sum(given AND sure), 0), coalesce(sum(given AND NOT sure), 0), coalesce(sum(NOT given), 0) FROM (
    SELECT s.extra IS NOT NULL AND json_extract(s.extra, ?2) IS NOT NULL AS given,
           s.extra IS NULL OR json_extract(s.extra, '$[2]') = 'sure' AS sure
    FROM span s JOIN layer l ON l.num = s.layer JOIN document d ON d.num = l.document
    WHERE s.label = ?1 AND NOT d.withdrawn AND l.annotator IN (SELECT value FROM json_each(?3)))"""
_UNSURE = """SELECT d.id, l.annotator FROM span s JOIN layer l ON l.num = s.layer JOIN document d ON d.num = l.document
    WHERE s.label = ?1 AND NOT d.withdrawn AND s.extra IS NOT NULL AND json_extract(s.extra, '$[2]') <> 'sure'
      AND l.annotator IN (SELECT value FROM json_each(?2)) GROUP BY 1, 2 ORDER BY d.num, 2"""


def standings(project: Project) -> list[Standing]:
    """Every layer with anything in it, of documents in the queue, in its order."""
    with read_safely(project.path):
        return [Standing(*row) for row in rows(project.connection, _STANDINGS)]


def titles(project: Project) -> dict[str, str]:
    """The title of every document in the queue, by id, in its order."""
    with read_safely(project.path):
        query = "SELECT id, title FROM document WHERE NOT withdrawn ORDER BY num"
        return dict(rows(project.connection, query))


def values(project: Project, label: str, attribute: str, people: str) -> Values:
    """Spans with ``label`` in the layers of ``people`` (a JSON list of ids), by what stands in ``attribute``."""
    path = f'$[0]."{attribute}"'  # ids of a scheme are plain ASCII words
    with read_safely(project.path):
        return Values(*one_row(project.connection, _VALUES, label, path, people))


def unsure(project: Project, label: str, people: str) -> list[tuple[str, str]]:
    """(document, annotator) of layers in which a span with ``label`` is marked as unsure."""
    with read_safely(project.path):
        return [(document, who) for document, who in rows(project.connection, _UNSURE, label, people)]


def state(project: Project) -> tuple[int, str]:
    """Differs whenever anything that an overview is made of may have changed: the log only ever grows."""
    query = "SELECT (SELECT coalesce(max(num), 0) FROM log), (SELECT value FROM project WHERE key = 'scheme')"
    with read_safely(project.path):
        last, scheme = one_row(project.connection, query)
    return last, str(scheme)
