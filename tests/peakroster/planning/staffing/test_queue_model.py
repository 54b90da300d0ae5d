"""The forecast column that a queue is staffed for."""

from __future__ import annotations

import pytest

from peakroster.planning.staffing.queue_model import quantile_column


@pytest.mark.parametrize(
    ("quantile", "column"),
    [(0.9, "p90"), (0.5, "p50"), (0.925, "p92.5"), (0.05, "p5"), (0.29, "p29"), (0.999, "p99.9")],
)
def test_quantile_columns(quantile: float, column: str) -> None:
    """Binary fractions do not show."""
    assert quantile_column(quantile) == column
