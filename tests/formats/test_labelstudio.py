"""Label Studio: exports as it writes them (made by hand), and what is said about what does not fit."""

import json

from formats_kit import TEXT, codes, marked, take


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
            predictions=[
                {"result": [NAM, {**HUE, "score": 0.25}], "score": 0.9, "model_version": "v 1.2"},
                {"result": [HUE]},
                4,
            ],
        ),
        {"data": {"text": "không ai xem"}, "annotations": []},
    ]
    items, issues = take(tmp_path / "a.json", json.dumps(tasks, indent=2), "labelstudio")
    assert [(i.layer, i.state, marked(i)) for i in items] == [
        ("user-7", "finished", [("Ông Nam", "PER"), ("Huế", "LOC")]),
        ("lan@x.vn", "finished", [("Ông Nam", "PER"), ("Ông Nam", "ORG")]),
        ("tu@x.vn", "skipped", [("Ông Nam", "PER")]),
        ("model-v-1-2", None, [("Ông Nam", "PER"), ("Huế", "LOC")]),
        ("model", None, [("Huế", "LOC")]),
        (None, None, []),
    ]
    assert [i.machine for i in items] == [False, False, False, True, True, False]
    assert [[s.origin for s in i.spans] for i in items[3:5]] == [
        ["model-v-1-2@0.90", "model-v-1-2@0.25"],
        ["model"],
    ]
    assert [(r.head, r.tail, r.label) for r in items[0].relations] == [("b", "a", "AT")]
    assert items[0].spans[1].note == "kinh đô"
    assert items[0].meta == {"source": "x", "n": "3"}
    assert sorted(codes(issues)) == ["meta-not-text", "predictions-as-layer", "predictions-left"]


def test_a_task_with_predictions_alone_brings_no_layer_of_a_person(tmp_path):
    items, _ = take(
        tmp_path / "a.json", json.dumps([{"data": {"text": TEXT}, "predictions": [{"result": [NAM]}]}])
    )
    assert [(i.layer, i.machine, marked(i)) for i in items] == [("model", True, [("Ông Nam", "PER")])]


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
