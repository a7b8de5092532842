"""The house rules that a machine can check: floors, sizes, and what must never appear (see CONTRIBUTING.md)."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.cli import COMMANDS
from annotator.services import commands
from annotator.wording import step_name
from annotator.wording.issues import STEPS

PROJECT = Path(__file__).parents[1]
FILES = sorted((PROJECT / "annotator").rglob("*.py"))
FILE_LINES, FUNCTION_LINES = 400, 40

# What is longer, and why it may be. Both lists should stay empty.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}


def name_of(path):
    return path.relative_to(PROJECT).as_posix()


def parse(path):
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path):
    """(name, lines) of every function of the file."""
    for node in ast.walk(parse(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield f"{name_of(path)}:{node.name}", node


def test_the_floors():
    program = Path(sys.executable).with_name("lint-imports")
    found = subprocess.run([program, "--no-logo"], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_no_file_is_too_long():
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {
        name: lines for name, lines in lengths.items() if lines > FILE_LINES and name not in LONG_FILES
    } == {}
    assert {name for name in LONG_FILES if lengths.get(name, 0) <= FILE_LINES} == set(), (
        "no longer needs an exception"
    )


def own_lines(path, node):
    """The lines of a function without those of the functions in it; of a command's, without its list of options."""
    inner = sum(
        child.end_lineno - child.lineno + 1
        for child in node.body
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef))
    )
    first = node.body[0].lineno - 1 if "cli" in path.parts else node.lineno
    return node.end_lineno - first + 1 - inner


def test_no_function_is_too_long():
    lengths = {}
    for path in FILES:
        for name, node in functions(path):
            lengths[name] = max(lengths.get(name, 0), own_lines(path, node))
    assert {
        name: lines
        for name, lines in lengths.items()
        if lines > FUNCTION_LINES and name not in LONG_FUNCTIONS
    } == {}
    assert {name for name in LONG_FUNCTIONS if lengths.get(name, 0) <= FUNCTION_LINES} == set(), (
        "no longer needs an exception"
    )


FORBIDDEN = {
    "processEvents": "it lets slots run in the middle of others",
    "toPlainText": "it is not the text: offsets shift and signs change",
}


@pytest.mark.parametrize("word", FORBIDDEN)
def test_never_called(word):
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Attribute) and node.attr == word
    ]
    assert not found, FORBIDDEN[word]


def holds_self(node):
    """A lambda or partial that keeps ``self`` alive for as long as the signal's sender lives."""
    if isinstance(node, ast.Lambda):
        return True
    return (
        isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "partial"
    )


def test_no_lambda_or_partial_is_connected():
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "connect"
        if any(holds_self(argument) for argument in node.args)
    ]
    assert not found, "connect bound methods: anything else is never freed"


def test_every_step_has_its_words():
    made = {kind.name for kind in vars(commands).values() if hasattr(kind, "plan") and hasattr(kind, "name")}
    assert made
    written = set()
    for path in [
        *(PROJECT / "annotator" / "services").rglob("*.py"),
        *(PROJECT / "annotator" / "store").rglob("*.py"),
    ]:
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in (
                "gesture",
                "begin_step",
                "commit",
            ):
                written |= {
                    a.value for a in node.args[:1] if isinstance(a, ast.Constant) and isinstance(a.value, str)
                }
    assert "import" in written
    for code in (made | written) - {
        "new"
    }:  # what makes the project belongs to nobody, and nobody can undo it
        assert code in STEPS
        assert step_name(code)


def test_every_command_is_documented():
    pages = [*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")]
    told = "\n".join(path.read_text(encoding="utf-8") for path in pages)
    if not re.search(r"annotator (new|import|export)\b", told):
        pytest.skip("the user's guide is not written yet")
    missing = [command for command in COMMANDS if not re.search(rf"annotator {command}\b", told)]
    assert not missing
