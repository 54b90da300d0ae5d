"""Openings that the history shows are told; those that are stated are held to the hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pandas as pd
import pytest

from peakroster.shop.checks.opening_warnings import seen_opening, warn_of_openings
from peakroster.tables.report import Report
from scheduler.domain.events import Event
from scheduler.domain.queues import Target
from scheduler.domain.shop import Shop
from tests.peakroster.planning.staffing.shops import queue, shop

PAST, COMING = datetime(2026, 9, 10, 20), datetime(2026, 11, 10, 20)


def event(start: datetime, opening: float | None = None) -> Event:
    """A flash sale of three hours."""
    return Event(f"{start:%m}", "flash", start, start + timedelta(hours=3), (), None, None, 2, None, opening)


def with_history(step: int, first: int, others: int, *events: Event) -> Shop:
    """The past sale's hour in rows of so many minutes: ``first`` in its first five minutes or row, then
    ``others``."""
    starts = pd.date_range(PAST, periods=60 // step, freq=f"{step}min", unit="us")
    counts = [first] * max(5 // step, 1) + [others] * (len(starts) - max(5 // step, 1))
    rows = {"timestamp": starts, "queue": "售前", "inquiries": counts, "aht_seconds": float("nan")}
    return replace(shop([queue()], events, staffing_method="auto"), history=pd.DataFrame(rows))


def codes(store: Shop) -> list[str]:
    report = Report()
    warn_of_openings(store, report)
    return [finding.code for finding in report.findings("warning")]


@pytest.mark.parametrize("step", [1, 5])
def test_a_past_rush_is_seen(step: int) -> None:
    """120 in five minutes and 240 in the other 55: four times the mean of the hour, 30."""
    share = 120 * step // 5
    store = with_history(step, share, 0, event(PAST), event(COMING))
    store.history.loc[store.history.index[-1], "inquiries"] = 240
    assert seen_opening(store, event(COMING)) == (pytest.approx(4.0), 1)
    assert codes(store) == ["opening_seen"]
    assert codes(with_history(step, share, 0, event(PAST), event(COMING, 4.0))) == []


def test_hours_and_few_inquiries_show_nothing() -> None:
    """Half hours know no minutes; ten customers are no pattern; an even hour is no rush."""
    assert codes(with_history(30, 200, 100, event(PAST), event(COMING))) == []
    assert codes(with_history(5, 8, 0, event(PAST), event(COMING))) == []
    assert codes(with_history(5, 30, 30, event(PAST), event(COMING))) == []


def test_what_an_opening_cannot_be() -> None:
    """More than what is left of the hour, and anything where intervals are in their steady states."""
    late = event(COMING.replace(minute=30), 7.0)
    found = codes(shop([queue()], [late], staffing_method="auto"))
    assert found == ["opening_beyond_hour"]
    by_day = queue(targets=(Target("service_level", 30, 0.9, per="day", floor=0.4),))
    assert codes(shop([by_day], [event(COMING, 4.0)])) == ["opening_not_followed"]
    hours = queue(targets=(Target("service_level", 3 * 3600, 0.9),))
    assert codes(shop([hours], [event(COMING, 4.0)])) == ["opening_not_followed"]
    assert codes(shop([queue()], [event(COMING, 4.0)])) == []
    assert codes(shop([queue()], [event(COMING, 4.0)], staffing_method="auto")) == []


def test_chats_that_go_on_elsewhere_do_not_have_the_rush() -> None:
    """In the queues of them that the event concerns; a chatbot that holds customers holds the rush too."""
    held = queue(bot_share=0.5, bot_minutes=10.0)
    assert codes(shop([held], [event(COMING, 4.0)])) == []
    both = [queue("a", transfers=(("b", 0.4),)), queue("b"), queue("c")]
    report = Report()
    warn_of_openings(shop(both, [event(COMING, 4.0)]), report)
    (told,) = report.findings("warning")
    assert (told.code, told.details["queues"]) == (
        "opening_not_moved",
        "; ".join(each.name for each in both[:2]),
    )
    assert codes(shop(both, [replace(event(COMING, 4.0), queues=("c",))])) == []
    assert codes(shop(both, [event(COMING, 1.0)])) == []
