"""Models in a child process: a small real one, and folders that must not be used, or not any longer."""

import json
import os
import pickle
import shutil
import time

import pytest

from annotator.errors import Cancelled, ModelUnavailable
from annotator.nlp.suggest.model import Limits, ModelSuggester
from annotator.nlp.suggest.model_child import Refused, _guard, check
from annotator.nlp.suggest.suggestion import MODEL

TEXT = "Ông An họp.\n\nBà Bình ở xã Hòa Lạc đến."
LABELS = frozenset({"PERSON", "PLACE"})


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A pipeline that has learnt one sentence by heart, with the tokenizer of the exports."""
    import spacy
    from spacy.training import Example

    nlp = spacy.blank("xx")
    ner = nlp.add_pipe("ner")
    examples = []
    for text, spans in [
        ("Ông An họp.", [(4, 6, "PERSON")]),
        ("Bà Bình ở xã Hòa Lạc đến.", [(3, 7, "PERSON"), (10, 20, "PLACE"), (21, 24, "OTHER")]),
    ]:
        examples.append(Example.from_dict(nlp.make_doc(text), {"entities": spans}))
    for label in ("PERSON", "PLACE", "OTHER"):
        ner.add_label(label)
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(40):
        nlp.update(examples, sgd=optimizer)
    nlp.meta["performance"] = {"ents_per_type": {"PERSON": {"p": 0.75}}}
    folder = tmp_path_factory.mktemp("models") / "first"
    nlp.to_disk(folder)
    return folder


@pytest.fixture
def folder(trained, tmp_path):
    return shutil.copytree(trained, tmp_path / "copy")


def suggester(folder, **limits):
    return ModelSuggester(folder, "neu-guong", LABELS, Limits(**limits))


def asked(model, text=TEXT, stop=lambda: False):
    return [
        (text[s.start : s.end], s.label, s.score, s.source) for s in model.suggest(text, 0, len(text), stop)
    ]


def refusal(folder, **limits):
    try:
        model = suggester(folder, **limits)
    except ModelUnavailable as refused:
        return refused.fields["reason"]
    with pytest.raises(ModelUnavailable) as refused:
        asked(model)
    model.close()
    return refused.value.fields["reason"]


def configure(folder, old, new):
    path = folder / "config.cfg"
    source = path.read_text(encoding="utf-8")
    assert old in source
    path.write_text(source.replace(old, new), encoding="utf-8")


def test_a_model_suggests(trained):
    model = suggester(trained)
    assert model.name == "first"
    found = [
        ("An", "PERSON", 0.75, MODEL),
        ("Bình", "PERSON", 0.75, MODEL),
        ("xã Hòa Lạc", "PLACE", 0.5, MODEL),
    ]
    assert asked(model) == found
    assert model.passed_over == 1
    assert asked(model, "\n") == []
    model.close()
    assert asked(model, "Ông An họp.") == found[:1]  # it starts anew
    with pytest.raises(Cancelled):
        asked(model, stop=lambda: True)
    model.close()


def test_what_is_no_model(tmp_path, folder):
    assert refusal(tmp_path) == "no-model"
    (folder / "meta.json").write_text("[", encoding="utf-8")
    assert refusal(folder) == "no-model"


def test_for_another_scheme(folder):
    with pytest.raises(ModelUnavailable) as refused:
        ModelSuggester(folder, "x", frozenset({"MISC"}))
    assert refused.value.fields["reason"] == "other-scheme"
    (folder / "manifest.json").write_text(
        json.dumps({"scheme": {"id": "other", "version": 1}}), encoding="utf-8"
    )
    assert refusal(folder) == "other-scheme"


@pytest.mark.parametrize("name", ["ner/model.pkl", "harmless"])
def test_a_pickle_is_never_loaded(folder, name):
    (folder / name).write_bytes(pickle.dumps({"a": [1, 2]}))
    assert refusal(folder) == "unsafe"


def test_code_in_the_folder_is_refused(folder):
    (folder / "extra.py").write_text("raise SystemExit", encoding="utf-8")
    assert refusal(folder) == "unsafe"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('factory = "ner"', 'factory = "my_component"'),
        ('factory = "ner"', 'source = "en_core_web_sm"'),
        ('lang = "xx"', 'lang = "my_lang"'),
        ("before_creation = null", 'before_creation = {"@callbacks": "spacy.copy_from_base_model.v1"}'),
        ('"spacy.TransitionBasedParser.v2"', '"evil.Model.v1"'),
        ('"spacy.Tokenizer.v1"', '"spacy.vi.VietnameseTokenizer"'),
    ],
)  # fmt: skip
def test_a_config_that_names_other_code_is_refused(folder, old, new):
    from spacy.util import load_config

    configure(folder, old, new)
    config = load_config(folder / "config.cfg", interpolate=False)
    with pytest.raises(Refused) as refused:
        check({name: config[name] for name in ("nlp", "components")})
    assert refused.value.args[0] == "unsafe"


def test_the_child_refuses_before_anything_is_made(folder):
    configure(folder, 'factory = "ner"', 'factory = "my_component"')
    assert refusal(folder) == "unsafe"


def test_what_only_training_needs_does_not_matter(folder):
    configure(folder, '@loggers = "spacy.ConsoleLogger.v1"', '@loggers = "somebody.Logger.v9"')
    model = suggester(folder)
    assert len(asked(model)) == 3
    model.close()


def test_a_broken_model_is_told_once_and_stays_away(folder):
    (folder / "ner" / "model").write_bytes(b"\x81nonsense")
    model = suggester(folder)
    for _ in range(2):
        with pytest.raises(ModelUnavailable) as refused:
            asked(model)
        assert refused.value.fields["reason"] == "failed"
    model.close()


def test_one_that_hangs_is_killed(folder):
    tokenizer = folder / "tokenizer"
    body = tokenizer.read_bytes()
    assert body
    began = time.monotonic()
    assert refusal(folder, load=0.05) == "hangs"
    assert time.monotonic() - began < 30


def test_one_that_eats_memory_is_killed(folder):
    assert refusal(folder, memory=10 << 20) == "too-large"


@pytest.mark.parametrize(
    "event",
    [
        ("pickle.find_class", "os", "system"),
        ("socket.connect",),
        ("subprocess.Popen",),
        ("open", "x", "w", os.O_WRONLY | os.O_CREAT),
    ],
)
def test_the_guard_of_the_child(event):
    _guard("open", ("x", "r", os.O_RDONLY))
    with pytest.raises(RuntimeError):
        _guard(event[0], event[1:])


def test_parts_are_looked_for_everywhere():
    with pytest.raises(Refused):
        check({"nlp": {"lang": "xx"}, "components": {"a": {"factory": "ner", "x": [{"@misc": "evil.v1"}]}}})
    with pytest.raises(Refused):
        check({})
