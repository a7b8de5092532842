"""Splits: the same everywhere, stable when documents are added, never without train and dev."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from annotator.nlp.splits import Split, split_of, splits

KEYS = st.lists(st.text(max_size=8), unique=True, max_size=40)


def test_the_shares_are_about_right_and_fixed():
    found = Counter(splits(f"document-{n}" for n in range(5000)).values())
    assert 3900 < found[Split.TRAIN] < 4100
    assert 430 < found[Split.DEV] < 570
    assert [split_of(key).value for key in "abcdefghijklmnopqrst"] == (
        [
            "train",
            "train",
            "train",
            "train",
            "train",
            "train",
            "dev",
            "train",
            "dev",
            "train",
            "train",
            "train",
            "train",
            "train",
            "train",
            "train",
            "train",
            "train",
            "train",
            "dev",
        ]
    )


@given(keys=KEYS)
def test_two_documents_are_enough_for_train_and_dev(keys):
    found = splits(keys)
    assert list(found) == keys
    if len(keys) >= 2:
        assert {Split.TRAIN, Split.DEV} <= set(found.values())
    assert found == dict(sorted(splits(reversed(keys)).items(), key=lambda item: keys.index(item[0])))


@given(keys=KEYS, more=st.text(min_size=9, max_size=12))
def test_adding_a_document_moves_none_but_a_borrowed_one(keys, more):
    before, after = splits(keys), splits([*keys, more])
    moved = [key for key in keys if before[key] is not after[key]]
    assert all(before[key] is not split_of(key) or after[key] is not split_of(key) for key in moved)
    if {split_of(key) for key in keys} >= {Split.TRAIN, Split.DEV}:
        assert moved == []
