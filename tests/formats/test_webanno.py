"""WebAnno TSV: INCEpTION's own cases, every kind of column, texts to the sign, and files that lie."""

import os

import pytest
from formats_kit import codes, marked, spans_of, take
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.registry import reader, reader_for, writer
from annotator.formats.scheme_toml import load_scheme
from annotator.formats.webanno_cells import escape, escape_text, stacked, unescape, unescape_text, with_ids
from annotator.model.document import Document
from annotator.model.span import Relation
from annotator.wording import describe_issue
from tools import check_inception

# INCEpTION's own cases lie in a developer's checkout of it, which this names; without it what needs them is skipped.
SUITE = check_inception.suite_of(os.environ.get("INCEPTION_CHECKOUT", ""))
CASES = sorted(folder.name for folder in SUITE.iterdir()) if SUITE.is_dir() else []
with_suite = pytest.mark.skipif(not CASES, reason="INCEPTION_CHECKOUT names no checkout of INCEpTION")
ANSWERED = [name for name in CASES if (SUITE / name / "reference.xmi").exists()]
SCHEME = load_scheme("neu-guong")
HEAD = "#FORMAT=WebAnno TSV 3.3\n"


# INCEpTION's own cases --------------------------------------------------------------------------------------------
@with_suite
@pytest.mark.parametrize("name", [n for n in ANSWERED if not n.startswith(check_inception.MOVED)])
def test_a_case_reads_to_the_same_annotations_as_its_answer(name):
    assert check_inception.differing(SUITE / name) == []


@with_suite
def test_the_cases_are_there_and_not_empty():
    assert (len(CASES), len(ANSWERED)) == (75, 73)
    found = [
        check_inception.Facts(check_inception.load(SUITE / n / "reference.xmi")).counted for n in ANSWERED
    ]
    assert sum(map(bool, found)) >= 68


@with_suite
@pytest.mark.parametrize("name", CASES)
def test_a_case_reads_into_spans_without_a_line_left(name):
    path = SUITE / name / "reference.tsv"
    assert reader_for(path).name == "webanno-tsv"
    issues = []
    (item,) = reader("webanno-tsv").read(path, issues.append)
    assert not {"tsv-line-unread", "token-text-differs", "tsv-slots-differ"} & set(codes(issues))
    assert all(item.text[s.start : s.end] == s.text for s in item.spans)
    assert all(describe_issue(issue) for issue in issues)


# Columns ----------------------------------------------------------------------------------------------------------
def rows(*lines, head=""):
    return HEAD + head + "\n\n" + "\n".join(lines) + "\n"


def test_stacked_and_crossing_spans_with_features(tmp_path):
    items, issues = take(
        tmp_path / "a.tsv",
        rows(
            "#Text=👍 Ông Nam ở",
            "1-1\t0-2\t👍\t_\t_\t_\t",
            "1-2\t3-6\tÔng\tPER[1]|TITLE[2]\t*[1]|x\\|y[2]\ttrue[1]|false[2]\t",
            "1-3\t7-10\tNam\tPER[1]\t*[1]\ttrue[1]\t",
            "1-4\t11-12\tở\t_\t_\t_\t",
            "1-4.1\t11-12\tở\t*\t*\ttrue\t",
            "",
            "#Text=Huế .",
            "2-1\t13-16\tHuế\tLOC\tz\\_\\*\\->\tfalse\t",
            "2-2\t17-18\t.\t_\t_\t_\t",
            head="#T_SP=custom.Layer|value|kind|living\n",
        ),
        "webanno-tsv",
    )
    (item,) = items
    assert item.text == "👍 Ông Nam ở\nHuế ."
    assert marked(item) == [("Ông Nam", "PER"), ("Ông", "TITLE"), ("ở", "Layer"), ("Huế", "LOC")]
    assert [s.attributes for s in item.spans] == [
        {"living": True}, {"kind": "x|y", "living": False}, {"living": True}, {"kind": "z_*->", "living": False},
    ]  # fmt: skip
    assert {i.code: i.fields["count"] for i in issues} == {
        "layer-mapped": 3, "layer-named": 1, "feature-as-yes-no": 1,
    }  # fmt: skip


JOINED = {  # columns after #Text=Ông Nam về Huế, and what they join
    "relation": (
        "#T_SP=c.Span|value\n#T_RL=c.Simple|BT_c.Span", ["*\t_", "*\t1-1", "_\t_", "_\t_"], [("Ông", "Nam", "Simple")], "",
    ),
    "chain": (
        "#T_CH=c.SimpleLink|referenceRelation|referenceType", ["*->1-1\t*[1]", "*->1-1\t*[1]", "_\t_", "*->1-2\t*[1]"],
        [("Ông Nam", "Huế", "Simple")], "chains-as-relations",
    ),
    "slots": (
        "#T_SP=c.Simple|\n#T_SP=c.Host|ROLE_c.Host:links_c.Link|c.Simple",
        ["_\tp1;p2\t1-2;1-4", "*\t_\t_", "_\t_\t_", "*\t_\t_"], [("Ông", "Nam", "p1"), ("Ông", "Huế", "p2")], "slots-as-relations",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", JOINED)
def test_relations_chains_and_slots(tmp_path, kind):
    head, columns, joined, told = JOINED[kind]
    words = [("0-3", "Ông"), ("4-7", "Nam"), ("8-10", "về"), ("11-14", "Huế")]
    lines = [
        f"1-{n}\t{at}\t{word}\t{column}\t"
        for n, ((at, word), column) in enumerate(zip(words, columns, strict=True), 1)
    ]
    (item,), issues = take(tmp_path / "a.tsv", rows("#Text=Ông Nam về Huế", *lines, head=head))
    texts = {span.id: item.text[span.start : span.end] for span in item.spans}
    assert sorted((texts[r.head], texts[r.tail], r.label) for r in item.relations) == sorted(joined)
    assert not told or told in codes(issues)


def test_what_does_not_hold_is_said(tmp_path):
    items, issues = take(
        tmp_path / "a.tsv",
        rows(
            "#Text=một hai",
            "1-1\t0-3\tmột\tA[1]\t_\t_\t",
            "1-2\t4-7\tba\tA[1]\tgo\t9-9[7_1]\t",
            "1-3\t5\tx",
            "1-4\t90-99\txa\tB",
            "rubbish",
            "# said aside",
            head="#T_SP=c.L|value\n#T_RL=c.R|label|BT_c.L\n#T_XX=what\n",
        ),
    )
    assert marked(items[0]) == [("một hai", "A")]
    assert items[0].relations == []
    assert {(i.code, i.line) for i in issues if i.severity == "error"} == {
        ("tsv-line-unread", 4), ("token-text-differs", 9), ("tsv-cells-missing", 11), ("cas-reference-missing", 9),
        ("span-outside", None),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"#FORMAT=WebAnno TSV 3.3\n\n\n#Text=\xff\n", "not-utf-8"),
        (rows("#Text=a", "1-1\t999999999-999999999\ta").encode(), "too-large"),
        (rows("#Text=a", "1-1\t0-1\ta", head=f"#T_SP=a.B|{'|'.join(map(str, range(9000)))}\n").encode(), "too-large"),
        (b"#FORMAT=WebAnno TSV 3.3 beta\n", "no-webanno-tsv"),
    ],
)  # fmt: skip
def test_files_that_are_refused(tmp_path, data, reason):
    items, issues = take(tmp_path / "a.tsv", data)
    assert items == []
    assert [(i.code, i.fields["reason"]) for i in issues] == [("unreadable", reason)]


def test_old_versions_write_their_text_as_java_does(tmp_path):
    data = "#FORMAT=WebAnno TSV 3.1\n\n\n#Text=\\u0110\\uD83D\\uDC4D\n1-1\t0-3\tĐ👍\t\n"
    items, issues = take(tmp_path / "a.tsv", data)
    assert (items[0].text, issues) == ("Đ👍", [])


# Writing ----------------------------------------------------------------------------------------------------------
TEXTS = (
    "\n\n  Một. Hai.\r\n\r\nBa\t\u2028bốn.\n", " ", "a", "\ufeffa.  b.\n\nc", "👍. 👍 𠀀\n", "a\\b\x00\x1b\x0b\x0c", "e\u0323\u0302.\u00a0x",
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_texts_come_back_to_the_sign(tmp_path, text):
    writer("webanno-tsv").write(tmp_path / "out", [(Document.make(text, id="a"), None)], SCHEME)
    issues = []
    (item,) = reader("webanno-tsv").read(tmp_path / "out", issues.append)
    assert (item.text, issues) == (text, [])


def test_what_is_written_is_plain_to_read(tmp_path):
    document = Document.make("Ông Nam ở Huế.", id="a")
    layer = spans_of(document, (0, 7, "PERSON"), (4, 7, "PERSON"), (10, 13, "PLACE"), (1, 2, "EVENT"))
    layer.relations["r"] = Relation("r", "s0", "s2", "BY")
    writer("webanno-tsv").write(tmp_path / "out", [(document, layer)], SCHEME)
    assert (tmp_path / "out" / "a.tsv").read_text("utf-8") == (
        HEAD + "#T_SP=webanno.custom.AnnotatorSpan|label\n"
        "#T_RL=webanno.custom.AnnotatorRelation|label|BT_webanno.custom.AnnotatorSpan\n\n\n"
        "#Text=Ông Nam ở Huế.\n"
        "1-1\t0-3\tÔng\tPERSON[1]\t_\t_\t\n"
        "1-1.1\t1-2\tn\tEVENT[2]\t_\t_\t\n"
        "1-2\t4-7\tNam\tPERSON[1]|PERSON[3]\t_\t_\t\n"
        "1-3\t8-9\tở\t_\t_\t_\t\n"
        "1-4\t10-13\tHuế\tPLACE[4]\tBY\t1-1[1_4]\t\n"
        "1-5\t13-14\t.\t_\t_\t_\t\n"
    )
    assert reader_for(tmp_path / "out").name == "webanno-tsv"


# Cells ------------------------------------------------------------------------------------------------------------
@given(st.lists(st.text(st.sampled_from("\\[]|_->;\t\n*tna1\r\x1f👍"), max_size=8), min_size=1, max_size=4))
def test_values_come_back_from_a_stack(values):
    cell = "|".join(f"{escape(value)}[{number}]" for number, value in enumerate(values, 1))
    assert "\n" not in cell
    assert "\t" not in cell
    assert [with_ids(part) for part in stacked(cell)] == [(escape(v), n, 0) for n, v in enumerate(values, 1)]
    assert [unescape(with_ids(part)[0]) for part in stacked(cell)] == values


@given(st.text(max_size=20))
def test_texts_come_back(text):
    line = escape_text(text)
    assert not {"\n", "\r", "\t"} & set(line)
    assert unescape_text(line, java=False) == text
