"""Times of day, windows and weekdays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peakroster.tables.clock import format_clock, format_window, parse_clock, parse_window
from peakroster.tables.errors import UnreadableError
from peakroster.tables.weekdays import parse_weekdays
from scheduler.domain.windows import Window


@given(st.integers(0, 1439))
def test_every_minute_is_read_back_in_every_form(minute: int) -> None:
    """HH:MM, H:MM, with seconds, with a full-width colon, and as Excel's fraction of a day."""
    hour, rest = divmod(minute, 60)
    texts = (
        f"{hour:02d}:{rest:02d}",
        f"{hour}:{rest:02d}",
        f"{hour:02d}:{rest:02d}:00",
        f"{hour}：{rest:02d}",
    )
    assert {parse_clock(text) for text in texts} == {minute}
    assert parse_clock(f"{minute / 1440:.4f}") == minute
    assert format_clock(minute) == texts[0]


@pytest.mark.parametrize("text", ["24:00", "24:00:00", "1", "1.0"])
def test_24_00_only_as_an_end(text: str) -> None:
    """The end of the day can be written, but nothing starts there."""
    assert parse_clock(text, end=True) == 1440
    with pytest.raises(UnreadableError, match="time_past_24"):
        parse_clock(text)


@pytest.mark.parametrize("text", ["", "8", "8am", "8:5", "08:60", "08:00:30", "-1:00", "0.3.3", "noon", "２"])
def test_what_is_no_time(text: str) -> None:
    """Bare hours are refused: 8 could be 8:00 or a slip of columns."""
    with pytest.raises(UnreadableError, match="bad_time"):
        parse_clock(text)


@given(st.text(max_size=12))
def test_any_text_is_a_time_or_an_error(text: str) -> None:
    """Nothing else escapes, and what is read lies within the day."""
    outcome: int | str
    try:
        outcome = parse_clock(text, end=True)
    except UnreadableError as problem:
        outcome = problem.code
    assert outcome in {"bad_time", "time_past_24", *range(1441)}


@given(st.integers(0, 1439), st.integers(1, 1440))
def test_windows_are_read_back(start: int, end: int) -> None:
    """An end that is not after the start lies on the next day."""
    window = parse_window(f"{format_clock(start)}-{format_clock(end)}")
    assert window == Window(start, end if end > start else end + 1440)
    assert parse_window(format_window(window)) == window


@pytest.mark.parametrize(
    "text", ["18:00–23:30", "18：00－23：30", " 18:00 ~ 23:30 ", "18:00至23:30", "18:00到23:30"]
)
def test_every_kind_of_dash(text: str) -> None:
    """A hyphen, what word processors make of it, and what Chinese keyboards give."""
    assert parse_window(text) == Window(1080, 1410)


def test_a_whole_day() -> None:
    """00:00-24:00 and, by the rule for ends, 00:00-00:00."""
    assert parse_window("00:00-24:00") == parse_window("00:00-00:00") == Window(0, 1440)


@pytest.mark.parametrize(
    "text", ["mon;tue;sun", "Monday; TUESDAY ;Sun;", "周一；周二；周日", "星期一;星期二;星期天", "1;2;7"]
)
def test_weekdays_in_every_form(text: str) -> None:
    """English, Chinese and numbers, Monday being 1."""
    assert parse_weekdays(text) == frozenset({0, 1, 6})


@pytest.mark.parametrize("text", ["0", "8", "mo", "mon,tue", "周", ";", "周一至", "mon-tue-wed"])
def test_what_is_no_weekday(text: str) -> None:
    """Ranges and commas are refused, not guessed."""
    with pytest.raises(UnreadableError, match="bad_weekday"):
        parse_weekdays(text)
