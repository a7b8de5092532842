"""Attribute values of the spans that were worked on last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from annotator.store.connection import read_safely, rows
from annotator.store.project import Project

LAYERS, SPANS = 50, 3000  # as much as is read in some milliseconds, whatever the size of the project

_decode = msgspec.json.Decoder(list[Any]).decode


def recent_attributes(project: Project) -> list[Mapping[str, Any]]:
    """The attributes of at most ``SPANS`` spans that have any, in the layers that were changed last."""
    query = """SELECT s.extra FROM (SELECT num FROM layer WHERE num > 0 ORDER BY changed DESC LIMIT ?) l
        CROSS JOIN span s ON s.layer = l.num WHERE s.extra IS NOT NULL LIMIT ?"""
    with read_safely(project.path):
        found = [_decode(extra) for (extra,) in rows(project.connection, query, LAYERS, SPANS)]
    return [extra[0] for extra in found if extra and extra[0]]
