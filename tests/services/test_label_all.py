"""The same words everywhere at once: what is proposed, what is left out, and one step that undoes it all."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from project_kit import assert_sound, do, folder, new_session, random_gestures

from annotator.errors import Cancelled, UnknownLabel
from annotator.model.layer import LayerState
from annotator.services import commands as c
from annotator.services.label_all import Left, Request, apply, propose
from annotator.services.zone_commands import MarkZone

GIVEN = [
    "Hoà Bình và HÒA BÌNH; Hoa Binh. Đường Hòa Bình",
    unicodedata.normalize("NFD", "Ở Hòa Bình, hòa bình."),
    "Hòa Bình đã xong, Hòa Bình.",
    "Không có gì.",
    "Hòa Bình (tin liên quan) Hòa Bình",
    "Hòa\u00a0 Bình bỏ qua.",
]


@pytest.fixture
def session(tmp_path):
    with new_session(tmp_path / "a.corpus", GIVEN) as session:
        yield session


def mark(session, document, words, label, nth=0, **values):
    text, start = session.document(document).text, -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return session.execute(c.AddSpan(document, start, start + len(words), label, values)).edits[-1][1].span


def request(doing="label", label="ORG", words="Hòa Bình", **options):
    return Request(doing, words, label, "lan", **options)


def places(proposal):
    return [(place.document, unicodedata.normalize("NFC", place.found)) for place in proposal.places]


def run(session, wanted, ticked=None):
    proposal = propose(session.project, wanted)
    with session.hold() as project:
        done = apply(project, wanted, proposal.places if ticked is None else ticked(proposal), "lan")
    session.changed_widely("label-all")
    return done


def labelled(session, document, label):
    text = session.document(document).text
    spans = session.layer(document).in_order()
    return [unicodedata.normalize("NFC", text[s.start : s.end]) for s in spans if s.label == label]


def test_every_spelling_is_proposed_and_what_is_left_out_is_counted(session):
    mark(session, "d1", "Hoà Bình", "ORG")
    mark(session, "d1", "Đường Hòa Bình", "ORG")
    session.execute(c.Finish("d3"))
    session.execute(MarkZone("d5", GIVEN[4].index(" ("), len(GIVEN[4])))
    session.execute(c.Skip("d6", "x"))
    proposal = propose(session.project, request())
    assert places(proposal) == [
        ("d1", "HÒA BÌNH"), ("d1", "Hòa Bình"), ("d2", "Hòa Bình"), ("d2", "hòa bình"), ("d5", "Hòa Bình"),
    ]  # fmt: skip
    assert [place.inside for place in proposal.places] == [False, True, False, False, False]
    assert proposal.left == {Left.LABELLED: 1, Left.FINISHED: 2, Left.ZONE: 1, Left.SKIPPED: 1}
    assert proposal.closed == ["d3", "d6"]
    assert proposal.documents == 3


def test_marks_may_be_disregarded_and_the_scope_narrowed(session):
    assert places(propose(session.project, request(exact=False, document="d1"))) == [
        ("d1", "Hoà Bình"), ("d1", "HÒA BÌNH"), ("d1", "Hoa Binh"), ("d1", "Hòa Bình"),
    ]  # fmt: skip
    assert propose(session.project, request(words=" ")).places == []
    with pytest.raises(UnknownLabel):
        propose(session.project, request(label="NONE"))


def test_another_persons_layer_is_neither_asked_nor_touched(session):
    session.work_as("bao")
    mark(session, "d1", "Hoà Bình", "ORG")
    session.execute(c.Finish("d3"))
    session.work_as("lan")
    proposal = propose(session.project, request())
    assert not proposal.left
    run(session, request())
    session.work_as("bao")
    assert labelled(session, "d1", "ORG") == ["Hoà Bình"]


def test_label_all_is_one_step_and_carries_the_values(session):
    wanted = request(label="MONEY", attributes={"value": "5", "alive": True})
    done = run(session, wanted, lambda proposal: proposal.places[1:])
    assert (done.changed, done.documents, done.gone) == (9, 5, 0)
    assert labelled(session, "d1", "MONEY") == ["HÒA BÌNH", "Hòa Bình"]
    assert {tuple(s.attributes.items()) for s in session.layer("d2").spans.values()} == {(("value", "5"),)}
    assert session.layer("d2").state is LayerState.IN_PROGRESS
    assert session.next_undo().name == "label-all"
    assert_sound(session.project)
    session.undo()
    assert all(not session.layer(f"d{n}").spans for n in range(1, 7))
    assert session.layer("d2").state is LayerState.NEW
    session.redo()
    assert labelled(session, "d1", "MONEY") == ["HÒA BÌNH", "Hòa Bình"]
    assert_sound(session.project)


def test_what_changed_since_the_proposal_is_left_alone_and_counted(session):
    proposal = propose(session.project, request())
    mark(session, "d1", "Hoà Bình", "ORG")
    session.execute(c.Finish("d3"))
    with session.hold() as project:
        done = apply(project, request(), proposal.places, "lan")
    session.changed_widely("label-all")
    assert (done.changed, done.gone) == (7, 3)
    assert labelled(session, "d3", "ORG") == []
    assert_sound(session.project)


def test_remove_all_takes_relations_along(session):
    person = mark(session, "d1", "HÒA BÌNH", "PERSON")
    org = mark(session, "d1", "Hoà Bình", "ORG")
    session.execute(c.AddRelation("d1", "AT", person.id, org.id))
    mark(session, "d3", "Hòa Bình", "ORG")
    mark(session, "d3", "Hòa Bình đã xong", "ORG")
    before = session.project.layer(session.key("d1"))
    proposal = propose(session.project, request("remove"))
    assert [(p.document, p.label) for p in proposal.places] == [("d1", "ORG"), ("d3", "ORG")]
    assert run(session, request("remove")).changed == 2
    assert not session.layer("d1").relations
    assert labelled(session, "d3", "ORG") == ["Hòa Bình đã xong"]
    assert_sound(session.project)
    session.undo()
    assert session.layer("d1") == before


def test_relabel_all_keeps_what_fits_and_makes_no_doubles(session):
    person = mark(session, "d1", "HÒA BÌNH", "PERSON", alive=True)
    post = mark(session, "d1", "Hòa Bình", "POSITION")
    session.execute(c.AddRelation("d1", "HOLDS", person.id, post.id))
    mark(session, "d2", unicodedata.normalize("NFD", "Hòa Bình"), "PERSON")
    mark(session, "d3", "Hòa Bình", "PERSON")
    mark(session, "d3", "Hòa Bình", "ORG")
    wanted = request("relabel", old="PERSON")
    assert len(propose(session.project, wanted).places) == 3
    done = run(session, wanted)
    assert (done.changed, done.gone) == (2, 1)
    assert session.layer("d1").spans[person.id].label == "ORG"
    assert not session.layer("d1").spans[person.id].attributes
    assert not session.layer("d1").relations
    assert_sound(session.project)
    session.undo()
    assert session.layer("d1").spans[person.id] == person


def test_stopped_half_way_nothing_has_changed(session):
    def progress(done, total, text=""):
        raise Cancelled

    proposal = propose(session.project, request())
    with session.hold() as project, pytest.raises(Cancelled):
        apply(project, request(), proposal.places, "lan", progress)
    session.forget()
    assert not session.layer("d1").spans
    assert_sound(session.project)


@settings(max_examples=10)
@given(st.integers(0, 10_000), st.sampled_from(["label", "remove", "relabel"]), st.booleans())
def test_undo_brings_back_every_layer(seed, doing, exact):
    words = ["a b", "đồng", "Ông", "a", "nhận"][seed % 5]
    given_texts = ["Ông a nhận a b, a đồng đồng", "a a a ông Ong nhận dong", "b a"]
    with folder() as path, new_session(path / "a.corpus", given_texts) as session:
        for four in random_gestures(seed, 30):
            do(session, four)
        session.work_as("lan")
        before = {f"d{n}": session.project.layer(session.key(f"d{n}")) for n in (1, 2, 3)}
        wanted = request(doing, "PERSON", words, exact=exact)
        done = run(session, wanted)
        assert_sound(session.project)
        if done.changed:
            left = propose(session.project, wanted).places
            assert doing != "label" or not left
            session.undo()
        assert {id: session.project.layer(session.key(id)) for id in before} == before
