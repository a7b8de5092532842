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
from annotator.review.agreement.unitizing import disagreement, row_of
from annotator.review.matching import Key, Matching, match
from annotator.review.material import Material, Range
from annotator.review.tokens import OUTSIDE, TokenStarts, covered, inner_last, innermost, token_ranges
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
        self.paint = innermost(len(starts), ranges, maker.numbers)
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


def _of_two(tokens: Mapping[tuple[int, ...], int], i: int, j: int) -> Counter[tuple[int, ...]]:
    """Two annotators' categories out of those of all; they have looked at the same part."""
    found: Counter[tuple[int, ...]] = Counter()
    for combination, count in tokens.items():
        found[combination[i], combination[j]] += count
    del found[NOT_REACHED, NOT_REACHED]
    return found


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
                length = reach - sum(min(b, reach) - a for a, b in material.excluded if a < reach)
                found = Facts(material.spans(name, reach), cut, length, self, material.excluded)
                made[name, reach] = found
            return found

        pairs, common = {}, 0
        for a, b in combinations(names, 2):
            common = material.common_reach(a, b)
            pairs[a, b] = self._pair_row(material, (a, b), facts(a, common), facts(b, common))
        if len(names) == 2:
            both = facts(names[0], common).paint, facts(names[1], common).paint
            self._put_tokens(pairs[names[0], names[1]], Counter(zip(*both, strict=True)))
            return pairs, self._group_of_two(pairs[names[0], names[1]])
        seen = _seen_with_another(material)
        paints = [facts(name, seen[name]).paint for name in names]
        tokens = Counter(zip_longest(*paints, fillvalue=NOT_REACHED))
        for (i, a), (j, b) in combinations(enumerate(names), 2):
            common = material.common_reach(a, b)
            if seen[a] == seen[b] == common:
                self._put_tokens(pairs[a, b], _of_two(tokens, i, j))
            else:
                two = facts(a, common).paint, facts(b, common).paint
                self._put_tokens(pairs[a, b], Counter(zip(*two, strict=True)))
        return pairs, self._group_row(material, tokens, [facts(name, min(seen.values())) for name in names])

    # one pair -------------------------------------------------------------------------------------------------------
    def _pair_row(self, material: Material, pair: tuple[str, str], a: Facts, b: Facts) -> array[float]:
        row = array("d", bytes(8 * self.layout.width))
        at, number = self.layout.at, self.numbers
        reach = material.common_reach(*pair)
        length = reach - sum(min(end, reach) - start for start, end in material.excluded if start < reach)
        row[at["characters"]] = length
        found = match(a.keys, b.keys)
        self._put_spans(row, found)
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

    def _put_tokens(self, row: array[float], tokens: Mapping[tuple[int, ...], int]) -> None:
        """How often one annotator's token is of one category and the other's of another."""
        at = self.layout.at
        token_a, token_b = at["token_a"], at["token_b"]
        marked_a, marked_b = at["marked_a"] - 1, at["marked_b"] - 1
        for (first, second), count in tokens.items():
            row[token_a + first] += count
            row[token_b + second] += count
            if first == second:
                row[at["token_agreed"]] += count
            if OUTSIDE not in (first, second):
                row[marked_a + first] += count
                row[marked_b + second] += count
                if first == second:
                    row[at["marked_agreed"]] += count
        row[at["tokens"]] = sum(tokens.values())

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
    def _group_of_two(self, pair: array[float]) -> array[float]:
        row = array("d", bytes(8 * self.layout.group_width))
        at, labels = self.layout.at, len(self.layout.labels)
        for name in ("dropped", "without_token"):
            row[at[f"g_{name}"]] = pair[at[name]]
        row[at["g_items"]], row[at["g_characters"]] = pair[at["tokens"]], pair[at["characters"]]
        row[at["g_agreed"]] = pair[at["token_agreed"]]
        row[at["g_agreeing"]] = 2 * pair[at["token_agreed"]]
        for k in range(labels + 1):
            used = pair[at["token_a"] + k] + pair[at["token_b"] + k]
            row[at["g_values"] + k], row[at["g_used"] + k] = used, used / 2
        for name in ("observed", "expected"):
            row[at[f"g_{name}"] : at[f"g_{name}"] + labels] = pair[at[name] : at[name] + labels]
            row[at[f"g_{name}_any"]] = pair[at[f"{name}_any"]]
        return row

    def _group_row(
        self, material: Material, tokens: Mapping[tuple[int, ...], int], sides: Sequence[Facts]
    ) -> array[float]:
        row = array("d", bytes(8 * self.layout.group_width))
        for combination, count in tokens.items():
            parts = self._rated.get(combination)
            if parts is None:
                parts = self._rated[combination] = self._parts_of(combination)
            for place, amount in parts:
                row[place] += count * amount
        self._put_unitizing(row, sides, material)
        return row

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

    def _put_unitizing(self, row: array[float], sides: Sequence[Facts], material: Material) -> None:
        at = self.layout.at
        reach = min(side.reach for side in material.sides.values())
        length = reach - sum(min(end, reach) - start for start, end in material.excluded if start < reach)
        none = row_of((), length)
        row[at["g_characters"]] = length
        row[at["g_dropped"]] = sum(own.dropped for side in sides for own in side.rows.values())
        row[at["g_without_token"]] = sum(side.without_token for side in sides)
        for label in {label for side in sides for label in side.rows}:
            apart = disagreement([side.rows.get(label, none) for side in sides], length)
            row[at["g_observed"] + self.numbers[label] - 1] += apart.observed
            row[at["g_expected"] + self.numbers[label] - 1] += apart.expected
        apart = disagreement([side.whole for side in sides], length)
        row[at["g_observed_any"]], row[at["g_expected_any"]] = apart
