"""Simulated power cuts: every acknowledged gesture is there afterwards, and the project is sound."""

import itertools
import random
import sys
import time

import pytest
from faulty_disk import RecordingDisk, after_power_cut
from project_kit import (
    BAO,
    LAN,
    SCHEME,
    TEXTS,
    assert_sound,
    bring_texts,
    do,
    folder,
    random_gestures,
    write_lines,
)

from annotator.errors import StoreError
from annotator.services.importing import import_paths
from annotator.services.session import Session
from annotator.store.project import Project

_names = (f"recording-{number}" for number in itertools.count())


def work(path, disk, seed):
    """Make a project and work on it: gestures, undo, redo, imports, a reopening; what is acknowledged is noted."""
    chance = random.Random(seed)
    session = Session(Project.create(path, SCHEME, [LAN, BAO], vfs=disk.name), LAN)
    acknowledge(session, disk)
    bring_texts(session.project, TEXTS)
    acknowledge(session, disk)
    for number, four in enumerate(random_gestures(seed, 40)):
        if number == 20:
            session.close()
            session = Session(Project.open(path, vfs=disk.name), LAN)
            if chance.random() < 0.5:  # pages leave memory in the middle of a transaction
                session.project.connection.execute("PRAGMA cache_size = 4")
        if number % 13 == 12:
            lines = [
                {"id": f"{number}-{n}", "text": f"{number} {n} {TEXTS[0]}", "layer": "chi",
                 "spans": [{"start": 0, "end": 3, "label": "ORG"}]}
                for n in range(chance.choice([1, 40]))
            ]  # fmt: skip
            import_paths(session.project, [write_lines(path.with_name("in.jsonl"), lines)], actor="lan")
            session.changed_widely("import")
        elif do(session, four) is None:
            continue
        acknowledge(session, disk)
    session.close()


def acknowledge(session, disk):
    query = "SELECT num, hash FROM log ORDER BY num DESC LIMIT 1"
    disk.note(session.project.connection.execute(query).fetchone())


def cut(calls, position, chance, home):
    """Cut the power there, and open what is left."""
    acknowledged = [rest[0] for call, _, *rest in calls[:position] if call == "note"]
    for name, body in after_power_cut(calls[:position], chance).items():
        (home / name.rpartition("/")[2]).write_bytes(body)
    path = home / "a.corpus"
    if not acknowledged:  # the power went while it was being made
        try:
            Project.open(path).close()
        except StoreError:
            return
    with Session.open(path, annotator="lan") as session:
        rows = dict(session.project.connection.execute("SELECT num, hash FROM log").fetchall())
        lost = [num for num, digest in acknowledged if rows.get(num) != digest]
        assert not lost, f"lost after a cut at {position}: {lost}"
        assert_sound(session.project)
        for four in random_gestures(position, 2 if session.queue() else 0):
            do(session, four)
        assert_sound(session.project)


def cuts(workloads, cuts_each):
    count = 0
    for seed in range(workloads):
        disk = RecordingDisk_named()
        chance = random.Random(seed)
        with folder() as home:
            work(home / "a.corpus", disk, seed)
        disk.unregister()
        for _ in range(cuts_each):
            with folder() as home:
                cut(disk.calls, chance.randrange(len(disk.calls) + 1), chance, home)
            count += 1
    return count


def RecordingDisk_named():
    name = next(_names)
    disk = RecordingDisk(name)
    disk.name = name
    return disk


def test_power_cuts():
    assert cuts(4, 10) == 40


@pytest.mark.slow
def test_power_cuts_long(capsys):
    began = time.monotonic()
    count = cuts(50, 40)
    with capsys.disabled():
        seconds = time.monotonic() - began
        sys.stdout.write(
            f"\n{count} power cuts, no acknowledged act lost, every project sound, {seconds:.0f} s\n"
        )


def test_the_model_sees_a_setting_that_loses_commits(monkeypatch):
    """Without syncs the same work does lose acknowledged gestures: the model is no rubber stamp."""
    monkeypatch.setattr("annotator.store.project.connect", _careless)
    with pytest.raises((AssertionError, StoreError)):
        cuts(4, 20)


def _careless(path, **options):
    from annotator.store.connection import connect

    connection = connect(path, **options)
    connection.execute("PRAGMA synchronous = OFF")
    return connection
