"""UIMA's CAS as XMI, written: a folder with an ``.xmi`` for each layer and one ``TypeSystem.xml``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from annotator.formats import losses
from annotator.formats.base import Row, replacing_folder
from annotator.formats.cas_files import FileNames, refused
from annotator.formats.cas_fitting import fit_row, fit_xml
from annotator.formats.cas_own import OwnTypes
from annotator.formats.cas_things import SENTENCE, SOFA, TOKEN, Made, build
from annotator.formats.uima_types import TYPE_SYSTEMS, types_as_xml
from annotator.model.document import Document
from annotator.model.layer import Layer
from annotator.model.scheme import LabelScheme

_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)
_ODD = re.compile('[\x00-\x1f&<>"\ufffe\uffff]')
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmi:version="2.0"'
)


class XmiWriter:
    """Writes a folder. It must not exist yet, or be empty."""

    name = "cas-xmi"
    suffixes: tuple[str, ...] = ("",)
    losses = (losses.SPAN_IDS, losses.RELATION_IDS, losses.CONTROLS)

    def reduce(self, document: Document, layer: Layer | None, lost: Counter[str]) -> Row:
        """Texts without the signs that XML 1.0 has no place for."""
        return fit_row(document, layer, fit_xml, lost)

    def write(self, path: Path, rows: Iterable[Row], scheme: LabelScheme) -> int:
        types, names, count = OwnTypes(scheme), FileNames(), 0
        table = types.table(documents=True)
        head = _HEAD + "".join(
            f'\n    xmlns:{prefix}="{space}"'
            for prefix, space in sorted({_place(name)[:2] for name in (*table, "uima.cas.Sofa")})
        )
        with replacing_folder(path) as folder:
            for document, layer in rows:
                try:
                    data = _lines(head, document, layer, types).encode()
                except UnicodeEncodeError:
                    raise refused(path, "lone-surrogate", document.id) from None
                (folder / f"{names.free(document, layer)}.xmi").write_bytes(data)
                count += 1
            (folder / TYPE_SYSTEMS[0]).write_text(types_as_xml(table), encoding="utf-8")
        return count


@lru_cache(maxsize=64)
def _place(name: str) -> tuple[str, str, str]:
    """Prefix, namespace and element of a type."""
    package, _, local = name.rpartition(".")
    prefix = package.rpartition(".")[2]
    if prefix == "type":
        prefix = package.split(".")[-2]
    return prefix, f"http:///{package.replace('.', '/')}.ecore", f"{prefix}:{local}"


def _quoted(value: object) -> str:
    if value.__class__ is bool:
        return "true" if value else "false"
    text = str(value)
    return fit_xml(text).translate(_ESCAPES) if _ODD.search(text) else text


def _lines(head: str, document: Document, layer: Layer | None, types: OwnTypes) -> str:
    built = build(document, layer, types)
    parts = [head, '>\n<cas:NULL xmi:id="0"/>\n']
    number = built.first
    for name, places in ((TOKEN, built.tokens), (SENTENCE, built.sentences)):
        element = _place(name)[2]
        parts += [
            f'<{element} xmi:id="{id}" sofa="{SOFA}" begin="{start}" end="{end}"/>\n'
            for id, (start, end) in enumerate(places, number)
        ]
        number += len(places)
    members = list(range(built.first, number))
    for made in built.made:
        parts.append(_element(made))
        members.append(made.id)
    parts.append(
        f'<cas:Sofa xmi:id="{SOFA}" sofaNum="1" sofaID="_InitialView" mimeType="text" '
        f'sofaString="{_quoted(document.text)}"/>\n'
    )
    parts.append(f'<cas:View sofa="{SOFA}" members="{" ".join(map(str, members))}"/>\n</xmi:XMI>\n')
    return "".join(parts)


def _element(made: Made) -> str:
    parts = [f'<{_place(made.type)[2]} xmi:id="{made.id}"']
    if made.place is not None:
        parts.append(f' sofa="{SOFA}" begin="{made.place[0]}" end="{made.place[1]}"')
    elif made.type.endswith("Document"):
        parts.append(f' sofa="{SOFA}"')
    parts += [f' {feature}="{_quoted(value)}"' for feature, value in made.values.items()]
    for feature, found in made.refs.items():
        parts.append(f' {feature}="{" ".join(map(str, found)) if isinstance(found, list) else found}"')
    return "".join(parts) + "/>\n"
