"""Pictures of articles: HTML that can be read back to the text and its spans, PNG and PDF that another program opens."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from project_kit import SCHEME, TEXTS, do, folder, gestures, new_session, texts

from annotator.errors import ProjectExists, UnknownAnnotator, UnknownDocument, UnknownFormat
from annotator.model.document import Document
from annotator.model.edit import LayerKey
from annotator.model.layer import Layer
from annotator.model.span import Span
from annotator.model.text import paragraphs
from annotator.services.article_html import article_html, lanes
from annotator.services.commands import AddSpan
from annotator.services.pictures import save_picture
from annotator.services.zone_commands import MarkZone


class Words(HTMLParser):
    """The text of the article's paragraphs without the names of labels, and whether every tag is closed in order."""

    def __init__(self, page):
        super().__init__()
        self.open, self.paragraphs, self.names, self.tags = [], [], [], set()
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if tag != "meta":
            self.open.append(tag)
        if tag == "p" and "article" in self.open:
            self.paragraphs.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "article" in self.open and "i" in self.open:
            self.names.append(data)
        elif "article" in self.open and "p" in self.open:
            self.paragraphs[-1] += data


@given(texts, gestures)
def test_the_page_is_the_text_with_every_span_named_once(text, four):
    with folder() as home, new_session(home / "a.corpus", [text]) as session:
        for each in four:
            do(session, each)
        document, layer = session.document("d1"), session.layer("d1")
        words = Words(article_html(document, layer, session.scheme))
        lines = [text[start:end] for start, end in paragraphs(text) if start < end]
        assert [one.replace("\r", "") for one in words.paragraphs] == [one.replace("\r", "") for one in lines]
        assert len([name for name in words.names if name != "…"]) == len(layer.spans)
        assert words.tags <= {
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "header",
            "h1",
            "p",
            "article",
            "span",
            "i",
            "ul",
            "li",
            "b",
        }


def test_spans_that_share_a_lane_do_not_overlap_and_outer_ones_lie_deeper():
    spans = [
        Span(str(n), a, b, "ORG") for n, (a, b) in enumerate([(0, 9), (0, 4), (2, 3), (5, 9), (3, 6), (0, 9)])
    ]
    found = lanes(spans)
    assert len(found) == len(spans)
    for one in found:
        for other in found:
            if one is not other and one.span.overlaps(other.span):
                assert one.lane != other.lane
            if one.span.contains(other.span):
                assert one.lane > other.lane
    assert {one.span.id for one in found if one.inner} == {"2", "3", "4"}


def test_hostile_words_are_text():
    layer = Layer(LayerKey("d", "a"))
    layer.spans["s"] = Span("s", 0, 8, '"><b>', {"value": "<i>"}, note="</span><script>")
    page = article_html(Document("d", "<script>alert(1)</script>", "<h1>&"), layer, SCHEME, '"<x>')
    assert "<script" not in page
    assert Words(page).paragraphs == ["<script>alert(1)</script>"]


def test_excluded_zones_are_grey_and_unfilled(tmp_path):
    with new_session(tmp_path / "a.corpus") as session:
        session.execute(AddSpan("d1", 0, 3, "ORG"))
        session.execute(MarkZone("d1", 0, 6))
        page = article_html(session.document("d1"), session.layer("d1"), session.scheme)
    assert 'class="zone"' in page
    assert "background:#" not in page.split("<article>")[1].split("</article>")[0]


@pytest.fixture
def project(tmp_path):
    path = tmp_path / "a.corpus"
    with new_session(path, ["\n".join(TEXTS * 40)]) as session:
        session.execute(AddSpan("d1", 4, 16, "PERSON"))
        session.execute(AddSpan("d1", 18, 32, "POSITION"))
    return path


def test_pictures_are_written(project, tmp_path):
    (page,) = save_picture(project, "d1", "lan", tmp_path / "a.html")
    (paper,) = save_picture(project, "d1", "lan", tmp_path / "a.pdf")
    pieces = save_picture(project, "d1", "lan", tmp_path / "a.png", "dark")
    assert "Nguyễn Văn A" in page.read_text(encoding="utf-8")
    assert paper.read_bytes().startswith(b"%PDF-")
    assert all(one.read_bytes().startswith(b"\x89PNG") for one in pieces)
    assert sorted(
        one.name for one in tmp_path.iterdir() if one.suffix in (".png", ".pdf", ".html")
    ) == sorted([page.name, paper.name, *(one.name for one in pieces)])
    import pypdfium2

    opened = pypdfium2.PdfDocument(paper)
    assert len(opened) > 1  # cut between lines into several sheets
    assert "Nguyễn Văn A" in opened[0].get_textpage().get_text_range()
    opened.close()


@pytest.mark.parametrize(
    ("out", "document", "who", "error"),
    [
        ("a.gif", "d1", "lan", UnknownFormat), ("a.png", "none", "lan", UnknownDocument),
        ("a.pdf", "d1", "none", UnknownAnnotator), ("a.corpus", "d1", "lan", UnknownFormat),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(project, tmp_path, out, document, who, error):
    before = {one.name: one.stat().st_mtime_ns for one in tmp_path.iterdir()}
    with pytest.raises(error):
        save_picture(project, document, who, tmp_path / out)
    assert {one.name: one.stat().st_mtime_ns for one in tmp_path.iterdir()} == before


def test_a_project_is_never_replaced_by_a_picture(project, tmp_path):
    other = tmp_path / "b.png"
    other.write_bytes(project.read_bytes())
    with pytest.raises(ProjectExists):
        save_picture(project, "d1", "lan", other)
