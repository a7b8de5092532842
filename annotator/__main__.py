"""Window or command line, and nothing else: ``annotator [PROJECT]`` opens the window, ``annotator COMMAND`` works without it."""

from __future__ import annotations

import sys

from annotator import __version__


def main() -> int:
    """The program's entry. Returns the exit code: 0 done, 1 a clear refusal, 2 wrong usage, 70 a bug."""
    from annotator.cli.window import open_window, start, wants_command

    arguments = sys.argv[1:]
    start()
    if arguments[:1] == ["--version"]:
        print(f"annotator {__version__}")
        return 0
    if wants_command(arguments):
        from annotator.cli.app import run

        return run(arguments)
    asked = open_window(arguments)
    if isinstance(asked, int):
        return asked
    from annotator.ui.app import run as show

    return show(asked.project, read_only=asked.read_only)


if __name__ == "__main__":
    sys.exit(main())
