"""What a dataset says of itself: ``manifest.json`` for programs, ``README.md`` for people (and the datasets library).

Both are in English whatever the window speaks, so that the same project gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator import __version__
from annotator.formats.huggingface import DATA, front_matter
from annotator.model.facts import GUIDELINE
from annotator.model.people import GOLD, Role
from annotator.model.scheme import LabelScheme
from annotator.model.text import UNIT_PATTERN
from annotator.nlp.splits import Split
from annotator.services.dataset_plan import Plan, as_data
from annotator.services.dataset_select import Selection
from annotator.services.dataset_splits import Places
from annotator.services.exporting import file_digest
from annotator.services.jobs import Progress
from annotator.store.project import Project

if TYPE_CHECKING:
    from annotator.services.dataset import Dataset, SplitCounts

TOKENIZER = "annotator.SyllableTokenizer.v1"


def digest_of(data: object) -> str:
    """SHA-256 of plain values, whatever the order of their keys."""
    body = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def describe(
    project: Project, plan: Plan, selection: Selection, places: Places, dataset: Dataset, progress: Progress
) -> dict[str, Any]:
    """The manifest but for the digests of the files, which are added when all of them are written."""
    from annotator.services.dataset import KIND

    scheme = project.scheme()
    guidelines = project.facts(GUIDELINE)
    training = dataset.training
    groups: dict[str, set[Split]] = {}
    for id, key in places.group.items():
        groups.setdefault(key, set()).add(places.split[id])
    return {
        "kind": KIND,
        "version": 1,
        "name": project.path.stem,
        "project": project.uuid,
        "scheme": {"id": scheme.id, "version": scheme.version, "labels": sorted(scheme.label_ids)},
        "guidelines": {"pages": len(guidelines), "digest": digest_of(guidelines)} if guidelines else None,
        "plan": as_data(plan),
        "layers": selection.layers,
        "annotators": _annotators(project),
        "agreement": _agreement(project, progress),
        "tokenizer": {"name": TOKENIZER, "digest": hashlib.sha256(UNIT_PATTERN.encode()).hexdigest()},
        "splits": {name: _split(split) for name, split in dataset.splits.items()},
        "labels": _labels(dataset.splits),
        "groups": {
            "by": plan.split.group,
            "count": len(groups),
            "given": places.given,
            "in_several_splits": sum(len(found) > 1 for found in groups.values()),
        },
        "left_out": {f"{what}/{reason}": n for (what, reason), n in sorted(dataset.left_out.items())},
        "training": None
        if training is None
        else {"pipeline": list(training.pipeline), "longest_span": training.longest, "reach": training.reach, "beyond_reach": training.beyond},
        "content": {name: file_digest(dataset.folder / DATA / f"{name}.jsonl") for name in dataset.splits},
        "versions": {"annotator": __version__, "spacy": version("spacy")},
        "command": f"annotator export {project.path.name} FOLDER --to dataset --plan plan.toml",
    }  # fmt: skip


def _split(split: SplitCounts) -> dict[str, Any]:
    counts = split.counts
    names = ("tokens", "spans", "stored", "skipped", "moved", "entities", "nested")
    return {
        "documents": split.documents, "rows": split.rows, "rows_without_spans": split.empty,
        "characters": split.characters, **{name: getattr(counts, name) for name in names},
        "relations": split.relations, "labels": dict(sorted(counts.labels.items())),
    }  # fmt: skip


def _labels(splits: Mapping[str, SplitCounts]) -> dict[str, dict[str, int]]:
    """label -> split -> spans, with zeros: a label that a split lacks is to be seen."""
    names = sorted({label for split in splits.values() for label in split.counts.labels})
    return {label: {name: split.counts.labels[label] for name, split in splits.items()} for label in names}


def _annotators(project: Project) -> dict[str, Any]:
    roles = {person.id: person.role for person in project.annotators()}
    owners = project.layer_owners()
    people = [id for id in owners if id != GOLD and roles.get(id) is not Role.MODEL]
    return {"count": len(people), "ids": people, "gold": GOLD in owners}


def _agreement(project: Project, progress: Progress) -> dict[str, Any] | None:
    """Between people's layers, over all that two of them looked at; None where there are no two."""
    from annotator.services.agreement import agreement

    report = agreement(project, progress=progress).agreement
    if len(report.annotators) < 2 or not report.compared:
        return None
    found = report.overall.estimates
    return {
        "annotators": report.annotators,
        "documents": report.compared,
        "measures": {
            name: {"value": _rounded(found[name].value), "low": _rounded(found[name].low), "high": _rounded(found[name].high), "n": found[name].n, "unit": found[name].unit}
            for name in sorted(found)
        },
    }  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


# The card -------------------------------------------------------------------------------------------------
def readme(manifest: Mapping[str, Any], scheme: LabelScheme) -> str:
    """The dataset card."""
    splits: dict[str, dict[str, Any]] = manifest["splits"]
    head = front_matter(
        {name: split["rows"] for name, split in splits.items()},
        {"pretty_name": manifest["name"], "task_categories": ["token-classification"]},
    )
    return head + "\n".join(_card(manifest, splits, scheme)) + "\n"


def _card(
    manifest: Mapping[str, Any], splits: Mapping[str, Mapping[str, Any]], scheme: LabelScheme
) -> Iterator[str]:
    yield f"\n# {manifest['name']}\n"
    yield from _facts(manifest)
    yield "\n## Splits\n"
    yield "| | documents | rows | without spans | tokens | spans | relations |\n|---|---|---|---|---|---|---|"
    for name, split in splits.items():
        cells = (
            split[key] for key in ("documents", "rows", "rows_without_spans", "tokens", "spans", "relations")
        )
        yield f"| {name} | {' | '.join(map(str, cells))} |"
    yield "\n## Labels\n"
    yield f"| label | | {' | '.join(splits)} | all |\n|---|---|{'---|' * len(splits)}---|"
    names = {label.id: label.names for label in scheme.labels}
    for label, counts in manifest["labels"].items():
        said = names.get(label, {})
        words = " / ".join(dict.fromkeys(filter(None, (said.get("vi"), said.get("en")))))
        yield f"| `{label}` | {words} | {' | '.join(str(counts[name]) for name in splits)} | {sum(counts.values())} |"
    yield from _left_out(manifest)
    yield _FILES.format(command=manifest["command"])


def _facts(manifest: Mapping[str, Any]) -> Iterator[str]:
    plan, scheme = manifest["plan"], manifest["scheme"]
    guidelines, people = manifest["guidelines"], manifest["annotators"]
    yield f"- Label scheme: `{scheme['id']}`, version {scheme['version']}."
    if guidelines:
        yield f"- Guidelines: {guidelines['pages']} pages, digest `{guidelines['digest'][:12]}`."
    yield f"- Layers: {', '.join(manifest['layers'])}; states: {', '.join(plan['states'])}. Annotators: {people['count']}."
    yield f"- Rows are {plan['unit']}s; {_UNREVIEWED[plan['unreviewed']]} {_EMPTY[plan['empty']]}"
    split = plan["split"]
    how = "by labels, and as given" if split["stratify"] else f"by a hash (seed `{split['seed']}`)"
    yield f"- Splits: {'/'.join(map(str, split['shares']))}, {how}; together stays: {split['group']}."
    if several := manifest["groups"]["in_several_splits"]:
        yield f"- **{several} groups lie in several splits**, as they were given."
    agreement = manifest["agreement"]
    if agreement is None:
        yield "- Agreement: not known; no two people looked at the same document."
    else:
        found = agreement["measures"]["span_exact"]
        said = "not defined" if found["value"] is None else f"{found['value']:.3f}"
        yield f"- Agreement of {' and '.join(agreement['annotators'])} on {agreement['documents']} documents: span F1 {said}."
    yield f"- Tokenizer: `{manifest['tokenizer']['name']}` ({manifest['tokenizer']['digest'][:12]})."


_UNREVIEWED = {
    "drop": "what nobody looked at is left out.",
    "missing": "what nobody looked at is there, its tokens *missing*.",
}
_EMPTY = {"keep": "What was read and holds no span is kept.", "drop": "What holds no span is dropped."}


def _left_out(manifest: Mapping[str, Any]) -> Iterator[str]:
    yield "\n## Left out\n"
    counts: Counter[str] = Counter(manifest["left_out"])
    for name, split in manifest["splits"].items():
        if split["skipped"] or split["moved"]:
            counts[f"{name}: spans that cut a token, skipped"] = split["skipped"]
            counts[f"{name}: spans that cut a token, moved"] = split["moved"]
    for reason, count in counts.items():
        if count:
            yield f"- {reason}: {count}"
    if not any(counts.values()):
        yield "Nothing."
    yield "\nEach is a line of `left-out.jsonl` or of the `-notes.jsonl` beside the shards."


_FILES = """
## Files

- `data/*.jsonl`: the rows; spans with attributes, relations. `datasets.load_dataset` reads this folder.
- `train/ dev/ test/`: the same as spaCy DocBin; `python -m spacy train config.cfg --output model` trains.
- `manifest.json`: all of the above for programs, and the SHA-256 of every file. `splits.csv`: where each document is.
- `plan.toml`: every choice. To make this folder again: `{command}`

Offsets are code points, half-open."""


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a dataset. Raises FormatError (``no-dataset``)."""
    from annotator.errors import FormatError
    from annotator.services.dataset import manifest_of

    found = manifest_of(folder)
    if found is None:
        raise FormatError(path=str(folder), line=None, column=None, reason="no-dataset", detail="")
    return found
