"""The roster as a coloured grid: agents down, days across."""

from __future__ import annotations

from datetime import date

import pandas as pd
from pandas.io.formats.style import Styler

from peakroster.messages import Translator
from scheduler.domain.agents import Agent
from ui.draft import Cell, Draft, shifts_by_cell
from ui.formatting import days_of, queue_names
from ui.style import LEAVE_COLOUR, OFF_TEXT, SHIFT_COLOURS

ID, NAME, SKILLS, HOURS = "id", "name", "skills", "hours"


def grid(draft: Draft, agents: list[Agent], translate: Translator) -> Styler:
    """One row an agent: id, name, skills, a column for each date (its ISO text), paid hours; styled.

    Marks behind a shift: 🔒 locked, ✎ changed and not saved.
    """
    plan, shop = draft.outcome.plan, draft.desk.shop
    days = days_of(plan.first_day, plan.days)
    shifts = shifts_by_cell(draft.outcome)
    names = queue_names(shop)
    locked = {(lock.agent_id, lock.day) for lock in draft.working().shop.locks}
    changed = {cell for cell, _, _ in draft.differences()}
    leave = {(r.agent_id, r.day) for r in shop.requests if r.kind == "leave"}
    paid = dict.fromkeys((agent.id for agent in agents), 0.0)
    if plan.roster is not None:
        for agent_id, hours in zip(plan.roster["agent_id"], plan.roster["paid_hours"], strict=True):
            paid[agent_id] = paid.get(agent_id, 0.0) + hours

    def text(cell: Cell) -> str:
        blank = "leave_short" if cell in leave else "off_short"
        words = shifts.get(cell) or translate(f"ui.{blank}")
        return words + (" 🔒" if cell in locked else "") + (" ✎" if cell in changed else "")

    frame = pd.DataFrame(
        {
            ID: [agent.id for agent in agents],
            NAME: [agent.name for agent in agents],
            SKILLS: [" · ".join(names.get(skill, skill) for skill in agent.skills) for agent in agents],
            **{day.isoformat(): [text((agent.id, day)) for agent in agents] for day in days},
            HOURS: [paid[agent.id] for agent in agents],
        }
    )
    colours = shift_colours(draft)

    def look(cell: Cell) -> str:
        shift = shifts.get(cell)
        if shift is not None:
            style = f"background-color: {colours.get(shift, '#FFFFFF')}; color: #1E293B"
        elif cell in leave:
            style = f"background-color: {LEAVE_COLOUR}; color: {OFF_TEXT}"
        else:
            style = f"color: {OFF_TEXT}"
        return style + ("; font-weight: bold" if cell in changed else "")

    def looks(column: pd.Series) -> list[str]:
        day = date.fromisoformat(str(column.name))
        return [look((agent.id, day)) for agent in agents]

    return frame.style.apply(looks, subset=[day.isoformat() for day in days]).format("{:.1f}", subset=[HOURS])


def shift_colours(draft: Draft) -> dict[str, str]:
    """Shift → colour behind its name; the shifts of a pattern share theirs."""
    shifts = draft.desk.shop.shifts
    groups = dict.fromkeys(shift.pattern or shift.name for shift in shifts)
    colours = {group: SHIFT_COLOURS[place % len(SHIFT_COLOURS)] for place, group in enumerate(groups)}
    return {shift.name: colours[shift.pattern or shift.name] for shift in shifts}


def matching(agents: tuple[Agent, ...], text: str, skill: str | None) -> list[Agent]:
    """Agents whose id or name holds the text and who have the skill (None = any)."""
    wanted = text.strip().casefold()
    return [
        agent
        for agent in agents
        if (wanted in agent.id.casefold() or wanted in agent.name.casefold())
        and (skill is None or skill in agent.skills)
    ]
