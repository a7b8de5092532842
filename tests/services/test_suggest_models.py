"""Which model a project lets suggest, where it lies, and that a name never leads out of the project's folder."""

import json

import pytest
from project_kit import new_session

from annotator.errors import ModelUnavailable
from annotator.nlp.suggest.model import ModelSuggester
from annotator.services.suggest_models import chosen_model, model_folder
from annotator.services.suggest_settings import set_suggestion_options


@pytest.fixture
def session(tmp_path):
    with new_session(tmp_path / "a.corpus") as session:
        yield session


def put(folder, labels):
    folder.mkdir(parents=True)
    (folder / "meta.json").write_text(json.dumps({"labels": {"ner": labels}}), encoding="utf-8")
    (folder / "config.cfg").write_text("[nlp]\nlang = 'xx'\n", encoding="utf-8")


def test_none_is_chosen(session):
    assert chosen_model(session) is None


@pytest.mark.parametrize("inside", ["model", ""])
def test_a_model_of_the_project(session, tmp_path, inside):
    put(tmp_path / "a.corpus-models" / "0001" / inside, ["PERSON"])
    set_suggestion_options(session, model="0001")
    model = chosen_model(session)
    assert isinstance(model, ModelSuggester)
    assert model.name == "0001"
    set_suggestion_options(session, model="")
    assert chosen_model(session) is None


def test_for_another_scheme(session, tmp_path):
    put(tmp_path / "a.corpus-models" / "0002", ["LOC"])
    set_suggestion_options(session, model="0002")
    with pytest.raises(ModelUnavailable) as refused:
        chosen_model(session)
    assert refused.value.fields["reason"] == "other-scheme"


@pytest.mark.parametrize("name", ["..", ".", "", "../x", "a/b", "/etc"])
def test_a_name_never_leads_elsewhere(tmp_path, name):
    with pytest.raises(ModelUnavailable):
        model_folder(tmp_path / "a.corpus", name)
