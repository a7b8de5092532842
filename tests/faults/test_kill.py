"""kill -9 at random moments: what was acknowledged is there, the project is sound, and work goes on."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from project_kit import assert_sound, do, random_gestures

from annotator.services.backups import list_backups, restore
from annotator.services.session import Session
from annotator.store.project import Project

DRIVER = Path(__file__).with_name("driver.py")


def run_and_kill(path, seed, delay):
    """The driver, killed so many seconds after it has the project open. What it had acknowledged by then."""
    process = subprocess.Popen([sys.executable, DRIVER, path, str(seed)], stdout=subprocess.PIPE, text=True)
    first = process.stdout.readline()
    assert first.startswith("open "), first
    timer = threading.Timer(delay, lambda: os.kill(process.pid, signal.SIGKILL))
    timer.start()
    said, _ = process.communicate(timeout=60)
    timer.join()
    assert process.returncode == -signal.SIGKILL, "the driver ended by itself"
    whole = (first + said).rpartition("\n")[0]  # the last line may be torn
    return [(what, int(num), digest) for what, num, digest in (line.split() for line in whole.splitlines())]


def check_after(path, acknowledged, seed):
    with Project.open(
        path, read_only=True
    ) as project:  # a reader comes first: it must not need the right to write
        rows = dict(project.connection.execute("SELECT num, hex(hash) FROM log").fetchall())
    for what, num, digest in acknowledged:
        assert rows.get(num) == digest, f"lost: {what} {num} (seed {seed})"
    with Session.open(path) as session:
        assert_sound(session.project)
        undone = session.next_undo() and session.undo()
        assert undone is None or session.redo().step == undone.step
        for four in random_gestures(seed, 3):
            do(session, four)
        assert_sound(session.project)


def kill_again_and_again(home, count):
    """One project, killed and opened again; a new one now and then."""
    chance = random.Random(count)
    total = 0
    for seed in range(count):
        path = home / f"{seed // 10}.corpus"
        acknowledged = run_and_kill(path, seed, chance.choice([0.0, 0.01, 0.05, chance.random() * 0.4]))
        check_after(path, acknowledged, seed)
        total += len(acknowledged)
    for backup in list_backups(path):
        if backup.path.exists():  # going back makes a backup too, and the oldest go
            restore(path, backup.path)
            with Project.open(path) as project:
                assert_sound(project)
    return total


@pytest.mark.skipif(os.name == "nt", reason="there is no kill -9 on Windows")
def test_killed_at_random_moments(tmp_path):
    assert kill_again_and_again(tmp_path, 20) > 100


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there is no kill -9 on Windows")
def test_killed_at_random_moments_long(tmp_path, capsys):
    began = time.monotonic()
    total = kill_again_and_again(tmp_path, 300)
    with capsys.disabled():
        seconds = time.monotonic() - began
        sys.stdout.write(f"\n300 kills, {total} acknowledged acts, none lost, {seconds:.0f} s\n")
