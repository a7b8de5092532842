"""``annotator train``: a dataset, a spaCy pipeline trained on it on the CPU, and its proof; or a learning curve."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.cli.exporting import Choice, dataset_summary, make_plan, refusing_misaligned
from annotator.i18n import tr


def add_to(app: typer.Typer) -> None:
    @app.command(
        "train",
        help=tr(
            "Write training data, train a spaCy pipeline on the CPU, and test it on documents that it never saw."
        ),
    )
    def train(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        out: Annotated[
            Path | None,
            typer.Argument(
                help=tr(
                    "The folder to write data, config and model to; without it, among the project's models."
                )
            ),
        ] = None,
        layer: Annotated[str | None, typer.Option(help=tr("gold, an annotator's id, or all."))] = None,
        steps: Annotated[int | None, typer.Option(min=1, help=tr("The most training steps."))] = None,
        longest_span: Annotated[
            int | None,
            typer.Option(
                min=1, help=tr("The longest span to look for, in tokens; without it, the longest marked.")
            ),
        ] = None,
        misaligned: Annotated[
            Choice | None, typer.Option(help=tr("What to do with spans that cut a token."))
        ] = None,
        plan: Annotated[Path | None, typer.Option(help=tr("A file that states every choice."))] = None,
        curve: Annotated[
            bool,
            typer.Option(
                "--learning-curve", help=tr("Train on parts of the data: would more of it still help?")
            ),
        ] = False,
        seeds: Annotated[
            int, typer.Option(min=1, max=20, help=tr("How often each part of the curve is trained."))
        ] = 3,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from annotator.cli.app import say_error
        from annotator.errors import ModelUnavailable
        from annotator.store.project import Project

        with Project.open(project, read_only=True) as opened, refusing_misaligned():
            chosen = make_plan(plan, layer, misaligned, steps=steps, longest_span=longest_span)
            try:
                if curve:
                    _curve(opened, chosen, seeds, out, as_json)
                else:
                    _train(opened, chosen, out, as_json)
            except ModelUnavailable as error:
                if error.fields["reason"] == "training-failed":
                    say_error(error.fields["detail"])  # what spaCy said, whole
                raise


def _train(project: Any, plan: Any, out: Path | None, as_json: bool) -> None:
    from annotator.cli.app import say, say_json
    from annotator.services import training, training_models

    hear = None if as_json else _say_progress
    model = None
    if out is None:
        done, model = training_models.train_next(project, plan, on_training=hear)
    else:
        done = training.train_project(project, out, plan, on_training=hear)
    if as_json:
        data = done.dataset
        say_json(
            {
                "model": str(done.result.model),
                "documents": {name: split.documents for name, split in data.splits.items()},
                "spans": {name: split.counts.stored for name, split in data.splits.items()},
                "reach": done.config.reach,
                "beyond": done.config.beyond,
                "scores": dict(done.result.scores),
                "labels": done.result.labels,
                "evaluation": done.evaluation,
            }
        )
        return
    for text in _summary(done):
        say(text)
    if model is not None:
        _say_change(project.path, model)


def _say_change(project: Path, model: Any) -> None:
    """The model against the one before it, or why that says nothing."""
    from annotator.cli.app import say
    from annotator.cli.evaluate_page import compared_models
    from annotator.services.evaluation import NotComparable
    from annotator.services.training_models import compare_with_before
    from annotator.wording import describe_error

    try:
        found = compare_with_before(project, model)
    except NotComparable as error:
        say(describe_error(error))
        return
    if found is not None:
        say("")
        for line in compared_models(found):
            say(line)


def _curve(project: Any, plan: Any, seeds: int, out: Path | None, as_json: bool) -> None:
    from annotator.cli.app import say, say_json
    from annotator.cli.evaluate_page import learning_curve_text
    from annotator.services.dataset import write_json
    from annotator.services.training_curve import learning_curve

    def tell(number: int, runs: int, fraction: float, seed: int, event: Any) -> None:
        if event is None and not as_json:
            text = tr("Run {number} of {runs}: {percent} % of the documents, seed {seed}")
            say(text.format(number=number + 1, runs=runs, percent=round(100 * fraction), seed=seed))

    found = learning_curve(project, plan, seeds=seeds, tell=tell)
    if out is not None:
        write_json(out, found)
    if as_json:
        say_json(found)
        return
    for line in learning_curve_text(found):
        say(line)


def _say_progress(progress: Any) -> None:
    from annotator.cli.app import say

    if progress.kind == "scored":
        scores = "  ".join(
            f"{name} {value:.3f}" for name, value in sorted(progress.scores.items()) if name.endswith("_f")
        )
        losses = "  ".join(f"{name} {value:.1f}" for name, value in sorted(progress.losses.items()))
        say(
            tr("step {step}: losses {losses}; on dev {scores}").format(
                step=progress.step, losses=losses, scores=scores
            )
        )


def _summary(done: Any) -> list[str]:
    from annotator.cli.evaluate_page import evaluation_text

    config = done.config
    reach = tr(
        "The longest span has {longest} tokens; the model can find spans of up to {reach}, {beyond} are longer."
    )
    return [
        *dataset_summary(done.dataset),
        reach.format(longest=config.longest, reach=config.reach, beyond=config.beyond),
        "",
        *evaluation_text(done.evaluation),
        "",
        tr("The model is in {path}. Load it with spacy.load.").format(path=done.result.model),
    ]
