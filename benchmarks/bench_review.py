"""Adjudication over a large corpus: three annotators, 5,000 documents of 5,000 characters, 60 spans each (see bench_agreement).

    python -m benchmarks.bench_review [--documents 5000] [--folder FOLDER]

Aims: all cases at most 10 s; opening the review page with 100,000 cases at most 500 ms; a key pressed until the decision and its gold
layer are committed and the next case is painted at most 50 ms. Processor milliseconds are printed beside, since the machine may be busy.
Each part is a process of its own.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

REVIEWER = "thu-ha"


def prepare(path: Path) -> None:
    """A reviewer at work in the project."""
    from annotator.model.people import Annotator, Role
    from annotator.services.session import Session

    with Session.open(path) as session:
        if REVIEWER not in {person.id for person in session.annotators()}:
            session.add_annotator(Annotator(REVIEWER, "Thu Hà", Role.REVIEWER))
        session.work_as(REVIEWER)


def run_cases(path: Path) -> str:
    from annotator.services.adjudication import Adjudicator
    from annotator.services.adjudication_index import build_index
    from annotator.store.project import Project

    with Project.open(path, read_only=True) as project:
        index, used = clocked(lambda: build_index(Adjudicator(project)))
    total, _ = index.counts()
    return (
        f"all cases of {len(index.rows)} documents: {used}   aim 10 s   ({sum(total.values())} cases listed)"
    )


def run_agreed(path: Path) -> str:
    from annotator.services.adjudication import Adjudicator
    from annotator.services.adjudication_many import take_agreed
    from annotator.store.project import Project

    with Project.open(path) as project:
        made, used = clocked(lambda: take_agreed(Adjudicator(project), REVIEWER))
    return f"take what all agree on, {made.spans} spans in one step: {used}"


def run_page(path: Path) -> str:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtTest import QTest

    from annotator.ui.app import App, make_application
    from annotator.ui.settings import Settings

    qt_app = make_application()
    app = App(qt_app, Settings(qt_app, path.with_suffix(".ini")))
    app.window.resize(1440, 900)
    app.window.show()
    app.open(path)
    feature: Any = next(one for one in app.host.features if type(one).__name__ == "ReviewFeature")
    app.window.actions_table["page-review"].trigger()
    while feature.desk.index is None or app.jobs.running is not None:
        QTest.qWait(20)
    QTest.qWait(200)
    index = feature.desk.index

    def show_again() -> None:
        feature.desk.show(index)
        qt_app.processEvents()

    _, opened = clocked(show_again)
    listed = feature.page.left.model.rowCount()
    walls, processor = [], []
    for number in range(200):
        began, used = time.perf_counter(), time.thread_time()
        QTest.keyClick(app.window.windowHandle(), "12"[number % 2])
        qt_app.processEvents()
        walls.append(1000 * (time.perf_counter() - began))
        processor.append(1000 * (time.thread_time() - used))
    app.window.close()
    return f"open the page with {listed} cases: {opened}   aim 500 ms\ndecide, next case painted: {middle(walls)} ({middle(processor)} of processor)   aim 50 ms"


def middle(times: list[float]) -> str:
    times = sorted(times)
    return f"{statistics.median(times):.0f} ms, p95 {times[int(0.95 * len(times))]:.0f}"


def clocked(work: Callable[[], Any]) -> tuple[Any, str]:
    began, used = time.perf_counter(), time.process_time()
    found = work()
    wall, processor = time.perf_counter() - began, time.process_time() - used
    return found, f"{wall:.2f} s, {processor:.2f} s of processor"


RUNS = {"cases": run_cases, "agreed": run_agreed, "cases again": run_cases, "page": run_page}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=5_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--run", choices=RUNS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        path = (arguments.folder or Path(made)) / f"review-{arguments.documents}.corpus"
        if arguments.run:
            said = RUNS[arguments.run](path)
            print(f"{said}   {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB", flush=True)
            return
        if not path.exists():
            from benchmarks.bench_agreement import build

            build(path, arguments.documents)
        prepare(path)
        for what in RUNS:
            command = [
                sys.executable,
                "-m",
                "benchmarks.bench_review",
                "--documents",
                str(arguments.documents),
            ]
            subprocess.run([*command, "--folder", str(path.parent), "--run", what], check=True)


if __name__ == "__main__":
    main()
