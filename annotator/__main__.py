"""Window or command line, and nothing else: ``annotator [PROJECT]`` opens the window, ``annotator COMMAND`` works without it."""

from __future__ import annotations

import sys


def main() -> int:
    """The program's entry. Returns the exit code: 0 done, 1 a clear refusal, 2 wrong usage, 70 a bug."""
    from annotator.cli.app import run

    asked = run(sys.argv[1:])
    if isinstance(asked, int):
        return asked
    from annotator.ui.app import run as open_window

    return open_window(asked.project, read_only=asked.read_only)


if __name__ == "__main__":
    sys.exit(main())
