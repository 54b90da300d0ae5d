"""The published shift-scheduling instances of Curtois & Qu (2014) as problems of the project.

    .venv/bin/python -m benchmarks.rosters.curtois_qu FOLDER/Instance1.txt

prints what an instance holds; ``run.py`` solves them. Source of the format and of its rules: T. Curtois,
R. Qu, *Computational results on new staff scheduling benchmark instances*, 2014 (schedulingbenchmarks.org).

Nothing of the mapping is a rule that only the benchmark has. The instances have no clock: a shift is a name
and a length, and which shift may follow which is said in so many words. So every shift starts at 00:00 of its
day, where none can reach into the next, and the words become ``Rules.forbidden_successions``. Caps by shift,
minutes and weekends over the horizon are ``Agent.limits``; cover is ``Problem.shift_cover``; a request is a
wish of its weight. Nothing is known of the days before (``plan_before=False``): as in the source, the longest
run starts from a clean slate, and a run at either border may be shorter than the shortest.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from scheduler.domain.rules import Rules
from scheduler.domain.weights import NO_PATTERNS, Weights
from scheduler.roster.problem.problem import Agent, Limit, Problem, Shift, ShiftCover, Wish

_BEST_KNOWN = (
    *(607, 828, 1001, 1716, 1143, 1950, 1056, 1300, 439, 4631, 3443, 4040),
    *(1348, 1278, 3829, 3225, 5746, 4459, 3149, 4769, 21133, 30241, 17428, 42463),
)
BEST_KNOWN = dict(enumerate(_BEST_KNOWN, start=1))
"""Cost by instance, collected in 2023; all but 23 and 24 are proven."""

_ORDINARY_WISH = 100
"""A wish's weight is in hundredths; with ``Weights.wish`` = 1 this is one point."""


class InstanceError(ValueError):
    """A file that is not in the format: names the file and the section."""


@dataclass(frozen=True)
class ShiftKind:
    """A shift: its length in minutes, and the shifts that may not start on the day after it."""

    minutes: int
    not_followed_by: frozenset[str]


@dataclass(frozen=True)
class Person:
    """One row of SECTION_STAFF; most_shifts: by shift, over the horizon."""

    most_shifts: dict[str, int]
    most_minutes: int
    least_minutes: int
    most_days_in_a_row: int
    least_days_in_a_row: int
    least_days_off_in_a_row: int
    most_weekends: int


@dataclass(frozen=True)
class Request:
    """Wants to work this shift that day, or not to."""

    person: str
    day: int
    shift: str
    weight: int


@dataclass(frozen=True)
class Cover:
    """People wanted on a shift; under, over: cost for each missing and each beyond."""

    day: int
    shift: str
    wanted: int
    under: int
    over: int


@dataclass(frozen=True)
class Instance:
    """A file as it stands: its dictionaries are in the order of the rows. Day 0 is a Monday."""

    days: int
    shifts: dict[str, ShiftKind]
    staff: dict[str, Person]
    days_off: dict[str, frozenset[int]]
    on: tuple[Request, ...]
    off: tuple[Request, ...]
    cover: tuple[Cover, ...]


def read(path: Path) -> Instance:
    """The instance in a file; raises InstanceError where a row is not as the format says."""
    sections: dict[str, list[list[str]]] = {}
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if text.startswith("SECTION_"):
            section = text.removeprefix("SECTION_")
        elif text and not text.startswith("#"):
            sections.setdefault(section, []).append([cell.strip() for cell in text.split(",")])
    try:
        return Instance(
            days=int(sections["HORIZON"][0][0]),
            shifts={
                name: ShiftKind(int(minutes), frozenset(after.split("|")) - {""})
                for name, minutes, after in sections["SHIFTS"]
            },
            staff={row[0]: _person(row[1:]) for row in sections["STAFF"]},
            days_off={row[0]: frozenset(map(int, row[1:])) for row in sections.get("DAYS_OFF", [])},
            on=_requests(sections.get("SHIFT_ON_REQUESTS", [])),
            off=_requests(sections.get("SHIFT_OFF_REQUESTS", [])),
            cover=tuple(
                Cover(int(day), shift, int(wanted), int(under), int(over))
                for day, shift, wanted, under, over in sections["COVER"]
            ),
        )
    except (KeyError, ValueError, IndexError) as error:
        raise InstanceError(f"{path}: not an instance of Curtois & Qu ({error!r})") from error


def _person(cells: list[str]) -> Person:
    caps = (cap.split("=") for cap in cells[0].split("|"))
    return Person({shift: int(most) for shift, most in caps}, *map(int, cells[1:7]))


def _requests(rows: list[list[str]]) -> tuple[Request, ...]:
    return tuple(Request(person, int(day), shift, int(weight)) for person, day, shift, weight in rows)


def problem_of(instance: Instance) -> Problem:
    """The instance as a roster problem whose objective, in points, is the instance's cost."""
    shift_at = {name: place for place, name in enumerate(instance.shifts)}
    person_at = {name: place for place, name in enumerate(instance.staff)}
    interval = max(m for m in (15, 30, 60) if all(s.minutes % m == 0 for s in instance.shifts.values()))
    slots = (instance.days * 24 + 12) * 60 // interval
    return Problem(
        days=instance.days,
        first_weekday=0,
        interval_minutes=interval,
        queues=(),
        shifts=tuple(Shift(name, 0, kind.minutes) for name, kind in instance.shifts.items()),
        agents=tuple(_agent(instance, name, person, shift_at) for name, person in instance.staff.items()),
        rules=Rules(
            forbidden_successions=tuple(
                (name, after) for name, kind in instance.shifts.items() for after in kind.not_followed_by
            )
        ),
        required=np.zeros((0, slots), dtype=np.int64),
        open=np.zeros((0, slots), dtype=np.bool_),
        scheduled_before=np.zeros((0, slots), dtype=np.int64),
        plan_before=False,
        wishes=(
            *(_wish("prefer", request, person_at, shift_at) for request in instance.on),
            *(_wish("avoid", request, person_at, shift_at) for request in instance.off),
        ),
        weights=Weights(
            shortage=0,
            shortage_full=0,
            contract=0,
            overstaffing=0,
            wish=1,
            fairness=0,
            cost=0,
            **NO_PATTERNS,
        ),
        shift_cover=tuple(
            ShiftCover(c.day, frozenset({shift_at[c.shift]}), c.wanted, c.under, c.over)
            for c in instance.cover
        ),
    )


def _agent(instance: Instance, name: str, person: Person, shift_at: dict[str, int]) -> Agent:
    last = instance.days - 1
    minutes = Limit("minutes", "minutes", 0, last, person.least_minutes, person.most_minutes)
    weekends = Limit("weekends", "weekends", 0, last, most=person.most_weekends)
    caps = tuple(
        Limit(f"most {shift}", "shifts", 0, last, most=most, shifts=frozenset({shift_at[shift]}))
        for shift, most in person.most_shifts.items()
        if 0 < most < instance.days
    )
    return Agent(
        id=name,
        skills=frozenset(),
        shifts=frozenset(shift_at[shift] for shift, most in person.most_shifts.items() if most),
        leave=instance.days_off.get(name, frozenset()),
        limits=(minutes, weekends, *caps),
        rules=Rules(
            max_consecutive_days=person.most_days_in_a_row,
            min_consecutive_days=person.least_days_in_a_row,
            min_consecutive_days_off=person.least_days_off_in_a_row,
        ),
    )


def _wish(
    kind: Literal["prefer", "avoid"], request: Request, person_at: dict[str, int], shift_at: dict[str, int]
) -> Wish:
    weight = _ORDINARY_WISH * request.weight
    return Wish(person_at[request.person], request.day, kind, shift_at[request.shift], weight)


def main() -> None:
    """Print how large an instance is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("instance", type=Path)
    instance = read(parser.parse_args().instance)
    problem = problem_of(instance)
    print(f"{len(problem.agents)} people, {problem.days} days, shifts {', '.join(instance.shifts)}")
    print(f"{len(problem.wishes)} requests, {len(problem.shift_cover)} rows of cover")


if __name__ == "__main__":
    main()
