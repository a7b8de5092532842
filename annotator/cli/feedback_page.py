"""Feedback as one page of HTML: no scripts, nothing from elsewhere, every text escaped.

The filter by reason works without a script: a choice at the top hides what has another reason.
"""

from __future__ import annotations

from html import escape

from annotator.cli.feedback_words import (
    counted_labels,
    counted_reasons,
    gap_words,
    label_name,
    mark_words,
    marks_words,
    what_name,
)
from annotator.i18n import language, tr
from annotator.review.decisions import Reason
from annotator.review.feedback import What
from annotator.services.feedback import Example, Feedback, Gaps, Item, LabelGap, Quote
from annotator.wording.review import kind_title, reason_name

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1d20; --soft: #4e535a; --paper: #ffffff; --line: #d9d9d4; --mark: #fbebd3; --pane: #f7f7f5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e9e6; --soft: #b4b8be; --paper: #1f2023; --line: #3a3d43; --mark: #3b2d15; --pane: #1a1b1e; } }
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: var(--ink); background: var(--paper);
  font: 15px/1.55 "Be Vietnam Pro", "Noto Sans", system-ui, sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .4rem; } .note { color: var(--soft); }
article { border: 1px solid var(--line); border-radius: 6px; padding: .7rem 1rem; margin: .7rem 0; background: var(--pane); }
blockquote { margin: .2rem 0 .5rem; font: 16px/1.6 "Noto Serif", serif; } mark { background: var(--mark); color: inherit; padding: 0 .1em; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0; }
th { font-weight: 500; color: var(--soft); white-space: nowrap; } td.n { text-align: right; }
.why { font-weight: 600; } label { margin-right: 1rem; white-space: nowrap; } ul { padding-left: 1.2rem; }
"""


def annotator_page(found: Feedback) -> str:
    """What was changed of one annotator's work, with a filter by reason."""
    title = tr("Decided about the work of {name}").format(name=found.name)
    given = [reason for reason in Reason if found.reasons[reason]]
    parts = [f"<h1>{escape(title)}</h1>\n", _numbers(found)]
    if len(given) > 1:
        parts.append(_filter(given, found))
    parts += [_item(found, item) for item in found.items]
    if not found.items:
        parts.append(f"<p>{escape(tr('Nothing was changed.'))}</p>\n")
    return _whole(title, "".join(parts), _hiding(given))


def _numbers(found: Feedback) -> str:
    said = [
        tr("Decided: {n} cases you took part in; {kept} as you had them.").format(
            n=found.decided, kept=found.kept
        ),
        tr("All agreed: {n}. Not decided yet: {waiting}.").format(n=found.agreed, waiting=found.waiting),
    ]
    kinds = ", ".join(f"{what_name(what)} {found.kinds[what]}" for what in What if found.kinds[what])
    if kinds:
        said.append(tr("Spans: {kinds}.").format(kinds=kinds))
    return "".join(f'<p class="note">{escape(line)}</p>\n' for line in said)


def _filter(given: list[Reason], found: Feedback) -> str:
    choices = [f'<label><input type="radio" name="why" id="r-all" checked> {escape(tr("All"))}</label>']
    for reason in given:
        words = f"{reason_name(reason.value)} ({found.reasons[reason]})"
        choices.append(
            f'<label><input type="radio" name="why" id="{_class(reason)}"> {escape(words)}</label>'
        )
    return f"<p>{escape(tr('Reason'))}: {''.join(choices)}</p>\n"


def _class(reason: Reason) -> str:
    return f"r-{reason.value or 'none'}"


def _hiding(given: list[Reason]) -> str:
    return "".join(
        f"body:has(#{_class(one)}:checked) article:not(.{_class(one)}) {{ display: none; }}\n"
        for one in given
    )


def _quote(quote: Quote) -> str:
    return f"<blockquote>{escape(quote.before)}<mark>{escape(quote.words)}</mark>{escape(quote.after)}</blockquote>\n"


def _item(found: Feedback, item: Item) -> str:
    rows = "".join(
        f"<tr><th>{escape(what_name(change.what))}</th><td>{escape(mark_words(found.scheme, item.quote, change.mine))}</td>"
        f"<td>→ {escape(mark_words(found.scheme, item.quote, change.gold))}</td></tr>\n"
        for change in item.changes
    )
    why = reason_name(item.reason.value) + (f": {item.comment}" if item.comment else "")
    who = found.names.get(item.reviewer, item.reviewer)
    stale = f" · {tr('changed since it was decided')}" if item.stale else ""
    foot = f"{item.title} · {kind_title(item.kind)} · {who}{stale}"
    return (
        f'<article class="{_class(item.reason)}">\n{_quote(item.quote)}<table>{rows}</table>\n'
        f'<p class="why">{escape(why)}</p>\n<p class="note">{escape(foot)}</p>\n</article>\n'
    )


# The report of gaps -----------------------------------------------------------------------------------------------
def gaps_page(report: Gaps) -> str:
    """Labels and phrases with most disagreement, with examples."""
    title = tr("What the guidelines leave open")
    said = tr("{documents} documents, {cases} cases.").format(documents=report.documents, cases=report.cases)
    parts = [f"<h1>{escape(title)}</h1>\n<p>{escape(said)}</p>\n"]
    if report.reasons:
        words = tr("Reasons of reviewers: {reasons}.").format(reasons=counted_reasons(report.reasons))
        parts.append(f'<p class="note">{escape(words)}</p>\n')
    parts += [_label(report, gap) for gap in report.labels]
    parts.append(_phrases(report))
    return _whole(title, "".join(parts), "")


def _label(report: Gaps, gap: LabelGap) -> str:
    lines = "".join(f"<li>{escape(line)}</li>\n" for line in gap_words(report.scheme, gap))
    examples = "".join(_example(report, example) for example in gap.examples)
    return f"<h2>{escape(label_name(report.scheme, gap.label))}</h2>\n<ul>{lines}</ul>\n{examples}"


def _example(report: Gaps, example: Example) -> str:
    rows = []
    for who, marks in example.versions:
        names = ", ".join(report.names.get(one, one) for one in who)
        words = marks_words(report.scheme, example.quote, marks)
        rows.append(f"<tr><th>{escape(names)}</th><td>{escape(words)}</td></tr>\n")
    if example.decided is not None:
        words = marks_words(report.scheme, example.quote, example.decided)
        rows.append(f'<tr><th>{escape(tr("Decided"))}</th><td class="why">{escape(words)}</td></tr>\n')
    why = reason_name(example.reason.value) if example.reason else ""
    why = ": ".join(part for part in (why, example.comment) if part)
    foot = " · ".join(part for part in (why, kind_title(example.kind.value), example.title) if part)
    return f'<article>\n{_quote(example.quote)}<table>{"".join(rows)}</table>\n<p class="note">{escape(foot)}</p>\n</article>\n'


def _phrases(report: Gaps) -> str:
    if not report.phrases:
        return ""
    rows = "".join(
        f'<tr><td>{escape(phrase.words)}</td><td class="n">{phrase.cases}</td>'
        f"<td>{escape(counted_labels(report.scheme, phrase.labels))}</td></tr>\n"
        for phrase in report.phrases
    )
    head = f"<tr><th>{escape(tr('Words'))}</th><th>{escape(tr('cases'))}</th><th>{escape(tr('marked as'))}</th></tr>\n"
    title = escape(tr("Words that people mark differently again and again"))
    return f"<h2>{title}</h2>\n<table>{head}{rows}</table>\n"


def _whole(title: str, body: str, more: str) -> str:
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    return f'<!doctype html>\n<html lang="{language()}"><head>{head}<style>{_STYLE}{more}</style></head>\n<body>\n{body}</body></html>\n'
