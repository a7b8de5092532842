"""Makes the features, their pages and tabs, and tells each of them what happens in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from annotator.i18n import tr
from annotator.ui.actions import ActionSpec
from annotator.ui.feature import Context
from annotator.ui.features import FEATURES
from annotator.ui.pages import HOME, MAIN

if TYPE_CHECKING:
    from annotator.services.change import Change
    from annotator.ui.workspace import Workspace

PAGE_ACTION = "page-"


def feature_actions() -> list[ActionSpec]:
    """What features add to the action table, and one action for each page of the window."""
    return [*_page_actions(), *(spec for kind in FEATURES for spec in kind.actions())]


def _titles() -> list[tuple[str, str]]:
    pages = [(HOME, tr("Annotate")), *((spec.id, spec.title) for kind in FEATURES for spec in kind.pages())]
    return sorted(pages, key=lambda page: MAIN.index(page[0]) if page[0] in MAIN else len(MAIN))


def _page_actions() -> list[ActionSpec]:
    titles = _titles()
    if len(titles) == 1:
        return []
    return [
        ActionSpec(
            f"{PAGE_ACTION}{page}", "view", title, (f"Ctrl+{number}",), "project", line_before=number == 1
        )
        for number, (page, title) in enumerate(titles, 1)
    ]


class Host(QObject):
    """Belongs to the composition root."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.window)
        self.context = context
        context.show_place = self.show_place
        self.features = [kind(context) for kind in FEATURES]
        self._owners = {spec.id: feature for feature in self.features for spec in feature.pages()}
        self._made: dict[str, QWidget] = {}
        actions = context.window.actions_table
        for feature in self.features:
            actions.bind(feature.slots())
        if self._owners:
            actions.bind({f"{PAGE_ACTION}{page}": self._on_page_action for page, _ in _titles()})
        context.window.person_corner.tabs.chosen.connect(self.show_page)

    def opened(self, workspace: Workspace) -> None:
        """A project is open and its annotate page is on show."""
        if self._owners:
            main = [page for page in _titles() if page[0] in MAIN]
            others = [page for page in _titles() if page[0] not in MAIN]
            self.context.window.person_corner.tabs.set_pages(main, others)
            self.context.window.show_people()  # the corner is as wide as its tabs now
        workspace.bridge.changed.connect(self._on_changed)
        for feature in self.features:
            feature.opened(workspace)

    def at_work(self) -> bool:
        """Whether a feature does something that closing would break off."""
        return any(feature.at_work() for feature in self.features)

    def closed(self) -> None:
        """The project goes, and the pages with it."""
        for feature in self.features:
            feature.closed()
        window = self.context.window
        window.person_corner.tabs.set_pages([], [])
        for page in self._made.values():
            window.drop_page(page)
        self._made.clear()

    def show_page(self, page: str) -> None:
        """Bring a page to the front; it is made when it is first shown."""
        workspace = self.context.workspace
        if workspace is None:
            return
        owner = self._owners.get(page)
        if owner is None:
            self.context.window.show_page(HOME, workspace)
            workspace.focus_article()
            return
        workspace.right.inspector.commit()
        if page not in self._made:
            self._made[page] = owner.make_page(page)
        self.context.window.show_page(page, self._made[page])
        owner.page_shown(page)

    def show_place(self, page: str, place: object) -> None:
        """Bring a page to the front and have its feature show what is at ``place``."""
        self.show_page(page)
        owner = self._owners.get(page)
        if owner is not None and page in self._made:
            owner.show_place(page, place)

    def _on_page_action(self) -> None:
        action = self.sender()
        for page, _ in _titles():
            if action is self.context.window.actions_table[f"{PAGE_ACTION}{page}"]:
                self.show_page(page)

    def _on_changed(self, change: Change) -> None:
        for feature in self.features:
            feature.changed(change)
