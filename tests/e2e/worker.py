"""Somebody at a laptop: ``python worker.py PROJECT FROM TO``: marks the words FROM to TO of every assigned document, undoes one."""

import sys
from pathlib import Path

from annotator.model.text import units
from annotator.services import commands as c
from annotator.services.assignments import assigned_to
from annotator.services.session import Session


def main(path, first, last):
    with Session.open(path) as session:
        mine = assigned_to(session.project, session.annotator.id)
        for document in sorted(mine):
            words = [one for one in units(session.document(document).text) if one[1] - one[0] > 1]
            for start, end in words[first:last]:
                session.execute(c.AddSpan(document, start, end, "ORG"))
        session.undo()
        sys.stdout.write(f"{session.annotator.id} {len(mine)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
