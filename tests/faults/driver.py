"""Works on a project until it is killed: ``python driver.py PROJECT SEED``.

After every gesture, import or backup it prints what is in the log now; what it has printed must never be lost.
Nothing here knows that it is about to die.
"""

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from project_kit import BAO, LAN, SCHEME, TEXTS, bring_texts, do, write_lines

from annotator.services.importing import import_paths
from annotator.services.session import Session


def main(path, seed):
    chance = random.Random(seed)
    if path.exists():
        session = Session.open(path)
    else:
        session = Session.create(path, SCHEME, LAN, [BAO])
        bring_texts(session.project, TEXTS)
    say(session, "open")
    while True:
        what = chance.randrange(60)
        if what == 0:
            session.work_as(chance.choice(["lan", "bao"]))
        elif what == 1:
            session.back_up()
        elif what == 2:
            bring(session, chance, path)
        elif do(session, tuple(chance.randrange(10_000) for _ in range(4))) is not None:
            say(session, "do")


def bring(session, chance, path):
    """A file with new texts, and layers of a few people on them."""
    mark = f"{chance.randrange(10**9):x}"
    lines = []
    for number in range(chance.choice([1, 5, 60])):
        text = f"{mark} {number} {chance.choice(TEXTS)}"
        spans = [{"start": 0, "end": len(mark), "label": "ORG"}, {"start": 0, "end": 3, "label": "DATE"}]
        lines.append(
            {"id": f"{mark}-{number}", "text": text, "layer": f"p{chance.randrange(4)}", "spans": spans}
        )
    source = write_lines(path.with_name("in.jsonl"), lines)
    import_paths(session.project, [source], actor=session.annotator.id)
    session.changed_widely("import")
    say(session, "import")


def say(session, what):
    query = "SELECT num, hex(hash) FROM log ORDER BY num DESC LIMIT 1"
    num, digest = session.project.connection.execute(query).fetchone()
    sys.stdout.write(f"{what} {num} {digest}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
