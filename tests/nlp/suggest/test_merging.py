"""Joining what sources say: nothing twice, nothing decided, and "unambiguous" means what it says."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.model.span import Span
from annotator.nlp.suggest.experience import TRUST, Experience
from annotator.nlp.suggest.merging import longest, merged, open_ones, unambiguous
from annotator.nlp.suggest.suggestion import MEMORY, MODEL, RULES, Suggestion, Why
from annotator.nlp.suggest.trie import Trie

ranges = st.tuples(st.integers(0, 20), st.integers(1, 8)).map(lambda pair: (pair[0], pair[0] + pair[1]))
one = st.builds(
    lambda place, label, score, source: Suggestion(*place, label, score, source),
    ranges, st.sampled_from("ABC"), st.sampled_from([0.2, 0.5, 0.9]), st.sampled_from([RULES, MEMORY, MODEL]),
)  # fmt: skip
many = st.lists(one, max_size=12)
GROUPS = {"A": "x", "B": "x", "C": "y"}


@given(many)
def test_merging_loses_nothing_and_says_nothing_twice(found):
    joined = merged(found)
    assert len({s.key for s in joined}) == len(joined)
    assert {s.key for s in joined} == {s.key for s in found}
    for s in joined:
        same = [other for other in found if other.key == s.key]
        assert s.score == max(other.score for other in same)
        assert set(s.sources) == {other.source for other in same}
        assert len(set(s.sources)) == len(s.sources)
    assert merged(joined) == joined


@given(many)
def test_longest_leaves_no_two_of_a_label_that_overlap(found):
    kept = list(longest(found))
    assert {s.key for s in kept} <= {s.key for s in found}
    assert {s.label for s in kept} == {s.label for s in found}
    for s in kept:
        assert not [
            o for o in kept if o is not s and o.label == s.label and o.start < s.end and s.start < o.end
        ]


@given(
    many, st.lists(st.tuples(ranges, st.sampled_from("ABC")), max_size=6), st.lists(ranges, max_size=2), many
)
def test_what_is_open(found, marked, zones, rejected):
    spans = [Span(str(n), *place, label) for n, (place, label) in enumerate(marked)]
    decided = {s.key for s in rejected}
    shown = open_ones(found, spans, zones, decided, GROUPS.__getitem__)
    for s in found:
        overlaps = [span for span in spans if span.start < s.end and s.start < span.end]
        closed = (
            s.key in decided
            or any(a < s.end and s.start < b for a, b in zones)
            or any(span.label == s.label for span in overlaps)
            or any(
                (span.start, span.end) == (s.start, s.end) and GROUPS[span.label] == GROUPS[s.label]
                for span in overlaps
            )
        )
        assert (s in shown) is not closed


@given(many)
def test_what_is_unambiguous(found):
    joined = merged(found)
    certain = unambiguous(joined, 0.5)
    for s in joined:
        others = [o for o in joined if o is not s]
        against = any((o.start, o.end) == (s.start, s.end) or s.crosses(o.start, o.end) for o in others)
        assert (s in certain) is (s.score >= 0.5 and not against)


@given(
    st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(tuple), max_size=12),
    st.lists(st.sampled_from("abc"), min_size=1, max_size=8),
)
def test_a_trie_finds_every_phrase(phrases, text):
    trie = Trie()
    for number, phrase in enumerate(phrases):
        trie[phrase] = number
    known = {phrase: number for number, phrase in enumerate(phrases)}
    assert dict(trie.items()) == known
    assert len(trie) == len(known)
    for at in range(len(text)):
        expected = {at + len(p): n for p, n in known.items() if tuple(text[at : at + len(p)]) == p}
        assert dict(trie.at(text, at)) == expected
    for phrase in known:
        del trie[phrase]
    assert len(trie) == 0
    assert trie.starts() == set()


def test_a_rule_is_trusted_as_far_as_people_followed_it():
    said = [Suggestion(n, n + 1, "A", 0.5, RULES, Why(rule="r")) for n in range(30)]
    experience = Experience()
    experience.learn(said, [Span("s", 0, 1, "A")], 24)
    (now, other) = experience.weigh([said[29], said[29]._replace(source=MODEL)])
    assert now.score == round((TRUST * 0.5 + 1) / (TRUST + 24), 3)
    assert other.score == 0.5
