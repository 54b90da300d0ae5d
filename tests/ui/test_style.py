"""The colours: readable in both themes, Streamlit's own too, apart also for those who see fewer of them."""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

import ui.style
from ui.style import COLOURS, SHIFT_COLOURS, SHIFT_COLOURS_DARK, STYLE

CONFIG = Path(ui.style.__file__).parent / ".streamlit" / "config.toml"
TEXTS = ("ink", "muted", "accent", "good", "warn", "bad", "over")

SEEN = {
    "all colours": np.eye(3),
    # Viénot, Brettel and Mollon (1999), Machado et al. (2009): what is left without one kind of cones.
    "protanopia": np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
    "deuteranopia": np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
    "tritanopia": np.array([[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]]),
}


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Of WCAG 2.2."""
    light = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


def lab(colour: str, seen: np.ndarray) -> np.ndarray:
    rgb = np.clip(seen @ linear(colour), 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ rgb
    scaled = xyz / [0.9505, 1.0, 1.089]
    root = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize("text", TEXTS)
def test_texts_are_readable(text: str, theme: int) -> None:
    """On the page, on cards, and on their own soft ground."""
    grounds = ["surface", "raised", *([f"{text}-soft"] if f"{text}-soft" in COLOURS else [])]
    for ground in grounds:
        assert contrast(COLOURS[text][theme], COLOURS[ground][theme]) >= 4.5, ground


@pytest.mark.parametrize(("shifts", "theme"), [(SHIFT_COLOURS, 0), (SHIFT_COLOURS_DARK, 1)])
def test_names_of_shifts_are_readable(shifts: tuple[str, ...], theme: int) -> None:
    for colour in shifts:
        assert contrast(COLOURS["ink"][theme], colour) >= 4.5, colour


@pytest.mark.parametrize("shifts", [SHIFT_COLOURS, SHIFT_COLOURS_DARK])
@pytest.mark.parametrize("eyes", SEEN)
def test_shifts_can_be_told_apart(shifts: tuple[str, ...], eyes: str) -> None:
    """Far (CIE 1976; 2 is just seen); names stand beside the colours all the same."""
    seen = [lab(colour, SEEN[eyes]) for colour in shifts]
    pairs = {
        (one, other): float(np.linalg.norm(seen[one] - seen[other]))
        for one, other in itertools.combinations(range(len(seen)), 2)
    }
    closest = min(pairs, key=pairs.__getitem__)
    assert pairs[closest] >= 10, (closest, pairs[closest])


def test_streamlit_has_the_same_colours() -> None:
    theme = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
    for place, name in enumerate(("light", "dark")):
        assert theme[name]["backgroundColor"] == COLOURS["surface"][place]
        assert theme[name]["secondaryBackgroundColor"] == COLOURS["raised"][place]
        assert theme[name]["textColor"] == COLOURS["ink"][place]
        assert theme[name]["borderColor"] == COLOURS["line"][place]
        assert theme[name]["primaryColor"] == COLOURS["accent"][place]


def test_every_variable_is_there() -> None:
    """What the rules use is defined."""
    used = set(re.findall(r"var\((--pr-[\w-]+)\)", STYLE))
    assert used <= set(re.findall(r"(--pr-[\w-]+):", STYLE))
