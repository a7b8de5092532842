"""The guidelines of a project: one Markdown page per label and a general one, versioned in the project's log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from annotator.errors import FormatError, UnknownLabel
from annotator.formats.base import Issue, read_bytes, replacing, unreadable
from annotator.model.document import Document
from annotator.model.facts import GUIDELINE, fact_edit
from annotator.model.guidelines import GENERAL, file_name, label_of_file, normal, with_example
from annotator.model.history import PROJECT, KeyedEdit
from annotator.model.span import Span, check_text
from annotator.services.change import Change
from annotator.services.session import Session
from annotator.store.fact_history import FactVersion, fact_history
from annotator.store.project import Project

MAX_BYTES = 1024 * 1024  # of one page


def pages(project: Project) -> dict[str, str]:
    """Every page by label id; the general one under the empty id."""
    return {key: str(value) for key, value in project.facts(GUIDELINE).items()}


def set_pages(
    session: Session, values: Mapping[str, str], name: str = "set-guideline", initiator: object | None = None
) -> Change:
    """Store pages (an empty one is taken away) as one undo step. Raises UnknownLabel, InvalidAttribute, StoreError."""
    known = session.scheme.label_ids | {GENERAL}
    before = {(GUIDELINE, key): value for key, value in session.facts(GUIDELINE).items()}
    edits: list[KeyedEdit] = []
    for label, text in values.items():
        if label not in known and (GUIDELINE, label) not in before:
            raise UnknownLabel(label=label)
        check_text("guideline", text)
        edits += [(PROJECT, edit) for edit in fact_edit(before, GUIDELINE, label, normal(text) or None)]
    return session.commit(name, edits, initiator)


def add_example(
    session: Session, document: Document, span: Span, heading: str, initiator: object | None = None
) -> Change:
    """Put the span's text with its place at the end of its label's page; without edits where it is there already."""
    page = pages(session.project).get(span.label, "")
    place = f"{document.id}:{span.start}-{span.end}"
    text = with_example(page, document.text[span.start : span.end], place, heading)
    return set_pages(session, {span.label: text}, "add-example", initiator)


def history(project: Project, label: str) -> list[FactVersion]:
    """Every version of a page, the newest first."""
    return [version for _, version in reversed(fact_history(project, GUIDELINE, label))]


def last_changes(project: Project) -> dict[str, FactVersion]:
    """The last version of each page that was ever written, by label id."""
    return dict(fact_history(project, GUIDELINE))


# folders ----------------------------------------------------------------------------------------------------
def export_pages(project: Project, folder: Path) -> list[Path]:
    """Write each page to ``LABEL.md`` and the general one to ``_general.md``. Raises FormatError, StoreError."""
    found = pages(project)
    folded = [file_name(label).casefold() for label in found]
    doubled = sorted(label for label in found if folded.count(file_name(label).casefold()) > 1)
    if doubled:  # no two files on Windows and macOS
        raise _refused(folder, "same-file-name", ", ".join(doubled))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(folder, "cannot-write", error.strerror or "") from error
    written = []
    for label, text in sorted(found.items()):
        path = folder / file_name(label)
        with replacing(path) as out:
            out.write(text.encode())
        written.append(path)
    return written


@dataclass(slots=True)
class Imported:
    """What came of a folder: labels whose page changed, how many were the same already, what was left out."""

    changed: list[str] = field(default_factory=list)
    same: int = 0
    issues: list[Issue] = field(default_factory=list)


def import_pages(session: Session, folder: Path) -> Imported:
    """Take the pages of a folder over, as one undo step. Pages without a file stay. Raises FormatError, StoreError."""
    report, wanted = Imported(), dict[str, str]()
    before = pages(session.project)
    for path in _files(folder):
        label = label_of_file(path.name)
        if label is None:
            continue
        if label and label not in session.scheme.label_ids and label not in before:
            report.issues.append(Issue("error", "no-such-label", str(path), fields={"label": label}))
            continue
        try:
            text = normal(read_bytes(path, MAX_BYTES).decode("utf-8-sig"))
        except UnicodeDecodeError:
            report.issues.append(Issue("error", "malformed-input", str(path), fields={"reason": "not-utf-8"}))
            continue
        except FormatError as error:
            report.issues.append(Issue("error", error.code, str(path), fields=error.fields))
            continue
        if not text:
            report.issues.append(Issue("warning", "empty-page", str(path)))
        elif text == before.get(label):
            report.same += 1
        else:
            wanted[label] = text
    set_pages(session, wanted, "import-guidelines")
    report.changed = list(wanted)
    return report


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise unreadable(folder, error) from error


def _refused(path: Path, reason: str, detail: str) -> FormatError:
    return FormatError(path=str(path), line=None, column=None, reason=reason, detail=detail)
