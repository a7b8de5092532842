"""Which documents may hold some words: candidates from the index, to be verified against their texts.

The index's own tokenizer (in C) drops case and marks as ``fold_loose`` does, but for ``đ`` and for signs that are
rare in Vietnamese text; a text that holds such signs is folded before. Words are narrowed down by only where both
agree: a candidate too many costs a look, one too few would be a hit that nobody sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import apsw

from annotator.model.text import fold_loose

_LETTERS = "À-ÏÑ-ÖØ-ÞàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9"
_MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
_SIGNS = "\u00a0«»°·×÷\u2000-\u2030₫"
_ODD = re.compile(
    f"[^\x00-\x7f{_LETTERS}{_MARKS}{_SIGNS}]"
)  # where the index's tokenizer may think otherwise
_PICTURES = re.compile("[\u2190-\u21ff\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?")
_NO_WORD = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]+")


def index_text(text: str) -> str:
    """What the index is given: ``text`` with ``đ`` and ``Đ`` as ``d``; all of it folded where it holds odd signs."""
    if _ODD.search(text):
        text = _PICTURES.sub(" ", text)  # no words, neither here nor in C; often the only odd signs
    if _ODD.search(text):
        return _NO_WORD.sub(" ", fold_loose(text))  # so that the tokenizer has no say in where words end
    return text.replace("đ", "d").replace("Đ", "d")


def match_words(words: str) -> str:
    """The index's own query for every word of ``words``, regardless of case and marks; empty where there is no word."""
    terms = sorted({word for word in _WORD.findall(fold_loose(words)) if word.isascii()})
    return " AND ".join(f'"{term}"' for term in terms)


def candidates(connection: apsw.Connection, words: str) -> Iterator[str]:
    """Ids of documents that hold every word of ``words``, regardless of case and marks; all where there is no word."""
    match = match_words(words)
    if not match:
        query = "SELECT id FROM document WHERE NOT withdrawn ORDER BY num"
        rows = connection.execute(query)
    else:
        query = """SELECT d.id FROM search JOIN document d ON d.num = search.rowid
                   WHERE search MATCH ? AND NOT d.withdrawn ORDER BY d.num"""
        rows = connection.execute(query, (match,))
    for (id,) in rows:
        yield id
