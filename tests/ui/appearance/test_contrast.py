"""Everything that is read can be read: contrast of every label and of the interface, in every theme, worked out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.assets import asset
from annotator.formats.scheme_toml import load_scheme
from annotator.model.colours import Tone, clear_colours, contrast, hue_colours, label_colours
from annotator.ui.labels import colours_of
from annotator.ui.theme import THEMES

SURFACES = ("paper", "pane", "win", "selrow")
SCHEMES = sorted(path.stem for path in asset("schemes").glob("*.toml"))


def least(theme):
    return 7.0 if theme.dark.clear else 4.5


def labels():
    found = {}
    for name in SCHEMES:
        for label in load_scheme(name).labels:
            found[f"{name}:{label.id}"] = label
    return found


LABELS = labels()


def test_there_are_labels_to_look_at():
    assert len(LABELS) >= 21


@pytest.mark.parametrize("name", THEMES)
def test_every_label_can_be_read(name):
    theme = THEMES[name]
    poor = {}
    for id, label in [*LABELS.items(), ("gone", None)]:
        colours = colours_of(label, theme.dark)
        found = {f"ink on {one}": contrast(colours.ink, getattr(theme, one)) for one in SURFACES}
        found |= {
            "text on fill": contrast(theme.text, colours.fill),
            "text on sel": contrast(theme.text, colours.sel),
        }
        found["name reversed"] = contrast(theme.paper, colours.ink)
        poor |= {f"{id} {where}": round(ratio, 2) for where, ratio in found.items() if ratio < least(theme)}
    assert poor == {}


@pytest.mark.parametrize("name", THEMES)
def test_the_interface_can_be_read(name):
    theme = THEMES[name]
    poor = {}
    for ink in ("text", "text2", "text3", "accent", "ok", "warn", "err"):
        for surface in (*SURFACES, "hover", "field", "key") if ink != "accent" else SURFACES:
            ratio = contrast(getattr(theme, ink), getattr(theme, surface))
            if ratio < least(theme):
                poor[f"{ink} on {surface}"] = round(ratio, 2)
    for ink, surface in (
        ("text", "textsel"),
        ("text", "okbg"),
        ("text", "warnbg"),
        ("text", "errbg"),
        ("on_accent", "accent"),
    ):
        if contrast(getattr(theme, ink), getattr(theme, surface)) < least(theme):
            poor[f"{ink} on {surface}"] = contrast(getattr(theme, ink), getattr(theme, surface))
    assert poor == {}


@given(st.floats(0, 360, allow_nan=False), st.booleans())
def test_a_label_made_later_can_be_read_in_high_contrast_too(hue, dark):
    theme = THEMES["contrast-dark" if dark else "contrast"]
    made = clear_colours(hue_colours(hue, dark), dark)
    assert min(contrast(made.ink, getattr(theme, one)) for one in SURFACES) >= 7
    assert made.fill == theme.paper


def test_colour_is_never_alone():
    """In high contrast there are no fills at all; everywhere the group has its stroke and the label its name."""
    scheme = load_scheme("neu-guong")
    assert len({group.stroke for group in scheme.groups}) == len(scheme.groups) == 3
    for label in scheme.labels:
        assert label_colours(label, Tone.CLEAR_LIGHT).fill == "#FFFFFF"
        assert label.names["vi"]
    assert not Tone.CLEAR_LIGHT
    assert Tone.CLEAR_DARK
    assert label_colours(scheme.labels[0], Tone.DARK) == label_colours(scheme.labels[0], True)
