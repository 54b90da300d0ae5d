"""``min_agents`` by hours, weekdays and dates, and requirements of queues that are closed for days."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from peakroster.planning.staffing.least_agents import min_agents_at
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.shop.settings.calendar_days import with_calendar
from peakroster.shop.settings.schema import QueueTable
from scheduler.audit import PlanData, audit
from scheduler.audit.figures.least_agents import least_at
from scheduler.domain.deferral import Deferral
from scheduler.domain.least_agents import LeastAgents
from scheduler.domain.opening import CalendarRow, Opening
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.queues import Target
from scheduler.domain.windows import Window
from tests.peakroster.planning.staffing.shops import forecast, queue, shop

FRIDAY = date(2026, 11, 13)
NOTHING = EarlierWork(pd.DataFrame(), pd.DataFrame(), False)
ENTRIES = (
    LeastAgents(7, Window(1320, 1560), frozenset({4})),
    LeastAgents(4, Window(555, 660)),
    LeastAgents(9, None, dates=(date(2026, 11, 15),)),
    LeastAgents(2, Window(480, 1200), frozenset(range(5))),
)


def test_each_interval_has_the_number_of_its_hours() -> None:
    """The first that fits, a window over midnight by the day on which it begins, the most of an interval."""
    one = queue(min_agents=1, agents_by_hours=ENTRIES)
    starts = np.array(["2026-11-13T08:00", "2026-11-13T09:00", "2026-11-13T23:00"], dtype="datetime64[us]")
    assert min_agents_at(one, starts, 30).tolist() == [2, 4, 7]
    later = np.array(["2026-11-14T01:30", "2026-11-14T02:00", "2026-11-15T03:00"], dtype="datetime64[us]")
    assert min_agents_at(one, later, 30).tolist() == [7, 1, 9]
    moments = [datetime(2026, 11, 12) + timedelta(minutes=30 * place) for place in range(48 * 5)]
    found = min_agents_at(one, np.array(moments, dtype="datetime64[us]").reshape(-1, 48), 30)
    assert found.ravel().tolist() == [least_at(one, moment, 30) for moment in moments]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, [LeastAgents(3)]),
        ({"agents": 2, "hours": "09:00-12:00"}, [LeastAgents(2, Window(540, 720))]),
        (
            [{"agents": 8, "dates": ["2026-11-10..2026-11-11"]}, {"agents": 1, "weekdays": "sat-sun"}],
            [
                LeastAgents(8, dates=(date(2026, 11, 10), date(2026, 11, 11))),
                LeastAgents(1, weekdays=frozenset({5, 6})),
            ],
        ),
    ],
)
def test_the_key_is_a_number_or_a_list(value: object, expected: list[LeastAgents]) -> None:
    """In the manner of ``bot_share``."""
    table = QueueTable.model_validate({"id": "q", "aht_seconds": 60, "min_agents": value})
    assert [each.stated() for each in table.min_agents] == expected


@pytest.mark.parametrize(
    "value",
    [
        -1,
        1.5,
        [],
        [{"agents": 1}, {"agents": 2, "weekdays": "sat"}],
        [{"agents": 1, "dates": ["2026-11-12..2026-11-10"]}],
        [{"agents": 1, "hours": "9"}],
        [{"hours": "09:00-10:00"}],
    ],
)
def test_what_is_no_number_of_people_is_refused(value: object) -> None:
    """Too few, no whole number, entries that never count."""
    with pytest.raises(ValidationError):
        QueueTable.model_validate({"id": "q", "aht_seconds": 60, "min_agents": value})


def broken(store: Any, days: int, counts: dict[str, float]) -> list[str]:
    """Codes of the audit of a requirement."""
    expected = forecast(counts, FRIDAY, days)
    table = requirement_table(store, expected, FRIDAY, days)
    plan = Plan(FRIDAY, days, forecast=expected, requirement=table)
    return [found.code for found in audit(PlanData(store, plan, NOTHING), ("requirement",))]


@pytest.mark.parametrize("method", ["stationary", "time_varying"])
@pytest.mark.parametrize("closing", ["done_by_closing", "stay"])
def test_a_requirement_with_hours_of_its_own_each_day_passes_the_audit(method: str, closing: str) -> None:
    """Closed at the weekend and on a date, two spells a day, and more people in some hours."""
    spells = (Window(540, 720), Window(780, 1080))
    week = Opening((*((spells,) * 5), (Window(540, 780),), ()))
    rows = (CalendarRow(date(2026, 11, 16), date(2026, 11, 16), closed=True),)
    one = queue(open=week, min_agents=1, agents_by_hours=ENTRIES, patience_seconds=90.0, closing=closing)
    store = shop([one], staffing_method=method)
    store = replace(store, settings=with_calendar(store.settings, rows), calendar=rows)
    assert broken(store, 5, {"售前": 30.0}) == []
    table = requirement_table(store, forecast({"售前": 30.0}, FRIDAY, 5), FRIDAY, 5)
    assert sorted(set(table["timestamp"].dt.day)) == [13, 14, 17, 18]
    first = table.set_index("timestamp")["agents"]
    assert first[pd.Timestamp("2026-11-17T09:30")] >= 4


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("counts", ["clock", "open_hours"])
def test_cases_of_closed_days_wait_for_the_opening(seed: int, counts: Any) -> None:
    """However many days later it is; the audit counts the same hours."""
    rng = random.Random(seed)
    start = 60 * rng.randrange(7, 12)
    spells = (Window(start, start + 60 * rng.randrange(3, 12)),)
    week = Opening(tuple(spells if day == 4 or rng.random() < 0.6 else () for day in range(7)))
    of = queue(
        "工单",
        open=week,
        aht_seconds=600.0,
        deferred=Deferral(24.0 * rng.choice([1, 3]), counts, backlog=rng.choice([0.0, 40.0])),
        targets=(Target("service_level", 86_400, 0.95),),
        agents_by_hours=(LeastAgents(2, Window(start, start + 60)),),
    )
    rows = (CalendarRow(FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2), "工单", closed=True),)
    store = shop([queue(), of])
    store = replace(store, settings=with_calendar(store.settings, rows), calendar=rows)
    assert broken(store, 5, {"售前": 20.0, "工单": 6.0}) == []
