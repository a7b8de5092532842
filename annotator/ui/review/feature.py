"""The review page as a capability of the window: reads all cases by a job, follows every change, decides many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from annotator.i18n import ntr, tr
from annotator.ui.actions import ActionSpec
from annotator.ui.feature import Context, Feature, PageSpec
from annotator.ui.labels import number_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.services.adjudication import Said
    from annotator.services.adjudication_index import CaseRow, ReviewIndex
    from annotator.services.adjudication_many import Many, Preview, Rule
    from annotator.services.agreement import AgreementReport
    from annotator.services.change import Change
    from annotator.services.feedback import Feedback
    from annotator.ui.review.desk import ReviewDesk
    from annotator.ui.review.many import ManyDialog
    from annotator.ui.review.mine import MinePage
    from annotator.ui.review.page import ReviewPage
    from annotator.ui.workspace import Workspace

PAGE, MINE = "review", "mine"


class ReviewFeature(Feature):
    """One desk and one page for each open project."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.desk: ReviewDesk | None = None
        self.page: ReviewPage | None = None
        self.mine: MinePage | None = None
        self._stale = True
        self._many: ManyDialog | None = None
        self._rows: list[CaseRow] = []
        self._wanted: tuple[str, str] | None = None
        context.window.label_keys.pressed.connect(self._on_digit)

    @staticmethod
    def actions() -> list[ActionSpec]:
        return [
            ActionSpec("review-many", "project", tr("Decide many cases…"), (), "project", line_before=True),
            ActionSpec("take-agreed", "project", tr("Take what all agree on"), (), "writable"),
            ActionSpec("leave-agreed", "project", tr("Decide also what all agree on"), (), "writable"),
        ]

    @staticmethod
    def pages() -> list[PageSpec]:
        return [PageSpec(PAGE, tr("Review")), PageSpec(MINE, tr("My work"))]

    def slots(self) -> dict[str, Callable[[], object]]:
        return {
            "review-many": self.decide_many,
            "take-agreed": self.take_agreed,
            "leave-agreed": self.leave_agreed,
        }

    def make_page(self, page: str) -> QWidget:
        from annotator.ui.review.desk import ReviewDesk
        from annotator.ui.review.mine import MinePage
        from annotator.ui.review.page import ReviewPage

        session = self.context.session
        assert session is not None  # pages are shown for an open project only
        if page == MINE:
            self.mine = MinePage(session.scheme, self.context.themes)
            self.mine.place_requested.connect(self._show_place)
            return self.mine
        self.desk = ReviewDesk(session, self.context.failures, self)
        self.page = ReviewPage(self.desk, session.scheme, self.context)
        self.page.left.many_requested.connect(self.decide_many)
        self.page.side.numbers_requested.connect(self._work_out_numbers)
        self.page.hinted.connect(self.context.window.status.hint)
        self.page.reviewer_wanted.connect(self.context.window.actions_table["people"].trigger)
        return self.page

    # what happens in the window -----------------------------------------------------------------------------
    def opened(self, workspace: Workspace) -> None:
        self._stale = True

    def closed(self) -> None:
        if self._many is not None:
            self._many.close()
        if self.desk is not None:
            self.desk.deleteLater()
        self.desk = self.page = self._many = self.mine = self._wanted = None

    def show_place(self, page: str, place: object) -> None:
        """``place`` is (document, id of a case)."""
        if page == PAGE and isinstance(place, tuple):
            self._wanted = place
            if not self._stale and not self._busy():
                self._look_at_wanted()

    def _look_at_wanted(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None and self.desk is not None and not self.desk.look_at_case(*wanted):
            self.context.window.status.hint(
                tr("The review does not list this case: all agree, or it is gone.")
            )

    def page_shown(self, page: str) -> None:
        if page == MINE:
            self._read_mine()
            return
        if self.page is None:
            return
        self.page.show_person()
        self.page.take_focus()
        if self._stale:
            self.read()
        elif self.desk is not None and self.desk.current is not None:
            self.desk.look_at(self.desk.current.row)

    def changed(self, change: Change) -> None:
        if change.step == "work-as" and self.context.window.page == MINE:
            self._read_mine()
        if self.desk is None or self.page is None:
            return
        if self._shown:
            self.page.show_person()
        if self.desk.index is None:
            return
        if change.step == "work-as":
            self.desk.counted.emit()
            if self.desk.current is not None:
                self.desk.look_at(self.desk.current.row)
        elif not self.desk.follow(change):
            self._stale = True
            if self._shown:
                self.read()
        if self._shown:
            self._say_where_it_stands()
            self.page.take_focus()

    @property
    def _shown(self) -> bool:
        return self.context.window.page == PAGE and self.page is not None

    def _on_digit(self, modifier: str, digit: str) -> None:
        if self._shown and self.page is not None and not self._busy():
            self.page.press(modifier, digit)

    def _busy(self) -> bool:
        space = self.context.workspace
        return space is None or space.busy

    # reading ------------------------------------------------------------------------------------------------
    def read(self) -> None:
        """Read all cases again."""
        from annotator.ui.review import works

        session = self.context.session
        if session is not None and self.read_in_job(
            works.read_work(session.path), tr("Comparing the layers"), self._on_read
        ):
            self._stale = False

    def _on_read(self, result: tuple[ReviewIndex, AgreementReport | None]) -> None:
        if self.desk is None or self.page is None:
            return
        index, report = result
        self.desk.show(index)
        self._look_at_wanted()
        self.page.side.show_numbers(report)
        self._say_where_it_stands()
        if self._shown:
            self.page.take_focus()

    def _read_mine(self) -> None:
        from annotator.ui.review import works

        session = self.context.session
        if session is not None:
            work = works.mine_work(session.path, session.annotator.id)
            self.read_in_job(work, tr("Reading what was decided"), self._on_mine)

    def _on_mine(self, found: Feedback) -> None:
        if self.mine is not None:
            self.mine.show_feedback(found)
            self.mine.take_focus()

    def _show_place(self, document: str, start: int) -> None:
        """A place of one's own work, on the page where one annotates."""
        space = self.context.workspace
        if space is not None:
            self.context.window.actions_table["page-annotate"].trigger()
            space.open_document(document)
            space.page.view.move_caret(start)

    def _work_out_numbers(self) -> None:
        from annotator.ui.review import works

        session = self.context.session
        if session is not None:
            self.read_in_job(works.numbers_work(session.path), tr("Working out agreement"), self._on_numbers)

    def _on_numbers(self, report: AgreementReport) -> None:
        if self.page is not None:
            self.page.side.show_numbers(report)

    def _say_where_it_stands(self) -> None:
        desk = self.desk
        if desk is None or desk.index is None or self.page is None:
            return
        index = desk.index
        words = [ntr("Gold layer: {n} span", "Gold layer: {n} spans", sum(index.gold.values()))]
        numbers = {"n": number_words(sum(index.gold.values()))}
        parts = [words[0].format(**numbers)]
        if index.take_agreed:
            agreed = number_words(sum(index.agreed.values()))
            parts.append(tr("{n} taken because all agree").format(n=agreed))
        if desk.again:
            parts.append(tr("{n} to look at again").format(n=number_words(desk.again)))
        if index.left:
            left = number_words(sum(index.left.values()))
            parts.append(tr("{n} decisions whose place is gone").format(n=left))
        self.page.side.summary.setText(" · ".join(parts))

    # many at once -------------------------------------------------------------------------------------------
    def decide_many(self) -> None:
        """Choose a rule, see what it would do, decide in one step."""
        from annotator.ui.review import works
        from annotator.ui.review.many import rules_for

        window, session = self.context.window, self.context.session
        if window.page != PAGE:
            window.actions_table[f"page-{PAGE}"].trigger()
        desk = self.desk
        if session is None or desk is None or desk.index is None:
            return
        if not desk.may_decide():
            if self.page is not None:
                self.page.show_person()
            return
        self._rows = [row for row in desk.rows() if row.unsettled]
        if self._rows:
            work = works.preview_work(session.path, self._rows, rules_for(self._people()))
            self.read_in_job(work, tr("Trying the rules"), self._on_preview)

    def _people(self) -> list[tuple[str, str]]:
        desk = self.desk
        known = desk.index.annotators if desk is not None and desk.index is not None else ()
        return [(who, desk.index.names.get(who, who)) for who in known]  # type: ignore[union-attr]

    def _on_preview(self, seen: Preview) -> None:
        from annotator.ui.review.many import ManyDialog

        session, desk = self.context.session, self.desk
        if session is None or desk is None:
            return
        themes, window = self.context.themes, self.context.window
        self._many = ManyDialog(seen, desk.kind, self._people(), session.scheme, themes, window)
        self._many.decided.connect(self._on_rule)
        self._many.finished.connect(self._on_many_closed)
        self._many.open()

    def _on_many_closed(self) -> None:
        self._many = None

    def _on_rule(self, asked: tuple[Rule, Said]) -> None:
        from annotator.ui.review import works

        rule, said = asked
        rows, session = self._rows, self.context.session
        if session is None:
            return
        reviewer = session.annotator.id

        self.write_in_job(
            works.deciding(reviewer, rows, rule, said), tr("Deciding"), "decide-many", self._on_many_done
        )

    def _on_many_done(self, result: Many) -> None:
        words = ntr(
            "Decided {n} case. Ctrl Z takes it back",
            "Decided {n} cases. Ctrl Z takes it back",
            result.decided,
        )
        said = words.format(n=number_words(result.decided))
        if result.untouched:
            said += " · " + tr("{n} the rule says nothing about").format(n=number_words(result.untouched))
        self.context.window.status.hint(said)

    def take_agreed(self) -> None:
        """What all agree on needs no decision from now on; the gold layer follows."""
        self._agreed(take=True)

    def leave_agreed(self) -> None:
        """What all agree on is to be decided too."""
        self._agreed(take=False)

    def _agreed(self, *, take: bool) -> None:
        from annotator.services.adjudication import check_reviewer
        from annotator.ui.review import works

        session = self.context.session
        if session is None:
            return
        if not self.context.failures.attempt(_is_reviewer, check_reviewer, session.annotator):
            return
        actor = session.annotator.id

        step = "take-agreed" if take else "leave-agreed"
        self.write_in_job(
            works.taking(actor, take=take), tr("Bringing the gold layer up to date"), step, self._on_agreed
        )

    def _on_agreed(self, result: Many) -> None:
        words = ntr("{n} span of the gold layer changed", "{n} spans of the gold layer changed", result.spans)
        self.context.window.status.hint(words.format(n=number_words(result.spans)))


def _is_reviewer(check: Callable[[object], None], person: object) -> bool:
    check(person)
    return True
