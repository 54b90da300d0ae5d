"""``open`` of a queue: as people write it, and as masks over the minutes of days."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pydantic_core import PydanticCustomError

from peakroster.messages import Term
from peakroster.tables.clock import format_window, parse_window
from peakroster.tables.errors import UnreadableError
from peakroster.tables.weekdays import CHINESE_WEEKDAYS, WEEKDAYS, parse_weekdays
from scheduler.domain.opening import DAYS_IN_WEEK, Opening, Spells
from scheduler.domain.windows import MINUTES_PER_DAY, Window

Minutes = NDArray[np.bool_]

ALWAYS = Opening.daily(Window(0, MINUTES_PER_DAY))
CLOSED = Term("closed", "休息")
_CLOSED_NAMES = frozenset(
    {"closed", "close", "off", "休息", "休", "关", "关门", "不营业", "打烊", "停业", "放假"}
)
_OTHERS = frozenset({"default", "other", "others", "rest", "其余", "其他", "默认", "平时"})
_LIST = re.compile(r"[;；,，、]")
_A_MONDAY = date(2024, 1, 1)
_DAY = timedelta(days=1)


def parse_spells(text: str) -> Spells:
    """``09:00-12:00;13:00-18:00``, or ``closed``; spells that touch are one.

    Raises UnreadableError: ``spells_overlap``, or what :func:`parse_window` raises.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.casefold() in _CLOSED_NAMES:
        return ()
    parts = [part.strip() for part in _LIST.split(plain) if part.strip()]
    if not parts:
        raise UnreadableError("bad_window")
    spells: list[Window] = []
    for one in sorted((parse_window(part) for part in parts), key=lambda each: each.start):
        if spells and one.start < spells[-1].end:
            raise UnreadableError(
                "spells_overlap", first=format_window(spells[-1]), second=format_window(one)
            )
        if spells and one.start == spells[-1].end:
            one = Window(spells.pop().start, one.end)
        spells.append(one)
    if spells[-1].end - MINUTES_PER_DAY > spells[0].start:
        raise UnreadableError(
            "spells_overlap", first=format_window(spells[-1]), second=format_window(spells[0])
        )
    return tuple(spells)


def parse_days_of_week(text: str) -> frozenset[int]:
    """As :func:`parse_weekdays`, with any sign between several. Raises UnreadableError ``bad_weekday``."""
    return parse_weekdays(_LIST.sub(";", unicodedata.normalize("NFKC", text)))


def read_opening(value: object) -> Opening:
    """A text of spells that hold on every day, or a table by weekday. Raises PydanticCustomError."""
    if not isinstance(value, dict):
        spells = _spells_of(value)
        if not spells:
            raise PydanticCustomError("open_never", "no day is open")
        return Opening((spells,) * DAYS_IN_WEEK)
    week: dict[int, Spells] = {}
    named: dict[int, str] = {}
    others: Spells | None = None
    for key, hours in value.items():
        spells = _spells_of(hours)
        if str(key).strip().casefold() in _OTHERS:
            others = spells
            continue
        try:
            days = parse_days_of_week(str(key))
        except UnreadableError:
            raise PydanticCustomError("open_bad_days", "no weekday", {"name": str(key)}) from None
        twice = sorted(days & week.keys())
        if twice:
            details = {"day": weekday_term(twice[0]), "first": named[twice[0]], "second": str(key)}
            raise PydanticCustomError("open_day_twice", "two hours for a weekday", details)
        week |= dict.fromkeys(days, spells)
        named |= dict.fromkeys(days, str(key))
    missing = [day for day in range(DAYS_IN_WEEK) if day not in week]
    if missing and others is None:
        details = {"days": Term.listed(weekday_term(day) for day in missing)}
        raise PydanticCustomError("open_days_missing", "no hours for a weekday", details)
    opening = Opening(tuple(week.get(day, others or ()) for day in range(DAYS_IN_WEEK)))
    if not any(opening.week):
        raise PydanticCustomError("open_never", "no day is open")
    return opening


def _spells_of(value: object) -> Spells:
    texts = value if isinstance(value, list) else [value]
    if not texts or not all(isinstance(text, str) for text in texts):
        raise PydanticCustomError("key_not_text", "hours are a text")
    try:
        return parse_spells(";".join(map(str, texts)))
    except UnreadableError as problem:
        raise PydanticCustomError(problem.code, "no hours", problem.details) from None


def weekday_term(day: int) -> Term:
    """A weekday as shop.toml names it."""
    return Term(WEEKDAYS[day], CHINESE_WEEKDAYS[day])


def format_spells(spells: Spells) -> str:
    """``09:00-12:00;13:00-18:00``; nothing for a day without."""
    return ";".join(map(format_window, spells))


def spells_term(spells: Spells) -> Term:
    """The same in words: ``closed`` for a day without."""
    return Term(format_spells(spells), format_spells(spells)) if spells else CLOSED


def opening_term(opening: Opening) -> Term:
    """The hours of the week as a message names them, alike weekdays together; dates are left out."""
    if len(set(opening.week)) == 1:
        return spells_term(opening.week[0])
    parts: list[Term] = []
    first = 0
    for day in range(1, DAYS_IN_WEEK + 1):
        if day < DAYS_IN_WEEK and opening.week[day] == opening.week[first]:
            continue
        one, last, hours = weekday_term(first), weekday_term(day - 1), spells_term(opening.week[first])
        english = one.english if first == day - 1 else f"{one.english}-{last.english}"
        chinese = one.chinese if first == day - 1 else f"{one.chinese}至{last.chinese}"
        parts.append(Term(f"{english} {hours.english}", f"{chinese} {hours.chinese}"))
        first = day
    return Term("; ".join(part.english for part in parts), "；".join(part.chinese for part in parts))


@lru_cache(maxsize=256)
def open_minutes(opening: Opening, first: date, days: int) -> Minutes:
    """Shape (days × 1440,): the staffed minutes from midnight of the first day; what began before counts.

    The result is shared: it must not be changed.
    """
    found = np.zeros((days + 2) * MINUTES_PER_DAY, dtype=np.bool_)
    for number in range(-1, days):
        midnight = (number + 1) * MINUTES_PER_DAY
        for spell in opening.on(first + number * _DAY):
            found[midnight + spell.start : midnight + spell.end] = True
    found = found[MINUTES_PER_DAY : (days + 1) * MINUTES_PER_DAY]
    found.setflags(write=False)
    return found


def minutes_of_week(opening: Opening) -> Minutes:
    """Shape (10080,): the staffed minutes of a week without dates of its own, Monday 00:00 first."""
    return open_minutes(Opening(opening.week), _A_MONDAY, DAYS_IN_WEEK)


def days_that_hold(opening: Opening, first: date, minutes: float) -> int:
    """How many days before ``first`` have begun so many staffed minutes."""
    days, held = 0, 0.0
    while held < minutes:
        days += 1
        spells = opening.on(first - days * _DAY)
        held += min(MINUTES_PER_DAY, sum(spell.end - spell.start for spell in spells))
    return days


def longest_closed(opening: Opening) -> int:
    """The most minutes in a row that nobody is there in a week without dates of its own."""
    held = minutes_of_week(opening)
    opens = np.flatnonzero(held & ~np.roll(held, 1))
    if not len(opens):
        return 0
    closes = np.flatnonzero(~held & np.roll(held, 1))
    until = opens[np.searchsorted(opens, closes) % len(opens)]
    return int(((until - closes) % len(held)).max())


def hours_of_week(opening: Opening) -> Minutes:
    """Shape (7, 24): the hours of the week of which some minute is staffed."""
    return np.asarray(minutes_of_week(opening).reshape(DAYS_IN_WEEK, 24, 60).any(axis=2))


def joint_opening(openings: Sequence[Opening]) -> Opening:
    """The hours in which one of several queues is staffed."""
    if len(set(openings)) == 1:
        return openings[0]
    week = tuple(_joint_spells([each.week[day] for each in openings]) for day in range(DAYS_IN_WEEK))
    dates = sorted({day for opening in openings for day, _ in opening.dates})
    return Opening(week, tuple((day, _joint_spells([each.on(day) for each in openings])) for day in dates))


def _joint_spells(each: Sequence[Spells]) -> Spells:
    joined: list[Window] = []
    for one in sorted((spell for spells in each for spell in spells), key=lambda spell: spell.start):
        if joined and one.start <= joined[-1].end:
            last = joined.pop()
            one = Window(last.start, max(last.end, one.end))
        joined.append(one)
    return tuple(joined)
