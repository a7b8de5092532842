"""tools/system_libraries.py finds what is missing, names the right packages, and says what to do where it may not install."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tools import system_libraries as libraries

SCRIPT = Path(libraries.__file__)

LDD = """\
/x/libqxcb.so:
\tlinux-vdso.so.1 (0x00007ffd)
\tlibxcb-cursor.so.0 => not found
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f1b)
/x/QtGui.abi3.so:
\tlibGL.so.1 => not found
\tlibxcb-cursor.so.0 => not found
"""

POLICY = """\
libglib2.0-0t64:
  Installed: (none)
  Candidate: 2.80.0-6ubuntu3
  Version table:
     2.80.0-6ubuntu3 500
libglib2.0-0:
  Installed: (none)
  Candidate: (none)
  Version table:
xvfb:
  Installed: 2:21
  Candidate: 2:21
"""


def nothing_available(names):
    return set()


@pytest.fixture
def installer(monkeypatch):
    """A system with apt where this user may install; tells what was installed."""
    installed = []
    monkeypatch.setattr(libraries, "find_program", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(libraries, "administrator", list)
    monkeypatch.setattr(libraries, "update_lists", lambda prefix: None)
    monkeypatch.setattr(libraries, "apt_available", set)
    monkeypatch.setattr(libraries, "install", lambda prefix, packages: installed.extend(packages))
    return installed


def found_in_turn(*answers):
    remaining = list(answers)
    return lambda: remaining.pop(0)


def test_reads_what_the_loader_does_not_find():
    assert libraries.parse_ldd(LDD) == ["libGL.so.1", "libxcb-cursor.so.0"]


def test_reads_which_packages_have_a_candidate():
    assert libraries.parse_policy(POLICY) == {"libglib2.0-0t64", "xvfb"}


@pytest.mark.parametrize("name", ["libglib2.0-0t64", "libglib2.0-0"])
def test_takes_the_name_that_this_release_has(name):
    packages, unknown = libraries.packages_for(
        ["libglib-2.0.so.0", "libgthread-2.0.so.0"], lambda names: {name}
    )
    assert (packages, unknown) == ([name], [])


@pytest.mark.parametrize(("version", "name"), [((2, 36), "libglib2.0-0"), ((2, 39), "libglib2.0-0t64")])
def test_guesses_by_the_c_library_where_package_lists_are_empty(monkeypatch, version, name):
    monkeypatch.setattr(libraries, "c_library", lambda: version)
    assert libraries.packages_for(["libglib-2.0.so.0"], nothing_available) == ([name], [])


def test_names_what_no_known_package_holds():
    assert libraries.packages_for(["libnew.so.1", "Xvfb"], nothing_available) == (["xvfb"], ["libnew.so.1"])


def test_a_newer_python_comes_with_its_venv():
    packages, _ = libraries.packages_for(["a newer Python"], lambda names: {"python3.11"})
    assert packages == ["python3.11", "python3.11-venv"]


def test_an_old_python_is_told(monkeypatch):
    monkeypatch.setattr(libraries.sys, "version_info", (3, 9, 2))
    assert libraries.missing_for_env() == ["a newer Python"]


def test_a_python_without_venv_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert libraries.missing_for_env() == ["the venv module of this Python"]


def test_this_python_will_do():
    assert libraries.missing_for_env() == []


def test_says_nothing_when_nothing_is_missing(capsys):
    assert libraries.provide(list, may_install=True) == 0
    assert capsys.readouterr().out == ""


def test_installs_where_it_may(installer, capsys):
    assert libraries.provide(found_in_turn(["libGL.so.1"], []), may_install=True) == 0
    assert installer == ["libgl1"]
    assert "Installing: libgl1" in capsys.readouterr().out


def test_tells_what_is_still_missing_after_installing(installer, capsys):
    assert libraries.provide(lambda: ["libGL.so.1", "libnew.so.1"], may_install=True) == 1
    out = capsys.readouterr().out
    assert "No package is known for: libnew.so.1" in out
    assert "Still missing: libGL.so.1, libnew.so.1" in out


def test_prints_the_line_to_run_where_it_may_not(installer, monkeypatch, capsys):
    monkeypatch.setattr(libraries, "administrator", lambda: None)
    assert libraries.provide(lambda: ["libGL.so.1", "libEGL.so.1"], may_install=True) == 1
    assert installer == []
    assert "\n    sudo apt-get install libegl1 libgl1\n" in capsys.readouterr().out


def test_elsewhere_than_debian_it_names_the_libraries(monkeypatch, capsys):
    monkeypatch.setattr(libraries, "find_program", lambda name: None)
    assert libraries.provide(lambda: ["libGL.so.1"], may_install=True) == 1
    assert "Missing on this system: libGL.so.1" in capsys.readouterr().out


def test_sudo_that_asks_for_a_password_is_not_used(monkeypatch):
    monkeypatch.setattr(libraries.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(libraries, "find_program", lambda name: "/usr/bin/sudo")
    monkeypatch.setattr(libraries.subprocess, "run", lambda *args, **kwargs: SimpleNamespace(returncode=1))
    assert libraries.administrator() is None


def test_without_an_environment_it_says_what_to_do_first(tmp_path, capsys):
    assert libraries.main(["--for", "run", "--environment", str(tmp_path)]) == 1
    assert "make env" in capsys.readouterr().out


def test_the_tests_machine_has_everything():
    done = subprocess.run(
        [sys.executable, SCRIPT, "--for", "test"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")
