"""Writer: what may be written inside one transaction. The log first, then the projection, then the undo line."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import apsw

from annotator.errors import AnnotatorExists, ChangedSince, Corrupt, UnknownDocument
from annotator.model.edit import (
    AnnotatorAdded,
    AnnotatorRemoved,
    DocumentAdded,
    DocumentWithdrawn,
    Edit,
    FactSet,
    LayerKey,
    SchemeReplaced,
    inverse,
)
from annotator.model.history import PROJECT, Act, KeyedEdit, Step
from annotator.model.layer import EditConflict
from annotator.model.people import Annotator
from annotator.model.scheme import LabelScheme
from annotator.store import documents, layers, log, steps
from annotator.store.connection import one_row
from annotator.store.fresh import FreshDocument, FreshLayer, span_rows
from annotator.store.scheme_use import added_label_in_use


class Writer:
    """Made by ``Project.writing``. A gesture may be written in parts (``begin_step``, then ``append`` again and again)."""

    def __init__(self, connection: apsw.Connection, path: Path, project: str) -> None:
        self.connection = connection
        self.now = time.time()
        self.scheme_changed = False
        self._path = str(path)
        self._project = project

    def start(self, layer: int) -> None:
        """Give a fresh layer row 0 the hash its log starts from."""
        head = log.genesis(self._project, PROJECT)
        self.connection.execute("UPDATE layer SET head = ? WHERE num = ?", (head, layer))

    # gestures -----------------------------------------------------------------------------------------
    def gesture(self, name: str, actor: str, edits: Sequence[KeyedEdit]) -> int:
        """One undo step with all its edits; returns its id."""
        step = self.begin_step(name, actor)
        self.append_all(step, Act.DO, actor, name, edits)
        return step

    def begin_step(self, name: str, actor: str) -> int:
        return steps.begin(self.connection, actor, name, self.now)

    def act(self, step: Step, act: Act) -> list[KeyedEdit]:
        """Undo or redo ``step``: append its edits, inverted in reverse order for an undo."""
        rows = log.edits_of_step(self.connection, step.id)
        keys = self._keys(num for num, _ in rows)
        keyed: list[KeyedEdit] = [(keys[num], edit) for num, edits in rows for edit in edits]
        if act is Act.UNDO:
            keyed = [(key, inverse(edit)) for key, edit in reversed(keyed)]
        self.append_all(step.id, act, step.actor, step.name, keyed)
        self._check_nothing_hidden(step, keyed)
        steps.mark(self.connection, step.id, act)
        return keyed

    def _check_nothing_hidden(self, step: Step, edits: Sequence[KeyedEdit]) -> None:
        """Raises ChangedSince where somebody's work would be left on a withdrawn document, without its person or label."""
        found = None
        for document in {key.document or getattr(edit, "document", "") for key, edit in edits} - {""}:
            found = found or layers.hidden_work(self.connection, document)
        stay = {edit.id for _, edit in edits if isinstance(edit, AnnotatorAdded)}  # another role or name
        for _, edit in edits:
            if isinstance(edit, AnnotatorRemoved) and edit.id not in stay:
                found = found or layers.work_of(self.connection, edit.id)
            if isinstance(edit, SchemeReplaced):  # a label that goes again, and that somebody has used
                found = found or added_label_in_use(self.connection, *edit)
        if found is not None:
            raise ChangedSince(step=step.name, document=found.document, annotator=found.annotator)

    def append_all(self, step: int, act: Act, actor: str, name: str, edits: Iterable[KeyedEdit]) -> None:
        """Append edits of several layers: one log row for each run of edits of the same layer."""
        run: list[Edit] = []
        current: LayerKey | None = None
        for key, edit in edits:
            if key != current and run and current is not None:
                self.append(step, act, actor, name, current, run)
                run = []
            current = key
            run.append(edit)
        if run and current is not None:
            self.append(step, act, actor, name, current, run)

    def append(
        self, step: int, act: Act, actor: str, name: str, key: LayerKey, edits: Sequence[Edit]
    ) -> None:
        """One log row, and its edits carried over to the projection."""
        num, seq, head = self._layer(key)
        body = log.encode_edits(edits)
        seq += 1
        facts = (seq, step, act.value, actor, name, self.now, body)
        digest = log.row_hash(head, facts)
        self.connection.execute(
            "INSERT INTO log (layer, seq, step, act, actor, name, time, edits, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (num, *facts, digest),
        )
        self.connection.execute(
            "UPDATE layer SET seq = ?, head = ?, changed = ? WHERE num = ?", (seq, digest, self.now, num)
        )
        try:
            if num:
                layers.project(self.connection, num, edits)
            else:
                for edit in edits:
                    self._carry_over(edit)
        except EditConflict as error:
            if act is Act.DO:  # planned against what is in the file: then the file is not what it was
                raise Corrupt(path=self._path, detail=str(error)[:200]) from error
            where = {"reason": "project"} if key == PROJECT else {}
            raise ChangedSince(step=name, document=key.document, annotator=key.annotator, **where) from error

    def _layer(self, key: LayerKey) -> tuple[int, int, bytes]:
        """(number, last sequence, head hash) of the layer; a new row where it is touched for the first time."""
        if key == PROJECT:
            seq, head = one_row(self.connection, "SELECT seq, head FROM layer WHERE num = 0")
            return 0, seq, head
        row = self.connection.execute(
            "SELECT num, seq, head FROM layer WHERE document = (SELECT num FROM document WHERE id = ?) AND annotator = ?",
            tuple(key),
        ).fetchone()
        if row is not None:
            return row[0], row[1], row[2]
        return self.new_layer(documents.number(self.connection, key.document), key)

    def new_layer(self, document: int, key: LayerKey) -> tuple[int, int, bytes]:
        head = log.genesis(self._project, key)
        self.connection.execute(
            "INSERT INTO layer (document, annotator, head) VALUES (?, ?, ?)", (document, key.annotator, head)
        )
        return self.connection.last_insert_rowid(), 0, head

    def _keys(self, nums: Iterable[int]) -> dict[int, LayerKey]:
        keys = {0: PROJECT}
        query = "SELECT d.id, l.annotator FROM layer l JOIN document d ON d.num = l.document WHERE l.num = ?"
        for num in set(nums) - {0}:
            keys[num] = LayerKey(*one_row(self.connection, query, num))
        return keys

    # the project's own edits --------------------------------------------------------------------------
    def put_document(self, document: FreshDocument) -> int:
        """Store a new text; it shows in the queue once DocumentAdded is appended. Returns its number."""
        return documents.insert(self.connection, document, self.now)

    def fill_layer(
        self, step: int, actor: str, name: str, key: LayerKey, document: int, layer: FreshLayer
    ) -> None:
        """The first log row of a layer that does not exist yet, with all its rows: the way nearly every import goes."""
        facts = (1, step, Act.DO.value, actor, name, self.now, layer.edits)
        digest = log.row_hash(log.genesis(self._project, key), facts)
        self.connection.execute(
            "INSERT INTO layer (document, annotator, state, reason, reviewed_to, reviewed, labels, spans, changed, seq, head)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
            (document, key.annotator, *layer[1:6], layer.spans, self.now, digest),
        )
        num = self.connection.last_insert_rowid()
        self.connection.execute(
            "INSERT INTO log (layer, seq, step, act, actor, name, time, edits, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (num, *facts, digest),
        )
        layers.insert_rows(self.connection, num, span_rows(layer), layer.relations)
        if layer.facts:
            query = "INSERT INTO fact (layer, kind, key, value) VALUES (?, ?, ?, ?)"
            self.connection.executemany(query, [(num, *fact) for fact in layer.facts])

    def put_scheme(self, scheme: LabelScheme) -> None:
        """Store a scheme; it is in force once SchemeReplaced is appended."""
        body = json.dumps(scheme.to_dict(), ensure_ascii=False)
        self.connection.execute("INSERT INTO scheme (version, body) VALUES (?, ?)", (scheme.version, body))

    @staticmethod
    def scheme_edit(before: int, after: int) -> KeyedEdit:
        return PROJECT, SchemeReplaced(before, after)

    @staticmethod
    def person_edit(person: Annotator) -> KeyedEdit:
        return PROJECT, AnnotatorAdded(person.id, person.name, person.role.value)

    def _carry_over(self, edit: Edit) -> None:
        match edit:
            case DocumentAdded(document, digest) | DocumentWithdrawn(document, digest):
                withdrawn = int(isinstance(edit, DocumentWithdrawn))
                query = "UPDATE document SET withdrawn = ? WHERE id = ? AND digest = ?"
                self.connection.execute(query, (withdrawn, document, digest))
                if self.connection.changes() != 1:
                    raise UnknownDocument(document=document)
            case AnnotatorAdded(id, name, role):
                query = "INSERT INTO annotator (id, name, role) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING"
                self.connection.execute(query, (id, name, role))
                if self.connection.changes() != 1:
                    raise AnnotatorExists(annotator=id)
            case AnnotatorRemoved(id, name, role):
                query = "DELETE FROM annotator WHERE id = ? AND name = ? AND role = ?"
                self.connection.execute(query, (id, name, role))
                if self.connection.changes() != 1:
                    raise EditConflict(edit)
            case SchemeReplaced(before, after):
                row = self.connection.execute("SELECT value FROM project WHERE key = 'scheme'").fetchone()
                if before != (int(row[0]) if row else 0):
                    raise EditConflict(edit)
                self.connection.execute("INSERT OR REPLACE INTO project VALUES ('scheme', ?)", (str(after),))
                self.scheme_changed = True
            case FactSet():
                self._set_fact(edit)
            case _:
                raise Corrupt(path=self._path, detail=f"{type(edit).__name__} in the project's log")

    def _set_fact(self, edit: FactSet) -> None:
        try:
            self.connection.execute(*layers.fact_statement(0, edit))
        except apsw.ConstraintError as error:
            raise EditConflict(edit) from error
        if self.connection.changes() != 1:
            raise EditConflict(edit)
