"""What the packages did in sentences, and what to do about gaps and forks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.i18n import ntr, tr
from annotator.ui.labels import number_words
from annotator.wording.packages import merge_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.services.packages import PackReport
    from annotator.services.packages_merge import MergeReport
    from annotator.services.packages_open import OpenReport


def plain_lines(report: MergeReport, titles: Mapping[str, str]) -> list[str]:
    """What a merge did, or would do, with documents by their titles as far as they are known here."""
    named: set[str] = set()
    for file in report.files:
        named.update(gap.document for gap in file.gaps)
        named.update(fork.document for fork in file.forks)
        named.update(file.no_document, file.text_differs, file.contradicting)
    lines = merge_lines(report)
    for id in sorted(named & titles.keys(), key=len, reverse=True):
        lines = [line.replace(id, f"“{' '.join(titles[id].split())}”") for line in lines]
    return lines


def advice(report: MergeReport) -> list[str]:
    """What to do about what is missing, doubled or refused; nothing where all is well."""
    lines: list[str] = []
    for who in sorted({gap.annotator for file in report.files for gap in file.gaps}):
        text = tr("A package of {who} is missing. Ask {who} for it, or to send back everything.")
        lines.append(text.format(who=who))
    for who, branch in sorted(
        {(fork.annotator, fork.branch) for file in report.files for fork in file.forks}
    ):
        text = tr("{who} wrote on in two copies. Both are kept; compare {branch} with {who} in the review.")
        lines.append(text.format(who=who, branch=branch))
    if any(file.no_document or file.text_differs for file in report.files):
        lines.append(tr("Work on documents that are not here waits. It is taken in when they come."))
    if any(file.contradicting for file in report.files):
        lines.append(tr("Some work does not follow from what is here. Ask for everything of that person."))
    if report.refused:
        lines.append(tr("Packages that are refused are left out; ask for them again."))
    return lines


def packed_lines(report: PackReport, name: str) -> list[str]:
    """What was written into a package."""
    numbers = {"n": number_words(report.documents), "rows": number_words(report.rows), "name": name}
    if report.kind == "work":
        text = ntr("For {name}: {n} document.", "For {name}: {n} documents.", report.documents)
    else:
        text = ntr("From {name}: work on {n} document, {rows} rows.", "From {name}: work on {n} documents, {rows} rows.",
                   report.documents)  # fmt: skip
    lines = [text.format(**numbers), str(report.path)]
    count = len(report.missing)
    if count:
        said = ntr("{n} assigned document is not in the project any more.",
                   "{n} assigned documents are not in the project any more.", count)  # fmt: skip
        lines.append(said.format(n=count))
    return lines


def opened_lines(report: OpenReport) -> list[str]:
    """What a package of the office brought."""
    said = ntr("{n} new document", "{n} new documents", report.documents)
    parts = [said.format(n=number_words(report.documents))]
    if report.rows:
        rows = ntr("{n} row of work", "{n} rows of work", report.rows)
        parts.append(rows.format(n=number_words(report.rows)))
    lines = [", ".join(parts)]
    if report.scheme == "newer":
        lines.append(tr("The label scheme is newer now."))
    elif report.scheme == "kept":
        lines.append(tr("The package has an older label scheme; the one here stays."))
    return lines
