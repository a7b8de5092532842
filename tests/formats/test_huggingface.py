"""The datasets folder: its card names what is there, as the library reads it; pieces and faulty rows are read as they are."""

import json
import re

from annotator.formats.docbin_types import ExportDocument
from annotator.formats.huggingface import encode_row, front_matter, row_of, row_of_piece
from annotator.formats.registry import reader, reader_for, writer
from annotator.formats.scheme_toml import load_scheme
from annotator.model.document import Document
from annotator.model.edit import LayerKey
from annotator.model.layer import Layer
from annotator.model.span import Relation, Span

SCHEME = load_scheme("neu-guong")


def written(tmp_path, text="Ông A\x00\r\n\u2028 👍 ở Hà Nội"):
    document = Document.make(text, id="d1", meta={"source": "Báo"})
    layer = Layer(LayerKey("d1", "lan"))
    layer.spans = {"a": Span("a", 0, 5, "PERSON", {"alive": True}), "b": Span("b", 4, 5, "PLACE")}
    layer.relations["r"] = Relation("r", "a", "b", "BY")
    writer("huggingface").write(tmp_path / "out", [(document, layer)], SCHEME)
    return tmp_path / "out"


def test_the_card_names_every_column_in_order(tmp_path):
    out = written(tmp_path)
    head = (out / "README.md").read_text("utf-8").split("---\n")[1]
    row = json.loads((out / "data" / "train.jsonl").read_text("utf-8"))
    assert re.findall(r"^  - name: (\w+)", head, re.MULTILINE) == list(row)
    inner = re.findall(r"^    - name: (\w+)", head, re.MULTILINE)
    assert inner == [*row["reviewed"][:0], "start", "end", *row["spans"][0], *row["relations"][0]]
    assert "path: data/train.jsonl" in head
    assert row["spans"][0]["attributes"] == '{"alive":true}'


def test_splits_without_rows_are_not_named():
    head = front_matter({"train": 3, "dev": 1, "test": 0})
    assert "split: validation" in head
    assert "test.jsonl" not in head


def test_the_folder_and_its_file_are_recognised(tmp_path):
    out = written(tmp_path)
    assert reader_for(out).name == "huggingface"
    assert reader_for(out / "data" / "train.jsonl").name == "huggingface"
    (out / "README.md").write_text("# something else", "utf-8")
    assert not reader("huggingface").sniff(out, b"")


def test_a_piece_becomes_a_document_of_its_own(tmp_path):
    piece = ExportDocument(
        "d1", "Ông A", layer="lan", reviewed=[(0, 5)], spans=[Span("a", 0, 5, "PERSON")], base=7
    )
    path = tmp_path / "train.jsonl"
    path.write_bytes(encode_row(row_of_piece(piece)) + b"\n")
    issues = []
    (item,) = reader("huggingface").read(path, issues.append)
    assert (item.id, item.meta) == ("", {"part_of": "d1", "part_from": "7"})
    assert issues == []


def test_what_is_wrong_in_a_row_is_said(tmp_path):
    good = json.loads(encode_row(row_of(Document.make("Ông A", id="d1"), None)))
    bad = [
        {**good, "meta": "[1]", "extra": 1},
        {
            **good,
            "document": "d2",
            "layer": "lan",
            "spans": [{"id": "x", "start": 0, "end": 3, "label": "P", "text": "??"}],
        },
        {"text": 5},
    ]
    path = tmp_path / "train.jsonl"
    path.write_bytes(b"".join(json.dumps(row).encode() + b"\n" for row in bad) + b"{no\n")
    issues = []
    items = list(reader("huggingface").read(path, issues.append))
    assert [item.id for item in items] == ["d1", "d2"]
    assert items[0].meta == {}
    assert {issue.fields.get("key") for issue in issues} >= {"[1]", "extra"}
    assert sum(issue.severity == "error" for issue in issues) >= 2
