"""What readers of documents (Word, web pages, PDF, ...) and of legacy encodings say."""

from __future__ import annotations

from annotator.i18n import mark

# Issues: what was met, left out or changed on the way from a file to its text.
SOURCES: dict[str, str] = {
    "encoding-unconfirmed": mark(
        "Left out: it is probably {encoding} ({confidence} %), and would begin: “{preview}”. Confirm the encoding to import it."
    ),
    "encoding-mended": mark("This was {encoding}, shown as Western letters ({confidence} %); it was mended."),
    "old-font": mark("Text in {encoding} fonts was converted ({count} places), first: “{preview}”."),
    "old-font-kept": mark(
        "Text in {encoding} fonts makes no words when it is converted; it was kept as it stands ({count} places)."
    ),
    "letters-lost": mark(
        "The file's font hides the letter {letters}; it is missing from the text. Look before you use it."
    ),
    "really-html": mark("The name ends in {suffix}, but this is a web page; it was read as one."),
    "no-article": mark("No article was found on this page, and it was left out."),
    "furniture-kept": mark(
        "Kept in the text and proposed as excluded zones: parts that do not look like the article ({count})."
    ),
    "lines-joined": mark("Lines that the page had cut were joined to paragraphs ({count})."),
    "left-out": mark("Not in the text: {reason} ({count})."),
    "left-out/images": mark("Not in the text: pictures ({count})."),
    "left-out/footnotes": mark("Not in the text: footnotes ({count})."),
    "left-out/endnotes": mark("Not in the text: endnotes ({count})."),
    "left-out/comments": mark("Not in the text: comments ({count})."),
    "left-out/headers": mark("Not in the text: headers and footers ({count})."),
    "left-out/deletions": mark(
        "Tracked changes were taken as accepted. Not in the text: what they delete ({count})."
    ),
    "left-out/hidden": mark("Not in the text: hidden letters ({count})."),
    "left-out/list-numbers": mark("Not in the text: the numbers and bullets of lists ({count})."),
    "left-out/symbols": mark("Not in the text: signs of symbol fonts ({count})."),
    "left-out/formulas": mark("Not in the text: formulas ({count})."),
    "left-out/objects": mark("Not in the text: embedded objects ({count})."),
    "left-out/embedded-documents": mark("Not in the text: embedded documents ({count})."),
    "left-out/embedded-pages": mark("Not in the text: embedded pages ({count})."),
    "left-out/sound-and-video": mark("Not in the text: sound and video ({count})."),
    "left-out/hidden-parts": mark("Not in the text: parts that the page hides ({count})."),
    "left-out/page-parts": mark("Not in the text: menus, headers and footers of the page ({count})."),
    "left-out/page-numbers": mark("Not in the text: page numbers ({count})."),
    "left-out/running-heads": mark("Not in the text: lines repeated on the pages' edges ({count})."),
    "left-out/pages-without-text": mark("Pages without text, perhaps scanned ({count})."),
    "left-out/damaged-pages": mark("Not in the text: pages that are damaged ({count})."),
    "left-out/empty-chapters": mark("Chapters without text ({count})."),
    "taken-in/tables": mark("Tables became text, each cell a paragraph ({count})."),
    "taken-in/text-boxes": mark("Text boxes stand in the text after the paragraph they belong to ({count})."),
    "taken-in/insertions": mark(
        "Tracked changes were taken as accepted: insertions are in the text ({count})."
    ),
}

# Why a file could not be read.
SOURCE_ERRORS: dict[str, str] = {
    "undecided-encoding/unconfirmed": mark(
        "The encoding is probably {detail}. Confirm it to read the file, or save the file as UTF-8."
    ),
    "malformed-input/no-such-encoding": mark("There is no encoding {detail}."),
    "malformed-input/encoding": mark("This is not {detail} throughout."),
    "malformed-input/other-encoding": mark("This is Unicode text, not {detail}."),
    "malformed-input/not-zip": mark("The file is damaged, or is not what its name says ({detail})."),
    "malformed-input/other-kind": mark("This is not a file of the kind {detail}."),
    "malformed-input/old-office": mark(
        "This is an Office document of before 2007. Save it as .docx or .odt."
    ),
    "malformed-input/encrypted": mark("The file is protected by a password. Save it without one."),
    "malformed-input/part-missing": mark("The file is not whole: {detail} is missing."),
    "malformed-input/part-twice": mark("The file holds {detail} twice."),
    "malformed-input/part-damaged": mark("The file is damaged ({detail})."),
    "malformed-input/too-many-parts": mark("The file has too many parts to be a document ({detail})."),
    "malformed-input/unpacks-too-large": mark("{detail} unpacks to more than a document holds."),
    "malformed-input/xml-syntax": mark("The file is damaged: its XML does not hold ({detail})."),
    "malformed-input/xml-entities": mark(
        "The file defines entities ({detail}), which no document needs; it was not read."
    ),
    "malformed-input/too-many-elements": mark("The file has too many parts to be a document ({detail})."),
    "malformed-input/not-html": mark("This could not be read as a web page ({detail})."),
    "malformed-input/needs-extra": mark(
        "To read this, install the program with: pip install annotator[{detail}]"
    ),
    "malformed-input/not-pdf": mark("This is not a PDF, or it is damaged."),
    "malformed-input/no-text-layer": mark(
        "The PDF has no text, only pictures of pages ({detail}). Recognise its text with another program first."
    ),
    "malformed-input/too-many-pages": mark(
        "The PDF has {detail} pages, too many to be read at once. Divide it first."
    ),
    "malformed-input/too-slow": mark("Reading took too long and was stopped at page {detail}."),
}
