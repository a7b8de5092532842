"""The commands that send work out and take it in: words, exit codes, JSON, and what is refused."""

import json
import zipfile

import pytest
from exchange_kit import new_office
from project_kit import file_state

from annotator.cli import window
from annotator.services import commands as c
from annotator.services.session import Session


@pytest.fixture
def office(tmp_path):
    return new_office(tmp_path / "office.corpus")


def mark(path, document="d1", start=0, end=3):
    with Session.open(path) as session:
        session.execute(c.AddSpan(document, start, end, "ORG"))


def test_out_and_back(office, tmp_path, run):
    out, laptop, back = tmp_path / "lan.corpuspack", tmp_path / "lan.corpus", tmp_path / "back.corpuspack"
    assert run("pack", office, out, "--for", "lan")[:2] == (
        0,
        f"{out}: 3 documents for lan, with 0 rows of work done before.\n",
    )
    code, said, err = run("open", out, "--no-window")
    assert (code, err) == (0, "")
    assert said.splitlines() == [f"Created {laptop} for lan.", "3 new documents, 0 new rows of work."]
    mark(laptop)
    assert run("pack", laptop, back, "--return")[:2] == (
        0,
        f"{back}: 1 row of work of lan, to be merged at the office.\n",
    )
    before = file_state(office)
    code, said, err = run("merge", office, back, "--dry-run")
    assert (code, err) == (0, "")
    assert said.splitlines() == [
        "back.corpuspack (lan): 1 rows new, 0 already known.", "1 document has new work.", "Nothing was changed.",
    ]  # fmt: skip
    assert file_state(office) == before
    assert run("merge", office, back)[0] == 0
    code, said, _ = run("merge", office, back, "--json")
    data = json.loads(said)
    assert (data["files"][0]["new"], data["files"][0]["known"], data["changed"], data["waiting"]) == (
        0,
        1,
        [],
        0,
    )
    assert run("check", office)[0] == run("check", laptop)[0] == 0
    code, said, _ = run("open", out, laptop, "--json")
    assert (json.loads(said)["created"], json.loads(said)["documents"]) == (False, 0)
    code, said, _ = run("pack", office, out, "--for", "lan", "--json")
    assert json.loads(said)["rows"] == 1
    assert run("open", out, "--no-window")[1].splitlines()[0] == f"Brought {laptop} up to date for lan."
    assert json.loads(run("pack", laptop, back, "--return", "--json")[1])["rows"] == 0
    assert json.loads(run("pack", laptop, back, "--return", "--all", "--json")[1])["rows"] == 1


def test_a_package_opens_as_a_project_does(office, tmp_path, run):
    out = tmp_path / "lan.corpuspack"
    run("pack", office, out, "--for", "lan")
    asked = window.open_window([str(out)])
    assert asked == window.OpenWindow(tmp_path / "lan.corpus", False)
    assert window.open_window([str(office)]).project == office


def test_only_some_documents_and_batches(office, tmp_path, run):
    out = tmp_path / "p.corpuspack"
    assert (
        run("assign", office, "--to", "lan", "--batch", "một", "--document", "d1", "--document", "d2")[0] == 0
    )
    assert json.loads(run("pack", office, out, "--for", "lan", "--json")[1])["documents"] == 2
    assert (
        json.loads(run("pack", office, out, "--for", "lan", "--document", "d3", "--json")[1])["documents"]
        == 1
    )
    assert (
        json.loads(run("pack", office, out, "--for", "lan", "--batch", "một", "--json")[1])["documents"] == 2
    )
    assert json.loads(run("pack", office, out, "--for", "bao", "--json")[1])["documents"] == 3
    for words, said in (
        (["--for", "lan", "--batch", "hai"], "assigned to lan"),
        (["--for", "lan", "--document", "d9"], "no document d9"),
        (["--for", "zoe"], "nobody called zoe"),
    ):
        code, output, err = run("pack", office, tmp_path / "no.corpuspack", *words)
        assert (code, output) == (1, "")
        assert said in err
        assert not list(tmp_path.glob("*no.corpuspack*"))
    assert run("pack", office, out)[0] == 2
    code, _, err = run("pack", office, office, "--for", "lan")
    assert (code, "never takes its place" in err) == (1, True)


def test_a_reviewer_gets_others_work(office, tmp_path, run):
    with Session.open(office, annotator="bao") as session:
        session.execute(c.AddSpan("d1", 0, 3, "ORG"))
    out = tmp_path / "chi.corpuspack"
    assert json.loads(run("pack", office, out, "--for", "chi", "--json")[1])["rows"] == 0
    assert json.loads(run("pack", office, out, "--for", "chi", "--with", "bao", "--json")[1])["rows"] == 1
    assert run("open", out, "--no-window")[0] == 0
    with Session.open(tmp_path / "chi.corpus", read_only=True) as session:
        assert (session.annotator.id, session.project.layer_owners()) == ("chi", ["bao"])


def test_what_cannot_be_taken(office, tmp_path, run):
    out = tmp_path / "lan.corpuspack"
    run("pack", office, out, "--for", "lan")
    other = new_office(tmp_path / "other.corpus")
    for words, said in (
        (["merge", other, out], "another project"),
        (["open", out, other], "another project"),
        (["open", out, office], "this very project"),
        (["merge", office, tmp_path / "none"], "no file"),
        (["merge", office, office], "not a work package"),
        (["unarchive", out, tmp_path / "x.corpus"], "no package has"),
    ):
        code, output, err = run(*words)
        assert (code, output) == (1, ""), words
        assert said in err
    code, output, _ = run("merge", other, out, "--dry-run", "--json")
    assert code == 1
    assert json.loads(output)["files"][0]["refused"]["code"] == "wrong-project"
    assert run("merge", other)[0] == 2


def test_assign(office, run):
    assert run("assign", office)[:2] == (0, "Nothing is assigned: everybody sees every document.\n")
    before = file_state(office)
    code, said, _ = run("assign", office, "--to", "lan", "--to", "bao", "--each", 2, "--dry-run")
    assert (code, said.splitlines()[0]) == (0, "Would add 6, change 0, take away 0.")
    assert file_state(office) == before
    assert run("assign", office, "--to", "lan", "--to", "bao", "--each", 2, "--batch", "x")[0] == 0
    with Session.open(office, annotator="lan") as session:
        session.execute(c.AddSpan("d1", 0, 3, "ORG"))
    code, said, _ = run("assign", office, "--to", "lan", "--remove", "--document", "d1")
    assert said.splitlines()[:3] == [
        "Added 0, changed 0, took away 1.", "1 of those taken away has work already; the work stays in the project:", "  d1  lan",
    ]  # fmt: skip
    data = json.loads(run("assign", office, "--json")[1])
    assert {load["annotator"]: load["documents"] for load in data["loads"]} == {"bao": 3, "lan": 2}
    assert data["assignments"][0] == {
        "document": "d1", "annotator": "bao", "batch": "x", "blind": True, "suggestions": True, "role": "annotator",
    }  # fmt: skip
    code, _, err = run("assign", office, "--to", "lan", "--each", 2)
    assert (code, "more people than there are" in err) == (1, True)
    assert run("check", office)[0] == 0


def test_archive(office, tmp_path, run):
    packed, again = tmp_path / "a.corpusarchive", tmp_path / "again.corpus"
    code, said, _ = run("archive", office, packed)
    assert (code, said.startswith(f"{packed}: 3 documents, 0 spans, ")) == (0, True)
    with zipfile.ZipFile(packed) as found:
        assert json.loads(found.read("manifest.json"))["kind"] == "archive"
    assert run("unarchive", packed, again)[:2] == (
        0,
        f"Created {again} from the archive: 3 documents, 0 spans.\n",
    )
    assert run("check", again)[0] == 0
    assert run("unarchive", packed, again)[0] == 1
    assert run("archive", office, again)[0] == 1
    assert json.loads(run("archive", office, packed, "--json")[1])["rows"]["document"] == 3
    assert json.loads(run("unarchive", packed, tmp_path / "b.corpus", "--json")[1])["findings"] == []
