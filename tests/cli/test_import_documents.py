"""``annotator import`` of documents that are no plain text, and of texts whose encoding must be confirmed."""

import json

import pytest
from documents_kit import docx, word

from annotator.formats.encoding import EncodingChoice
from annotator.formats.scheme_toml import load_scheme
from annotator.services.ahead import Source

SHOWN = (
    "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc. Mäi ngêi ®Òu cã viÖc lµm, cã c¬m ¨n, ¸o mÆc, ai còng ®îc häc hµnh.\n"
    * 3
)
MEANT = "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc."


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "old.txt"
    path.write_bytes(SHOWN.encode("cp1252"))
    return path


def test_an_encoding_is_previewed_before_it_is_believed(run, project, old):
    code, out, err = run("import", project, old)
    assert code != 0
    assert "0 documents" in out
    assert f"        {MEANT}" in err
    assert "    tcvn3 (" in err
    code, out, err = run("import", project, old, "--believe-encoding")
    assert (code, "1 document" in out) == (0, True)
    code, out, _ = run("import", project, old, "--encoding", "ABC")
    assert (code, "1 was already there" in out) == (0, True)


def test_previews_are_data_too(run, project, old):
    code, out, _ = run("import", project, old, "--json")
    (issue,) = json.loads(out)["issues"]
    assert (code != 0, issue["code"], issue["fields"]["previews"][0]["encoding"]) == (
        True,
        "encoding-unconfirmed",
        "tcvn3",
    )


def test_a_choice_reaches_the_process_that_reads_ahead(old):
    source = Source(old, None, load_scheme("neu-guong"), "lan", EncodingChoice(believe=True))
    found = [item for item in source.prepared(large=1) if hasattr(item, "document")]
    assert len(found) == 1


def test_documents_by_their_look(run, project, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    docx(folder / "a.docx", word("Nêu gương", "Chiều 7/1"))
    (folder / "b.txt").write_text("Bài hai", encoding="utf-8")
    (folder / "c.doc").write_bytes(b"{\\rtf1 x}")
    code, out, err = run("import", project, folder)
    assert (code != 0, "2 documents" in out) == (True, True)
    assert "RTF" in err
    code, _, err = run("import", project, folder / "b.txt", "--format", "docx")
    assert code != 0
    assert "damaged, or is not what its name says" in err
