"""Numbers as Vietnamese writes them: digits with ``.`` and ``,``, words, scales, halves, fractions. Exact throughout.

``.`` groups thousands and ``,`` is the decimal mark. What a foreign hand may have meant otherwise (``5,000``,
``7.42``) comes with both readings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Context, Decimal

from annotator.model.figure import Ratio

EXACT = Context(prec=400)
MAX_DIGITS = 40
_DIGITS = re.compile(
    r"([0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?)(?![0-9]|[.,][0-9])"
    r"|([0-9]{1,3}(?:(?:,[0-9]{3}){2,}(?:\.[0-9]+)?|(?:,[0-9]{3})+\.[0-9]+))(?![0-9]|[.,][0-9])"
    r"|([0-9]{1,3}(?: [0-9]{3}){2,})(?![0-9]|[.,/-]?[0-9])"
    r"|([0-9]+),([0-9]+)(?![0-9]|[.,][0-9])"
    r"|([0-9]+)\.([0-9]+)(?![0-9]|[.,][0-9])"
    r"|([0-9]+)(?![.,]?[0-9])"
)
SCALES = {"chục": 1, "trăm": 2, "nghìn": 3, "ngàn": 3, "vạn": 4, "triệu": 6, "tỷ": 9, "tỉ": 9}
_SCALE_WORDS = "chục|trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ"
_SCALE = re.compile(rf" *({_SCALE_WORDS})\b(?! +(?:lệ|trọng|số|giá|phú)\b)")
_HALF = re.compile(r" +r[ưu][ỡởơ]i\b")
_TAIL = re.compile(rf" +([0-9]{{1,3}}(?:,[0-9]+)?) +({_SCALE_WORDS})\b(?! +(?:lệ|trọng|số|giá|phú)\b)")

UNITS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9}
_AFTER_TENS = {**UNITS, "mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}
_AFTER_TENS.pop("năm")  # "hai mươi năm" is twenty years
_AFTER_ODD = {**UNITS, "tư": 4, "lăm": 5}
_DENOMINATORS = {**UNITS, "tư": 4, "mười": 10}
_VAGUE = ("vài", "mấy")
_WORD = "|".join(
    sorted({*_AFTER_TENS, *UNITS, *SCALES, *_VAGUE, "mười", "mươi", "linh", "lẻ", "không", "phần", "phẩy", "rưỡi", "rưởi"},
           key=len, reverse=True)
)  # fmt: skip
_RUN = re.compile(rf"(?:{_WORD})\b(?: +(?:{_WORD})\b){{0,30}}")
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number that ends at ``end``. ``scale`` is the power of ten of its last scale word, 0 without one."""

    end: int
    value: Decimal | Ratio
    readings: tuple[Decimal, ...] = ()
    words: bool = False
    scale: int = 0
    bare: bool = False  # only a scale word: "trăm", "nghìn"
    vague: bool = False  # "vài chục"
    plain: bool = False  # digits without any separator


def read_numeral(low: str, pos: int) -> Numeral | None:
    """The number that begins at ``pos`` of a lower-case view, the longest one; None where there is none."""
    if "0" <= low[pos] <= "9":
        numeral = _read_digits(low, pos)
        return numeral and _scaled(low, numeral)
    return _read_words(low, pos)


def number(text: str) -> Decimal:
    return Decimal(text)


def _read_digits(low: str, pos: int) -> Numeral | None:
    match = _DIGITS.match(low, pos)
    if match is None or match.end() - pos > MAX_DIGITS:
        return None
    written, end = match.group(), match.end()
    shape = match.lastindex
    if shape == 8:
        return Numeral(end, number(written), plain=True)
    if shape == 1:
        if written[0] == "0":  # 0.125
            return Numeral(end, number(written)) if written.count(".") == 1 and "," not in written else None
        return Numeral(end, number(written.replace(".", "").replace(",", ".")))
    if shape == 2:
        return Numeral(end, number(written.replace(",", "")))
    if shape == 3:
        return Numeral(end, number(written.replace(" ", "")))
    if shape == 5:
        decimal = number(written.replace(",", "."))
        if len(match[5]) == 3 and len(match[4]) <= 3 and match[4][0] != "0":
            return Numeral(end, number(match[4] + match[5]), (number(match[4] + match[5]), decimal))
        return Numeral(end, decimal)
    decimal = number(written)
    if match[6][0] == "0" or len(match[7]) > 3:
        return Numeral(end, decimal)
    return Numeral(end, decimal, (decimal, number(match[6] + match[7])))


def _scaled(low: str, numeral: Numeral) -> Numeral:
    """Scales, a half and smaller scales after digits: "1 tỷ 120 triệu", "20 nghìn tỷ", "6 tỷ rưỡi"."""
    end, power, last = numeral.end, 0, 0
    while (match := _SCALE.match(low, end)) and SCALES[match[1]] > last:
        last = SCALES[match[1]]
        power, end = power + last, match.end()
    if not power:
        return numeral
    value, readings = numeral.value, numeral.readings
    assert isinstance(value, Decimal)
    if readings and value == readings[0] and value == value.to_integral_value():
        readings = readings[::-1]  # "1,125 tỷ": a decimal rather than thousands of billions
        value = readings[0]
    value, readings = _times(value, power), tuple(_times(r, power) for r in readings)
    if half := _HALF.match(low, end):
        return replace(numeral, end=half.end(), value=EXACT.add(value, _times(Decimal(5), power - 1)), scale=power,
                       plain=False, readings=())  # fmt: skip
    rest = power
    while (tail := _TAIL.match(low, end)) and SCALES[tail[2]] < rest:
        rest, end = SCALES[tail[2]], tail.end()
        value = EXACT.add(value, _times(number(tail[1].replace(",", ".")), rest))
        readings = ()
    return replace(numeral, end=end, value=value, readings=readings, scale=power, plain=False)


def _times(value: Decimal, power: int) -> Decimal:
    product = EXACT.multiply(value, Decimal(10**power))
    whole = product.to_integral_value()
    return whole if whole == product else product


def _read_words(low: str, pos: int) -> Numeral | None:
    run = _RUN.match(low, pos)
    if run is None:
        return None
    tokens = list(_TOKEN.finditer(low, pos, run.end()))
    words = [token.group() for token in tokens]
    value, used, power, vague = _fold(words)
    if not used:
        return None
    end, bare = tokens[used - 1].end(), used == 1 and words[0] in SCALES
    if used < len(words) - 1 and words[used] == "phẩy" and not power:
        decimals = 0
        while used + 1 + decimals < len(words) and (words[used + 1 + decimals] in _AFTER_ODD):
            decimals += 1
        if decimals:
            digits = "".join(str(_AFTER_ODD[w]) for w in words[used + 1 : used + 1 + decimals])
            return _scaled(
                low, Numeral(tokens[used + decimals].end(), number(f"{value}.{digits}"), words=True)
            )
    if used < len(words) - 1 and words[used] == "phần" and words[used + 1] in _DENOMINATORS and value:
        whole = _DENOMINATORS[words[used + 1]]
        return Numeral(tokens[used + 1].end(), Ratio(value, whole), words=True)
    readings = (Decimal(value), Decimal(value * 3 // 2)) if vague else ()
    return Numeral(end, Decimal(value), readings, words=True, scale=power, bare=bare, vague=vague)


def _fold(words: list[str]) -> tuple[int, int, int, bool]:
    """Value, words used, power of the last scale, and whether it is only "a few"."""
    total, used, last, power = 0, 0, 99, 0
    vague = words[0] in _VAGUE
    while used < len(words):
        group, after, least = _group(words, used, first=used == 0)
        if after == used:
            break
        exponent, step = 0, least
        while after < len(words) and SCALES.get(words[after], 0) > max(step, 2):
            step = SCALES[words[after]]
            exponent, after = exponent + step, after + 1
        if exponent >= last or (
            used and not exponent and group < 10 and words[used] not in ("linh", "lẻ", "không")
        ):
            break
        total, used, last = total + group * 10**exponent, after, exponent
        power = max(power, exponent)
        if used < len(words) and words[used] in ("rưỡi", "rưởi") and (exponent or least):
            total += 5 * 10 ** ((exponent or least) - 1)
            return total, used + 1, power, vague
        if not exponent:
            break
    return total, used, power, vague


def _group(words: list[str], i: int, *, first: bool) -> tuple[int, int, int]:
    """A number below a thousand at ``words[i]``: value, index after it, power of its own scale word (chục, trăm)."""
    word = words[i]
    following = words[i + 1] if i + 1 < len(words) else ""
    if word in _VAGUE:
        return (2 * 10 ** min(SCALES[following], 2), i + 2, 1) if SCALES.get(following, 9) <= 2 else (
            (2, i + 1, 0) if following in SCALES else (0, i, 0))  # fmt: skip
    if word in ("linh", "lẻ") and not first and following in _AFTER_ODD:
        return _AFTER_ODD[following], i + 2, 0
    if word == "không" and not first and following == "trăm":
        return _below_hundred(words, i + 2, 0)
    if following == "trăm" and word in UNITS:
        value, after, _ = _below_hundred(words, i + 2, UNITS[word] * 100)
        return value, after, 2
    if word in SCALES and first:
        power = SCALES[word]
        return (10**power, i + 1, power) if power <= 2 else (10**power, i + 1, 99)
    return _tens(words, i)


def _below_hundred(words: list[str], i: int, hundreds: int) -> tuple[int, int, int]:
    """What follows "trăm": nothing, linh/lẻ and a unit, or tens."""
    if i + 1 < len(words) and words[i] in ("linh", "lẻ") and words[i + 1] in _AFTER_ODD:
        return hundreds + _AFTER_ODD[words[i + 1]], i + 2, 0
    if i < len(words) and (words[i] == "mười" or (i + 1 < len(words) and words[i + 1] == "mươi")):
        value, after, _ = _tens(words, i)
        return hundreds + value, after, 0
    return hundreds, i, 0


def _tens(words: list[str], i: int) -> tuple[int, int, int]:
    word = words[i]
    following = words[i + 1] if i + 1 < len(words) else ""
    if word == "mười":
        unit = _AFTER_TENS.get(following, 0) if following not in ("mốt", "tư") else 0
        return (10 + unit, i + 2, 0) if unit else (10, i + 1, 0)
    if word not in UNITS:
        return 0, i, 0
    if following == "mươi":
        unit = _AFTER_TENS.get(words[i + 2], 0) if i + 2 < len(words) else 0
        return (UNITS[word] * 10 + unit, i + 3, 0) if unit else (UNITS[word] * 10, i + 2, 0)
    if following == "chục":
        return UNITS[word] * 10, i + 2, 1
    if following in ("mốt", "lăm", "nhăm"):
        return UNITS[word] * 10 + _AFTER_TENS[following], i + 2, 0
    return UNITS[word], i + 1, 0


_ROMAN = re.compile(r"(?=[ivxlc])(?:c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})\b")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def read_roman(low: str, pos: int) -> tuple[int, int] | None:
    """A Roman number at ``pos`` as (value, end): lần thứ IX, quý III."""
    match = _ROMAN.match(low, pos)
    if match is None or not match.group():
        return None
    values = [_ROMAN_VALUES[c] for c in match.group()]
    total = sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    return total, match.end()
