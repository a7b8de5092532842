"""Pages in a project: one step each, undone, with their history; to a folder and back, with what was left out."""

import pytest
from project_kit import assert_sound, new_session

from annotator.cli.app import run
from annotator.errors import FormatError, InvalidAttribute, UnknownLabel
from annotator.services import commands as c
from annotator.services.guidelines import (
    add_example,
    export_pages,
    history,
    import_pages,
    last_changes,
    pages,
    set_pages,
)


@pytest.fixture
def session(tmp_path):
    with new_session(tmp_path / "a.corpus", ["Ông An ở Sở Y tế."]) as session:
        session.execute(c.AddSpan("d1", 9, 16, "ORG", id="o"))
        yield session


def test_a_page_is_written_undone_and_remembered(session):
    assert set_pages(session, {"ORG": "# Tổ chức\r\n\r\n", "": "Chung"}).edits
    assert pages(session.project) == {"ORG": "# Tổ chức\n", "": "Chung\n"}
    assert not set_pages(session, {"ORG": "# Tổ chức"}).edits
    session.work_as("bao")
    set_pages(session, {"ORG": "Khác"})
    assert [(one.value, one.actor, one.act) for one in history(session.project, "ORG")] == [
        ("Khác\n", "bao", "do"),
        ("# Tổ chức\n", "lan", "do"),
    ]
    session.undo()
    assert pages(session.project)["ORG"] == "# Tổ chức\n"
    assert history(session.project, "ORG")[0].act == "undo"
    set_pages(session, {"ORG": " \n"})
    assert pages(session.project) == {"": "Chung\n"}
    assert last_changes(session.project)["ORG"].value is None
    assert_sound(session.project)


def test_pages_are_about_labels_there_are(session):
    with pytest.raises(UnknownLabel):
        set_pages(session, {"NONE": "x"})
    with pytest.raises(InvalidAttribute):
        set_pages(session, {"ORG": "\ud800"})
    assert pages(session.project) == {}


def test_a_real_span_becomes_an_example_once(session):
    document, span = session.document("d1"), session.layer("d1").spans["o"]
    assert add_example(session, document, span, "Ví dụ").edits
    assert pages(session.project) == {"ORG": "## Ví dụ\n\n- “Sở Y tế” (d1:9-16)\n"}
    assert not add_example(session, document, span, "Ví dụ").edits
    assert session.next_undo().name == "add-example"


def test_to_a_folder_and_back(session, tmp_path):
    set_pages(session, {"ORG": "Một", "": "Chung", "DATE": "Ngày"})
    folder = tmp_path / "pages"
    assert [path.name for path in export_pages(session.project, folder)] == [
        "_general.md",
        "DATE.md",
        "ORG.md",
    ]
    (folder / "ORG.md").write_bytes(b"\xef\xbb\xbfHai\r\n")
    (folder / "NONE.md").write_text("x", encoding="utf-8")
    (folder / "MONEY.md").write_bytes(b"\xff")
    (folder / "PERSON.md").write_bytes(b" \n")
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    report = import_pages(session, folder)
    assert (report.changed, report.same) == (["ORG"], 2)
    assert [(one.code, one.path.rpartition("/")[2]) for one in report.issues] == [
        ("malformed-input", "MONEY.md"),
        ("no-such-label", "NONE.md"),
        ("empty-page", "PERSON.md"),
    ]
    assert pages(session.project)["ORG"] == "Hai\n"
    session.undo()
    assert pages(session.project)["ORG"] == "Một\n"
    with pytest.raises(FormatError):
        import_pages(session, tmp_path / "none")
    with pytest.raises(FormatError):
        export_pages(session.project, folder / "ORG.md")


def test_from_the_command_line(session, tmp_path, capsys):
    path, folder = str(session.path), tmp_path / "pages"
    session.close()
    assert run(["guidelines", path]) == 0
    assert capsys.readouterr().out == "There are no pages yet.\n"
    folder.mkdir()
    (folder / "ORG.md").write_text("# Tổ chức\n", encoding="utf-8")
    (folder / "X.md").write_text("x", encoding="utf-8")
    assert run(["guidelines", path, "--import", str(folder), "--as", "bao"]) == 0
    said = capsys.readouterr()
    assert said.out == "1 page taken over.\n"
    assert "There is no label X; the page was left out." in said.err
    assert run(["guidelines", path]) == 0
    assert capsys.readouterr().out.startswith("ORG  10 characters  20")
    out = tmp_path / "out"
    assert run(["guidelines", path, "--export", str(out)]) == 0
    assert (out / "ORG.md").read_text(encoding="utf-8") == "# Tổ chức\n"
    assert run(["guidelines", path, "--export", str(out), "--import", str(out)]) == 2
    assert run(["guidelines", path, "--import", str(folder), "--json"]) == 0
    assert '"same": 1' in capsys.readouterr().out
