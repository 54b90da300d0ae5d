"""Where hours lie relative to events."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from forecast import Event
from forecast.events.windows import (
    BINS,
    IS_AFTER,
    IS_BEFORE,
    IS_DURING,
    event_bins,
    influence_windows,
    near_events,
)

_START = datetime(2026, 11, 10, 20)
around = pd.date_range("2026-10-20", "2027-02-10", freq="h")


@given(st.integers(1, 24 * 40), st.sampled_from([0, 30]))
def test_every_hour_of_an_event_is_in_it_and_no_other(hours, minute):
    """Bins before, during and after the event part the time exactly at its start and end."""
    start = _START + timedelta(minutes=minute)
    event = Event("e", "k", start, _START + timedelta(hours=hours, minutes=minute))
    bins = event_bins(event, influence_windows([event])[0], around)
    inside = np.asarray((around >= pd.Timestamp(start).floor("h")) & (around < pd.Timestamp(event.end)))
    assert bins.max() < BINS
    assert (IS_DURING[bins[inside]]).all()
    assert not IS_DURING[bins[(bins >= 0) & ~inside]].any()
    assert IS_BEFORE[bins[(bins >= 0) & (around < start - timedelta(hours=1))]].all()
    assert IS_AFTER[bins[(bins >= 0) & (around >= event.end)]].all()


def test_a_day_of_sale_has_a_bin_for_each_hour():
    """So that jumps at 20:00 and at midnight stay where they are."""
    event = Event("e", "k", _START, _START + timedelta(hours=28))
    bins = event_bins(event, influence_windows([event])[0], around)
    assert np.unique(bins[IS_DURING[bins] & (bins >= 0)]).size == 28


def test_the_last_day_of_a_long_event_is_told_by_its_end():
    """Three weeks of presale or two: the jump in the last hours falls into the same bins."""
    end = datetime(2026, 11, 12)
    found = []
    for days in (14, 21):
        event = Event("e", "k", end - timedelta(days=days), end)
        bins = event_bins(event, influence_windows([event])[0], around)
        found.append(bins[(around >= end - timedelta(hours=28)) & (around < end)])
    assert (found[0] == found[1]).all()
    assert np.unique(found[0]).size == 28


def test_events_of_one_kind_never_reach_into_each_other():
    """A livestream each evening has neither a week of pre-heating nor a fortnight of tail."""
    live = [
        Event(f"e{i}", "live", _START + timedelta(days=i), _START + timedelta(days=i, hours=3))
        for i in range(5)
    ]
    found = influence_windows(live)
    for earlier, later in pairwise(found):
        assert earlier.end <= later.start + pd.Timedelta(hours=1)
    assert found[0].start == pd.Timestamp(_START - timedelta(days=7))
    assert found[-1].end == pd.Timestamp(live[-1].end + timedelta(days=14))


def test_events_of_other_kinds_keep_their_reach():
    """Overlapping sales of different kinds are told apart by learning, not by cutting."""
    pair = [
        Event("a", "x", _START, _START + timedelta(hours=4)),
        Event("b", "y", _START, _START + timedelta(days=1)),
    ]
    assert [influence.start for influence in influence_windows(pair)] == [
        pd.Timestamp(_START - timedelta(days=7))
    ] * 2


def test_hours_near_an_event_include_those_it_only_touches():
    """An event from 20:30 to 21:10 touches two hours."""
    event = Event("e", "k", datetime(2026, 11, 10, 20, 30), datetime(2026, 11, 10, 21, 10))
    near = near_events([event], around, (timedelta(0), timedelta(0)))
    assert list(around[near].strftime("%dT%H")) == ["10T20", "10T21"]
