"""Spans in excluded zones are neither counted nor compared, and zones travel with JSON lines."""

import pytest

from annotator.formats.scheme_toml import load_scheme
from annotator.model.people import Annotator
from annotator.model.zones import Zone, zones
from annotator.services.agreement import agreement
from annotator.services.commands import AddSpan, Finish
from annotator.services.exporting import export_jsonl
from annotator.services.importing import import_paths
from annotator.services.session import Session
from annotator.services.stats import stats
from annotator.services.zone_commands import MarkZone, ProposeZones
from annotator.store.doctor import check
from annotator.store.project import Project

TEXT = "Đảng bộ tỉnh họp.\nTin liên quan: Hà Nội.\n"
PEOPLE = Annotator("a", "An"), [Annotator("b", "Bình")]


@pytest.fixture
def session(tmp_path):
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    with Session.create(tmp_path / "p.corpus", load_scheme("neu-guong"), *PEOPLE) as made:
        import_paths(made.project, [tmp_path / "one.txt"], actor="a")
        made.forget()
        yield made


def document(session):
    return session.queue()[0].document


def test_counts_leave_zones_out(session):
    id = document(session)
    session.execute(AddSpan(id, 0, 7, "ORG"))
    start = TEXT.index("Hà Nội")
    session.execute(AddSpan(id, start, start + 6, "PLACE"))
    session.execute(ProposeZones(id, ((18, 39, "related"),)))
    (row,) = stats(session.project).layers
    assert (row.spans, dict(row.labels)) == (2, {"ORG": 1, "PLACE": 1})
    session.execute(MarkZone(id, 18, 39))
    (row,) = stats(session.project).layers
    assert (row.spans, dict(row.labels)) == (1, {"ORG": 1})


def test_what_one_of_two_excluded_is_not_compared(session):
    id, start = document(session), TEXT.index("Hà Nội")
    for person in ("a", "b"):
        session.work_as(person)
        session.execute(AddSpan(id, 0, 7, "ORG"))
        if person == "a":
            session.execute(AddSpan(id, start, start + 6, "PLACE"))
        session.execute(Finish(id))
    assert agreement(session.project).confusion() != {("ORG", "ORG"): 1}
    session.undo()
    session.execute(MarkZone(id, 18, 39))
    session.execute(Finish(id))
    assert agreement(session.project).confusion() == {("ORG", "ORG"): 1}


def test_zones_go_out_and_come_in(session, tmp_path):
    id = document(session)
    session.execute(MarkZone(id, 18, 39))
    export_jsonl(session.project, tmp_path / "out.jsonl", "a")
    with Project.create(tmp_path / "q.corpus", load_scheme("neu-guong"), [PEOPLE[0], *PEOPLE[1]]) as other:
        report = import_paths(other, [tmp_path / "out.jsonl"], actor="a")
        assert report.issues == []
    with Session.open(tmp_path / "q.corpus") as other:
        assert zones(other.layer(id).facts) == [Zone(18, 39)]
        assert check(other.project) == []
