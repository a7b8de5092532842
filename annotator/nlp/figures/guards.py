"""What only looks like a figure: document numbers, names with a number, telephones, list numbers, clock times, mottos."""

from __future__ import annotations

import re

from annotator.nlp.figures.context import Left
from annotator.nlp.figures.nouns import phrases

_PHONE = re.compile(
    r"(?:0[0-9]{2,3}[ .-]?[0-9]{3,4}[ .-]?[0-9]{3,4}|0[0-9]{9,10}|\+?84[ .-]?[0-9]{2,3}[ .-]?[0-9]{3,4}[ .-]?[0-9]{3,4}"
    r"|1[89]00[ .-]?[0-9]{4,6})(?![0-9]|[.,][0-9])"
)
_PHONE_WORDS = frozenset({"thoại", "đt", "hotline", "fax", "sđt", "zalo", "nóng", "tel", "cccd", "cmnd"})
# 05-CT/TW, 1147-QĐ/TU, 15/2020/NĐ-CP, 37/2021/QH15, 03-ĐA/ĐUK; letters are capitals (QĐi, CTr) on the cased text.
_CODE = r"[A-ZĐ][A-ZĐa-zđ]*[0-9]*"
_DOCUMENT = re.compile(
    rf"[0-9]{{1,5}}[A-Z]?(?:/(?:19|20)[0-9]{{2}})?[-–/][A-ZĐ][A-ZĐ][a-zđ]?[A-ZĐ]*[0-9]*(?:[-–/]{_CODE})*\b"
    rf"|[0-9]{{1,5}} ?[-–] ?[A-ZĐ]{{2,4}}[a-zđ]?(?: ?/ ?{_CODE})+\b|[0-9]{{1,5}}[-–/][A-ZĐ][A-ZĐa-zđ]*[-–/]{_CODE}\b"
)
_LIST = re.compile(
    r"(?:[0-9]{1,2}\.){1,4}(?=[ \n]|[^\W\d_])|(?:[0-9]{1,2}\.){1,3}[0-9]{1,2}(?= +[^\W\d_])"
    r"|[0-9]{1,2}[)/](?= ?[^\W\d_])|[0-9]{1,2}(?= ?[-–] +[^\W\d_])"
)
_CLOCK = re.compile(
    r"([0-9]{1,2})(?: *(?:giờ|h|g)(?: *([0-9]{1,2})(?: *(?:phút|'))?)?|:([0-5][0-9])(?::[0-5][0-9])?)(?![^\W_])"
)
_OF_DAY = re.compile(r" *(?:sáng|trưa|chiều|tối|đêm|kém|đúng|hằng ngày|hàng ngày|mỗi ngày|ngày|cùng ngày)\b")
_WORD_CLOCK = re.compile(r" +giờ +(?:sáng|trưa|chiều|tối|đêm|kém|rưỡi)\b")
_AROUND_CLOCK = frozenset({"lúc", "hồi", "từ", "trước", "vào", "đến"})
_LASTING = frozenset(
    {
        "trong",
        "suốt",
        "mất",
        "dài",
        "hơn",
        "gần",
        "khoảng",
        "đầy",
        "nhất",
        "quá",
        "sau",
        "trên",
        "dưới",
        "thêm",
    }
)
_TOKEN = re.compile(r"[\w.,/:@%-]*\w")

DOCUMENT_HEADS = phrases("""
    chỉ thị, quy định, nghị quyết, kết luận, nghị định, thông tư, quyết định, kế hoạch, chương trình, hướng dẫn, thông báo, công điện,
    đề án, quy chế, báo cáo, công văn, tờ trình, luật, pháp lệnh, thông tri, thông báo kết luận, chuyên đề, sắc lệnh, điều lệ, quy chế phối hợp""")
# A number after these is part of a name, whatever follows.
_HARD = phrases(
    "phố, khóa, ngõ, ngách, hẻm, kiệt, hạng, thang, điều, khoản, mục, chương, lộ, tw, covid, mã, khổ, iso, tcvn, qcvn"
)
_HARD_PAIRS = frozenset({("trung", "ương"), ("vị", "trí"), ("trung", "đoàn"), ("tiểu", "đoàn"), ("sư", "đoàn"), ("lữ", "đoàn"),
                         ("đại", "đội"), ("quân", "khu"), ("quân", "đoàn"), ("quốc", "lộ"), ("tỉnh", "lộ"), ("thứ", "hạng"),
                         ("thế", "kỷ"), ("thập", "niên"), ("những", "năm"), ("cổng", "trường"), ("lượt", "xem"), ("thang", "điểm"),
                         ("thập", "kỷ"), ("liên", "khu"), ("hệ", "số"), ("biển", "số"), ("mã", "số"), ("phiên", "bản")})  # fmt: skip
# After these it is a name unless something countable follows.
_SOFT = phrases("""
    thôn, bản, xóm, ấp, tổ, đội, khu, khối, lớp, phường, quận, bộ, cụm, nhóm, cấp, loại, phòng, tầng, trạm, đồn, chốt, bàn, ca, kíp, vòng,
    bước, đoạn, phần, tập, trang, quyển, buôn, làng, vùng, tuyến, trường, xã, đoàn, kỳ, km, cầu, cống, bến, quầy, lô, đường, bảng, hình, ngày, mùng, mồng""")
_NUMBER_OF = frozenset({"tổng", "dân", "trong", "quân", "sĩ", "con", "một", "các"})
QUOTES = '“"‘«'
_DATED = re.compile(r"[0-9]{1,2}[/.-][0-9]")
_CLOSERS = {"“": '”"', '"': '"”', "‘": "’", "«": "»"}


def phone_end(low: str, pos: int, left: Left) -> int:
    """The end of a telephone or identity number at ``pos``, or 0."""
    told = not _PHONE_WORDS.isdisjoint(left.words[-2:])
    if low[pos] in "018" and (match := _PHONE.match(low, pos)) and (low[pos] == "0" or match.end() - pos > 7):
        certain = low[pos] == "0" or told or not match.group().isdigit()
        return match.end() if certain else 0  # eight digits alone may well be a number
    if left.words and left.words[-1] in _PHONE_WORDS:
        token = re.compile(r"[0-9][0-9 .-]*").match(low, pos)
        return token.end() if token else 0
    return 0


def document_end(cased: str, pos: int) -> int:
    """The end of a document number such as ``1147-QĐ/TU`` at ``pos``, or 0."""
    match = _DOCUMENT.match(cased, pos)
    return match.end() if match else 0


def list_end(cased: str, low: str, pos: int) -> int:
    """The end of a list number that begins a line at ``pos`` ("1. ", "2) ", "3.1. "), or 0."""
    if pos and low[pos - 1] not in " \n":
        return 0
    begin = pos
    while begin and low[begin - 1] == " ":
        begin -= 1
    if begin and low[begin - 1] != "\n":
        return 0
    match = _LIST.match(low, pos)
    if match is None:
        return 0
    heading = (
        match.group()[-1].isdigit() and not cased[match.end() : match.end() + 8].lstrip(" -–")[:1].isupper()
    )
    return 0 if heading else match.end()


def token_end(low: str, pos: int) -> int:
    """The end of the whole token at ``pos``: what is passed over when a number cannot be read."""
    match = _TOKEN.match(low, pos)
    return match.end() if match else pos + 1


def inside_token(low: str, pos: int) -> bool:
    """Whether the digits at ``pos`` go on from something: a URL, a version, "COVID-19"."""
    if not pos:
        return False
    before = low[pos - 1]
    if before in "/.,:@#_&=?":
        return pos > 1 and not low[pos - 2].isspace()
    return before == "-" and pos > 1 and low[pos - 2].isalpha()


def clock_end(low: str, pos: int, left: Left) -> int:
    """The end of a time of day at ``pos``, or 0: "17 giờ 05 phút", "8h30", "4 giờ sáng"; not "trong 3 giờ"."""
    match = _CLOCK.match(low, pos)
    if match is None or int(match[1]) > 24:
        return 0
    lasting = bool(left.words) and left.words[-1] in _LASTING
    if lasting and not match[3]:
        return 0
    if match[2] or match[3] or _OF_DAY.match(low, match.end()):
        return match.end()
    if left.words and left.words[-1] in _AROUND_CLOCK:
        return match.end()
    return 0


def word_clock(low: str, end: int) -> bool:
    """Whether number words that end at ``end`` tell a time of day: "Bảy giờ tối"."""
    return _WORD_CLOCK.match(low, end) is not None


def document_head(left: Left) -> int:
    """How many words before a number make it a document's: "Chỉ thị" 05 (2), "Quy định số" 2993 (3); 0 if none."""
    words = left.words
    number = 1 if words and words[-1] == "số" else 0
    last = len(words) - number
    for size in (2, 1):
        if last >= size and " ".join(words[last - size : last]) in DOCUMENT_HEADS:
            return size + number
    return 0


def hard_name(left: Left) -> bool:
    """Whether the number after these words is part of a name: phố 9, khóa 12, Trung ương 4, số nhà 5."""
    words = left.words
    if not words:
        return False
    if words[-1] == "số":
        return len(words) < 2 or words[-2] not in _NUMBER_OF
    return words[-1] in _HARD or tuple(words[-2:]) in _HARD_PAIRS


def soft_name(left: Left) -> bool:
    """Whether the number is a name's unless a countable noun follows: thôn 5, lớp 10."""
    return bool(left.words) and left.words[-1] in _SOFT


def quote_end(low: str, pos: int) -> int:
    """The end of a short quotation that a number opens at ``pos`` (the name of a motto or model), or 0."""
    if not pos or low[pos - 1] not in _CLOSERS:
        return 0
    if _DATED.match(low, pos):
        return 0
    line = low.find("\n", pos, pos + 70)
    stop = line if line >= 0 else pos + 70
    if low[pos - 1] == '"' and low.count('"', low.rfind("\n", 0, pos) + 1, pos) % 2 == 0:
        return 0  # a closing quote
    found = [at for sign in _CLOSERS[low[pos - 1]] if (at := low.find(sign, pos, stop)) >= 0]
    return min(found) if found else 0


def in_short_quote(low: str, start: int, end: int) -> bool:
    """Whether number words stand in a quotation of a few words: “tổ ba người”."""
    opened = low.rfind("“", max(0, start - 24), start)
    if opened < 0 or low.rfind("”", opened, start) >= 0:
        return False
    closed = low.find("”", end, end + 24)
    return closed >= 0 and "\n" not in low[opened:closed]
