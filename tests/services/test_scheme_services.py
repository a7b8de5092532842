"""A changed scheme in a project: shown whole, one step, one undo, by whom it may be done, and stopped without a trace."""

import pytest
from project_kit import BAO, LAN, SCHEME, assert_sound, bring_texts, contents, log_heads

from annotator.errors import Cancelled, ChangedSince, NotManager, UnknownLabel
from annotator.model import scheme_edit as se
from annotator.model.edit import LayerKey
from annotator.model.people import Annotator, Role
from annotator.model.scheme import Label, LabelScheme
from annotator.model.scheme_edit_layers import Becomes
from annotator.services import commands as c
from annotator.services.scheme_changes import apply, may_change, preview, replacement
from annotator.services.session import Session
from annotator.store import scheme_use

HA = Annotator("ha", "Hà", Role.MANAGER)


@pytest.fixture
def session(tmp_path):
    """Lan and Bảo have marked the same three places; Bảo has finished; Hà sits at the machine."""
    with Session.create(tmp_path / "a.corpus", SCHEME, LAN, [BAO, HA]) as session:
        bring_texts(session.project, ["Ông An ở Sở Y tế nhận 300 triệu đồng.", "Bà Bình."])
        for person in ("bao", "lan"):
            session.work_as(person)
            session.execute(c.AddSpan("d1", 22, 36, "MONEY", {"unit": "đồng"}, id="m"))
            session.execute(c.AddSpan("d1", 4, 6, "PERSON", id="p"))
            session.execute(c.AddSpan("d1", 9, 16, "ORG", id="o"))
            session.execute(c.AddRelation("d1", "AT", "p", "o"))
        session.work_as("bao")
        session.execute(c.Finish("d1"))
        session.work_as("ha")
        yield session


def run(session, change, name="change-scheme", actor=None):
    with session.hold() as project:
        done = apply(project, change, actor or session.annotator.id, name)
    session.changed_widely(name)
    return done


def labels_of(session, person):
    layer = session.project.layer(LayerKey("d1", person))
    return {span.id: span.label for span in layer.spans.values()}


def test_the_preview_lists_every_span_and_changes_nothing(session):
    before, heads = contents(session.project), log_heads(session.project)
    found = preview(session.project, se.merge_labels(se.begin(SCHEME), "MONEY", "DATE"))
    assert [(one.document, one.annotator, one.finished, one.found) for one in found.touched] == [
        ("d1", "bao", True, "300 triệu đồng"),
        ("d1", "lan", False, "300 triệu đồng"),
    ]
    assert [one.effect.becomes for one in found.touched] == [Becomes.MOVED] * 2
    assert (found.layers, found.finished, dict(found.changing), found.lost) == (2, 1, {"bao": 1, "lan": 1}, 2)
    assert [one.what for one in found.differences] == ["retired"]
    assert (contents(session.project), log_heads(session.project)) == (before, heads)
    assert may_change(session.project, found, "ha")
    assert not may_change(session.project, found, "lan")


def test_scheme_and_spans_are_one_step_and_one_undo(session):
    before = contents(session.project)
    done = run(session, se.merge_labels(se.begin(SCHEME), "MONEY", "DATE"), "merge-labels")
    assert (done.version, done.spans, done.layers) == (2, 2, 2)
    assert session.scheme.version == 2
    assert session.scheme.label("MONEY").retired
    assert labels_of(session, "bao")["m"] == labels_of(session, "lan")["m"] == "DATE"
    layer = session.project.layer(LayerKey("d1", "bao"))
    assert (layer.state.value, layer.spans["m"].note) == ("finished", "unit: đồng")
    who = session.project.connection.execute(
        "SELECT DISTINCT actor FROM log WHERE name = 'merge-labels'"
    ).fetchall()
    assert who == [("ha",)]
    assert_sound(session.project)
    session.undo()
    assert session.scheme == SCHEME
    assert contents(session.project) == before
    session.redo()
    assert session.scheme.version == 2
    assert labels_of(session, "lan")["m"] == "DATE"
    session.undo()
    assert run(session, se.retire_label(se.begin(session.scheme), "ORG")).version == 3  # old versions stay
    assert scheme_use.last_version(session.project) == 3
    assert_sound(session.project)


def test_other_peoples_layers_are_changed_by_a_manager_alone(session):
    change = se.merge_labels(se.begin(SCHEME), "MONEY", "DATE")
    heads = log_heads(session.project)
    session.work_as("lan")
    with pytest.raises(NotManager), session.hold() as project:
        apply(project, change, "lan")
    assert (session.scheme, log_heads(session.project)) == (SCHEME, heads)
    run(session, se.retire_label(se.begin(SCHEME), "ORG"))  # touches nobody's layer
    assert session.scheme.label("ORG").retired


def test_a_change_of_names_touches_no_span(session):
    change = se.change_label(se.begin(SCHEME), "ORG", names={"vi": "Tổ chức"}, hue=20.0)
    found = preview(session.project, change)
    assert (found.touched, found.layers) == ([], 0)
    assert run(session, change).spans == 0
    assert session.scheme.label("ORG").names == {"vi": "Tổ chức"}


def test_a_split_by_text_and_relations_that_no_longer_fit(session):
    site = Label("PLACE", "entity", {"en": "Place"}, {"en": "Place"})
    change = se.split_label(se.begin(SCHEME), "ORG", site, se.Pick(words=("sở y tế",)))
    assert run(session, change, "split-label").spans == 2
    assert labels_of(session, "lan")["o"] == "PLACE"
    assert len(session.project.layer(LayerKey("d1", "lan")).relations) == 1
    back = se.merge_labels(se.begin(session.scheme), "PLACE", "DATE")
    found = preview(session.project, back)
    assert found.counts == {Becomes.MOVED: 2, Becomes.RELATION: 2}
    run(session, back)
    assert not session.project.layer(LayerKey("d1", "lan")).relations
    assert_sound(session.project)


def test_undo_is_refused_where_somebody_has_built_on_it(session):
    run(session, se.add_label(se.begin(SCHEME), Label("PLACE", "entity", {"en": "Place"}, {"en": "Place"})))
    session.work_as("lan")
    session.execute(c.AddSpan("d2", 0, 2, "PLACE"))
    session.work_as("ha")
    with pytest.raises(ChangedSince) as refused:
        session.undo()
    assert (refused.value.document, refused.value.annotator) == ("d2", "lan")
    session.work_as("lan")
    run(session, se.retire_label(se.begin(session.scheme), "ORG"))
    session.work_as("ha")
    with pytest.raises(ChangedSince) as refused:  # another version is in force
        session.undo()
    assert refused.value.reason == "project"
    with pytest.raises(ChangedSince), session.hold() as project:
        apply(project, se.begin(SCHEME), "ha")
    assert_sound(session.project)


def test_stopping_leaves_nothing(session):
    heads = log_heads(session.project)

    def stop(done, total, text=""):
        if total and done == total:
            raise Cancelled

    with pytest.raises(Cancelled), session.hold() as project:
        apply(project, se.merge_labels(se.begin(SCHEME), "MONEY", "DATE"), "ha", progress=stop)
    assert log_heads(session.project) == heads
    assert session.scheme == SCHEME
    assert scheme_use.last_version(session.project) == 1


def test_another_scheme_in_its_place(session):
    data = SCHEME.to_dict()
    data["labels"] = [one for one in data["labels"] if one["id"] != "MONEY"]
    data["attributes"] = [one for one in data["attributes"] if one["id"] != "unit"]
    change = replacement(session.project, LabelScheme.from_dict(data))
    assert preview(session.project, change).counts == {Becomes.STAYS: 2}
    assert run(session, change, "replace-scheme").spans == 0
    assert session.scheme.label("MONEY").retired
    assert session.project.layer(LayerKey("d1", "lan")).spans["m"].attributes == {"unit": "đồng"}
    assert_sound(session.project)
    session.undo()
    moved = replacement(session.project, LabelScheme.from_dict(data), {"MONEY": "ORG"})
    assert preview(session.project, moved).counts == {Becomes.MOVED: 2}
    with pytest.raises(UnknownLabel):
        replacement(session.project, LabelScheme.from_dict(data), {"ORG": "MONEY"})
