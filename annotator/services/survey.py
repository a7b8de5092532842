"""A look at files before they are imported: what they are, what they hold, what would be in the way. Nothing is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.errors import FormatError, MalformedInput
from annotator.formats import registry
from annotator.formats.base import Incoming, Issue
from annotator.formats.encoding import NO_CHOICE, EncodingChoice
from annotator.model.document import guess_title, text_digest
from annotator.model.edit import LayerKey
from annotator.model.layer import Layer
from annotator.services.incoming import read_items
from annotator.services.jobs import Progress, no_progress
from annotator.services.survey_near import NearBook
from annotator.services.survey_tally import Book, Row
from annotator.store.reading import ProjectReader

SAID_EVERY = 10  # documents between two words of progress
SAMPLES = 40  # documents kept to be looked at
SAMPLE_TEXT = 200_000  # code points of one of them
VALUES = 24  # different values remembered of an attribute
_EXAMPLE = 60
_ODD = ("offsets-converted", "offsets-in-other-unit", "span-text-differs")
_NO_FILE = ("skipped-hidden", "skipped-link", "skipped-other-kind")


@dataclass(slots=True)
class FileFound:
    """One file: what it was read as, what it holds. ``candidates``: how it would read in each likely encoding."""

    path: str
    format: str = ""
    documents: int = 0
    spans: int = 0
    relations: int = 0
    encoding: str = ""
    confidence: int = 100
    candidates: list[dict[str, Any]] = field(default_factory=list)
    errors: int = 0


@dataclass(slots=True)
class Values:
    """What was met of an attribute: how often, of which types, which values (not more than ``VALUES``)."""

    count: int = 0
    types: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)

    def add(self, value: object, label: str = "") -> None:
        """One more value."""
        self.count += 1
        self.types.add(type(value).__name__)
        self.labels.add(label)
        if len(self.values) <= VALUES:
            self.values.add(str(value)[:200])


@dataclass(frozen=True, slots=True)
class Twin:
    """A text that is there already: the same, or nearly. ``other``: its id in the project, empty where it is in the files."""

    path: str
    line: int | None
    title: str
    other: str
    other_title: str
    near: bool


@dataclass(slots=True)
class Survey:
    """What was found. ``people``: layers by whom the files name, ``nobody``: those that name nobody."""

    files: dict[str, FileFound] = field(default_factory=dict)
    documents: int = 0
    spans: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    relations: Counter[str] = field(default_factory=Counter)
    attributes: dict[str, Values] = field(default_factory=dict)
    document_labels: dict[str, Values] = field(default_factory=dict)
    people: Counter[str] = field(default_factory=Counter)
    machines: set[str] = field(default_factory=set)
    nobody: int = 0
    issues: list[Issue] = field(default_factory=list)
    twins: list[Twin] = field(default_factory=list)
    samples: list[Incoming] = field(default_factory=list)
    book: Book = field(default_factory=Book)

    @property
    def errors(self) -> int:
        return sum(issue.severity == "error" for issue in self.issues)

    @property
    def odd_offsets(self) -> list[Issue]:
        """Documents whose places fit the text only in another way of counting, and spans that fit in none."""
        return [issue for issue in self.issues if issue.code in _ODD]

    @property
    def undecided_encodings(self) -> list[FileFound]:
        """Files that were not read because their encoding must be confirmed."""
        return [found for found in self.files.values() if found.candidates]

    def kinds(self) -> Counter[tuple[str, str]]:
        """How many issues of each severity and code."""
        return Counter((issue.severity, issue.code) for issue in self.issues)


def survey(
    project: ProjectReader,
    paths: Iterable[Path],
    format_name: str | None = None,
    encoding: EncodingChoice = NO_CHOICE,
    progress: Progress = no_progress,
    *,
    near: bool = True,
) -> Survey:
    """Read ``paths`` and store nothing. ``near``: also look for near-duplicates. Raises StoreError, Cancelled."""
    surveyor = _Surveyor(project, progress, near=near)
    for path in paths:
        surveyor.look(path, format_name, encoding)
    return surveyor.finish()


class _Surveyor:
    """Takes one document after the other; keeps counts, not texts."""

    def __init__(self, project: ProjectReader, progress: Progress, *, near: bool) -> None:
        self._project, self._progress = project, progress
        self._near = NearBook(project, progress) if near else None
        self._rows: list[Row] = []
        self._titles: dict[str, str] = {}
        self.found = Survey()

    def look(self, path: Path, format_name: str | None, encoding: EncodingChoice) -> None:
        formats = _Formats(path, format_name)
        self._progress(len(self._rows), 0, path.name)
        for item in read_items(path, format_name, encoding):
            if isinstance(item, Issue):
                self._issue(item, formats)
                continue
            try:
                self._take(item, formats)
            except MalformedInput:  # half a surrogate pair: the import refuses it with the same words
                fields = {"reason": "lone-surrogate", "detail": ""}
                self._issue(Issue("error", "lone-surrogate", item.path, item.line, fields), formats)
            if len(self._rows) % SAID_EVERY == 0:
                self._progress(len(self._rows), 0, Path(item.path).name)

    def finish(self) -> Survey:
        known = {row.known for row in self._rows if row.known}
        filled = [
            (id, who)
            for id in known
            for who in self._project.layer_annotators(id)
            if self._project.layer(key := LayerKey(id, who)) != Layer(key)
        ]
        self.found.book = Book.of(self._rows, filled)
        return self.found

    # one document -------------------------------------------------------------------------------------
    def _take(self, item: Incoming, formats: _Formats) -> None:
        found, text = self.found, item.text
        digest = text_digest(text)
        title = item.title or guess_title(text)
        known = self._project.find_digest(digest)
        near = self._twin(item, digest, title, known)
        file = self._file(item.path, formats)
        file.documents += 1
        file.encoding = file.encoding or (item.meta.get("encoding", "") if file.format == "text" else "")
        found.documents += 1
        labels, same = self._spans(item)
        file.spans += sum(labels.values())
        file.relations += len(item.relations)
        found.relations.update(relation.label for relation in item.relations)
        for key, value in item.labels.items():
            found.document_labels.setdefault(key, Values()).add(value)
        rest = bool(item.labels or item.state or item.reviewed_to or item.zones)
        if item.layer is not None:
            found.people[item.layer] += 1
            found.machines.update([item.layer] if item.machine else ())
        elif labels or rest:
            found.nobody += 1
        id, away = known or ("", False)
        row = Row(digest, id, away, near, item.layer, item.machine, tuple(labels.items()), tuple(same), rest)
        self._rows.append(row)
        if len(found.samples) < SAMPLES and len(text) <= SAMPLE_TEXT:
            found.samples.append(item)

    def _spans(self, item: Incoming) -> tuple[Counter[str], list[tuple[str, ...]]]:
        """How many spans of each label, and labels that stand together on one range."""
        found, text = self.found, item.text
        by_range: dict[tuple[int, int], list[str]] = {}
        for span in item.spans:
            quoted = text[span.start : span.end]
            if quoted.isspace():
                continue  # the import says so; it is nothing that a plan decides
            there = by_range.setdefault((span.start, span.end), [])
            if span.label not in there:
                there.append(span.label)
                found.examples.setdefault(span.label, " ".join(quoted[: 2 * _EXAMPLE].split())[:_EXAMPLE])
            for key, value in span.attributes.items():
                found.attributes.setdefault(key, Values()).add(value, span.label)
        labels = Counter(label for there in by_range.values() for label in there)
        found.labels += labels
        found.spans += labels.total()
        return labels, [tuple(sorted(there)) for there in by_range.values() if len(there) > 1]

    def _twin(self, item: Incoming, digest: str, title: str, known: tuple[str, bool] | None) -> bool:
        """Remember a text that is there already; whether it is so only nearly."""
        found = self.found
        place = (item.path, item.line, title)
        if known is not None and not known[1]:
            found.twins.append(Twin(*place, known[0], self._project.document(known[0]).title, near=False))
            return False
        if digest in self._titles and item.layer is None and not item.spans:
            found.twins.append(Twin(*place, "", self._titles[digest], near=False))
        first = digest not in self._titles
        self._titles.setdefault(digest, title)
        near = self._near.near(digest, item.text, title) if self._near is not None and known is None else None
        if near is not None and first:
            found.twins.append(Twin(*place, near.id, near.title, near=True))
        return near is not None

    # files --------------------------------------------------------------------------------------------
    def _issue(self, issue: Issue, formats: _Formats) -> None:
        self.found.issues.append(issue)
        if issue.code in _NO_FILE:
            return
        file = self._file(issue.path, formats)
        file.errors += issue.severity == "error"
        fields = issue.fields
        if issue.code in ("encoding-unconfirmed", "undecided-encoding"):
            file.candidates = list(fields.get("previews") or [])
            file.encoding = str(fields.get("encoding", ""))
            file.confidence = int(fields.get("confidence", 0))
        elif issue.code == "encoding-mended":
            file.encoding, file.confidence = str(fields["encoding"]), int(fields["confidence"])

    def _file(self, path: str, formats: _Formats) -> FileFound:
        file = self.found.files.get(path)
        if file is None:
            file = self.found.files[path] = FileFound(path, formats.of(path))
        return file


class _Formats:
    """What the files under one chosen path are read as."""

    def __init__(self, root: Path, format_name: str | None) -> None:
        self._root, self._given = str(root), format_name
        self._of_root = format_name or _format(root)

    def of(self, path: str) -> str:
        """The format of a file; in a folder of mixed texts each file has its own."""
        if self._given or path == self._root or self._of_root != "text":
            return self._of_root
        return "text" if path.lower().endswith(".txt") else _format(Path(path))


def _format(path: Path) -> str:
    try:
        return registry.reader_for(path).name
    except FormatError:
        return ""
