"""Active time: pauses capped, one file beside no project, nothing thrown away; progress counted from the project."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.services.activity import CAP, Activity, activity_file
from annotator.services.activity_progress import progress_in_file


def test_pauses_count_at_most_the_cap_and_go_to_the_document_that_was_on_show(tmp_path):
    activity = Activity(tmp_path / "a.json", "lan")
    for document, now in (("one", 0.0), ("one", 10.0), ("two", 15.0), ("two", 1000.0), ("one", 1001.0)):
        activity.touch(document, now, "2026-11-22")
    assert activity.by_document() == {"one": 15.0, "two": CAP + 1.0}
    assert activity.by_day() == {"2026-11-22": 76.0}


def test_times_are_found_again_by_person_and_survive_others(tmp_path):
    file = activity_file(tmp_path, "0f/..\\x")
    assert file.parent == tmp_path / "activity"
    first = Activity(file, "lan")
    first.touch("d", 0, "2026-11-21")
    first.touch("d", 5, "2026-11-21")
    assert first.flush()
    second = Activity(file, "bao")
    second.touch("d", 0, "2026-11-22")
    second.touch("d", 7, "2026-11-22")
    assert second.flush()
    again = Activity(file, "lan")
    assert again.by_day() == {"2026-11-21": 5.0}
    again.touch("d", 100, "2026-11-22")
    again.touch("d", 101, "2026-11-22")
    again.rest()
    again.touch("d", 500, "2026-11-22")
    assert again.by_document() == {"d": 6.0}


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "{",
        "[]",
        '{"version": 2}',
        '{"version": 1, "people": {"lan": 3}}',
        '{"version": 1, "people": {"lan": {"d": {"x": -1}}}}',
    ],
)
def test_a_damaged_file_is_set_aside(tmp_path, stored):
    file = tmp_path / "a.json"
    file.write_text(stored, encoding="utf-8")
    activity = Activity(file, "lan")
    assert activity.days == {}
    assert (tmp_path / "a.json.damaged").read_text(encoding="utf-8") == stored
    activity.touch("d", 0, "2026-11-22")
    activity.touch("d", 1, "2026-11-22")
    assert activity.flush()
    assert json.loads(file.read_text(encoding="utf-8"))["people"] == {"lan": {"2026-11-22": {"d": 1}}}


def test_a_disk_that_refuses_is_tried_again(tmp_path):
    (tmp_path / "activity").write_text("in the way", encoding="utf-8")
    activity = Activity(activity_file(tmp_path, "p"), "lan")
    activity.touch("d", 0, "2026-11-22")
    activity.touch("d", 1, "2026-11-22")
    assert not activity.flush()
    (tmp_path / "activity").unlink()
    assert activity.flush()
    assert Activity(activity_file(tmp_path, "p"), "lan").by_document() == {"d": 1.0}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 500)), max_size=30))
def test_the_sum_is_the_sum_of_the_capped_gaps(tmp_path_factory, steps):
    activity = Activity(tmp_path_factory.mktemp("t") / "a.json", "lan")
    now, expected = 0.0, 0.0
    for number, (document, gap) in enumerate(steps):
        now += gap
        activity.touch(document, now, "2026-11-22")
        expected += min(gap, CAP) if number else 0.0
    assert sum(activity.by_document().values()) == pytest.approx(expected)
    assert sum(activity.by_day().values()) == pytest.approx(expected)


def test_progress_counts_days_labels_and_times(tmp_path):
    from annotator.formats.scheme_toml import load_scheme
    from annotator.model.people import Annotator
    from annotator.services.commands import AddSpan, Finish
    from annotator.services.importing import import_paths
    from annotator.services.session import Session

    (tmp_path / "a.txt").write_text("Đảng bộ khối\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Nguyễn Nam Đình\n", encoding="utf-8")
    with Session.create(tmp_path / "p.corpus", load_scheme("neu-guong"), Annotator("lan", "Lan")) as session:
        import_paths(session.project, [tmp_path / "a.txt", tmp_path / "b.txt"], actor="lan")
        first, second = [item.document for item in session.queue()]
        session.execute(AddSpan(first, 0, 4, "ORG"))
        session.execute(AddSpan(first, 5, 7, "ORG"))
        session.undo()
        session.execute(Finish(first))
    found = progress_in_file(
        tmp_path / "p.corpus", "lan", {"2000-01-01": 30.0}, {first: 90.0, "gone": 5.0, second: 100.0}
    )
    assert (found.done, found.total) == (1, 2)
    assert [(one.documents, one.spans, one.seconds) for one in found.days] == [(1, 1, 0.0), (0, 0, 30.0)]
    assert found.labels == {"ORG": 1}
    assert [seconds for _, seconds in found.documents] == [100.0, 90.0]
