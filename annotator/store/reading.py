"""What a project file holds, asked for by name: the reading half of ``Project``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw

from annotator.errors import Corrupt, InvalidScheme, UnknownAnnotator
from annotator.model.document import Document
from annotator.model.edit import LayerKey
from annotator.model.history import Step
from annotator.model.layer import Layer
from annotator.model.people import Annotator, Role
from annotator.model.scheme import LabelScheme
from annotator.store import documents, layers, search, steps
from annotator.store.connection import one_row, read_safely, rows, translated
from annotator.store.documents import QueueItem


class ProjectReader:
    """Every method raises StoreError where the file cannot be read or is damaged."""

    path: Path
    connection: apsw.Connection
    _scheme: LabelScheme | None = None

    def _one(self, query: str, *values: str | float) -> object:
        with read_safely(self.path):
            row = self.connection.execute(query, values).fetchone()
        return None if row is None else row[0]

    def scheme(self) -> LabelScheme:
        if self._scheme is None:
            body = self._one(
                "SELECT body FROM scheme WHERE version = (SELECT CAST(value AS INTEGER) FROM project WHERE key = 'scheme')"
            )
            with read_safely(self.path):
                try:
                    self._scheme = LabelScheme.from_dict(json.loads(str(body)), str(self.path))
                except InvalidScheme as error:
                    raise Corrupt(path=str(self.path), detail="scheme") from error
        return self._scheme

    def annotators(self) -> list[Annotator]:
        with read_safely(self.path):
            found = rows(self.connection, "SELECT id, name, role FROM annotator ORDER BY id")
            return [Annotator(id, name, Role(role)) for id, name, role in found]

    def annotator(self, id: str) -> Annotator:
        """Raises UnknownAnnotator."""
        for person in self.annotators():
            if person.id == id:
                return person
        raise UnknownAnnotator(annotator=id)

    def queue(self, annotator: str) -> list[QueueItem]:
        with read_safely(self.path):
            return documents.queue(self.connection, annotator)

    def queue_item(self, annotator: str, document: str) -> QueueItem:
        with read_safely(self.path):
            return documents.queue_item(self.connection, annotator, document)

    def document(self, id: str) -> Document:
        with read_safely(self.path):
            return documents.load(self.connection, id)

    def documents(self) -> Iterator[Document]:
        """Every document of the queue, in order."""
        with read_safely(self.path):
            for _, document in documents.every(self.connection):
                yield document

    def find_digest(self, digest: str) -> tuple[str, bool] | None:
        """(id, withdrawn) of the document with this text."""
        with read_safely(self.path):
            found = documents.find_digest(self.connection, digest)
        return None if found is None else found[1:]

    def has_document(self, id: str) -> bool:
        return self._one("SELECT 1 FROM document WHERE id = ?", id) is not None

    def layer(self, key: LayerKey) -> Layer:
        with read_safely(self.path):
            return layers.load(self.connection, key)

    def rows(
        self, annotator: str | None, after: int | None = None, to: int | None = None
    ) -> Iterator[tuple[Document, Layer | None]]:
        """Documents with one person's layers, or (None) with everybody's, in the order of the queue.

        ``after`` and ``to`` are numbers of documents (``nth_document``) between which to stay.
        """
        with read_safely(self.path):
            yield from layers.rows(self.connection, annotator, after, to)

    def nth_document(self, count: int) -> int:
        """The number of the document that ends the first ``count`` of the queue, which holds as many or more."""
        query = "SELECT num FROM document WHERE NOT withdrawn ORDER BY num LIMIT 1 OFFSET ?"
        return int(str(self._one(query, count - 1)))

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One state of the project for the length of the block: nobody can commit meanwhile. Raises StoreError."""
        with read_safely(self.path):
            self.connection.execute("BEGIN; SELECT 1 FROM project LIMIT 1")
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")

    def layer_owners(self) -> list[str]:
        """Who has layers, by id."""
        with read_safely(self.path):
            found = rows(self.connection, "SELECT DISTINCT annotator FROM layer WHERE num > 0 ORDER BY 1")
            return [id for (id,) in found]

    def workers(self) -> list[str]:
        """Who has marked or looked at anything, by id: not those whose layers hold facts alone."""
        query = """SELECT DISTINCT annotator FROM layer
            WHERE num > 0 AND (spans > 0 OR state <> 'new' OR reviewed_to > 0) ORDER BY 1"""
        with read_safely(self.path):
            return [id for (id,) in rows(self.connection, query)]

    def facts(self, kind: str) -> dict[str, Any]:
        """The project's own facts of a kind, by key (see ``model/facts.py``)."""
        with read_safely(self.path):
            found = rows(self.connection, "SELECT key, value FROM fact WHERE layer = 0 AND kind = ?", kind)
            return {key: json.loads(value) for key, value in found}

    def layer_facts(self, kind: str) -> Iterator[tuple[LayerKey, str, Any]]:
        """Facts of a kind in all layers of the documents in the queue: (layer, key, value)."""
        query = """SELECT d.id, l.annotator, f.key, f.value FROM fact f JOIN layer l ON l.num = f.layer
            JOIN document d ON d.num = l.document WHERE f.kind = ? AND NOT d.withdrawn ORDER BY d.num, l.num, f.key"""
        with read_safely(self.path):
            for document, annotator, key, value in list(rows(self.connection, query, kind)):
                yield LayerKey(document, annotator), key, json.loads(value)

    def changed_at(self) -> float:
        """Unix time of the last gesture: a backup made since holds all of them."""
        return float(str(self._one("SELECT coalesce(max(changed), 0) FROM layer")))

    def count_documents(self) -> int:
        return int(str(self._one("SELECT count(*) FROM document WHERE NOT withdrawn")))

    def sizes(self) -> tuple[int, int]:
        """Documents in the queue, and the code points of their texts."""
        with read_safely(self.path):
            query = "SELECT count(*), coalesce(sum(length), 0) FROM document WHERE NOT withdrawn"
            documents, characters = one_row(self.connection, query)
        return documents, characters

    def label_counts(self) -> dict[str, dict[str, int]]:
        """Spans by annotator and label, over the documents in the queue."""
        return self._counts("SELECT l.annotator, s.label, count(*) FROM span s", "GROUP BY 1, 2")

    def relation_counts(self) -> dict[str, int]:
        """Relations by annotator."""
        found = self._counts("SELECT l.annotator, '', count(*) FROM relation s", "GROUP BY 1")
        return {annotator: sum(counts.values()) for annotator, counts in found.items()}

    def _counts(self, head: str, tail: str) -> dict[str, dict[str, int]]:
        join = "JOIN layer l ON l.num = s.layer JOIN document d ON d.num = l.document WHERE NOT d.withdrawn"
        table: dict[str, dict[str, int]] = {}
        with read_safely(self.path):
            for annotator, label, count in rows(self.connection, f"{head} {join} {tail}"):
                table.setdefault(annotator, {})[label] = count
        return table

    def has_documents(self) -> bool:
        return self._one("SELECT 1 FROM document LIMIT 1") is not None

    def layer_annotators(self, document: str) -> list[str]:
        """Who has a layer on the document, by id."""
        query = """SELECT l.annotator FROM layer l JOIN document d ON d.num = l.document WHERE d.id = ? ORDER BY 1"""
        with read_safely(self.path):
            return [id for (id,) in self.connection.execute(query, (document,))]

    def search(self, words: str) -> list[str]:
        """Ids of documents that hold every word, folded; to be verified against their texts."""
        with read_safely(self.path):
            return list(search.candidates(self.connection, words))

    def next_undo(self, actor: str) -> Step | None:
        with read_safely(self.path):
            return steps.next_undo(self.connection, actor)

    def next_redo(self, actor: str) -> Step | None:
        with read_safely(self.path):
            return steps.next_redo(self.connection, actor)

    def marked_since(self, actor: str, moment: float) -> int:
        """How many spans a person has marked since ``moment`` (Unix time); what was undone does not count."""
        with translated(self.path):
            return steps.marked_since(self.connection, actor, moment)

    def marked_by_day(self, actor: str) -> dict[str, int]:
        """The same by day of the computer's clock (``2026-01-31``)."""
        with translated(self.path):
            return steps.marked_by_day(self.connection, actor)

    def steps_since(self, actor: str, moment: float) -> dict[str, int]:
        """How many steps of each name stand done since ``moment`` (Unix time)."""
        with translated(self.path):
            return steps.count_since(self.connection, actor, moment)

    def steps_by_day(self, actor: str) -> dict[str, dict[str, int]]:
        """How many steps of each name stand done, by day (``2026-11-22``, of this computer's clock)."""
        with translated(self.path):
            return steps.by_day(self.connection, actor)

    def step_size(self, step: int) -> int:
        """Bytes of log that undoing or redoing the step has to read: tells a tiny act from a long one."""
        return int(
            str(
                self._one(
                    "SELECT coalesce(sum(length(edits)), 0) FROM log WHERE step = ? AND act = 'do' AND origin = ''",
                    step,
                )
            )
        )

    def setting(self, key: str, default: str = "") -> str:
        value = self._one("SELECT value FROM setting WHERE key = ?", key)
        return default if value is None else str(value)
