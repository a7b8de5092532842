"""brat's standoff form, read: each text in a ``.txt``, its annotations in an ``.ann`` of the same name.

Offsets are code points; what the browser of a brat server wrote for a text with emoji may count UTF-16, which is tried, and said.
Every span brings its text, which is compared. See ``brat_lines`` for the lines and ``brat_writing`` for the way out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotator.errors import FormatError
from annotator.formats.base import (
    MAX_TEXT,
    Incoming,
    Issue,
    ReadRelation,
    ReadSpan,
    Report,
    failure_code,
    read_bytes,
)
from annotator.formats.brat_lines import LINE_ENDS, Annotations, AnnReader, TextBound
from annotator.formats.encoding import decode
from annotator.formats.foreign import Aside
from annotator.formats.jsonl_check import LineCheck, is_plain
from annotator.formats.text_files import natural_key
from annotator.model.offsets import READINGS, Reading, reading_of

MAX_ANN = 64 * 1024 * 1024
MAX_KEPT = 1024 * 1024  # characters of a file whose own lines go along with the layer
_ACCEPTED = "utf-16"  # the one other way of counting that brat is known for
_SETTINGS = frozenset({"annotation.conf", "visual.conf", "tools.conf", "kb_shortcuts.conf", "acl.conf"})
Pair = tuple[Path | None, Path | None]


class BratReader:
    """Reads folders of .txt and .ann, or one of them."""

    name = "brat"
    suffixes: tuple[str, ...] = ("",)

    def sniff(self, path: Path, head: bytes) -> bool:
        if not path.is_dir():
            return path.suffix.lower() == ".ann"
        try:
            return next(path.rglob("*.ann"), None) is not None
        except OSError:
            return False

    def read(self, path: Path, report: Report) -> Iterator[Incoming]:
        if path.is_dir():
            for text, ann in _walk(path, report):
                yield from self._document(text, ann, path, report)
        else:
            text, ann = path.with_suffix(".txt"), path.with_suffix(".ann")
            there = ann if path == ann or ann.exists() else None
            yield from self._document(text if text.exists() else None, there, path.parent, report)

    def _document(
        self, text_path: Path | None, ann: Path | None, root: Path, report: Report
    ) -> Iterator[Incoming]:
        source = str(ann or text_path or root)
        if text_path is None:
            report(Issue("error", "ann-without-text", source))
            return
        try:
            text, encoding = _text(text_path)
        except FormatError as error:
            fields = {"reason": error.reason, "detail": error.detail}
            report(Issue("error", "unreadable", str(text_path), error.line, fields))
            return
        if encoding != "utf-8":
            report(
                Issue("info", "encoding-found", str(text_path), None, {"encoding": encoding, "reason": ""})
            )
        if not text.strip():
            report(Issue("warning", "empty-file", str(text_path)))
            return
        shown = text_path.relative_to(root).as_posix() if text_path.is_relative_to(root) else text_path.name
        item = Incoming(text, source, meta={"file": shown})
        if ann is not None:
            self._annotate(item, ann, report)
        if is_plain(item) or LineCheck(report, None).settle(item):
            yield item

    def _annotate(self, item: Incoming, ann: Path, report: Report) -> None:
        try:
            lines = read_bytes(ann, MAX_ANN).removeprefix(b"\xef\xbb\xbf").decode("utf-8")
        except FormatError as error:
            report(
                Issue("error", "unreadable", str(ann), None, {"reason": error.reason, "detail": error.detail})
            )
            return
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            report(Issue("error", "ann-not-utf-8", str(ann), line))
            return
        aside = Aside(str(ann), report)
        found = AnnReader(aside).read(lines)
        said: list[Issue] = []
        for bound in placed(item.text, found, str(ann), said.append, aside):
            item.spans += pieces(item.text, bound, aside)
        for issue in said:
            report(issue)
        if len(lines) <= MAX_KEPT and all(issue.code != "offsets-converted" for issue in said):
            item.kept["brat"] = lines
        for number, (id, head, tail, label) in enumerate(found.relations):
            item.relations.append(
                ReadRelation(found.end(head), found.end(tail), label, id or f"{label}.{number}")
            )
        aside.finish()


def _text(path: Path) -> tuple[str, str]:
    """The text as brat counts it: a byte order mark is a character of it."""
    data = read_bytes(path, MAX_TEXT)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        decoded = decode(data, str(path))
        return decoded.text, decoded.encoding


def _walk(folder: Path, report: Report) -> Iterator[Pair]:
    """Pairs of text and annotations, by name, folders after files' order. What is neither is named."""
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: natural_key(entry.name))
    except OSError as error:
        fields = {"reason": failure_code(error), "detail": error.strerror or ""}
        report(Issue("error", "unreadable", str(folder), None, fields))
        return
    pairs: dict[str, list[Path | None]] = {}
    folders = []
    for entry in entries:
        if entry.name.startswith((".", "~$")):
            report(Issue("info", "skipped-hidden", str(entry)))
        elif entry.is_dir():
            if entry.is_symlink():
                report(Issue("warning", "skipped-link", str(entry)))
            else:
                folders.append(entry)
        elif entry.suffix in (".txt", ".ann"):
            pairs.setdefault(entry.stem, [None, None])[entry.suffix == ".ann"] = entry
        elif entry.name not in _SETTINGS:
            report(Issue("info", "skipped-other-kind", str(entry), None, {"suffix": entry.suffix}))
    yield from ((text, ann) for text, ann in pairs.values())
    for inner in folders:
        yield from _walk(inner, report)


# Places against the text ------------------------------------------------------------------------------------------
def _fits(text: str, bound: TextBound, reading: Reading | None = None) -> bool:
    """Whether the fragments, joined by one space each, are what the line says."""
    said = _slice(text, bound, reading)
    return bool(said) and (said == bound.said or _as_spaces(said) == bound.said)


def _slice(text: str, bound: TextBound, reading: Reading | None = None) -> str:
    """The fragments' text joined by one space each; empty where one of them is no place in the text."""
    pieces = []
    for fragment in bound.fragments:
        start, end = fragment if reading is None else (reading(fragment[0]), reading(fragment[1]))
        if start is None or end is None or not 0 <= start < end <= len(text):
            return ""
        pieces.append(text[start:end])
    return " ".join(pieces)


def _as_spaces(said: str) -> str:
    """As some programs write a text that crosses lines: a space for each line end."""
    return LINE_ENDS.sub(lambda match: " " * len(match[0]), said)


def placed(text: str, found: Annotations, source: str, report: Report, aside: Aside) -> Iterator[TextBound]:
    """The text-bounds that hold; all of them converted where they all fit in UTF-16, the rest reported."""
    odd = [bound for bound in found.bounds.values() if _slice(text, bound) != bound.said or not bound.said]
    wrong = [bound for bound in odd if not _fits(text, bound)]
    for bound in odd if not wrong else ():
        aside.note("info", "line-ends-as-spaces", bound.line)
    if wrong:
        readings = {name: reading_of(text, name) for name in READINGS}
        accepted = readings[_ACCEPTED]
        if all(_fits(text, bound, accepted) for bound in found.bounds.values()):
            for bound in found.bounds.values():
                bound.fragments = [(accepted(a) or 0, accepted(b) or 0) for a, b in bound.fragments]
            fields = {"reading": _ACCEPTED, "count": len(found.bounds)}
            report(Issue("warning", "offsets-converted", source, None, fields))
            wrong = []
        for bound in wrong:
            start, end = bound.fragments[0][0], bound.fragments[-1][1]
            fitting = [name for name, reading in readings.items() if _fits(text, bound, reading)]
            fields = {
                "span": bound.id, "start": start, "end": end, "label": bound.label,
                "expected": bound.said[:80], "found": text[start:end][:80], "readings": fitting,
            }  # fmt: skip
            report(Issue("error", "span-text-differs", source, bound.line, fields))
    left = {bound.id for bound in wrong}
    yield from (bound for bound in found.bounds.values() if bound.id not in left)


def pieces(text: str, bound: TextBound, aside: Aside) -> list[ReadSpan]:
    """One span; or, where more than line ends lies between fragments, one for each with a note that joins them."""
    if len(bound.fragments) == 1 and not (bound.notes or bound.more):
        (start, end), *_ = bound.fragments
        return [ReadSpan(start, end, bound.label, bound.id, text[start:end], bound.attributes)]
    ranges: list[tuple[int, int]] = []
    for start, end in bound.fragments:
        if ranges and start >= ranges[-1][1] and not LINE_ENDS.sub("", text[ranges[-1][1] : start]):
            ranges[-1] = ranges[-1][0], end
        else:
            ranges.append((start, end))
    spans = []
    for number, (start, end) in enumerate(ranges, 1):
        part = [f"{bound.id}: {number}/{len(ranges)}"] if len(ranges) > 1 else []
        note = "\n".join([*part, *bound.notes, *filter(None, [bound.more.get("note", "")])])
        span = ReadSpan(
            start, end, bound.label, bound.id if number == 1 else f"{bound.id}.{number}", text[start:end]
        )
        span.attributes = {**bound.attributes, **bound.more.get("attributes", {})}
        span.note = note
        span.certainty = "unsure" if bound.more.get("certainty", "sure") != "sure" else "sure"
        span.origin = bound.more.get("origin", "")
        spans.append(span)
    if len(ranges) > 1:
        aside.note("warning", "discontinuous", bound.line)
    return spans
