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
