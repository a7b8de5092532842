"""The child process in which a model runs: ``python -m annotator.nlp.suggest.model_child``, JSON lines in and out.

It builds the pipeline from spaCy's own parts alone: a config that names any other registered function is refused before anything is
made of it, nothing in the folder is executed, and once spaCy is imported the process itself refuses to unpickle, to open a
connection, to start a process or to write a file. Started, watched and killed by ``model.ModelSuggester``.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FACTORIES = frozenset(
    ("tok2vec", "ner", "spancat", "spancat_singlelabel", "span_finder", "sentencizer", "senter", "tagger")
)
LANGUAGES = frozenset(("xx", "vi", "en"))
PARTS = frozenset(
    ("spacy.Tok2Vec.v1", "spacy.Tok2Vec.v2", "spacy.HashEmbedCNN.v1", "spacy.HashEmbedCNN.v2", "spacy.MultiHashEmbed.v1",
     "spacy.MultiHashEmbed.v2", "spacy.CharacterEmbed.v1", "spacy.CharacterEmbed.v2", "spacy.MaxoutWindowEncoder.v1",
     "spacy.MaxoutWindowEncoder.v2", "spacy.MishWindowEncoder.v1", "spacy.MishWindowEncoder.v2", "spacy.Tok2VecListener.v1",
     "spacy.TransitionBasedParser.v1", "spacy.TransitionBasedParser.v2", "spacy.SpanCategorizer.v1", "spacy.SpanFinder.v1",
     "spacy.Tagger.v1", "spacy.Tagger.v2", "spacy.StaticVectors.v1", "spacy.StaticVectors.v2", "spacy.mean_max_reducer.v1",
     "spacy.LinearLogistic.v1", "reduce_mean.v1", "reduce_max.v1", "reduce_first.v1", "reduce_last.v1", "Softmax.v1", "Softmax.v2",
     "spacy.ngram_suggester.v1", "spacy.ngram_range_suggester.v1", "spacy.ner_scorer.v1", "spacy.spancat_scorer.v1",
     "spacy.span_finder_scorer.v1", "spacy.tagger_scorer.v1", "spacy.senter_scorer.v1", "spacy.sentencizer_scorer.v1",
     "spacy.overlapping_labeled_spans_scorer.v1", "spacy.Tokenizer.v1", "annotator.SyllableTokenizer.v1", "spacy.Vectors.v1")
)  # fmt: skip
_NOT_HERE = ("pickle.find_class", "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn",
             "os.spawn", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "shutil.", "ctypes.dlopen", "urllib.")  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Refused(Exception):
    """(reason, detail), as ``ModelUnavailable`` has them."""


def main() -> None:
    """Read the first line (folder, tokenizer), load, then answer texts until the input ends."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else is printed goes to standard error

    def say(answer: dict[str, Any]) -> None:
        print(json.dumps(answer), file=channel, flush=True)

    job = json.loads(sys.stdin.readline())
    try:
        nlp = load(Path(job["folder"]), Path(job["tokenizer"]))
    except Refused as refused:
        say({"refused": refused.args[0], "detail": refused.args[1]})
        return
    except ImportError as error:
        say({"refused": "missing-package", "detail": str(error.name or error)})
        return
    except Exception as error:  # noqa: BLE001 - whatever a folder of a stranger's does to spaCy is told, not raised
        say({"refused": "failed", "detail": f"{type(error).__name__}: {error}"[:500]})
        return
    say({"ready": True})
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            say({"id": asked["id"], "spans": [list(span) for span in spans_of(nlp, asked["text"])]})
        except Exception as error:  # noqa: BLE001 - the same
            say({"id": asked["id"], "failed": f"{type(error).__name__}: {error}"[:500]})


def load(folder: Path, tokenizer: Path) -> Any:
    """The pipeline in ``folder``. Raises Refused, ImportError and whatever spaCy raises."""
    warnings.simplefilter("ignore")  # which version it was trained with
    from spacy.util import load_config, load_model_from_config

    _register(tokenizer)
    config = load_config(folder / "config.cfg", interpolate=False)
    for name in [name for name in config if name not in ("paths", "system", "nlp", "components")]:
        del config[name]  # training and the like: nothing that is needed to run it
    check(config)
    sys.addaudithook(_guard)
    nlp = load_model_from_config(config.interpolate(), auto_fill=True)
    return nlp.from_disk(folder)


def _register(tokenizer: Path) -> None:
    spec = importlib.util.spec_from_file_location("annotator_syllable_tokenizer", tokenizer)
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(importlib.util.module_from_spec(spec))


def check(config: Mapping[str, Any]) -> None:
    """Raises Refused for a config that names anything but the parts above."""
    if config.get("nlp", {}).get("lang") not in LANGUAGES:
        raise Refused("unsafe", f"lang = {config.get('nlp', {}).get('lang')}")
    for component in config.get("components", {}).values():
        if "source" in component or component.get("factory") not in FACTORIES:
            raise Refused("unsafe", str(component.get("source") or component.get("factory")))
    for name in _named(config):
        if name not in PARTS:
            raise Refused("unsafe", str(name))


def _named(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if str(key).startswith("@"):
                yield inner
            yield from _named(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _named(inner)


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_NOT_HERE):
        raise RuntimeError(f"not allowed to a model: {event}")
    if event == "open" and isinstance(arguments[0], (str, bytes)) and (arguments[2] or 0) & _WRITING:
        raise RuntimeError("not allowed to a model: to write a file")


def spans_of(nlp: Any, text: str) -> Iterator[tuple[int, int, str, float]]:
    """(start, end, label, score), in code points of ``text``: spans with their own score, names with what their label deserves."""
    doc = nlp(text)
    by_type = nlp.meta.get("performance", {}).get("ents_per_type") or {}
    for span in doc.ents:
        score = (by_type.get(span.label_) or {}).get("p")
        yield span.start_char, span.end_char, span.label_, 0.5 if score is None else float(score)
    for group in doc.spans.values():
        scores = group.attrs.get("scores")
        for number, span in enumerate(group):
            score = 0.5 if scores is None else float(scores[number])
            yield span.start_char, span.end_char, span.label_, score


if __name__ == "__main__":
    main()
