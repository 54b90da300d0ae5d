"""Missed targets in words."""

from __future__ import annotations

from typing import Any

import pytest

from peakroster.cli.simulation_tables import _broken_line
from peakroster.messages import Translator


@pytest.mark.parametrize(
    ("late", "arrived", "told"), [(0.3, 2.0, "1 of 2 customers"), (7.6, 30.2, "8 of 30 cus")]
)
def test_a_missed_target_has_somebody_who_waited(late: float, arrived: float, told: str) -> None:
    """In some runs one of two was late: that is not nobody."""
    stretch: dict[str, Any] = {
        "start": "2026-11-09T10:00",
        "end": "2026-11-09T10:30",
        "worst": "2026-11-09T10:00",
        "service_level": 1 - late / arrived,
        "worst_service_level": 1 - late / arrived,
        "average_wait_seconds": 12.0,
        "late": late,
        "arrived": arrived,
    }
    assert told in _broken_line(stretch, "Pre-sale", 30, Translator("en"))
