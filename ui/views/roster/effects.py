"""What the changes do, told at once above the grid: of the last step, and of all since the plan was saved."""

from __future__ import annotations

from html import escape

import streamlit as st

from peakroster.desk.change_effects import ChangeEffects, change_effects
from peakroster.desk.draft import Draft
from peakroster.messages import Translator
from ui import state
from ui.formatting import hours

_MOST_PEOPLE = 3


def show_effects(draft: Draft, translate: Translator) -> None:
    """Show a line for the last step and one for all of them; nothing of an unchanged plan."""
    if not draft.changed:
        return
    shop, key = draft.desk.shop, (state.version(), state.Same(draft))
    step, whole = state.cached(
        "effects",
        key,
        lambda: (
            change_effects(shop, draft.steps[-2].outcome, draft.outcome),
            change_effects(shop, draft.saved, draft.outcome),
        ),
    )
    lines = [("effect_step", step)]
    if len(draft.steps) > 2:
        lines.append(("effect_whole", whole))
    rows = "".join(
        f'<dl class="pr-line pr-effect"><div><dt>{escape(translate(f"grid.{name}"))}</dt></div>'
        f"{_told(draft, effects, translate)}</dl>"
        for name, effects in lines
    )
    st.html(rows)


def _told(draft: Draft, effects: ChangeEffects, translate: Translator) -> str:
    if effects.nothing:
        return f"<div><dt>{escape(translate('grid.effect_nothing'))}</dt></div>"
    names = draft.desk.shop.rostered_names
    parts: list[tuple[str, str, str]] = []
    for queue, short in effects.short.items():
        parts.append(
            (translate("grid.effect_short", queue=names.get(queue, queue)), *_signed(short, "h", translate))
        )
    over = sum(effects.over.values())
    if abs(over) >= 0.05:
        parts.append((translate("grid.effect_over"), *_signed(over, "h", translate, neutral=True)))
    if effects.late is not None and abs(effects.late) >= 0.05:
        parts.append((translate("grid.effect_late"), *_signed(effects.late, "", translate)))
    if effects.cost is not None and abs(effects.cost) >= 0.5:
        parts.append((translate("grid.effect_cost"), *_signed(effects.cost, "money", translate)))
    if abs(effects.paid) >= 0.05:
        parts.append((translate("grid.effect_paid"), *_signed(effects.paid, "h", translate, neutral=True)))
    if effects.wishes:
        kind = "good" if effects.wishes > 0 else "bad"
        parts.append((translate("grid.effect_wishes"), f"{effects.wishes:+d}", kind))
    if effects.broken:
        parts.append((translate("grid.effect_broken"), f"{len(effects.broken)}", "bad"))
    if effects.mended:
        parts.append((translate("grid.effect_mended"), f"{len(effects.mended)}", "good"))
    people = sorted(effects.hours.items(), key=lambda one: -abs(one[1]))
    for agent, more in people[:_MOST_PEOPLE]:
        name = draft.desk.shop.agent_names.get(agent, agent)
        parts.append((name, *_signed(more, "h", translate, neutral=True)))
    if len(people) > _MOST_PEOPLE:
        more_people = translate("grid.effect_people", count=len(people) - _MOST_PEOPLE)
        parts.append((more_people, "…", ""))
    return "".join(
        f'<div class="{kind}"><dt>{escape(name)}</dt><dd>{escape(figure)}</dd></div>'
        for name, figure, kind in parts
    )


def _signed(value: float, unit: str, translate: Translator, *, neutral: bool = False) -> tuple[str, str]:
    """A difference with its sign, and whether it is for the worse; an arrow says so beside the colour."""
    sign = "+" if value > 0 else "−"
    size = f"{abs(value):,.0f}" if unit == "money" else hours(abs(value))
    text = f"{sign}{size}" + (f" {translate('grid.hours_unit')}" if unit == "h" else "")
    return text, "" if neutral else "bad" if value > 0 else "good"
