"""The reader of figures: megabytes of text a second on one core.

    python -m benchmarks.bench_figures [FOLDER ...]

Reads the sample corpus (a figure every 70 characters, far more than news has) and every folder of text files named. The aim
is 2 MB (UTF-8) a second. The best of several rounds is shown, since other work on the machine only ever slows.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from annotator.assets import sample_corpus
from annotator.nlp.figures import read_figures

ROUNDS = 30


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="*", type=Path)
    for folder in [sample_corpus() / "neu-guong" / "articles", *parser.parse_args().folders]:
        measure(folder)


def measure(folder: Path) -> None:
    texts = [path.read_bytes().decode("utf-8") for path in sorted(folder.glob("*.txt"))]
    size = sum(len(text.encode()) for text in texts)
    best, count = float("inf"), 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        count = sum(len(read_figures(text)) for text in texts)
        best = min(best, time.perf_counter() - began)
    speed = size / best / 1e6
    print(
        f"{folder.name:<20} {len(texts):>4} texts {size:>9,} bytes {count:>6} figures {speed:>7.2f} MB/s   aim 2"
    )


if __name__ == "__main__":
    main()
