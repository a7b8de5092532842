"""The commands and how they end."""

from __future__ import annotations

import json
import sys
import traceback
from importlib import import_module
from typing import Any

import typer
import typer.core

from annotator.cli import COMMANDS
from annotator.errors import AnnotatorError, Cancelled
from annotator.i18n import tr
from annotator.wording import describe_error

DONE, REFUSED, USAGE, BUG = 0, 1, 2, 70


def build() -> typer.Typer:
    """The typer application, in the language in force."""
    app = typer.Typer(
        no_args_is_help=False, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
        help=tr("Build a labelled corpus: open the window on a project, or work on one from the command line."),
    )  # fmt: skip
    for module in COMMANDS.values():
        import_module(f"annotator.cli.{module}").add_to(app)
    return app


def run(arguments: list[str]) -> int:
    """Run the command ``arguments`` (without the program's name); returns the exit code."""
    command = typer.main.get_command(build())
    if not isinstance(command, typer.core.TyperGroup):
        raise TypeError(command)
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
