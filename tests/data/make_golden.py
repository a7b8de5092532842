"""Makes the golden project file of the present version, once: ``python tests/data/make_golden.py``.

Every later version of the program must open it (tests/store/test_migrations.py). A file that is there is never made
anew: it stands for the projects that people have.
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from project_kit import BAO, LAN, SCHEME, TEXTS, bring_texts, contents, do, random_gestures, write_lines  # noqa: E402 - needs the line above

from annotator.services.importing import import_paths  # noqa: E402
from annotator.services.session import Session  # noqa: E402
from annotator.store.tables import VERSION  # noqa: E402


def main():
    path = HERE / f"golden-{VERSION}.corpus"
    if path.exists():
        sys.exit(f"{path.name} is there already")
    with Session.create(path, SCHEME, LAN, [BAO]) as session:
        bring_texts(session.project, TEXTS)
        for four in random_gestures(1, 150):
            session.work_as("bao" if four[3] % 5 == 4 else "lan")
            do(session, four)
        line = {"id": "n", "text": "Bài nhập sau.", "layer": "chi", "state": "finished"}
        source = write_lines(HERE / "in.jsonl", [line])
        import_paths(session.project, [source], actor="lan")
        source.unlink()
        session.undo()
        told = tell(session)
    path.with_suffix(".json").write_text(
        json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    for other in (path.with_name(path.name + "-backups")).iterdir():
        other.unlink()
    path.with_name(path.name + "-backups").rmdir()


def tell(session):
    """What the project holds, as JSON."""
    documents, layers = contents(session.project)
    return {
        "documents": [[d.id, d.title, d.text, dict(d.meta), d.digest] for d in documents.values()],
        "people": [[person.id, person.name, person.role.value] for person in session.annotators()],
        "scheme": session.scheme.to_dict(),
        "layers": [
            {
                "key": list(key),
                "state": layer.state.value,
                "reason": layer.reason,
                "reviewed_to": layer.reviewed_to,
                "labels": layer.labels,
                "facts": [[*key, value] for key, value in sorted(layer.facts.items())],
                "spans": [list(span) for span in layer.in_order()],
                "relations": [list(relation) for relation in sorted(layer.relations.values())],
            }
            for key, layer in sorted(layers.items())
        ],
        "undo": [step.name if step else None for step in (session.next_undo(), session.next_redo())],
    }


if __name__ == "__main__":
    main()
