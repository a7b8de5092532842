"""Which keys give which action: the table's, or those a person chose instead; and what a key collides with.

The keys in force belong to the process, as its language does: whoever prints a key asks ``cap`` for it. ``Actions`` calls
``own_keys`` while it builds the table, so menus, tool tips, hints and the sheet of keys all follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

from annotator.i18n import tr

if TYPE_CHECKING:
    from annotator.ui.actions import ActionSpec

Own = Mapping[
    str, tuple[str, ...]
]  # action id -> its keys; an action that is not in it keeps those of the table


@dataclass
class _InForce:
    own: Own
    shown: dict[str, str]


_now = _InForce({}, {})

_MOVES = ("Left", "Right", "Up", "Down", "Home", "End", "PgUp", "PgDown")
_ARTICLE = {
    "Tab", "Shift+Tab", "Backtab", "Shift+Backtab", "Space", "Esc", "Return", "Enter", "Backspace",
    *(f"{modifier}{move}" for modifier in ("", "Shift+", "Ctrl+", "Alt+") for move in _MOVES),
}  # fmt: skip
_FIELDS = {
    "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+A", "Ctrl+Backspace", "Shift+Backspace", "Ctrl+Ins", "Shift+Ins", "Shift+Del",
}  # fmt: skip
_LABEL = re.compile(r"(?:(?:Shift|Alt)\+)?[0-9]|Shift\+[!@#$%^&*()]")
_TEXT = re.compile(r"(?:Shift\+)?[^+]|\+|Shift\+\+")


def portable(key: str) -> str:
    """A key in the one way of writing it, so that two can be compared."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def choose_keys(own: Own) -> None:
    """Keys a person chose; in force for the next window that is built."""
    _now.own = {id: tuple(keys) for id, keys in own.items()}


def own_keys(table: Iterable[ActionSpec]) -> list[ActionSpec]:
    """The table with the keys in force, which ``cap`` tells from now on."""
    specs = [replace(spec, keys=_now.own.get(spec.id, spec.keys)) for spec in table]
    _now.shown = {spec.id: spec.keys[0] if spec.keys else "" for spec in specs}
    return specs


def key_of(action: str) -> str:
    """The key in force of an action, or an empty string."""
    return _now.shown.get(action, "")


def collision(key: str, action: str, table: Iterable[ActionSpec]) -> str:
    """Why ``key`` cannot be the key of ``action``, in words; an empty string where it can.

    ``table`` has the keys as they would be. A key that a text field or an input method needs is refused, and so are
    label keys and those by which the article is read.
    """
    wanted = portable(key)
    shown = wanted.replace("+", " ").replace("  ", " +")
    if not wanted or "," in wanted.replace("+,", "").replace("Ctrl+Shift+,", ""):
        return tr("One key with its modifiers, please.")
    if _LABEL.fullmatch(wanted):
        return tr("{key} gives a label.").format(key=shown)
    if wanted in _ARTICLE:
        return tr("{key} is for reading the article.").format(key=shown)
    if wanted in _FIELDS or _TEXT.fullmatch(wanted):
        return tr("{key} is needed where text is typed.").format(key=shown)
    for spec in table:
        if spec.id != action and wanted in map(portable, spec.keys):
            return tr("{key} belongs to “{action}”.").format(key=shown, action=spec.text.rstrip("…"))
    return ""
