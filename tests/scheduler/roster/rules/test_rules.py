"""Each hard rule with patterns it allows and patterns it forbids, at the borders of days, weeks and plans."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from ortools.sat.python import cp_model

from scheduler.domain.rules import Rules
from scheduler.domain.windows import Window
from scheduler.roster.cpsat import constraints
from scheduler.roster.cpsat.variables import create
from scheduler.roster.problem.problem import Agent, Lock, PastShift, Problem, Shift
from scheduler.roster.rules import restrictions
from scheduler.roster.rules.eligibility import fits_hours, touches_night
from tests.scheduler.roster.problems import EARLY, LATE, NIGHT, agent, problem

SHIFTS = {"E": EARLY, "L": LATE, "N": NIGHT, "O": Shift("overnight", 1320, 2040)}


def allows(pattern: str, *, who: Agent | None = None, first_weekday: int = 0, **limits: object) -> bool:
    """Whether one agent may work this pattern, a letter a day (``-`` = off), under these rules."""
    case = problem(
        [who or agent()],
        days=len(pattern),
        first_weekday=first_weekday,
        rules=Rules(**limits),  # type: ignore[arg-type]
    )
    return feasible(case, pattern)


def feasible(case: Problem, pattern: str) -> bool:
    return Feasibility(case)(pattern)


class Feasibility:
    """Whether the model allows a pattern of its agent. It is built once for all that are asked."""

    def __init__(self, case: Problem) -> None:
        self.case, self.model, self.solver = case, cp_model.CpModel(), cp_model.CpSolver()
        rules = restrictions(case)
        self.variables = create(self.model, case, rules.allowed)
        constraints.add(self.model, case, self.variables, rules)
        self.solver.parameters.num_workers = 1

    def __call__(self, pattern: str) -> bool:
        self.model.clear_assumptions()
        for (day, letter), (s, shift) in product(enumerate(pattern), enumerate(self.case.shifts)):
            wanted = letter != "-" and shift is SHIFTS[letter]
            works = self.variables.works.get((0, day, s))
            if works is None:
                if wanted:
                    return False
            else:
                self.model.add_assumptions([works if wanted else works.negated()])
        return self.solver.solve(self.model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)


def past(*days: tuple[int, str]) -> tuple[PastShift, ...]:
    return tuple(
        PastShift(d, d * 1440 + SHIFTS[x].start, d * 1440 + SHIFTS[x].end, SHIFTS[x].paid_minutes)
        for d, x in days
    )


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [("EE", True), ("LE", False), ("L-E", True), ("NE", False), ("NL", False), ("N-E", True), ("NN", True)],
)
def test_rest_of_eleven_hours(pattern: str, allowed: bool) -> None:
    """Late to early is 8 h, night to late 10 h; night to night is 16 h."""
    assert allows(pattern, min_rest_hours=11) is allowed


def test_rest_that_reaches_over_a_day_off() -> None:
    """A rest of 40 hours after a late shift forbids the early shift two days on, but not the late one."""
    assert not allows("L-E", min_rest_hours=40)
    assert allows("L-L", min_rest_hours=40)


def test_rest_after_an_earlier_plan() -> None:
    """A night shift that began the day before the plan ends at 06:00; 11 h on it is 17:00."""
    tired = agent(past=past((-1, "N")))
    assert not allows("E", who=tired, min_rest_hours=11)
    assert not allows("L", who=tired, min_rest_hours=11)
    assert allows("N", who=tired, min_rest_hours=11)
    assert allows("-E", who=tired, min_rest_hours=11)


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        ("NN--E", True),
        ("NN-E-", False),
        ("NNE--", False),
        ("N-N--L", True),  # nights may follow each other, a day off between them or not
        ("N-N-L", False),
        ("EN---", True),
    ],
)
def test_days_off_after_nights(pattern: str, allowed: bool) -> None:
    """Two days off before anything but a night; with rest alone one day off would do."""
    assert allows(pattern, min_rest_hours=11, days_off_after_nights=2) is allowed


@pytest.mark.parametrize(
    ("pattern", "nights", "allowed"),
    [
        ("E", (-1,), False),
        ("-E", (-1,), False),
        ("--E", (-1,), True),
        ("E", (-2,), False),
        ("E", (-3,), True),
    ],
)
def test_nights_of_an_earlier_plan_are_followed_by_days_off(
    pattern: str, nights: list[int], allowed: bool
) -> None:
    """Two of them; another night may follow at once."""
    tired = agent(past=past(*((day, "N") for day in nights)))
    assert allows(pattern, who=tired, days_off_after_nights=2) is allowed
    assert allows("N", who=tired, days_off_after_nights=2)


@pytest.mark.parametrize("rest", [None, 0])
def test_shifts_never_overlap_even_without_a_rest(rest: int | None) -> None:
    """A shift from 22:00 to 10:00 forbids the next day's from 08:00, in the plan and after an earlier one."""
    tired = agent(past=past((-1, "O")))
    for who, pattern, allowed in ((agent(), "OE", False), (agent(), "O-E", True), (tired, "E", False)):
        rules_ = Rules(min_rest_hours=rest)
        case = problem([who], shifts=(EARLY, SHIFTS["O"]), days=len(pattern), rules=rules_)
        assert feasible(case, pattern) is allowed


@pytest.mark.parametrize(
    ("pattern", "first_weekday", "allowed"),
    [("EEEEE--", 0, True), ("EEEEEE-", 0, False), ("EEEEEE", 4, True), ("---EEEE" + "EEEEE--", 0, True)],
)
def test_weekly_hours_run_from_monday_to_sunday(pattern: str, first_weekday: int, allowed: bool) -> None:
    """Five shifts of 8 h fill a week of 40 h; a new week begins on Monday."""
    assert allows(pattern, first_weekday=first_weekday, max_hours_per_week=40) is allowed


def test_own_maximum_is_lower() -> None:
    """The agent's own weekly maximum counts where it is below the rule's, and without any rule."""
    part_time = agent(max_minutes_week=960)
    assert allows("EE-----", who=part_time, max_hours_per_week=40)
    assert not allows("EEE----", who=part_time, max_hours_per_week=40)
    assert not allows("EEE----", who=part_time)


def test_hours_of_an_earlier_plan_count_in_the_same_week_only() -> None:
    """A plan from Wednesday finds 16 h already worked; one from Monday finds none."""
    worked = agent(past=past((-2, "E"), (-1, "E")))
    assert allows("EEE--", who=worked, first_weekday=2, max_hours_per_week=40)
    assert not allows("EEEE-", who=worked, first_weekday=2, max_hours_per_week=40)
    assert allows("EEEEE", who=worked, first_weekday=0, max_hours_per_week=40)


def test_days_per_week_with_an_earlier_plan() -> None:
    """Four days were worked since Monday; a maximum of five leaves one."""
    worked = agent(past=past((-4, "E"), (-3, "E"), (-2, "E"), (-1, "E")))
    assert allows("E--", who=worked, first_weekday=4, max_days_per_week=5)
    assert not allows("EE-", who=worked, first_weekday=4, max_days_per_week=5)


@pytest.mark.parametrize(
    ("pattern", "allowed"), [("EEE-EEE", True), ("EEEE---", False), ("---EEEE", False), ("-EEE-EE", True)]
)
def test_runs_at_both_ends_of_the_horizon(pattern: str, allowed: bool) -> None:
    """At most three days in a row, also where the run touches the first or the last day."""
    assert allows(pattern, max_consecutive_days=3) is allowed


def test_a_run_that_began_in_an_earlier_plan() -> None:
    """Two days before the plan and a maximum of three leave one; a gap before them starts a new run."""
    running = agent(past=past((-2, "E"), (-1, "E")))
    assert allows("E-E", who=running, max_consecutive_days=3)
    assert not allows("EE-", who=running, max_consecutive_days=3)
    assert allows("EEE", who=agent(past=past((-3, "E"), (-2, "E"))), max_consecutive_days=3)


@pytest.mark.parametrize(
    ("limits", "short", "lengthened"),
    [
        ({}, False, True),
        ({"max_hours_per_week": 24}, False, True),  # two more shifts of eight hours
        ({"max_hours_per_week": 1439 / 60}, True, False),
        ({"max_days_per_week": 2}, True, False),
        ({"max_night_shifts_per_week": 0}, False, True),
        (
            {"min_consecutive_days": 5, "max_consecutive_days": 5},
            False,
            False,
        ),  # the plan is too short for five
    ],
)
def test_a_run_begun_too_short_is_lengthened_where_limits_leave_room(
    limits: dict[str, int], short: bool, lengthened: bool
) -> None:
    """One day of three was worked on Monday: what upper limits forbid is excused, and stays forbidden."""
    running = agent(past=past((-1, "E")))
    rules = {"min_consecutive_days": 3, **limits}
    assert allows("E--", who=running, first_weekday=1, **rules) is short
    assert allows("---", who=running, first_weekday=1, **rules) is short
    assert allows("EE-", who=running, first_weekday=1, **rules) is lengthened


NOT_EARLY_AFTER_ANY = (("early", "early"), ("late", "early"), ("night", "early"))


@pytest.mark.parametrize(
    ("locked", "limits", "excused"),
    [
        ((3, 0), {"max_days_per_week": 3}, True),  # one of the three is the locked one
        ((3, 0), {"max_days_per_week": 4}, False),
        ((6, 0), {"max_days_per_week": 3}, False),  # next week's
        ((2, 0), {"max_consecutive_days": 3}, True),  # it would be four in a row
        ((3, 0), {"max_consecutive_days": 3}, False),
        (
            (2, 0),
            {"forbidden_successions": NOT_EARLY_AFTER_ANY},
            True,
        ),
        (
            (1, 0),
            {"forbidden_successions": NOT_EARLY_AFTER_ANY},
            True,
        ),
        (
            (2, 0),
            {"forbidden_successions": NOT_EARLY_AFTER_ANY[:2], "min_rest_hours": 1},
            False,
        ),
    ],
)
def test_locks_take_room_from_a_run_begun_too_short(
    locked: tuple[int, int], limits: dict[str, Any], excused: bool
) -> None:
    """One day of three was worked on Monday; what is locked on or after the days that it lacks counts."""
    running = agent(past=past((-1, "E")))
    rules = Rules(min_consecutive_days=3, **limits)
    case = problem([running], days=7, first_weekday=1, rules=rules, locks=[Lock(0, *locked)])
    assert restrictions(case).runs[0].initial_run_may_be_short is excused


def test_nights_per_week() -> None:
    """Night shifts touch the hours from 00:00 to 06:00; a late shift that ends at 24:00 does not."""
    assert allows("NN--NLL", max_night_shifts_per_week=3)
    assert not allows("NN--NN-", max_night_shifts_per_week=3)
    worked = agent(past=past((-2, "N"), (-1, "N")))
    assert not allows("--NN-", who=worked, first_weekday=2, max_night_shifts_per_week=3)
    assert allows("--N--", who=worked, first_weekday=2, max_night_shifts_per_week=3)


def test_night_hours_may_run_over_midnight() -> None:
    """22:00–06:00 is touched by a late shift that ends at 24:00, not by an early one."""
    assert touches_night(LATE, Window(1320, 1800))
    assert not touches_night(EARLY, Window(1320, 1800))
    assert not touches_night(LATE, Window(0, 360))


def test_hours_of_availability() -> None:
    """A shift lies in the window of its date, or in the one that began the evening before."""
    assert fits_hours(EARLY, (480, 960))
    assert not fits_hours(EARLY, (540, 1020))
    assert fits_hours(NIGHT, (1320, 1800))
    assert not fits_hours(NIGHT, (0, 1440))
    dawn = type(EARLY)("dawn", 0, 360)
    assert fits_hours(dawn, (1320, 1800))


def test_at_most_one_shift_a_day_and_locks_hold() -> None:
    """Two shifts on one date never; a locked shift must be worked, a locked day off stays free."""
    case = problem([agent()], days=1, locks=[Lock(0, 0, 1)])
    assert feasible(case, "L")
    assert not feasible(case, "-")
    assert not feasible(case, "E")
    off = problem([agent()], days=1, locks=[Lock(0, 0, None)])
    assert feasible(off, "-")
    assert not feasible(off, "E")


@pytest.mark.parametrize(
    "who",
    [
        agent(leave=frozenset({0})),
        agent(weekdays=frozenset({1})),
        agent(shifts=frozenset({1})),
        agent(hours=(600, 1440)),
        agent(employed_from=1),
        agent(employed_until=-1),
    ],
)
def test_each_restriction_of_an_agent_keeps_the_early_shift_away(who: Agent) -> None:
    """Leave, weekday, allowed shifts, hours and employment each forbid the shift on Monday."""
    assert not allows("E-", who=who)


def test_longest_shift_a_day() -> None:
    """Paid hours of one shift: 8 h pass a limit of 8 and fail one of 7."""
    assert allows("E", max_hours_per_day=8)
    assert not allows("E", max_hours_per_day=7)


def test_many_people_are_bound_as_each_alone() -> None:
    """People alike share their counts; a past, a lock or a maximum of one's own is nobody else's."""
    rules = Rules(max_hours_per_week=40, min_consecutive_days=2, min_rest_hours=11)
    worked = past((-1, "E"))
    team = [
        agent("a", (0,)),
        agent("b", (0, 1), hourly_cost=2.0),
        agent("c", past=worked),
        agent("d", past=worked),
        agent("e", max_minutes_week=960),
    ]
    locks = {3: Lock(3, 0, None)}
    case = problem(team, queues=("p", "q"), rules=rules, locks=list(locks.values()))
    together = restrictions(case)
    assert together.sums[0] is together.sums[1]
    for place, member in enumerate(team):
        own = [replace(locks[place], agent=0)] if place in locks else []
        alone = restrictions(problem([member], queues=("p", "q"), rules=rules, locks=own))
        assert together.runs[place] == alone.runs[0]
        assert (together.allowed[place] == alone.allowed[0]).all()
        bounds = [(one.rule, one.first_day, one.maximum) for one in together.sums[place]]
        assert bounds == [(one.rule, one.first_day, one.maximum) for one in alone.sums[0]]
    assert together.runs[2] != together.runs[3]
