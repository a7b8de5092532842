"""Window or command line, and nothing else: ``annotator [PROJECT]`` opens the window, ``annotator COMMAND`` works without it."""

from __future__ import annotations

import sys


def main() -> int:
    """The program's entry. Returns the exit code: 0 done, 1 a clear refusal, 2 wrong usage, 70 a bug."""
    from annotator.cli.app import run  # noqa: PLC0415 - so that importing this module costs nothing

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
