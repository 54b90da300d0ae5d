"""The roster as a picture, for a chat group: people by days, as in the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape

import pandas as pd
import vl_convert

from peakroster.exports.grid import shade
from peakroster.exports.neutral import neutral_table
from peakroster.exports.shift_colours import PAPER, shift_colours
from peakroster.messages import Translator
from peakroster.shop.day_marks import day_mark, mark_label
from peakroster.shop.leave_words import words_by_cell
from peakroster.shop.model import ShopFolder
from peakroster.wording import clock_range, letters_of, weekday_name
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop

_HEADER, _REST, _LEAVE = "DFE4EA", "FFFFFF", "FDE9E7"
_INK, _PALE, _LINE = "#1E293B", "#94A3B8", "#C5CBD3"
_FONT = (
    "'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Zen Hei', sans-serif"
)
_ROW, _TITLE, _NAME, _DAY, _MARGIN = 26, 40, 120, 64, 12
_LETTER, _SCALE = 7, 2
"""Pixels of half a Chinese letter, and how many pixels of the picture are one of its size."""
MOST_DAYS = 14
"""Days in one band of the picture; further ones begin a band below."""
MOST_ROWS = 66
"""Rows of one picture, heads included; a taller one is made small by chat programs."""


def roster_pictures(shop: ShopFolder, plan: Plan, translate: Translator) -> list[bytes]:
    """PNGs of at most ``MOST_ROWS`` rows, in bands of at most ``MOST_DAYS`` days, in the order of people.

    Where one picture is too tall and everybody has a team, each picture is of one team. Raises InputError as
    :func:`neutral_table` does.
    """
    table = neutral_table(shop, plan)
    groups = list(_groups(shop, table, plan))
    svgs = ["".join(_picture(shop, plan, table, *group, translate)) for group in groups]
    return [bytes(vl_convert.svg_to_png(svg, scale=_SCALE)) for svg in svgs]


def picture_count(shop: ShopFolder, plan: Plan) -> int:
    """How many pictures :func:`roster_pictures` makes."""
    return sum(1 for _ in _groups(shop, neutral_table(shop, plan), plan))


def _groups(shop: Shop, table: pd.DataFrame, plan: Plan) -> Iterator[tuple[list[list[str]], str]]:
    """The people (id and name) of each picture, and their team, "" where it says nothing."""
    people = table[["employee_id", "employee_name"]].drop_duplicates().to_numpy().tolist()
    bands = -(-len(plan.dates) // MOST_DAYS)
    most = max(MOST_ROWS // bands - 2, 1)
    if len(people) <= most:
        yield people, ""
        return
    team_of = {agent.id: agent.team or "" for agent in shop.agents}
    teams = [team_of.get(agent, "") for agent, _ in people]
    if not all(teams):
        teams = [""] * len(people)
    for team in dict.fromkeys(teams):
        members = [one for one, own in zip(people, teams, strict=True) if own == team]
        parts = -(-len(members) // most)
        size = -(-len(members) // parts)
        for first in range(0, len(members), size):
            yield members[first : first + size], team


def _picture(
    shop: Shop,
    plan: Plan,
    table: pd.DataFrame,
    people: Sequence[Sequence[str]],
    team: str,
    translate: Translator,
) -> Iterator[str]:
    shifts = {
        (agent, day): shift
        for agent, day, shift, is_rest in zip(
            table["employee_id"], table["work_date"], table["shift_name"], table["is_rest"], strict=True
        )
        if not is_rest
    }
    leave = words_by_cell(shop, translate)
    days = plan.dates
    bands = [days[first : first + MOST_DAYS] for first in range(0, len(days), MOST_DAYS)]
    half_days = {
        (agent, day.isoformat()): translate("leave.shift_and_leave", shift=shift, leave=words)
        for (agent, day), words in leave.items()
        if (shift := shifts.get((agent, day.isoformat()))) is not None
    }
    longest = max((letters_of(name) for name in (*shifts.values(), *half_days.values())), default=0)
    day_width = max(_DAY, longest * _LETTER + 8)
    width = 2 * _MARGIN + _NAME + day_width * max(map(len, bands))
    band_height = _ROW * (len(people) + 2)
    colours = shift_colours(shop.shifts, PAPER)
    entries = _legend(shop, set(shifts.values()), width - 2 * _MARGIN, translate)
    legend_top = _TITLE + len(bands) * (band_height + _MARGIN)
    height = legend_top + _ROW * (1 + max((line for line, *_ in entries), default=-1)) + _MARGIN
    yield f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-size="13">'
    yield f'<rect width="{width}" height="{height}" fill="#FFFFFF"/>'
    title = translate("exports.grid_title", shop=shop.settings.name, start=days[0], end=days[-1])
    if team:
        title = translate("exports.picture_of_team", title=title, team=team)
    yield _text(title, _MARGIN, _TITLE - 14, _INK, "start", 17)
    for number, band in enumerate(bands):
        top = _TITLE + number * (band_height + _MARGIN)
        yield from _head(shop, band, top, day_width, translate)
        for line, (agent, name) in enumerate(people, start=2):
            y = top + line * _ROW
            yield _cell(name, _MARGIN, y, _NAME, "FFFFFF", _INK)
            for place, day in enumerate(band):
                shift = shifts.get((agent, day.isoformat()))
                x = _MARGIN + _NAME + place * day_width
                told = half_days.get((agent, day.isoformat()), shift)
                if told is not None:
                    yield _cell(told, x, y, day_width, colours.get(shift or "", "FFFFFF"), _INK)
                elif (agent, day) in leave:
                    yield _cell(leave[agent, day], x, y, day_width, _LEAVE, _INK)
                else:
                    yield _cell(translate("exports.grid_rest"), x, y, day_width, _REST, _PALE)
    for line, left, wide, name, words in entries:
        y = legend_top + line * _ROW
        yield _cell(words, _MARGIN + left, y, wide, colours.get(name, "FFFFFF"), _INK)
    yield "</svg>"


def _legend(
    shop: Shop, worked: set[str], room: int, translate: Translator
) -> list[tuple[int, int, int, str, str]]:
    """Of each shift that somebody works: its line, its pixels from the left, its width, name and hours."""
    entries: list[tuple[int, int, int, str, str]] = []
    line = left = 0
    for shift in shop.shifts:
        if shift.name not in worked:
            continue
        hours = clock_range(shift.start, shift.end, translate)  # a pattern's name has them already
        words = (
            f"{shift.name} {hours}" if shift.pattern is None else shift.name
        )  # which has its hours already
        wide = min(letters_of(words) * _LETTER + 12, room)
        if left and left + wide > room:
            line, left = line + 1, 0
        entries.append((line, left, wide, shift.name, words))
        left += wide
    return entries


def _head(shop: Shop, band: Sequence[date], top: int, day_width: int, translate: Translator) -> Iterator[str]:
    for line in range(2):
        yield _cell("", _MARGIN, top + line * _ROW, _NAME, _HEADER, _INK)
    for place, day in enumerate(band):
        mark = day_mark(shop, day)
        fill = shade(mark, any(event.runs_on(day) for event in shop.events)) or _HEADER
        x = _MARGIN + _NAME + place * day_width
        yield _cell(f"{day:%m-%d}", x, top, day_width, fill, _INK)
        words = (weekday_name(day, translate), mark_label(mark, translate))
        yield _cell(" ".join(word for word in words if word), x, top + _ROW, day_width, fill, _INK)


def _cell(text: str, x: int, y: int, width: int, fill: str, ink: str) -> str:
    box = f'<rect x="{x}" y="{y}" width="{width}" height="{_ROW}" fill="#{fill}" stroke="{_LINE}"/>'
    return box + _text(_fitting(text, width), x + width // 2, y + 18, ink, "middle", 13)


def _text(text: str, x: int, y: int, ink: str, anchor: str, size: int) -> str:
    font = escape(_FONT, quote=True)
    look = f'fill="{ink}" text-anchor="{anchor}" font-size="{size}" font-family="{font}"'
    return f'<text x="{x}" y="{y}" {look}>{escape(_printable(text))}</text>'


def _printable(text: str) -> str:
    """Without control characters, which XML does not take."""
    return "".join(letter for letter in text if letter.isprintable())


def _fitting(text: str, width: int) -> str:
    """As much of the text as the cell has room for."""
    if letters_of(text) * _LETTER <= width - 4:
        return text
    while text and (letters_of(text) + 2) * _LETTER > width - 4:
        text = text[:-1]
    return text + "…"
