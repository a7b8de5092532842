"""Copied laptops, restored backups, missing packages: both sides are kept, what is missing is named, and undo stays one's own."""

import itertools

import pytest
from exchange_kit import (
    LAN,
    TEXTS,
    copy,
    give_out,
    mark,
    new_office,
    send_back,
    state,
    take_in,
)
from project_kit import SCHEME, assert_sound, bring_texts

from annotator.model.edit import LayerKey
from annotator.services import commands as c
from annotator.services.packages import pack_work
from annotator.services.packages_merge import Fork, Gap, preview
from annotator.services.packages_open import open_package
from annotator.services.session import Session
from annotator.store.project import Project


@pytest.fixture
def office(tmp_path):
    return new_office(tmp_path / "office.corpus")


@pytest.fixture
def lan(office, tmp_path):
    return give_out(office, tmp_path, "lan")


def spans(path, document, annotator):
    with Project.open(path, read_only=True) as project:
        return [(s.start, s.end) for s in project.layer(LayerKey(document, annotator)).in_order()]


def three_copies(lan, home):
    """Lan marks one span; then her laptop is copied twice and all three mark another. The packages, in the order of the marks."""
    mark(lan, "d1", 0, 3)
    others = [copy(lan, home / f"copy-{n}.corpus") for n in (1, 2)]
    found = []
    for number, path in enumerate([lan, *others]):
        mark(path, "d1", 4 + number, 7)
        found.append(send_back(path, home / f"back-{number}.corpuspack", "lan"))
    return [lan, *others], found


def test_every_order_of_three_copies_gives_the_same(office, lan, tmp_path):
    _, found = three_copies(lan, tmp_path)
    states = []
    for number, order in enumerate(itertools.permutations(found)):
        target = copy(office, tmp_path / f"office-{number}.corpus")
        for package in order:
            take_in(target, package)
        states.append(state(target))
        assert spans(target, "d1", "lan") == [(0, 3), (4, 7)]  # the side that was written first
        assert spans(target, "d1", "lan~2") == [(0, 3), (5, 7)]
        assert spans(target, "d1", "lan~3") == [(0, 3), (6, 7)]
    assert all(one == states[0] for one in states)
    assert [id for id, _, _ in states[0][2]] == ["bao", "chi", "lan", "lan~2", "lan~3"]
    assert ("lan~2", "Lan (2)", "annotator") in states[0][2]


def test_a_fork_is_said_once(office, lan, tmp_path):
    _, (first, second, _) = three_copies(lan, tmp_path)
    assert take_in(office, first).files[0].forks == []
    assert take_in(office, second).files[0].forks == [Fork("d1", "lan", "lan~2")]
    again = take_in(office, second, first)
    assert [file.forks for file in again.files] == [[], []]
    assert (again.changed, again.people) == ([], [])


def test_each_copy_goes_on_in_its_own_branch(office, lan, tmp_path):
    copies, found = three_copies(lan, tmp_path)
    take_in(office, *found)
    mark(copies[2], "d1", 10, 14)
    take_in(office, send_back(copies[2], tmp_path / "more.corpuspack", "lan"))
    assert spans(office, "d1", "lan~3") == [(0, 3), (6, 7), (10, 14)]
    assert spans(office, "d1", "lan") == [(0, 3), (4, 7)]


def test_the_copy_sees_both_sides_and_undoes_its_own(office, lan, tmp_path):
    copies, found = three_copies(lan, tmp_path)
    take_in(office, *found)
    package = tmp_path / "out.corpuspack"
    with Project.open(office) as project:
        pack_work(project, package, "lan")
    report = open_package(package, copies[1])
    assert report.branches == ["lan~2", "lan~3"]
    assert spans(copies[1], "d1", "lan~2") == [(0, 3), (5, 7)]
    with Session.open(copies[1]) as session:
        assert_sound(session.project)
        session.undo()  # its last gesture, which now lies in a branch
        assert_sound(session.project)
    assert spans(copies[1], "d1", "lan~2") == [(0, 3)]
    assert spans(copies[1], "d1", "lan") == [(0, 3), (4, 7)]
    take_in(office, send_back(copies[1], tmp_path / "undone.corpuspack", "lan"))
    assert spans(office, "d1", "lan~2") == [(0, 3)]


def test_somebody_works_under_the_name_of_a_branch(office, lan, tmp_path):
    """lan~2 came from d1; the office works as lan~2 on d2; then d2 forks too."""
    copies, found = three_copies(lan, tmp_path)
    take_in(office, *found[:2])
    own = copy(office, tmp_path / "own.corpus")
    mark(own, "d2", 0, 3, who="lan~2")
    for number, path in enumerate(copies[:2]):
        mark(path, "d2", number, 8)
    later = [send_back(path, tmp_path / f"later-{n}.corpuspack", "lan") for n, path in enumerate(copies[:2])]
    theirs = send_back(own, tmp_path / "theirs.corpuspack", "lan~2")
    states = []
    for number, order in enumerate(itertools.permutations([*later, theirs])):
        target = copy(office, tmp_path / f"target-{number}.corpus")
        for package in order:
            take_in(target, package)
        assert spans(target, "d2", "lan~2") == [(0, 3)]
        assert spans(target, "d2", "lan~3") == [(1, 8)]
        layers, waits, _, packages = state(target)
        states.append((layers, waits, packages))
    assert all(one == states[0] for one in states)


def test_a_missing_package_is_named_and_what_followed_it_waits(office, lan, tmp_path):
    found = []
    for number in range(3):
        mark(lan, "d1", number, 7)
        found.append(send_back(lan, tmp_path / f"back-{number}.corpuspack", "lan"))
        if number < 2:  # the office acknowledges: the next return begins after this one
            apart = copy(office, tmp_path / f"apart-{number}.corpus")
            take_in(apart, *found)
            package = tmp_path / f"work-{number}.corpuspack"
            with Project.open(apart) as project:
                pack_work(project, package, "lan")
            open_package(package, lan)
    take_in(office, found[0])
    report = take_in(office, found[2])
    assert report.files[0].gaps == [Gap("d1", "lan", 1, 3)]
    assert (report.files[0].waiting, report.still_waiting, report.changed) == (1, 1, [])
    told = preview(office, [found[1]])
    assert (told.files[0].new, told.files[0].attached, told.still_waiting) == (1, 1, 0)
    report = take_in(office, found[1])
    assert (report.files[0].new, report.files[0].attached, report.still_waiting) == (1, 1, 0)
    assert spans(office, "d1", "lan") == [(0, 7), (1, 7), (2, 7)]
    other = copy(tmp_path / "apart-0.corpus", tmp_path / "other.corpus")
    assert take_in(other, *found[:0:-1]).files[0].gaps == []  # closed by the next file


def test_work_on_a_document_that_is_not_there_waits_for_it(office, lan, tmp_path):
    with Project.open(lan) as project:
        bring_texts(project, [*TEXTS, "một bài nữa"])
    mark(lan, "d4", 0, 3)
    package = send_back(lan, tmp_path / "back.corpuspack", "lan")
    report = take_in(office, package)
    assert (report.files[0].no_document, report.still_waiting) == (["d4"], 1)
    with Project.open(office) as project:
        bring_texts(project, [*TEXTS, "một bài nữa"])
    assert take_in(office, package).files[0].attached == 1
    assert spans(office, "d4", "lan") == [(0, 3)]


def test_work_on_another_text_of_the_same_name_waits_for_ever(office, lan, tmp_path):
    with Project.open(lan) as project:
        bring_texts(project, [*TEXTS, "bài của Lan"])
    with Project.open(office) as project:
        bring_texts(project, [*TEXTS, "bài của văn phòng"])
    mark(lan, "d4", 0, 3)
    report = take_in(office, send_back(lan, tmp_path / "back.corpuspack", "lan"))
    assert (report.files[0].text_differs, report.still_waiting) == (["d4"], 1)
    assert spans(office, "d4", "lan") == []


def test_undo_of_the_office_is_not_disturbed(office, lan, tmp_path):
    mark(lan, "d1", 0, 3)
    mark(office, "d1", 4, 7, who="chi")
    with Session.open(office, annotator="chi") as session:
        before = session.next_undo()
    take_in(office, send_back(lan, tmp_path / "back.corpuspack", "lan"))
    with Session.open(office, annotator="chi") as session:
        assert session.next_undo() == before
        session.undo()
        assert_sound(session.project)
    with Session.open(office, annotator="lan") as session:
        assert session.next_undo() is None  # what a laptop did, the laptop takes back


def test_undo_of_the_laptop_works_after_its_work_came_back(office, lan, tmp_path):
    mark(lan, "d1", 0, 3)
    take_in(office, send_back(lan, tmp_path / "back.corpuspack", "lan"))
    package = tmp_path / "again.corpuspack"
    with Project.open(office) as project:
        pack_work(project, package, "lan")
    open_package(package, lan)
    with Session.open(lan) as session:
        session.undo()
        session.redo()
        session.undo()
        assert_sound(session.project)
    take_in(office, send_back(lan, tmp_path / "undone.corpuspack", "lan"))
    assert spans(office, "d1", "lan") == []


def test_a_new_laptop_goes_on(office, lan, tmp_path):
    mark(lan, "d1", 0, 3)
    take_in(office, send_back(lan, tmp_path / "back.corpuspack", "lan"))
    new = give_out(office, tmp_path, "lan", "new")
    assert spans(new, "d1", "lan") == [(0, 3)]
    with Session.open(new) as session:
        assert session.annotator == LAN
        assert session.next_undo() is None
        session.execute(c.AddSpan("d1", 4, 7, "ORG"))
        session.undo()
        session.redo()
        assert_sound(session.project)
    take_in(office, send_back(new, tmp_path / "new.corpuspack", "lan"))
    assert spans(office, "d1", "lan") == [(0, 3), (4, 7)]


def test_labels_that_the_scheme_lacks_are_kept_and_said(office, lan, tmp_path):
    newer = SCHEME.to_dict() | {"version": 2}
    newer["labels"] = [*newer["labels"], {**newer["labels"][0], "id": "LAW", "key": "9"}]
    with Project.open(lan) as project, project.writing() as writer:
        scheme = type(SCHEME).from_dict(newer)
        writer.put_scheme(scheme)
        writer.gesture("replace-scheme", "", [writer.scheme_edit(1, 2)])
    mark(lan, "d1", 0, 3, "LAW")
    package = send_back(lan, tmp_path / "back.corpuspack", "lan")
    with Project.open(office) as project:
        from annotator.services.packages_merge import merge

        report = merge(project, [package])
    assert (report.files[0].scheme, report.unknown_labels) == ("newer", {"LAW": 1})
    assert spans(office, "d1", "lan") == [(0, 3)]
