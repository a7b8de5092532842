"""An agreement report for machines: JSON with everything, CSV with every number."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from annotator.review.agreement.results import Agreement, Estimate, Scope
from annotator.services.agreement import AgreementReport

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula
COLUMNS = (
    "scope",
    "name",
    "first",
    "second",
    "documents",
    "measure",
    "value",
    "low",
    "high",
    "n",
    "unit",
    "left_out",
)


def scopes(agreement: Agreement) -> Iterator[Scope]:
    """Every scope, the widest first."""
    yield agreement.overall
    yield from agreement.pairs
    yield from agreement.labels
    yield from agreement.attributes
    yield from agreement.weeks
    yield from agreement.by_document


def json_text(report: AgreementReport) -> str:
    """Numbers, what was left out, and for every cell the cases behind it."""
    agreement = report.agreement
    data: dict[str, Any] = {
        "annotators": {id: report.names.get(id, id) for id in agreement.annotators},
        "not_compared": report.not_compared,
        "documents": agreement.documents,
        "documents_compared": agreement.compared,
        "intervals": asdict(agreement.settings),
        "scopes": [_scope(scope) for scope in scopes(agreement)],
        "left_out": [
            {"what": left.what, "reason": str(left.reason), "annotator": left.annotator, "count": left.count,
             "pair": left.pair}
            for left in agreement.left_out
        ],
        "cases": report.cases,
        "kinds": {kind.value: count for kind, count in sorted(report.kinds.items())},
        "cells": [
            {"table": key.table, "pair": key.pair, "row": key.row, "column": key.column, "count": cell.count,
             "cases": [list(ref) for ref in cell.cases]}
            for key, cell in sorted(report.cells.items(), key=lambda item: (item[0].table, item[0].pair or ("", ""), item[0][2:]))
        ],
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _scope(scope: Scope) -> dict[str, Any]:
    return {
        "scope": scope.kind, "name": scope.name, "pair": scope.pair, "documents": scope.documents,
        "estimates": {id: _estimate(estimate) for id, estimate in scope.estimates.items()},
    }  # fmt: skip


def _estimate(estimate: Estimate) -> dict[str, Any]:
    data: dict[str, Any] = {"value": estimate.value, "low": estimate.low, "high": estimate.high}
    data |= {"n": estimate.n, "unit": estimate.unit}
    if estimate.left_out:
        data["left_out"] = dict(estimate.left_out)
    return data


def csv_text(report: AgreementReport) -> str:
    """One line per number. An empty value means *not defined*."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for scope in scopes(report.agreement):
        first, second = scope.pair or ("", "")
        for e in scope.estimates.values():
            out = "; ".join(f"{reason}: {count}" for reason, count in e.left_out.items())
            cells = [scope.kind, scope.name, first, second, scope.documents, e.measure]
            cells += [*map(_number, (e.value, e.low, e.high)), e.n, e.unit, out]
            writer.writerow([plain(cell) if isinstance(cell, str) else cell for cell in cells])
    return buffer.getvalue()


def _number(value: float | None) -> float | str:
    return "" if value is None else round(value, 6)


def plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(_FORMULA) else text
