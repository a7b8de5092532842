"""The status bar: what is saved, today's work, a job and its *Stop*, the keys one needs, the size of the text."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QStatusBar, QWidget

from annotator.i18n import tr
from annotator.ui.icons import pixmap
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import KeyHint, plain_label
from annotator.ui.widgets.paint import cap_of
from annotator.ui.worker import Job

HINT_MS = 6000
_OF_ARTICLE = 3  # so many of the hints, the first ones, are keys of the article


class StatusBar(QStatusBar):
    """One line that is always true. A hint takes the place of today's work for a few seconds."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setSizeGripEnabled(False)
        self._job: Job | None = None
        self._today_words = ""
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(16)
        self._tick = QLabel(box)
        self._tick.setAccessibleName(tr("Saved"))
        self._saved = plain_label("", box)
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(self._tick)
        first.addWidget(self._saved)
        row.addLayout(first)
        self._article = True
        self._today = plain_label("", box, "secondary")
        row.addWidget(self._today)
        row.addStretch(1)
        self._build_job(box, row)
        self._hints = [KeyHint(themes, cap, words, box) for cap, words in self._keys()]
        for hint in self._hints:
            row.addWidget(hint)
        self._zoom = plain_label("", box, "number")
        row.addWidget(self._zoom)
        self.addWidget(box, 1)
        self._box = box
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_hint_over)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.timeout.connect(self._on_slow)
        themes.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _build_job(self, box: QWidget, row: QHBoxLayout) -> None:
        self._progress_words = plain_label("", box, "secondary")
        self._progress = QProgressBar(box)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(160)
        self._stop = QPushButton(tr("Stop"), box)
        self._stop.setProperty("compact", True)
        self._stop.setFixedHeight(22)
        self._stop.clicked.connect(self._on_stop)
        for widget in (self._progress_words, self._progress, self._stop):
            row.addWidget(widget)
            widget.hide()

    @staticmethod
    def _keys() -> list[tuple[str, str]]:
        return [
            ("Tab", tr("next span")), ("Shift ← →", tr("select")), (cap_of("delete-span"), tr("delete")),
            (cap_of("undo"), tr("undo")), (cap_of("keys"), tr("keys")),
        ]  # fmt: skip

    # what it says -----------------------------------------------------------------------------------------
    def show_saved(self, words: str) -> None:
        """``Saved 14:03 · 12/200``; an empty text where nothing is open."""
        shown = bool(self._saved.text())
        if words != self._saved.text():
            self._saved.setText(words)
        if shown != bool(words) or self._tick.isHidden() == shown:
            self._tick.setVisible(bool(words))
            self._show_hints()

    def show_today(self, words: str) -> None:
        """What was done today."""
        self._today_words = words
        if not self._timer.isActive():
            self._today.setText(words)

    def show_zoom(self, percent: int | None) -> None:
        """The size of the text."""
        self._zoom.setText(f"{percent}%" if percent else "")
        self._zoom.setAccessibleName(tr("Text size") + f" {percent}%" if percent else "")

    def hint(self, words: str) -> None:
        """Say something for a few seconds."""
        self._today.setText(words)
        self._timer.start(HINT_MS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_hints()

    def show_keys(self, *, article: bool) -> None:
        """Print the keys of the article, or, on another page, only those that work everywhere."""
        self._article = article
        self._show_hints()

    def _show_hints(self) -> None:
        for place, (hint, least) in enumerate(zip(self._hints, (1150, 1280, 1000, 1000, 0), strict=True)):
            here = self._article or place >= _OF_ARTICLE
            hint.setVisible(here and self.width() >= least and bool(self._saved.text()))

    # a job ------------------------------------------------------------------------------------------------
    def watch(self, job: Job) -> None:
        """Show a job that takes longer than a second, with a way to stop it."""
        self._job = job
        self._progress_words.setText(job.words)
        self._progress.setRange(0, 0)
        self._progress.setAccessibleName(job.words)
        job.progressed.connect(self._on_progress)
        job.ended.connect(self._on_ended)
        self._slow.start(1000)

    def _on_slow(self) -> None:
        if self._job is not None:
            for widget in (self._progress_words, self._progress, self._stop):
                widget.show()

    def _on_progress(self, done: int, total: int, text: str) -> None:
        self._progress.setRange(0, max(0, total))
        self._progress.setValue(done)
        if text and self._job is not None:
            self._progress_words.setText(f"{self._job.words}  {text[:60]}")

    def _on_ended(self) -> None:
        self._job = None
        self._slow.stop()
        for widget in (self._progress_words, self._progress, self._stop):
            widget.hide()

    def _on_stop(self) -> None:
        if self._job is not None:
            self._job.stop()
            self._progress_words.setText(tr("Stopping…"))

    def _on_hint_over(self) -> None:
        self._today.setText(self._today_words)

    def _on_theme_changed(self) -> None:
        self._tick.setPixmap(pixmap("check", self._themes.current.ok, 14, self.devicePixelRatioF()))
