"""``annotator compare``: what changed between two datasets, or between two models on the same documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.i18n import tr


def add_to(app: typer.Typer) -> None:
    @app.command(
        "compare",
        help=tr("Say what changed between two datasets, or between two models on the same documents."),
    )
    def compare(
        before: Annotated[
            Path, typer.Argument(help=tr("A folder of a dataset or of a training, or an evaluation.json."))
        ],
        after: Annotated[Path, typer.Argument(help=tr("Another of the same kind."))],
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from annotator.cli.app import say, say_json
        from annotator.cli.evaluate_page import compared_datasets, compared_models

        found, refusal = _compare(before, after)
        if as_json:
            say_json(found)
            return
        for kind, result in found.items():
            for line in compared_datasets(result) if kind == "datasets" else compared_models(result):
                say(line)
        if refusal:
            say(refusal)


def _compare(before: Path, after: Path) -> tuple[dict[str, Any], str]:
    """What can be compared; where only the datasets can, why the models cannot."""
    from annotator.errors import FormatError
    from annotator.services.dataset import manifest_of
    from annotator.services.evaluation import NotComparable, compare_datasets, compare_models, read_result
    from annotator.wording import describe_error

    found: dict[str, Any] = {}
    if manifest_of(before) is not None and manifest_of(after) is not None:
        found["datasets"] = compare_datasets(before, after)
    try:
        found["models"] = compare_models(read_result(before), read_result(after))
    except FormatError:
        if not found:
            raise
    except NotComparable as error:
        if not found:
            raise
        return found, describe_error(error)
    return found, ""
