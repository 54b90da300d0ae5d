"""Runs of holidays."""

from __future__ import annotations

from datetime import date

from forecast import Calendar


def test_consecutive_days_of_one_family_make_one_run():
    """A gap or another family ends a run; the order of the mapping does not matter."""
    days = {date(2026, 10, d): "National Day" for d in (3, 1, 2)}
    calendar = Calendar({date(2026, 10, 4): "Other", date(2026, 9, 29): "National Day", **days})
    runs = [(run.family, run.first, len(run.days)) for run in calendar.runs]
    assert runs == [
        ("National Day", date(2026, 9, 29), 1),
        ("National Day", date(2026, 10, 1), 3),
        ("Other", date(2026, 10, 4), 1),
    ]


def test_no_holidays_make_no_runs():
    """An empty calendar is a calendar."""
    assert Calendar().runs == ()
