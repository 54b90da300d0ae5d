"""The reader of the published instances: an instance written by hand, its cost and every rule by hand too."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from benchmarks.rosters import curtois_qu_recount as recount
from benchmarks.rosters import legal
from benchmarks.rosters.curtois_qu import Instance, InstanceError, problem_of, read
from benchmarks.rosters.plain_cp_sat import solve
from scheduler.roster.problem.problem import Limit
from scheduler.roster.problem.solution import Assignment

TEXT = """# a comment
SECTION_HORIZON
# days
7

SECTION_SHIFTS
E,480,
L,600,E

SECTION_STAFF
Ann,E=7|L=2,2400,1440,3,2,2,1
Bob,E=0|L=7,3000,600,4,1,1,1

SECTION_DAYS_OFF
Ann,0

SECTION_SHIFT_ON_REQUESTS
Ann,2,E,3

SECTION_SHIFT_OFF_REQUESTS
Bob,1,L,2

SECTION_COVER
0,L,1,100,1
1,L,1,100,1
2,E,1,100,5
"""


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    path = tmp_path / "Instance.txt"
    path.write_text(TEXT, encoding="utf-8")
    return read(path)


def test_rows_become_the_project_s_own_rules(instance: Instance) -> None:
    """Caps, minutes and weekends are limits; what may not follow is a succession; a cap of 0 is no shift."""
    problem = problem_of(instance)
    ann, bob = problem.agents
    assert problem.interval_minutes == 60
    assert [shift.paid_minutes for shift in problem.shifts] == [480, 600]
    assert set(problem.forbidden_pairs) == {(1, 0)}
    assert ann.leave == {0}
    assert (ann.shifts, bob.shifts) == ({0, 1}, {1})
    assert set(ann.limits) == {
        Limit("minutes", "minutes", 0, 6, 1440, 2400),
        Limit("weekends", "weekends", 0, 6, most=1),
        Limit("most L", "shifts", 0, 6, most=2, shifts=frozenset({1})),
    }
    own = ann.rules
    assert (own.max_consecutive_days, own.min_consecutive_days, own.min_consecutive_days_off) == (3, 2, 2)
    assert [(w.kind, w.weight) for w in problem.wishes] == [("prefer", 300), ("avoid", 200)]
    assert [(c.day, c.wanted, c.below, c.above) for c in problem.shift_cover][-1] == (2, 1, 100, 5)


def test_two_shifts_of_days_in_a_row_never_overlap(instance: Instance) -> None:
    """An instance forbids what may not follow in words alone; the clock must not forbid more."""
    problem = problem_of(instance)
    assert max(shift.end for shift in problem.shifts) <= 1440 + min(shift.start for shift in problem.shifts)
    assert problem.rules.min_rest_hours is None


def test_cost_by_hand(instance: Instance) -> None:
    """Bob works against his wish (2), Ann is off on the day of hers (3), E of day 2 is not covered (100)."""
    assert recount.cost(instance, {"Ann": {}, "Bob": {0: "L", 1: "L"}}) == 105
    assert recount.cost(instance, {"Ann": {2: "E"}, "Bob": {0: "L"}}) == 100
    assert recount.uncovered_share(instance, {"Ann": {2: "E"}, "Bob": {0: "L"}}) == pytest.approx(1 / 3)


LEGAL = {"Ann": {2: "E", 3: "E", 4: "E"}, "Bob": {0: "L"}}


@pytest.mark.parametrize(
    ("person", "days", "says"),
    [
        ("Ann", {0: "E", 1: "E", 4: "E", 5: "E"}, "works on day 0, which is off"),
        ("Ann", {2: "L", 3: "E", 4: "E"}, "E follows L on day 3"),
        ("Ann", {2: "E", 3: "E"}, "960 minutes"),
        ("Ann", {2: "E", 3: "L", 4: "L", 5: "L"}, "3 × L"),
        ("Ann", {2: "E", 3: "E", 4: "E", 5: "E"}, "4 days in a row from day 2"),
        ("Ann", {1: "E", 2: "E", 4: "E", 5: "E"}, "only 1 days off in a row from day 3"),
        ("Ann", {1: "E", 4: "E", 5: "E"}, "only 1 days in a row from day 1"),
        ("Bob", {0: "E"}, "1 × E"),
    ],
)
def test_each_rule_is_seen_when_broken(
    instance: Instance, person: str, days: dict[int, str], says: str
) -> None:
    """Both recounts see it: that of the instance, and that of the problem it became."""
    roster = {**LEGAL, person: days}
    assert f"{person}: {says}" in recount.broken(instance, roster)
    assert legal.broken(problem_of(instance), positions(instance, roster))


def test_runs_at_the_borders_may_be_short(instance: Instance) -> None:
    """One day worked at the end, one day off at the start: both may go on outside the horizon."""
    roster = {"Ann": {1: "E", 2: "E", 6: "E"}, "Bob": {0: "L"}}
    assert recount.broken(instance, roster) == []
    assert legal.broken(problem_of(instance), positions(instance, roster)) == []


def test_the_optimum_is_that_of_brute_force(instance: Instance) -> None:
    """The mapped problem's least objective is the least cost of all legal rosters."""
    everything = [
        {day: shift for day, shift in enumerate(row) if shift} for row in product(["", "E", "L"], repeat=7)
    ]
    alone = {
        name: [days for days in everything if not _broken_by(instance, name, days)] for name in instance.staff
    }
    cover = [(c.day, c.shift) for c in instance.cover]
    kinds = {
        name: {
            (tuple(days.get(d) == s for d, s in cover), days.get(2) == "E", days.get(1) == "L"): days
            for days in rows
        }
        for name, rows in alone.items()
    }
    least = min(
        recount.cost(instance, {"Ann": ann, "Bob": bob})
        for ann, bob in product(kinds["Ann"].values(), kinds["Bob"].values())
    )
    solution, _ = solve(problem_of(instance), seconds=20)
    assert solution is not None
    roster = recount.roster_of(instance, solution.assignments)
    assert recount.broken(instance, roster) == []
    assert recount.cost(instance, roster) == solution.objective == least


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    """With its name in the message."""
    path = tmp_path / "other.txt"
    path.write_text("SECTION_HORIZON\nmany\n", encoding="utf-8")
    with pytest.raises(InstanceError, match=r"other\.txt"):
        read(path)


def positions(instance: Instance, roster: recount.Roster) -> list[Assignment]:
    people, shifts = list(instance.staff), list(instance.shifts)
    return [
        Assignment(people.index(name), day, shifts.index(shift))
        for name, days in roster.items()
        for day, shift in days.items()
    ]


def _broken_by(instance: Instance, name: str, days: dict[int, str]) -> list[str]:
    others = {other: {} for other in instance.staff}
    return [line for line in recount.broken(instance, {**others, name: days}) if line.startswith(f"{name}:")]
