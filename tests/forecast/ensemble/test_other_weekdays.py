"""Dates that are to be another weekday, in the forecasts of smoothers."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from forecast.ensemble.members import _as_other_weekdays
from forecast.series.calendar import Calendar


def test_two_days_change_places() -> None:
    """A Saturday worked as the Monday after, and that Monday free as the Saturday."""
    days = pd.date_range("2026-11-12", periods=7)  # from a Thursday on
    hours = np.repeat(np.arange(7.0), 24)[np.newaxis]
    saturday, monday = date(2026, 11, 14), date(2026, 11, 16)
    calendar = Calendar(as_weekday={saturday: 0, monday: 5})
    found = _as_other_weekdays(hours, days, 0, calendar)[0].reshape(7, 24)
    np.testing.assert_array_equal(found[:, 12], [0, 1, 4, 3, 2, 5, 6])
