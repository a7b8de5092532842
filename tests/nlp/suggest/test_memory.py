"""What is remembered of people's work: counts, taking a layer out again, and never showing one person another's work."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.model.edit import LayerKey
from annotator.model.span import Span
from annotator.nlp.suggest.memory import Memory, part_of

A, B = LayerKey("d1", "lan"), LayerKey("d2", "lan")


def spans(text, *wanted):
    return [
        Span(f"s{n}", text.index(words), text.index(words) + len(words), label)
        for n, (words, label) in enumerate(wanted)
    ]


def memory_of(**layers):
    memory = Memory()
    memory.learn(
        (LayerKey(name, "lan"), part_of(text, made, len(text))) for name, (text, made) in layers.items()
    )
    return memory


def said(memory, text, **options):
    return [
        (text[s.start : s.end], s.label, s.why.labelled, s.why.met)
        for s in memory.suggest(text, 0, len(text), **options)
    ]


def test_counts_what_was_labelled_and_what_was_left_alone():
    text = "Chi bộ họp. Chi bộ Thượng bàn. Chi bộ nghỉ."
    memory = memory_of(d1=(text, spans(text, ("Chi bộ", "ORG"), ("Chi bộ Thượng", "ORG"))))
    entry = memory.entry("Chi bộ")
    assert (entry.labels, entry.met) == ({"ORG": 1}, 3)
    assert memory.entry("chi bộ") is None
    assert said(memory, "Hôm qua CHI BỘ Thượng và Chi bộ Hạ") == [("Chi bộ", "ORG", 1, 3)] or said(
        memory, "Chi bộ Thượng"
    ) == [("Chi bộ Thượng", "ORG", 1, 1)]


def test_a_capital_that_begins_a_sentence_does_not_matter():
    text = "họ thường xuyên giúp dân"
    memory = memory_of(d1=(text, spans(text, ("thường xuyên giúp dân", "MODEL"))))
    assert (
        said(memory, "Thường xuyên giúp dân. Thường xuyên giúp dân")
        == [("Thường xuyên giúp dân", "MODEL", 1, 1)] * 2
    )
    assert said(memory, "rồi Thường xuyên giúp dân") == []


def test_spellings_of_one_word_are_one():
    text = "Ủy ban xã hoà giải"
    memory = memory_of(d1=(text, spans(text, ("xã hoà giải", "X"))))
    assert said(memory, "ở xã  hòa giải") == [("xã  hòa giải", "X", 1, 1)]


def test_only_what_was_looked_at_counts():
    text = "An và An và An"
    part = part_of(text, [Span("s", 0, 2, "P"), Span("t", 12, 14, "P")], 8)
    memory = Memory()
    memory.learn([(A, part)])
    assert (memory.entry("An").labels, memory.entry("An").met) == ({"P": 1}, 2)


def test_a_zone_teaches_nothing():
    text = "An nói\nTin của An"
    part = part_of(text, spans(text, ("An", "P")), len(text), [(7, 10)])
    memory = Memory()
    memory.learn([(A, part)])
    assert memory.entry("An").met == 1


def test_what_others_did_in_the_same_document_is_not_shown():
    text = "Tổ Ba họp"
    memory = memory_of(d1=(text, spans(text, ("Tổ Ba", "ORG"))), d2=("Tổ Ba nghỉ", []))
    memory.learn([(LayerKey("d1", "bao"), part_of(text, spans(text, ("Tổ Ba", "ORG")), len(text)))])
    assert said(memory, text, document="d1") == []
    assert said(memory, text, document="d2") == [("Tổ Ba", "ORG", 2, 2)]


def test_the_rarest_go_when_there_is_no_room():
    text = "Một Hai Ba Hai"
    made = [
        Span(str(n), a, a + len(w), "P")
        for n, (a, w) in enumerate([(0, "Một"), (4, "Hai"), (8, "Ba"), (11, "Hai")])
    ]
    memory = Memory(limit=1)
    memory.learn([(A, part_of(text, made, len(text)))])
    assert (len(memory), memory.dropped) == (1, 2)
    assert memory.entry("Hai").labels == {"P": 2}


words = st.lists(st.sampled_from(["an", "An", "bộ", "chi", "Chi", ".", "5", "\n"]), min_size=1, max_size=14)
ranges = st.lists(st.tuples(st.integers(0, 13), st.integers(1, 4), st.sampled_from("XY")), max_size=5)


def made_of(tokens, places):
    """A text of these words and spans over whole words of it."""
    text, starts = "", []
    for token in tokens:
        starts.append((len(text), len(text) + len(token)))
        text += token + " "
    made = []
    for n, (first, length, label) in enumerate(places):
        chosen = starts[first : first + length]
        if chosen and "\n" not in tokens[first : first + length] and tokens[first] != "\n":
            made.append(Span(f"s{n}", chosen[0][0], chosen[-1][1], label))
    return text, made


def state(memory):
    return {phrase: (dict(entry.labels), entry.met) for phrase, entry in memory._entries.items()}


layers = st.dictionaries(
    st.sampled_from([LayerKey(d, p) for d in ("d1", "d2", "d3") for p in ("lan", "bao")]),
    st.tuples(words, ranges),
    max_size=5,
)


@given(layers, layers)
def test_learning_in_any_order_and_forgetting(first, second):
    parts = {key: part_of(*(pair := made_of(*given)), len(pair[0])) for key, given in first.items()}
    later = {key: part_of(*(pair := made_of(*given)), len(pair[0])) for key, given in second.items()}
    at_once = Memory()
    at_once.learn(parts.items())
    one_by_one = Memory()
    for key, part in reversed(parts.items()):
        one_by_one.learn([(key, part)])
    assert state(one_by_one) == state(at_once)
    at_once.learn(later.items())
    for key in later:
        at_once.forget(key)
    rest = Memory()
    rest.learn((key, part) for key, part in parts.items() if key not in later)
    assert state(at_once) == state(rest)


@given(words, ranges)
def test_every_phrase_was_met_as_often_as_it_stands_there(tokens, places):
    text, made = made_of(tokens, places)
    memory = Memory()
    memory.learn([(A, part_of(text, made, len(text)))])
    marks = ["^" + t.lower() if t[0].isupper() else t for t in tokens]
    for phrase, (labels, met) in state(memory).items():
        keys = [key.replace("\u0323", "") for key in phrase]
        plain = [mark.replace("ộ", "ô") for mark in marks]
        assert met == sum(plain[i : i + len(keys)] == keys for i in range(len(plain)))
        assert sum(labels.values()) > 0
