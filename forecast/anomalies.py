"""Anomaly detection: stretches that look like wrong records, or like promotions that nobody entered.

CUSUM tests on each hour against the median of the same hour of the week in the weeks around it. The findings
are for people to judge; no forecast leaves anything out because of them.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import pandas as pd

from forecast.events.event import Event
from forecast.events.windows import MARGINS, near_events
from forecast.masking import mask_events
from forecast.regression.hour_noise import variance_function
from forecast.series.calendar import Calendar
from forecast.series.grid import HOURS, Bools, Floats, Grid, make_grid
from forecast.series.outliers import COUNT_FOR_QUANTILES, sd_of_deviations

Code = Literal["spike", "surge", "drop", "zeros"]

_WEEKS = 5
_MIN_REFERENCES = 3
"""Of two weeks that differ nobody can tell which is odd."""

_SURGE_FACTOR, _DROP_FACTOR = 2.0, 0.4
"""Alternative hypotheses: the count is this multiple of the expected one."""

_THRESHOLD = 25.0
"""CUSUM threshold: log likelihood ratio, anomaly against ordinary, that reports a stretch; a fall by as
much ends it.
"""

_MAX_ANOMALIES = (2.0, 6.0)
"""Most stretches reported: a constant, and so many more for each year of history."""

_SPIKE_HOURS = 2
"""A word only: up to here too many inquiries are called a spike."""

_NEW_LEVEL_HOURS = 48
"""What lasts longer at an end of the history is taken for a new level."""

_HOLIDAY_MARGIN = 3
_MIN_EXPECTED = 1.0
"""Guard: least expected count, for hours in which nobody ever came before."""


@dataclass(frozen=True)
class Anomaly:
    """Consecutive hours that deviate together.

    Attributes
    ----------
    start, end : Timestamp
        ``end`` excluded.
    code : {"spike", "surge", "drop", "zeros"}
        ``spike``: far too many for an hour or two. ``surge``: far too many for longer, perhaps a promotion.
        ``drop``: far too few. ``zeros``: none where many were expected.
    actual, expected : float
        Inquiries in its known hours.
    """

    start: pd.Timestamp
    end: pd.Timestamp
    code: Code
    actual: float
    expected: float


@dataclass(frozen=True)
class Lift:
    """What came in the hours of an event, and what the weeks around have in the same hours."""

    actual: float
    expected: float


@dataclass(frozen=True)
class _Noise:
    """Variance function of ordinary hours, linear · m + quadratic · m², and standard deviation (log) of
    days.
    """

    linear: float
    quadratic: float
    day_sd: float

    def variance(self, mean: Floats) -> Floats:
        return self.linear * mean + self.quadratic * mean**2


def find_anomalies(
    history: pd.Series[float], *, calendar: Calendar, events: Sequence[Event]
) -> tuple[Anomaly, ...]:
    """Stretches of the history that deviate strongly from the weeks before and after them, in order of time.

    Each known hour away from events is compared with the median of the same hour of the week in the five
    weeks before and in the five after; a stretch must lie above (below) both. Beside holidays only a doubling
    counts that the same holiday did not bring in another year: a sale may lie there. What happens on holidays
    themselves is no anomaly. Stretches are found by
    Page's cumulative sums (Page, "Continuous inspection schemes", *Biometrika* 41, 1954, 100-115) of the log
    likelihood ratio of a quasi-Poisson count that doubles, or falls to 40 %. In a series that always strays
    only the strongest are reported, about six a year.

    Parameters
    ----------
    history : Series of float
        As for :func:`forecast.fit`.
    calendar : Calendar
        Holidays and the days around them are no reference; the days around are tested for surges only.
    events : sequence of Event
        Hours near them are not tested.

    Returns
    -------
    tuple of Anomaly
        In order of time.

    Raises
    ------
    ValueError
        The index or the counts are of another kind.
    """
    grid = make_grid(history)
    away_from_events, reference, ordinary = _masks(grid, calendar, events)
    low, high = _references(np.where(reference, grid.counts, np.nan))
    away_from_events = away_from_events & ~np.isnan(low)
    tested = away_from_events & ordinary
    if not tested.any():
        return ()
    noise = _estimate_noise(grid.counts, (low + high) / 2, tested)
    expected = np.fmax(high, _MIN_EXPECTED)
    surges = _detect(grid, away_from_events, expected, _SURGE_FACTOR, noise)
    near_holidays = _NearHolidays(grid, ordinary, expected, calendar)
    detected = [
        *((z_score, surge) for z_score, surge in surges if not near_holidays.explain(surge)),
        *_detect(grid, tested, np.nan_to_num(low), _DROP_FACTOR, noise),
    ]
    limit = int(_MAX_ANOMALIES[0] + _MAX_ANOMALIES[1] * len(history) / (HOURS * 365.25))
    ranked = sorted(detected, key=lambda each: -each[0])[:limit]
    return tuple(sorted((anomaly for _, anomaly in ranked), key=lambda anomaly: anomaly.start))


def lift_of_events(
    history: pd.Series[float], *, calendar: Calendar, events: Sequence[Event]
) -> tuple[Lift | None, ...]:
    """What each event brought in its own hours; arguments as of :func:`find_anomalies`.

    Hours on holidays do not count. None for an event without known hours that have a reference: it is still
    to come, was not recorded, or is held every week.
    """
    grid = make_grid(history)
    # Without exception: where events are all there is, nothing tells what is usual.
    away_from_events = ~near_events(events, grid.hours, MARGINS[-1]).reshape(grid.known.shape)
    reference = grid.known & away_from_events & _away_from_holidays(grid, calendar)
    low, high = _references(np.where(reference, grid.counts, np.nan))
    expected = ((low + high) / 2).ravel()
    days_off = set(calendar.holidays) | set(calendar.workdays) | set(calendar.as_weekday)
    usable = grid.known & np.array([day not in days_off for day in grid.days.date], dtype=bool)[:, np.newaxis]
    usable = usable.ravel() & ~np.isnan(expected)
    counts, lifts = grid.counts.ravel(), []
    for event in events:
        first, end = grid.hours.searchsorted([pd.Timestamp(event.start), pd.Timestamp(event.end)])
        during = np.flatnonzero(usable[first:end]) + first
        total = float(counts[during].sum()), float(expected[during].sum())
        lifts.append(Lift(*total) if len(during) else None)
    return tuple(lifts)


def beside_usual(history: pd.Series[float], *, calendar: Calendar, events: Sequence[Event]) -> pd.DataFrame:
    """What came in each hour beside the same hours of the weeks around it; arguments as of
    :func:`find_anomalies`.

    Hours near the events, and days near holidays, are no reference for others.

    Returns
    -------
    DataFrame
        ``came`` and ``usual``, inquiries, on the hours of whole days; NaN where the hour is unknown or has no
        reference.
    """
    grid = make_grid(history)
    away_from_events = ~near_events(events, grid.hours, MARGINS[-1]).reshape(grid.known.shape)
    reference = grid.known & away_from_events & _away_from_holidays(grid, calendar)
    low, high = _references(np.where(reference, grid.counts, np.nan))
    came = np.where(grid.known, grid.counts, np.nan)
    return pd.DataFrame({"came": came.ravel(), "usual": ((low + high) / 2).ravel()}, index=grid.hours)


def _masks(grid: Grid, calendar: Calendar, events: Sequence[Event]) -> tuple[Bools, Bools, Bools]:
    """Known hours away from events, known hours that serve as reference, hours away from holidays.

    All of shape (days, 24). The first keep a wider margin around events, whose tail is long but weak.
    """
    if not grid.known.any():
        return grid.known, grid.known, grid.known
    ordinary = _away_from_holidays(grid, calendar)
    wide_mask, narrow_mask, _ = mask_events(grid, events)
    as_themselves = np.array([day not in calendar.as_weekday for day in grid.days.date], dtype=bool)
    return wide_mask & as_themselves[:, np.newaxis], narrow_mask & ordinary, ordinary


def _away_from_holidays(grid: Grid, calendar: Calendar) -> Bools:
    """Hours of days that are neither near a holiday nor made up for one; shape (days, 24)."""
    excluded_dates = set(calendar.workdays) | set(calendar.as_weekday)
    for day in calendar.holidays:
        excluded_dates |= {day + timedelta(days=n) for n in range(-_HOLIDAY_MARGIN, _HOLIDAY_MARGIN + 1)}
    ordinary = np.array([day not in excluded_dates for day in grid.days.date], dtype=bool)
    return np.broadcast_to(ordinary[:, np.newaxis], grid.known.shape)


class _NearHolidays:
    """Which surges near holidays are no news."""

    def __init__(self, grid: Grid, ordinary: Bools, expected: Floats, calendar: Calendar) -> None:
        """ordinary, expected: (days, 24), hours away from holidays and what the weeks around have."""
        self._hours, self._ordinary = grid.hours, ordinary.ravel()
        self._on_holiday = np.repeat([day in calendar.holidays for day in grid.days.date], HOURS)
        self._counts, self._expected = np.where(grid.known, grid.counts, 0.0).ravel(), expected.ravel()
        self._known = (grid.known & ~np.isnan(expected)).ravel()
        self._runs: list[tuple[str, date, date]] = []
        for day, family in sorted(calendar.holidays.items()):
            if self._runs and self._runs[-1][0] == family and day - self._runs[-1][2] <= timedelta(days=1):
                self._runs[-1] = (family, self._runs[-1][1], day)
            else:
                self._runs.append((family, day, day))

    def explain(self, surge: Anomaly) -> bool:
        """Whether it is mostly on a holiday, no doubling, or came with the same one of another year."""
        first, end = map(int, self._hours.searchsorted([surge.start, surge.end]))
        if self._ordinary[first:end].all():
            return False
        if surge.actual < _SURGE_FACTOR * surge.expected:
            return True
        expected = np.where(self._known, self._expected, 0.0)[first:end]
        if 2 * expected[self._on_holiday[first:end]].sum() > expected.sum():
            return True
        margin = timedelta(days=_HOLIDAY_MARGIN)
        for family, begin, last in self._runs:
            if surge.end.date() >= begin - margin and surge.start.date() <= last + margin:
                others = (other for same, other, _ in self._runs if same == family and other != begin)
                if any(self._is_high(first, end, (other - begin).days * HOURS) for other in others):
                    return True
        return False

    def _is_high(self, first: int, end: int, shift: int) -> bool:
        """Whether the hours that lie ``shift`` hours away are high as well."""
        places = np.arange(first, end) + shift
        places = places[(places >= 0) & (places < len(self._known))]
        places = places[self._known[places]]
        return float(self._counts[places].sum()) >= _SURGE_FACTOR * float(self._expected[places].sum()) > 0


def _references(counts: Floats) -> tuple[Floats, Floats]:
    """The lower and the higher of two medians: of the weeks before and of the weeks after each hour.

    counts: NaN where an hour is no reference. At an end of the history the one median there is stands for
    both. NaN where fewer than three references exist.
    """
    days = len(counts)
    before, after = (np.full((_WEEKS, days, HOURS), np.nan) for _ in range(2))
    for week in range(1, min(_WEEKS, (days - 1) // 7) + 1):
        before[week - 1, 7 * week :] = counts[: -7 * week]
        after[week - 1, : -7 * week] = counts[7 * week :]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # no reference week: NaN is intended
        medians = np.nanmedian(before, axis=0), np.nanmedian(after, axis=0)
    references = (~np.isnan(before)).sum(axis=0) + (~np.isnan(after)).sum(axis=0)
    enough = references >= _MIN_REFERENCES
    low, high = np.fmin(*medians), np.fmax(*medians)
    return np.where(enough, low, np.nan), np.where(enough, high, np.nan)


def _estimate_noise(counts: Floats, expected: Floats, tested: Bools) -> _Noise:
    """Variance function by robust estimates, so that anomalies do not inflate it; small counts are
    clipped.
    """
    mean, residual = expected[tested], (counts - expected)[tested]
    linear, quadratic = 1.0, 0.0
    if mean.any():
        most = np.where(mean < COUNT_FOR_QUANTILES, 3 * np.sqrt(np.maximum(mean, 1.0)), np.inf)
        linear, quadratic = variance_function(np.clip(residual, -most, most), mean, sd_of_deviations)
    total = np.where(tested, expected, 0.0).sum(axis=1)
    whole = (tested.sum(axis=1) > HOURS / 2) & (total > 0)
    day_ratio = np.where(tested, counts, 0.0).sum(axis=1)[whole] / total[whole]
    logs = np.log(np.maximum(day_ratio, 1e-3))
    day_sd = sd_of_deviations(logs - np.median(logs)) if whole.any() else 0.0
    return _Noise(max(float(linear), 1.0), float(quadratic), day_sd)


def _detect(
    grid: Grid, tested: Bools, expected: Floats, factor: float, noise: _Noise
) -> Iterator[tuple[float, Anomaly]]:
    """Stretches that look like ``factor`` times ``expected``, each with its z-score."""
    counts = np.where(tested, grid.counts, 0.0).ravel()
    means = np.where(tested, expected, 0.0).ravel()
    variance = noise.variance(means)
    dispersion = np.divide(variance, means, out=np.ones_like(means), where=means > 0)
    log_likelihood_ratio = (counts * np.log(factor) - (factor - 1) * means) / dispersion
    log_likelihood_ratio[(grid.known & ~tested).ravel()] = -np.inf  # a stretch ends at an event
    known = np.flatnonzero(grid.known.ravel())
    for first, end in _excursions(log_likelihood_ratio):
        actual, mean = counts[first:end].sum(), means[first:end].sum()
        at_an_end = first - known[0] < HOURS or known[-1] - end < HOURS
        no_inquiries = not actual
        if at_an_end and end - first > _NEW_LEVEL_HOURS and not no_inquiries:
            continue
        log_sd = np.sqrt(variance[first:end].sum() / mean**2 + noise.day_sd**2)
        z_score = float(abs(np.log(max(actual, 0.5) / mean)) / log_sd)
        if factor > 1:
            code: Code = "spike" if end - first <= _SPIKE_HOURS else "surge"
        else:
            code = "zeros" if no_inquiries else "drop"
        start = grid.hours[first]
        anomaly = Anomaly(start, start + pd.Timedelta(hours=end - first), code, float(actual), float(mean))
        yield z_score, anomaly


def _excursions(log_likelihood_ratio: Floats) -> Iterator[tuple[int, int]]:
    """Excursions of the CUSUM that reach ``_THRESHOLD``: from its last zero to its peak (start, end
    excluded).
    """
    total = peak = 0.0
    first = end = 0
    for index, step in enumerate(log_likelihood_ratio.tolist()):
        if total <= 0:
            total, first = 0.0, index
        total += step
        if total > peak:
            peak, end = total, index + 1
        if total <= 0 or peak - total >= _THRESHOLD:
            if peak >= _THRESHOLD:
                yield first, end
            total = peak = 0.0
    if peak >= _THRESHOLD:
        yield first, end
