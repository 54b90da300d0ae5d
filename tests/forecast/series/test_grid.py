"""The history on its grid of days and hours."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecast.series.grid import make_grid


def test_a_history_that_starts_and_ends_within_days_is_padded_with_unknown_hours():
    """Hour h of a day always lies in column h."""
    hours = pd.date_range("2026-03-01T22:00", periods=30, freq="h")
    grid = make_grid(pd.Series(np.arange(30.0), hours))
    assert grid.counts.shape == (3, 24)
    assert grid.counts[0, 22] == 0
    assert grid.counts[1, 0] == 2
    assert grid.known.sum() == 30
    assert list(grid.days) == list(pd.date_range("2026-03-01", periods=3))
    assert grid.hours[-1] == pd.Timestamp("2026-03-03T23:00")


@pytest.mark.parametrize(
    ("hours", "counts", "complaint"),
    [
        (pd.date_range("2026-03-01", periods=3, freq="h", tz="UTC"), [1.0, 2, 3], "time zone"),
        (pd.date_range("2026-03-01T00:30", periods=3, freq="h"), [1.0, 2, 3], "on the hour"),
        (pd.date_range("2026-03-01", periods=3, freq="h")[[0, 2, 1]], [1.0, 2, 3], "increasing"),
        (pd.date_range("2026-03-01", periods=3, freq="h")[[0, 1, 1]], [1.0, 2, 3], "increasing"),
        (pd.date_range("2026-03-01", periods=4, freq="h")[[0, 1, 3]], [1.0, 2, 3], "skips"),
        (pd.date_range("2026-03-01", periods=3, freq="h"), [1.0, -1, 3], "negative"),
        (pd.date_range("2026-03-01", periods=3, freq="h"), [1.0, np.inf, 3], "infinite"),
        (pd.RangeIndex(3), [1.0, 2, 3], "DatetimeIndex"),
    ],
)
def test_another_kind_of_series_is_refused(hours, counts, complaint):
    """Each flaw is named in a ValueError."""
    with pytest.raises(ValueError, match=complaint):
        make_grid(pd.Series(counts, hours))
