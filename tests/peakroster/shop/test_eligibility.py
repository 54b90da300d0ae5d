"""Which shifts somebody could begin on a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from peakroster.shop.eligibility import startable
from peakroster.shop.settings.office_hours import OfficeHours
from peakroster.shop.settings.opening import ALWAYS
from scheduler.domain.rules import Rules
from scheduler.domain.shifts import Shift
from tests.scheduler.statements import an_agent

FIRST, SECOND = date(2026, 11, 30), date(2026, 12, 1)


def test_the_terms_of_the_date_hold() -> None:
    """Somebody whose contract changes from one day to the next may begin other shifts then."""
    before = an_agent("a", skills=("presale",), shifts=("early",))
    after = replace(before, shifts=("late",))
    agent = replace(before, terms=((date.min, before), (SECOND, after)))
    shifts = [Shift("early", 480, 960, 0, None, 2), Shift("late", 840, 1320, 0, None, 3)]
    office = OfficeHours(ALWAYS, None)
    found = [startable(agent, shifts, Rules(), office, day) for day in (FIRST, SECOND)]
    assert found == [shifts[:1], shifts[1:]]
