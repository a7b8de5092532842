"""Packages as a capability of the window: made, opened, sent back, taken in after a dry run; and the archive.

Files come by a chooser or are dropped on the window.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from annotator.errors import ProjectExists
from annotator.i18n import ntr, tr
from annotator.ui.actions import ActionSpec
from annotator.ui.feature import Context, Feature
from annotator.ui.labels import number_words
from annotator.ui.packages import work
from annotator.ui.packages.words import advice, opened_lines, packed_lines, plain_lines

if TYPE_CHECKING:
    from annotator.services.archive import ArchiveReport
    from annotator.services.packages import PackReport
    from annotator.services.packages_merge import MergeReport
    from annotator.services.packages_open import OpenReport
    from annotator.store.project import Project
    from annotator.ui.dialogs.base import Dialog

PACKAGE, ARCHIVE = ".corpuspack", ".corpusarchive"


class PackagesFeature(Feature):
    """``dialog`` is the one that is open, or None."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.dialog: Dialog | None = None
        self._wanted: work.PackFor | None = None
        context.window.setAcceptDrops(True)
        context.window.installEventFilter(self)
        context.window.start_page.package_requested.connect(self.open_package)

    @staticmethod
    def actions() -> list[ActionSpec]:
        return [
            ActionSpec("open-package", "file", tr("Open a package…"), (), "always", line_before=True),
            ActionSpec("archive", "file", tr("Archive the project…"), (), "project"),
            ActionSpec("make-package", "project", tr("Make a package…"), (), "writable", line_before=True),
            ActionSpec("send-back", "project", tr("Send back my work…"), (), "project"),
            ActionSpec("take-in", "project", tr("Take in packages…"), (), "writable"),
        ]

    def slots(self) -> dict[str, Callable[[], object]]:
        return {
            "open-package": self.open_package,
            "archive": self.archive,
            "make-package": self.make_package,
            "send-back": self.send_back,
            "take-in": self.take_in,
        }

    def closed(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    # files that come ----------------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            if _packages(event):
                event.acceptProposedAction()
                return True
        elif event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            paths = _packages(event)
            if paths:
                event.acceptProposedAction()
                self.receive(paths)
                return True
        return False

    def receive(self, paths: Sequence[Path]) -> None:
        """Files were dropped on the window: one is looked at first, several are taken in."""
        if len(paths) == 1 or self.context.session is None:
            self._peek(paths[0])
        else:
            self.try_packages(paths)

    def open_package(self) -> None:
        """Ask for a package, and open what is in it."""
        chosen, _ = QFileDialog.getOpenFileName(
            self.context.window, tr("Open a package"), str(self._folder()), _kinds()
        )
        if chosen:
            self._peek(Path(chosen))

    def _peek(self, path: Path) -> None:
        self.read_in_job(work.PeekWork(path), tr("Looking at the package"), self._on_peeked)

    def _on_peeked(self, found: work.Peek) -> None:
        session = self.context.session
        same = session is not None and session.project.uuid == found.project
        if found.kind == "return" and session is not None:
            self.try_packages([found.path])
        elif same:
            self._update(found.path)
        else:
            self.read_in_job(work.OpenWork(found.path), tr("Opening the package"), self._on_opened)

    def _update(self, path: Path) -> None:
        def make_work(project: Project) -> work.UpdateWork:
            return work.UpdateWork(project, path)

        self.write_in_job(make_work, tr("Opening the package"), "open-package", self._on_updated)

    def _on_updated(self, report: OpenReport) -> None:
        if self.context.session is not None:
            self.context.failures.attempt(self.context.session.work_as, report.annotator)
        self._show_report(tr("The project is up to date"), opened_lines(report), [])

    def _on_opened(self, report: OpenReport) -> None:
        window = self.context.window
        window.start_page.recent_requested.emit(str(report.project))  # the way every project is opened
        if self.context.session is not None and self.context.session.path == report.project:
            title = tr("The package is open as {name}").format(name=report.project.name)
            self._show_report(title, opened_lines(report), [])

    # taking in ----------------------------------------------------------------------------------------------
    def take_in(self) -> None:
        """Ask for packages and say what taking them in would do."""
        chosen, _ = QFileDialog.getOpenFileNames(
            self.context.window, tr("Take in packages"), str(self._folder()), _kinds()
        )
        if chosen:
            self.try_packages([Path(one) for one in chosen])

    def try_packages(self, paths: Sequence[Path]) -> None:
        """A dry run; its report asks whether to go on."""
        session = self.context.session
        if session is not None:
            job = work.PreviewWork(session.path, list(paths))
            self.read_in_job(job, tr("Trying the packages"), self._on_tried)

    def _on_tried(self, report: MergeReport) -> None:
        from annotator.ui.packages.dialogs import TakeInDialog

        if self.context.session is None:
            return
        dialog = TakeInDialog(report, self._titles(), self.context.themes, self.context.window)
        dialog.wanted.connect(self._on_take)
        self._show(dialog)

    def _on_take(self, paths: list[Path]) -> None:
        def make_work(project: Project) -> work.MergeWork:
            return work.MergeWork(project, paths)

        self.write_in_job(make_work, tr("Taking in packages"), "merge", self._on_taken)

    def _on_taken(self, report: MergeReport) -> None:
        lines = plain_lines(report, self._titles())
        self._show_report(tr("Packages taken in"), lines, advice(report))

    def _titles(self) -> dict[str, str]:
        session = self.context.session
        return {item.document: item.title for item in session.queue()} if session is not None else {}

    # packages that go ---------------------------------------------------------------------------------------
    def make_package(self) -> None:
        """Ask for whom and what, then where to."""
        self.make_package_for("")

    def make_package_for(self, person: str) -> None:
        """The same, with a person chosen already."""
        from annotator.services.assignments import assignments
        from annotator.ui.packages.dialogs import MakeDialog

        session, space = self.context.session, self.context.workspace
        if session is None or space is None or session.held:
            return
        counts: dict[str, dict[str, int]] = {}
        for one in assignments(session.project):
            mine = counts.setdefault(one.annotator, {})
            mine[one.batch] = mine.get(one.batch, 0) + 1
        total = space.queue.model.rowCount()
        listed = space.queue.listed()
        dialog = MakeDialog(
            session.annotators(), counts, total, listed if len(listed) < total else [],
            self.context.themes, self.context.window,
        )  # fmt: skip
        if person:
            dialog.choose_person(person)
        dialog.wanted.connect(self._on_make)
        self._show(dialog)

    def _on_make(self, wanted: work.PackFor) -> None:
        session = self.context.session
        if session is None:
            return
        out = self._ask_where(f"{session.path.stem}-{wanted.annotator}{PACKAGE}", PACKAGE)
        if out is None:
            return

        def make_work(project: Project) -> work.PackWork:
            return work.PackWork(project, out, wanted)

        self.write_in_job(make_work, tr("Making the package"), "pack", self._on_packed)

    def send_back(self) -> None:
        """Ask whether all of it, then where to."""
        from annotator.ui.packages.dialogs import SendDialog

        session = self.context.session
        if session is not None:
            dialog = SendDialog(session.annotator, self.context.themes, self.context.window)
            dialog.wanted.connect(self._on_send)
            self._show(dialog)

    def _on_send(self, whole: bool) -> None:
        session, space = self.context.session, self.context.workspace
        if session is None or space is None:
            return
        space.right.inspector.commit()
        who = session.annotator.id
        out = self._ask_where(f"{session.path.stem}-{who}-back{PACKAGE}", PACKAGE)
        if out is not None:
            job = work.ReturnWork(session.path, out, who, whole)
            self.read_in_job(job, tr("Packing"), self._on_packed)

    def _on_packed(self, report: PackReport) -> None:
        people = self.context.session.annotators() if self.context.session is not None else []
        name = next((one.name for one in people if one.id == report.annotator), report.annotator)
        self._show_report(tr("The package is written"), packed_lines(report, name), [])

    def archive(self) -> None:
        """Ask where to, then write the whole project as one readable file."""
        session = self.context.session
        if session is None:
            return
        out = self._ask_where(f"{session.path.stem}{ARCHIVE}", ARCHIVE)
        if out is not None:
            job = work.ArchiveWork(session.path, out)
            self.read_in_job(job, tr("Archiving"), self._on_archived)

    def _on_archived(self, report: ArchiveReport) -> None:
        rows = sum(report.counts.values())
        words = ntr("{n} row of all tables", "{n} rows of all tables", rows).format(n=number_words(rows))
        self._show_report(tr("The archive is written"), [words, str(report.path)], [])

    # common -------------------------------------------------------------------------------------------------
    def _folder(self) -> Path:
        session = self.context.session
        recent = self.context.settings.recent()
        return session.path.parent if session is not None else recent[0].parent if recent else Path.home()

    def _ask_where(self, name: str, suffix: str) -> Path | None:
        from annotator.store.connection import is_project

        kinds = f"{tr('Archives') if suffix == ARCHIVE else tr('Packages')} (*{suffix})"
        chosen, _ = QFileDialog.getSaveFileName(
            self.context.window, tr("Where to"), str(self._folder() / name), kinds
        )
        if not chosen:
            return None
        out = Path(chosen) if chosen.endswith(suffix) else Path(chosen + suffix)
        if out.exists() and is_project(out):
            self.context.failures.show(ProjectExists(path=str(out), reason="export"))
            return None
        return out

    def _show_report(self, title: str, lines: Sequence[str], todo: Sequence[str]) -> None:
        from annotator.ui.packages.dialogs import ReportDialog

        self._show(ReportDialog(title, lines, todo, self.context.themes, self.context.window))

    def _show(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._on_dialog_closed)
        dialog.open()

    def _on_dialog_closed(self) -> None:
        if self.sender() is self.dialog:
            self.dialog = None


def _kinds() -> str:
    return f"{tr('Packages')} (*{PACKAGE});;{tr('All files')} (*)"


def _packages(event: QDropEvent) -> list[Path]:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return paths if all(path.suffix == PACKAGE for path in paths) else []
