"""Meetings put into finished shifts: where, for whom, at what price; against brute force."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from scheduler.domain.rules import Rules
from scheduler.domain.weights import NO_PATTERNS, Weights
from scheduler.roster.assignment.coverage import coverage_cost, scheduled_agents
from scheduler.roster.assignment.meetings import with_meetings
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.meetings import missing_people, people_without_shift
from scheduler.roster.objective.unavoidable import unavoidable_points
from scheduler.roster.problem.meetings import FIRST_MEETING, Meeting
from scheduler.roster.problem.problem import Agent, Problem, Shift
from scheduler.roster.problem.solution import MEAL, Activity, Assignment, Limits
from scheduler.roster.rearrange import keepable, rearrange_roster
from scheduler.roster.solve import find_roster

SLOTS = 60
"""Of half an hour: a day and its tail to 12:00 of the next."""
EARLY, LATE = Shift("early", 480, 960), Shift("late", 720, 1200)


def problem_of(needed: dict[int, int], agents: int, *meetings: Meeting, **changes: object) -> Problem:
    """One queue, one day, half hours. needed: people by hour of the day; 0 elsewhere."""
    required = np.zeros((1, 72), dtype=np.int64)
    for hour, people in needed.items():
        required[0, 2 * hour : 2 * hour + 2] = 1000 * people
    given: dict[str, object] = {
        "days": 1,
        "first_weekday": 0,
        "interval_minutes": 30,
        "queues": ("q",),
        "shifts": (EARLY, LATE),
        "agents": tuple(Agent(f"A{n}", frozenset({0})) for n in range(agents)),
        "rules": Rules(),
        "required": required,
        "open": np.ones((1, 72), dtype=bool),
        "scheduled_before": np.zeros((1, 72), dtype=np.int64),
        "weights": Weights(**NO_PATTERNS, meeting=1000.0),
        "meetings": meetings,
    }
    return Problem(**{**given, **changes})  # type: ignore[arg-type]


def serving(agent: int, start: int, end: int, what: int = 0) -> Activity:
    return Activity(agent, start, end, what)


def times(activities: tuple[Activity, ...], number: int = 0) -> dict[int, int]:
    return {row.agent: row.start for row in activities if row.what == FIRST_MEETING - number}


def test_a_meeting_is_held_at_once_where_fewest_are_needed() -> None:
    """Both are there from 12:00 to 16:00; 14:00 is quiet."""
    meeting = Meeting(0, 60, 480, 1200, frozenset({0, 1}))
    case = problem_of(dict.fromkeys((8, 9, 10, 11, 12, 13, 15, 16, 17, 18, 19), 2), 2, meeting)
    found = with_meetings(case, [serving(0, 480, 960), serving(1, 720, 1200)])
    assert times(found) == {0: 840, 1: 840}
    assert found[0] == serving(0, 480, 840)
    assert found[2] == serving(0, 900, 960)


def test_more_people_go_before_a_quieter_hour() -> None:
    """At 09:00 nobody is needed, but one alone is there."""
    meeting = Meeting(0, 60, 480, 1200, frozenset({0, 1}))
    case = problem_of(dict.fromkeys(range(10, 20), 2), 2, meeting)
    assert len(times(with_meetings(case, [serving(0, 480, 960), serving(1, 720, 1200)]))) == 2


def test_who_is_needed_more_than_a_meeting_stays_at_the_desk() -> None:
    """Three people where two are needed all day: one goes, as a missing hour costs more than 5 points."""
    meeting = Meeting(0, 60, 480, 960, frozenset({0, 1, 2}))
    case = problem_of(dict.fromkeys(range(8, 16), 2), 3, meeting)
    rows = [serving(agent, 480, 960) for agent in range(3)]
    cheap = replace(case, weights=replace(case.weights, meeting=5.0))
    assert len(times(with_meetings(cheap, rows))) == 1
    assert len(times(with_meetings(case, rows))) == 3


def test_nobody_leaves_a_meal_for_it_and_who_is_off_is_missing() -> None:
    """The only hour is one at a meal for the second, and the third is not there."""
    meeting = Meeting(0, 60, 720, 780, frozenset({0, 1, 2}))
    case = problem_of({}, 3, meeting)
    rows = [serving(0, 480, 960), serving(1, 480, 720), serving(1, 720, 780, MEAL), serving(1, 780, 960)]
    found = with_meetings(case, rows)
    assert times(found) == {0: 720}
    assert missing_people(case, found) == 2
    assert people_without_shift(case, [Assignment(0, 0, 0), Assignment(1, 0, 0)]) == 1


def test_apart_everybody_has_it_at_the_own_quiet_time() -> None:
    """One hour has one to spare, another has; both at once would be short."""
    meeting = Meeting(0, 60, 480, 960, frozenset({0, 1}), apart=True)
    case = problem_of({**dict.fromkeys(range(8, 16), 2), 9: 1, 13: 1}, 2, meeting)
    found = with_meetings(case, [serving(0, 480, 960), serving(1, 480, 960)])
    assert sorted(times(found).values()) == [540, 780]


def test_who_comes_later_joins_at_the_time_there_is() -> None:
    """A shift changed by hand takes part where the others already do."""
    meeting = Meeting(0, 60, 480, 1200, frozenset({0, 1}))
    case = problem_of(dict.fromkeys(range(8, 15), 3), 2, meeting)
    standing = with_meetings(case, [serving(0, 480, 960)])
    assert times(standing) == {0: 900}
    found = with_meetings(case, [*standing, serving(1, 720, 1200)])
    assert times(found) == {0: 900, 1: 900}


def test_a_least_length_of_activities_is_kept() -> None:
    """Beside a meeting no stretch is shorter than an hour."""
    meeting = Meeting(0, 30, 480, 960, frozenset({0}))
    case = problem_of({8: 1, 9: 1, 10: 1, 12: 1, 13: 1, 14: 1, 15: 1}, 1, meeting)
    case = replace(case, rules=Rules(min_activity_minutes=90))
    found = with_meetings(case, [serving(0, 480, 600), serving(0, 600, 690, MEAL), serving(0, 690, 960)])
    assert times(found) == {0: 690}


@pytest.mark.parametrize("seed", range(30))
def test_one_meeting_costs_what_the_best_time_costs(seed: int) -> None:
    """Brute force over all times where a meeting goes before customers: most people, then coverage lost."""
    draw = random.Random(seed)
    people = draw.randint(1, 4)
    meeting = Meeting(0, draw.choice([30, 60, 90]), 480, 1200, frozenset(range(people)))
    case = problem_of({hour: draw.randint(0, 4) for hour in range(8, 20)}, people, meeting)
    rows = [serving(a, *draw.choice([(480, 960), (720, 1200), (600, 900)])) for a in range(people)]
    found = with_meetings(case, rows)
    before, ranks = scheduled_agents(case, rows), []
    for start in range(480, 1200 - meeting.minutes + 1, 30):
        there = [row.agent for row in rows if row.start <= start and start + meeting.minutes <= row.end]
        left = before.copy()
        left[0, start // 30 : (start + meeting.minutes) // 30] -= 1000 * len(there)
        ranks.append((-len(there), coverage_cost(case, left, 0)))
    most, cost = min(ranks)
    assert len(times(found)) == -most
    assert coverage_cost(case, scheduled_agents(case, found), 0) == cost


@pytest.mark.parametrize("engine", ["cp-sat", "hybrid"])
def test_the_search_gives_shifts_that_can_hold_the_meeting(engine: str) -> None:
    """Two people are as well off early as late; the meeting at 18:00 makes them late. Its bound holds."""
    meeting = Meeting(0, 60, 1080, 1140, frozenset({0, 1}))
    case = problem_of({12: 2, 13: 2}, 2, meeting)
    limits = Limits(work=0.5, engine=engine)  # type: ignore[arg-type]
    solution = find_roster(case, limits)
    assert {one.shift for one in solution.assignments} == {1}
    assert times(solution.activities) == {0: 1080, 1: 1080}
    parts = objective_parts(case, solution.assignments, solution.activities)
    assert solution.objective == pytest.approx(sum(part.points for part in parts), abs=0.01)
    assert solution.bound <= solution.objective


def test_people_out_of_reach_are_missing_and_nobodys_fault() -> None:
    """On leave all day: counted as missing, and no roster's fault."""
    meeting = Meeting(0, 60, 480, 960, frozenset({0, 1}))
    agents = (Agent("A0", frozenset({0})), Agent("A1", frozenset({0}), leave=frozenset({0})))
    case = replace(problem_of({}, 2, meeting), agents=agents)
    parts = {part.name: part for part in objective_parts(case, (), ())}
    assert (parts["meetings"].amount, parts["meetings"].points) == (2, 2000.0)
    without = replace(case, meetings=())
    assert unavoidable_points(case) - unavoidable_points(without) == 1000.0
    held = with_meetings(case, [serving(0, 480, 960)])
    parts = {part.name: part for part in objective_parts(case, (Assignment(0, 0, 0),), held)}
    assert parts["meetings"].amount == 1


def test_a_roster_changed_by_hand_keeps_its_meetings() -> None:
    """Whose shift stays keeps the meeting; one whose time is another now is arranged anew."""
    meeting = Meeting(0, 60, 480, 1200, frozenset({0, 1}))
    case = problem_of(dict.fromkeys(range(8, 15), 3), 2, meeting)
    both = (Assignment(0, 0, 0), Assignment(1, 0, 1))
    present = with_meetings(case, [serving(0, 480, 960)])
    again = rearrange_roster(case, Limits(work=0.2), both, present)
    assert times(again.activities) == {0: 900, 1: 900}
    moved = replace(case, meetings=(replace(meeting, latest=900),))
    assert not keepable(moved, both, present)
