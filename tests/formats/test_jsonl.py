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


# Hostile lines ---------------------------------------------------------------------------------------------------
HOSTILE = [
    (b'{"text":"\xff"}', "not-utf-8", {"column": 10}),
    ('{"text":"đ'.encode() + b'\xc3"}', "not-utf-8", {"column": 11}),
    (b'{"text":"\xed\xa0\x80"}', "not-utf-8", {"column": 10}),
    (b'{"x":"\xff","text":"a"}', "not-utf-8", {"column": 7}),
    (b'{"text":"\\ud800"}', "lone-surrogate", {"column": 10}),
    (b'{"text":"\\udc00 x"}', "lone-surrogate", {"column": 10}),
    (b'{"text":"ok","x":"\\ud800"}', "lone-surrogate", {"column": 19}),
    (b'{"text":"a", "meta":{"x":NaN}}', "bad-json", {"column": 26, "reason": "syntax"}),
    (b'{"text":"a"', "bad-json", {"column": 12, "reason": "truncated"}),
    ('{"text":"đảng" x}'.encode(), "bad-json", {"column": 16, "reason": "syntax"}),
    (b'{"text":"a"} {"text":"b"}', "bad-json", {"column": 14, "reason": "syntax"}),
    (b"\x00\x00", "bad-json", {"column": 1, "reason": "syntax"}),
    (b"[1]", "wrong-type", {"at": "$", "expected": "object", "found": "array"}),
    (b'{"text":1}', "wrong-type", {"at": "$.text", "expected": "str", "found": "int"}),
    (b'{"text":"a","spans":[{"start":"1","end":2,"label":"A"}]}', "wrong-type", {"at": "$.spans[0].start", "expected": "int", "found": "str"}),
    (b'{"text":"a","spans":[{"start":0.5,"end":2,"label":"A"}]}', "wrong-type", {"at": "$.spans[0].start", "expected": "int", "found": "float"}),
    (b'{"text":"a","spans":[{"start":0,"label":"A"}]}', "missing-field", {"at": "$.spans[0]", "field": "end"}),
    (b'{"text":"a","spans":[7]}', "wrong-type", {"at": "$.spans[0]", "expected": "object", "found": "int"}),
    (b'{"id":"x"}', "missing-field", {"at": "$", "field": "text"}),
    (b'{"text":"a","labels":[[0,1,"A"]]}', "wrong-type", {"at": "$.labels", "expected": "object", "found": "array"}),
    (b'{"text":"a","relations":[{"head":0,"child":1,"label":"A"}]}', "wrong-type", {"at": "$.relations[0].head", "expected": "str", "found": "int"}),
    (b'{"text":"a","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too-deep", {}),
    (b'{"text":"a","labels":{"n":' + b"9" * 5000 + b"}}", "number-out-of-range", None),
    (b'{"text":"a","labels":{"n":1e9999999999999999999999}}', "number-out-of-range", None),
    (b'{"text":""}', "empty-text", {"id": ""}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "code", "fields"), HOSTILE, ids=[f"{c}-{i}" for i, (_, c, _) in enumerate(HOSTILE)]
)
def test_a_hostile_line_is_left_out_and_said(tmp_path, raw, code, fields):
    items, issues = read_lines(tmp_path, line(id="before"), raw, line(id="after"))
    assert [item.id for item in items] == ["before", "after"]
    errors = [issue for issue in issues if issue.severity == "error"]
    assert [(i.severity, i.code, i.line) for i in errors] == [("error", code, 2)]
    if fields is not None:
        assert dict(errors[0].fields) == fields


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_an_exception(tmp_path_factory, raw):
    path = tmp_path_factory.mktemp("bytes") / "in.jsonl"
    path.write_bytes(raw)
    items, issues = read(path)
    lines = [part for part in raw.removeprefix(b"\xef\xbb\xbf").split(b"\n") if part.strip(b" \t\r\x0b\x0c")]
    assert len(items) + len({i.line for i in issues if i.severity == "error"}) == len(lines)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
odd_spans = st.fixed_dictionaries(
    {"start": st.integers(-3, 9) | json_values, "end": st.integers(-3, 9), "label": st.text(max_size=3)},
    optional={
        "id": st.sampled_from(["", "a", "b"]),
        "text": st.text("abc\r\n😀", max_size=3),
        "attributes": json_values,
        "certainty": st.sampled_from(["sure", "maybe"]),
    },
)
odd_relations = st.fixed_dictionaries(
    {"head": st.sampled_from("abc"), "tail": st.sampled_from("abc"), "label": st.just("R")}
)
odd_lines = st.fixed_dictionaries(
    {"text": st.text("abc\r\n😀", max_size=8)},
    optional={
        "id": st.sampled_from(["", "d"]), "meta": json_values, "layer": json_values, "state": st.text(max_size=3), "labels": json_values,
        "spans": st.lists(odd_spans, max_size=4), "relations": st.lists(odd_relations, max_size=2), "reviewed_to": st.integers(-2, 12), "more": json_values,
    },
)  # fmt: skip


@given(
    st.lists(odd_lines, max_size=3),
    st.sampled_from([None, "utf-16", "bom", "crlf-as-lf", "lf-as-crlf", "utf-8"]),
)
def test_whatever_comes_through_holds(tmp_path_factory, lines, accept):
    path = tmp_path_factory.mktemp("odd") / "in.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in lines))
    items, issues = read(path, accept_reading=accept)
    for item in items:
        ids = [s.id for s in item.spans if s.id]
        assert len(ids) == len(set(ids))
        assert all(0 <= s.start < s.end <= len(item.text) for s in item.spans)
        assert all(not s.text or item.text[s.start : s.end] == s.text for s in item.spans)
        assert all(r.head in ids and r.tail in ids for r in item.relations)
        assert item.reviewed_to is None or 0 <= item.reviewed_to <= len(item.text)
    said = [issue for issue in issues if issue.severity == "error"]
    kept, given_spans = (
        sum(len(item.spans) for item in items),
        sum(len(one.get("spans", ())) for one in lines),
    )
    assert kept == given_spans or said


def test_a_line_that_is_too_long_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.formats.jsonl.MAX_LINE", 200)
    items, issues = read_lines(
        tmp_path, line(id="a"), line(text="x" * 500), line(id="b"), line(text="y" * 500)
    )
    assert [item.id for item in items] == ["a", "b"]
    assert [(i.code, i.line) for i in issues] == [("line-too-long", 2), ("line-too-long", 4)]


def test_a_document_comes_once_per_layer(tmp_path):
    lines = [
        line(id="d", layer="a"),
        line(id="d", layer="b"),
        line(id="d", layer="a"),
        line(id="d"),
        line(),
        line(),
    ]
    items, issues = read_lines(tmp_path, *lines)
    assert [item.line for item in items] == [1, 2, 4, 5, 6]
    assert [(i.severity, i.code, i.line) for i in issues] == [("error", "duplicate-document", 3)]


# Spans against the text ------------------------------------------------------------------------------------------
def span(start, end, text=None, **fields):
    return {
        "start": start,
        "end": end,
        "label": "A",
        **({"text": text} if text is not None else {}),
        **fields,
    }


def test_a_span_that_says_something_else_is_left_out(tmp_path):
    (item,), issues = read_lines(
        tmp_path, line(spans=[span(3, 8, "4.617", id="a"), span(3, 8, "98,59", id="b")])
    )
    assert [s.id for s in item.spans] == ["a"]
    assert [(i.severity, i.code, i.line) for i in issues] == [("error", "span-text-differs", 1)]
    assert issues[0].fields | {"readings": []} == {
        "span": "b", "start": 3, "end": 8, "label": "A", "expected": "98,59", "found": "4.617", "readings": []
    }  # fmt: skip


@pytest.mark.parametrize(
    ("reading", "text", "start", "end", "quote"),
    [
        ("utf-16", "😀 Nghệ An 😀 xa", 3, 10, "Nghệ An"),
        ("bom", "Ở Nghệ An", 3, 10, "Nghệ An"),
        ("crlf-as-lf", "một\r\nhai\r\nba", 8, 10, "ba"),
        ("lf-as-crlf", "một\nhai\nba", 10, 12, "ba"),
        ("utf-8", "Ở Nghệ An", 4, 13, "Nghệ An"),
    ],
)
def test_offsets_counted_in_another_way(tmp_path, reading, text, start, end, quote):
    raw = line(text=text, spans=[span(start, end, quote)], reviewed_to=start)
    (item,), issues = read_lines(tmp_path, raw)
    assert item.spans == []
    assert codes(issues)[:2] == ["offsets-in-other-unit", "span-text-differs"]
    assert {i.severity for i in issues[:2]} == {"error"}
    assert reading in issues[0].fields["readings"]
    assert reading in issues[1].fields["readings"]
    (item,), issues = read_lines(tmp_path, raw, accept_reading=reading)
    assert [text[s.start : s.end] for s in item.spans] == [quote]
    assert item.reviewed_to == item.spans[0].start
    assert [(i.severity, i.code) for i in issues] == [("info", "offsets-converted")]


def test_an_accepted_reading_changes_nothing_that_fits_already(tmp_path):
    (item,), issues = read_lines(tmp_path, line(spans=[span(3, 8, "4.617")]), accept_reading="bom")
    assert (item.spans[0].start, issues) == (3, [])


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"spans": [span(-1, 3)]}, "span-outside"),
        ({"spans": [span(0, 999)]}, "span-outside"),
        ({"spans": [span(5, 3)]}, "span-outside"),
        ({"spans": [span(4, 4)]}, "span-empty"),
        ({"spans": [span(0, 2, attributes={"x": [1]})]}, "value-not-plain"),
        ({"labels": {"level": {"a": 1}}}, "value-not-plain"),
        ({"relations": [{"id": "r", "head": "a", "tail": "b", "label": "R"}]}, "relation-end-missing"),
    ],
)
def test_what_does_not_hold_is_left_out_as_an_error(tmp_path, fields, code):
    (item,), issues = read_lines(tmp_path, line(**fields))
    assert ("error", code) in [(i.severity, i.code) for i in issues]
    assert item.relations == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"state": "gone"}, "unknown-state"),
        ({"reviewed_to": 999}, "reviewed-outside"),
        ({"spans": [span(0, 2, "Có", certainty="maybe")]}, "unknown-certainty"),
        ({"spans": [span(0, 2, "Có", id="a"), span(3, 8, "4.617", id="a")]}, "duplicate-span-id"),
    ],
)
def test_what_can_be_kept_is_kept_with_a_warning(tmp_path, fields, code):
    (item,), issues = read_lines(tmp_path, line(**fields))
    assert [(i.severity, i.code) for i in issues] == [("warning", code)]
    assert len(item.spans) == len(fields.get("spans", ()))
    assert item.state is None
    assert item.reviewed_to is None


def test_a_text_that_is_too_large_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.formats.jsonl_check.MAX_TEXT", 100)
    items, issues = read_lines(tmp_path, line(text="ă" * 51), line(text="a" * 100))
    assert [item.text[0] for item in items] == ["a"]
    assert [(i.severity, i.code, i.line) for i in issues] == [("error", "too-large", 1)]


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

    monkeypatch.setattr("annotator.formats.jsonl.open_regular", lambda path: Failing())
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
