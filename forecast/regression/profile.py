"""Weekly profile: how a day's inquiries are distributed over its hours, and how weekdays compare.

Saturated Poisson regressions on categories (hour, weekday, hour of week) have closed forms: ratios of sums of
counts. Each layer refines the one above and is shrunk to it, so that one day of history gives an hour-of-day
profile, a fortnight begins to separate weekdays, and years give every hour of the week. Hours are compared
conditionally on the day's total, so that a busy Monday is not taken for a profile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from forecast.regression.day_features import effective_weekday
from forecast.series.calendar import Calendar
from forecast.series.grid import HOURS, Bools, Floats, Ints
from forecast.series.shrinkage import shrunken_ratio

_BLOCK_HOURS = 4
"""A holiday has few days: single hours of a family would be noise."""

_LONG_HALF_LIFE = 52.0
_RECENT_HALF_LIFE = 6.0
"""Half-lives (weeks) of the long run, a year, and of what changed lately; three weeks instead cost 3 %."""

_RECENT_STRENGTH = 400.0
"""Counts of an hour that the recent weeks need to be believed by half against the long run."""

_SAMPLING_COUNTS = 30.0
"""Counts of a day at which chance moves it as much as anything else: of fewer, no day is told to be odd."""


@dataclass(frozen=True)
class DayKinds:
    """What the profile needs to know of each day, shape (days,).

    weekday: 7 = make-up. holiday, weekend: whether it is one. family: of the holiday, or "".
    """

    weekday: Ints
    holiday: Bools
    weekend: Bools
    family: tuple[str, ...]


def day_kinds(calendar: Calendar, days: pd.DatetimeIndex) -> DayKinds:
    """The kinds of these days."""
    family = tuple(calendar.holidays.get(day, "") for day in days.date)
    weekday = effective_weekday(calendar, days)
    holiday = np.array([name != "" for name in family], dtype=bool)
    return DayKinds(weekday, holiday, np.isin(weekday, (5, 6)), family)


@dataclass(frozen=True)
class WeeklyProfile:
    """Relative rates of the hours of a week.

    shape: (8, 24), each row with mean 1 over its day. factor: (8,), of the weekday. holiday_hours: (2, 24),
    effect of a holiday on the hours, Monday to Friday and at the weekend. family_blocks: family → (6,), its
    own effect in each block of four hours. closed: (8, 24), hours that are 0. effective_weeks: Kish's
    effective sample size of the shape.
    """

    shape: Floats
    factor: Floats
    holiday_hours: Floats
    family_blocks: Mapping[str, Floats]
    closed: Bools
    effective_weeks: float

    def hours(self, kinds: DayKinds) -> Floats:
        """Shape (days, 24): each day's hours with mean 1, closed hours included."""
        rates = self.shape[kinds.weekday]
        if kinds.holiday.any():
            flat = np.ones(HOURS // _BLOCK_HOURS)
            blocks = np.array([self.family_blocks.get(name, flat) for name in kinds.family])
            change = self.holiday_hours[kinds.weekend.astype(int)] * np.repeat(blocks, _BLOCK_HOURS, axis=1)
            rates = np.where(kinds.holiday[:, None], rates * change, rates)
        return np.asarray(rates / rates.mean(axis=1, keepdims=True))

    def rates(self, kinds: DayKinds) -> Floats:
        """Shape (days, 24): each hour's rate relative to the mean hour of an ordinary week."""
        rates = self.hours(kinds) * self.factor[kinds.weekday][:, None]
        return np.where(self.closed[kinds.weekday], 0.0, rates)


def flat_weekly_profile(closed: Bools) -> WeeklyProfile:
    """Starting value: all hours and days alike."""
    ones = np.ones((8, HOURS))
    return WeeklyProfile(ones, np.ones(8), np.ones((2, HOURS)), {}, closed, 1.0)


class ProfileData(NamedTuple):
    """The hours that a profile is fitted to.

    counts, mask, event_factor: (days, 24), the counts, where they may be used, and the events' factor on each
    hour. day_mean: (days,), the level's factor. day_weight: (days,), inverse overdispersion of the day's
    total. kinds: of the days.
    """

    counts: Floats
    mask: Bools
    event_factor: Floats
    day_mean: Floats
    day_weight: Floats
    kinds: DayKinds


def fit_weekly_profile(data: ProfileData, previous: WeeklyProfile) -> WeeklyProfile:
    """One sweep: the profile given the level.

    previous: the profile of the sweep before; its ``closed`` hours are kept.
    """
    counts, mask, event_factor, day_mean, day_weight, kinds = data
    weeks_ago = (len(counts) - 1 - np.arange(len(counts))) / 7.0
    long_run, recent = 0.5 ** (weeks_ago / _LONG_HALF_LIFE), 0.5 ** (weeks_ago / _RECENT_HALF_LIFE)
    counts, weight = np.where(mask, counts, 0.0), mask * event_factor
    total = counts.sum(axis=1)
    per_hour = total / np.maximum((weight * previous.hours(kinds)).sum(axis=1), 1e-300)
    given_total = weight * per_hour[:, None]

    ordinary = ~kinds.holiday
    shape = _week_shape(counts, given_total, kinds.weekday, long_run * ordinary, recent * ordinary)
    holiday_hours = _holiday_hours(counts, given_total * shape[kinds.weekday], kinds)
    without_families = WeeklyProfile(shape, previous.factor, holiday_hours, {}, previous.closed, 1.0)
    blocks = _family_blocks(counts, given_total * without_families.hours(kinds), kinds)

    profile = WeeklyProfile(shape, previous.factor, holiday_hours, blocks, previous.closed, 1.0)
    exposure = day_mean * (weight * profile.hours(kinds)).sum(axis=1)
    factor = _weekday_factors(
        total * day_weight, exposure * day_weight, exposure, kinds.weekday, long_run, recent
    )
    present = recent[mask.any(axis=1)]
    effective_weeks = max(1.0, present.sum() ** 2 / (present**2).sum() / 7) if len(present) else 1.0
    return WeeklyProfile(shape, factor, holiday_hours, blocks, previous.closed, float(effective_weeks))


def _week_shape(counts: Floats, expected: Floats, weekday: Ints, long_run: Floats, recent: Floats) -> Floats:
    """Hour of day, then hour of week, over the long run; then what the recent weeks change in both."""
    long_counts, long_expected = _by_weekday(counts, expected, weekday, long_run)
    recent_counts, recent_expected = _by_weekday(counts, expected, weekday, recent)
    hour = shrunken_ratio(long_counts.sum(axis=0), long_expected.sum(axis=0), 1.0)
    hour = _fill_unseen(hour, long_expected.sum(axis=0) > 0)
    shape = hour * shrunken_ratio(long_counts, long_expected * hour, 20.0)
    seen = (recent_expected * shape).sum(axis=0)
    shape = shape * shrunken_ratio(recent_counts.sum(axis=0), seen, _RECENT_STRENGTH)
    shape = shape * shrunken_ratio(recent_counts, recent_expected * shape, _RECENT_STRENGTH)
    shape = shape / shape.mean(axis=1, keepdims=True)
    return np.vstack([shape, shape[:5].mean(axis=0)])


def _by_weekday(counts: Floats, expected: Floats, weekday: Ints, weights: Floats) -> tuple[Floats, Floats]:
    """Weighted sums of counts and expectations, each of shape (7, 24)."""
    rows = (weekday == np.arange(7)[:, None]) * weights
    return np.asarray(rows @ counts), np.asarray(rows @ expected)


def _fill_unseen(hour: Floats, seen: Bools) -> Floats:
    """Interpolate hours of the day never observed between their neighbours, around the clock."""
    if seen.all() or not seen.any():
        return hour
    return np.interp(np.arange(HOURS), np.flatnonzero(seen), hour[seen], period=HOURS)


def _holiday_hours(counts: Floats, expected: Floats, kinds: DayKinds) -> Floats:
    groups = [kinds.holiday & ~kinds.weekend, kinds.holiday & kinds.weekend]
    change = [shrunken_ratio(counts[g].sum(axis=0), expected[g].sum(axis=0), 20.0) for g in groups]
    return np.array(change)


def _family_blocks(counts: Floats, expected: Floats, kinds: DayKinds) -> dict[str, Floats]:
    blocks = {}
    for family in sorted(set(kinds.family) - {""}):
        rows = np.array([name == family for name in kinds.family])
        parts = [a[rows].sum(axis=0).reshape(-1, _BLOCK_HOURS).sum(axis=1) for a in (counts, expected)]
        blocks[family] = shrunken_ratio(parts[0], parts[1], 80.0)
    return blocks


def _weekday_factors(
    total: Floats, expected: Floats, counted: Floats, weekday: Ints, long_run: Floats, recent: Floats
) -> Floats:
    """Weekday over the mean weekday, over the long run, then what the recent weeks change.

    total, expected: (days,), weighted by the inverse overdispersion. counted: (days,), expected counts.

    The middle half of a weekday's days decides, as the weeks of a rush have weekdays of their own: people who
    come on any day of December make every Monday of January too busy.
    """
    factor = np.ones(7)
    sampling_free = counted / (counted + _SAMPLING_COUNTS)
    for weights in (long_run, recent):
        rows = (weekday == np.arange(7)[:, None]) * weights * (expected > 0)
        ordinary_expected = expected * np.append(factor, factor[:5].mean())[weekday]
        ratio = np.divide(total, ordinary_expected, out=np.ones_like(total), where=expected > 0)
        rows = sampling_free * _middle_half(rows, ratio) + (1 - sampling_free) * rows
        factor = factor * shrunken_ratio(rows @ total, (rows @ expected) * factor, 10.0)
    factor = factor / factor.mean()
    return np.append(factor, factor[:5].mean())


def _middle_half(weights: Floats, values: Floats) -> Floats:
    """Weights of an interquartile mean of ``values``, with the sums of before; weights: (rows, values)."""
    order = np.argsort(values, kind="stable")
    sums = weights.sum(axis=1, keepdims=True)
    shares = np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0)[:, order]
    upper = np.cumsum(shares, axis=1)
    inside = np.clip(upper, 0.25, 0.75) - np.clip(upper - shares, 0.25, 0.75)
    middle = np.empty_like(weights)
    middle[:, order] = 2 * inside * sums
    return middle
