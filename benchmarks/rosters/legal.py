"""Which hard rules a roster breaks: read off the problem's text once more, sharing no code with the engine.

``broken`` looks at the shifts, one agent after the other; ``broken_activities`` at what is done in them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, product

from scheduler.roster.problem.problem import Agent, Limit, Problem, Shift
from scheduler.roster.problem.solution import BREAK, MEAL, STANDBY, Activity, Assignment

_DAY = 1440


@dataclass(frozen=True)
class Worked:
    """A shift on the plan's clock, of this plan or of an earlier one (``day`` below 0)."""

    day: int
    start: int
    end: int
    paid: int
    shift: int | None


def worked(problem: Problem, assignments: Iterable[Assignment]) -> list[list[Worked]]:
    """Each agent's shifts, earlier plans' first, in order of time."""
    rows = [[Worked(p.day, p.start, p.end, p.paid_minutes, p.shift) for p in a.past] for a in problem.agents]
    for a in sorted(assignments, key=lambda a: (a.day, a.shift)):
        shift, midnight = problem.shifts[a.shift], a.day * _DAY
        rows[a.agent].append(
            Worked(a.day, midnight + shift.start, midnight + shift.end, shift.paid_minutes, a.shift)
        )
    return rows


def may_start(problem: Problem, position: int, day: int, s: int) -> bool:
    """Whether this agent may work that shift on that day, whatever else the plan gives him."""
    agent, shift, rules = problem.agents[position], problem.shifts[s], problem.rules
    midnight = day * _DAY
    as_worked = Worked(day, midnight + shift.start, midnight + shift.end, shift.paid_minutes, s)
    rested = max((past.end for past in agent.past), default=-_DAY * 366) + 60 * (rules.min_rest_hours or 0)
    yesterday = [past.shift for past in agent.past if past.day == day - 1]
    return (
        not any(_availability(problem, agent, [as_worked]))
        and as_worked.start >= rested
        and not any((before, s) in problem.forbidden_pairs for before in yesterday)
        and (at_night(problem, as_worked) or not _still_off(problem, position, day))
        and not any(k.agent == position and k.day == day and k.shift != s for k in problem.locks)
    )


def _still_off(problem: Problem, position: int, day: int) -> bool:
    """Whether the day is one of those off after a night of an earlier plan."""
    past, off = problem.agents[position].past, problem.rules.days_off_after_nights or 0
    rows = [Worked(row.day, row.start, row.end, row.paid_minutes, row.shift) for row in past]
    return any(at_night(problem, row) and day <= row.day + off for row in rows)


def broken(problem: Problem, assignments: Iterable[Assignment]) -> list[str]:
    """A line for each rule that somebody's shifts break."""
    rows = worked(problem, assignments)
    lines = []
    checks = (_availability, _one_by_one, _weeks, _limits)
    for position, (agent, shifts) in enumerate(zip(problem.agents, rows, strict=True)):
        found = [line for check in checks for line in check(problem, agent, shifts)]
        lines += [f"{agent.id}: {line}" for line in (*found, *_runs(problem, position, shifts))]
    locked = {(lock.agent, lock.day) for lock in problem.locks}
    for position, shifts in enumerate(rows):
        for shift in shifts:
            is_begun = problem.not_before is not None and 0 <= shift.start <= problem.not_before
            if is_begun and shift.day >= 0 and (position, shift.day) not in locked:
                lines.append(f"{problem.agents[position].id}: day {shift.day} has begun")
    for lock in problem.locks:
        there = [shift.shift for shift in rows[lock.agent] if shift.day == lock.day]
        if there != ([] if lock.shift is None else [lock.shift]):
            lines.append(f"{problem.agents[lock.agent].id}: the lock of day {lock.day} is not kept")
    return lines


def _availability(problem: Problem, agent: Agent, shifts: list[Worked]) -> Iterator[str]:
    hours, overtime = problem.rules.max_hours_per_day, problem.rules.overtime
    longest = None if hours is None else 60 * hours
    if overtime is not None:
        longest = ordinary_day(problem) + 60 * overtime.max_hours_day
    for shift in shifts:
        if shift.day < 0 or shift.shift is None:
            continue
        if shift.day >= problem.days:
            yield f"day {shift.day} is not in the plan"
        first, last = agent.employed_from, agent.employed_until
        if (first is not None and shift.day < first) or (last is not None and shift.day > last):
            yield f"day {shift.day} is outside the employment"
        if shift.day in agent.leave:
            yield f"works on day {shift.day}, on leave"
        if any(shift.start < until and since < shift.end for since, until in agent.away):
            yield f"works on day {shift.day}, on leave by hours"
        if _out_of_turn(problem, agent, shift):
            yield f"{problem.shifts[shift.shift].name} on day {shift.day}, not in a hard rotation"
        dates = problem.shifts[shift.shift].days
        if dates is not None and shift.day not in dates:
            yield f"{problem.shifts[shift.shift].name} on day {shift.day}, on which it does not start"
        if problem.shifts[shift.shift].given and (shift.day, shift.shift) not in agent.given:
            yield f"{problem.shifts[shift.shift].name} on day {shift.day} is not given"
        weekday = (problem.first_weekday + shift.day) % 7
        if agent.weekdays is not None and weekday not in agent.weekdays:
            yield f"works on day {shift.day}, a weekday that is always off"
        if agent.shifts is not None and shift.shift not in agent.shifts:
            yield f"{problem.shifts[shift.shift].name} on day {shift.day} is not one of the agent's shifts"
        if agent.hours is not None and not _inside(shift, *agent.hours):
            yield f"the shift of day {shift.day} is outside the agent's hours"
        if longest is not None and shift.paid > longest:
            yield f"{shift.paid} minutes on day {shift.day}"


def _out_of_turn(problem: Problem, agent: Agent, shift: Worked) -> bool:
    """Whether a hard rotation has another entry on that day and no lock goes before it."""
    if agent.rotation is None or not agent.rotation.hard:
        return False
    entry = agent.rotation.entries[(shift.day + agent.rotation.phase) % len(agent.rotation.entries)]
    position = problem.agents.index(agent)
    is_locked = any(lock.agent == position and lock.day == shift.day for lock in problem.locks)
    return entry is not None and shift.shift not in entry and not is_locked


def _inside(shift: Worked, opens: int, closes: int) -> bool:
    """In the hours of its own date, or in those that began on the evening before."""
    begins = [day * _DAY for day in (shift.day, shift.day - 1)]
    return any(midnight + opens <= shift.start and shift.end <= midnight + closes for midnight in begins)


def _one_by_one(problem: Problem, agent: Agent, shifts: list[Worked]) -> Iterator[str]:
    rest = 60 * (problem.rules.min_rest_hours or 0)
    for before, after in pairwise(shifts):
        if after.day < 0:
            continue
        if before.day == after.day:
            yield f"two shifts on day {after.day}"
        if after.start < before.end + rest:
            yield f"{after.start - before.end} minutes of rest before day {after.day}"
        follows = after.day == before.day + 1 and (before.shift, after.shift)
        if follows in problem.forbidden_pairs:
            yield f"a forbidden succession on day {after.day}"
    off = problem.rules.days_off_after_nights or 0
    for place, after in enumerate(shifts):
        nights = [row.day for row in shifts[:place] if at_night(problem, row)]
        if after.day >= 0 and nights and not at_night(problem, after) and after.day <= nights[-1] + off:
            yield f"day {after.day} is too soon after a night"


def _weeks(problem: Problem, agent: Agent, shifts: list[Worked]) -> Iterator[str]:
    rules = problem.rules
    weeks: dict[int, list[Worked]] = defaultdict(list)
    for shift in shifts:
        weeks[(problem.first_weekday + shift.day) // 7].append(shift)
    for week, rows in weeks.items():
        if all(row.day < 0 for row in rows):
            continue
        shops = None if rules.max_hours_per_week is None else 60 * rules.max_hours_per_week
        maxima = [most for most in (shops, agent.max_minutes_week) if most is not None]
        if rules.overtime is not None:
            maxima = []
            number = agent.overtime_minutes[week] if agent.overtime_minutes else 0
            known = [row for row in rows if row.day < 0]
            if overtime(problem, agent, rows) > max(number, overtime(problem, agent, known)):
                yield f"{overtime(problem, agent, rows)} minutes of overtime in week {week}"
        before = [row for row in rows if row.day < 0]
        measures: tuple[tuple[str, int | None, Callable[[list[Worked]], int]], ...] = (
            ("minutes", min(maxima, default=None), lambda rows: sum(row.paid for row in rows)),
            ("days", rules.max_days_per_week, len),
            (
                "nights",
                rules.max_night_shifts_per_week,
                lambda rows: sum(at_night(problem, r) for r in rows),
            ),
        )
        for name, most, amount in measures:
            # What earlier plans gave too much is not this plan's, but nothing may be added to it.
            if most is not None and amount(rows) > max(most, amount(before)):
                yield f"{amount(rows)} {name} in week {week}"


def ordinary_day(problem: Problem) -> float:
    """Paid minutes of a shift beyond which an hour is overtime."""
    assert problem.rules.overtime is not None
    return 60 * min(problem.rules.overtime.ordinary_hours_day, problem.rules.max_hours_per_day or 24)


def overtime_kinds(problem: Problem, agent: Agent, rows: Iterable[Worked]) -> tuple[float, float]:
    """Minutes of one week beyond the ordinary day, and of the others beyond the ordinary week."""
    stated = problem.rules.overtime
    assert stated is not None
    paid = [row.paid for row in rows if row.day not in problem.pay_factors]
    beyond = sum(max(0, each - ordinary_day(problem)) for each in paid)
    week = min(stated.ordinary_hours_week, problem.rules.max_hours_per_week or 168) * 60
    week = week if agent.max_minutes_week is None else min(week, agent.max_minutes_week)
    return beyond, max(0, sum(paid) - beyond - week)


def overtime(problem: Problem, agent: Agent, rows: Iterable[Worked]) -> float:
    """Minutes of overtime of one week."""
    return sum(overtime_kinds(problem, agent, rows))


def at_night(problem: Problem, shift: Worked) -> bool:
    """Whether a shift touches the hours of the night."""
    night = problem.rules.night_hours
    midnights = [(shift.day + offset) * _DAY for offset in (-1, 0, 1)]
    return any(
        shift.start < midnight + night.end and midnight + night.start < shift.end for midnight in midnights
    )


def _runs(problem: Problem, position: int, shifts: list[Worked]) -> Iterator[str]:
    """Runs of days worked and off; of those that a border cuts off only the longest is judged."""
    agent, rules = problem.agents[position], problem.rules
    days = {shift.day for shift in shifts}
    first = min([*days, 0])
    calendar = range(first, problem.days)
    most = _own(agent.rules.max_consecutive_days, rules.max_consecutive_days)
    least_on = _own(agent.rules.min_consecutive_days, rules.min_consecutive_days) or 1
    least_off = _own(agent.rules.min_consecutive_days_off, rules.min_consecutive_days_off) or 1
    for works, run in groupby(calendar, lambda day: day in days):
        row = list(run)
        if row[-1] < -1:
            continue
        if works and most is not None and len(row) > most and row[-1] >= 0:
            yield f"{len(row)} days in a row from day {row[0]}"
        known_before = first < 0 or (works and problem.plan_before)
        cut_off = row[-1] == problem.days - 1 or (row[0] == first and not known_before)
        least = least_on if works else least_off
        if len(row) < least and not cut_off and not _cannot_go_on(problem, position, works, row[0], least):
            yield f"only {len(row)} {'days' if works else 'days off'} in a row from day {row[0]}"


def _cannot_go_on(problem: Problem, position: int, works: bool, begun: int, least: int) -> bool:
    """Whether what earlier plans left too short could not be lengthened."""
    if begun >= 0:
        return False
    missing = range(min(problem.days, max(0, begun + least)))
    locked = {k.day: k.shift for k in problem.locks if k.agent == position and k.shift is not None}
    if not works:
        return not locked.keys().isdisjoint(missing)
    shifts = range(len(problem.shifts))
    choices = [[s for s in shifts if may_start(problem, position, day, s)] for day in missing]
    after = [Assignment(0, day, s) for day, s in locked.items() if day >= len(missing)]
    alone = _upper_limits(problem, position)
    lengthened = ([Assignment(0, *each) for each in enumerate(picked)] for picked in product(*choices))
    return all(broken(alone, [*run, *after]) for run in lengthened)


def _upper_limits(problem: Problem, position: int) -> Problem:
    """The agent alone, under the rules that ask for no least number."""
    agent = problem.agents[position]
    limits = tuple(replace(limit, least=0) for limit in agent.limits)
    agent = replace(
        agent,
        limits=limits,
        rotation=None,  # what may be tried is asked of it before
        rules=replace(agent.rules, min_consecutive_days=None, min_consecutive_days_off=None),
    )
    rules = replace(problem.rules, min_consecutive_days=None, min_consecutive_days_off=None)
    alone = replace(problem, joint_rows=(), meetings=(), told=(), wishes=())
    return replace(alone, agents=(agent,), rules=rules, locks=())


def _own(agents: int | None, everybodys: int | None) -> int | None:
    return everybodys if agents is None else agents


def _limits(problem: Problem, agent: Agent, shifts: list[Worked]) -> Iterator[str]:
    amount: dict[str, Callable[[list[Worked]], int]] = {
        "minutes": lambda rows: sum(row.paid for row in rows),
        "shifts": len,
        "weekends": lambda rows: len(
            {
                (problem.first_weekday + row.day) // 7
                for row in rows
                if (problem.first_weekday + row.day) % 7 >= 5
            }
        ),
    }
    for limit in agent.limits:
        if limit.last_day < 0 or limit.first_day >= problem.days:
            continue
        rows = [row for row in shifts if _counts(limit, row)]
        found = amount[limit.measure](rows)
        before = amount[limit.measure]([row for row in rows if row.day < 0])
        if found < limit.least or (limit.most is not None and found > max(limit.most, before)):
            yield f"{limit.rule}: {found}, not {limit.least} to {limit.most}"


def _counts(limit: Limit, row: Worked) -> bool:
    in_time = limit.first_day <= row.day <= limit.last_day
    return in_time and (limit.shifts is None or row.shift in limit.shifts)


def broken_activities(
    problem: Problem, assignments: Iterable[Assignment], activities: Iterable[Activity]
) -> list[str]:
    """A line for each shift whose activities have gaps, a wrong meal or break, or somebody else's queue."""
    doing: dict[int, list[Activity]] = defaultdict(list)
    for activity in activities:
        doing[activity.agent].append(activity)
    lines = []
    for a in assignments:
        shift, midnight = problem.shifts[a.shift], a.day * _DAY
        start, end = midnight + shift.start, midnight + shift.end
        rows = sorted((x for x in doing[a.agent] if start <= x.start < end), key=lambda x: x.start)
        doing[a.agent] = [x for x in doing[a.agent] if not start <= x.start < end]
        problems = _in_shift(problem, problem.agents[a.agent], shift, midnight, rows)
        lines += [f"{problem.agents[a.agent].id}, day {a.day}: {line}" for line in problems]
    lines += [f"{problem.agents[a].id}: does something outside shifts" for a, rows in doing.items() if rows]
    return lines


def _in_shift(
    problem: Problem, agent: Agent, shift: Shift, midnight: int, rows: list[Activity]
) -> Iterator[str]:
    edges = [midnight + shift.start, *(row.end for row in rows)]
    if [row.start for row in rows] != edges[:-1] or edges[-1] != midnight + shift.end:
        yield "activities do not fill the shift"
    meals = [(row.start - midnight, row.end - midnight) for row in rows if row.what == MEAL]
    if [end - start for start, end in meals] != [shift.meal_minutes] * bool(shift.meal_minutes):
        yield f"meals {meals}"
    elif any(start < shift.meal_from or end > shift.meal_to for start, end in meals):
        yield f"meal at {meals} outside its window"
    rests = [(row.start - midnight, row.end - midnight) for row in rows if row.what == BREAK]
    wanted = sorted(shift.breaks, key=lambda rest: rest.earliest)
    placed = len(rests) == len(wanted) and all(
        end - start == rest.minutes and rest.earliest <= start and end <= rest.latest
        for (start, end), rest in zip(rests, wanted, strict=True)
    )
    if not placed:
        yield f"breaks at {rests}"
    for row in rows:
        slots = range(row.start // problem.interval_minutes, row.end // problem.interval_minutes)
        if row.what >= 0:
            closed = [t for t in slots if t >= problem.slots or not problem.open[row.what, t]]
            if row.what not in agent.skills or closed:
                yield f"serves queue {row.what} without the skill or while it is closed"
        elif row.what == STANDBY and any(
            t < problem.slots and problem.open[queue, t] for t in slots for queue in agent.skills
        ):
            yield "stands by while a queue is open"
