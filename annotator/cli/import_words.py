"""What a look at files found, as lines and as data: formats, labels and what they become, people, texts that are there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from annotator.i18n import ntr, tr

if TYPE_CHECKING:
    from annotator.model.scheme import LabelScheme
    from annotator.services.import_plan import ImportPlan
    from annotator.services.survey import Survey, Twin


def found_lines(found: Survey, scheme: LabelScheme, plan: ImportPlan) -> Iterator[str]:
    """What was found, a line each."""
    formats = Counter(file.format or "?" for file in found.files.values())
    for name, count in formats.most_common():
        files = ntr("{n} file", "{n} files", count).format(n=count)
        documents = sum(file.documents for file in found.files.values() if (file.format or "?") == name)
        spans = sum(file.spans for file in found.files.values() if (file.format or "?") == name)
        yield tr("{format}: {files}, {documents} documents, {spans} spans").format(
            format=name, files=files, documents=documents, spans=spans
        )
    becomes, guesses = _becomes(found, scheme, plan)
    for label, count in found.labels.most_common():
        yield f"  {label}  {count}  {_words(label, becomes[label], guesses)}"
    for person, count in found.people.most_common():
        layers = ntr("{n} layer", "{n} layers", count).format(n=count)
        target = plan.wording().owner(person, person in found.machines)
        yield f"  {person}: {layers} → {target or tr('left out')}"
    if found.nobody:
        yield "  " + ntr("{n} layer names nobody.", "{n} layers name nobody.", found.nobody).format(
            n=found.nobody
        )
    for twin in found.twins:
        yield _twin(twin)


def _becomes(
    found: Survey, scheme: LabelScheme, plan: ImportPlan
) -> tuple[dict[str, str | None], dict[str, str]]:
    """What each label becomes (None: not known here), and what an unknown one probably means."""
    from annotator.services.mapping_suggest import label_names, suggest

    target = {label: plan.labels.get(label, label) for label in found.labels}
    becomes = {
        label: said if said in scheme.label_ids or not said else None for label, said in target.items()
    }
    unknown = [label for label, said in becomes.items() if said is None]
    return becomes, suggest(unknown, label_names(scheme))


def _words(label: str, target: str | None, guesses: dict[str, str]) -> str:
    if target is None:
        probably = tr("not in the scheme; probably {label}").format(label=guesses.get(label, ""))
        return f"→ ? ({probably if label in guesses else tr('not in the scheme')})"
    return f"→ {target or tr('left out')}"


def _twin(twin: Twin) -> str:
    from annotator.wording import place_in_file

    words = tr("nearly the same text as “{title}”") if twin.near else tr("the same text as “{title}”")
    return f"  {place_in_file(twin.path, twin.line)}: {words.format(title=twin.other_title[:60])}"


def found_data(found: Survey, scheme: LabelScheme, plan: ImportPlan) -> dict[str, Any]:
    """The same as plain values."""
    becomes, guesses = _becomes(found, scheme, plan)
    return {
        "files": [asdict(file) for file in found.files.values()],
        "documents": found.documents, "spans": found.spans,
        "labels": {
            label: {"count": count, "becomes": becomes[label], "probably": guesses.get(label)}
            for label, count in found.labels.most_common()
        },
        "relations": dict(found.relations),
        "attributes": {name: values.count for name, values in found.attributes.items()},
        "document_labels": {name: values.count for name, values in found.document_labels.items()},
        "people": dict(found.people), "nobody": found.nobody,
        "duplicates": [asdict(twin) for twin in found.twins],
        "odd_offsets": len(found.odd_offsets),
    }  # fmt: skip
