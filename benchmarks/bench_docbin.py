"""How fast DocBin shards are written, beside plain spaCy with the same documents and spans.

    python -m benchmarks.bench_docbin [--documents 4000] [--spans 60]

Plain spaCy is what its documentation shows: the same tokenizer, ``char_span`` for every span, ``filter_spans`` for
``doc.ents``, one ``DocBin`` of 500 documents after the other. It stores no ids, no user data, no *missing* tokens, and
checks nothing. Aims: at most 1.15 times its time on one process; on two at least 1.6 times as fast as on one; under
600 MB for all processes together.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

CHARACTERS = 5_000
SENTENCES = Path(__file__).parents[1] / "corpora" / "neu-guong" / "articles"


def documents(count, spans):
    """Made-up articles of 5,000 characters with nested spans, from the sentences of the sample corpus."""
    from annotator.formats.docbin_types import ExportDocument
    from annotator.model.span import Span
    from annotator.model.text import units

    rng = random.Random(7)
    lines = [
        line
        for path in sorted(SENTENCES.glob("*.txt"))
        for line in path.read_text("utf-8").splitlines()
        if line.strip()
    ]
    for number in range(count):
        text = ""
        while len(text) < CHARACTERS:
            text += f"{rng.choice(lines)} {rng.randrange(10**6)}\n"
        tokens = units(text)
        found = []
        for index in range(spans):
            first = rng.randrange(len(tokens) - 12)
            last = first + rng.choice((0, 1, 1, 2, 3, 5, 11))
            label = f"L{rng.randrange(20)}"
            found.append(
                Span(f"{number:06x}{index:06x}", tokens[first][0], tokens[last][1], label, {"value": "5"})
            )
        yield ExportDocument(f"d{number}", text, layer="a", reviewed=[(0, len(text))], spans=found)


def plain(folder, stream):
    import spacy
    from spacy.tokens import DocBin
    from spacy.util import filter_spans

    from annotator.formats.docbin import make_tokenizer

    tokenize = make_tokenizer(spacy.blank("xx").vocab)
    store, number = DocBin(), 0
    for document in stream:
        doc = tokenize(document.text)
        spans = [doc.char_span(s.start, s.end, label=s.label) for s in document.spans]
        doc.spans["sc"] = spans
        doc.ents = filter_spans(spans)
        store.add(doc)
        if len(store) == 500:
            store.to_disk(folder / f"{number}.spacy")
            store, number = DocBin(), number + 1
    store.to_disk(folder / f"{number}.spacy")


def ours(folder, stream, processes):
    from annotator.formats.docbin_export import write_shards

    write_shards(stream, folder, processes=processes)


def run_one(way, count, spans):
    """In a child: seconds with the making of the documents taken off, which is the same for all."""
    if way in ("plain", "one"):
        import spacy  # noqa: F401 - its import is not what is measured; workers import it within their time

    made = list(documents(count, spans)) if way != "flat" else documents(count, spans)
    folder = Path(tempfile.mkdtemp(prefix="bench-docbin-"))
    began, before = time.perf_counter(), sum(os.times()[:4])
    if way == "plain":
        plain(folder, made)
    else:
        ours(folder, made, 2 if way in ("two", "flat") else 1)
    seconds = time.perf_counter() - began
    size = sum(path.stat().st_size for path in folder.iterdir())
    shutil.rmtree(folder)
    used = sum(os.times()[:4]) - before
    print(seconds, used, size)


def measure(way, count, spans):
    """(seconds, processor seconds, bytes written, peak resident bytes of the child and its children)."""
    import psutil

    command = [
        sys.executable,
        "-m",
        "benchmarks.bench_docbin",
        "--run",
        way,
        "--documents",
        str(count),
        "--spans",
        str(spans),
    ]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ})
    peak = 0
    over = threading.Event()

    def watch():
        nonlocal peak
        parent = psutil.Process(child.pid)
        while not over.wait(0.05):
            total = 0
            try:
                for process in (parent, *parent.children(recursive=True)):
                    total += process.memory_info().rss
            except psutil.Error:
                continue
            peak = max(peak, total)

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, _ = child.communicate()
    over.set()
    watcher.join()
    seconds, used, size = output.split()
    return float(seconds), float(used), int(size), peak


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=4000)
    parser.add_argument("--spans", type=int, default=60)
    parser.add_argument("--run", choices=("plain", "one", "two", "flat"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.run:
        run_one(arguments.run, arguments.documents, arguments.spans)
        return
    found = {}
    for way in ("plain", "one", "two", "flat"):
        seconds, used, size, peak = measure(way, arguments.documents, arguments.spans)
        found[way] = seconds
        rate = arguments.documents / seconds
        print(
            f"{way:6} {seconds:7.2f} s {rate:6.0f} docs/s, {used:6.2f} s of processors,"
            f" {size / 1e6:6.1f} MB written, peak {peak / 1e6:4.0f} MB",
            flush=True,
        )
    print(f"one process / plain spaCy: {found['one'] / found['plain']:.2f} (aim: at most 1.15)")
    print(f"one process / two processes: {found['one'] / found['two']:.2f} (aim: at least 1.6)")
    print("(where 'two' used more processor time than it took, but not twice as much, the machine was busy)")
    print("'flat' makes its documents as they are asked for: its peak is that of the export alone")


if __name__ == "__main__":
    main()
