"""The corpus that everything is measured on, generated from the sentences of the sample corpus.

1,000 or 10,000 documents of 5,000 characters with 60 spans each, and one document of 1,000,000 characters with
10,000 spans; as JSON lines or as a project.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

LABELS = (
    "PERSON",
    "POSITION",
    "ORG",
    "PLACE",
    "DOCUMENT",
    "COUNT",
    "DATE",
    "PERCENT",
    "MODEL",
    "DUTY",
    "REWARD",
)
ARTICLES = Path(__file__).parents[1] / "corpora" / "neu-guong" / "articles"


def sentences() -> list[str]:
    return [
        line.strip()
        for path in sorted(ARTICLES.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def text(rng: random.Random, characters: int, lines: list[str]) -> str:
    parts: list[str] = []
    size = 0
    while size < characters:
        line = f"{rng.choice(lines)} {rng.randrange(10**6)}" + ("\n\n" if rng.random() < 0.3 else " ")
        parts.append(line)
        size += len(line)
    return "".join(parts)[:characters]


def spans(rng: random.Random, body: str, count: int) -> list[dict[str, object]]:
    """``count`` spans at unit edges, a few syllables long, some nested."""
    from annotator.model.text import units

    edges = units(body)
    found: dict[tuple[int, int, str], dict[str, object]] = {}
    while len(found) < count:
        first = rng.randrange(len(edges) - 10)
        start, end = edges[first][0], edges[first + rng.choice((0, 1, 1, 2, 3, 5, 9))][1]
        label = rng.choice(LABELS)
        found[start, end, label] = {
            "id": f"s{len(found)}", "start": start, "end": end, "label": label, "text": body[start:end],
            "attributes": {}, "note": "", "certainty": "sure",
        }  # fmt: skip
    return sorted(found.values(), key=lambda s: (s["start"], s["end"]))  # type: ignore[arg-type, return-value]


def write_jsonl(
    path: Path, documents: int, *, characters: int = 5_000, marked: int = 60, seed: int = 7
) -> Path:
    rng, lines = random.Random(seed), sentences()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number in range(documents):
            body = text(rng, characters, lines)
            line = {
                "id": f"d{number:06d}", "text": body, "meta": {"source": "benchmark", "title": body[:80].strip()},
                "layer": "lan-anh", "state": "in_progress", "labels": {}, "spans": spans(rng, body, marked), "relations": [],
            }  # fmt: skip
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return path
