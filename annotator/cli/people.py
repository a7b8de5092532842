"""``annotator people``: who works in a project; adds somebody."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from annotator.i18n import tr
from annotator.model.people import Annotator, Role, person_id
from annotator.wording import role_name


class GivenRole(StrEnum):
    """What a person may be; a model is not added by hand."""

    ANNOTATOR = "annotator"
    REVIEWER = "reviewer"
    MANAGER = "manager"


def add_to(app: typer.Typer) -> None:
    @app.command("people", help=tr("List the people of a project, or add one."))
    def people(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        add: Annotated[
            str | None, typer.Option("--add", help=tr("Name of a person to add; the id is made from it."))
        ] = None,
        role: Annotated[
            GivenRole | None, typer.Option("--role", help=tr("What the added person does."))
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help=tr("Report as JSON."))] = False,
    ) -> None:
        from annotator.cli.app import say, say_json

        name = " ".join((add or "").split())
        if (add is not None or role is not None) and not name:
            raise typer.BadParameter(tr("Say whom to add: --add NAME."))
        added = Annotator(person_id(name), name, Role(role or GivenRole.ANNOTATOR)) if name else None
        found = _people(project, added)
        if as_json:
            say_json([{"id": one.id, "name": one.name, "role": one.role.value} for one in found])
            return
        if added is not None:
            say(tr("Added: {name}.").format(name=added.name))
        for one in found:
            say(f"{one.id}  {one.name}  ({role_name(one.role)})")


def _people(project: Path, added: Annotator | None) -> list[Annotator]:
    from annotator.services.session import Session

    with Session.open(project, read_only=added is None) as session:
        if added is not None:
            session.add_annotator(added)
        return session.annotators()
