"""Figures about models, as people read them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from annotator.i18n import language, mark, ntr, tr
from annotator.ui.labels import number_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.services.training_models import Model

NOTHING = "–"
VERDICTS = {
    "helps": mark("more data still helps"),
    "flat": mark("more data hardly helps"),
    "unclear": mark("not clear"),
    "not-enough": mark("not enough to say"),
}
_COMPONENTS = {"ner": mark("without overlaps"), "spancat": mark("nested too")}
_SPLITS = {
    "train": mark("the documents it learnt from"),
    "dev": mark("the documents for tuning"),
    "test": mark("the test documents"),
    "all": mark("all documents"),
}


def score_words(value: float | None, *, signed: bool = False) -> str:
    """0,72 in Vietnamese, 0.72 in English."""
    if value is None:
        return NOTHING
    words = f"{value:+.2f}" if signed else f"{value:.2f}"
    if signed:
        words = words.replace("-", "−")
    return words.replace(".", ",") if language() == "vi" else words


def percent_words(share: float) -> str:
    """98 %."""
    return f"{round(100 * share)} %"


def component_words(name: str) -> str:
    """What the part of a model finds: one label per word, or nested ones too."""
    return f"{name}: {tr(_COMPONENTS[name])}" if name in _COMPONENTS else name


def split_words(split: str) -> str:
    """Which documents a model was tested on."""
    return tr(_SPLITS.get(split, split))


def total_f(evaluation: Mapping[str, Any] | None) -> float | None:
    """One figure for a model: F of all labels together, of that of its parts that does better."""
    found = [part["total"]["f"] for part in evaluation["components"].values()] if evaluation else []
    return max((f for f in found if f is not None), default=None)


def when_trained(model: Model) -> str:
    """22/11 13:20."""
    return datetime.fromtimestamp(model.trained_at).astimezone().strftime("%d/%m %H:%M")


def model_words(model: Model) -> str:
    """``Model 3``."""
    return tr("Model {number}").format(number=model.number)


def made_of(model: Model) -> str:
    """How many documents and spans a model has learnt from."""
    documents, spans = model.manifest["documents"]["train"], model.manifest["spans"]["train"]
    return ", ".join((
        ntr("{n} document", "{n} documents", documents).format(n=number_words(documents)),
        ntr("{n} span", "{n} spans", spans).format(n=number_words(spans)),
    ))  # fmt: skip


def head_of(evaluation: Mapping[str, Any]) -> str:
    """What an evaluation was made on, and whether that is fair."""
    material = evaluation["material"]
    count = ntr("{n} document", "{n} documents", material["documents"])
    words = tr("Tested on {split}: {count}.").format(
        split=split_words(material["split"]), count=count.format(n=number_words(material["documents"]))
    )
    if evaluation["learnt_from"]:
        text = tr("The model has learnt from {n} of them: it looks better than it is.")
        words += " " + text.format(n=evaluation["learnt_from"])
    return words
