"""The child process that trains: ``python -m annotator.nlp.trainer``, a job as JSON on standard input.

It runs spaCy's own loop and says what happens as JSON lines on standard output; everything else that anybody prints goes
to standard error. The finished model names nothing of ours and no path of this machine. Started by ``training.train``.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def main() -> None:
    """Read the job, train, save. Any failure is a traceback on standard error and a non-zero exit code."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    job = json.load(sys.stdin)
    run(job, lambda event: print(json.dumps(event), file=channel, flush=True))


def run(job: Mapping[str, str], say: Callable[[dict[str, Any]], None]) -> None:
    """Train as ``job`` (config, train, dev, tokenizer, work, out) says; the best model ends up in ``out``."""
    import spacy
    from spacy.training.initialize import init_nlp
    from spacy.training.loop import train
    from spacy.util import load_config, registry

    def make_logger() -> Callable[..., Any]:
        return lambda *_: (_logger(say), lambda: None)

    registry.loggers.register("annotator.JsonLines.v1", func=make_logger)
    paths = {f"paths.{name}": job[name] for name in ("train", "dev", "tokenizer")}
    config = load_config(Path(job["config"]), overrides=paths, interpolate=False)
    plain_logger = config["training"]["logger"]
    config["training"]["logger"] = {"@loggers": "annotator.JsonLines.v1"}
    say({"kind": "started"})
    nlp = init_nlp(config.interpolate())
    Path(job["work"]).mkdir(parents=True)
    train(nlp, Path(job["work"]), stdout=io.StringIO(), stderr=sys.stderr)
    best = spacy.load(Path(job["work"]) / "model-best")
    scores = _evaluate(best, job["dev"])
    _clean(best, plain_logger)
    best.meta["performance"] = {**best.meta.get("performance", {}), **scores}
    best.to_disk(Path(job["out"]))
    say({"kind": "finished", "scores": _totals(scores), "labels": _by_label(scores)})


def _logger(say: Callable[[dict[str, Any]], None]) -> Callable[[Mapping[str, Any] | None], None]:
    steps = 0

    def log(info: Mapping[str, Any] | None) -> None:
        nonlocal steps
        steps += 1
        if info is None:
            if steps % 10 == 0:
                say({"kind": "step", "step": steps})
            return
        say(
            {
                "kind": "scored",
                "epoch": int(info["epoch"]),
                "step": int(info["step"]),
                "score": float(info["score"]),
                "losses": {name: float(loss) for name, loss in info["losses"].items()},
                "scores": _totals(info["other_scores"]),
                "labels": _by_label(info["other_scores"]),
            }
        )

    return log


def _evaluate(nlp: Any, dev: str) -> dict[str, Any]:
    from spacy.training import Corpus

    scores = nlp.evaluate(Corpus(dev)(nlp))
    return {name: value for name, value in scores.items() if name != "speed"}


def _totals(scores: Mapping[str, Any]) -> dict[str, float]:
    return {
        name: float(value) for name, value in scores.items() if isinstance(value, float) and name != "speed"
    }


def _by_label(scores: Mapping[str, Any]) -> dict[str, dict[str, dict[str, float]]]:
    """component -> label -> p, r, f."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for name, value in scores.items():
        if name.endswith("_per_type") and value:
            component = "ner" if name.startswith("ents") else "spancat"
            found[component] = {
                label: {key: float(number) for key, number in figures.items()}
                for label, figures in value.items()
            }
    return found


def _clean(nlp: Any, plain_logger: Any) -> None:
    """Nothing of this run stays in the model's config: no paths, no callback, no logger of ours."""
    config = nlp.config
    config["training"]["logger"] = plain_logger
    config["paths"].update(train=None, dev=None)
    config["paths"].pop("tokenizer", None)
    config["corpora"]["train"]["path"] = "${paths.train}"
    config["corpora"]["dev"]["path"] = "${paths.dev}"
    config["initialize"]["before_init"] = None


if __name__ == "__main__":
    main()
