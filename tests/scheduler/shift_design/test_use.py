"""The best use of a given catalogue."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.shift_design.coverage import marginals, missing_hours
from scheduler.shift_design.formulation import Formulation
from scheduler.shift_design.problem import DesignProblem, Prices
from scheduler.shift_design.use import Use, best_use, relaxation
from tests.scheduler.shift_design.instances import people, problem, shift


def use_of(given: DesignProblem) -> Use:
    return best_use(Formulation(given), range(len(given.shifts)))


def test_whole_people_serve_one_queue_each() -> None:
    """Queues of 2.3 and 1.6 agents take five people: 3 and 2. Four leave 0.3 missing, three 0.9, two 1.9."""
    given = problem([shift(0, 24)], [[2.3] * 24, [1.6] * 24])
    pieces = marginals(given)
    missing = [missing_hours(pieces, np.full(24, count)) for count in (5, 4, 3, 2, 0)]
    assert missing == pytest.approx([0, 24 * 0.3, 24 * 0.9, 24 * 1.9, 24 * 3.9])


def test_queues_that_nobody_can_serve_both_do_not_share() -> None:
    """Two pools of 1 and 1: a class for each, and nobody of the second is there."""
    shifts = [shift(8, 8)]
    needed = [[1.0 if 8 <= hour < 16 else 0.0 for hour in range(24)]] * 2
    staff = [people(1, 1, 9, pool=0), people(1, 1, 0, pool=1)]
    use = use_of(problem(shifts, needed, staff=staff, pool_of=[0, 1]))
    assert (use.paid_hours, use.missing_hours) == (8, 8)


def test_meals_are_spread() -> None:
    """Two are needed throughout: with three hours to eat in three people do, one away at a time."""
    needed = [[2.0 if 8 <= hour < 17 else 0.0 for hour in range(24)]]
    use = use_of(problem([shift(8, 9, (60, 11, 14))], needed))
    assert (use.people.tolist(), use.paid_hours, use.missing_hours) == ([[3]], 24, 0)
    together = use_of(problem([shift(8, 9, (60, 11, 12))], needed))  # all at once: two are missing then
    assert (together.people.tolist(), together.missing_hours) == ([[2]], 2)


def test_nights_reach_the_next_morning_and_the_last_the_first() -> None:
    """Two days, one needed from 22 to 6 on both: the second night ends on the first morning."""
    needed = [[1.0 if hour % 24 >= 22 or hour % 24 < 6 else 0.0 for hour in range(48)]]
    use = use_of(problem([shift(22, 8)], needed, days=2))
    assert (use.people.tolist(), use.paid_hours, use.missing_hours) == ([[1, 1]], 16, 0)


@pytest.mark.parametrize(
    ("limit", "most", "paid"),
    [
        ("heads", np.full(7, 2), 7 * 2 * 8),
        ("most_shifts", np.array([9]), 72),
        ("most_minutes", np.array([2460]), 40),
    ],
)
def test_what_people_may_work_is_kept(limit: str, most: np.ndarray, paid: float) -> None:
    """Three are needed for eight hours on seven days."""
    needed = [[3.0 if 8 <= hour % 24 < 16 else 0.0 for hour in range(7 * 24)]]
    staff = [people(1, 7, 5, **{limit: most})]
    use = use_of(problem([shift(8, 8)], needed, days=7, staff=staff))
    assert (use.paid_hours, use.missing_hours) == (paid, 3 * 7 * 8 - paid)


def test_nights_are_counted() -> None:
    """Of two shifts the one that counts as a night may be worked twice in the week."""
    shifts = [shift(22, 8), shift(8, 8)]
    given = problem(shifts, [[1.0] * 168], days=7, staff=[people(2, 7, 9, most_nights=np.array([2]))])
    given.is_night[0] = True
    use = use_of(given)
    assert use.people.sum(axis=1).tolist() == [2, 7]


def test_shifts_of_some_days() -> None:
    """One of two days on which the shift may start: the other day's eight hours are missing."""
    given = problem([shift(8, 8)], [[1.0 if 8 <= hour % 24 < 16 else 0.0 for hour in range(48)]], days=2)
    given.may_start[0, 1] = False
    use = use_of(given)
    assert (use.people.tolist(), use.missing_hours) == ([[1, 0]], 8)


def test_contracts_are_filled_where_that_is_cheaper() -> None:
    """24 hours owed and 8 needed: an idle hour costs 1, one owed and not given 2, or 0.5."""
    needed = [[1.0 if 8 <= hour < 16 else 0.0 for hour in range(24)]]
    staff = [people(1, 1, 9, due_minutes=np.array([24 * 60]))]
    use = use_of(problem([shift(8, 8)], needed, staff=staff))
    assert (use.paid_hours, use.owed_hours, use.points) == (24, 0, 24)
    cheap = use_of(problem([shift(8, 8)], needed, staff=staff, prices=Prices(contract=0.5)))
    assert (cheap.paid_hours, cheap.owed_hours, cheap.points) == (8, 16, 16)


def test_the_relaxation_is_a_bound() -> None:
    """Half a person is the best of it; whole people cost more, and never less than their own bound."""
    needed = [[0.5 if 8 <= hour < 16 else 0.0 for hour in range(24)]]
    given = problem([shift(8, 8), shift(10, 8)], needed, prices=Prices(missing=1.5))
    formulation = Formulation(given)
    loose, use = relaxation(formulation, [0, 1]).points, best_use(formulation, [0, 1])
    assert loose <= use.bound <= use.points == pytest.approx(6.0)  # nobody: 4 hours missing


def test_overtime_has_a_price_and_a_limit() -> None:
    """Ten hours needed on each of seven days, one person: an hour beyond the day costs 3 beside its pay, one
    beyond the week 4, and the week allows ten of them. So the short shift is worked on the days on which two
    missing hours cost less than the price of overtime; the relaxation says the same of the week."""
    needed = [[1.0 if 8 <= hour % 24 < 18 else 0.0 for hour in range(168)]]
    shifts = [shift(8, 8), shift(8, 10)]
    staff = [
        people(2, 7, 1, most_minutes=np.array([2400]), most_overtime=np.array([600])),
    ]
    prices = Prices(missing=20.0, beyond_day=3.0, beyond_week=4.0)
    given = replace(problem(shifts, needed, days=7, staff=staff, prices=prices), beyond=np.array([0, 120]))
    use = use_of(given)
    assert use.paid_hours == 50
    assert use.overtime_hours == 10
    assert use.points == pytest.approx(50 + 20 * 20 + 10 * 3)
    dear = replace(given, prices=replace(prices, missing=3.5))
    assert use_of(dear).overtime_hours == 0
    formulation = Formulation(dear)
    assert relaxation(formulation, [0, 1]).points <= best_use(formulation, [0, 1]).points


def test_hours_beyond_the_week_are_overtime_too() -> None:
    """Six days of eight hours at 40 a week: the sixth is worked, as its hours cost less than missing ones."""
    needed = [[1.0 if 8 <= hour % 24 < 16 and hour < 144 else 0.0 for hour in range(168)]]
    staff = [people(1, 7, 1, most_minutes=np.array([2400]), most_overtime=np.array([480]))]
    prices = Prices(missing=20.0, beyond_day=3.0, beyond_week=4.0)
    use = use_of(problem([shift(8, 8)], needed, days=7, staff=staff, prices=prices))
    assert (use.paid_hours, use.overtime_hours, use.missing_hours) == (48, 8, 0)
    assert use.points == pytest.approx(48 + 8 * 4)
