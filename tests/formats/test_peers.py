"""Files as other programs write them (made by hand after their documentation), and what is said about what does not fit."""

import csv
import json
import zlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import FormatError
from annotator.formats.conll_writing import _Table
from annotator.formats.csv_tables import harmless
from annotator.formats.docbin import build_shard
from annotator.formats.docbin_types import ExportDocument, Options
from annotator.formats.registry import reader, reader_for, writer
from annotator.formats.scheme_toml import load_scheme
from annotator.model.document import Document
from annotator.model.edit import LayerKey
from annotator.model.layer import Layer, LayerState
from annotator.model.span import Relation, Span, read_attributes
from annotator.model.text import units
from annotator.wording import describe_error, describe_issue


def take(path, data, name=None):
    if isinstance(data, list):
        data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in data)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    chosen = reader_for(path)
    if name:
        assert chosen.name == name
    issues = []
    items = list(chosen.read(path, issues.append))
    assert all(describe_issue(issue) for issue in issues)
    return items, issues


def codes(issues):
    return [issue.code for issue in issues]


def marked(item):
    return [(item.text[s.start : s.end], s.label) for s in item.spans]


TEXT = "👍 Ông Nam ở Huế, Việt Nam."  # an emoji first: code points and UTF-16 differ from there on


# Prodigy ----------------------------------------------------------------------------------------------------------
def task(**more):
    words = TEXT[:-1].replace(",", " ,").split()
    tokens, at = [], 0
    for number, word in enumerate([*words, "."]):
        at = TEXT.index(word, at)
        tokens.append({"text": word, "start": at, "end": at + len(word), "id": number, "ws": True})
        at += len(word)
    spans = [
        {"start": 2, "end": 9, "token_start": 1, "token_end": 2, "label": "PER", "text": "Ông Nam"},
        {"start": 12, "end": 15, "token_start": 4, "token_end": 4, "label": "LOC"},
    ]
    return {"text": TEXT, "tokens": tokens, "spans": spans, "_input_hash": 1, "_task_hash": -2, **more}


def test_prodigy_takes_what_was_accepted(tmp_path):
    items, issues = take(
        tmp_path / "a.jsonl",
        [
            task(answer="accept", _annotator_id="lan", meta={"source": "x", "n": 2}),
            task(answer="reject"),
            task(answer="ignore", _annotator_id="lan"),
            task(_session_id="data-2021-03-04_05-06-07"),
        ],
        "prodigy",
    )
    assert [(i.layer, i.state, len(i.spans)) for i in items] == [
        ("lan", "finished", 2), (None, None, 0), ("lan", "skipped", 0), (None, None, 2),
    ]  # fmt: skip
    assert marked(items[0]) == [("Ông Nam", "PER"), ("Huế", "LOC")]
    assert items[0].meta == {"source": "x", "n": "2"}
    told = {
        (i.code, i.fields.get("answer")): (i.fields["count"], i.fields.get("lines"))
        for i in issues
        if "lines" in i.fields
    }
    assert told["answer-not-gold", "reject"] == (1, [2])
    assert told["spans-not-gold", "ignore"] == (2, [3])
    assert told["meta-not-text", None] == (1, [1])
    assert "spans-unverified" in codes(issues)


def test_prodigy_relations_join_spans_by_name_or_by_their_last_token(tmp_path):
    named = {
        "head": 2,
        "child": 4,
        "label": "AT",
        "head_span": {"start": 2, "end": 9, "label": "PER"},
        "child_span": {"start": 12, "end": 15, "label": "LOC"},
    }
    bare, lost = {"head": 2, "child": 4, "label": "AT"}, {"head": 0, "child": 4, "label": "AT"}
    items, issues = take(tmp_path / "a.jsonl", [task(answer="accept", relations=[named, bare, lost])])
    assert [(r.head, r.tail, r.label) for r in items[0].relations] == [("s0", "s1", "AT")] * 2
    assert "relation-end-unclear" in codes(issues)


def test_prodigy_says_where_tokens_and_characters_differ(tmp_path):
    wrong = task(answer="accept")
    wrong["spans"][1]["token_end"] = 5  # as somebody writes who takes it for the token after the last
    wrong["spans"][0]["answer"] = "reject"
    wrong["spans"].append({"start": 0, "end": 1, "token_start": 90, "token_end": 91, "label": "X"})
    items, issues = take(tmp_path / "a.jsonl", [wrong])
    assert [label for _, label in marked(items[0])] == ["LOC", "X"]
    assert {"token-edges-differ", "token-outside", "spans-not-gold"} <= set(codes(issues))


def test_the_binary_view_finishes_nothing(tmp_path):
    items, _ = take(
        tmp_path / "a.jsonl",
        [task(answer="accept", _view_id="ner"), task(answer="accept", _view_id="ner_manual")],
    )
    assert [i.state for i in items] == [None, "finished"]


def test_our_own_lines_stay_ours(tmp_path):
    own = {"text": TEXT, "layer": "me", "state": "new", "answer": "accept", "spans": []}
    (tmp_path / "a.jsonl").write_text(json.dumps(own))
    assert reader_for(tmp_path / "a.jsonl").name == "jsonl"
    (tmp_path / "b.jsonl").write_text(
        json.dumps({"text": "x", "spans": [{"start": 0, "end": 1, "label": "A"}]})
    )
    assert reader_for(tmp_path / "b.jsonl").name == "jsonl"


# doccano ----------------------------------------------------------------------------------------------------------
ENTITIES = {
    "id": 7,
    "text": TEXT,
    "entities": [
        {"id": 10, "start_offset": 2, "end_offset": 9, "label": "PER"},
        {"id": 11, "start_offset": 12, "end_offset": 15, "label": "LOC"},
    ],
    "relations": [{"id": 1, "from_id": 10, "to_id": 11, "type": "AT"}],
    "Comments": [],
    "source": "x",
}


@pytest.mark.parametrize("key", ["label", "labels"])
def test_doccano_triples(tmp_path, key):
    items, issues = take(
        tmp_path / "a.jsonl", [{"id": 1, "data": TEXT, key: [[2, 9, "PER"], [2, 5, "X"]]}], "doccano"
    )
    assert marked(items[0]) == [("Ông Nam", "PER"), ("Ông", "X")]
    assert items[0].meta["doccano_id"] == "1"
    assert codes(issues) == ["spans-unverified"]


@pytest.mark.parametrize("form", ["lines", "printed", "list"])
def test_doccano_entities_in_any_print(tmp_path, form):
    rows = [ENTITIES, {**ENTITIES, "id": 8, "text": TEXT + "\n"}]
    data = {
        "lines": "\n".join(map(json.dumps, rows)),
        "printed": "\ufeff" + "\n".join(json.dumps(row, indent=4) for row in rows),
        "list": json.dumps(rows, indent=1),
    }[form]
    items, _ = take(tmp_path / "a.jsonl", data, "doccano")
    assert [marked(i) for i in items] == [[("Ông Nam", "PER"), ("Huế", "LOC")]] * 2
    assert [(r.head, r.tail, r.label) for r in items[1].relations] == [("10", "11", "AT")]
    assert items[0].meta == {"doccano_id": "7", "source": "x", "Comments": "[]"}
    if form == "printed":
        assert items[1].line == json.dumps(rows[0], indent=4).count("\n") + 2


def test_doccano_what_is_left_out_is_said(tmp_path):
    rows = [
        {"text": TEXT, "label": [[2, 9, "PER"], [0, 99, "PER"], [3, 3, "PER"]]},
        {"text": TEXT, "label": ["sport"]},
        {"text": TEXT, "label": [[1, 2]]},
        {"text": "", "label": []},
    ]
    items, issues = take(tmp_path / "a.jsonl", rows, "doccano")
    assert len(items) == 2
    assert {"span-outside", "span-empty", "class-not-span", "wrong-type", "empty-text"} <= set(codes(issues))


def test_printed_json_that_breaks_off(tmp_path):
    data = json.dumps(ENTITIES, indent=2) + '\n{\n "text": "a", "entities": [\n'
    items, issues = take(tmp_path / "a.jsonl", data, "doccano")
    assert len(items) == 1
    assert [(i.code, i.severity, i.line) for i in issues if i.severity == "error"] == [
        ("bad-json", "error", json.dumps(ENTITIES, indent=2).count("\n") + 2)
    ]


# labelbuddy -------------------------------------------------------------------------------------------------------
def test_labelbuddy_compares_bytes_and_checksum(tmp_path):
    good = {
        "start_char": 2,
        "end_char": 9,
        "start_byte": 5,
        "end_byte": 13,
        "label_name": "PER",
        "extra_data": "ghi",
    }
    bad = {"start_char": 12, "end_char": 15, "start_byte": 12, "end_byte": 15, "label_name": "LOC"}
    rows = [
        {
            "text": TEXT,
            "utf8_text_md5_checksum": "0",
            "annotations": [good, bad],
            "metadata": {"doi": "1"},
            "display_title": "T",
        },
        {"utf8_text_md5_checksum": "872edcd008dee45d894d5d3c9143f96b", "annotations": [good]},
    ]
    for data in (rows, json.dumps(rows)):
        items, issues = take(tmp_path / "a.json", data, "labelbuddy")
        assert [(marked(i), i.title, i.spans[0].note) for i in items] == [
            ([("Ông Nam", "PER"), ("Huế", "LOC")], "T", "ghi")
        ]
        told = {i.code: i.fields["count"] for i in issues}
        assert told == {
            "checksum-differs": 1,
            "bytes-differ": 1,
            "record-without-text": 1,
            "spans-unverified": 2,
        }


def test_every_reader_is_known_by_name():
    for name in ("prodigy", "doccano", "labelbuddy"):
        assert reader(name).name == name


# brat -------------------------------------------------------------------------------------------------------------
def standoff(folder, text, *lines, name="a"):
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.txt").write_bytes(text.encode() if isinstance(text, str) else text)
    (folder / f"{name}.ann").write_bytes("".join(line + "\n" for line in lines).encode())
    issues = []
    chosen = reader_for(folder)
    assert chosen.name == "brat"
    items = list(chosen.read(folder, issues.append))
    assert all(describe_issue(issue) for issue in issues)
    return items, issues


def test_brat_reads_every_kind_of_line(tmp_path):
    items, issues = standoff(
        tmp_path / "b",
        TEXT,
        "T1\tPER 2 9\tÔng Nam",
        "T2\tLOC 12 15\tHuế",
        "T3\tVerb 10 11\tở",
        "R1\tAT Arg1:T1 Arg2:T2",
        "E1\tStay:T3 Who:T1 Where:T2",
        "*\tSame T1 T2 T3",
        "A1\tRole T1 chủ tịch tỉnh",
        "M1\tNegation E1",
        "#1\tAnnotatorNotes T1\tghi chú",
        "#2\tLemma T2\thuế",
        "N1\tReference T2 Wiki:1\tHuế",
        "#3\tAnnotatorNotes R1\tof a relation",
        "X9 what",
    )
    (item,) = items
    assert marked(item) == [("Ông Nam", "PER"), ("Huế", "LOC"), ("ở", "Verb")]
    assert item.spans[0].attributes == {"Role": "chủ tịch tỉnh"}
    assert item.spans[2].attributes == {"Negation": True}
    assert [s.note for s in item.spans] == ["ghi chú", "Lemma: huế\nReference: Wiki:1 Huế", ""]
    assert [(r.head, r.tail, r.label) for r in item.relations] == [
        ("T1", "T2", "AT"), ("T3", "T1", "Who"), ("T3", "T2", "Where"), ("T1", "T2", "Same"), ("T2", "T3", "Same"),
    ]  # fmt: skip
    assert {i.code: i.fields["lines"] for i in issues} == {
        "ann-line-unread": [13], "equivalents-as-relations": [6], "events-as-relations": [5],
        "nothing-to-attach": [12], "normalisation-in-note": [11],
    }  # fmt: skip


def test_brat_parts_that_lie_apart(tmp_path):
    items, issues = standoff(
        tmp_path / "b", "North and South America", "T1\tLocation 0 5;16 23\tNorth America"
    )
    assert marked(items[0]) == [("North", "Location"), ("America", "Location")]
    assert [s.note for s in items[0].spans] == ["T1: 1/2", "T1: 2/2"]
    assert codes(issues) == ["discontinuous"]


def test_brat_parts_that_only_line_ends_part(tmp_path):
    items, issues = standoff(
        tmp_path / "b", "Thanh\r\nHóa", "T1\tLOC 0 5;7 10\tThanh Hóa", "T2\tLOC 0 10\tThanh  Hóa"
    )
    assert marked(items[0]) == [("Thanh\r\nHóa", "LOC")] * 2
    assert codes(issues) == ["line-ends-as-spaces"]


def test_brat_that_counted_utf_16(tmp_path):
    items, issues = standoff(tmp_path / "b", TEXT, "T1\tPER 3 10\tÔng Nam", "T2\tLOC 13 16\tHuế")
    assert marked(items[0]) == [("Ông Nam", "PER"), ("Huế", "LOC")]
    assert [(i.code, i.fields["reading"]) for i in issues] == [("offsets-converted", "utf-16")]


def test_brat_takes_nothing_that_differs(tmp_path):
    items, issues = standoff(
        tmp_path / "b",
        TEXT,
        "T1\tPER 3 10\tÔng Nam",
        "T2\tLOC 12 15\tHuế",
        "T3\tLOC 99 100\tx",
        "T4\tLOC 12 15",
    )
    assert marked(items[0]) == [("Huế", "LOC")]
    told = [(i.code, i.line, i.fields["readings"]) for i in issues]
    assert told == [
        ("span-text-differs", 1, ["utf-16", "bom"]),
        ("span-text-differs", 3, []),
        ("span-text-differs", 4, []),
    ]


def test_brat_files_that_stand_alone(tmp_path):
    folder = tmp_path / "b"
    standoff(folder, TEXT, name="2")
    (folder / "10.txt").write_text("không có chú giải")
    (folder / "11.ann").write_text("T1\tX 0 1\ta\n")
    (folder / "12.txt").write_text("chữ")
    (folder / "12.ann").write_bytes(b"T1\tX 0 3\t\xff\n")
    (folder / "annotation.conf").write_text("")
    (folder / "notes.doc").write_text("")
    items, issues = standoff(folder, TEXT, name="3")
    assert [i.meta["file"] for i in items] == ["2.txt", "3.txt", "10.txt", "12.txt"]
    assert sorted(codes(issues)) == ["ann-not-utf-8", "ann-without-text", "skipped-other-kind"]
    assert [i.text for i in reader("brat").read(folder / "2.ann", [].append)] == [TEXT]


def test_brat_refuses_a_folder_that_is_not_empty(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "x").write_text("")
    with pytest.raises(FormatError) as caught:
        writer("brat").write(tmp_path / "out", [], load_scheme("neu-guong"))
    assert caught.value.reason == "folder-not-empty"
    assert describe_error(caught.value)
    assert [p.name for p in tmp_path.rglob("*")] == ["out", "x"]


def test_brat_names_files_so_that_every_system_takes_them(tmp_path):
    names = ["../../etc", "CON", "a/b", "A-b", "đảng", "x" * 300, "."]
    rows = [(Document.make(f"text {n}", id=name), None) for n, name in enumerate(names)]
    writer("brat").write(tmp_path / "out", rows, load_scheme("neu-guong"))
    found = sorted(p.stem for p in (tmp_path / "out").glob("*.txt"))
    assert len(found) == len({name.casefold() for name in found}) == len(names)
    assert all(len(name) < 100 and name.isascii() and name.lower() not in ("con", "") for name in found)


# Label Studio -----------------------------------------------------------------------------------------------------
def region(id, start, end, text, *labels, **more):
    value = {"start": start, "end": end, "text": text, "labels": list(labels)}
    return {"id": id, "from_name": "ner", "to_name": "text", "type": "labels", "value": value, **more}


def studio(*annotations, **more):
    return {
        "id": 5,
        "data": {"text": TEXT, "source": "x", "n": 3},
        "annotations": list(annotations),
        "project": 1,
        **more,
    }


NAM, HUE = region("a", 2, 9, "Ông Nam", "PER"), region("b", 12, 15, "Huế", "LOC", meta={"text": ["kinh đô"]})


def test_label_studio_gives_a_layer_for_each_annotation(tmp_path):
    joined = {"type": "relation", "from_id": "a", "to_id": "b", "direction": "left", "labels": ["AT"]}
    tasks = [
        studio(
            {"completed_by": 7, "result": [NAM, HUE, joined]},
            {
                "completed_by": {"id": 1, "email": "lan@x.vn"},
                "result": [region("c", 2, 9, "Ông Nam", "PER", "ORG")],
            },
            {"completed_by": "tu@x.vn", "result": [NAM], "was_cancelled": True},
            predictions=[{"result": [NAM], "score": 0.9}],
        ),
        {"data": {"text": "không ai xem"}, "annotations": []},
    ]
    items, issues = take(tmp_path / "a.json", json.dumps(tasks, indent=2), "labelstudio")
    assert [(i.layer, i.state, marked(i)) for i in items] == [
        ("user-7", "finished", [("Ông Nam", "PER"), ("Huế", "LOC")]),
        ("lan@x.vn", "finished", [("Ông Nam", "PER"), ("Ông Nam", "ORG")]),
        ("tu@x.vn", "skipped", [("Ông Nam", "PER")]),
        (None, None, []),
    ]
    assert [(r.head, r.tail, r.label) for r in items[0].relations] == [("b", "a", "AT")]
    assert items[0].spans[1].note == "kinh đô"
    assert items[0].meta == {"source": "x", "n": "3"}
    assert sorted(codes(issues)) == ["meta-not-text", "predictions-left"]


def test_label_studio_that_counted_utf_16(tmp_path):
    older = {"result": [region("a", 3, 10, "Ông Nam", "PER"), region("b", 13, 16, "Huế", "LOC")]}
    items, issues = take(
        tmp_path / "a.json", json.dumps([{**studio(), "completions": [older]}]), "labelstudio"
    )
    assert marked(items[0]) == [("Ông Nam", "PER"), ("Huế", "LOC")]
    assert [(i.code, i.fields.get("reading")) for i in issues if i.code.startswith("off")] == [
        ("offsets-converted", "utf-16")
    ]


def test_label_studio_a_text_that_fits_nowhere_is_left_out(tmp_path):
    odd = {"result": [region("a", 3, 11, "Ông Nam", "PER"), HUE]}
    items, issues = take(tmp_path / "a.json", json.dumps([studio(odd)]), "labelstudio")
    assert marked(items[0]) == [("Huế", "LOC")]
    assert "span-text-differs" in codes(issues)


def test_label_studio_regions_of_other_kinds_are_counted(tmp_path):
    html = {
        "id": "h",
        "type": "hypertextlabels",
        "value": {"start": "/p[1]/text()[1]", "end": "/p[1]", "hypertextlabels": ["A"]},
    }
    choice = {"id": "k", "type": "choices", "value": {"choices": ["sport"]}}
    parts = {"id": "p", "type": "labels", "value": {"start": "0", "end": "1", "labels": ["A"]}}
    bare = {"type": "relation", "from_id": "a", "to_id": "b"}
    items, issues = take(
        tmp_path / "a.json", json.dumps([studio({"result": [html, choice, parts, bare, NAM]})])
    )
    assert marked(items[0]) == [("Ông Nam", "PER")]
    assert {i.fields["kind"] for i in issues if i.code == "region-left"} == {
        "hypertextlabels",
        "choices",
        "labels",
    }
    assert "relation-without-label" in codes(issues)
    _, issues = take(
        tmp_path / "b.json", json.dumps([{"data": {"image": "a.png", "alt": "b"}, "annotations": []}])
    )
    assert codes(issues) == ["task-without-text"]


def test_label_studio_min(tmp_path):
    row = {
        "text": TEXT,
        "id": 1,
        "ner": [NAM["value"], {"start": "x", "labels": []}],
        "annotator": 2,
        "annotation_id": 3,
        "lead_time": 1.5,
    }
    items, issues = take(tmp_path / "a.json", json.dumps([row, {**row, "ner": []}]), "labelstudio-min")
    assert [(i.layer, marked(i)) for i in items] == [("user-2", [("Ông Nam", "PER")]), ("user-2", [])]
    assert codes(issues) == ["region-left"]


# CoNLL ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("tags", "odd"),
    [
        ("O B-PER I-PER O B-LOC B-LOC", ""),  # IOB2
        ("O I-PER I-PER O I-LOC B-LOC", ""),  # IOB1: B only between two of one label
        ("O B-PER L-PER O U-LOC U-LOC", ""),
        ("O B-PER E-PER O S-LOC S-LOC", ""),
        ("O B-PER I-PER O I-LOC B-LOC", "tags-mixed"),
        ("O L-PER I-PER O U-LOC U-LOC", "tags-unbegun"),
    ],
)
def test_conll_tags_of_every_kind(tmp_path, tags, odd):
    rows = zip(["Ông", "Lê", "Nam", "ở", "Huế", "Vinh"], tags.split(), strict=True)
    data = "-DOCSTART- -X- O O\n\n" + "".join(f"{token} NN B-NP {tag}\n" for token, tag in rows)
    items, issues = take(tmp_path / "a.txt", data, "conll2003")
    expected = [("Lê", "PER"), ("Nam", "PER")] if odd == "tags-unbegun" else [("Lê Nam", "PER")]
    assert marked(items[0]) == [*expected, ("Huế", "LOC"), ("Vinh", "LOC")]
    assert codes(issues) == ([odd] if odd else [])


def test_conll_documents_sentences_and_line_ends(tmp_path):
    data = "\ufeff-DOCSTART-\tO\r\n\r\nBí_thư\tO\r\nNam\tB-PER\r\n \r\n.\tO\r\n\r\n-DOCSTART-\tO\r\n\r\n-DOCSTART-\tO\r\n\r\nHuế\tB-LOC"
    items, issues = take(tmp_path / "a.txt", data, "conll2003")
    assert [(i.text, marked(i)) for i in items] == [
        ("Bí_thư Nam\n.", [("Nam", "PER")]),
        ("Huế", [("Huế", "LOC")]),
    ]
    assert [(i.code, i.line) for i in issues] == [("empty-text", 8)]
    items, issues = take(tmp_path / "b.conll", "JAPAN\tB-LOC\nGET\tO\n\nNadim B-PER\nLadki I-PER\n")
    assert [i.text for i in items] == ["JAPAN GET", "Nadim Ladki"]
    assert codes(issues) == ["no-docstart"]


def test_conll_names_inside_names(tmp_path):
    data = "Đại_học N B-NP B-ORG O\nHuế Np I-NP I-ORG B-LOC\n. CH O O O\n"
    items, _ = take(tmp_path / "a.txt", data)
    assert marked(items[0]) == [("Đại_học Huế", "ORG"), ("Huế", "LOC")]


def test_conll_lines_that_do_not_fit(tmp_path):
    data = "# id 5 domain=x\nNam\tB-PER\nở\nHuế\tPLACE\nx y\tO\n.\tO\n"
    (tmp_path / "a.conll").write_text(data)
    issues = []
    (item,) = reader("conll2003").read(tmp_path / "a.conll", issues.append)
    assert item.text == "Nam ở Huế x y ."
    assert sorted(codes(issues)) == ["no-docstart", "tags-unread", "token-without-tag"]


def test_prose_is_not_conll(tmp_path):
    (tmp_path / "a.txt").write_text("Vitamin B\nthuộc nhóm O\n\nNhóm máu O\n")
    assert reader_for(tmp_path / "a.txt").name == "text"


def spans_of(document, *places):
    layer = Layer(LayerKey(document.id, "me"))
    layer.spans = {f"s{n}": Span(f"s{n}", *place) for n, place in enumerate(places)}
    return layer


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("conll2003", "I-PER I-PER O I-PLACE B-PLACE O O"),
        ("iob2", "B-PER I-PER O B-PLACE B-PLACE O O"),
        ("biluo", "B-PER L-PER O U-PLACE U-PLACE O O"),
    ],
)
def test_conll_what_is_written_and_what_is_counted(tmp_path, name, tags):
    document = Document.make("Lê  Nam ở Huế Vinh 57. Rồi thôi.", id="a")
    places = [(0, 7, "PER"), (4, 7, "X"), (10, 14, "PLACE"), (14, 18, "PLACE"), (19, 20, "Y")]
    layer, lost = spans_of(document, *places), Counter()
    left, kept = writer(name).reduce(document, layer, lost)
    assert left.text == "Lê Nam ở Huế Vinh 57 .\nRồi thôi ."
    assert [left.text[s.start : s.end] for s in kept.in_order()] == ["Lê Nam", "Huế", "Vinh"]
    assert lost == {"overlaps": 1, "cut-tokens": 1, "spacing": 1}
    path = tmp_path / "out"
    writer(name).write(path, [(document, layer)], load_scheme("neu-guong"))
    sentence = path.read_text().split("\n\n")[1]
    assert [line.split()[-1] for line in sentence.split("\n")] == tags.split()


def test_conll_no_sentence_ends_inside_a_span(tmp_path):
    document = Document.make("Ông Nam. Bà Hoa.", id="a")
    left, _ = writer("iob2").reduce(document, spans_of(document, (4, 15, "X")), Counter())
    assert left.text == "Ông Nam . Bà Hoa ."


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_conll_tokens_are_the_programs_own(text):
    wanted = [text[a:b] for a, b in units(text) if not text[a:b].isspace()]
    assert _Table(text, [], Counter()).tokens == wanted


# CoNLL-U ----------------------------------------------------------------------------------------------------------
def words(*rows):
    return "".join("\t".join([*row[:2], *"_" * 7, row[2] if len(row) > 2 else "_"]) + "\n" for row in rows)


def test_conllu_text_words_and_names(tmp_path):
    data = (
        "# newdoc id = d1\n# sent_id = s1\n# text =Ông Nam bắt chuyện .\n"
        + words(
            ("1", "Ông", "NER=B-PER"),
            ("2", "Nam", "NER=I-PER|x=y"),
            ("3", "bắt chuyện"),
            ("3.1", "nó"),
            ("4", "."),
        )
        + "\n# text = something else\n"
        + words(("1-2", "don't", "SpaceAfter=No"), ("1", "do"), ("2", "n't"), ("3", ".", "Entity=(1)"))
        + "\n# newdoc\n"
        + words(("1", "Huế", "NER=U-LOC"), ("x", "y"))
    )
    items, issues = take(tmp_path / "a.txt", data, "conllu")
    assert [(i.text, marked(i)) for i in items] == [
        ("Ông Nam bắt chuyện .\ndon't.", [("Ông Nam", "PER")]),
        ("Huế", [("Huế", "LOC")]),
    ]
    assert items[0].meta == {"sent_id": "d1"}
    assert {i.code: i.line for i in issues} == {
        "conllu-line-unread": 18, "entities-left": 14, "text-differs-from-words": 10, "syntax-left": None,
    }  # fmt: skip


def test_conllu_without_documents(tmp_path):
    data = "\ufeff" + words(("1", "Một", "SpaceAfter=No"), ("2", "."), ("3", "Hai")).replace("\n", "\r\n")
    items, issues = take(tmp_path / "a.conllu", data + "\r\n" + words(("1", "Ba")), "conllu")
    assert [i.text for i in items] == ["Một. Hai", "Ba"]
    assert sorted(codes(issues)) == ["no-newdoc", "syntax-left"]


# CSV --------------------------------------------------------------------------------------------------------------
def table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_has_a_row_for_each_span_and_no_formula(tmp_path):
    document = Document.make('=cmd|"x"!A1\r\n, "Huế"', id="-1", title="@sum")
    layer = spans_of(document, (0, 11, "X"), (16, 19, "PLACE"))
    path = tmp_path / "a.csv"
    assert writer("csv-spans").write(path, [(document, layer)], load_scheme("neu-guong")) == 1
    rows = table(path)
    assert [(r["document"], r["title"], r["start"], r["text"]) for r in rows] == [
        ("'-1", "'@sum", "0", '\'=cmd|"x"!A1'), ("'-1", "'@sum", "16", "Huế"),
    ]  # fmt: skip
    assert path.read_bytes().startswith(b"\xef\xbb\xbfdocument,")
    assert list(writer("csv-spans").differing(path, [(document, layer)])) == []
    layer.spans.popitem()
    assert list(writer("csv-spans").differing(path, [(document, layer)])) == [""]


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40))
def test_csv_documents_read_back_as_they_are(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    rows = [
        (Document.make(text, id="a"), None),
        (Document.make(text + "!", id="b"), spans_of(Document.make(text), (0, 1, "X"))),
    ]
    writer("csv-documents").write(path, rows, load_scheme("neu-guong"))
    assert list(writer("csv-documents").differing(path, rows)) == []
    found = [row["text"] for row in table(path)]
    assert found == [harmless(text), harmless(text + "!")]
    assert not [cell for cell in found if cell[0] in "=+-@\t\r\0"]


# DocBin -----------------------------------------------------------------------------------------------------------
def test_docbin_our_own_work_comes_back(tmp_path):
    scheme = load_scheme("neu-guong")
    document = Document.make("Ông Nam ở Huế.", id="a", title="T", meta={"source": "x"})
    layer = spans_of(document, (4, 7, "PERSON"), (0, 7, "POSITION"), (10, 13, "PLACE"))
    layer.spans["s0"] = layer.spans["s0"]._replace(note="ghi", certainty="unsure")
    layer.relations = {"r": Relation("r", "s1", "s0", "HOLDS")}
    layer.state = LayerState.FINISHED
    exported = ExportDocument(
        "a", document.text, "T", document.meta, "me", "finished", {"usable": True}, [(0, 14)], layer.in_order(),
        list(layer.relations.values()),
    )  # fmt: skip
    (tmp_path / "a.spacy").write_bytes(build_shard([exported], Options()).data)
    issues = []
    (item,) = reader_for(tmp_path / "a.spacy").read(tmp_path / "a.spacy", issues.append)
    assert issues == []
    assert (item.id, item.title, item.meta, item.layer, item.state) == (
        "a",
        "T",
        {"source": "x"},
        "me",
        "finished",
    )
    found = {
        s.id: Span(
            s.id, s.start, s.end, s.label, read_attributes(scheme, s.label, s.attributes), s.note, s.certainty
        )
        for s in item.spans
    }
    assert found == layer.spans
    assert [(r.id, r.head, r.tail, r.label) for r in item.relations] == [("r", "s1", "s0", "HOLDS")]
    assert item.labels == {"usable": True}


def test_docbin_of_somebody_else(tmp_path):
    import spacy
    from spacy.tokens import DocBin

    doc = spacy.blank("xx")("Ông Nam ở Huế.")
    doc.spans["sc"] = [doc.char_span(0, 7, label="PER")]
    doc.ents = [doc.char_span(0, 7, label="PER"), doc.char_span(10, 13, label="LOC")]
    doc.user_data["who"] = 5
    DocBin(docs=[doc], store_user_data=True).to_disk(tmp_path / "a.spacy")
    issues = []
    (item,) = reader("docbin").read(tmp_path / "a.spacy", issues.append)
    assert marked(item) == [("Ông Nam", "PER"), ("Huế", "LOC")]
    assert (item.layer, item.state, codes(issues)) == (None, None, ["unknown-key"])


def test_docbin_bombs_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.formats.docbin_reader.MAX_UNPACKED", 1 << 16)
    (tmp_path / "a.spacy").write_bytes(zlib.compress(b"\0" * (1 << 20)))
    with pytest.raises(FormatError) as caught:
        list(reader("docbin").read(tmp_path / "a.spacy", [].append))
    assert caught.value.reason == "too-large"
