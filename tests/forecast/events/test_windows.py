"""Which hours belong to which event."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from forecast import Event
from forecast.events.windows import BINS, BINS_BEFORE, HOURS_AWAY, near_events, share_hours, span

_START = datetime(2026, 11, 10, 20)
_FIRST, _LENGTH = pd.Timestamp("2026-10-20"), 24 * 110
around = pd.date_range(_FIRST, periods=_LENGTH, freq="h")


@given(st.integers(1, 24 * 40), st.sampled_from([0, 30]))
def test_every_hour_of_an_event_is_its_own_and_no_other(hours, minute):
    """Own hours, run-up and aftermath part the time exactly at the start and the end."""
    start = _START + timedelta(minutes=minute)
    event = Event("e", "k", start, _START + timedelta(hours=hours, minutes=minute))
    shared = share_hours([event], _FIRST, _LENGTH)
    touched = np.asarray((around >= pd.Timestamp(start).floor("h")) & (around < pd.Timestamp(event.end)))
    assert ((shared.owner == 0) == touched).all()
    assert touched.sum() == span(event)[1]
    assert not (shared.neighbour[touched] >= 0).any()
    before, after = around < start, around >= event.end
    known = shared.bins >= 0
    assert (shared.bins[known & before] < BINS_BEFORE).all()
    assert (shared.bins[known & after & ~touched] >= BINS_BEFORE).all()
    assert known[before].sum() == 168
    assert known[after & ~touched].sum() == min(336, (after & ~touched).sum())
    assert shared.bins.max() < BINS == len(HOURS_AWAY)


def test_a_shorter_event_keeps_its_hours_within_a_longer_one():
    """A final rush inside a sale of three days, whichever is listed first."""
    sale = Event("sale", "a", _START, _START + timedelta(days=3))
    rush = Event("rush", "b", _START + timedelta(hours=30), _START + timedelta(hours=34))
    for events, inner in (([sale, rush], 1), ([rush, sale], 0)):
        shared = share_hours(events, _FIRST, _LENGTH)
        assert (shared.owner == inner).sum() == 4
        assert (shared.owner == 1 - inner).sum() == 68


def test_events_side_by_side_share_the_time_between():
    """No hour is told twice: two thirds of a gap are aftermath, one third is run-up."""
    days = [
        Event(f"day{i}", f"k{i}", _START + timedelta(days=2 * i), _START + timedelta(days=2 * i + 1))
        for i in range(4)
    ]
    shared = share_hours(days, _FIRST, _LENGTH)
    gap = (around >= days[0].end) & (around < days[1].start)
    assert list(shared.neighbour[gap]) == [0] * 16 + [1] * 8
    assert (np.bincount(shared.owner[shared.owner >= 0]) == 24).all()


def test_hours_near_an_event_include_those_it_only_touches():
    """An event from 20:30 to 21:10 touches two hours."""
    event = Event("e", "k", datetime(2026, 11, 10, 20, 30), datetime(2026, 11, 10, 21, 10))
    near = near_events([event], around, (timedelta(0), timedelta(0)))
    assert list(around[near].strftime("%dT%H")) == ["10T20", "10T21"]
    assert span(event) == (pd.Timestamp("2026-11-10T20:00"), 2)


def test_near_hours_of_many_events_are_those_of_each():
    """Overlapping, touching, before the first hour and after the last."""
    events = [
        Event(f"e{i}", "k", _START + timedelta(hours=start), _START + timedelta(hours=start + length))
        for i, (start, length) in enumerate([(-900, 5), (0, 48), (10, 2.5), (48, 1), (2090, 50), (9000, 1)])
    ]
    margin = (timedelta(hours=3), timedelta(hours=7))
    alone = [near_events([event], around, margin) for event in events]
    assert (near_events(events, around, margin) == np.logical_or.reduce(alone)).all()
    assert [int(each.sum()) for each in alone] == [0, 58, 13, 11, 29, 0]
    assert not near_events([], around, margin).any()
