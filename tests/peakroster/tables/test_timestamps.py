"""Dates and timestamps in every form that people and spreadsheets give them."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peakroster.tables.timestamps import parse_days, parse_timestamps

pytestmark = pytest.mark.slow

MINUTES = st.datetimes(datetime(1970, 1, 1), datetime(2099, 12, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)

FORMS = {
    "iso": lambda t: f"{t:%Y-%m-%dT%H:%M}",
    "iso with seconds": lambda t: f"{t:%Y-%m-%dT%H:%M:%S}",
    "iso with fractions": lambda t: f"{t:%Y-%m-%dT%H:%M:%S}.000",
    "blank": lambda t: f"{t:%Y-%m-%d %H:%M}",
    "excel": lambda t: f"{t.year}/{t.month}/{t.day} {t.hour}:{t.minute:02d}",
    "excel with seconds": lambda t: f"{t.year}/{t.month}/{t.day} {t.hour}:{t.minute:02d}:00",
    "dots": lambda t: f"{t.year}.{t.month}.{t.day} {t.hour}:{t.minute:02d}",
    "chinese": lambda t: f"{t.year}年{t.month}月{t.day}日 {t.hour}:{t.minute:02d}",
    "full width": lambda t: f"{t:%Y-%m-%d} {t:%H}：{t:%M}",
    "lower case t": lambda t: f"{t.year}-{t.month}-{t.day}t{t.hour}:{t.minute:02d}",
    "serial": lambda t: repr((t - datetime(1899, 12, 30)).total_seconds() / 86400),
    "serial of four decimals": lambda t: f"{(t - datetime(1899, 12, 30)).total_seconds() / 86400:.4f}",
}


def parse(*texts: str, end: bool = False) -> tuple[list[pd.Timestamp], list[str]]:
    values, codes = parse_timestamps(pd.Series(texts, dtype="str"), end=end)
    return values.tolist(), codes.tolist()


@settings(max_examples=50, deadline=None)
@given(st.lists(MINUTES, min_size=1, max_size=5), st.sampled_from(sorted(FORMS)))
def test_every_form_of_a_minute_is_read_back(moments: list[datetime], form: str) -> None:
    """Whatever minute is written in whatever accepted form, the same minute is read."""
    values, codes = parse(*[FORMS[form](moment) for moment in moments])
    assert values == moments
    assert codes == [""] * len(moments)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(MINUTES, st.sampled_from(sorted(FORMS))), min_size=1, max_size=8))
def test_forms_may_be_mixed_in_a_column(cells: list[tuple[datetime, str]]) -> None:
    """Each cell is read by itself: a column pasted together from several files is no problem."""
    values, _ = parse(*[FORMS[form](moment) for moment, form in cells])
    assert values == [moment for moment, _ in cells]


@settings(deadline=None)
@given(st.text(max_size=25))
def test_anything_else_is_an_error_and_never_a_crash(text: str) -> None:
    """Each text gives either a value or a code."""
    values, codes = parse(text or "?")
    assert pd.isna(values[0]) == (codes[0] != "")


def test_dates_alone_mean_midnight() -> None:
    """Excel drops the time of midnight."""
    assert parse("2026/11/11", "2026-11-11", "46337")[0] == [datetime(2026, 11, 11)] * 3


def test_24_00_only_as_an_end() -> None:
    """24:00 is 00:00 of the next day."""
    for text in ("2026-11-11T24:00", "2026/11/11 24:00"):
        assert parse(text, end=True)[0] == [datetime(2026, 11, 12)]
        assert parse(text)[1] == ["bad_timestamp"]


def test_excel_s_rounding_is_undone() -> None:
    """19:59:59.997 and the number 46337.8333333 are 20:00."""
    moments = [datetime(2026, 11, 11, 20)] * 2
    assert parse("2026-11-11T19:59:59.997", "46337.8333333")[0] == moments


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("11/11/2026 20:00", "date_order"),
        ("11-11-26", "date_order"),
        ("26/11/11 20:00", "date_order"),
        ("Nov-11", "date_without_year"),
        ("11-Nov", "date_without_year"),
        ("11月11日", "date_without_year"),
        ("11/11 20:00", "date_without_year"),
        ("2026-11-11T20:00+08:00", "timestamp_offset"),
        ("2026-11-11T20:00:00.000Z", "timestamp_offset"),
        ("2026-11-11T20:00-05:00", "timestamp_offset"),
        ("2026-11-11 20:00:00-05:00", "timestamp_offset"),
        ("2026-11-01 00:00-01:00", "timestamp_interval"),
        ("2026-11-01 09:30-10:00", "timestamp_interval"),
        ("2026/11/1 9:00–9:30", "timestamp_interval"),
        ("2026-11-01 00:00~01:00", "timestamp_interval"),
        ("2026-11-01 00:00 至 01:00", "timestamp_interval"),
        ("2026年11月1日 23:00-24:00", "timestamp_interval"),
        ("2026-11-01 00:00 - 2026-11-01 01:00", "timestamp_interval"),
        ("2026-11-01 00:00:00-01:00:00", "timestamp_interval"),
        ("2026/11/11 20:00 UTC", "timestamp_offset"),
        ("2026-11-11T20:00:30", "timestamp_seconds"),
        ("2026/11/11 20:00:30", "bad_timestamp"),
        ("2026-11-31T20:00", "bad_timestamp"),
        ("2026-11-11T20:60", "bad_timestamp"),
        ("2026-11-11 8:00 PM", "bad_timestamp"),
        ("1899-12-31", "date_implausible"),
        ("12345", "date_implausible"),
        ("99999", "date_implausible"),
        ("2206-11-11T20:00", "date_implausible"),
        ("20261111", "bad_timestamp"),
    ],
)
def test_what_is_ambiguous_or_wrong_is_told_apart(text: str, code: str) -> None:
    """Each kind of mistake has its own message, because each has another remedy."""
    (value,), codes = parse(text)
    assert (value is pd.NaT, codes) == (True, [code])


@settings(max_examples=50, deadline=None)
@given(st.dates(date(1970, 1, 1), date(2099, 12, 31)))
def test_dates_are_read_back(day: date) -> None:
    """ISO, Excel, serial number, and with the 00:00 that Excel shows."""
    serial = str((day - date(1899, 12, 30)).days)
    texts = [f"{day}", f"{day.year}/{day.month}/{day.day}", serial, f"{day} 00:00:00", f"{day}T00:00:00"]
    values, codes = parse_days(pd.Series(texts, dtype="str"))
    assert [value.date() for value in values] == [day] * len(texts)
    assert set(codes) == {""}


def test_a_date_with_a_time_is_none() -> None:
    """A time in a column of dates is a slip of columns."""
    values, codes = parse_days(pd.Series(["2026-11-11 08:00", "nonsense"], dtype="str"))
    assert values.isna().all()
    assert codes.tolist() == ["date_with_time", "bad_date"]
