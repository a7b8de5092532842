"""What the tests of the command line share."""

import sys

import pytest
from project_kit import tmp_path

from annotator import __main__

__all__ = ["project", "run", "tmp_path"]


@pytest.fixture
def run(monkeypatch, capsys):
    """The command line in this process: (exit code, output, errors)."""

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["annotator", *map(str, words)])
        code = __main__.main()
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def project(tmp_path, run):
    path = tmp_path / "a.corpus"
    assert run("new", path, "--annotator", "Lan Anh")[0] == 0
    return path
