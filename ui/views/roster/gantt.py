"""A day as the component draws it: bars by person, coverage lines by queue."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from peakroster.desk.day_gantt import DayGantt, GanttPoint, GanttWorker, day_gantt
from peakroster.desk.draft import Draft
from peakroster.messages import Translator
from peakroster.shop.day_marks import day_mark, mark_label, mark_sentence
from peakroster.shop.leave_words import leave_by_cell, leave_words
from peakroster.wording import clock_time, listed
from ui import state
from ui.formatting import day_label, percent, sale_days
from ui.plain_text import plain
from ui.roster_component.component import show_component
from ui.style import SHIFT_COLOURS
from ui.views.roster.edits import inbox, receive

_MEAL, _QUIET = "var(--pr-warn-soft)", "var(--pr-raised)"


def show_gantt(draft: Draft, translate: Translator) -> None:
    """Show the choice of a day and its Gantt; what is moved becomes the draft's."""
    days = draft.outcome.plan.dates
    stars = sale_days(draft.desk.shop, days)
    day = state.choose(
        "gantt_day",
        translate("ui.day"),
        tuple(days),
        lambda day: " ".join(
            part
            for part in (
                day_label(day, translate, day in stars),
                mark_label(day_mark(draft.desk.shop, day), translate),
            )
            if part
        ),
        translate,
        st.segmented_control if len(days) <= _MOST_BUTTONS else st.selectbox,
        address="day",
        label_visibility="collapsed",
    )
    key = (state.version(), state.Same(draft), translate.language, day)
    data = state.cached("gantt", key, lambda: gantt_data(draft, day, translate))
    answer = inbox().answer(draft.place)
    show_component("roster-gantt", {**data, "answer": answer}, lambda sent: receive(sent, translate))
    if away := _away(draft, day, translate):
        st.caption(plain(away))


_MOST_BUTTONS = 7


def gantt_data(draft: Draft, day: date, translate: Translator) -> dict[str, Any]:
    """What ``GanttData`` of protocol.ts describes, without the answer."""
    shop = draft.desk.shop
    note = mark_sentence(day_mark(shop, day), translate)
    gantt = day_gantt(shop, draft.outcome.plan, day)
    colours = {
        queue: f"var(--pr-shift-{place % len(SHIFT_COLOURS)})"
        for place, queue in enumerate(shop.rostered_names)
    }
    used = {(bar.activity, bar.look) for worker in gantt.workers for bar in worker.bars}
    named = [
        (queue, "queue", name) for queue, name in shop.rostered_names.items() if (queue, "queue") in used
    ] + sorted((what, look, _name(draft, what, translate)) for what, look in used if look != "queue")
    return {
        "kind": "gantt",
        "texts": {
            "search": translate("grid.search"),
            "column_name": translate("grid.column_name"),
            "gantt": translate("grid.gantt", day="{day}"),
            "gantt_line": translate("grid.gantt_line", queue="{queue}"),
            "gantt_hint": translate("grid.gantt_hint"),
        },
        "day": day.isoformat(),
        "dayWords": translate("openings.joined").join(
            part for part in (day_label(day, translate), note) if part
        ),
        "from": gantt.first,
        "to": gantt.last,
        "interval": gantt.interval,
        "editable": True,
        "workers": [_worker(draft, worker, gantt, colours, translate) for worker in gantt.workers],
        "lines": _lines(draft, gantt, translate),
        "legend": [[name, colours.get(what, _colour(look)), look] for what, look, name in named],
    }


def _worker(
    draft: Draft, worker: GanttWorker, gantt: DayGantt, colours: dict[str, str], translate: Translator
) -> dict[str, Any]:
    shop, first, last = draft.desk.shop, gantt.first, gantt.last
    noon = shop.settings.leave.noon
    rows = [
        row
        for row in shop.requests
        if row.kind == "leave" and (row.agent_id, row.day) == (worker.agent_id, gantt.day)
    ]
    away = leave_words(rows, noon, translate)
    shift = worker.shift
    if worker.day < gantt.day:
        shift = translate("grid.gantt_eve", shift=shift)
    return {
        "id": worker.agent_id,
        "day": worker.day.isoformat(),
        "name": draft.desk.shop.agent_names.get(worker.agent_id, worker.agent_id),
        "shift": translate("leave.shift_and_leave", shift=shift, leave=away) if away else shift,
        "start": worker.start,
        "end": worker.end,
        "activities": [
            {
                "start": bar.start,
                "end": bar.end,
                "what": bar.activity,
                "name": _name(draft, bar.activity, translate),
                "colour": colours.get(bar.activity, _colour(bar.look)),
                "look": bar.look,
                "movable": bar.look != "reserve",
            }
            for bar in worker.bars
        ]
        + [
            {
                "start": max(first, row.hours.start),
                "end": min(last, row.hours.end),
                "what": "leave",
                "name": leave_words([row], noon, translate),
                "colour": _QUIET,
                "look": "reserve",
                "movable": False,
            }
            for row in rows
            if row.hours is not None and row.hours.start < last and first < row.hours.end
        ],
    }


def _away(draft: Draft, day: date, translate: Translator) -> str:
    """Who is on leave all day, and which; "" where nobody is."""
    shop = draft.desk.shop
    names, noon = shop.agent_names, shop.settings.leave.noon
    told = [
        f"{names.get(agent, agent)} {leave_words(rows, noon, translate)}"
        for (agent, on), rows in leave_by_cell(shop.requests).items()
        if on == day and any(row.hours is None for row in rows)
    ]
    return translate("leave.away_that_day", people=listed(told, translate)) if told else ""


def _lines(draft: Draft, gantt: DayGantt, translate: Translator) -> list[dict[str, Any]]:
    names = draft.desk.shop.rostered_names

    def words(point: GanttPoint) -> str:
        told = [
            translate(
                "grid.gantt_point",
                time=clock_time(point.minute % 1440, translate),
                required=f"{point.required:.1f}",
                scheduled=f"{point.scheduled:g}",
            )
        ]
        if point.required - point.scheduled > 0.05:
            told.append(
                translate(
                    "grid.gantt_missing", missing=f"{point.required - point.scheduled:.1f}".removesuffix(".0")
                )
            )
        if point.service_level is not None:
            told.append(translate("grid.gantt_service", percent=percent(point.service_level, 0)))
        return "\n".join(told)

    return [
        {
            "id": queue,
            "name": names.get(queue, queue),
            "points": [
                [point.minute, round(point.required, 3), point.scheduled, words(point)] for point in points
            ],
        }
        for queue, points in gantt.lines.items()
    ]


def _name(draft: Draft, activity: str, translate: Translator) -> str:
    if activity in ("meal", "break", "reserve", "standby"):
        return translate(f"ui.activity_{activity}")
    return draft.desk.shop.desk_names.get(activity, activity)


def _colour(look: str) -> str:
    return _MEAL if look == "meal" else _QUIET
