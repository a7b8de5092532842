"""Templates for exceptions, by ``code`` or ``code/reason``. Calm and short: what is, then what can be done."""

from __future__ import annotations

from annotator.i18n import mark
from annotator.wording.packages import PACKAGES
from annotator.wording.sources import SOURCE_ERRORS

ERRORS: dict[str, str] = {
    "error": mark("This could not be done ({detail})."),
    "user-error": mark("This cannot be done as it stands."),
    "store-error": mark("The project could not be read or written ({reason})."),
    # Spans, labels, relations
    "invalid-span": mark("This place cannot be marked."),
    "invalid-span/empty": mark("Nothing is selected."),
    "invalid-span/outside": mark("Place {start}–{end} lies outside the text."),
    "invalid-span/blank": mark("There is only white space here."),
    "duplicate-span": mark("This place already has the label {label}."),
    "unknown-label": mark("The scheme has no label {label}."),
    "unknown-zone": mark("There is no excluded zone at this place."),
    "unknown-span": mark("This span is no longer there."),
    "unknown-case": mark("This place is decided or changed by now; look at the list again."),
    "not-manager/roles": mark("Roles are changed by a manager."),
    "not-reviewer": mark("{annotator} marks here; reviewers and managers decide."),
    "unknown-document": mark("There is no document {document} in this project."),
    "unknown-annotator": mark("There is nobody called {annotator} in this project."),
    "layer-not-named": mark("Several people have worked here: {known}. Say whose work to take."),
    "invalid-attribute": mark("{attribute}: “{value}” does not fit."),
    "invalid-attribute/unknown": mark("The label has no attribute {attribute}."),
    "invalid-attribute/number": mark("{attribute}: “{value}” is not a number. Write 4617, 98.59 or 2/3."),
    "invalid-attribute/date": mark(
        "{attribute}: “{value}” is not a date. Write 2019-07-08, --01-07, 2018 or 2010/2018."
    ),
    "invalid-attribute/choice": mark("{attribute}: “{value}” is not one of the choices."),
    "invalid-attribute/bool": mark("{attribute}: “{value}” is neither yes nor no."),
    "invalid-attribute/text": mark("{attribute}: “{value}” is not text."),
    "invalid-relation": mark("The relation {relation} cannot be drawn here."),
    "invalid-relation/unknown-label": mark("The scheme has no relation {relation}."),
    "invalid-relation/unknown-end": mark("One end of the relation is no longer there."),
    "invalid-relation/ends": mark("{relation} cannot join these two labels."),
    "invalid-relation/self": mark("A span cannot be related to itself."),
    "invalid-relation/duplicate": mark("This relation is already there."),
    "layer-finished": mark("This document is finished. Reopen it to make changes."),
    "nothing-to-undo": mark("Nothing to undo."),
    "nothing-to-redo": mark("Nothing to redo."),
    "changed-since": mark("{annotator} has worked on {document} since. Take that back first."),
    "changed-since/project": mark("The project has been changed since. Take that back first."),
    "changed-since/scheme": mark("The label scheme has been changed meanwhile. Look at the change again."),
    "not-manager": mark(
        "This changes the work of other people, which only a manager does; {annotator} is none. Add one under People."
    ),
    "annotator-exists": mark(
        "There is already somebody with the id {annotator} in this project. Write the name so that the two differ."
    ),
    "invalid-scheme": mark("The label scheme has {count} places to mend."),
    # Searches
    "invalid-query": mark("The search cannot be read at “{part}”."),
    "invalid-query/quote": mark("The quotation mark in “{part}” is not closed."),
    "invalid-query/value": mark("Something is missing after “{part}”."),
    "invalid-query/sign": mark("“{part}”: only numbers and dates can be compared. Write a colon."),
    "invalid-query/field": mark(
        "There is nothing called “{field}” to search by. Words with a colon belong in quotation marks."
    ),
    "invalid-query/label": mark("The scheme has no label {part}."),
    "invalid-query/state": mark(
        "“{part}” is no state. There are new, in_progress, finished, skipped and flagged."
    ),
    "invalid-query/annotator": mark("There is nobody called {part} in this project."),
    "invalid-query/number": mark("{field}: there is no number in “{part}”. Write 4617, 98.59 or 2/3."),
    "invalid-query/date": mark("{field}: there is no date in “{part}”. Write 2019-07-08, 2018 or 2010/2018."),
    "invalid-query/choice": mark("{field}: “{part}” is not one of the choices."),
    "invalid-query/bool": mark("{field}: “{part}” says neither yes nor no."),
    "invalid-query/text": mark("{field} is text: it can be searched, not compared."),
    "invalid-query/empty": mark("A filter says what to look for."),
    # Files
    "format-error": mark("The file could not be read ({reason})."),
    "format-error/bad-plan": mark("The plan {path} does not hold: {detail}"),
    "format-error/no-dataset": mark("{path} is not the folder of a dataset."),
    "format-error/no-evaluation": mark("There is no evaluation in {path}."),
    "format-error/same-file-name": mark("These pages would get the same file on some systems: {detail}."),
    "format-error/cannot-write": mark("The file could not be written ({detail})."),
    "format-error/folder-not-empty": mark(
        "There is already something here. Choose an empty folder, or a new one."
    ),
    "malformed-input": mark("The file could not be read ({reason})."),
    "malformed-input/missing": mark("There is no such file."),
    "malformed-input/permission": mark("You have no permission to read this file."),
    "malformed-input/folder": mark("This is a folder, not a file."),
    "malformed-input/not-a-file": mark("This is not an ordinary file."),
    "malformed-input/io": mark("The system could not read the file ({detail})."),
    "malformed-input/too-large": mark("The file is too large to be read at once."),
    "malformed-input/too-deep": mark("The file is nested too deeply."),
    "malformed-input/toml-syntax": mark("This is not TOML ({detail})."),
    "malformed-input/not-utf-8": mark("This is not UTF-8. Save the file as UTF-8."),
    "malformed-input/lone-surrogate": mark("The text holds half a character, which no file can keep."),
    "malformed-input/not-docbin": mark("This is not a DocBin file, or it is damaged ({detail})."),
    "unknown-format": mark("This kind of file is not known ({detail})."),
    "unknown-format/no-picture": mark("A picture is written as .html, .png or .pdf, not as {detail}."),
    "unknown-format/unknown-scheme": mark("There is no label scheme {detail}."),
    "undecided-encoding": mark(
        "The encoding is not certain. It may be: {candidates}. Save the file as UTF-8."
    ),
    "binary-input": mark("This is not text but {detail}."),
    "import-stopped": mark("The import stopped here and nothing was taken over ({reason})."),
    "would-lose": mark("The export would leave out or change: {what}."),
    "not-the-same": mark(
        "What was written is not what the project holds ({detail}). Do not use these files."
    ),
    # Packages, archives, assignments
    **PACKAGES,
    # The project file and its disk
    "store-error/io": mark("The system could not read or write the project ({detail})."),
    "store-error/picture": mark("The picture could not be made: {detail}"),
    "store-error/worker-died": mark(
        "A helper process ended before its work was done. Export again with one process."
    ),
    "not-a-project": mark("{path} is not a project."),
    "not-a-project/missing": mark("There is no project at {path}."),
    "not-a-project/no-folder": mark("The folder for {path} does not exist."),
    "not-a-project/no-backup": mark("There is no backup {path}."),
    "not-a-project/another": mark("{path} is a backup of another project. Open it as a project of its own."),
    "not-a-project/foreign": mark("{path} belongs to another program."),
    "not-a-project/unfinished": mark(
        "{path} was never finished being made. Delete it and make the project again."
    ),
    "not-a-project/not-a-database": mark("{path} is not a project, or it is damaged."),
    "project-too-new": mark(
        "The project was made by a newer version of the program ({version}). This one reads up to {supported}."
    ),
    "project-exists": mark("There is already a file {path}."),
    "project-exists/export": mark(
        "{path} is a project. An export never takes its place: choose another name."
    ),
    "locked": mark("{user} has had the project open on {host} since {since}. Open it to read, or wait."),
    "read-only": mark("{path} cannot be written to. Choose another place, or ask for permission."),
    "disk-full": mark("The disk is full. What was saved before is safe; free some space and try again."),
    "corrupt": mark("The project file is damaged ({detail}). Run the check, or restore a backup."),
    "moved": mark(
        "The project file was moved, deleted or replaced while it was open. Put it back, or open it from its new place."
    ),
    "busy": mark("Another process is writing to the project. Try again in a moment."),
    "model-unavailable": mark("The model cannot be used ({detail})."),
    "model-unavailable/no-spans": mark(
        "There is nothing to learn from: no span in any document that was looked at. Mark some first."
    ),
    "model-unavailable/unsafe": mark(
        "The model is not loaded: it names or carries something that this program does not run ({detail})."
    ),
    "model-unavailable/other-scheme": mark("The model was made for another label scheme ({detail})."),
    "model-unavailable/missing-package": mark("The model needs a package that is not installed ({detail})."),
    "model-unavailable/hangs": mark("The model did not answer in time and was stopped ({detail})."),
    "model-unavailable/too-large": mark("The model needs too much memory and was stopped ({detail})."),
    "model-unavailable/failed": mark("The model broke off: {detail}"),
    "model-unavailable/no-train": mark("There is no training data in {detail}."),
    "model-unavailable/no-dev": mark("There is no data to test the model on in {detail}."),
    "model-unavailable/no-model": mark("There is no model in {detail}."),
    "not-comparable": mark("These cannot be compared ({detail})."),
    "not-comparable/documents": mark(
        "These models were tested on different documents or marks, so their figures cannot be compared."
    ),
    "not-comparable/components": mark("These models have no part in common that could be compared."),
    "not-comparable/learnt": mark(
        "The model before has learnt from {detail} of the documents it would be tested on, so it is not compared."
    ),
    "model-unavailable/training-failed": mark("The training broke off: {last_words}"),
    **SOURCE_ERRORS,
}

SCHEME_PROBLEMS: dict[str, str] = {
    "": mark("{detail} ({code})"),
    "not-a-table": mark("a table is expected here, not {detail}"),
    "not-a-list": mark("a list is expected here, not {detail}"),
    "not-a-version": mark("{detail} is not a version; write 1, 2, 3 …"),
    "no-labels": mark("there is not a single label"),
    "unknown-key": mark("the entry {detail} is not known"),
    "unknown-group": mark("there is no group {detail}"),
    "unknown-label": mark("there is no label or group {detail}"),
    "key-taken": mark("the key {detail} is taken"),
    "duplicate-id": mark("{detail} is there twice"),
    "not-an-id": mark("{detail} cannot be an id; use letters, digits, - and _, a letter first"),
    "not-names": mark('names are expected here: {{ vi = "…", en = "…" }}'),
    "not-one-of": mark("{detail} is not one of the choices"),
    "not-a-key": mark("{detail} cannot be a key; use one digit or one capital letter"),
    "not-a-hue": mark("{detail} is not a hue; use 0 to 360"),
    "not-colours": mark('three colours are expected here: ["#RRGGBB", "#RRGGBB", "#RRGGBB"]'),
    "choices-for-choice-only": mark(
        "an attribute of type choice needs choices, and no other type has them ({detail})"
    ),
    "not-yes-no": mark("write true or false"),
    "default-does-not-fit": mark("the default {detail} does not fit the type"),
    "not-a-list-of-ids": mark("a list of ids is expected here"),
    "id-stays": mark("the id {detail} stays for good; change the name instead"),
    "merge-target": mark("{detail} cannot take spans: choose another label that is not retired"),
}
