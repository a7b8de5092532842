"""brat standoff: every kind of line, other ways of counting, files that stand alone."""

import pytest
from formats_kit import TEXT, codes, marked

from annotator.errors import FormatError
from annotator.formats.registry import reader, reader_for, writer
from annotator.formats.scheme_toml import load_scheme
from annotator.model.document import Document
from annotator.wording import describe_error, describe_issue


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
