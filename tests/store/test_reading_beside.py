"""Who reads everything does not keep the person at work from storing."""

import pytest
from project_kit import new_session

from annotator.services.commands import AddSpan
from annotator.store.documents import AT_ONCE
from annotator.store.project import Project


@pytest.mark.parametrize(
    "read",
    [lambda p: p.rows(None), lambda p: p.rows("lan"), lambda p: p.documents()],
    ids=["all", "one", "texts"],
)
def test_a_commit_goes_through_while_everything_is_read(tmp_path, read):
    texts = [f"Bài số {n} của tập." for n in range(3 * AT_ONCE)]
    with new_session(tmp_path / "a.corpus", texts) as session:
        for number in (1, 2 * AT_ONCE):
            session.execute(AddSpan(f"d{number}", 0, 3, "ORG"))
        with Project.open(session.path, read_only=True) as other:
            found = read(other)
            next(found)
            session.project.connection.set_busy_timeout(0)  # whoever has to wait is refused at once
            session.execute(AddSpan("d5", 0, 3, "ORG"))
            rest = list(found)
        assert len(rest) >= 1
        assert len(session.layer("d5").spans) == 1


def test_one_state_is_read_where_that_is_asked_for(tmp_path):
    with new_session(tmp_path / "a.corpus", [f"Bài số {n}." for n in range(2 * AT_ONCE)]) as session:
        with Project.open(session.path, read_only=True) as other, other.reading():
            rows = list(other.rows(None))
        assert len(rows) == 2 * AT_ONCE
        assert [document.id for document, _ in rows] == [f"d{n}" for n in range(1, 2 * AT_ONCE + 1)]
