"""Keeps the Vietnamese catalogue in step with the program: ``make translations`` after changing words.

It collects every ``tr("...")``, ``ntr("...", "...", n)`` and ``mark("...")`` in ``annotator/``, brings
``resources/i18n/vi/LC_MESSAGES/annotator.po`` up to date, compiles the ``.mo`` beside it and lists what is still to
be translated. With ``--check`` it changes nothing and fails if something is missing.
"""

from __future__ import annotations

import ast
import io
import string
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "annotator"
PO = ROOT / "resources" / "i18n" / "vi" / "LC_MESSAGES" / "annotator.po"
KEYWORDS = {"tr": 1, "mark": 1, "ntr": 2}  # how many literals each takes
# A date in the file would change with every run and collide in every merge.
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)


def extracted() -> Catalog:
    """Every string of the program, with the files it is in."""
    template = Catalog()
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for message in strings_in(path.read_text(encoding="utf-8")):
            template.add(message, locations=[(place, 1)])
    return template


def strings_in(source: str) -> list[str | tuple[str, str]]:
    """What is translated in one module, in its order. (Babel's own extractor does not look into f-strings.)"""
    calls = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    found: list[str | tuple[str, str]] = []
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        count = KEYWORDS.get(call.func.id, 0)
        literals = [
            a.value
            for a in call.args[:count]
            if isinstance(a, ast.Constant) and isinstance(a.value, str) and a.value
        ]
        if count and len(literals) == count:
            found.append(literals[0] if count == 1 else (literals[0], literals[1]))
    return found


def updated() -> Catalog:
    """The catalogue as it should be: what was translated, and what is new and empty."""
    catalog = stored()
    catalog.update(extracted(), no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    return dated(catalog)


def stored() -> Catalog:
    """The catalogue as it is."""
    if not PO.exists():
        return dated(Catalog(locale="vi"))
    with PO.open("rb") as file:
        return dated(read_po(file, locale="vi"))


def dated(catalog: Catalog) -> Catalog:
    catalog.project, catalog.version, catalog.charset = "annotator", "1", "utf-8"
    catalog.header_comment = (
        "# Vietnamese words of the program. Changed by hand; kept in order by tools/translations.py."
    )
    catalog.creation_date = catalog.revision_date = NO_DATE
    catalog.last_translator, catalog.language_team, catalog.msgid_bugs_address = "", "vi", ""
    catalog.fuzzy = False
    return catalog


def unfinished(catalog: Catalog) -> list[str]:
    """Strings without a translation, or with one whose {fields} are not those of the original."""
    return [f"{message.id!r}: {fault}" for message in catalog if message.id and (fault := _fault(message))]


def _fault(message: Message) -> str:
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    if message.fuzzy or not all(strings):
        return "not translated"
    wanted = set.union(*(placeholders(text) for text in ids))
    if any(placeholders(text) - wanted for text in strings):
        return "a field that the original lacks"
    if wanted - set.union(*(placeholders(text) for text in strings)):
        return "lacks a field of the original"
    return ""


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def po_bytes(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=110, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return buffer.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def main() -> int:
    catalog = updated()
    if "--check" not in sys.argv:
        PO.parent.mkdir(parents=True, exist_ok=True)
        PO.write_bytes(po_bytes(catalog))
        PO.with_suffix(".mo").write_bytes(mo_bytes(catalog))
    elif PO.with_suffix(".mo").read_bytes() != mo_bytes(stored()):
        print("not compiled: run make translations")
        return 1
    missing = unfinished(catalog)
    print("\n".join(missing) if missing else f"{len(catalog)} strings, all translated")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
