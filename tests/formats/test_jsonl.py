"""JSON lines: what goes out comes back, and what does not hold is said with its line."""

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import DiskFull, FormatError, MalformedInput, ReadOnly
from annotator.formats.jsonl import JsonlReader, JsonlWriter, LineEncoder, encode_line
from annotator.formats.scheme_toml import load_scheme
from annotator.model.document import Document
from annotator.model.edit import LayerKey
from annotator.model.layer import Layer, LayerState
from annotator.model.span import Relation, Span, in_order, read_attributes

SCHEME = load_scheme("neu-guong")
TEXT = "Có 4.617 đảng viên, bằng 98,59%, ở TP Thanh Hóa."


def read(path: Path, **options):
    issues = []
    items = list(JsonlReader(**options).read(path, issues.append))
    return items, issues


def read_lines(folder: Path, *lines: bytes | str, **options):
    path = folder / "in.jsonl"
    path.write_bytes(b"\n".join(line.encode() if isinstance(line, str) else line for line in lines) + b"\n")
    return read(path, **options)


def line(**fields) -> str:
    return msgspec.json.encode({"text": TEXT, **fields}).decode()


def codes(issues):
    return [issue.code for issue in issues]


def restored(item) -> tuple[Document, Layer | None]:
    """The document and layer that an import makes of a line."""
    document = Document.make(item.text, id=item.id, title=item.title, meta=item.meta)
    if item.layer is None:
        return document, None
    layer = Layer(LayerKey(document.id, item.layer))
    layer.state, layer.reason = LayerState(item.state), item.reason
    layer.reviewed_to = item.reviewed_to
    known = {a.id: a for a in SCHEME.document_labels}
    layer.labels = {key: known[key].read(value) for key, value in item.labels.items()}
    for s in item.spans:
        attributes = read_attributes(SCHEME, s.label, s.attributes)
        layer.spans[s.id] = Span(s.id, s.start, s.end, s.label, attributes, s.note, s.certainty, s.origin)
    layer.relations = {r.id: Relation(r.id, r.head, r.tail, r.label) for r in item.relations}
    return document, layer


# What goes out comes back -----------------------------------------------------------------------------------
texts = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=60)
ids = st.text("abcdef0123456789", min_size=1, max_size=6)
numbers = st.one_of(
    st.integers(-(10**38), 10**38).map(str),
    st.decimals(-(10**9), 10**9, places=4).map(SCHEME.attributes_of("COUNT")[0].read),
    st.tuples(st.integers(0, 999), st.integers(1, 999)).map(lambda p: f"{p[0]}/{p[1]}"),
)


@st.composite
def rows(draw):
    text = draw(texts)
    document = Document.make(
        text,
        id=draw(ids),
        title=draw(texts),
        meta=draw(st.dictionaries(texts.filter(lambda k: k != "title"), texts, max_size=3)),
    )
    if draw(st.booleans()):
        return document, None
    layer = Layer(LayerKey(document.id, draw(ids)))
    layer.state = draw(st.sampled_from(LayerState))
    layer.reason = draw(st.one_of(st.just(""), texts))
    layer.reviewed_to = draw(st.integers(0, len(text)))
    layer.labels = draw(
        st.fixed_dictionaries(
            {}, optional={"usable": st.booleans(), "genre": st.sampled_from(["report", "notice"])}
        )
    )
    for id in draw(st.lists(ids, max_size=6, unique=True)):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        label = draw(st.sampled_from([label.id for label in SCHEME.labels]))
        attributes = {}
        if label == "COUNT":
            attributes = {"value": draw(numbers), "unit": draw(texts), "bound": "about"}
        layer.spans[id] = Span(
            id,
            start,
            end,
            label,
            attributes,
            draw(st.one_of(st.just(""), texts)),
            draw(st.sampled_from(["sure", "unsure"])),
            draw(st.sampled_from(["", "rules"])),
        )
    for index, id in enumerate(layer.spans):
        layer.relations[f"r{index}"] = Relation(
            f"r{index}", id, draw(st.sampled_from(sorted(layer.spans))), "BY"
        )
    return document, layer


@given(st.lists(rows(), max_size=4, unique_by=lambda row: row[0].id))
def test_what_is_written_reads_back_equal(tmp_path_factory, written):
    path = tmp_path_factory.mktemp("round") / "out.jsonl"
    assert JsonlWriter().write(path, written, SCHEME) == len(written)
    items, issues = read(path)
    assert not [issue for issue in issues if issue.code != "empty-file"]
    assert [restored(item) for item in items] == written


@given(rows())
def test_a_line_is_the_same_every_time(row):
    document, layer = row
    if layer is not None:
        shuffled = layer.copy()
        shuffled.spans = dict(reversed(layer.spans.items()))
        shuffled.relations = dict(reversed(layer.relations.items()))
        assert encode_line(document, layer, SCHEME) == encode_line(document, shuffled, SCHEME)
    assert encode_line(document, layer, SCHEME) == LineEncoder(SCHEME).line(document, layer)


def test_the_form_of_a_line():
    layer = Layer(LayerKey("d1", "lan"))
    layer.state, layer.reviewed_to = LayerState.FINISHED, 10
    value = {"value": "4617", "unit": "đảng viên"}
    layer.spans = {
        "b": Span("b", 25, 31, "PERCENT", {"value": "98.59"}),
        "a": Span("a", 3, 18, "COUNT", value, "n", "unsure"),
    }
    layer.spans["c"] = Span("c", 3, 8, "RATIO", {"value": "33/33"})
    layer.relations = {"r": Relation("r", "a", "b", "MEASURES")}
    document = Document.make(TEXT, id="d1", title="T", meta={"source": "x"})
    assert encode_line(document, layer, SCHEME).decode() == (
        f'{{"id":"d1","text":"{TEXT}","meta":{{"source":"x","title":"T"}},"layer":"lan","state":"finished","labels":{{}},"spans":['
        '{"id":"a","start":3,"end":18,"label":"COUNT","text":"4.617 đảng viên","attributes":{"unit":"đảng viên","value":4617},"note":"n","certainty":"unsure"},'
        '{"id":"c","start":3,"end":8,"label":"RATIO","text":"4.617","attributes":{"value":"33/33"},"note":"","certainty":"sure"},'
        '{"id":"b","start":25,"end":31,"label":"PERCENT","text":"98,59%","attributes":{"value":98.59},"note":"","certainty":"sure"}'
        '],"relations":[{"id":"r","head":"a","tail":"b","label":"MEASURES"}],"reviewed_to":10}'
    )


def test_the_sample_corpus_reads_without_a_word():
    for path in sorted((Path(__file__).parents[2] / "corpora").rglob("*.jsonl")):
        items, issues = read(path)
        assert items
        assert issues == []
        for item in items:
            assert all(item.text[s.start : s.end] == s.text for s in item.spans)


def test_numbers_keep_every_digit(tmp_path):
    raw = f'{{"text":"{TEXT}","spans":[{{"start":3,"end":8,"label":"COUNT","text":"4.617","attributes":{{"value":0.1234567890123456789012345,"to":123456789012345678901234567890}}}}]}}'
    (item,), issues = read_lines(tmp_path, raw)
    assert item.spans[0].attributes == {
        "value": Decimal("0.1234567890123456789012345"),
        "to": 123456789012345678901234567890,
    }
    assert issues == []


# Lines of other programs ---------------------------------------------------------------------------------------
def test_unknown_keys_are_named_once(tmp_path):
    other = line(
        spans=[{"start": 3, "end": 8, "label": "A", "text": "4.617", "token_start": 1}],
        _input_hash=1,
        answer="accept",
    )
    items, issues = read_lines(tmp_path, other, other)
    assert [len(item.spans) for item in items] == [1, 1]
    assert sorted((i.severity, i.code, i.line, i.fields["key"], i.fields["count"]) for i in issues) == [
        ("info", "unknown-key", 1, "_input_hash", 2),
        ("info", "unknown-key", 1, "spans[].token_start", 2),
        ("warning", "annotations-ignored", 1, "answer", 2),
    ]


def test_meta_that_is_not_text_is_kept_as_json(tmp_path):
    (item,), issues = read_lines(
        tmp_path, line(id=7, meta={"page": 3, "share": 0.5, "tags": ["a"], "title": "T"})
    )
    assert (item.id, item.title) == ("7", "T")
    assert item.meta == {"page": "3", "share": "0.5", "tags": '["a"]'}
    assert codes(issues) == ["meta-not-text"] * 3


def test_null_means_not_given(tmp_path):
    (item,), issues = read_lines(
        tmp_path, line(meta=None, spans=None, relations=None, layer=None, state=None)
    )
    assert (item.meta, item.spans, item.layer, issues) == ({}, [], None, [])


def test_spans_without_text_are_counted(tmp_path):
    (item,), issues = read_lines(tmp_path, line(spans=[{"start": 3, "end": 8, "label": "A"}]))
    assert len(item.spans) == 1
    assert [(i.code, i.fields["count"]) for i in issues] == [("spans-unverified", 1)]


# Lines cut at LF alone -----------------------------------------------------------------------------------------
def test_lines_end_at_lf_alone(tmp_path):
    odd = "a\u2028b\u0085c\x0bd"
    items, issues = read_lines(
        tmp_path, b"\xef\xbb\xbf" + line(text=odd).encode() + b"\r", b"", b"  ", line(text="z")
    )
    assert [(item.text, item.line) for item in items] == [(odd, 1), ("z", 4)]
    assert issues == []


# Files -----------------------------------------------------------------------------------------------------------
def test_files_that_cannot_be_read(tmp_path):
    assert [(i.code, i.fields["reason"]) for i in read(tmp_path / "no.jsonl")[1]] == [
        ("unreadable", "missing")
    ]
    assert [(i.code, i.fields["reason"]) for i in read(tmp_path)[1]] == [("unreadable", "folder")]
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    assert codes(read(empty)[1]) == ["empty-file"]


def test_a_disk_that_fails_half_way_is_said_with_the_line(tmp_path, monkeypatch):
    path = tmp_path / "in.jsonl"
    path.write_text(line() + "\n")

    class Failing:
        def __init__(self):
            self.lines = iter([line().encode() + b"\n"])

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def readline(self, limit):
            found = next(self.lines, None)
            if found is None:
                raise OSError(5, "Input/output error")
            return found

    monkeypatch.setattr("annotator.formats.lines.open_regular", lambda path: Failing())
    items, issues = read(path)
    assert len(items) == 1
    assert [(i.code, i.line, i.fields["reason"]) for i in issues] == [("unreadable", 2, "io")]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "out.jsonl"
    path.write_text("old")

    def broken():
        yield Document.make(TEXT), None
        raise RuntimeError("while reading the project")

    with pytest.raises(RuntimeError):
        JsonlWriter().write(path, broken(), SCHEME)
    layer = Layer(LayerKey("d", "a"))
    layer.spans = {"s": Span("s", 0, 2, "ORG", {}, "\ud800")}
    with pytest.raises(MalformedInput) as caught:
        JsonlWriter().write(path, [(Document.make(TEXT), layer)], SCHEME)
    assert caught.value.reason == "lone-surrogate"
    assert [p.name for p in tmp_path.iterdir()] == ["out.jsonl"]
    assert path.read_text() == "old"


@pytest.mark.parametrize(
    ("number", "kind"), [(28, DiskFull), (122, DiskFull), (30, ReadOnly), (13, ReadOnly), (5, FormatError)]
)
def test_what_the_disk_refuses(tmp_path, monkeypatch, number, kind):
    def refuse(_):
        raise OSError(number, "refused")

    monkeypatch.setattr("annotator.formats.base.os.fsync", refuse)
    with pytest.raises(kind):
        JsonlWriter().write(tmp_path / "out.jsonl", [(Document.make(TEXT), None)], SCHEME)
    assert list(tmp_path.iterdir()) == []


def test_spans_are_in_reading_order():
    layer = Layer(LayerKey("d", "a"))
    for id, start, end in (("x", 5, 9), ("y", 0, 20), ("z", 0, 3), ("w", 5, 9)):
        layer.spans[id] = Span(id, start, end, "ORG")
    found = msgspec.json.decode(encode_line(Document.make(TEXT), layer, SCHEME))["spans"]
    assert [s["id"] for s in found] == [s.id for s in in_order(layer.spans.values())] == ["y", "z", "w", "x"]


def test_a_part_of_the_wrong_type_is_left_out_and_the_rest_is_read(tmp_path):
    spans = [
        {"start": "0", "end": 3, "label": "A"},
        {"start": 0, "end": 3, "label": "B"},
        {"end": 3, "label": "C"},
    ]
    (item,), issues = read_lines(tmp_path, line(spans=spans, labels="x", state=5))
    assert [span.label for span in item.spans] == ["B"]
    assert (item.labels, item.state) == ({}, None)
    assert sorted((i.code, i.fields["at"], i.line) for i in issues if i.severity == "error") == [
        ("missing-field-in-part", "$.spans[1]", 1),
        ("wrong-type-in-part", "$.labels", 1),
        ("wrong-type-in-part", "$.spans[0].start", 1),
        ("wrong-type-in-part", "$.state", 1),
    ]


def test_a_line_whose_text_is_no_text_is_left_out(tmp_path):
    items, issues = read_lines(tmp_path, line(text=5))
    assert items == []
    assert [(issue.code, issue.line) for issue in issues] == [("wrong-type", 1)]
