"""Suggestions for a whole project, without a window: what is not marked yet, document by document."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.errors import ModelUnavailable
from annotator.i18n import ntr, tr
from annotator.nlp.suggest.model import ModelSuggester
from annotator.nlp.suggest.rulebook import RuleProblem
from annotator.nlp.suggest.suggestion import SOURCES, Suggestion
from annotator.services.session import Session
from annotator.services.suggest_learning import load_rules
from annotator.services.suggest_models import chosen_model
from annotator.services.suggestions import SuggestionService


@dataclass(slots=True)
class Report:
    """What was met on the way: problems of rules files, how many rules the project's scheme has no label for, how many phrases are
    remembered, and what is the matter with the model that the project has switched on."""

    problems: tuple[RuleProblem, ...] = ()
    unused: int = 0
    phrases: int = 0
    fault: ModelUnavailable | None = None


def describe_why(suggestion: Suggestion) -> str:
    """Why something is suggested, in a few words."""
    why = suggestion.why
    if why.met:
        text = ntr("marked {n} of {met} time", "marked {n} of {met} times", why.met)
        return text.format(n=why.labelled, met=why.met)
    if why.name:
        return tr("model {name}").format(name=why.name)
    return tr("rule {name}").format(name=why.rule)


def suggestions_of(
    project: Path,
    report: Report,
    document: str | None = None,
    sources: Collection[str] | None = None,
    model: Path | None = None,
    least: float = 0.5,
) -> Iterator[dict[str, Any]]:
    """Rows of plain data, for the person who worked last: what is neither marked nor rejected nor switched off.

    Without ``sources`` all of them; without ``model`` the one that the project has switched on. Raises StoreError, UnknownDocument, ModelUnavailable.
    """
    wanted = frozenset(sources or SOURCES)
    with Session.open(project, read_only=True) as session:
        rules = load_rules(session.path, session.scheme)
        report.problems, report.unused = rules.problems, rules.unused
        service = SuggestionService(session)
        service.learn()
        report.phrases = len(service.memory)
        asked = _model(session, model, report)
        service.use_model(asked)
        try:
            ids = [item.document for item in session.queue()] if document is None else [document]
            for id in ids:
                try:
                    _find(service, id)
                except ModelUnavailable as fault:
                    if model:
                        raise
                    report.fault = fault  # what rules and memory say is there already
                yield from _rows(session, service, id, wanted, least)
        finally:
            service.close()
            if asked is not None:
                asked.close()


def _model(session: Session, folder: Path | None, report: Report) -> ModelSuggester | None:
    """The model in ``folder``, or the one of the project; what is wrong with the latter is only told."""
    if folder:
        return ModelSuggester(folder, session.scheme.id, session.scheme.offered_ids)
    try:
        return chosen_model(session)
    except ModelUnavailable as fault:
        report.fault = fault
        return None


def _find(service: SuggestionService, document: str) -> None:
    for batch in service.batches(service.request(document)):
        service.take(batch)


def _rows(
    session: Session, service: SuggestionService, document: str, wanted: frozenset[str], least: float
) -> Iterator[dict[str, Any]]:
    text = session.document(document).text
    for s in service.shown(document, least=least):
        if wanted.intersection(s.sources):
            yield {
                "document": document, "start": s.start, "end": s.end, "text": text[s.start : s.end], "label": s.label,
                "score": s.score, "source": s.source, "why": describe_why(s), "attributes": dict(s.attributes),
            }  # fmt: skip
