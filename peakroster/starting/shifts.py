"""Shifts from what people write, ``早9:00-18:00 晚15:00-24:00``, or proposed for opening hours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from peakroster.tables.clock import format_clock
from peakroster.tables.errors import UnreadableError
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.weekdays import CHINESE_WEEKDAYS, parse_weekdays
from scheduler.domain.opening import DAYS_IN_WEEK, Opening
from scheduler.domain.windows import MINUTES_PER_DAY, Window

_CLOCK = r"\d{1,2}(?::\d{2}|点半|点)?"
_SPAN = rf"({_CLOCK})\s*(?:-|–|—|~|至|到)\s*(次日)?({_CLOCK})"
_SHIFT = re.compile(rf"([^\d\s;,、:(]*)\s*[:(]?\s*{_SPAN}\)?")
_NUMBERED = re.compile(rf"([^\s;,、:(]*[^\d\s;,、:(][^\s;,、:(]*)(?:\s*[:(]\s*|\s+){_SPAN}\)?")
"""A name with a figure in it, 晚4 or A1: something has to stand between it and its hours."""
_DAYS = re.compile(r"\s*\(([^()]*)\)")
"""Behind a shift: the weekdays on which alone it exists."""
_BETWEEN = re.compile(r"[\s;,、]*")
_HALF_HOUR = 30
_LONG, _SHORT = 8 * 60, 6 * 60
"""From here on a shift has a meal of an hour, or of half an hour."""
_FULL = 9 * 60
"""A shift of eight paid hours and a meal."""
_ONE, _TWO, _ALL_DAY = 10 * 60, 13 * 60, 20 * 60
"""Open hours up to which one shift, two shifts, and three without a night do."""
_WORDS = {
    "early": ("早", "白", "正常", "行政", "常日", "日班", "A班"),
    "middle": ("中",),
    "late": ("晚",),
    "night": ("夜", "通宵"),
}


@dataclass(frozen=True)
class ShiftDraft:
    """A shift of shifts.csv in minutes after midnight; an end past 1440 lies on the next day.

    weekdays: on which alone it exists, as shifts.csv has them; "" = on all.
    """

    name: str
    start: int
    end: int
    weekdays: str = ""

    @property
    def meal(self) -> int:
        """Minutes of an unpaid meal."""
        length = self.end - self.start
        return 60 if length > _LONG else 30 if length > _SHORT else 0

    def row(self) -> dict[str, str]:
        """As shifts.csv has it; the meal from three hours after the start to six."""
        cells = {"shift": self.name, "start": _clock(self.start), "end": _clock(self.end, end=True)}
        if self.weekdays:
            cells["weekdays"] = self.weekdays
        if not self.meal:
            return {**cells, "meal_minutes": "", "meal_from": "", "meal_to": ""}
        first, last = self.start + 180, min(self.start + 360, self.end - 60)
        return {
            **cells,
            "meal_minutes": f"{self.meal}",
            "meal_from": _clock(first),
            "meal_to": _clock(last, end=True),
        }

    def text(self) -> str:
        """``早班 08:00-17:00``, ``半天班 09:00-13:00(周日)``."""
        days = f"({self.weekdays})" if self.weekdays else ""
        return f"{self.name} {_clock(self.start)}-{_clock(self.end, end=True)}{days}"


def parse_shifts(text: str) -> tuple[ShiftDraft, ...]:
    """Names and hours, one after the other. Raises InputError (``start_shifts``) with what cannot be read."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found: dict[str, ShiftDraft] = {}
    place = 0
    while place < len(plain):
        place += len(_BETWEEN.match(plain, place).group())  # type: ignore[union-attr]  # may be empty
        if place == len(plain):
            break
        match = _SHIFT.match(plain, place) or _NUMBERED.match(plain, place)
        hours = None if match is None else _hours(match[2], match[4], bool(match[3]))
        if match is None or hours is None:
            raise _unreadable(plain[place:])
        name = match[1] or f"{format_clock(hours[0])}-{_clock(hours[1], end=True)}"
        if name in found:
            raise _unreadable(match[0])
        days, place = _weekdays(plain, match.end())
        found[name] = ShiftDraft(name, *hours, days)
    if not found:
        raise _unreadable(text)
    return tuple(found.values())


def told_shifts(texts: Sequence[str], names: Sequence[str]) -> tuple[ShiftDraft, ...]:
    """Shifts of a roster whose hours stand beside it, ``早：9:00-18:00``; one told twice does not count.

    texts: what stands above and below a roster. names: of its cells; 早班 in a text is 早 in a cell, unless a
    cell says 早班 too.
    """
    short = {name.removesuffix("班"): name for name in names}
    found: dict[str, set[ShiftDraft]] = {}
    for text in texts:
        plain = unicodedata.normalize("NFKC", text)
        place = 0
        while place < len(plain):
            match = _NUMBERED.match(plain, place) or _SHIFT.match(plain, place)
            called = "" if match is None else match[1]
            name = called if called in names else short.get(called.removesuffix("班"))
            hours = None if match is None else _hours(match[2], match[4], bool(match[3]))
            if match is None or name is None or hours is None:
                place += 1
                continue
            days, place = _weekdays(plain, match.end())
            found.setdefault(name, set()).add(ShiftDraft(name, *hours, days))
    return tuple(one for drafts in found.values() if len(drafts) == 1 for one in drafts)


def proposed_shifts(
    hours: Window, names: Sequence[str] = (), told: Sequence[ShiftDraft] = ()
) -> tuple[ShiftDraft, ...]:
    """Shifts of eight paid hours that cover the open hours, by their usual names or those of a roster.

    names: of the cells of a roster. Those that do not say when they begin are left out, so that whoever asks
    can see which are missing. told: those of them whose hours are known.
    """
    times = _times(hours)
    if not names:
        usual = {"early": "早班", "middle": "中班", "late": "晚班", "night": "夜班"}
        if len(times) == 1:
            usual = {"early": "白班" if hours.end <= MINUTES_PER_DAY else "夜班"}
        return tuple(ShiftDraft(usual[slot], *span) for slot, span in times.items())
    known = {shift.name for shift in told}
    slots = {name: _slot(name) for name in names if name not in known}
    all_times = {**_times(Window(hours.start, hours.start + 16 * 60)), **times}
    if "night" not in all_times:
        all_times["night"] = (23 * 60, 32 * 60)
    if len(times) < len(all_times) and hours.end - hours.start > _ONE:
        late = max(hours.end - _FULL, hours.start)
        all_times |= {"late": (late, hours.end), "middle": _middle(hours)}
    found = [ShiftDraft(name, *all_times[slot]) for name, slot in slots.items() if slot is not None]
    return tuple(sorted([*found, *told], key=lambda shift: shift.start))


def shifts_for_short_days(shifts: Sequence[ShiftDraft], weeks: Sequence[Opening]) -> tuple[ShiftDraft, ...]:
    """Shifts of weekdays with fewer hours on which none of ``shifts`` can be worked: one for each spell.

    weeks: hours of the queues. Without them nobody could work on a Sunday that ends at noon.
    """
    spells: dict[Window, list[int]] = {}
    for day in range(DAYS_IN_WEEK):
        open_ = {spell for week in weeks for spell in week.week[day]}
        if not any(one.start >= o.start and one.end <= o.end for one in shifts for o in open_):
            for spell in open_:
                spells.setdefault(spell, []).append(day)
    names = _free_names({shift.name for shift in shifts})
    short = [(spell, days) for spell, days in spells.items() if spell.end - spell.start <= _ONE]
    return tuple(
        ShiftDraft(next(names), spell.start, spell.end, ";".join(CHINESE_WEEKDAYS[day] for day in days))
        for spell, days in sorted(short, key=lambda one: one[0].start)
    )


def _free_names(taken: Collection[str]) -> Iterator[str]:
    names = ("半天班", *(f"半天班{number}" for number in range(2, 99)))
    return (name for name in names if name not in taken)


def _weekdays(plain: str, place: int) -> tuple[str, int]:
    """Weekdays in brackets as shifts.csv has them, and where the text goes on; none if that is no weekday."""
    match = _DAYS.match(plain, place)
    if match is None:
        return "", place
    text = re.sub(r"[,、/\s]+", ";", match[1].strip())
    try:
        parse_weekdays(text)
    except UnreadableError:
        return "", place
    return text, match.end()


def _times(hours: Window) -> dict[str, tuple[int, int]]:
    length = hours.end - hours.start
    if length <= _ONE:
        return {"early": (hours.start, hours.end)}
    if length >= _ALL_DAY:
        begin = {"early": 8, "middle": 12, "late": 15, "night": 23}
        return {slot: (hour * 60, hour * 60 + _FULL) for slot, hour in begin.items()}
    early, late = (hours.start, hours.start + _FULL), (hours.end - _FULL, hours.end)
    if length <= _TWO:
        return {"early": early, "late": late}
    return {"early": early, "middle": _middle(hours), "late": late}


def _middle(hours: Window) -> tuple[int, int]:
    start = (hours.start + hours.end - _FULL) // 2 // _HALF_HOUR * _HALF_HOUR
    return start, start + _FULL


def _slot(name: str) -> str | None:
    """When a shift begins, as its name says; None where it does not."""
    found = [slot for slot, words in _WORDS.items() if any(word in name for word in words)]
    return found[0] if len(found) == 1 else None


def _hours(first: str, last: str, next_day: bool) -> tuple[int, int] | None:
    start, end = _minute(first), _minute(last)
    if start is None or end is None or start >= MINUTES_PER_DAY:
        return None
    if next_day or end <= start:
        end += MINUTES_PER_DAY
    return (start, end) if end - start <= MINUTES_PER_DAY else None


def _minute(text: str) -> int | None:
    hour, _, rest = text.replace("点半", ":30").replace("点", ":00").partition(":")
    minutes = int(hour) * 60 + int(rest or 0)
    return minutes if minutes <= MINUTES_PER_DAY and int(rest or 0) < 60 else None


def _clock(minutes: int, *, end: bool = False) -> str:
    if end and minutes == MINUTES_PER_DAY:
        return "24:00"
    return format_clock(minutes % MINUTES_PER_DAY)


def _unreadable(text: str) -> InputError:
    return InputError([Finding("error", "start_shifts", "--shifts", value=text[:60])])
