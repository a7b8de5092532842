"""The language of the words on screen: one gettext catalogue for window and command line.

Source strings are English; ``resources/i18n/<language>/LC_MESSAGES/annotator.mo`` holds the others.
``tr("...")`` must be called with a literal so that the extractor finds it.
"""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Iterator
from contextlib import contextmanager

from annotator.assets import asset

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
_current = gettext.NullTranslations()
_language = "en"


def system_language() -> str:
    """``vi`` or ``en``: ``ANNOTATOR_LANG``, else what the environment asks for, else the system's locale, else English.

    The environment is asked itself: where its locale is not installed, as on a bare Debian, the system answers another.
    """
    asked = (os.environ.get(name, "") for name in ("ANNOTATOR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    wanted = next(filter(None, asked), "") or locale.getlocale()[0] or ""
    short = wanted.replace("-", "_").split("_")[0].lower()
    return "vi" if short in ("vi", "vietnamese") else "en"


def set_language(language: str) -> None:
    """Switch to ``vi`` or ``en``; strings looked up from now on are in that language."""
    global _current, _language  # noqa: PLW0603 - the language is a property of the process
    _language = language if language in LANGUAGES else "en"
    if _language == "en":
        _current = gettext.NullTranslations()
    else:
        _current = gettext.translation("annotator", str(asset("i18n")), languages=[_language], fallback=True)


def language() -> str:
    """The language in force: ``vi`` or ``en``."""
    return _language


def tr(text: str) -> str:
    """``text`` in the language in force."""
    return _current.gettext(text) if text else text


def ntr(one: str, many: str, count: int) -> str:
    """The form of ``one``/``many`` that fits ``count``, in the language in force (not yet formatted)."""
    return _current.ngettext(one, many, count)


def mark(text: str) -> str:
    """``text`` itself: a literal in a table that ``tr`` translates when it is shown. The extractor finds it."""
    return text


@contextmanager
def speaking(other: str) -> Iterator[None]:
    """Another language for the length of a ``with``: what a command is called in both, say."""
    before = _language
    set_language(other)
    try:
        yield
    finally:
        set_language(before)
