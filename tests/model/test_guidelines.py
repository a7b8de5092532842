"""Pages of the guidelines as text: examples that stay readable, searching without marks, names of files."""

from hypothesis import given
from hypothesis import strategies as st
from project_kit import texts

from annotator.model.guidelines import (
    GENERAL,
    escaped,
    example_line,
    file_name,
    label_of_file,
    normal,
    search,
    with_example,
)


def test_examples_go_to_the_end_of_their_section_once():
    page = with_example("", "Sở Y tế", "d1:3-10", "Ví dụ")
    assert page == "## Ví dụ\n\n- “Sở Y tế” (d1:3-10)\n"
    assert with_example(page, "Sở  Y\ntế", "d1:3-10") == page
    page = with_example(page + "\n## Khác\n\nLời.\n", "UBND", "d2:0-4")
    assert page == "## Ví dụ\n\n- “Sở Y tế” (d1:3-10)\n- “UBND” (d2:0-4)\n\n## Khác\n\nLời.\n"
    assert with_example("# ORG\n", "A", "d:0-1") == "# ORG\n\n## Examples\n\n- “A” (d:0-1)\n"
    assert with_example("## Examples\n# Next\n", "A", "d:0-1") == "## Examples\n\n- “A” (d:0-1)\n# Next\n"
    assert example_line("a" * 900, "d:0-900").count("a") == 299


def test_what_markdown_would_read_is_escaped():
    assert escaped("<img src=x> *a*_b_ [l](u) `c` # | ~") == (
        r"\<img src=x\> \*a\*\_b\_ \[l\](u) \`c\` \# \| \~"
    )


@given(texts)
def test_a_page_is_normal_once_and_for_all(text):
    page = normal(text)
    assert normal(page) == page
    assert page == "" or page.endswith("\n")
    once = with_example(page, text, "d:0-1")
    assert with_example(once, text, "d:0-1") == once


def test_pages_are_found_without_case_and_marks():
    pages = {"": "Quy tắc chung.", "ORG": "Đảng bộ, ĐẢNG ủy.", "PLACE": "Xã, phường."}
    assert search(pages, "dang") == {"ORG": 2}
    assert search(pages, " quy  TAC") == {"": 1}
    assert search(pages, "  ") == {}


@given(st.from_regex(r"[A-Za-z][A-Za-z0-9_.-]{0,20}", fullmatch=True))
def test_every_label_has_a_file_of_its_own(label):
    assert label_of_file(file_name(label)) == label
    assert label_of_file(file_name(GENERAL)) == GENERAL
    assert file_name(label) != file_name(GENERAL)
    assert label_of_file(f"{label}.txt") is None
