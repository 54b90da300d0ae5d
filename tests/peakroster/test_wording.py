"""Weekdays, times of day and lists in both languages."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from peakroster.messages import Translator
from peakroster.wording import (
    at_most_share,
    clock_range,
    clock_time,
    day_label,
    full_weekday_name,
    later_time,
    listed,
    weekday_name,
    whole_per_cent,
)

WEDNESDAY = date(2026, 11, 11)
ENGLISH, CHINESE = Translator("en"), Translator("zh")


def test_weekdays() -> None:
    """Of a date, or by number; English has short and full names."""
    assert [weekday_name(WEDNESDAY, ENGLISH), weekday_name(2, CHINESE)] == ["Wed", "周三"]
    assert [full_weekday_name(WEDNESDAY, ENGLISH), full_weekday_name(2, CHINESE)] == ["Wednesday", "周三"]
    assert day_label(WEDNESDAY, ENGLISH) == "Wed 11-11"


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [
        (0, "00:00", "00:00"),
        (1439, "23:59", "23:59"),
        (1440, "24:00", "24:00"),
        (1800, "06:00 next day", "次日 06:00"),
    ],
)
def test_times_of_day(minutes: int, english: str, chinese: str) -> None:
    """Midnight at the end of a day is 24:00; what comes after it is on the next day."""
    assert (clock_time(minutes, ENGLISH), clock_time(minutes, CHINESE)) == (english, chinese)


def test_ranges_and_lists() -> None:
    """An en dash between two times, the language's comma between names."""
    assert clock_range(900, 1440, ENGLISH) == "15:00–24:00"
    assert listed(["王芳", "李雷"], CHINESE) == "王芳、李雷"
    assert listed(iter("ab"), ENGLISH) == "a, b"


@pytest.mark.parametrize(
    ("moment", "ends", "english", "chinese"),
    [
        (datetime(2026, 11, 11, 23, 30), False, "23:30", "23:30"),
        (datetime(2026, 11, 12), True, "24:00", "24:00"),
        (datetime(2026, 11, 12), False, "00:00 next day", "次日 00:00"),
        (datetime(2026, 11, 12, 2), True, "02:00 next day", "次日 02:00"),
        (datetime(2026, 11, 13), True, "24:00 next day", "次日 24:00"),
        (datetime(2026, 11, 15, 9), True, "Sun 11-15 09:00", "周日 11-15 09:00"),
    ],
)
def test_a_later_moment_has_its_date(moment: datetime, ends: bool, english: str, chinese: str) -> None:
    """Nobody takes the end of a stretch over several days for one on its first day."""
    assert later_time(WEDNESDAY, moment, ENGLISH, end=ends) == english
    assert later_time(WEDNESDAY, moment, CHINESE, end=ends) == chinese


def test_an_upper_limit_is_not_rounded_to_nothing() -> None:
    """0.04 % better is possible: that is at most 0.1 %, not at most 0.0 %."""
    assert [at_most_share(share) for share in (0.0, 0.0004, 0.0131, 0.001)] == [0.0, 0.001, 0.014, 0.001]


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0%"),
        (-0.0, "0%"),
        (0.004, "0.4%"),
        (0.0001, "0.1%"),
        (0.51, "51%"),
        (0.997, "99.7%"),
        (1.0, "100%"),
    ],
)
def test_a_share_reads_nothing_or_all_only_where_it_is(share: float, text: str) -> None:
    """Whole per cents, with a tenth where these would mislead."""
    assert whole_per_cent(share) == text
