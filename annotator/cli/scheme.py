"""``annotator scheme``: show, export, replace or change the label scheme, with a preview of every span touched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator.i18n import ntr, tr

if TYPE_CHECKING:
    from annotator.model.scheme_edit import Pick, SchemeChange
    from annotator.services.scheme_changes import Preview
    from annotator.services.session import Session

LISTED = 20  # touched spans that are shown without --all


def add_to(app: typer.Typer) -> None:
    @app.command(
        "scheme", help=tr("Show the label scheme, export it, or change it: replace, merge, split, retire.")
    )
    def scheme(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        show: Annotated[bool, typer.Option("--show", help=tr("List groups and labels; so too without options."))] = False,
        export: Annotated[Path | None, typer.Option("--export", help=tr("Write the scheme to a TOML file."))] = None,
        replace: Annotated[Path | None, typer.Option("--replace", help=tr("Put the scheme of a TOML file in its place."))] = None,
        maps: Annotated[list[str] | None, typer.Option("--map", help=tr("With --replace: spans of OLD become NEW (OLD=NEW)."))] = None,
        merge: Annotated[tuple[str, str] | None, typer.Option("--merge", help=tr("Spans of the first label become the second."))] = None,
        split: Annotated[tuple[str, str] | None, typer.Option("--split", help=tr("Some spans of the first label get the second, which may be new."))] = None,
        values: Annotated[list[str] | None, typer.Option("--with", help=tr("With --split: spans with this value (KEY=VALUE)."))] = None,
        words: Annotated[list[str] | None, typer.Option("--words", help=tr("With --split: spans with this text; may be repeated."))] = None,
        retire: Annotated[str | None, typer.Option("--retire", help=tr("No longer offer a label; its spans stay."))] = None,
        person: Annotated[str, typer.Option("--as", help=tr("Who does it, by id; else whoever worked last."))] = "",
        drop: Annotated[bool, typer.Option("--drop-values", help=tr("Leave values out that fit nowhere, instead of writing them into notes."))] = False,
        dry_run: Annotated[bool, typer.Option("--dry-run", help=tr("Only show what would be touched."))] = False,
        everything: Annotated[bool, typer.Option("--all", help=tr("List every span touched, not only the first ones."))] = False,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:  # fmt: skip
        wanted = [
            name
            for name, given in (("replace", replace), ("merge", merge), ("split", split), ("retire", retire))
            if given
        ]
        if len(wanted) + bool(export) + show > 1:
            raise typer.BadParameter(
                tr("One thing at a time: --show, --export, --replace, --merge, --split or --retire.")
            )
        if not wanted:
            _show(project, export, as_json=as_json)
            return
        from annotator.services.session import Session

        with Session.open(project, annotator=person or None, read_only=dry_run) as session:
            change = _intended(
                session, replace, maps or [], merge, split, _pick(session, values or [], words or []), retire
            )
            _run(
                session,
                change,
                _STEPS[wanted[0]],
                drop=drop,
                dry_run=dry_run,
                everything=everything,
                as_json=as_json,
            )


_STEPS = {
    "replace": "replace-scheme",
    "merge": "merge-labels",
    "split": "split-label",
    "retire": "change-scheme",
}


def _show(path: Path, export: Path | None, *, as_json: bool) -> None:
    from annotator.cli.app import say, say_json
    from annotator.formats.scheme_toml import write_scheme
    from annotator.i18n import language
    from annotator.model.scheme import name_in
    from annotator.store.project import Project
    from annotator.store.scheme_use import span_counts

    with Project.open(path, read_only=True) as project:
        scheme, counts = project.scheme(), span_counts(project)
    if export is not None:
        _write(export, write_scheme(scheme))
        say(tr("Written: {path}.").format(path=export))
        return
    if as_json:
        say_json({**scheme.to_dict(), "spans": counts})
        return
    name = name_in(scheme.names, language(), scheme.id)
    say(tr("{name} ({id}), version {version}").format(name=name, id=scheme.id, version=scheme.version))
    for group in scheme.groups:
        say(f"{group.id}  {name_in(group.names, language())}")
        for label in (one for one in scheme.labels if one.group == group.id):
            key = f"{group.modifier}+{label.key}" if group.modifier and label.key else label.key
            rest = "  ".join(part for part in (key, tr("retired") if label.retired else "") if part)
            count = ntr("{n} span", "{n} spans", counts.get(label.id, 0)).format(n=counts.get(label.id, 0))
            say(f"  {label.id}  {name_in(label.names, language())}  {count}  {rest}".rstrip())


def _write(path: Path, text: str) -> None:
    from annotator.errors import FormatError

    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise FormatError(
            path=str(path), line=None, column=None, reason="cannot-write", detail=error.strerror or ""
        ) from error


def _pairs(given: list[str]) -> dict[str, str]:
    found = {}
    for one in given:
        key, equals, value = one.partition("=")
        if not (key and equals and value):
            raise typer.BadParameter(tr("“{text}” is not of the form NAME=VALUE.").format(text=one))
        found[key] = value
    return found


def _pick(session: Session, values: list[str], words: list[str]) -> Pick:
    from annotator.model.scheme import AttributeType
    from annotator.model.scheme_edit import Pick

    wanted: dict[str, str | bool] = dict(_pairs(values))
    for attribute in session.scheme.attributes:
        if attribute.id in wanted and attribute.type is AttributeType.BOOL:
            wanted[attribute.id] = str(wanted[attribute.id]).lower() in ("true", "yes", "1")
    return Pick(wanted, tuple(words))


def _intended(
    session: Session, replace: Path | None, maps: list[str], merge: tuple[str, str] | None, split: tuple[str, str] | None,
    pick: Pick, retire: str | None,
) -> SchemeChange:  # fmt: skip
    from dataclasses import replace as with_fields

    from annotator.formats.scheme_toml import read_scheme
    from annotator.model.scheme_edit import begin, free_hue, free_key, merge_labels, retire_label, split_label
    from annotator.services.scheme_changes import replacement

    change = begin(session.scheme)
    if replace is not None:
        return replacement(session.project, read_scheme(replace), _pairs(maps))
    if merge:
        return merge_labels(change, *merge)
    if split:
        if not (pick.values or pick.words):
            raise typer.BadParameter(tr("Say which spans: --with KEY=VALUE or --words TEXT."))
        source = session.scheme.label(split[0])
        if source is None:
            from annotator.errors import UnknownLabel

            raise UnknownLabel(label=split[0])
        scheme, names = session.scheme, {"vi": split[1], "en": split[1]}
        new = with_fields(
            source, id=split[1], names=names, short=names, abbr={}, description={}, light=None, dark=None,
            key=free_key(scheme, source.group), hue=free_hue(scheme),
        )  # fmt: skip
        return split_label(change, split[0], new, pick)
    return retire_label(change, retire or "")


def _run(
    session: Session, change: SchemeChange, step: str, *, drop: bool, dry_run: bool, everything: bool, as_json: bool
) -> None:  # fmt: skip
    from dataclasses import replace as with_fields

    from annotator.cli.app import say, say_json
    from annotator.cli.progress import progress_bar
    from annotator.services.scheme_changes import apply, preview

    change = with_fields(change, notes=not drop)
    with progress_bar(tr("Looking"), quiet=as_json) as progress:
        found = preview(session.project, change, progress)
    done = None
    if not dry_run:
        with progress_bar(tr("Changing"), quiet=as_json) as progress:
            done = apply(session.project, change, session.annotator.id, step, progress)
    if as_json:
        say_json(_as_data(found, done.version if done else None))
        return
    for line in _lines(found, everything=everything):
        say(line)
    if done is not None:
        say(tr("The scheme has version {n} now.").format(n=done.version))
    else:
        say(tr("Nothing was changed."))


def _lines(found: Preview, *, everything: bool) -> list[str]:
    from annotator.wording.scheme import describe_difference, describe_effect, describe_preview

    lines = [describe_difference(one) for one in found.differences]
    shown = found.touched if everything else found.touched[:LISTED]
    for one in shown:
        span = one.effect.span
        place = f"{one.document}:{span.start}-{span.end}" if span else one.document
        done = f" ({tr('finished')})" if one.finished else ""
        words = " ".join("".join(sign if sign.isprintable() else " " for sign in one.found).split())
        lines.append(f"{place}  {one.annotator}{done}  [{words}]  {describe_effect(one.effect)}")
    if len(shown) < len(found.touched):
        more = len(found.touched) - len(shown)
        lines.append(
            ntr("… and {n} more; --all lists them.", "… and {n} more; --all lists them.", more).format(n=more)
        )
    return [*lines, *describe_preview(found)]


def _as_data(found: Preview, version: int | None) -> dict[str, Any]:
    from dataclasses import asdict

    from annotator.model.edit import span_wire

    def touched(one: Any) -> dict[str, Any]:
        effect = one.effect
        return {
            "document": one.document, "title": one.title, "annotator": one.annotator, "finished": one.finished,
            "text": one.found, "becomes": effect.becomes.value,
            "span": list(span_wire(effect.span)) if effect.span else None,
            "after": list(span_wire(effect.after)) if effect.after else None,
            "lost": dict(effect.lost), "relation": list(effect.relation) if effect.relation else None,
        }  # fmt: skip

    return {
        "version": version, "differences": [asdict(one) for one in found.differences],
        "counts": {key.value: count for key, count in found.counts.items()}, "layers": found.layers,
        "finished": found.finished, "people": dict(found.changing), "touched": [touched(one) for one in found.touched],
    }  # fmt: skip
