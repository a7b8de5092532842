"""Excluded zones in our JSON lines: what is written comes back, what does not hold is said."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.jsonl import JsonlReader, LineEncoder
from annotator.formats.scheme_toml import load_scheme
from annotator.model.document import Document
from annotator.model.edit import FactSet, LayerKey
from annotator.model.facts import ZONE
from annotator.model.layer import Layer
from annotator.model.zones import Zone, zone_key, zone_value

TEXT = "Một hai ba bốn năm sáu bảy tám chín mười.\nTin liên quan\n"


def layer_with(*found):
    layer = Layer(LayerKey("d", "lan-anh"))
    for zone in found:
        layer.apply(FactSet(ZONE, zone_key(zone.start, zone.end), None, zone_value(zone)))
    return layer


def read(path, **line):
    issues = []
    path.write_text(json.dumps({"text": TEXT, "layer": "a", **line}) + "\n", encoding="utf-8")
    (item,) = JsonlReader().read(path, issues.append)
    return item, [issue.code for issue in issues]


@st.composite
def _zones(draw):
    edges = sorted(draw(st.sets(st.integers(0, len(TEXT)), min_size=0, max_size=8)))
    return [Zone(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False)]


@given(_zones())
def test_zones_come_back(tmp_path_factory, found):
    path = tmp_path_factory.mktemp("zones") / "one.jsonl"
    line = LineEncoder(load_scheme("neu-guong")).checked_line(Document.make(TEXT, id="d"), layer_with(*found))
    path.write_bytes(line + b"\n")
    (item,) = JsonlReader().read(path, lambda issue: pytest.fail(str(issue)))
    assert item.zones == tuple((zone.start, zone.end, "") for zone in found)
    assert ("zones" in json.loads(line)) == bool(found)


def test_what_nobody_accepted_has_its_rule():
    line = LineEncoder(load_scheme("neu-guong")).line(
        Document.make(TEXT, id="d"), layer_with(Zone(0, 3, True, "menu"), Zone(8, 10))
    )
    assert json.loads(line)["zones"] == [{"start": 0, "end": 3, "rule": "menu"}, {"start": 8, "end": 10}]


def test_zones_outside_the_text_are_left_out_and_said(tmp_path):
    item, said = read(
        tmp_path / "one.jsonl",
        zones=[{"start": -1, "end": 3}, {"start": 5, "end": 5000}, {"start": 4, "end": 7}],
    )
    assert item.zones == ((4, 7, ""),)
    assert said == ["zone-outside", "zone-outside"]


def test_zones_that_touch_become_one(tmp_path):
    item, said = read(tmp_path / "one.jsonl", zones=[{"start": 4, "end": 7}, {"start": 0, "end": 4}])
    assert (item.zones, said) == (((0, 7, ""),), [])


def test_a_zone_of_a_wrong_type_is_said_and_the_rest_is_read(tmp_path):
    item, said = read(
        tmp_path / "one.jsonl", zones=[{"start": "x", "end": 3}, {"start": 4, "end": 7, "why": "menu"}]
    )
    assert item.zones == ((4, 7, ""),)
    assert sorted(said) == ["unknown-key", "wrong-type-in-part"]
