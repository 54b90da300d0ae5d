"""Who could take a shift, swaps and chains: every cost is that of the changed roster, and none is missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

import numpy as np
import pytest

from scheduler.alternatives.exchanges import OFF, Exchange, Move, OpenShift
from scheduler.alternatives.standing_roster import StandingRoster, standing_roster
from scheduler.domain.rules import Rules
from scheduler.domain.weights import Weights
from scheduler.roster.problem.late_curve import LateCurve
from scheduler.roster.problem.problem import Agent, Problem, Shift, Wish
from scheduler.roster.problem.solution import Assignment
from tests.scheduler.roster.problems import EARLY, LATE, MEAL, NIGHT, agent, problem

pytestmark = pytest.mark.slow

SHIFTS = (EARLY, LATE, NIGHT, MEAL, Shift("short", 600, 840))
EVERYTHING = 10_000


def random_case(seed: int) -> tuple[Problem, list[Assignment]]:
    """Five people with two queues, of one kind or several, and a roster of them that keeps the rules."""
    rng = np.random.default_rng(seed)
    queues = int(rng.integers(1, 3))
    speeds = bool(rng.random() < 0.3)
    people: list[Agent] = []
    for place in range(5):
        skills = rng.choice(queues, size=int(rng.integers(1, queues + 1)), replace=False).tolist()
        counts = (int(rng.choice([500, 1000])),) * queues if speeds else ()
        least = int(rng.choice([480, 960])) if rng.random() < 0.5 else None
        people.append(
            agent(f"{place}", skills, min_minutes_week=least, contribution=counts, hourly_cost=float(place))
        )
    days = 5
    need = rng.integers(0, 3, (queues, days * 24 + 12)).astype(float)
    wishes = [Wish(int(rng.integers(5)), int(rng.integers(days)), "prefer_off", None) for _ in range(3)]
    rules = Rules(
        min_rest_hours=11,
        max_consecutive_days=int(rng.integers(2, 5)),
        max_hours_per_week=float(rng.choice([24, 32, 40])),
        min_consecutive_days_off=2 if rng.random() < 0.3 else None,
    )
    case = problem(
        people,
        shifts=SHIFTS,
        need=need,
        days=days,
        first_weekday=int(rng.integers(7)),
        queues=[f"q{q}" for q in range(queues)],
        rules=rules,
        wishes=wishes,
        weights=Weights(cost=0.01),
    )
    late = {(0, slot): LateCurve((0, 1000, 2000), (4.0, 1.0, 0.5)) for slot in range(0, days * 24, 3)}
    case = Problem(**{**{f: getattr(case, f) for f in case.__dataclass_fields__}, "late": late})
    roster = standing_roster(case, (), ())
    for who in rng.permutation(5).tolist():
        assert roster.team.best_response(who, 32)
    return case, list(roster.team.assignments)


def cost_after(roster: StandingRoster, moves: Sequence[Move]) -> float:
    """Cost of the whole roster once these moves are made, in a team of its own."""
    pattern, placed = roster.team.pattern.copy(), roster.team.placed.copy()
    for move in moves:
        pattern[move.agent, move.day] = move.after
        placed[move.agent, move.day] = -1
        placed[move.agent, move.day, : len(move.placed)] = move.placed
    other = roster.team.copy()
    other.load_solution(pattern, placed)
    return other.cost


def keeps_rules(roster: StandingRoster, moves: Sequence[Move], who: int) -> bool:
    pattern = roster.team.pattern[who].copy()
    for move in moves:
        if move.agent == who:
            pattern[move.day] = move.after
    return bool(roster.costs_on_day(who, pattern, 0)[1 + pattern[0]] < 1e15) and all(
        pattern[day] < 0 or roster.allowed[who, day, pattern[day]] for day in range(len(pattern))
    )


def every_trade(roster: StandingRoster, day: int, shift: int, giver: int) -> Iterator[tuple[Move, ...]]:
    """All swaps of two and chains of three, by trying everybody."""
    pattern, days = roster.team.pattern, range(roster.problem.days)

    def takes(who: int, on: int, what: int, of: int) -> Move:
        placed = tuple(roster.team.placed[of, on].tolist()) if what >= 0 else ()
        return Move(who, on, int(pattern[who, on]), what, placed)

    others = [who for who in range(roster.team.size) if who != giver]
    for other in others:
        theirs = int(pattern[other, day])
        if theirs >= 0 and theirs != shift:
            yield takes(giver, day, theirs, other), takes(other, day, shift, giver)
        for on in days:
            if on != day and theirs < 0 and pattern[giver, on] < 0 and pattern[other, on] >= 0:
                back = takes(giver, on, int(pattern[other, on]), other)
                yield (
                    takes(giver, day, OFF, giver),
                    takes(other, day, shift, giver),
                    takes(other, on, OFF, other),
                    back,
                )
    kind = roster.team.model.kind_of
    for one, two in permutations(others, 2):
        first, second = int(pattern[one, day]), int(pattern[two, day])
        if first < 0 or first == shift:
            continue
        both = takes(one, day, shift, giver), takes(two, day, first, one)
        if second < 0:
            yield takes(giver, day, OFF, giver), *both
        elif second not in (first, shift) and len({kind[giver], kind[one], kind[two]}) == 1:
            yield takes(giver, day, second, two), *both


def is_legal(roster: StandingRoster, moves: tuple[Move, ...]) -> bool:
    """Whether everybody who takes part keeps the rules, the giver with the day off too."""
    return all(keeps_rules(roster, moves, who) for who in {move.agent for move in moves})


@pytest.mark.parametrize("seed", range(25))
def test_every_cost_is_that_of_the_changed_roster(seed: int) -> None:
    """Of each person alone and of each trade, to the unit; also what the customers have of it."""
    case, assignments = random_case(seed)
    roster = standing_roster(case, assignments, ())
    rng = np.random.default_rng(seed)
    chosen = assignments[int(rng.integers(len(assignments)))]
    open_shift = OpenShift(roster, chosen.day, chosen.shift, chosen.agent)
    takers = open_shift.takers()
    alone = [one for one in takers.one_by_one if one is not None]
    for exchange in [takers.nobody, *alone, *open_shift.exchanges(EVERYTHING)]:
        after = cost_after(roster, exchange.moves)
        legal = all(keeps_rules(roster, exchange.moves, who) for who in exchange.people)
        if legal:
            assert exchange.cost == pytest.approx(after - roster.team.cost, abs=0.5)
    for who, exchange in enumerate(takers.one_by_one):
        if exchange is not None:
            assert takers.legal[who] == keeps_rules(roster, exchange.moves, who)
    assert takers.giver_may == keeps_rules(roster, takers.nobody.moves, chosen.agent)


@pytest.mark.parametrize("seed", range(25))
def test_no_trade_is_missed(seed: int) -> None:
    """The cheapest ten cost as much as those of trying everybody; few people, so that no class is cut off."""
    case, assignments = random_case(seed + 100)
    roster = standing_roster(case, assignments, ())
    chosen = assignments[seed % len(assignments)]
    tried = sorted(
        cost_after(roster, moves) - roster.team.cost
        for moves in every_trade(roster, chosen.day, chosen.shift, chosen.agent)
        if is_legal(roster, moves)
    )
    found = OpenShift(roster, chosen.day, chosen.shift, chosen.agent).exchanges(EVERYTHING)
    assert [round(one.cost) for one in found] == [round(cost) for cost in tried]
    assert all(is_legal(roster, one.moves) for one in found)


def test_there_are_trades_to_find() -> None:
    """Else the test above says nothing: of all three sorts, legal ones."""
    sorts: set[tuple[int, int]] = set()
    for seed in range(25):
        case, assignments = random_case(seed + 100)
        roster = standing_roster(case, assignments, ())
        chosen = assignments[seed % len(assignments)]
        for one in OpenShift(roster, chosen.day, chosen.shift, chosen.agent).exchanges(EVERYTHING):
            sorts.add((len(one.people), len(one.moves)))
    assert sorts == {(2, 2), (2, 4), (3, 3)}


def test_no_chain_leaves_the_giver_a_day_off_too_many() -> None:
    """The giver works the days around it, and whoever is off must be off for two days: the chain of three
    that ends with somebody who is off is none. Without the rule it is one."""
    rules = Rules(min_consecutive_days_off=2)
    for asked, chains in ((rules, set()), (None, {(0, 1, 2)})):
        people = [agent("a"), agent("b"), agent("c")]
        case = problem(people, shifts=(EARLY, LATE), days=3, rules=asked, plan_before=False)
        worked = [Assignment(0, 0, 0), Assignment(0, 1, 0), Assignment(0, 2, 0), Assignment(1, 1, 1)]
        open_shift = OpenShift(standing_roster(case, worked, ()), 1, 0, 0)
        assert open_shift.takers().giver_may is (asked is None)
        assert {one.people for one in open_shift.exchanges(EVERYTHING) if len(one.people) == 3} == chains


def test_values_by_hand() -> None:
    """One agent needed from 8 to 16 on Monday. Without the shift 8 hours are missing, at an empty desk (60
    points for the last missing person, 20 for the first: 40 on average); whoever is off cures all of it."""
    people = [agent("a"), agent("b"), agent("c", leave=frozenset({0}))]
    need = np.zeros((1, 36))
    need[0, 8:16] = 1
    case = problem(people, shifts=(EARLY, LATE), need=need, days=1)
    roster = standing_roster(case, [Assignment(0, 0, 0)], ())
    takers = OpenShift(roster, 0, 0, 0).takers()
    assert takers.nobody.cost == 8 * 40_000
    assert (takers.nobody.service.missing_hours, takers.nobody.service.late) == (8.0, 0.0)
    b, c = takers.one_by_one[1:]
    assert isinstance(b, Exchange)
    assert isinstance(c, Exchange)
    assert (b.cost, b.service.missing_hours) == (0.0, 0.0)
    assert takers.legal.tolist() == [False, True, False]
    more = OpenShift(roster, 0, 0, None).takers()
    assert more.one_by_one[1] is not None
    assert more.one_by_one[1].service.spare_hours == 8.0
    assert more.nobody.cost == 0.0
