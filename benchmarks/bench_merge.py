"""Merging what laptops sent back: three people, each with the log of every document, one row a span, as hands make it.

    python -m benchmarks.bench_merge [--documents 5000] [--folder FOLDER]

Aim: 3 x 5,000 documents x 60 spans in at most 20 s, memory under 500 MB. No peer merges packages at all; doccano and Label Studio
users join files by hand. Wall and processor time are both given: other programs may be at work on the machine.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.corpus import write_jsonl

PEOPLE = ("lan", "bao", "chi")
SPANS = 60


def line(what: str, wall: float, processor: float, note: str = "") -> None:
    print(f"{what:<52} {wall:>8.1f} s   processor {processor:>6.1f} s   {note}")


class Clock:
    """Wall and processor time of a block, with the system's share, as ``line`` wants them."""

    def __init__(self, what: str, note: str = "") -> None:
        self.what, self.note = what, note

    def __enter__(self) -> None:
        self.wall, self.processor = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        line(self.what, time.perf_counter() - self.wall, time.process_time() - self.processor, self.note)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--folder", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        measure(args.folder or Path(made), args.documents)


def measure(folder: Path, documents: int) -> None:
    from annotator.services.packages import pack_return, pack_work
    from annotator.services.packages_merge import merge, preview
    from annotator.services.packages_open import open_package
    from annotator.store.doctor import check
    from annotator.store.project import Project

    office = folder / "office.corpus"
    build(folder, office, documents)
    packages = [send(office, folder / f"{who}.corpuspack", who) for who in PEOPLE]
    size = sum(package.stat().st_size for package in packages) / 1e6
    print(f"{documents} documents, {len(PEOPLE)} packages, together {size:,.0f} MB")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with Project.open(office) as project:
        with Clock("merge all", "aim 20 s"):
            report = merge(project, packages)
        assert sum(file.new for file in report.files) == documents * SPANS * len(PEOPLE), report
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{'peak memory':<52} {peak:>8,.0f} MB  ({before:,.0f} MB before)   aim 500 MB")
        with Clock("merge all again: nothing new"):
            assert not merge(project, packages).changed
        with Clock("pack for one person, with the earlier work"):
            pack_work(project, folder / "out.corpuspack", "lan")
    with Clock("dry run of one"):
        preview(office, packages[:1])
    with Clock("open that package: a new laptop"):
        laptop = open_package(folder / "out.corpuspack", folder / "laptop.corpus").project
    with Project.open(laptop) as project, Clock("pack the whole return"):
        pack_return(project, folder / "back.corpuspack", "lan", whole=True)
    with Project.open(office, read_only=True) as project, Clock("annotator check of the office"):
        assert check(project) == []
    print(f"{'project file':<52} {office.stat().st_size / 1e6:>8,.0f} MB")


def build(folder: Path, office: Path, documents: int) -> None:
    """The office: people, scheme and texts, nothing annotated."""
    from annotator.formats.scheme_toml import load_scheme
    from annotator.model.people import Annotator
    from annotator.services.importing import import_paths
    from annotator.store.project import Project

    source = write_jsonl(folder / "texts.jsonl", documents, marked=0)
    people = [Annotator("chef", "Chef"), *(Annotator(who, who) for who in PEOPLE)]
    with Project.create(office, load_scheme("neu-guong"), people) as project:
        report = import_paths(project, [source], actor="")
        assert (report.documents, report.errors) == (documents, 0), report.issues[:3]
    source.unlink()


def send(office: Path, package: Path, who: str) -> Path:
    """A return as a laptop packs it, without the days of work that it takes."""
    from annotator.exchange import wire
    from annotator.exchange.container import FORMAT, VERSION, Manifest, Packer
    from annotator.store import travel
    from annotator.store.project import Project

    with Project.open(office, read_only=True) as project, Packer(package) as packer:
        digests = travel.document_digests(project)
        packer.member(wire.LOG, (rows_of(project.uuid, id, who) for id in digests))
        packer.member(wire.SCHEME, [travel.scheme_body(project)])
        packer.member(wire.PEOPLE, [{"id": who, "name": who, "role": "annotator"}])
        packer.member(
            wire.DOCUMENTS,
            ({"id": id, "title": "", "meta": {}, "digest": digest} for id, digest in digests.items()),
        )
        scheme = project.scheme()
        packer.manifest(
            Manifest(
                format=FORMAT, version=VERSION, kind="return", project=project.uuid, copy=who, program="0", made=1.0,
                annotator=who, scheme_id=scheme.id, scheme_version=scheme.version,
            )
        )  # fmt: skip
    return package


def rows_of(project: str, document: str, who: str) -> tuple[str, str, str, list[Any]]:
    """The log of one document: 60 gestures, a span each."""
    from annotator.model.edit import LayerKey, SpanAdded, StateChanged
    from annotator.model.span import Span
    from annotator.store import log

    first = before = log.genesis(project, LayerKey(document, who))
    rows = []
    for seq in range(1, SPANS + 1):
        start = 10 + seq * 70 + len(who)
        span = Span(
            f"{seq:06x}{document[-6:]}",
            start,
            start + 12,
            "PERSON" if seq % 2 else "ORG",
            {"alive": True} if seq % 9 == 0 else {},
        )
        edits = [StateChanged("new", "in_progress"), SpanAdded(span)] if seq == 1 else [SpanAdded(span)]
        facts = (seq, seq, "do", who, "add-span", 1.7e9 + seq * 3.25, log.encode_edits(edits))
        before = log.row_hash(before, facts)
        rows.append((*facts, before.hex(), who))
    return document, who, first.hex(), rows


if __name__ == "__main__":
    main()
