"""Runs other programs' own files through our readers: ``python tools/check_peers.py PEER CHECKOUT ...``

``PEER`` is brat, doccano, labelstudio, prodigy or labelbuddy; the folders are checkouts of its repositories. Every file in which a
reader of that peer recognises itself is read, what it brings and what it reports are counted, and what was read is written by us and
read again: text, spans and relations must be the same. For brat what we write is also compared with the file, byte for byte.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from annotator.errors import BinaryInput, FormatError, UnknownFormat  # noqa: E402 - the checkout may not be installed
from annotator.formats.base import Incoming, Issue, Row  # noqa: E402
from annotator.formats.registry import reader, reader_for, writer  # noqa: E402
from annotator.model.document import Document  # noqa: E402
from annotator.model.edit import LayerKey  # noqa: E402
from annotator.model.facts import KEPT  # noqa: E402
from annotator.model.layer import Layer, LayerState  # noqa: E402
from annotator.model.scheme import LabelScheme  # noqa: E402
from annotator.model.span import Relation, Span  # noqa: E402


class Peer(NamedTuple):
    readers: tuple[str, ...]
    writers: dict[str, str]  # which writer writes what this reader read
    suffixes: tuple[str, ...]


PEERS = {
    "brat": Peer(("brat",), {"brat": "brat"}, (".ann",)),
    "doccano": Peer(("doccano",), {"doccano": "doccano-relations"}, (".json", ".jsonl")),
    "labelstudio": Peer(("labelstudio", "labelstudio-min"), {"labelstudio": "labelstudio"}, (".json",)),
    "prodigy": Peer(("prodigy",), {"prodigy": "prodigy"}, (".jsonl",)),
    "labelbuddy": Peer(("labelbuddy",), {"labelbuddy": "labelbuddy"}, (".json", ".jsonl")),
}
SCHEME = LabelScheme("peer", 1, {"en": "peer"}, (), ())


def row(item: Incoming, number: int) -> Row:
    """What was read, as a writer takes it."""
    document = Document.make(item.text, id=item.id or f"d{number}", title=item.title, meta=item.meta)
    if item.layer is None and not item.spans and item.state is None:
        return document, None
    layer = Layer(LayerKey(document.id, item.layer or "peer"))
    for order, read in enumerate(item.spans):
        id = read.id or f"s{order}"
        layer.spans[id] = Span(
            id, read.start, read.end, read.label, read.attributes, read.note, read.certainty, read.origin
        )
    for order, joined in enumerate(item.relations):
        if {joined.head, joined.tail} <= layer.spans.keys():
            id = joined.id or f"r{order}"
            layer.relations[id] = Relation(id, joined.head, joined.tail, joined.label)
    layer.facts = {(KEPT, name): said for name, said in item.kept.items()}
    layer.state = LayerState(item.state) if item.state else LayerState.IN_PROGRESS
    return document, layer


def facts(found: Row) -> tuple[object, ...]:
    """Text, spans and relations of one row without ids."""
    document, layer = found
    if layer is None:
        return document.text, [], []
    spans = {id: (s.start, s.end, s.label) for id, s in layer.spans.items()}
    joined = ((spans[r.head], spans[r.tail], r.label) for r in layer.relations.values())
    return document.text, sorted(spans.values()), sorted(joined)


def written(rows: list[Row], name: str, folder: Path) -> Path:
    target = folder / ("out" if name == "brat" else "out.jsonl")
    writer(name).write(target, iter(rows), SCHEME)
    return target


class Check:
    """One peer's files, and what came of them."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self.counts: Counter[str] = Counter()
        self.good = True

    def root(self, root: Path) -> None:
        for path in sorted(root.rglob("*")):
            if path.suffix in self._peer.suffixes and path.is_file():
                self._file(path, path.relative_to(root).as_posix())

    def _file(self, path: Path, shown: str) -> None:
        try:
            chosen = reader_for(path)
            if chosen.name not in self._peer.readers:
                raise UnknownFormat(path=str(path), line=None, column=None, reason=chosen.name, detail="")
        except (UnknownFormat, BinaryInput) as error:
            self.counts["files aside"] += 1
            print(f"  {shown}: aside ({error.reason})")
            return
        issues: list[Issue] = []
        try:
            items = list(chosen.read(path, issues.append))
        except FormatError as error:
            self.counts["files refused"] += 1
            print(f"  {shown}: {error}")
            return
        self.counts[f"{chosen.name} files"] += 1
        self._count(items, issues)
        print(f"  {shown}: {len(items)} documents, {sum(len(i.spans) for i in items)} spans")
        name = self._peer.writers.get(chosen.name)
        if name is not None and items:
            self._back(path, items, name, chosen.name, shown)

    def _count(self, items: list[Incoming], issues: list[Issue]) -> None:
        self.counts["documents and layers"] += len(items)
        self.counts["spans"] += sum(len(item.spans) for item in items)
        self.counts["relations"] += sum(len(item.relations) for item in items)
        for issue in issues:
            reason = issue.fields.get("reason", "")
            name = f"{issue.severity}: {issue.code} {reason}".rstrip()
            self.counts[name] += issue.fields.get("count", 1)

    def _back(self, path: Path, items: list[Incoming], name: str, back: str, shown: str) -> None:
        """Write what was read, read that again and compare."""
        rows = [row(item, number) for number, item in enumerate(items)]
        with tempfile.TemporaryDirectory() as folder:
            target = written(rows, name, Path(folder))
            again = [row(i, n) for n, i in enumerate(reader(back).read(target, [].append))]
            if name == "brat":
                self._bytes(path, target, shown)
        if sorted(map(repr, map(facts, rows))) == sorted(map(repr, map(facts, again))):
            self.counts["files that come back the same"] += 1
        else:
            self.good = False
            print(f"  {shown}: DIFFERS after writing and reading")

    def _bytes(self, path: Path, target: Path, shown: str) -> None:
        """A brat pair against what we wrote of it."""
        (text,), (ann,) = target.glob("*.txt"), target.glob("*.ann")
        if text.read_bytes() != path.with_suffix(".txt").read_bytes():
            self.good = False
            print(f"  {shown}: the TEXT differs")
        mine, theirs = ann.read_bytes(), path.read_bytes()
        self.counts["annotation files"] += 1
        self.counts["annotation files byte for byte"] += mine == theirs
        if mine != theirs:
            self.good = False
            for line in differing(mine.decode(), theirs.decode()):
                print(f"    {line}")


def differing(mine: str, theirs: str, most: int = 4) -> Iterator[str]:
    """The first lines that only one of the two has; that the order alone differs, where it is so."""
    ours, peers = Counter(mine.split("\n")), Counter(theirs.split("\n"))
    if ours == peers:
        yield "the same lines in another order"
    yield from (f"- {line[:100]}" for line in [*(peers - ours)][:most])
    yield from (f"+ {line[:100]}" for line in [*(ours - peers)][:most])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="peer", required=True)
    for name in PEERS:
        commands.add_parser(name).add_argument("checkouts", nargs="+", type=Path)
    args = parser.parse_args()
    check = Check(PEERS[args.peer])
    for root in args.checkouts:
        print(root.name)
        check.root(root)
    for name, number in sorted(check.counts.items()):
        print(f"  {name}: {number}")
    return 0 if check.good else 1


if __name__ == "__main__":
    sys.exit(main())
