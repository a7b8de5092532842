"""Finding in a project: by words, by what was marked, by who, where and in which state."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from project_kit import TEXTS, do, folder, new_project, new_session, random_gestures

from annotator.errors import Cancelled, InvalidQuery
from annotator.model.facts import ASSIGNMENT
from annotator.services import commands as c
from annotator.services.finding import CONTEXT, find, matching_documents

GIVEN = [
    "Đảng bộ huyện nêu gương. Ông Lan Anh nhận 300 triệu đồng ngày 8/7/2019.",
    "đang ở huyện; neu guong. Bà Bưởi nhận 20 đồng.",
    "HOÀ bình, hòa bình.\nĐảng bộ tỉnh nêu  gương, lại nêu gương.",
]


@pytest.fixture
def session(tmp_path):
    with new_session(tmp_path / "a.corpus", GIVEN) as session:
        mark(session, "d1", "Lan Anh", "PERSON", alive=True)
        mark(session, "d1", "300 triệu đồng", "MONEY", value="300000000", unit="đồng")
        mark(session, "d1", "8/7/2019", "DATE", value="1", date="2019-07-08")
        mark(session, "d2", "Bưởi", "PERSON")
        mark(session, "d2", "20 đồng", "MONEY", value="20", bound="about")
        session.execute(c.SetNote("d2", span_of(session, "d2", "20 đồng"), "xem lại tiền"))
        session.execute(c.SetCertainty("d2", span_of(session, "d2", "Bưởi"), "unsure"))
        session.execute(c.SetDocumentLabel("d2", "topic", "law"))
        session.execute(c.Finish("d2"))
        session.work_as("bao")
        mark(session, "d1", "Lan Anh", "ORG")
        session.work_as("lan")
        yield session


def mark(session, document, words, label, **values):
    start = session.document(document).text.index(words)
    session.execute(c.AddSpan(document, start, start + len(words), label, values))


def span_of(session, document, words):
    text = session.document(document).text
    return next(s.id for s in session.layer(document).spans.values() if text[s.start : s.end] == words)


def hits(session, query, **options):
    return [(hit.document, hit.found) for hit in find(session.project, query, me="lan", **options)]


@pytest.mark.parametrize(
    ("query", "exact", "found"),
    [
        (
            "neu guong",
            False,
            [("d1", "nêu gương"), ("d2", "neu guong"), ("d3", "nêu  gương"), ("d3", "nêu gương")],
        ),
        ("nêu gương", True, [("d1", "nêu gương"), ("d3", "nêu  gương"), ("d3", "nêu gương")]),
        ("dang", False, [("d1", "Đảng"), ("d2", "đang"), ("d3", "Đảng")]),
        ("đảng", True, [("d1", "Đảng"), ("d3", "Đảng")]),
        ("hoà bình", True, [("d3", "HOÀ bình"), ("d3", "hòa bình")]),
        ('"đảng bộ" "hòa bình"', True, [("d3", "HOÀ bình"), ("d3", "hòa bình"), ("d3", "Đảng bộ")]),
        ("đảng -huyện", True, [("d3", "Đảng")]),
        ("vắng mặt", False, []),
        ("", False, []),
    ],
)
def test_words(session, query, exact, found):
    assert hits(session, query, exact=exact) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("label:PERSON", [("d1", "Lan Anh"), ("d2", "Bưởi")]),
        ("nhãn:person,ORG by:lan", [("d1", "Lan Anh"), ("d2", "Bưởi")]),
        ("label:ORG", [("d1", "Lan Anh")]),
        ("label:PERSON lan", [("d1", "Lan Anh")]),
        ("label:PERSON -lan", [("d2", "Bưởi")]),
        ("-label:PERSON,MONEY by:me", [("d1", "8/7/2019")]),
        ("value>20", [("d1", "300 triệu đồng")]),
        ("value>=20 label:MONEY", [("d1", "300 triệu đồng"), ("d2", "20 đồng")]),
        ("date:2019", [("d1", "8/7/2019")]),
        ("date<2019", []),
        ("unit:", [("d1", "300 triệu đồng")]),
        ("unit:dong", [("d1", "300 triệu đồng")]),
        ("-unit: label:MONEY", [("d2", "20 đồng")]),
        ("bound:about", [("d2", "20 đồng")]),
        ("bound:exact", [("d1", "300 triệu đồng"), ("d1", "8/7/2019")]),
        ("alive:yes", [("d1", "Lan Anh")]),
        ("note:", [("d2", "20 đồng")]),
        ('note:"xem lại"', [("d2", "20 đồng")]),
        ("note:khác", []),
        ("unsure:", [("d2", "Bưởi")]),
        ("unsure:no label:PERSON", [("d1", "Lan Anh")]),
        ("by:Bảo label:ORG", [("d1", "Lan Anh")]),
        ("-by:lan -label:MONEY", [("d1", "Lan Anh")]),
        ("state:finished label:MONEY", [("d2", "20 đồng")]),
        ("label:MONEY -state:finished", [("d1", "300 triệu đồng")]),
    ],
)
def test_annotations(session, query, found):
    assert hits(session, query) == found


@pytest.mark.parametrize(
    ("query", "documents"),
    [
        ("state:finished", ["d2"]), ("state:finished by:bao", []), ("state:new by:me", ["d3"]), ("state:new", ["d3"]),
        ("state:new by:bao", ["d2", "d3"]), ("state:in-progress,finished by:lan", ["d1", "d2"]), ("topic:law", ["d2"]),
        ("doc.topic:", ["d2"]), ("-topic: by:me", ["d1", "d3"]), ("title:đảng", ["d1", "d2"]), ("source:x", []),
        ("assigned:", ["d1", "d3"]), ("assigned:me", ["d1"]), ("-assigned:", ["d2"]), ("", ["d1", "d2", "d3"]),
        ("huyện", ["d1", "d2"]), ("label:ORG", ["d1"]), ("topic:law label:PERSON", ["d2"]), ("topic:law đang", ["d2"]),
    ],
)  # fmt: skip
def test_documents(session, query, documents):
    session.set_facts("assign", ASSIGNMENT, {"d1\x1flan": {}, "d3\x1fbao": {}})
    assert matching_documents(session.project, query, me="lan") == documents
    for document in ("d1", "d2", "d3"):  # asked of one document alone, the answer is the same
        alone = matching_documents(session.project, query, me="lan", only=[document])
        assert alone == [document] * (document in documents)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("label:NONE", "label"), ("by:nobody", "annotator"), ("state:open", "state"), ("value>x", "number"),
        ("date:soon", "date"), ("bound:roughly", "choice"), ("alive:perhaps", "bool"), ("unit>3", "text"),
        ("https://a.vn", "field"), ("note:\u0301", "value"),
    ],
)  # fmt: skip
def test_what_is_not_known_here_is_said_before_the_first_hit(session, query, reason):
    with pytest.raises(InvalidQuery) as caught:
        find(session.project, query)
    assert caught.value.reason == reason


def test_a_hit_carries_its_place_and_the_words_around_it(session):
    (hit,) = find(session.project, "label:ORG")
    text = session.document("d1").text
    assert (hit.annotator, hit.label) == ("bao", "ORG")
    assert text[hit.start : hit.end] == hit.found == "Lan Anh"
    assert hit.before == text[: hit.start][-CONTEXT:]
    assert hit.after == text[hit.end :][:CONTEXT]


def test_hits_come_one_by_one_and_the_search_can_be_stopped(tmp_path):
    said = []

    def progress(done, total, text=""):
        said.append((done, total))
        if done:
            raise Cancelled

    with new_project(tmp_path / "many.corpus", [f"Đảng bộ {n}" for n in range(30)]) as project:
        found = find(project, "dang", progress=progress)
        assert next(found).document == "d1"
        assert said == [(0, 30)]  # the first one is there before most documents were read
        with pytest.raises(Cancelled):
            list(found)


def test_a_search_beside_the_work_keeps_no_commit_waiting(session):
    from annotator.store.project import Project

    with Project.open(session.path, read_only=True) as beside:
        found = find(beside, "nêu gương")
        assert next(found).document == "d1"
        mark(session, "d3", "Đảng bộ", "ORG")
        assert [hit.document for hit in found] == ["d2", "d3", "d3"]


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_spans_are_found_as_the_layers_hold_them(seed):
    with folder() as path, new_session(path / "a.corpus", TEXTS) as session:
        for four in random_gestures(seed, 25):
            do(session, four)
        layers = [session.project.layer(session.key(f"d{n}")) for n in (1, 2, 3)]
        for query, holds in [
            ("label:PERSON", lambda s: s.label == "PERSON"),
            ("unsure:", lambda s: s.certainty == "unsure"),
            ("-note:", lambda s: not s.note),
            ("alive:", lambda s: "alive" in s.attributes),
        ]:
            said = {(hit.document, hit.span) for hit in find(session.project, query)}
            assert said == {
                (layer.key.document, s.id) for layer in layers for s in layer.spans.values() if holds(s)
            }
