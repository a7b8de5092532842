"""spaCy's DocBin (``.spacy``): shards that ``spacy train`` reads, and the way back for checking.

What lies where in the file is told in ``docs/formats/docbin.md``. spaCy is loaded when a file is written or read, never
before. Nothing is left out in silence: a span that does not align with tokens is decided upon (``Options``) or stops the
export with ``WouldLose``, and everything skipped, moved or left out of ``doc.ents`` is listed in the notes.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from annotator.errors import MalformedInput
from annotator.formats.docbin_types import (
    Action,
    Counts,
    ExportDocument,
    Note,
    Options,
    Range,
    StoredDocument,
    StoredSpan,
)
from annotator.model.alignment import Misaligned, Problem, Tokens
from annotator.model.flatten import flatten
from annotator.model.span import Span
from annotator.model.text import UNIT_PATTERN

if TYPE_CHECKING:
    from spacy.tokens import Doc, DocBin
    from spacy.tokens import Span as SpacySpan
    from spacy.vocab import Vocab

MAX_BYTES = 1 << 30
_CHUNK = 1 << 20
_BROKEN = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    AssertionError,
    zlib.error,
)


@dataclass(slots=True)
class Shard:
    """One file's worth of documents as bytes, with what there is to say about it.

    ``stopped`` holds the spans for which the choice was ``stop``; where it is not empty the bytes must not be kept.
    """

    data: bytes = b""
    counts: Counts = field(default_factory=Counts)
    notes: list[Note] = field(default_factory=list)
    stopped: list[Note] = field(default_factory=list)


class _Placed(NamedTuple):
    """A span as it goes into the file, and its tokens."""

    span: Span
    first: int
    last: int


# Writing --------------------------------------------------------------------------------------------------
def build_shard(documents: Iterable[ExportDocument], options: Options) -> Shard:
    """The documents as one DocBin, in the order given. The same documents and options give the same bytes."""
    from spacy.tokens import DocBin

    vocab = fresh_vocab()  # what an earlier shard held must not pile up in memory
    tokenize = make_tokenizer(vocab)
    shard = Shard()
    store = DocBin(store_user_data=True)
    words: set[int] = set()
    for document in documents:
        doc = tokenize(document.text)
        _Builder(document, doc, options, shard).fill()
        _add(store, doc, words)
    for word in words:
        lexeme = vocab[word]
        store.strings.add(lexeme.orth_)
        store.strings.add(lexeme.norm_)
    store.strings.add("")
    shard.data = store.to_bytes()
    return shard


def fresh_vocab() -> Vocab:
    """That of ``spacy.blank("xx")``, without the tenth of a second that the pipeline around it takes."""
    from spacy.lang.xx import MultiLanguage
    from spacy.vocab import create_vocab

    made: Vocab = create_vocab("xx", MultiLanguage.Defaults)
    return made


def make_tokenizer(vocab: Vocab) -> Callable[[str], Doc]:
    """spaCy's own tokenizer, cutting at our units and nowhere else (see ``resources/spacy/syllable_tokenizer.py``)."""
    tokenizer: Any = import_module("spacy.tokenizer")
    made: Callable[[str], Doc] = tokenizer.Tokenizer(
        vocab, rules={}, infix_finditer=re.compile(UNIT_PATTERN).finditer
    )
    return made


def _add(store: DocBin, doc: Doc, words: set[int]) -> None:
    """What ``DocBin.add`` does, without what takes most of its time: asking each token for nine strings, and srsly's
    search through all installed packages at every call.

    The caller adds the strings of ``words`` at the end, once each. A test holds the bytes against those of ``add``.
    """
    tokens = doc.to_array([*store.attrs])
    words.update(tokens[:, 0].tolist())  # DocBin puts ORTH first
    store.tokens.append(tokens)
    store.spaces.append(doc.to_array(["SPACY"]).reshape((len(doc), 1)).astype(bool))
    store.flags.append({"has_unknown_spaces": doc.has_unknown_spaces})
    store.cats.append(doc.cats)
    store.user_data.append(msgspec.msgpack.encode(doc.user_data))
    store.span_groups.append(doc.spans.to_bytes())
    for group in doc.spans.values():
        for span in group:
            store.strings.add(span.label_)
            store.strings.add(span.id_)


class _Builder:
    """Fills one Doc from one document and keeps the accounts."""

    def __init__(self, document: ExportDocument, doc: Doc, options: Options, shard: Shard) -> None:
        self.document, self.doc, self.options, self.shard = document, doc, options, shard
        places = doc.to_array(["IDX", "LENGTH"])
        self.starts: list[int] = places[:, 0].tolist()
        self.ends: list[int] = places.sum(axis=1).tolist()
        self.alignment: dict[str, dict[str, Any]] = {}

    @cached_property
    def tokens(self) -> Tokens:
        return Tokens(self.document.text)

    def fill(self) -> None:
        document, doc = self.document, self.doc
        placed = [found for span in document.spans if (found := self._place(span)) is not None]
        marked = self._spans(placed)
        doc.spans[self.options.key] = list(marked.values())
        entities = self._entities(placed, marked)
        if len(doc) and self.options.entity_labels != frozenset():  # else every token stays missing
            doc.set_ents(entities, missing=self._missing(entities), default="outside")
        doc.user_data.update(self._data())
        counts = self.shard.counts
        counts.documents += 1
        counts.tokens += len(doc)
        counts.spans += len(document.spans)
        counts.stored += len(placed)
        counts.labels.update(p.span.label for p in placed)
        counts.lengths.update(p.last - p.first for p in placed)

    def _spans(self, placed: Sequence[_Placed]) -> dict[str, SpacySpan]:
        from spacy.tokens import Span as SpacySpan

        doc = self.doc
        return {s.id: SpacySpan(doc, first, last, label=s.label, span_id=s.id) for s, first, last in placed}

    def _place(self, span: Span) -> _Placed | None:
        """The span and its tokens; where it does not align, moved as chosen, or None where it is skipped."""
        text = self.document.text
        first, last = bisect_left(self.starts, span.start), bisect_left(self.ends, span.end)
        if (
            first <= last < len(self.ends)
            and self.starts[first] == span.start
            and self.ends[last] == span.end
            and not text[span.start].isspace()
            and not text[span.end - 1].isspace()
        ):
            return _Placed(span, first, last + 1)
        wrong = self.tokens.check(span)
        assert wrong is not None, span
        return self._move(wrong)

    def _move(self, wrong: Misaligned) -> _Placed | None:
        span = wrong.span
        action = Action(
            self.options.each.get((self.document.id, self.document.layer, span.id), self.options.misaligned)
        )
        target = {Action.EXPAND: wrong.expand, Action.CONTRACT: wrong.contract}.get(action)
        if action is Action.STOP:
            self.shard.stopped.append(self._note(wrong, action, None))
        elif target is None:
            action = Action.SKIP
        self.shard.notes.append(self._note(wrong, action, target))
        self.alignment[span.id] = {"action": action.value, "start": None, "end": None}
        if target is None:
            self.shard.counts.skipped += 1
            return None
        start, end = target
        self.shard.counts.moved += 1
        self.alignment[span.id] = {"action": action.value, "start": start, "end": end}
        moved = span._replace(start=start, end=end)
        return _Placed(moved, bisect_left(self.starts, start), bisect_left(self.ends, end) + 1)

    def _note(self, wrong: Misaligned, action: Action, target: Range | None) -> Note:
        span, base = wrong.span, self.document.base
        new_start, new_end = (None, None) if target is None else (target[0] + base, target[1] + base)
        outside = Problem.OUTSIDE in wrong.problems
        return Note(
            "misaligned", self.document.id, self.document.layer, span.id, span.label, span.start + base, span.end + base,
            "" if outside else self.document.text[span.start : span.end],
            tuple(problem.value for problem in wrong.problems),
            _shifted(wrong.expand, base), _shifted(wrong.contract, base), action.value, new_start, new_end,
        )  # fmt: skip

    def _entities(self, placed: Sequence[_Placed], marked: dict[str, SpacySpan]) -> list[SpacySpan]:
        document, counts, wanted = self.document, self.shard.counts, self.options.entity_labels
        allowed = [p.span for p in placed if wanted is None or p.span.label in wanted]
        chosen = flatten(allowed)
        for lost in chosen.left_out:
            loser, winner = lost.span, lost.winner
            text = document.text[loser.start : loser.end]
            start, end = loser.start + document.base, loser.end + document.base
            note = Note(
                "nested",
                document.id,
                document.layer,
                loser.id,
                loser.label,
                start,
                end,
                text,
                winner=winner.id,
            )
            self.shard.notes.append(note)
        counts.not_entities += len(placed) - len(allowed)
        counts.nested += len(chosen.left_out)
        counts.entities += len(chosen.kept)
        return [marked[span.id] for span in chosen.kept]

    def _missing(self, entities: Sequence[SpacySpan]) -> list[SpacySpan]:
        """Stretches of tokens that nobody looked at and that no entity covers."""
        from spacy.tokens import Span as SpacySpan

        unknown = bytearray(b"\x01") * len(self.doc)
        for start, end in self.document.reviewed:
            first, last = bisect_left(self.starts, start), bisect_right(self.ends, end)
            unknown[first:last] = bytes(max(0, last - first))
        for entity in entities:
            unknown[entity.start : entity.end] = bytes(entity.end - entity.start)
        if 1 not in unknown:
            return []
        return [SpacySpan(self.doc, first, last) for first, last in _runs(unknown)]

    def _data(self) -> dict[str, Any]:
        document = self.document
        return {
            "id": document.id,
            "title": document.title,
            "base": document.base,
            "layer": document.layer,
            "state": str(document.state),
            "meta": dict(document.meta),
            "labels": dict(document.labels),
            "reviewed": [list(r) for r in document.reviewed],
            "spans": {span.id: _span_data(span) for span in document.spans},
            "relations": [relation._asdict() for relation in document.relations],
            "alignment": self.alignment,
        }


def _span_data(span: Span) -> dict[str, Any]:
    """The span as it was annotated, whatever became of it in ``doc.spans``."""
    return {
        "start": span.start, "end": span.end, "label": span.label, "attributes": dict(span.attributes),
        "note": span.note, "certainty": span.certainty, "origin": span.origin,
    }  # fmt: skip


def _shifted(found: Range | None, base: int) -> Range | None:
    return None if found is None else (found[0] + base, found[1] + base)


def _runs(flags: Sequence[int]) -> Iterator[Range]:
    """(first, last + 1) of every unbroken run of true flags."""
    for flag, group in groupby(range(len(flags)), key=lambda index: bool(flags[index])):
        if flag:
            run = list(group)
            yield run[0], run[-1] + 1


# Reading --------------------------------------------------------------------------------------------------
def read_docbin(path: Path, *, max_bytes: int = MAX_BYTES, key: str = "sc") -> Iterator[StoredDocument]:
    """The documents of a ``.spacy`` file, one after the other.

    Raises MalformedInput for a file that is no DocBin (``not-docbin``), or that is or unpacks to more than
    ``max_bytes`` (``too-large``); a small file can unpack to gigabytes, so that is found out before it is done.
    """
    from spacy.tokens import DocBin

    data = _checked(path, max_bytes)
    vocab = fresh_vocab()
    try:
        docs = DocBin(store_user_data=True).from_bytes(data).get_docs(vocab)
        for doc in docs:
            yield _stored(doc, key)
    except _BROKEN as error:
        raise _malformed(path, "not-docbin", f"{type(error).__name__}: {error}"[:300]) from error


def _checked(path: Path, max_bytes: int) -> bytes:
    """The bytes of the file, once it is known that they unpack to at most ``max_bytes``."""
    if path.stat().st_size > max_bytes:
        raise _malformed(path, "too-large", str(max_bytes))
    data = path.read_bytes()
    unpacker = zlib.decompressobj()
    size, rest = 0, data
    try:
        while rest and not unpacker.eof:
            size += len(unpacker.decompress(rest, _CHUNK))
            rest = unpacker.unconsumed_tail
            if size > max_bytes:
                raise _malformed(path, "too-large", str(max_bytes))
    except zlib.error as error:
        raise _malformed(path, "not-docbin", str(error)) from error
    return data


def _malformed(path: Path, reason: str, detail: str) -> MalformedInput:
    return MalformedInput(path=str(path), line=None, column=None, reason=reason, detail=detail)


def _stored(doc: Doc, key: str) -> StoredDocument:
    starts = [token.idx for token in doc]
    known = [bool(code) for code in doc.to_array(["ENT_IOB"]).ravel().tolist()]
    return StoredDocument(
        id=str(doc.user_data.get("id", "")),
        text=doc.text,
        spans=tuple(map(_stored_span, doc.spans[key])) if key in doc.spans else (),
        entities=tuple(map(_stored_span, doc.ents)),
        known=tuple((starts[a], starts[b - 1] + len(doc[b - 1])) for a, b in _runs(known)),
        data=dict(doc.user_data),
    )


def _stored_span(span: SpacySpan) -> StoredSpan:
    return StoredSpan(span.id_, span.start_char, span.end_char, span.label_)
