"""The page of one person: shifts, hours, leave, wishes, requests, what they were told."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from peakroster.desk.leave import give_leave
from peakroster.desk.people.person import person_page
from peakroster.desk.requests.asking import ask
from peakroster.desk.requests.content import LeaveAsked
from peakroster.desk.roster import change, open_desk
from peakroster.desk.saving import save
from peakroster.desk.stored import shifts_of
from peakroster.publishing.publish import publish
from tests.ui.conftest import FIRST_DAY

pytestmark = pytest.mark.slow

SECOND = FIRST_DAY + timedelta(days=1)


def test_shifts_and_hours_are_the_plans(shop: Path) -> None:
    """Days without a plan say so; hours of the week are those of its shifts."""
    desk = open_desk(shop, FIRST_DAY)
    shifts = shifts_of(desk.plan)
    page = person_page(desk, "001")
    assert page.month == date(2026, 11, 1)
    assert len(page.days) == 30
    assert {one.day: one.shift for one in page.days if one.planned} == {
        day: shifts.get(("001", day)) for day in (FIRST_DAY, SECOND)
    }
    week = next(one for one in page.weeks if one.monday == date(2026, 11, 9))
    assert (week.days, week.hours) == (2, page.hours)
    assert page.hours == sum(7 for agent, _ in shifts if agent == "001")


def test_leave_wishes_and_requests(shop: Path) -> None:
    """Those of files and those that wait."""
    desk = give_leave(open_desk(shop, FIRST_DAY), "002", FIRST_DAY, FIRST_DAY, "ill")
    ask(shop, "002", LeaveAsked(date(2026, 12, 24), date(2026, 12, 25), "annual"))
    page = person_page(desk, "002")
    by_day = {one.day: one for one in page.days}
    assert by_day[FIRST_DAY].leave == "ill"
    assert [row.kind for row in by_day[SECOND].wishes] == ["prefer_off"]
    assert [one.state for one in page.requests] == ["asked"]
    assert page.calendar.count == 0


def test_what_a_person_was_told(shop: Path) -> None:
    """The second publication told one person of a shift less, and nobody else of anything."""
    publish(shop, FIRST_DAY)
    desk = open_desk(shop, FIRST_DAY)
    agent, day = next(iter(shifts_of(desk.plan)))
    save(desk, change(desk, {(agent, day): None}).plan, {})
    publish(shop, FIRST_DAY, in_spite_of="test")
    page = person_page(open_desk(shop, FIRST_DAY), agent)
    assert [(one.number, one.change.kind, one.change.day) for one in page.told] == [(2, "taken", day)]


def test_nobody_of_that_id(shop: Path) -> None:
    """A link to somebody who has left."""
    with pytest.raises(KeyError):
        person_page(open_desk(shop, FIRST_DAY), "999")
