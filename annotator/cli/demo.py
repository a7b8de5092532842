"""``annotator demo``: the whole path without a person and without a display."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from annotator.errors import StoreError
from annotator.i18n import language, tr


def add_to(app: typer.Typer) -> None:
    @app.command(
        "demo",
        help=tr("Go the whole path without a person: import, mark, undo, reopen, export, train, predict."),
    )
    def demo(
        out: Annotated[
            Path,
            typer.Option(help=tr("The folder to write to; what an earlier demo left there is replaced.")),
        ] = Path("exports/demo"),
        steps: Annotated[
            int, typer.Option(min=10, help=tr("Training steps: a few show that it works, not how well."))
        ] = 300,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from annotator.cli.app import say, say_json
        from annotator.services.demo import run_demo

        done = run_demo(out, steps=steps, say=_say_nothing if as_json else _say_fact)
        pictures = [
            _picture(done.folder / "sample.corpus", out / f"article-{theme}.png", theme)
            for theme in ("light", "dark")
        ]
        pictures.append(_picture(done.project, out / "marked-here.png", "light", done.document))
        if as_json:
            say_json({"folder": str(out), "facts": done.facts, "pictures": [str(path) for path in pictures]})
            return
        for path in pictures:
            say(tr("picture: {path}").format(path=path))
        say(tr("Everything is in {folder}.").format(folder=out))


def _say_nothing(name: str, value: object) -> None:
    pass


def _say_fact(name: str, value: object) -> None:
    from annotator.cli.app import say

    titles = {
        "imported": tr("articles imported"),
        "marked": tr("nested spans marked, undone and redone"),
        "reopened": tr("closed, reopened, the same"),
        "sample": tr("sample project built"),
        "jsonl": tr("exported as JSON lines, read back, the same"),
        "docbin": tr("exported as DocBin, read back, the same"),
        "trained": tr("spaCy pipeline trained, scores on held-out articles"),
        "predicted": tr("loaded by spaCy alone, and it predicts"),
        "check": tr("project checked, findings"),
    }
    shown = (
        "; ".join(value) if isinstance(value, list) else _pairs(value) if isinstance(value, dict) else value
    )
    say(f"- {titles.get(name, name)}: {shown}")


def _pairs(value: dict[str, object]) -> str:
    return ", ".join(f"{key} {each}" for key, each in value.items())


def _picture(project: Path, out: Path, theme: str, document: str = "") -> Path:
    """A picture of the window, drawn by a child process: the command line itself never loads Qt. Raises StoreError."""
    command = [
        sys.executable,
        "-m",
        "annotator.ui.picture",
        str(project),
        str(out),
        "--theme",
        theme,
        "--language",
        language(),
    ]
    if document:
        command += ["--document", document]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    child = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    if child.returncode or not out.is_file():
        raise StoreError(path=str(out), detail=child.stderr[-2000:])
    return out
