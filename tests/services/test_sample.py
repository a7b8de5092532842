"""The sample project: built whole and sound, or not at all."""

import pytest
from project_kit import assert_sound

from annotator.errors import Cancelled
from annotator.services.sample import build_sample, sample_articles
from annotator.services.session import Session


def test_the_sample_is_sound_and_cannot_be_undone(tmp_path):
    path = tmp_path / "new" / "sample.corpus"
    report = build_sample(path, "Minh")
    assert report.errors == 0
    assert report.documents == len(list(sample_articles().glob("*.txt"))) > 10
    with Session.open(path) as session:
        assert session.annotator.name == "Minh"
        assert session.next_undo() is None
        assert {item.spans for item in session.queue()} == {0}
        assert_sound(session.project)
        assert len(session.project.layer_owners()) == 2
    assert [file.name for file in path.parent.iterdir()] == ["sample.corpus"]


def test_a_sample_that_could_not_be_built_leaves_nothing(tmp_path, monkeypatch):
    def stop(*_, **__):
        raise Cancelled

    monkeypatch.setattr("annotator.services.sample.import_paths", stop)
    with pytest.raises(Cancelled):
        build_sample(tmp_path / "sample.corpus")
    assert not list(tmp_path.iterdir())
