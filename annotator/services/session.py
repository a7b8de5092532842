"""Session: an open project and the person working in it. Every gesture, its undo and its redo go through here.

The session belongs to one thread. A change is on disk before listeners hear of it.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from annotator.errors import Busy, NothingToRedo, NothingToUndo, ReadOnly, StoreError
from annotator.model.assignment import Assignment
from annotator.model.document import Document
from annotator.model.edit import LayerKey
from annotator.model.facts import fact_edit
from annotator.model.history import PROJECT, Act, KeyedEdit, Step
from annotator.model.layer import Layer
from annotator.model.people import Annotator, Role
from annotator.model.scheme import LabelScheme
from annotator.services.assignments import assigned_to
from annotator.services.change import Change
from annotator.services.commands import Command
from annotator.store.backups import Backup, back_up, last_backup
from annotator.store.documents import QueueItem
from annotator.store.project import Project

Listener = Callable[[Change], None]
KEPT_LAYERS = 4
LARGE_STEP = 50_000  # bytes of log; undoing more than this is work for a job
BACKUP_SECONDS = 30 * 60


def who_works(project: Project) -> Annotator:
    """Whoever worked in the project last, or made it; else the first of its people."""
    people = [person for person in project.annotators() if person.role is not Role.MODEL]
    last = project.setting("annotator")
    return next((p for p in people if p.id == last), people[0] if people else Annotator("me", "me"))


class Session:
    """Open with ``Session.open`` or ``Session.create``."""

    def __init__(self, project: Project, annotator: Annotator) -> None:
        self.project = project
        self._annotator = annotator
        self._person_read = True
        self._listeners: list[Listener] = []
        self._layers: OrderedDict[LayerKey, Layer] = OrderedDict()
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._next_steps: dict[Act, Step | None] = {}
        self._held = False
        self._worked_since_backup = False
        self._backup_due = time.monotonic() + BACKUP_SECONDS

    @classmethod
    def open(cls, path: Path, *, annotator: str | None = None, read_only: bool = False) -> Session:
        """Raises StoreError, UnknownAnnotator. Without ``annotator`` the person who worked last goes on."""
        project = Project.open(path, read_only=read_only)
        try:
            return cls(project, project.annotator(annotator) if annotator else who_works(project))
        except BaseException:
            project.close()
            raise

    @classmethod
    def create(
        cls, path: Path, scheme: LabelScheme, annotator: Annotator, others: Iterable[Annotator] = ()
    ) -> Session:
        """A new project with its first people. Raises StoreError."""
        session = cls(Project.create(path, scheme, [annotator, *others]), annotator)
        session.set_setting("annotator", annotator.id)
        return session

    def close(self) -> None:
        self._listeners.clear()
        self.project.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # what there is ------------------------------------------------------------------------------------
    @property
    def path(self) -> Path:
        return self.project.path

    @property
    def read_only(self) -> bool:
        return self.project.read_only

    @property
    def held(self) -> bool:
        """A job has the project to itself; until it ends, nothing may be read or written here."""
        return self._held

    @property
    def saved_at(self) -> float | None:
        return self.project.saved_at

    @property
    def scheme(self) -> LabelScheme:
        return self.project.scheme()

    @property
    def annotator(self) -> Annotator:
        if not self._person_read and not self._held:
            self._read_person()
        return self._annotator

    def annotators(self) -> list[Annotator]:
        return self.project.annotators()

    def key(self, document: str) -> LayerKey:
        return LayerKey(document, self._annotator.id)

    def queue(self) -> list[QueueItem]:
        self._check_free()
        return self.project.queue(self._annotator.id)

    def queue_item(self, document: str) -> QueueItem:
        self._check_free()
        return self.project.queue_item(self._annotator.id, document)

    def assigned(self) -> dict[str, Assignment] | None:
        """The current person's assignments by document; None where nothing is assigned to anybody."""
        self._check_free()
        return assigned_to(self.project, self._annotator.id)

    def document(self, id: str) -> Document:
        """Raises UnknownDocument."""
        document = self._documents.get(id)
        if document is None:
            self._check_free()
            document = self._documents[id] = self.project.document(id)
            if len(self._documents) > KEPT_LAYERS:
                self._documents.popitem(last=False)
        self._documents.move_to_end(id)
        return document

    def layer(self, document: str) -> Layer:
        """The current person's layer, kept up to date by every change. Read it, never change it."""
        key = self.key(document)
        layer = self._layers.get(key)
        if layer is None:
            self._check_free()
            layer = self._layers[key] = self.project.layer(key)
            if len(self._layers) > KEPT_LAYERS:
                self._layers.popitem(last=False)
        self._layers.move_to_end(key)
        return layer

    def today(self) -> tuple[int, int]:
        """Documents the current person finished and spans they marked since midnight; what was undone does not count."""
        self._check_free()
        midnight = time.mktime((*time.localtime()[:3], 0, 0, 0, 0, 0, -1))
        me = self._annotator.id
        finished = self.project.steps_since(me, midnight).get("finish", 0)
        return finished, self.project.marked_since(me, midnight)

    def setting(self, key: str, default: str = "") -> str:
        return self.project.setting(key, default)

    def set_setting(self, key: str, value: str) -> None:
        """Remember a view setting with the project; nothing happens in a project that is read-only or held."""
        if not self.read_only and not self._held and self.project.setting(key) != value:
            self.project.set_setting(key, value)

    # changing -----------------------------------------------------------------------------------------
    def execute(self, command: Command, initiator: object | None = None) -> Change:
        """Plan, commit, then tell. Raises UserError or StoreError; then nothing has changed.

        A command that changes nothing (a span given the label it has) gives a Change without edits and no step.
        """
        self._check_writable()
        layer = self.layer(command.document)
        edits = command.plan(layer, self.document(command.document).text, self.scheme)
        keyed: list[KeyedEdit] = [(layer.key, edit) for edit in edits]
        change = Change(Act.DO, command.name, self._annotator.id, tuple(keyed), initiator=initiator)
        if keyed:
            with self._reading_again():
                self.project.commit(command.name, self._annotator.id, keyed)
            self._committed(change)
        return change

    def next_undo(self) -> Step | None:
        """What undo would take back now."""
        return self._next(Act.UNDO)

    def next_redo(self) -> Step | None:
        """What redo would do again now."""
        return self._next(Act.REDO)

    def _next(self, act: Act) -> Step | None:
        """Asked many times between two gestures, so it is remembered until the next one."""
        if act not in self._next_steps:
            find = self.project.next_undo if act is Act.UNDO else self.project.next_redo
            self._next_steps[act] = find(self._annotator.id)
        return self._next_steps[act]

    def is_large(self, step: Step) -> bool:
        """Whether undoing or redoing the step takes longer than a frame or two: then it is work for a job."""
        return self.project.step_size(step.id) > LARGE_STEP

    def undo(self, initiator: object | None = None) -> Change:
        """Take back the current person's last gesture, whenever it was.

        Raises NothingToUndo, ChangedSince where somebody else has worked on what it touched, StoreError.
        """
        self._check_writable()
        step = self.next_undo()
        if step is None:
            raise NothingToUndo
        return self._act(step, Act.UNDO, initiator)

    def redo(self, initiator: object | None = None) -> Change:
        """Raises NothingToRedo, ChangedSince, StoreError."""
        self._check_writable()
        step = self.next_redo()
        if step is None:
            raise NothingToRedo
        return self._act(step, Act.REDO, initiator)

    def _act(self, step: Step, act: Act, initiator: object | None) -> Change:
        with self._reading_again():
            edits = self.project.act(step, act)
        wide = any(key == PROJECT for key, _ in edits)
        change = Change(act, step.name, step.actor, tuple(edits), wide, initiator)
        self._committed(change)
        return change

    @contextmanager
    def _reading_again(self) -> Iterator[None]:
        """Where storing fails, nothing that was kept in memory is believed: the file says what holds."""
        try:
            yield
        except StoreError:
            self.forget()
            raise

    def _committed(self, change: Change) -> None:
        self._worked_since_backup = True
        self._next_steps.clear()
        if change.wide:
            self.forget()
            self._read_person()
        else:
            for key, edit in change.edits:
                layer = self._layers.get(key)
                if layer is not None:
                    layer.apply(edit)
        self._tell(change)

    def work_as(self, annotator: str) -> None:
        """Another person sits down. Raises UnknownAnnotator, StoreError; then nothing has changed."""
        self._check_free()
        person = self.project.annotator(annotator)
        self.set_setting("annotator", annotator)  # first: where it cannot be stored, the person before stays
        self._annotator = person
        self._next_steps.clear()
        self._tell(Change(Act.DO, "work-as", annotator, wide=True))

    def add_annotator(self, person: Annotator) -> Change:
        """Raises AnnotatorExists, StoreError."""
        self._check_writable()
        with self.project.writing() as writer:
            edits = [writer.person_edit(person)]
            writer.gesture("add-annotator", self._annotator.id, edits)
        change = Change(Act.DO, "add-annotator", self._annotator.id, tuple(edits), wide=True)
        self._committed(change)
        return change

    def facts(self, kind: str) -> dict[str, Any]:
        """The project's own facts of a kind, by key."""
        self._check_free()
        return self.project.facts(kind)

    def set_facts(
        self, name: str, kind: str, values: Mapping[str, Any], initiator: object | None = None
    ) -> Change:
        """Set facts of the project (None takes one away) as one undo step called ``name``. Raises StoreError."""
        self._check_writable()
        before = {(kind, key): value for key, value in self.project.facts(kind).items()}
        edits = [edit for key, value in values.items() for edit in fact_edit(before, kind, key, value)]
        return self.commit(name, [(PROJECT, edit) for edit in edits], initiator, wide=bool(edits))

    def commit(
        self, name: str, edits: Sequence[KeyedEdit], initiator: object | None = None, *, wide: bool = False
    ) -> Change:
        """Write edits that were planned for several layers as one undo step called ``name``. Raises StoreError."""
        self._check_writable()
        change = Change(Act.DO, name, self._annotator.id, tuple(edits), wide=wide, initiator=initiator)
        if edits:
            with self._reading_again():
                self.project.commit(name, self._annotator.id, edits)
            self._committed(change)
        return change

    # listeners ----------------------------------------------------------------------------------------
    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` after every change; returns what ends that."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def _tell(self, change: Change) -> None:
        for listener in list(self._listeners):
            listener(change)

    def forget(self) -> None:
        """Drop what is kept in memory; it is read again from disk when asked for."""
        self._layers.clear()
        self._documents.clear()
        self._next_steps.clear()

    def _read_person(self) -> None:
        """Whoever works may have another role or name now. Where that cannot be read, nothing that was done is undone by it."""
        try:
            known = (one for one in self.project.annotators() if one.id == self._annotator.id)
            self._annotator = next(known, self._annotator)
        except StoreError:
            self._person_read = False  # asked again when somebody wants to know
        else:
            self._person_read = True

    # long work ----------------------------------------------------------------------------------------
    @contextmanager
    def hold(self) -> Iterator[Project]:
        """Give the project to one job, which may run in another thread. Raises Busy. No change is told here."""
        self._check_writable()
        self._held = True
        try:
            yield self.project
        finally:
            self._held = False

    def changed_widely(self, step: str, initiator: object | None = None, act: Act = Act.DO) -> Change:
        """After a job: forget what was kept and tell everybody to read again."""
        self._worked_since_backup = True
        self.forget()
        self._read_person()
        change = Change(act, step, self._annotator.id, wide=True, initiator=initiator)
        self._tell(change)
        return change

    def _check_free(self) -> None:
        if self._held:
            raise Busy(path=str(self.path))

    def _check_writable(self) -> None:
        self._check_free()
        if self.read_only:
            raise ReadOnly(path=str(self.path))

    # backups ------------------------------------------------------------------------------------------
    def backup_due(self) -> bool:
        """Whether there is work of half an hour that no backup holds yet."""
        return self._worked_since_backup and not self.read_only and time.monotonic() >= self._backup_due

    def back_up(self, reason: str = "work") -> Backup:
        """Raises StoreError."""
        backup = back_up(self.project.connection, self.path, reason)
        self.backed_up()
        return backup

    def backed_up(self) -> None:
        """A backup of this project was just made (by a job of its own)."""
        self._worked_since_backup = False
        self._backup_due = time.monotonic() + BACKUP_SECONDS

    def last_backup(self) -> float:
        return last_backup(self.path)
