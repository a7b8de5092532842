"""The program's own files are found in a checkout and in an installed wheel alike."""

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
    pytest.importorskip("hatchling", reason="the build backend is fetched for a build and not installed")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=PROJECT, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "annotator/resources/fonts/noto-sans/NotoSans-Regular.ttf" in names
    assert any(name.startswith("annotator/corpora/") for name in names)
    assert not [name for name in names if name.startswith(("resources/", "corpora/", "tests/"))]
