"""A picture of the window without a person: what ``annotator demo`` and the README show.

    python -m annotator.ui.picture PROJECT OUT.png [--document ID] [--annotator ID] [--theme dark] [--size 1440x900] [--scale 2] [--span LABEL]

It works on a copy of the project, with a fresh set of settings, on Qt's offscreen platform unless another is asked for.
``--span LABEL`` selects the first span with that label, so that the inspector shows.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from annotator.i18n import set_language, system_language
from annotator.services.backups import snapshot
from annotator.ui.theme import CHOICES

SETTLED = 400  # milliseconds until everything that is laid out later has been


class Picture(QObject):
    """Opens the window, waits until it is drawn, saves what it shows and ends."""

    def __init__(self, wanted: argparse.Namespace, folder: str, parent: QObject) -> None:
        from annotator.ui.app import App
        from annotator.ui.settings import Settings

        super().__init__(parent)
        self.wanted, self._folder = wanted, folder
        self.saved = False
        settings = Settings(self, Path(folder) / "window.ini")
        settings.theme = wanted.theme
        self.app = App(parent, settings)
        width, height = (int(part) for part in wanted.size.split("x"))
        self.app.window.resize(width, height)
        self.app.window.show()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_settled)

    def start(self) -> None:
        copy = Path(self._folder) / Path(self.wanted.project).name
        snapshot(Path(self.wanted.project).absolute(), copy)
        self.app.open(copy)
        workspace = self.app.window.workspace
        if workspace is not None and self.wanted.annotator:
            workspace.session.work_as(self.wanted.annotator)
            self.app.window.show_people()
        if self.wanted.document and self.app.window.workspace is not None:
            self.app.window.workspace.open_document(self.wanted.document)
        if self.wanted.span and workspace is not None and (layer := workspace.layer()) is not None:
            span = next((s.id for s in layer.in_order() if s.label == self.wanted.span), None)
            if span is not None:
                workspace.go_to_span(span)
        self._timer.start(SETTLED)

    def _on_settled(self) -> None:
        self.saved = self.app.window.grab().save(self.wanted.out, "PNG")
        self.app.window.close()


def main() -> int:
    """Returns 0 where the picture was saved."""
    parser = argparse.ArgumentParser()
    parser.add_argument("project")
    parser.add_argument("out")
    parser.add_argument("--document", default="")
    parser.add_argument("--span", default="")
    parser.add_argument("--annotator", default="")
    parser.add_argument("--theme", default="light", choices=CHOICES)
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--scale", default="1")
    parser.add_argument("--language", default="")
    wanted = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = wanted.scale
    set_language(wanted.language or system_language())
    from annotator.ui.app import make_application

    with tempfile.TemporaryDirectory() as folder:
        qt_app = make_application()
        picture = Picture(wanted, folder, qt_app)
        QTimer.singleShot(0, picture.start)
        qt_app.exec()
    return 0 if picture.saved else 1


if __name__ == "__main__":
    sys.exit(main())
