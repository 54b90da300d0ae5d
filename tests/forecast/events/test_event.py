"""Validation of an event."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from forecast import Event

_START = datetime(2026, 11, 10, 20)


@pytest.mark.parametrize("field", [{"intensity": 0.0}, {"uplift": -1.0}, {"intensity": float("inf")}])
def test_an_event_of_no_size_is_refused(field):
    """Intensity and uplift are above 0 or not given."""
    with pytest.raises(ValueError, match="not above 0"):
        Event("e", "k", _START, _START + timedelta(hours=1), **field)


def test_an_event_that_ends_before_it_starts_is_refused():
    """The message names the event."""
    with pytest.raises(ValueError, match="event e:"):
        Event("e", "k", _START, _START)
