"""UIMA's CAS as XMI and JSON: how its types become ours, and files that lie, loop, or want to grow."""

import json
import os
from collections import Counter

import pytest
from formats_kit import codes, marked, take
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import losses
from annotator.formats.cas_own import OwnTypes, attribute_of, feature_of
from annotator.formats.cas_tokens import tokens
from annotator.formats.registry import reader, reader_for, writer
from annotator.formats.scheme_toml import load_scheme
from annotator.model.document import Document
from annotator.model.edit import LayerKey
from annotator.model.layer import Layer
from annotator.model.span import Span
from annotator.model.text import units
from annotator.wording import describe_issue
from tools import check_inception

SCHEME = load_scheme("neu-guong")
SUITE = check_inception.suite_of(os.environ.get("INCEPTION_CHECKOUT", ""))
SPACES = (
    'xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:c="http:///webanno/custom.ecore" '
    'xmlns:t="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore"'
)
TYPES = """<?xml version="1.0"?><typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>
<typeDescription><name>webanno.custom.Base</name><supertypeName>uima.tcas.Annotation</supertypeName><features>
<featureDescription><name>living</name><rangeTypeName>uima.cas.Boolean</rangeTypeName></featureDescription>
<featureDescription><name>names</name><rangeTypeName>uima.cas.StringArray</rangeTypeName></featureDescription>
</features></typeDescription>
<typeDescription><name>webanno.custom.Who</name><supertypeName>webanno.custom.Base</supertypeName><features>
<featureDescription><name>role</name><rangeTypeName>webanno.custom.Roles</rangeTypeName></featureDescription>
<featureDescription><name>boss</name><rangeTypeName>webanno.custom.Base</rangeTypeName></featureDescription>
</features></typeDescription>
<typeDescription><name>webanno.custom.Roles</name><supertypeName>uima.cas.String</supertypeName></typeDescription>
</types></typeSystemDescription>"""


def xmi(*elements, text="👍 Ông Nam ở Huế.", sofa='xmi:id="1" sofaNum="1" sofaID="_InitialView"'):
    body = "\n".join(elements)
    return f'<xmi:XMI {SPACES} xmi:version="2.0">{body}<cas:Sofa {sofa} mimeType="text" sofaString="{text}"/></xmi:XMI>'


def span(id, start, end, more="", name="Who", sofa="1"):
    return f'<c:{name} xmi:id="{id}" sofa="{sofa}" begin="{start}" end="{end}" {more}/>'


# Types and features -----------------------------------------------------------------------------------------------
def test_a_type_system_tells_values_from_references(tmp_path):
    (tmp_path / "TypeSystem.xml").write_text(TYPES)
    data = xmi(
        '<t:Token xmi:id="9" sofa="1" begin="0" end="2"/>',
        span(2, 3, 10, 'role="chủ tịch" living="true" boss="3"'),
        '<c:Who xmi:id="3" sofa="1" begin="13" end="16" living="false"><names>Huế</names><names>Thuận Hóa</names></c:Who>',
        span(4, 11, 12, 'boss="9"'),
    )
    items, issues = take(tmp_path / "a.xmi", data, "cas-xmi")
    (item,) = items
    assert marked(item) == [("Ông Nam", "chủ tịch"), ("Huế", "Who"), ("ở", "Who")]
    assert [s.attributes for s in item.spans] == [
        {"living": True}, {"living": False, "names": "Huế; Thuận Hóa"}, {},
    ]  # fmt: skip
    assert [(r.head, r.tail, r.label) for r in item.relations] == [("2", "3", "boss")]
    assert {i.code: i.fields["count"] for i in issues} == {
        "layer-mapped": 1, "layer-named": 2, "feature-values-joined": 1, "slots-as-relations": 1,
    }  # fmt: skip


def test_without_a_type_system_links_are_followed_and_values_stay_values(tmp_path):
    data = xmi(
        span(2, 3, 10, 'value="7" note="3"', "Figure"),
        span(3, 13, 16, 'links="5 6"', "Frame"),
        '<c:Link xmi:id="5" role="who" target="2"/><c:Link xmi:id="6" target="2" weight="1"/>',
        '<c:Rel xmi:id="7" sofa="1" begin="3" end="10" Governor="3" Dependent="2" value="at" sure="no"/>',
        '<c:Odd xmi:id="8" what="x"/>',
    )
    items, issues = take(tmp_path / "a.xmi", data)
    assert marked(items[0]) == [("Ông Nam", "7"), ("Huế", "Frame")]
    assert items[0].spans[0].attributes == {"note": "3"}
    assert [(r.head, r.tail, r.label) for r in items[0].relations] == [
        ("3", "2", "who"), ("3", "2", "links"), ("3", "2", "at"),
    ]  # fmt: skip
    told = {(i.code, i.fields.get("feature") or i.fields.get("layer")): i.fields["count"] for i in issues}
    assert told[("layer-left", "Odd")] == told[("relation-feature-left", "sure")] == 1
    assert told[("relation-feature-left", "weight")] == 1


@pytest.mark.skipif(not SUITE.is_dir(), reason="INCEPTION_CHECKOUT names no checkout of INCEpTION")
def test_dependencies_join_the_word_classes_of_their_tokens(tmp_path):
    (item,) = reader("cas-xmi").read(SUITE / "testDependencyWithValues" / "reference.xmi", [].append)
    (other,) = reader("webanno-tsv").read(SUITE / "testDependencyWithValues" / "reference.tsv", [].append)
    places = [{s.id: (s.start, s.end, s.label) for s in found.spans} for found in (item, other)]
    joined = [
        sorted((at[r.head], at[r.tail], r.label) for r in found.relations)
        for at, found in zip(places, (item, other), strict=True)
    ]
    assert joined[0] == joined[1] != []


def test_a_type_system_that_cannot_be_read_is_said(tmp_path):
    (tmp_path / "TypeSystem.xml").write_text("<!DOCTYPE x><typeSystemDescription/>")
    items, issues = take(tmp_path / "a.xmi", xmi(span(2, 3, 10)))
    assert len(items) == 1
    assert codes(issues) == ["type-system-unread", "layer-named"]


@given(st.text(st.sampled_from("abZ09_.-x"), max_size=12).map(lambda rest: f"a{rest}"))
def test_names_of_attributes_come_back_from_features(name):
    feature = feature_of(name)
    assert feature.replace("_", "").isalnum()
    assert attribute_of(feature) == attribute_of(f"b_{feature}") == name


def test_a_name_that_is_a_yes_no_here_and_a_text_there_is_two_features():
    found = OwnTypes(load_scheme("neu-guong"))
    found._mixed = {"x"}
    assert (found.feature("x", True), found.feature("x", "yes")) == ("b_x", "x")


@given(st.text(max_size=60))
def test_tokens_are_the_units_of_the_text(text):
    assert tokens(text) == units(text)


# Texts ------------------------------------------------------------------------------------------------------------
def test_signs_that_xml_cannot_hold_are_counted_and_keep_their_place(tmp_path):
    document = Document.make("a\x00b\x1f👍\ufffe\tđảng\r\n", id="a", meta={"source": "x\x01"})
    layer = Layer(LayerKey("a", "me"))
    layer.spans["s"] = Span("s", 7, 11, "PERSON", {}, "note\x02\n")
    lost = Counter()
    reduced, kept = writer("cas-xmi").reduce(document, layer, lost)
    assert lost == {losses.CONTROLS: 4}  # text, title, metadata, note
    writer("cas-xmi").write(tmp_path / "x", [(document, layer)], SCHEME)
    (item,) = reader("cas-xmi").read(tmp_path / "x", [].append)
    assert item.text == reduced.text == "a\ufffdb\ufffd👍\ufffd\tđảng\r\n"
    assert marked(item) == [("đảng", "PERSON")]
    assert (item.spans[0].note, item.meta) == (kept.spans["s"].note, {"source": "x\ufffd"})
    writer("cas-json").write(tmp_path / "j", [(document, layer)], SCHEME)
    (item,) = reader("cas-json").read(tmp_path / "j", [].append)
    assert (item.text, item.meta, item.spans[0].note) == (document.text, {"source": "x\x01"}, "note\x02\n")


def test_names_of_files_are_taken_once_and_allowed_everywhere(tmp_path):
    names = ["../../etc", "CON", "a/b", "A-b", "TypeSystem", "x" * 300, "."]
    found = [(Document.make(f"text {n}", id=name), None) for n, name in enumerate(names)]
    for kind, ending in (("cas-xmi", "xmi"), ("cas-json", "json"), ("webanno-tsv", "tsv")):
        writer(kind).write(tmp_path / kind, found, SCHEME)
        written = {path.name.casefold() for path in (tmp_path / kind).glob(f"*.{ending}")}
        assert len(written) == len(names)
        assert len(list(reader(kind).read(tmp_path / kind, [].append))) == len(names)


# Files that lie ---------------------------------------------------------------------------------------------------
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
BAD_XMI = [
    (LAUGHS + xmi(text="&a9;"), "xml-doctype"),
    ('<!DOCTYPE x SYSTEM "file:///etc/passwd">' + xmi(), "xml-doctype"),
    ('<!DOCTYPE x [<!ENTITY % p SYSTEM "http://example.invalid/"> %p;]>' + xmi(), "xml-doctype"),
    (xmi(text="&unknown;"), "xml"),
    (xmi("<c:a>" * 5000), "too-deep"),
    (xmi(text="a\x00b"), "xml"),
    (xmi(text="a&#1;b"), "xml"),
    (xmi(text="a&#xD800;b"), "xml"),
    (xmi()[:-5], "xml"),
    ('<?xml version="1.0" encoding="nothing"?>' + xmi(), "xml"),
    ('<?xml version="1.0" encoding="utf-7"?>' + xmi(), "xml"),
    (xmi().encode()[:250] + b"\xff" + xmi().encode()[250:], "xml"),
    (f"<xmi:XMI {SPACES}/>", "cas-without-text"),
    (f'<xmi:xmi {SPACES}><xmi:XMI/></xmi:xmi>', "no-xmi"),
    (xmi().replace("sofaString", "sofaURI"), "cas-without-text"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "reason"), BAD_XMI)
def test_xml_that_is_refused(tmp_path, data, reason):
    path = tmp_path / "a.xmi"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    issues = []
    assert list(reader("cas-xmi").read(path, issues.append)) == []
    assert [(i.code, i.fields["reason"]) for i in issues] == [("unreadable", reason)]
    assert issues[0].line is not None or reason == "cas-without-text"
    assert all(describe_issue(issue) for issue in issues)


def test_parts_that_do_not_hold_are_counted_and_the_rest_comes_in(tmp_path):
    data = xmi(
        span(2, 3, 10),
        span(3, 1, 2),  # inside the emoji
        span(4, "x", 2),
        span(5, -4, 2),
        span(6, 0, 99999999999999),
        span(2, 13, 16),
        span(7, 13, 16, sofa="8"),
        '<c:Rel xmi:id="9" sofa="1" begin="0" end="1" Governor="2" Dependent="77"/>',
        '<c:SomeChain xmi:id="10" first="11"/>',
        span(11, 3, 6, 'next="12"', "SomeLink"),
        span(12, 7, 10, 'next="11"', "SomeLink"),
    )
    items, issues = take(tmp_path / "a.xmi", data)
    assert marked(items[0]) == [("Ông Nam", "Who"), ("Ông", "Some"), ("Nam", "Some")]
    assert [(r.head, r.tail, r.label) for r in items[0].relations] == [("11", "12", "Some")]
    assert Counter(i.code for i in issues if i.severity != "info") == {
        "offset-inside-sign": 1, "cas-offset-unread": 1, "span-outside": 1, "cas-id-twice": 1, "cas-other-view": 1,
        "cas-reference-missing": 2,
    }  # fmt: skip


def test_a_list_that_is_named_again_and_again_does_not_grow(tmp_path):
    (tmp_path / "TypeSystem.xml").write_text(TYPES)
    many = " ".join(["2"] * 3000)
    hosts = [span(n, 3, 10, 'boss="3"') for n in range(10, 1000)]
    data = xmi(span(2, 3, 10), f'<cas:FSArray xmi:id="3" elements="{many}"/>', *hosts)
    items, issues = take(tmp_path / "a.xmi", data)
    assert len(items[0].relations) <= 1_000_000
    assert next(i for i in issues if i.code == "cas-too-many").fields["count"] > 600


def test_a_huge_attribute_and_tokens_in_odd_places(tmp_path):
    token = '<t:Token xmi:id="9" sofa="1" begin="0" end="2"/>'
    huge = xmi(span(2, 3, 6, f'value="{"x" * 2_000_000}"'), token * 1000)
    items, _ = take(tmp_path / "a.xmi", huge)
    assert len(items[0].spans[0].label) == 2_000_000
    inside = xmi(f"<c:Who xmi:id='2' sofa='1' begin='3' end='6'><names><![CDATA[{token}]]></names></c:Who>")
    items, _ = take(tmp_path / "b.xmi", inside)
    assert items[0].spans[0].attributes == {"names": token}


def cas_json(*structures, text='"a b"', **more):
    sofa = f'{{"%ID":1,"%TYPE":"uima.cas.Sofa","sofaID":"_InitialView","sofaString":{text}}}'
    rows = ",".join([sofa, *(s if isinstance(s, str) else json.dumps(s) for s in structures)])
    return f'{{"%TYPES":{json.dumps(more)},"%FEATURE_STRUCTURES":[{rows}]}}'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (cas_json(text='"\\ud800"'), "lone-surrogate"),
        (cas_json(text="1e99999999999"), "cas-without-text"),
        (cas_json(text="null"), "cas-without-text"),
        ('{"%TYPES":{},"%FEATURE_STRUCTURES":7}', "no-cas-json"),
        ('{"%TYPES":' + "[" * 100_000, "too-deep"),
        ('{"%TYPES":{},', "bad-json"),
        ('{"%TYPES":[]}', "cas-without-text"),
    ],
)
def test_json_that_is_refused(tmp_path, data, reason):
    items, issues = take(tmp_path / "a.json", data, "cas-json")
    assert items == []
    assert [(i.code, i.fields["reason"]) for i in issues] == [("unreadable", reason)]


def test_json_of_other_kinds_than_expected(tmp_path):
    who = {"%ID": 2, "%TYPE": "c.Who", "@sofa": 1, "begin": 0, "end": 1, "value": "PER"}
    data = cas_json(
        who,
        7,
        {"%TYPE": 5},
        {**who, "%ID": 3, "begin": "x"},
        {**who, "%ID": 4, "begin": True},
        {**who, "%ID": 5, "end": 10**30},
        {**who, "%ID": 6, "value": {"a": 1}, "@boss": {"x": 2}, "#weight": "NaN", "size": 2.5, "empty": None},
        {"%ID": 8, "%TYPE": "uima.cas.FSArray", "%ELEMENTS": [2, 99, 8]},
        {"%ID": 9, "%TYPE": "uima.cas.StringArray", "%ELEMENTS": ["x", "y"]},
        {"%ID": 10, "%TYPE": "uima.cas.FSArray", "%ELEMENTS": 3},
        {**who, "%ID": 11, "@boss": 8, "@names": 9},
        **{"c.Who": {"%SUPER_TYPE": "c.Who", "value": {"%RANGE": "uima.cas.String"}}, "odd": 3},
    )
    items, issues = take(tmp_path / "a.json", data, "cas-json")
    (item,) = items
    assert marked(item) == [("a", "PER"), ("a", "Who"), ("a", "PER")]
    assert {k: str(v) for k, v in item.spans[1].attributes.items()} == {"weight": "NaN", "size": "2.5"}
    assert item.spans[2].attributes == {"names": "x; y"}
    assert [(r.head, r.tail, r.label) for r in item.relations] == [("11", "2", "boss")]
    told = {i.fields["at"]: i.fields["count"] for i in issues if i.code == "cas-wrong-type"}
    assert told == {
        "%TYPES": 1, "%FEATURE_STRUCTURES": 2, "begin": 3, "value": 1, "@boss": 1, "%ELEMENTS": 1,
    }  # fmt: skip


def test_json_by_ids_and_with_a_mark(tmp_path):
    data = "\ufeff" + json.dumps(
        {
            "%TYPES": {},
            "%FEATURE_STRUCTURES": {
                "1": {"%TYPE": "uima.cas.Sofa", "sofaString": "👍 Nam"},
                "2": {"%TYPE": "c.Who", "@sofa": 1, "begin": 3, "end": 6},
            },
        }
    )
    items, _ = take(tmp_path / "a.json", data, "cas-json")
    assert marked(items[0]) == [("Nam", "Who")]


# Folders ----------------------------------------------------------------------------------------------------------
def test_a_folder_is_read_whole_and_what_is_left_is_named(tmp_path):
    inner = tmp_path / "in" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "in" / "10.xmi").write_text(xmi(text="mười"))
    (tmp_path / "in" / "2.xmi").write_text(xmi(text="hai"))
    (tmp_path / "in" / ".hidden.xmi").write_text("")
    (tmp_path / "in" / "a.pdf").write_text("")
    (tmp_path / "in" / "link").symlink_to(tmp_path, target_is_directory=True)
    (inner / "3.xmi").write_text(xmi(text="ba"))
    (inner / "4.xmi").write_text("<nothing/>")
    chosen = reader_for(tmp_path / "in")
    assert chosen.name == "cas-xmi"
    issues = []
    items = list(chosen.read(tmp_path / "in", issues.append))
    assert [(i.text, i.meta["file"]) for i in items] == [
        ("hai", "2.xmi"), ("mười", "10.xmi"), ("ba", "b/3.xmi"),
    ]  # fmt: skip
    assert sorted(codes(issues)) == ["skipped-hidden", "skipped-link", "skipped-other-kind", "unreadable"]
