"""The exported JSON lines are the project: the same documents, layers, spans and relations, whatever is in them."""

import json
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from project_kit import (
    BAO,
    LABELS,
    LAN,
    SCHEME,
    TEXTS,
    assert_sound,
    contents,
    do,
    folder,
    gestures,
    new_project,
    new_session,
    texts,
)

from annotator.errors import Cancelled, FormatError, NotAProject, NotTheSame, StoreError, UnknownAnnotator
from annotator.formats.base import replacing
from annotator.formats.docbin import read_docbin
from annotator.formats.docbin_types import Action, Options
from annotator.formats.jsonl import LineEncoder
from annotator.model.edit import LayerKey
from annotator.services import lines_export
from annotator.services.commands import AddSpan, Skip
from annotator.services.exporting import (
    LayerNotNamed,
    choose_layer,
    export_docbin,
    export_jsonl,
    preflight,
)
from annotator.services.importing import import_paths
from annotator.services.lines_export import write_lines
from annotator.services.session import Session
from annotator.services.stats import stats


def lines_of(path):
    """The lines as plain JSON, cut at LF alone, read by another parser than the program's."""
    return [json.loads(line) for line in path.read_bytes().decode("utf-8").split("\n") if line]


def as_line(layer, text):
    """What the line of a layer must say, told without the program's writer."""
    return {
        "layer": layer.key.annotator,
        "state": layer.state.value,
        "reason": layer.reason,
        "reviewed_to": layer.reviewed_to,
        "labels": {key: str(value) for key, value in layer.labels.items()},
        "spans": sorted(
            (s.id, s.start, s.end, s.label, text[s.start : s.end], _strings(s.attributes), s.note, s.certainty, s.origin)
            for s in layer.spans.values()
        ),
        "relations": sorted(tuple(r) for r in layer.relations.values()),
    }  # fmt: skip


def _strings(values):
    return sorted((key, str(value)) for key, value in values.items())


def as_read(line):
    return {
        "layer": line["layer"],
        "state": line["state"],
        "reason": line.get("reason", ""),
        "reviewed_to": line["reviewed_to"],
        "labels": {key: str(value) for key, value in line["labels"].items()},
        "spans": sorted(
            (s["id"], s["start"], s["end"], s["label"], s["text"], _strings(s["attributes"]), s["note"], s["certainty"],
             s.get("origin", ""))
            for s in line["spans"]
        ),
        "relations": sorted((r["id"], r["head"], r["tail"], r["label"]) for r in line["relations"]),
    }  # fmt: skip


@given(st.lists(texts, min_size=1, max_size=4, unique=True), gestures, gestures)
@settings(max_examples=50)
def test_the_file_is_the_project(given_texts, first, second):
    _export_and_compare(given_texts, first, second)


@pytest.mark.slow
@given(st.lists(texts, min_size=1, max_size=4, unique=True), gestures, gestures)
def test_the_file_is_the_project_long(given_texts, first, second):
    _export_and_compare(given_texts, first, second)


def _export_and_compare(given_texts, first, second):
    with folder() as home, new_session(home / "a.corpus", given_texts) as session:
        for who, fours in (("lan", first), ("bao", second)):
            session.work_as(who)
            for four in fours:
                do(session, four)
        documents, layers = contents(session.project)
        out = home / "out.jsonl"
        done = export_jsonl(session.project, out, "all")
        found = lines_of(out)
        assert {(line["id"], line["text"]) for line in found} == {(d.id, d.text) for d in documents.values()}
        assert [line["text"].encode() for line in found]
        told = {LayerKey(line["id"], line["layer"]): line for line in found if line["layer"]}
        assert {key: as_line(layers[key], documents[key.document].text) for key in layers} == {
            key: as_read(line) for key, line in told.items() if key in layers
        }
        assert all(not line["spans"] for key, line in told.items() if key not in layers)
        assert done.spans == sum(len(layer.spans) for layer in layers.values())
        assert done.documents == len(documents)
        again = home / "again.jsonl"
        export_jsonl(session.project, again, "all")
        assert again.read_bytes() == out.read_bytes()
        with Session.create(home / "b.corpus", SCHEME, LAN, [BAO]) as other:
            assert import_paths(other.project, [out], actor="lan").issues == []
            assert contents(other.project)[1] == layers
            assert [d.text for d in other.project.documents()] == [d.text for d in documents.values()]
            assert_sound(other.project)


@pytest.fixture
def session(tmp_path):
    with new_session(tmp_path / "a.corpus") as session:
        yield session


def mark(session, who, document="d1"):
    session.work_as(who)
    session.execute(AddSpan(document, 0, 16, LABELS[0]))


def test_one_layer_and_all(session, tmp_path):
    mark(session, "lan")
    mark(session, "bao")
    mark(session, "bao", "d2")
    out = tmp_path / "o.jsonl"
    assert (export_jsonl(session.project, out, "bao").layers, len(lines_of(out))) == (2, 2)
    assert (export_jsonl(session.project, out, "lan").layers, len(lines_of(out))) == (1, 1)
    done = export_jsonl(session.project, out, "all")
    assert (done.documents, done.layers, done.spans, len(lines_of(out))) == (3, 3, 3, 4)
    assert lines_of(out)[3]["layer"] is None


def test_which_layer_is_meant(session):
    assert choose_layer(session.project, None) == "all"
    mark(session, "lan")
    assert choose_layer(session.project, None) == "lan"
    mark(session, "bao")
    with pytest.raises(LayerNotNamed) as error:
        choose_layer(session.project, None)
    assert error.value.known == ["bao", "lan"]
    assert choose_layer(session.project, "all") == "all"
    assert choose_layer(session.project, "bao") == "bao"
    with pytest.raises(UnknownAnnotator):
        choose_layer(session.project, "nobody")


def test_gold_comes_first(tmp_path):
    out = tmp_path / "in.jsonl"
    line = {"id": "a", "text": TEXTS[0], "spans": [{"start": 0, "end": 3, "label": "ORG"}]}
    out.write_text("".join(json.dumps({**line, "layer": who}) + "\n" for who in ("lan", "gold")))
    with new_project(tmp_path / "a.corpus", ()) as project:
        import_paths(project, [out], actor="")
        assert choose_layer(project, None) == "gold"


@pytest.mark.parametrize(
    ("old", "new"), [("PERSON", "ORG"), ('"end":16', '"end":14'), ("sure", "unsure"), ("Ông", "Bà")]
)
def test_a_line_that_is_not_the_layer_is_found_out(session, tmp_path, monkeypatch, old, new):
    """An encoder that were wrong would not be believed."""
    mark(session, "lan")
    right = LineEncoder._bytes
    seen = []

    def wrong(encoder, line):
        made = right(encoder, line)
        seen.append(old.encode() in made)
        return made.replace(old.encode(), new.encode(), 1)

    monkeypatch.setattr(LineEncoder, "_bytes", wrong)
    with pytest.raises(NotTheSame):
        export_jsonl(session.project, tmp_path / "o.jsonl", "all")
    assert any(seen)
    assert not list(tmp_path.glob("*o.jsonl*"))


@pytest.mark.parametrize("harm", ["flip", "lose", "repeat"])
def test_a_file_that_is_not_what_was_written_is_found_out(session, tmp_path, monkeypatch, harm):
    mark(session, "lan")
    out = tmp_path / "o.jsonl"
    out.write_text("before")

    class Disk:
        """A disk that stores something else than it was given, once."""

        def __init__(self, file):
            self.file, self.name, self.count = file, file.name, 0

        def write(self, data):
            self.count += 1
            if self.count == 2:
                data = {"flip": data.replace(b"l", b"m", 1), "lose": b"", "repeat": data * 2}[harm]
            return self.file.write(data)

        def flush(self):
            self.file.flush()

    @contextmanager
    def faulty(path):
        with replacing(path) as file:
            yield Disk(file)

    monkeypatch.setattr(lines_export, "replacing", faulty)
    with pytest.raises(NotTheSame):
        export_jsonl(session.project, out, "all")
    assert out.read_text() == "before"
    assert len(list(tmp_path.glob("*o.jsonl*"))) == 1


def test_an_export_that_cannot_be_written_leaves_nothing(session, tmp_path):
    mark(session, "lan")
    with pytest.raises((StoreError, FormatError)) as error:
        export_jsonl(session.project, tmp_path / "none" / "o.jsonl", "all")
    assert error.value.code in ("format-error", "store-error")
    assert not (tmp_path / "none").exists()


def test_what_a_docbin_export_would_meet(session):
    mark(session, "lan")
    session.execute(AddSpan("d1", 4, 16, "PERSON"))
    session.execute(AddSpan("d1", 26, 33, "ORG"))
    session.execute(AddSpan("d2", 0, 2, "ORG"))
    session.execute(Skip("d2"))
    found = preflight(session.project, "lan")
    assert (found.documents, found.spans, found.aligned, found.skipped) == (1, 3, 2, ["d2"])
    assert [cut.wrong.span.start for cut in found.misaligned] == [26]
    assert len(found.nested) == 1
    assert found.labels == {"PERSON": 2, "ORG": 1}


def test_choices_for_equal_span_ids_of_two_people_are_kept_apart(tmp_path):
    given_lines = [
        {"id": "a", "text": TEXTS[0], "layer": who, "spans": [{"id": "s1", "start": 0, "end": 2, "label": "ORG", "text": TEXTS[0][:2]}]}
        for who in ("bao", "lan")
    ]  # fmt: skip
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in given_lines))
    with Session.create(tmp_path / "a.corpus", SCHEME, LAN, [BAO]) as session:
        assert import_paths(session.project, [source], actor="lan").issues == []
        cuts = preflight(session.project, "all").misaligned
        assert [(cut.document.id, cut.annotator, cut.wrong.span.id) for cut in cuts] == [
            ("a", "bao", "s1"),
            ("a", "lan", "s1"),
        ]
        each = {("a", "bao", "s1"): Action.EXPAND, ("a", "lan", "s1"): Action.SKIP}
        done = export_docbin(session.project, tmp_path / "out", "all", Options(each=each))
        assert (done.counts.moved, done.counts.skipped, done.counts.stored) == (1, 1, 1)
        stored = {found.data["layer"]: found.spans for path in done.files[:1] for found in read_docbin(path)}
        assert {who: len(spans) for who, spans in stored.items()} == {"bao": 1, "lan": 0}


def test_counts(session):
    mark(session, "lan")
    mark(session, "bao")
    session.execute(Skip("d2"))
    found = stats(session.project)
    assert (found.documents, found.characters, found.scheme) == (3, sum(map(len, TEXTS)), "trial 1")
    assert [(layer.annotator, layer.name, layer.spans) for layer in found.layers] == [
        ("bao", "Bảo", 1),
        ("lan", "Lan", 1),
    ]
    assert found.layers[0].states == {"in_progress": 1, "skipped": 1, "new": 1}
    assert found.layers[0].labels == {"PERSON": 1}


def test_two_processes_write_what_one_writes(tmp_path):
    with new_session(tmp_path / "a.corpus", [f"{text} {n}" for n in range(7) for text in TEXTS]) as session:
        session.execute(AddSpan("d2", 0, 2, "ORG"))
        session.execute(AddSpan("d20", 0, 3, "ORG"))
        one = write_lines(session.project, tmp_path / "one.jsonl", None)
        two = write_lines(session.project, tmp_path / "two.jsonl", None, large=0)
        lan = write_lines(session.project, tmp_path / "lan.jsonl", "lan", large=0)
    assert one == two == (21, 2, 2)
    assert lan == (2, 2, 2)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    assert not list(tmp_path.glob(".*"))


def test_what_the_second_process_meets_is_told_and_leaves_nothing(tmp_path):
    out = tmp_path / "out.jsonl"
    out.write_text("before")
    with new_session(tmp_path / "a.corpus") as session:
        session.project.path = tmp_path / "gone.corpus"
        with pytest.raises(NotAProject):
            write_lines(session.project, out, None, large=0)
    assert out.read_text() == "before"
    assert not list(tmp_path.glob(".*"))


def test_stopping_ends_the_second_process(tmp_path):
    def stop(done, total, text=""):
        raise Cancelled

    with new_session(tmp_path / "a.corpus") as session:
        with pytest.raises(Cancelled):
            write_lines(session.project, tmp_path / "out.jsonl", None, stop, large=0)
        session.execute(AddSpan("d2", 0, 2, "ORG"))  # nobody reads any more
    assert not list(tmp_path.glob("*.jsonl"))
    assert not list(tmp_path.glob(".*"))
