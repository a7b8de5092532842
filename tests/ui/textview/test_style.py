"""Colours made from a hue, captions, and what a screen reader is told."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible

from annotator.model.colours import contrast, hue_colours, label_colours
from annotator.model.scheme import Label
from annotator.model.span import UNSURE, Span
from annotator.ui.textview.caption import caption_of, tip_of


@pytest.mark.parametrize("hue", range(0, 360, 15))
def test_colours_made_from_a_hue_can_be_read(hue):
    light, dark = hue_colours(hue, False), hue_colours(hue, True)
    assert contrast(light.ink, "#E1E8F6") >= 4.7
    assert contrast(dark.ink, "#28324A") >= 4.5
    for made, text in ((light, "#1B1D20"), (dark, "#E9E9E6")):
        assert contrast(made.fill, text) >= 7
        assert contrast(made.sel, text) >= 4.5


def test_a_label_without_colours_always_has_the_same_ones():
    label = Label("NEW", "entity", {"en": "New"}, {"en": "New"})
    assert label_colours(label, False) == label_colours(label, False)
    assert label_colours(label, False) != label_colours(label, True)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"value": "4617", "unit": "x"}, "= 4617"),
        ({"value": "300", "unit": "x", "bound": "over"}, "> 300"),
        ({"value": "2", "unit": "x", "bound": "about"}, "≈ 2"),
        ({"value": "2", "unit": "x", "bound": "at_least"}, "≥ 2"),
        ({"value": "2", "unit": "x", "bound": "under"}, "< 2"),
        ({"value": "1", "to": "2", "unit": "x"}, "= 1–2"),
        ({"unit": "x"}, "= ?"),
        ({}, "= ?"),
    ],
)
def test_values_as_they_are_written(sampler, attributes, expected):
    span = Span("a", 0, 3, "COUNT", attributes)
    assert caption_of(sampler.view.page.scheme, span).value == expected


def test_doubt_is_written_behind_the_name(sampler):
    scheme = sampler.view.page.scheme
    assert caption_of(scheme, Span("a", 0, 3, "PERSON", certainty=UNSURE)).name.endswith(" ?")
    assert caption_of(scheme, Span("a", 0, 3, "GONE")).name == "GONE"
    assert "xem" in tip_of(scheme, sampler.layer.spans["note"])


def test_a_screen_reader_reads_the_stored_text(stage):
    s = stage("a\U0001f600b Đảng ủy", Span("x", 4, 11, "ORG"))
    asked = QAccessible.queryAccessibleInterface(s.view)
    text = asked.textInterface()
    assert asked.role() == QAccessible.Role.Document
    assert text.characterCount() == 12
    assert text.text(0, 3) == "a\U0001f600"
    text.setCursorPosition(3)
    assert s.view.caret() == 2
    assert text.cursorPosition() == 3
    text.setSelection(0, 5, 12)
    assert s.view.selection() == (4, 11)
    assert text.selectionCount() == 1
    assert text.selection(0) == (5, 12)
    rect = text.characterRect(5)
    assert text.offsetAtPoint(rect.center()) == 5
    assert text.offsetAtPoint(QPoint(-5, -5)) >= 0
    text.removeSelection(0)
    assert s.view.selection() is None


def test_a_screen_reader_is_told_of_a_selected_span(stage, monkeypatch):
    told = []
    monkeypatch.setattr("annotator.ui.textview.access.QAccessible.isActive", lambda: True)
    monkeypatch.setattr(
        "annotator.ui.textview.access.QAccessible.updateAccessibility",
        lambda event: told.append(event.message() if hasattr(event, "message") else ""),
    )
    s = stage("xin Đảng ủy chào", Span("x", 4, 11, "ORG"))
    s.view.select_span("x")
    assert any("Đảng ủy" in words and "Organisation" in words for words in told)
