"""Facts, zones and many layers changed as one step, through the session."""

import pytest
from project_kit import new_session

from annotator.errors import LayerFinished, UnknownZone
from annotator.model.facts import ASSIGNMENT
from annotator.model.zones import Zone, in_zone, zones
from annotator.services.bulk import commit_edits, planned
from annotator.services.commands import AddSpan, Finish, SetNote
from annotator.services.zone_commands import ClearZone, MarkZone, ProposeZones
from annotator.store.doctor import check


@pytest.fixture
def session(tmp_path):
    with new_session(tmp_path / "a.corpus") as session:
        yield session


def found(session, document="d1"):
    return zones(session.layer(document).facts)


def test_zones_that_touch_become_one_and_undo_gives_them_back(session):
    session.execute(ProposeZones("d1", ((0, 3, "share"), (20, 30, "links"))))
    session.execute(MarkZone("d1", 4, 7))
    assert found(session) == [Zone(0, 3, True, "share"), Zone(4, 7), Zone(20, 30, True, "links")]
    session.execute(MarkZone("d1", 2, 4))
    assert found(session) == [Zone(0, 7), Zone(20, 30, True, "links")]
    session.execute(MarkZone("d1", 20, 30))  # a proposal that a person agrees with
    assert found(session) == [Zone(0, 7), Zone(20, 30)]
    assert not session.execute(MarkZone("d1", 20, 30)).edits
    assert not session.execute(ProposeZones("d1", ((28, 33, "share"),))).edits
    session.undo()
    session.undo()
    assert found(session) == [Zone(0, 3, True, "share"), Zone(4, 7), Zone(20, 30, True, "links")]
    assert session.project.layer(session.key("d1")) == session.layer("d1")
    assert check(session.project) == []


def test_a_zone_is_taken_back_at_any_of_its_signs(session):
    session.execute(MarkZone("d1", 4, 7))
    with pytest.raises(UnknownZone):
        session.execute(ClearZone("d1", 7))
    session.execute(ClearZone("d1", 6))
    assert found(session) == []
    assert in_zone(3, 5, [Zone(4, 7)])
    assert not in_zone(3, 4, [Zone(4, 7)])


def test_facts_of_the_project_are_set_and_undone(session):
    told = []
    session.subscribe(told.append)
    session.set_facts("assign", ASSIGNMENT, {"d1\x1flan": {"batch": "1"}, "d2\x1fbao": {}})
    assert session.facts(ASSIGNMENT) == {"d1\x1flan": {"batch": "1"}, "d2\x1fbao": {}}
    assert not session.set_facts("assign", ASSIGNMENT, {"d2\x1fbao": {}}).edits
    session.set_facts("assign", ASSIGNMENT, {"d1\x1flan": None, "d2\x1fbao": {"blind": True}})
    assert session.facts(ASSIGNMENT) == {"d2\x1fbao": {"blind": True}}
    session.undo()
    session.undo()
    assert session.facts(ASSIGNMENT) == {}
    session.redo()
    assert len(session.facts(ASSIGNMENT)) == 2
    assert all(change.wide for change in told)
    assert check(session.project) == []


def test_many_layers_are_one_step(session):
    commands = [AddSpan(f"d{n}", 0, 3, "ORG") for n in (1, 2, 3)] + [AddSpan("d3", 4, 6, "ORG")]
    with session.hold() as project:
        count = commit_edits(project, "label-all", "lan", planned(project, "lan", commands))
    session.changed_widely("label-all")
    assert count == 7  # each layer is begun, and four spans
    assert [len(session.layer(f"d{n}").spans) for n in (1, 2, 3)] == [1, 1, 2]
    session.undo()
    assert [len(session.layer(f"d{n}").spans) for n in (1, 2, 3)] == [0, 0, 0]
    assert check(session.project) == []


def test_what_is_refused_is_listed_or_stops_everything(session):
    session.execute(Finish("d2"))
    commands = [AddSpan(f"d{n}", 0, 3, "ORG") for n in (1, 2, 3)]
    with pytest.raises(LayerFinished), session.hold() as project:
        commit_edits(project, "label-all", "lan", planned(project, "lan", commands))
    assert not session.layer("d1").spans
    refused = []
    with session.hold() as project:
        commit_edits(project, "label-all", "lan", planned(project, "lan", commands, refused))
    session.changed_widely("label-all")
    assert [command.document for command, _ in refused] == ["d2"]
    assert [len(session.layer(f"d{n}").spans) for n in (1, 2, 3)] == [1, 0, 1]


def test_today_counts_spans_however_they_were_marked(session):
    assert session.today() == (0, 0)
    session.execute(AddSpan("d1", 0, 3, "ORG"))
    with session.hold() as project:
        commands = [AddSpan(f"d{n}", 4, 6, "ORG") for n in (1, 2, 3)]
        commit_edits(project, "label-all", "lan", planned(project, "lan", commands))
    session.changed_widely("label-all")
    session.execute(SetNote("d1", next(iter(session.layer("d1").spans)), '["span+",["x",0,1,"ORG"]]'))
    session.execute(Finish("d2"))
    assert session.today() == (1, 4)
    session.work_as("bao")
    assert session.today() == (0, 0)
    session.work_as("lan")
    session.undo()
    session.undo()
    session.undo()
    assert session.today() == (0, 1)
