"""An office and three laptops, each a process of its own: assign, pack, open, mark, send back in any order, twice, one late and one
from a copied laptop, merge. Two offices that get the same files in another order hold the same."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from exchange_kit import new_office, state
from project_kit import assert_sound, folder

from annotator.model.edit import LayerKey
from annotator.services.session import Session
from annotator.store.project import Project

PEOPLE = ("lan", "bao", "chi")
WORKER = Path(__file__).with_name("worker.py")
TEXTS = [f"Bài số {n}: ông Nguyễn Văn A ở huyện Sơn Hà nhận 300 triệu đồng năm 2025" for n in range(6)]


def start(*words):
    command = [sys.executable, *map(str, words)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def ended(process):
    """What it printed. It must end well."""
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


def annotator(*words):
    return ended(start("-m", "annotator", *words))


def at_once(lines):
    """Several processes side by side."""
    return [ended(process) for process in [start(*line) for line in lines]]


def spans(path, document, who):
    with Project.open(path, read_only=True) as project:
        return len(project.layer(LayerKey(document, who)).spans)


def give_out(home, office):
    """Assign by plan and hand a package to each laptop; (the laptops, how many documents each has)."""
    to = [word for who in PEOPLE for word in ("--to", who)]
    plan = json.loads(annotator("assign", office, *to, "--calibration", 1, "--share", 40, "--json"))
    for who in PEOPLE:
        annotator("pack", office, home / f"{who}.corpuspack", "--for", who)
    at_once(["-m", "annotator", "open", home / f"{who}.corpuspack", "--no-window"] for who in PEOPLE)
    return {who: home / f"{who}.corpus" for who in PEOPLE}, {
        load["annotator"]: load["documents"] for load in plan["loads"]
    }


def send_back(home, laptops):
    """One package of each laptop given, by the name of the package."""
    at_once(
        ["-m", "annotator", "pack", laptop, home / f"{name}.corpuspack", "--return"]
        for name, laptop in laptops.items()
    )
    return {name: home / f"{name}.corpuspack" for name in laptops}


def work(home):
    """Everybody marks; then somebody copies Lan's laptop, and she, the copy and Bảo go on. (office, laptops, counts, packages)."""
    office = new_office(home / "office.corpus", TEXTS)
    shutil.copy(office, home / "other.corpus")
    laptops, counts = give_out(home, office)
    said = at_once([WORKER, laptops[who], 0, 4] for who in PEOPLE)
    assert [line.split() for line in said] == [[who, str(counts[who])] for who in PEOPLE]
    packages = send_back(home, {f"{who}-1": laptops[who] for who in PEOPLE})
    twin = shutil.copy(laptops["lan"], home / "twin.corpus")
    going_on = {"lan-2": (laptops["lan"], 4, 6), "twin-2": (twin, 6, 9), "bao-2": (laptops["bao"], 4, 5)}
    at_once([WORKER, *what] for what in going_on.values())
    packages |= send_back(home, {name: what[0] for name, what in going_on.items()})
    return office, laptops, counts, packages


def test_three_laptops_and_an_office():
    with folder() as home:
        office, laptops, counts, found = work(home)
        assert sum(counts.values()) == 3 + 3 + 2 * 2  # one for all, three for one person, two for two
        first = json.loads(annotator("merge", office, found["bao-1"], found["lan-1"], "--json"))
        assert [file["forks"] for file in first["files"]] == [[], []]
        told = json.loads(annotator("merge", office, found["twin-2"], found["lan-2"], "--dry-run", "--json"))
        second = json.loads(
            annotator("merge", office, found["twin-2"], found["lan-2"], found["bao-1"], "--json")
        )
        forks = [fork for file in second["files"] for fork in file["forks"]]
        assert [fork for file in told["files"] for fork in file["forks"]] == forks
        assert ({fork["branch"] for fork in forks}, len(forks)) == ({"lan~2"}, counts["lan"])
        assert second["files"][2]["new"] == 0
        late = json.loads(annotator("merge", office, found["chi-1"], found["bao-2"], "--json"))
        assert all(file["new"] for file in late["files"])

        other = home / "other.corpus"
        order = ("twin-2", "chi-1", "bao-2", "lan-2", "bao-1", "lan-1", "twin-2")
        annotator("merge", other, *(found[name] for name in order))
        assert state(office)[:2] == state(other)[:2]
        assert state(office)[1] == {}
        document = forks[0]["document"]
        assert spans(office, document, "lan") + spans(office, document, "lan~2") == sum(
            spans(path, document, "lan") for path in (laptops["lan"], home / "twin.corpus")
        )

        annotator("pack", office, home / "again.corpuspack", "--for", "bao")
        annotator("open", home / "again.corpuspack", laptops["bao"], "--no-window")
        with Session.open(laptops["bao"]) as session:  # what came back is not what undo takes back
            step = session.undo()
            assert (step.actor, step.step) == ("bao", "add-span")
            assert_sound(session.project)
        assert json.loads(annotator("check", office, "--json"))["findings"] == []
        for path in (other, *laptops.values()):
            with Project.open(path) as project:
                assert_sound(project)
