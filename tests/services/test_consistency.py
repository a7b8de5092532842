"""The same words labelled differently, or labelled here and not there, the most telling first."""

import pytest
from project_kit import new_session

from annotator.services import commands as c
from annotator.services.consistency import Inconsistency, inconsistencies, places
from annotator.services.zone_commands import MarkZone

GIVEN = [
    "Sở Y tế và Lan. SỞ  Y TẾ, Sở Y tế.",
    "Sở Y tế tỉnh; Lan; 20",
    "Lan ở Sở Y tế. 20",
    "Lan ở Sở Y tế.",
]


@pytest.fixture
def session(tmp_path):
    with new_session(tmp_path / "a.corpus", GIVEN) as session:
        yield session


def mark(session, document, words, label, nth=0):
    text, start = session.document(document).text, -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    session.execute(c.AddSpan(document, start, start + len(words), label))


def found(session, annotator="lan", **options):
    return {one.words: dict(one.counts) for one in inconsistencies(session.project, annotator, **options)}


def test_words_with_two_labels_are_found_whatever_their_spelling(session):
    mark(session, "d1", "Sở Y tế", "ORG")
    mark(session, "d1", "SỞ  Y TẾ", "ORG")
    mark(session, "d2", "Sở Y tế", "POSITION")
    mark(session, "d2", "Lan", "PERSON")
    assert found(session) == {"Sở Y tế": {("ORG",): 2, ("POSITION",): 1}}
    (item,) = inconsistencies(session.project, "lan")
    assert item.labelled_differently
    assert [(labels, hit.document) for labels, hit in places(session.project, item, "lan")] == [
        (("POSITION",), "d2"), (("ORG",), "d1"), (("ORG",), "d1"),
    ]  # fmt: skip


def test_unlabelled_words_count_only_where_somebody_looked(session):
    mark(session, "d1", "Lan", "PERSON")
    assert found(session) == {}
    session.execute(c.Finish("d2"))
    session.execute(c.MarkReviewed("d3", 4))
    assert found(session) == {"Lan": {("PERSON",): 1, (): 2}}
    assert found(session, annotator="bao") == {}
    assert found(session, annotator=None, unread=True) == {"Lan": {("PERSON",): 1, (): 2}}
    (item,) = inconsistencies(session.project, "lan")
    assert not item.labelled_differently
    assert item.usual == ()
    shown = [(labels, hit.document, hit.found) for labels, hit in places(session.project, item, "lan")]
    assert shown == [(("PERSON",), "d1", "Lan"), ((), "d2", "Lan"), ((), "d3", "Lan")]


def test_zones_longer_spans_and_bare_numbers_are_no_omissions(session):
    mark(session, "d1", "Sở Y tế", "ORG")
    mark(session, "d2", "Sở Y tế tỉnh", "ORG")
    mark(session, "d2", "20", "MONEY")
    session.execute(MarkZone("d3", 0, len(GIVEN[2])))
    for document in ("d2", "d3"):
        session.execute(c.Finish(document))
    assert found(session) == {}
    session.execute(c.MarkReviewed("d1", len(GIVEN[0])))
    assert found(session) == {"Sở Y tế": {(): 2, ("ORG",): 1}}


def test_one_place_with_two_labels_everywhere_is_consistent(session):
    for document in ("d1", "d2", "d3"):
        mark(session, document, "Sở Y tế", "ORG")
        mark(session, document, "Sở Y tế", "POSITION")
    assert found(session) == {}
    mark(session, "d4", "Sở Y tế", "ORG")
    assert found(session) == {"Sở Y tế": {("ORG", "POSITION"): 3, ("ORG",): 1}}


def test_all_people_are_compared_when_nobody_is_named(session):
    mark(session, "d1", "Lan", "PERSON")
    session.work_as("bao")
    mark(session, "d1", "Lan", "ORG")
    assert found(session) == {}
    assert found(session, annotator=None) == {"Lan": {("ORG",): 1, ("PERSON",): 1}}


def test_a_likely_slip_comes_before_what_says_nothing_yet():
    slip = Inconsistency("a", ((("ORG",), 50), (("PERSON",), 1)))
    even = Inconsistency("b", ((("ORG",), 25), (("PERSON",), 25)))
    few = Inconsistency("c", ((("ORG",), 1), ((), 1)))
    other_word = Inconsistency("d", (((), 100), (("PERSON",), 1)))
    assert slip.telling > even.telling > few.telling > other_word.telling
    assert even.entropy == 1 > slip.entropy > 0


def test_the_most_telling_comes_first_and_the_list_has_an_end(session):
    for document in ("d1", "d2", "d3"):
        mark(session, document, "Lan", "PERSON")
    mark(session, "d4", "Lan", "ORG")
    mark(session, "d1", "Y tế", "ORG")
    mark(session, "d2", "Y tế", "POSITION")
    assert [item.words for item in inconsistencies(session.project, "lan")] == ["Lan", "Y tế"]
    assert [item.words for item in inconsistencies(session.project, "lan", limit=1)] == ["Lan"]
