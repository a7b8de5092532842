"""Labelling a figure: its values in the same step, questions where it has two readings, and what a person typed stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from project_kit import BAO, LAN, assert_sound, bring_texts

from annotator.formats.scheme_toml import load_scheme
from annotator.model.scheme import LabelScheme
from annotator.services.commands import SetAttribute
from annotator.services.figure_values import (
    LabelWords,
    RelabelFigure,
    ResizeFigure,
    main_attribute,
    open_question,
    read_values,
)
from annotator.services.session import Session

D = "d1"
TEXT = (
    "Năm 2023 đã có gần 4.617 đồng chí đảng viên, tăng 7,42% so với năm 2017, ủng hộ hơn 300 triệu đồng.\n"
    "Xã có 5,000 hộ dân, 1 - 2 chi bộ, 2/3 số hộ và 2/3 là ngày hội. Kỳ thứ 31, quý III họp tại phố 9."
)
NEU_GUONG = load_scheme("neu-guong")


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "a.corpus", NEU_GUONG, LAN, [BAO]) as session:
        bring_texts(session.project, [TEXT])
        yield session
        assert_sound(session.project)


def place(words, text=TEXT):
    start = text.index(words)
    return start, start + len(words)


def mark(session, words, label, **values):
    session.execute(LabelWords(D, *place(words), label, values))
    return next(
        s for s in session.layer(D).spans.values() if (s.start, s.end, s.label) == (*place(words), label)
    )


def held(session, span):
    return session.layer(D).spans[span.id].attributes


@pytest.mark.parametrize(
    ("words", "label", "values"),
    [
        ("gần 4.617 đồng chí đảng viên", "COUNT", {"value": "4617", "unit": "đồng chí đảng viên", "bound": "about"}),
        ("4.617", "COUNT", {"value": "4617", "unit": "đồng chí đảng viên", "bound": "about"}),
        ("7,42%", "PERCENT", {"value": "7.42", "change": "up", "against": "năm 2017"}),
        ("hơn 300 triệu đồng", "MONEY", {"value": "300000000", "unit": "đồng", "bound": "over"}),
        ("Năm 2023", "DATE", {"date": "2023"}),
        ("1 - 2 chi bộ", "COUNT", {"value": "1", "to": "2", "unit": "chi bộ"}),
        ("2 chi bộ", "COUNT", {"value": "2", "unit": "chi bộ"}),
        ("đồng chí đảng viên", "COUNT", {}),
        ("Kỳ thứ 31", "COUNT", {}),
        ("phố 9", "COUNT", {}),
        ("gần 4.617 đồng chí đảng viên", "PERSON", {}),
        ("Năm 2023", "COUNT", {}),
        ("hơn 300 triệu đồng", "DATE", {}),
    ],
)  # fmt: skip
def test_a_label_brings_its_values(session, words, label, values):
    assert mark(session, words, label).attributes == values
    session.undo()
    assert not session.layer(D).spans  # label and values were one step


def test_what_is_given_wins(session):
    span = mark(session, "gần 4.617 đồng chí đảng viên", "COUNT", value="17")
    assert span.attributes == {"value": "17"}


def test_the_label_decides_between_a_ratio_and_a_day():
    for label, values in (("RATIO", {"value": "2/3"}), ("DATE", {"date": "--03-02"})):
        assert read_values(NEU_GUONG, label, "Họp 2/3.", 4, 7).values == values


def test_what_has_two_readings_is_left_open_and_asked(session):
    span = mark(session, "5,000 hộ dân", "COUNT")
    assert span.attributes == {"unit": "hộ dân"}
    asked = open_question(NEU_GUONG, session.layer(D), TEXT, span.id)
    assert (asked.attribute, asked.choices) == ("value", ("5000", "5"))
    session.execute(SetAttribute(D, span.id, asked.attribute, asked.choices[1]))
    assert held(session, span) == {"unit": "hộ dân", "value": "5"}
    assert not open_question(NEU_GUONG, session.layer(D), TEXT, span.id).choices
    session.undo()
    assert open_question(NEU_GUONG, session.layer(D), TEXT, span.id).choices == ("5000", "5")


def test_what_cannot_be_stored_is_no_answer(session):
    span = mark(session, "quý III", "DATE")
    assert span.attributes == {}
    assert not open_question(NEU_GUONG, session.layer(D), TEXT, span.id).choices


def test_an_untouched_value_is_read_again(session):
    span = mark(session, "1 - 2 chi bộ", "COUNT")
    session.execute(ResizeFigure(D, span.id, *place("2 chi bộ")))
    assert held(session, span) == {"value": "2", "unit": "chi bộ"}
    session.undo()
    assert held(session, span) == {"value": "1", "to": "2", "unit": "chi bộ"}


@pytest.mark.parametrize(("attribute", "value"), [("value", "3"), ("value", None)])
def test_a_persons_value_is_never_overwritten(session, attribute, value):
    span = mark(session, "1 - 2 chi bộ", "COUNT")
    session.execute(SetAttribute(D, span.id, attribute, value))
    before = held(session, span)
    session.execute(ResizeFigure(D, span.id, *place("2 chi bộ")))
    assert held(session, span) == before


def test_beside_an_untouched_value_what_a_person_typed_stays(session):
    span = mark(session, "1 - 2 chi bộ", "COUNT")
    session.execute(SetAttribute(D, span.id, "unit", "chi bộ thôn"))
    session.execute(ResizeFigure(D, span.id, *place("2 chi bộ")))
    assert held(session, span) == {"value": "2", "unit": "chi bộ thôn"}


def test_an_answer_is_a_persons_value(session):
    span = mark(session, "5,000 hộ dân", "COUNT")
    session.execute(SetAttribute(D, span.id, "value", "5000"))
    session.execute(ResizeFigure(D, span.id, *place("5,000 hộ")))
    assert held(session, span) == {"unit": "hộ dân", "value": "5000"}


def test_another_label_keeps_what_fits_and_reads_the_rest(session):
    span = mark(session, "Năm 2023", "COUNT")
    session.execute(RelabelFigure(D, span.id, "DATE"))
    assert held(session, span) == {"date": "2023"}
    other = mark(session, "7,42%", "PERCENT", value="8")
    session.execute(RelabelFigure(D, other.id, "RATIO"))
    assert held(session, other) == {"value": "8"}


def test_a_scheme_of_other_labels_is_filled_by_its_attributes():
    data = NEU_GUONG.to_dict() | {"relations": []}
    data["labels"] = [{"id": "SO", "group": "figure", "names": {"vi": "Số"}}]
    data["attributes"] = [
        {"id": "value", "type": "number", "names": {"vi": "Giá trị"}},
        {"id": "unit", "type": "number", "names": {"vi": "Đơn vị"}},
    ]
    scheme = LabelScheme.from_dict(data)
    assert main_attribute(scheme, "SO") == "value"
    assert read_values(scheme, "SO", "có 15 hộ", 3, 8).values == {"value": "15"}  # "hộ" is no number
    data["attributes"][0]["type"] = "text"
    assert main_attribute(LabelScheme.from_dict(data), "SO") == ""


@given(st.text(st.sampled_from("0123456789.,%/ -ngàtriệuđồhộ\n\u0301"), max_size=40), st.data())
def test_whatever_is_read_can_be_stored(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for label in ("COUNT", "DATE", "PERCENT"):
        read = read_values(NEU_GUONG, label, text, start, end)
        known = {a.id: a for a in NEU_GUONG.attributes_of(label)}
        assert all(known[id].read(value) == value for id, value in read.values.items())
        assert all(known[read.attribute].read(one) == one for one in read.choices)
        assert len(read.choices) != 1


def test_a_line_without_end_is_read_near_the_words_only():
    text = "a " * 400_000 + "15 hộ dân " + "b " * 400_000
    start = text.index("15")
    assert read_values(NEU_GUONG, "COUNT", text, start, start + 9).values == {"value": "15", "unit": "hộ dân"}
    assert read_values(NEU_GUONG, "COUNT", text, 0, len(text)).values == {}
