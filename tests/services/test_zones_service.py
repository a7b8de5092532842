"""Which parts of a text do not count: the union over layers, without proposals."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from annotator.model.edit import FactSet, LayerKey
from annotator.model.facts import ZONE
from annotator.model.layer import Layer
from annotator.model.span import Span
from annotator.model.zones import Zone, zone_key, zone_value
from annotator.services.zones import closed_ranges, count_labels, find_zones, is_closed


def layer_with(*found):
    layer = Layer(LayerKey("d", "a"))
    for zone in found:
        layer.apply(FactSet(ZONE, zone_key(zone.start, zone.end), None, zone_value(zone)))
    return layer


RANGES = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 8)), max_size=5, unique=True)


@given(RANGES, RANGES)
def test_the_union_holds_exactly_the_signs_that_one_of_them_excludes(first, second):
    layers = [
        layer_with(*(Zone(start, start + length) for start, length in found)) for found in (first, second)
    ]
    closed = closed_ranges(layers)
    wanted = {at for start, length in (*first, *second) for at in range(start, start + length)}
    assert {at for start, end in closed for at in range(start, end)} == wanted
    assert all(one[1] < other[0] for one, other in itertools.pairwise(closed))


def test_proposals_close_nothing():
    assert closed_ranges([layer_with(Zone(0, 5, True, "r"), Zone(9, 12))]) == [(9, 12)]


def test_spans_that_touch_a_zone_are_not_counted():
    layer = layer_with(Zone(10, 20))
    for number, (start, end) in enumerate([(0, 10), (9, 11), (12, 14), (20, 22)]):
        layer.spans[str(number)] = Span(str(number), start, end, "ORG")
    assert count_labels(layer) == {"ORG": 2}
    assert not is_closed(layer.spans["0"], closed_ranges([layer]))


def test_rules_find_web_furniture():
    text = "Một câu dài hơn. " * 20 + "\nTin liên quan\n0 bình luận\n"
    ((start, end, rule),) = find_zones(text)
    assert text[start:end] == "Tin liên quan\n0 bình luận"
    assert rule
