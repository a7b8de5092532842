"""Every format on a whole project: what is written is read back and compared, and what it has no place for is counted."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from project_kit import LABELS, do, folder, gestures, new_session, texts

from annotator.errors import Cancelled, FormatError, NotTheSame, ProjectExists, UnknownFormat
from annotator.formats import losses
from annotator.formats.jsonl import JsonlWriter
from annotator.formats.prodigy import ProdigyWriter
from annotator.formats.registry import writer, writer_names
from annotator.services.commands import AddSpan, SetNote
from annotator.services.format_export import declared_losses, export_format

NAMES = writer_names()


@given(st.lists(texts, min_size=1, max_size=3, unique=True), gestures, gestures)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_every_format_exports_any_project_and_verifies_it(given_texts, first, second):
    with folder() as home, new_session(home / "a.corpus", given_texts) as session:
        for who, fours in (("lan", first), ("bao", second)):
            session.work_as(who)
            for four in fours:
                do(session, four)
        for name in NAMES:
            done = export_format(session.project, name, home / f"out-{name}", "all")
            assert done.files[0].exists()
            assert set(done.lost) <= set(declared_losses(name))


@pytest.fixture
def session(tmp_path):
    with new_session(tmp_path / "a.corpus", ["Ông Nam ở Huế.", "Không có gì."]) as opened:
        document = next(iter(opened.project.rows(None)))[0]
        opened.work_as("lan")
        opened.execute(AddSpan(document.id, 0, 7, "PERSON"))
        opened.execute(AddSpan(document.id, 4, 7, "PERSON"))
        opened.execute(AddSpan(document.id, 11, 13, LABELS[-1]))
        yield opened


def test_what_was_left_out_is_counted(session, tmp_path):
    done = export_format(session.project, "iob2", tmp_path / "o.iob2", "lan")
    assert (done.spans, done.lost[losses.OVERLAPS], done.lost[losses.CUT_TOKENS]) == (3, 1, 1)
    assert losses.SPAN_IDS not in done.lost
    assert losses.NOTES not in done.lost
    span = next(iter(next(iter(session.project.rows("lan")))[1].spans.values()))
    session.execute(SetNote(next(iter(session.project.rows("lan")))[0].id, span.id, "ghi"))
    assert export_format(session.project, "doccano", tmp_path / "o.jsonl", "lan").lost[losses.NOTES] == 1


@pytest.mark.parametrize("name", ["prodigy", "brat", "csv-spans", "labelstudio"])
def test_a_file_that_differs_is_never_taken_for_the_project(session, tmp_path, name, monkeypatch):
    kind = type(writer(name))
    write = kind.write

    def forgetful(self, path, rows, scheme):
        def less():
            for document, layer in rows:
                if layer is not None and layer.spans:
                    layer.spans.popitem()
                yield document, layer

        return write(self, path, less(), scheme)

    monkeypatch.setattr(kind, "write", forgetful)
    with pytest.raises(NotTheSame):
        export_format(session.project, name, tmp_path / "out", "lan")


def test_a_document_too_few_or_too_many(session, tmp_path, monkeypatch):
    write = ProdigyWriter.write
    for change in (lambda rows: rows[:1], lambda rows: [*rows, rows[0]]):
        monkeypatch.setattr(
            ProdigyWriter, "write", lambda self, p, r, s, change=change: write(self, p, change(list(r)), s)
        )
        with pytest.raises(NotTheSame):
            export_format(session.project, "prodigy", tmp_path / "out", "all")


def test_our_own_lines_go_their_own_way(session, tmp_path):
    assert declared_losses("jsonl") == JsonlWriter.losses == ()
    assert export_format(session.project, "jsonl", tmp_path / "o.jsonl", "lan").lost == {}


@pytest.mark.parametrize("name", NAMES)
def test_refusals_leave_everything_as_it_was(session, tmp_path, name):
    with pytest.raises(ProjectExists):
        export_format(session.project, name, tmp_path / "a.corpus", "lan")
    if "" not in writer(name).suffixes:  # a folder is made, with those above it
        with pytest.raises(FormatError):
            export_format(session.project, name, tmp_path / "none" / "o", "lan")

    def cancel(done, total, text=""):
        raise Cancelled

    with pytest.raises(Cancelled):
        export_format(session.project, name, tmp_path / "out.x", "lan", cancel)
    assert not [path for path in tmp_path.iterdir() if path.name.endswith((".part", ".x"))]


def test_an_unknown_format(session, tmp_path):
    with pytest.raises(UnknownFormat):
        export_format(session.project, "word", tmp_path / "o", "lan")
