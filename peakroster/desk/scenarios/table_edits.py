"""What a scenario says as changes of the shop's tables: rows that change, go and come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from peakroster.desk.leave import leave_rows
from peakroster.desk.scenarios.overrides import (
    Away,
    Fewer,
    Hired,
    Override,
    Promotion,
    ShiftTimes,
    Wage,
)
from peakroster.desk.scenarios.shift_changes import moved_shift
from peakroster.shop.inputs.requests_file import in_chinese, request_row
from peakroster.shop.model import ShopFolder
from peakroster.shop.settings.leave_kinds import LeaveKind
from peakroster.tables.clock import format_clock
from peakroster.tables.editing import CellValue, RowValues, TableEdit
from peakroster.tables.raw_table import RawTable
from scheduler.domain.agents import Agent
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Request
from scheduler.domain.shifts import OFF, Shift

NewName = Callable[[int], str]
"""The name of the first, second, … new person."""

_OF_ONE_PERSON = ("regular_start", "rotation", "from", "until", "team")
"""Columns of agents.csv that a new person does not take over."""
_OF_QUEUES = ("speed", "max_chats")
"""Columns that may name queues, which somebody with other skills has not."""


def is_entered(shop: ShopFolder, override: Override) -> bool:
    """Whether the shop's files can say it: all but new times of a shift that a row makes one of several."""
    if not isinstance(override, ShiftTimes):
        return True
    known = next((shift for shift in shop.shifts if shift.name in (override.shift, override.like)), None)
    return known is None or known.pattern is None


def new_people(shop: ShopFolder, overrides: Sequence[Override]) -> list[tuple[str, Hired]]:
    """An id for each of the hired, as the shop counts its people: one above the highest number."""
    hired = [each for each in overrides if isinstance(each, Hired) for _ in range(each.count)]
    numbers = [agent.id for agent in shop.agents if agent.id.isascii() and agent.id.isdigit()]
    width = max(map(len, numbers), default=3)
    highest = max(map(int, numbers), default=0)
    return [(f"{highest + place:0{width}d}", each) for place, each in enumerate(hired, start=1)]


def people_edit(
    shop: ShopFolder,
    plan: Plan,
    overrides: Sequence[Override],
    people: Sequence[tuple[str, ...]],
    name: NewName,
) -> Callable[[RawTable | None], TableEdit]:
    """agents.csv: who comes, who goes before the plan, what they are paid, who may work a new shift.

    people: of each override those who are away or gone by it.
    """

    def edit(table: RawTable | None) -> TableEdit:
        raw = {} if table is None else _rows(table)
        changed: dict[int, dict[str, CellValue]] = {}
        for agent in shop.agents:
            cells = _person(shop, plan, agent, overrides, people, raw.get(agent.row, {}))
            if cells:
                changed[agent.row] = cells
        by_id = {agent.id: agent for agent in shop.agents}
        added = [
            _new_person(by_id[hired.like], raw.get(by_id[hired.like].row, {}), new, name(place), hired)
            for place, (new, hired) in enumerate(new_people(shop, overrides), start=1)
        ]
        return TableEdit(changed, added=added)

    return edit


def _person(
    shop: ShopFolder,
    plan: Plan,
    agent: Agent,
    overrides: Sequence[Override],
    people: Sequence[tuple[str, ...]],
    row: Mapping[str, str],
) -> dict[str, CellValue]:
    cells: dict[str, CellValue] = {}
    cost, shifts = agent.hourly_cost, row.get("shifts") or _shifts_of_contract(shop, agent)
    for each, named in zip(overrides, people, strict=True):
        match each:
            case Fewer() if agent.id in named:
                cells["until"] = plan.first_day - timedelta(days=1)
                if agent.first_day is not None and agent.first_day >= plan.first_day:
                    cells["from"] = None
            case Wage(factor=factor, agents=paid) if cost is not None and (not paid or agent.id in paid):
                cost = round(cost * factor, 2)
                cells["hourly_cost"] = cost
            case ShiftTimes(shift=shift, like=str(like)) if agent.shifts is not None and like in agent.shifts:
                if is_entered(shop, each) and all(known.name != shift for known in shop.shifts):
                    shifts = f"{shifts};{shift}"
                    cells["shifts"] = shifts
            case _:
                pass
    return cells


def _shifts_of_contract(shop: ShopFolder, agent: Agent) -> str:
    """What contracts.csv writes of the agent's shifts; "" where it says nothing."""
    row = dict(agent.inherited).get("shifts")
    return next((one.cells.get("shifts", "") for one in shop.contracts if one.row == row), "")


def _new_person(agent: Agent, like: Mapping[str, str], new: str, name: str, hired: Hired) -> RowValues:
    """agent, like: the person that the new one is like, and that person's row."""
    row: dict[str, CellValue] = {column: text for column, text in like.items() if text}
    for column in _OF_ONE_PERSON:
        row.pop(column, None)
    if hired.skills:
        row["skills"] = ";".join(hired.skills)
        for column in _OF_QUEUES:
            row.pop(column, None)
    least, most = hired.min_hours_week, hired.max_hours_week
    if most is not None:
        row["max_hours_week"] = most
        if least is None and (agent.min_hours_week or 0.0) > most:
            row["min_hours_week"] = most
    if least is not None:
        row["min_hours_week"] = least
    return {**row, "agent_id": new, "name": name}


def requests_edit(
    shop: ShopFolder, plan: Plan, overrides: Sequence[Override], people: Sequence[tuple[str, ...]]
) -> Callable[[RawTable | None], TableEdit]:
    """requests.csv: a row of leave for each day that somebody is away and has none of."""

    def edit(table: RawTable | None) -> TableEdit:
        chinese = in_chinese(table)
        rows = _leave(shop, plan, overrides, people)
        return TableEdit(added=[request_row(one, chinese) for one in rows])

    return edit


def _leave(
    shop: ShopFolder, plan: Plan, overrides: Sequence[Override], people: Sequence[tuple[str, ...]]
) -> list[Request]:
    known = {(row.agent_id, row.day) for row in shop.requests if row.kind == "leave" and row.hours is None}
    rows: dict[tuple[str, object], Request] = {}
    for each, named in zip(overrides, people, strict=True):
        if isinstance(each, Away):
            first, last = each.first or plan.first_day, each.last or plan.last_day
            kind: LeaveKind = "ill" if each.why == "ill" else "leave"
            for agent in named:
                for row in leave_rows(shop, agent, first, last, kind):
                    rows.setdefault((row.agent_id, row.day), row)
    return [row for cell, row in rows.items() if cell not in known]


def locks_edit(
    shop: ShopFolder, plan: Plan, overrides: Sequence[Override], people: Sequence[tuple[str, ...]]
) -> Callable[[RawTable | None], TableEdit]:
    """locks.csv without the shifts of who is away that day, or gone."""
    away = {(row.agent_id, row.day) for row in _leave(shop, plan, overrides, people)}
    gone = {
        agent
        for each, named in zip(overrides, people, strict=True)
        if isinstance(each, Fewer)
        for agent in named
    }
    rows = frozenset(
        lock.row
        for lock in shop.locks
        if (lock.shift != OFF and (lock.agent_id, lock.day) in away)
        or (lock.agent_id in gone and lock.day >= plan.first_day)
    )
    return lambda table: TableEdit(removed=rows)


def events_edit(shop: ShopFolder, overrides: Sequence[Override]) -> Callable[[RawTable | None], TableEdit]:
    """events.csv: promotions that are moved, or of another size."""
    changed: dict[int, dict[str, CellValue]] = {}
    for event in shop.events:
        start, end, size, uplift = event.start, event.end, event.intensity, event.uplift
        cells: dict[str, CellValue] = {}
        for each in overrides:
            if not isinstance(each, Promotion) or each.event != event.name:
                continue
            start, end = start + timedelta(days=each.days), end + timedelta(days=each.days)
            if each.days:
                cells |= {"start": start, "end": end}
            if each.times != 1:
                size = round((1.0 if size is None else size) * each.times, 6)
                cells["intensity"] = size
                if uplift is not None:
                    uplift = round(uplift * each.times, 6)
                    cells["uplift"] = uplift
        if cells:
            changed[event.row] = cells
    return lambda table: TableEdit(changed)


def shifts_edit(shop: ShopFolder, overrides: Sequence[Override]) -> Callable[[RawTable | None], TableEdit]:
    """shifts.csv: shifts with other times, and new ones with the meal of another."""

    def edit(table: RawTable | None) -> TableEdit:
        raw = {} if table is None else _rows(table)
        known = {shift.name: shift for shift in shop.shifts}
        changed: dict[int, RowValues] = {}
        added: dict[str, RowValues] = {}
        for each in overrides:
            if not isinstance(each, ShiftTimes) or not is_entered(shop, each):
                continue
            model = known.get(each.shift) or known.get(each.like or "")
            row = {} if model is None else raw.get(model.row, {})
            times = dict(_times(each, model, row))
            if each.shift in known:
                changed[known[each.shift].row] = times
            else:
                own = {column: text for column, text in row.items() if text and column != "wanted"}
                added[each.shift] = {**own, **times, "shift": each.shift}
        return TableEdit(changed, added=tuple(added.values()))

    return edit


def _times(
    change: ShiftTimes, model: Shift | None, row: Mapping[str, str]
) -> Iterator[tuple[str, CellValue]]:
    """Its start and end, and its meal as far from them as it was, where the file says a time of day."""
    yield "start", format_clock(change.start)
    yield "end", format_clock(change.end)
    if row.get("lengths"):
        yield "lengths", None
    if model is None:
        return
    moved = moved_shift(model, change.start, change.end)
    if model.meal is not None and moved.meal is None:
        yield from (("meal_minutes", None), ("meal_from", None), ("meal_to", None))
    elif moved.meal is not None:
        for column, minutes in (("meal_from", moved.meal.start), ("meal_to", moved.meal.end)):
            if row.get(column) and not row[column].strip().startswith("+"):
                yield column, format_clock(minutes)


def _rows(table: RawTable) -> dict[int, dict[str, str]]:
    """Row of the file → its cells."""
    return {
        int(row): {str(column): str(text).strip() for column, text in cells.items()}
        for row, cells in zip(table.rows.tolist(), table.cells.to_dict("records"), strict=True)
    }
