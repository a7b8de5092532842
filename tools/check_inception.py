"""Runs other programs' own UIMA files through our readers: ``python tools/check_inception.py CHECKOUT ...``

A checkout of INCEpTION gives its ``tsv3-suite``: each ``reference.tsv`` must read to the same annotations as the ``reference.xmi``
beside it. Every other ``.xmi``, ``.tsv`` and CAS ``.json`` below the folders is read, and what was reported is counted.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from annotator.errors import FormatError, UnknownFormat  # noqa: E402 - the checkout may not be installed
from annotator.formats.base import read_bytes  # noqa: E402
from annotator.formats.cas_files import MAX_FILE  # noqa: E402
from annotator.formats.cas_model import DEPENDENT, DKPRO, GOVERNOR, METADATA, POS, TOKEN, Cas, Thing  # noqa: E402
from annotator.formats.foreign import Aside  # noqa: E402
from annotator.formats.registry import reader, reader_for  # noqa: E402
from annotator.model.text import trim_spaces  # noqa: E402

SUITE = "tsv3-suite"
MOVED = "testZeroWidthAnnotation"  # these show that an empty annotation between words is written at the end of one
RENAMED = {"intValue": "integerValue"}  # as one answer still has it
NAMED_ENTITY = f"{DKPRO}ner.type.NamedEntity"


def suite_of(checkout: str) -> Path:
    """Where the cases lie in a checkout; a path that is no folder where there is none."""
    found = sorted(Path(checkout).rglob(SUITE)) if checkout else []
    return found[0] if found else Path("/nonexistent")


def load(path: Path) -> Cas:
    """One file as our readers take it in, before it is mapped to spans. Raises FormatError."""
    name = "webanno-tsv" if path.suffix == ".tsv" else "cas-xmi"
    aside = Aside(str(path), [].append)
    return reader(name).load(read_bytes(path, MAX_FILE), path, None, aside)  # type: ignore[attr-defined]


def kind(name: str) -> str:
    """A type's name, where some answers of the suite are older than its questions: other names for the same types."""
    return POS if name.startswith(f"{POS}_") else NAMED_ENTITY if name == "webanno.custom.Span" else name


class Facts:
    """Every annotation with its place, values and what it is joined to, without ids; frame and empty values aside."""

    def __init__(self, cas: Cas) -> None:
        self._cas, self._ids = cas, cas.things
        self.counted: Counter[tuple[object, ...]] = Counter(
            filter(None, map(self._fact, cas.things.values()))
        )

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        """The format has no place for white space at the edges; no text of the suite mixes it with emoji."""
        return trim_spaces(self._cas.text, start, end) if start < end else (start, end)

    def _place(self, id: str) -> tuple[object, ...]:
        if id in self._cas.tokens:
            return TOKEN, *self._cas.tokens[id]
        if id not in self._ids:
            return "nothing", id
        thing = self._ids[id]
        return kind(thing.type), *self._trimmed(thing.start or 0, thing.end or 0)

    def _fact(self, thing: Thing) -> tuple[object, ...] | None:
        if thing.type in (METADATA, "uima.tcas.DocumentAnnotation") or "target" in thing.refs:
            return None
        if GOVERNOR in thing.refs:
            (head,), (tail,) = thing.refs[GOVERNOR], thing.refs[DEPENDENT]
            return thing.type, self._place(head), self._place(tail), values(thing)
        if "first" in thing.refs:
            return thing.type, tuple(self._chain(self._ids[thing.refs["first"][0]]))
        if thing.start is None:
            return None
        slots = [self._ids[id] for key, there in thing.refs.items() if key != "next" for id in there]
        joined = [(link.values.get("role"), self._place(link.refs["target"][0])) for link in slots]
        return (*self._place(thing.id), values(thing), tuple(joined))

    def _chain(self, link: Thing | None) -> Iterator[tuple[object, ...]]:
        while link is not None:
            yield self._place(link.id), values(link)
            link = self._ids[link.refs["next"][0]] if "next" in link.refs else None


def values(thing: Thing) -> tuple[tuple[str, str], ...]:
    named = {RENAMED.get(key, key): str(value) for key, value in thing.values.items() if value}
    return tuple(sorted(named.items()))


def differing(folder: Path) -> list[str]:
    """What differs between the two files of one case of the suite."""
    one, other = load(folder / "reference.tsv"), load(folder / "reference.xmi")
    same = one.text.rstrip(" ") == other.text.rstrip(" ")  # what follows the last token has no place in TSV
    told = [] if same else [f"text: {one.text!r} / {other.text!r}"]
    mine, theirs = Facts(one).counted, Facts(other).counted
    told += [f"only in TSV: {fact}" for fact in (mine - theirs).elements()]
    return told + [f"only in XMI: {fact}" for fact in (theirs - mine).elements()]


def check_suite(suite: Path) -> bool:
    cases = sorted(folder for folder in suite.iterdir() if (folder / "reference.tsv").exists())
    answered = [folder for folder in cases if (folder / "reference.xmi").exists()]
    wrong = equal = 0
    for folder in answered:
        if folder.name.startswith(MOVED):
            print(f"  {folder.name}: not compared, the format moves the annotation")
            continue
        told = differing(folder)
        wrong, equal = wrong + bool(told), equal + (not told)
        for line in told:
            print(f"  {folder.name}: {line}")
    print(f"{SUITE}: {len(cases)} cases, {len(answered)} with an answer, {equal} equal, {wrong} not")
    return not wrong


def check_files(root: Path) -> None:
    """Read everything and count documents, spans, relations and what was reported."""
    counts: Counter[str] = Counter()
    for path in sorted(root.rglob("*")):
        if path.suffix not in (".xmi", ".tsv", ".json") or not path.is_file():
            continue
        try:
            chosen = reader_for(path)
        except UnknownFormat:
            continue
        if chosen.name not in ("cas-xmi", "cas-json", "webanno-tsv"):
            continue
        issues = []
        try:
            items = list(chosen.read(path, issues.append))
        except FormatError as error:
            print(f"  {path.relative_to(root)}: {error}")
            continue
        counts[f"{chosen.name} files"] += 1
        counts["documents"] += len(items)
        counts["spans"] += sum(len(item.spans) for item in items)
        counts["relations"] += sum(len(item.relations) for item in items)
        for issue in issues:
            reason = issue.fields.get("reason", "")
            counts[f"{issue.severity}: {issue.code} {reason}".rstrip()] += issue.fields.get("count", 1)
            if issue.code == "unreadable" and reason != "cas-without-text":
                print(f"  {path.relative_to(root)}: {reason} {issue.fields.get('detail', '')}")
    for name, number in sorted(counts.items()):
        print(f"  {name}: {number}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkouts", nargs="+", type=Path)
    good = True
    for root in parser.parse_args().checkouts:
        for suite in sorted(root.rglob(SUITE)):
            good = check_suite(suite) and good
        print(root.name)
        check_files(root)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
