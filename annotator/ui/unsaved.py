"""What was typed and could not be stored: kept until the project can be written again, if need be until the next time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import StoreError, UserError
from annotator.services.commands import Command, SetAttribute, SetNote

if TYPE_CHECKING:
    from annotator.services.session import Session


class Typed(NamedTuple):
    """A value of a span: of an attribute, or the note where ``field`` is empty."""

    document: str
    span: str
    field: str
    value: object

    def command(self) -> Command:
        """The gesture that stores it."""
        if self.field:
            return SetAttribute(self.document, self.span, self.field, self.value)
        return SetNote(self.document, self.span, str(self.value))


class Unsaved:
    """By document, span and field; the last one typed there."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._kept: dict[tuple[str, str, str], Typed] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, typed: Typed) -> None:
        """Keep what could not be stored."""
        self._kept[typed[:3]] = typed

    def drop(self, typed: Typed) -> None:
        """It is stored, or not wanted any more."""
        self._kept.pop(typed[:3], None)

    def retry(self) -> list[Typed]:
        """Try to store all of it; what was stored. What its document refuses for good (the span is gone) is let go of."""
        stored = []
        for typed in list(self._kept.values()):
            try:
                self._session.execute(typed.command(), self)
            except StoreError:
                continue
            except UserError:
                self.drop(typed)
                continue
            self.drop(typed)
            stored.append(typed)
        return stored

    def dump(self) -> str:
        """For ``load``, together with whose work it was; empty where nothing is kept."""
        if not self._kept:
            return ""
        return json.dumps([self._session.annotator.id, *self._kept.values()], ensure_ascii=False)

    def load(self, dumped: str) -> None:
        """Take up what was kept the last time, where the same person works."""
        try:
            who, *kept = json.loads(dumped)
            if who == self._session.annotator.id:
                for typed in kept:
                    self.keep(Typed(*typed))
        except (ValueError, TypeError):
            return
