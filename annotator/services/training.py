"""From a project to a trained spaCy pipeline: splits, a config, spaCy's own training on the CPU, scores.

The folder that comes out holds everything to repeat it without this program: ``train/ dev/ test/`` as DocBin shards
of paragraphs, ``config.cfg``, the blank tokenizer, and the model in ``model/``, which plain ``spacy.load`` opens.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from annotator import __version__
from annotator.formats.base import replacing
from annotator.formats.docbin_types import Counts, ExportDocument, Options, pieces
from annotator.model.document import text_digest
from annotator.nlp import training
from annotator.nlp.training import Split, TrainingOptions, TrainingResult
from annotator.services.exporting import copy_tokenizer, documents_to_export, file_digest
from annotator.services.jobs import Progress, no_progress
from annotator.store.connection import file_errors
from annotator.store.project import Project


@dataclass(slots=True)
class TrainingData:
    """What was written for training. ``longest`` and ``reach`` are span lengths in tokens; ``beyond`` spans are too long to find."""

    folder: Path
    config: Path
    documents: dict[str, int] = field(default_factory=dict)
    spans: dict[str, int] = field(default_factory=dict)
    longest: int = 0
    reach: int = 0
    beyond: int = 0


def write_training_data(
    project: Project,
    out: Path,
    layer: str,
    *,
    options: Options | None = None,
    training_options: TrainingOptions | None = None,
    progress: Progress = no_progress,
) -> TrainingData:
    """Write ``train/ dev/ test/`` and ``config.cfg`` into ``out``. Raises WouldLose, ModelUnavailable, StoreError, Cancelled.

    Documents are split by their text's digest, so a document stays where it is when others come. Each is written
    paragraph by paragraph; paragraphs nobody looked at are left out.
    """
    from annotator.formats.docbin_export import write_shards  # it loads spaCy

    keys = {document.id: text_digest(document.text) for document in documents_to_export(project, layer)}
    places = training.splits(keys.values())
    data = TrainingData(out, out / "config.cfg")
    total, labels, lengths = Counts(), Counter[str](), Counter[int]()
    for split in Split:
        progress(0, 0, split.value)
        chosen = (d for d in documents_to_export(project, layer) if places[keys[d.id]] is split)
        report = write_shards(
            _paragraphs(chosen, data, split), out / split.value, prefix=split.value, options=options
        )
        total.add(report.counts)
        data.spans[split.value] = report.counts.stored
        if split is Split.TRAIN:
            labels, lengths = report.counts.labels, report.counts.lengths
    config = training.make_config(labels, lengths, training_options)
    training.write_training_folder(out, config)
    copy_tokenizer(out)
    data.longest, data.reach, data.beyond = config.longest, config.reach, config.beyond
    return data


def _paragraphs(
    documents: Iterator[ExportDocument], data: TrainingData, split: Split
) -> Iterator[ExportDocument]:
    data.documents[split.value] = 0
    for document in documents:
        data.documents[split.value] += 1
        yield from pieces(document, reviewed_only=True)


def train_project(
    project: Project,
    out: Path,
    layer: str,
    *,
    options: Options | None = None,
    training_options: TrainingOptions | None = None,
    on_training: Callable[[training.Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> tuple[TrainingData, TrainingResult]:
    """Write the data, train in a child process, write ``report.json``. Raises as its parts do; no half model is left."""
    with file_errors(out):
        out.mkdir(parents=True, exist_ok=True)
        data = write_training_data(project, out, layer, options=options, training_options=training_options)
    result = training.train(
        data.config,
        out / "train",
        out / "dev",
        out / "model",
        on_progress=on_training,
        should_stop=should_stop,
    )
    body = {
        "program": f"annotator {__version__}", "project": project.uuid, "layer": layer, "scheme": project.scheme().version,
        "documents": data.documents, "spans": data.spans, "longest_span": data.longest, "reach": data.reach,
        "beyond_reach": data.beyond, "scores": dict(result.scores), "labels": result.labels,
        "options": asdict(training_options or TrainingOptions()),
        "files": {str(p.relative_to(out)): file_digest(p) for p in sorted(out.glob("*/*.spacy"))},
    }  # fmt: skip
    with replacing(out / "report.json") as file:
        file.write(json.dumps(body, ensure_ascii=False, indent=2, default=dict).encode() + b"\n")
    return data, result
