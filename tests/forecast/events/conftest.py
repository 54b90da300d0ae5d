"""True rates without and with the sales."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.forecast.events.sales import FIRST_DAY, LAST_DAY, sales, true_size
from tests.forecast.synthetic import (
    hours_of,
    normal_rates,
    with_events,
)


@pytest.fixture(scope="session")
def rates() -> pd.Series:
    return normal_rates(hours_of(FIRST_DAY, LAST_DAY))


@pytest.fixture(scope="session")
def sold(rates: pd.Series) -> pd.Series:
    """True rates with all the sales."""
    return with_events(rates, sales(), true_size)
