"""DocBin shards: what is stored, what is listed, what is refused, and that the bytes are those of spaCy."""

import json
import zlib
from collections import Counter

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import DocBin

from annotator.errors import Cancelled, MalformedInput, WouldLose
from annotator.formats import docbin
from annotator.formats.docbin import build_shard, read_docbin
from annotator.formats.docbin_export import verify, write_shards
from annotator.formats.docbin_types import Action, ExportDocument, Options, pieces
from annotator.model.span import Relation, Span
from annotator.model.text import units

TEXT = "Bí thư Đảng ủy Khối Các cơ quan tỉnh có 4.617 đồng chí./.\nKhông có gì.\r\n\r\nHết\xa0rồi 😊."
SPANS = [
    Span("a1", 0, 36, "POSITION", {"value": "5", "sure": True}, "ghi chú", "unsure", "rule:x"),
    Span("b2", 7, 36, "ORG"),
    Span("c3", 7, 36, "PLACE"),
    Span("d4", 40, 54, "COUNT", {"value": "4617"}),
]
MISALIGNED = Span("e5", 40, 43, "COUNT")


def document(spans=SPANS, **fields):
    made = {
        "id": "d1", "text": TEXT, "title": "Bí thư", "meta": {"source": "báo"}, "layer": "lan", "state": "finished",
        "labels": {"genre": "report", "usable": True}, "reviewed": [(0, len(TEXT))], "spans": spans,
        "relations": [Relation("r1", "a1", "b2", "AT")], **fields,
    }  # fmt: skip
    return ExportDocument(**made)


def read_all(paths):
    return [found for path in paths for found in read_docbin(path)]


def notes(report):
    return [json.loads(line) for line in report.notes.read_text("utf-8").split("\n") if line]


# What is stored -------------------------------------------------------------------------------------------
def test_nested_and_same_range_spans_keep_ids_labels_and_everything_known(tmp_path):
    report = write_shards([document()], tmp_path)
    assert [path.name for path in report.files] == ["train-000.spacy"]
    assert (report.counts.spans, report.counts.stored, report.counts.entities, report.counts.nested) == (
        4,
        4,
        2,
        2,
    )
    assert report.counts.lengths == Counter({9: 1, 7: 2, 3: 1})
    (found,) = read_all(report.files)
    assert found.text == TEXT
    assert [(s.id, s.start, s.end, s.label) for s in found.spans] == [s[:4] for s in SPANS]
    assert [s.id for s in found.entities] == ["a1", "d4"]
    assert found.data["spans"]["a1"] == {
        "start": 0, "end": 36, "label": "POSITION", "attributes": {"value": "5", "sure": True}, "note": "ghi chú",
        "certainty": "unsure", "origin": "rule:x",
    }  # fmt: skip
    assert found.data["relations"] == ({"id": "r1", "head": "a1", "tail": "b2", "label": "AT"},)
    assert (found.data["id"], found.data["layer"], found.data["state"]) == ("d1", "lan", "finished")
    assert (found.data["labels"], found.data["meta"]) == (
        {"genre": "report", "usable": True},
        {"source": "báo"},
    )
    assert [(note["kind"], note["span"], note["winner"]) for note in notes(report)] == [
        ("nested", "b2", "a1"),
        ("nested", "c3", "a1"),
    ]
    assert verify(report.files, [document()]).holds


def test_plain_spacy_reads_it_as_documented(tmp_path):
    (path,) = write_shards([document()], tmp_path).files
    (doc,) = DocBin().from_disk(path).get_docs(spacy.blank("xx").vocab)
    assert [(span.id_, span.label_, span.text) for span in doc.spans["sc"]][3] == (
        "d4",
        "COUNT",
        "4.617 đồng chí",
    )
    assert [ent.label_ for ent in doc.ents] == ["POSITION", "COUNT"]
    assert dict(doc.cats) == {}


def test_what_nobody_read_is_missing_and_what_was_read_is_outside(tmp_path):
    first_line = TEXT.index("\n")
    (path,) = write_shards(
        [document(reviewed=[(0, first_line)], spans=[SPANS[1]], relations=())], tmp_path
    ).files
    (doc,) = DocBin().from_disk(path).get_docs(spacy.blank("xx").vocab)
    codes = {token.text: token.ent_iob for token in doc}
    assert (codes["Bí"], codes["Đảng"], codes["ủy"], codes["đồng"]) == (2, 3, 1, 2)
    assert codes["Không"] == codes["gì"] == codes["rồi"] == 0
    assert [token.ent_iob for token in doc if token.is_space and "\n" in token.text] == [0, 0]
    assert read_all([path])[0].known == ((0, first_line),)


def test_a_span_where_nobody_read_is_still_an_entity_and_a_half_read_token_is_not_read(tmp_path):
    (path,) = write_shards([document(reviewed=[(0, 5)], spans=[SPANS[3]], relations=())], tmp_path).files
    (found,) = read_all([path])
    assert found.known == ((0, 2), (40, 54))
    assert [span.id for span in found.entities] == ["d4"]


def test_labels_can_be_kept_out_of_the_entities(tmp_path):
    options = Options(entity_labels=frozenset({"ORG", "COUNT"}))
    report = write_shards([document()], tmp_path, options=options)
    assert [s.label for s in read_all(report.files)[0].entities] == ["ORG", "COUNT"]
    assert (report.counts.not_entities, report.counts.nested, report.counts.stored) == (2, 0, 4)


# What does not align --------------------------------------------------------------------------------------
def test_a_misaligned_span_stops_the_export_and_leaves_the_folder_as_it_was(tmp_path):
    kept = write_shards([document()], tmp_path).files[0].read_bytes()
    wrong = document([*SPANS, MISALIGNED], base=100)
    with pytest.raises(WouldLose) as caught:
        write_shards([wrong, document(id="d2")], tmp_path)
    (note,) = caught.value.what
    assert (note.document, note.span, note.text, note.problems) == ("d1", "e5", "4.6", ("cuts-end",))
    assert (note.start, note.end, note.expand, note.contract) == (140, 143, (140, 145), None)
    assert caught.value.total == 1
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["train-000.spacy", "train-notes.jsonl"]
    assert (tmp_path / "train-000.spacy").read_bytes() == kept


@pytest.mark.parametrize(
    ("action", "stored", "done"),
    [(Action.SKIP, None, "skip"), (Action.EXPAND, (40, 45), "expand"), (Action.CONTRACT, None, "skip")],
)
def test_a_choice_is_followed_and_listed(tmp_path, action, stored, done):
    wrong = document([*SPANS, MISALIGNED])
    for options in (Options(misaligned=action), Options(each={("d1", wrong.layer, "e5"): action})):
        report = write_shards([wrong], tmp_path, options=options)
        counts = report.counts
        assert counts.spans == 5 == counts.stored + counts.skipped
        (found,) = read_all(report.files)
        assert {s.id: (s.start, s.end) for s in found.spans}.get("e5") == stored
        assert found.data["spans"]["e5"]["end"] == 43
        note = next(n for n in notes(report) if n["kind"] == "misaligned")
        assert (note["span"], note["action"], note.get("new_end")) == ("e5", done, stored and stored[1])
        checked = verify(report.files, [wrong])
        assert checked.holds
        assert (checked.spans, checked.stored, checked.listed) == (5, counts.stored, counts.skipped)


def test_the_check_finds_what_differs(tmp_path):
    (path,) = write_shards([document(SPANS[:3])], tmp_path).files
    cases = {
        "span-data": document([*SPANS[:2], SPANS[2]._replace(note="x")]),
        "span-unknown": document(SPANS[:2]),
        "text": document(SPANS[:3], text=TEXT + "."),
        "labels": document(SPANS[:3], labels={}),
        "relations": document(SPANS[:3], relations=()),
    }
    for reason, wanted in cases.items():
        assert [m.reason for m in verify([path], [wanted]).mismatches] == [reason]
    assert [m.reason for m in verify([path], []).mismatches] == ["document-unknown"]
    assert [m.reason for m in verify([], [document()]).mismatches] == ["document-missing"]
    assert not verify([path], [document()]).holds


@st.composite
def documents(draw):
    alphabet = st.one_of(st.sampled_from("aảĐ1., \n\u0301\xa0_"), st.characters(codec="utf-8"))
    text = draw(st.text(alphabet, max_size=60))
    edges = st.integers(0, len(text))
    spans = []
    for number, (a, b, label) in enumerate(
        draw(st.lists(st.tuples(edges, edges, st.sampled_from("AB")), max_size=8))
    ):
        spans.append(Span(f"s{number}", min(a, b), max(a, b), label, {"k": text[:3]}))
    reviewed = [(min(a, b), max(a, b)) for a, b in draw(st.lists(st.tuples(edges, edges), max_size=2))]
    return document(spans, id="x", text=text, reviewed=reviewed, relations=())


@settings(max_examples=40)
@given(
    made=st.lists(documents(), max_size=4),
    action=st.sampled_from([Action.SKIP, Action.EXPAND, Action.CONTRACT]),
)
def test_any_documents_come_back(tmp_path_factory, made, action):
    folder = tmp_path_factory.mktemp("any")
    report = write_shards(made, folder, options=Options(misaligned=action, shard_documents=2))
    checked = verify(report.files, made)
    assert checked.holds, checked
    counts = report.counts
    assert counts.spans == counts.stored + counts.skipped == sum(len(d.spans) for d in made)
    assert counts.stored == counts.entities + counts.nested
    for wanted, found in zip(made, read_all(report.files), strict=True):
        tokens = units(wanted.text)
        read = {t for t in tokens if any(a <= t[0] and t[1] <= b for a, b in wanted.reviewed)}
        inside = {t for t in tokens if any(e.start <= t[0] and t[1] <= e.end for e in found.entities)}
        known = {t for t in tokens if any(a <= t[0] and t[1] <= b for a, b in found.known)}
        assert known == read | inside


# Pieces ---------------------------------------------------------------------------------------------------
@given(made=documents())
def test_pieces_hold_every_span_once_at_its_place(made):
    found = list(pieces(made))
    spans = [s._replace(start=s.start + p.base, end=s.end + p.base) for p in found for s in p.spans]
    assert sorted(spans) == sorted(made.spans)
    assert all(made.text[p.base :].startswith(p.text) for p in found)
    assert "".join("".join(p.text for p in found).split()) == "".join(made.text.split())


def test_paragraphs_that_share_a_span_stay_together():
    crossing = Span("x", 50, 62, "MODEL")
    found = list(pieces(document([*SPANS, crossing])))
    assert [(p.base, len(p.spans), len(p.relations)) for p in found] == [(0, 5, 1), (TEXT.index("Hết"), 0, 0)]
    assert [p.base for p in pieces(document(reviewed=[(0, 10)]), reviewed_only=True)] == [0]
    assert len(list(pieces(document()))) == 3


# Shards ---------------------------------------------------------------------------------------------------
def many(count):
    return [
        document(id=f"d{n}", spans=[s._replace(id=f"{n}-{s.id}") for s in SPANS], relations=())
        for n in range(count)
    ]


def test_shards_are_bounded_and_the_same_on_two_processes(tmp_path):
    options = Options(shard_documents=4)
    heard = []
    one = write_shards(many(11), tmp_path / "one", options=options, on_progress=heard.append)
    two = write_shards(iter(many(11)), tmp_path / "two", options=options, processes=2)
    assert [p.name for p in one.files] == ["train-000.spacy", "train-001.spacy", "train-002.spacy"]
    assert [p.read_bytes() for p in one.files] == [p.read_bytes() for p in two.files]
    assert one.notes.read_bytes() == two.notes.read_bytes()
    assert one.counts == two.counts
    assert heard == [4, 8, 11]
    again = write_shards(many(3), tmp_path / "one", options=options)
    assert sorted(p.name for p in (tmp_path / "one").glob("*.spacy")) == [p.name for p in again.files]
    by_size = write_shards(many(3), tmp_path / "size", options=Options(shard_characters=len(TEXT) * 2))
    assert len(by_size.files) == 2


@pytest.mark.parametrize("processes", [1, 2])
def test_cancelling_leaves_nothing(tmp_path, processes):
    options = Options(shard_documents=1)
    with pytest.raises(Cancelled):
        write_shards(many(4), tmp_path, options=options, processes=processes, should_stop=lambda: True)
    assert list(tmp_path.iterdir()) == []


def test_the_bytes_are_those_of_docbin_add(monkeypatch):
    made = [
        *many(3),
        document([], text="", reviewed=(), relations=()),
        document([], text=" \n", relations=()),
    ]
    ours = build_shard(made, Options())
    monkeypatch.setattr(docbin, "_add", lambda store, doc, words: store.add(doc))
    assert ours.data == build_shard(made, Options()).data


# Reading --------------------------------------------------------------------------------------------------
def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.spacy"
    path.write_bytes(zlib.compress(bytes(50_000_000), 9))
    with pytest.raises(MalformedInput) as caught:
        next(read_docbin(path, max_bytes=10_000_000))
    assert caught.value.reason == "too-large"


@pytest.mark.parametrize(
    "data", [b"", b"nothing", zlib.compress(b""), zlib.compress(b"\x80"), zlib.compress(b"\x93\x01")]
)
def test_a_file_that_is_no_docbin_is_refused(tmp_path, data):
    path = tmp_path / "x.spacy"
    path.write_bytes(data)
    with pytest.raises(MalformedInput) as caught:
        list(read_docbin(path))
    assert caught.value.reason == "not-docbin"


def test_a_cut_off_file_is_refused(tmp_path):
    (path,) = write_shards([document()], tmp_path).files
    whole = path.read_bytes()
    for size in range(0, len(whole), 97):
        path.write_bytes(whole[:size])
        with pytest.raises(MalformedInput):
            list(read_docbin(path))
