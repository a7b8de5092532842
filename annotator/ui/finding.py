"""Finding in all documents, what is inconsistent, and the same words everywhere at once, as a part of the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from annotator.i18n import ntr, tr
from annotator.services.filters import SETTING, SavedFilter, as_setting, saved_filters, with_filter
from annotator.services.label_all import STEPS, Done, Request, apply
from annotator.ui.actions import ActionSpec
from annotator.ui.feature import Context, Feature, PageSpec
from annotator.ui.labels import number_words
from annotator.ui.pages import HOME
from annotator.ui.widgets.paint import cap_of
from annotator.ui.worker import Reporter

if TYPE_CHECKING:
    from annotator.model.span import Span
    from annotator.services.change import Change
    from annotator.services.finding import Hit
    from annotator.services.label_all import Place
    from annotator.services.label_all_edits import Doing
    from annotator.store.project import Project
    from annotator.ui.search.consistency_page import ConsistencyPage
    from annotator.ui.search.label_all_dialog import LabelAllDialog
    from annotator.ui.search.page import SearchPage
    from annotator.ui.workspace import Workspace

SEARCH, CONSISTENCY = "search", "consistency"


class _Apply:
    def __init__(self, project: Project, request: Request, places: list[Place], actor: str) -> None:
        self._project, self._request, self._places, self._actor = project, request, places, actor

    def __call__(self, progress: Reporter) -> Done:
        return apply(self._project, self._request, self._places, self._actor, progress)


class SearchFeature(Feature):
    """Pages *Search* and *Consistency*, the dialog *Label all*."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.search_page: SearchPage | None = None
        self.consistency_page: ConsistencyPage | None = None
        self.dialog: LabelAllDialog | None = None
        self._request: Request | None = None
        self._places: list[Place] = []

    @staticmethod
    def actions() -> list[ActionSpec]:
        return [
            ActionSpec("find-everywhere", "edit", tr("Find in all documents"), ("Ctrl+Shift+F",), "project"),
            ActionSpec("label-all", "labels", tr("Label all like this…"), ("Ctrl+Shift+A",), "writable", line_before=True),
            ActionSpec("relabel-all", "labels", tr("Change the label of all like this…"), (), "writable"),
            ActionSpec("remove-all", "labels", tr("Remove all like this…"), (), "writable"),
        ]  # fmt: skip

    @staticmethod
    def pages() -> list[PageSpec]:
        return [PageSpec(SEARCH, tr("Search")), PageSpec(CONSISTENCY, tr("Consistency"))]

    def slots(self) -> dict[str, Callable[[], object]]:
        return {
            "find-everywhere": self._on_find_everywhere, "label-all": self._on_label_all,
            "relabel-all": self._on_relabel_all, "remove-all": self._on_remove_all,
        }  # fmt: skip

    def make_page(self, page: str) -> QWidget:
        space = self._space()
        session, themes = space.session, self.context.themes
        if page == SEARCH:
            from annotator.ui.search.page import SearchPage

            self.search_page = found = SearchPage(session.scheme, themes, self.context.window)
            found.hit_requested.connect(self._on_hit)
            found.label_all_requested.connect(self._on_label_all_hit)
            found.filter_requested.connect(self._on_filter)
            found.left.connect(self._on_left)
            found.refused.connect(self.context.failures.show)
            found.crashed.connect(self._on_crashed)
            self._tell_pages()
            return found
        from annotator.ui.search.consistency_page import ConsistencyPage

        self.consistency_page = compared = ConsistencyPage(session.scheme, themes, self.context.window)
        compared.hit_requested.connect(self._on_hit)
        compared.fix_requested.connect(self._on_fix)
        compared.left.connect(self._on_left)
        compared.refused.connect(self.context.failures.show)
        compared.crashed.connect(self._on_crashed)
        self._tell_pages()
        return compared

    def page_shown(self, page: str) -> None:
        if page == SEARCH and self.search_page is not None:
            self.search_page.come()
        elif page == CONSISTENCY and self.consistency_page is not None:
            self.consistency_page.look_once()
            self.consistency_page.take_focus()

    def closed(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()
        if self.search_page is not None:
            self.search_page.close_search()
        if self.consistency_page is not None:
            self.consistency_page.close_page()
        self.search_page = self.consistency_page = None

    def changed(self, change: Change) -> None:
        if change.wide:
            self._tell_pages()
        if self.search_page is not None:
            self.search_page.mark_stale()
        if self.consistency_page is not None:
            self.consistency_page.mark_stale()

    def _tell_pages(self) -> None:
        session = self._space().session
        for page in (self.search_page, self.consistency_page):
            if page is not None:
                people, writable = session.annotators(), not session.read_only
                page.show_project(session.path, people, session.annotator.id, writable=writable)

    def _space(self) -> Workspace:
        assert self.context.workspace is not None  # pages and actions exist only with a project
        return self.context.workspace

    # going to places --------------------------------------------------------------------------------------
    def _on_find_everywhere(self) -> None:
        space = self._space()
        chosen, document = space.state.range, space.state.document
        self.context.window.actions_table[f"page-{SEARCH}"].trigger()
        if self.search_page is not None and chosen is not None and document is not None:
            words = " ".join(space.session.document(document).text[slice(*chosen)].split())
            if 0 < len(words) < 200:
                self.search_page.ask_words(words)

    def _on_left(self) -> None:
        self.context.window.actions_table[f"page-{HOME}"].trigger()

    def _on_hit(self, hit: Hit) -> None:
        """Open the document at the hit: at the span where it is one's own, else with its words selected."""
        space = self._space()
        self._on_left()
        if hit.document != space.state.document:
            space.open_document(hit.document)
        layer = space.layer()
        if hit.span and layer is not None and hit.span in layer.spans:
            space.go_to_span(hit.span)
        elif hit.end > hit.start and layer is not None:
            space.page.view.select(hit.start, hit.end)
            space.page.view.ensure_visible(hit.start)
            space.focus_article()

    # the same words everywhere ----------------------------------------------------------------------------
    def _on_label_all(self) -> None:
        self._begin("label")

    def _on_relabel_all(self) -> None:
        self._begin("relabel")

    def _on_remove_all(self) -> None:
        self._begin("remove")

    def _begin(self, doing: Doing) -> None:
        """From whatever is on show: a hit, an item, the selected span or the selected words."""
        page = self.context.window.page
        if page == SEARCH and self.search_page is not None:
            self.search_page.request_label_all()
            return
        if page == CONSISTENCY and self.consistency_page is not None:
            self.consistency_page.request_fix(doing)
            return
        space = self._space()
        layer, document = space.layer(), space.state.document
        if layer is None or document is None:
            return
        span = layer.spans.get(space.state.span or "")
        place = (span.start, span.end) if span else space.state.range
        if place is None:
            self.context.window.status.hint(tr("Select words or a span first."))
            return
        words = " ".join(space.session.document(document).text[slice(*place)].split())
        request = Request(doing, words, "", space.session.annotator.id, document=document)
        if span is not None:
            request = _with_span(request, span)
        self.open_dialog(request, document)

    def _on_label_all_hit(self, hit: Hit) -> None:
        words = " ".join(hit.found.split())
        self.open_dialog(Request("label", words, hit.label, self._space().session.annotator.id))

    def _on_fix(self, words: str, doing: Doing, label: str, old: str) -> None:
        person = self._space().session.annotator.id
        self.open_dialog(Request(doing, " ".join(words.split()), label, person, old=old))

    def open_dialog(self, request: Request, here: str = "") -> None:
        """Show every place before anything is changed; ``here`` is the document on screen."""
        from annotator.ui.search.label_all_dialog import LabelAllDialog

        session, window = self._space().session, self.context.window
        self.dialog = LabelAllDialog(
            session.scheme, session.path, request, self.context.themes, window, here=here
        )
        self.dialog.wanted.connect(self._on_wanted)
        self.dialog.crashed.connect(self._on_crashed)
        self.dialog.finished.connect(self._on_dialog_closed)
        self.dialog.open()

    def _on_dialog_closed(self, result: int) -> None:
        self.dialog = None

    def _on_wanted(self, request: Request, places: list[Place]) -> None:
        self._request, self._places = request, places
        self._space().leave_document()
        self.write_in_job(self._make_apply, tr("Changing all"), STEPS[request.doing], self._on_applied)

    def _make_apply(self, project: Project) -> _Apply:
        assert self._request is not None  # set just before
        return _Apply(project, self._request, self._places, self._request.annotator)

    def _on_applied(self, done: Done) -> None:
        self._places = []
        doing = self._request.doing if self._request else "label"
        words = [done_words(doing, done)]
        if done.gone:
            gone = ntr("{n} place had changed meanwhile.", "{n} places had changed meanwhile.", done.gone)
            words.append(gone.format(n=number_words(done.gone)))
        undo = ("undo", tr("Undo"), cap_of("undo")) if done.changed else ("", "", "")
        self._space().page.message.tell("done", " ".join(words), undo)
        if self.context.window.page != HOME:  # there the message is not to be seen
            self.context.window.status.hint(" ".join(words))
            self.page_shown(self.context.window.page)

    # filters of the queue ---------------------------------------------------------------------------------
    def _on_filter(self, query: str, exact: bool) -> None:
        session = self._space().session
        kept = with_filter(saved_filters(session.project), SavedFilter(query, query, exact))
        session.set_setting(SETTING, as_setting(kept))
        self.context.window.actions_table["queue-filters"].trigger()  # there it gets its name


def _with_span(request: Request, span: Span) -> Request:
    """The span's values and label as what is to be given, or its label as what is to be changed."""
    if request.doing == "relabel":
        return replace(request, old=span.label, label="")
    return replace(request, label=span.label, attributes=dict(span.attributes))


def done_words(doing: str, done: Done) -> str:
    """What came of it, as the message bar says it."""
    n = number_words(done.changed)
    if doing == "label":
        return ntr("{n} place labelled.", "{n} places labelled.", done.changed).format(n=n)
    if doing == "remove":
        return ntr("{n} span removed.", "{n} spans removed.", done.changed).format(n=n)
    return ntr("{n} span changed.", "{n} spans changed.", done.changed).format(n=n)
