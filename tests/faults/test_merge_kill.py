"""kill -9 in the middle of merging: each package is in as a whole or not at all, and merging them all again gives what it would have."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from exchange_kit import big_return, copy, give_out, mark, new_office, send_back, state, take_in
from project_kit import assert_sound, folder

from annotator.store.project import Project

DRIVER = Path(__file__).with_name("merge_driver.py")
PEOPLE = ("lan", "bao", "hoa", "yen")


@pytest.fixture(scope="module")
def made():
    """An office, packages for it (a forked pair among them), and what the office holds when they are merged in peace."""
    with folder() as home:
        office = new_office(home / "office.corpus", [f"bài số {number} dài hơn" for number in range(40)])
        laptop = give_out(office, home, "chi")
        mark(laptop, "d1", 0, 3)
        twin = copy(laptop, home / "twin.corpus")
        packages = [big_return(office, home / f"{who}.corpuspack", who) for who in PEOPLE]
        for number, path in enumerate((laptop, twin)):
            mark(path, "d1", 4 + number, 9)
            packages.append(send_back(path, home / f"chi-{number}.corpuspack", "chi"))
        calm = copy(office, home / "calm.corpus")
        take_in(calm, *packages)
        yield office, packages, state(calm)


def run_and_kill(path, packages, delay):
    """The names of packages that the driver said were in before it was killed, so many seconds after it began."""
    command = [sys.executable, DRIVER, path, *packages]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "begin\n"
    timer = threading.Timer(delay, lambda: os.kill(process.pid, signal.SIGKILL))
    timer.start()
    said = process.stdout.read()
    timer.join()
    process.wait(60)
    process.stdin.close()
    process.stdout.close()
    assert process.returncode == -signal.SIGKILL
    return said.rpartition("\n")[0].splitlines()


def whole(path):
    """Whose rows are there; raises where some of a package are and others are not."""
    with Project.open(path, read_only=True) as project:
        query = (
            "SELECT annotator, count(*), sum(seq) FROM layer WHERE num > 0 AND annotator <> 'chi' GROUP BY 1"
        )
        found = project.connection.execute(query).fetchall()
        packages = len(project.facts("package"))
    for who, layers, rows in found:
        assert (layers, rows) == (40, 40 * 12) or who.startswith("chi"), who
    return {who for who, _, _ in found}, packages


def kill_again_and_again(made, count):
    office, packages, calm = made
    chance = random.Random(count)
    inside = 0
    for number in range(count):
        target = copy(office, office.with_name(f"target-{number}.corpus"))
        for _ in range(2):
            order = chance.sample(packages, len(packages))
            said = run_and_kill(target, order, chance.choice([0.02, 0.05, chance.random() * 0.5]))
            people, remembered = whole(target)
            assert {name.removesuffix(".corpuspack") for name in said if not name.startswith("chi")} <= people
            assert remembered >= len(said)
            inside += 0 < remembered < len(packages)
            with Project.open(target) as project:
                assert_sound(project)
        take_in(target, *packages)
        assert state(target) == calm
        target.unlink()
    return inside


@pytest.mark.skipif(os.name == "nt", reason="there is no kill -9 on Windows")
def test_killed_in_the_middle_of_merging(made):
    kill_again_and_again(made, 3)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there is no kill -9 on Windows")
def test_killed_in_the_middle_of_merging_long(made, capsys):
    began = time.monotonic()
    inside = kill_again_and_again(made, 100)
    with capsys.disabled():
        sys.stdout.write(
            f"\n200 kills, {inside} with some packages in, none torn, {time.monotonic() - began:.0f} s\n"
        )
    assert inside
