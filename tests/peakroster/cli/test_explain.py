"""``peakroster forecast --explain``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.peakroster.cli.small_shop import run, state_of

pytestmark = pytest.mark.slow

ADJUSTMENTS = "start,end,queue,multiply,set,reason,who\n2026-11-10T20:00,2026-11-11,presale,1.5,,流量,王芳\n"


def test_a_number_taken_apart(shop: Path) -> None:
    """In both languages and as JSON; nothing is written; the plan's own number is the one explained."""
    (shop / "adjustments.csv").write_text(ADJUSTMENTS, encoding="utf-8")
    assert run("forecast", shop, "--from", "2026-11-09", "--days", 2).code == 0
    before = state_of(shop)
    rows = run("forecast", shop, "--from", "2026-11-09", "--days", 2, "--json").json["rows"]
    written = next(row for row in rows if (row["timestamp"], row["queue"]) == ("2026-11-10T21:00", "presale"))
    before = state_of(shop)
    for queue, start in (("presale", ()), ("售前", ("--from", "2026-11-09"))):
        ran = run("forecast", shop, "--explain", "2026-11-10 21:00", queue, *start, "--json", "--lang", "en")
        assert ran.code == 0, ran.err
        told = ran.json["explanation"]
        assert told["mean"] == pytest.approx(written["mean"], abs=1e-4)
        assert told["model"] == pytest.approx(written["model_mean"], abs=1e-4)
        assert told["first_day"] == "2026-11-09"
        assert told["steps"][-1]["adjustment"]["who"] == "王芳"
    for language, words in (("en", "Adjustment × 1.5"), ("zh", "人工调整 × 1.5")):
        ran = run("forecast", shop, "--explain", "2026-11-10T21:00", "presale", "--lang", language)
        assert ran.code == 0
        assert words in ran.out
        assert told["headline"].split(": ")[1].split(" ")[0] in ran.out
    assert state_of(shop) == before


def test_without_a_plan(shop: Path) -> None:
    """The forecast from what was known before that day."""
    ran = run("forecast", shop, "--explain", "2026-10-28T10:00", "presale", "--lang", "en")
    assert ran.code == 0, ran.err
    assert "history before 2026-10-28" in ran.out
    assert not (shop / "plans").exists()


@pytest.mark.parametrize(
    ("asked", "more", "code"),
    [
        (("tomorrow", "presale"), (), "option_timestamp"),
        (("", "presale"), (), "option_timestamp"),
        (("2026-11-10T20:00", "vip"), (), "unknown_queue"),
        (("2026-11-10T20:00", "presale"), ("--from", "2026-11-11"), "explain_outside"),
        (("2026-11-19T20:00", "presale"), ("--from", "2026-11-09"), "explain_outside"),
        (("2026-10-05T20:00", "presale"), (), "history_too_short"),
    ],
)
def test_what_cannot_be_explained(
    shop: Path, asked: tuple[str, str], more: tuple[str, ...], code: str
) -> None:
    """Exit code 2, and what is wrong with the question."""
    ran = run("forecast", shop, "--explain", *asked, *more, "--json")
    assert ran.code == 2
    (error,) = ran.json["errors"]
    assert error["code"] == code
