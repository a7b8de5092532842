"""What was asked for: a command, or ``annotator [PROJECT]``, the window on that project or on the sample.

Loaded at every start, so it imports neither typer nor Qt.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import NamedTuple

import platformdirs

from annotator.cli import COMMANDS
from annotator.errors import AnnotatorError, NotAProject
from annotator.i18n import set_language, system_language, tr
from annotator.wording import describe_error

SAMPLE = "neu-guong-sample.corpus"


def sample_path() -> Path:
    """Where the sample project of this user lies."""
    return Path(platformdirs.user_data_dir("annotator", appauthor=False)) / SAMPLE


class OpenWindow(NamedTuple):
    """The window that was asked for."""

    project: Path
    read_only: bool


def wants_command(arguments: list[str]) -> bool:
    """Whether a command was asked for (or the help), not a window."""
    first = next((a for a in arguments if not a.startswith("-")), None)
    return arguments[:1] == ["--help"] or first in COMMANDS


def start() -> None:
    """The language of this run, and streams that take any sign: file names and labels are Vietnamese."""
    set_language(system_language())
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def open_window(arguments: list[str]) -> int | OpenWindow:
    """What window to open, or the exit code where none can be. ``--read-only`` opens without the right to write."""
    read_only = "--read-only" in arguments
    rest = [a for a in arguments if a != "--read-only"]
    if len(rest) > 1 or (rest and rest[0].startswith("-")):
        print(tr("Usage: annotator [PROJECT] [--read-only], or annotator COMMAND --help"), file=sys.stderr)
        return 2
    if rest and not Path(rest[0]).is_file():  # a mistyped command too: said before anything about displays
        print(describe_error(NotAProject(path=rest[0], reason="missing")), file=sys.stderr)
        return 1
    if not has_display():
        print(
            tr("There is no display here. “annotator demo” shows the whole path without one."),
            file=sys.stderr,
        )
        return 1
    try:
        return OpenWindow(_unpacked(Path(rest[0])) if rest else prepare_sample(), read_only)
    except AnnotatorError as error:
        print(describe_error(error), file=sys.stderr)
        return 1


def _unpacked(path: Path) -> Path:
    """The project to show: of a work package, the one that it makes or brings up to date. Raises PackageError, StoreError."""
    if path.suffix != ".corpuspack":
        return path
    from annotator.services.packages_open import open_package

    return open_package(path).project


def prepare_sample() -> Path:
    """The sample project, built where it is not there yet. Raises StoreError."""
    from annotator.services.sample import build_sample

    path = sample_path()
    if not path.exists():
        print(tr("Building the sample project: {path}").format(path=path))
        build_sample(path, newcomer=tr("Me"))
    return path


def has_display() -> bool:
    """Whether a window can be shown. Offscreen platforms count as a display: they are asked for on purpose."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
