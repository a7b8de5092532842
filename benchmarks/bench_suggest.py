"""How fast suggestions come: rules, and a memory of 50,000 phrases, for an article of 5,000 characters; the first page of a project.

    python -m benchmarks.bench_suggest

The aims are 30 ms for rules and memory together, and 100 ms from opening a document to the suggestions of its visible page. The best of
several rounds is shown by the clock, and beside it in processor time, since other work on the machine only ever slows.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from annotator.assets import asset
from annotator.formats.scheme_toml import read_scheme
from annotator.model.edit import LayerKey
from annotator.model.span import Span
from annotator.nlp.suggest.memory import Memory, part_of
from annotator.services.sample import build_sample, sample_articles
from annotator.services.session import Session
from annotator.services.suggest_learning import load_rules
from annotator.services.suggestions import SuggestionService

ROUNDS, PHRASES, LENGTH, PAGE = 20, 50_000, 5_000, 2_500


def main() -> None:
    texts = [path.read_bytes().decode() for path in sorted(sample_articles().glob("*.txt"))]
    article = " ".join(texts[0].split(" "))[:LENGTH]
    rules = load_rules(Path("none.corpus"), read_scheme(asset("schemes", "neu-guong.toml"))).suggester
    began = time.perf_counter()
    memory = full_memory(texts)
    print(f"a memory of {len(memory):,} phrases made in {time.perf_counter() - began:.1f} s")
    measure("rules", lambda: list(rules.suggest(article, 0, len(article))))
    measure("memory", lambda: list(memory.suggest(article, 0, len(article))))
    measure(
        "both (aim 30)",
        lambda: [*rules.suggest(article, 0, len(article)), *memory.suggest(article, 0, len(article))],
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.corpus"
        build_sample(path, "new")
        with Session.open(path) as session:
            service = SuggestionService(session)
            service.learn()
            measure("first page (aim 100)", lambda: first_page(service))
            measure(
                "shown again after a gesture", lambda: service.shown(session.queue()[0].document, 0, PAGE)
            )
            service.close()


def first_page(service: SuggestionService) -> list[object]:
    document = service._session.queue()[0].document  # noqa: SLF001 - the benchmark's own session
    request = service.request(document, 0, PAGE)
    service.take(next(service.batches(request)))
    return list(service.shown(document, 0, PAGE))


def full_memory(texts: list[str]) -> Memory:
    """Phrases of one to six words from real articles, shuffled word by word until there are enough."""
    chance = random.Random(1)
    words = [word for text in texts for word in text.split() if word.isalpha()]
    memory = Memory(PHRASES)
    parts = []
    for number in range(1_200):
        chosen = [chance.choice(words) for _ in range(320)]
        text, spans, at = " ".join(chosen), [], 0
        for start in range(0, 320, 6):
            end = at + len(" ".join(chosen[start : start + chance.randint(2, 6)]))
            spans.append(Span(str(start), at, min(end, len(text)), chance.choice(["ORG", "PERSON", "MODEL"])))
            at += len(" ".join(chosen[start : start + 6])) + 1
        parts.append(
            (LayerKey(str(number), "x"), part_of(text, [s for s in spans if s.start < s.end], len(text)))
        )
    memory.learn(parts)
    return memory


def measure(name: str, work: Callable[[], list[object]]) -> None:
    clock = processor = float("inf")
    found = 0
    for _ in range(ROUNDS):
        a, b = time.perf_counter(), time.process_time()
        found = len(work())
        clock, processor = min(clock, time.perf_counter() - a), min(processor, time.process_time() - b)
    print(f"{name:<30} {clock * 1e3:>7.1f} ms {processor * 1e3:>7.1f} ms processor {found:>6} suggestions")


if __name__ == "__main__":
    main()
