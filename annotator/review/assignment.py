"""The assignment problem: one-to-one pairs of greatest total worth (the Hungarian method, with potentials)."""

from __future__ import annotations

from collections.abc import Sequence


def assign(worth: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """(row, column) pairs of greatest total worth; worths are 0 (not a pair) or more. Rows need not equal columns.

    Among equal totals the result depends on the table alone. O(n^2 m) for n <= m.
    """
    if not worth or not worth[0]:
        return []
    if len(worth) > len(worth[0]):
        turned = [list(column) for column in zip(*worth, strict=True)]
        return sorted((row, column) for column, row in assign(turned))
    partner = _solve([[-value for value in row] for row in worth])
    return sorted((row, column) for column, row in enumerate(partner) if row >= 0 and worth[row][column] > 0)


def _solve(cost: Sequence[Sequence[int]]) -> list[int]:
    """For each column the row it goes with, or -1, at least total cost; as many columns as rows, or more."""
    n, m = len(cost), len(cost[0])
    row_value, column_value = [0] * (n + 1), [0] * (m + 1)
    partner = [0] * (m + 1)  # rows and columns count from 1; column 0 holds the row being placed
    for row in range(1, n + 1):
        partner[0] = row
        way, column = _shortest_way(cost, partner, row_value, column_value)
        while column:
            partner[column] = partner[way[column]]
            column = way[column]
    return [row - 1 for row in partner[1:]]


def _shortest_way(
    cost: Sequence[Sequence[int]], partner: list[int], row_value: list[int], column_value: list[int]
) -> tuple[list[int], int]:
    """Grow the tree of tight pairs until it reaches a free column; values are kept feasible on the way."""
    m = len(cost[0])
    infinite = 1 << 80
    least, way, used = [infinite] * (m + 1), [0] * (m + 1), [False] * (m + 1)
    column = 0
    while True:
        used[column] = True
        row, step, nearest = partner[column], infinite, 0
        for j in range(1, m + 1):
            if used[j]:
                continue
            slack = cost[row - 1][j - 1] - row_value[row] - column_value[j]
            if slack < least[j]:
                least[j], way[j] = slack, column
            if least[j] < step:
                step, nearest = least[j], j
        for j in range(m + 1):
            if used[j]:
                row_value[partner[j]] += step
                column_value[j] -= step
            else:
                least[j] -= step
        column = nearest
        if not partner[column]:
            return way, column
