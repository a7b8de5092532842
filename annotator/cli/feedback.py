"""``annotator feedback``: what was changed of one annotator's work and why, or where the guidelines leave people apart."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator.i18n import ntr, tr


def add_to(app: typer.Typer) -> None:
    @app.command(
        "feedback",
        help=tr("Write what was changed of one annotator's work and why, or what the guidelines lack."),
    )
    def feedback(
        project: Annotated[Path, typer.Argument(help=tr("The project file."))],
        out: Annotated[
            Path, typer.Argument(help=tr("The file to write: .html, or .md for a report of gaps."))
        ],
        annotator: Annotated[
            str | None, typer.Option("--for", help=tr("The annotator, by id."), metavar="ANNOTATOR")
        ] = None,
        gaps: Annotated[
            bool, typer.Option("--gaps", help=tr("Labels and phrases with most disagreement, with examples."))
        ] = False,
    ) -> None:
        from annotator.cli.app import say
        from annotator.cli.progress import progress_bar
        from annotator.formats.base import replacing
        from annotator.services.adjudication import Adjudicator
        from annotator.services.feedback import feedback_for
        from annotator.services.feedback import gaps as find_gaps
        from annotator.store.project import Project

        if (annotator is None) == (not gaps):
            raise typer.BadParameter(tr("Say whom it is for (--for ANNOTATOR), or --gaps."))
        with Project.open(project, read_only=True) as opened, progress_bar(tr("Reading")) as progress:
            adjudicator = Adjudicator(opened)
            if annotator is not None:
                from annotator.cli.feedback_page import annotator_page

                found = feedback_for(adjudicator, annotator, progress)
                text, count = annotator_page(found), len(found.items)
                said = ntr("{n} case was changed.", "{n} cases were changed.", count).format(n=count)
            else:
                report = find_gaps(adjudicator, progress)
                if out.suffix.lower() in (".md", ".markdown", ".txt"):
                    from annotator.cli.feedback_text import gaps_text

                    text = gaps_text(report)
                else:
                    from annotator.cli.feedback_page import gaps_page

                    text = gaps_page(report)
                count = report.cases
                said = ntr("{n} case in the report.", "{n} cases in the report.", count).format(n=count)
        with replacing(out) as file:
            file.write(text.encode())
        say(f"{out}: {said}")
