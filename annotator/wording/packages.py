"""Work packages, archives and assignments in words: why one is refused, and what a merge did or would do."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from annotator.i18n import mark, ntr, tr

PACKAGES: dict[str, str] = {
    "package-error": mark("{path} cannot be taken ({reason})."),
    "package-error/missing": mark("There is no file {path}."),
    "package-error/unreadable": mark("{path} could not be read ({detail})."),
    "package-error/cannot-write": mark("{path} could not be written ({detail})."),
    "package-error/not-a-package": mark("{path} is not a work package, or it was cut off on the way. Ask for it again."),
    "package-error/manifest": mark("{path} does not say properly what it is ({detail}). Ask for it again."),
    "package-error/members": mark("{path} lacks a part, or has one too many ({detail}). Ask for it again."),
    "package-error/damaged": mark("{path} was damaged on the way ({detail}). Ask for it again."),
    "package-error/malformed": mark("{path} holds something that no package has ({detail}). Nothing was taken from it."),
    "package-error/duplicate-member": mark("{path} holds the part {detail} twice. Nothing was taken from it."),
    "package-error/duplicate-document": mark("{path} holds the document {detail} twice. Nothing was taken from it."),
    "package-error/unknown-member": mark("{path} holds a file that no package has ({detail}). Nothing was taken from it."),
    "package-error/too-many-members": mark("{path} holds more files than any package has. Nothing was taken from it."),
    "package-error/too-large": mark("{path} would unpack to more than any package holds. Nothing was taken from it."),
    "package-error/encrypted": mark("{path} is locked with a password. Pack it again without one."),
    "package-error/is-work": mark("{path} is a work package. Open it with “annotator open”."),
    "package-error/is-return": mark("{path} is what a laptop sends back. Take it in with “annotator merge”."),
    "package-error/is-archive": mark("{path} is an archive. Make a project of it with “annotator unarchive”."),
    "package-error/own-package": mark("{path} was packed from this very project. It is to be opened on another machine."),
    "package-error/other-scheme": mark("{path} has another label scheme under the same version ({detail})."),
    "package-error/scheme": mark("The label scheme in {path} does not hold ({detail})."),
    "package-error/nobody": mark("{path} is for {detail}, who is not among its people."),
    "package-error/fact": mark("{path} sets something that no package may set ({detail})."),
    "package-error/no-text": mark("{path} lacks the text of {detail}. Ask for it again."),
    "package-error/no-such-document": mark("{path} holds work on a document that it does not name ({detail})."),
    "package-error/nothing-assigned": mark("No document of this project is assigned to {detail}."),
    "package-error/contradicts": mark("What is in {path} contradicts itself ({detail}). Nothing was taken from it."),
    "package-error/too-many-branches": mark("In {path}, {detail} has more versions side by side than any team makes."),
    "package-error/unsound": mark("The project in {path} does not hold together ({detail}). Nothing was made of it."),
    "wrong-project": mark("{path} belongs to another project."),
    "package-too-new": mark(
        "{path} was made by a newer version of the program ({version}). This one reads up to {supported}."
    ),
    "checksum-mismatch": mark("{path} is not what was packed ({detail}). Ask for it again."),
    "checksum-mismatch/log": mark("In {path} the work on {detail} was altered at row {row}. Nothing was taken from it."),
    "checksum-mismatch/text": mark("In {path} the text of {detail} was altered. Nothing was taken from it."),
    "text-differs": mark("{path} has another text for the document {document}."),
    "invalid-plan": mark("This plan cannot be carried out."),
    "invalid-plan/people": mark("Say who is to annotate."),
    "invalid-plan/per-document": mark("A document cannot go to more people than there are ({people})."),
    "invalid-plan/shared-by": mark("Shared documents go to at least as many people as others, and to {people} at most."),
    "invalid-plan/share": mark("The share of documents is a number from 0 to 100."),
    "invalid-plan/calibration": mark("Numbers of documents begin at 0."),
}  # fmt: skip

_SCHEMES = {
    "older": mark("It was made with an older label scheme."),
    "newer": mark("It was made with a newer label scheme than the project's."),
    "other": mark("It was made with another label scheme."),
}
_SHOWN = 10


def merge_lines(report: Any) -> list[str]:
    """What a merge did, or would do, as plain sentences: one group for each package, then the project as a whole."""
    lines: list[str] = []
    for file in report.files:
        lines += _file_lines(file)
    if report.people:
        lines.append(tr("Added to the people of the project: {who}.").format(who=", ".join(report.people)))
    for label, count in report.unknown_labels.items():
        said = ntr(
            "{n} span has the label {label}, which the scheme lacks; it is kept.",
            "{n} spans have the label {label}, which the scheme lacks; they are kept.",
            count,
        )
        lines.append(said.format(n=count, label=label))
    if report.still_waiting:
        said = ntr(
            "{n} row waits for what is missing.", "{n} rows wait for what is missing.", report.still_waiting
        )
        lines.append(said.format(n=report.still_waiting))
    changed = len(report.changed)
    lines.append(
        ntr("{n} document has new work.", "{n} documents have new work.", changed).format(n=changed)
        if changed
        else tr("No document has new work.")
    )
    return lines


def _file_lines(file: Any) -> list[str]:
    name = PurePath(file.path).name
    if file.refused is not None:
        from annotator.wording import describe_error

        return [tr("{name}: refused. {why}").format(name=name, why=describe_error(file.refused))]
    text = tr("{name} ({who}): {new} rows new, {known} already known.")
    lines = [text.format(name=name, who=file.annotator, new=file.new + file.attached, known=file.known)]
    if file.scheme in _SCHEMES:
        lines.append("  " + tr(_SCHEMES[file.scheme]))
    lines += _listed((_gap(gap) for gap in file.gaps), len(file.gaps))
    lines += _listed((_fork(fork) for fork in file.forks), len(file.forks))
    for text, found in (
        (tr("{document}: not in this project; the work on it waits."), file.no_document),
        (tr("{document}: another text than here; the work on it waits."), file.text_differs),
        (tr("{document}: does not follow from the work that is here; it waits."), file.contradicting),
    ):
        lines += _listed((text.format(document=document) for document in found), len(found))
    return lines


def _gap(gap: Any) -> str:
    if gap.known + 1 == gap.follows:
        text = tr(
            "{document}, {who}: row {follows} follows a version that is not here; a package is missing."
        )
    else:
        text = tr(
            "{document}, {who}: rows up to {known} are here, row {follows} follows; a package is missing."
        )
    return text.format(document=gap.document, who=gap.annotator, known=gap.known, follows=gap.follows)


def _fork(fork: Any) -> str:
    text = tr(
        "{document}, {who}: written on in two places (a copied laptop, a restored backup); both are kept, one as {branch}."
    )
    return text.format(document=fork.document, who=fork.annotator, branch=fork.branch)


def _listed(lines: Iterable[str], count: int) -> list[str]:
    shown = [f"  {line}" for _, line in zip(range(_SHOWN), lines, strict=False)]
    if count > _SHOWN:
        shown.append("  " + tr("and {count} more").format(count=count - _SHOWN))
    return shown
