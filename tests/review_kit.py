"""Small layers to compare, hypothesis strategies for nested and overlapping spans, and naive forms of every measure."""

from itertools import combinations, product

from hypothesis import strategies as st

from annotator.model.document import Document
from annotator.model.edit import LayerKey
from annotator.model.layer import Layer, LayerState
from annotator.model.scheme import LabelScheme
from annotator.model.span import Relation, Span
from annotator.review.material import prepare

TEXT = "Ông Nguyễn Văn An, Bí thư Huyện ủy Sơn Hà, nhận 4.617 phiếu (98,59%)."


def names(text):
    return {"en": text}


SCHEME = LabelScheme.from_dict(
    {
        "id": "trial", "version": 1, "names": names("Trial"), "groups": [{"id": "g", "names": names("G")}],
        "labels": [{"id": id, "group": "g", "names": names(id)} for id in "ABC"],
        "attributes": [
            {"id": "value", "type": "number", "names": names("Value"), "applies": ["A"]},
            {"id": "unit", "type": "text", "names": names("Unit")},
            {"id": "bound", "type": "choice", "names": names("Bound"), "default": "exact",
             "choices": [{"id": id, "names": names(id)} for id in ("exact", "about")]},
        ],
        "relations": [{"id": "R", "names": names("R"), "heads": ["g"], "tails": ["g"]}],
    }
)  # fmt: skip


def layer(annotator, spans, relations=(), state=LayerState.FINISHED, reviewed_to=0, document="d"):
    """``spans`` as (start, end, label) or (start, end, label, attributes); ``relations`` as (label, head, tail) by place."""
    made = Layer(LayerKey(document, annotator))
    made.state, made.reviewed_to = state, reviewed_to
    for number, span in enumerate(spans):
        start, end, label, *rest = span
        id = f"{annotator}{number}"
        made.spans[id] = Span(id, start, end, label, rest[0] if rest else {})
    for number, (label, head, tail) in enumerate(relations):
        id = f"{annotator}r{number}"
        made.relations[id] = Relation(id, f"{annotator}{head}", f"{annotator}{tail}", label)
    return made


def material(*layers, text=TEXT, excluded=(), id="d", annotators=()):
    given = {each.key.annotator: each for each in layers}
    return prepare(Document.make(text, id=id), given, annotators, excluded)


def marked(text, *found):
    """Keys from the words themselves: ``marked(TEXT, ("Sơn Hà", "A"))``."""
    return [(text.index(words), text.index(words) + len(words), label) for words, label in found]


@st.composite
def keys(draw, length=24, most=7, labels="ABC"):
    """Spans of one annotator that nest, overlap and share ranges, without duplicates."""
    found = draw(
        st.sets(
            st.tuples(st.integers(0, length - 1), st.integers(1, 9), st.sampled_from(labels)), max_size=most
        )
    )
    return sorted({(start, min(start + size, length), label) for start, size, label in found})


# Naive forms: every one-to-one pairing is tried -----------------------------------------------------------------------
def shared(a, b):
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def best(a, b, worth):
    """The greatest total worth of one-to-one pairs, by trying all. ``worth`` gives None where two are no pair."""
    if not a:
        return 0
    first, rest = a[0], a[1:]
    found = best(rest, b, worth)
    for index, other in enumerate(b):
        gain = worth(first, other)
        if gain is not None:
            found = max(found, gain + best(rest, b[:index] + b[index + 1 :], worth))
    return found


def naive_relaxed(a, b):
    """Identical spans first, then as many pairs as can be."""
    both = [key for key in a if key in b]
    left, right = [k for k in a if k not in both], [k for k in b if k not in both]
    return len(both) + best(left, right, lambda x, y: 1 if x[2] == y[2] and shared(x, y) else None)


def naive_weighted(a, b):
    return best(a, b, lambda x, y: shared(x, y) if x[2] == y[2] and shared(x, y) else None)


def naive_positions(a, b):
    return best(a, b, lambda x, y: 1 if x[:2] == y[:2] else None)


def naive_alpha_u(layers, length, labels="ABC"):
    """Observed by comparing sections, expected by putting every section at every place; both times length^2."""
    observed = expected = 0.0
    for label in labels:
        rows = [naive_sections([key[:2] for key in side if key[2] == label], length) for side in layers]
        observed += sum(section_distance(x, y) for a, b in combinations(rows, 2) for x, y in product(a, b))
        expected += naive_expected(rows, length)
    m = len(layers)
    return (None if not expected else 1 - 2 * observed / (m * (m - 1)) / expected), observed, expected


def naive_sections(units, length):
    kept, position = [], 0
    for start, end in sorted(units, key=lambda u: (u[0], -u[1])):
        if start >= position:
            kept.append((start, end))
            position = end
    sections, position = [], 0
    for start, end in [*kept, (length, length)]:
        if start > position:
            sections.append((position, start, False))
        if end > start:
            sections.append((start, end, True))
        position = end
    return sections


def section_distance(x, y):
    """Krippendorff's squared difference of two sections (2004, p. 253)."""
    if not shared(x, y):
        return 0
    if x[2] and y[2]:
        return (x[0] - y[0]) ** 2 + (x[1] - y[1]) ** 2
    if x[2] and y[0] <= x[0] and x[1] <= y[1]:
        return (x[1] - x[0]) ** 2
    if y[2] and x[0] <= y[0] and y[1] <= x[1]:
        return (y[1] - y[0]) ** 2
    return 0


def naive_expected(rows, length):
    """Every unit slid over every other section; the sums of squares are added up one by one, not by their formula."""
    units = [(b - a) for row in rows for a, b, marked in row if marked]
    gaps = [(b - a) for row in rows for a, b, marked in row if not marked]
    total = 0.0
    for index, size in enumerate(units):
        for other, against in enumerate(units):
            if other != index:
                total += sum(
                    section_distance((place, place + size, True), (size, size + against, True))
                    for place in range(1, size + against)
                ) / 2  # fmt: skip
        total += sum(size * size for gap in gaps for _ in range(gap - size + 1))
    whole = len(rows) * length
    places = whole * (whole - 1) - sum(size * (size - 1) for size in units)
    return 2 * length * total / places if places else 0.0
