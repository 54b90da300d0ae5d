"""The even course of deferred work: the conditions of its optimum, on random cases and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from scheduler.staffing.deferred.levelling import level_course

Floats = NDArray[np.float64]


def agents_at(levels: Floats, base: Floats, least: Floats) -> Floats:
    return np.where(levels < 0, least * (1 + levels), np.maximum(least, levels - base))


def course(lower: list[float], upper: list[float], base: list[float], least: float = 0.0) -> list[float]:
    """Agents of each interval, each of whom does one case in it."""
    needs, ones = np.array(base, float), np.ones(len(base))
    levels = level_course(np.array(lower, float), np.array(upper, float), ones, needs, least * ones)
    return agents_at(levels, needs, least * ones).tolist()


def test_work_that_may_wait_fills_the_quiet_hours() -> None:
    """Nine cases are due at the end; 5 and 1 agents are busy with others: all go where 1 is, up to 5 each."""
    assert course([0, 0, 0, 9], [9, 9, 9, 9], [5, 1, 1, 5]) == pytest.approx([0.25, 4.25, 4.25, 0.25])
    assert course([0, 0, 0, 8], [9, 9, 9, 9], [5, 1, 1, 5]) == pytest.approx([0, 4, 4, 0])


def test_nothing_is_done_before_it_comes_nor_after_it_is_due() -> None:
    """Of 6 cases 4 are due at once, and 2 come only in the last interval, where another 3 are busy."""
    assert course([4, 4, 6], [4, 4, 6], [0, 0, 3]) == pytest.approx([4, 0, 2])


@pytest.mark.compiles
def test_who_is_there_anyway_works_first() -> None:
    """One agent is there in every interval: nobody else comes while they can do it all."""
    assert course([0, 0, 0, 3], [1, 2, 3, 4], [2, 2, 2, 2], least=1) == pytest.approx([0.75] * 4)


def random_case(rng: np.random.Generator) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    count = int(rng.integers(1, 40))
    pace, base = rng.uniform(0.5, 6, count), rng.integers(0, 12, count).astype(float)
    upper = np.cumsum(rng.gamma(0.7, 6.0, count))
    lower = np.minimum(np.concatenate([np.zeros(3), upper])[:count] * rng.uniform(0.5, 1), upper)
    lower = np.maximum.accumulate(lower)
    return lower, upper, pace, base, np.full(count, float(rng.integers(0, 3)))


def test_the_level_rises_only_when_all_is_done_and_falls_only_when_only_what_is_due_is() -> None:
    """With the band kept, these conditions (Karush, Kuhn, Tucker) say that no other course is more even."""
    rng = np.random.default_rng(3)
    for _ in range(300):
        lower, upper, pace, base, least = random_case(rng)
        levels = level_course(lower, upper, pace, base, least)
        done = np.cumsum(pace * agents_at(levels, base, least))
        scale = 1e-6 * (1 + upper[-1])
        assert (done >= lower - scale).all()
        assert (done <= upper + scale).all()
        change = np.diff(levels)
        assert (np.abs(done - upper)[:-1][change > 1e-6] <= scale).all()
        assert (np.abs(done - lower)[:-1][change < -1e-6] <= scale).all()
        if done[-1] > lower[-1] + scale:  # more than is due by the end, only where nobody else had to come
            assert levels[-1] <= 0 or not (levels[-1] - base > least).any()
