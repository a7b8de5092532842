"""Old projects open for ever: numbered steps from one version of the tables to the next, each in one transaction.

A project is backed up before its first step. ``STEPS[n]`` brings version n to n + 1.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import apsw

from annotator.errors import Corrupt
from annotator.store.connection import transaction
from annotator.store.tables import VERSION


def _facts(connection: apsw.Connection) -> None:
    """Version 2: facts, and where a row of the log was written."""
    connection.execute("""
        CREATE TABLE fact (
            layer INTEGER NOT NULL REFERENCES layer (num),
            kind  TEXT NOT NULL CHECK (kind <> ''),
            key   TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (layer, kind, key)
        ) WITHOUT ROWID;
        CREATE INDEX fact_kind ON fact (kind, key);
        ALTER TABLE log ADD COLUMN origin TEXT NOT NULL DEFAULT '';
        DROP INDEX log_step;
        CREATE INDEX log_step ON log (step) WHERE origin = '';
    """)


STEPS: dict[int, Callable[[apsw.Connection], None]] = {1: _facts}


def needed(version: int) -> bool:
    return version < VERSION


def migrate(connection: apsw.Connection, path: Path, version: int) -> None:
    """Bring the open project to this program's version. Raises StoreError; a failed step changes nothing."""
    for number in range(version, VERSION):
        with transaction(connection, path):
            try:
                STEPS[number](connection)
            except apsw.SQLError as error:  # tables that are not those of this version
                raise Corrupt(path=str(path), detail=str(error)) from error
            connection.pragma("user_version", number + 1)
