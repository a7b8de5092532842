"""``annotator import`` by a plan: labels mapped, layers given to one person, near-duplicates left out, all of it tried first."""

import json

import pytest
from project_kit import TEXTS, write_lines

from annotator.formats.scheme_toml import load_scheme
from annotator.services.import_plan import read_plan
from annotator.store.project import Project

TEXT = TEXTS[0]
LONG = " ".join(f"Câu số {n} nói về một việc khác hẳn là việc {n * n}." for n in range(60))


@pytest.fixture
def lines(tmp_path):
    spans = [(0, 15, "per"), (17, 23, "position"), (24, 33, "X=Y")]
    rows = [{"start": a, "end": b, "label": label, "text": TEXT[a:b]} for a, b, label in spans]
    return write_lines(
        tmp_path / "in.jsonl",
        [
            {"id": "a", "text": TEXT, "layer": "user-7", "spans": rows},
            {"text": LONG},
            {"text": LONG.replace("Câu số 7 ", "Câu thứ bảy ")},
        ],
    )


def layers(path):
    with Project.open(path, read_only=True) as project:
        return {
            (document.id[:1], layer.key.annotator): sorted(span.label for span in layer.spans.values())
            for document, layer in project.rows(None)
            if layer is not None
        }


def test_a_dry_run_says_everything_and_changes_nothing(run, project, lines):
    before = project.read_bytes()
    code, out, err = run("import", project, lines, "--dry-run", "--map", "X=Y=ORG", "--skip-near-duplicates")
    assert code == 1
    assert project.read_bytes() == before
    assert "jsonl: 1 file, 3 documents, 3 spans" in out
    assert "per  1  → ? (not in the scheme" in out
    assert "X=Y  1  → ORG" in out
    assert "position  1  → ? (not in the scheme; probably POSITION)" in out
    assert "user-7: 1 layer → user-7" in out
    assert "in.jsonl, line 3: nearly the same text as “Câu số 0" in out
    assert (
        "Would be imported: 2 documents, 1 layer, 1 span. Nothing was changed. 1 near-duplicate left out. 2 errors"
        in out
    )
    assert err.count("error: ") == 2
    code, out, _ = run("import", project, lines, "--dry-run", "--json")
    told = json.loads(out)
    assert (told["dry_run"], told["documents"], told["found"]["labels"]["position"]) == (
        True, 3, {"count": 1, "becomes": None, "probably": "POSITION"},
    )  # fmt: skip
    assert told["found"]["duplicates"][0]["near"] is True


def test_labels_are_mapped_and_layers_given_to_one_person(run, project, lines, tmp_path):
    words = ("--map", "per=PERSON", "--map", "position=", "--map", "X=Y=ORG", "--as", "lan-anh")
    code, out, err = run("import", project, lines, *words, "--save-plan", tmp_path / "plan.toml")
    assert (code, "1 span left out by the plan" in out) == (0, True)
    assert "note: " in err
    assert "1 spans position left out, as the plan says." in err
    assert layers(project) == {("a", "lan-anh"): ["ORG", "PERSON"]}
    assert read_plan(tmp_path / "plan.toml").labels == {"per": "PERSON", "position": "", "X=Y": "ORG"}
    other = tmp_path / "b.corpus"
    run("new", other, "--annotator", "Lan Anh")
    code, out, _ = run(
        "import", other, lines, "--plan", tmp_path / "plan.toml", "--map", "position=POSITION", "--json"
    )
    assert (code, json.loads(out)["left"], json.loads(out)["spans"]) == (0, {}, 3)
    assert layers(other) == {("a", "lan-anh"): ["ORG", "PERSON", "POSITION"]}


def test_a_scheme_is_made_from_what_files_hold(run, project, lines, tmp_path):
    scheme = tmp_path / "made.toml"
    run("import", project, lines, "--dry-run", "--write-scheme", scheme)
    assert sorted(load_scheme(scheme).label_ids) == ["X_Y", "per", "position"]
    new = tmp_path / "new.corpus"
    assert run("new", new, "--scheme", scheme, "--annotator", "Lan Anh")[0] == 0
    assert run("import", new, lines, "--map", "X=Y=X_Y")[0] == 0
    assert layers(new) == {("a", "user-7"): ["X_Y", "per", "position"]}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--map", "X"), "FOREIGN=LABEL"),
        (("--map", "=X"), "FOREIGN=LABEL"),
        (("--write-scheme", "x.toml"), "--dry-run"),
    ],
)
def test_what_cannot_be_meant_is_refused(run, project, lines, words, said):
    code, _, err = run("import", project, lines, *words)
    assert code == 2
    assert said in err


def test_a_plan_that_does_not_hold_and_a_format_that_is_none(run, project, lines, tmp_path):
    (tmp_path / "plan.toml").write_text("labels = 3\n")
    code, _, err = run("import", project, lines, "--plan", tmp_path / "plan.toml")
    assert (code, "plan.toml" in err) == (1, True)
    code, _, err = run("import", project, lines, "--format", "no-such")
    assert code == 1
    assert "Traceback" not in err
    (tmp_path / "a.txt").write_text("Bài", encoding="utf-8")
    code, _, err = run(
        "import", project, tmp_path / "a.txt", "--dry-run", "--write-scheme", tmp_path / "s.toml"
    )
    assert (code, (tmp_path / "s.toml").exists()) == (2, False)
