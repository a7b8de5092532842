"""Plans of an import: what foreign names become, whose layers, near-duplicates; rehearsed, saved and read back."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from project_kit import (
    BAO,
    LABELS,
    LAN,
    SCHEME,
    TEXTS,
    assert_sound,
    contents,
    do,
    folder,
    new_project,
    new_session,
    numbers,
    tmp_path,
    write_lines,
    write_texts,
)

from annotator.errors import FormatError
from annotator.model.people import Role
from annotator.services.ahead import Source
from annotator.services.exporting import export_jsonl
from annotator.services.import_plan import ImportPlan, as_toml, read_plan, save_plan
from annotator.services.importing import ReadAs, as_planned, import_paths, rehearse
from annotator.services.mapping import Wording
from annotator.services.session import Session

__all__ = ["tmp_path"]
TEXT = TEXTS[0]
LONG = " ".join(f"Câu số {n} nói về một việc khác hẳn là việc {n * n}." for n in range(60))


def line(spans, layer="lan", text=TEXT, **fields):
    rows = [
        {"id": f"s{n}", "start": a, "end": b, "label": label, "text": text[a:b], **more}
        for n, (a, b, label, more) in enumerate(spans)
    ]
    return {"id": "a", "text": text, "layer": layer, "spans": rows, **fields}


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "a.corpus", SCHEME, LAN, [BAO]) as session:
        yield session
        assert_sound(session.project)


@pytest.fixture
def bring(session, tmp_path):
    def bring(*lines, actor="lan", **plan):
        source = write_lines(tmp_path / "in.jsonl", lines)
        read_as = as_planned(ImportPlan(**plan))
        told = rehearse(session.project, [source], actor=actor, read_as=read_as)
        before = contents(session.project)
        report = import_paths(session.project, [source], actor=actor, read_as=read_as)
        session.changed_widely("import")
        assert told == report
        assert before == contents(session.project) or report.layers or report.documents
        return report

    return bring


def layer_of(session, who="lan"):
    return contents(session.project)[1]["a", who]


def test_labels_are_renamed_and_what_is_left_out_is_counted(session, bring):
    spans = [(0, 15, "PER", {}), (17, 23, "JOB", {}), (4, 15, "JOB", {}), (24, 33, "ORG", {})]
    joined = [{"head": "s0", "tail": "s1", "label": "HOLDS"}, {"head": "s0", "tail": "s3", "label": "IN"}]
    report = bring(line(spans, relations=joined), labels={"PER": "PERSON", "JOB": ""}, relations={"IN": "AT"})
    layer = layer_of(session)
    assert sorted(span.label for span in layer.spans.values()) == ["ORG", "PERSON"]
    assert [relation.label for relation in layer.relations.values()] == ["AT"]
    assert (report.spans, report.errors, dict(report.left)) == (2, 0, {"JOB": 2})
    told = [(i.severity, i.code, i.line, dict(i.fields)) for i in report.issues]
    assert told == [
        ("info", "span-left-by-plan", 1, {"label": "JOB", "count": 2}),
        ("info", "relation-left-with-span", 1, {"label": "HOLDS", "count": 1}),
    ]


def test_attributes_and_document_labels_are_renamed(session, bring):
    spans = [(0, 15, "PERSON", {"attributes": {"living": True, "x": 1, "alive": False}})]
    report = bring(
        line(spans, labels={"subject": "law", "z": 1}),
        attributes={"living": "alive", "x": ""},
        document_labels={"subject": "topic", "z": ""},
    )
    layer = layer_of(session)
    assert layer.spans["s0"].attributes == {"alive": True}
    assert layer.labels == {"topic": "law"}
    told = [(i.code, i.fields["label"]) for i in report.issues]
    assert told == [
        ("attribute-left-by-plan", "x"),
        (
            "attribute-left-by-plan",
            "alive",
        ),  # two values for one attribute: the second is named, not overwritten
        ("document-label-left-by-plan", "z"),
    ]


def test_layers_become_whom_the_plan_names(session, bring):
    one, two = (line([(0, 15, "PERSON", {})], layer=who) for who in ("user-7", "user-8"))
    report = bring(one, two, people={"user-7": "thu-ha", "user-8": ""}, names={"thu-ha": "Thu Hà"})
    assert (report.layers, report.people) == (1, ["thu-ha"])
    assert [issue.code for issue in report.issues] == ["same-text", "layer-left-by-plan"]
    assert session.project.annotator("thu-ha").name == "Thu Hà"
    session.undo()
    assert contents(session.project)[1] == {}
    with pytest.raises(KeyError):
        layer_of(session, "thu-ha")


def test_one_person_takes_everything_once(session, bring):
    one, two = (line([(0, 15, label, {})], layer=who) for who, label in (("u", "PERSON"), ("v", "ORG")))
    report = bring(one, two, everybody="bao")
    assert [span.label for span in layer_of(session, "bao").spans.values()] == ["PERSON"]
    assert [issue.code for issue in report.issues] == ["layer-exists"]
    assert report.people == []


def test_a_model_stays_a_model_whoever_takes_the_rest(session, tmp_path):
    value = {"start": 0, "end": 15, "text": TEXT[:15], "labels": ["PERSON"]}
    result = [{"id": "r", "type": "labels", "value": value, "score": 0.5}]
    task = {
        "data": {"text": TEXT, "document_id": "a"},
        "annotations": [{"completed_by": 7, "result": result}],
        "predictions": [{"model_version": "m1", "result": result}],
    }
    (tmp_path / "a.json").write_text(json.dumps([task]), encoding="utf-8")
    read_as = as_planned(ImportPlan(everybody="bao"))
    report = import_paths(session.project, [tmp_path / "a.json"], actor="lan", read_as=read_as)
    assert (report.layers, report.people) == (2, ["model-m1"])
    assert session.project.annotator("model-m1").role is Role.MODEL
    assert layer_of(session, "model-m1").spans["r"].origin == "model-m1@0.50"
    assert set(contents(session.project)[1]) == {("a", "bao"), ("a", "model-m1")}


def test_near_duplicates_are_left_out_and_named(session, bring):
    other = LONG.replace("Câu số 7 ", "Câu thứ bảy ")
    first = {"id": "a", "text": LONG}
    second = {**line([(0, 3, "PERSON", {})], text=other), "id": "b"}
    third = {**line([(0, 3, "PERSON", {})], text=other, layer="bao"), "id": "b"}
    report = bring(first, second, third, near_duplicates="skip")
    assert (report.documents, report.layers, report.near) == (1, 0, 2)
    assert [(i.code, i.line, i.fields["title"], i.fields["spans"]) for i in report.issues] == [
        ("near-duplicate", 2, LONG[:200], 1),
        ("near-duplicate", 3, LONG[:200], 1),
    ]
    again = bring(second, near_duplicates="skip")
    assert (again.near, again.issues[0].fields["document"]) == (1, "a")
    assert bring(second).documents == 1  # taken, where nothing else is said


def test_the_process_that_reads_ahead_follows_the_plan(tmp_path):
    source = write_lines(tmp_path / "in.jsonl", [line([(0, 15, "PER", {})])])
    wording = Wording(labels={"PER": "PERSON"})
    (found,) = Source(source, None, SCHEME, "lan", wording=wording).prepared(large=1)
    assert found.issues == []
    assert found.filled.spans == 1


# --- saved and read back ------------------------------------------------------------------------------------------------------

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
tables = st.dictionaries(names, names, max_size=4)
plans = st.builds(
    ImportPlan, format=names, encoding=names, believe_encoding=st.booleans(), strict=st.booleans(), annotator=names,
    everybody=names, near_duplicates=st.sampled_from(["take", "skip"]), labels=tables, attributes=tables, relations=tables,
    document_labels=tables, people=tables, names=tables,
)  # fmt: skip


@given(plans)
@settings(max_examples=60, deadline=None)
def test_a_plan_is_read_back_as_it_was(plan):
    with folder() as home:
        save_plan(plan, home / "plan.toml")
        assert read_plan(home / "plan.toml") == plan
        assert (home / "plan.toml").read_bytes() == as_toml(plan).encode()


@pytest.mark.parametrize(
    "text", ["labels = 3", "lables = {}", "strict = 'no'", "near_duplicates = 'x'", "=", "\xff"]
)
def test_a_plan_that_does_not_hold_is_refused(tmp_path, text):
    (tmp_path / "plan.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(FormatError) as refused:
        read_plan(tmp_path / "plan.toml")
    assert refused.value.fields["reason"] == "bad-plan"


# --- the same as mapping the file ---------------------------------------------------------------------------------------------


def mapped_line(record, labels, relations):
    """The line as somebody would rewrite it by hand."""
    spans = [
        {**span, "label": labels.get(span["label"], span["label"])}
        for span in record.get("spans", [])
        if labels.get(span["label"], "x")
    ]
    ends = {span["id"] for span in spans}
    record["spans"] = spans
    record["relations"] = [
        {**one, "label": relations.get(one["label"], one["label"])}
        for one in record.get("relations", [])
        if relations.get(one["label"], "x") and {one["head"], one["tail"]} <= ends
    ]
    return record


@given(
    st.lists(numbers, min_size=5, max_size=40),
    st.dictionaries(st.sampled_from(LABELS), st.sampled_from([*LABELS, "", "NEW"]), max_size=4),
    st.dictionaries(st.sampled_from(["HOLDS", "AT"]), st.sampled_from(["HOLDS", "AT", ""]), max_size=2),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_importing_by_a_plan_is_importing_a_file_that_was_rewritten(made, labels, relations):
    with folder() as home:
        with new_session(home / "from.corpus") as session:
            for gesture in made:
                do(session, gesture)
            export_jsonl(session.project, home / "out.jsonl", "all")
        lines = [
            json.loads(row) for row in (home / "out.jsonl").read_text(encoding="utf-8").split("\n") if row
        ]
        rewritten = write_lines(
            home / "by-hand.jsonl", [mapped_line(row, labels, relations) for row in lines]
        )
        with new_project(home / "one.corpus", []) as one, new_project(home / "two.corpus", []) as two:
            plan = ImportPlan(labels=labels, relations=relations)
            planned = import_paths(one, [home / "out.jsonl"], actor="lan", read_as=as_planned(plan))
            plain = import_paths(two, [rewritten], actor="lan", read_as=ReadAs())
            assert contents(one) == contents(two)
            assert (planned.documents, planned.layers, planned.spans, planned.relations, planned.errors) == (
                plain.documents, plain.layers, plain.spans, plain.relations, plain.errors,
            )  # fmt: skip
            read = (home / "out.jsonl").read_text(encoding="utf-8").split("\n")
            brought = sum(len(json.loads(row).get("spans", [])) for row in read if row)
            unknown = sum(issue.code in ("unknown-label", "duplicate-span") for issue in planned.issues)
            attributes = {
                "invalid-attribute",
                "relation-not-allowed",
                "relation-end-missing",
                "duplicate-relation",
            }
            assert brought == planned.spans + planned.left.total() + unknown
            assert {i.code for i in planned.issues if i.severity != "info"} <= {
                "unknown-label",
                "duplicate-span",
                *attributes,
            }
            assert_sound(one)


def test_a_rehearsal_leaves_no_trace(session, tmp_path):
    before = session.project.path.read_bytes()
    source = write_texts(tmp_path / "in.jsonl", TEXTS)
    report = rehearse(session.project, [source], actor="lan")
    assert report.documents == 3
    assert session.project.path.read_bytes() == before
    assert contents(session.project) == ({}, {})
