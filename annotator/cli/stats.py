"""``annotator stats``: how far the work is, and what was marked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.i18n import language, ntr, tr


def add_to(app: typer.Typer) -> None:
    @app.command("stats", help=tr("Show counts: documents, states, spans by label and person."))
    def stats(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from rich.console import Console
        from rich.table import Table

        from annotator.cli.app import say, say_json
        from annotator.model.scheme import name_in
        from annotator.services.stats import stats as count
        from annotator.store.project import Project

        with Project.open(project, read_only=True) as opened:
            found, scheme = count(opened), opened.scheme()
        if as_json:
            say_json(_as_data(found))
            return
        text = ntr("{n} document, {c} characters", "{n} documents, {c} characters", found.documents)
        say(text.format(n=found.documents, c=found.characters))
        if not found.layers:
            return
        table = Table()
        table.add_column("")
        for layer in found.layers:
            table.add_column(layer.name, justify="right")
        rows = [(tr("finished"), "finished"), (tr("in progress"), "in_progress"), (tr("flagged"), "flagged"),
                (tr("skipped"), "skipped"), (tr("not begun"), "new")]  # fmt: skip
        for title, state in rows:
            table.add_row(title, *(str(layer.states.get(state, 0)) for layer in found.layers))
        table.add_row(tr("spans"), *(str(layer.spans) for layer in found.layers))
        table.add_row(tr("relations"), *(str(layer.relations) for layer in found.layers), end_section=True)
        for label in scheme.labels:
            counts = [str(layer.labels.get(label.id, 0)) for layer in found.layers]
            table.add_row(f"{name_in(label.names, language())} ({label.id})", *counts)
        Console().print(table)


def _as_data(found: Any) -> dict[str, Any]:
    layers = [
        {
            "annotator": layer.annotator,
            "name": layer.name,
            "states": dict(layer.states),
            "spans": layer.spans,
            "relations": layer.relations,
            "labels": dict(layer.labels),
        }
        for layer in found.layers
    ]
    return {
        "documents": found.documents,
        "characters": found.characters,
        "scheme": found.scheme,
        "layers": layers,
    }
