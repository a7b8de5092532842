"""CoNLL columns, CoNLL-U, CSV and DocBin: in as others write them, out as others read them."""

import csv
import zlib
from collections import Counter

import pytest
from formats_kit import codes, marked, spans_of, take
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import FormatError
from annotator.formats.conll_writing import _Table
from annotator.formats.csv_tables import harmless
from annotator.formats.docbin import build_shard
from annotator.formats.docbin_types import ExportDocument, Options
from annotator.formats.registry import reader, reader_for, writer
from annotator.formats.scheme_toml import load_scheme
from annotator.model.document import Document
from annotator.model.layer import LayerState
from annotator.model.span import Relation, Span, read_attributes
from annotator.model.text import units


# CoNLL ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("tags", "odd"),
    [
        ("O B-PER I-PER O B-LOC B-LOC", ""),  # IOB2
        ("O I-PER I-PER O I-LOC B-LOC", ""),  # IOB1: B only between two of one label
        ("O B-PER L-PER O U-LOC U-LOC", ""),
        ("O B-PER E-PER O S-LOC S-LOC", ""),
        ("O B-PER I-PER O I-LOC B-LOC", "tags-mixed"),
        ("O L-PER I-PER O U-LOC U-LOC", "tags-unbegun"),
    ],
)
def test_conll_tags_of_every_kind(tmp_path, tags, odd):
    rows = zip(["Ông", "Lê", "Nam", "ở", "Huế", "Vinh"], tags.split(), strict=True)
    data = "-DOCSTART- -X- O O\n\n" + "".join(f"{token} NN B-NP {tag}\n" for token, tag in rows)
    items, issues = take(tmp_path / "a.txt", data, "conll2003")
    expected = [("Lê", "PER"), ("Nam", "PER")] if odd == "tags-unbegun" else [("Lê Nam", "PER")]
    assert marked(items[0]) == [*expected, ("Huế", "LOC"), ("Vinh", "LOC")]
    assert codes(issues) == ([odd] if odd else [])


def test_conll_documents_sentences_and_line_ends(tmp_path):
    data = "\ufeff-DOCSTART-\tO\r\n\r\nBí_thư\tO\r\nNam\tB-PER\r\n \r\n.\tO\r\n\r\n-DOCSTART-\tO\r\n\r\n-DOCSTART-\tO\r\n\r\nHuế\tB-LOC"
    items, issues = take(tmp_path / "a.txt", data, "conll2003")
    assert [(i.text, marked(i)) for i in items] == [
        ("Bí_thư Nam\n.", [("Nam", "PER")]),
        ("Huế", [("Huế", "LOC")]),
    ]
    assert [(i.code, i.line) for i in issues] == [("empty-text", 8)]
    items, issues = take(tmp_path / "b.conll", "JAPAN\tB-LOC\nGET\tO\n\nNadim B-PER\nLadki I-PER\n")
    assert [i.text for i in items] == ["JAPAN GET", "Nadim Ladki"]
    assert codes(issues) == ["no-docstart"]


def test_conll_names_inside_names(tmp_path):
    data = "Đại_học N B-NP B-ORG O\nHuế Np I-NP I-ORG B-LOC\n. CH O O O\n"
    items, _ = take(tmp_path / "a.txt", data)
    assert marked(items[0]) == [("Đại_học Huế", "ORG"), ("Huế", "LOC")]


def test_conll_lines_that_do_not_fit(tmp_path):
    data = "# id 5 domain=x\nNam\tB-PER\nở\nHuế\tPLACE\nx y\tO\n.\tO\n"
    (tmp_path / "a.conll").write_text(data)
    issues = []
    (item,) = reader("conll2003").read(tmp_path / "a.conll", issues.append)
    assert item.text == "Nam ở Huế x y ."
    assert sorted(codes(issues)) == ["no-docstart", "tags-unread", "token-without-tag"]


def test_prose_is_not_conll(tmp_path):
    (tmp_path / "a.txt").write_text("Vitamin B\nthuộc nhóm O\n\nNhóm máu O\n")
    assert reader_for(tmp_path / "a.txt").name == "text"


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("conll2003", "I-PER I-PER O I-PLACE B-PLACE O O"),
        ("iob2", "B-PER I-PER O B-PLACE B-PLACE O O"),
        ("biluo", "B-PER L-PER O U-PLACE U-PLACE O O"),
    ],
)
def test_conll_what_is_written_and_what_is_counted(tmp_path, name, tags):
    document = Document.make("Lê  Nam ở Huế Vinh 57. Rồi thôi.", id="a")
    places = [(0, 7, "PER"), (4, 7, "X"), (10, 14, "PLACE"), (14, 18, "PLACE"), (19, 20, "Y")]
    layer, lost = spans_of(document, *places), Counter()
    left, kept = writer(name).reduce(document, layer, lost)
    assert left.text == "Lê Nam ở Huế Vinh 57 .\nRồi thôi ."
    assert [left.text[s.start : s.end] for s in kept.in_order()] == ["Lê Nam", "Huế", "Vinh"]
    assert lost == {"overlaps": 1, "cut-tokens": 1, "spacing": 1}
    path = tmp_path / "out"
    writer(name).write(path, [(document, layer)], load_scheme("neu-guong"))
    sentence = path.read_text().split("\n\n")[1]
    assert [line.split()[-1] for line in sentence.split("\n")] == tags.split()


def test_conll_no_sentence_ends_inside_a_span(tmp_path):
    document = Document.make("Ông Nam. Bà Hoa.", id="a")
    left, _ = writer("iob2").reduce(document, spans_of(document, (4, 15, "X")), Counter())
    assert left.text == "Ông Nam . Bà Hoa ."


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_conll_tokens_are_the_programs_own(text):
    wanted = [text[a:b] for a, b in units(text) if not text[a:b].isspace()]
    assert _Table(text, [], Counter()).tokens == wanted


# CoNLL-U ----------------------------------------------------------------------------------------------------------
def words(*rows):
    return "".join("\t".join([*row[:2], *"_" * 7, row[2] if len(row) > 2 else "_"]) + "\n" for row in rows)


def test_conllu_text_words_and_names(tmp_path):
    data = (
        "# newdoc id = d1\n# sent_id = s1\n# text =Ông Nam bắt chuyện .\n"
        + words(
            ("1", "Ông", "NER=B-PER"),
            ("2", "Nam", "NER=I-PER|x=y"),
            ("3", "bắt chuyện"),
            ("3.1", "nó"),
            ("4", "."),
        )
        + "\n# text = something else\n"
        + words(("1-2", "don't", "SpaceAfter=No"), ("1", "do"), ("2", "n't"), ("3", ".", "Entity=(1)"))
        + "\n# newdoc\n"
        + words(("1", "Huế", "NER=U-LOC"), ("x", "y"))
    )
    items, issues = take(tmp_path / "a.txt", data, "conllu")
    assert [(i.text, marked(i)) for i in items] == [
        ("Ông Nam bắt chuyện .\ndon't.", [("Ông Nam", "PER")]),
        ("Huế", [("Huế", "LOC")]),
    ]
    assert items[0].meta == {"sent_id": "d1"}
    assert {i.code: i.line for i in issues} == {
        "conllu-line-unread": 18, "entities-left": 14, "text-differs-from-words": 10, "syntax-left": None,
    }  # fmt: skip


def test_conllu_without_documents(tmp_path):
    data = "\ufeff" + words(("1", "Một", "SpaceAfter=No"), ("2", "."), ("3", "Hai")).replace("\n", "\r\n")
    items, issues = take(tmp_path / "a.conllu", data + "\r\n" + words(("1", "Ba")), "conllu")
    assert [i.text for i in items] == ["Một. Hai", "Ba"]
    assert sorted(codes(issues)) == ["no-newdoc", "syntax-left"]


# CSV --------------------------------------------------------------------------------------------------------------
def table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_has_a_row_for_each_span_and_no_formula(tmp_path):
    document = Document.make('=cmd|"x"!A1\r\n, "Huế"', id="-1", title="@sum")
    layer = spans_of(document, (0, 11, "X"), (16, 19, "PLACE"))
    path = tmp_path / "a.csv"
    assert writer("csv-spans").write(path, [(document, layer)], load_scheme("neu-guong")) == 1
    rows = table(path)
    assert [(r["document"], r["title"], r["start"], r["text"]) for r in rows] == [
        ("'-1", "'@sum", "0", '\'=cmd|"x"!A1'), ("'-1", "'@sum", "16", "Huế"),
    ]  # fmt: skip
    assert path.read_bytes().startswith(b"\xef\xbb\xbfdocument,")
    assert list(writer("csv-spans").differing(path, [(document, layer)])) == []
    layer.spans.popitem()
    assert list(writer("csv-spans").differing(path, [(document, layer)])) == [""]


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40))
def test_csv_documents_read_back_as_they_are(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    rows = [
        (Document.make(text, id="a"), None),
        (Document.make(text + "!", id="b"), spans_of(Document.make(text), (0, 1, "X"))),
    ]
    writer("csv-documents").write(path, rows, load_scheme("neu-guong"))
    assert list(writer("csv-documents").differing(path, rows)) == []
    found = [row["text"] for row in table(path)]
    assert found == [harmless(text), harmless(text + "!")]
    assert not [cell for cell in found if cell[0] in "=+-@\t\r\0"]


# DocBin -----------------------------------------------------------------------------------------------------------
def test_docbin_our_own_work_comes_back(tmp_path):
    scheme = load_scheme("neu-guong")
    document = Document.make("Ông Nam ở Huế.", id="a", title="T", meta={"source": "x"})
    layer = spans_of(document, (4, 7, "PERSON"), (0, 7, "POSITION"), (10, 13, "PLACE"))
    layer.spans["s0"] = layer.spans["s0"]._replace(note="ghi", certainty="unsure")
    layer.relations = {"r": Relation("r", "s1", "s0", "HOLDS")}
    layer.state = LayerState.FINISHED
    exported = ExportDocument(
        "a", document.text, "T", document.meta, "me", "finished", {"usable": True}, [(0, 14)], layer.in_order(),
        list(layer.relations.values()),
    )  # fmt: skip
    (tmp_path / "a.spacy").write_bytes(build_shard([exported], Options()).data)
    issues = []
    (item,) = reader_for(tmp_path / "a.spacy").read(tmp_path / "a.spacy", issues.append)
    assert issues == []
    assert (item.id, item.title, item.meta, item.layer, item.state) == (
        "a",
        "T",
        {"source": "x"},
        "me",
        "finished",
    )
    found = {
        s.id: Span(
            s.id, s.start, s.end, s.label, read_attributes(scheme, s.label, s.attributes), s.note, s.certainty
        )
        for s in item.spans
    }
    assert found == layer.spans
    assert [(r.id, r.head, r.tail, r.label) for r in item.relations] == [("r", "s1", "s0", "HOLDS")]
    assert item.labels == {"usable": True}


def test_docbin_of_somebody_else(tmp_path):
    import spacy
    from spacy.tokens import DocBin

    doc = spacy.blank("xx")("Ông Nam ở Huế.")
    doc.spans["sc"] = [doc.char_span(0, 7, label="PER")]
    doc.ents = [doc.char_span(0, 7, label="PER"), doc.char_span(10, 13, label="LOC")]
    doc.user_data["who"] = 5
    DocBin(docs=[doc], store_user_data=True).to_disk(tmp_path / "a.spacy")
    issues = []
    (item,) = reader("docbin").read(tmp_path / "a.spacy", issues.append)
    assert marked(item) == [("Ông Nam", "PER"), ("Huế", "LOC")]
    assert (item.layer, item.state, codes(issues)) == (None, None, ["unknown-key"])


def test_docbin_bombs_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.formats.docbin_reader.MAX_UNPACKED", 1 << 16)
    (tmp_path / "a.spacy").write_bytes(zlib.compress(b"\0" * (1 << 20)))
    with pytest.raises(FormatError) as caught:
        list(reader("docbin").read(tmp_path / "a.spacy", [].append))
    assert caught.value.reason == "too-large"


def test_conllu_spaces_around_a_word_are_none_of_it(tmp_path):
    items, _ = take(tmp_path / "a.txt", words(("1", "\u2003Huế  ", "NER=U-LOC")), "conllu")
    assert (items[0].text, marked(items[0])) == ("Huế", [("Huế", "LOC")])
