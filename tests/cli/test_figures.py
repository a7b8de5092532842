"""``annotator figures`` on a file: the table, the JSON lines, and what is refused."""

from __future__ import annotations

import json

from annotator.cli.app import run

TEXT = "Tin [bold]\nĐảng bộ có gần 5.000 đảng viên, tăng 7,42% so với năm 2017.\nKhoảng 5,000 hộ.\n"


def test_json_lines(tmp_path, capsys):
    file = tmp_path / "bài.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert run(["figures", str(file), "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["text"] for row in rows] == [
        "gần 5.000 đảng viên", "tăng 7,42% so với năm 2017", "năm 2017", "Khoảng 5,000 hộ",
    ]  # fmt: skip
    first = rows[0]
    assert (first["line"], first["column"]) == (2, 12)
    assert TEXT[first["start"] : first["end"]] == first["text"]
    assert (first["value"], first["unit"], first["bound"]) == ("5000", "đảng viên", "about")
    assert rows[1]["against"] == "năm 2017"
    assert [reading["value"] for reading in rows[3]["readings"]] == ["5000", "5.000"]


def test_table(tmp_path, capsys):
    file = tmp_path / "a.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert run(["figures", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "7.42" in shown
    assert "2:12" in shown


def test_nothing_found_and_nothing_there(tmp_path, capsys):
    file = tmp_path / "a.txt"
    file.write_text("Không có gì.", encoding="utf-8")
    assert run(["figures", str(file)]) == 0
    assert "0" in capsys.readouterr().out
    assert run(["figures", str(file), "--json"]) == 0
    assert capsys.readouterr().out == ""
    assert run(["figures", str(tmp_path / "b.txt")]) == 1


def test_of_a_project(tmp_path, capsys):
    import csv

    from annotator.services.sample import build_sample

    project, out = tmp_path / "a.corpus", tmp_path / "figures.csv"
    build_sample(project)
    assert run(["figures", str(project), "--annotator", "lan-anh"]) == 0
    *findings, count = capsys.readouterr().out.splitlines()
    assert count.startswith("920 ")
    assert any("27" in line and "28" in line for line in findings)  # the parts of 27 add up to 28
    assert run(["figures", str(project), "--annotator", "lan-anh", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 920
    assert {check for row in rows for check in row["checks"]} == {"parts-sum"}
    assert run(["figures", str(project), "--annotator", "quoc-bao", "--csv", str(out)]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file))
    assert len(written) == 859
    assert run(["figures", str(project), "--annotator", "nobody"]) != 0
