"""The figures of a week, counted by hand."""

from __future__ import annotations

from benchmarks.rosters.patterns import WeekFigures, week_figures
from scheduler.roster.problem.problem import Shift
from scheduler.roster.problem.solution import MEAL, Activity, Assignment, Solution
from tests.scheduler.roster.problems import agent, problem

SHIFTS = [Shift(f"{hour}", hour * 60, hour * 60 + 240) for hour in (6, 8, 11, 14)]


def test_a_week_by_hand() -> None:
    """One works at 6, 8, off, 11, off, off, 6: two hours apart is no jump, one rest of two is single. The
    other jumps once, in a shift with three changes of queue and three short stretches."""
    case = problem([agent("a"), agent("b", skills=(0, 1))], shifts=SHIFTS, queues=("p", "q"))
    days = {(0, 0): 0, (0, 1): 1, (0, 3): 2, (0, 6): 0, (1, 0): 0, (1, 1): 3}
    assignments = tuple(Assignment(who, day, shift) for (who, day), shift in days.items())
    activities = [
        Activity(who, day * 1440 + SHIFTS[s].start, day * 1440 + SHIFTS[s].end, 0)
        for (who, day), s in days.items()
        if who == 0 or day
    ]
    stretches = [(360, 420, 0), (420, 450, 1), (450, 510, 0), (510, 530, MEAL), (530, 570, 1), (570, 600, 1)]
    activities += [Activity(1, start, end, what) for start, end, what in stretches]
    solution = Solution("feasible", 0, 0, "work", {}, assignments, tuple(activities), 0)
    assert week_figures(case, solution) == WeekFigures(
        three_starts=1,
        four_starts=0,
        jumps=1,
        of_pairs=2,
        single_days_off=1,
        of_rests=2,
        single_working_days=1,
        restless_shifts=1,
        short_stretches=3,
    )
