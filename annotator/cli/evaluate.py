"""``annotator evaluate`` and ``annotator compare``: how good a model is, and what changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.i18n import tr


def add_to(app: typer.Typer) -> None:
    @app.command(
        "evaluate",
        help=tr("Hold what a model finds against what was marked: label by label, document by document."),
    )
    def evaluate(
        model: Annotated[Path, typer.Argument(help=tr("The folder of a spaCy pipeline."))],
        data: Annotated[Path, typer.Argument(help=tr("A project file, or the folder of a dataset."))],
        split: Annotated[str, typer.Option(help=tr("train, dev, test or all; without it, test."))] = "",
        plan: Annotated[
            Path | None,
            typer.Option(
                help=tr(
                    "How the project's documents are chosen; without it, as for the model's own training."
                )
            ),
        ] = None,
        out: Annotated[
            Path | None, typer.Option(help=tr("A folder for the result as JSON, text and HTML."))
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from annotator.cli.app import say, say_json
        from annotator.cli.evaluate_page import evaluation_text
        from annotator.cli.progress import progress_bar

        if split not in ("", "train", "dev", "test", "all"):
            raise typer.BadParameter(tr("There is no split {name}.").format(name=split))
        with progress_bar(tr("Evaluating"), quiet=as_json) as progress:
            found = _evaluate(_pipeline(model), data, split, plan, progress)
        if out is not None:
            _write(out, found)
        if as_json:
            say_json(found)
            return
        for line in evaluation_text(found):
            say(line)


def _pipeline(model: Path) -> Path:
    """The pipeline itself, also where the folder around it was named."""
    return model / "model" if not (model / "meta.json").is_file() and (model / "model").is_dir() else model


def _evaluate(model: Path, data: Path, split: str, plan: Path | None, progress: Any) -> dict[str, Any]:
    from annotator.services.dataset_plan import read_plan
    from annotator.services.evaluation import evaluate_dataset, evaluate_project
    from annotator.store.project import Project

    if data.is_dir():
        return evaluate_dataset(model, data, split, progress=progress)
    with Project.open(data, read_only=True) as opened:
        chosen = read_plan(plan) if plan is not None else None
        return evaluate_project(model, opened, split, chosen, progress=progress)


def _write(out: Path, found: dict[str, Any]) -> None:
    from annotator.cli.evaluate_page import evaluation_html, evaluation_text
    from annotator.formats.base import replacing
    from annotator.services.dataset import write_json
    from annotator.store.connection import file_errors

    with file_errors(out):
        out.mkdir(parents=True, exist_ok=True)
    write_json(out / "evaluation.json", found)
    pages = {
        "evaluation.txt": "\n".join(evaluation_text(found)) + "\n",
        "evaluation.html": evaluation_html(found),
    }
    for name, text in pages.items():
        with replacing(out / name) as file:
            file.write(text.encode())
