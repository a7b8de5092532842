"""A real training run in a child process, its progress, its end, and the model in a process without this package."""

import json
import random
import subprocess
import sys
import time

import pytest

from annotator.errors import Cancelled, ModelUnavailable
from annotator.formats.docbin_export import write_shards
from annotator.formats.docbin_types import ExportDocument
from annotator.model.span import Span
from annotator.nlp.training import TrainingOptions, make_config, train, write_training_folder

NAMES = ["Nguyễn Nam Đình", "Hoàng Nghĩa Hiếu", "Trần Văn Hùng", "Lê Thị Lan", "Phạm Minh Đức", "Vũ Hải Yến"]
PLACES = ["tỉnh Nghệ An", "tỉnh Yên Bái", "xã Quảng Phú", "phường Ba Đình"]
SMALL = TrainingOptions(width=32, depth=2, max_steps=240, eval_frequency=120)

LOAD = """
import json, sys
import spacy
nlp = spacy.load(sys.argv[1])
doc = nlp(sys.argv[2])
assert "annotator" not in sys.modules
assert type(nlp.tokenizer).__module__ == "spacy.tokenizer"
print(json.dumps({
    "tokens": [t.text for t in doc], "same": doc.text == sys.argv[2],
    "spans": [[s.label_, s.text] for s in doc.spans["sc"]], "ents": [[e.label_, e.text] for e in doc.ents],
}))
"""


def sentences(count, seed):
    """Bí thư [..]: a position that holds a place, and a person."""
    rng = random.Random(seed)
    for number in range(count):
        name, place = rng.choice(NAMES), rng.choice(PLACES)
        text = f"Đồng chí {name} , Bí thư Đảng ủy {place} , có {rng.randrange(2, 90)}.{rng.randrange(100, 999)} đảng viên./."
        person, office, where = text.index(name), text.index("Bí thư"), text.index(place)
        spans = [
            Span(f"{number}p", person, person + len(name), "PERSON"),
            Span(f"{number}o", office, where + len(place), "POSITION"),
            Span(f"{number}w", where, where + len(place), "PLACE"),
        ]
        yield ExportDocument(f"d{number}", text, reviewed=[(0, len(text))], spans=spans)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("training")
    report = write_shards(sentences(60, 1), root / "train", prefix="train")
    write_shards(sentences(10, 2), root / "dev", prefix="dev")
    config = make_config(report.counts.labels, report.counts.lengths, SMALL)
    assert (config.longest, config.reach, config.beyond) == (7, 7, 0)
    write_training_folder(root, config)
    return root


def run(folder, out, **more):
    return train(folder / "config.cfg", folder / "train", folder / "dev", out, **more)


def test_a_model_is_trained_and_loads_where_nothing_of_ours_is(folder, tmp_path):
    heard = []
    result = run(folder, tmp_path / "model", on_progress=heard.append)
    assert heard[0].kind == "started"
    assert heard[-1].kind == "finished"
    scored = [progress for progress in heard if progress.kind == "scored"]
    assert [progress.step for progress in scored] == [0, 120, 240]
    assert set(scored[-1].losses) >= {"ner", "spancat"}
    assert result.labels["spancat"]["POSITION"]["f"] > 0.5
    assert set(result.labels["ner"]) == {"PERSON", "POSITION"}
    assert result.scores["spans_sc_f"] > 0.5
    text = "Đồng chí Lê Thị Lan , Bí thư Đảng ủy xã Quảng Phú , có 4.617 đảng viên./.\n\nHết"
    said = subprocess.run(
        [sys.executable, "-I", "-c", LOAD, str(result.model), text],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    found = json.loads(said.stdout)
    assert found["same"]
    assert found["tokens"][-8:] == ["4.617", "đảng", "viên", ".", "/", ".", "\n\n", "Hết"]
    assert ["POSITION", "Bí thư Đảng ủy xã Quảng Phú"] in found["spans"]
    assert ["PLACE", "xã Quảng Phú"] in found["spans"]
    written = (result.model / "config.cfg").read_text("utf-8")
    assert "annotator" not in written
    assert str(folder) not in written + (result.model / "meta.json").read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model"]


def test_spacy_itself_accepts_the_folder_without_code(folder):
    command = [sys.executable, "-m", "spacy", "debug", "config", "config.cfg"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def test_stopping_kills_the_child_and_keeps_the_old_model(folder, tmp_path):
    out = tmp_path / "model"
    out.mkdir()
    (out / "meta.json").write_text("kept")
    heard = []
    began = time.monotonic()
    with pytest.raises(Cancelled):
        run(folder, out, on_progress=heard.append, should_stop=lambda: bool(heard))
    assert time.monotonic() - began < 20
    assert (out / "meta.json").read_text() == "kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model"]


def test_what_the_child_died_of_comes_back(folder, tmp_path):
    broken = tmp_path / "config.cfg"
    broken.write_text(
        (folder / "config.cfg").read_text("utf-8").replace("spacy.SpanCategorizer.v1", "no.Such.v1"), "utf-8"
    )
    with pytest.raises(ModelUnavailable) as caught:
        train(broken, folder / "train", folder / "dev", tmp_path / "model")
    assert caught.value.reason == "training-failed"
    assert "no.Such.v1" in caught.value.detail


def test_missing_data_is_said_before_anything_starts(folder, tmp_path):
    with pytest.raises(ModelUnavailable) as caught:
        train(folder / "config.cfg", folder / "train", tmp_path / "none", tmp_path / "model")
    assert caught.value.reason == "no-dev"
    with pytest.raises(ModelUnavailable) as caught:
        make_config({}, {})
    assert caught.value.reason == "no-spans"


def test_a_cap_on_the_span_length_says_what_it_costs():
    config = make_config(
        {"A": 9}, {1: 5, 8: 2, 26: 2}, TrainingOptions(longest_span=8, shared=False, pipeline=("spancat",))
    )
    assert (config.longest, config.reach, config.beyond) == (26, 8, 2)
    assert "max_size = 8" in config.text
    assert "Tok2VecListener" not in config.text
    assert "[components.ner" not in config.text
