"""The report of gaps as Markdown, to be cut and turned into guideline text."""

from __future__ import annotations

import re

from annotator.cli.feedback_words import counted_labels, counted_reasons, gap_words, label_name, marks_words
from annotator.i18n import tr
from annotator.services.feedback import Example, Gaps
from annotator.wording.review import kind_title, reason_name

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~])")


def plain(text: str) -> str:
    """Text of the corpus on one line, so that no sign of it is read as Markdown."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


def gaps_text(report: Gaps) -> str:
    """Each label with its numbers, what is to be settled, and examples."""
    lines = [f"# {tr('What the guidelines leave open')}", ""]
    said = tr("{documents} documents, {cases} cases.")
    lines += [said.format(documents=report.documents, cases=report.cases), ""]
    if report.reasons:
        words = counted_reasons(report.reasons)
        lines += [tr("Reasons of reviewers: {reasons}.").format(reasons=words), ""]
    for gap in report.labels:
        lines += [f"## {plain(label_name(report.scheme, gap.label))}", ""]
        lines += [f"- {plain(line)}" for line in gap_words(report.scheme, gap)]
        lines += ["", f"{tr('Rule')}: …", ""]
        for example in gap.examples:
            lines += _example(report, example)
    if report.phrases:
        lines += [f"## {tr('Words that people mark differently again and again')}", ""]
        lines += [f"| {tr('Words')} | {tr('cases')} | {tr('marked as')} |", "|---|---|---|"]
        for phrase in report.phrases:
            labels = plain(counted_labels(report.scheme, phrase.labels))
            lines.append(f"| {plain(phrase.words)} | {phrase.cases} | {labels} |")
        lines.append("")
    return "\n".join(lines)


def _example(report: Gaps, example: Example) -> list[str]:
    quote = example.quote
    before = plain(quote.before) + " " * quote.before[-1:].isspace()
    after = " " * quote.after[:1].isspace() + plain(quote.after)
    lines = [f"> {before}**{plain(quote.words)}**{after}", ""]
    for who, marks in example.versions:
        names = ", ".join(report.names.get(one, one) for one in who)
        lines.append(f"- {plain(names)}: {plain(marks_words(report.scheme, quote, marks))}")
    if example.decided is not None:
        words = plain(marks_words(report.scheme, quote, example.decided))
        lines.append(f"- {tr('Decided')}: {words}")
    why = reason_name(example.reason.value) if example.reason else ""
    foot = [
        part
        for part in (why, plain(example.comment), kind_title(example.kind.value), plain(example.title))
        if part
    ]
    return [*lines, "", f"{' · '.join(foot)}", ""]
