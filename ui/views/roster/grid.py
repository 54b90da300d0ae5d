"""The grid as the component draws it: the roster's data in the reader's language."""

from __future__ import annotations

from datetime import date
from typing import Any

from peakroster.auditing import describe_plainly
from peakroster.desk.draft import Draft
from peakroster.desk.fairness import fairness_with_plan
from peakroster.desk.grid_operations import leave_typed
from peakroster.desk.pending import pending_leave
from peakroster.desk.roster_grid import OFF_WORDS, DayCoverage, RosterGrid, first_day_of_interest, roster_grid
from peakroster.exports.shift_colours import shift_colours
from peakroster.messages import Translator
from peakroster.shop.day_marks import mark_label, mark_sentence
from peakroster.shop.leave_words import leave_by_cell, leave_words, words_by_cell
from peakroster.tables.findings import InputError
from peakroster.wording import clock_range, weekday_name
from scheduler.domain.fairness import SPREAD_KINDS
from scheduler.domain.requests import Request
from ui import state
from ui.formatting import hours, percent, sale_days
from ui.hosting import own_team, team_first
from ui.roster_component.component import show_component
from ui.style import SHIFT_COLOURS
from ui.views.roster.edits import inbox, receive

LOCKED, CHANGED, LEAVE, BROKEN, PART, PENDING = 1, 2, 4, 8, 16, 32
"""Bits of a mark, as in protocol.ts."""

_TEXTS = [
    "grid",
    "column_name",
    "column_hours",
    "people_there",
    "off_short",
    "leave_short",
    "is_locked",
    "is_changed",
    "is_broken",
    "on_leave",
    "is_pending",
    "pending_short",
    "tip_shift",
    "tip_off",
    "separator",
    "list_separator",
    "search",
    "all_teams",
    "all_skills",
    "all_shifts",
    "team",
    "skill",
    "shift",
    "order",
    "order_file",
    "order_name",
    "order_hours",
    "order_burden",
    "changed",
    "broken",
    "span_week",
    "span_two",
    "span_all",
    "before",
    "after",
    "coverage",
    "legend",
    "chosen",
    "cells_chosen",
    "nobody",
    "editor",
    "unknown_word",
    "unknown_pasted",
    "outside_pasted",
    "drag_move",
    "drag_swap",
    "drag_copy",
    "tab_leaves",
    "sale",
    "menu_off",
    "menu_lock",
    "menu_unlock",
    "menu_take_back",
    "menu_ill",
    "menu_leave",
    "menu_leave_back",
    "menu_approve",
    "menu_who",
    "menu_day",
    "menu_details",
]


def show_grid(draft: Draft, translate: Translator) -> None:
    """Show the grid; what is done on it becomes the draft's before the page is drawn again."""
    key = (state.version(), state.Same(draft), translate.language)
    data = state.cached("grid", key, lambda: grid_data(draft, translate))
    answer = inbox().answer(draft.place)
    show_component("roster-grid", {**data, "answer": answer}, lambda sent: receive(sent, translate))


def grid_data(draft: Draft, translate: Translator) -> dict[str, Any]:
    """What ``GridData`` of protocol.ts describes, without the answer."""
    shop, plan = draft.desk.shop, draft.outcome.plan
    people, team = team_first(shop), own_team(shop)
    locked = [(lock.agent_id, lock.day) for lock in draft.working_desk().shop.locks]
    grid = roster_grid(shop, plan, draft.saved.plan, locked, draft.outcome.violations)
    place = {shift.name: at for at, shift in enumerate(shop.shifts)}
    colours = shift_colours(shop.shifts, [f"var(--pr-shift-{place})" for place in range(len(SHIFT_COLOURS))])
    stars = sale_days(shop, grid.days)
    skills = shop.queue_names
    burden = _burden(draft)
    return {
        "kind": "grid",
        "texts": {
            name: translate(f"grid.{name}") if name not in _FILLED else _template(name, translate)
            for name in _TEXTS
        },
        "days": [
            {
                "id": day.isoformat(),
                "weekday": weekday_name(day, translate),
                "label": f"{day:%m-%d}",
                "weekend": day.weekday() >= 5,
                "sale": day in stars,
                "closed": mark.closed,
                "mark": mark_label(mark, translate),
                "note": mark_sentence(mark, translate),
            }
            for day, mark in zip(grid.days, grid.marks, strict=True)
        ],
        "shifts": [
            {
                "name": shift.name,
                "colour": colours[shift.name],
                "hours": round(shift.paid_minutes / 60, 4),
                "times": clock_range(shift.start, shift.end, translate),
                **({} if shift.rest_of is None else {"sort": "rest"}),
            }
            for shift in shop.shifts
        ]
        + [
            {"name": word, "colour": "var(--pr-off)", "hours": 0, "times": "", "sort": "leave"}
            for word in leave_typed(shop, translate)
        ],
        "people": [
            {
                "id": agent.id,
                "name": translate("people.leader_name", name=agent.name) if agent.leader else agent.name,
                "team": agent.team or "",
                "skills": list(agent.skills),
                "about": " · ".join(skills.get(skill, skill) for skill in agent.skills),
                "burden": burden.get(agent.id, 0.0),
            }
            for agent in people
        ],
        "cells": [
            [-1 if shift is None else place.get(shift, -1) for shift in grid.cells[agent.id]]
            for agent in people
        ],
        "marks": _marks(draft, grid, translate),
        "coverage": [
            {
                "id": queue,
                "name": shop.rostered_names[queue],
                "cells": [_covered(day, translate) for day in days],
            }
            for queue, days in grid.coverage.items()
        ],
        "teams": sorted({one.team for one in people if one.team}, key=lambda name: (name != team, name)),
        "skills": [[queue, name] for queue, name in skills.items()],
        "offWords": [*OFF_WORDS, translate("grid.off_short")],
        "firstShown": first_day_of_interest(plan, date.today()).isoformat(),
    }


_FILLED = {
    "tip_shift": ("shift", "times", "hours"),
    "chosen": ("cells", "shifts", "hours"),
    "cells_chosen": ("count",),
    "unknown_word": ("word",),
    "unknown_pasted": ("words",),
    "outside_pasted": ("count",),
}
"""Texts whose places the browser fills in."""


def _template(name: str, translate: Translator) -> str:
    return translate(f"grid.{name}", **{place: f"{{{place}}}" for place in _FILLED[name]})


def _marks(draft: Draft, grid: RosterGrid, translate: Translator) -> list[list[Any]]:
    rows = {agent.id: row for row, agent in enumerate(team_first(draft.desk.shop))}
    columns = {day: column for column, day in enumerate(grid.days)}
    names = draft.desk.shop.agent_names
    marks = []
    away, noon = words_by_cell(draft.desk.shop, translate), draft.desk.shop.settings.leave.noon
    waiting = {
        cell: leave_words(rows, noon, translate) for cell, rows in leave_by_cell(_pending(draft)).items()
    }
    for cell in sorted({*grid.locked, *grid.before, *grid.leave, *grid.part, *waiting, *grid.broken}):
        row, column = rows.get(cell[0]), columns.get(cell[1])
        if row is None or column is None:
            continue
        bits = LOCKED * (cell in grid.locked) | CHANGED * (cell in grid.before)
        bits |= LEAVE * (cell in grid.leave) | BROKEN * (cell in grid.broken)
        bits |= PART * (cell in grid.part) | PENDING * (cell in waiting)
        words = []
        if cell in grid.before:
            words.append(translate("grid.was", shift=grid.before[cell] or translate("ui.off")))
        if cell in away:
            words.append(translate("leave.is_away", leave=away[cell]))
        if cell in waiting:
            words.append(translate("leave.waits", leave=waiting[cell]))
        words += [describe_plainly(violation, translate, names) for violation in grid.broken.get(cell, ())]
        marks.append([row, column, bits, "\n".join(words), away.get(cell) or waiting.get(cell, "")])
    return marks


def _pending(draft: Draft) -> tuple[Request, ...]:
    """Leave that waits for a decision; none where the store cannot be read."""
    try:
        return pending_leave(draft.desk.shop)
    except (InputError, OSError):
        return ()


def _covered(day: DayCoverage, translate: Translator) -> list[Any]:
    words = [translate("grid.cover_needed", hours=hours(day.required))]
    if day.short >= 0.05 and day.worst is not None:
        at, missing = day.worst
        words.append(
            translate(
                "grid.cover_short", hours=hours(day.short), time=f"{at:%H:%M}", missing=f"{missing:.1f}"
            )
        )
    if day.over >= 0.05:
        words.append(translate("grid.cover_over", hours=hours(day.over)))
    if day.service_level is not None:
        words.append(translate("grid.cover_service", percent=percent(day.service_level, 0)))
    return [round(day.short, 2), round(day.over, 2), "\n".join(words)]


def _burden(draft: Draft) -> dict[str, float]:
    """How far everybody is above the fair share, all that is shared out together."""
    table = state.cached("grid-fairness", (state.Same(draft.desk),), lambda: fairness_with_plan(draft.desk))
    return {
        row.agent: round(sum(row.kinds[kind].balance or 0.0 for kind in SPREAD_KINDS), 2)
        for row in table.rows
    }
