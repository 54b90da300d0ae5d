"""Level jumps and growth of a history: what explains a bias of past forecasts.

Each day's level is its inquiries over those of the mean week in the same hours, so that gaps, opening hours
and weekdays leave it unchanged. Event days and holidays are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from peakroster.backtest.history_series import HistorySeries

JUMP = 0.25
"""Least relative change of the level that is told, up or down by the same factor."""

LEAST_GROWTH = 0.05
"""Least growth per year that is told."""

_FAR, _NEAR = 56, 21
"""Days on either side whose medians are compared: a jump shows in both, growth in the far ones only."""

_LEAST_KNOWN = 14
_MOSTLY = 2 / 3
"""Least share of the jump (log) that must already show in the near medians."""

_SEASON_DAYS = 21
"""Days by which a season may begin earlier or later than in another year."""

_MOST_JUMPS = 3
_YEAR = 364
_LEAST_PAIRS, _LEAST_TREND = 28, 84
"""Least days with a counterpart a year before for growth by the year, and least known days for a trend."""

_HOURS = 24


@dataclass(frozen=True)
class LevelJump:
    """The level moved to ``ratio`` times itself at the midnight of ``day``."""

    day: date
    ratio: float


@dataclass(frozen=True)
class LevelChanges:
    """How the level of a queue's history moved.

    jumps: those within the evaluated weeks, in order of time. growth: relative change per year;
    NaN where the history is too short. basis: ``years`` where each day was compared with that a year before,
    ``trend`` where the history is too short for that and its slope was taken.
    """

    jumps: tuple[LevelJump, ...]
    growth: float
    basis: Literal["years", "trend"]


def level_changes(series: HistorySeries, since: pd.Timestamp, holidays: Collection[date]) -> LevelChanges:
    """Jumps since the moment ``since``, and growth over the whole history."""
    levels = daily_levels(series, holidays)
    jumps = _jumps(levels)
    days = [series.first_day + pd.Timedelta(days=day) for day, _ in jumps]
    told = tuple(
        LevelJump(day.date(), float(np.exp(change)))
        for day, (_, change) in zip(days, jumps, strict=True)
        if day >= since
    )
    growth, basis = _growth(levels, jumps)
    return LevelChanges(told, growth, basis)


def daily_levels(series: HistorySeries, holidays: Collection[date]) -> NDArray[np.float64]:
    """Log of each day's level, in multiples of the mean week; (days,), NaN where unknown or left out."""
    days = series.hours[::_HOURS]
    rates = series.rates.to_numpy(dtype=np.float64).reshape(-1, _HOURS)
    out = series.on_event_day.reshape(-1, _HOURS).any(axis=1) | np.isin(
        days, pd.DatetimeIndex(sorted(holidays))
    )
    rates = np.where(out[:, np.newaxis], np.nan, rates)
    weekday = np.asarray(days.day_of_week)
    usual = np.full((7, _HOURS), np.nan)
    for each in np.unique(weekday):
        of_weekday = rates[weekday == each]
        known = (~np.isnan(of_weekday)).sum(axis=0)
        usual[each] = np.where(known > 0, np.nansum(of_weekday, axis=0) / np.maximum(known, 1), np.nan)
    expected = np.where(np.isnan(rates), np.nan, usual[weekday])
    came, due = np.nansum(rates, axis=1), np.nansum(expected, axis=1)
    enough = (due > 0) & (due >= np.nansum(usual[weekday], axis=1) / 2) & (came > 0)
    return np.where(enough, np.log(np.where(enough, came, 1.0) / np.where(enough, due, 1.0)), np.nan)


def _jumps(levels: NDArray[np.float64]) -> list[tuple[int, float]]:
    """First day and log ratio of the biggest jumps that no other year has, in order of time."""
    change = _change_by_day(levels)
    change = np.where(_recurs(change), 0.0, change)
    found: list[tuple[int, float]] = []
    while len(found) < _MOST_JUMPS and (np.abs(change) >= np.log1p(JUMP)).any():
        size = float(np.max(np.abs(change)))
        # Medians hardly tell the days beside a jump from its own: of equals the middle is a start.
        equal = np.flatnonzero(np.abs(change) >= size - 1e-9)
        day = _locate(levels, int(equal[len(equal) // 2]))
        low, high = max(day - _FAR, 0), day + _FAR
        found.append((day, float(np.nanmedian(levels[day:high]) - np.nanmedian(levels[low:day]))))
        change[max(day - _NEAR, 0) : day + _NEAR] = 0.0
    return sorted(found)


def _change_by_day(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Change of the log level between the days before each day and those from it on; 0 where none is told."""

    def medians(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
        rolling = pd.Series(values).rolling(width, min_periods=_LEAST_KNOWN)
        return np.asarray(rolling.median(), dtype=np.float64)

    def changes(width: int) -> NDArray[np.float64]:
        before = np.concatenate([[np.nan], medians(levels, width)[:-1]])
        return np.asarray(medians(levels[::-1], width)[::-1] - before)

    far, near = changes(_FAR), changes(_NEAR)
    jump = near * np.sign(far) >= _MOSTLY * np.abs(far)  # False where either is NaN
    return np.where(jump, far, 0.0)


def _recurs(change: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where the year before or after has at least half of the change at that season: that is no new level."""
    recurs = np.zeros(len(change), dtype=bool)
    for sign in (1.0, -1.0):
        signed = np.maximum(sign * change, 0.0)
        most = np.asarray(pd.Series(signed).rolling(2 * _SEASON_DAYS + 1, center=True, min_periods=1).max())
        before, after = np.zeros(len(change)), np.zeros(len(change))
        before[_YEAR:], after[:-_YEAR] = most[:-_YEAR], most[_YEAR:]
        recurs |= (signed > 0) & (np.maximum(before, after) >= signed / 2)
    return recurs


def _locate(levels: NDArray[np.float64], day: int) -> int:
    """The day near this one that parts low days from high ones best: the peak of a CUSUM of signs."""
    low, high = max(day - _NEAR, _LEAST_KNOWN), min(day + _NEAR, len(levels) - _LEAST_KNOWN)
    before, after = np.nanmedian(levels[max(day - _FAR, 0) : day]), np.nanmedian(levels[day : day + _FAR])
    signs = np.sign(np.nan_to_num(levels[low:high] - (before + after) / 2)) * np.sign(after - before)
    return low + int(np.argmin(np.concatenate([[0.0], np.cumsum(signs)])))


def _growth(
    levels: NDArray[np.float64], jumps: list[tuple[int, float]]
) -> tuple[float, Literal["years", "trend"]]:
    """Relative growth per year: the median against the same weekday a year before, else by the median slope.

    Days on either side of a jump are compared only where there are no others.

    The slope is that of Theil and Sen: Sen, "Estimates of the regression coefficient based on Kendall's tau",
    *Journal of the American Statistical Association* 63 (1968), 1379-1389.
    """
    pairs = levels[_YEAR:] - levels[:-_YEAR]
    later = np.flatnonzero(~np.isnan(pairs)) + _YEAR
    if len(later) >= _LEAST_PAIRS:
        across = np.any([(later >= day) & (later - _YEAR < day) for day, _ in jumps] or [later < 0], axis=0)
        chosen = later[~across] if (~across).sum() >= _LEAST_PAIRS else later
        return float(np.expm1(np.median(pairs[chosen - _YEAR]) * 365.25 / _YEAR)), "years"
    known = np.flatnonzero(~np.isnan(levels))
    if len(known) < _LEAST_TREND:
        return float("nan"), "trend"
    without = levels - sum(np.where(np.arange(len(levels)) >= day, change, 0.0) for day, change in jumps)
    slope = float(stats.theilslopes(without[known], known).slope)
    return float(np.expm1(slope * 365.25)), "trend"


def notes(changes: LevelChanges) -> Iterator[dict[str, str | float]]:
    """The changes as notes: a code, and what its words need."""
    for jump in changes.jumps:
        yield {"code": "level_jump", "date": f"{jump.day:%Y-%m-%d}", "change": jump.ratio - 1}
    if abs(changes.growth) >= LEAST_GROWTH:
        yield {"code": f"growth_{changes.basis}", "per_year": changes.growth}
