"""The child process that predicts: ``python -m annotator.nlp.predictor``, a job as JSON on standard input.

It loads a model and says, row by row, what the shards hold and what the model finds. Started by ``evaluation.predictions``.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any


def main() -> None:
    """Read the job, predict. Any failure is a traceback on standard error and a non-zero exit code."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    job = json.load(sys.stdin)
    run(job, lambda event: print(json.dumps(event), file=channel, flush=True))


def run(job: Mapping[str, Any], say: Callable[[dict[str, Any]], None]) -> None:
    """Predict the documents of ``job["shards"]`` with ``job["model"]``."""
    import spacy
    from spacy.tokens import DocBin

    nlp = spacy.load(job["model"])
    say({"kind": "started", "pipeline": list(nlp.pipe_names)})
    for path in job["shards"]:
        gold = list(DocBin(store_user_data=True).from_disk(path).get_docs(nlp.vocab))
        for one, found in zip(gold, nlp.pipe(doc.text for doc in gold), strict=True):
            say(_row(one, found, job["key"]))
    say({"kind": "finished"})


def _row(gold: Any, found: Any, key: str) -> dict[str, Any]:
    data = gold.user_data
    base = int(data.get("base", 0))
    return {
        "kind": "row",
        "document": str(data.get("id", "")),
        "layer": str(data.get("layer", "")),
        "base": base,
        "text": gold.text,
        "known": [[base + start, base + end] for start, end in data.get("reviewed", ())],
        "gold": {"ner": _spans(gold.ents, base), "spancat": _spans(gold.spans.get(key, ()), base)},
        "found": {"ner": _spans(found.ents, base), "spancat": _spans(found.spans.get(key, ()), base)},
        "entities_known": [[base + a, base + b] for a, b in _known(gold)],
    }


def _spans(spans: Any, base: int) -> list[list[Any]]:
    return sorted([base + s.start_char, base + s.end_char, s.label_] for s in spans)


def _known(doc: Any) -> Iterator[tuple[int, int]]:
    """Ranges of tokens that are not *missing*."""
    for known, run_ in groupby(doc, key=lambda token: token.ent_iob != 0):
        tokens = list(run_)
        if known:
            yield tokens[0].idx, tokens[-1].idx + len(tokens[-1])


if __name__ == "__main__":
    main()
