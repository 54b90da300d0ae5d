"""Leave in words: which kind, and what part of the day; for exports, the desk and calendars alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from peakroster.messages import Translator
from peakroster.shop.settings.leave_kinds import LEAVE_NAMES
from peakroster.tables.clock import format_clock
from scheduler.domain.requests import Request
from scheduler.domain.shop import Shop
from scheduler.domain.windows import MINUTES_PER_DAY, Window


def leave_called(kind: str, translate: Translator) -> str:
    """A kind of leave as a person reads it; one of the shop's own by its name."""
    return translate(f"requests.leave_{kind}") if kind in LEAVE_NAMES else kind


def part_called(hours: Window, noon: int, translate: Translator) -> str:
    """A part of the day: a half of it by the shop's noon, else from when to when."""
    if (hours.start, hours.end) == (0, noon):
        return translate("leave.morning")
    if (hours.start, hours.end) == (noon, MINUTES_PER_DAY):
        return translate("leave.afternoon")
    return f"{format_clock(hours.start)}–{format_clock(hours.end)}"


def leave_words(rows: Sequence[Request], noon: int, translate: Translator) -> str:
    """The leave of somebody on a date: ``年假``, ``下午 年假``, ``09:00–11:00 事假、下午 年假``."""
    told = [
        leave_called(row.leave, translate)
        if row.hours is None
        else translate(
            "leave.part_of_day",
            part=part_called(row.hours, noon, translate),
            leave=leave_called(row.leave, translate),
        )
        for row in sorted(rows, key=lambda row: 0 if row.hours is None else row.hours.start)
    ]
    return translate("leave.and").join(dict.fromkeys(told))


def leave_by_cell(rows: Iterable[Request]) -> Mapping[tuple[str, date], Sequence[Request]]:
    """The rows of leave among requests, by agent and date."""
    found: dict[tuple[str, date], list[Request]] = {}
    for row in rows:
        if row.kind == "leave":
            found.setdefault((row.agent_id, row.day), []).append(row)
    return found


def words_by_cell(shop: Shop, translate: Translator) -> Mapping[tuple[str, date], str]:
    """Leave that is agreed, in words, by agent and date."""
    noon = shop.settings.leave.noon
    return {cell: leave_words(rows, noon, translate) for cell, rows in leave_by_cell(shop.requests).items()}
