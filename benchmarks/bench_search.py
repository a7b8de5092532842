"""Finding in 10,000 documents, labelling 2,000 places at once, what is inconsistent in 600: services only, no window.

    python -m benchmarks.bench_search [--documents 10000] [--folder FOLDER]

Seconds are the wall's, except where CPU is said. labelbuddy 0.1.0 searches with ``instr``, without folding marks.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.bench_store import line
from benchmarks.corpus import write_jsonl

QUERIES = (
    ("neu guong", False), ("nêu gương", True), ("dang", False), ("đảng", True), ('"bí thư" "tỉnh ủy"', False),
    ("label:PERSON", False), ("label:PERSON neu", False), ("label:SLOGAN", False), ("unsure:", False),
    ("title:phu", False), ("neu guong", True),
)  # fmt: skip
ROUNDS = 7


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
    from annotator.services.importing import import_paths
    from annotator.store.project import Project

    path = folder / "search.corpus"
    if not path.exists():
        files = [
            write_jsonl(folder / "corpus.jsonl", documents),
            write_jsonl(folder / "large.jsonl", 1, characters=1_000_000, marked=10_000),
        ]
        with Project.create(path, load_scheme("neu-guong"), [Annotator("lan-anh", "Lan Anh")]) as project:
            assert not import_paths(project, files[:1], actor="lan-anh").errors
            import_paths(project, files[1:], actor="lan-anh")
    with Project.open(path, read_only=True) as project:
        measure_search(project)
    measure_label_all(path)
    small = folder / "small.corpus"
    if not small.exists():
        lines = write_jsonl(folder / "small.jsonl", 600)
        with Project.create(small, load_scheme("neu-guong"), [Annotator("lan-anh", "Lan Anh")]) as project:
            import_paths(project, [lines], actor="lan-anh")
    with Project.open(small, read_only=True) as project:
        measure_consistency(project)


def measure_search(project: object) -> None:
    from annotator.services.finding import find

    for query, exact in QUERIES:
        firsts, fifties = [], []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            hits = find(project, query, exact=exact, me="lan-anh")  # type: ignore[arg-type]
            if next(hits, None) is None:
                firsts.append(time.perf_counter() - start)
                break
            firsts.append(time.perf_counter() - start)
            for _, _hit in zip(range(49), hits, strict=False):
                pass
            fifties.append(time.perf_counter() - start)
        way = "exact" if exact else "loose"
        if fifties:
            figure = (
                ", ".join(f"{v * 1e3:.0f}" for v in (median(firsts), max(firsts), median(fifties))) + " ms"
            )
            line(f"{query}, {way}: first hit (median, slowest of {ROUNDS}), first 50", figure, "aim 100 ms")
        else:
            line(f"{query}, {way}: nothing there, known after", f"{firsts[0] * 1e3:,.0f} ms", "")


def measure_label_all(path: Path) -> None:
    """2,000 places: in one document of a million characters, and over the queue."""
    from annotator.services.label_all import Request, apply, propose
    from annotator.services.session import Session

    with Session.open(path, annotator="lan-anh") as session:
        large = max(session.queue(), key=lambda item: item.spans).document
        for words, where, document in (
            ("đảng", "one document of 1,000,000 characters", large),
            ("đồng chí", "the queue", ""),
        ):
            request = Request("label", words, "MEDIA", "lan-anh", exact=False, document=document)
            start = time.perf_counter()
            proposal = propose(session.project, request)
            seconds = time.perf_counter() - start
            places = proposal.places[:2_000]
            line(f"propose {len(proposal.places):,} places in {where}", f"{seconds * 1e3:,.0f} ms", "")
            begun, start = time.process_time(), time.perf_counter()
            with session.hold() as project:
                done = apply(project, request, places, "lan-anh")
            cpu, wall = time.process_time() - begun, time.perf_counter() - start
            session.changed_widely("label-all")
            what = f"label {done.changed:,} places in {done.documents:,} documents, {where} (CPU, wall)"
            line(what, f"{cpu * 1e3:,.0f}, {wall * 1e3:,.0f} ms", "aim 300 ms")
            begun, start = time.process_time(), time.perf_counter()
            session.undo()
            cpu, wall = time.process_time() - begun, time.perf_counter() - start
            line("its undo (CPU, wall)", f"{cpu * 1e3:,.0f}, {wall * 1e3:,.0f} ms", "aim 300 ms")


def measure_consistency(project: object) -> None:
    from annotator.services.consistency import inconsistencies, places

    start = time.perf_counter()
    found = inconsistencies(project, "lan-anh", unread=True)  # type: ignore[arg-type]
    what = "consistency of 600 documents; any words may be labelled, so there are 2,900 looks into each"
    line(what, f"{time.perf_counter() - start:.1f} s", "")
    start = time.perf_counter()
    shown = places(project, found[0], "lan-anh", unread=True)  # type: ignore[arg-type]
    line(f"the {len(shown):,} places of one item", f"{(time.perf_counter() - start) * 1e3:,.0f} ms", "")


if __name__ == "__main__":
    main()
