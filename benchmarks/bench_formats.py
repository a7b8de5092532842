"""How fast every format is read and written: documents of 5,000 characters with 60 spans.

    python -m benchmarks.bench_formats [--documents 1000] [name ...]

Aim: at least 1,500 documents a second each way, of WebAnno TSV and CAS, which hold every token, 300 (DocBin: what spaCy
allows, see ``bench_docbin``).
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

from benchmarks.corpus import sentences, spans, text


def made(count):
    from annotator.model.document import Document
    from annotator.model.edit import LayerKey
    from annotator.model.layer import Layer
    from annotator.model.span import Span

    rng, lines = random.Random(7), sentences()
    for number in range(count):
        body = text(rng, 5_000, lines)
        layer = Layer(LayerKey(f"d{number:06d}", "lan-anh"))
        for s in spans(rng, body, 60):
            layer.spans[s["id"]] = Span(s["id"], s["start"], s["end"], s["label"])
        yield Document.make(body, id=f"d{number:06d}", meta={"source": "benchmark"}), layer


def best(job, times=3):
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        job()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def main():
    from annotator.formats.registry import FORMATS, reader, writer
    from annotator.formats.scheme_toml import load_scheme

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--documents", type=int, default=1000)
    chosen = parser.parse_args()
    scheme, rows = load_scheme("neu-guong"), list(made(chosen.documents))
    print(f"{'format':20} {'writes/s':>10} {'reads/s':>10}")
    for entry in FORMATS:
        if (chosen.names and entry.name not in chosen.names) or not entry.writer:
            continue
        with tempfile.TemporaryDirectory() as folder:
            paths = iter(range(99))
            last = []

            def write(entry=entry, folder=folder, paths=paths, last=last):
                last[:] = [Path(folder) / f"{next(paths)}{(*entry.suffixes, '')[0]}"]
                writer(entry.name).write(last[0], rows, scheme)

            def read(entry=entry, last=last):
                found = list(reader(entry.name).read(last[0], [].append))
                assert len(found) >= len(rows)

            written = chosen.documents / best(write)
            taken = chosen.documents / best(read) if entry.reader else 0
            print(f"{entry.name:20} {written:10,.0f} {taken:10,.0f}", flush=True)


if __name__ == "__main__":
    main()
