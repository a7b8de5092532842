"""Feedback: what was changed of one annotator's work, and what the guidelines leave open; as data, page and text."""

from html.parser import HTMLParser

import pytest
from project_kit import SCHEME, bring_texts
from typer.testing import CliRunner

from annotator.cli.app import build
from annotator.cli.feedback_page import annotator_page, gaps_page
from annotator.cli.feedback_text import gaps_text, plain
from annotator.errors import UnknownAnnotator
from annotator.model.people import Annotator, Role
from annotator.review.decisions import Mark, Reason
from annotator.review.decisions_choices import edited, none, taken
from annotator.review.feedback import What
from annotator.review.kinds import Kind
from annotator.services.adjudication import Adjudicator, Said, decide
from annotator.services.commands import AddSpan, Finish, Reopen, ResizeSpan
from annotator.services.feedback import feedback_for, gaps, quote
from annotator.services.session import Session

EVIL = "<script>alert('x')</script> & “Bà”"
TEXTS = [
    f"Ông Nguyễn Văn An, Bí thư Huyện ủy Sơn Hà, nhận 4.617 phiếu. {EVIL}",
    "Bà Trần Thị Bích ở Sơn Hà nêu gương.",
]
LAN = [(4, 17, "PERSON"), (35, 41, "ORG"), (19, 25, "POSITION")]
BAO = [(0, 17, "PERSON"), (35, 41, "ORG"), (19, 25, "ORG")]


@pytest.fixture
def session(tmp_path):
    people = [Annotator("bao", "Bảo <b>"), Annotator("ha", "Hà", Role.REVIEWER)]
    with Session.create(tmp_path / "p.corpus", SCHEME, Annotator("lan", "Lan"), people) as made:
        bring_texts(made.project, TEXTS)
        start = TEXTS[0].index("<script>")
        mark(made, "lan", "d1", [*LAN, (start, start + 8, "ORG")])
        mark(made, "bao", "d1", BAO)
        mark(made, "lan", "d2", [(20, 26, "ORG")])
        mark(made, "bao", "d2", [])
        made.work_as("ha")
        yield made


def mark(session, who, document, spans):
    session.work_as(who)
    for start, end, label in spans:
        session.execute(AddSpan(document, start, end, label, id=f"{who}{start}-{end}"))
    session.execute(Finish(document))


def settle(session, document="d1", kind=Kind.BOUNDARY, choice=None, said=None, number=0):
    adjudicator = Adjudicator(session.project)
    review = adjudicator.review(document)
    case = next(one.case for one in review.standings.cases if one.case.kind is kind)
    versions = adjudicator.versions(review, case, ["bao", "lan"])
    decide(session, adjudicator, review, case.id, choice or taken(versions[number]), said or Said())


def of(session, who):
    return feedback_for(Adjudicator(session.project), who)


def test_each_learns_what_became_of_their_own(session):
    settle(session, said=Said(Reason.GUIDELINE, f"no titles {EVIL}"), number=1)
    settle(session, kind=Kind.LABEL)
    bao, lan = of(session, "bao"), of(session, "lan")
    assert (bao.decided, bao.kept, bao.agreed) == (2, 1, 1)
    assert (lan.decided, lan.kept, lan.waiting) == (2, 1, 2)
    (item,) = bao.items
    (change,) = item.changes
    assert (change.what, change.mine.key, change.gold.key) == (
        What.EDGES,
        (0, 17, "PERSON"),
        (4, 17, "PERSON"),
    )
    assert (item.reason, item.reviewer, item.stale) == (Reason.GUIDELINE, "ha", False)
    assert item.quote.of(change.gold) == "Nguyễn Văn An"
    assert [change.what for one in lan.items for change in one.changes] == [What.LABEL]
    assert bao.reasons == {Reason.GUIDELINE: 1}
    with pytest.raises(UnknownAnnotator):
        of(session, "nobody")


def test_what_was_not_taken_and_what_was_added(session):
    settle(session, kind=Kind.MISSING, choice=none())
    (item,) = of(session, "lan").items
    assert [change.what for change in item.changes] == [What.REMOVED]
    assert of(session, "bao").kept == 1
    settle(
        session, kind=Kind.MISSING, choice=edited([Mark(20, 26, "ORG"), Mark(0, 16, "PERSON")]), document="d2"
    )
    assert [c.what for one in of(session, "bao").items for c in one.changes] == [What.ADDED, What.ADDED]


def test_a_decision_of_an_older_version_is_still_told(session):
    settle(session, number=1)
    session.work_as("bao")
    session.execute(Reopen("d1"))
    session.execute(ResizeSpan("d1", "bao0-17", 8, 17))
    session.execute(Finish("d1"))
    (item,) = of(session, "bao").items
    assert item.stale
    assert item.changes[0].mine.key == (0, 17, "PERSON")


def test_gaps_count_by_label_and_by_words(session):
    settle(session, kind=Kind.LABEL, said=Said(Reason.SCHEME, "a post or a body?"))
    report = gaps(Adjudicator(session.project))
    found = {gap.label: gap for gap in report.labels}
    assert report.cases == 4
    assert report.documents == 2
    assert found["ORG"].cases == 3
    assert found["ORG"].agreed == 1
    assert found["ORG"].against == {"POSITION": 1}
    assert found["ORG"].examples[0].comment == "a post or a body?"
    assert found["ORG"].reasons == {Reason.SCHEME: 1}
    assert not report.phrases  # no words differ twice
    assert report.reasons == {Reason.SCHEME: 1}


def test_words_that_differ_again_and_again(tmp_path):
    people = [Annotator("bao", "Bảo")]
    texts = ["Ở Sơn Hà có gương.", "Về sơn hà hôm qua.", "Sơn Hà."]
    with Session.create(tmp_path / "p.corpus", SCHEME, Annotator("lan", "Lan"), people) as session:
        bring_texts(session.project, texts)
        for number, text in enumerate(texts, 1):
            start = text.lower().index("sơn hà")
            mark(session, "lan", f"d{number}", [(start, start + 6, "ORG")])
            mark(session, "bao", f"d{number}", [(start, start + 6, "PERSON")] if number > 1 else [])
        (phrase,) = gaps(Adjudicator(session.project)).phrases
    assert phrase.cases == 3
    assert phrase.labels == {"ORG": 3, "PERSON": 2, "": 1}


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text, self.links = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data):
        self.text.append(data)


def read(page):
    parser = Page()
    parser.feed(page)
    return parser


def test_pages_stand_alone_and_hold_data_as_data(session):
    start = TEXTS[0].index("<script>")
    settle(session, said=Said(Reason.SLIP, f"no titles {EVIL}"), number=1)
    settle(session, kind=Kind.MISSING, choice=none(), said=Said(Reason.OTHER))
    report = Adjudicator(session.project)
    for page in (
        annotator_page(of(session, "bao")),
        annotator_page(of(session, "lan")),
        gaps_page(gaps(report)),
    ):
        found = read(page)
        assert "script" not in found.tags
        assert "b" not in found.tags
        assert not found.links
        assert page.startswith("<!doctype html>")
    said = "".join(read(annotator_page(of(session, "bao"))).text)
    assert f"no titles {EVIL}" in said
    assert "Bảo <b>" in said
    assert TEXTS[0][start : start + 8] in "".join(read(gaps_page(gaps(report))).text)


def test_the_filter_by_reason_needs_no_script(session):
    settle(session, said=Said(Reason.SLIP), number=1)
    settle(session, kind=Kind.LABEL, number=1, said=Said(Reason.GUIDELINE))
    page = annotator_page(of(session, "bao"))
    assert 'id="r-slip"' in page
    assert "body:has(#r-slip:checked) article:not(.r-slip)" in page


def test_markdown_holds_no_signs_of_the_corpus(session):
    settle(session, said=Said(Reason.SLIP, "*no* _titles_ [x](y)"), number=1)
    text = gaps_text(gaps(Adjudicator(session.project)))
    assert "\\*no\\* \\_titles\\_ \\[x\\](y)" in text
    assert "<script>" not in text
    assert plain("a\n*b*") == "a \\*b\\*"
    assert "Rule: …" in text


def test_quotes_begin_and_end_with_whole_words():
    text = "một " * 40
    found = quote(text, 80, 83)
    assert (
        text[found.start - len(found.before) : found.end + len(found.after)]
        == found.before + "một" + found.after
    )
    assert found.before.startswith("một")
    assert found.after.rstrip().endswith("một")
    assert quote("abc", 0, 3).words == "abc"


def test_the_commands(session, tmp_path):
    path = session.path
    session.close()

    def run(*words):
        return CliRunner().invoke(build(), list(map(str, words)))

    listed = run("adjudicate", path, "--list")
    assert "Boundary: 1 of 1 left" in listed.output
    assert "d1\t0-17\tboundary\topen" in listed.output
    assert (
        "would decide 1 of 1"
        in run("adjudicate", path, "--rule", "longer", "--kind", "boundary", "--dry-run").output
    )
    assert run("adjudicate", path, "--rule", "longer", "--as", "ha").exit_code == 0
    assert run("adjudicate", path, "--take-agreed", "--as", "ha").output.startswith(
        "1 span of the gold layer changed"
    )
    data = run("adjudicate", path, "--json").output
    assert '"status": "decided"' in data
    assert '"reviewer": "ha"' in data
    assert type(run("adjudicate", path, "--rule", "none", "--as", "lan").exception).__name__ == "NotReviewer"
    assert run("adjudicate", path, "--rule", "person").exit_code == 2
    assert run("adjudicate", path, "--rule", "none", "--reason", "odd", "--as", "ha").exit_code == 2
    out = tmp_path / "lan.html"
    assert "1 case was changed" in run("feedback", path, out, "--for", "lan").output
    assert "<!doctype html>" in out.read_text(encoding="utf-8")
    assert run("feedback", path, tmp_path / "gaps.md", "--gaps").exit_code == 0
    assert (tmp_path / "gaps.md").read_text(encoding="utf-8").startswith("# ")
    assert run("feedback", path, tmp_path / "gaps.html", "--gaps").exit_code == 0
    assert run("feedback", path, out).exit_code == 2
    assert type(run("feedback", path, out, "--for", "nobody").exception).__name__ == "UnknownAnnotator"
    exported = run("export", path, tmp_path / "gold.jsonl", "--to", "jsonl", "--layer", "gold")
    assert exported.exit_code == 0
