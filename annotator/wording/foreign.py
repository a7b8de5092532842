"""Templates for what the readers of other programs' files report. They stand in ``ISSUES`` with the rest."""

from __future__ import annotations

from annotator.i18n import mark
from annotator.wording.uima import UIMA

FOREIGN: dict[str, str] = {
    # Prodigy
    "answer-not-gold": mark(
        "{count} tasks were answered “{answer}”; their texts came in, without annotations (lines {lines})."
    ),
    "spans-not-gold": mark(
        "{count} spans answered “{answer}” are no gold and were left out (lines {lines})."
    ),
    "answers-merged": mark(
        "{count} answers to questions about the same texts were put together, text by text (the first at line {lines})."
    ),
    "answers-contradict": mark(
        "{count} spans {label} were both accepted and rejected and were left out (lines {lines})."
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
    # brat
    "ann-without-text": mark("There is no text of this name; its annotations were left out."),
    "ann-not-utf-8": mark("The annotations are not UTF-8 and were left out; the text came in."),
    "ann-line-unread": mark("{count} lines cannot be read as brat's and were left out (lines {lines})."),
    "equivalents-as-relations": mark("{count} equivalences were read as relations (lines {lines})."),
    "events-as-relations": mark(
        "{count} events were read as relations from their trigger to each argument (lines {lines})."
    ),
    "nothing-to-attach": mark(
        "{count} attributes or comments belong to no span ({target}) and were left out (lines {lines})."
    ),
    "attribute-twice": mark("{attribute} is given twice to one span; the first was kept (lines {lines})."),
    "normalisation-in-note": mark("{count} links to reference data were put into notes (lines {lines})."),
    "line-ends-as-spaces": mark(
        "{count} spans give their line ends as spaces; their places fit (lines {lines})."
    ),
    "discontinuous": mark(
        "{count} spans consist of parts that lie apart; each part became a span, with a note that joins them (lines {lines})."
    ),
    # Label Studio
    "task-without-text": mark(
        "{count} tasks hold no text that could be told from the rest and were left out (lines {lines})."
    ),
    "predictions-left": mark(
        "{count} predictions of a model cannot be read and were left aside (lines {lines})."
    ),
    "predictions-as-layer": mark(
        "{count} predictions of a model became layers of the model's own, of nobody's work (lines {lines})."
    ),
    "drafts-left": mark("{count} tasks hold drafts; they were left aside (lines {lines})."),
    "region-left": mark(
        "{count} annotations of the kind {kind} have no place here and were left out (lines {lines})."
    ),
    "relation-without-label": mark("{count} relations have no label and were left out (lines {lines})."),
    "relation-both-ways": mark(
        "{count} relations go both ways and were read as going forth (lines {lines})."
    ),
    # CoNLL
    "token-without-tag": mark("{count} tokens have no tag and were taken as outside (lines {lines})."),
    "tags-unread": mark("{count} tags cannot be read; their tokens were taken as outside."),
    "tags-mixed": mark(
        "Some spans begin with B, others with I, at {count} places against the rest. Look at them."
    ),
    "tags-unbegun": mark("{count} spans end without having begun; the last token was taken."),
    "no-docstart": mark("The file does not say where documents begin; each sentence became one."),
    # CoNLL-U
    "conllu-line-unread": mark("{count} lines are not CoNLL-U and were left out (lines {lines})."),
    "entities-left": mark("{count} words carry Entity, which was left aside (lines {lines})."),
    "text-differs-from-words": mark(
        "In {count} sentences “# text” is not what the words give; the words were taken (lines {lines})."
    ),
    "syntax-left": mark("Word classes and dependencies have no place here; texts and names came in."),
    "no-newdoc": mark("The file does not say where documents begin; each sentence became one."),
    # doccano
    "class-not-span": mark("The label {label} is given to whole texts and was left aside ({count} lines)."),
    **UIMA,
}
