"""The forecast model of one queue: baseline × events, with a distribution around it.

``fit`` alternates two stages, each corrected for the other: the baseline regression on hours away from
events, and the event model on what those hours leave unexplained (backfitting: Hastie and Tibshirani,
*Generalized Additive Models*, 1990). The baseline is then combined with simpler methods and calibrated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from forecast.distribution import Forecast, Uncertainty
from forecast.ensemble.baseline import Baseline, Method, combine_baseline
from forecast.events.event import Event
from forecast.events.forecast import explain_events, forecast_events
from forecast.events.layer import EventLayer, fit_event_layer
from forecast.events.observations import weekly_level
from forecast.events.opening import Opening, learn_opening
from forecast.events.prediction import weekly_level_around
from forecast.events.windows import near_events
from forecast.explanation import Explanation
from forecast.masking import (
    closed_hours,
    gap_notes,
    mask_events,
    trim_before_opening,
    without_closed_hours,
)
from forecast.regression.closed_hours import nothing_closed
from forecast.regression.day_noise import HOUR_DISPERSION
from forecast.regression.hour_noise import HourNoise, fit_hour_noise
from forecast.regression.regression import fit_regression
from forecast.series.blas_threads import one_thread
from forecast.series.calendar import Calendar
from forecast.series.grid import HOURS, Bools, Floats, Grid, check_hours, make_grid, unit_of
from forecast.series.notes import HOURS_NEEDED, Note, NotEnoughHistory

_SHORT_DAYS = 14


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
    opening : Opening or None
        What events open of the hours that are otherwise closed. None where the history holds nothing but
        zeros.
    """

    grid: Grid
    calendar: Calendar
    baseline: Baseline | None
    events: EventLayer | None
    hour_noise: HourNoise
    notes: tuple[Note, ...]
    unit: float = 1.0
    opening: Opening | None = None

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
            rates = self._rates(days)
        events = forecast_events(self.events, whole_days, rates, self.baseline)
        uncertainty = Uncertainty(
            day_index=np.asarray(requested // HOURS, dtype=np.int64),
            level_covariance=self.baseline.level_covariance(days),
            day_covariance=self.baseline.day_covariance(days),
            event_loading=events.loading[:, requested],
            event_hour_sd=np.sqrt(events.hour_variance[requested]),
            hour_noise=self.hour_noise,
        )
        notes = (*self.notes, *self._horizon_notes(days, hours[0]), *events.notes)
        return Forecast(
            hours, (rates * events.factor)[requested] * self.unit, uncertainty, seed, notes, self.unit
        )

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
            rates = self._rates(day)
        events = explain_events(self.events, hours, rates, self.baseline, hour.hour)
        factor = forecast_events(self.events, hours, rates, self.baseline).factor[hour.hour]
        # A closed hour has no share of its day, or the little that an event multiplies from.
        opened = rates[hour.hour] / (factors.level[0] * factors.weekday[0] * factors.recent[0])
        return Explanation(
            hour=hour,
            mean=float(rates[hour.hour] * factor) * self.unit,
            level=float(factors.level[0]) * self.unit,
            weekday=float(factors.weekday[0]),
            time_of_day=float(opened if fitted == 0 else factors.hours[0, hour.hour]),
            holiday=float(1.0 if fitted == 0 else factors.holiday[0, hour.hour]),
            holiday_name=self.calendar.holidays.get(hour.date()),
            recent=float(factors.recent[0]),
            other_methods=float(rates[hour.hour]) / fitted if fitted > 0 else 1.0,
            events=events,
        )

    def _rates(self, days: pd.DatetimeIndex) -> Floats:
        """The baseline of consecutive days, flat, with what events open of closed hours."""
        assert self.baseline is not None
        rates = self.baseline.rates(days).ravel()
        if self.opening is None or self.events is None:
            return rates
        hours = pd.date_range(days[0], periods=len(rates), freq="h")
        return self.opening.rates(rates, weekly_level_around(days, self.baseline), hours, self.events.events)

    def _horizon_notes(self, days: pd.DatetimeIndex, first_hour: pd.Timestamp) -> list[Note]:
        """Notes on the forecast horizon: a gap after the history, provisional years, holidays never
        observed.
        """
        notes = []
        last_known = self.grid.hours[np.flatnonzero(self.grid.known.ravel())[-1]]
        gap_hours = int((first_hour - last_known) / pd.Timedelta(hours=1)) - 1
        if gap_hours >= HOURS:
            notes.append(Note("history_ends_early", {"hours": gap_hours}))
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
    notes = gap_notes(grid, calendar, history, events)
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
    opening = learn_opening(grid, calendar, closed, events)
    wide_mask, narrow_mask, event_hours = mask_events(ordinary, events)
    if event_hours:
        notes.append(Note("events_not_masked", {"hours": event_hours}))
    with one_thread():
        baseline, layer, noise = _fit_baseline_and_events(
            ordinary,
            _with_event_hours(ordinary, grid, events),
            opening,
            events,
            wide_mask,
            narrow_mask,
            method,
        )
    notes += baseline.notes
    if not baseline.regression.level.converged:
        notes.append(Note("not_converged"))
    return Model(grid, calendar, baseline, layer, noise, tuple(notes), unit, opening)


def _fit_baseline_and_events(
    grid: Grid,
    event_grid: Grid,
    opening: Opening,
    events: Sequence[Event],
    wide_mask: Bools,
    narrow_mask: Bools,
    method: Method,
) -> tuple[Baseline, EventLayer, HourNoise]:
    """Two rounds of backfitting between baseline and events, then hour noise, combination and calibration.

    The first round masks a wide margin around events. The second masks a narrow one and corrects the hours in
    between for the event model's factor. event_grid: the history with the events' hours in closed ones too.
    """
    calendar, closed = opening.calendar, opening.hours.closed
    # First mask everything near events, to estimate them; then use the outskirts, corrected for them.
    mask, event_factor = wide_mask, np.ones_like(grid.counts)
    regression = fit_regression(grid, calendar, mask, event_factor, closed=closed)
    rates = _opened(opening, regression.rates(grid.days), grid, events)
    layer = fit_event_layer(event_grid, rates, events, HOUR_DISPERSION)
    if events:
        mask, event_factor = narrow_mask, layer.factor(grid.hours, rates.ravel()).reshape(rates.shape)
        regression = fit_regression(grid, calendar, mask, event_factor, regression)
        rates = _opened(opening, regression.rates(grid.days), grid, events)
        layer = fit_event_layer(event_grid, rates, events, HOUR_DISPERSION, layer)
        event_factor = layer.factor(grid.hours, rates.ravel()).reshape(rates.shape)
    noise = fit_hour_noise(grid.counts, rates * event_factor, narrow_mask, regression.profile.effective_weeks)
    baseline = combine_baseline(grid, mask, event_factor, regression, noise, method)
    return baseline, layer, noise.scaled(baseline.calibration.hour_scale)


def _opened(opening: Opening, rates: Floats, grid: Grid, events: Sequence[Event]) -> Floats:
    """The baseline of the history, (days, 24), with what events open of closed hours."""
    flat = rates.ravel()
    return opening.rates(flat, weekly_level(flat), grid.hours, events).reshape(rates.shape)


def _with_event_hours(ordinary: Grid, recorded: Grid, events: Sequence[Event]) -> Grid:
    """The grid of ordinary hours, with what was recorded in the events' own."""
    inside = near_events(events, recorded.hours, (timedelta(0), timedelta(0))).reshape(recorded.counts.shape)
    return Grid(ordinary.first_day, np.where(inside, recorded.counts, ordinary.counts))


def _no_uncertainty(hours: int) -> Uncertainty:
    none, never = np.zeros(hours), np.zeros((1, 1))
    return Uncertainty(np.zeros(hours, np.int64), never, never, none[None], none, HourNoise(1.0, 0.0))
