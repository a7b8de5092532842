"""The type system in which we write: one type for spans, one for relations, and the names of attributes as features.

One type for all labels, with the label as a feature, lets a relation join any two spans: in INCEpTION a relation belongs to one type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from annotator.formats.cas_model import (
    ANNOTATION,
    BASE,
    BOOLEAN,
    DEPENDENT,
    DKPRO,
    FS_ARRAY,
    GOVERNOR,
    INTEGER,
    METADATA,
    SENTENCE,
    STRING,
    TOKEN,
    TOP,
)
from annotator.model.scheme import AttributeType, LabelScheme

SPAN, RELATION = "webanno.custom.AnnotatorSpan", "webanno.custom.AnnotatorRelation"
DOCUMENT, ENTRY = "webanno.custom.AnnotatorDocument", "webanno.custom.AnnotatorEntry"
LABEL, NOTE, CERTAINTY, ORIGIN = "label", "note", "certainty", "origin"
_RESERVED = frozenset((LABEL, NOTE, CERTAINTY, ORIGIN, "begin", "end", "sofa", "id", GOVERNOR, DEPENDENT))
_PLAIN = re.compile(r"(?![xb]_|ROLE_|BT_)[A-Za-z][A-Za-z0-9_]*\Z")
_UNFIT = re.compile(r"[^A-Za-z0-9]")
_CODED = re.compile(r"_([0-9a-f]{1,6})_")
Features = Mapping[str, str]


def feature_of(attribute: str) -> str:
    """The feature that holds an attribute: its id, or ``x_`` and the id with other signs as code points where that is no name."""
    if _PLAIN.match(attribute) and attribute not in _RESERVED:
        return attribute
    return "x_" + _UNFIT.sub(lambda sign: f"_{ord(sign[0]):x}_", attribute)


def attribute_of(feature: str) -> str:
    """The attribute that a feature holds: the inverse of ``feature_of``, with or without the mark of a yes or no."""
    name = feature.removeprefix("b_")
    return _CODED.sub(_sign, name[2:]) if name.startswith("x_") else name


def _sign(code: re.Match[str]) -> str:
    number = int(code[1], 16)
    return code[0] if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF else chr(number)


class OwnTypes:
    """Features for a scheme's attributes. One id may be a yes/no here and a text there: then the yes/no has a ``b_``."""

    def __init__(self, scheme: LabelScheme) -> None:
        yes_no = {a.id for a in scheme.attributes if a.type is AttributeType.BOOL}
        others = {a.id for a in scheme.attributes if a.type is not AttributeType.BOOL}
        self._mixed = yes_no & others
        self.attributes = {self.feature(name, True): BOOLEAN for name in sorted(yes_no)} | {
            self.feature(name, ""): STRING for name in sorted(others)
        }

    def feature(self, attribute: str, value: object) -> str:
        """The feature in which this value of an attribute is written."""
        name = feature_of(attribute)
        return f"b_{name}" if value.__class__ is bool and attribute in self._mixed else name

    def table(self, *, documents: bool) -> dict[str, tuple[str, Features]]:
        """Every type that we write, with its supertype and features; ``documents``: also what is known of the document."""
        span = {LABEL: STRING, **self.attributes, NOTE: STRING, CERTAINTY: STRING, ORIGIN: STRING}
        found: dict[str, tuple[str, Features]] = {
            TOKEN: (ANNOTATION, {}),
            SENTENCE: (ANNOTATION, {}),
            SPAN: (ANNOTATION, span),
            RELATION: (ANNOTATION, {GOVERNOR: SPAN, DEPENDENT: SPAN, LABEL: STRING}),
        }
        if documents:
            texts = dict.fromkeys(("documentId", "title", "owner", "state", "reason"), STRING)
            found |= {
                METADATA: (
                    "uima.tcas.DocumentAnnotation",
                    {"documentTitle": STRING, "documentId": STRING},
                ),
                DOCUMENT: (BASE, {**texts, "reviewedTo": INTEGER, "entries": FS_ARRAY}),
                ENTRY: (TOP, {"kind": STRING, "key": STRING, "value": STRING}),
            }
        return found


__all__ = ["DKPRO", "OwnTypes", "attribute_of", "feature_of"]
