"""The key figures of a plan, in words."""

from __future__ import annotations

from datetime import date

import pytest

from peakroster.cli.output import CommandOutput
from peakroster.cli.plan_tables import key_figures
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
