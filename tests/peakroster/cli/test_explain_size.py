"""``peakroster size --explain``."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.peakroster.cli.small_shop import run, state_of

pytestmark = pytest.mark.slow

ASKED = ("--explain", "2026-11-10 20:15", "presale")


def test_a_number_taken_apart(planned: Path) -> None:
    """In both languages and as JSON; nothing is written; the plan's own number is the one explained."""
    before = state_of(planned)
    table = pd.read_csv(planned / "plans" / "2026-11-09" / "requirement.csv", encoding="utf-8-sig")
    rows = table[(table["timestamp"] == "2026-11-10T20:00") & (table["queue"] == "presale")]
    agents = int(rows["agents"].iloc[0])
    for queue, start in (("presale", ()), ("售前", ("--from", "2026-11-09"))):
        ran = run("size", planned, "--explain", "2026-11-10T20:15", queue, *start, "--json", "--lang", "en")
        assert ran.code == 0, ran.err
        told = ran.json["explanation"]
        assert told["agents"] == agents
        assert told["inquiries"] == rows["inquiries"].iloc[0]
        assert told["first_day"] == "2026-11-09"
        assert [team["agents"] for team in told["teams"]] == [agents - 1, agents, agents + 1]
    for language, words in (("en", "Offered load"), ("zh", "工作量")):
        ran = run("size", planned, *ASKED, "--lang", language)
        assert ran.code == 0, ran.err
        assert words in ran.out
        assert str(agents) in ran.out.splitlines()[0]
        for sentence in told["summary"] if language == "en" else ():
            assert sentence in ran.out
    assert state_of(planned) == before


@pytest.mark.parametrize(
    ("asked", "more", "code"),
    [
        (("tomorrow", "presale"), (), "option_timestamp"),
        (("2026-11-10T20:00", "vip"), (), "unknown_queue"),
        (("2026-11-10T20:00", "presale"), ("--from", "2026-11-02"), "plan_missing"),
        (("2026-11-19T20:00", "presale"), ("--from", "2026-11-09"), "explain_outside"),
        (("2026-11-19T20:00", "presale"), (), "explain_no_plan"),
        (("2026-11-10T03:00", "aftersale"), (), "explain_not_sized"),
    ],
)
def test_what_cannot_be_explained(
    planned: Path, asked: tuple[str, str], more: tuple[str, ...], code: str
) -> None:
    """Exit code 2, and what is wrong with the question, in both languages."""
    for language in ("en", "zh"):
        ran = run("size", planned, "--explain", *asked, *more, "--json", "--lang", language)
        assert ran.code == 2
        (error,) = ran.json["errors"]
        assert error["code"] == code
        assert error["remedy"]


def test_without_a_first_day(planned: Path) -> None:
    """The stage itself needs one: exit code 2."""
    assert run("size", planned).code == 2
