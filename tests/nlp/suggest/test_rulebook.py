"""Rules files: what overrides what, what is wrong with them, and that the program's own are sound."""

import pytest

from annotator.assets import asset
from annotator.model.figure import FigureKind
from annotator.nlp.suggest.rulebook import project_rules, read_rulebook
from annotator.nlp.suggest.rules import RuleSuggester
from annotator.nlp.suggest.suggestion import RULES

LABELS = {
    "PERSON",
    "POSITION",
    "ORG",
    "PLACE",
    "DOCUMENT",
    "MEDIA",
    "COUNT",
    "PERCENT",
    "DATE",
    "MONEY",
    "SLOGAN",
    "REWARD",
    "DURATION",
    "RATIO",
}


def own():
    return read_rulebook(sorted(asset("rules").glob("vi-*.toml")), sorted(asset("gazetteers").glob("*.tsv")))


@pytest.fixture(scope="module")
def suggester():
    return RuleSuggester(own(), LABELS)


def write(folder, **files):
    paths = []
    for name, body in files.items():
        path = folder / name.replace("__", ".")
        path.write_text(body, encoding="utf-8")
        paths.append(path)
    return paths


def test_the_programs_own_rules_are_sound():
    book = own()
    assert book.problems == []
    assert len(book.rules) > 20
    assert book.figures[FigureKind.COUNT] == "COUNT"


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        ("Đồng chí Nguyễn Nam Đình - Bí thư Đảng ủy", "PERSON", ["Nguyễn Nam Đình"]),
        ("Ảnh: Thanh Lê", "PERSON", ["Thanh Lê"]),
        ("học tập Chủ tịch Hồ Chí Minh", "PERSON", ["Chủ tịch Hồ Chí Minh"]),
        ("Phó Chủ tịch UBND tỉnh Hoàng Nghĩa Hiếu nhấn mạnh", "POSITION", ["Phó Chủ tịch UBND tỉnh"]),
        ("Phó Chủ tịch UBND tỉnh Hoàng Nghĩa Hiếu nhấn mạnh", "ORG", ["UBND tỉnh"]),
        ("Bí thư Đảng ủy Khối Các cơ quan tỉnh họp", "POSITION", ["Bí thư Đảng ủy Khối Các cơ quan tỉnh"]),
        ("do Ban Thường vụ Tỉnh ủy giao", "ORG", ["Ban Thường vụ Tỉnh ủy"]),
        ("Hội Cựu chiến binh TP Thanh Hóa", "ORG", ["Hội Cựu chiến binh TP Thanh Hóa"]),
        ("ở xã Quảng Phú và phường Ba Đình", "PLACE", ["xã Quảng Phú", "phường Ba Đình"]),
        ("theo Quy định số 2993 ngày 8/7/2019 và", "DOCUMENT", ["Quy định số 2993 ngày 8/7/2019"]),
        ("Nghị quyết Trung ương 4 (khóa XII) nêu", "DOCUMENT", ["Nghị quyết Trung ương 4 (khóa XII)"]),
        ("(Baonghean.vn) - Nêu gương", "MEDIA", ["Baonghean.vn"]),
        ("được tặng Bằng khen", "REWARD", ["được tặng Bằng khen"]),
        ("nghe quan điểm: “Trên trước, dưới sau, trong trước, ngoài sau”", "SLOGAN", ["Trên trước, dưới sau, trong trước, ngoài sau"]),
    ],
)  # fmt: skip
def test_examples_of_the_scheme(suggester, text, label, expected):
    assert [
        text[s.start : s.end] for s in suggester.suggest(text, 0, len(text)) if s.label == label
    ] == expected


def test_a_figure_brings_its_value(suggester):
    text = "Một dòng.\nĐảng bộ có gần 5.000 đảng viên"
    (count,) = [s for s in suggester.suggest(text, 10, len(text)) if s.label == "COUNT"]
    assert text[count.start : count.end] == "gần 5.000 đảng viên"
    assert count.attributes == {"value": "5000", "unit": "đảng viên", "bound": "about"}
    assert (count.source, count.why.rule) == (RULES, "figure/count")
    assert count.score > 0.5


def test_labels_that_a_project_lacks_are_not_suggested():
    text = "Nguyễn Nam Đình có 5 con bò"
    assert {s.label for s in RuleSuggester(own(), {"PERSON"}).suggest(text, 0, len(text))} == {"PERSON"}


def test_a_projects_rules_come_after(tmp_path):
    first = write(tmp_path, a__toml="[figures]\ncount='COUNT'\ndate='DATE'\n[[rules]]\nid='r'\nlabel='PLACE'\npattern='làng'\n"
                                    "[[rules]]\nid='s'\nlabel='PLACE'\npattern='bản'", place__tsv="# places\nHuế\tcity\nVinh\n")  # fmt: skip
    other = tmp_path / "own"
    other.mkdir()
    second = write(other, a__toml="[figures]\ncount=''\n[[rules]]\nid='r'\nlabel='ORG'\npattern='làng <place>'\nscore=0.9\n"
                                  "[[rules]]\nid='s'\nenabled=false", place__tsv="Hội An\n- Vinh\n- Lạ\n")  # fmt: skip
    book = read_rulebook([first[0], second[0]], [first[1], second[1]])
    assert book.rules.keys() == {"r"}
    assert book.figures == {FigureKind.DATE: "DATE"}
    assert [tuple(problem) for problem in book.problems] == [("place.tsv", "3", "nothing to take out: Lạ")]
    text = "làng Huế, làng Hội An, làng Vinh"
    suggested = RuleSuggester(book, {"ORG"}).suggest(text, 0, len(text))
    assert [text[s.start : s.end] for s in suggested] == ["làng Huế", "làng Hội An"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("[[rules]]\nid='x'\nlabel='L'\npattern='a'\nscroe=1", "x"),
        ("[[rules]]\nid='x'\nlabel='L'\npattern='<nothing>'", "x"),
        ("[[rules]]\nid='x'\nlabel='L'\npattern='(a'", "x"),
        ("[[rules]]\nid='x'\nlabel='L'\npattern='a'\nscore=2", "x"),
        ("[[rules]]\nid='x'\nlabel='L'\npattern='a'\nunless='<no>'", "x"),
        ("[[rules]]\nid='x'\nlabel='L'\npattern='a'\nnot-after='no'", "x"),
        ("[[rules]]\nid='x'\npattern='a'", "x"),
        ("[[rules]]\nlabel='L'", "rules 1"),
        ("rules = 3", "rules 1"),
        ("[phrases]\na = '<b>'\nb = '<a>'", "a"),
        ("[phrases]\na = '('", "a"),
        ("[figures]\nlength = 'L'", "figures.length"),
        ("lists = 3", "lists"),
        ("[lists]\na = 'x'", "a"),
        ("other = 1", "other"),
        ("= nonsense", ""),
        ("\ud800", ""),
    ],
)
def test_what_is_wrong_is_listed_and_left_out(tmp_path, body, place):
    path = tmp_path / "r.toml"
    path.write_bytes(body.encode("utf-8", "surrogatepass"))
    good = write(tmp_path, good__toml="[[rules]]\nid='good'\nlabel='L'\npattern='a'")
    book = read_rulebook([path, *good], [tmp_path / "missing.tsv"])
    assert book.rules.keys() == {"good"}
    assert {(problem.file, problem.place) for problem in book.problems} >= {
        ("r.toml", place),
        ("missing.tsv", ""),
    }
    assert all(problem.reason for problem in book.problems)


def test_where_a_projects_rules_lie(tmp_path):
    assert project_rules(tmp_path / "a.corpus") == tmp_path / "a.corpus-rules"
