"""A value written in many spellings is read back; any text at all gives figures that lie inside it."""

from __future__ import annotations

import itertools
import unicodedata
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from annotator.model.figure import FigureKind
from annotator.nlp.figures import read_figures

DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
FORMS = st.sampled_from(["NFC", "NFD"])
SPACES = st.sampled_from([" ", "\u00a0", "  "])
WHOLE = st.integers(min_value=2, max_value=999_999_999)


def in_words(number: int) -> str:
    """``number`` as it is read out."""
    if number < 1000:
        return below_thousand(number, full=False)
    for size, name in ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn")):
        if number >= size:
            head, rest = divmod(number, size)
            tail = ""
            if rest >= 1000:
                tail = " " + in_words(rest)
            elif rest:
                tail = " " + below_thousand(rest, full=True)
            return f"{in_words(head)} {name}{tail}"
    raise AssertionError(number)


def below_thousand(number: int, *, full: bool) -> str:
    hundreds, rest = divmod(number, 100)
    parts = [f"{DIGITS[hundreds]} trăm"] if hundreds or full else []
    tens, units = divmod(rest, 10)
    if tens == 0 and units:
        parts.append(("linh " if parts else "") + DIGITS[units])
    elif tens == 1:
        parts.append("mười" + (f" {'lăm' if units == 5 else DIGITS[units]}" if units else ""))
    elif tens:
        last = {1: "mốt", 5: "lăm"}.get(units, DIGITS[units])
        parts.append(f"{DIGITS[tens]} mươi" + (f" {last}" if units else ""))
    return " ".join(parts)


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def one(text: str):
    found = read_figures(text)
    assert len(found) == 1, (text, found)
    return found[0]


@given(WHOLE, FORMS, SPACES)
def test_grouped_digits_words_and_forms_agree(number, form, space):
    for written in {grouped(number), in_words(number), str(number)}:
        text = unicodedata.normalize(form, f"Có {written}{space}đảng viên.".replace(" ", space))
        figure = one(text)
        assert figure.value == number
        assert figure.unit in (unicodedata.normalize(form, "đảng viên"), "đảng viên")
        assert unicodedata.normalize("NFC", text[figure.start : figure.end]).startswith(written.split()[0])


@given(
    st.integers(1, 999),
    st.integers(0, 99),
    st.sampled_from([("nghìn", 3), ("ngàn", 3), ("triệu", 6), ("tỷ", 9), ("tỉ", 9)]),
    FORMS,
)
def test_scales(whole, fraction, scale, form):
    written = f"{whole},{fraction:02}" if fraction else str(whole)
    figure = one(unicodedata.normalize(form, f"kinh phí {written} {scale[0]} đồng"))
    assert figure.kind is FigureKind.MONEY
    assert figure.value == Decimal(f"{whole}.{fraction:02}") * 10 ** scale[1]


@given(st.decimals(min_value=0, max_value=100, places=2), SPACES)
def test_percent(value, space):
    figure = one(f"đạt {value}%".replace(".", ",").replace(" ", space))
    assert figure.value == value


@given(
    st.sampled_from(
        [
            ("ủy viên", "uỷ viên"),
            ("hòa giải viên", "hoà giải viên"),
            ("công trình thủy lợi", "công trình thuỷ lợi"),
        ]
    ),
    WHOLE,
)
def test_either_tone_placement(spellings, number):
    first, second = (one(f"có {grouped(number)} {noun} mới") for noun in spellings)
    assert (first.start, first.end, first.value) == (second.start, second.end, second.value)


@given(
    st.dates(),
    st.sampled_from(
        ["{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d}-{m}-{y}", "{d}.{m}.{y}", "ngày {d} tháng {m} năm {y}"]
    ),
)
def test_days(day, form):
    if not 1000 <= day.year <= 2099:
        return
    assert one(form.format(d=day.day, m=day.month, y=day.year)).attributes() == {"date": day.isoformat()}


ALPHABET = st.sampled_from(
    [*"0123456789.,-–/% \u00a0\n\r\t“”\"()", "\u0301", "\u0323", "hai ", "ba ", "năm ", "mười ", "mươi ", "trăm ", "triệu ", "tỷ ", "rưỡi ",
     "phần ", "quý III", "thứ ", "ngày ", "tháng ", "từ ", "đến ", "gần ", "hơn ", "tăng ", "giảm từ ", " xuống ", " so với ", "đồng ",
     "đảng viên ", "hộ ", "số ", "khóa ", "nửa ", "gấp ", "linh ", "vài ", "phẩy ", "CT/TW", "İ", "😊", "㍿", "\ud800"]
)  # fmt: skip


def check(text: str) -> None:
    found = read_figures(text)
    assert found == read_figures(text)
    for figure in found:
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.start <= figure.core[0] <= figure.core[1] <= figure.end
        assert "\n" not in text[figure.start : figure.end]
        figure.attributes()
    for first, second in itertools.pairwise(found):
        apart = first.end <= second.start
        inside = first.start < second.start and second.end <= first.end and bool(first.against)
        assert apart or inside, (text, first, second)


@given(st.lists(ALPHABET, max_size=30).map("".join))
def test_number_like_text_never_breaks(text):
    check(text)


@given(st.text(max_size=200))
def test_any_text_never_breaks(text):
    check(text)


def test_long_digit_runs_are_cheap():
    check("9" * 100_000)
    check("1.000" * 20_000)
    check("hai mươi " * 10_000)
    check("1 - 2 " * 10_000)
    check("giảm từ 1% xuống " * 3_000)
