"""``annotator adjudicate``: what is to be decided, and what can be decided without a window."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.i18n import ntr, tr
from annotator.review.kinds import Kind


class GivenRule(StrEnum):
    """A rule for many cases at once."""

    LONGER = "longer"
    SHORTER = "shorter"
    MAJORITY = "majority"
    PERSON = "person"
    NONE = "none"


def add_to(app: typer.Typer) -> None:
    @app.command(
        "adjudicate", help=tr("List the cases where layers differ, and decide many of them by a rule.")
    )
    def adjudicate(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        show: Annotated[bool, typer.Option("--list", help=tr("Every case that is to be settled."))] = False,
        as_json: Annotated[
            bool, typer.Option("--json", help=tr("Every case with its versions and decisions, as JSON."))
        ] = False,
        between: Annotated[
            list[str] | None,
            typer.Option(
                "--between", help=tr("Compare only these annotators, by id; give it once for each.")
            ),
        ] = None,
        take: Annotated[
            bool | None,
            typer.Option(
                "--take-agreed/--leave-agreed",
                help=tr("Take what all agree on without a decision, or leave it to be decided."),
            ),
        ] = None,
        rule: Annotated[
            GivenRule | None, typer.Option(help=tr("Decide by this rule every case that is to be settled."))
        ] = None,
        person: Annotated[str, typer.Option(help=tr("Whose version the rule person takes, by id."))] = "",
        kind: Annotated[Kind | None, typer.Option(help=tr("Only cases of this kind."))] = None,
        reason: Annotated[str, typer.Option(help=tr("The reason to record with each decision."))] = "",
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help=tr("Only say what the rule would do."))
        ] = False,
        as_who: Annotated[
            str | None, typer.Option("--as", help=tr("Who decides, by id."), metavar="REVIEWER")
        ] = None,
    ) -> None:
        asked = _Asked(project, tuple(between or ()), kind, as_who)
        if rule is not None and (rule == GivenRule.PERSON) != bool(person):
            raise typer.BadParameter(tr("The rule person goes with --person ID."))
        if take is not None or (rule is not None and not dry_run):
            _decide(asked, take, rule, person, reason)
        elif rule is not None:
            _try(asked, rule, person)
        if as_json:
            _say_json(asked)
        elif show or (take is None and rule is None):
            _say_list(asked, cases=show)


class _Asked:
    """What every part of the command needs."""

    def __init__(self, path: Path, between: tuple[str, ...], kind: Kind | None, who: str | None) -> None:
        self.path, self.between, self.kind, self.who = path, between, kind, who

    def rows(self, index: Any) -> list[Any]:
        """The cases to be settled."""
        return [row for row in index.every() if row.unsettled and self.kind in (None, row.kind)]


def _decide(asked: _Asked, take: bool | None, rule: GivenRule | None, person: str, reason: str) -> None:
    from annotator.cli.app import say
    from annotator.cli.progress import progress_bar
    from annotator.review.decisions import Reason
    from annotator.services.adjudication import Adjudicator, Said, check_reviewer
    from annotator.services.adjudication_index import build_index
    from annotator.services.adjudication_many import Rule, decide_many, take_agreed
    from annotator.services.session import Session

    if reason not in set(Reason):
        raise typer.BadParameter(
            tr("A reason is one of: {names}.").format(names=", ".join(filter(None, Reason)))
        )
    with Session.open(asked.path, annotator=asked.who) as session, progress_bar(tr("Deciding")) as progress:
        check_reviewer(session.annotator)
        adjudicator = Adjudicator(session.project, asked.between)
        if take is not None:
            made = take_agreed(adjudicator, session.annotator.id, take=take, progress=progress)
            words = ntr(
                "{n} span of the gold layer changed", "{n} spans of the gold layer changed", made.spans
            )
            said = [words.format(n=made.spans)]
        else:
            said = []
        if rule is not None:
            rows = asked.rows(build_index(adjudicator, progress))
            chosen = Rule(rule.value, person)
            made = decide_many(
                adjudicator, session.annotator.id, rows, chosen, Said(Reason(reason)), progress
            )
            words = ntr("{n} case decided", "{n} cases decided", made.decided)
            left = tr("{n} the rule says nothing about").format(n=made.untouched)
            said.append(f"{words.format(n=made.decided)}; {left}")
    for line in said:
        say(line + ".")


def _try(asked: _Asked, rule: GivenRule, person: str) -> None:
    from annotator.cli.app import say
    from annotator.services.adjudication import Adjudicator
    from annotator.services.adjudication_index import build_index
    from annotator.services.adjudication_many import Rule, preview
    from annotator.store.project import Project

    with Project.open(asked.path, read_only=True) as opened:
        adjudicator = Adjudicator(opened, asked.between)
        chosen = Rule(rule.value, person)
        seen = preview(adjudicator, asked.rows(build_index(adjudicator)), [chosen])
    say(tr("The rule would decide {able} of {n} cases.").format(able=seen.decides[chosen], n=seen.cases))


def _say_list(asked: _Asked, *, cases: bool) -> None:
    from annotator.cli.app import say
    from annotator.cli.progress import progress_bar
    from annotator.services.adjudication import Adjudicator
    from annotator.services.adjudication_index import build_index
    from annotator.store.project import Project
    from annotator.wording.review import kind_title

    with Project.open(asked.path, read_only=True) as opened, progress_bar(tr("Comparing")) as progress:
        index = build_index(Adjudicator(opened, asked.between), progress)
    total, unsettled = index.counts()
    for kind in Kind:
        if total[kind] and asked.kind in (None, kind):
            words = tr("{kind}: {left} of {total} left")
            say(words.format(kind=kind_title(kind.value), left=unsettled[kind], total=total[kind]))
    _say_gold(index)
    for row in asked.rows(index) if cases else ():
        words = " ".join(row.words.split())
        say(
            f"{row.document}\t{row.start}-{row.end}\t{row.kind.value}\t{row.status.value}\t{row.case}\t{words}"
        )


def _say_gold(index: Any) -> None:
    """What else there is: agreement, the gold layer, decisions that have no case any more."""
    from annotator.cli.app import say
    from annotator.wording.review import status_name

    held = ", ".join(f"{status_name(status.value)} {n}" for status, n in sorted(index.statuses().items()))
    words = tr("All agree: {n}. Gold layer: {spans} spans. {states}")
    say(words.format(n=sum(index.agreed.values()), spans=sum(index.gold.values()), states=held).strip())
    for document, count in index.left.items():
        words = ntr(
            "{document}: {n} decision whose place is gone.",
            "{document}: {n} decisions whose place is gone.",
            count,
        )
        say(words.format(document=document, n=count))
    if index.unread:
        words = ntr(
            "{n} entry that no decision has was left aside.",
            "{n} entries that no decision has were left aside.",
            index.unread,
        )
        say(words.format(n=index.unread))


def _say_json(asked: _Asked) -> None:
    from annotator.cli.app import say_json
    from annotator.services.adjudication import Adjudicator
    from annotator.store.project import Project

    with Project.open(asked.path, read_only=True) as opened:
        adjudicator = Adjudicator(opened, asked.between)
        statuses: Counter[str] = Counter()
        found = []
        for review in adjudicator.every():
            for standing in review.standings.cases:
                statuses[standing.status.value] += 1
                if asked.kind in (None, standing.case.kind):
                    found.append(_case_data(adjudicator, review, standing))
    say_json(
        {
            "annotators": list(adjudicator.annotators),
            "take_agreed": adjudicator.take_agreed,
            "statuses": statuses,
            "cases": found,
        }
    )


def _case_data(adjudicator: Any, review: Any, standing: Any) -> dict[str, Any]:
    case = standing.case
    return {
        "document": case.document, "case": case.id, "start": case.start, "end": case.end,
        "text": review.document.text[case.start : case.end], "kinds": [kind.value for kind in case.kinds],
        "status": standing.status.value,
        "versions": [
            {"annotators": list(v.annotators), "identity": v.identity, "spans": [_mark_data(mark) for mark in v.marks]}
            for v in adjudicator.versions(review, case)
        ],
        "decisions": [{"reviewer": one.reviewer, "case": one.case, **one.to_value()} for one in standing.decisions],
    }  # fmt: skip


def _mark_data(mark: Any) -> dict[str, Any]:
    return {"start": mark.start, "end": mark.end, "label": mark.label, "attributes": dict(mark.attributes)}
