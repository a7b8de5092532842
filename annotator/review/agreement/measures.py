"""The measures: each a function of rows added up.

``MEASURES`` holds those of a pair (and, over the sum of several pairs, of all of them), ``GROUP`` those of all annotators at
once, ``LABEL`` those of one label, ``ATTRIBUTE`` those of one attribute. A measure is given the sums and says its value, None
where it is not defined; ``size`` says what it was computed from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from annotator.review.agreement.coding import (
    Ratings,
    Table,
    ac1_of_ratings,
    alpha_of_ratings,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    nominal_alpha,
    percent_agreement,
    scott_pi,
)
from annotator.review.agreement.layout import Layout
from annotator.review.agreement.unitizing import alpha_u
from annotator.review.material import Reason

Sums = Sequence[float]
Value = Callable[[Sums], float | None]
Size = Callable[[Sums], float]


class Measure(NamedTuple):
    """``id`` names it in reports; ``unit`` is what ``size`` counts; ``left_out`` what it leaves out, by reason."""

    id: str
    unit: str
    value: Value
    size: Size
    left_out: Mapping[str, Size] = {}


def f1(matched: float, a: float, b: float) -> float | None:
    """2 x matched / (a + b): the share of both annotators' spans that the other has too. None where neither has any."""
    return 2 * matched / (a + b) if a + b else None


class Measures:
    """The measures for one layout."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._labels = len(layout.labels)
        self.pair = [*self._of_spans(), *self._of_labels_given(), *self._of_tokens(), *self._of_units()]
        self.pair += self._of_relations()
        self.group = self._of_group()

    def _sum(self, block: str) -> Size:
        start = self.layout.at[block]
        stop = start + self._labels
        return lambda sums: sum(sums[start:stop])

    def _one(self, block: str, offset: int = 0) -> Size:
        place = self.layout.at[block] + offset
        return lambda sums: sums[place]

    def _table(self, agreed: str, a: str, b: str, size: int) -> Callable[[Sums], Table]:
        at = self.layout.at
        place, first, second = at[agreed], at[a], at[b]
        return lambda sums: Table(sums[place], sums[first : first + size], sums[second : second + size])

    def _of_spans(self) -> list[Measure]:
        a, b = self._sum("spans_a"), self._sum("spans_b")
        both: Size = lambda sums: a(sums) + b(sums)  # noqa: E731 - one of many small functions made here

        def share(matched: Size) -> Value:
            return lambda sums: f1(matched(sums), a(sums), b(sums))

        in_a, in_b, shared = self._sum("characters_a"), self._sum("characters_b"), self._sum("shared")
        return [
            Measure("span_exact", "spans", share(self._sum("exact")), both),
            Measure("span_relaxed", "spans", share(self._sum("relaxed")), both),
            Measure("span_weighted", "characters", lambda s: f1(shared(s), in_a(s), in_b(s)), lambda s: in_a(s) + in_b(s)),
            Measure("position_exact", "spans", share(self._one("position")), both),
            Measure("position_relaxed", "spans", share(self._one("position_relaxed")), both),
        ]  # fmt: skip

    def _of_labels_given(self) -> list[Measure]:
        """The labels of spans that both have at one range."""
        table = self._table("given_agreed", "given_a", "given_b", self._labels)
        a, b, place = self._sum("spans_a"), self._sum("spans_b"), self._sum("given_a")
        without = {"no-span-at-this-range": lambda s: a(s) + b(s) - 2 * place(s)}
        kinds: list[tuple[str, Callable[[Table], float | None]]] = [
            ("label_agreement", percent_agreement),
            ("label_kappa", cohen_kappa),
            ("label_alpha", nominal_alpha),
            ("label_ac1", gwet_ac1),
        ]
        return [Measure(id, "pairs", _over(table, kind), place, without) for id, kind in kinds]

    def _of_tokens(self) -> list[Measure]:
        table = self._table("token_agreed", "token_a", "token_b", self._labels + 1)
        marked = self._table("marked_agreed", "marked_a", "marked_b", self._labels)
        tokens, both = self._one("tokens"), self._sum("marked_a")
        lost: dict[str, Size] = {Reason.UNTOKENED: self._one("without_token")}
        without = lost | {"token-not-marked-by-both": lambda s: tokens(s) - both(s)}
        return [
            Measure("token_kappa", "tokens", _over(table, cohen_kappa), tokens, lost),
            Measure("token_kappa_marked", "tokens", _over(marked, cohen_kappa), both, without),
            Measure("token_pi", "tokens", _over(table, scott_pi), tokens, lost),
            Measure("token_alpha", "tokens", _over(table, nominal_alpha), tokens, lost),
            Measure("token_ac1", "tokens", _over(table, gwet_ac1), tokens, lost),
        ]

    def _of_units(self) -> list[Measure]:
        characters, dropped = self._one("characters"), self._one("dropped")
        return [
            Measure("alpha_u", "characters", _ratio(self._sum("observed"), self._sum("expected")), characters,
                    {Reason.SELF_OVERLAP: dropped}),
            Measure("alpha_u_position", "characters", _ratio(self._one("observed_any"), self._one("expected_any")),
                    characters),
        ]  # fmt: skip

    def _of_relations(self) -> list[Measure]:
        found = self._one("relations")
        a, b = self._one("relations_a"), self._one("relations_b")
        given_a, given_b = self._one("relations_given_a"), self._one("relations_given_b")
        lost = {"ends-not-in-both": lambda s: a(s) + b(s) - given_a(s) - given_b(s)}
        return [
            Measure("relation_exact", "relations", lambda s: f1(found(s), a(s), b(s)), lambda s: a(s) + b(s)),
            Measure("relation_given_spans", "relations", lambda s: f1(found(s), given_a(s), given_b(s)),
                    lambda s: given_a(s) + given_b(s), lost),
        ]  # fmt: skip

    def _of_group(self) -> list[Measure]:
        at, size = self.layout.at, self._labels + 1
        items, agreed, agreeing = at["g_items"], at["g_agreed"], at["g_agreeing"]
        used, values = at["g_used"], at["g_values"]

        def ratings(s: Sums) -> Ratings:
            return Ratings(s[items], s[agreed], s[used : used + size], s[values : values + size], s[agreeing])

        tokens, length = self._one("g_items"), self._one("g_characters")
        lost: dict[str, Size] = {Reason.UNTOKENED: self._one("g_without_token")}
        dropped: dict[str, Size] = {Reason.SELF_OVERLAP: self._one("g_dropped")}
        return [
            Measure("token_fleiss", "tokens", lambda s: fleiss_kappa(ratings(s)), tokens, lost),
            Measure("token_alpha", "tokens", lambda s: alpha_of_ratings(ratings(s)), tokens, lost),
            Measure("token_ac1", "tokens", lambda s: ac1_of_ratings(ratings(s)), tokens, lost),
            Measure("alpha_u", "characters", _ratio(self._sum("g_observed"), self._sum("g_expected")), length, dropped),
            Measure("alpha_u_position", "characters",
                    _ratio(self._one("g_observed_any"), self._one("g_expected_any")), length),
        ]  # fmt: skip

    def of_label(self, number: int) -> list[Measure]:
        """The measures of one label, by its place in the layout."""
        one = {block: self._one(block, number) for block in (
            "exact", "relaxed", "shared", "spans_a", "spans_b", "characters_a", "characters_b",
            "tokens_both", "tokens_a", "tokens_b", "observed", "expected")}  # fmt: skip
        tokens = self._one("tokens")

        def share(matched: str, of: str) -> Value:
            return lambda s: f1(one[matched](s), one[f"{of}_a"](s), one[f"{of}_b"](s))

        def size(of: str) -> Size:
            return lambda s: one[f"{of}_a"](s) + one[f"{of}_b"](s)

        def inside(s: Sums) -> float | None:
            both, a, b, n = one["tokens_both"](s), one["tokens_a"](s), one["tokens_b"](s), tokens(s)
            return cohen_kappa(Table(n - a - b + 2 * both, (a, n - a), (b, n - b))) if a + b else None

        return [
            Measure("span_exact", "spans", share("exact", "spans"), size("spans")),
            Measure("span_relaxed", "spans", share("relaxed", "spans"), size("spans")),
            Measure("span_weighted", "characters", share("shared", "characters"), size("characters")),
            Measure("token_kappa_label", "tokens", inside, tokens),
            Measure(
                "alpha_u", "characters", _ratio(one["observed"], one["expected"]), self._one("characters")
            ),
        ]

    def of_attribute(self, name: str) -> list[Measure]:
        """The measures of one attribute, over spans that both have."""
        compared, same = self._one(f"compared {name}"), self._one(f"same {name}")
        found = [Measure("value_agreement", "values", lambda s: same(s) / compared(s) if compared(s) else None, compared)]  # fmt: skip
        if name in self.layout.choices:
            table = self._table(
                f"same {name}", f"value_a {name}", f"value_b {name}", len(self.layout.choices[name])
            )
            found.append(Measure("value_kappa", "values", _over(table, cohen_kappa), compared))
        return found


def _over(table: Callable[[Sums], Table], kind: Callable[[Table], float | None]) -> Value:
    return lambda sums: kind(table(sums))


def _ratio(observed: Size, expected: Size) -> Value:
    return lambda sums: alpha_u(observed(sums), expected(sums))


def mean_of(values: Sequence[float | None]) -> float | None:
    """The mean of those that are defined."""
    defined = [value for value in values if value is not None]
    return sum(defined) / len(defined) if defined else None
