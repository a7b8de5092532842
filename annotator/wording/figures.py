"""What is said of the table of figures and of what its checks find. Plain text."""

from __future__ import annotations

from annotator.i18n import tr


def rule_name(rule: str) -> str:
    """The name of a check, as the table shows it."""
    names = {
        "parts-sum": tr("parts and total"),
        "parts-over": tr("part larger than its total"),
        "percent": tr("percentage and count"),
        "title": tr("headline and text"),
        "twice": tr("one fact, two values"),
        "again": tr("one sentence, two values"),
    }
    return names.get(rule, rule)


def finding_words(rule: str, said: str, found: str) -> str:
    """What the check ``rule`` found, in one sentence: what a figure says, and what the others make of it."""
    sentences = {
        "parts-sum": tr("The total says {said}, the parts add up to {found}."),
        "parts-over": tr("The total says {said}, but a part of it is {found}."),
        "percent": tr("It says {said} %, the counts make {found} %."),
        "title": tr("The headline says {said}, the text {found}."),
        "twice": tr("The same words, once with {said}, once with {found}."),
        "again": tr("The same sentence in two articles, once with {said}, once with {found}."),
    }
    return sentences.get(rule, "{said}, {found}").format(said=said, found=found)
