"""How long a person really worked on each document: kept on this computer, beside no project and in none.

Time runs from one key or click to the next; a longer pause counts as ``CAP`` seconds at most. Days are those of the
computer's clock. One JSON file per project; what cannot be read is set aside, never thrown away.
"""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

CAP = 60.0  # seconds that an idle gap counts at most
Days = dict[str, Counter[str]]  # "2026-11-22" -> document -> seconds


class Activity:
    """The times of one person in one project. Nothing is written but by ``flush``."""

    def __init__(self, file: Path, person: str, cap: float = CAP) -> None:
        self._file, self._person, self._cap = file, person, cap
        self._everybody = _read(file)
        mine = self._everybody.get(person, {})
        self.days: Days = {day: Counter(found) for day, found in mine.items()}
        self._document = ""
        self._last: float | None = None
        self._stale = False

    def touch(self, document: str, now: float, day: str) -> None:
        """A key or click at ``now`` (seconds of a clock that never goes back) while ``document`` is on show.

        The time since the one before belongs to the document that was on show then.
        """
        if self._last is not None and self._document:
            gap = min(max(0.0, now - self._last), self._cap)
            if gap:
                self.days.setdefault(day, Counter())[self._document] += gap  # type: ignore[assignment]
                self._stale = True
        self._document, self._last = document, now

    def rest(self) -> None:
        """The project is closed, or another person sits down: what comes next follows on nothing."""
        self._document, self._last = "", None

    def by_document(self) -> Counter[str]:
        """Seconds by document, over all days."""
        total: Counter[str] = Counter()
        for found in self.days.values():
            total.update(found)
        return total

    def by_day(self) -> dict[str, float]:
        """Seconds by day."""
        return {day: float(sum(found.values())) for day, found in self.days.items()}

    def flush(self) -> bool:
        """Write to disk; False where that failed, and then it is tried again the next time. Raises nothing."""
        if not self._stale:
            return True
        self._everybody[self._person] = {day: dict(found) for day, found in sorted(self.days.items())}
        fresh = self._file.with_name(self._file.name + ".new")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps({"version": 1, "people": self._everybody}), encoding="utf-8")
            fresh.replace(self._file)
        except OSError:
            return False
        self._stale = False
        return True


def _read(file: Path) -> dict[str, dict[str, dict[str, float]]]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except OSError:
        return {}
    except ValueError:
        found = None
    people = found.get("people") if isinstance(found, dict) and found.get("version") == 1 else None
    if not _makes_sense(people):
        with suppress(OSError):
            file.replace(file.with_name(file.name + ".damaged"))
        return {}
    return people  # type: ignore[return-value]


def _makes_sense(people: Any) -> bool:
    return isinstance(people, dict) and all(
        isinstance(days, dict)
        and all(
            isinstance(found, dict)
            and all(isinstance(seconds, (int, float)) and not isinstance(seconds, bool) and 0 <= seconds < 1e9 for seconds in found.values())
            for found in days.values()
        )
        for days in people.values()
    )  # fmt: skip


def activity_file(folder: Path, project: str) -> Path:
    """Where the times of a project lie, by its own id: a project that was moved keeps them."""
    safe = "".join(sign if sign.isalnum() or sign == "-" else "_" for sign in project)[:80]
    return folder / "activity" / f"{safe}.json"
