"""Cold start: a weekly profile stated by the shop stands in for history that is not there yet.

The profile is prepended to the history as pseudo-counts, as if so many weeks of it had been recorded. So it
gives way as real weeks come in, and every method works as it would with four weeks of history. The doubt
about the profile itself is added to the forecast's variance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pandas as pd

from forecast.distribution import Forecast
from forecast.ensemble.baseline import Method
from forecast.events.event import Event
from forecast.events.windows import near_events
from forecast.explanation import EventCurve, Explanation
from forecast.masking import gap_notes
from forecast.model import Model, fit
from forecast.series.calendar import Calendar
from forecast.series.grid import HOURS, Bools, Floats, make_grid, unit_of
from forecast.series.notes import Note

PROFILE_WEEKS = 4
"""Weeks of pseudo-history; with so many real weeks the profile is ignored."""

LEVEL_SD, HOUR_SD = 0.3, 0.15
"""Standard deviation (log) of the stated profile's error: of its level, and of each hour on top."""

_DAY_SD = 0.1
"""Standard deviation (log) of a day around the week's level: how much the first days say about the level."""

_EVENT_MARGIN = (timedelta(hours=12), timedelta(hours=24))
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class ProfiledModel:
    """A queue fitted to a stated profile and to what history there is; used like :class:`forecast.Model`.

    Attributes
    ----------
    model : Model
        Fitted to pseudo-history and history.
    days : int
        Days of real history.
    level_sd, hour_sd : float
        Remaining standard deviation (log) of the profile's error, in level and in each hour.
    notes : tuple of Note
        Remarks on the fit.
    """

    model: Model
    days: int
    level_sd: float
    hour_sd: float
    notes: tuple[Note, ...]

    def predict(self, hours: pd.DatetimeIndex, *, seed: int = 1) -> Forecast:
        """As :meth:`forecast.Model.predict`, with the profile's own uncertainty added."""
        forecast = self.model.predict(hours, seed=seed)
        new_notes = tuple(note for note in forecast.notes if note not in self.model.notes)
        uncertainty = forecast.uncertainty
        widened = replace(
            uncertainty,
            level_covariance=uncertainty.level_covariance + self.level_sd**2,
            event_hour_sd=np.hypot(uncertainty.event_hour_sd, self.hour_sd),
        )
        return replace(forecast, uncertainty=widened, notes=(*self.notes, *new_notes))

    def explain(self, hour: pd.Timestamp) -> Explanation:
        """As :meth:`forecast.Model.explain`."""
        return self.model.explain(hour)

    def event_curves(self, name: str) -> tuple[EventCurve, ...]:
        """As :meth:`forecast.Model.event_curves`."""
        return self.model.event_curves(name)


def fit_with_profile(
    history: pd.Series[float],
    weekly_profile: Floats,
    *,
    before: pd.Timestamp,
    calendar: Calendar,
    events: Sequence[Event],
    method: Method = "auto",
    unit: float | None = None,
    open_hours: Bools | None = None,
) -> Model | ProfiledModel:
    """Fit a queue to a stated weekly profile and to the history there is.

    Parameters
    ----------
    history : Series of float
        As for :func:`forecast.fit`; may be short or empty.
    weekly_profile : ndarray, shape (7, 24)
        Expected inquiries of a normal week, Monday first, finite and >= 0.
    before : Timestamp
        The moment up to which the history could reach.
    calendar, events
        As for :func:`forecast.fit`.
    method : {"auto", "model", "last_week", "eight_weeks"}
        As for :func:`forecast.fit`; "auto" means "model" while the profile is in use.
    unit : float, optional
        As for :func:`forecast.fit`.
    open_hours : ndarray of bool, shape (7, 24), optional
        As for :func:`forecast.fit`.

    Returns
    -------
    Model or ProfiledModel
        A plain Model once four weeks are known; the profile is then ignored.

    Raises
    ------
    ValueError
        The profile is of another kind.
    NotEnoughHistory
        As for :func:`forecast.fit`.
    """
    week = np.asarray(weekly_profile, dtype=np.float64)
    if week.shape != (7, HOURS) or not (np.isfinite(week) & (week >= 0)).all():
        raise ValueError("weekly_profile is not 7 days of 24 counts >= 0")
    days = known_days(history)
    weeks = -(-max(7 * PROFILE_WEEKS - days, 0) // 7)
    if not weeks:
        return fit(history, calendar=calendar, events=events, method=method, unit=unit, open_hours=open_hours)
    begin = history.index[0] if len(history) else before
    # Events that ended before the history begins cannot be estimated from it.
    relevant = [event for event in events if pd.Timestamp(event.end) > begin]
    extended = prepend_pseudo_history(
        history, week * _level_ratio(history, week, events), weeks, before, calendar, relevant
    )
    # Identical weeks are forecast best by repeating them; that says nothing about real ones.
    chosen: Method = "model" if method == "auto" else method
    # Whatever fractions are expected, people will come one by one.
    unit = unit_of(history) if unit is None else unit
    model = fit(
        extended,
        calendar=calendar,
        events=relevant,
        method=chosen,
        unit=unit,
        nobody=week == 0,
        open_hours=open_hours,
    )
    notes = [note for note in model.notes if note.code != "gaps_ignored"]
    if len(history):
        real = gap_notes(make_grid(history), calendar, history, events)
        notes += [note for note in real if note.code == "gaps_ignored"]
    cold_start_note = Note("given_profile", {"days": days})
    level_sd = (LEVEL_SD**-2 + days / _DAY_SD**2) ** -0.5
    return ProfiledModel(model, days, level_sd, HOUR_SD * weeks / PROFILE_WEEKS, (cold_start_note, *notes))


def known_days(history: pd.Series[float]) -> int:
    """Number of dates with at least one known hour."""
    return int(pd.DatetimeIndex(history.dropna().index).normalize().nunique())


def prepend_pseudo_history(
    history: pd.Series[float],
    week: Floats,
    weeks: int,
    before: pd.Timestamp,
    calendar: Calendar,
    events: Sequence[Event],
) -> pd.Series[float]:
    """The history with ``weeks`` weeks of the profile in front, on a complete hourly index.

    NaN on public holidays, make-up days and in events: the profile describes a normal week. Fractions stay:
    whole numbers would have to put half an inquiry somewhere, and where they put it would be learned. Nor do
    the counts carry noise: the model assumes it, and chance must not bend the profile.
    """
    begin = (history.index[0] if len(history) else before).normalize()
    hours = pd.date_range(begin - 7 * weeks * _DAY, begin, freq="h", inclusive="left", unit="us")
    first = begin.day_of_week
    counts = np.tile(np.roll(week, -first, axis=0), (weeks, 1)).ravel()
    special = _is_special_day(hours, calendar) | near_events(events, hours, (timedelta(0), timedelta(0)))
    expected = pd.Series(np.where(special, np.nan, counts), index=hours, name=history.name)
    if not len(history):
        return expected
    recorded_hours = pd.date_range(begin, history.index[-1], freq="h", unit="us")
    return pd.concat([expected, history.reindex(recorded_hours)]).asfreq("h")


def _is_special_day(hours: pd.DatetimeIndex, calendar: Calendar) -> Bools:
    """Which hours lie on a public holiday or a make-up working day."""
    dates = hours.normalize()
    days = pd.DatetimeIndex([*calendar.holidays, *calendar.workdays], dtype=dates.dtype)
    return np.asarray(dates.isin(days))


def _level_ratio(history: pd.Series[float], week: Floats, events: Sequence[Event]) -> float:
    """Shrunken ratio of the history's normal days to the profile (log-normal prior around 1)."""
    known = history.dropna()
    if not len(known):
        return 1.0
    times = pd.DatetimeIndex(known.index)
    known = known[~near_events(events, times, _EVENT_MARGIN)]
    times = pd.DatetimeIndex(known.index)
    actual, expected = float(known.sum()), float(week[times.day_of_week, times.hour].sum())
    if not expected > 0:
        return 1.0
    noise = _DAY_SD**2 / max(known_days(known), 1) + 1 / (actual + 1)
    return float(((actual + 0.5) / (expected + 0.5)) ** (LEVEL_SD**2 / (LEVEL_SD**2 + noise)))
