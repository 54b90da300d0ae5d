"""The rules of working time: feasible and infeasible patterns, within the plan and across its borders.

A pattern is a text of one letter a day from Monday 2026-11-02 on: E early (08-17, 8 h), L late (16:30-00:30,
8 h), N night (22-06, 7.5 h), S short (10-14, 4 h), . off. Days before ``|`` belong to earlier plans.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from scheduler.audit import Reference, Violation
from scheduler.audit.facts.violation import EARLIER
from scheduler.audit.facts.worked_shifts import WorkedShift, of_catalogue
from scheduler.audit.rules.upper_limits import upper_limits
from scheduler.domain.agents import Agent
from scheduler.domain.rules import Limit, Rules
from scheduler.domain.windows import Window
from tests.scheduler.audit.world import EARLY, LATE, NIGHT
from tests.scheduler.statements import a_shift, an_agent, changed

MONDAY = date(2026, 11, 2)
SHORT = a_shift("短班", 600, 840)
SHIFTS = {"E": EARLY, "L": LATE, "N": NIGHT, "S": SHORT}
AGENT = an_agent("a1", frozenset({"presale"}), row=2)


def shifts_of(pattern: str) -> list[WorkedShift]:
    """The shifts of the pattern; row numbers of roster.csv count from 2."""
    before, bar, planned = pattern.partition("|")
    if not bar:
        before, planned = "", pattern
    worked = []
    for offset, letter in enumerate(before + planned):
        day = MONDAY + timedelta(days=offset)
        earlier = offset < len(before)
        if letter != ".":
            source = Reference(EARLIER if earlier else "roster.csv", None if earlier else offset + 2, day)
            worked.append(changed(of_catalogue("a1", day, SHIFTS[letter], source), earlier=earlier))
    return worked


def broken(pattern: str, agent: Agent = AGENT, **rules: object) -> list[Violation]:
    return list(upper_limits(agent, shifts_of(pattern), Rules(**rules)))  # type: ignore[arg-type]


def days(violations: list[Violation]) -> list[int]:
    """Where the violations stand, as positions in the pattern."""
    return [(violation.day - MONDAY).days for violation in violations if violation.day]


@pytest.mark.parametrize(
    ("pattern", "limit", "where"),
    [
        ("E", 8, []),
        ("E", 7.5, [0]),
        ("N", 7.5, []),
        ("E|S", 7.5, []),  # what was worked before is not the plan's to mend
    ],
)
def test_hours_of_one_day(pattern: str, limit: float, where: list[int]) -> None:
    """Paid hours of a shift, not its length."""
    found = broken(pattern, max_hours_per_day=limit)
    assert days(found) == where


@pytest.mark.parametrize(
    ("pattern", "where"),
    [
        ("EEEEE..", []),  # 40
        ("EEEEES.", []),  # 44
        ("EEEEEE.", [5]),  # 48
        ("EEEEES.EEEEES.", []),  # week by week
        ("..EEEEEEEEE...", []),  # nine in a row, but 40 and 32
        ("EEEEE|S.", []),  # earlier plans count
        ("EEEEE|E.", [5]),
        ("EEEEE|.S", []),
        ("EEEEE|SS", [6]),
        ("EEEEEE.|E", []),  # the week that was too long is over
        ("EEEEEE|.", []),  # nothing planned in it
        ("EEEEEE|S", [6]),  # already too long, and more is planned
    ],
)
def test_hours_of_a_week(pattern: str, where: list[int]) -> None:
    """At most 44 paid hours from Monday to Sunday, those of earlier plans included."""
    found = broken(pattern, max_hours_per_week=44)
    assert days(found) == where
    assert {violation.code for violation in found} <= {"max_hours_per_week"}


def test_an_agents_own_lower_maximum_counts_instead() -> None:
    """20 hours of a part-timer: named as the contract's, with its row; a higher one changes nothing."""
    own = changed(AGENT, max_hours_week=20.0)
    found = broken("EES.S..", own, max_hours_per_week=44)
    assert [(violation.code, violation.expected, violation.found) for violation in found] == [
        ("agent_hours_per_week", 20.0, 24.0)
    ]
    assert found[0].references[-1] == Reference("agents.csv", 2)
    assert broken("EES....", own, max_hours_per_week=44) == []
    assert [violation.code for violation in broken("EES.S..", own)] == ["agent_hours_per_week"]
    higher = broken("EEEEEE.", changed(AGENT, max_hours_week=60.0), max_hours_per_week=44)
    assert [violation.code for violation in higher] == ["max_hours_per_week"]


@pytest.mark.parametrize(
    ("pattern", "where"),
    [
        ("SSSSS..", []),
        ("SSS.SSS", [6]),
        ("....SSSSS", []),  # three and two
        ("SSSS|.SS", [6]),
        ("SSSSS|..SSSSS..", []),
        ("SSSSSS|..", []),
    ],
)
def test_days_of_a_week(pattern: str, where: list[int]) -> None:
    """At most five days from Monday to Sunday."""
    found = broken(pattern, max_days_per_week=5)
    assert days(found) == where
    assert {violation.code for violation in found} <= {"max_days_per_week"}


@pytest.mark.parametrize(
    ("pattern", "where"),
    [
        ("SSSSSS.S", []),
        ("SSSSSSS", [6]),  # the run ends with the plan
        (".SSSSSSSS.", [7]),  # one run, named once
        ("SSSSSSS.SSSSSSS", [6, 14]),
        ("....SSSSSSS", [10]),  # across the end of a week
        ("SSSSS|S.S", []),
        ("SSSSS|SS", [6]),  # across the border
        ("SSSSSSS|.S", []),  # broken before the plan
        ("SSSSSSS|S", [7]),
        ("SSSSSS.|SSSSSS", []),
    ],
)
def test_consecutive_days(pattern: str, where: list[int]) -> None:
    """At most six days in a row, runs at both ends of the plan included."""
    found = broken(pattern, max_consecutive_days=6)
    assert days(found) == where
    assert {violation.code for violation in found} <= {"max_consecutive_days"}


def test_an_agents_own_longest_run_counts_instead() -> None:
    """Shorter or longer than the shop's, and named with the contract's row."""
    shorter = changed(AGENT, max_consecutive_days=2)
    (found,) = broken("SSS.", shorter, max_consecutive_days=6)
    assert (found.code, found.expected, found.references[-1]) == (
        "max_consecutive_days",
        2,
        Reference("agents.csv", 2),
    )
    assert broken("SSSSSSSS", changed(AGENT, max_consecutive_days=8), max_consecutive_days=6) == []


@pytest.mark.parametrize(
    ("pattern", "where"),
    [
        ("NE", [1]),
        ("N.E", []),  # a day between
        ("NN", []),
        ("EN", []),  # the other way round
        ("LE", []),
        ("NENE", [1, 3]),
        ("N|E", [1]),  # after an earlier plan's night
        ("NE|E", []),
        ("N|.E", []),
    ],
)
def test_successions(pattern: str, where: list[int]) -> None:
    """No early shift on the day after a night."""
    found = broken(pattern, forbidden_successions=frozenset({("夜班", "早班")}))
    assert days(found) == where
    assert {violation.code for violation in found} <= {"forbidden_successions"}


@pytest.mark.parametrize(
    ("pattern", "where"),
    [
        ("NN..E", []),
        ("NN.E.E", [3]),
        ("NNEE..", [2, 3]),
        ("N.N..S", []),
        ("E.N.N.E", [6]),
        ("N|.E", [2]),
        ("NE|..", []),
        ("N|N..E", []),
    ],
)
def test_days_off_after_nights(pattern: str, where: list[int]) -> None:
    """Two days off between the last night and the next shift that is none."""
    found = broken(pattern, days_off_after_nights=2)
    assert days(found) == where
    assert {violation.code for violation in found} <= {"days_off_after_nights"}


@pytest.mark.parametrize(
    ("pattern", "where"),
    [
        (".....S......S.", []),  # two weekends
        (".....SS.....SS", []),  # Saturday and Sunday are one
        (".....S......S......S", [19]),
        ("......S......S......S", [20]),
        (".....S......S........", []),
        (".....S......S...|...S", [19]),  # earlier plans count
        (".....S......S......S|S", []),  # the Sunday of a weekend that was begun
        (".....S......S......S|......S", [26]),
        (".....S......S......S|.......", []),
        ("." * 26 + "S" + "." * 5 + "S", []),  # Sunday 29 November, then Saturday 5 December
    ],
)
def test_weekends_of_a_month(pattern: str, where: list[int]) -> None:
    """At most two weekends in which a shift starts; 2 November 2026 is a Monday."""
    found = broken(pattern, max_weekends_per_month=2)
    assert days(found) == where
    assert {violation.code for violation in found} <= {"max_weekends_per_month"}


def test_a_weekend_across_the_month_is_of_the_month_of_its_saturday() -> None:
    """31 October 2026 is a Saturday: with the Sunday after it, it is a weekend of October."""
    saturday = date(2026, 10, 31)
    worked = [
        of_catalogue("a1", saturday + timedelta(days=offset), SHORT, Reference("roster.csv", 2))
        for offset in (1, 7, 14)
    ]
    assert list(upper_limits(AGENT, worked, Rules(max_weekends_per_month=2))) == []
    (found,) = upper_limits(AGENT, worked, Rules(max_weekends_per_month=1))
    assert found.day == date(2026, 11, 14)
    assert found.stretch == (date(2026, 11, 1), date(2026, 11, 30))


def test_an_agents_own_weekends_count_instead() -> None:
    """None at all, where the shop allows two."""
    (found,) = broken(".....S.", changed(AGENT, max_weekends_per_month=0), max_weekends_per_month=2)
    assert (found.code, found.expected, found.references[-1].file) == (
        "max_weekends_per_month",
        0,
        "agents.csv",
    )


NIGHTS = frozenset({"夜班"})


@pytest.mark.parametrize(
    ("pattern", "per", "where"),
    [
        ("NN.....", "week", []),
        ("NNN....", "week", [2]),
        (".....NNNN", "week", []),  # two and two
        ("EEEEEEE", "week", []),  # others do not count
        ("NN|N....", "week", [2]),
        ("NNN|EE..", "week", []),
        ("NNN|..N", "week", [5]),
        ("NN" + "." * 26 + "NN", "month", [28]),  # on 30 November
        ("NN" + "." * 27 + "NN", "month", []),  # on the first days of December
        ("N.N" + "." * 24 + "N", "month", [27]),
        ("NN" + "." * 20 + "|N", "month", [22]),
        ("NN|NN", "plan", []),  # only what is planned
        ("NN|NNN", "plan", [4]),
        ("N.....N", 7, []),
        ("N..N..N", 7, [6]),
        ("N..N...N", 7, []),  # any seven days hold two
        (".....NNN", 3, [7]),
        ("N..N|..N", 7, [6]),
        ("NNN|....N", 7, [7]),
        ("NNN|.....N", 7, []),
        ("NNNNNN", 7, [2]),  # told once
        ("NNN....NNN", 7, [2, 9]),
    ],
)
def test_shifts_of_a_stretch(pattern: str, per: Any, where: list[int]) -> None:
    """At most two nights in a week, a month, the plan, or any so many days."""
    found = broken(pattern, shift_limits=(Limit(per, most=2, shifts=NIGHTS, written="夜班"),))
    assert days(found) == where
    assert {(violation.code, violation.what) for violation in found} <= {("shift_limit_most", "夜班")}


@pytest.mark.parametrize(
    ("pattern", "per", "where"),
    [
        ("EE.....", "week", []),  # 16
        ("EES....", "week", [2]),  # 20
        ("EE|S", "week", [2]),
        (".....EEEE", "week", []),
        ("EE|EE", "plan", []),
        ("E.E.S", 4, []),
        ("E.ES.", 4, [3]),
    ],
)
def test_hours_of_a_stretch(pattern: str, per: Any, where: list[int]) -> None:
    """At most 16 paid hours in a week, the plan, or any four days."""
    found = broken(pattern, hours_limits=(Limit(per, most=16),))
    assert days(found) == where
    assert {violation.code for violation in found} <= {"hours_limit_most"}


def test_an_agents_own_limits_come_beside_the_shops() -> None:
    """Hours of a month and shifts of the agent's row, named with it."""
    own = changed(AGENT, max_hours_month=8.0, shift_limits=(Limit("month", most=0, shifts=NIGHTS),))
    found = broken("EN", own, shift_limits=(Limit("month", most=1),))
    assert [(v.code, v.expected, v.found) for v in found] == [
        ("shift_limit_most", 1, 2),
        ("shift_limit_most", 0, 1),
        ("max_hours_month", 8, 15.5),
    ]
    assert [v.references[-1].file for v in found] == ["roster.csv", "agents.csv", "agents.csv"]
    assert found[-1].stretch == (date(2026, 11, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("pattern", "where", "rest"),
    [
        ("EE", [], None),
        ("LL", [], None),
        ("LE", [1], 7.5),  # until 00:30, from 08:00
        ("NL", [1], 10.5),
        ("NE", [1], 2.0),
        ("N.E", [], None),
        ("L|E", [1], 7.5),  # against an earlier plan
        ("LE|E", [], None),
        ("NS", [1], 4.0),
        ("EL", [], None),
    ],
)
def test_rest(pattern: str, where: list[int], rest: float | None) -> None:
    """At least eleven hours from the end of a shift to the start of the next."""
    found = broken(pattern, min_rest_hours=11)
    assert days(found) == where
    assert [violation.found for violation in found] == ([] if rest is None else [rest])


def test_a_shift_before_the_end_of_the_last_is_an_overlap() -> None:
    """Without a rest rule too, and reported once with one."""
    day = a_shift("昼夜", 480, 480 + 1440)
    first = of_catalogue("a1", MONDAY, day, Reference("roster.csv", 2))
    second = of_catalogue("a1", MONDAY + timedelta(days=1), SHORT, Reference("roster.csv", 3))
    early = of_catalogue(
        "a1", MONDAY + timedelta(days=1), a_shift("晨", 420, 480), Reference("roster.csv", 3)
    )
    assert list(upper_limits(AGENT, [first, second], Rules())) == []
    for rules in (Rules(), Rules(min_rest_hours=11)):
        assert [v.code for v in upper_limits(AGENT, [first, early], rules)] == ["overlap"]


@pytest.mark.parametrize(
    ("pattern", "where"),
    [
        ("NN.....", []),
        ("NNN....", [2]),
        ("LLL....", [2]),  # ends at 00:30, so it touches 00:00-06:00
        ("EEEEE", []),
        ("NL.E.N.", [5]),
        ("......NNN", []),  # the night from Sunday to Monday belongs to Sunday
        ("NN|.N.", [3]),
        ("NNN|...", []),
        (".....NN|NN", []),
    ],
)
def test_night_shifts_of_a_week(pattern: str, where: list[int]) -> None:
    """At most two shifts a week that touch 00:00-06:00, by the day on which they start."""
    found = broken(pattern, max_night_shifts_per_week=2)
    assert days(found) == where
    assert {violation.code for violation in found} <= {"max_night_shifts_per_week"}


@pytest.mark.parametrize(
    ("night", "shift", "touches"),
    [
        (Window(0, 360), (960, 1440), False),  # ends at midnight
        (Window(0, 360), (960, 1441), True),
        (Window(0, 360), (360, 900), False),  # starts when the night ends
        (Window(0, 360), (330, 900), True),
        (Window(1320, 1740), (840, 1320), False),  # 22:00-05:00 runs over midnight
        (Window(1320, 1740), (840, 1350), True),
        (Window(1320, 1740), (270, 600), True),  # the end of the night before
        (Window(1320, 1740), (300, 600), False),
        (Window(60, 120), (1320, 1800), True),  # a short night inside a long shift
    ],
)
def test_what_touches_the_night(night: Window, shift: tuple[int, int], touches: bool) -> None:
    """A shift is a night shift when it meets the night hours of any day."""
    row = of_catalogue("a1", MONDAY, a_shift("x", *shift), Reference("roster.csv", 2))
    rules = Rules(max_night_shifts_per_week=0, night_hours=night)
    assert bool(list(upper_limits(AGENT, [row], rules))) is touches


def test_the_other_shifts_are_named() -> None:
    """The rows that take part are listed in the order of time, the earlier plan's among them."""
    (found,) = broken("EEEE|EE", max_hours_per_week=44)
    assert found.row == 7
    assert [reference.file for reference in found.references] == [EARLIER] * 4 + ["roster.csv"]
    assert found.references[-1].row == 6
