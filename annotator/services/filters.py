"""Saved filters of the queue: a name for a query. A document passes where the query has a hit in it.

They belong to the project and are small view settings: not logged, not undone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass

import msgspec

from annotator.errors import InvalidQuery
from annotator.model.query import Condition, Query, parse
from annotator.services.finding import matching_documents
from annotator.services.finding_criteria import resolve
from annotator.services.jobs import Progress, no_progress
from annotator.store.project import Project

SETTING = "queue-filters"


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """``query`` is written as in the search; without ``by:`` it asks about the layers of whoever looks at the queue."""

    name: str
    query: str
    exact: bool = False


_decode = msgspec.json.Decoder(list[SavedFilter]).decode


def saved_filters(project: Project) -> list[SavedFilter]:
    """The filters of a project, in the order they were saved; what cannot be read counts as none."""
    try:
        return _decode(project.setting(SETTING, "[]"))
    except msgspec.MsgspecError:
        return []


def as_setting(filters: Collection[SavedFilter]) -> str:
    """The filters as their setting holds them."""
    return msgspec.json.encode([asdict(one) for one in filters]).decode()


def with_filter(filters: Collection[SavedFilter], one: SavedFilter) -> list[SavedFilter]:
    """``filters`` with this one; one of the same name is replaced where it stands."""
    if any(other.name == one.name for other in filters):
        return [one if other.name == one.name else other for other in filters]
    return [*filters, one]


def check_filter(project: Project, query: str, me: str) -> None:
    """Raises InvalidQuery for a query that is empty or cannot be answered in this project."""
    if parse(query).empty:
        raise InvalidQuery(reason="empty", part="", field="")
    resolve(project, _mine(parse(query)), me=me)


def passing(
    project: Project,
    one: SavedFilter,
    me: str,
    only: Collection[str] | None = None,
    progress: Progress = no_progress,
) -> list[str]:
    """Ids of the documents (all, or ``only`` these) that pass, in the order of the queue. Raises InvalidQuery."""
    query = _mine(parse(one.query))
    return matching_documents(project, query, exact=one.exact, me=me, only=only, progress=progress)


def _mine(query: Query) -> Query:
    """Layers are those of whoever asks, unless the query names somebody."""
    if not query.conditions or any(condition.field == "by" for condition in query.conditions):
        return query
    return Query(query.phrases, (*query.conditions, Condition("by", ":", ("me",))))
