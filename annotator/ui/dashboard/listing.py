"""Rows of what is behind a number, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import overload

from annotator.i18n import tr
from annotator.services.agreement import CaseRef
from annotator.services.overview import Compared, PersonProgress, ProjectProgress
from annotator.ui.dashboard.behind import Behind
from annotator.ui.labels import label_name
from annotator.wording.review import kind_title, status_name


class CaseRows(Sequence[Behind]):
    """Document, kind and standing, words of each case, made when it is seen: there may be a hundred thousand.

    Of a case that all agree on and nobody lists there is only the document.
    """

    def __init__(self, compared: Compared, found: ProjectProgress, refs: Sequence[CaseRef]) -> None:
        self._compared, self._found, self._refs = compared, found, refs

    def __len__(self) -> int:
        return len(self._refs)

    @overload
    def __getitem__(self, place: int) -> Behind: ...

    @overload
    def __getitem__(self, place: slice) -> list[Behind]: ...

    def __getitem__(self, place: int | slice) -> Behind | list[Behind]:
        if isinstance(place, slice):
            return [self._row(ref) for ref in self._refs[place]]
        return self._row(self._refs[place])

    def _row(self, ref: CaseRef) -> Behind:
        row = self._compared.rows.get(ref)
        title = self._compared.report.titles.get(ref.document, ref.document)
        if row is None:
            return Behind(ref.document, ref.case, (title, tr("all agree"), ""))
        kind = f"{kind_title(row.kind.value)}, {status_name(row.status.value)}"
        words = f"{label_name(self._found.scheme, row.label)}: {row.words}"
        return Behind(ref.document, ref.case, (title, kind, words))


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
