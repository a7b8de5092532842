"""Which documents may hold some words: candidates from the index, to be verified against their texts.

The index's own tokenizer (in C) drops case and marks; only ``đ``, which has no decomposition, is mapped before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import apsw

_WORD = re.compile(r"\w[\w\u0300-\u036f]*")


def index_text(text: str) -> str:
    """What the index is given: ``text`` with ``đ``, ``Đ`` and their look-alikes as ``d``."""
    return text.replace("đ", "d").replace("Đ", "d").replace("ð", "d").replace("Ð", "d")


def candidates(connection: apsw.Connection, words: str) -> Iterator[str]:
    """Ids of documents that hold every word of ``words``, regardless of case and marks; all where there is no word."""
    terms = sorted(set(_WORD.findall(index_text(words))))
    if not terms:
        query = "SELECT id FROM document WHERE NOT withdrawn ORDER BY num"
        rows = connection.execute(query)
    else:
        match = " AND ".join(f'"{term}"' for term in terms)
        query = """SELECT d.id FROM search s JOIN document d ON d.num = s.rowid
                   WHERE s.folded MATCH ? AND NOT d.withdrawn ORDER BY d.num"""
        rows = connection.execute(query, (match,))
    for (id,) in rows:
        yield id
