"""The roster as a coloured grid: agents by days."""

from __future__ import annotations

from datetime import date

import pandas as pd
from pandas.io.formats.style import Styler

from peakroster.desk.stored import shifts_of
from peakroster.exports.shift_colours import shift_colours
from peakroster.messages import Translator
from scheduler.domain.agents import Agent
from ui.draft import Draft, RosterCell
from ui.style import LEAVE_COLOUR, OFF_TEXT, SHIFT_COLOURS

ID, NAME, SKILLS, HOURS = "id", "name", "skills", "hours"


def roster_grid(draft: Draft, agents: list[Agent], translate: Translator) -> Styler:
    """The styled grid: one row per agent with id, name, skills, a column per date (ISO), paid hours.

    Marks behind a shift: 🔒 locked, ✎ changed and not saved.
    """
    plan, shop = draft.outcome.plan, draft.desk.shop
    days = plan.dates
    shifts = shifts_of(draft.outcome.plan)
    names = shop.queue_names
    locked = {(lock.agent_id, lock.day) for lock in draft.working_desk().shop.locks}
    changed = {cell for cell, _, _ in draft.differences()}
    leave = {(r.agent_id, r.day) for r in shop.requests if r.kind == "leave" and r.hours is None}
    paid = dict.fromkeys((agent.id for agent in agents), 0.0)
    if plan.roster is not None:
        for agent_id, hours in zip(plan.roster["agent_id"], plan.roster["paid_hours"], strict=True):
            paid[agent_id] = paid.get(agent_id, 0.0) + hours

    def text(cell: RosterCell) -> str:
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
    colours = shift_colours(shop.shifts, SHIFT_COLOURS)

    def look(cell: RosterCell) -> str:
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


def filter_agents(agents: tuple[Agent, ...], text: str, skill: str | None) -> list[Agent]:
    """Agents whose id or name holds the text and who have the skill (None = any)."""
    wanted = text.strip().casefold()
    return [
        agent
        for agent in agents
        if (wanted in agent.id.casefold() or wanted in agent.name.casefold())
        and (skill is None or skill in agent.skills)
    ]
