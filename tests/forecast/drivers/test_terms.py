"""Terms of drivers: means over lags."""

from __future__ import annotations

import numpy as np
import pytest

from forecast.drivers.terms import lagged


def test_a_lag_is_a_mean_over_its_days() -> None:
    """Unknown where half of its days or more are."""
    values = np.arange(6.0)[:, None]
    assert lagged(values, (1, 1))[1:, 0] == pytest.approx(np.arange(5.0))
    assert lagged(values, (1, 2))[2:, 0] == pytest.approx([0.5, 1.5, 2.5, 3.5])
    assert np.isnan(lagged(values, (1, 1))[0, 0])


@pytest.mark.parametrize("days", [0, 1, 13, 14])
def test_a_lag_longer_than_all_days_is_unknown(days: int) -> None:
    """A new shop's queues are compared from their first day."""
    assert np.isnan(lagged(np.ones((days, 1)), (14, 20))).all()
