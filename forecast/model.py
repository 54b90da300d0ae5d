"""The forecast model of one queue: baseline × events, with a distribution around it.

The events are learned first, each from the normal weeks before it. The baseline regression then takes the
hours away from events, corrected for run-ups and aftermaths, is combined with simpler methods and calibrated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pandas as pd

from forecast.distribution import Forecast, Uncertainty
from forecast.ensemble.baseline import Baseline, Method, combine_baseline
from forecast.events.event import Event
from forecast.events.forecast import event_curves, explain_events, forecast_events
from forecast.events.layer import EventLayer, fit_event_layer
from forecast.events.windows import near_events
from forecast.explanation import EventCurve, Explanation
from forecast.masking import (
    closed_hours,
    gap_notes,
    mask_events,
    trim_before_opening,
    without_closed_hours,
)
from forecast.regression.closed_hours import ClosedHours, nothing_closed
from forecast.regression.day_features import MAKE_UP
from forecast.regression.hour_noise import HourNoise, fit_hour_noise
from forecast.regression.profile import day_kinds
from forecast.regression.regression import fit_regression
from forecast.series.blas_threads import one_thread
from forecast.series.calendar import Calendar
from forecast.series.grid import HOURS, Bools, Grid, check_hours, make_grid, unit_of
from forecast.series.notes import HOURS_NEEDED, Note, NotEnoughHistory

_SHORT_DAYS = 14
_TOLD_CHANGE = 0.05
"""Least mean change (log) by yearly memory that is told."""


@dataclass(frozen=True)
class Model:
    """A fitted queue.

    Attributes
    ----------
    grid : Grid
        The history it was fitted to.
    calendar : Calendar
        Public holidays and make-up working days.
    baseline : Baseline or None
        Expected inquiries without events. None where the history holds nothing but zeros.
    events : EventLayer or None
        The event model. None where the history holds nothing but zeros.
    hour_noise : HourNoise
        Variance function of an hour's count.
    notes : tuple of Note
        Remarks on the fit, as codes.
    unit : float
        What is counted: 1, or a power of ten where the history holds amounts that are not whole numbers.
    """

    grid: Grid
    calendar: Calendar
    baseline: Baseline | None
    events: EventLayer | None
    hour_noise: HourNoise
    notes: tuple[Note, ...]
    unit: float = 1.0

    def predict(self, hours: pd.DatetimeIndex, *, seed: int = 1) -> Forecast:
        """Forecast these hours.

        Parameters
        ----------
        hours : DatetimeIndex
            Naive local time, on the hour, strictly increasing. Any distance ahead; past hours give the fit.
        seed : int
            Seed of the sample paths.

        Returns
        -------
        Forecast
            Mean, quantiles and sample paths, with the notes that concern these hours.

        Raises
        ------
        ValueError
            The hours are of another kind.
        """
        check_hours(hours)
        if self.baseline is None or self.events is None or not len(hours):
            return Forecast(hours, np.zeros(len(hours)), _no_uncertainty(len(hours)), seed, self.notes)
        days = pd.date_range(hours[0].normalize(), hours[-1].normalize(), freq="D")
        whole_days = pd.date_range(days[0], periods=len(days) * HOURS, freq="h")
        requested = whole_days.get_indexer(hours)
        with one_thread():
            rates = self.baseline.rates(days).ravel()
        first = int((whole_days[0] - self.grid.first_day) / pd.Timedelta(hours=1))
        events = forecast_events(self.events, first, rates)
        uncertainty = Uncertainty(
            day_index=np.asarray(requested // HOURS, dtype=np.int64),
            level_covariance=self.baseline.level_covariance(days),
            day_covariance=self.baseline.day_covariance(days),
            event_loading=events.loading[:, requested],
            event_hour_sd=np.sqrt(events.hour_variance[requested]),
            hour_noise=self.hour_noise,
        )
        notes = (*self.notes, *self._horizon_notes(days, hours[0]), *events.notes)
        return Forecast(hours, events.mean[requested] * self.unit, uncertainty, seed, notes, self.unit)

    def explain(self, hour: pd.Timestamp) -> Explanation:
        """Decompose the mean of one hour into factors.

        Parameters
        ----------
        hour : Timestamp
            On the hour, naive local time.

        Returns
        -------
        Explanation
            Factors whose product is the forecast mean of the hour.

        Raises
        ------
        ValueError
            ``hour`` is not on the hour.
        """
        check_hours(pd.DatetimeIndex([hour]))
        if self.baseline is None or self.events is None:
            return Explanation(hour, 0.0, 0.0, 1.0, 1.0, 1.0, None, 1.0, 1.0, ())
        day = pd.DatetimeIndex([hour.normalize()])
        hours = pd.date_range(day[0], periods=HOURS, freq="h")
        factors = self.baseline.factors(day)
        fitted = float(self.baseline.regression.rates(day)[0, hour.hour])
        with one_thread():
            rates = self.baseline.rates(day).ravel()
        first = int((hours[0] - self.grid.first_day) / pd.Timedelta(hours=1))
        events = explain_events(self.events, first, rates, hour.hour)
        mean = forecast_events(self.events, first, rates).mean[hour.hour]
        return Explanation(
            hour=hour,
            mean=float(mean) * self.unit,
            level=float(factors.level[0]) * self.unit,
            weekday=float(factors.weekday[0]),
            time_of_day=0.0 if fitted == 0 else float(factors.hours[0, hour.hour]),
            holiday=1.0 if fitted == 0 else float(factors.holiday[0, hour.hour]),
            holiday_name=self.calendar.holidays.get(hour.date()),
            recent=float(factors.recent[0]),
            other_methods=float(rates[hour.hour]) / fitted if fitted > 0 else 1.0,
            events=events,
        )

    def event_curves(self, name: str) -> tuple[EventCurve, ...]:
        """The past events that the forecast of an event draws on, laid upon its hours.

        Parameters
        ----------
        name : str
            Name of one of the events that the model was fitted with.

        Returns
        -------
        tuple of EventCurve
            The heaviest first; none where the event rests on no past one.

        Raises
        ------
        KeyError
            No event has this name.
        """
        if self.events is None:
            return ()
        names = [event.name for event in self.events.events]
        if name not in names:
            raise KeyError(name)
        return tuple(
            replace(curve, counts=curve.counts * self.unit, at_level_now=curve.at_level_now * self.unit)
            for curve in event_curves(self.events, names.index(name))
        )

    def _horizon_notes(self, days: pd.DatetimeIndex, first_hour: pd.Timestamp) -> list[Note]:
        """Notes on the forecast horizon: a gap after the history, provisional years, holidays never
        observed.
        """
        notes = []
        last_known = self.grid.hours[np.flatnonzero(self.grid.known.ravel())[-1]]
        gap_hours = int((first_hour - last_known) / pd.Timedelta(hours=1)) - 1
        if gap_hours >= HOURS:
            notes.append(Note("history_ends_early", {"hours": gap_hours}))
        if self.baseline is not None:
            change = float(np.exp(self.baseline.yearly_change(self.baseline.days_ahead(days)).mean()))
            if abs(np.log(change)) > _TOLD_CHANGE:
                notes.append(Note("year_remembered", {"change": change - 1}))
        years = sorted({day.year for day in days} & self.calendar.provisional_years)
        notes += [Note("provisional_calendar", {"year": year}) for year in years]
        past = self.grid.days[np.flatnonzero(self.grid.known.any(axis=1))]
        known_holidays = {self.calendar.holidays.get(day) for day in past.date}
        new_holidays = {self.calendar.holidays.get(day) for day in days.date} - known_holidays - {None}
        notes += [Note("holiday_unseen", {"family": family}) for family in sorted(filter(None, new_holidays))]
        return notes


def fit(
    history: pd.Series[float],
    *,
    calendar: Calendar,
    events: Sequence[Event],
    method: Method = "auto",
    unit: float | None = None,
    nobody: Bools | None = None,
    open_hours: Bools | None = None,
) -> Model:
    """Fit the forecast model of one queue.

    Parameters
    ----------
    history : Series of float
        Inquiries of each hour on a complete, naive, hourly DatetimeIndex in local time; NaN = unknown.
    calendar : Calendar
        Public holidays and make-up working days of the history and the horizon.
    events : sequence of Event
        Promotions that concern this queue, past and coming.
    method : {"auto", "model", "last_week", "eight_weeks"}
        How the baseline is forecast. "model": the combination. "last_week", "eight_weeks": that naive method
        alone. "auto": the naive method where it clearly beat the combination out of fold, else "model".
    unit : float, optional
        What is counted one by one; None: whole inquiries, unless the history holds finer amounts.
    nobody : ndarray of bool, shape (7, 24), optional
        Hours of the week, Monday first, in which the shop says that nobody asks; 0 while nobody did.
    open_hours : ndarray of bool, shape (7, 24), optional
        Hours of the week in which the queue is open: the notes count no others. None: all.

    Returns
    -------
    Model
        The fitted queue.

    Raises
    ------
    NotEnoughHistory
        Fewer than 24 hours are known.
    ValueError
        The index or the counts are of another kind.
    """
    unit = unit_of(history) if unit is None else unit
    grid = make_grid(history / unit)
    known_hours = int(grid.known.sum())
    if known_hours < HOURS_NEEDED:
        raise NotEnoughHistory(known_hours)
    notes = gap_notes(grid, calendar, history, events, open_hours)
    if not np.nansum(grid.counts) > 0:
        note = Note("all_zero", {"hours": known_hours})
        return Model(grid, calendar, None, None, HourNoise(1.0, 0.0), (*notes, note))
    grid, days_before_opening = trim_before_opening(grid)
    if days_before_opening:
        notes.append(Note("opened_late", {"days": days_before_opening}))
    known_days = int(grid.known.any(axis=1).sum())
    if known_days < _SHORT_DAYS:
        notes.append(Note("short_history", {"days": known_days}))

    closed = closed_hours(grid, calendar, events, nobody)
    ordinary = without_closed_hours(grid, calendar, closed, events)
    if ordinary.known.sum() < HOURS_NEEDED or not np.nansum(ordinary.counts) > 0:
        closed, ordinary = nothing_closed(), grid
    _, mask, event_hours = mask_events(ordinary, events)
    if event_hours:
        notes.append(Note("events_not_masked", {"hours": event_hours}))
    with one_thread():
        layer = _fit_events(_with_event_hours(ordinary, grid, events), calendar, events, closed)
        baseline, noise = _fit_baseline(ordinary, calendar, layer, mask, closed, method)
    notes += baseline.notes
    if not baseline.regression.level.converged:
        notes.append(Note("not_converged"))
    return Model(grid, calendar, baseline, layer, noise, tuple(notes), unit)


def _fit_events(grid: Grid, calendar: Calendar, events: Sequence[Event], closed: ClosedHours) -> EventLayer:
    """The events, told from the normal weeks before them. grid: with the events' hours in closed ones too."""
    kinds = day_kinds(calendar, grid.days)
    return fit_event_layer(grid, events, ~kinds.holiday & (kinds.weekday < MAKE_UP), closed.closed[:MAKE_UP])


def _fit_baseline(
    grid: Grid, calendar: Calendar, layer: EventLayer, mask: Bools, closed: ClosedHours, method: Method
) -> tuple[Baseline, HourNoise]:
    """The baseline on hours corrected for the events around, then hour noise, combination and calibration."""
    event_factor = layer.past_factor().reshape(grid.counts.shape)
    regression = fit_regression(grid, calendar, mask, event_factor, closed=closed.closed)
    rates = regression.rates(grid.days)
    noise = fit_hour_noise(grid.counts, rates * event_factor, mask, regression.profile.effective_weeks)
    baseline = combine_baseline(grid, mask, event_factor, regression, noise, method)
    return baseline, noise.scaled(baseline.calibration.hour_scale)


def _with_event_hours(ordinary: Grid, recorded: Grid, events: Sequence[Event]) -> Grid:
    """The grid of ordinary hours, with what was recorded in the events' own."""
    inside = near_events(events, recorded.hours, (timedelta(0), timedelta(0))).reshape(recorded.counts.shape)
    return Grid(ordinary.first_day, np.where(inside, recorded.counts, ordinary.counts))


def _no_uncertainty(hours: int) -> Uncertainty:
    none, never = np.zeros(hours), np.zeros((1, 1))
    return Uncertainty(np.zeros(hours, np.int64), never, never, none[None], none, HourNoise(1.0, 0.0))
