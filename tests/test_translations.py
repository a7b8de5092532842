"""The Vietnamese catalogue: complete, in step with the program, and compiled."""

import gettext
import importlib.util
import io
import re
from pathlib import Path

from annotator.i18n import LANGUAGES, language, mark, ntr, set_language, system_language, tr

SOURCE = Path(__file__).parents[1] / "tools" / "translations.py"


def tool():
    spec = importlib.util.spec_from_file_location("translations", SOURCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = tool()


def test_every_string_has_a_finished_translation():
    assert TOOL.unfinished(TOOL.updated()) == []


def test_the_catalogue_is_compiled():
    assert TOOL.PO.with_suffix(".mo").read_bytes() == TOOL.mo_bytes(TOOL.stored()), "run: make translations"


def test_calm_words_only():
    said = [s for m in TOOL.stored() if m.id for s in ([m.string] if isinstance(m.string, str) else m.string)]
    assert not [s for s in said if re.search(r"!|chắc không\?|thành công", s)]


def test_what_is_extracted():
    source = 'x = f"{tr(\'in an f-string\')} {y}"\ntr("a" "b")\nntr("one", "many", n)\nT = {"k": mark("later")}\ntr(name)\ntr("")\nother("no")\n'
    assert TOOL.strings_in(source) == ["in an f-string", "ab", ("one", "many"), "later"]


def test_faults_that_are_found():
    def fault(id, string):
        return TOOL._fault(TOOL.Message(id, string))

    assert fault("a", "") == "not translated"
    assert fault("{n} a", "a") == "lacks a field of the original"
    assert fault("{n} a", "{n} {m}") == "a field that the original lacks"
    assert fault(("{n} one", "{n} many"), ("{n} cái",)) == ""
    assert fault(("one", "{n} many"), ("{n} cái",)) == ""


def test_the_compiled_file_is_a_catalogue():
    found = gettext.GNUTranslations(io.BytesIO(TOOL.PO.with_suffix(".mo").read_bytes()))
    assert found.gettext("Nothing to undo.") == "Không còn gì để hoàn tác."
    assert found.ngettext("{n} document", "{n} documents", 5) == "{n} bài"


def test_switching_the_language():
    assert set(LANGUAGES) == {"vi", "en"}
    try:
        set_language("vi")
        assert (language(), tr("Nothing to undo.")) == ("vi", "Không còn gì để hoàn tác.")
        assert (tr(""), tr("never heard of"), mark("x")) == ("", "never heard of", "x")
        assert ntr("{n} document", "{n} documents", 1).format(n=1) == "1 bài"
        set_language("fr")
        assert (language(), tr("Nothing to undo.")) == ("en", "Nothing to undo.")
        assert ntr("{n} document", "{n} documents", 2) == "{n} documents"
    finally:
        set_language("en")


def test_the_language_of_the_system(monkeypatch):
    for wanted, expected in (
        ("vi", "vi"),
        ("vi_VN.UTF-8", "vi"),
        ("Vietnamese_Vietnam.1258", "vi"),
        ("en_GB", "en"),
        ("fr-FR", "en"),
        ("C", "en"),
    ):
        monkeypatch.setenv("ANNOTATOR_LANG", wanted)
        assert system_language() == expected


def test_the_language_that_is_asked_for_where_its_locale_is_not_installed(monkeypatch):
    for name in ("ANNOTATOR_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    assert system_language() == "vi"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert system_language() == "en"
