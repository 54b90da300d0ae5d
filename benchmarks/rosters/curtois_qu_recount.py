"""What a roster of Curtois & Qu costs and which rules it breaks, straight from the instance's own rows.

Shares nothing with the engine or with the mapping: rules and cost are those of the source (see
``curtois_qu.py``), read off ``Instance`` again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby

from benchmarks.rosters.curtois_qu import Instance, Person
from scheduler.roster.problem.solution import Assignment

Roster = Mapping[str, Mapping[int, str]]
"""The shift by person and day; days off are left out."""

_SATURDAY, _WEEK = 5, 7


def roster_of(instance: Instance, assignments: tuple[Assignment, ...]) -> dict[str, dict[int, str]]:
    """The engine's positions as the instance's names; of two shifts on a day (see ``doubled``) the later."""
    people, shifts = list(instance.staff), list(instance.shifts)
    roster: dict[str, dict[int, str]] = {person: {} for person in people}
    for assignment in assignments:
        roster[people[assignment.agent]][assignment.day] = shifts[assignment.shift]
    return roster


def doubled(instance: Instance, assignments: tuple[Assignment, ...]) -> list[str]:
    """A line for each day on which somebody starts more than one shift."""
    starts = Counter((a.agent, a.day) for a in assignments)
    people = list(instance.staff)
    return [f"{people[agent]}: {n} shifts on day {day}" for (agent, day), n in starts.items() if n > 1]


def cost(instance: Instance, roster: Roster) -> int:
    """Requests not met, and cover missed or overshot, each with its weight."""
    total = sum(r.weight for r in instance.on if roster[r.person].get(r.day) != r.shift)
    total += sum(r.weight for r in instance.off if roster[r.person].get(r.day) == r.shift)
    present = Counter((day, shift) for days in roster.values() for day, shift in days.items())
    for cover in instance.cover:
        missing = cover.wanted - present[cover.day, cover.shift]
        total += cover.under * max(0, missing) + cover.over * max(0, -missing)
    return total


def uncovered_share(instance: Instance, roster: Roster) -> float:
    """People missing over people wanted, all days and shifts together."""
    present = Counter((day, shift) for days in roster.values() for day, shift in days.items())
    missing = sum(max(0, c.wanted - present[c.day, c.shift]) for c in instance.cover)
    return missing / sum(c.wanted for c in instance.cover)


def broken(instance: Instance, roster: Roster) -> list[str]:
    """A line for each hard rule that somebody's days break."""
    return [
        f"{name}: {what}"
        for name, person in instance.staff.items()
        for what in _broken_by(instance, name, person, roster[name])
    ]


def _broken_by(instance: Instance, name: str, person: Person, days: Mapping[int, str]) -> Iterator[str]:
    for day, shift in days.items():
        if not 0 <= day < instance.days:
            yield f"day {day} is not in the horizon"
        if day in instance.days_off.get(name, ()):
            yield f"works on day {day}, which is off"
        if days.get(day + 1) in instance.shifts[shift].not_followed_by:
            yield f"{days[day + 1]} follows {shift} on day {day + 1}"
    for shift, worked in Counter(days.values()).items():
        if worked > person.most_shifts.get(shift, 0):
            yield f"{worked} × {shift}"
    minutes = sum(instance.shifts[shift].minutes for shift in days.values())
    if not person.least_minutes <= minutes <= person.most_minutes:
        yield f"{minutes} minutes"
    weekends = {day // _WEEK for day in days if day % _WEEK >= _SATURDAY}
    if len(weekends) > person.most_weekends:
        yield f"{len(weekends)} weekends"
    yield from _broken_runs(instance, person, days)


def _broken_runs(instance: Instance, person: Person, days: Mapping[int, str]) -> Iterator[str]:
    """Runs that touch a border of the horizon may be short: they may go on outside it."""
    for works, run in groupby(range(instance.days), lambda day: day in days):
        length = len(row := list(run))
        inside = row[0] > 0 and row[-1] < instance.days - 1
        if works and length > person.most_days_in_a_row:
            yield f"{length} days in a row from day {row[0]}"
        least = person.least_days_in_a_row if works else person.least_days_off_in_a_row
        if inside and length < least:
            yield f"only {length} {'days' if works else 'days off'} in a row from day {row[0]}"
