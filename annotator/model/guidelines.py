"""Pages of the guidelines: Markdown by label id, the general page under the empty id. Pure text work.

Pages are facts of the project (``facts.GUIDELINE``): in the log, undone and packed with the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from annotator.model.text import fold_loose

GENERAL = ""  # the key of the general page
GENERAL_FILE = "_general.md"  # no label id begins with _
HEADINGS = ("Examples", "Ví dụ")
EXAMPLE_SIGNS = 300
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*\s*$")


def normal(text: str) -> str:
    """A page as it is stored: lines end with \\n, none with spaces, one line end last; empty where there is nothing."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip("\n") + "\n" if any(lines) else ""


def file_name(label: str) -> str:
    """The file a page is written to."""
    return f"{label}.md" if label else GENERAL_FILE


def label_of_file(name: str) -> str | None:
    """The label a file is about, or None where its name is not that of a page."""
    stem, dot, suffix = name.rpartition(".")
    if not dot or suffix.lower() != "md" or not stem:
        return None
    return GENERAL if name == GENERAL_FILE else stem


def escaped(text: str) -> str:
    """``text`` on one line, so that Markdown shows it as it is."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def example_line(text: str, place: str) -> str:
    """A real span as an item of a list; ``place`` says where it stands (``d1:24-33``)."""
    quoted = " ".join(text.split())
    if len(quoted) > EXAMPLE_SIGNS:
        quoted = quoted[: EXAMPLE_SIGNS - 1].rstrip() + "…"
    return f"- “{escaped(quoted)}” ({escaped(place)})"


def with_example(page: str, text: str, place: str, heading: str = HEADINGS[0]) -> str:
    """The page with one more example at the end of its section of examples, which is made where there is none.

    An example that is there already is not added again: then the page is returned as it is.
    """
    line = example_line(text, place)
    lines = normal(page).split("\n")[:-1]
    if line in lines:
        return page
    at = _end_of_examples(lines)
    if at is None:
        lines += [*([""] if lines else []), f"## {heading}", ""]
        at = len(lines)
    lines.insert(at, line)
    return "\n".join(lines) + "\n"


def _end_of_examples(lines: list[str]) -> int | None:
    """Where the next example goes: after the last line that is not empty of the section."""
    start = next((n for n, one in enumerate(lines) if _title(one) in HEADINGS), None)
    if start is None:
        return None
    stop = next((n for n in range(start + 1, len(lines)) if _title(lines[n])), len(lines))
    while stop > start + 1 and not lines[stop - 1]:
        stop -= 1
    if stop == start + 1:  # a heading and nothing below it
        lines.insert(stop, "")
        return stop + 1
    return stop


def _title(line: str) -> str:
    found = _HEADING.match(line)
    return found[1] if found else ""


def search(pages: Mapping[str, str], words: str) -> dict[str, int]:
    """How often the words stand in each page, regardless of case and marks; only pages that have them.

    Words at the end may be the beginning of longer ones, so that the list follows the typing.
    """
    folded = " ".join(fold_loose(words).split())
    if not folded:
        return {}
    found = {label: " ".join(fold_loose(page).split()).count(folded) for label, page in pages.items()}
    return {label: count for label, count in found.items() if count}
