"""Rows of what is behind a number, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.i18n import tr
from annotator.services.agreement import CaseRef
from annotator.services.overview import Compared, PersonProgress, ProjectProgress
from annotator.ui.dashboard.behind import Behind
from annotator.ui.labels import label_name
from annotator.wording.review import kind_title, status_name


def case_rows(compared: Compared, found: ProjectProgress, refs: Iterable[CaseRef]) -> list[Behind]:
    """Document, kind and standing, words of each case; of a case that all agree on and nobody lists, only the document."""
    rows = []
    for ref in refs:
        row, title = compared.rows.get(ref), compared.report.titles.get(ref.document, ref.document)
        if row is None:
            rows.append(Behind(ref.document, ref.case, (title, tr("all agree"), "")))
            continue
        kind = f"{kind_title(row.kind.value)}, {status_name(row.status.value)}"
        words = f"{label_name(found.scheme, row.label)}: {row.words}"
        rows.append(Behind(ref.document, ref.case, (title, kind, words)))
    return rows


def document_rows(found: ProjectProgress, documents: Sequence[str]) -> list[Behind]:
    """Each document once, with who has finished it."""
    rows = []
    for document in dict.fromkeys(documents):
        who = [person.name for person in found.people if document in person.finished]
        rows.append(_row(found, document, ", ".join(who)))
    return rows


def person_rows(found: ProjectProgress, person: PersonProgress | None) -> list[Behind]:
    """A person's documents with how far they are; without one, all documents that anybody has finished."""
    if person is None:
        finished = {document for one in found.people for document in one.finished}
        return document_rows(found, [document for document in found.titles if document in finished])
    done, begun = set(person.finished), set(person.begun)
    words = {True: tr("finished"), False: tr("not begun")}
    return [
        _row(found, document, tr("begun") if document in begun else words[document in done])
        for document in person.documents
    ]


def unsure_rows(found: ProjectProgress, labels: Iterable[str]) -> list[Behind]:
    """Documents with figures of these labels that somebody is unsure of."""
    names = {person.id: person.name for person in found.people}
    return [
        _row(found, document, f"{label_name(found.scheme, label)}, {names.get(who, who)}")
        for label in labels
        for document, who in found.unsure.get(label, ())
    ]


def _row(found: ProjectProgress, document: str, words: str) -> Behind:
    return Behind(document, "", (found.titles.get(document, document), words))
