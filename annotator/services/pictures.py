"""Pictures of annotated articles: HTML, PNG or PDF by the name of the file. What is drawn, a child process draws."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from annotator.errors import StoreError, UnknownFormat
from annotator.formats.base import replacing
from annotator.i18n import language
from annotator.model.edit import LayerKey
from annotator.services.article_html import article_html
from annotator.services.exporting import check_no_project
from annotator.store.project import Project

SUFFIXES = (".html", ".png", ".pdf")
SECONDS = 300  # longer than any article takes


def save_picture(project: Path, document: str, annotator: str, out: Path, theme: str = "light") -> list[Path]:
    """Write ``out`` (a very long PNG in numbered pieces) and return what was written. ``theme``: light or dark.

    Raises UnknownFormat for another suffix, UnknownDocument, UnknownAnnotator, StoreError.
    """
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise UnknownFormat(path=str(out), line=None, column=None, reason="no-picture", detail=suffix)
    check_no_project(out)
    with Project.open(project, read_only=True) as opened:
        who, text = opened.annotator(annotator), opened.document(document)
        if suffix == ".html":
            page = article_html(text, opened.layer(LayerKey(document, annotator)), opened.scheme(), who.name)
            with replacing(out) as file:
                file.write(page.encode())
            return [out]
    return _draw(project, document, annotator, out, theme)


def _draw(project: Path, document: str, annotator: str, out: Path, theme: str) -> list[Path]:
    part = out.with_name(f".{out.stem[:80]}.part{out.suffix}")
    command = [
        sys.executable, "-m", "annotator.ui.prints", str(project), document, annotator, str(part),
        "--theme", theme, "--language", language(),
    ]  # fmt: skip
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    try:
        child = subprocess.run(  # noqa: S603 - our own module
            command, env=environment, capture_output=True, text=True, check=False, timeout=SECONDS
        )
        if child.returncode:
            raise StoreError(path=str(out), reason="picture", detail=child.stderr.strip()[-500:])
        drawn = [Path(line) for line in child.stdout.splitlines() if line]
        written = [
            out if one == part else out.with_name(out.stem + one.stem.removeprefix(part.stem) + out.suffix)
            for one in drawn
        ]
        for one, other in zip(drawn, written, strict=True):
            one.replace(other)
    except subprocess.TimeoutExpired as error:
        raise StoreError(path=str(out), reason="picture", detail=f"{SECONDS} s") from error
    except OSError as error:
        raise StoreError(path=str(out), reason="picture", detail=error.strerror or str(error)) from error
    finally:
        for left in out.parent.glob(f"{part.stem}*{out.suffix}"):
            left.unlink(missing_ok=True)
    return written
