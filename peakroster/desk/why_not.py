"""Why not? What each rule and weight costs the plan on the desk, found by trials with equal little work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import zip_longest

from peakroster.desk.roster import Desk, problem_of
from peakroster.desk.standing import standing
from peakroster.pipeline.stages import raise_collisions
from peakroster.planning.roster.infeasibility import contradiction_findings
from peakroster.planning.roster.relaxations import Relaxation, of_one, relaxations
from peakroster.tables.findings import CollisionError
from scheduler.alternatives.standing_roster import standing_roster
from scheduler.alternatives.trials import Measured, Roster, improved, measured
from scheduler.domain.weights import Weights
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import WORK_A_SECOND

_FIRST = 4
"""The roster at hand is improved with as much work as so many trials, so that what is left to find by chance
is little."""
_FACTORS = (0.5, 2.0)
"""Each weight times these."""
_OF_ONE = 6
"""Trials for one person each, of those who need what their column brings everybody."""
_NOT_OF_SHIFTS = ("queue_change", "short_stretch", "change", "change_soon", "notice_hours", "free_weekends")
"""Prices of what is done within shifts, and of a plan that is made anew; and what is no price."""


@dataclass(frozen=True)
class RuleTrial:
    """One rule loosened. gain: points fewer than the same work finds without; 0 where it finds no better
    roster. measured: the roster found. users: ids of those whose shifts need the looser rule."""

    relaxation: Relaxation
    gain: float
    measured: Measured
    users: tuple[str, ...]


@dataclass(frozen=True)
class WeightTrial:
    """One weight times a factor; measured: the roster found, in points of the present weights."""

    weight: str
    value: float
    factor: float
    measured: Measured


@dataclass(frozen=True)
class WhyNot:
    """What rules and weights do to a plan.

    before: the plan's roster. base: what the same work finds with all rules and weights as they are; gains
    count from it. work: deterministic units of each trial.
    """

    before: Measured
    base: Measured
    rules: tuple[RuleTrial, ...]
    weights: tuple[WeightTrial, ...]
    work: float


def why_not(
    desk: Desk,
    seconds: float = 30.0,
    seed: int = 1,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> WhyNot:
    """Loosen each rule that is in force by itself, halve and double each weight; search a little each time.

    Where a rule of people's own gains, some of those who need it get it alone too.

    Parameters
    ----------
    seconds
        For all trials together, on a quiet machine; each gets the same deterministic work, so that the same
        input gives the same answer.
    on_progress
        Told the trials done and all of them.
    should_stop
        Asked between trials; those that are left are then left out.

    Raises
    ------
    CollisionError
        For a plan without a roster, where somebody can have none: with all independent collisions.
    InputError
        For any other plan without a roster.
    """
    if desk.plan.roster is None and desk.plan.requirement is not None:
        _raise_collisions(desk)
    problem, roster = standing(desk)
    loosened = list(relaxations(desk.shop))
    weights = list(_weights(problem))
    alone = _OF_ONE if any(one.of_agents > 1 for one in loosened) else 0
    total = len(loosened) + len(weights) + alone + 1
    work = seconds * WORK_A_SECOND / (total + _FIRST)
    before = measured(problem, roster)
    begin = improved(problem, roster, _FIRST * work, seed)
    base = measured(problem, improved(problem, begin, work, seed))
    on_progress(1, total)

    def tried(one: Relaxation) -> RuleTrial:
        found = improved(problem_of(_loosened(desk, one)), begin, work, seed)
        judged = measured(problem, found)
        gain = max(0.0, base.points - judged.points)
        return RuleTrial(one, gain, judged, tuple(_users(problem, found)) if gain > 0 else ())

    rules: list[RuleTrial] = []
    for place, one in enumerate(loosened, 2):
        if should_stop():
            break
        rules.append(tried(one))
        on_progress(place, total)
    for place, one in enumerate(_of_single_people(desk, rules)[:alone], 2 + len(loosened)):
        if should_stop():
            break
        rules.append(tried(one))
        on_progress(place, total)
    changed: list[WeightTrial] = []
    for place, (name, value, factor) in enumerate(weights, 2 + len(loosened) + alone):
        if should_stop():
            break
        price: Mapping[str, float] = {name: value * factor}
        priced = replace(problem, weights=replace(problem.weights, **price))
        found = improved(priced, begin, work, seed)
        changed.append(WeightTrial(name, value, factor, measured(problem, found)))
        on_progress(place, total)
    rules.sort(key=lambda one: -one.gain)
    return WhyNot(before, base, tuple(rules), tuple(changed), work)


def _of_single_people(desk: Desk, tried: Sequence[RuleTrial]) -> list[Relaxation]:
    """The columns that gain for everybody who has them, for each of those who need them alone: in turn, the
    column of the largest gain first."""
    gains = sorted((one for one in tried if one.gain > 0), key=lambda one: -one.gain)
    columns = [
        [of_one(desk.shop, one.relaxation.key, user) for user in one.users]
        for one in gains
        if one.relaxation.of_agents > 1
    ]
    return [one for turn in zip_longest(*columns) for one in turn if one is not None]


def _raise_collisions(desk: Desk) -> None:
    """Raise CollisionError with everything because of which there can be no roster."""
    raise_collisions(desk.shop, desk.plan.first_day, desk.plan.days, desk.earlier)
    findings = contradiction_findings(desk.shop, problem_of(desk), desk.plan.first_day)
    if findings:
        raise CollisionError(findings)


def _loosened(desk: Desk, one: Relaxation) -> Desk:
    shop = replace(desk.shop, settings=one.shop.settings, agents=one.shop.agents, locks=one.shop.locks)
    return replace(desk, shop=shop)


def _weights(problem: Problem) -> Iterator[tuple[str, float, float]]:
    """Every weight that has a price, and that shifts of this plan can follow, with each factor."""
    without = {
        "meeting": not problem.meetings,
        "overtime": problem.rules.overtime is None,
        "balance": not any(agent.balances for agent in problem.agents),
        "free_weekend": not any(agent.free_weekends for agent in problem.agents),
        "rotation": all(agent.rotation is None for agent in problem.agents),
    }
    for one in fields(Weights):
        value = getattr(problem.weights, one.name)
        if value > 0 and one.name not in _NOT_OF_SHIFTS and not without.get(one.name, False):
            for factor in _FACTORS:
                yield one.name, float(value), factor


def _users(problem: Problem, found: Roster) -> Iterator[str]:
    """Who could not have these shifts under the rules as they are."""
    roster = standing_roster(problem, found.assignments, ())
    for place, agent in enumerate(problem.agents):
        if not roster.is_legal(place):
            yield agent.id
