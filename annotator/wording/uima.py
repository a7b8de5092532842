"""Templates for what the readers of UIMA's formats report: WebAnno TSV, CAS XMI and CAS JSON. They stand in ``ISSUES`` with the rest."""

from __future__ import annotations

from annotator.i18n import mark

UIMA: dict[str, str] = {
    # Files as a whole
    "unreadable/xml": mark("This is not well-formed XML ({detail}); the file was left out."),
    "unreadable/xml-doctype": mark(
        "The file declares a document type or entities. These are not read, for safety; the file was left out."
    ),
    "unreadable/too-deep": mark("The file is nested too deeply and was left out."),
    "unreadable/too-large": mark("The file holds more than can be read ({detail}) and was left out."),
    "unreadable/not-utf-8": mark("The file is not UTF-8 and was left out."),
    "unreadable/no-xmi": mark("This is not a CAS as XMI; the file was left out."),
    "unreadable/no-cas-json": mark("This is not a CAS as JSON; the file was left out."),
    "unreadable/no-webanno-tsv": mark("This is not WebAnno TSV 3; the file was left out."),
    "unreadable/cas-without-text": mark("The file holds no text and was left out."),
    "unreadable/bad-json": mark("This is not JSON; the file was left out."),
    "unreadable/lone-surrogate": mark(
        "The file holds half a character, which no file can keep, and was left out."
    ),
    "unreadable/number-out-of-range": mark("A number is too large; the file was left out."),
    "type-system-unread": mark(
        "The type system beside the files could not be read ({detail}); features were taken as text."
    ),
    # Types and features
    "layer-mapped": mark("{count} annotations of {layer} took their label from {feature}."),
    "layer-named": mark(
        "{count} annotations of {layer} have no value that names them; the label is {layer}."
    ),
    "layer-left": mark("{count} annotations of {layer} have no place in the text and were left out."),
    "token-analysis-left": mark("{count} annotations of {layer} describe single words and were left out."),
    "feature-as-yes-no": mark("Every value of {feature} is true or false; it was read as yes or no."),
    "feature-values-joined": mark("{count} lists of values ({feature}) were joined into one text each."),
    "relation-feature-left": mark(
        "{count} values of {feature} belong to relations, which carry none here, and were left out."
    ),
    "slots-as-relations": mark("{count} slots ({feature}) were read as relations."),
    "chains-as-relations": mark(
        "{count} chains of {layer} were read as relations from each link to the next."
    ),
    # Places and references
    "offset-inside-sign": mark("{count} annotations begin or end inside a sign and were left out."),
    "relation-end-no-span": mark(
        "{count} relations of {layer} join words or other things that are no spans, and were left out."
    ),
    "cas-reference-missing": mark(
        "{count} references of {layer} lead nowhere or in a circle and were left out."
    ),
    "cas-offset-unread": mark("{count} annotations have a place that is no number and were left out."),
    "cas-other-view": mark("{count} annotations belong to another text of the file and were left out."),
    "cas-id-twice": mark("{count} annotations have an id that is taken and were left out."),
    "cas-too-many": mark(
        "The lists that the file names have more than {limit} parts; {count} of them were left out."
    ),
    "cas-wrong-type": mark("{count} parts of the file are not what is expected ({at}) and were left out."),
    # WebAnno TSV
    "tsv-line-unread": mark("{count} lines cannot be read as WebAnno TSV and were left out (lines {lines})."),
    "tsv-comment-left": mark("{count} comments were left aside (lines {lines})."),
    "tsv-cells-missing": mark(
        "{count} lines have fewer cells than the header declares; the rest was taken as empty (lines {lines})."
    ),
    "tsv-slots-differ": mark(
        "{count} times there are not as many roles as targets; those in excess were left out (lines {lines})."
    ),
    "tsv-gap-filled": mark(
        "The text between sentences is not in the file; spaces were put there ({count} times, lines {lines})."
    ),
    "token-text-differs": mark(
        "{count} tokens are not what stands in the text at their place. Look at them (lines {lines})."
    ),
}
