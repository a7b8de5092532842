"""The action table: every command of the window with its words, keys, menu and when it can be used.

Menus, tool tips, key hints and the sheet of keys are all made from it; nothing else binds a shortcut.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from annotator.i18n import LANGUAGES, tr
from annotator.ui.commands.keymap import own_keys


@dataclass(frozen=True)
class Situation:
    """What decides whether an action makes sense."""

    project: bool = False
    writable: bool = False
    document: bool = False
    finished: bool = False
    span: bool = False
    linking: bool = False
    undo: bool = False
    redo: bool = False
    found: bool = False
    busy: bool = False

    @property
    def editable(self) -> bool:
        """The document on screen may be changed."""
        return self.document and self.writable and not self.finished


When = Callable[[Situation], bool]
_WHEN: dict[str, When] = {
    "always": lambda _s: True,
    "project": lambda s: s.project,
    "writable": lambda s: s.project and s.writable and not s.busy,
    "document": lambda s: s.document,
    "editable": lambda s: s.editable,
    "finished": lambda s: s.document and s.writable and s.finished,
    "span": lambda s: s.span,
    "edit-span": lambda s: s.span and s.editable,
    "linking": lambda s: s.linking,
    "undo": lambda s: s.undo and s.writable,
    "redo": lambda s: s.redo and s.writable,
    "found": lambda s: s.found,
}


@dataclass(frozen=True)
class ActionSpec:
    """One row of the table. ``keys`` are portable shortcuts, the first is the one shown; ``when`` names a condition."""

    id: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    when: str = "always"
    checkable: bool = False
    line_before: bool = False


def menu_titles() -> list[tuple[str, str]]:
    """(id, title) of the menus, from the left."""
    return [
        ("file", tr("File")), ("edit", tr("Edit")), ("view", tr("View")), ("document", tr("Document")),
        ("labels", tr("Labels")), ("project", tr("Project")), ("help", tr("Help")),
    ]  # fmt: skip


def submenu_titles() -> dict[str, str]:
    """Titles of the menus within menus; their rows name them as ``labels/edges``."""
    return {"labels/edges": tr("Edges of the span"), "labels/zones": tr("Excluded zones")}


def action_table() -> list[ActionSpec]:
    """Every action, in menu order, in the language in force."""
    return [*_file(), *_edit(), *_view(), *_document(), *_labels(), *_project(), *_help()]


def _file() -> list[ActionSpec]:
    return [
        ActionSpec("new-project", "file", tr("New project…"), ("Ctrl+N",)),
        ActionSpec("open-project", "file", tr("Open project…"), ("Ctrl+O",)),
        ActionSpec("close-project", "file", tr("Close project"), ("Ctrl+W",), "project"),
        ActionSpec("import", "file", tr("Import…"), ("Ctrl+Shift+I",), "writable", line_before=True),
        ActionSpec("export", "file", tr("Export…"), ("Ctrl+E",), "project"),
        ActionSpec("saved", "file", tr("Everything is saved"), ("Ctrl+S",), "project", line_before=True),
        ActionSpec("quit", "file", tr("Quit"), ("Ctrl+Q",), line_before=True),
    ]


def _edit() -> list[ActionSpec]:
    return [
        ActionSpec("undo", "edit", tr("Undo"), ("Ctrl+Z",), "undo"),
        ActionSpec("redo", "edit", tr("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
        ActionSpec("find", "edit", tr("Find in the document"), ("Ctrl+F",), "document", line_before=True),
        ActionSpec("find-next", "edit", tr("Next hit"), ("F3",), "found"),
        ActionSpec("find-previous", "edit", tr("Previous hit"), ("Shift+F3",), "found"),
        ActionSpec("filter-queue", "edit", tr("Find a document by its title"), ("Ctrl+K",), "project"),
    ]


def _view() -> list[ActionSpec]:
    return [
        ActionSpec("toggle-queue", "view", tr("Queue"), ("Ctrl+B",), "project", checkable=True),
        ActionSpec(
            "toggle-inspector", "view", tr("Spans and inspector"), ("Ctrl+I",), "project", checkable=True
        ),
        ActionSpec("zoom-in", "view", tr("Larger text"), ("Ctrl++", "Ctrl+="), "document", line_before=True),
        ActionSpec("zoom-out", "view", tr("Smaller text"), ("Ctrl+-",), "document"),
        ActionSpec("zoom-reset", "view", tr("Normal text"), ("Ctrl+0",), "document"),
        ActionSpec("theme-system", "view", tr("Colours of the system"), checkable=True, line_before=True),
        ActionSpec("theme-light", "view", tr("Light colours"), checkable=True),
        ActionSpec("theme-dark", "view", tr("Dark colours"), checkable=True),
        ActionSpec("theme-contrast", "view", tr("High contrast, light"), checkable=True),
        ActionSpec("theme-contrast-dark", "view", tr("High contrast, dark"), checkable=True),
        ActionSpec("language-vi", "view", LANGUAGES["vi"], checkable=True, line_before=True),
        ActionSpec("language-en", "view", LANGUAGES["en"], checkable=True),
    ]


def _document() -> list[ActionSpec]:
    return [
        ActionSpec("next-document", "document", tr("Next document"), ("Ctrl+PgDown",), "document"),
        ActionSpec("previous-document", "document", tr("Previous document"), ("Ctrl+PgUp",), "document"),
        ActionSpec(
            "looked-at",
            "document",
            tr("Looked at up to here"),
            ("Ctrl+Shift+Return",),
            "editable",
            line_before=True,
        ),
        ActionSpec(
            "finish", "document", tr("Finish, go to the next one"), ("Ctrl+Return", "Ctrl+Enter"), "editable"
        ),
        ActionSpec("reopen", "document", tr("Reopen"), ("Ctrl+Shift+O",), "finished"),
        ActionSpec("skip", "document", tr("Skip this document…"), (), "editable", line_before=True),
        ActionSpec("flag", "document", tr("Flag this document…"), (), "editable"),
    ]


def _labels() -> list[ActionSpec]:
    return [
        ActionSpec("delete-span", "labels", tr("Delete the selected span"), ("Delete",), "edit-span"),
        ActionSpec("edit-attributes", "labels", tr("Edit the values of the span"), ("F2",), "edit-span"),
        ActionSpec("certainty", "labels", tr("Sure or unsure"), ("Ctrl+U",), "edit-span"),
        ActionSpec("note", "labels", tr("Note on the span"), ("Ctrl+Shift+N",), "edit-span"),
        ActionSpec("link", "labels", tr("Relation from the span…"), ("F4",), "edit-span", line_before=True),
    ]


def _project() -> list[ActionSpec]:
    return [
        ActionSpec("people", "project", tr("People…"), (), "project"),
        ActionSpec("backups", "project", tr("Backups…"), (), "project"),
        ActionSpec("about-project", "project", tr("About this project"), (), "project"),
    ]


def _help() -> list[ActionSpec]:
    return [
        ActionSpec("keys", "help", tr("Keys"), ("F1",)),
        ActionSpec("about", "help", tr("About Annotator"), line_before=True),
    ]


def reading_keys() -> list[tuple[str, str]]:
    """(keys, what they do) for the keys the article itself handles; shown on the sheet of keys and in the status bar."""
    return [
        ("Tab", tr("next span")), ("Shift+Tab", tr("previous span")), ("Space", tr("next span at this place")),
        ("Shift+←  Shift+→", tr("select by syllable")), ("Ctrl+←  Ctrl+→", tr("by sentence")),
        ("Alt+←  Alt+→", tr("by character")), ("Esc", tr("select nothing")), ("Ctrl+C", tr("copy the text")),
    ]  # fmt: skip


def _ends_its_menu(spec: ActionSpec) -> bool:
    """Where one looks for it, whatever features add."""
    return spec.id == "quit"


class Actions(QObject):
    """The QActions of the table, by id."""

    def __init__(self, parent: QWidget, more: Sequence[ActionSpec] = ()) -> None:
        super().__init__(parent)
        self.table = own_keys([*action_table(), *more])
        self._actions: dict[str, QAction] = {}
        self._by_condition: dict[str, list[QAction]] = {}
        self._last: dict[str, bool] = {}
        self._settle: Callable[[], object] | None = None
        for spec in self.table:
            action = QAction(spec.text, self)
            action.setShortcuts([QKeySequence(key) for key in spec.keys])
            action.setCheckable(spec.checkable)
            action.setIconVisibleInMenu(False)
            self._actions[spec.id] = action
            self._by_condition.setdefault(spec.when, []).append(action)
            parent.addAction(action)

    def __getitem__(self, action_id: str) -> QAction:
        """An action in the state it should be in now."""
        if self._settle is not None:
            self._settle()
        return self._actions[action_id]

    def settle_with(self, settle: Callable[[], object]) -> None:
        """Call ``settle`` before anybody looks at an action, so that states can be worked out late."""
        self._settle = settle

    def bind(self, slots: dict[str, Callable[[], object]]) -> None:
        """Connect actions to bound methods."""
        for action_id, slot in slots.items():
            self._actions[action_id].triggered.connect(slot)

    def unbound(self) -> list[str]:
        """Ids nobody has connected; a test wants none."""
        return [key for key, action in self._actions.items() if not action.receivers("2triggered(bool)")]

    def update(self, situation: Situation) -> None:
        """Enable what makes sense now; only actions whose state changes are touched."""
        for condition, actions in self._by_condition.items():
            on = _WHEN[condition](situation)
            if self._last.get(condition) != on:
                self._last[condition] = on
                for action in actions:
                    action.setEnabled(on)

    def key(self, action_id: str) -> str:
        """The shortcut to show for an action, or an empty string."""
        spec = next(s for s in self.table if s.id == action_id)
        return spec.keys[0] if spec.keys else ""

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Build the menus; returns them by id."""
        menus = {}
        titles = submenu_titles()
        for menu_id, title in menu_titles():
            menu = menus[menu_id] = bar.addMenu(title)
            for spec in sorted(self.table, key=_ends_its_menu):
                top, _, below = spec.menu.partition("/")
                if top != menu_id:
                    continue
                if spec.line_before:
                    menu.addSeparator()
                if below and spec.menu not in menus:
                    menus[spec.menu] = menu.addMenu(titles[spec.menu])
                menus[spec.menu].addAction(self._actions[spec.id])
        return menus
