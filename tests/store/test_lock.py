"""Who has a project: one writer, named to whoever comes second; readers beside it; nothing left after a crash."""

import getpass
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
from project_kit import assert_sound, new_project

from annotator.errors import Locked
from annotator.services.backups import back_up_file
from annotator.services.commands import AddSpan
from annotator.services.session import Session
from annotator.store.doctor import check
from annotator.store.lock import ProjectLock
from annotator.store.project import Project

HOLD = """
import sys, time
from pathlib import Path
from annotator.store.project import Project
project = Project.open(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
project.close()
"""


@pytest.fixture
def path(tmp_path):
    new_project(tmp_path / "a.corpus").close()
    return tmp_path / "a.corpus"


@pytest.fixture
def other(path):
    """Another process that has the project open for writing."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"open\n"
    yield process
    process.kill()
    process.communicate()


def test_the_second_is_told_who_has_it(path, other):
    before = time.time()
    for opener in (Project.open, Session.open):
        with pytest.raises(Locked) as error:
            opener(path)
        assert error.value.fields["pid"] == other.pid
        assert error.value.user == getpass.getuser()
        assert error.value.host == socket.gethostname()
        assert before - 30 < error.value.since <= time.time()
        assert error.value.path == str(path)


def test_reading_beside_the_writer(path, other):
    with Project.open(path, read_only=True) as project:
        assert project.count_documents() == 3
        assert check(project) == []
    assert back_up_file(path, "work").documents == 3


def test_the_lock_goes_with_a_clean_end(path, other):
    other.communicate(timeout=10)
    Project.open(path).close()
    assert sorted(file.name for file in path.parent.iterdir()) == ["a.corpus"]


def test_the_lock_goes_with_a_killed_process(path, other):
    other.send_signal(signal.SIGKILL)
    other.wait(timeout=10)
    assert path.with_name("a.corpus.who").exists()  # what the dead left says nothing any more
    with Session.open(path) as session:
        session.execute(AddSpan("d1", 0, 3, "ORG"))
        assert_sound(session.project)
    assert sorted(file.name for file in path.parent.iterdir()) == ["a.corpus"]


def test_one_process_cannot_open_it_twice(path):
    with Project.open(path), pytest.raises(Locked) as error:
        Project.open(path)
    assert error.value.pid == os.getpid()


def test_an_unreadable_note_still_means_locked(path, other):
    for body in ("", "[]", "{", '"x"', '{"user": 1}'):
        path.with_name("a.corpus.who").write_text(body)
        with pytest.raises(Locked) as error:
            Project.open(path)
        assert set(error.value.fields) == {"path", "user", "host", "pid", "since"}


def test_readers_see_what_is_committed(path):
    with Session.open(path) as writer, Session.open(path, read_only=True) as reader:
        writer.execute(AddSpan("d1", 0, 3, "ORG"))
        reader.forget()
        assert reader.queue_item("d1").spans == (1 if reader.annotator == writer.annotator else 0)
        reader.work_as(writer.annotator.id)
        assert len(reader.layer("d1").spans) == 1


def test_a_lock_that_changes_hands_has_one_holder(path):
    """Many openers, each letting go as soon as it holds: never two at once."""
    holders, most, taken = [], [], []

    def work():
        deadline = time.monotonic() + 1.0
        while time.monotonic() < deadline:
            lock = ProjectLock(path)
            try:
                lock.acquire()
            except Locked:
                continue
            holders.append(lock)
            most.append(len(holders))
            time.sleep(0)
            holders.remove(lock)
            taken.append(1)
            lock.release()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(most) == {1}
    assert len(taken) > 20
