"""Worked shifts: one agent's shift of one day with its meal and breaks placed, in slots of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import BREAK, MEAL


@dataclass(frozen=True)
class PlacedBreak:
    """A meal or break, in slots: its start, its length, and its earliest and latest start.

    ``what`` is MEAL or BREAK.
    """

    what: int
    start: int
    slots: int
    earliest: int
    latest: int


@dataclass(frozen=True)
class WorkedShift:
    """One agent's shift: its slots, ``last`` excluded, and its meal and breaks by time."""

    agent: int
    first: int
    last: int
    breaks: tuple[PlacedBreak, ...] = ()


def worked_shift(problem: Problem, agent: int, day: int, shift: int, starts: Sequence[int]) -> WorkedShift:
    """The agent's shift on this day.

    starts: slots at which the meal (if there is one) and each break begin.
    """
    template, interval, midnight = (
        problem.shifts[shift],
        problem.interval_minutes,
        day * problem.slots_per_day,
    )
    blocks = [(BREAK, pause.minutes, pause.earliest, pause.latest) for pause in template.breaks]
    if template.meal_minutes:
        blocks.insert(0, (MEAL, template.meal_minutes, template.meal_from, template.meal_to))
    breaks = [
        PlacedBreak(
            what,
            start,
            minutes // interval,
            midnight + earliest // interval,
            midnight + (latest - minutes) // interval,
        )
        for (what, minutes, earliest, latest), start in zip(blocks, starts, strict=True)
    ]
    first, last = midnight + template.start // interval, midnight + template.end // interval
    return WorkedShift(agent, first, last, tuple(sorted(breaks, key=lambda one: one.start)))
