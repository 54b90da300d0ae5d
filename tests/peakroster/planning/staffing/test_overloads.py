"""Overloads of a roster for the summary: which of them the plan itself allows."""

from __future__ import annotations

import numpy as np
import pytest

from peakroster.planning.staffing.coverage import achieved_coverage
from peakroster.planning.staffing.overloads import overloads_of
from peakroster.planning.staffing.requirement import requirement_table
from scheduler.domain.queues import Target
from tests.peakroster.planning.staffing.shops import MONDAY, forecast, queue, shop

BY_DAY = Target("service_level", 60, 0.6, None, "day", 0.0)
RUSH = np.where(np.arange(36) == 12, 100.0, 10.0)


@pytest.mark.parametrize(
    ("target", "missing", "allowed"),
    [(BY_DAY, 0, "day"), (BY_DAY, 1, None), (Target("service_level", 60, 0.6), 0, None)],
)
def test_an_overload_may_be_the_plans_own(target: Target, missing: int, allowed: str | None) -> None:
    """At noon five agents stand before the work of eight: planned so for a target of the day, and a fault of
    the roster if one of the five is missing, or the target holds in every interval."""
    needed = requirement_table(shop([queue()]), forecast({"售前": RUSH}), MONDAY, 1).assign(agents=5)
    here = shop([queue(targets=(target,))], shrinkage=0.0, staffing_method="time_varying")
    coverage = achieved_coverage(here, needed, np.full(len(needed), 5 - missing))
    (noon,) = overloads_of(here, needed, coverage, np.zeros(len(needed), dtype=np.bool_))
    assert noon["from"] == "2026-11-09T12:00"
    assert noon.get("allowed_per") == allowed
