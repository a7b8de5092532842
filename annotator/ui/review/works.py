"""The jobs of the review: each reads through a connection of its own, or decides with the project to itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.review.agreement.results import Settings
from annotator.services.adjudication import Adjudicator, Said
from annotator.services.adjudication_index import CaseRow, ReviewIndex, build_index
from annotator.services.adjudication_many import Many, Preview, Rule, decide_many, preview, take_agreed
from annotator.services.agreement import AgreementReport, agreement
from annotator.services.feedback import Feedback, feedback_for
from annotator.store.project import Project

if TYPE_CHECKING:
    from annotator.services.jobs import Progress
    from annotator.ui.worker import Work

SMALL = 40_000  # spans; in a smaller project agreement is worked out with the cases
_RESAMPLES = 200


def read_work(path: Path) -> Work:
    """Read every case through a connection of its own; with the agreement where the project is small."""

    def work(progress: Progress) -> tuple[ReviewIndex, AgreementReport | None]:
        with Project.open(path, read_only=True) as project:
            index = build_index(Adjudicator(project), progress)
            spans = sum(sum(labels.values()) for labels in project.label_counts().values())
            report = agreement(project, settings=Settings(_RESAMPLES)) if spans <= SMALL else None
        return index, report

    return work


def numbers_work(path: Path) -> Work:
    """Work out agreement alone."""

    def work(progress: Progress) -> AgreementReport:
        with Project.open(path, read_only=True) as project:
            return agreement(project, settings=Settings(_RESAMPLES), progress=progress)

    return work


def mine_work(path: Path, annotator: str) -> Work:
    """Read what was decided about one person's work."""

    def work(progress: Progress) -> Feedback:
        with Project.open(path, read_only=True) as project:
            return feedback_for(Adjudicator(project), annotator, progress)

    return work


def preview_work(path: Path, rows: list[CaseRow], rules: list[Rule]) -> Work:
    """Work out what rules would decide."""

    def work(progress: Progress) -> Preview:
        with Project.open(path, read_only=True) as project:
            return preview(Adjudicator(project), rows, rules, progress)

    return work


def deciding(reviewer: str, rows: list[CaseRow], rule: Rule, said: Said) -> Callable[[Project], Work]:
    """Decide many cases by one rule."""

    def make_work(project: Project) -> Work:
        def work(progress: Progress) -> Many:
            return decide_many(Adjudicator(project), reviewer, rows, rule, said, progress)

        return work

    return make_work


def taking(actor: str, *, take: bool) -> Callable[[Project], Work]:
    """Take what all agree on into the gold layer, or no longer."""

    def make_work(project: Project) -> Work:
        def work(progress: Progress) -> Many:
            return take_agreed(Adjudicator(project), actor, take=take, progress=progress)

        return work

    return make_work
