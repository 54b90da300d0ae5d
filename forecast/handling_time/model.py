"""Average handling time by hour: level × hour of day × weekday × event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast.events.event import Event
from forecast.handling_time.multiplicative_effects import EffectFamily, fit_effects
from forecast.series.blas_threads import one_thread
from forecast.series.grid import HOURS, Floats, Ints, check_hours

_WEEKS = 104
"""Length of the training window: chats of three years ago were held by other people with other tools."""

_STATED_SD = 0.25
"""Standard deviation (log) of the handling time that the shop states."""


@dataclass(frozen=True)
class HandlingTime:
    """Fitted handling times of one queue.

    Attributes
    ----------
    level : float
        Seconds of a chat at the end of the history; the others are factors on it.
    hours : ndarray, shape (24,)
        Factor of the hour of the day.
    weekdays : ndarray, shape (7,)
        Factor of the weekday, Monday first.
    event : float
        Factor of any event.
    kinds : dict of str to float
        Factor of each kind of event on top.
    events : tuple of Event
        Past and coming.
    lowest, highest : float
        Bounds of every prediction, in seconds: of the observed means and the stated value.
    chats : float
        Number of chats learned from.
    """

    level: float
    hours: Floats
    weekdays: Floats
    event: float
    kinds: dict[str, float]
    events: tuple[Event, ...]
    lowest: float
    highest: float
    chats: float

    def predict(self, hours: pd.DatetimeIndex) -> Floats:
        """Average handling time of these hours.

        Parameters
        ----------
        hours : DatetimeIndex
            Naive local time, on the hour, strictly increasing.

        Returns
        -------
        ndarray, shape (hours,)
            Seconds of a chat.

        Raises
        ------
        ValueError
            The hours are of another kind.
        """
        check_hours(hours)
        names = sorted(self.kinds)
        kind = _kind_of(hours, self.events, names)
        factors = np.array([*(self.event * self.kinds[name] for name in names), 1.0])
        seconds = self.level * self.hours[hours.hour] * self.weekdays[hours.day_of_week] * factors[kind]
        return np.asarray(np.clip(seconds, self.lowest, self.highest))


def fit_handling_time(
    seconds: pd.Series[float],
    inquiries: pd.Series[float],
    *,
    usual_seconds: float,
    events: Sequence[Event] = (),
) -> HandlingTime:
    """Fit the average handling time of one queue.

    Parameters
    ----------
    seconds : Series of float
        Mean handling time of the chats of each hour, > 0; NaN = not observed.
    inquiries : Series of float
        Number of those chats, >= 0, on the same naive, increasing index of whole hours; hours without chats
        are ignored.
    usual_seconds : float
        What the shop states, > 0. It stands alone where nothing was observed, and yields as chats come in.
    events : sequence of Event
        Promotions that concern this queue, past and coming.

    Returns
    -------
    HandlingTime
        The fitted queue.

    Raises
    ------
    ValueError
        Indices, handling times or counts are of another kind.
    """
    if not 0 < usual_seconds < np.inf:
        raise ValueError(f"usual_seconds {usual_seconds} is not above 0")
    times, lengths, chats = _observed(seconds, inquiries)
    names = sorted({event.kind for event in events})
    kind = _kind_of(times, events, names)
    weeks_ago = _weeks_ago(times)
    families = (
        EffectFamily(weeks_ago, int(weeks_ago.max(initial=0)) + 1, 0.02, 2.0, random_walk=True),
        EffectFamily(weeks_ago, int(weeks_ago.max(initial=0)) + 1, 0.02, 2.0),
        EffectFamily(np.asarray(times.hour, dtype=np.int64), HOURS, 0.1, 1.0),
        EffectFamily(np.asarray(times.day_of_week, dtype=np.int64), 7, 0.05, 1.0),
        EffectFamily(np.minimum(kind, 0), 1, 0.15, 2.0),
        EffectFamily(kind, len(names), 0.1, 2.0),
    )
    with one_thread():
        level, _, of_hour, of_weekday, of_event, of_kind = fit_effects(
            families, lengths, chats, usual_seconds, _STATED_SD
        )
    return HandlingTime(
        level=float(np.exp(level[0])),
        hours=np.exp(of_hour),
        weekdays=np.exp(of_weekday),
        event=float(np.exp(of_event[0])),
        kinds={name: float(np.exp(effect)) for name, effect in zip(names, of_kind, strict=True)},
        events=tuple(events),
        lowest=float(np.min(lengths, initial=usual_seconds)),
        highest=float(np.max(lengths, initial=usual_seconds)),
        chats=float(chats.sum()),
    )


def _observed(
    seconds: pd.Series[float], inquiries: pd.Series[float]
) -> tuple[pd.DatetimeIndex, Floats, Floats]:
    """Hours, handling times and chats of the hours with information."""
    times = seconds.index
    if not isinstance(times, pd.DatetimeIndex) or not times.equals(inquiries.index):
        raise ValueError("seconds and inquiries are not on the same DatetimeIndex")
    check_hours(times)
    lengths = seconds.to_numpy(dtype=np.float64, na_value=np.nan)
    chats = inquiries.to_numpy(dtype=np.float64, na_value=np.nan)
    if np.isinf(lengths).any() or (lengths <= 0).any():
        raise ValueError("a handling time is not a finite number above 0")
    if np.isinf(chats).any() or (chats < 0).any():
        raise ValueError("a number of inquiries is not a finite number >= 0")
    informative = ~np.isnan(lengths) & (np.nan_to_num(chats) > 0)
    if informative.any():
        informative &= _weeks_ago(times, times[informative][-1]) < _WEEKS
    return times[informative], np.asarray(lengths[informative]), np.asarray(chats[informative])


def _weeks_ago(times: pd.DatetimeIndex, last: pd.Timestamp | None = None) -> Ints:
    """Weeks back from the last day: 0 = the seven days that end with it."""
    if not len(times):
        return np.zeros(0, dtype=np.int64)
    back = (times[-1] if last is None else last).normalize() - times.normalize()
    return np.asarray(back // pd.Timedelta(weeks=1), dtype=np.int64)


def _kind_of(hours: pd.DatetimeIndex, events: Sequence[Event], names: Sequence[str]) -> Ints:
    """Index in ``names`` of the event running in each hour, of several the latest begun; -1 = none."""
    kind = np.full(len(hours), -1, dtype=np.int64)
    place = {name: position for position, name in enumerate(names)}
    for event in sorted(events, key=lambda event: event.start):
        first, end = hours.searchsorted([pd.Timestamp(event.start).floor("h"), pd.Timestamp(event.end)])
        kind[first:end] = place[event.kind]
    return kind
