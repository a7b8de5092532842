"""Reading a package: its members as the store takes them. Everything was checked before, and nothing is believed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from annotator.errors import ChecksumMismatch, InvalidScheme, PackageError
from annotator.exchange import wire
from annotator.exchange.container import Unpacker
from annotator.model.document import text_digest
from annotator.model.people import Annotator, Role
from annotator.model.scheme import LabelScheme
from annotator.store.log import LogRow
from annotator.store.merging import Segment


def open_file(path: Path, kinds: Iterable[str]) -> Unpacker:
    """A checked package. Raises PackageError."""
    return Unpacker(path, kinds, wire.PACKAGE_MEMBERS)


def refused(package: Unpacker, reason: str, detail: object = "") -> PackageError:
    return PackageError(path=str(package.path), reason=reason, detail=str(detail)[:200])


def documents(package: Unpacker) -> Iterator[wire.WireDocument]:
    """Documents, each once, with texts that are what their digests say. Raises PackageError."""
    seen: set[str] = set()
    for document in package.lines(wire.DOCUMENTS, wire.WireDocument):
        if document.id in seen:
            raise refused(package, "duplicate-document", document.id)
        seen.add(document.id)
        if document.text is not None and text_digest(document.text) != document.digest:
            raise ChecksumMismatch(path=str(package.path), reason="text", detail=document.id)
        yield document


def people(package: Unpacker) -> list[Annotator]:
    return [
        Annotator(one.id, one.name, Role(one.role)) for one in package.lines(wire.PEOPLE, wire.WirePerson)
    ]


def facts(package: Unpacker) -> dict[tuple[str, str], Any]:
    return {(one.kind, one.key): one.value for one in package.lines(wire.FACTS, wire.WireFact)}


def scheme(package: Unpacker) -> LabelScheme:
    """Raises PackageError."""
    found = list(package.lines(wire.SCHEME, dict[str, Any]))
    if len(found) != 1:
        raise refused(package, "scheme")
    try:
        return LabelScheme.from_dict(found[0], str(package.path))
    except (InvalidScheme, RecursionError) as error:
        raise refused(package, "scheme", error) from error


def segments(package: Unpacker, digests: dict[str, str]) -> Iterator[Segment]:
    """The logs, in segments. ``digests``: of the package's documents, by id. Raises PackageError."""
    new, unhex = tuple.__new__, bytes.fromhex  # every row ever merged passes here
    for document, annotator, before, rows in package.lines(wire.LOG, wire.WireSegment):
        if document not in digests:
            raise refused(package, "no-such-document", document)
        try:
            found = [new(LogRow, (*row[:7], unhex(row[7]), row[8])) for row in rows]
        except ValueError as error:
            raise refused(package, "malformed", f"{document}: {error}") from error
        yield Segment(document, digests[document], annotator, unhex(before), found)
