"""Parses dates and timestamps, a whole column at a time: ISO 8601 and the forms of Excel."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from peakroster.tables.clock import parse_clock
from peakroster.tables.errors import UnreadableError

FIRST_YEAR, LAST_YEAR = 1970, 2100
"""Dates outside these years are typing errors, or empty cells that a spreadsheet turned into 1900."""

_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ](?:[01][0-9]|2[0-3]):[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)?"
SERIAL = r"[0-9]{5}(?:\.[0-9]+)?"  # days since 1899-12-30, as Excel counts; 36526 is 2000-01-01
SERIAL_ORIGIN = pd.Timestamp("1899-12-30")
DAYS_1900_TO_1904 = 1462
"""What a number of a workbook that counts from 1904 lacks to that of one that counts from 1900."""
_WHOLE_SERIAL = r"[0-9]{5}(?:\.0+)?"
_DAY = pd.Timedelta(days=1)
_OFFSET = r"(?i)[0-9]:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?\s*(?:Z|UTC|GMT|[+-][0-9]{1,2}:?(?:[0-9]{2})?)$"

_INTERVAL = (
    r"[0-9]:[0-9]{2}(?::[0-9]{2})?\s*(?:[-–—~]|to|至|到)\s*(?:.*[^0-9])?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?$"
)
_ISO_OFFSET = r"(?:[Tt][0-9]{1,2}:[0-9]{2}|[0-9]:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?)\s*[+-][0-9]{1,2}:[0-9]{2}$"
"""Behind ``T`` or seconds ``-08:00`` is an offset, as programs write it; otherwise a span ends there."""

_SECONDS = r"(?<=:[0-9]{2}):([0-9]{2})(?:\.[0-9]+)?(?=\s*$)"
"""The seconds at the end of a time of day."""
_YEAR_FIRST = re.compile(r"(\d{4})([-/.年])(\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_YEAR_LAST = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})", re.ASCII)
_NO_YEAR = re.compile(
    r"\d{1,2}[-/.月]\d{1,2}日?|[A-Za-z]{3,9}[-\s/]?\d{1,2}|\d{1,2}[-\s/]?[A-Za-z]{3,9}", re.ASCII
)


def parse_day(text: str) -> date:
    """One date with the year in front: ``2026-11-11``, ``2026/11/11``, ``2026.11.11``, ``2026年11月11日``.

    Raises UnreadableError: ``date_order`` (``11/11/2026``), ``date_without_year`` (``Nov-11``), ``bad_date``.
    """
    if match := _YEAR_FIRST.fullmatch(text):
        try:
            return date(int(match[1]), int(match[3]), int(match[4]))
        except ValueError:
            raise UnreadableError("bad_date") from None
    if _YEAR_LAST.fullmatch(text):
        raise UnreadableError("date_order")
    raise UnreadableError("date_without_year" if _NO_YEAR.fullmatch(text) else "bad_date")


def parse_timestamps(
    texts: pd.Series, *, end: bool = False, last_day: bool = False
) -> tuple[pd.Series, pd.Series]:
    """The timestamps of a column, with a code for each cell that cannot be parsed.

    texts: str, none of them empty. end: whether ``24:00`` is allowed (it is 00:00 of the next day).
    last_day: whether a date without a time means the end of that day, as in every calendar of people: it
    becomes 00:00 of the next day. Otherwise it is 00:00 of its own.
    Returns two series on the index of ``texts``: datetime64 in whole minutes (NaT where unreadable), and
    codes of findings (``""`` where readable). Numbers of Excel are rounded to the minute, the rest to
    the second; then seconds must be 00.
    """
    values = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us]")
    codes = pd.Series("", index=texts.index, dtype=object)
    iso = texts.str.fullmatch(_ISO).astype(bool)
    serial = ~iso & texts.str.fullmatch(SERIAL).astype(bool)
    other = ~iso & ~serial
    if iso.any():
        values[iso] = _at_once(texts[iso])
    if serial.any():
        minutes = (pd.to_numeric(texts[serial], errors="coerce") * 1440).round()
        values[serial] = SERIAL_ORIGIN + pd.to_timedelta(minutes, unit="min")
    if other.any():
        values[other], codes[other] = _in_two_parts(texts[other], end)
    codes[values.isna() & (codes == "")] = "bad_timestamp"
    values = values.dt.round("s")
    implausible = values.notna() & ~values.dt.year.between(FIRST_YEAR, LAST_YEAR)
    seconds = values.notna() & ~implausible & (values.dt.second != 0)
    if last_day:
        values = values.mask(_dates_alone(texts, serial), values + _DAY)
    codes[implausible] = "date_implausible"
    codes[seconds] = "timestamp_seconds"
    return values.mask(implausible | seconds), codes


def parse_instants(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The same for a log, whose times have seconds: datetime64 in whole seconds, and the codes."""
    values = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us]")
    codes = pd.Series("", index=texts.index, dtype=object)
    serial = texts.str.fullmatch(SERIAL).astype(bool)
    iso = ~serial & texts.str.fullmatch(_ISO).astype(bool)
    other = ~iso & ~serial
    if serial.any():
        seconds = (pd.to_numeric(texts[serial], errors="coerce") * 86400).round()
        values[serial] = SERIAL_ORIGIN + pd.to_timedelta(seconds, unit="s")
    if iso.any():
        values[iso] = _at_once(texts[iso]).dt.floor("s")
    if other.any():
        plain = texts[other].map(lambda text: unicodedata.normalize("NFKC", text)).astype("str")
        seconds = pd.to_numeric(plain.str.extract(_SECONDS, expand=False)).fillna(0)
        without = plain.str.replace(_SECONDS, "", regex=True)
        minutes, codes[other] = _in_two_parts(without, end=False)
        values[other] = minutes + pd.to_timedelta(seconds.where(seconds < 60), unit="s")
    codes[values.isna() & (codes == "")] = "bad_timestamp"
    implausible = values.notna() & ~values.dt.year.between(FIRST_YEAR, LAST_YEAR)
    codes[implausible] = "date_implausible"
    return values.mask(codes != ""), codes


def _dates_alone(texts: pd.Series, serial: pd.Series) -> pd.Series:
    """Which of the texts name a day and no time: Excel's numbers are days where they are whole."""
    without_clock = ~texts.str.contains(":|：", regex=True).astype(bool)
    whole = texts.str.fullmatch(_WHOLE_SERIAL).astype(bool)
    return without_clock.where(~serial, whole)


def _at_once(texts: pd.Series) -> pd.Series:
    """ISO texts, with or without a time."""
    dates_only = texts.str.len() == 10
    full = texts.where(~dates_only, texts + "T00:00")
    return pd.to_datetime(full, format="ISO8601", errors="coerce").astype("datetime64[us]")


def _in_two_parts(texts: pd.Series, end: bool) -> tuple[pd.Series, pd.Series]:
    """Date and time apart: a column holds few different dates and fewer times, so each is read once."""
    plain = texts.map(lambda text: unicodedata.normalize("NFKC", text)).astype("str").str.strip()
    days, day_codes = _each(plain.str.replace(r"(?:[Tt\s]+)\d{1,2}:.*$", "", regex=True), parse_day)
    has_clock = plain.str.contains(r"[Tt\s]\d{1,2}:", regex=True).astype(bool)
    clocks = plain.where(has_clock, "00:00").str.replace(r"^.*?[Tt\s]+(\d{1,2}:)", r"\1", regex=True)
    minutes, clock_codes = _each(clocks, lambda text: parse_clock(text, end=end))
    values = pd.to_datetime(days, errors="coerce").astype("datetime64[us]")
    values = values + pd.to_timedelta(pd.to_numeric(minutes), unit="min")
    codes = day_codes.where(day_codes != "bad_date", "bad_timestamp")
    codes = codes.mask((codes == "") & (clock_codes != ""), "bad_timestamp")
    zoned = plain.str.contains(_OFFSET, regex=True).astype(bool)
    spans = plain.str.contains(_INTERVAL, regex=True).astype(bool)
    spans &= ~plain.str.contains(_ISO_OFFSET, regex=True).astype(bool)
    codes = codes.mask(zoned, "timestamp_offset").mask(spans, "timestamp_interval")
    return values.mask(codes != ""), codes


def _each(texts: pd.Series, parse: Callable[[str], object]) -> tuple[pd.Series, pd.Series]:
    """Parse each different text once; the results and the codes of what could not be read."""
    places, different = pd.factorize(texts)
    results = np.full(len(different), None, dtype=object)
    codes = np.full(len(different), "", dtype=object)
    for place, text in enumerate(different):
        try:
            results[place] = parse(text)
        except UnreadableError as problem:
            codes[place] = problem.code
    return pd.Series(results[places], index=texts.index), pd.Series(codes[places], index=texts.index)


def parse_days(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The dates of a column as datetime64 at midnight, and codes as of :func:`parse_timestamps`.

    A time of 00:00 that a spreadsheet added is dropped; any other is ``date_with_time``.
    """
    values, codes = parse_timestamps(texts)
    codes = codes.where(codes != "bad_timestamp", "bad_date")
    timed = values.notna() & (values != values.dt.normalize())
    return values.mask(timed), codes.mask(timed, "date_with_time")
