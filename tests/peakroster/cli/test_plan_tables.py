"""The key figures of a plan, in words."""

from __future__ import annotations

from datetime import date

import pytest

from peakroster.cli.output import CommandOutput
from peakroster.cli.plan_tables import key_figures, period_lines
from peakroster.messages import Translator
from scheduler.domain.plan import Plan
from scheduler.roster.problem.solution import Progress

FIGURES = {
    "required_hours": 10.0,
    "shortage_hours": 1.0,
    "overstaffed_hours": 2.0,
    "unplannable_hours": 0.0,
    "paid_hours": 12.0,
    "cost": None,
    "wishes_kept": 1,
    "wishes_broken": 0,
    "queue_moves": 0,
    "shortfalls": [],
    "stopped_by": "time",
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("gap", "bounded"), [(0.07, True), (1.0, False)])
def test_a_bound_of_nothing_is_no_bound(language: str, gap: float, bounded: bool) -> None:
    """ "At most 100 % better" would call a good roster worthless."""
    plan = Plan(date(2026, 11, 9), 1, summary={**FIGURES, "gap": gap})
    *_, proof = key_figures(plan, Translator(language))
    assert ("%" in proof) is bounded


@pytest.mark.parametrize(("bound", "bounded"), [(93.0, True), (0.0, False)])
def test_progress_without_a_bound_says_so(
    bound: float, bounded: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same while the search runs."""
    CommandOutput(json=False, language="en").observer().progress(Progress(100.0, bound, 1.0))
    told = capsys.readouterr().err
    assert ("better is possible" in told) is bounded
    assert ("no bound yet" in told) is not bounded


def figures(language: str, **changes: object) -> str:
    summary = {**FIGURES, "gap": 0.07, **changes}
    return " ".join(key_figures(Plan(date(2026, 11, 9), 1, summary=summary), Translator(language)))


@pytest.mark.parametrize("gap", [0.0, 0.0004])
def test_a_gap_that_rounds_to_nothing_is_practically_none(gap: float) -> None:
    """ "At most 0.0% better is possible" reads like a mistake."""
    assert "Practically optimal" in figures("en", gap=gap)
    assert "几乎最优" in figures("zh", gap=gap)
    assert " 0.0%" not in figures("en", gap=gap) + figures("zh", gap=gap)


def test_no_wishes_are_not_counted() -> None:
    """Who stated none is told of none; the changes of queue stay."""
    told = figures("en", wishes_kept=0)
    assert "Wishes" not in told
    assert "Queue changes within shifts: 0." in told
    assert "意愿" not in figures("zh", wishes_kept=0)
    assert "Wishes: 1 met" in figures("en")


@pytest.mark.parametrize(("language", "words"), [("en", "on 1 of 2 days"), ("zh", "2 天里有 1 天")])
def test_days_that_keep_a_share_are_counted(language: str, words: str) -> None:
    """With the worst of them; a plan whose targets hold in each interval says nothing."""
    row = {"queue": "a", "kind": "service_level", "within_seconds": 30.0, "per": "day", "share": 0.9}
    rows = [{**row, "from": "2026-11-09", "reached": 0.9}, {**row, "from": "2026-11-10", "reached": 0.85}]
    plan = Plan(date(2026, 11, 9), 2, summary={"periods": rows})
    (line,) = period_lines(plan, Translator(language), {"a": "售前"})
    assert words in line
    assert "85.0%" in line
    assert "2026-11-10" in line
    assert list(period_lines(Plan(date(2026, 11, 9), 2, summary={}), Translator(language), {})) == []
