"""The actions of the annotator's desk, bound to gestures. Nothing here knows how a span is stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QCursor, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu

from annotator.i18n import ntr, tr
from annotator.model.span import Span, open_attributes, order_key
from annotator.services.values import used_values
from annotator.ui.actions import ActionSpec
from annotator.ui.desk_keys.brush_tag import BrushTag
from annotator.ui.desk_keys.zones import ZoneKeys
from annotator.ui.feature import Context, Feature
from annotator.ui.keys import takes_text
from annotator.ui.labels import name_of
from annotator.ui.textview.linking import kinds_between, words_of
from annotator.ui.textview.moves import moved_edge

if TYPE_CHECKING:
    from annotator.ui.workspace import Workspace

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
EDGES: dict[str, tuple[str, int, bool]] = {  # id -> (side, step, by characters)
    "edge-end-forward": ("end", 1, False), "edge-end-back": ("end", -1, False),
    "edge-start-back": ("start", -1, False), "edge-start-forward": ("start", 1, False),
    "edge-end-forward-fine": ("end", 1, True), "edge-end-back-fine": ("end", -1, True),
    "edge-start-back-fine": ("start", -1, True), "edge-start-forward-fine": ("start", 1, True),
}  # fmt: skip


def _edge_actions() -> list[ActionSpec]:
    words = {
        "edge-end-forward": (tr("End one syllable further"), "Ctrl+Shift+Right"),
        "edge-end-back": (tr("End one syllable back"), "Ctrl+Shift+Left"),
        "edge-start-back": (tr("Start one syllable earlier"), "Ctrl+Shift+Up"),
        "edge-start-forward": (tr("Start one syllable later"), "Ctrl+Shift+Down"),
        "edge-end-forward-fine": (tr("End one character further"), "Alt+Shift+Right"),
        "edge-end-back-fine": (tr("End one character back"), "Alt+Shift+Left"),
        "edge-start-back-fine": (tr("Start one character earlier"), "Alt+Shift+Up"),
        "edge-start-forward-fine": (tr("Start one character later"), "Alt+Shift+Down"),
    }
    return [
        ActionSpec(id, "labels/edges", text, (key,), "edit-span", line_before=id == "edge-end-forward-fine")
        for id, (text, key) in words.items()
    ]


class DeskKeys(Feature):
    """Edges by keys, copies, repetition, the brush, open values, relations drawn with the mouse."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._workspace: Workspace | None = None
        self._tag: BrushTag | None = None
        self._zones = ZoneKeys(context, self)
        self._ends: tuple[str, str] = ("", "")

    @staticmethod
    def actions() -> list[ActionSpec]:
        return [
            ActionSpec("copy-span", "labels", tr("Mark the same words again"), ("Ctrl+D",), "edit-span"),
            ActionSpec("next-open-value", "labels", tr("Next value that is needed"), ("Shift+F2",), "editable"),
            ActionSpec("repeat", "labels", tr("Do the last thing again"), ("Ctrl+R",), "editable", line_before=True),
            ActionSpec("brush", "labels", tr("Brush: every selection gets one label"), ("F6",), "editable"),
            *_edge_actions(),
            *ZoneKeys.actions(),
            ActionSpec(
                "all-relations", "view", tr("All relations"), ("Ctrl+Shift+R",), "document", checkable=True,
                line_before=True,
            ),
        ]  # fmt: skip

    def slots(self) -> dict[str, Callable[[], object]]:
        return {
            "copy-span": self._on_copy, "repeat": self._on_repeat, "brush": self._on_brush_key,
            "next-open-value": self._on_next_open, "all-relations": self._on_all_relations,
            **dict.fromkeys(EDGES, self._on_edge), **self._zones.slots(),
        }  # fmt: skip

    # a project ------------------------------------------------------------------------------------------------
    def opened(self, workspace: Workspace) -> None:
        view = workspace.page.view
        self._workspace = workspace
        self._tag = BrushTag(workspace.session.scheme, self.context.themes, view)
        view.installEventFilter(self)
        view.selection_made.connect(self._on_selection_made)
        view.link_requested.connect(self._on_link_requested)
        workspace.state.brush_changed.connect(self._on_brush)
        self.context.window.actions_table["all-relations"].setChecked(False)
        workspace.right.learn(used_values(workspace.session.project))
        self._take_up(workspace)

    def _take_up(self, workspace: Workspace) -> None:
        """What was typed the last time and could not be stored is stored now, if it can be."""
        dumped = self.context.settings.unsaved(workspace.session.path)
        if not dumped or workspace.session.read_only:
            return
        workspace.gestures.unsaved.load(dumped)
        stored = workspace.gestures.save_typed()
        self.context.settings.keep_unsaved(workspace.session.path, workspace.gestures.unsaved.dump())
        if stored:
            words = ntr(
                "{n} value typed last time is stored now.",
                "{n} values typed last time are stored now.",
                stored,
            )
            workspace.page.tell("info", words.format(n=stored))

    def closed(self) -> None:
        space = self._workspace
        if space is not None:
            space.page.view.removeEventFilter(self)
            space.right.inspector.commit()
            space.gestures.save_typed()
            if not space.session.read_only:
                self.context.settings.keep_unsaved(space.session.path, space.gestures.unsaved.dump())
        self._workspace, self._tag = None, None

    def _space(self) -> Workspace:
        assert self._workspace is not None  # the table enables these actions only with a project
        return self._workspace

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        space = self._workspace
        if space is None or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Escape and space.state.brush is not None:
            space.state.take_brush(None)
            return True
        if plain and space.state.link is None and space.editable:
            if event.key() in _ENTER:
                return self._zones.accept()
            if event.key() == Qt.Key.Key_Delete:
                return self._zones.refuse()
        return False

    # spans ----------------------------------------------------------------------------------------------------
    def _span(self) -> Span | None:
        layer = self._space().layer()
        return layer.spans.get(self._space().state.span or "") if layer is not None else None

    def _on_edge(self) -> None:
        space, span, table = self._space(), self._span(), self.context.window.actions_table
        if span is None or takes_text(QApplication.focusWidget()):
            return
        action = self.sender()
        side, step, exact = next(way for id, way in EDGES.items() if table[id] is action)
        text = space.session.document(space.state.document or "").text
        moved = moved_edge(text, span.start, span.end, side, step, exact=exact)
        if moved is None:
            self.context.window.status.hint(tr("The edge can go no further."))
            return
        space.gestures.resize(span.id, *moved)
        space.page.view.ensure_visible(moved[0] if side == "start" else moved[1] - 1)

    def _on_copy(self) -> None:
        self._space().gestures.copy_selected()
        self._space().focus_article()

    def _on_repeat(self) -> None:
        self._space().gestures.repeat()

    def _on_next_open(self) -> None:
        """To the next span that lacks a value it must have, and into its field."""
        space, layer = self._space(), self._space().layer()
        scheme = space.session.scheme
        space.right.inspector.commit()
        lacking = [s for s in layer.spans.values() if open_attributes(scheme, s)] if layer is not None else []
        if not lacking:
            self.context.window.status.hint(tr("No value is missing in this document."))
            return
        here = self._span()
        key = order_key(here) if here is not None else (space.page.view.caret(), -(1 << 62), "")
        lacking.sort(key=order_key)
        chosen = next((span for span in lacking if order_key(span) > key), lacking[0])
        space.go_to_span(chosen.id)
        space.edit_attributes()

    # the brush ------------------------------------------------------------------------------------------------
    def _on_brush_key(self) -> None:
        """Take the brush up, with the label of the selected span where there is one, or put it down."""
        state, span = self._space().state, self._span()
        state.take_brush(None if state.brush is not None else span.label if span is not None else "")
        self._space().focus_article()

    def _on_brush(self, label: str | None) -> None:
        self._space().palette_box.show_brush(label or None)
        if self._tag is not None:
            self._tag.show_brush(label)
            self._space().page.view.set_pointer(self._tag.cursor_shape())

    def _on_selection_made(self, start: int, end: int) -> None:
        if self._space().editable:
            self._space().gestures.paint()

    # relations ------------------------------------------------------------------------------------------------
    def _on_all_relations(self) -> None:
        shown = not self._space().page.view.all_relations
        self._space().page.view.show_all_relations(shown)
        self.context.window.actions_table["all-relations"].setChecked(shown)

    def _on_link_requested(self, head: str, tail: str) -> None:
        """A relation was drawn with the mouse: made at once where the scheme has one for these ends."""
        space = self._space()
        layer, scheme = space.layer(), space.session.scheme
        if layer is None or head not in layer.spans or tail not in layer.spans:
            return
        ends = layer.spans[head], layer.spans[tail]
        kinds = kinds_between(scheme, ends[0].label, ends[1].label)
        if not kinds:
            self.context.window.status.hint(words_of(scheme, *ends))
            return
        self._ends = head, tail
        if len(kinds) == 1:
            self._join(kinds[0])
            return
        menu = QMenu(space)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, kind in enumerate(kinds, 1):
            relation = scheme.relation(kind)
            action = menu.addAction(f"&{number}  {name_of(relation.names, kind) if relation else kind}")
            action.setData(kind)
            action.triggered.connect(self._on_kind)
        menu.popup(QCursor.pos())

    def _on_kind(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._join(str(action.data()))

    def _join(self, kind: str) -> None:
        space = self._space()
        space.gestures.join(kind, *self._ends)
        space.page.view.select_span(self._ends[0], reveal=False)
