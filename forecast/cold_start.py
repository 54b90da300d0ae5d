"""A normal week as the shop itself expects it: it stands in for history that is not there yet.

It is put in front of the history as counts, as if so many weeks of it had been recorded. So it gives way by
itself as real weeks come in, and every method works as it does with a history of four weeks.
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
from forecast.explanation import Explanation
from forecast.masking import gap_notes
from forecast.model import Model, fit
from forecast.series.calendar import Calendar
from forecast.series.grid import HOURS, Bools, Floats, make_grid
from forecast.series.notes import Note

PROFILE_WEEKS = 4
"""With so many weeks known the profile is not looked at any more."""

LEVEL_SD, HOUR_SD = 0.3, 0.15
"""How far (log) a given week is off: as a whole, and each hour on top."""

_DAY_SD = 0.1
"""How far a day lies off the week's level: what so many days tell about it."""

_GOLDEN_RATIO = (5**0.5 - 1) / 2

_EVENT_MARGIN = (timedelta(hours=12), timedelta(hours=24))
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class ProfiledModel:
    """A queue fitted to a given profile and what history there is; used like :class:`forecast.Model`.

    days: of history. level_sd, hour_sd: how far (log) the profile may still be off, in all and by the hour.
    """

    model: Model
    days: int
    level_sd: float
    hour_sd: float
    notes: tuple[Note, ...]

    def predict(self, hours: pd.DatetimeIndex, *, seed: int = 1) -> Forecast:
        """As :meth:`forecast.Model.predict`, less certain by what the profile may be off."""
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


def fit_with_profile(
    history: pd.Series[float],
    weekly_profile: Floats,
    *,
    before: pd.Timestamp,
    calendar: Calendar,
    events: Sequence[Event],
    method: Method = "auto",
) -> Model | ProfiledModel:
    """Learn a queue from a profile and the history there is; from the history alone once it is long enough.

    history: as for :func:`forecast.fit`, but may be short or empty. weekly_profile: expected inquiries of a
    normal week, shape (7, 24), Monday first, finite and >= 0. before: up to when the history could reach.
    method: as for :func:`forecast.fit`; of a given week nothing says that a simple one is better.

    Raises ValueError for a profile of another kind, and what :func:`forecast.fit` raises.
    """
    week = np.asarray(weekly_profile, dtype=np.float64)
    if week.shape != (7, HOURS) or not (np.isfinite(week) & (week >= 0)).all():
        raise ValueError("weekly_profile is not 7 days of 24 counts >= 0")
    days = known_days(history)
    weeks = -(-max(7 * PROFILE_WEEKS - days, 0) // 7)
    if not weeks:
        return fit(history, calendar=calendar, events=events, method=method)
    begin = history.index[0] if len(history) else before
    # What is over before the history begins is not known to have changed anything.
    relevant = [event for event in events if pd.Timestamp(event.end) > begin]
    extended = prepend_pseudo_history(
        history, week * _level_ratio(history, week, events), weeks, before, calendar, relevant
    )
    # Weeks that are copies of each other are foretold best by copying; that says nothing about real ones.
    chosen: Method = "model" if method == "auto" else method
    model = fit(extended, calendar=calendar, events=relevant, method=chosen)
    notes = [note for note in model.notes if note.code != "gaps_ignored"]
    if len(history):
        real = gap_notes(make_grid(history), calendar, history)
        notes += [note for note in real if note.code == "gaps_ignored"]
    cold_start_note = Note("given_profile", {"days": days})
    level_sd = (LEVEL_SD**-2 + days / _DAY_SD**2) ** -0.5
    return ProfiledModel(model, days, level_sd, HOUR_SD * weeks / PROFILE_WEEKS, (cold_start_note, *notes))


def known_days(history: pd.Series[float]) -> int:
    """Dates of which an hour is known."""
    return int(pd.DatetimeIndex(history.dropna().index).normalize().nunique())


def prepend_pseudo_history(
    history: pd.Series[float],
    week: Floats,
    weeks: int,
    before: pd.Timestamp,
    calendar: Calendar,
    events: Sequence[Event],
) -> pd.Series[float]:
    """The history with so many given weeks in front of it, on a complete hourly index.

    NaN on public holidays, make-up days and in events: the given week is a normal one.
    """
    begin = (history.index[0] if len(history) else before).normalize()
    hours = pd.date_range(begin - 7 * weeks * _DAY, begin, freq="h", inclusive="left", unit="us")
    first = begin.day_of_week
    counts = pseudo_counts(np.roll(week, -first, axis=0), weeks).ravel()
    special = _is_special_day(hours, calendar) | near_events(events, hours, (timedelta(0), timedelta(0)))
    expected = pd.Series(np.where(special, np.nan, counts), index=hours, name=history.name)
    if not len(history):
        return expected
    recorded_hours = pd.date_range(begin, history.index[-1], freq="h", unit="us")
    return pd.concat([expected, history.reindex(recorded_hours)]).asfreq("h")


def pseudo_counts(week: Floats, weeks: int) -> Floats:
    """The expected week so many times in whole counts, as people are counted, shape (weeks, 7, 24).

    What is left over from one hour's rounding goes into the next, and each day starts with a remainder of its
    own (multiples of the golden ratio lie as evenly as can be), so that nothing is lost over the days, not
    even half a customer of every night. The counts do not scatter: how far real ones do is the model's to
    assume, and chance must not bend what the shop has given.
    """
    days = np.tile(week, (weeks, 1))
    offset = (np.arange(len(days)) + 1) * _GOLDEN_RATIO % 1.0
    total = np.cumsum(days, axis=1) + offset[:, np.newaxis]
    return np.diff(np.floor(total), axis=1, prepend=0.0).reshape(weeks, 7, HOURS)


def _is_special_day(hours: pd.DatetimeIndex, calendar: Calendar) -> Bools:
    dates = hours.normalize()
    days = pd.DatetimeIndex([*calendar.holidays, *calendar.workdays], dtype=dates.dtype)
    return np.asarray(dates.isin(days))


def _level_ratio(history: pd.Series[float], week: Floats, events: Sequence[Event]) -> float:
    """How many times the given week came on the normal days of the history, held to 1."""
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
