"""A published instance solved by Timefold; called by peers.py in an environment of its own.

Reads {"instance": Instance as a dictionary, "seconds": …} from the standard input; writes {"roster":
[[person, day, shift], …], "found": [[seconds, hard, soft], …]} to the standard output; ``hard`` is 0 where
all hard rules hold, ``-soft`` is the cost.

The model is the one of Timefold's employee-scheduling example: every place on a shift is an entity whose
employee is searched for, and may stay empty. The example's rules (one shift a day, unavailable employees,
rest, desired and undesired days) are written as the instance has them; what the example has not (longest and
shortest runs, minutes, weekends, caps by shift, more people than wanted) is added as constraint streams. On
each shift there are a third more places than wanted, at least two, for people beyond the cover.
"""

# mypy: disable-error-code="import-not-found, untyped-decorator"

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass, field
from typing import Annotated, Any

from timefold.solver import SolverFactory
from timefold.solver.config import (
    Duration,
    EnvironmentMode,
    ScoreDirectorFactoryConfig,
    SolverConfig,
    TerminationConfig,
)
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    Joiners,
    constraint_provider,
)


@dataclass(eq=False)
class Person:
    name: Annotated[str, PlanningId]
    least_hours: int
    most_hours: int
    least_on: int
    least_off: int
    most_weekends: int


@dataclass(eq=False)
class Cap:
    person: Person
    shift: str
    most: int


@dataclass(eq=False)
class DayOff:
    person: Person
    day: int


@dataclass(eq=False)
class Forbidden:
    first: str
    second: str


@dataclass(eq=False)
class Stretch:
    """In these days the person may work at most so many."""

    person: Person
    first: int
    last: int
    most: int


@dataclass(eq=False)
class Later:
    """A number of days."""

    days: int


@dataclass(eq=False)
class WantsOn:
    person: Person
    day: int
    shift: str
    weight: int


@dataclass(eq=False)
class WantsOff:
    person: Person
    day: int
    shift: str
    weight: int


@dataclass(eq=False)
class Cover:
    day: int
    shift: str
    wanted: int
    under: int
    over: int


@planning_entity
@dataclass(eq=False)
class Place:
    """One place on a shift; weekend: its number, -1 on weekdays."""

    id: Annotated[str, PlanningId]
    day: int
    last_day: int
    weekend: int
    shift: str
    hours: int
    person: Annotated[Person | None, PlanningVariable(allows_unassigned=True)] = field(default=None)


@planning_solution
@dataclass
class Roster:
    people: Annotated[list[Person], ProblemFactCollectionProperty, ValueRangeProvider]
    caps: Annotated[list[Cap], ProblemFactCollectionProperty]
    days_off: Annotated[list[DayOff], ProblemFactCollectionProperty]
    forbidden: Annotated[list[Forbidden], ProblemFactCollectionProperty]
    stretches: Annotated[list[Stretch], ProblemFactCollectionProperty]
    later: Annotated[list[Later], ProblemFactCollectionProperty]
    on: Annotated[list[WantsOn], ProblemFactCollectionProperty]
    off: Annotated[list[WantsOff], ProblemFactCollectionProperty]
    cover: Annotated[list[Cover], ProblemFactCollectionProperty]
    places: Annotated[list[Place], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore | None, PlanningScore] = field(default=None)


@constraint_provider
def rules(factory: ConstraintFactory) -> list[Any]:
    """Hard rules, each with as many points as it is broken by; then the cost."""
    hard, soft = HardSoftScore.ONE_HARD, HardSoftScore.ONE_SOFT
    same_person = Joiners.equal(lambda place: place.person)
    of_person = Joiners.equal(lambda fact: fact.person, lambda place: place.person)
    on_day = Joiners.equal(lambda fact: fact.day, lambda place: place.day)
    of_shift = Joiners.equal(lambda fact: fact.shift, lambda place: place.shift)
    return [
        factory.for_each_unique_pair(Place, same_person, Joiners.equal(lambda place: place.day))
        .penalize(hard)
        .as_constraint("one shift a day"),
        factory.for_each(DayOff).join(Place, of_person, on_day).penalize(hard).as_constraint("day off"),
        factory.for_each(Place)
        .join(Place, same_person, Joiners.equal(lambda place: place.day + 1, lambda place: place.day))
        .join(
            Forbidden,
            Joiners.equal(lambda before, after: before.shift, lambda pair: pair.first),
            Joiners.equal(lambda before, after: after.shift, lambda pair: pair.second),
        )
        .penalize(hard)
        .as_constraint("may not follow"),
        factory.for_each(Cap)
        .join(Place, of_person, of_shift)
        .group_by(lambda cap, place: cap, ConstraintCollectors.count_bi())
        .filter(lambda cap, count: count > cap.most)
        .penalize(hard, lambda cap, count: count - cap.most)
        .as_constraint("cap by shift"),
        factory.for_each(Place)
        .group_by(lambda place: place.person, ConstraintCollectors.sum(lambda place: place.hours))
        .filter(lambda person, hours: hours > person.most_hours)
        .penalize(hard, lambda person, hours: hours - person.most_hours)
        .as_constraint("most minutes"),
        factory.for_each(Place)
        .group_by(lambda place: place.person, ConstraintCollectors.sum(lambda place: place.hours))
        .filter(lambda person, hours: hours < person.least_hours)
        .penalize(hard, lambda person, hours: person.least_hours - hours)
        .as_constraint("least minutes"),
        factory.for_each(Person)
        .if_not_exists(Place, Joiners.equal(lambda person: person, lambda place: place.person))
        .penalize(hard, lambda person: person.least_hours)
        .as_constraint("least minutes of who does not work"),
        factory.for_each(Place)
        .filter(lambda place: place.weekend >= 0)
        .group_by(
            lambda place: place.person, ConstraintCollectors.count_distinct(lambda place: place.weekend)
        )
        .filter(lambda person, count: count > person.most_weekends)
        .penalize(hard, lambda person, count: count - person.most_weekends)
        .as_constraint("weekends"),
        factory.for_each(Stretch)
        .join(
            Place,
            of_person,
            Joiners.less_than_or_equal(lambda stretch: stretch.first, lambda place: place.day),
            Joiners.greater_than_or_equal(lambda stretch: stretch.last, lambda place: place.day),
        )
        .group_by(lambda stretch, place: stretch, ConstraintCollectors.count_bi())
        .filter(lambda stretch, count: count > stretch.most)
        .penalize(hard, lambda stretch, count: count - stretch.most)
        .as_constraint("longest run"),
        factory.for_each(Place)
        .filter(lambda place: place.day > 0)
        .if_not_exists(
            Place, same_person, Joiners.equal(lambda place: place.day - 1, lambda place: place.day)
        )
        .join(
            Later,
            Joiners.filtering(
                lambda place, later: (
                    place.person is not None
                    and later.days < place.person.least_on
                    and place.day + later.days <= place.last_day
                )
            ),
        )
        .if_not_exists(
            Place,
            Joiners.equal(lambda place, later: place.person, lambda place: place.person),
            Joiners.equal(lambda place, later: place.day + later.days, lambda place: place.day),
        )
        .penalize(hard)
        .as_constraint("shortest run"),
        factory.for_each(Place)
        .if_not_exists(
            Place, same_person, Joiners.equal(lambda place: place.day + 1, lambda place: place.day)
        )
        .join(
            Place,
            same_person,
            Joiners.filtering(
                # Filters are also asked while a place is just being vacated.
                lambda last, first: (
                    last.person is not None
                    and first.day - last.day > 1
                    and first.day - last.day <= last.person.least_off
                )
            ),
        )
        .penalize(hard)
        .as_constraint("shortest run of days off"),
        factory.for_each(Cover)
        .join(Place, on_day, of_shift)
        .filter(lambda cover, place: place.person is not None)
        .group_by(lambda cover, place: cover, ConstraintCollectors.count_bi())
        .filter(lambda cover, count: count != cover.wanted)
        .penalize(
            soft,
            lambda cover, count: (
                cover.under * (cover.wanted - count)
                if count < cover.wanted
                else cover.over * (count - cover.wanted)
            ),
        )
        .as_constraint("cover"),
        factory.for_each(Cover)
        .if_not_exists(Place, on_day, of_shift)
        .penalize(soft, lambda cover: cover.under * cover.wanted)
        .as_constraint("cover by nobody"),
        factory.for_each(WantsOn)
        .if_not_exists(
            Place,
            of_person,
            on_day,
            of_shift,
        )
        .penalize(soft, lambda wish: wish.weight)
        .as_constraint("wants on"),
        factory.for_each(WantsOff)
        .join(
            Place,
            of_person,
            on_day,
            of_shift,
        )
        .penalize(soft, lambda wish, place: wish.weight)
        .as_constraint("wants off"),
    ]


def problem_of(instance: dict[str, Any]) -> Roster:
    """Its facts, and every place empty."""
    days, kinds, staff = instance["days"], instance["shifts"], instance["staff"]
    people = {
        name: Person(
            name,
            # A minimum of part of an hour is not met by less: rounded up, as the maximum is rounded down.
            -(-row["least_minutes"] // 60),
            row["most_minutes"] // 60,
            row["least_days_in_a_row"],
            row["least_days_off_in_a_row"],
            row["most_weekends"],
        )
        for name, row in staff.items()
    }
    covers = [Cover(**row) for row in instance["cover"]]
    places = [
        Place(
            id=f"{cover.day} {cover.shift} {number}",
            day=cover.day,
            last_day=days - 1,
            weekend=cover.day // 7 if cover.day % 7 >= 5 else -1,
            shift=cover.shift,
            hours=kinds[cover.shift]["minutes"] // 60,
        )
        for cover in covers
        for number in range(cover.wanted + max(2, -(-cover.wanted // 3)))
    ]
    return Roster(
        people=list(people.values()),
        caps=[Cap(people[n], s, m) for n, row in staff.items() for s, m in row["most_shifts"].items()],
        days_off=[DayOff(people[n], day) for n, off in instance["days_off"].items() for day in off],
        forbidden=[Forbidden(n, after) for n, kind in kinds.items() for after in kind["not_followed_by"]],
        stretches=[
            Stretch(people[n], first, first + row["most_days_in_a_row"], row["most_days_in_a_row"])
            for n, row in staff.items()
            for first in range(days - row["most_days_in_a_row"])
        ],
        later=[Later(number) for number in range(1, 7)],
        on=[WantsOn(people[r["person"]], r["day"], r["shift"], r["weight"]) for r in instance["on"]],
        off=[WantsOff(people[r["person"]], r["day"], r["shift"], r["weight"]) for r in instance["off"]],
        cover=covers,
        places=places,
    )


def main() -> None:
    """Solve and answer."""
    begun = time.perf_counter()
    given = json.load(sys.stdin)
    answers = sys.stdout
    sys.stdout = sys.stderr
    found: list[tuple[float, int, int]] = []

    def listen(event: Any) -> None:
        if event.is_new_best_solution_initialized:
            score = event.new_best_score
            found.append((time.perf_counter() - begun, score.hard_score, score.soft_score))

    config = SolverConfig(
        solution_class=Roster,
        entity_class_list=[Place],
        environment_mode=EnvironmentMode.NO_ASSERT,
        random_seed=1,
        score_director_factory_config=ScoreDirectorFactoryConfig(constraint_provider_function=rules),
        termination_config=TerminationConfig(spent_limit=Duration(milliseconds=int(1000 * given["seconds"]))),
    )
    solver = SolverFactory.create(config).build_solver()
    solver.add_event_listener(listen)
    best = solver.solve(problem_of(given["instance"]))
    roster = [(p.person.name, p.day, p.shift) for p in best.places if p.person is not None]
    json.dump({"roster": roster, "found": found}, answers)


if __name__ == "__main__":
    main()
