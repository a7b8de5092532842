"""Which letter key was pressed, from what a Vietnamese input method made of it.

Telex and VNI turn keys into signs: ``a`` and then ``a`` again reach the program as ``a``, Backspace, ``â`` (Unikey, EVKey), or
as a composition that grows from ``a`` to ``â`` (ibus, fcitx). The decoder follows what the input method believes was
typed and answers with the keys that were pressed. A Backspace by itself is no key of ours and never does anything.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, deque

OFF, PLAIN, TELEX, VNI = "", "plain", "telex", "vni"
METHODS = (PLAIN, TELEX, VNI)

_TONES = {
    "\u0301": ("s", "1"),
    "\u0300": ("f", "2"),
    "\u0309": ("r", "3"),
    "\u0303": ("x", "4"),
    "\u0323": ("j", "5"),
}
_HATS = {
    "\u0302": ("", "6"),
    "\u031b": ("w", "7"),
    "\u0306": ("w", "8"),
}  # in Telex a hat is the letter itself once more
_STROKE = "\u0335"
_DOUBLED = (frozenset({"\u0302"}), frozenset({_STROKE}))
_HORN = frozenset({"\u031b"})


def _parts(letter: str) -> tuple[str, frozenset[str]]:
    """(base letter in lower case, its marks); đ is d with a stroke."""
    first, *marks = list(unicodedata.normalize("NFD", letter.lower()))
    return ("d", frozenset({_STROKE, *marks})) if first == "đ" else (first, frozenset(marks))


def _key_for(base: str, mark: str, method: str) -> str:
    """The key that puts ``mark`` on ``base``."""
    place = 1 if method == VNI else 0
    if mark == _STROKE:
        return ("d", "9")[place]
    if mark in _HATS:
        return _HATS[mark][place] or base
    return _TONES[mark][place] if mark in _TONES else ""


class Decoder:
    """Takes signs and Backspaces as they arrive; ``method`` is ``plain``, ``telex`` or ``vni``.

    ``sign`` and ``compose`` return the keys that were pressed: letters, or digits where VNI swallowed one.
    """

    def __init__(self, method: str = PLAIN) -> None:
        self.method = method
        self._shown: list[str] = []  # the word as the input method believes it stands in a field
        self._owed: deque[str] = deque()  # signs it took back and has not put in again
        self._composed = ""
        self._gained: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()
        self._bases: dict[str, str] = {}
        self._unknown = False

    def forget(self) -> None:
        """The word is over: another key, a click, another place."""
        self._shown.clear()
        self._composed = ""
        self._end_burst()

    def settle(self) -> None:
        """What was taken back will not come again: a person pressed Backspace."""
        self._end_burst()

    @property
    def waiting(self) -> bool:
        """Whether signs that were taken back may still come again."""
        return bool(self._owed)

    def backspace(self) -> None:
        """A Backspace, of a person or of an input method."""
        self._owed.appendleft(self._shown.pop() if self._shown else "")

    def sign(self, sign: str) -> list[str]:
        """One sign was typed."""
        base, marks = _parts(sign)
        if self.method == PLAIN:
            return [base] if base.isascii() and base.isalpha() else []
        before = self._owed.popleft() if self._owed else None
        self._shown.append(sign)
        if before is None:
            return self._alone(base, marks)
        old_base, old_marks = _parts(before) if before else (base, frozenset())
        if old_base != base:
            self._end_burst()
            return self._alone(base, marks)
        self._lost.update(old_marks)
        self._gained.update(marks)
        self._bases.update(dict.fromkeys(marks, base))
        self._unknown = self._unknown or not before
        return [] if self._owed else self._end_burst()

    def _end_burst(self) -> list[str]:
        """All that was taken back is there again: one key did it, and the marks that are new say which."""
        self._owed.clear()
        new, bases, unknown = self._gained - self._lost, self._bases, self._unknown
        self._gained, self._lost, self._bases, self._unknown = Counter(), Counter(), {}, False
        keys = list(dict.fromkeys(_key_for(bases[mark], mark, self.method) for mark in new))
        if not all(keys) or len(keys) > 1 or (unknown and new.total() > 1):
            return []  # what cannot be told labels nothing
        return keys

    def _alone(self, base: str, marks: frozenset[str]) -> list[str]:
        """A sign that replaces nothing: a key, or the sign of a key of its own, as ư is of Telex's w."""
        if not base.isascii() or not base.isalpha():
            return []
        if not marks:
            return [base]
        if (
            self.method == TELEX
        ):  # aa, dd and the like came as one sign, the same key twice; w makes ư by itself
            return [base] if marks in _DOUBLED else ["w"] if (base, marks) == ("u", _HORN) else []
        return []

    def compose(self, preedit: str, commit: str, taken_back: int = 0) -> list[str]:
        """An input method's composition is ``preedit`` now, after ``commit`` was put in and signs before it taken back."""
        keys: list[str] = []
        for _ in range(taken_back):
            self.backspace()
        if commit:
            keys += self._grow(self._composed, commit)
            self._composed = ""
            if not commit[-1].isalpha():
                self.forget()
        keys += self._grow(self._composed, preedit)
        self._composed = preedit
        return keys

    def _grow(self, before: str, after: str) -> list[str]:
        same = 0
        while same < min(len(before), len(after)) and before[same] == after[same]:
            same += 1
        if not after:
            return []
        for _ in before[same:]:
            self.backspace()
        keys = [key for sign in after[same:] for key in self.sign(sign)]
        self.settle()
        return keys
