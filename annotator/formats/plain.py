"""What a plain article says about itself: title, source, byline. Read off the text, which is never touched."""

from __future__ import annotations

import re
import unicodedata

from annotator.model.document import guess_title
from annotator.model.text import fold_loose, paragraphs

# "(Baonghean.vn) - ", "Báo Yên Bái - ": who published it, at the head of the first sentence.
_SOURCE = re.compile(
    r"\s*(?:\((?P<round>[^()\n]{2,60})\)|(?P<bare>B(?:á|a\u0301)o\s[^-–—.:\n]{2,40}?))\s*[-–—]\s*(?=\S)"
)
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,6}\Z", re.IGNORECASE)
_HOUSE = re.compile(r"(?:Báo|Tạp chí|Đài|Cổng thông tin|Trang tin)\b.*|[A-ZĐ]{2,8}(?: (?:News|Online))?\Z")
_AFTER = re.compile(r"Theo\s+(?P<house>[^\n]{2,60})\Z")
_BYLINE = re.compile(
    r"(?:Bài và ảnh|Bài, ảnh|Bài & ảnh|Tin và ảnh|Tin, ảnh|Tác giả|Bài|Tin)\s*:\s*[^\n:]{2,60}\Z"
)
_PHOTO = re.compile(r"(?:^|\s)Ảnh\s*:\s*[^\n:]{2,40}\Z")
_NAME_PART = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*\Z")
# How the parts of a web page begin that follow an article (folded: no marks, small letters).
_FURNITURE = (
    "tin lien quan", "tin cung chuyen muc", "tin moi", "bai viet moi nhat", "bai viet lien quan", "doc nhieu", "xem them",
    "doc them", "{name}", "{body}", "y kien", "tra loi", "chia se", "binh luan", "thu gon", "luot xem", "in trang", "tu khoa",
    "tags", "thich", "tat [x]",
)  # fmt: skip
_COMMENTS = re.compile(r"\d+ binh luan")


def describe(text: str) -> tuple[str, dict[str, str]]:
    """The title, and what else is plain to see: ``source``, ``byline``, ``photo``. What is not plain is left out."""
    lines = [text[start:end].strip() for start, end in paragraphs(text)]
    lines = [line for line in lines if line]
    if not lines:
        return "", {}
    title, source = lines[0], ""
    for index, line in enumerate(lines[:3]):
        mark = _source_mark(line)
        if mark:
            source = source or mark[0]
            if index == 0:
                title = line[mark[1] :]
    body = lines[: _end_of_article(lines)]
    byline = _byline(body)
    source = source or _source_after(body)
    photo = _one({who for line in lines if _PHOTO.search(_nfc(line)) and is_name(who := _after_colon(line))})
    meta = {"source": source, "byline": byline, "photo": photo}
    return guess_title(title), {key: value for key, value in meta.items() if value}


def _source_mark(line: str) -> tuple[str, int] | None:
    match = _SOURCE.match(line)
    if not match:
        return None
    house = (match["round"] or match["bare"]).strip()
    return (house, match.end()) if _is_house(house) else None


def _end_of_article(lines: list[str]) -> int:
    """The number of lines before what follows an article on a web page."""
    for index in range(len(lines) // 2, len(lines)):
        folded = fold_loose(lines[index]).strip()
        if len(folded) < 100 and (folded.startswith(_FURNITURE) or _COMMENTS.match(folded)):
            return index
    return len(lines)


def _byline(body: list[str]) -> str:
    for line in reversed(body[-6:]):
        if _BYLINE.match(_nfc(line)):
            return _after_colon(line)
    if len(body) > 2 and is_name(body[-1]) and not _AFTER.match(body[-1]):
        return body[-1].strip(" .")
    return ""


def _source_after(body: list[str]) -> str:
    for line in reversed(body[-3:]):
        match = _AFTER.match(line)
        if match and _is_house(match["house"]):
            return match["house"].strip(" .")
    return ""


def is_name(line: str) -> bool:
    """Whether the line is two to five words, each with one capital at its start: what a person's name looks like."""
    words = line.strip(" .").split()
    return 2 <= len(words) <= 5 and all(
        _NAME_PART.match(w) and w[0].isupper() and not w[1:].isupper() for w in words
    )


def _is_house(name: str) -> bool:
    return _HOST.match(name) is not None or _HOUSE.match(_nfc(name)) is not None


def _after_colon(line: str) -> str:
    return line.rpartition(":")[2].strip(" .\u00a0")


def _nfc(line: str) -> str:
    return unicodedata.normalize("NFC", line)


def _one(found: set[str]) -> str:
    return found.pop() if len(found) == 1 else ""
