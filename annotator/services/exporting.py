"""Export: a project's layers as JSON lines or DocBin shards, checked before and read back after.

Nothing is left out in silence: spans in the project = spans exported + spans listed, or the export fails.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from annotator import __version__
from annotator.assets import asset
from annotator.errors import NotTheSame, ProjectExists, UnknownAnnotator
from annotator.formats.base import replacing
from annotator.formats.docbin_types import Counts, ExportDocument, ExportReport, Options, VerifyReport
from annotator.model.alignment import Misaligned, check
from annotator.model.document import Document
from annotator.model.flatten import flatten
from annotator.model.layer import Layer, LayerState
from annotator.model.people import GOLD
from annotator.model.span import Span
from annotator.model.text import paragraphs
from annotator.model.zones import Zone, in_zone, outside, zones
from annotator.services.jobs import Progress, no_progress
from annotator.services.lines_export import write_lines
from annotator.store.connection import file_errors, is_project
from annotator.store.project import Project

ALL = "all"
TOKENIZER_FILE = "syllable_tokenizer.py"
_SAID_EVERY = 100
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")  # an imported layer may be called anything


class LayerNotNamed(UnknownAnnotator):
    """Several people have layers and none was chosen. fields: annotator, known (list of ids)."""

    code = "layer-not-named"


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote. ``skipped`` are documents left out because their layer's state is *skipped*; ``lost`` says
    how much the format had no place for, by the codes of ``formats.losses``."""

    files: tuple[Path, ...]
    documents: int
    layers: int
    spans: int
    counts: Counts | None = None
    checked: VerifyReport | None = None
    skipped: tuple[str, ...] = ()
    in_zones: int = 0  # spans left out because they lie in excluded zones
    lost: Mapping[str, int] = field(default_factory=dict)


class Cut(NamedTuple):
    """A span of ``annotator``'s layer that does not fit the tokens."""

    document: Document
    annotator: str
    wrong: Misaligned


class Nested(NamedTuple):
    """A span of ``annotator``'s layer that stays out of ``doc.ents`` for ``winner``."""

    document: Document
    annotator: str
    out: Span
    winner: Span


@dataclass(slots=True)
class Preflight:
    """What a DocBin export would meet: ``spans == aligned + len(misaligned)``."""

    documents: int = 0
    spans: int = 0
    aligned: int = 0
    misaligned: list[Cut] = field(default_factory=list)
    nested: list[Nested] = field(default_factory=list)
    unreviewed: int = 0  # paragraphs nobody looked at, exported as missing
    in_zones: int = 0  # spans in excluded zones, not exported
    skipped: list[str] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)


def choose_layer(project: Project, wanted: str | None) -> str:
    """The layer to export: the one named, else gold, else the only one there is. Raises LayerNotNamed, UnknownAnnotator."""
    known = project.layer_owners()
    if wanted == ALL:
        return ALL
    if wanted is not None:
        if wanted not in known and wanted not in {person.id for person in project.annotators()}:
            raise UnknownAnnotator(annotator=wanted)
        return wanted
    if GOLD in known:
        return GOLD
    if len(known) > 1:
        raise LayerNotNamed(annotator="", known=known)
    return known[0] if known else ALL


def rows(project: Project, layer: str) -> Iterator[tuple[Document, Layer | None]]:
    """Documents with this person's layers; with ``all`` every layer, and documents that have none."""
    return project.rows(None if layer == ALL else layer)


def reviewed_ranges(document: Document, layer: Layer) -> list[tuple[int, int]]:
    """What was looked at: all of a finished layer, else everything before ``reviewed_to``."""
    end = layer.looked_at(len(document.text))
    return [(0, end)] if end else []


def export_document(document: Document, layer: Layer) -> ExportDocument:
    return ExportDocument(
        id=document.id, text=document.text, title=document.title, meta=dict(document.meta), layer=layer.key.annotator,
        state=layer.state.value, labels=dict(layer.labels), reviewed=reviewed_ranges(document, layer),
        spans=layer.in_order(), relations=sorted(layer.relations.values()),
    )  # fmt: skip


def excluded(layer: Layer) -> list[Zone]:
    """The zones that somebody has excluded; what a rule has only proposed is no decision."""
    return [zone for zone in zones(layer.facts) if not zone.proposed]


def without(ranges: Iterable[tuple[int, int]], held: Iterable[Zone]) -> list[tuple[int, int]]:
    """The ranges without the zones, in order."""
    found = []
    held = list(held)
    for first, end in ranges:
        start = first
        for zone in held:
            if zone.end > start and zone.start < end:
                if zone.start > start:
                    found.append((start, zone.start))
                start = zone.end
        if start < end:
            found.append((start, end))
    return found


def outside_zones(item: ExportDocument, held: list[Zone]) -> ExportDocument:
    """The document without the spans that touch these zones, whose text nobody is taken to have looked at."""
    if not held:
        return item
    spans = outside(item.spans, held)
    there = {span.id for span in spans}
    relations = [relation for relation in item.relations if {relation.head, relation.tail} <= there]
    return replace(item, spans=spans, relations=relations, reviewed=without(item.reviewed, held))


def documents_to_export(
    project: Project,
    layer: str,
    skipped: list[str] | None = None,
    in_zones: list[tuple[str, Span]] | None = None,
) -> Iterator[ExportDocument]:
    """Layers that somebody worked on, without excluded zones; ids of those whose document was skipped go to ``skipped``,
    spans that lie in zones, with their documents, to ``in_zones``."""
    for document, found in rows(project, layer):
        if found is None:
            continue
        if found.state is LayerState.SKIPPED:
            if skipped is not None:
                skipped.append(document.id)
            continue
        held, item = excluded(found), export_document(document, found)
        if held and in_zones is not None:
            in_zones += [(document.id, span) for span in item.spans if in_zone(span.start, span.end, held)]
        yield outside_zones(item, held)


# JSON lines -----------------------------------------------------------------------------------------------
def export_jsonl(project: Project, out: Path, layer: str, progress: Progress = no_progress) -> Exported:
    """One line per layer (with ``all`` also one for each document that has none). Raises StoreError, FormatError.

    The file is read back and compared with the project. A project at ``out`` is never replaced (ProjectExists).
    """
    check_no_project(out)
    written = write_lines(project, out, None if layer == ALL else layer, progress)
    return Exported((out,), *written)


def export_jsonl_into(
    project: Project, folder: Path, layer: str, progress: Progress = no_progress
) -> Exported:
    """As ``export_jsonl``, to a file in ``folder`` that is named after the project and the layer."""
    name = _NOT_IN_NAMES.sub("_", f"{project.path.stem}-{layer}")
    with file_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return export_jsonl(project, folder / f"{name}.jsonl", layer, progress)


def check_no_project(path: Path) -> None:
    """An export takes the place of an earlier one, never that of a project. Raises ProjectExists."""
    with file_errors(path):
        if path.is_file() and is_project(path):
            raise ProjectExists(path=str(path), reason="export")


# DocBin ---------------------------------------------------------------------------------------------------
def preflight(project: Project, layer: str, progress: Progress = no_progress) -> Preflight:
    """Hold every span against the tokenizer, before anything is written."""
    found = Preflight()
    total = project.count_documents()
    for number, (document, stored) in enumerate(rows(project, layer)):
        if number % _SAID_EVERY == 0:
            progress(number, total)
        if stored is None:
            continue
        if stored.state is LayerState.SKIPPED:
            found.skipped.append(document.id)
            continue
        owner, held = stored.key.annotator, excluded(stored)
        spans = outside(stored.in_order(), held)
        found.in_zones += len(stored.spans) - len(spans)
        wrong = check(document.text, spans)
        found.documents += 1
        found.spans += len(spans)
        found.misaligned += [Cut(document, owner, each) for each in wrong]
        found.labels.update(span.label for span in spans)
        found.nested += [Nested(document, owner, out.span, out.winner) for out in flatten(spans).left_out]
        found.unreviewed += _unreviewed(document, stored)
    found.aligned = found.spans - len(found.misaligned)
    return found


def _unreviewed(document: Document, layer: Layer) -> int:
    seen = layer.looked_at(len(document.text))
    return sum(
        1 for start, end in paragraphs(document.text) if end > seen and document.text[start:end].strip()
    )


def export_docbin(
    project: Project,
    folder: Path,
    layer: str,
    options: Options | None = None,
    *,
    prefix: str = "docs",
    processes: int = 1,
    progress: Progress = no_progress,
) -> Exported:
    """Shards, the tokenizer, the list of notes and a report into ``folder``. Raises WouldLose where spans do not align
    and nothing was chosen for them, NotTheSame where the files read back differ from the project, Cancelled, StoreError."""
    with file_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        return _export_docbin(
            project, folder, layer, options, prefix=prefix, processes=processes, progress=progress
        )


def _export_docbin(
    project: Project,
    folder: Path,
    layer: str,
    options: Options | None,
    *,
    prefix: str,
    processes: int,
    progress: Progress,
) -> Exported:
    from annotator.formats.docbin_export import verify, write_shards

    total = project.count_documents()
    skipped: list[str] = []
    in_zones: list[tuple[str, Span]] = []
    report = write_shards(
        documents_to_export(project, layer, skipped, in_zones), folder, prefix=prefix, options=options, processes=processes,
        on_progress=lambda done: progress(done, total),
    )  # fmt: skip
    checked = verify(report.files, documents_to_export(project, layer))
    if not checked.holds:
        detail = f"{checked.spans} ≠ {checked.stored} + {checked.listed}; {checked.mismatches[:5]}"
        raise NotTheSame(path=str(folder), detail=detail)
    copy_tokenizer(folder)
    summary = _summary(project, layer, report, checked, skipped, in_zones)
    with replacing(folder / f"{prefix}-report.json") as file:
        file.write(json.dumps(summary, ensure_ascii=False, indent=2).encode() + b"\n")
    files = (*report.files, report.notes, folder / f"{prefix}-report.json", folder / TOKENIZER_FILE)
    counts = report.counts
    sizes = counts.documents, counts.documents, counts.spans
    return Exported(files, *sizes, counts, checked, tuple(skipped), len(in_zones))


def _summary(
    project: Project,
    layer: str,
    report: ExportReport,
    checked: VerifyReport,
    skipped: list[str],
    in_zones: list[tuple[str, Span]],
) -> dict[str, Any]:
    """What the report beside the shards says."""
    counts = report.counts
    return {
        "program": f"annotator {__version__}", "project": project.uuid, "layer": layer, "documents": counts.documents,
        "spans": counts.spans, "stored": counts.stored, "skipped": counts.skipped, "moved": counts.moved,
        "entities": counts.entities, "nested": counts.nested, "labels": dict(sorted(counts.labels.items())),
        "skipped_documents": skipped, "in_zones": [{"document": id, **_place_of(span)} for id, span in in_zones],
        "checked": {k: v for k, v in asdict(checked).items() if k != "mismatches"},
        "files": {path.name: file_digest(path) for path in report.files},
    }  # fmt: skip


def _place_of(span: Span) -> dict[str, Any]:
    return {"span": span.id, "start": span.start, "end": span.end, "label": span.label}


def copy_tokenizer(folder: Path) -> Path:
    """The tokenizer as the small file that ``spacy train --code`` takes."""
    target = folder / TOKENIZER_FILE
    shutil.copyfile(asset("spacy", TOKENIZER_FILE), target)
    return target


def file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
