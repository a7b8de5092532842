"""Cases and agreement over a large corpus: three annotators, 5,000 documents of 5,000 characters, 60 spans each.

    python -m benchmarks.bench_agreement [--documents 5000] [--folder FOLDER]

Any two of the three agree as the two annotators of the sample corpus do (exact span F1 of about 0.79): each leaves out 5 % of the
spans, ends 5 % elsewhere and labels 3 % otherwise. Aims: all cases at most 10 s, all measures with intervals at most 15 s, under 500 MB. Processor
seconds are printed beside, since the machine may be busy. Each part reads the project itself, in a process of its own.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PEOPLE = ("an", "binh", "chi")


def build(path: Path, documents: int) -> None:
    """The project, written by way of the store: every layer finished."""
    from annotator.formats.scheme_toml import load_scheme
    from annotator.model.document import Document
    from annotator.model.edit import DocumentAdded, LayerKey, SpanAdded, StateChanged
    from annotator.model.history import PROJECT
    from annotator.model.people import Annotator
    from annotator.model.text import units
    from annotator.store.fresh import fresh_document
    from annotator.store.project import Project
    from benchmarks.corpus import LABELS, sentences, spans, text

    rng, lines = random.Random(7), sentences()
    with Project.create(
        path, load_scheme("neu-guong"), [Annotator(id, id.title()) for id in PEOPLE]
    ) as project:
        for first in range(0, documents, 500):
            with project.writing() as writer:
                edits = []
                for number in range(first, min(first + 500, documents)):
                    body = text(rng, 5_000, lines)
                    document = Document.make(body, id=f"d{number:06d}")
                    writer.put_document(fresh_document(document))
                    edits.append((PROJECT, DocumentAdded(document.id, document.digest)))
                    edges = [end for _, end in units(body)]
                    marked = spans(rng, body, 60)
                    for who in PEOPLE:
                        key = LayerKey(document.id, who)
                        edits += [
                            (key, SpanAdded(span)) for span in versions(rng, marked, edges, LABELS, who)
                        ]
                        edits.append((key, StateChanged("new", "finished", "", "")))
                writer.gesture("import", "", edits)


def versions(rng, marked, edges, labels, who):  # type: ignore[no-untyped-def]
    from bisect import bisect_left

    from annotator.model.span import Span

    for index, span in enumerate(marked):
        start, end, label = span["start"], span["end"], span["label"]
        luck = rng.random()
        if luck < 0.05:
            continue
        if luck < 0.10:
            end = edges[min(bisect_left(edges, end) + 1, len(edges) - 1)]
        elif luck < 0.13:
            label = rng.choice(labels)
        yield Span(f"{who}{index}", start, end, label)


def run_cases(path: Path) -> dict[str, float]:
    from annotator.review.cases import CaseFinder
    from annotator.review.values import ValueReader
    from annotator.services.agreement import materials
    from annotator.store.project import Project

    with Project.open(path, read_only=True) as project:
        finder = CaseFinder(ValueReader(project.scheme()))
        found = spans = 0
        for material in materials(project, PEOPLE):
            found += len(finder.cases(material))
            spans += sum(len(side.spans) for side in material.sides.values())
    return {"cases": found, "spans": spans}


def run_measures(path: Path) -> dict[str, float]:
    from annotator.review.agreement.study import Study
    from annotator.services.agreement import materials
    from annotator.store.project import Project

    with Project.open(path, read_only=True) as project:
        study = Study(project.scheme(), PEOPLE)
        for material in materials(project, PEOPLE):
            study.add(material)
        found = study.finish()
    return {
        "span_exact": found.overall.estimates["span_exact"].value or 0,
        "scopes": len(found.labels) + len(found.pairs),
    }


def run_read(path: Path) -> dict[str, float]:
    from annotator.services.agreement import materials
    from annotator.store.project import Project

    with Project.open(path, read_only=True) as project:
        return {"documents": sum(1 for _ in materials(project, PEOPLE))}


def run_report(path: Path) -> dict[str, float]:
    from annotator.services.agreement import agreement
    from annotator.store.project import Project

    with Project.open(path, read_only=True) as project:
        found = agreement(project)
    return {"cases": found.cases, "cells": len(found.cells)}


RUNS = {"read": run_read, "cases": run_cases, "measures": run_measures, "report": run_report}
AIMS = {
    "read": "",
    "cases": "aim 10 s",
    "measures": "aim 15 s",
    "report": "cases, measures and cells together",
}


def child(what: str, path: Path) -> None:
    import annotator.services.agreement  # noqa: F401 - the program's own start is not what is measured

    began, used = time.perf_counter(), time.process_time()
    found = RUNS[what](path)
    wall, processor = time.perf_counter() - began, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    facts = ", ".join(f"{name} {value:,.6g}" for name, value in found.items())
    print(
        f"{what:9} {wall:6.1f} s, {processor:6.1f} s of processor, {peak:4.0f} MB   {AIMS[what]:40} {facts}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=5_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--run", choices=RUNS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        path = (arguments.folder or Path(made)) / f"agreement-{arguments.documents}.corpus"
        if arguments.run:
            child(arguments.run, path)
            return
        if not path.exists():
            build(path, arguments.documents)
        for what in RUNS:
            command = [
                sys.executable,
                "-m",
                "benchmarks.bench_agreement",
                "--documents",
                str(arguments.documents),
            ]
            subprocess.run([*command, "--folder", str(path.parent), "--run", what], check=True)


if __name__ == "__main__":
    main()
