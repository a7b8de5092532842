"""Changing the label scheme: a merge that touches 100,000 spans, its preview and its undo.

    python -m benchmarks.bench_scheme [--documents 1700] [--folder FOLDER]

Aim: 5 s for the merge, with progress and cancel. Seconds of processor time are given too: they hold on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from benchmarks.bench_store import line
from benchmarks.corpus import sentences, spans, text

T = TypeVar("T")


def timed(what: str, work: Callable[[], T], aim: str = "") -> T:
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    line(what, f"{wall:.2f} s, processor {cpu:.2f} s", aim)
    return result


def write(path: Path, documents: int) -> Path:
    """Documents whose 60 spans all have the label COUNT, but for the same spans labelled RATIO in every tenth."""
    rng, lines = random.Random(1), sentences()
    with path.open("w", encoding="utf-8") as out:
        for number in range(documents):
            body = text(rng, 5_000, lines)
            found = [
                {**one, "label": "COUNT", "attributes": {"value": "4617"}} for one in spans(rng, body, 60)
            ]
            unique = {(one["start"], one["end"]): one for one in found}
            row = {
                "id": f"d{number:06}",
                "title": f"Document {number}",
                "text": body,
                "spans": list(unique.values()),
            }
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=1_700)
    parser.add_argument("--folder", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        measure(args.folder or Path(made), args.documents)


def measure(folder: Path, documents: int) -> None:
    from annotator.formats.scheme_toml import load_scheme
    from annotator.model.people import Annotator, Role
    from annotator.model.scheme_edit import begin, merge_labels, retire_label
    from annotator.services.importing import import_paths
    from annotator.services.scheme_changes import apply, preview
    from annotator.services.session import Session
    from annotator.store.project import Project
    from annotator.store.scheme_use import span_counts

    path = folder / "scheme.corpus"
    people = [Annotator("lan-anh", "Lan Anh"), Annotator("ha", "Hà", Role.MANAGER)]
    lines = write(folder / "scheme.jsonl", documents)
    with Project.create(path, load_scheme("neu-guong"), people) as project:
        report = import_paths(project, [lines], actor="lan-anh")
        assert (report.documents, report.errors) == (documents, 0), report.issues[:3]
        count = span_counts(project)["COUNT"]
    with Session.open(path, annotator="ha") as session:
        change = merge_labels(begin(session.scheme), "COUNT", "RATIO")
        project = session.project
        found = timed(f"preview of a merge, {count:,} spans", lambda: preview(project, change))
        assert len(found.touched) == count
        done = timed(f"merge, {count:,} spans", lambda: apply(project, change, "ha"), "aim 5 s")
        assert done.spans == count
        assert span_counts(project) == {"RATIO": count}
        timed("its undo", session.undo)
        assert span_counts(project) == {"COUNT": count}
        timed("its redo", session.redo)
        timed("undo again", session.undo)
        kept = retire_label(begin(session.scheme), "COUNT")
        timed("preview of retiring the label", lambda: preview(project, kept))
        timed("retire the label", lambda: apply(project, kept, "ha"))
    line("memory, at its largest", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB", "")


if __name__ == "__main__":
    main()
