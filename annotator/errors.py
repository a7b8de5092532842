"""Everything that may go wrong on purpose, as one tree of exceptions.

    AnnotatorError                  fields, not prose; a stable ``code``
      UserError                     expected: the person can do something about it
        InvalidSpan  DuplicateSpan  UnknownLabel  UnknownSpan  UnknownDocument  UnknownAnnotator  UnknownCase
        NotReviewer  NotManager
        InvalidAttribute  InvalidRelation  LayerFinished  NothingToUndo  NothingToRedo  ChangedSince
        AnnotatorExists  InvalidScheme  InvalidQuery
        FormatError(path, line, column, reason)
          MalformedInput  UnknownFormat  UndecidedEncoding  BinaryInput
        WouldLose(what)             an export that would drop or change something
        PackageError(path, reason)  a work package or archive that cannot be taken
          WrongProject  TooNew  ChecksumMismatch  TextDiffers
      StoreError                    the environment
        NotAProject  ProjectTooNew  ProjectExists  Locked  ReadOnly  DiskFull  Corrupt  Moved  Busy
      ModelUnavailable              a model or a training run that cannot be used
    Cancelled                       not an error: the person stopped a job

No prose lives here: ``annotator.wording`` turns an exception into a sentence in the reader's language.
"""

from __future__ import annotations

from typing import Any, ClassVar


class AnnotatorError(Exception):
    """An expected failure. ``fields`` are the facts; ``code`` names the kind and never changes."""

    code: ClassVar[str] = "error"

    def __init__(self, **fields: Any) -> None:
        super().__init__(self.code, fields)
        self.fields = fields

    def __getattr__(self, name: str) -> Any:
        fields = self.__dict__.get("fields", {})
        if name in fields:
            return fields[name]
        raise AttributeError(name)

    def __str__(self) -> str:
        facts = ", ".join(f"{key}={value!r}" for key, value in self.fields.items())
        return f"{self.code}: {facts}" if facts else self.code

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.fields))


def _rebuild(kind: type[AnnotatorError], fields: dict[str, Any]) -> AnnotatorError:
    return kind(**fields)


class UserError(AnnotatorError):
    code = "user-error"


class InvalidSpan(UserError):
    """fields: start, end (code points), reason (``empty``, ``outside``, ``blank``)."""

    code = "invalid-span"


class DuplicateSpan(UserError):
    """fields: start, end, label."""

    code = "duplicate-span"


class UnknownLabel(UserError):
    """fields: label."""

    code = "unknown-label"


class UnknownSpan(UserError):
    """fields: span."""

    code = "unknown-span"


class UnknownZone(UserError):
    """fields: offset."""

    code = "unknown-zone"


class UnknownDocument(UserError):
    """fields: document."""

    code = "unknown-document"


class UnknownAnnotator(UserError):
    """fields: annotator."""

    code = "unknown-annotator"


class InvalidAttribute(UserError):
    """fields: attribute, value, reason (``unknown``, ``type``, ``choice``)."""

    code = "invalid-attribute"


class InvalidRelation(UserError):
    """fields: relation, reason (``unknown-label``, ``unknown-end``, ``ends``, ``self``, ``duplicate``)."""

    code = "invalid-relation"


class LayerFinished(UserError):
    """A finished layer must be reopened before it is changed. fields: document, annotator."""

    code = "layer-finished"


class NothingToUndo(UserError):
    code = "nothing-to-undo"


class NothingToRedo(UserError):
    code = "nothing-to-redo"


class ChangedSince(UserError):
    """A step that cannot be undone or redone: somebody has worked on what it touches. fields: step, document, annotator,
    reason (``project``: it is the project itself that was changed)."""

    code = "changed-since"


class AnnotatorExists(UserError):
    """fields: annotator."""

    code = "annotator-exists"


class InvalidScheme(UserError):
    """A label scheme that does not hold. fields: source, problems (list of ``(where, code, detail)``)."""

    code = "invalid-scheme"


class InvalidQuery(UserError):
    """A search that cannot be read. fields: reason (a stable code), part, field."""

    code = "invalid-query"


class FormatError(UserError):
    """fields: path, line (1-based or None), column, reason (a stable code), detail."""

    code = "format-error"


class MalformedInput(FormatError):
    code = "malformed-input"


class UnknownFormat(FormatError):
    code = "unknown-format"


class UndecidedEncoding(FormatError):
    """The bytes may be read in more than one way. fields: path, candidates."""

    code = "undecided-encoding"


class BinaryInput(FormatError):
    code = "binary-input"


class UnknownCase(UserError):
    """A place where layers differ that is not there, or not any more. fields: document, case."""

    code = "unknown-case"


class NotReviewer(UserError):
    """Decisions are made by reviewers and managers. fields: annotator (the person's name)."""

    code = "not-reviewer"


class NotManager(UserError):
    """Only a manager changes other people's layers or (reason ``roles``) roles. fields: annotator, others (whose work)."""

    code = "not-manager"


class WouldLose(UserError):
    """An export that would leave something out. fields: what (list), report."""

    code = "would-lose"


class InvalidPlan(UserError):
    """Assignments that cannot be made. fields: reason (``people``, ``per-document``, ``shared-by``, ``share`` …), people."""

    code = "invalid-plan"


class PackageError(UserError):
    """A work package or archive that cannot be taken; nothing has changed. fields: path, reason (a stable code), detail."""

    code = "package-error"


class WrongProject(PackageError):
    """fields: path, project (where it is opened), other (what it is for)."""

    code = "wrong-project"


class TooNew(PackageError):
    """fields: path, version, supported."""

    code = "package-too-new"


class ChecksumMismatch(PackageError):
    """What arrived is not what was packed. fields: path, reason (``member``, ``log``), detail, row."""

    code = "checksum-mismatch"


class TextDiffers(PackageError):
    """The package has another text for a document that is there. fields: path, document."""

    code = "text-differs"


class StoreError(AnnotatorError):
    code = "store-error"


class NotAProject(StoreError):
    """fields: path, reason."""

    code = "not-a-project"


class ProjectTooNew(StoreError):
    """fields: path, version, supported."""

    code = "project-too-new"


class ProjectExists(StoreError):
    """fields: path."""

    code = "project-exists"


class Locked(StoreError):
    """Somebody has the project open. fields: path, user, host, since, pid."""

    code = "locked"


class ReadOnly(StoreError):
    """fields: path."""

    code = "read-only"


class DiskFull(StoreError):
    """fields: path."""

    code = "disk-full"


class NotTheSame(StoreError):
    """What was written is not what the project holds; the files are not to be used. fields: path, detail."""

    code = "not-the-same"


class Corrupt(StoreError):
    """fields: path, detail."""

    code = "corrupt"


class Moved(StoreError):
    """The project file was deleted, moved or replaced while open. fields: path."""

    code = "moved"


class Busy(StoreError):
    """Another process is writing. fields: path."""

    code = "busy"


class ModelUnavailable(AnnotatorError):
    """fields: reason, detail."""

    code = "model-unavailable"


class Cancelled(Exception):
    """The person stopped a job; everything it had begun is rolled back."""
