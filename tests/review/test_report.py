"""The report of a project, and the command: the sample corpus' real disagreements."""

import csv
import io
import json
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from project_kit import SCHEME, new_project, write_lines

from annotator.cli import app
from annotator.cli.agreement_data import COLUMNS, csv_text, plain
from annotator.cli.agreement_page import page
from annotator.cli.agreement_words import KINDS, MEASURES, REASONS, UNITS
from annotator.errors import UnknownAnnotator
from annotator.i18n import set_language
from annotator.model.people import Annotator, Role
from annotator.review.agreement.results import Settings
from annotator.review.cases import CaseFinder
from annotator.review.kinds import Kind
from annotator.review.material import Reason
from annotator.review.values import ValueReader
from annotator.services.agreement import CaseRef, agreement, materials, week_of
from annotator.services.importing import import_paths
from annotator.services.sample import build_sample
from annotator.store.project import Project

QUICK = Settings(resamples=50)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    path = tmp_path_factory.mktemp("agreement") / "sample.corpus"
    build_sample(path)
    return path


@pytest.fixture(scope="module")
def report(sample):
    with Project.open(sample, read_only=True) as project:
        return agreement(project, settings=QUICK)


# The sample ---------------------------------------------------------------------------------------------------------
def test_the_sample_is_plausible(report):
    """Two careful people who "differ in about a fifth of the spans" (corpora/neu-guong/README.md)."""
    found = report.agreement
    value = {id: e.value for id, e in found.overall.estimates.items()}
    assert (found.documents, found.compared, found.annotators) == (24, 24, ["lan-anh", "quoc-bao"])
    assert value["span_exact"] == pytest.approx(0.795, abs=0.002)
    assert value["span_exact"] < value["span_relaxed"] < value["position_relaxed"] < 1
    assert value["span_exact"] < value["position_exact"]
    assert 0.9 < value["label_kappa"] < value["label_agreement"] < 1
    assert 0.7 < value["alpha_u"] < value["alpha_u_position"] < 1
    assert 0.75 < value["token_kappa"] < value["token_kappa_marked"] < 1
    for estimate in found.overall.estimates.values():
        assert estimate.low < estimate.value < estimate.high
    assert found.pairs[0].estimates["span_exact"] == found.overall.estimates["span_exact"]


def test_what_was_left_out_of_the_sample(report):
    """Two of Quốc Bảo's layers are half done: Lan Anh's spans beyond are left out, not missed."""
    left = {(each.what, each.reason, each.annotator): each.count for each in report.agreement.left_out}
    assert left == {("spans", Reason.ALONE, "lan-anh"): 103}
    assert report.agreement.overall.estimates["span_exact"].n == 2136 + 2133 - 103


def test_every_cell_leads_to_its_cases(report, sample):
    with Project.open(sample, read_only=True) as project:
        finder = CaseFinder(ValueReader(project.scheme()))
        known = {
            CaseRef(c.document, c.id): c
            for m in materials(project, ["lan-anh", "quoc-bao"])
            for c in finder.cases(m)
        }
    assert report.cases == len(known) == sum(report.kinds.values())
    assert report.kinds == Counter(case.kind for case in known.values())
    for key, cell in report.cells.items():
        assert len(set(cell.cases)) == len(cell.cases) <= cell.count
        for ref in cell.cases:
            case = known[ref]
            labels = {label for who in case.annotators for _, _, label in case.keys(who)} | {""}
            if key.table == "confusion":
                assert {key.row, key.column} <= labels
            elif key.table in ("kind", "label"):
                assert Kind(key.column or key.row) in case.kinds
                assert key.table == "kind" or key.row in labels
            elif key.table == "document":
                assert key.row == ref.document
    assert {ref for kind in KINDS for ref in report.behind("kind", kind)} == set(known)


def test_the_confusion_adds_up(report):
    pair = ("lan-anh", "quoc-bao")
    table = report.confusion(pair)
    for label in {row for row, _ in table} - {""}:
        scope = next(s for s in report.agreement.labels if s.name == label)
        rows = sum(count for (row, _), count in table.items() if row == label)
        columns = sum(count for (_, column), count in table.items() if column == label)
        assert rows + columns == scope.estimates["span_exact"].n
    both = report.confusion()
    assert all(both[column, row] == count for (row, column), count in both.items())


def test_week_of():
    assert week_of(1767225600.0) == "2026-W01"
    assert week_of(1767139200.0) == "2026-W01"  # 31 December 2025 is in the first week of 2026


# Who is compared ----------------------------------------------------------------------------------------------------
def three(tmp_path):
    people = [Annotator(id, id.title()) for id in ("an", "bo", "=cy")]
    project = new_project(tmp_path / "p.corpus", ["Ông An ở Sơn Hà. <b>x</b>"] * 1, [*people, Annotator("bot", "Bot", Role.MODEL)])  # fmt: skip
    text = "Ông An ở Sơn Hà. <b>x</b>"
    lines = []
    for who, label in (
        ("an", "PERSON"),
        ("bo", "PERSON"),
        ("=cy", "ORG"),
        ("bot", "ORG"),
        ("gold", "PERSON"),
    ):
        span = {"id": "s", "start": 4, "end": 6, "label": label, "text": "An", "attributes": {}}
        lines.append(
            {"id": "d1", "text": text, "layer": who, "state": "finished", "spans": [span], "relations": []}
        )
    done = import_paths(project, [write_lines(tmp_path / "in.jsonl", lines)], actor="")
    assert not done.errors, done.issues
    return project


def test_models_and_gold_are_compared_only_when_asked(tmp_path):
    with three(tmp_path) as project:
        found = agreement(project, settings=QUICK)
        assert found.agreement.annotators == ["=cy", "an", "bo"]
        assert found.not_compared == {"gold": "gold", "bot": "model"}
        assert [s.estimates["span_exact"].value for s in found.agreement.pairs] == [0, 0, 1]
        assert found.agreement.overall.estimates["position_exact"].value == 1
        assert found.kinds == {Kind.LABEL: 1}
        assert found.confusion() == {("PERSON", "PERSON"): 1, ("ORG", "PERSON"): 2, ("PERSON", "ORG"): 2}
        assert agreement(project, ("gold", "an"), QUICK).agreement.overall.estimates["span_exact"].value == 1
        with pytest.raises(UnknownAnnotator):
            agreement(project, ("an", "nobody"))
        assert (
            next(week.name for week in found.agreement.weeks) == found.agreement.weeks[0].name >= "2020-W01"
        )


def test_excluded_parts(tmp_path):
    with three(tmp_path) as project:
        found = agreement(project, settings=QUICK, excluded=lambda document: [(0, 7)])
        assert found.cases == 0
        assert found.agreement.overall.estimates["span_exact"].value is None


# Forms --------------------------------------------------------------------------------------------------------------
class Page(HTMLParser):
    VOID = frozenset({"meta", "br"})

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.links = [], Counter(), []

    def handle_starttag(self, tag, attrs):
        self.seen[tag] += 1
        self.links += [value for name, value in attrs if name in ("src", "href", "onclick")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_is_whole_and_takes_nothing_from_elsewhere(report):
    text = page(report)
    found = Page()
    found.feed(text)
    assert found.open == []
    assert not found.seen["script"]
    assert not found.links
    assert not re.search(r"https?:|@import|url\(", text)
    assert "0.795" in text
    assert "heatmap" in text


def test_names_are_escaped(tmp_path):
    with three(tmp_path) as project:
        found = agreement(project, settings=QUICK)
        found.names["an"] = "<script>alert(1)</script>"
        found.titles["d1"] = '"><img src=x onerror=alert(1)>'
        assert "<script" not in page(found)
        assert "<img" not in page(found)
        lines = list(csv.reader(io.StringIO(csv_text(found))))
        assert lines[0] == list(COLUMNS)
        assert all(len(line) == len(COLUMNS) for line in lines)
        assert {line[2] for line in lines if line[0] == "pair"} == {"'=cy", "an"}
        assert not [cell for line in lines for cell in line if re.match(r"[=+@]|-(?![\d.])", cell)]


def test_formulas_in_csv():
    assert [plain(text) for text in ("=1", "+1", "-x", "@a", "\t", "a")] == [
        "'=1",
        "'+1",
        "'-x",
        "'@a",
        "'\t",
        "a",
    ]


def test_the_command(sample, tmp_path, capsys):
    assert app.run(["agreement", str(sample), "--resamples", "20"]) == 0
    assert "0.795" in capsys.readouterr().out
    assert app.run(["agreement", str(sample), "--json", "--resamples", "20"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["scopes"][0]["estimates"]["span_exact"]["n"] == 4166
    assert data["cells"][0]["cases"]
    out = tmp_path / "page.html"
    assert app.run(["agreement", str(sample), "--html", "--resamples", "0", "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
    capsys.readouterr()
    assert (
        app.run(["agreement", str(sample), "--csv", "--pair", "quoc-bao", "lan-anh", "--resamples", "0"]) == 0
    )
    assert capsys.readouterr().out.startswith("scope,name,")
    table = tmp_path / "table.txt"
    assert app.run(["agreement", str(sample), "--resamples", "0", "--out", str(table)]) == 0
    assert "0.795" in table.read_text(encoding="utf-8")
    assert app.run(["agreement", str(sample), "--pair", "lan-anh", "nobody"]) == 1
    assert app.run(["agreement", str(sample), "--json", "--csv"]) == 2


def test_there_is_a_word_for_everything(report):
    used = {
        id
        for scope in [report.agreement.overall, *report.agreement.labels, *report.agreement.attributes]
        for id in scope.estimates
    }
    assert used <= set(MEASURES)
    assert {e.unit for e in report.agreement.overall.estimates.values()} <= set(UNITS)
    assert {kind.value for kind in Kind} == set(KINDS)
    assert {reason.value for reason in Reason} <= set(REASONS)
    try:
        set_language("vi")
        assert "Độ thống nhất" in page(report)
    finally:
        set_language("en")


def test_scheme_of_the_trial_project_is_read(tmp_path):
    assert ValueReader(SCHEME).of("MONEY", {"value": "4/2"}) == {"value": "2", "bound": "exact"}
