"""The driver layer: factors of all drivers on the days of the history and those ahead.

Deviations are taken from the mean of a day's phase, so that the factor of a day whose drivers are as usual
- as usual for this day of such a sale - is 1. The history divided by the factors is what came at usual
drivers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from forecast.drivers.daily_values import (
    OFTEN_ABSENT,
    DayFigure,
    DriverSeries,
    Frame,
    daily_totals,
    on_days,
    refusal,
    shares_of_days,
    totals_of_days,
)
from forecast.drivers.driver import Driver
from forecast.drivers.phases import Phases, phase_means, phases_of
from forecast.drivers.plans import trust_in_plans
from forecast.drivers.selection import Rows, gain, make_rows, ridge
from forecast.drivers.terms import FORMS, LAGS, Form, Lag, Term, lagged, log_ratio
from forecast.drivers.usual_level import usual_level
from forecast.events.event import Event
from forecast.series.calendar import Calendar
from forecast.series.grid import HOURS, Bools, Floats, Grid
from forecast.series.notes import Note

_AHEAD_DAYS = 60
_LEAST_GAIN, _FORM_GAIN = 10.0, 4.0
"""Out-of-fold gain (in variances of a day) below which a driver has no weight: about what the best of fifty
lags of drivers that explain nothing reaches by chance once in a hundred shops; and what a form of
saturation must gain beyond the plain power.
"""

_MOST_TERMS = 2
_LARGEST_ELASTICITY = 1.5
_MARGIN = np.log(1.5)
"""A driver counts for no more than 1.5 times the most, and no less than the least over 1.5, that was seen."""

_UNLIKE = np.log(3.0)
"""A plan for a day of an event is told that lies so far (log) from what past ones had on that day."""


@dataclass(frozen=True)
class DriverTerm:
    """A learned term; arrays (days, 24).

    name: of the driver. lag: in days, first and last. elasticity: per cent of inquiries by one per cent of
    the driver, near its usual level. deviation: expected x less its phase's mean; 0 where unknown.
    variance: what is not known of it. first_sale: expected x on days of events before which none was seen, 0
    on all others. given: the deviation as it was entered, neither cut nor attenuated. within_day: whether it
    is an hour's share of its day that acts. sister: whether it is the inquiries of another queue.
    """

    name: str
    lag: Lag
    elasticity: float
    deviation: Floats
    variance: Floats
    first_sale: Floats
    given: Floats
    within_day: bool = False
    sister: bool = False

    @property
    def log_factor(self) -> Floats:
        """(days, 24)."""
        return self.elasticity * self.deviation


@dataclass(frozen=True)
class DriverLayer:
    """The factors of all drivers.

    first_day: of the rows. terms: the learned ones. notes: what became of each driver. without_plan: driver →
    which days (days,) have no plan for it. capped: plans outside everything seen (driver, day, multiple of
    the usual level). slips: plans so small that they count as unknown (driver, day, value). unlike_past:
    plans for days of events far from what past ones had (driver, day, multiple of that).
    """

    first_day: pd.Timestamp
    terms: tuple[DriverTerm, ...]
    notes: tuple[Note, ...]
    without_plan: dict[str, tuple[pd.Timestamp, ...]]
    capped: tuple[DayFigure, ...] = ()
    slips: tuple[DayFigure, ...] = ()
    unlike_past: tuple[DayFigure, ...] = ()

    @property
    def total_elasticity(self) -> float:
        """Sum over the terms, between 0 and 1: how far inquiries follow the drivers of the same days."""
        followed = [abs(t.elasticity) for t in self.terms if not t.within_day and not t.sister]
        return float(np.clip(sum(followed), 0.0, 1.0))

    def factor(self, hours: pd.DatetimeIndex) -> Floats:
        """Combined factor on each hour, (hours,); 1 beyond the reach of the layer."""
        log = np.zeros(len(hours))
        for term in self.terms:
            log += self.at(term.log_factor, hours)
        return np.exp(log)

    def first_sale(self, start: pd.Timestamp, end: pd.Timestamp) -> float | None:
        """What the drivers say that an event brings on its busiest day, over a normal day; None where past
        events say it.
        """
        hours = pd.date_range(start.floor("h"), end, freq="h", inclusive="left")
        values = [self.at(term.first_sale, hours) for term in self.terms]
        if not values or not np.any(values):
            return None
        log = np.sum([t.elasticity * v for t, v in zip(self.terms, values, strict=True)], axis=0)
        return float(np.exp(log.max()))

    def at(self, values: Floats, hours: pd.DatetimeIndex) -> Floats:
        """Values (days, 24) of these hours; 0 beyond."""
        day = np.asarray((hours.normalize() - self.first_day) // pd.Timedelta(days=1), dtype=np.int64)
        inside = (day >= 0) & (day < len(values))
        return np.where(inside, values[np.clip(day, 0, len(values) - 1), hours.hour], 0.0)


def fit_drivers(
    grid: Grid, drivers: Sequence[Driver], events: Sequence[Event], calendar: Calendar, before: pd.Timestamp
) -> DriverLayer:
    """Learn which drivers explain how inquiries differ from their usual level, and lay them on all days.

    Parameters
    ----------
    grid : Grid
        The history.
    drivers : sequence of Driver
        Those of the queue.
    events : sequence of Event
        Past and coming.
    calendar : Calendar
        Public holidays and make-up working days.
    before : Timestamp
        From here on driver values are plans.

    Returns
    -------
    DriverLayer
        Without terms where no driver explains anything.
    """
    days = pd.date_range(grid.first_day, before.normalize() + pd.Timedelta(days=_AHEAD_DAYS), freq="D")
    now = int((before.normalize() - grid.first_day) / pd.Timedelta(days=1))
    counts = np.full((len(days), HOURS), np.nan)
    counts[: min(len(grid.counts), now + 1)] = grid.counts[: now + 1]
    frame = Frame(days, now, before, phases_of(days, events, calendar), np.asarray(days.day_of_week))
    terms: list[DriverTerm] = []
    notes: list[Note] = []
    without_plan: dict[str, tuple[pd.Timestamp, ...]] = {}
    capped: list[DayFigure] = []
    unlike: list[DayFigure] = []
    usable = []
    for driver in drivers:
        series = on_days(driver, frame)
        refused = refusal(driver, series, frame)
        if refused is not None:
            notes += [] if driver.sister else [refused]
        else:
            usable.append(series)
    # First how days differ by their totals, then the hours of a day by what they have of its total.
    for within_day in (False, True):
        group = [
            shares_of_days(s) if within_day else totals_of_days(s)
            for s in usable
            if s.driver.hourly or not within_day
        ]
        if group:
            found = _learn(counts if within_day else daily_totals(counts), group, frame)
            terms += [replace(term, within_day=within_day) for term in found.terms]
            capped += [] if within_day else found.capped
            unlike += [] if within_day else found.unlike
            for term in found.terms:
                counts = counts / np.exp(term.log_factor)
    names = {term.name for term in terms}
    for series in usable:
        name = series.driver.name
        if series.driver.sister:
            # Nobody plans a queue: what has no forecast counts as usual, and what explains nothing is none.
            continue
        if name in names:
            ahead = np.isnan(series.values[now:]).all(axis=1)
            without_plan[name] = tuple(days[now + np.flatnonzero(ahead)])
        else:
            notes.append(Note("driver_irrelevant", {"driver": name}))
    slips = tuple(slip for series in usable if series.driver.name in names for slip in series.slips)
    return DriverLayer(
        grid.first_day, tuple(terms), tuple(notes), without_plan, tuple(capped), slips, tuple(unlike)
    )


@dataclass(frozen=True)
class _Learned:
    terms: tuple[DriverTerm, ...]
    capped: tuple[DayFigure, ...]
    unlike: tuple[DayFigure, ...]


@dataclass(frozen=True)
class _Candidate:
    """A term's x over the days, (days, columns). deviation: less the mean of the phase. seen: of the
    phase.
    """

    x: Floats
    deviation: Floats
    mean: Floats
    seen: Floats
    usual: Floats


class _Candidates:
    """x of every term of the group, each computed once."""

    def __init__(self, group: Sequence[DriverSeries], frame: Frame) -> None:
        self.group, self.frame = group, frame
        self._found: dict[Term, _Candidate] = {}

    def form(self, place: int) -> Form:
        """The form in which lags are compared: a driver that is often absent is no power."""
        return "log1p" if _is_often_absent(self.group[place], self.frame.now) else "power"

    def prepare(self, place: int) -> None:
        """All lags of one driver at once, side by side."""
        values = self.group[place].values
        wide = np.hstack([lagged(values, lag) for lag in LAGS])
        terms = [Term(place, lag, self.form(place)) for lag in LAGS]
        made = self._make(wide, self.form(place))
        for term, candidate in zip(terms, _split(made, values.shape[1]), strict=True):
            self._found[term] = candidate

    def __getitem__(self, term: Term) -> _Candidate:
        if term not in self._found:
            self._found[term] = self._make(lagged(self.group[term.driver].values, term.lag), term.form)
        return self._found[term]

    def _make(self, values: Floats, form: Form) -> _Candidate:
        frame = self.frame
        usual = usual_level(values, frame.phases.normal, frame.weekday, frame.now)
        columns = [log_ratio(values[:, [j]], usual[:, [j]], form) for j in range(values.shape[1])]
        x = np.hstack(columns)
        past = x.copy()
        past[frame.now :] = np.nan
        means = phase_means(past, frame.phases)
        return _Candidate(x, x - means.mean, means.mean, means.seen, usual)


def _is_often_absent(series: DriverSeries, now: int) -> bool:
    past = series.values[:now]
    return float((past == 0).sum()) > OFTEN_ABSENT * float((past >= 0).sum())


def _split(wide: _Candidate, columns: int) -> list[_Candidate]:
    parts = range(0, wide.x.shape[1], columns)
    fields = ("x", "deviation", "mean", "seen", "usual")
    return [_Candidate(**{name: getattr(wide, name)[:, j : j + columns] for name in fields}) for j in parts]


def _learn(counts: Floats, group: Sequence[DriverSeries], frame: Frame) -> _Learned:
    """Choose terms one after the other, the one with the largest gain first, then all elasticities
    together.
    """
    rows = _rows(counts, frame)
    candidates = _Candidates(group, frame)
    for place in range(len(group)):
        candidates.prepare(place)

    def whitened(term: Term) -> Floats:
        deviation = candidates[term].deviation.copy()
        deviation[frame.now :] = np.nan
        return rows.whiten(deviation)

    chosen: list[Term] = []
    slopes = np.zeros(0)
    residual = rows.y
    while True:
        open_terms = [
            Term(place, lag, candidates.form(place))
            for place in range(len(group))
            for lag in LAGS
            if lag[0] > 0 or not group[place].driver.sister
            if sum(term.driver == place for term in chosen) < _MOST_TERMS
            and all(term.driver != place or _apart(term.lag, lag) for term in chosen)
        ]
        gains = [gain(rows, residual, whitened(term)) for term in open_terms]
        if not gains or max(gains) < _LEAST_GAIN:
            break
        best, most = open_terms[int(np.argmax(gains))], max(gains)
        for form in (form for form in FORMS if form != best.form):
            other = replace(best, form=form)
            found = gain(rows, residual, whitened(other))
            if found > most + _FORM_GAIN:
                best, most = other, found
        chosen.append(best)
        xs = np.array([whitened(term) for term in chosen])
        slopes = np.clip(ridge(rows, xs), -_LARGEST_ELASTICITY, _LARGEST_ELASTICITY)
        residual = rows.y - np.tensordot(slopes, xs, axes=1)
    terms, capped, unlike = [], [], []
    for term, slope in zip(chosen, slopes, strict=True):
        made, cut = _laid_on_days(term, float(slope), candidates, group[term.driver], frame)
        terms.append(made)
        capped += cut
        unlike += _unlike_past(made.name, candidates[term], frame)
    return _Learned(tuple(terms), tuple(capped), tuple(unlike))


def _apart(first: Lag, second: Lag) -> bool:
    return first[1] < second[0] or second[1] < first[0]


def _rows(counts: Floats, frame: Frame) -> Rows:
    """Deviations of the counts, of days whose phase was seen more than once."""
    normal = frame.phases.normal
    usual = usual_level(counts, normal, frame.weekday, frame.now)
    y = np.log((counts + 0.5) / (np.maximum(usual, 0.0) + 0.5))
    y[frame.now :] = np.nan
    means = phase_means(y, frame.phases)
    deviation = np.where(normal[:, None] | (means.seen > 1), y - means.mean, np.nan)
    return make_rows(deviation, np.nan_to_num(usual), normal)


def _laid_on_days(
    term: Term, slope: float, candidates: _Candidates, series: DriverSeries, frame: Frame
) -> tuple[DriverTerm, list[DayFigure]]:
    """The expected deviation of each day: what came in the past, the attenuated plan ahead."""
    candidate, now = candidates[term], frame.now
    x = candidate.x
    past = x[:now][~np.isnan(x[:now])]
    low, high = float(past.min()) - _MARGIN, float(past.max()) + _MARGIN
    trust = trust_in_plans(
        np.clip(x, low, high) - candidate.mean,
        _planned_deviation(term, candidate, series, now),
        candidate.seen,
        frame.phases.normal,
        now,
    )
    # Only days of the lag that are still ahead are plans.
    ahead = np.arange(len(x)) - now
    width = term.lag[1] - term.lag[0] + 1
    planned_days = np.clip(ahead - term.lag[0] + 1, 0, width) / width
    weight = planned_days[:, None]
    # First what plans are usually astray by, then the limit: else a bias would lead beyond it.
    x = x - weight * trust.bias
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = lagged(series.values, term.lag) / candidate.usual
    cut = [
        (series.driver.name, frame.days[day], float(np.nanmean(ratio[day])))
        for day in range(now, len(x))
        if not series.driver.sister and ((x[day] > high) | (x[day] < low)).any()
    ]
    expected = (np.clip(x, low, high) - candidate.mean) * (1 - weight * (1 - trust.share))
    unknown = np.isnan(expected)
    no_variance = np.zeros_like(trust.variance)
    variance = np.where(np.arange(len(x))[:, None] < now, no_variance, weight * trust.variance)
    whole = trust.variance / np.maximum(1 - trust.share, 1e-9)
    variance = np.where(unknown & (np.arange(len(x))[:, None] >= now), whole, variance)
    known = np.where(unknown, 0.0, expected)
    first = _is_during(frame.phases)[:, None] & (candidate.seen == 0) & (not series.driver.sister)
    shape = (len(x), HOURS)
    return DriverTerm(
        series.driver.name,
        term.lag,
        slope,
        np.broadcast_to(np.where(first, 0.0, known), shape).copy(),
        np.broadcast_to(variance, shape).copy(),
        np.broadcast_to(np.where(first, known, 0.0), shape).copy(),
        np.broadcast_to(np.where(first | unknown, 0.0, candidate.deviation), shape).copy(),
        sister=series.driver.sister,
    ), cut


def _unlike_past(name: str, candidate: _Candidate, frame: Frame) -> list[DayFigure]:
    """Plans for days of events that are far from what the same day of past ones had."""
    deviation = np.where(candidate.seen > 0, candidate.deviation, np.nan)
    far = (np.abs(deviation) > _UNLIKE).any(axis=1) & _is_during(frame.phases)
    return [
        (name, frame.days[day], float(np.exp(np.nanmean(deviation[day]))))
        for day in range(frame.now, len(far))
        if far[day]
    ]


def _is_during(phases: Phases) -> Bools:
    """(days,), which are an event's own."""
    return np.array([phase is not None and phase[1] == "during" for phase in phases.of_day], dtype=bool)


def _planned_deviation(term: Term, candidate: _Candidate, series: DriverSeries, now: int) -> Floats:
    """Deviation that each past day would have had by its plan; NaN where none is known.

    A plan of nothing for a day that had something is none, unless such days are planned and do come.
    """
    values = series.planned
    if not (values > 0).any() or not _is_often_absent(series, now):
        values = np.where((values == 0) & (series.values > 0), np.nan, values)
    planned = lagged(values, term.lag)
    x = np.hstack(
        [log_ratio(planned[:, [j]], candidate.usual[:, [j]], term.form) for j in range(planned.shape[1])]
    )
    return np.asarray(x - candidate.mean)
