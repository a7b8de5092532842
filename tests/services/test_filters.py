"""Saved filters of the queue."""

import pytest
from project_kit import new_session

from annotator.errors import InvalidQuery
from annotator.services import commands as c
from annotator.services.filters import (
    SETTING,
    SavedFilter,
    as_setting,
    check_filter,
    passing,
    saved_filters,
    with_filter,
)


@pytest.fixture
def session(tmp_path):
    with new_session(tmp_path / "a.corpus", ["Đảng bộ một", "đang hai", "ba"]) as session:
        yield session


def test_filters_stay_with_the_project(session):
    one, two = SavedFilter("Cần xem", "unsure:"), SavedFilter("Đảng", "đảng", exact=True)
    session.set_setting(SETTING, as_setting([one, two]))
    assert saved_filters(session.project) == [one, two]
    again = SavedFilter("Cần xem", "note:")
    assert with_filter([one, two], again) == [again, two]
    assert with_filter([one], two) == [one, two]
    session.set_setting(SETTING, '{"damaged": true}')
    assert saved_filters(session.project) == []


def test_a_filter_is_about_whoever_looks(session):
    session.execute(c.Flag("d2", "?"))
    flagged = SavedFilter("x", "state:flagged")
    assert passing(session.project, flagged, "lan") == ["d2"]
    assert passing(session.project, flagged, "bao") == []
    assert passing(session.project, SavedFilter("x", "state:flagged by:lan"), "bao") == ["d2"]
    assert passing(session.project, SavedFilter("x", "state:new"), "bao") == ["d1", "d2", "d3"]


def test_words_with_and_without_marks(session):
    assert passing(session.project, SavedFilter("x", "dang"), "lan") == ["d1", "d2"]
    assert passing(session.project, SavedFilter("x", "đảng", exact=True), "lan") == ["d1"]
    assert passing(session.project, SavedFilter("x", "dang"), "lan", only=["d2", "d3"]) == ["d2"]


def test_a_filter_that_says_nothing_or_nonsense_is_refused(session):
    for query, reason in [("", "empty"), ("label:NONE", "label"), ('"x', "quote")]:
        with pytest.raises(InvalidQuery) as caught:
            check_filter(session.project, query, "lan")
        assert caught.value.reason == reason
    check_filter(session.project, "unsure: label:PERSON", "lan")
