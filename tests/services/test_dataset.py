"""Training data: the same project gives the same bytes, nothing leaks, nothing is left out in silence."""

import csv
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from training_kit import add_lines, line, make_project

from annotator.errors import FormatError, UnknownAnnotator, UnknownLabel, WouldLose
from annotator.model.edit import LayerKey
from annotator.model.layer import Layer
from annotator.model.zones import Zone
from annotator.services.dataset import manifest_of, write_dataset
from annotator.services.dataset_plan import LabelPlan, Plan, SplitPlan, as_toml, plan_of, read_plan
from annotator.services.dataset_select import Selection
from annotator.services.evaluation import compare_datasets
from annotator.services.exporting import export_docbin, preflight, without
from annotator.services.session import Session
from annotator.services.zone_commands import MarkZone, ProposeZones
from annotator.store.project import Project

DOCS = Path(__file__).parents[2] / "docs"
LINES = [line(n) for n in range(24)]


@pytest.fixture
def project(tmp_path):
    with make_project(tmp_path / "a.corpus", LINES) as project:
        yield project


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def rows(folder, split):
    return [json.loads(each) for each in (folder / "data" / f"{split}.jsonl").read_bytes().splitlines()]


def places(folder):
    with (folder / "splits.csv").open(encoding="utf-8", newline="") as file:
        return {row["document"]: row["split"] for row in csv.DictReader(file)}


def left_out(folder):
    return [json.loads(each) for each in (folder / "left-out.jsonl").read_text("utf-8").splitlines()]


def plan(**more):
    split = {
        key: more.pop(key) for key in list(more) if key in ("shares", "seed", "group", "stratify", "given")
    }
    labels = {key: more.pop(key) for key in list(more) if key in ("keep", "drop", "rename")}
    return Plan(split=SplitPlan(**split), labels=LabelPlan(**labels), **more)


def test_the_same_project_gives_the_same_bytes(project, tmp_path):
    write_dataset(project, tmp_path / "one")
    write_dataset(project, tmp_path / "two" / "deeper")
    one = files(tmp_path / "one")
    assert one == files(tmp_path / "two" / "deeper")
    text = b"".join(body for name, body in one.items() if not name.endswith(".spacy"))
    assert str(tmp_path).encode() not in text
    manifest = json.loads(one["manifest.json"])
    listed = {name: hashlib.sha256(body).hexdigest() for name, body in one.items() if name != "manifest.json"}
    assert manifest["files"] == listed
    assert compare_datasets(tmp_path / "one", tmp_path / "two" / "deeper")["same"]


def test_the_manifest_and_the_card_say_what_is_there(project, tmp_path):
    found = write_dataset(project, tmp_path / "out")
    manifest = manifest_of(tmp_path / "out")
    assert (found.documents, found.spans) == (24, 72)
    counted = {split: len(rows(tmp_path / "out", split)) for split in ("train", "dev", "test")}
    assert {name: split["rows"] for name, split in manifest["splits"].items()} == counted
    assert sum(counted.values()) == 48
    assert sum(split["rows_without_spans"] for split in manifest["splits"].values()) == 24
    assert manifest["scheme"]["version"] == project.scheme().version
    assert manifest["annotators"] == {"count": 1, "ids": ["lan"], "gold": False}
    assert manifest["agreement"] is None
    for label, splits in manifest["labels"].items():
        seen = {
            s: sum(x["label"] == label for r in rows(tmp_path / "out", s) for x in r["spans"]) for s in splits
        }
        assert splits == seen
    card = (tmp_path / "out" / "README.md").read_text("utf-8")
    assert "| `PERSON` |" in card
    assert manifest["command"] in card


def test_two_layers_give_an_agreement(tmp_path):
    lines = [line(n) for n in range(6)] + [line(n, "bao") for n in range(6)]
    with make_project(tmp_path / "a.corpus", lines) as project:
        write_dataset(project, tmp_path / "out", plan(layers=("lan",)))
    found = manifest_of(tmp_path / "out")["agreement"]
    assert (found["annotators"], found["documents"]) == (["bao", "lan"], 6)
    assert found["measures"]["span_exact"]["value"] == 1.0
    assert "span F1 1.000" in (tmp_path / "out" / "README.md").read_text("utf-8")


# --- splits -------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("group", ["text", "near", "source", "date"])
def test_more_documents_move_none(project, tmp_path, group):
    chosen = plan(group=group, shares=(50, 25, 25), seed="x1")
    write_dataset(project, tmp_path / "one", chosen)
    add_lines(project, [line(n) for n in range(24, 40)])
    write_dataset(project, tmp_path / "two", chosen)
    before, after = places(tmp_path / "one"), places(tmp_path / "two")
    assert set(before.values()) >= {"train", "dev"}
    assert {id: after[id] for id in before} == before
    assert len(after) == 40


@pytest.mark.parametrize("group", ["source", "date"])
def test_what_belongs_together_stays_together(project, tmp_path, group):
    write_dataset(project, tmp_path / "out", plan(group=group, shares=(40, 30, 30)))
    where = places(tmp_path / "out")
    for value in {each["meta"][group] for each in LINES}:
        assert len({where[each["id"]] for each in LINES if each["meta"][group] == value}) == 1


LONG = " ".join(f"tin{n % 83}bài{n % 37}" for n in range(300))


def test_near_duplicates_do_not_leak(tmp_path):
    lines = [line(n) for n in range(12)]
    lines += [line(50 + n, text=f"{LONG} khác{n}", spans=[], relations=[]) for n in range(8)]
    with make_project(tmp_path / "a.corpus", lines) as project:
        write_dataset(project, tmp_path / "out", plan(group="near", shares=(40, 30, 30)))
    where = places(tmp_path / "out")
    assert len({where[f"d{50 + n}"] for n in range(8)}) == 1


def test_what_is_near_to_several_splits_is_left_out_and_said(tmp_path):
    words = [f"từ{n}" for n in range(450)]
    texts = {"d1": " ".join(words[:300]), "d2": " ".join(words[150:]), "d3": " ".join(words[75:375])}
    lines = [line(9, id=id, text=text, spans=[], relations=[], meta={"split": split}) for (id, text), split in zip(texts.items(), ("train", "test", ""), strict=True)]  # fmt: skip
    with make_project(tmp_path / "a.corpus", lines) as project:
        write_dataset(project, tmp_path / "out", plan(group="near", given="meta:split"))
    assert places(tmp_path / "out") == {"d1": "train", "d2": "test"}
    assert [(x["reason"], x["document"]) for x in left_out(tmp_path / "out")] == [
        ("near-several-splits", "d3")
    ]


def test_splits_are_taken_as_given_and_given_back(project, tmp_path):
    stratified = plan(stratify=True, shares=(60, 20, 20))
    write_dataset(project, tmp_path / "one", stratified)
    before = places(tmp_path / "one")
    assert sorted(before.values()).count("train") in (14, 15)
    add_lines(project, [line(n) for n in range(24, 34)])
    again = msgspec.structs.replace(
        stratified,
        split=msgspec.structs.replace(stratified.split, given=str(tmp_path / "one" / "splits.csv")),
    )
    write_dataset(project, tmp_path / "two", again)
    after = places(tmp_path / "two")
    assert {id: after[id] for id in before} == before
    assert manifest_of(tmp_path / "two")["groups"]["given"] == 24
    change = compare_datasets(tmp_path / "one", tmp_path / "two")
    assert change["documents"]["added"] == sorted(f"d{n}" for n in range(24, 34))
    assert change["documents"]["moved"] == []
    assert "split.given" in change["plan"]
    assert sum(new - old for old, new in change["spans"]["PERSON"].values()) == 10


def test_a_file_of_splits_that_does_not_hold(project, tmp_path):
    (tmp_path / "s.csv").write_text("document,split\nd1,somewhere\n", "utf-8")
    with pytest.raises(FormatError) as caught:
        write_dataset(project, tmp_path / "out", plan(given=str(tmp_path / "s.csv")))
    assert (caught.value.reason, caught.value.detail[:2]) == ("bad-plan", "2:")
    assert not (tmp_path / "out").exists()


# --- what goes in -------------------------------------------------------------------------------------------------------------
def test_labels_are_dropped_renamed_and_merged(project, tmp_path):
    chosen = plan(drop=("POSITION",), rename={"PERSON": "NAME", "ORG": "NAME"})
    found = write_dataset(project, tmp_path / "out", chosen)
    said = {
        span["label"]
        for split in ("train", "dev", "test")
        for row in rows(tmp_path / "out", split)
        for span in row["spans"]
    }
    assert said == {"NAME"}
    assert found.left_out == {("span", "label-dropped"): 24, ("relation", "end-left-out"): 24}
    assert found.spans == 48
    listed = left_out(tmp_path / "out")
    assert sum(x["what"] == "span" for x in listed) == 24
    assert all(
        LINES[int(x["document"][1:])]["text"][x["start"] : x["end"]] == x["text"]
        for x in listed
        if x["what"] == "span"
    )
    with pytest.raises(UnknownLabel):
        write_dataset(project, tmp_path / "no", plan(drop=("NONE",)))


def test_spans_that_become_the_same_are_said(tmp_path):
    spans = [
        {"id": f"x{n}", "start": 0, "end": 3, "label": label} for n, label in enumerate(("PERSON", "ORG"))
    ]
    with make_project(tmp_path / "a.corpus", [line(1, spans=spans, relations=[])]) as project:
        found = write_dataset(project, tmp_path / "out", plan(rename={"ORG": "PERSON"}))
    assert (found.spans, found.left_out) == (1, {("span", "same-after-merging"): 1})


def test_states_and_what_nobody_looked_at(tmp_path):
    lines = [
        line(1),
        line(2, state="in_progress", reviewed_to=5),
        line(3, state="skipped", reason="x"),
        line(4, state="flagged"),
    ]
    with make_project(tmp_path / "a.corpus", lines) as project:
        found = write_dataset(project, tmp_path / "out")
        assert found.left_out == {("document", "state"): 1}
        everything = {
            row["id"]: row for split in ("train", "dev", "test") for row in rows(tmp_path / "out", split)
        }
        assert sum(row["document"] == "d1" for row in everything.values()) == 2
        assert sum(row["document"] == "d2" for row in everything.values()) == 1, (
            "the second paragraph was not read"
        )
        found = write_dataset(
            project, tmp_path / "out", plan(unreviewed="missing", unit="document", states=("in_progress",))
        )
        (row,) = (row for split in ("train", "dev", "test") for row in rows(tmp_path / "out", split))
        assert (row["text"], row["reviewed"]) == (lines[1]["text"], [{"start": 0, "end": 5}])
        assert found.left_out["document", "state"] == 3
        found = write_dataset(project, tmp_path / "out", plan(empty="drop", states=("finished",)))
        assert found.left_out["row", "empty"] == 1


def test_the_first_layer_that_there_is(tmp_path):
    lines = [line(1), line(1, "bao", spans=[], relations=[]), line(2, "bao")]
    with make_project(tmp_path / "a.corpus", lines) as project:
        write_dataset(project, tmp_path / "out", plan(layers=("bao", "lan")))
        found = [row for split in ("train", "dev", "test") for row in rows(tmp_path / "out", split)]
        assert {
            (row["document"], row["layer"], len(row["spans"]) > 0) for row in found if row["base"] == 0
        } == {
            ("d1", "bao", False),
            ("d2", "bao", True),
        }
        assert write_dataset(project, tmp_path / "out", plan(layers=("all",))).documents == 2
        with pytest.raises(UnknownAnnotator):
            write_dataset(project, tmp_path / "no", plan(layers=("nobody",)))


def test_ents_only_and_spans_only(project, tmp_path):
    from annotator.formats.docbin import read_docbin

    found = write_dataset(project, tmp_path / "out", plan(spans="ents"))
    assert found.left_out["span", "nested"] == 24
    assert found.training.pipeline == ("ner",)
    write_dataset(project, tmp_path / "out", plan(spans="spans"))
    stored = [d for shard in (tmp_path / "out" / "train").glob("*.spacy") for d in read_docbin(shard)]
    assert all(not d.entities and not d.known for d in stored)
    assert any(d.spans for d in stored)
    assert "[components.ner]" not in (tmp_path / "out" / "config.cfg").read_text("utf-8")


def test_excluded_zones_are_missing_and_their_spans_are_listed(project):
    selection = Selection(project, Plan())
    document = project.document("d1")
    layer = project.layer(LayerKey("d1", "lan"))
    end = document.text.index(",")
    layer.facts["zone", f"0-{end}"] = {}
    layer.facts["zone", f"{end + 3}-{end + 5}"] = {"proposed": True, "rule": "guess"}
    out = []
    item = selection.export(document, layer, out.append)
    assert item.reviewed == [(end, len(document.text))]
    assert [span.label for span in item.spans] == ["POSITION", "ORG"]
    assert [(x.what, x.reason) for x in out] == [
        ("zone", "in-zone"),
        ("span", "in-zone"),
        ("relation", "end-left-out"),
    ]
    assert without([(0, 10), (20, 30)], [Zone(0, 2), Zone(5, 22)]) == [(2, 5), (22, 30)]
    assert Layer(layer.key).facts == {}


def test_excluded_zones_of_a_project(tmp_path):
    """Marked by a person through the session: the DocBin, its preflight and the dataset leave the same out and say so."""
    make_project(
        tmp_path / "a.corpus", [line(n, state="in_progress", reviewed_to=90) for n in range(4)]
    ).close()
    with Session.open(tmp_path / "a.corpus", annotator="lan") as session:
        text = session.document("d1").text
        session.execute(MarkZone("d1", 0, text.index(",")))
        session.execute(ProposeZones("d2", ((0, 9, "guess"),)))
    with Project.open(tmp_path / "a.corpus", read_only=True) as project:
        ready = preflight(project, "lan")
        assert (ready.spans, ready.in_zones) == (11, 1)
        done = export_docbin(project, tmp_path / "docbin", "lan")
        assert (done.spans, done.in_zones) == (11, 1)
        report = json.loads((tmp_path / "docbin" / "docs-report.json").read_bytes())
        assert report["in_zones"] == [{"document": "d1", "span": "p1", "start": 4, "end": report["in_zones"][0]["end"], "label": "PERSON"}]  # fmt: skip
        found = write_dataset(project, tmp_path / "out")
        assert found.spans == 11
        assert found.left_out == {
            ("zone", "in-zone"): 1,
            ("span", "in-zone"): 1,
            ("relation", "end-left-out"): 1,
        }


# --- the folder ---------------------------------------------------------------------------------------------------------------
def test_an_earlier_dataset_gives_way_other_files_do_not(project, tmp_path):
    out = tmp_path / "out"
    write_dataset(project, out, plan(shares=(50, 25, 25)))
    write_dataset(project, out)
    assert manifest_of(out)["plan"]["split"]["shares"] == [80, 10, 10]
    (out / "letter.txt").write_text("x")
    before = files(out)
    with pytest.raises(FormatError) as caught:
        write_dataset(project, out)
    assert caught.value.path.endswith("letter.txt")
    assert files(out) == before


def test_what_is_refused_leaves_nothing(tmp_path):
    spans = [{"id": "x", "start": 0, "end": 2, "label": "PERSON"}]
    with make_project(tmp_path / "a.corpus", [line(1, spans=spans, relations=[])]) as project:
        with pytest.raises(WouldLose):
            write_dataset(project, tmp_path / "new" / "out")
        assert (
            sorted(path.name for path in tmp_path.iterdir()) == ["a.corpus"]
            or not (tmp_path / "new").exists()
        )
        found = write_dataset(project, tmp_path / "out", plan(misaligned="skip"))
        assert sum(split.counts.skipped for split in found.splits.values()) == 1


# --- plans --------------------------------------------------------------------------------------------------------------------
def test_a_plan_goes_through_its_file(tmp_path):
    chosen = plan(
        layers=("lan", "bao"),
        seed='a"\x7f',
        rename={"PERSON": "Tên người"},
        drop=("ORG",),
        unit="document",
        stratify=True,
    )
    (tmp_path / "plan.toml").write_text(as_toml(chosen), "utf-8")
    assert read_plan(tmp_path / "plan.toml") == chosen
    assert plan_of(msgspec.to_builtins(chosen)) == chosen


@pytest.mark.parametrize(
    "text",
    [
        "units = 1",
        "[split]\nshares = [80, 10, 5]",
        "spans = 'all'",
        "no",
        "[train]\nsteps = 0",
        "states = ['gone']",
    ],
)
def test_a_plan_that_does_not_hold_says_why(tmp_path, text):
    (tmp_path / "plan.toml").write_text(text, "utf-8")
    with pytest.raises(FormatError) as caught:
        read_plan(tmp_path / "plan.toml")
    assert caught.value.reason == "bad-plan"
    assert caught.value.detail


def test_the_dataset_repeats_itself_from_its_own_plan(project, tmp_path):
    write_dataset(project, tmp_path / "one", plan(stratify=True, drop=("ORG",), shares=(60, 20, 20)))
    write_dataset(project, tmp_path / "two", read_plan(tmp_path / "one" / "plan.toml"))
    assert files(tmp_path / "one") == files(tmp_path / "two")


# --- what the documentation shows ---------------------------------------------------------------------------------------------
def blocks(page, word):
    found = re.findall(r"```python\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)
    (block,) = (each for each in found if word in each)
    assert len([each for each in block.splitlines() if each.strip()]) <= 12
    return block


@pytest.mark.parametrize(("page", "word"), [("training.md", "DocBin"), ("training.md", "json.loads")])
def test_the_loaders_in_the_documentation_run(project, tmp_path, page, word):
    """Word for word, in a process without this program; what they print are the spans of the split."""
    write_dataset(project, tmp_path / "out")
    said = subprocess.run(
        [sys.executable, "-I", "-c", blocks(page, word)], cwd=tmp_path / "out", capture_output=True, encoding="utf-8", check=True
    )  # fmt: skip
    lines = said.stdout.splitlines()
    train = [span for row in rows(tmp_path / "out", "train") for span in row["spans"]]
    assert sum("PERSON" in each for each in lines) >= sum(span["label"] == "PERSON" for span in train)
    assert sum("'alive': True" in each for each in lines) == sum(span["label"] == "PERSON" for span in train)
    assert sum("HOLDS" in each for each in lines) == sum(
        len(row["relations"]) for row in rows(tmp_path / "out", "train")
    )
