"""The best catalogue of a size: against trying all of them, and against demands whose catalogue is known."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest

from benchmarks.rosters.known_shifts import known_catalogue
from scheduler.shift_design.design import design
from scheduler.shift_design.exact import useful_people
from scheduler.shift_design.formulation import Formulation
from scheduler.shift_design.problem import DesignProblem
from scheduler.shift_design.use import best_use
from tests.scheduler.shift_design.instances import people, problem, shift

pytestmark = pytest.mark.slow
WORK = 4e5


@pytest.mark.parametrize("seed", range(3))
def test_known_catalogues_are_found(seed: int) -> None:
    """A demand made of five shifts is covered by five, nothing missing and nothing idle: proven the best."""
    given, chosen = known_catalogue(seed, 5)
    found = design(given, [], 5, 5, work=1.5e6).of_size(5)
    assert found.use.missing_hours == 0
    assert found.use.paid_hours == pytest.approx(given.needed_hours)
    assert found.gap == 0
    assert len(found.use.used) <= len(chosen)


def random_problem(seed: int) -> DesignProblem:
    """Six shifts of four to six hours in a short day, one or two queues, few people."""
    chance = random.Random(seed)
    shifts = []
    for start in range(6, 12):
        hours = chance.choice((4, 5, 6))
        meal = (60, start + 1, start + hours - 1) if chance.random() < 0.6 else None
        shifts.append(shift(start, hours, meal))
    queues, days = chance.choice((1, 2)), chance.choice((1, 2))
    needed = [
        [chance.choice((0, 0.4, 1, 1.7, 3)) if 6 <= hour % 24 < 18 else 0 for hour in range(24 * days)]
        for _ in range(queues)
    ]
    due = np.array([chance.choice((0, 20 * 60))])
    return problem(shifts, needed, days, staff=[people(6, days, chance.randint(2, 7), due_minutes=due)])


@pytest.mark.parametrize("seed", range(6))
def test_against_trying_all_catalogues(seed: int) -> None:
    """Every size up to three, as good as the best of all, and proven; more shifts never cost more."""
    given = random_problem(seed)
    formulation = Formulation(given)
    found = design(given, [0, 1], 2, 3, work=WORK)
    for sized in found.curve:
        tried = [best_use(formulation, each).points for each in combinations(range(6), sized.size)]
        assert sized.use.points == pytest.approx(min(tried), rel=2e-3)
        assert sized.bound <= min(tried) + 1e-6
        assert sized.gap < 3e-3
    points = [sized.use.points for sized in found.curve]
    assert points == sorted(points, reverse=True)
    assert found.unlimited <= points[-1] + 1e-6
    assert found.present is not None
    assert found.present.points >= points[1] - 1e-6


def test_only_choosable_shifts_are_proposed() -> None:
    """The shift that fits best may not be chosen: the present catalogue is priced with it all the same."""
    needed = [[1.0 if 8 <= hour < 16 else 0.0 for hour in range(24)]]
    given = problem([shift(8, 8), shift(9, 8), shift(7, 8)], needed)
    given.choosable[0] = False
    found = design(given, [0], 2, 2, work=WORK)
    assert found.present is not None
    assert found.present.points == 8
    assert 0 not in found.of_size(2).use.catalogue
    assert found.of_size(1).use.points == pytest.approx(8 + 20)


def test_the_same_answer_twice() -> None:
    """Same problem, seed and work."""
    given, _ = known_catalogue(9, 4, days=1)
    one, other = (design(given, [0, 3], 2, 2, work=WORK / 16) for _ in range(2))
    assert [each.use.catalogue for each in one.curve] == [each.use.catalogue for each in other.curve]
    assert [each.use.people.tolist() for each in one.curve] == [
        each.use.people.tolist() for each in other.curve
    ]


def test_useful_people_leave_room_for_meals() -> None:
    """Three are needed and meals fit three times one after the other: five are of use, two of them away."""
    needed = [[3.0 if 8 <= hour < 17 else 0.0 for hour in range(24)]]
    shifts = [shift(8, 9, (60, 11, 14)), shift(8, 9), shift(8, 9, (60, 11, 12))]
    assert [float(most[0, 0]) for most in useful_people(problem(shifts, needed))] == [5, 3, 3]


@pytest.mark.parametrize("seed", range(3))
def test_no_more_than_useful_people_are_used(seed: int) -> None:
    """Without contracts nobody is paid beyond them, in any best use."""
    given = random_problem(seed + 50)
    given.people[0].due_minutes[:] = 0
    useful = useful_people(given)
    use = best_use(Formulation(given), range(6))
    for place, started in zip(use.catalogue, use.people, strict=True):
        assert (started <= useful[place][0]).all()
