"""A shift of a scenario: one with other times, or one more."""

from __future__ import annotations

from dataclasses import replace

from peakroster.desk.scenarios.overrides import ShiftTimes
from peakroster.shop.shortened import with_rests_of
from scheduler.domain.agents import Agent
from scheduler.domain.shifts import Break, Shift
from scheduler.domain.shop import AnyShop
from scheduler.domain.windows import Window


def with_shift(shop: AnyShop, change: ShiftTimes) -> AnyShop:
    """The shop with a shift of these times; one more where none is called so."""
    if any(shift.name == change.shift for shift in shop.shifts):
        shifts = tuple(
            moved_shift(shift, change.start, change.end) if shift.name == change.shift else shift
            for shift in shop.shifts
        )
        return with_rests_of(replace(shop, shifts=shifts), change.shift)
    model = next((shift for shift in shop.shifts if shift.name == change.like), None)
    row = 1 + max((shift.row for shift in shop.shifts), default=0)
    if model is None:
        new = Shift(change.shift, change.start, change.end, 0, None, row)
    else:
        new = replace(moved_shift(model, change.start, change.end), name=change.shift, row=row)
        new = replace(new, pattern=None, wanted=None)

    def with_it(agent: Agent) -> Agent:
        may = agent.shifts is not None and change.like in agent.shifts
        return replace(agent, shifts=(*(agent.shifts or ()), change.shift)) if may else agent

    agents = tuple(agent.changed(with_it) for agent in shop.agents)
    return replace(shop, shifts=(*shop.shifts, new), agents=agents)


def moved_shift(shift: Shift, start: int, end: int) -> Shift:
    """The shift with other times; meal and breaks stay as far from its start and its end as they were.

    Where that leaves too little room they may lie anywhere in it; a meal that does not fit at all is left
    out.
    """
    length = end - start
    meal, minutes = shift.meal, shift.meal_minutes
    if meal is not None:
        meal = _window(meal, shift, start, end, minutes)
        if minutes >= length:
            meal, minutes = None, 0
    breaks = tuple(
        Break(each.minutes, _window(each.window, shift, start, end, each.minutes))
        for each in shift.breaks
        if each.minutes < length
    )
    return replace(shift, start=start, end=end, meal=meal, meal_minutes=minutes, breaks=breaks)


def _window(window: Window, shift: Shift, start: int, end: int, minutes: int) -> Window:
    first, last = start + window.start - shift.start, end - (shift.end - window.end)
    if last - first < minutes or first < start or last > end:
        return Window(start, end)
    return Window(first, last)
