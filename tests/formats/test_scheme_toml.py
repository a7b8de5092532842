"""Label schemes as TOML: the ones that ship, and what is said about one that does not hold."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import InvalidScheme, MalformedInput, UnknownFormat
from annotator.formats.scheme_toml import bundled_schemes, load_scheme, read_scheme, write_scheme
from annotator.model.scheme import Attribute, AttributeType

ORDER = [
    "PERSON",
    "POSITION",
    "ORG",
    "PLACE",
    "DOCUMENT",
    "EVENT",
    "MEDIA",
    "COUNT",
    "PERCENT",
    "RATIO",
    "MONEY",
    "DATE",
    "DURATION",
    "MODEL",
    "DUTY",
    "STUDY",
    "OVERSIGHT",
    "REWARD",
    "DISCIPLINE",
    "FAILING",
    "SLOGAN",
]


def test_the_schemes_that_ship():
    assert bundled_schemes() == ["basic-ner", "neu-guong"]
    basic = load_scheme("basic-ner")
    assert [(label.id, label.key) for label in basic.labels] == [
        ("PERSON", "1"), ("ORG", "2"), ("PLACE", "3"), ("DATE", "4"), ("NUMBER", "5"),
    ]  # fmt: skip
    assert all(label.hue is not None for label in basic.labels)


def test_neu_guong_labels_and_keys():
    scheme = load_scheme("neu-guong")
    assert [label.id for label in scheme.labels] == ORDER
    assert [(g.id, g.modifier, g.stroke) for g in scheme.groups] == [
        ("entity", "", "thin"), ("figure", "shift", "thick"), ("practice", "alt", "double"),
    ]  # fmt: skip
    for group in scheme.groups:
        keys = [label.key for label in scheme.labels if label.group == group.id]
        assert keys == [str(n + 1) for n in range(len(keys))]
    for label in scheme.labels:
        assert (
            set(label.names) == set(label.short) == set(label.abbr) == set(label.description) == {"vi", "en"}
        )
        assert len(label.description["vi"]) > 40
    fills = [
        c
        for label in scheme.labels
        for c in (label.light.fill, label.dark.fill, label.light.ink, label.dark.ink)
    ]
    assert len(set(fills)) == 84


def test_neu_guong_attributes():
    scheme = load_scheme("neu-guong")
    carried = {label.id: {a.id: a for a in scheme.attributes_of(label.id)} for label in scheme.labels}
    required = {id: {a.id for a in own.values() if a.required} for id, own in carried.items()}
    for id in ("PERCENT", "RATIO", "MONEY", "DURATION"):
        assert required[id] == {"value"}
    assert required["COUNT"] == {"value", "unit"}
    assert required["DATE"] == {"date"}
    assert set(carried["DATE"]) == {"date", "bound"}
    assert set(carried["COUNT"]) == {"value", "unit", "bound", "to", "change", "against"}
    assert set(carried["DUTY"]) == {"status", "level"}
    assert carried["PERSON"] == {}
    defaults = {a.id: a.default for a in scheme.attributes if a.default is not None}
    assert defaults == {"bound": "exact", "change": "none", "status": "done"}
    choices = {
        a.id: [c.id for c in a.choices] for a in (*scheme.attributes, *scheme.document_labels) if a.choices
    }
    assert choices == {
        "bound": ["exact", "about", "over", "at_least", "under"],
        "change": ["none", "up", "down"],
        "status": ["done", "planned", "required", "failed"],
        "level": ["central", "province", "district", "commune", "base"],
        "genre": ["report", "profile", "opinion", "notice"],
    }
    assert [a.id for a in scheme.document_labels] == ["level", "genre", "usable"]


def test_neu_guong_relations():
    scheme = load_scheme("neu-guong")
    allowed = {
        relation.id: {
            (head, tail)
            for head in scheme.label_ids
            for tail in scheme.label_ids
            if scheme.allows(relation.id, head, tail)
        }
        for relation in scheme.relations
    }
    assert list(allowed) == ["HOLDS", "AT", "ISSUED_BY", "BY", "UNDER", "MEASURES", "WHEN"]
    assert allowed["HOLDS"] == {("PERSON", "POSITION")}
    assert allowed["AT"] == {("POSITION", "ORG")}
    assert allowed["ISSUED_BY"] == {("DOCUMENT", "ORG")}
    assert {len(allowed[id]) for id in ("BY", "UNDER", "MEASURES", "WHEN")} == {8 * 3, 8, 6 * 9, 9}


def test_colours_are_those_of_the_design():
    for label in load_scheme("neu-guong").labels:
        for colours in (label.light, label.dark):
            assert all(re.fullmatch("#[0-9A-F]{6}", c) for c in (colours.fill, colours.sel, colours.ink))


@pytest.mark.parametrize("name", ["basic-ner", "neu-guong"])
def test_a_written_scheme_reads_back_equal(tmp_path, name):
    path = tmp_path / "scheme.toml"
    path.write_text(write_scheme(load_scheme(name)), encoding="utf-8")
    assert load_scheme(path) == load_scheme(name)


words = st.text(st.characters(exclude_categories=("Cs",)), min_size=1).filter(str.strip)
names = st.dictionaries(
    st.text(st.characters(exclude_categories=("Cs",)), max_size=4), words, min_size=1, max_size=3
)


@given(st.lists(names, min_size=6, max_size=6), st.floats(0, 360), words)
def test_any_words_in_a_written_scheme_read_back_equal(tmp_path_factory, some, hue, default):
    plain = load_scheme("basic-ner")
    label = replace(plain.labels[0], names=some[0], short=some[1], abbr=some[2], description=some[3], hue=hue)
    text = Attribute("note", AttributeType.TEXT, some[4], default)
    scheme = replace(plain, names=some[5], labels=(label, *plain.labels[1:]), attributes=(text,))
    path = tmp_path_factory.mktemp("toml") / "scheme.toml"
    path.write_bytes(write_scheme(scheme).encode())
    assert read_scheme(path) == scheme


MINIMAL = '\ufeff# comment\nid = "x"\nnames = { vi = "X" }\n[[groups]]\nid = "g"\nnames = { vi = "G" }\n[[labels]]\nid = "A"\ngroup = "g"\nnames = { vi = "A" }\n'


def test_a_small_scheme_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text(MINIMAL, encoding="utf-8")
    assert [label.id for label in read_scheme(path).labels] == ["A"]


@pytest.mark.parametrize(
    ("raw", "reason", "line", "column"),
    [
        (b'id = "a"\nnames = {', "toml-syntax", 2, 10),
        (b'id = "a"\nid = "b"\n', "toml-syntax", 2, 9),
        (b"id = \n", "toml-syntax", 1, 6),
        ("id = 'đ'\n  x = \"đ".encode() + b'\xff"', "not-utf-8", 2, 9),
        (b"id = " + b"[" * 20_000, "too-deep", None, None),
        (b"version = " + b"9" * 5000, "toml-syntax", None, None),
    ],
)
def test_syntax_errors_name_their_place(tmp_path, raw, reason, line, column):
    path = tmp_path / "bad.toml"
    path.write_bytes(raw)
    with pytest.raises(MalformedInput) as caught:
        read_scheme(path)
    error = caught.value
    assert (error.path, error.reason, error.line, error.column) == (str(path), reason, line, column)


def test_problems_of_a_scheme_carry_its_file(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text(MINIMAL.replace('group = "g"', 'group = "h"'), encoding="utf-8")
    with pytest.raises(InvalidScheme) as caught:
        load_scheme(path)
    assert caught.value.source == str(path)
    assert caught.value.problems == [("labels[1] A.group", "unknown-group", "h")]


def test_files_that_are_not_there(tmp_path):
    with pytest.raises(UnknownFormat) as caught:
        load_scheme("no-such-scheme")
    assert caught.value.reason == "unknown-scheme"
    with pytest.raises(MalformedInput) as missing:
        load_scheme(tmp_path / "no.toml")
    assert missing.value.reason == "missing"
    with pytest.raises(MalformedInput) as folder:
        load_scheme(Path(tmp_path))
    assert folder.value.reason == "folder"


def test_a_scheme_that_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.formats.scheme_toml.MAX_BYTES", 10)
    path = tmp_path / "s.toml"
    path.write_text(MINIMAL, encoding="utf-8")
    with pytest.raises(MalformedInput) as caught:
        read_scheme(path)
    assert caught.value.reason == "too-large"
