"""Import: what comes in, what is said about what does not, and undo, redo and repetition of it all."""

import pytest
from project_kit import (
    BAO,
    LAN,
    SCHEME,
    TEXTS,
    assert_sound,
    contents,
    do,
    log_heads,
    new_project,
    new_session,
    random_gestures,
    write_lines,
    write_texts,
)

from annotator.errors import Cancelled, ChangedSince, UnknownDocument
from annotator.model.document import Document, text_digest
from annotator.model.edit import LayerKey
from annotator.model.layer import LayerState
from annotator.model.people import Annotator
from annotator.services.backups import list_backups
from annotator.services.commands import AddSpan, Finish, RemoveSpan
from annotator.services.exporting import export_jsonl
from annotator.services.importing import ImportStopped, import_paths
from annotator.services.session import Session

TEXT = TEXTS[0]


def spans_of(*places, **fields):
    return [{"start": s, "end": e, "label": label, "text": TEXT[s:e], **fields} for s, e, label in places]


def line(layer="lan", text=TEXT, **fields):
    return {
        "id": "a",
        "text": text,
        "layer": layer,
        "spans": spans_of((0, 15, "PERSON"), (17, 23, "POSITION")),
        **fields,
    }


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "a.corpus", SCHEME, LAN, [BAO]) as session:
        yield session
        assert_sound(session.project)


@pytest.fixture
def bring(session, tmp_path):
    def bring(*lines, actor="lan", **options):
        report = import_paths(
            session.project, [write_lines(tmp_path / "in.jsonl", lines)], actor=actor, **options
        )
        session.changed_widely("import")
        return report

    return bring


def codes(report, *severities):
    return [issue.code for issue in report.issues if not severities or issue.severity in severities]


def counts(report):
    return report.documents, report.layers, report.spans, report.relations, report.skipped


# --- what comes in ------------------------------------------------------------------------------------------------------------


def test_a_line_becomes_a_document_and_a_layer(session, bring):
    entities = [{**span, "id": id} for span, id in zip(line()["spans"], "pq", strict=True)]
    report = bring(
        line(
            state="flagged", reason="hỏi", labels={"topic": "law", "score": 1.5}, reviewed_to=20, meta={"source": "Báo", "title": "Tên"},
            spans=[*entities, *spans_of((39, 53, "MONEY"), attributes={"value": 300, "unit": "triệu"}, note="?", certainty="unsure")],
            relations=[{"head": "p", "tail": "q", "label": "HOLDS"}],
        )
    )  # fmt: skip
    assert (counts(report), report.issues, report.people) == ((1, 1, 3, 1, 0), [], [])
    assert session.document("a") == Document("a", TEXT, "Tên", {"source": "Báo"}, text_digest(TEXT))
    layer = session.layer("a")
    assert (layer.state, layer.reason, layer.reviewed_to) == (LayerState.FLAGGED, "hỏi", 20)
    assert layer.labels == {"topic": "law", "score": "1.5"}
    assert [span[1:7] for span in layer.in_order()] == [
        (0, 15, "PERSON", {}, "", "sure"),
        (17, 23, "POSITION", {}, "", "sure"),
        (39, 53, "MONEY", {"value": "300", "unit": "triệu"}, "?", "unsure"),
    ]
    assert [(r.head, r.tail, r.label) for r in layer.relations.values()] == [("p", "q", "HOLDS")]
    assert session.queue_item("a").spans == 3


def test_spans_of_a_line_that_names_nobody(session, bring):
    bring(line(layer=None))
    assert len(session.layer("a").spans) == 2
    bring(line(layer=None, id="b", text=TEXT + "."), annotator="bao")
    assert len(session.project.layer(LayerKey("b", "bao")).spans) == 2


def test_people_are_made_as_they_come(session, bring):
    report = bring(line(layer="chi"), line(layer="dung"), line(layer="bao"))
    assert report.people == ["chi", "dung"]
    assert [person.id for person in session.annotators()] == ["bao", "chi", "dung", "lan"]
    session.undo()
    assert [person.id for person in session.annotators()] == ["bao", "lan"]
    session.redo()
    assert Annotator("chi", "chi") in session.annotators()


def test_who_imports_stays_when_the_import_is_undone(session, bring):
    bring(line(layer="chi"), actor="chi")
    session.work_as("chi")
    session.undo()
    assert Annotator("chi", "chi") in session.annotators()
    assert session.queue() == []


def test_folders_and_text_files(session, tmp_path):
    home = tmp_path / "bài"
    (home / "sâu").mkdir(parents=True)
    (home / "một.txt").write_text("Bài một.\r\nHết.", encoding="utf-8", newline="")
    (home / "sâu" / "hai.txt").write_text("\ufeffBài hai.", encoding="utf-8")
    report = import_paths(session.project, [home], actor="lan")
    assert (report.documents, report.errors) == (2, 0)
    assert sorted(session.document(item.document).text for item in session.queue()) == [
        "Bài hai.",
        "Bài một.\r\nHết.",
    ]


# --- what is said -------------------------------------------------------------------------------------------------------------

WRONG = [
    (line(spans=spans_of((0, 15, "NONE"))), "error", "unknown-label"),
    (line(spans=spans_of((3, 4, "ORG"))), "error", "span-blank"),
    (line(spans=[{"start": 0, "end": 15, "label": "ORG", "text": "khác"}]), "error", "span-text-differs"),
    (line(spans=[{"start": 0, "end": 500, "label": "ORG"}]), "error", "span-outside"),
    (line(spans=spans_of((0, 15, "ORG"), (0, 15, "ORG"))), "warning", "duplicate-span"),
    (line(spans=spans_of((0, 3, "ORG"), (4, 9, "ORG"), id="x")), "warning", "duplicate-span-id"),
    (line(spans=spans_of((0, 3, "ORG"), attributes={"value": 1})), "error", "invalid-attribute"),
    (line(spans=spans_of((0, 3, "MONEY"), attributes={"value": "x", "unit": "kg"})), "error", "invalid-attribute"),
    (line(labels={"topic": "none"}), "error", "invalid-document-label"),
    (line(labels={"other": "x"}), "error", "invalid-document-label"),
    (line(relations=[{"head": "x", "tail": "y", "label": "HOLDS"}]), "error", "relation-end-missing"),
    (line(text=""), "error", "empty-text"),
    ({"id": "a", "text": 3}, "error", "wrong-type"),
    ({"id": "a"}, "error", "missing-field"),
    (line(more=1), "info", "unknown-key"),
    (line(state="asleep"), "warning", "unknown-state"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "severity", "code"), WRONG, ids=[code for _, _, code in WRONG])
def test_what_does_not_hold_is_said_with_its_line(session, bring, wrong, severity, code):
    report = bring({"id": "good", "text": "Một bài khác."}, wrong)
    (issue,) = [issue for issue in report.issues if issue.code == code]
    assert (issue.severity, issue.line) == (severity, 2)
    assert session.document("good")


ENDS = [{**span, "id": id} for span, id in zip(line()["spans"], "pq", strict=True)]
RELATIONS = [
    ([("p", "q", "NONE")], "unknown-relation", 0),
    ([("q", "p", "HOLDS")], "relation-not-allowed", 0),
    ([("p", "p", "AT")], "relation-not-allowed", 0),
    ([("p", "q", "HOLDS"), ("p", "q", "HOLDS")], "duplicate-relation", 1),
]


@pytest.mark.parametrize(("relations", "code", "kept"), RELATIONS, ids=[code for _, code, _ in RELATIONS])
def test_relations_that_do_not_hold(session, bring, relations, code, kept):
    rows = [{"head": head, "tail": tail, "label": label, "id": "r"} for head, tail, label in relations]
    assert codes(bring(line(spans=ENDS, relations=rows))) == [code]
    assert len(session.layer("a").relations) == kept


def test_relation_ids_that_are_there_twice_are_told_apart(session, bring):
    spans = [*ENDS, *({**span, "id": "g"} for span in spans_of((24, 32, "ORG")))]
    rows = [
        {"head": a, "tail": b, "label": label, "id": "r"}
        for a, b, label in [("p", "q", "HOLDS"), ("q", "g", "AT")]
    ]
    assert bring(line(spans=spans, relations=rows)).issues == []
    assert len(session.layer("a").relations) == 2


def test_files_that_cannot_be_read(session, tmp_path):
    (tmp_path / "x.bin").write_bytes(b"\x00\x01\x02")
    (tmp_path / "p.txt").write_bytes(b"%PDF-1.7 \x00")
    paths = [tmp_path / "none.jsonl", tmp_path / "x.bin", tmp_path / "p.txt"]
    report = import_paths(session.project, paths, actor="lan")
    assert [issue.severity for issue in report.issues] == ["error"] * 3
    assert [issue.path for issue in report.issues] == [str(path) for path in paths]
    assert counts(report) == (0, 0, 0, 0, 0)
    assert session.next_undo() is None


# --- strict, cancelled, failed ------------------------------------------------------------------------------------------------


def test_strict_takes_all_or_nothing(session, bring):
    bring({"id": "good", "text": "Đã có."})
    before = log_heads(session.project), contents(session.project), session.next_undo()
    with pytest.raises(ImportStopped) as error:
        bring({"id": "b", "text": "Bài mới."}, line(layer="chi", spans=spans_of((0, 3, "NONE"))), strict=True)
    assert (error.value.reason, error.value.line) == ("unknown-label", 2)
    assert error.value.report.errors == 1
    assert (log_heads(session.project), contents(session.project), session.next_undo()) == before
    assert bring({"id": "b", "text": "Bài mới."}, strict=True).documents == 1


def test_a_warning_does_not_stop_a_strict_import(session, bring):
    assert bring(line(state="asleep"), strict=True).documents == 1


def test_a_cancelled_import_changes_nothing(session, bring):
    before = log_heads(session.project)

    def stop(done, total, text=""):
        raise Cancelled

    with pytest.raises(Cancelled):
        bring(*({"id": f"x{n}", "text": f"Bài {n}."} for n in range(250)), progress=stop)
    assert log_heads(session.project) == before
    assert session.queue() == []


# --- again, undone, and again -------------------------------------------------------------------------------------------------


def test_importing_twice_changes_nothing_and_says_so(session, bring):
    lines = [line(), line(layer="bao", state="finished"), {"id": "b", "text": "Không ai đọc."}]
    assert counts(bring(*lines)) == (2, 2, 4, 0, 0)
    before = log_heads(session.project), contents(session.project)
    again = bring(*lines)
    assert counts(again) == (0, 0, 0, 0, 3)
    assert sorted(codes(again)) == ["layer-known", "layer-known", "same-text"]
    assert {issue.severity for issue in again.issues} == {"info"}
    assert (log_heads(session.project), contents(session.project)) == before


def test_a_layer_that_exists_is_never_overwritten(session, bring):
    bring(line())
    before = contents(session.project)
    report = bring(line(spans=spans_of((0, 15, "ORG"))))
    assert (codes(report, "error"), report.skipped) == (["layer-exists"], 1)
    assert contents(session.project) == before
    (issue,) = report.issues
    assert (issue.fields["document"], issue.fields["layer"], issue.fields["spans"]) == ("a", "lan", 1)


DIFFERENT = [
    {"relations": [{"head": "q", "tail": "g", "label": "AT"}]},
    {"state": "skipped", "reason": "b"},
    {"labels": {"topic": "life"}},
]


@pytest.mark.parametrize("other", DIFFERENT, ids=["relations", "reason", "labels"])
def test_layers_that_differ_in_anything_are_not_taken_for_known(bring, other):
    spans = [*ENDS, *({**span, "id": "g"} for span in spans_of((24, 32, "ORG")))]
    first = {
        "relations": [{"head": "p", "tail": "g", "label": "AT"}],
        "state": "skipped",
        "reason": "a",
        "labels": {"topic": "law"},
    }
    bring(line(spans=spans, **first))
    assert codes(bring(line(spans=spans, **first))) == ["layer-known"]
    assert codes(bring(line(spans=spans, **(first | other)))) == ["layer-exists"]


def test_a_layer_joins_a_text_that_is_already_there(session, bring):
    bring({"id": "known", "text": TEXT})
    report = bring(line())
    assert counts(report) == (0, 1, 2, 0, 0)
    assert [item.document for item in session.queue()] == ["known"]
    assert len(session.layer("known").spans) == 2


def test_an_id_that_is_taken_by_another_text(session, bring):
    bring({"id": "a", "text": "Bài cũ."})
    report = bring(line(), line(layer="bao"))
    new = text_digest(TEXT)[:16]
    assert codes(report) == ["id-taken"]
    assert report.issues[0].fields == {"id": "a", "new": new}
    assert session.document(new).meta == {"id": "a"}
    assert session.project.layer_annotators(new) == ["bao", "lan"]


def test_an_id_made_of_a_digest_that_another_text_bears(session, bring):
    """As when a text was exported with the id made for it, changed by hand, and imported before the old one."""
    digest = text_digest(TEXT)
    bring({"id": digest[:16], "text": "Đã sửa."}, {"id": digest[:24], "text": "Đã sửa nữa."})
    assert codes(bring({"text": TEXT})) == ["id-taken"]
    assert session.document(digest[:32]).text == TEXT


def test_undo_withdraws_and_redo_brings_back(session, bring):
    bring(line(), line(layer="bao"), {"id": "b", "text": "Bài khác."})
    everything = contents(session.project)
    assert session.undo().wide
    assert contents(session.project) == ({}, {})
    assert session.queue() == []
    for call in (session.document, session.queue_item):
        with pytest.raises(UnknownDocument):
            call("a")
    with pytest.raises(UnknownDocument):
        session.execute(AddSpan("a", 0, 3, "ORG"))
    assert session.redo().wide
    assert contents(session.project) == everything


def test_importing_again_after_undo(session, bring):
    lines = [line(), line(layer="bao"), {"id": "b", "text": "Bài khác."}]
    bring(*lines)
    everything = contents(session.project)
    session.undo()
    report = bring(*lines)
    assert (counts(report), report.issues) == ((2, 2, 4, 0, 0), [])
    documents, layers = contents(session.project)
    assert documents == everything[0]
    assert {key: [s[1:] for s in layer.in_order()] for key, layer in layers.items()} == {
        key: [s[1:] for s in layer.in_order()] for key, layer in everything[1].items()
    }
    session.undo()
    assert session.queue() == []
    session.redo()
    assert contents(session.project) == (documents, layers)


def test_importing_other_layers_after_undo(session, bring):
    bring(line())
    session.execute(AddSpan("a", 24, 32, "ORG"))
    session.undo()
    session.undo()
    report = bring(line(spans=spans_of((39, 53, "MONEY")), id="other"), line(layer="bao", id="other"))
    assert (counts(report), report.issues) == ((1, 2, 3, 0, 0), [])
    assert [span.label for span in session.layer("a").in_order()] == ["MONEY"]


def test_undo_of_an_import_others_have_worked_on_is_refused(session, bring):
    bring(line(layer="bao"), {"id": "b", "text": TEXT + " Hết."})
    session.work_as("bao")
    session.execute(AddSpan("b", 0, 15, "PERSON"))
    session.work_as("lan")
    refuse_undo(session, "b")
    session.work_as("bao")
    session.undo()
    (gone, *_) = session.layer("a").in_order()
    session.execute(RemoveSpan("a", gone.id))
    session.work_as("lan")
    refuse_undo(session, "a")
    session.work_as("bao")
    session.undo()
    session.execute(Finish("a"))
    session.work_as("lan")
    refuse_undo(session, "a")
    session.work_as("bao")
    session.undo()
    session.work_as("lan")
    session.undo()
    assert session.queue() == []


def refuse_undo(session, document):
    before = log_heads(session.project), contents(session.project), session.next_undo()
    with pytest.raises(ChangedSince) as error:
        session.undo()
    assert (error.value.step, error.value.document, error.value.annotator) == ("import", document, "bao")
    assert (log_heads(session.project), contents(session.project), session.next_undo()) == before


def test_redo_on_a_withdrawn_document_is_refused(session, bring):
    bring({"id": "a", "text": TEXT})
    session.work_as("bao")
    session.execute(AddSpan("a", 0, 15, "PERSON"))
    session.undo()
    session.work_as("lan")
    session.undo()
    session.work_as("bao")
    with pytest.raises(ChangedSince):
        session.redo()
    bring({"id": "a", "text": TEXT})
    session.redo()
    assert len(session.layer("a").spans) == 1


def test_redo_into_a_layer_that_an_import_has_filled_is_refused(session, bring):
    bring({"id": "a", "text": TEXT})
    session.work_as("bao")
    session.execute(AddSpan("a", 24, 32, "ORG"))
    session.undo()
    bring(line(layer="bao"))
    before = contents(session.project)
    with pytest.raises(ChangedSince):
        session.redo()
    assert contents(session.project) == before


# --- an export brought back ---------------------------------------------------------------------------------------------------


def test_an_export_gives_the_same_project_again(tmp_path):
    out = tmp_path / "all.jsonl"
    with new_session(tmp_path / "a.corpus") as session:
        for four in random_gestures(5, 300):
            do(session, four)
        everything = contents(session.project)
        assert sum(len(layer.spans) for layer in everything[1].values()) > 5
        export_jsonl(session.project, out, "all")
    with Session.create(tmp_path / "b.corpus", SCHEME, LAN, [BAO]) as session:
        report = import_paths(session.project, [out], actor="lan")
        assert report.issues == []
        assert contents(session.project) == everything
        assert counts(import_paths(session.project, [out], actor="lan"))[:4] == (0, 0, 0, 0)
        assert contents(session.project) == everything
        assert_sound(session.project)


def test_a_backup_is_made_before_every_import_but_the_first(session, bring):
    bring({"id": "a", "text": TEXT})
    assert list_backups(session.path) == []
    bring({"id": "b", "text": TEXT + "."})
    (backup,) = list_backups(session.path)
    assert (backup.reason, backup.documents) == ("import", 1)


def test_many_documents(tmp_path):
    given = [f"Bài thứ {number}. {TEXT}" for number in range(1203)]
    with new_project(tmp_path / "a.corpus", given[:3]) as project:
        report = import_paths(project, [write_texts(tmp_path / "in.jsonl", given)], actor="lan")
        assert (report.documents, report.skipped) == (1200, 3)
        with_session = Session(project, LAN)
        assert with_session.is_large(with_session.next_undo())
        with_session.undo()
        assert project.count_documents() == 3
        with_session.redo()
        assert project.count_documents() == 1203
        assert_sound(project)
