"""From one document's spans to the rows of counts that measures are made of."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, zip_longest

from annotator.model.span import Relation, Span
from annotator.review.agreement.coding import Category, ratings_of_counts
from annotator.review.agreement.layout import Layout, Numbers
from annotator.review.agreement.unitizing import disagreement, expected_times_length, row_of
from annotator.review.matching import Key, Matching, match
from annotator.review.material import Material, Range
from annotator.review.tokens import (
    OUTSIDE,
    TokenStarts,
    covered,
    inner_last,
    innermost,
    innermost_bits,
    token_ranges,
)
from annotator.review.values import NO_VALUE, ValueReader

RelationKey = tuple[str, Key, Key]
NOT_REACHED = -1


class Facts:
    """What the measures need of one annotator's spans up to some reach. ``length`` is the reach without excluded parts."""

    def __init__(self, spans: Sequence[Span], starts: Sequence[int], length: int, maker: RowMaker, zones: Sequence[Range]) -> None:  # fmt: skip
        self.keys: list[Key] = [span[1:4] for span in spans]
        self.values = {span[1:4]: span.attributes for span in spans if span.attributes}
        self._spans = spans
        ranges = token_ranges(starts, inner_last(self.keys))
        self.without_token = len(self.keys) - len(ranges)
        self.covered = covered(ranges)
        self.inner = innermost_bits(ranges)
        self.marked = 0
        for inside in self.inner.values():
            self.marked |= inside
        self.tokens = len(starts)
        self._ranges, self._numbers = ranges, maker.numbers
        by_label: dict[str, list[Range]] = {}
        units = []
        for start, end, label in self.keys:
            unit = (start, end) if not zones else _moved((start, end), zones)
            units.append(unit)
            by_label.setdefault(label, []).append(unit)
        self.rows = {label: row_of(own, length) for label, own in by_label.items()}
        self.whole = row_of(units, length)
        bits = self.covered
        self.of_label = {
            label: (len(own), sum([b - a for a, b in own]), bits.get(label, 0).bit_count())
            for label, own in by_label.items()
        }

    def paint(self) -> list[int]:
        """Each token's category."""
        return innermost(self.tokens, self._ranges, self._numbers)

    def relation_keys(self, relations: Iterable[Relation]) -> list[RelationKey]:
        """Relations between spans that are here."""
        by_id = {span.id: span[1:4] for span in self._spans}
        return [(r.label, by_id[r.head], by_id[r.tail]) for r in relations if r.head in by_id and r.tail in by_id]  # fmt: skip


def _moved(unit: Range, zones: Sequence[Range]) -> Range:
    """Offsets as if the excluded parts were not there; the unit touches none of them."""
    before = sum(end - start for start, end in zones if end <= unit[0])
    return unit[0] - before, unit[1] - before


def _seen_with_another(material: Material) -> dict[str, int]:
    """By annotator, how much of the text they and somebody else have looked at."""
    reaches = {name: side.reach for name, side in material.sides.items()}
    return {
        name: min(reach, max(other for who, other in reaches.items() if who != name))
        for name, reach in sorted(reaches.items())
    }


class RowMaker:
    """Makes the rows of documents, one after the other."""

    def __init__(self, layout: Layout, reader: ValueReader) -> None:
        self.layout = layout
        self.reader = reader
        self.numbers = Numbers(layout.labels[:-1], first=1)  # as a token's category; 0 is outside
        self._values = {name: Numbers(values[:-1]) for name, values in layout.choices.items()}
        self._starts = TokenStarts()
        self._rated: dict[tuple[int, ...], list[tuple[int, float]]] = {}

    def rows(self, material: Material) -> tuple[dict[tuple[str, str], array[float]], array[float] | None]:
        """A row for each pair that has looked at some text in common, and one for all annotators together."""
        names = sorted(material.sides)
        if len(names) < 2:
            return {}, None
        starts = self._starts.of(material.text)
        if material.excluded:
            starts = [s for s in starts if not any(a <= s < b for a, b in material.excluded)]
        made: dict[tuple[str, int], Facts] = {}

        def facts(name: str, reach: int) -> Facts:
            found = made.get((name, reach))
            if found is None:
                cut = starts if reach >= len(material.text) else starts[: bisect_left(starts, reach)]
                length = material.length(reach)
                found = Facts(material.spans(name, reach), cut, length, self, material.excluded)
                made[name, reach] = found
            return found

        pairs = {}
        for a, b in combinations(names, 2):
            common = material.common_reach(a, b)
            pairs[a, b] = self._pair_row(material, (a, b), facts(a, common), facts(b, common))
        seen = _seen_with_another(material)
        least = min(seen.values())
        row = array("d", bytes(8 * self.layout.group_width))
        if least == max(seen.values()):
            self._put_tokens_of_alike(row, list(pairs.values()), len(names))
            self._put_unitizing(
                row, [facts(name, least) for name in names], material.length(least), list(pairs.values())
            )
        else:
            self._put_tokens_of_all(row, [facts(name, seen[name]).paint() for name in names])
            self._put_unitizing(row, [facts(name, least) for name in names], material.length(least), [])
        return pairs, row

    # one pair -------------------------------------------------------------------------------------------------------
    def _pair_row(self, material: Material, pair: tuple[str, str], a: Facts, b: Facts) -> array[float]:
        row = array("d", bytes(8 * self.layout.width))
        at, number = self.layout.at, self.numbers
        reach = material.common_reach(*pair)
        length = material.length(reach)
        row[at["characters"]] = length
        found = match(a.keys, b.keys)
        self._put_spans(row, found)
        self._put_tokens(row, a, b)
        for side, name in ((a, "a"), (b, "b")):
            spans, characters, tokens = (
                at[f"spans_{name}"] - 1,
                at[f"characters_{name}"] - 1,
                at[f"tokens_{name}"] - 1,
            )
            for label, (count, size, inside) in side.of_label.items():
                n = number[label]
                row[spans + n] += count
                row[characters + n] += size
                row[tokens + n] += inside
        none = row_of((), length)
        both, seen, expected = at["tokens_both"] - 1, at["observed"] - 1, at["expected"] - 1
        for label in a.rows.keys() | b.rows.keys():
            n = number[label]
            apart = disagreement((a.rows.get(label, none), b.rows.get(label, none)), length)
            row[seen + n] += apart.observed
            row[expected + n] += apart.expected
            if label in a.covered and label in b.covered:
                row[both + n] += (a.covered[label] & b.covered[label]).bit_count()
        apart = disagreement([a.whole, b.whole], length)
        row[at["observed_any"]], row[at["expected_any"]] = apart
        row[at["without_token"]] = a.without_token + b.without_token
        row[at["dropped"]] = sum(r.dropped for side in (a, b) for r in side.rows.values())
        self._put_relations(row, a.relation_keys(material.sides[pair[0]].relations), b.relation_keys(material.sides[pair[1]].relations), found.exact)  # fmt: skip
        self._put_values(row, found.exact, a.values, b.values)
        return row

    def _put_spans(self, row: array[float], found: Matching) -> None:
        at, number = self.layout.at, self.numbers
        exact, relaxed, shared = at["exact"] - 1, at["relaxed"] - 1, at["shared"] - 1
        given_a, given_b = at["given_a"] - 1, at["given_b"] - 1
        for label, count in Counter([label for _, _, label in found.exact]).items():
            for block in (exact, relaxed, given_a, given_b):
                row[block + number[label]] += count
        for start, end, label in found.exact:
            row[shared + number[label]] += end - start
        for (_, _, label), _ in found.relaxed:
            row[relaxed + number[label]] += 1
        for (_, _, label), characters in found.weighted:
            row[shared + number[label]] += characters
        row[at["position"]] = len(found.exact) + len(found.same_place)
        row[at["position_relaxed"]] = len(found.exact) + found.overlapping
        row[at["given_agreed"]] = len(found.exact)
        for key_a, key_b in found.same_place:
            row[given_a + number[key_a[2]]] += 1
            row[given_b + number[key_b[2]]] += 1

    def _put_tokens(self, row: array[float], a: Facts, b: Facts) -> None:
        """How many tokens each has in which category, and how many they have in the same."""
        at, number = self.layout.at, self.numbers
        for side, other, name in ((a, b, "a"), (b, a, "b")):
            token, marked = at[f"token_{name}"], at[f"marked_{name}"] - 1
            row[token + OUTSIDE] += side.tokens - side.marked.bit_count()
            for label, bits in side.inner.items():
                row[token + number[label]] += bits.bit_count()
                row[marked + number[label]] += (bits & other.marked).bit_count()
        same = sum(
            [(bits & b.inner[label]).bit_count() for label, bits in a.inner.items() if label in b.inner]
        )
        row[at["marked_agreed"]] = same
        row[at["token_agreed"]] = same + a.tokens - (a.marked | b.marked).bit_count()
        row[at["tokens"]] = a.tokens

    def _put_relations(
        self, row: array[float], a: list[RelationKey], b: list[RelationKey], exact: Sequence[Key]
    ) -> None:
        if not a and not b:
            return
        at, both = self.layout.at, set(exact)
        row[at["relations"]] = (Counter(a) & Counter(b)).total()
        row[at["relations_a"]], row[at["relations_b"]] = len(a), len(b)
        for name, side in (("relations_given_a", a), ("relations_given_b", b)):
            row[at[name]] = sum(1 for _, head, tail in side if head in both and tail in both)

    def _put_values(self, row: array[float], exact: Iterable[Key], a: Mapping[Key, Mapping[str, str | bool]], b: Mapping[Key, Mapping[str, str | bool]]) -> None:  # fmt: skip
        """An attribute is compared where one of both gave it; a value not given is the default."""
        if not a and not b:
            return
        at = self.layout.at
        for key in exact:
            given_a, given_b = a.get(key, {}), b.get(key, {})
            if not given_a and not given_b:
                continue
            values_a, values_b = self.reader.of(key[2], given_a), self.reader.of(key[2], given_b)
            for name in given_a.keys() | given_b.keys():
                one, other = values_a.get(name, NO_VALUE), values_b.get(name, NO_VALUE)
                if f"compared {name}" not in at or not (one or other):
                    continue
                row[at[f"compared {name}"]] += 1
                row[at[f"same {name}"]] += one == other
                if name in self._values:
                    row[at[f"value_a {name}"] + self._values[name][one]] += 1
                    row[at[f"value_b {name}"] + self._values[name][other]] += 1

    # all annotators -------------------------------------------------------------------------------------------------
    def _put_tokens_of_alike(self, row: array[float], pairs: Sequence[array[float]], m: int) -> None:
        """All ``m`` annotators have rated every token: what the pairs agree on says all."""
        at = self.layout.at
        agreed = sum(pair[at["token_agreed"]] for pair in pairs)
        row[at["g_items"]] = pairs[0][at["tokens"]]
        row[at["g_agreed"]] = agreed / len(pairs)
        row[at["g_agreeing"]] = 2 * agreed / (m - 1)
        first, second = at["token_a"], at["token_b"]
        for k in range(len(self.layout.labels) + 1):
            values = sum([pair[first + k] + pair[second + k] for pair in pairs]) / (m - 1)
            row[at["g_values"] + k], row[at["g_used"] + k] = values, values / m

    def _put_tokens_of_all(self, row: array[float], paints: Sequence[Sequence[int]]) -> None:
        """Token by token, where not all have looked at the same part."""
        for combination, count in Counter(zip_longest(*paints, fillvalue=NOT_REACHED)).items():
            parts = self._rated.get(combination)
            if parts is None:
                parts = self._rated[combination] = self._parts_of(combination)
            for place, amount in parts:
                row[place] += count * amount

    def _parts_of(self, combination: tuple[int, ...]) -> list[tuple[int, float]]:
        """What one token with these categories adds, and where."""
        at = self.layout.at
        counts: Counter[Category] = Counter(c for c in combination if c != NOT_REACHED)
        if counts.total() < 2:
            return []
        ratings, order = ratings_of_counts([counts])
        parts = [(at["g_items"], 1.0), (at["g_agreed"], ratings.agreed), (at["g_agreeing"], ratings.agreeing)]
        for category, used, values in zip(order, ratings.used, ratings.values, strict=True):
            assert isinstance(category, int)
            parts += [(at["g_used"] + category, used), (at["g_values"] + category, values)]
        return parts

    def _put_unitizing(
        self, row: array[float], sides: Sequence[Facts], length: int, pairs: Sequence[array[float]]
    ) -> None:
        """``pairs``: the rows of every two, where all have looked at the same part."""
        at = self.layout.at
        none = row_of((), length)
        row[at["g_characters"]] = length
        row[at["g_dropped"]] = sum(own.dropped for side in sides for own in side.rows.values())
        row[at["g_without_token"]] = sum(side.without_token for side in sides)
        observed, expected = at["g_observed"] - 1, at["g_expected"] - 1
        if pairs:  # the same text: what every two differ in is known
            share = 2 / (len(sides) * (len(sides) - 1))
            seen = at["observed"]
            for n in range(len(self.layout.labels)):
                row[observed + 1 + n] = share * sum([pair[seen + n] for pair in pairs])
            row[at["g_observed_any"]] = share * sum([pair[at["observed_any"]] for pair in pairs])
        for label in {label for side in sides for label in side.rows}:
            rows = [side.rows.get(label, none) for side in sides]
            row[expected + self.numbers[label]] += expected_times_length(rows, length)
            if not pairs:
                row[observed + self.numbers[label]] += disagreement(rows, length).observed
        rows = [side.whole for side in sides]
        row[at["g_expected_any"]] = expected_times_length(rows, length)
        if not pairs:
            row[at["g_observed_any"]] = disagreement(rows, length).observed
