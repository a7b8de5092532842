"""A large source is read in a process of its own: the same items, and no process left behind."""

import json
import multiprocessing

import pytest

from annotator.errors import StoreError
from annotator.formats.base import Issue
from annotator.formats.scheme_toml import load_scheme
from annotator.services import ahead
from annotator.services.ahead import Source


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "many.jsonl"
    lines = [
        {
            "id": f"d{n}",
            "text": f"Bài số {n} 😊",
            "layer": "a",
            "spans": [{"start": 0, "end": 3, "label": "ORG", "id": "s"}],
        }
        for n in range(200)
    ]
    lines[7]["spans"][0]["label"] = "NOBODY"
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\nnot json\n", encoding="utf-8")
    return Source(path, None, load_scheme("neu-guong"), "a")


def children():
    return [child for child in multiprocessing.active_children() if child.name == "read-ahead"]


def test_the_other_process_gives_the_same_items(source):
    here = list(source.prepared())
    there = list(source.prepared(large=1))
    assert there == here
    assert len([item for item in there if not isinstance(item, Issue)]) == 200
    assert not children()


def test_closing_ends_the_process(source):
    stream = source.prepared(large=1)
    next(stream)
    assert children()
    stream.close()
    assert not children()


def test_a_refusal_there_is_an_issue_here(source):
    refused = Source(source.path, "no-such-format", source.scheme, "a")
    assert list(refused.prepared(large=1)) == list(refused.prepared())


def test_a_process_that_dies_is_told(source):
    line = source.path.read_text(encoding="utf-8").split("\n")[0]
    source.path.write_text(
        "\n".join([line.replace("d0", "")] * 20_000), encoding="utf-8"
    )  # more than may wait
    stream = source.prepared(large=1)
    next(stream)
    for child in children():
        child.kill()
    with pytest.raises(StoreError, match="worker-died"):
        list(stream)


def test_the_size_of_a_folder_counts(tmp_path):
    for number in range(5):
        (tmp_path / f"{number}.txt").write_bytes(b"x" * 100)
    assert ahead._size(tmp_path, 10_000) == 500
    assert ahead._size(tmp_path, 150) >= 150
    assert ahead._size(tmp_path / "none", 10) == 0
