"""``annotator new``: an empty project with a label scheme."""

from __future__ import annotations

import getpass
import re
from pathlib import Path
from typing import Annotated

import typer

from annotator.formats.scheme_toml import bundled_schemes, load_scheme
from annotator.i18n import language, tr
from annotator.model.people import Annotator
from annotator.model.scheme import name_in
from annotator.model.text import fold_loose


def add_to(app: typer.Typer) -> None:
    @app.command("new", help=tr("Create an empty project."))
    def new(
        project: Annotated[Path, typer.Argument(help=tr("The project file to create, NAME.corpus."))],
        scheme: Annotated[
            str,
            typer.Option(
                help=tr("A label scheme by name ({names}) or a TOML file.").format(
                    names=", ".join(bundled_schemes())
                )
            ),
        ] = "neu-guong",
        annotator: Annotated[str, typer.Option(help=tr("Your name, as it is shown in the project."))] = "",
    ) -> None:
        from annotator.cli.app import say
        from annotator.store.project import Project

        found = load_scheme(scheme)
        name = annotator or _user()
        with Project.create(project, found, [Annotator(person_id(name), name)]):
            pass
        text = tr("Created {path} with the label scheme “{scheme}” ({labels} labels).")
        say(text.format(path=project, scheme=name_in(found.names, language()), labels=len(found.labels)))


def person_id(name: str) -> str:
    """A stable ASCII id for a person's name: ``Lan Anh`` gives ``lan-anh``."""
    return re.sub(r"[^a-z0-9]+", "-", fold_loose(name)).strip("-") or "annotator"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "annotator"
