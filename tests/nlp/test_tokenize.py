"""The cut without spaCy, the cut of the tokenizer that travels with an export, and the cut of a saved pipeline: one."""

import subprocess
import sys

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.assets import asset
from annotator.formats.docbin import make_tokenizer
from annotator.model.text import UNIT_PATTERN
from annotator.nlp.config import blank_pipeline
from annotator.nlp.tokenize import token_bounds

AWKWARD = [
    "Đảng", "ủy", "u\u0309", "4.617", "98,59%", "8/7/2019", "05-CT/TW", "TP.Thanh", "tỉnh./.", "1.", ",5", "don't",
    " ", "  ", "\t", "\n", "\n\n", "\r\n", "\r", "\xa0", "\u2028", "\u2029", "\x85", "\x1c", "\u3000", "\x00", "\ufeff",
    "\u200b", "\u0301", "\u0301\u0302", "_", "a_b", "½", "²", "٣", "…", "“", "😊", "👨‍👩‍👧", "中文", "http://a.b/c?d=1",
]  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.one_of(st.sampled_from(AWKWARD), st.characters(codec="utf-8")), max_size=30).map("".join),
    st.text(st.characters(codec="utf-8"), max_size=60),
    st.text(alphabet="aả1.,_ \n\u0301\u0323-", max_size=40),
)


def resource():
    """The file that travels with an export, loaded as spaCy's ``--code`` does."""
    from spacy.util import import_file

    return import_file("syllable_tokenizer", str(asset("spacy", "syllable_tokenizer.py")))


def cut(doc):
    return [(token.idx, token.idx + len(token)) for token in doc if not token.is_space]


@pytest.fixture(scope="module")
def tokenizers():
    resource()
    named = spacy.blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": NAME}}})
    return [named.tokenizer, blank_pipeline().tokenizer, make_tokenizer(spacy.blank("xx").vocab)]


NAME = "annotator.SyllableTokenizer.v1"


def test_the_pattern_is_the_same_in_both_places():
    assert resource().PATTERN == UNIT_PATTERN


@settings(max_examples=400)
@given(text=TEXTS)
def test_every_tokenizer_keeps_the_text_and_cuts_alike(tokenizers, text):
    for tokenizer in tokenizers:
        doc = tokenizer(text)
        assert doc.text == text
        assert cut(doc) == token_bounds(text)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("tỉnh./.", ["tỉnh", ".", "/", "."]),
        ("4.617 đồng chí", ["4.617", "đồng", "chí"]),
        ("98,59%", ["98,59", "%"]),
        ("8/7/2019", ["8", "/", "7", "/", "2019"]),
        ("Baonghean.vn", ["Baonghean", ".", "vn"]),
        ("Đa\u0309ng u\u0309y", ["Đa\u0309ng", "u\u0309y"]),
        ("a\u00a0 b", ["a", "b"]),
    ],
)
def test_what_a_token_is(text, tokens):
    assert [text[start:end] for start, end in token_bounds(text)] == tokens


def test_bytes_and_disk_carry_the_cut(tmp_path):
    tokenizer = blank_pipeline().tokenizer
    other = spacy.blank("xx")
    other.tokenizer.from_bytes(tokenizer.to_bytes())
    assert [t.text for t in other("98,59% ở TP.Thanh")] == ["98,59", "%", "ở", "TP", ".", "Thanh"]
    blank_pipeline().to_disk(tmp_path / "blank")
    assert [t.text for t in spacy.load(tmp_path / "blank")("tỉnh./.")] == ["tỉnh", ".", "/", "."]


def test_the_seed_spans_all_align(seeds):
    import json

    from annotator.model.span import Span
    from annotator.nlp.alignment import check

    rows = [json.loads(line) for line in (seeds / "spans.jsonl").read_text("utf-8").split("\n") if line]
    texts = {path.name: path.read_bytes().decode() for path in seeds.glob("*.txt")}
    rows = [row for row in rows if row["document"] in texts]
    assert len(rows) > 90
    for row in rows:
        text = texts[row["document"]]
        assert text[row["start"] : row["end"]] == row["text"]
        assert check(text, [Span("x", row["start"], row["end"], row["kind"])]) == []


def test_importing_the_package_loads_neither_spacy_nor_numpy():
    code = (
        "import sys, annotator.nlp, annotator.nlp.tokenize, annotator.nlp.alignment, annotator.nlp.flatten,"
        " annotator.nlp.training, annotator.formats.docbin, annotator.formats.docbin_export;"
        "assert not {'spacy', 'numpy', 'thinc'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
