"""Opening packages: what an office changes travels, what a laptop did stays, an old package takes nothing back."""

import pytest
from exchange_kit import copy, give_out, mark, new_office, send_back, take_in
from project_kit import SCHEME, assert_sound, bring_texts

from annotator.errors import Cancelled, PackageError, TextDiffers
from annotator.model.assignment import Assignment, Plan
from annotator.model.edit import FactSet
from annotator.model.history import PROJECT
from annotator.model.people import Annotator, Role
from annotator.model.scheme import LabelScheme
from annotator.services import assignments, packages_open
from annotator.services.packages import acknowledged, pack_work
from annotator.services.packages_open import default_target, open_package
from annotator.services.session import Session
from annotator.store.project import Project


@pytest.fixture
def office(tmp_path):
    return new_office(tmp_path / "office.corpus")


@pytest.fixture
def lan(office, tmp_path):
    return give_out(office, tmp_path, "lan")


def pack(office, path, who="lan", **options):
    with Project.open(office) as project:
        return pack_work(project, path, who, **options).path


def with_version(number, label="LAW"):
    data = SCHEME.to_dict() | {"version": number}
    data["labels"] = [*data["labels"], {**data["labels"][0], "id": label, "key": "9"}]
    return LabelScheme.from_dict(data)


def set_scheme(path, scheme):
    with Project.open(path) as project, project.writing() as writer:
        before = project.scheme().version
        writer.put_scheme(scheme)
        writer.gesture("replace-scheme", "chi", [writer.scheme_edit(before, scheme.version)])


def set_facts(path, kind, values):
    with Project.open(path) as project:
        stored = project.facts(kind)
        edits = [(PROJECT, FactSet(kind, key, stored.get(key), value)) for key, value in values.items()]
        project.commit("guideline", "chi", edits)


def facts(path, kind):
    with Project.open(path, read_only=True) as project:
        assert_sound(project)
        return project.facts(kind)


def test_the_scheme_travels_and_an_older_one_does_not_come_back(office, lan, tmp_path):
    old = pack(office, tmp_path / "old.corpuspack")
    set_scheme(office, with_version(2))
    assert open_package(pack(office, tmp_path / "new.corpuspack"), lan).scheme == "newer"
    with Project.open(lan) as project:
        assert project.scheme() == with_version(2)
        assert_sound(project)
    mark(lan, "d1", 0, 3, "LAW")
    assert open_package(old, lan).scheme == "kept"
    with Project.open(lan) as project:
        assert project.scheme().version == 2
        assert_sound(project)
    report = take_in(office, send_back(lan, tmp_path / "back.corpuspack", "lan"))
    assert (report.files[0].scheme, report.unknown_labels) == ("same", {})


def test_another_scheme_of_the_same_version_is_refused(office, lan, tmp_path):
    set_scheme(office, with_version(2))
    set_scheme(lan, with_version(2, "RULE"))
    with pytest.raises(PackageError) as caught:
        open_package(pack(office, tmp_path / "new.corpuspack"), lan)
    assert caught.value.reason == "other-scheme"
    mark(lan, "d1", 0, 3)
    assert take_in(office, send_back(lan, tmp_path / "back.corpuspack", "lan")).files[0].scheme == "other"


def test_guidelines_options_and_assignments_travel_and_go(office, lan, tmp_path):
    set_facts(office, "guideline", {"": "# Chung", "ORG": "Cơ quan"})
    set_facts(office, "option", {"blind": True})
    with Project.open(office) as project:
        assignments.apply(project, assignments.preview_plan(project, Plan(["lan", "bao"], 2)), "chi")
    open_package(pack(office, tmp_path / "1.corpuspack"), lan)
    assert facts(lan, "guideline") == {"": "# Chung", "ORG": "Cơ quan"}
    assert facts(lan, "option") == {"blind": True}
    with Project.open(lan) as project:
        assert sorted(assignments.assigned_to(project, "lan")) == ["d1", "d2", "d3"]
        assert assignments.assigned_to(project, "bao") == {}  # others' are not told
    set_facts(office, "guideline", {"ORG": None, "": "# Mới"})
    with Project.open(office) as project:
        gone = [Assignment("d2", "lan"), Assignment("d3", "lan")]
        assignments.apply(project, assignments.preview_by_hand(project, remove=gone), "chi")
    open_package(pack(office, tmp_path / "2.corpuspack"), lan)
    assert facts(lan, "guideline") == {"": "# Mới"}
    with Project.open(lan) as project:
        assert sorted(assignments.assigned_to(project, "lan")) == ["d1"]


def test_new_documents_and_people_travel(office, lan, tmp_path):
    with Session.open(office, annotator="chi") as session:
        bring_texts(session.project, ["bài mới"])
        session.add_annotator(Annotator("dung", "Dũng", Role.REVIEWER))
    report = open_package(pack(office, tmp_path / "1.corpuspack"), lan)
    assert (report.documents, report.people, report.created) == (1, ["dung"], False)
    again = open_package(tmp_path / "1.corpuspack", lan)
    assert (again.documents, again.people, again.rows, again.facts) == (0, [], 0, 0)
    with Session.open(lan) as session:
        assert_sound(session.project)
        assert session.annotator.id == "lan"
        assert session.next_undo() is None


def test_a_document_of_the_same_name_with_another_text_is_refused(office, lan, tmp_path):
    with Project.open(lan) as project:
        bring_texts(project, ["a", "b", "c", "bài của Lan"])
    with Project.open(office) as project:
        bring_texts(project, ["a", "b", "c", "bài của văn phòng"])
    before = facts(lan, "guideline")
    with pytest.raises(TextDiffers):
        open_package(pack(office, tmp_path / "1.corpuspack"), lan)
    assert facts(lan, "guideline") == before


def test_opening_that_is_stopped_leaves_nothing(office, tmp_path, monkeypatch):
    package = pack(office, tmp_path / "1.corpuspack")

    def stop(done, total, text=""):
        raise Cancelled

    monkeypatch.setattr(packages_open, "_SAID_EVERY", 1)
    with pytest.raises(Cancelled):
        open_package(package, tmp_path / "new.corpus", progress=stop)
    assert not list(tmp_path.glob("new*"))


def test_what_the_office_has_is_not_sent_again(office, lan, tmp_path):
    mark(lan, "d1", 0, 3)
    mark(lan, "d2", 0, 4)
    take_in(office, send_back(lan, tmp_path / "1.corpuspack", "lan"))
    open_package(pack(office, tmp_path / "2.corpuspack"), lan)
    with Project.open(lan) as project:
        assert sorted(acknowledged(project, "lan")) == ["d1", "d2"]
    mark(lan, "d1", 4, 7)
    report = take_in(office, send_back(lan, tmp_path / "3.corpuspack", "lan"))
    assert (report.files[0].new, report.files[0].known) == (1, 0)
    report = take_in(office, send_back(lan, tmp_path / "4.corpuspack", "lan", whole=True))
    assert (report.files[0].new, report.files[0].known) == (0, 3)


def test_a_laptop_that_went_back_still_sends_what_the_office_can_use(office, lan, tmp_path):
    saved = copy(lan, tmp_path / "saved")
    mark(lan, "d1", 0, 3)
    take_in(office, send_back(lan, tmp_path / "1.corpuspack", "lan"))
    open_package(pack(office, tmp_path / "2.corpuspack"), lan)
    copy(saved, lan)  # back to before: it no longer knows what the office has
    mark(lan, "d1", 4, 7)
    report = take_in(office, send_back(lan, tmp_path / "3.corpuspack", "lan"))
    assert [fork.branch for fork in report.files[0].forks] == ["lan~2"]


def test_where_it_opens(tmp_path):
    assert default_target(tmp_path / "lan.corpuspack") == tmp_path / "lan.corpus"
    assert default_target(tmp_path / "odd.zip") == tmp_path / "odd.zip.corpus"
