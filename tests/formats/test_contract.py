"""What every format promises: what is written reads back equal but for the losses it declares, text to the byte."""

import ast
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import annotator.formats
from annotator.errors import FormatError, StoreError
from annotator.formats import losses
from annotator.formats.base import Reduces
from annotator.formats.registry import FORMATS, reader, reader_for, reader_names, writer, writer_names
from annotator.formats.scheme_toml import load_scheme
from annotator.model.document import Document
from annotator.model.edit import LayerKey
from annotator.model.layer import Layer, LayerState
from annotator.model.span import Relation, Span, read_attributes
from annotator.wording.issues import ISSUES
from annotator.wording.losses import LOSSES

SCHEME = load_scheme("neu-guong")
LABELS = sorted(label.id for label in SCHEME.labels)
BOTH = [entry.name for entry in FORMATS if entry.reader and entry.writer]
WRITTEN_BY_CODE = {losses.OVERLAPS, losses.CUT_TOKENS, losses.SPACING, losses.EDGE_LINE_ENDS}

# Documents --------------------------------------------------------------------------------------------------------
PIECES = (
    "đảng viên", "Thanh Hóa", "98,59%", " ", "\n", "\r\n", "\u00a0", "👍🏽", "🇻🇳", "e\u0323\u0302", "𠀀", "\u2028", "\u0085",
    "\t", ".", "\ufeff", "<b>", "&amp;", '"', "\\", ";", "|", "=1+1", "O", "B-PER", "\u200f", "\x1f", "-DOCSTART-", "#",
)  # fmt: skip
texts = st.lists(
    st.one_of(
        st.sampled_from(PIECES), st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=6)
    ),
    min_size=1,
    max_size=14,
).map("".join)
words = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cn", "Co")), min_size=1, max_size=12
)
ids = st.text("abcdef0123456789", min_size=1, max_size=6)


@st.composite
def spans(draw, text):
    found = {}
    for id in draw(st.lists(ids, max_size=6, unique=True)):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        label = draw(st.sampled_from(LABELS))
        if text[start:end].isspace() or any(s[1:4] == (start, end, label) for s in found.values()):
            continue
        attributes = {}
        if label == "COUNT" and draw(st.booleans()):
            attributes = {
                "value": draw(st.integers(0, 10**9).map(str)),
                "unit": draw(texts),
                "bound": "about",
            }
        note, origin = (
            draw(st.sampled_from(["", "ghi chú 👍", "two\nlines"])),
            draw(st.sampled_from(["", "rules"])),
        )
        found[id] = Span(
            id, start, end, label, attributes, note, draw(st.sampled_from(["sure", "unsure"])), origin
        )
    return found


@st.composite
def rows(draw):
    text = draw(texts.filter(lambda t: t.strip()))
    meta = draw(st.dictionaries(st.sampled_from(["source", "byline", "url"]), texts, max_size=2))
    document = Document.make(text, id=draw(ids), title=draw(words), meta=meta)
    if draw(st.integers(0, 4)) == 0:
        return document, None
    layer = Layer(LayerKey(document.id, draw(st.sampled_from(["lan-anh", "me", "a.b"]))))
    layer.state = draw(st.sampled_from(LayerState))
    layer.reason = draw(st.sampled_from(["", "lạc đề"]))
    layer.reviewed_to = draw(st.integers(0, len(text)))
    layer.labels = draw(st.sampled_from([{}, {"usable": True}, {"genre": "report"}]))
    layer.spans = draw(spans(text))
    if layer.spans and draw(st.booleans()):
        ends = st.sampled_from(sorted(layer.spans))
        for index, (head, tail) in enumerate(draw(st.lists(st.tuples(ends, ends), max_size=3, unique=True))):
            if head != tail:
                layer.relations[f"r{index}"] = Relation(f"r{index}", head, tail, "BY")
    return document, layer


corpora = st.lists(rows(), max_size=4, unique_by=(lambda row: row[0].id, lambda row: row[0].text))


# Comparing --------------------------------------------------------------------------------------------------------
def state_kept(state, without):
    if losses.STATE in without:
        return None
    if losses.OTHER_STATES in without:
        return str(state) if str(state) in ("finished", "skipped") else None
    return str(state)


def as_written(row, without):
    """The facts of a document and layer, without those that the format has no place for."""
    document, layer = row
    facts = {
        "text": document.text,
        "id": None if losses.DOCUMENT_IDS in without else document.id,
        "title": None if losses.TITLE in without else document.title,
        "meta": None if losses.META in without else dict(document.meta),
    }
    if layer is None:
        return facts | {"owner": None, "state": None, "labels": {}, "spans": [], "relations": []}
    facts["owner"] = None if losses.OWNER in without else layer.key.annotator
    facts["state"] = (
        state_kept(layer.state, without),
        *([] if losses.REASON in without else [layer.reason]),
        *([] if losses.REVIEWED_TO in without else [layer.reviewed_to]),
    )
    facts["labels"] = {} if losses.DOCUMENT_LABELS in without else layer.labels
    facts["spans"] = sorted(span_facts(span, without) for span in layer.spans.values())
    facts["relations"] = relation_facts(layer.spans, layer.relations.values(), without)
    return facts


def span_facts(s, without):
    return (
        s.start, s.end, s.label,
        *([] if losses.SPAN_IDS in without else [s.id]),
        *([] if losses.ATTRIBUTES in without else [sorted(s.attributes.items())]),
        *([] if losses.NOTES in without else [s.note]),
        *([] if losses.CERTAINTY in without else [s.certainty]),
        *([] if losses.ORIGIN in without else [s.origin]),
    )  # fmt: skip


def relation_facts(by_id, relations, without):
    if losses.RELATIONS in without:
        return []
    return sorted((by_id[r.head][1:4], by_id[r.tail][1:4], r.label) for r in relations)


def as_read(item, without):
    """The facts of what a reader gave, in the same form."""
    facts = {
        "text": item.text,
        "id": None if losses.DOCUMENT_IDS in without else item.id,
        "title": None if losses.TITLE in without else item.title,
        "meta": None if losses.META in without else item.meta,
    }
    facts["owner"] = None if losses.OWNER in without else item.layer
    known = {a.id: a for a in SCHEME.document_labels}
    facts["labels"] = {key: known[key].read(value) for key, value in item.labels.items()}
    found = [
        Span(
            s.id or f"?{n}", s.start, s.end, s.label, read_attributes(SCHEME, s.label, s.attributes),
            s.note, s.certainty, s.origin,
        )
        for n, s in enumerate(item.spans)
    ]  # fmt: skip
    by_id = {s.id: s for s in found}
    assert len(by_id) == len(found)
    facts["spans"] = sorted(span_facts(span, without) for span in found)
    facts["relations"] = relation_facts(by_id, item.relations, without)
    facts["state"] = (
        state_kept(item.state, without),
        *([] if losses.REASON in without else [item.reason]),
        *([] if losses.REVIEWED_TO in without else [item.reviewed_to]),
    )
    return facts


def lenient(facts, has_layer, without):
    """Where a format cannot say that nobody worked on a document, nothing is compared but its emptiness."""
    if not has_layer:
        assert not facts["spans"]
        facts["state"] = facts["owner"] = None
    if losses.STATE in without or facts["state"] == (None,):
        facts["state"] = None
    return facts


def check_round_trip(name, written, path):
    target = writer(name)
    lost = Counter()
    expected = [target.reduce(*row, lost) for row in written] if isinstance(target, Reduces) else written
    assert target.write(path, written, SCHEME) == len(written)
    issues = []
    items = list(reader(name).read(path, issues.append))
    assert not [i for i in issues if i.severity == "error"], issues
    want = [lenient(as_written(row, target.losses), row[1] is not None, target.losses) for row in expected]
    got = [as_read(item, target.losses) for item in items]
    want.sort(key=lambda f: f["text"])
    got.sort(key=lambda f: f["text"])
    got = [
        lenient(g, w["owner"] is not None or w["state"] is not None or bool(w["spans"]), target.losses)
        for g, w in zip(got, want, strict=True)
    ]
    assert got == want


@pytest.mark.parametrize("name", BOTH)
def test_what_is_written_reads_back_equal_but_for_the_declared_losses(name, tmp_path_factory):
    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(corpora)
    def run(written):
        check_round_trip(
            name, written, tmp_path_factory.mktemp("trip") / f"out{(*writer(name).suffixes, '')[0]}"
        )

    run()


# What holds for the list as a whole -------------------------------------------------------------------------------
def test_every_loss_has_its_word_and_every_writer_declares_known_ones():
    assert set(LOSSES) == set(losses.ALL)
    for name in writer_names():
        assert set(writer(name).losses) <= set(losses.ALL), name


def test_every_note_of_the_readers_has_its_sentence():
    found = set()
    for path in Path(annotator.formats.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "note" and len(node.args) > 1:
                assert isinstance(node.args[1], ast.Constant), path
                found.add(node.args[1].value)
    assert found <= set(ISSUES)


def test_every_format_has_its_page():
    pages = {path.stem for path in (Path(__file__).parents[2] / "docs" / "formats").glob("*.md")}
    assert {entry.page or entry.name for entry in FORMATS} <= pages


@pytest.mark.parametrize("name", BOTH)
@given(written=corpora.filter(bool))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_written_file_is_recognised(name, written, tmp_path_factory):
    path = tmp_path_factory.mktemp("sniff") / f"out{(*writer(name).suffixes, '')[0]}"
    writer(name).write(path, written, SCHEME)
    page = {entry.name: entry.page or entry.name for entry in FORMATS}
    assert page[reader_for(path).name] == page[name]


# What no reader may do --------------------------------------------------------------------------------------------
SPITE = (
    b"", b"\n", b"\x00", b"\x00" * 5000, b"\xff\xfe\x00", b"\xef\xbb\xbf", b"[", b"{", b"[" * 100_000, b'{"a":' * 50_000,
    b'[{"text":' * 3000, b'{"text":"\\ud800"}', b'{"text":1e999999}', b'{"text":"a","spans":[{"start":-1,"end":99,"label":"X"}]}',
    b'{"text":"a","answer":"accept","spans":{"a":1}}', b'{"text":"' + b"a" * 5_000_000, b"T1\tX 0 99\tq\n", b"O\nB-\n", b",,,,\n",
    b"-DOCSTART- -X- O\n\nB B\n", b"1\t2\t3\n", "a\u202eb\u2028c\x85".encode(), b"\xc3\x28", b"%PDF-1.4\n", b"PK\x03\x04",
    b'[{"id":1,"data":{"text":"a"},"annotations":[{"result":[{"value":{"start":"x"}}]}]}]', b'{"text":"a","label":[[0,9,"X"]]}',
    b'{"text":"a","label":[[0]]}', b'{"text":"a","entities":[{"id":1}],"relations":[{"from_id":7}]}', b"# text = a\n1\ta\n",
    b"1-2\ta\t_\t_\t_\t_\t_\t_\t_\t_\n\n", b"99999999999999999999\ta\t_\t_\t_\t_\t_\t_\t_\t_\n",
)  # fmt: skip


@pytest.mark.parametrize("name", reader_names())
def test_spite_is_reported_or_read_and_nothing_else_happens(name, tmp_path):
    for number, data in enumerate(SPITE):
        for suffix in reader(name).suffixes[:1] or (".x",):
            path = tmp_path / f"{number}{suffix}"
            path.write_bytes(data)
            issues = []
            try:
                items = list(reader(name).read(path, issues.append))
            except FormatError as error:
                issues.append(error)
                continue
            assert items or issues, (name, data[:40])
            assert all(issue.code in ISSUES for issue in issues), issues
            for item in items:
                item.text.encode()
                assert all(0 <= s.start < s.end <= len(item.text) for s in item.spans)


@pytest.mark.parametrize("name", reader_names())
def test_any_bytes(name, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")

    @settings(max_examples=60)
    @given(
        st.binary(max_size=200)
        | st.lists(st.sampled_from(SPITE[3:]).map(lambda b: b[:300]), max_size=3).map(b"\n".join)
    )
    def run(data):
        path = folder / f"in{(*reader(name).suffixes, '')[0]}"
        path.write_bytes(data)
        try:
            for item in reader(name).read(path, lambda issue: None):
                item.text.encode()
        except FormatError:
            pass

    run()


@pytest.mark.parametrize("name", reader_names())
def test_what_cannot_be_read_is_said(name, tmp_path):
    issues = []
    try:
        assert list(reader(name).read(tmp_path / "missing.x", issues.append)) == []
    except FormatError as error:
        issues.append(error)
    assert issues


@pytest.mark.parametrize("name", writer_names())
def test_a_write_that_fails_leaves_nothing(name, tmp_path):
    def stream():
        yield Document.make("một hai"), None
        raise StoreError(reason="io")

    with pytest.raises(StoreError):
        writer(name).write(tmp_path / "out", stream(), SCHEME)
    half = Document("x", "half \ud800", "t")
    layer = Layer(LayerKey("x", "me"))
    layer.spans["s"] = Span("s", 0, 6, "PLACE")
    with pytest.raises(FormatError):
        writer(name).write(tmp_path / "out", [(half, layer)], SCHEME)
    assert list(tmp_path.iterdir()) == []
