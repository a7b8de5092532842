"""Templates for what the readers of other programs' files report. They stand in ``ISSUES`` with the rest."""

from __future__ import annotations

from annotator.i18n import mark

FOREIGN: dict[str, str] = {
    # Prodigy
    "answer-not-gold": mark(
        "{count} tasks were answered “{answer}”; their texts came in, without annotations (lines {lines})."
    ),
    "spans-not-gold": mark(
        "{count} spans answered “{answer}” are no gold and were left out (lines {lines})."
    ),
    "span-without-label": mark("{count} spans have no label or no place and were left out (lines {lines})."),
    "token-outside": mark(
        "{count} spans name tokens that are not there; their characters were taken (lines {lines})."
    ),
    "token-edges-differ": mark(
        "{count} spans do not end where their tokens do; their characters were taken (lines {lines})."
    ),
    "relation-end-unclear": mark(
        "{count} relations {label} do not say clearly which spans they join and were left out (lines {lines})."
    ),
    # labelbuddy
    "record-without-text": mark(
        "{count} records hold annotations without their text and were left out (lines {lines}). Export them with the text."
    ),
    "checksum-differs": mark(
        "{count} texts are not those that their checksums were made of (lines {lines})."
    ),
    "bytes-differ": mark(
        "{count} spans count bytes and characters differently; characters were taken (lines {lines})."
    ),
    # doccano
    "class-not-span": mark("The label {label} is given to whole texts and was left aside ({count} lines)."),
}
