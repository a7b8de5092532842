"""The program's own files are found in a checkout and in an installed wheel alike."""

import os
import sys
import zipfile
from pathlib import Path
from subprocess import run

import pytest

from annotator.assets import asset, sample_corpus

PROJECT = Path(__file__).parents[1]


def test_finds_a_file_and_a_folder():
    assert asset("fonts", "noto-sans", "OFL.txt").read_text().startswith("Copyright")
    assert asset("fonts").is_dir()


def test_finds_the_sample_corpus():
    assert any(sample_corpus().rglob("*.txt"))


def test_names_what_it_misses():
    with pytest.raises(FileNotFoundError, match="nowhere"):
        asset("fonts", "nowhere.ttf")


def test_prefers_what_is_packed_inside_the_package(tmp_path, monkeypatch):
    packed = tmp_path / "annotator" / "resources"
    packed.mkdir(parents=True)
    (packed / "a.txt").touch()
    monkeypatch.setattr("annotator.assets._PACKAGE", tmp_path / "annotator")
    assert asset("a.txt") == packed / "a.txt"


def test_a_wheel_carries_them(tmp_path):
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=PROJECT, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    code = "from annotator.assets import *; print(asset('fonts', 'noto-sans', 'OFL.txt'), sample_corpus())"
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    found = run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, check=True, capture_output=True, text=True
    )
    packed = tmp_path / "installed" / "annotator"
    assert found.stdout.split() == [
        str(packed / "resources/fonts/noto-sans/OFL.txt"),
        str(packed / "corpora"),
    ]
    assert {path.name.split("-")[0] for path in (tmp_path / "installed").iterdir()} == {"annotator"}
