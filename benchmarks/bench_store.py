"""Import, export, opening and committing: the storage floor, without a window.

    python -m benchmarks.bench_store [--documents 10000] [--folder FOLDER]

Beside it, labelbuddy 0.1.0 (C++, SQLite), whole program, two cores: import 620 documents/s, export 3,800 documents/s,
open a 60-span document 12 ms (36 ms in a project of 10,000), the million-character one 840 ms.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.corpus import write_jsonl


def p95(values: list[float]) -> float:
    return sorted(values)[max(0, int(len(values) * 0.95) - 1)]


def line(what: str, figure: str, aim: str) -> None:
    print(f"{what:<58} {figure:>22}   {aim}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--folder", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        measure(args.folder or Path(made), args.documents)


def measure(folder: Path, documents: int) -> None:
    from annotator.formats.scheme_toml import load_scheme
    from annotator.model.people import Annotator
    from annotator.services import lines_export
    from annotator.services.commands import AddSpan
    from annotator.services.importing import import_paths
    from annotator.services.session import Session
    from annotator.store.doctor import check
    from annotator.store.project import Project

    lines = write_jsonl(folder / "corpus.jsonl", documents)
    large = write_jsonl(folder / "large.jsonl", 1, characters=1_000_000, marked=10_000)
    path = folder / "corpus.corpus"
    with Project.create(path, load_scheme("neu-guong"), [Annotator("lan-anh", "Lan Anh")]) as project:
        start = time.perf_counter()
        report = import_paths(project, [lines], actor="lan-anh")
        seconds = time.perf_counter() - start
        assert (report.documents, report.errors) == (documents, 0), report.issues[:3]
        line(
            f"import {documents} documents, index and log",
            f"{documents / seconds:,.0f} documents/s",
            "aim 1,800, labelbuddy 620",
        )
        line("project file", f"{path.stat().st_size / 1e6:,.0f} MB", "")
        for what, least in (("two processes", 0), ("one process", 2**62)):
            start = time.perf_counter()
            lines_export.write_lines(project, folder / "out.jsonl", None, large=least)
            rate = documents / (time.perf_counter() - start)
            line(
                f"export JSON lines, read back and compared, {what}",
                f"{rate:,.0f} documents/s",
                "aim 8,000, labelbuddy 3,800",
            )
        large_id = "d000000" if import_paths(project, [large], actor="lan-anh").documents else ""
    with Session.open(path, annotator="lan-anh") as session:
        start = time.perf_counter()
        queue = session.queue()
        line("read the queue", f"{(time.perf_counter() - start) * 1e3:.1f} ms", "")
        rng = random.Random(3)
        ids = [item.document for item in queue]
        large_id = next(item.document for item in queue if item.spans == 10_000)
        opening = []
        for id in rng.sample(ids, min(200, len(ids))):
            session.forget()
            start = time.perf_counter()
            session.document(id)
            session.layer(id)
            opening.append((time.perf_counter() - start) * 1e3)
        line(
            "load a 60-span document and its layer (median, p95)",
            f"{statistics.median(opening):.1f}, {p95(opening):.1f} ms",
            "",
        )
        session.forget()
        start = time.perf_counter()
        session.document(large_id)
        session.layer(large_id)
        line(
            "load the million-character document, 10,000 spans",
            f"{(time.perf_counter() - start) * 1e3:.1f} ms",
            "",
        )
        for id, name in ((ids[0], "60 spans"), (large_id, "10,000 spans")):
            times = []
            text = session.document(id).text
            for index in range(200):
                at = 5 + index * 7
                begun = time.perf_counter()
                try:
                    session.execute(AddSpan(id, at, at + 3, "PERSON"))
                except Exception:  # noqa: BLE001 - a blank range of the random text
                    continue
                times.append((time.perf_counter() - begun) * 1e3)
            line(
                f"add a span until committed, {name} (median, p95)",
                f"{statistics.median(times):.1f}, {p95(times):.1f} ms",
                f"{len(text):,} characters",
            )
    with Project.open(path, read_only=True) as project:
        start = time.perf_counter()
        assert check(project) == []
        line("annotator check", f"{time.perf_counter() - start:.1f} s", "")
    line(
        "peak memory of this process",
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB",
        "",
    )


if __name__ == "__main__":
    main()
