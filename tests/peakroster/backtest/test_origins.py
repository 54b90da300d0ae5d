"""From which days the past is forecast: spread over the year, and one for each event."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pandas as pd
import pytest

from forecast import Event
from peakroster.backtest.origins import LEAST_HISTORY, Origin, choose_origins

END = pd.Timestamp("2026-11-09")
LONG = END - pd.Timedelta(weeks=110)


def event(name: str, start: str, hours: float = 4, kind: str = "flash") -> Event:
    begin = datetime.fromisoformat(start)
    return Event(name, kind, begin, begin + timedelta(hours=hours), 1.0, None)


def regular(weeks: int, first_day: pd.Timestamp = LONG, days: int = 7) -> list[pd.Timestamp]:
    origins = choose_origins(first_day, END, (), weeks, days)
    assert all(origin.regular for origin in origins)
    return [origin.moment for origin in origins]


def test_twelve_lie_four_weeks_and_a_day_apart() -> None:
    """The latest looks at the last week of the history, none is older than a year, weekdays take turns."""
    origins = regular(12)
    assert origins[0] == END - pd.Timedelta(weeks=1)
    assert {later - earlier for later, earlier in pairwise(origins)} == {pd.Timedelta(days=29)}
    assert len(origins) == 12
    assert END - origins[-1] < pd.Timedelta(weeks=52)
    assert {origin.weekday() for origin in origins} == set(range(7))


def test_more_than_a_year_has_weeks() -> None:
    """Eighty are eight days apart and reach back further; more than there are are all there are."""
    assert regular(80) == [END - pd.Timedelta(days=7 + 8 * n) for n in range(80)]
    assert len(regular(500)) == (110 * 7 - 14 - 7) // 8 + 1
    assert regular(500)[-1] >= LONG + LEAST_HISTORY


@pytest.mark.parametrize("days_known", [14, 20, 21, 27, 28, 35, 100, 300])
def test_short_histories_are_used_up(days_known: int) -> None:
    """Two weeks are learned from at least, and what is left is looked at, as evenly as weeks allow."""
    first_day = END - pd.Timedelta(days=days_known)
    origins = regular(12, first_day)
    assert all(first_day + LEAST_HISTORY <= moment <= END - pd.Timedelta(days=7) for moment in origins)
    assert len(origins) == (0 if days_known < 21 else min((days_known - 21) // 8 + 1, 12))


def test_the_shortest_horizon_lies_in_the_history() -> None:
    """Looking 28 days ahead only, the latest origin has 28 days after it."""
    assert regular(3, days=28)[0] == END - pd.Timedelta(days=28)


def test_an_event_is_looked_at_from_six_days_before_its_last_day() -> None:
    """From its own origin a sale over midnight lies at the end of the seven days, and only its days count."""
    sale = event("sale", "2026-06-25T20:00", hours=28)
    (own,) = [o for o in choose_origins(LONG, END, [sale], 12, 7) if not o.regular]
    assert own.moment == pd.Timestamp("2026-06-20")


def test_an_event_that_ends_at_midnight_ends_on_the_day_before() -> None:
    """24:00 is no hour of the next day."""
    (own,) = [o for o in choose_origins(LONG, END, [event("e", "2026-06-25T20:00")], 12, 7) if not o.regular]
    assert own.moment == pd.Timestamp("2026-06-19")


def test_a_long_event_is_looked_at_from_its_first_day() -> None:
    """Three weeks do not fit into seven days: the first of them do."""
    long_sale = event("presale", "2026-05-20T10:00", hours=21 * 24)
    (own,) = [o for o in choose_origins(LONG, END, [long_sale], 12, 7) if not o.regular]
    assert own.moment == pd.Timestamp("2026-05-20")


def test_an_event_soon_after_the_start_of_the_history() -> None:
    """Where less than two weeks lie before its usual origin, it is looked at from as far as may be."""
    first_day = pd.Timestamp("2026-06-08")
    sale = event("sale", "2026-06-25T20:00", hours=28)
    assert Origin(pd.Timestamp("2026-06-22"), regular=False) in choose_origins(first_day, END, [sale], 12, 7)
    sooner = event("sale", "2026-06-21T20:00", hours=28)
    assert all(origin.regular for origin in choose_origins(first_day, END, [sooner], 12, 7))


def test_no_second_look_at_an_event() -> None:
    """An event in a week that is looked at anyway needs no origin; nor do events that are old or to come."""
    events = [
        event("inside", "2026-11-04T20:00"),
        event("coming", "2026-11-10T20:00"),
        event("running", "2026-11-08T20:00", hours=8),
        event("old", "2025-09-01T20:00"),
    ]
    assert all(origin.regular for origin in choose_origins(LONG, END, events, 12, 7))


def test_of_many_events_the_latest_of_each_kind_come_first() -> None:
    """A livestream every day does not drive out last year's great sale."""
    daily = [event(f"live-{n}", f"{END - timedelta(days=n):%Y-%m-%d}T19:00") for n in range(9, 390)]
    great = event("great", "2025-11-10T20:00", hours=28, kind="double11")
    origins = [o for o in choose_origins(LONG, END, [*daily, great], 12, 7) if not o.regular]
    assert pd.Timestamp("2025-11-05") in [origin.moment for origin in origins]
    assert len(origins) == 24


def test_too_short_for_anything() -> None:
    """Two weeks to learn from and a week to look at are the least."""
    assert choose_origins(END - pd.Timedelta(days=20), END, [event("e", "2026-11-01T20:00")], 12, 7) == ()
