"""Splits: the same everywhere, stable when documents are added, never without train and dev."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from annotator.nlp.splits import Split, named, split_of, splits, stratified

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


# --- seeds, shares, labels ----------------------------------------------------------------------------------------------------
GROUPS = st.dictionaries(
    st.text(min_size=1, max_size=5), st.dictionaries(st.sampled_from("ABC"), st.integers(0, 9)), max_size=25
)


@given(keys=KEYS, seed=st.text(max_size=3))
def test_another_seed_is_another_draw_and_the_same_seed_the_same(keys, seed):
    assert splits(keys, seed) == splits(keys, seed)
    assert splits(keys, "") == splits(keys)


def test_shares_are_kept():
    found = Counter(splits((f"d{n}" for n in range(4000)), "s", (0.5, 0.2, 0.3)).values())
    assert abs(found[Split.TRAIN] - 2000) < 120
    assert abs(found[Split.DEV] - 800) < 100
    assert splits(f"d{n}" for n in range(99)) != splits((f"d{n}" for n in range(99)), "s")


@given(groups=GROUPS, data=st.data())
def test_stratified_places_all_and_moves_none_that_is_fixed(groups, data):
    fixed = {key: data.draw(st.sampled_from(Split)) for key in groups if data.draw(st.booleans())}
    found = stratified(groups, {**fixed, "gone": Split.TEST})
    assert list(found) == list(groups)
    assert {key: found[key] for key in fixed} == fixed
    assert found == stratified(dict(reversed(groups.items())), fixed), "the order given plays no part"


def test_stratified_gives_every_split_its_share_of_a_rare_label():
    groups = {f"d{n}": {"COMMON": 5, "RARE": int(n % 10 == 0)} for n in range(100)}
    found = stratified(groups)
    rare = Counter(found[key] for key, labels in groups.items() if labels["RARE"])
    assert rare == {Split.TRAIN: 8, Split.DEV: 1, Split.TEST: 1}
    assert Counter(found.values()) == {Split.TRAIN: 80, Split.DEV: 10, Split.TEST: 10}


def test_names_of_splits():
    assert [named(name) for name in ("train", " Valid ", "validation", "TEST", "x", "")] == [
        Split.TRAIN,
        Split.DEV,
        Split.DEV,
        Split.TEST,
        None,
        None,
    ]
