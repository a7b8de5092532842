"""Prodigy, doccano and labelbuddy: files as they write them (made by hand), and what is said about what does not fit."""

import json

import pytest
from formats_kit import TEXT, codes, marked, take

from annotator.formats.registry import reader, reader_for, writer
from annotator.formats.scheme_toml import load_scheme
from annotator.model.document import Document


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


def question(text, start, end, answer, **more):
    said = {
        "start": start,
        "end": end,
        "label": "PER",
        "text": text[start:end],
        "input_hash": 1,
        "answer": answer,
    }
    return {"text": text, "spans": [said], "_input_hash": 1, "answer": answer, **more}


def test_answers_about_one_text_are_put_together_and_rejects_are_no_gold(tmp_path):
    items, issues = take(
        tmp_path / "a.jsonl",
        [
            question(TEXT, 2, 9, "accept"),
            question("Bà Lan đến.", 0, 6, "accept"),
            question(TEXT, 12, 15, "accept"),
            question(TEXT, 2, 5, "reject"),
            question(TEXT, 12, 15, "reject"),
            question("Không ai.", 0, 5, "reject"),
            question("Không ai.", 0, 8, "ignore"),
        ],
        "prodigy",
    )
    assert [(i.text, i.layer, i.state, marked(i)) for i in items] == [
        ("Bà Lan đến.", None, None, [("Bà Lan", "PER")]),
        (TEXT, None, None, [("Ông Nam", "PER")]),
        ("Không ai.", None, None, []),
    ]
    told = {i.code: i.fields["count"] for i in issues if i.code.startswith("answers")}
    assert told == {"answers-merged": 6, "answers-contradict": 1}


def test_answers_of_two_people_stay_two_layers(tmp_path):
    lan, bao = {"_annotator_id": "lan", "_view_id": "ner"}, {"_annotator_id": "bao", "_view_id": "ner"}
    items, _ = take(
        tmp_path / "a.jsonl",
        [
            question(TEXT, 2, 9, "accept", **lan),
            question(TEXT, 2, 9, "reject", **bao),
            question(TEXT, 12, 15, "accept", **bao),
            question(TEXT, 12, 15, "ignore", **lan),
        ],
        "prodigy",
    )
    assert [(i.layer, i.state, marked(i)) for i in items] == [
        ("lan", None, [("Ông Nam", "PER")]),
        ("bao", None, [("Huế", "PER")]),
    ]


def test_a_text_worked_on_twice_by_hand_is_not_put_together(tmp_path):
    manual = {"_view_id": "ner_manual", "_annotator_id": "lan"}
    items, issues = take(
        tmp_path / "a.jsonl", [task(answer="accept", **manual), task(answer="accept", **manual)], "prodigy"
    )
    assert len(items) == 2
    assert "answers-merged" not in codes(issues)


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


def test_doccano_gets_the_same_keys_on_every_line(tmp_path):
    """It makes a table of the lines: a key that one of them lacks breaks the whole import there."""
    metas = [{"source": "x", "label": "hides a key"}, {}, {"byline": "y"}]
    documents = [Document.make(f"{TEXT} {n}", id=f"d{n}", meta=meta) for n, meta in enumerate(metas)]
    writer("doccano").write(tmp_path / "o.jsonl", ((d, None) for d in documents), load_scheme("neu-guong"))
    lines = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text("utf-8").splitlines()]
    assert {frozenset(line) for line in lines} == {
        frozenset(("text", "label", "meta", "title", "document_id"))
    }
    assert [i.meta for i in reader("doccano").read(tmp_path / "o.jsonl", [].append)] == metas


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
