"""``annotator train``: splits, a config and a spaCy pipeline trained on the CPU."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.cli.exporting import Choice, list_misaligned
from annotator.i18n import tr


def add_to(app: typer.Typer) -> None:
    @app.command(
        "train", help=tr("Write training data and train a spaCy pipeline (ner and spancat) on the CPU.")
    )
    def train(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        out: Annotated[Path, typer.Argument(help=tr("The folder to write data, config and model to."))],
        layer: Annotated[str | None, typer.Option(help=tr("gold, an annotator's id, or all."))] = None,
        steps: Annotated[int, typer.Option(min=1, help=tr("The most training steps."))] = 2000,
        longest_span: Annotated[
            int | None,
            typer.Option(
                min=1, help=tr("The longest span to look for, in tokens; without it, the longest marked.")
            ),
        ] = None,
        misaligned: Annotated[
            Choice, typer.Option(help=tr("What to do with spans that cut a token."))
        ] = Choice.STOP,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from annotator.cli.app import REFUSED, say, say_error, say_json
        from annotator.errors import ModelUnavailable, WouldLose
        from annotator.formats.docbin_types import Action, Options
        from annotator.nlp.training import TrainingOptions
        from annotator.services import exporting, training
        from annotator.store.project import Project

        with Project.open(project, read_only=True) as opened:
            chosen = exporting.choose_layer(opened, layer)
            try:
                data, result = training.train_project(
                    opened, out, chosen, options=Options(misaligned=Action(misaligned.value)),
                    training_options=TrainingOptions(max_steps=steps, longest_span=longest_span), on_training=None if as_json else _say_progress,
                )  # fmt: skip
            except WouldLose as error:
                list_misaligned(error)
                raise typer.Exit(REFUSED) from None
            except ModelUnavailable as error:
                if error.fields["reason"] == "training-failed":
                    say_error(error.fields["detail"])  # what spaCy said, whole
                raise
        if as_json:
            facts = {
                "documents": data.documents,
                "spans": data.spans,
                "reach": data.reach,
                "beyond": data.beyond,
            }
            say_json(
                {"model": str(result.model), **facts, "scores": dict(result.scores), "labels": result.labels}
            )
            return
        for text in _summary(data, result):
            say(text)


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


def _summary(data: Any, result: Any) -> list[str]:
    sizes = ", ".join(f"{name} {count} ({data.spans[name]})" for name, count in data.documents.items())
    lines = [
        tr("Documents (spans): {sizes}.").format(sizes=sizes),
        tr(
            "The longest span has {longest} tokens; the model can find spans of up to {reach}, {beyond} are longer."
        ).format(longest=data.longest, reach=data.reach, beyond=data.beyond),
    ]
    for component, labels in sorted(result.labels.items()):
        lines += [
            f"  {component:<8} {label:<12} P {each.get('p', 0):.2f}  R {each.get('r', 0):.2f}  F {each.get('f', 0):.2f}"
            for label, each in sorted(labels.items())
        ]
    return [*lines, tr("The model is in {path}. Load it with spacy.load.").format(path=result.model)]
