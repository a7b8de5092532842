"""JSON lines that do not hold: each is left out or mended, and said with its line; nothing raises."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.jsonl import JsonlReader

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
    (b'{"id":"x"}', "missing-field", {"at": "$", "field": "text"}),
    (b'{"text":"a","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too-deep", {}),
    (b'{"text":"a","labels":{"n":' + b"9" * 5000 + b"}}", "number-out-of-range", None),
    (b'{"text":"a","labels":{"n":1e9999999999999999999999}}', "number-out-of-range", None),
    (b'{"text":""}', "empty-text", {"id": ""}),
]  # fmt: skip
IN_PART = [
    (b'{"text":"a","spans":[{"start":"1","end":2,"label":"A"}]}', "wrong-type-in-part", {"at": "$.spans[0].start", "expected": "int", "found": "str"}),
    (b'{"text":"a","spans":[{"start":0.5,"end":2,"label":"A"}]}', "wrong-type-in-part", {"at": "$.spans[0].start", "expected": "int", "found": "float"}),
    (b'{"text":"a","spans":[{"start":0,"label":"A"}]}', "missing-field-in-part", {"at": "$.spans[0]", "field": "end"}),
    (b'{"text":"a","spans":[7]}', "wrong-type-in-part", {"at": "$.spans[0]", "expected": "object", "found": "int"}),
    (b'{"text":"a","labels":[[0,1,"A"]]}', "wrong-type-in-part", {"at": "$.labels", "expected": "object", "found": "array"}),
    (b'{"text":"a","relations":[{"head":0,"child":1,"label":"A"}]}', "wrong-type-in-part", {"at": "$.relations[0].head", "expected": "str", "found": "int"}),
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


@pytest.mark.parametrize(("raw", "code", "fields"), IN_PART, ids=range(len(IN_PART)))
def test_a_part_that_cannot_be_read_is_left_out_and_said(tmp_path, raw, code, fields):
    items, issues = read_lines(tmp_path, line(id="before"), raw, line(id="after"))
    assert [(item.id, item.text) for item in items[1:2]] == [("", "a")]
    assert (len(items), items[1].spans, items[1].relations, items[1].labels) == (3, [], [], {})
    errors = [issue for issue in issues if issue.severity == "error"]
    assert [(i.code, i.line, dict(i.fields)) for i in errors] == [(code, 2, fields)]


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
    monkeypatch.setattr("annotator.formats.lines.MAX_LINE", 200)
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
