"""What the checks with real programs share: the sample corpus with one hard text, plain HTTP on the loopback, a comparison."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from annotator.formats.base import Incoming, Row  # noqa: E402 - the checkout may not be installed
from annotator.formats.registry import reader, writer  # noqa: E402
from annotator.model.document import Document  # noqa: E402
from annotator.model.edit import LayerKey  # noqa: E402
from annotator.model.layer import Layer, LayerState  # noqa: E402
from annotator.model.scheme import LabelScheme  # noqa: E402
from annotator.model.span import Relation, Span  # noqa: E402
from annotator.services.sample import PEOPLE, build_sample  # noqa: E402
from annotator.store.project import Project  # noqa: E402

HARD = "👍🏽 Ông Nguye\u0302\u0303n Va\u0306n A\r\n\tở\u00a0Huế — 98,59% “<b>x</b> & y” 𠀀\u2028cuối."
WAIT = 300.0  # seconds for a program to start or to finish a piece of work


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


# The corpus -------------------------------------------------------------------------------------------------------
def sample_rows(folder: Path) -> tuple[list[Row], LabelScheme]:
    """One person's layers of the sample, and a text with all that goes wrong elsewhere."""
    path = folder / "sample.corpus"
    build_sample(path)
    with Project.open(path, read_only=True) as project:
        scheme = project.scheme()
        rows = list(project.rows(PEOPLE[0].id))
    return [*rows, hard(HARD, scheme)], scheme


def hard(text: str, scheme: LabelScheme) -> Row:
    """Nested and crossing spans after emoji and marks, and two relations."""
    document = Document.make(text, id="hard", title="Bài khó")
    layer = Layer(LayerKey(document.id, PEOPLE[0].id))
    layer.state = LayerState.FINISHED
    names = sorted(label.id for label in scheme.labels)[:3]
    words = ("Ông", "Nguye\u0302\u0303n Va\u0306n A", "Ông Nguye\u0302\u0303n", "Huế", "98,59%", "𠀀")
    for number, word in enumerate(words):
        start = text.index(word)
        layer.spans[f"s{number}"] = Span(f"s{number}", start, start + len(word), names[number % 3])
    joined = scheme.relations[0].id if scheme.relations else "BY"
    layer.relations = {f"r{n}": Relation(f"r{n}", f"s{n}", f"s{n + 3}", joined) for n in (0, 1)}
    return document, layer


def of_row(row: Row) -> tuple[str, Counter[Any], Counter[Any]]:
    """Text, spans and relations, without ids."""
    document, layer = row
    if layer is None:
        return document.text, Counter(), Counter()
    return _facts(document.text, list(layer.spans.values()), list(layer.relations.values()))


def of_item(item: Incoming) -> tuple[str, Counter[Any], Counter[Any]]:
    return _facts(item.text, item.spans, item.relations)


def _facts(text: str, spans: Any, relations: Any) -> tuple[str, Counter[Any], Counter[Any]]:
    places = {span.id: (span.start, span.end, span.label) for span in spans}
    joined = Counter((places[r.head], places[r.tail], r.label) for r in relations)
    return text, Counter((span.start, span.end, span.label) for span in spans), joined


def compare(rows: list[Row], back: Path, name: str) -> bool:
    """Whether the file that came back holds the same, and what differs; relations only where the format has them."""
    issues: list[Any] = []
    items = list(reader(name).read(back, issues.append))
    mine, theirs = [of_row(row) for row in rows], [of_item(item) for item in items]
    by_text = {text: (spans, joined) for text, spans, joined in theirs}
    say(f"written: {_counts(mine)}")
    say(f"came back: {_counts(theirs)}")
    good = len(mine) == len(theirs)
    for text, spans, joined in mine:
        there = by_text.get(text)
        if there is None:
            good = False
            near = next((other for other in by_text if other[:12] == text[:12]), "")
            say(f"  text not among those that came back: {text[:60]!r} / {near[:60]!r}")
        elif there != (spans, joined):
            good = False
            say(f"  {text[:40]!r}: lost {list((spans - there[0]) + (joined - there[1]))[:5]}")
            say(f"  {text[:40]!r}: more {list((there[0] - spans) + (there[1] - joined))[:5]}")
    for issue in issues:
        say(f"  reported: {issue.severity} {issue.code} {dict(issue.fields)}")
    say("the same" if good else "NOT THE SAME")
    return good


def _counts(rows: list[tuple[str, Counter[Any], Counter[Any]]]) -> str:
    spans, joined = (sum(row[n].total() for row in rows) for n in (1, 2))
    return f"{len(rows)} documents, {spans} spans, {joined} relations"


def without(rows: list[Row]) -> list[Row]:
    """The rows without their relations."""
    bare = [(document, layer.copy() if layer is not None else None) for document, layer in rows]
    for _, layer in bare:
        if layer is not None:
            layer.relations = {}
    return bare


def written(rows: list[Row], scheme: LabelScheme, name: str, path: Path) -> Path:
    writer(name).write(path, iter(rows), scheme)
    return path


# Programs ---------------------------------------------------------------------------------------------------------
@contextmanager
def running(command: list[str], env: Mapping[str, str], folder: Path, name: str) -> Iterator[None]:
    """A program that runs while the block runs; what it says goes to a file in ``folder``."""
    with (folder / f"{name}.log").open("wb") as log:
        program = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **env}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            yield
        finally:
            program.terminate()
            try:
                program.wait(20)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()


def wait_for(question: Any, what: str) -> Any:
    """Ask until there is an answer. Raises TimeoutError."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        found = question()
        if found is not None:
            return found
        time.sleep(1)
    raise TimeoutError(what)


class Site:
    """A program's HTTP interface on the loopback."""

    def __init__(self, port: int) -> None:
        self._base = f"http://127.0.0.1:{port}"
        self.headers: dict[str, str] = {}
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(
        self, path: str, data: bytes | None = None, kind: str = "application/json", method: str | None = None
    ) -> bytes:
        """The answer's body. Raises OSError, with the body of a refusal printed."""
        headers = {**self.headers, "Content-Type": kind} if data is not None else self.headers
        request = urllib.request.Request(self._base + path, data, headers, method=method)
        try:
            with self._opener.open(request, timeout=120) as answer:
                found: bytes = answer.read()
                return found
        except urllib.error.HTTPError as error:
            say(f"  {path}: {error.code} {error.read()[:600]!r}")
            raise

    def post(self, path: str, value: Any) -> Any:
        return json.loads(self.ask(path, json.dumps(value).encode()))

    def get(self, path: str) -> Any:
        return json.loads(self.ask(path))

    def send_file(self, path: str, field: str, name: str, data: bytes) -> bytes:
        """One file as a form would send it."""
        mark = uuid.uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        head += "Content-Type: application/octet-stream\r\n\r\n"
        body = head.encode() + data + f"\r\n--{mark}--\r\n".encode()
        return self.ask(path, body, f"multipart/form-data; boundary={mark}")

    def is_up(self, path: str) -> bool | None:
        try:
            self._opener.open(self._base + path, timeout=10).close()
        except urllib.error.HTTPError:
            return True  # it answers
        except OSError:
            return None
        return True
