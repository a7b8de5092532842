"""Looking at files before they are imported: what is found, and that what is foretold is what comes."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from project_kit import BAO, LABELS, LAN, SCHEME, TEXTS, contents, folder, tmp_path, write_lines

from annotator.errors import Cancelled
from annotator.formats.encoding import EncodingChoice
from annotator.formats.scheme_toml import load_scheme, write_scheme
from annotator.model.edit import LayerKey
from annotator.model.layer import LayerState
from annotator.model.scheme import AttributeType, LabelScheme
from annotator.services.import_plan import ImportPlan
from annotator.services.importing import as_planned, import_paths
from annotator.services.mapping_suggest import scheme_of, suggest, suggested_plan
from annotator.services.session import Session
from annotator.services.survey import survey
from annotator.store.project import Project

__all__ = ["tmp_path"]
TEXT = TEXTS[0]
LONG = " ".join(f"Câu số {n} nói về một việc khác hẳn là việc {n * n}." for n in range(60))
OLD = (
    "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc. Mäi ng\xadêi ®Òu cã viÖc lµm, cã c¬m ¨n, ¸o mÆc.\n"
    * 3
)


def span(start, end, label, text=TEXT, **more):
    return {"start": start, "end": end, "label": label, "text": text[start:end], **more}


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "a.corpus", SCHEME, LAN, [BAO]) as session:
        yield session


def test_what_files_hold_is_told_and_nothing_is_stored(session, tmp_path):
    home = tmp_path / "in"
    home.mkdir()
    rows = [
        {
            "text": TEXT,
            "layer": "thu",
            "spans": [span(0, 15, "PER", attributes={"alive": True}), span(0, 15, "ORG")],
        },
        {"text": TEXTS[1], "spans": [span(0, 2, "PER", TEXTS[1])], "labels": {"topic": "law"}},
        {"text": "Bài ba", "spans": [span(0, 99, "PER")]},
    ]
    write_lines(home / "a.jsonl", rows)
    (home / "b.txt").write_text("Một bài nữa.", encoding="utf-8")
    (home / "c.txt").write_bytes(OLD.encode("cp1252"))
    (home / "d.bin").write_bytes(b"\x7fELF")
    before = session.path.read_bytes()
    found = survey(session.project, [home])
    assert session.path.read_bytes() == before
    assert (found.documents, found.spans, dict(found.labels)) == (4, 3, {"PER": 2, "ORG": 1})
    assert found.examples["PER"] == "Ông Nguyễn Văn "[:15].strip()
    assert (dict(found.people), found.nobody) == ({"thu": 1}, 1)
    assert found.attributes["alive"].types == {"bool"}
    files = {path.rpartition("/")[2]: file for path, file in found.files.items()}
    assert {name: (file.format, file.documents, file.spans) for name, file in files.items()} == {
        "a.jsonl": ("jsonl", 3, 3), "b.txt": ("text", 1, 0), "c.txt": ("text", 0, 0),
    }  # fmt: skip
    old = files["c.txt"]
    assert (old.encoding, old.candidates[0]["lines"][0][:18]) == ("tcvn3", "Cộng hòa xã hội ch")
    assert old.confidence == old.candidates[0]["confidence"] >= 90
    assert files["b.txt"].encoding == "utf-8"
    kinds = found.kinds()
    assert kinds["error", "span-text-differs"] == kinds["error", "encoding-unconfirmed"] == 1
    assert kinds["warning", "skipped-other-kind"] == 1
    assert [issue.line for issue in found.odd_offsets] == [3]
    believed = survey(session.project, [home], encoding=EncodingChoice(believe=True))
    assert believed.documents == 5
    assert not believed.undecided_encodings


def test_texts_that_are_there_already_are_named(session, tmp_path):
    import_paths(
        session.project, [write_lines(tmp_path / "one.jsonl", [{"id": "a", "text": LONG}])], actor="lan"
    )
    other = LONG.replace("Câu số 7 ", "Câu thứ bảy ")
    rows = [{"text": LONG}, {"text": other}, {"text": "Bài khác hẳn"}, {"text": "Bài khác hẳn"}]
    found = survey(session.project, [write_lines(tmp_path / "two.jsonl", rows)])
    assert [(twin.line, twin.other, twin.near) for twin in found.twins] == [
        (1, "a", False),
        (2, "a", True),
        (4, "", False),
    ]
    assert not [
        twin for twin in survey(session.project, [tmp_path / "two.jsonl"], near=False).twins if twin.near
    ]


def test_a_survey_can_be_stopped(session, tmp_path):
    def stop(done, total, text=""):
        if done:
            raise Cancelled

    rows = [{"text": f"Bài {n}"} for n in range(100)]
    with pytest.raises(Cancelled):
        survey(session.project, [write_lines(tmp_path / "in.jsonl", rows)], progress=stop)


# --- what is foretold is what comes -------------------------------------------------------------------------------------------

LONGER = [LONG, LONG.replace("Câu số 7 ", "Câu thứ bảy "), LONG.replace("Câu số 9 ", "Câu thứ chín ")]
SHOWN = [*TEXTS[:2], *LONGER]
FOREIGN = [*LABELS[:2], "PER", "tổ chức"]
spans = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 6), st.sampled_from(FOREIGN)).map(
        lambda t: (t[0], t[0] + t[1], t[2])
    ),
    max_size=5,
    unique=True,
)
lines = st.lists(
    st.tuples(
        st.sampled_from(SHOWN),
        st.sampled_from([None, "lan", "bao", "user-7"]),
        spans,
        st.sampled_from([None, "flagged"]),
    ),
    min_size=1,
    max_size=6,
)
owners = st.sampled_from(["lan", "bao", "thu-ha", "user-7", ""])
plans = st.builds(
    ImportPlan,
    labels=st.dictionaries(st.sampled_from(FOREIGN), st.sampled_from([*LABELS, "", "NOT"]), max_size=4),
    people=st.dictionaries(st.sampled_from(["lan", "user-7"]), owners, max_size=2),
    everybody=st.sampled_from(["", "", "bao"]),
    near_duplicates=st.sampled_from(["take", "skip"]),
)


def records(made):
    rows = []
    for text, layer, places, state in made:
        row = {
            "text": text,
            "spans": [span(*place, text) for place in places if text[place[0] : place[1]].strip()],
        }
        row |= {"layer": layer} if layer else {}
        rows.append(row | ({"state": state} if state else {}))
    return rows


@given(st.lists(lines, min_size=1, max_size=2), plans)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_foretold_is_what_comes(files, plan):
    with folder() as home, Project.create(home / "a.corpus", SCHEME, [LAN, BAO]) as project:
        for number, made in enumerate(files):  # the second one meets what the first has brought
            source = write_lines(home / f"{number}.jsonl", records(made))
            found = survey(project, [source])
            skip = plan.near_duplicates == "skip"
            told = found.book.outcome(plan.wording(), SCHEME.label_ids, "lan", skip_near=skip)
            report = import_paths(project, [source], actor="lan", read_as=as_planned(plan))
            assert (told.documents, told.spans, told.near) == (report.documents, report.spans, report.near)
            said = sum(issue.code == "unknown-label" for issue in report.issues)
            assert told.undecided.total() == said
            by_plan = sum(count for label, count in report.left.items())
            assert told.left.total() == by_plan


# --- what names probably mean -------------------------------------------------------------------------------------------------


def test_names_are_found_by_id_by_name_and_by_their_beginning():
    scheme = load_scheme("neu-guong")
    known = {label.id: [*label.names.values(), *label.short.values()] for label in scheme.labels}
    foreign = ["PERSON", "person", "Địa danh", "dia_danh", "PER", "ORGANIZATION", "DA", "MISC", "D"]
    assert suggest(foreign, known) == {
        "PERSON": "PERSON", "person": "PERSON", "Địa danh": "PLACE", "dia_danh": "PLACE", "ORGANIZATION": "ORG",
    }  # fmt: skip
    assert suggest(["PER"], {"PERSON": [], "ORG": []}) == {"PER": "PERSON"}  # there PERCENT begins so, too


def test_what_is_decided_already_is_left_alone(session, tmp_path):
    rows = [{"text": TEXT, "spans": [span(0, 15, "person"), span(17, 23, "position"), span(4, 15, "ORG")]}]
    found = survey(session.project, [write_lines(tmp_path / "in.jsonl", rows)])
    plan = suggested_plan(found, SCHEME, ImportPlan(labels={"person": ""}))
    assert plan.labels == {"person": "", "position": "POSITION"}


# --- a scheme made from what files hold ---------------------------------------------------------------------------------------


def test_a_scheme_made_from_files_takes_everything(tmp_path):
    values = {"alive": True, "age": 3, "born": "2019-07-08", "sort": "new", "said": "một hai"}
    rows = [
        {
            "text": TEXT,
            "spans": [
                span(0, 15, "Người", id="p", attributes=values),
                span(17, 23, "nguoi", id="q"),
                span(4, 15, "labels"),
                span(24, 33, "7 \u00a0x", id="r"),
            ],
            "relations": [{"head": "p", "tail": "r", "label": "ở đâu"}],
            "labels": {"hợp lệ": True},
        }
    ]
    source = write_lines(tmp_path / "in.jsonl", rows)
    with Project.create(tmp_path / "a.corpus", SCHEME, [LAN]) as project:
        made = scheme_of(survey(project, [source]), "Bộ của tôi 2026")
    assert LabelScheme.from_dict(made.scheme.to_dict()) == made.scheme
    (tmp_path / "s.toml").write_text(write_scheme(made.scheme), encoding="utf-8")
    assert load_scheme(tmp_path / "s.toml") == made.scheme
    assert {a.names["vi"]: a.type for a in made.scheme.attributes} == {
        "alive": AttributeType.BOOL, "age": AttributeType.NUMBER, "born": AttributeType.DATE,
        "sort": AttributeType.CHOICE, "said": AttributeType.TEXT,
    }  # fmt: skip
    with Project.create(tmp_path / "b.corpus", made.scheme, [LAN]) as project:
        report = import_paths(project, [source], actor="lan", read_as=as_planned(made.plan))
        assert (report.errors, report.spans, report.relations) == (0, 4, 1)
        layer = contents(project)[1][next(project.documents()).id, "lan"]
        assert layer.spans["p"].attributes == {**values, "age": "3"}
        assert layer.labels == {"HOP_LE": True}


def test_a_scheme_needs_labels(session, tmp_path):
    found = survey(session.project, [write_lines(tmp_path / "in.jsonl", [{"text": TEXT}])])
    with pytest.raises(ValueError, match="no labels"):
        scheme_of(found, "x")


def test_states_alone_fill_a_layer(session, tmp_path):
    rows = [
        {"text": TEXT, "layer": "lan", "state": "flagged"},
        {"text": TEXT, "layer": "lan", "spans": [span(0, 3, "ORG")]},
    ]
    source = write_lines(tmp_path / "in.jsonl", rows)
    told = survey(session.project, [source]).book.outcome(
        ImportPlan().wording(), SCHEME.label_ids, "lan", skip_near=False
    )
    report = import_paths(session.project, [source], actor="lan")
    assert (told.documents, told.spans) == (report.documents, report.spans) == (1, 0)
    (document,) = session.project.documents()
    assert session.project.layer(LayerKey(document.id, "lan")).state is LayerState.FLAGGED
    assert json.loads(json.dumps(told.left)) == {}
