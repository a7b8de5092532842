"""Every code has its sentence, in both languages, and no sentence is left with a hole."""

import ast
import importlib
import pkgutil
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import annotator
from annotator import errors
from annotator.errors import AnnotatorError, InvalidScheme, MalformedInput
from annotator.formats.base import Issue
from annotator.formats.encoding import _MAGIC
from annotator.i18n import set_language
from annotator.model.offsets import READINGS
from annotator.wording import (
    describe_error,
    describe_finding,
    describe_issue,
    issue_place,
    step_codes,
    step_name,
)
from annotator.wording.errors import ERRORS, SCHEME_PROBLEMS
from annotator.wording.issues import FINDINGS, ISSUES, STEPS, VALUES

PACKAGE = Path(annotator.__file__).parent


@pytest.fixture(params=["en", "vi"], autouse=True)
def language(request):
    set_language(request.param)
    yield request.param
    set_language("en")


def kinds():
    return [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, AnnotatorError)
    ]


def calls(folder: str):
    """Every call in a package, with its name."""
    for path in sorted((PACKAGE / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield getattr(node.func, "attr", getattr(node.func, "id", "")), node


def literals(node):
    return [a.value if isinstance(a, ast.Constant) else None for a in node.args]


def issue_codes(folder: str) -> set[str]:
    """The codes given to ``Issue(severity, code)`` and to helpers that build one."""
    found = set()
    for name, node in calls(folder):
        given_args = literals(node)
        if (
            name in ("Issue", "_say", "_say_line")
            and given_args[:1]
            and given_args[0] in ("error", "warning", "info")
        ):
            found.add(given_args[1])
    return found - {None}


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.code)
def test_every_error_has_its_sentence(kind):
    assert kind.code in ERRORS
    assert describe_error(kind())


def test_every_reason_that_is_given_has_its_sentence():
    codes = {kind.__name__: kind.code for kind in kinds()}
    for folder in ("formats", "store", "model"):
        for name, node in calls(folder):
            reason = next(
                (
                    k.value.value
                    for k in node.keywords
                    if k.arg == "reason" and isinstance(k.value, ast.Constant)
                ),
                None,
            )
            if (
                name in codes
                and isinstance(reason, str)
                and codes[name] not in ("binary-input", "undecided-encoding", reason)
            ):
                keys = {f"{codes[name]}/{reason}", f"format-error/{reason}"}
                assert keys & ERRORS.keys(), f"{name}({reason})"


def test_every_issue_of_the_readers_has_its_sentence():
    found = issue_codes("formats")
    assert {"unreadable", "encoding-found", "offsets-in-other-unit", "duplicate-document"} <= found
    of_lines = {
        "too-deep",
        "number-out-of-range",
        "not-utf-8",
        "lone-surrogate",
        "bad-json",
        "missing-field",
        "wrong-type",
    }
    found |= of_lines | {"unknown-key", "annotations-ignored", "meta-not-text", "span-empty", "span-outside"}
    assert found <= ISSUES.keys()


def test_every_issue_of_the_services_has_its_sentence():
    assert issue_codes("services") <= ISSUES.keys() | ERRORS.keys()


def test_every_finding_has_its_sentence():
    found = {literals(node)[0] for name, node in calls("store") if name == "Finding" and node.args}
    assert found
    assert found - {None} <= FINDINGS.keys()


def test_every_problem_of_a_scheme_has_its_sentence():
    source = (PACKAGE / "model" / "scheme_reader.py").read_text(encoding="utf-8")
    found = set(re.findall(r'self\.problem\([^\n]*?, "([a-z-]+)"', source)) | {"not-a-table"}
    assert len(found) >= 17
    assert found <= SCHEME_PROBLEMS.keys()


def test_every_command_has_the_name_of_its_step():
    names = set()
    for info in pkgutil.iter_modules([str(PACKAGE / "services")]):
        module = importlib.import_module(f"annotator.services.{info.name}")
        for kind in vars(module).values():
            name = kind.__dict__.get("name") if isinstance(kind, type) else None
            if isinstance(name, str) and hasattr(kind, "plan"):
                names.add(name)
    assert names <= STEPS.keys()
    assert set(step_codes()) >= {"add-span", "import", "add-annotator", "replace-scheme", "restore"}


def test_codes_inside_sentences_are_words():
    assert {kind for _, kind in _MAGIC} | {"nul"} <= VALUES.keys()
    assert set(READINGS) - {"utf-8"} <= VALUES.keys()


def test_steps(language):
    assert step_name("add-span") == {"en": "add span", "vi": "đánh dấu"}[language]
    assert step_name("something-new") == "something-new"


# Sentences --------------------------------------------------------------------------------------------------------
def test_a_file_error_says_where(language):
    error = MalformedInput(path="/a/b/c.toml", line=3, column=7, reason="toml-syntax", detail="Invalid value")
    assert (
        describe_error(error)
        == {
            "en": "c.toml, line 3, column 7: This is not TOML (Invalid value).",
            "vi": "c.toml, dòng 3, cột 7: Đây chưa phải TOML (Invalid value).",
        }[language]
    )


def test_an_error_of_a_kind_made_elsewhere_gets_its_groups_sentence():
    class Strange(errors.StoreError):
        code = "strange"

    assert describe_error(Strange()) == describe_error(errors.StoreError())


def test_a_scheme_error_shows_the_first_problems(language):
    problems = [(f"labels[{n}]", "unknown-group", "x") for n in range(1, 6)]
    said = describe_error(InvalidScheme(source="s.toml", problems=problems))
    assert (
        said
        == {
            "en": "The label scheme has 5 places to mend. labels[1]: there is no group x; labels[2]: there is no group x; labels[3]: there is no group x; and 2 more",
            "vi": "Bộ nhãn có 5 chỗ cần sửa. labels[1]: không có nhóm x; labels[2]: không có nhóm x; labels[3]: không có nhóm x; và 2 chỗ nữa",
        }[language]
    )
    assert describe_error(InvalidScheme(source="", problems=[("", "not-a-table", "list")]))


def test_an_issue_and_its_place(language):
    issue = Issue("error", "bad-json", "/x/in.jsonl", 4, {"column": 9, "reason": "syntax"})
    assert (
        issue_place(issue) == {"en": "in.jsonl, line 4, column 9", "vi": "in.jsonl, dòng 4, cột 9"}[language]
    )
    assert (
        describe_issue(issue)
        == {"en": "The line is not JSON and was left out.", "vi": "Dòng không phải JSON, không nhập."}[
            language
        ]
    )
    packed = Issue("error", "binary-input", "a.txt", None, {"kind": "zip"})
    assert ("Office" in describe_issue(packed), issue_place(packed)) == (True, "a.txt")
    large = Issue("error", "too-large", "a.txt", None, {"limit": 50 << 20})
    assert "50 MB" in describe_issue(large)


def test_values_are_short_and_on_one_line():
    issue = Issue(
        "error",
        "span-text-differs",
        "a",
        1,
        {"expected": "x\n\ty" * 99, "found": "", "readings": ["utf-16", "bom"], "label": "A"},
    )
    said = describe_issue(issue)
    assert "\n" not in said
    assert len(said) < 400
    assert "UTF-16" in said


def test_an_unknown_code_is_said_as_it_is():
    assert "brand-new" in describe_issue(Issue("info", "brand-new", "a"))
    assert "brand-new" in describe_finding(SimpleNamespace(code="brand-new", fields={}))


fields = st.dictionaries(
    st.sampled_from(
        [
            "reason",
            "detail",
            "path",
            "line",
            "column",
            "start",
            "label",
            "limit",
            "since",
            "problems",
            "candidates",
            "readings",
            "code",
        ]
    ),
    st.none() | st.text(max_size=9) | st.integers() | st.lists(st.text(max_size=3), max_size=2),
)


@given(st.sampled_from(sorted({*ISSUES, *ERRORS})), fields)
def test_any_fields_make_a_sentence(code, given_fields):
    assert describe_issue(Issue("error", code, "a", None, given_fields))
    given_fields.pop("problems", None)
    kind = type("Any", (AnnotatorError,), {"code": code})
    assert describe_error(kind(**given_fields))
    assert describe_finding(SimpleNamespace(code=code, fields=given_fields))


def test_no_exclamations():
    for table in (ERRORS, ISSUES, FINDINGS, STEPS, VALUES, SCHEME_PROBLEMS):
        assert not [text for text in table.values() if "!" in text]
