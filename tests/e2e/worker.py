"""Somebody at a laptop: ``python worker.py PROJECT FROM TO [finish]``: marks the words FROM to TO of every assigned document, undoes
one, and finishes the documents if asked to."""

import sys
from pathlib import Path

from annotator.model.text import units
from annotator.services import commands as c
from annotator.services.assignments import assigned_to
from annotator.services.session import Session


def main(path, first, last, finish):
    with Session.open(path) as session:
        mine = assigned_to(session.project, session.annotator.id)
        for document in sorted(mine):
            words = [one for one in units(session.document(document).text) if one[1] - one[0] > 1]
            for start, end in words[first:last]:
                session.execute(c.AddSpan(document, start, end, "ORG"))
        session.undo()
        for document in sorted(mine) if finish else ():
            session.execute(c.Finish(document))
        sys.stdout.write(f"{session.annotator.id} {len(mine)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), "finish" in sys.argv[4:])
