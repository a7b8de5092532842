"""The composition root: builds the parts and joins them. Nothing else knows them all."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import cast

from platformdirs import user_data_path
from PySide6.QtCore import QLocale, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from annotator import __version__
from annotator.errors import AnnotatorError, Corrupt, Locked, NotAProject, ReadOnly
from annotator.i18n import language, set_language, tr
from annotator.services.session import Session
from annotator.ui.commands.keymap import choose_keys
from annotator.ui.day.vigil import Vigil
from annotator.ui.dialogs.desk import Desk
from annotator.ui.failures import Failures
from annotator.ui.feature import Context
from annotator.ui.host import Host, feature_actions
from annotator.ui.main_window import MainWindow
from annotator.ui.qtwords import QtWords
from annotator.ui.report import report_of
from annotator.ui.settings import Settings
from annotator.ui.theme import Themes, load_fonts
from annotator.ui.worker import Job, Jobs
from annotator.ui.workspace import Workspace
from annotator.wording import describe_error

log = logging.getLogger(__name__)
REPORT = "report"
_WAIT_MS = 200


class App(QObject):
    """Opens and closes projects in one window."""

    def __init__(self, parent: QObject, settings: Settings | None = None) -> None:
        super().__init__(parent)
        load_fonts()
        self._qt_words: QtWords | None = None
        self.settings = settings or Settings(self)
        self.themes = Themes(self, self.settings.theme, self.settings.text)
        self.themes.apply()
        self.vigil: Vigil | None = None
        self._left = ""
        self._wanted = ""  # a language that is to be spoken
        self._rebuild_later = QTimer(self)
        self._rebuild_later.setSingleShot(True)
        self._rebuild_later.timeout.connect(self.rebuild)
        self.jobs = Jobs(self)
        self.jobs.started.connect(self._on_job)
        self.jobs.idle.connect(self._on_idle)
        self._furnish()
        if not self.window.restoreGeometry(self.settings.geometry):
            self.window.resize(1440, 900)

    def _furnish(self) -> None:
        """The window and all that belongs to it, in the language and with the keys in force."""
        if self._qt_words is not None:
            QApplication.removeTranslator(self._qt_words)
            self._qt_words.deleteLater()
        self._qt_words = QtWords(self)
        QApplication.installTranslator(self._qt_words)
        choose_keys(self.settings.own_keys)
        self.window = MainWindow(self.themes, feature_actions())
        self.failures = Failures(self.window)
        self.desk = Desk(self.window, self.themes, self.failures, self.jobs, self.settings)
        self.host = Host(Context(self.window, self.themes, self.failures, self.jobs, self.settings))
        self._connect()
        self.window.start_page.show_recent(self.settings.recent())

    def _connect(self) -> None:
        window, desk = self.window, self.desk
        window.closing.connect(self._on_closing)
        window.theme_chosen.connect(self._on_theme)
        window.language_chosen.connect(self._on_language)
        window.person_corner.person_chosen.connect(self._on_person)
        window.person_corner.add_requested.connect(desk.show_people)
        window.start_page.recent_requested.connect(self._on_recent)
        window.start_page.new_requested.connect(desk.new_project)
        window.start_page.open_requested.connect(desk.open_project)
        window.start_page.sample_requested.connect(desk.open_sample)
        desk.project_chosen.connect(self.open)
        desk.read_only_chosen.connect(self.open_read_only)
        desk.close_requested.connect(self.close_project)
        window.news.acted.connect(self._on_news)
        window.rebuild_requested.connect(self._on_rebuild_requested)
        self.jobs.started.connect(window.status.watch)
        self.failures.told.connect(self._on_told)
        window.actions_table.bind({**desk.slots(), "close-project": self.close_project})

    # projects ---------------------------------------------------------------------------------------------
    def open(self, path: Path) -> bool:
        """Open a project; False after saying why not."""
        return self._open(path, read_only=False)

    def open_read_only(self, path: Path) -> bool:
        """Open a project that somebody else works in."""
        return self._open(path, read_only=True)

    def _open(self, path: Path, *, read_only: bool) -> bool:
        before = self.desk.session
        if before is not None and before.path.resolve() == Path(path).resolve():
            self.close_project()  # it cannot be opened twice
        try:
            session = Session.open(Path(path), read_only=read_only)
        except (Locked, ReadOnly) as error:
            if read_only:
                self.failures.dialog(tr("The project was not opened"), describe_error(error))
            else:
                self.desk.offer_read_only(Path(path), error)
            return False
        except AnnotatorError as error:
            words = describe_error(error)
            if not (isinstance(error, (Corrupt, NotAProject)) and self.desk.offer_backups(Path(path), words)):
                self.failures.dialog(tr("The project was not opened"), words)
            return False
        self.close_project()
        self._show(session)
        self.settings.opened(session.path.resolve())
        return True

    def _show(self, session: Session) -> Workspace:
        workspace = Workspace(session, self.themes, self.failures, self.window)
        workspace.start()
        workspace.gestures.large_step.connect(self.desk.play_step)
        workspace.scheme_changed.connect(self._on_scheme_changed, Qt.ConnectionType.QueuedConnection)
        self.window.show_workspace(workspace)
        self.desk.session = self.host.context.session = session
        self.host.opened(workspace)
        workspace.focus_article()
        return workspace

    def _on_scheme_changed(self) -> None:
        """Everything that was made for the scheme before is made anew."""
        space = self.window.workspace
        if space is not None and space is self.sender():
            self.host.closed()
            space.step_out()
            self._show(space.session)

    def close_project(self) -> None:
        """Let go of the project; the start page is shown."""
        space = self.window.workspace
        self.jobs.close()
        if space is not None:
            self.host.closed()
        self.desk.session = self.host.context.session = None
        if space is not None:
            self.failures.attempt(space.close_session)
            self.window.show_workspace(None)
            self.window.start_page.show_recent(self.settings.recent())

    def rebuild(self) -> None:
        """Build the window anew around the open project: another language, other keys. What is open, chosen and seen stays.

        The project is not opened again. While a job runs or a dialog is open it waits: they belong to the window before.
        """
        if self._at_work or QApplication.activeModalWidget() is not None:
            self._rebuild_later.start(_WAIT_MS)
            return
        if self._wanted:
            set_language(self._wanted)
            QLocale.setDefault(QLocale(self._wanted))
            self._wanted = ""
        before, space = self.window, self.window.workspace
        page, session = before.page, space.session if space is not None else None
        chosen = (space.state.span, space.state.range) if space is not None else (None, None)
        if space is not None:
            self.host.closed()
            space.step_out()
        before.closing.disconnect(self._on_closing)
        self._furnish()
        self.window.restoreGeometry(before.saveGeometry())
        self.window.resize(before.size())
        if session is not None:
            space = self._show(session)
            space.state.select_span(chosen[0])
            space.state.select_range(chosen[1])
        self.window.setVisible(before.isVisible())
        if before.isActiveWindow():
            self.window.activateWindow()
        if session is not None:
            self.host.show_page(page)
        if self._left and before.news.isVisibleTo(before):
            self.offer_report(self._left)
        before.close()
        before.deleteLater()

    # what happens -----------------------------------------------------------------------------------------
    def _on_recent(self, path: str) -> None:
        self.open(Path(path))

    def _on_person(self, person: str) -> None:
        space = self.window.workspace
        if space is not None and person != space.session.annotator.id:
            space.right.inspector.commit()
            self.failures.attempt(space.session.work_as, person)
            self.window.show_people()

    def _on_job(self, job: Job) -> None:
        if self.window.workspace is not None and not job.quiet:
            self.window.workspace.set_busy(True)

    def _on_idle(self) -> None:
        if self.window.workspace is not None and self.window.workspace.busy:
            self.window.workspace.set_busy(False)

    def _on_told(self, kind: str, words: str) -> None:
        if self.window.workspace is not None:
            self.window.workspace.page.tell(kind, words)
        else:
            self.failures.dialog("Annotator", words)

    def _on_theme(self, choice: str) -> None:
        self.settings.theme = choice

    @property
    def _at_work(self) -> bool:
        return self.jobs.running is not None or self.host.at_work()

    def _on_language(self, choice: str) -> None:
        self.settings.language = self._wanted = choice
        if choice != language():
            self._rebuild_later.start(0)  # the menu that was clicked belongs to the window that goes
            if self._at_work:
                self.window.status.hint(tr("The language changes when what is at work is done."))

    def _on_rebuild_requested(self) -> None:
        self._rebuild_later.start(0)

    def _on_closing(self) -> None:
        self._rebuild_later.stop()
        self.settings.geometry = self.window.saveGeometry()
        self.close_project()
        self.settings.save()

    def bug(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """``sys.excepthook``: nothing that went wrong passes in silence, and the window stays."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.failures.bug(error, "".join(traceback.format_exception(kind, error, trace)))
        if self.vigil is not None:
            self.vigil.add(report_of(error))

    def offer_report(self, left: str) -> None:
        """Say that the program died the last time, and offer what it left."""
        self._left = left
        words = tr("Last time the program ended without being closed. What you did then is all there.")
        self.window.news.tell("warn", words, (REPORT, tr("Save the report…"), ""))

    def _on_news(self, act: str) -> None:
        if act == REPORT and self._left:
            self.failures.save_report(self._left, self.window)


def make_application() -> QApplication:
    """The QApplication, with what must be set before it."""
    existing = QApplication.instance()
    if existing is not None:
        return cast(QApplication, existing)
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("annotator")
    app.setApplicationDisplayName("")
    app.setApplicationVersion(__version__)
    return app


def run(path: Path | None, *, read_only: bool = False, speak: str | None = None) -> int:
    """Open the window, on a project or on the start page; returns the exit code."""
    qt_app = make_application()
    settings = Settings(qt_app)
    set_language(speak or settings.language_at_start())
    QLocale.setDefault(QLocale(language()))
    app = App(qt_app, settings)
    sys.excepthook = app.bug
    app.vigil = Vigil(user_data_path("annotator", appauthor=False) / "running")
    left = app.vigil.begin()
    app.window.show()
    if path is not None:
        app.open_read_only(path) if read_only else app.open(path)
    if left:
        app.offer_report(left)
    code = qt_app.exec()
    app.vigil.end()
    sys.excepthook = sys.__excepthook__
    return code
