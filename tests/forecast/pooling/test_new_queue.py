"""A queue with few days of its own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecast import Calendar, fit_with_profile
from forecast.pooling.new_queue import borrow_week, is_new, week_of
from tests.forecast.pooling.queues import HOUR, error, fitted, queue

MONDAY = pd.Timestamp("2026-10-05")
WEEK = pd.date_range(MONDAY, periods=168, freq="h")


def known(counts: pd.Series, days: int) -> pd.Series:
    """The last days before the Monday."""
    return counts[MONDAY - pd.Timedelta(days=days) : MONDAY - HOUR]


@pytest.fixture(scope="module")
def sister_week() -> np.ndarray:
    week = week_of(fitted(queue(1, 200.0), until=MONDAY))
    assert week is not None
    return week


@pytest.mark.parametrize("days", [2, 5])
def test_a_few_days_and_a_sister_make_a_week(days: int, sister_week: np.ndarray) -> None:
    """The level of these days, the weekdays and hours of the sister: better than from the days alone."""
    counts = queue(2, 30.0)
    history = known(counts, days)
    borrowed = borrow_week(history, {"presale": sister_week}, [])
    assert borrowed is not None
    assert borrowed.sister == "presale"
    model = fit_with_profile(history, borrowed.week, before=MONDAY, calendar=Calendar(), events=[])
    assert error(model, counts, WEEK) < 0.95 * error(fitted(history, [], MONDAY), counts, WEEK)
    assert model.predict(WEEK).mean.sum() == pytest.approx(counts[WEEK].sum(), rel=0.1)


def test_the_sister_that_fits_counts(sister_week: np.ndarray) -> None:
    """One that is busy at night has no weight beside one that is busy when this queue is."""
    history = known(queue(2, 30.0), 3)
    night = np.roll(sister_week, 12, axis=1)
    both = borrow_week(history, {"night": night, "presale": sister_week}, [])
    alone = borrow_week(history, {"presale": sister_week}, [])
    assert both is not None
    assert alone is not None
    assert both.sister == "presale"
    assert both.week == pytest.approx(alone.week, rel=0.02)


def test_hours_of_its_own_correct_the_sisters(sister_week: np.ndarray) -> None:
    """Half as many at night as the sister has, for the same days: far fewer are expected then."""
    counts = queue(2, 60.0)
    night = counts.index.hour < 8
    counts[night] = np.round(counts[night] / 2)
    borrowed = borrow_week(known(counts, 4), {"presale": sister_week}, [])
    assert borrowed is not None
    shares = [week[:, :8].sum() / week[:, 8:].sum() for week in (borrowed.week, sister_week)]
    assert 0.45 * shares[1] < shares[0] < 0.7 * shares[1]


def test_closed_hours_are_not_borrowed(sister_week: np.ndarray) -> None:
    """Where the queue is closed nothing is expected."""
    opened = np.zeros((7, 24), dtype=bool)
    opened[:, 9:21] = True
    counts = queue(2, 30.0)
    history = known(counts.where((counts.index.hour >= 9) & (counts.index.hour < 21)), 3)
    borrowed = borrow_week(history, {"presale": sister_week}, [], opened)
    assert borrowed is not None
    assert borrowed.week[~opened].max() == 0
    assert borrowed.week[opened].min() > 0


def test_who_has_nothing_to_lend_is_not_asked() -> None:
    """Queues without inquiries, or nearly as new themselves; nothing comes of no sister, or of no level."""
    zeros = queue(1, 200.0) * 0.0
    assert week_of(fitted(zeros, until=MONDAY)) is None
    assert week_of(fitted(known(queue(1, 200.0), 40), until=MONDAY)) is None
    assert borrow_week(known(queue(2, 30.0), 3), {}, []) is None
    assert borrow_week(known(zeros, 3), {"presale": np.ones((7, 24))}, []) is None


def test_a_queue_is_new_for_four_weeks() -> None:
    """From a day of known hours on; before, there is no level."""
    counts = queue(2, 30.0)
    assert not is_new(known(counts, 1)[:12])
    assert is_new(known(counts, 1))
    assert is_new(known(counts, 27))
    assert not is_new(known(counts, 28))


def test_a_sister_of_another_kind_lends_nothing(sister_week: np.ndarray) -> None:
    """One that is busy on other days: the queue's own hours of the day say more."""
    weekend = sister_week * np.array([0.1, 0.1, 0.1, 0.1, 0.1, 5.0, 5.0])[:, np.newaxis]
    assert borrow_week(known(queue(2, 30.0), 5), {"weekend": weekend}, []) is None
