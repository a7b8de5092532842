"""The doctor: everything that must hold in a project file, checked against the file itself. It changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import apsw

from annotator.errors import InvalidScheme
from annotator.model.edit import (
    AnnotatorAdded,
    AnnotatorRemoved,
    DocumentAdded,
    DocumentWithdrawn,
    Edit,
    FactSet,
    LayerKey,
    SchemeReplaced,
)
from annotator.model.history import PROJECT, Act
from annotator.model.layer import EditConflict, Layer, set_fact
from annotator.model.scheme import LabelScheme
from annotator.model.text import count_paragraphs
from annotator.store import layers, log
from annotator.store.connection import one_row, read_safely, rows
from annotator.store.project import Project

ProgressFunction = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold. ``code`` is stable; ``where`` names the document and annotator."""

    code: str
    where: str = ""
    fields: dict[str, Any] = field(default_factory=dict)


def check(project: Project, progress: ProgressFunction | None = None) -> list[Finding]:
    """Integrity, hash chains, log against projection, texts, offsets, labels, steps. Empty where all is well."""
    with read_safely(project.path):
        return list(_Doctor(project, progress).findings())


class _Doctor:
    def __init__(self, project: Project, progress: ProgressFunction | None) -> None:
        self.connection: apsw.Connection = project.connection
        self.uuid = project.uuid
        self.progress = progress
        self.acts: dict[int, list[tuple[Act, str, str]]] = {}
        self.broken: set[LayerKey] = (
            set()
        )  # layers whose log is not whole: what it comes to cannot be compared

    def findings(self) -> Iterator[Finding]:
        verdicts = [row[0] for row in self.connection.execute("PRAGMA integrity_check(20)")]
        if verdicts != ["ok"]:
            for verdict in verdicts:
                yield Finding("file-damaged", fields={"detail": verdict})
            return
        for row in self.connection.execute("PRAGMA foreign_key_check"):
            yield Finding("dangling-row", fields={"table": row[0], "row": row[1]})
        known = yield from self._scheme_labels()
        yield from self._project_log()
        total = one_row(self.connection, "SELECT count(*) FROM document")[0]
        query = "SELECT num, id, digest, length, paragraphs, text FROM document LEFT JOIN document_text USING (num) ORDER BY num"
        for done, row in enumerate(rows(self.connection, query)):
            yield from self._document(*row, known=known)
            if self.progress is not None and done % 50 == 0:
                self.progress(done, total)
        yield from self._steps()

    def _scheme_labels(self) -> Generator[Finding, None, frozenset[str]]:  # the labels of the scheme in force
        version = self.connection.execute("SELECT value FROM project WHERE key = 'scheme'").fetchone()
        query = "SELECT body FROM scheme WHERE version = ?"
        row = self.connection.execute(query, (int(version[0]),)).fetchone() if version else None
        if row is None:
            yield Finding("scheme-missing")
            return frozenset()
        try:
            return LabelScheme.from_dict(json.loads(row[0])).label_ids
        except (InvalidScheme, ValueError):
            yield Finding("scheme-invalid")
            return frozenset()

    def _chain(
        self, num: int, key: LayerKey, where: str
    ) -> Generator[Finding, None, list[Edit]]:  # its edits in order
        root = log.root_of(self.connection, self.uuid, num, key)
        before = log.genesis(self.uuid, key._replace(annotator=root))
        edits: list[Edit] = []
        expected = 0
        for row in log.rows_of(self.connection, num):
            expected += 1
            if row.seq != expected:
                yield Finding("log-gap", where, {"expected": expected, "found": row.seq})
                expected = row.seq
                self.broken.add(key)
            elif log.row_hash(before, row[:7]) != row.hash:
                yield Finding("log-hash", where, {"seq": row.seq})
            before = row.hash
            acts = self.acts.setdefault(row.step, []) if not row.origin else []
            if not acts or acts[-1][0] is not row.act:
                acts.append((row.act, row.actor, row.name))
            try:
                edits.extend(log.decode_edits(row.edits))
            except ValueError:
                yield Finding("log-unreadable", where, {"seq": row.seq})
                self.broken.add(key)
        seq, head = one_row(self.connection, "SELECT seq, head FROM layer WHERE num = ?", num)
        if (seq, head) != (expected, before):
            yield Finding("log-head", where, {"seq": seq, "found": expected})
        return edits

    def _project_log(self) -> Iterator[Finding]:
        edits = yield from self._chain(0, PROJECT, "project")
        if PROJECT in self.broken:
            return
        shown, people, scheme, facts = _project_said(edits)
        query = "SELECT id, NOT withdrawn, digest FROM document"
        stored = {id: (bool(there), digest) for id, there, digest in self.connection.execute(query)}
        for id in sorted(set(stored) | set(shown)):
            if stored.get(id) != shown.get(id):
                yield Finding("document-differs", id)
        if people != set(self.connection.execute("SELECT id, name, role FROM annotator").fetchall()):
            yield Finding("annotators-differ")
        if facts != {
            (kind, key): json.loads(value)
            for kind, key, value in self.connection.execute(
                "SELECT kind, key, value FROM fact WHERE layer = 0"
            )
        }:
            yield Finding("facts-differ")
        in_force = self.connection.execute("SELECT value FROM project WHERE key = 'scheme'").fetchone()
        if in_force != (str(scheme),):
            yield Finding("scheme-differs")

    def _document(
        self,
        num: int,
        id: str,
        digest: str,
        length: int,
        count: int,
        body: bytes | None,
        *,
        known: frozenset[str],
    ) -> Iterator[Finding]:
        if not isinstance(body, bytes) or hashlib.sha256(body).hexdigest() != digest:
            yield Finding("text-differs", id)
            return
        text = body.decode()
        if (length, count) != (len(text), count_paragraphs(text)):
            yield Finding("text-length", id)
        query = "SELECT num, annotator, spans, reviewed FROM layer WHERE document = ? ORDER BY num"
        for layer, annotator, *counts in list(rows(self.connection, query, num)):
            yield from self._layer(layer, LayerKey(id, annotator), counts, text, known)

    def _layer(
        self, num: int, key: LayerKey, counts: list[int], text: str, known: frozenset[str]
    ) -> Iterator[Finding]:
        where = f"{key.document} · {key.annotator}"
        edits = yield from self._chain(num, key, where)
        replayed, stored = Layer(key), Layer(key)
        try:
            for edit in edits if key not in self.broken else ():
                replayed.apply(edit)
        except EditConflict as error:
            yield Finding("log-contradicts", where, {"detail": str(error)[:200]})
            return
        with suppress(ValueError):  # a value that cannot be read is not what the log says
            layers.fill(self.connection, num, stored)
        right = [len(stored.spans), layers.reviewed_paragraphs(text, stored.reviewed_to)]
        if counts != right or (replayed != stored and key not in self.broken):
            yield Finding(
                "projection-differs", where, {"log": len(replayed.spans), "stored": len(stored.spans)}
            )
        yield from self._contents(stored, where, text, known)

    @staticmethod
    def _contents(stored: Layer, where: str, text: str, known: frozenset[str]) -> Iterator[Finding]:
        for span in stored.spans.values():
            place = {"span": span.id, "start": span.start, "end": span.end, "label": span.label}
            if span.end > len(text):
                yield Finding("span-outside", where, place)
            elif text[span.start : span.end].isspace():
                yield Finding("span-blank", where, place)
            if span.label not in known:
                yield Finding("unknown-label", where, place)
        for relation in stored.relations.values():
            if relation.head not in stored.spans or relation.tail not in stored.spans:
                yield Finding("relation-dangling", where, {"relation": relation.id})

    def _steps(self) -> Iterator[Finding]:
        for id, actor, name, state in list(
            rows(self.connection, "SELECT id, actor, name, state FROM step ORDER BY id")
        ):
            acts = self.acts.pop(id, [])
            if not acts or acts[0][0] is not Act.DO or any(act[1:] != (actor, name) for act in acts):
                yield Finding("step-differs", fields={"step": id})
                continue
            undone = self._last_act(id) is Act.UNDO
            if undone != (state != "done"):
                yield Finding("step-state", fields={"step": id, "state": state})
        for id in self.acts:
            yield Finding("step-missing", fields={"step": id})

    def _last_act(self, step: int) -> Act:
        return Act(
            one_row(
                self.connection,
                "SELECT act FROM log WHERE step = ? AND origin = '' ORDER BY num DESC LIMIT 1",
                step,
            )[0]
        )


def _project_said(
    edits: list[Edit],
) -> tuple[dict[str, tuple[bool, str]], set[tuple[str, str, str]], int, dict[tuple[str, str], Any]]:
    """What the project's log comes to: documents (shown, digest), people, the version of the scheme, facts."""
    shown: dict[str, tuple[bool, str]] = {}
    people: set[tuple[str, str, str]] = set()
    facts: dict[tuple[str, str], Any] = {}
    scheme = 0
    for edit in edits:
        match edit:
            case DocumentAdded(document, digest) | DocumentWithdrawn(document, digest):
                shown[document] = isinstance(edit, DocumentAdded), digest
            case AnnotatorAdded():
                people.add((edit.id, edit.name, edit.role))
            case AnnotatorRemoved():
                people.discard((edit.id, edit.name, edit.role))
            case SchemeReplaced(_, after):
                scheme = after
            case FactSet():
                set_fact(facts, edit)
    return shown, people, scheme, facts
