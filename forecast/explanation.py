"""Decomposition of one hour's forecast into factors whose product is its mean."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from forecast.series.grid import Floats


@dataclass(frozen=True)
class EventCurve:
    """A past event laid upon a coming one, hour by hour.

    Attributes
    ----------
    name, kind : str
        As entered.
    start : Timestamp
        First hour that the past event touched.
    weight : float
        Its share among the events drawn on.
    size : float
        As in :class:`PastEvent`.
    counts : ndarray, shape (hours of the coming event,)
        What came in the hours that stand for those of the coming event; NaN where not known, or where no hour
        stands for it.
    at_level_now : ndarray, shape (hours of the coming event,)
        What it would bring at the level, and with the plan, of the coming one: its contribution to the
        forecast.
    """

    name: str
    kind: str
    start: pd.Timestamp
    weight: float
    size: float
    counts: Floats
    at_level_now: Floats


@dataclass(frozen=True)
class PastEvent:
    """A past event that the prediction of a coming one draws on.

    Attributes
    ----------
    name, kind : str
        As entered.
    size : float
        Its estimated size, as a multiple of the usual (geometric mean) event of its kind.
    weight : float
        Its share among the events drawn on; the weights of one prediction sum to 1.
    """

    name: str
    kind: str
    size: float
    weight: float


@dataclass(frozen=True)
class EventPart:
    """What one event contributes to one hour.

    Attributes
    ----------
    name, kind : str
        As entered.
    factor : float
        Factor on the hour's inquiries.
    profile : float
        Excess over normal (1 = as much again) if the event had the usual size of its kind; over a tenth of
        the mean hour where nobody comes otherwise.
    size : float
        Expected size, as a multiple of that usual size.
    size_low, size_high : float
        80 % interval of the size.
    source : str
        Code of the note that says where the prediction comes from (:class:`forecast.series.notes.Note`);
        ``event_seen`` for an event whose own hours are known.
    past : tuple of PastEvent
        The past events it draws on, the heaviest first.
    sister : str or None
        The queue whose past events of the kind it is borrowed from.
    """

    name: str
    kind: str
    factor: float
    profile: float
    size: float
    size_low: float
    size_high: float
    source: str
    past: tuple[PastEvent, ...]
    sister: str | None = None


@dataclass(frozen=True)
class DriverPart:
    """What one driver contributes to one hour.

    Attributes
    ----------
    name : str
        As entered.
    factor : float
        Factor on the hour's inquiries.
    ratio : float
        The driver over what is usual for such a day, as far as its plan is trusted.
    elasticity : float
        Per cent of inquiries by one per cent of the driver.
    lag : tuple of int
        First and last day back that act.
    given : float
        As ``ratio``, of the value that was entered: not trusted less for being a plan, nor cut.
    sister : bool
        Whether it is the inquiries of another queue.
    """

    name: str
    factor: float
    ratio: float
    elasticity: float
    lag: tuple[int, int]
    given: float
    sister: bool = False


@dataclass(frozen=True)
class Explanation:
    """One hour of a forecast as a product: ``mean`` = ``level`` × all factors, those of the events included.

    Attributes
    ----------
    hour : Timestamp
        The hour.
    mean : float
        Expected inquiries.
    level : float
        Inquiries of the mean hour of an ordinary week at that date, growth and season included.
    weekday, time_of_day : float
        Factors of the weekday, and of the hour within that day.
    holiday : float
        Factor of the public holiday, of the days around it or of the make-up working day.
    holiday_name : str or None
        Family of the holiday; None on other days.
    recent : float
        Factor of the AR(1) deviation of the last days, as far as it has not decayed.
    other_methods : float
        Combined forecast over the regression's own.
    events : tuple of EventPart
        One for each event that changes the hour.
    drivers : tuple of DriverPart
        One for each driver that changes the hour.
    """

    hour: pd.Timestamp
    mean: float
    level: float
    weekday: float
    time_of_day: float
    holiday: float
    holiday_name: str | None
    recent: float
    other_methods: float
    events: tuple[EventPart, ...]
    drivers: tuple[DriverPart, ...] = ()
