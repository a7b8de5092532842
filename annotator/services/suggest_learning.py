"""What is learnt from a project's layers: the memory of phrases, and how far its rules are to be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from annotator.assets import asset
from annotator.errors import Cancelled, UnknownDocument
from annotator.model.document import Document
from annotator.model.edit import LayerKey
from annotator.model.layer import Layer
from annotator.model.people import Role
from annotator.model.scheme import LabelScheme
from annotator.model.zones import zones
from annotator.nlp.suggest.experience import Experience
from annotator.nlp.suggest.memory import Memory, Part, part_of
from annotator.nlp.suggest.rulebook import RuleProblem, project_rules, read_rulebook
from annotator.nlp.suggest.rules import RuleSuggester
from annotator.nlp.suggest.suggestion import Stop, never
from annotator.services.jobs import Progress, no_progress
from annotator.store.project import Project

TRIED = 40  # layers that rules are tried on: enough to know a rule, a second's work
_FILES = "vi-*.toml"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a project, what was wrong with their files, and how many have a label that the project lacks."""

    suggester: RuleSuggester
    problems: tuple[RuleProblem, ...] = ()
    unused: int = 0


@dataclass(slots=True)
class Learned:
    """Memory and experience, with the number of layers that they come from."""

    memory: Memory
    experience: Experience
    layers: int = field(default=0)


def load_rules(project: Path, scheme: LabelScheme) -> Rules:
    """The program's rules and, over them, those in the folder ``NAME.corpus-rules`` beside the project."""
    own = project_rules(project)
    book = read_rulebook(
        [*sorted(asset("rules").glob(_FILES)), *_files(own, ".toml")],
        [*sorted(asset("gazetteers").glob("*.tsv")), *_files(own, ".tsv")],
    )
    unused = sum(rule.label not in scheme.offered_ids for rule in book.rules.values())
    return Rules(RuleSuggester(book, scheme.offered_ids), tuple(book.problems), unused)


def _files(folder: Path, ending: str) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ending and path.is_file())
    except OSError:
        return []


def learn(
    project: Path, rules: RuleSuggester, progress: Progress = no_progress, stop: Stop = never, but: str = ""
) -> Learned:
    """Read every person's layers as far as they were looked at, but for those on the document ``but``. Raises StoreError, Cancelled."""
    learned = Learned(Memory(), Experience())
    parts: dict[LayerKey, Part] = {}
    with Project.open(project, read_only=True) as opened:
        models = {person.id for person in opened.annotators() if person.role is Role.MODEL}
        for document, layer in opened.rows(None):
            if stop():
                raise Cancelled
            if layer is None or document.id == but or layer.key.annotator in models:
                continue
            part = _part(document, layer)
            if part is None:
                continue
            parts[layer.key] = part
            progress(len(parts), 0)
            if len(parts) <= TRIED:
                text, reach = document.text, layer.looked_at(len(document.text))
                learned.experience.learn(rules.suggest(text, 0, len(text), stop), layer.spans.values(), reach)
    learned.memory.learn(parts.items(), stop)
    learned.layers = len(parts)
    return learned


def learn_layers(project: Path, memory: Memory, keys: Iterable[LayerKey], stop: Stop = never) -> None:
    """Bring the memory up to date with these layers. Raises StoreError, Cancelled."""
    parts: dict[LayerKey, Part] = {}
    with Project.open(project, read_only=True) as opened:
        models = {person.id for person in opened.annotators() if person.role is Role.MODEL}
        for key in keys:
            memory.forget(key)
            if key.annotator in models:
                continue
            try:
                document = opened.document(key.document)
            except UnknownDocument:
                continue  # withdrawn meanwhile
            part = _part(document, opened.layer(key))
            if part is not None:
                parts[key] = part
    memory.learn(parts.items(), stop)


def _part(document: Document, layer: Layer) -> Part | None:
    """What a layer teaches; None where nothing of it was looked at."""
    reach = layer.looked_at(len(document.text))
    closed = [zone[:2] for zone in zones(layer.facts)]
    return part_of(document.text, layer.spans.values(), reach, closed) if reach else None
