"""What a project allows to be suggested, to whom, and from when on: so that blind annotation stays blind.

The project's option ``suggestions`` holds for everybody, ``suggestions:<annotator>`` for one person as well; an assignment may
switch them off for one document (``{"suggestions": false}``) or be blind: then nothing is shown that other people's work has made,
neither a model nor what others have labelled; memory holds the person's own work only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from annotator.model.facts import ASSIGNMENT, OPTION
from annotator.nlp.suggest.suggestion import MODEL, SOURCES
from annotator.services.change import Change
from annotator.services.session import Session

NAME = "suggestions"
LEAST = 0.5  # a score below is not shown, unless the project says otherwise


def allowed_sources(session: Session, document: str = "") -> frozenset[str]:
    """The sources whose suggestions the current person may see, in ``document`` or at all."""
    options = session.facts(OPTION)
    allowed = frozenset(SOURCES)
    for name in (NAME, f"{NAME}:{session.annotator.id}"):
        allowed &= _sources(options.get(name))
    value = _assignment(session, document).get("suggestions", True)
    allowed &= _sources(value)
    return allowed - {MODEL} if is_blind(session, document) and not isinstance(value, list) else allowed


def given_sources(session: Session, annotator: str = "") -> frozenset[str]:
    """The sources that the project's options give to everybody, or to one person where everybody has them."""
    return _sources(session.facts(OPTION).get(f"{NAME}:{annotator}" if annotator else NAME))


def is_blind(session: Session, document: str) -> bool:
    """Whether the current person is to work on the document without anything of others' work."""
    return bool(_assignment(session, document).get("blind"))


def _assignment(session: Session, document: str) -> Mapping[str, Any]:
    found = session.facts(ASSIGNMENT).get(f"{document}\x1f{session.annotator.id}") if document else None
    return found if isinstance(found, Mapping) else {}


def _sources(value: Any) -> frozenset[str]:
    """``false``: none; a list, or a table with ``sources``: those; anything else: all."""
    if value is False:
        return frozenset()
    given = value.get("sources") if isinstance(value, Mapping) else value
    if given is False:
        return frozenset()
    return frozenset(map(str, given)) & frozenset(SOURCES) if isinstance(given, list) else frozenset(SOURCES)


def least_score(session: Session) -> float:
    """The score from which on something is shown."""
    value = _table(session.facts(OPTION).get(NAME)).get("least", LEAST)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else LEAST


def model_name(session: Session) -> str:
    """The name of the model that suggests in this project (a folder in ``NAME.corpus-models``), or an empty text."""
    return str(_table(session.facts(OPTION).get(NAME)).get("model", ""))


def allow_sources(
    session: Session, sources: Iterable[str], annotator: str = "", initiator: object | None = None
) -> Change:
    """Say which sources suggest: to everybody, or to one person. One undo step. Raises StoreError."""
    name = f"{NAME}:{annotator}" if annotator else NAME
    value = _table(session.facts(OPTION).get(name)) | {
        "sources": sorted(frozenset(sources) & frozenset(SOURCES))
    }
    return session.set_facts("set-suggestions", OPTION, {name: value}, initiator)


def set_suggestion_options(
    session: Session, *, least: float | None = None, model: str | None = None, initiator: object | None = None
) -> Change:
    """Set the lowest score that is shown, and the model that suggests ("": none). Raises StoreError."""
    value = _table(session.facts(OPTION).get(NAME))
    value |= {} if least is None else {"least": min(1.0, max(0.0, least))}
    value |= {} if model is None else {"model": model}
    return session.set_facts("set-suggestions", OPTION, {NAME: value}, initiator)


def _table(value: Any) -> dict[str, Any]:
    """An option as a table, whatever short form it was given in."""
    if isinstance(value, Mapping):
        return dict(value)
    return {"sources": []} if value is False else {"sources": value} if isinstance(value, list) else {}
