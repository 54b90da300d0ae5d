"""Hours of a chatbot's shares as masks over the minutes of a week, Monday 00:00 first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from peakroster.shop.settings.opening import minutes_of_week as minutes_open
from peakroster.tables.clock import format_clock
from peakroster.tables.weekdays import WEEKDAYS
from scheduler.domain.bots import EVERY_DAY, BotHours
from scheduler.domain.opening import Opening
from scheduler.domain.windows import MINUTES_PER_DAY, Window

MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY

Minutes = NDArray[np.bool_]


def minutes_of_week(hours: BotHours) -> Minutes:
    """Shape (10080,): the minutes to which the entry applies."""
    mask = np.zeros(MINUTES_PER_WEEK, dtype=np.bool_)
    window = Window(0, MINUTES_PER_DAY) if hours.hours is None else hours.hours
    for day in hours.weekdays:
        mask[(day * MINUTES_PER_DAY + np.arange(window.start, window.end)) % MINUTES_PER_WEEK] = True
    return mask


def shares_of_week(hours: Sequence[BotHours], otherwise: float) -> NDArray[np.float64]:
    """Shape (10080,): the share in each minute; of several entries that fit, the first one's."""
    shares = np.full(MINUTES_PER_WEEK, otherwise)
    for entry in reversed(hours):
        shares[minutes_of_week(entry)] = entry.share
    return shares


def first_uncovered(hours: Sequence[BotHours], open_: Opening) -> str | None:
    """The first minute of open hours to which no entry applies, as ``sat 03:00``."""
    uncovered = minutes_open(open_).copy()
    for entry in hours:
        uncovered &= ~minutes_of_week(entry)
    return _first(uncovered)


def first_unused(hours: Sequence[BotHours]) -> int | None:
    """The place of the first entry that never counts, because earlier ones apply to all its minutes."""
    taken = np.zeros(MINUTES_PER_WEEK, dtype=np.bool_)
    for place, entry in enumerate(hours):
        own = minutes_of_week(entry)
        if not (own & ~taken).any():
            return place
        taken |= own
    return None


def first_overlap(hours: Sequence[BotHours], open_: Opening) -> tuple[int, int, str] | None:
    """Places of two entries with different shares for the same open minute, and that minute.

    An entry for all hours of all days is the rest by intention, and overlaps nothing.
    """
    staffed = minutes_open(open_)
    narrow = [place for place, each in enumerate(hours) if each.hours or each.weekdays != EVERY_DAY]
    for number, place in enumerate(narrow):
        for before in narrow[:number]:
            both = minutes_of_week(hours[before]) & minutes_of_week(hours[place]) & staffed
            moment = _first(both)
            if moment is not None and hours[before].share != hours[place].share:
                return before, place, moment
    return None


def _first(minutes: Minutes) -> str | None:
    if not minutes.any():
        return None
    day, minute = divmod(int(np.argmax(minutes)), MINUTES_PER_DAY)
    return f"{WEEKDAYS[day]} {format_clock(minute)}"
