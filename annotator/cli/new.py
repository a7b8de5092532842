"""``annotator new``: an empty project with a label scheme."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from annotator.errors import InvalidScheme
from annotator.formats.scheme_toml import bundled_schemes, load_scheme
from annotator.i18n import language, tr
from annotator.model.people import Annotator, person_id
from annotator.model.scheme import name_in
from annotator.wording import scheme_problems


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
        from annotator.cli.app import REFUSED, say, say_error
        from annotator.services.session import Session

        try:
            found = load_scheme(scheme)
        except InvalidScheme as error:
            for problem in scheme_problems(error):
                say_error(problem)
            raise typer.Exit(REFUSED) from None
        name = annotator or _user()
        Session.create(project, found, Annotator(person_id(name), name)).close()
        text = tr("Created {path} with the label scheme “{scheme}” ({labels} labels).")
        say(text.format(path=project, scheme=name_in(found.names, language()), labels=len(found.labels)))


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "annotator"
