"""The query line: what it can say, and what it answers to what it cannot read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import InvalidQuery
from annotator.model.query import Condition, Phrase, Query, parse, quoted
from annotator.model.query_values import date_range, value_test
from annotator.model.scheme import Attribute, AttributeType
from annotator.wording import describe_error


@pytest.mark.parametrize(
    ("line", "phrases", "conditions"),
    [
        ("nêu gương", [Phrase("nêu gương")], []),
        ('"Bí thư" “Tỉnh ủy” a b', [Phrase("Bí thư"), Phrase("Tỉnh ủy"), Phrase("a b")], []),
        ("2020 - 2025", [Phrase("2020 - 2025")], []),
        ("-vắng mặt", [Phrase("vắng", no=True), Phrase("mặt")], []),
        ("label:PERSON,ORG x", [Phrase("x")], [Condition("label", ":", ("PERSON", "ORG"))]),
        ('label:"Chức danh"', [], [Condition("label", ":", ("Chức danh",))]),
        ("nhãn:PERSON người:lan", [], [Condition("label", ":", ("PERSON",)), Condition("by", ":", ("lan",))]),
        ("value>1000 value<=98,59", [], [Condition("value", ">", ("1000",)), Condition("value", "<=", ("98,59",))]),
        ("unit: -note:", [], [Condition("unit", ":", ()), Condition("note", ":", (), no=True)]),
        ("UNSURE: Value=3", [], [Condition("unsure", ":", ()), Condition("Value", ":", ("3",))]),
        ('doc.topic:law text:"a b"', [Phrase("a b")], [Condition("doc.topic", ":", ("law",))]),
        ("", [], []),
        ("   ", [], []),
    ],
)  # fmt: skip
def test_a_line_is_read(line, phrases, conditions):
    assert parse(line) == Query(tuple(phrases), tuple(conditions))


@pytest.mark.parametrize(
    ("line", "reason"),
    [("label:", "value"), ("text:", "value"), ('"abc', "quote"), ("note>3", "sign"), ("value>", "value")],
)
def test_what_is_wrong_is_said(line, reason):
    with pytest.raises(InvalidQuery) as caught:
        parse(f"nêu {line}")
    assert (caught.value.reason, caught.value.part) == (reason, line)
    assert line in describe_error(caught.value)


def refusal(line):
    try:
        parse(line)
    except InvalidQuery as error:
        return error.reason
    return ""


@given(st.text())
def test_any_line_is_read_or_refused(line):
    assert refusal(line) in {"", "quote", "sign", "value"}


@given(
    st.text(
        st.characters(
            exclude_characters='"“”„«»\r\n\x1c\x1d\x1e\x1f\x85\u2028\u2029',
            exclude_categories=["Cs", "Zs", "Cc", "M"],
        ),
        min_size=1,
    )
)
def test_quoted_words_are_one_phrase(words):
    assert len(parse(quoted(words)).phrases) == 1


NUMBER = Attribute("value", AttributeType.NUMBER, {})
DATE = Attribute("date", AttributeType.DATE, {})


@pytest.mark.parametrize(
    ("kind", "sign", "asked", "stored", "holds"),
    [
        (NUMBER, ">", "1000", "4617", True), (NUMBER, ">", "4617", "4617", False), (NUMBER, ">=", "4617", "4617", True),
        (NUMBER, ":", "98,59", "98.59", True), (NUMBER, "<", "1", "2/3", True), (NUMBER, ":", "1.506.000,5", "1506000.5", True),
        (DATE, ":", "2018", "2018-05-03", True), (DATE, ":", "2018", "2017/2018", False), (DATE, "<", "2018", "2017-12-31", True),
        (DATE, "<", "2018", "2018-01-01", False), (DATE, ">", "2018-Q1", "2018-04-01", True), (DATE, ">=", "2018-02", "2018", False),
        (DATE, "<=", "2020", "../2020", True), (DATE, ">", "2000", "--01-07", False), (DATE, ":", "--01-07", "--01-07", True),
    ],
)  # fmt: skip
def test_values_are_compared_as_what_they_are(kind, sign, asked, stored, holds):
    assert value_test(kind, sign, asked)(stored) is holds


def test_what_does_not_fit_its_type_has_no_test():
    assert value_test(NUMBER, ":", "nhiều") is None
    assert value_test(DATE, ":", "hôm qua") is None
    assert value_test(DATE, "<", "--01-07") is None
    assert value_test(Attribute("x", AttributeType.BOOL, {}), ">", "yes") is None
    assert date_range("2025-Q3") == ("2025-07-01", "2025-09-31")
