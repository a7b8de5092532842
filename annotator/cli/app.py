"""The commands and how they end. ``annotator [PROJECT]`` without a command opens the window."""

from __future__ import annotations

import io
import json
import sys
import traceback
from typing import Any

import typer
import typer.core

from annotator import __version__
from annotator.cli.window import OpenWindow, open_window
from annotator.errors import AnnotatorError, Cancelled
from annotator.i18n import set_language, system_language, tr
from annotator.wording import describe_error

DONE, REFUSED, USAGE, BUG = 0, 1, 2, 70


def build() -> typer.Typer:
    """The typer application, in the language in force."""
    from annotator.cli import check, demo, exporting, importing, new, restore, stats, train

    app = typer.Typer(
        no_args_is_help=False, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
        help=tr("Build a labelled corpus: open the window on a project, or work on one from the command line."),
    )  # fmt: skip
    for module in (new, importing, exporting, stats, check, restore, train, demo):
        module.add_to(app)
    return app


def run(arguments: list[str]) -> int | OpenWindow:
    """Run the command line ``arguments`` (without the program's name); returns the exit code, or what window to open."""
    set_language(system_language())
    for stream in (sys.stdout, sys.stderr):  # file names and labels are Vietnamese, whatever the console says
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if arguments[:1] == ["--version"]:
        print(f"annotator {__version__}")
        return DONE
    command = typer.main.get_command(build())
    if not isinstance(command, typer.core.TyperGroup):
        raise TypeError(command)
    first = next((a for a in arguments if not a.startswith("-")), None)
    if "--help" not in arguments[:1] and (first is None or first not in command.commands):
        return open_window(arguments)
    try:
        return _run_command(command, arguments)
    except BrokenPipeError:
        return DONE
    except Exception:  # noqa: BLE001 - the last place: a bug is shown whole and told by its exit code
        traceback.print_exc()
        say_error(tr("This is a fault of the program. Please report the lines above."))
        return BUG


def _run_command(command: typer.core.TyperGroup, arguments: list[str]) -> int:
    try:
        command.main(arguments, prog_name="annotator")
    except SystemExit as ended:  # typer has shown what was wrong with the words, and ends with 2
        return ended.code if isinstance(ended.code, int) else DONE
    except (KeyboardInterrupt, Cancelled):
        say_error(tr("Stopped. Nothing was changed."))
        return REFUSED
    except AnnotatorError as error:
        say_error(describe_error(error))
        return REFUSED
    return DONE


def say(text: str) -> None:
    print(text)


def say_error(text: str) -> None:
    print(text, file=sys.stderr)


def say_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2, default=str))
