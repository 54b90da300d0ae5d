"""Which publication holds when, and what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from peakroster.serve.published import Publication
from peakroster.serve.rosters import last_of
from peakroster.serve.standing import in_force, row_changes, stretches
from tests.peakroster.serve.shops import MONDAY, row

AT = datetime(2026, 11, 1, tzinfo=UTC)


def published(offset: int, days: int, number: int, *, withdrawn: bool = False) -> Publication:
    return Publication(
        MONDAY + timedelta(days=offset), days, number, AT, "amy", withdrawn_at=AT if withdrawn else None
    )


def held(publications: list[Publication], first: int, last: int) -> list[tuple[int, int, int, int]]:
    """First day and number of the publication, first and last date on which it holds, as days from Monday."""
    found = stretches(publications, MONDAY + timedelta(days=first), MONDAY + timedelta(days=last))
    return [
        (
            (each.publication.first_day - MONDAY).days,
            each.publication.number,
            (each.first - MONDAY).days,
            (each.last - MONDAY).days,
        )
        for each in found
    ]


def test_the_newest_version_holds() -> None:
    """Of one plan, whatever was published between; days outside every plan are in no stretch."""
    made = [published(0, 7, 1), published(7, 7, 1), published(0, 7, 2)]
    assert held(made, -3, 30) == [(0, 2, 0, 6), (7, 1, 7, 13)]
    assert held(made, 6, 7) == [(0, 2, 6, 6), (7, 1, 7, 7)]
    assert held(made, 14, 20) == []


def test_what_was_published_last_holds_where_plans_overlap() -> None:
    """A week inside a fortnight divides it; publishing the fortnight again covers the week."""
    made = [published(0, 14, 1), published(3, 2, 1)]
    assert held(made, 0, 13) == [(0, 1, 0, 2), (3, 1, 3, 4), (0, 1, 5, 13)]
    assert held([*made, published(0, 14, 2)], 0, 13) == [(0, 2, 0, 13)]


def test_a_withdrawn_version_holds_nothing() -> None:
    """Not even what its earlier version said; another plan below it holds again."""
    made = [published(0, 14, 1), published(3, 2, 1), published(3, 2, 2, withdrawn=True)]
    assert held(made, 0, 13) == [(0, 1, 0, 13)]
    assert in_force([published(0, 7, 1), published(0, 7, 2, withdrawn=True)]) == []


def test_days_end_with_the_calendar() -> None:
    """A query of the last date there is has no date after it."""
    assert last_of(date.max, 62) == date.max
    assert last_of(MONDAY, 7) == MONDAY + timedelta(days=6)
    assert held([published(0, 7, 1)], 0, 0) == [(0, 1, 0, 0)]
    assert stretches([], date.min, last_of(date.min, 366)) == []


def test_changes_by_person_and_date() -> None:
    """A shift more, a shift less, other hours; what is the same is no change, nor is the version's number."""
    days = [MONDAY + timedelta(days=offset) for offset in range(5)]
    before = [row("A", days[0], "early"), row("A", days[1], None), row("A", days[2], "early")]
    after = [
        row("A", days[0], "early", version=2),
        row("A", days[1], "late", version=2),
        row("A", days[2], None, version=2),
        row("A", days[3], "early", version=2),
    ]
    keyed = [{(each.agent, each.day): each.text.encode() for each in rows} for rows in (before, after)]
    found = row_changes(keyed[0], keyed[1])
    assert [(each.day, each.kind) for each in found] == [
        (days[1], "added"),
        (days[2], "cancelled"),
        (days[3], "added"),
    ]
    later = {("A", days[0]): row("A", days[0], "early", start="09:00").text.encode()}
    (moved,) = row_changes({("A", days[0]): before[0].text.encode()}, later)
    assert moved.kind == "changed"
    assert moved.before is not None
    assert moved.after is not None
    assert (moved.before["start_at"][11:16], moved.after["start_at"][11:16]) == ("08:00", "09:00")


def test_a_cancelled_row_is_no_shift() -> None:
    """A later version may say that a shift is cancelled, instead of leaving it out."""
    worked = row("A", MONDAY, "early")
    gone = replace(worked, text=worked.text.replace('"published"', '"cancelled"'))
    (change,) = row_changes({("A", MONDAY): worked.text.encode()}, {("A", MONDAY): gone.text.encode()})
    assert change.kind == "cancelled"
