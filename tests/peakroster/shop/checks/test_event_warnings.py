"""Events that look like slips are told with what was probably meant; those that are sound are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.messages import Translator
from peakroster.shop.checks.event_warnings import looks_misspelt
from peakroster.shop.folder import read_shop
from peakroster.tables.findings import Finding
from tests.peakroster.shop.shops import write_shop

pytestmark = pytest.mark.slow

HEADER = "event,kind,start,end,queues,intensity,uplift\n"
CODES = {"kind_alike", "size_far_off", "uplift_odd"}


def told(folder: Path, *rows: tuple[str, str, str]) -> list[Finding]:
    """Warnings of events with these kinds, intensities and uplifts, one a month."""
    text = "".join(
        f"e{month},{kind},2026-{month:02d}-10,2026-{month:02d}-10,,{intensity},{uplift}\n"
        for month, (kind, intensity, uplift) in enumerate(rows, start=1)
    )
    shop = read_shop(write_shop(folder, {"events.csv": HEADER + text}))
    return [finding for finding in shop.warnings if finding.code in CODES]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Promo", "promo"),
        ("promo", "promos"),
        ("promo", "pormo"),
        ("flash", "flask"),
        ("double11", "double-11"),
        ("Double 11", "double11"),
        ("618 wave", "618 wvae"),
        ("双11", "双１１"),
        ("双11大促", "双11 大促"),
    ],
)
def test_names_that_are_one(first: str, second: str) -> None:
    """Case, width, spaces and hyphens, or one slip of a letter."""
    assert looks_misspelt(first, second)
    assert looks_misspelt(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("double11", "double12"),
        ("618", "38"),
        ("618", "6180"),
        ("618-wave1", "618-wave2"),
        ("618", "618-wave1"),
        ("年中大促", "年终大促"),
        ("大促", "小促"),
        ("sale-a", "sale-b"),
        ("vip", "vips"),
        ("flash", "livestream"),
        ("promo one", "promo two"),
    ],
)
def test_names_that_are_two(first: str, second: str) -> None:
    """Digits, Chinese characters and letters that stand alone are what tells kinds apart."""
    assert not looks_misspelt(first, second)
    assert not looks_misspelt(second, first)


def test_the_rarer_kind_is_the_slip(tmp_path: Path) -> None:
    """The warning lies at its first row and asks whether the usual one was meant."""
    (finding,) = told(tmp_path / "shop", ("Promo", "", ""), ("promo", "", ""), ("promo", "", ""))
    assert (finding.row, finding.value, finding.details["usual"]) == (2, "Promo", "promo")
    assert "Did you mean “promo”?" in finding.as_json(Translator("en"))["remedy"]


def test_a_hundredfold_intensity_asks_for_the_point(tmp_path: Path) -> None:
    """150 among 1.4 to 1.6 is 1.5; where only two are known the later one is told."""
    past = [("promo", size, "") for size in ("1.5", "1.6", "1.4")]
    (finding,) = told(tmp_path / "many", *past, ("promo", "150", ""))
    assert (finding.row, finding.column, finding.value) == (5, "intensity", "150")
    assert finding.details == {"event": "e4", "others": "1.4–1.6", "guess": "1.5"}
    (finding,) = told(tmp_path / "two", ("promo", "1.5", ""), ("promo", "0.016", ""))
    assert (finding.row, finding.details["guess"]) == (3, "1.6")
    (finding,) = told(tmp_path / "past", *past[:2], ("promo", "16", ""), past[2])
    assert finding.row == 4


def test_a_kind_without_a_past_is_held_against_all(tmp_path: Path) -> None:
    """Kinds may differ by more than the events of one; a slip of a point is more than that."""
    past = [("promo", "1.5", ""), ("flash", "0.8", "")]
    assert told(tmp_path / "large", *past, ("double11", "12", "")) == []
    (finding,) = told(tmp_path / "slip", *past, ("double11", "120", ""))
    assert finding.value == "120"
    assert told(tmp_path / "first", ("double11", "120", "")) == []
    assert told(tmp_path / "second", ("promo", "1", ""), ("double11", "120", "")) == []


@pytest.mark.parametrize(
    ("uplift", "guess"),
    [("0.3", "1.3"), ("130", "1.3"), ("20", "1.2"), ("1", None), ("1.3", None), ("8", None)],
)
def test_an_uplift_is_a_multiple(uplift: str, guess: str | None, tmp_path: Path) -> None:
    """0.3 is what comes on top, 130 a percentage."""
    found = told(tmp_path / "shop", ("promo", "", uplift))
    assert [finding.details["guess"] for finding in found] == ([] if guess is None else [guess])
    assert {finding.code for finding in found} <= {"uplift_odd"}


def test_sizes_of_sound_events_are_not_told(tmp_path: Path) -> None:
    """Growth, also to the fourfold, and sizes on any scale."""
    sizes = ("1000", "2000", "1500", "4000", "6000")
    assert told(tmp_path / "shop", *[("promo", size, "1.5") for size in sizes]) == []
