"""The report of a mistake in the program: where it was made, by which versions. Nothing of the documents is in it."""

from __future__ import annotations

import platform
import sys
import traceback
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import qVersion

from annotator import __version__

_PACKAGE = Path(__file__).resolve().parents[1]
# What Python itself writes about the code. Any other message may quote what was worked on.
_ABOUT_CODE = (
    AttributeError, ImportError, MemoryError, NameError, RecursionError, ZeroDivisionError,
)  # fmt: skip


def report_of(error: BaseException) -> str:
    """Versions, then every error with the lines of the program that led to it, the first cause first."""
    head = [
        f"Annotator {__version__}",
        f"Python {sys.version.split()[0]}, Qt {qVersion()}, {platform.platform(terse=True)}",
        datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %z"),
    ]
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n".join([*head, *(line for each in reversed(chain) for line in ("", *_lines(each)))]) + "\n"


def _lines(error: BaseException) -> list[str]:
    lines = []
    for frame in traceback.extract_tb(error.__traceback__):
        lines.append(f"{_place(frame.filename)}:{frame.lineno} {frame.name}")
        if frame.line:
            lines.append(f"    {frame.line}")
    words = type(error).__qualname__
    lines.append(f"{words}: {error}" if type(error) in _ABOUT_CODE else words)
    return lines


def _place(file: str) -> str:
    """Without the folders above the program's: they name people."""
    path = Path(file)
    if path.is_relative_to(_PACKAGE):
        return path.relative_to(_PACKAGE.parent).as_posix()
    return "/".join(path.parts[-2:])
