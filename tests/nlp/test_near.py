"""Near-duplicates: reprints are found, different articles are not, and what was found depends on nothing else."""

import random
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from annotator.nlp.near import NEAR, NearIndex, likeness, sketch

WORDS = [
    f"{a}{b}" for a in ("b", "c", "đ", "g", "h", "tr", "nh") for b in ("an", "ế", "ương", "ộ", "iệt", "ai")
]


def article(seed, length=400):
    rng = random.Random(seed)
    return " ".join(rng.choice(WORDS) for _ in range(length))


@given(st.text(max_size=200))
def test_a_text_is_like_itself_whatever_its_case_and_form(text):
    found = sketch(text)
    assert found == tuple(sorted(set(found)))
    assert likeness(found, found) in (0.0, 1.0)
    plain = article(3)
    assert sketch(plain) == sketch(unicodedata.normalize("NFD", plain)) == sketch(plain.upper())


def test_the_estimate_is_near_the_truth():
    whole = article(1, 600).split()
    for kept in (0.2, 0.5, 0.8):
        part = whole[: int(kept * len(whole))]
        assert abs(likeness(sketch(" ".join(whole)), sketch(" ".join(part))) - kept) < 0.09


def test_reprints_are_found_and_other_articles_are_not():
    index = NearIndex()
    for seed in range(30):
        assert index.add(f"d{seed}", article(seed)) == []
    edited = article(7).split()
    edited[50:60] = ["mới"] * 10
    assert index.add("reprint", "Theo báo ấy.\n" + " ".join(edited)) == ["d7"]
    assert index.add("again", article(7)) == ["d7", "reprint"]


def test_many_copies_stay_in_one_group():
    index = NearIndex()
    found = [index.add(f"d{n}", article(5) + f" {n}") for n in range(60)]
    assert all("d0" in near for near in found[1:])
    assert likeness(sketch(article(5)), sketch(article(5) + " 59")) > NEAR


def test_short_texts_are_near_only_when_they_are_the_same():
    index = NearIndex()
    assert index.add("a", "Tin vắn") == []
    assert index.add("b", "Tin vắn.") == ["a"]
    assert index.add("c", "Tin dài") == []
    assert index.add("d", "…") == []
