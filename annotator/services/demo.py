"""The whole path without a person: a project, spans marked by commands, undo, reopen, export, a trained model, its guess.

It is what a person does in the window, through the same session; nothing is prepared or made up.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.errors import FormatError, ModelUnavailable, StoreError
from annotator.formats.scheme_toml import load_scheme
from annotator.model.people import Annotator
from annotator.services import commands, exporting, training
from annotator.services.dataset_plan import Plan, TrainPlan
from annotator.services.importing import import_paths
from annotator.services.sample import build_sample, sample_articles
from annotator.services.session import Session
from annotator.store.connection import file_errors
from annotator.store.doctor import check
from annotator.store.project import Project

DEMO_REACH = 8  # tokens: a short run learns nothing from spans of 30; "annotator train" takes them all
_PREDICT = """
import json, sys, spacy
assert "annotator" not in sys.modules
nlp = spacy.load(sys.argv[1])
doc = nlp(sys.stdin.read())
spans = [[s.start_char, s.end_char, s.label_, s.text] for s in doc.spans["sc"]]
print(json.dumps({"tokens": len(doc), "ents": len(doc.ents), "spans": spans, "annotator": "annotator" in sys.modules}))
"""


@dataclass(slots=True)
class Demo:
    """What was made, by name; ``said`` are the facts in order."""

    folder: Path
    project: Path
    document: str = ""
    facts: dict[str, object] = field(default_factory=dict)


def run_demo(folder: Path, *, steps: int, say: Callable[[str, object], None]) -> Demo:
    """Go the whole path into ``folder``. Raises AnnotatorError where any part of it does not hold."""
    demo = Demo(folder, folder / "demo.corpus")
    _clear(demo)

    def fact(name: str, value: object) -> None:
        demo.facts[name] = value
        say(name, value)

    _mark(demo, fact)
    sample = folder / "sample.corpus"
    report = build_sample(sample)
    fact("sample", {"documents": report.documents, "layers": report.layers, "spans": report.spans})
    with Project.open(sample, read_only=True) as project:
        done = exporting.export_jsonl(project, folder / "sample.jsonl", exporting.ALL)
        fact("jsonl", {"spans": done.spans})
        done = exporting.export_docbin(project, folder / "docbin", "lan-anh")
        counts = done.counts
        fact("docbin", {"spans": done.spans, "entities": counts.entities if counts else 0})
        plan = Plan(layers=("lan-anh",), train=TrainPlan(steps=steps, longest_span=DEMO_REACH))
        result = training.train_project(project, folder / "training", plan).result
        fact(
            "trained", {name: round(value, 3) for name, value in result.scores.items() if name.endswith("_f")}
        )
        fact("predicted", _predict(result.model, next(project.documents()).text))
        fact("check", len(check(project)))
    return demo


def _clear(demo: Demo) -> None:
    """Make the folder new; what an earlier demo left in it goes, anybody else's files stay. Raises StoreError."""
    with file_errors(demo.folder):
        if demo.folder.exists() and any(demo.folder.iterdir()) and not demo.project.is_file():
            path = str(demo.folder)
            raise FormatError(path=path, line=None, column=None, reason="folder-not-empty", detail="")
        if demo.folder.exists():
            shutil.rmtree(demo.folder)
        demo.folder.mkdir(parents=True)


def _mark(demo: Demo, fact: Callable[[str, object], None]) -> None:
    """Import the articles, mark nested spans in the first, undo, redo, reopen, compare."""
    me = Annotator("me", "Me")
    with Session.create(demo.project, load_scheme("neu-guong"), me) as session:
        with session.hold() as project:
            report = import_paths(project, [sample_articles()], actor=me.id)
        session.changed_widely("import")
        fact("imported", {"documents": report.documents, "issues": len(report.issues)})
        demo.document = session.queue()[0].document
        marked = _nested_example(session, demo.document)
        before = session.layer(demo.document).copy()
        session.undo()
        session.redo()
        fact("marked", marked)
        same_after_undo = session.layer(demo.document) == before
    with Session.open(demo.project, annotator=me.id) as session:
        same = session.layer(demo.document) == before and same_after_undo
        fact("reopened", same)
        if not same or check(session.project):
            raise StoreError(path=str(demo.project), detail="the reopened project differs")


def _nested_example(session: Session, document: str) -> list[str]:
    """Mark what the sample's first person marked there: a position, the body in it, the place in that."""
    marked = []
    text = session.document(document).text
    for span in example_spans(text):
        session.execute(
            commands.AddSpan(document, span["start"], span["end"], span["label"], span["attributes"])
        )
        marked.append(f"{span['label']} “{text[span['start'] : span['end']]}”")
    return marked


def example_spans(text: str) -> list[dict[str, Any]]:
    """The first span of the sample's layer on ``text`` that holds two others, and those; offsets in code points."""
    lines = (
        (sample_articles().parent / "annotations" / "lan-anh.jsonl").read_text(encoding="utf-8").split("\n")
    )
    spans = next(line["spans"] for line in map(json.loads, filter(None, lines)) if line["text"] == text)
    for outer in spans:
        inside = [
            s for s in spans if outer["start"] <= s["start"] and s["end"] <= outer["end"] and s is not outer
        ]
        if len(inside) > 1:
            return [outer, *inside]
    raise StoreError(path="", detail="no nested spans in the sample")


def _predict(model: Path, text: str) -> dict[str, object]:
    """Load the model where this program was never imported, and let it read ``text``."""
    child = subprocess.run(  # noqa: S603 - this Python, our own lines
        [sys.executable, "-I", "-c", _PREDICT, str(model)],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if child.returncode:
        raise ModelUnavailable(reason="cannot-predict", detail=child.stderr[-2000:])
    found: dict[str, object] = json.loads(child.stdout)
    spans = found.pop("spans")
    return {**found, "spans": len(spans) if isinstance(spans, list) else 0}
