"""Probabilistic forecasts of hourly inquiry counts, one queue at a time.

The method, bottom up:

- ``regression``: log-linear Poisson regression. A random-walk level, Fourier terms and holiday effects on
  day totals; a shrunken hour-of-week profile within days; AR(1) deviations of whole days.
- ``ensemble``: variants of that regression and univariate methods (seasonal naive, discounted means,
  autoregressions), combined by inverse out-of-fold error and calibrated on the same rolling origins.
- ``events``: promotions by analogy with past ones of their kind, hour by hour, at the level of now; a Kalman
  filter on the day.
- ``distribution``: negative-binomial counts around a log-normal rate; quantiles and sample paths.
- ``drivers``: the shop's own traffic, past and planned, as factors with lags and saturation.
- ``cold_start``: a weekly profile stated by the shop, prepended as pseudo-history.
- ``pooling``: queues of one shop lend one another events, weeks and leads.
- ``handling_time``: mean handling time as multiplicative random effects.
- ``anomalies``: CUSUM search for wrong records and unrecorded promotions.

The package knows no agents, files or screens.

Examples
--------
>>> import numpy as np, pandas as pd
>>> from forecast import Calendar, fit
>>> hours = pd.date_range("2026-01-05", periods=28 * 24, freq="h")
>>> history = pd.Series(np.tile(10.0 + np.arange(24), 28), hours)
>>> model = fit(history, calendar=Calendar(), events=[])
>>> ahead = model.predict(pd.date_range("2026-02-02", periods=24, freq="h"))
>>> ahead.mean.shape, ahead.quantile(0.9).shape, ahead.paths(100).shape
((24,), (24,), (100, 24))
"""

from forecast.cold_start import ProfiledModel, fit_with_profile
from forecast.distribution import Forecast
from forecast.driven import DrivenModel, fit_with_drivers
from forecast.drivers.driver import Driver
from forecast.events.event import Event
from forecast.explanation import DriverPart, EventCurve, EventPart, Explanation, PastEvent
from forecast.handling_time.model import HandlingTime, fit_handling_time
from forecast.model import Model, fit
from forecast.series.calendar import Calendar
from forecast.series.notes import Note, NotEnoughHistory

__all__ = [
    "Calendar",
    "DrivenModel",
    "Driver",
    "DriverPart",
    "Event",
    "EventCurve",
    "EventPart",
    "Explanation",
    "Forecast",
    "HandlingTime",
    "Model",
    "NotEnoughHistory",
    "Note",
    "PastEvent",
    "ProfiledModel",
    "fit",
    "fit_handling_time",
    "fit_with_drivers",
    "fit_with_profile",
]
