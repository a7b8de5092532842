"""The window: menus, the page on show, the status bar. It places parts and knows nothing of the corpus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar, QStackedWidget, QVBoxLayout, QWidget

from annotator.i18n import LANGUAGES, language, ntr, tr
from annotator.ui.actions import Actions, ActionSpec, Situation
from annotator.ui.commands.letters import letters_of
from annotator.ui.corner import Corner
from annotator.ui.keys import LabelKeys
from annotator.ui.labels import label_key, name_of, short_name
from annotator.ui.pages import HOME
from annotator.ui.start_page import StartPage
from annotator.ui.status import StatusBar
from annotator.ui.theme import CHOICES, Themes
from annotator.ui.widgets.message_bar import MessageBar
from annotator.ui.workspace import Workspace
from annotator.wording import step_name


class MainWindow(QMainWindow):
    """Shows the start page or one workspace. ``closing`` is told before the window goes."""

    closing = Signal()
    theme_chosen = Signal(str)
    language_chosen = Signal(str)
    rebuild_requested = Signal()

    def __init__(self, themes: Themes, more_actions: Sequence[ActionSpec] = ()) -> None:
        super().__init__()
        self.setWindowTitle("Annotator")
        self.setMinimumSize(1024, 640)
        self.themes = themes
        self.workspace: Workspace | None = None
        self.actions_table = Actions(self, more_actions)
        self.page = HOME
        bar = QMenuBar(self)
        bar.setFixedHeight(32)
        self._menus = self.actions_table.fill(bar)
        for menu in self._menus.values():
            menu.aboutToShow.connect(self._settle_situation)
        self._label_actions: list[QAction] = []
        self.person_corner = Corner(themes, bar)
        bar.setCornerWidget(self.person_corner, Qt.Corner.TopRightCorner)
        self.setMenuBar(bar)
        self._build_middle(themes)
        self.status = StatusBar(themes, self)
        self.setStatusBar(self.status)
        self.label_keys = LabelKeys(self)
        self.label_keys.pressed.connect(self._on_label_key)
        self.label_keys.letter.connect(self._on_letter)
        self._situation_timer = QTimer(self)  # after what changed has been painted
        self._situation_timer.setSingleShot(True)
        self._situation_timer.setInterval(0)
        self._situation_timer.timeout.connect(self.show_situation)
        self.label_keys.asked.connect(self._settle_situation)
        self.actions_table.settle_with(self._settle_situation)
        self._today_timer = QTimer(self)
        self._today_timer.setSingleShot(True)
        self._today_timer.setInterval(300)
        self._today_timer.timeout.connect(self._show_today)
        self._bind()
        self._show_theme_choice()
        self.show_language()
        self.show_workspace(None)

    def _build_middle(self, themes: Themes) -> None:
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.news = MessageBar(themes, middle)  # what concerns no one page; it never takes the focus
        self._stack = QStackedWidget(middle)
        column.addWidget(self.news)
        column.addWidget(self._stack, 1)
        self.start_page = StartPage(themes, self._stack)
        self._stack.addWidget(self.start_page)
        self.setCentralWidget(middle)

    def _bind(self) -> None:
        self.actions_table.bind({
            "undo": self._on_undo, "redo": self._on_redo, "find": self._on_find, "find-next": self._on_find_next,
            "find-previous": self._on_find_previous, "filter-queue": self._on_filter, "toggle-queue": self._on_queue,
            "toggle-inspector": self._on_inspector, "zoom-in": self._on_zoom_in, "zoom-out": self._on_zoom_out,
            "zoom-reset": self._on_zoom_reset, **{f"theme-{choice}": self._on_theme for choice in CHOICES},
            "next-document": self._on_next, "previous-document": self._on_previous,
            "looked-at": self._on_looked_at, "finish": self._on_finish, "reopen": self._on_reopen,
            "delete-span": self._on_delete, "edit-attributes": self._on_attributes, "certainty": self._on_certainty,
            "note": self._on_note, "link": self._on_link, "saved": self._on_saved_asked, "quit": self.close,
            "language-vi": self._on_language, "language-en": self._on_language,
        })  # fmt: skip

    # the page on show -------------------------------------------------------------------------------------
    def show_workspace(self, workspace: Workspace | None) -> None:
        """Show a project, or the start page. The workspace before it goes."""
        before, self.workspace = self.workspace, workspace
        self.page = HOME
        self.status.show_keys(article=True)
        if workspace is not None:
            self._stack.addWidget(workspace)
            self._stack.setCurrentWidget(workspace)
            workspace.situation_changed.connect(self._situation_timer.start)
            workspace.saved.connect(self.show_saved)
            workspace.people_changed.connect(self.show_people)
            workspace.hinted.connect(self.status.hint)
            workspace.zoomed.connect(self.status.show_zoom)
            workspace.context_wanted.connect(self._on_context)
            workspace.page.import_requested.connect(self.actions_table["import"].trigger)
        else:
            self._stack.setCurrentWidget(self.start_page)
        if before is not None:
            self._stack.removeWidget(before)
            before.deleteLater()
        self._fill_label_menu()
        self.show_people()
        self.show_saved()
        self.status.show_zoom(workspace.zoom if workspace else None)
        self.show_situation()

    def show_people(self) -> None:
        """Project and person in the corner of the menu bar."""
        session = self.workspace.session if self.workspace else None
        if session is None:
            self.person_corner.show_project("", [], None)
            self.setWindowTitle("Annotator")
        else:
            people, writable = session.annotators(), not session.read_only
            self.person_corner.show_project(session.path.stem, people, session.annotator, writable=writable)
            self.setWindowTitle(f"{session.path.stem} – Annotator")
        self.menuBar().setCornerWidget(self.person_corner, Qt.Corner.TopRightCorner)
        self.person_corner.show()

    def _settle_situation(self) -> None:
        """Whoever looks at an action, or presses a key, finds it as it should be now."""
        if self._situation_timer.isActive():
            self.show_situation()

    def show_situation(self) -> None:
        """Enable what makes sense, and say in the menu what undo would take back."""
        self._situation_timer.stop()
        space = self.workspace
        situation = space.situation() if space else Situation()
        if self.page != HOME:  # what acts on the article makes sense only where it is seen
            situation = replace(situation, document=False, span=False, linking=False, found=False)
        table = self.actions_table
        table.update(situation)
        for action in self._label_actions:
            if action.isEnabled() != situation.editable:
                action.setEnabled(situation.editable)
        undo = space.session.next_undo() if space and situation.undo else None
        redo = space.session.next_redo() if space and situation.redo else None
        table["undo"].setText(tr("Undo: {step}").format(step=step_name(undo.name)) if undo else tr("Undo"))
        table["redo"].setText(tr("Redo: {step}").format(step=step_name(redo.name)) if redo else tr("Redo"))
        table["toggle-queue"].setChecked(space is not None and space.panes.queue_shown)
        table["toggle-inspector"].setChecked(space is not None and space.panes.inspector_shown)

    def show_saved(self) -> None:
        """When the last change reached the disk, and how far the queue is."""
        space = self.workspace
        if space is None:
            self.status.show_saved("")
            self.status.show_today("")
            return
        model = space.queue.model
        when = space.session.saved_at
        words = (
            tr("Saved {time}").format(time=datetime.fromtimestamp(when).astimezone().strftime("%H:%M"))
            if when
            else tr("Saved")
        )
        if space.session.read_only:
            words = tr("For reading only")
        self.status.show_saved(f"{words} · {model.done}/{model.total}")
        self._today_timer.start()

    def _show_today(self) -> None:
        space = self.workspace
        if space is None or space.session.held:
            return
        documents, spans = space.session.today()
        words = [
            ntr("{n} document", "{n} documents", documents).format(n=documents),
            ntr("{n} span", "{n} spans", spans).format(n=spans),
        ]
        self.status.show_today(tr("Today {counts}").format(counts=", ".join(words)))

    def _fill_label_menu(self) -> None:
        menu = self._menus["labels"]
        for action in self._label_actions:
            menu.removeAction(action)
            action.deleteLater()
        self._label_actions = []
        scheme = self.workspace.session.scheme if self.workspace else None
        for group in scheme.groups if scheme else ():
            sub = QMenu(name_of(group.names, group.id).replace("&", "&&"), menu)
            for label in (one for one in scheme.offered if one.group == group.id):  # type: ignore[union-attr]
                words = short_name(label).replace("&", "&&")
                action = sub.addAction(f"{words}\t{label_key(scheme, label)}")  # type: ignore[arg-type]
                action.setData(label.id)
                action.triggered.connect(self._on_label_action)
            self._label_actions.append(menu.addMenu(sub))

    # actions ----------------------------------------------------------------------------------------------
    def _on_label_key(self, modifier: str, digit: str) -> None:
        if self.workspace is not None and self.page == HOME and self.workspace.editable:
            self.workspace.gestures.press(modifier, digit)

    def _on_letter(self, letter: str) -> None:
        space = self.workspace
        if space is not None and self.page == HOME and space.editable:
            label = letters_of(space.session.scheme).get(letter, "")
            if label:
                space.gestures.choose_label(label)

    def _on_label_action(self) -> None:
        action = self.sender()
        if isinstance(action, QAction) and self.workspace is not None:
            self.workspace.gestures.choose_label(str(action.data()))

    def _space(self) -> Workspace:
        assert self.workspace is not None  # the table enables these actions only with a project
        return self.workspace

    def _on_undo(self) -> None:
        self._space().gestures.undo()

    def _on_redo(self) -> None:
        self._space().gestures.redo()

    def _on_find(self) -> None:
        self._space().page.open_find()

    def _on_find_next(self) -> None:
        self._space().page.find_step(1)

    def _on_find_previous(self) -> None:
        self._space().page.find_step(-1)

    def _on_filter(self) -> None:
        space = self._space()
        if not space.panes.queue_shown:
            space.panes.toggle_queue()
        space.queue.focus_filter()

    def _on_queue(self) -> None:
        self._space().panes.toggle_queue()

    def _on_inspector(self) -> None:
        self._space().panes.toggle_inspector()

    def _on_zoom_in(self) -> None:
        self._space().set_zoom(self._space().zoom + 10)

    def _on_zoom_out(self) -> None:
        self._space().set_zoom(self._space().zoom - 10)

    def _on_zoom_reset(self) -> None:
        self._space().set_zoom(100)

    def _on_next(self) -> None:
        self._space().next_document()

    def _on_previous(self) -> None:
        self._space().previous_document()

    def _on_looked_at(self) -> None:
        self._space().looked_at()

    def _on_finish(self) -> None:
        self._space().right.inspector.commit()
        self._space().gestures.finish()

    def _on_reopen(self) -> None:
        self._space().gestures.reopen()

    def _on_delete(self) -> None:
        self._space().gestures.delete_selected()

    def _on_attributes(self) -> None:
        self._space().edit_attributes()

    def _on_certainty(self) -> None:
        self._space().gestures.toggle_certainty()

    def _on_note(self) -> None:
        self._space().edit_note()

    def _on_link(self) -> None:
        self._space().gestures.begin_link()

    def _on_saved_asked(self) -> None:
        self.status.hint(tr("Every change is saved as you make it."))

    def _on_theme(self) -> None:
        action = self.sender()
        for choice in CHOICES:
            if action is self.actions_table[f"theme-{choice}"]:
                self.themes.choose(choice)
                self.theme_chosen.emit(choice)
        self._show_theme_choice()

    def _show_theme_choice(self) -> None:
        for choice in CHOICES:
            self.actions_table[f"theme-{choice}"].setChecked(choice == self.themes.choice)

    def _on_language(self) -> None:
        action = self.sender()
        for choice in LANGUAGES:
            if action is self.actions_table[f"language-{choice}"]:
                self.show_language()
                self.language_chosen.emit(choice)

    def show_language(self) -> None:
        """Tick the language in force."""
        for choice in LANGUAGES:
            self.actions_table[f"language-{choice}"].setChecked(choice == language())

    def _on_context(self, place: QPoint) -> None:
        self._menus["labels"].popup(place)

    # the window itself ------------------------------------------------------------------------------------
    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    def show_page(self, page: str, widget: QWidget) -> None:
        """Bring a page of the open project to the front."""
        if self._stack.indexOf(widget) < 0:
            self._stack.addWidget(widget)
        self.page = page
        self.status.show_keys(article=page == HOME)
        self._stack.setCurrentWidget(widget)
        self.person_corner.tabs.show_chosen(page)
        self.show_situation()

    def drop_page(self, widget: QWidget) -> None:
        """Let go of a page."""
        self._stack.removeWidget(widget)
        widget.deleteLater()

    def page_widget(self) -> QWidget | None:
        """The page on show."""
        return self._stack.currentWidget()
