"""When a promotion runs, and for which queues."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from scheduler.domain.events import Event

SALE = Event("11.11", "double11", datetime(2026, 11, 10, 20), datetime(2026, 11, 12), (), None, None, 2)


def test_days() -> None:
    """An end at midnight does not reach the day that begins there."""
    days = [day for day in range(9, 14) if SALE.runs_on(date(2026, 11, day))]
    assert days == [10, 11]


def test_overlap() -> None:
    """Both ends are excluded."""
    assert SALE.overlaps(datetime(2026, 11, 11, 23, 59), datetime(2026, 11, 13))
    assert not SALE.overlaps(datetime(2026, 11, 12), datetime(2026, 11, 13))
    assert not SALE.overlaps(datetime(2026, 11, 9), datetime(2026, 11, 10, 20))


def test_queues() -> None:
    """Without queues it is a promotion of all of them."""
    assert SALE.concerns("presale")
    assert not replace(SALE, queues=("aftersale",)).concerns("presale")
