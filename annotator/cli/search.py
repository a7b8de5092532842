"""``annotator search``: words and annotations in the whole corpus, with the words around each hit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.i18n import ntr, tr

WIDTH = 40  # signs of text on each side of a hit


def add_to(app: typer.Typer) -> None:
    @app.command(
        "search", help=tr("Find words, labels, values, notes, people and states in the whole corpus.")
    )
    def search(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        query: Annotated[
            str, typer.Argument(help=tr("What to find: words, or label:PERSON, value>1000, note:, by:lan …"))
        ],
        exact: Annotated[
            bool, typer.Option("--exact/--loose", help=tr("Tell words with different marks apart, or not."))
        ] = False,
        me: Annotated[str, typer.Option("--me", help=tr("Who by:me is, by id."))] = "",
        limit: Annotated[int, typer.Option(min=0, help=tr("Stop after this many hits; 0: all."))] = 100,
        as_json: Annotated[
            bool, typer.Option("--json", help=tr("Report as JSON lines, one for each hit."))
        ] = False,
    ) -> None:
        from itertools import islice

        from annotator.cli.app import say, say_error
        from annotator.services.finding import find
        from annotator.store.project import Project

        shown = 0
        with Project.open(project, read_only=True) as opened:
            hits = find(opened, query, exact=exact, me=me)
            for hit in islice(hits, limit or None):
                say(_as_json(hit) if as_json else _line(hit))
                shown += 1
            more = limit > 0 and shown == limit and next(hits, None) is not None
        if more:
            words = tr("Only the first {n} are shown. --limit 0 shows all.")
        else:
            words = ntr("{n} hit", "{n} hits", shown)
        if more or not as_json:
            say_error(words.format(n=shown))


def _as_json(hit: Any) -> str:
    import json
    from dataclasses import asdict

    return json.dumps({key: value for key, value in asdict(hit).items() if value != ""}, ensure_ascii=False)


def _line(hit: Any) -> str:
    """``d1:24-33  PERSON lan  …words before [hit] words after…``"""
    who = f"{hit.label} {hit.annotator}  " if hit.label else ""
    if hit.start == hit.end:
        return f"{hit.document}  {_plain(hit.title)}"
    before, after = _plain(hit.before[-WIDTH:]), _plain(hit.after[:WIDTH])
    return f"{hit.document}:{hit.start}-{hit.end}  {who}{before}[{_plain(hit.found)}]{after}"


def _plain(text: str) -> str:
    """On one line, and nothing in it that a terminal obeys."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
