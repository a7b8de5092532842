"""A spaCy tokenizer for Vietnamese that cuts at syllables, numbers and signs. Needs spaCy only.

    [nlp.tokenizer]
    @tokenizers = "annotator.SyllableTokenizer.v1"

Give this file to spaCy with ``--code syllable_tokenizer.py``, or import it before ``spacy.load``. Tokens are letters
with their combining marks; numbers with their ``.`` and ``,``; every other sign by itself. White space is kept:
``doc.text == text`` for every text.

What comes out is spaCy's own ``Tokenizer`` with one pattern and no exceptions, so it saves and loads like any other,
and a pipeline that was saved with it needs this file only because its config names it. Pipelines trained from the
exported ``config.cfg`` name ``spacy.Tokenizer.v1`` instead, carry the pattern in their ``tokenizer`` file and need
no code at all.
"""

import re
import sys
import unicodedata

from spacy.tokenizer import Tokenizer
from spacy.util import registry


def _mark_class():
    """The combining marks as the inside of a character class; ``re`` has no name for them."""
    codes = [
        c
        for c in (*range(0x300, 0x1F000), *range(0xE0100, 0xE01F0))
        if unicodedata.category(chr(c))[0] == "M"
    ]
    parts = []
    start = previous = codes[0]
    for code in (*codes[1:], sys.maxunicode + 1):
        if code != previous + 1:
            parts.append(f"{chr(start)}-{chr(previous)}" if previous > start else chr(start))
            start = code
        previous = code
    return "".join(parts)


_M = _mark_class()
# Numbers | letters with their marks | white space | one sign | marks without a letter | what else is a word character.
PATTERN = rf"\d+(?:[.,]\d+)*[{_M}]*|[^\W\d_](?:[^\W\d_]|[{_M}])*|\s+|(?:[^\w\s]|_)[{_M}]*|[{_M}]+|\w"


def make_tokenizer(vocab):
    """spaCy's tokenizer, told to cut at every match of the pattern and nowhere else.

    The pattern tiles any text, so that cutting around its matches ("infixes") is the whole tokenization.
    """
    return Tokenizer(vocab, rules={}, infix_finditer=re.compile(PATTERN).finditer)


@registry.tokenizers("annotator.SyllableTokenizer.v1")
def create_syllable_tokenizer():
    """The factory that a config names."""

    def create(nlp):
        return make_tokenizer(nlp.vocab)

    return create
