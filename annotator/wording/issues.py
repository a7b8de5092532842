"""Templates for what readers, imports and checks report, and the names of steps."""

from __future__ import annotations

from annotator.i18n import mark
from annotator.wording.foreign import FOREIGN
from annotator.wording.importing import PLANNED
from annotator.wording.sources import SOURCES

ISSUES: dict[str, str] = {
    "": mark("Something to look at: {code}."),
    # Files as a whole
    "unreadable": mark("The file could not be read ({detail})."),
    "unreadable/missing": mark("There is no such file."),
    "unreadable/permission": mark("You have no permission to read this file."),
    "unreadable/folder": mark("This is a folder, not a file."),
    "unreadable/not-a-file": mark("This is not an ordinary file."),
    "empty-file": mark("The file is empty and was left out."),
    "too-large": mark("The text is larger than {limit} and was left out. Divide it first."),
    "binary-input": mark("This is not text but {kind}, and was left out."),
    "undecided-encoding": mark(
        "Left out: the encoding is not certain. It may be: {candidates}. Save the file as UTF-8."
    ),
    "bad-encoding": mark("Left out: the file says it is {encoding}, but is not throughout."),
    "encoding-found": mark("Read as {encoding}, not UTF-8. The text was kept as it came."),
    "encoding-found/decomposed": mark(
        "Read as {encoding}, not UTF-8. Letters and their tone marks stay apart, as they are in the file."
    ),
    "skipped-hidden": mark("Hidden file or folder, left out."),
    "skipped-link": mark("A link to a folder, not followed."),
    "skipped-other-kind": mark("No known kind of file ({suffix}), left out."),
    # JSON lines
    "line-too-long": mark("The line is longer than {limit} and was left out."),
    "no-such-label": mark("There is no label {label}; the page was left out."),
    "empty-page": mark("The page is empty; the one in the project stays."),
    "not-utf-8": mark("The line is not UTF-8 and was left out."),
    "bad-json": mark("The line is not JSON and was left out."),
    "bad-json/truncated": mark("The line breaks off before its JSON ends and was left out."),
    "lone-surrogate": mark("The line holds half a character, which no file can keep, and was left out."),
    "too-deep": mark("The line is nested too deeply and was left out."),
    "number-out-of-range": mark("A number is too large (at {at}); the line was left out."),
    "wrong-type": mark("At {at} {expected} is expected, not {found}; the line was left out."),
    "wrong-type-in-part": mark("At {at} {expected} is expected, not {found}; this part was left out."),
    "missing-field-in-part": mark("{field} is missing at {at}; this part was left out."),
    "number-out-of-range-in-part": mark("The number at {at} is out of range; this part was left out."),
    "missing-field": mark("{field} is missing at {at}; the line was left out."),
    "unknown-key": mark("{key} is not known here and was left aside ({count} lines)."),
    "annotations-ignored": mark(
        "{key} may hold another program's annotations; they were not taken over ({count} lines)."
    ),
    "meta-not-text": mark("meta.{key} is not text; it was kept in its JSON form ({count} lines)."),
    "empty-text": mark("The text is empty; the line was left out."),
    "duplicate-document": mark(
        "Document {id} with the layer {layer} was already there further up; the line was left out."
    ),
    # Spans and relations of a line
    "span-outside": mark(
        "{label} at {start}–{end} lies outside the text of {length} signs and was left out."
    ),
    "span-empty": mark("{label} at {start}–{end} is empty and was left out."),
    "span-blank": mark("{label} at {start}–{end} covers white space only and was left out."),
    "span-text-differs": mark(
        "{label} at {start}–{end} says “{expected}”, the text says “{found}”; left out (fits as: {readings})."
    ),
    "offsets-in-other-unit": mark(
        "The offsets of this line do not count characters; all its spans fit if they are read as {reading}. {count} spans were left out."
    ),
    "offsets-converted": mark(
        "The offsets of this line were read as {reading} and converted ({count} spans)."
    ),
    "spans-unverified": mark("{count} spans carry no text, so their places could not be compared."),
    "duplicate-span-id": mark("The span id {span} is there twice; the second one got a new id."),
    "relation-end-missing": mark("A relation lacks one of its ends and was left out ({label})."),
    "unknown-state": mark("The state {state} is not known and was left aside."),
    "unknown-certainty": mark("The certainty {certainty} is not known; the span was taken as not sure."),
    "reviewed-outside": mark(
        "reviewed_to {reviewed_to} lies outside the text of {length} signs and was left aside."
    ),
    "zone-outside": mark(
        "The excluded zone {start}–{end} lies outside the text of {length} signs and was left out."
    ),
    "value-not-plain": mark("{attribute} is {found}, not a single value, and was left out."),
    # Taking over into a project
    "id-taken": mark("The id {id} belongs to another text here; the document got the id {new}."),
    "same-text": mark("This text is already in the project ({document})."),
    "layer-known": mark("{layer} has exactly this work on {document} already."),
    "layer-exists": mark(
        "{layer} has other work on {document}; it was kept and these {spans} spans were left out."
    ),
    "unknown-label": mark("The scheme has no label {label}; the span at {start}–{end} was left out."),
    "duplicate-span": mark("{label} at {start}–{end} is there twice; kept once."),
    "invalid-attribute": mark(
        "{attribute}: “{value}” does not fit and was left out ({label} at {start}–{end})."
    ),
    "invalid-document-label": mark("Document label {label}: “{value}” does not fit and was left out."),
    "unknown-relation": mark("The scheme has no relation {relation}; it was left out."),
    "relation-not-allowed": mark("{relation} cannot join {ends}; it was left out."),
    "duplicate-relation": mark("{relation} is there twice between the same spans; kept once."),
    **FOREIGN,
    **PLANNED,
    **SOURCES,
}

FINDINGS: dict[str, str] = {
    "": mark("Something to look at: {code}."),
    "file-damaged": mark("The file is damaged ({detail})."),
    "dangling-row": mark("A row of {table} belongs to nothing ({row})."),
    "scheme-missing": mark("The label scheme in force is not in the file."),
    "scheme-invalid": mark("The stored label scheme does not hold."),
    "scheme-differs": mark("The label scheme in force is not the one the log names."),
    "log-gap": mark("Entry {expected} of the log is missing; {found} follows."),
    "log-hash": mark("Entry {seq} of the log was changed after it was written."),
    "log-unreadable": mark("Entry {seq} of the log cannot be read."),
    "log-head": mark("The log ends at {found}, but {seq} is expected."),
    "log-contradicts": mark("The log contradicts itself ({detail})."),
    "projection-differs": mark("The log tells of {log} spans, {stored} are stored."),
    "document-differs": mark("The document list is not what the log says."),
    "facts-differ": mark("What the project records beside its texts is not what the log says."),
    "annotators-differ": mark("The list of people is not what the log says."),
    "text-differs": mark("The text is not the one that was imported."),
    "text-length": mark("The stored length of the text is wrong."),
    "span-outside": mark("{label} at {start}–{end} lies outside the text."),
    "span-blank": mark("{label} at {start}–{end} covers white space only."),
    "unknown-label": mark("{label} at {start}–{end} is not in the scheme."),
    "relation-dangling": mark("Relation {relation} lacks one of its ends."),
    "step-differs": mark("Step {step} is not what the log says."),
    "step-state": mark("Step {step} is marked {state}, the log says otherwise."),
    "step-missing": mark("Step {step} is in the log but not in the list of steps."),
}

# As they follow "Undo" and "Redo".
STEPS: dict[str, str] = {
    "add-span": mark("add span"),
    "remove-span": mark("remove span"),
    "relabel-span": mark("change label"),
    "resize-span": mark("move boundary"),
    "set-attribute": mark("change attribute"),
    "set-note": mark("change note"),
    "set-certainty": mark("change certainty"),
    "add-relation": mark("add relation"),
    "remove-relation": mark("remove relation"),
    "set-document-label": mark("change document label"),
    "finish": mark("finish document"),
    "reopen": mark("reopen document"),
    "skip": mark("skip document"),
    "flag": mark("flag document"),
    "mark-reviewed": mark("mark as looked at"),
    "mark-zone": mark("exclude a zone"),
    "propose-zones": mark("propose excluded zones"),
    "clear-zone": mark("take back a zone"),
    "accept-zones": mark("accept proposed zones"),
    "decide": mark("decision"),
    "decide-many": mark("decisions on many cases"),
    "discuss": mark("put up for discussion"),
    "take-agreed": mark("take what all agree on"),
    "leave-agreed": mark("leave what all agree on to be decided"),
    "renew-gold": mark("work out the gold layer anew"),
    "label-all": mark("label all"),
    "remove-all": mark("remove all"),
    "relabel-all": mark("relabel all"),
    "accept-suggestion": mark("accept suggestion"),
    "accept-corrected": mark("accept suggestion with a change"),
    "accept-all": mark("accept all suggestions"),
    "reject-suggestion": mark("reject suggestion"),
    "set-active-time": mark("change where active times are kept"),
    "set-suggestions": mark("change what is suggested"),
    "import": mark("import"),
    "assign": mark("assign documents"),
    "pack": mark("pack work"),
    "open-package": mark("open work package"),
    "merge": mark("merge packages"),
    "add-annotator": mark("add person"),
    "change-role": mark("change role"),
    "replace-scheme": mark("replace label scheme"),
    "change-scheme": mark("change label scheme"),
    "merge-labels": mark("merge labels"),
    "split-label": mark("split label"),
    "set-guideline": mark("change guideline"),
    "add-example": mark("add example to guideline"),
    "import-guidelines": mark("import guidelines"),
    "restore": mark("restore"),
}

ROLES: dict[str, str] = {
    "annotator": mark("annotator"),
    "reviewer": mark("reviewer"),
    "manager": mark("manager"),
    "model": mark("model"),
}

# Codes that stand inside a sentence.
VALUES: dict[str, str] = {
    "pdf": mark("a PDF"),
    "zip": mark("a ZIP archive or an Office document"),
    "ole": mark("an old Office document"),
    "rtf": mark("an RTF document"),
    "png": mark("a picture"),
    "gif": mark("a picture"),
    "jpeg": mark("a picture"),
    "tiff": mark("a picture"),
    "gzip": mark("a packed file"),
    "bzip2": mark("a packed file"),
    "xz": mark("a packed file"),
    "7z": mark("a packed file"),
    "rar": mark("a packed file"),
    "sqlite": mark("a database"),
    "program": mark("a program"),
    "media": mark("sound or video"),
    "nul": mark("binary data"),
    "utf-16": mark("UTF-16 units"),
    "bom": mark("characters after a byte order mark"),
    "crlf-as-lf": mark("characters with each CRLF as one"),
    "lf-as-crlf": mark("characters with each LF as two"),
}
