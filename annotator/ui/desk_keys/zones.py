"""Excluded zones by keys: marking, taking back, and going through what a rule proposes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from annotator.i18n import ntr, tr
from annotator.model.zones import Zone, zones
from annotator.ui.actions import ActionSpec
from annotator.ui.feature import Context


class ZoneKeys(QObject):
    """Acts on the zone at the caret. ``accept`` and ``refuse`` tell whether there was one to be looked at."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    @staticmethod
    def actions() -> list[ActionSpec]:
        menu = "labels/zones"
        return [
            ActionSpec("mark-zone", menu, tr("Exclude the selected text, or take the zone back"), ("Ctrl+Shift+X",),
                       "editable"),
            ActionSpec("propose-zones", menu, tr("Propose zones"), (), "editable", line_before=True),
            ActionSpec("next-zone", menu, tr("Next proposed zone"), ("F8",), "document"),
            ActionSpec("accept-zones", menu, tr("Accept all proposed zones here"), (), "editable"),
        ]  # fmt: skip

    def slots(self) -> dict[str, Callable[[], object]]:
        return {
            "mark-zone": self._on_mark, "propose-zones": self._on_propose, "next-zone": self.next,
            "accept-zones": self._on_accept_all,
        }  # fmt: skip

    def _zones(self) -> list[Zone]:
        space = self._context.workspace
        layer = space.layer() if space is not None else None
        return zones(layer.facts) if layer is not None else []

    def _here(self) -> Zone | None:
        """The zone at the caret."""
        space = self._context.workspace
        caret = space.page.view.caret() if space is not None else -1
        return next((zone for zone in self._zones() if zone.start <= caret < zone.end), None)

    def _proposed_here(self) -> Zone | None:
        """The proposal that Enter and Delete are meant for: nothing else may be selected."""
        space, here = self._context.workspace, self._here()
        if space is None or here is None or not here.proposed:
            return None
        return here if space.state.span is None and space.state.range is None else None

    def _on_mark(self) -> None:
        space = self._context.workspace
        if space is None:
            return
        chosen, here = space.state.range, self._here()
        if chosen is not None:
            if space.gestures.exclude(*chosen):
                space.page.view.move_caret(chosen[0])
        elif here is not None:
            space.gestures.include(here.start)
        else:
            self._context.window.status.hint(tr("Select the text that does not belong to the article first."))

    def accept(self) -> bool:
        """Make the proposed zone at the caret a zone, and go to the next proposal."""
        space, zone = self._context.workspace, self._proposed_here()
        if space is None or zone is None:
            return False
        if space.gestures.exclude(zone.start, zone.end):
            self.next()
        return True

    def refuse(self) -> bool:
        """Take the proposed zone at the caret away, and go to the next one."""
        space, zone = self._context.workspace, self._proposed_here()
        if space is None or zone is None:
            return False
        if space.gestures.include(zone.start):
            self.next()
        return True

    def _on_accept_all(self) -> None:
        space = self._context.workspace
        if space is not None:
            space.gestures.accept_zones()

    def next(self) -> None:
        """Put the caret into the next proposed zone; from the last one to the first."""
        space = self._context.workspace
        proposed = [zone for zone in self._zones() if zone.proposed]
        if space is None or not proposed:
            self._context.window.status.hint(tr("No proposed zone waits here."))
            return
        caret = space.page.view.caret()
        zone = next((one for one in proposed if one.start > caret), proposed[0])
        space.state.select_span(None)
        space.page.view.move_caret(zone.start)
        space.focus_article()

    def _on_propose(self) -> None:
        from annotator.services.zones import find_zones  # its rules are read when they are first asked for

        space = self._context.workspace
        if space is None or space.state.document is None:
            return
        text = space.session.document(space.state.document).text
        if not space.gestures.propose_zones(find_zones(text)):
            self._context.window.status.hint(tr("The rules find nothing new here."))
            return
        count = sum(zone.proposed for zone in self._zones())
        words = ntr("{n} proposed zone", "{n} proposed zones", count).format(n=count)
        self._context.window.status.hint(words)
        space.page.view.move_caret(0)
        self.next()
