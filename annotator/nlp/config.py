"""The training config: a standard spaCy ``config.cfg`` that ``spacy train`` reads without any code of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.errors import ModelUnavailable
from annotator.model.text import UNIT_PATTERN

TOKENIZER_FOLDER = "tokenizer"


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """What can be chosen about a run. ``longest_span`` caps how many tokens a span can have to be found (None: no cap)."""

    pipeline: tuple[str, ...] = ("ner", "spancat")
    shared: bool = True  # one tok2vec for all components, or one each
    width: int = 96
    depth: int = 4
    seed: int = 0
    max_steps: int = 2_000
    max_epochs: int = 0
    eval_frequency: int = 100
    patience: int = 800
    batch_words: int = 1_000
    dropout: float = 0.1
    longest_span: int | None = None
    key: str = "sc"


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """``text`` is the config. ``longest`` is the longest span seen, ``reach`` the longest that the model can find, both in
    tokens; ``beyond`` counts the spans between the two, which it can never find."""

    text: str
    pipeline: tuple[str, ...]
    longest: int
    reach: int
    beyond: int


def make_config(
    labels: Mapping[str, int], span_lengths: Mapping[int, int], options: TrainingOptions | None = None
) -> TrainingConfig:
    """A full config for data with these labels and span lengths in tokens (both with their counts, as exported).

    spancat proposes every run of 1 to ``reach`` tokens: spaCy's default of 3 could never find a long practice. Raises
    ModelUnavailable(reason="no-spans") where there is nothing to learn.
    """
    choice = options or TrainingOptions()
    lengths = {length: count for length, count in span_lengths.items() if count > 0}
    if not lengths or not any(labels.values()):
        raise ModelUnavailable(reason="no-spans", detail="")
    longest = max(lengths)
    reach = longest if choice.longest_span is None else max(1, min(longest, choice.longest_span))
    beyond = sum(count for length, count in lengths.items() if length > reach)
    parts = _parts(choice, sorted(label for label, count in labels.items() if count > 0), reach)
    return TrainingConfig(_filled(parts), choice.pipeline, longest, reach, beyond)


def write_training_folder(folder: Path, config: TrainingConfig) -> Path:
    """``config.cfg`` and, beside it, the blank pipeline it takes the tokenizer from. Returns the path of the config.

    With the shards in ``train/`` and ``dev/`` of the same folder, ``spacy train config.cfg --output model`` runs there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "config.cfg"
    path.write_text(config.text, encoding="utf-8", newline="\n")
    blank_pipeline().to_disk(folder / TOKENIZER_FOLDER)
    return path


def blank_pipeline() -> Any:
    """A blank multilingual pipeline whose tokenizer, spaCy's own, cuts at our units; loads without any code."""
    import spacy
    from spacy import tokenizer

    nlp = spacy.blank("xx")
    nlp.tokenizer = tokenizer.Tokenizer(nlp.vocab, rules={}, infix_finditer=re.compile(UNIT_PATTERN).finditer)
    return nlp


def _filled(parts: dict[str, Any]) -> str:
    """The config with every default written out, as ``spacy train`` insists."""
    from spacy.util import load_model_from_config
    from thinc.api import Config

    nlp = load_model_from_config(Config(parts), auto_fill=True)
    return str(nlp.config.to_str())


def _parts(options: TrainingOptions, labels: list[str], reach: int) -> dict[str, Any]:
    components: dict[str, Any] = {}
    if options.shared:
        components["tok2vec"] = {"factory": "tok2vec", "model": _tok2vec(options)}
    weights = {"ner": ("ents", "ents_f"), "spancat": ("spans", f"spans_{options.key}_f")}
    for name in options.pipeline:
        components[name] = _ner(options) if name == "ner" else _spancat(options, reach)
    score_weights = {weights[name][1]: 1 / len(options.pipeline) for name in options.pipeline}
    return {
        "paths": {"train": "train", "dev": "dev", "tokenizer": TOKENIZER_FOLDER},
        "system": {"seed": options.seed},
        "nlp": {
            "lang": "xx",
            "pipeline": list(components),
            "batch_size": 64,
            "tokenizer": {"@tokenizers": "spacy.Tokenizer.v1"},
        },
        "components": components,
        "corpora": {name: _corpus(name) for name in ("train", "dev")},
        "training": _training(options, score_weights),
        "initialize": {
            "before_init": {"@callbacks": "spacy.copy_from_base_model.v1", "tokenizer": "${paths.tokenizer}"},
            "components": {"spancat": {"labels": labels}} if "spancat" in options.pipeline else {},
        },
    }


def _training(options: TrainingOptions, score_weights: dict[str, float]) -> dict[str, Any]:
    return {
        "seed": "${system.seed}",
        "dropout": options.dropout,
        "patience": options.patience,
        "max_steps": options.max_steps,
        "max_epochs": options.max_epochs,
        "eval_frequency": options.eval_frequency,
        "score_weights": score_weights,
        "optimizer": {"@optimizers": "Adam.v1", "learn_rate": 0.001},
        "batcher": {
            "@batchers": "spacy.batch_by_words.v1",
            "discard_oversize": False,
            "tolerance": 0.2,
            "size": {
                "@schedules": "compounding.v1",
                "start": 100,
                "stop": options.batch_words,
                "compound": 1.001,
            },
        },
    }


def _corpus(name: str) -> dict[str, Any]:
    return {"@readers": "spacy.Corpus.v1", "path": f"${{paths.{name}}}", "max_length": 0}


def _tok2vec(options: TrainingOptions) -> dict[str, Any]:
    return {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": options.width,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "rows": [5000, 1000, 2500, 2500],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": options.width,
            "depth": options.depth,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }


def _source(options: TrainingOptions) -> dict[str, Any]:
    if options.shared:
        return {"@architectures": "spacy.Tok2VecListener.v1", "width": options.width, "upstream": "tok2vec"}
    return _tok2vec(options)


def _ner(options: TrainingOptions) -> dict[str, Any]:
    return {
        "factory": "ner",
        "model": {
            "@architectures": "spacy.TransitionBasedParser.v2",
            "state_type": "ner",
            "extra_state_tokens": False,
            "hidden_width": 64,
            "maxout_pieces": 2,
            "use_upper": True,
            "tok2vec": _source(options),
        },
    }


def _spancat(options: TrainingOptions, reach: int) -> dict[str, Any]:
    return {
        "factory": "spancat",
        "spans_key": options.key,
        "threshold": 0.5,
        "suggester": {"@misc": "spacy.ngram_range_suggester.v1", "min_size": 1, "max_size": reach},
        "model": {
            "@architectures": "spacy.SpanCategorizer.v1",
            "reducer": {"@layers": "spacy.mean_max_reducer.v1", "hidden_size": 128},
            "scorer": {"@layers": "spacy.LinearLogistic.v1", "nO": None, "nI": None},
            "tok2vec": _source(options),
        },
    }
