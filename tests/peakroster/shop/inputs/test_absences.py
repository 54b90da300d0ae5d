"""A file of absences."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from peakroster.shop.folder import read_shop
from peakroster.shop.inputs.absences import Absence, absences_of
from peakroster.shop.inputs.requests_file import add_requests
from peakroster.tables.findings import InputError
from tests.ui.conftest import shop, small_shop

__all__ = ["shop", "small_shop"]


def rows(folder: Path, text: str) -> tuple[Absence, ...]:
    """The rows of a file with this text."""
    file = folder.parent / "absences.csv"
    file.write_text(text, encoding="utf-8")
    return absences_of(file, read_shop(folder))


def test_days_and_hours(shop: Path) -> None:
    """A date is a whole day, also as the end; a time cuts a day; without an end it is one day or its rest."""
    who = read_shop(shop).agents[0].id
    found = rows(
        shop,
        "工号,从,至,原因\n"
        f"{who},2026-11-10,2026-11-11,发烧\n{who},2026-11-12T14:00,,\n{who},2026-11-13,2026-11-14T09:30,\n",
    )
    assert [(one.start, one.end, one.reason) for one in found] == [
        (datetime(2026, 11, 10), datetime(2026, 11, 12), "发烧"),
        (datetime(2026, 11, 12, 14), datetime(2026, 11, 13), ""),
        (datetime(2026, 11, 13), datetime(2026, 11, 14, 9, 30), ""),
    ]
    leave = [
        (one.day, one.hours and (one.hours.start, one.hours.end)) for each in found for one in each.as_leave()
    ]
    assert leave == [
        (date(2026, 11, 10), None),
        (date(2026, 11, 11), None),
        (date(2026, 11, 12), (840, 1440)),
        (date(2026, 11, 13), None),
        (date(2026, 11, 14), (0, 570)),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("nobody,2026-11-10,,", "unknown_agent"),
        ("{who},11/10/2026,,", "date_order"),
        ("{who},2026-11-10,2026-11-09,", "until_before_from"),
        ("{who},2006-11-10,2026-11-09,", "absence_too_long"),
        ("{who},2026-11-10,9999-12-31,", "absence_too_long"),
    ],
)
def test_what_cannot_be_is_named_with_its_row(shop: Path, line: str, code: str) -> None:
    """Nobody of that id, no date, an end before its beginning."""
    who = read_shop(shop).agents[0].id
    with pytest.raises(InputError) as error:
        rows(shop, f"agent_id,from,until,reason\n{line.format(who=who)}\n")
    assert [(one.code, one.row) for one in error.value.findings] == [(code, 2)]


def test_a_file_that_is_not_there(shop: Path) -> None:
    """It is said so."""
    with pytest.raises(InputError) as error:
        absences_of(shop / "none.csv", read_shop(shop))
    assert [one.code for one in error.value.findings] == ["no_such_file"]


def test_leave_is_entered_as_it_is_read(shop: Path) -> None:
    """Behind the rows that are there, by days and by hours."""
    before = read_shop(shop).requests
    who = read_shop(shop).agents[0].id
    absence = Absence(who, datetime(2026, 11, 10), datetime(2026, 11, 11, 9, 30), "", 2)
    leave = tuple(absence.as_leave())
    add_requests(shop, leave)
    after = read_shop(shop).requests
    assert after[: len(before)] == before
    key = [(one.agent_id, one.day, one.kind, one.hours) for one in leave]
    assert [(one.agent_id, one.day, one.kind, one.hours) for one in after[len(before) :]] == key
