"""Old projects open for ever: numbered steps from one version of the tables to the next, each in one transaction.

A project is backed up before its first step. ``STEPS[n]`` brings version n to n + 1.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import apsw

from annotator.store.connection import transaction
from annotator.store.tables import VERSION

STEPS: dict[int, Callable[[apsw.Connection], None]] = {}


def needed(version: int) -> bool:
    return version < VERSION


def migrate(connection: apsw.Connection, path: Path, version: int) -> None:
    """Bring the open project to this program's version. Raises StoreError; a failed step changes nothing."""
    for number in range(version, VERSION):
        with transaction(connection, path):
            STEPS[number](connection)
            connection.pragma("user_version", number + 1)
