"""The fields of each kind of override, and the override that they mean, in the types of JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.scenarios.known_names import OTHER_RULES
from peakroster.messages import Translator
from peakroster.tables.findings import CollisionError, InputError
from peakroster.wording import clock_time
from ui.formatting import day_label

Fields = Callable[[Draft, Translator], dict[str, Any] | None]
"""Draws the fields; None where they mean nothing yet."""

_ALL = ""


def _traffic(draft: Draft, say: Translator) -> dict[str, Any] | None:
    left, middle = st.columns([1, 1.4])
    change = left.number_input(say("what_if.change_percent"), -100, 900, 30, 5, key=_key("change", say))
    names = {_ALL: say("what_if.all_queues"), **draft.desk.shop.queue_names}
    queue = middle.selectbox(
        say("what_if.queue"), list(names), format_func=names.__getitem__, key=_key("queue", say)
    )
    first, last, begin, end = _days_and_hours(draft, say)
    found: dict[str, Any] = {"factor": 1 + change / 100}
    if queue != _ALL:
        found["queue"] = queue
    start = datetime.combine(first, time()) + timedelta(hours=begin)
    until = datetime.combine(last, time()) + timedelta(hours=end)
    plan = draft.desk.plan
    if (start, until) != (plan.start, plan.end):
        found |= {"start": start, "end": until}
    return found


def _away(draft: Draft, say: Translator) -> dict[str, Any] | None:
    why = st.segmented_control(
        say("what_if.why"),
        ("ill", "leave"),
        format_func=lambda name: say(f"what_if.{name}"),
        default="ill",
        required=True,
        key=_key("why", say),
    )
    who = _who(draft, say, 5)
    first, last = _days(draft, say)
    if who is None:
        return None
    plan, found = draft.desk.plan, {"why": why, **who}
    if (first, last) != (plan.first_day, plan.last_day):
        found |= {"first": first, "last": last}
    return found


def _fewer(draft: Draft, say: Translator) -> dict[str, Any] | None:
    return _who(draft, say, 1)


def _promotion(draft: Draft, say: Translator) -> dict[str, Any] | None:
    plan = draft.desk.plan
    names = [event.name for event in draft.desk.shop.events if event.start >= plan.start]
    if not names:
        st.caption(say("what_if.no_event"))
        return None
    event, days, times = st.columns([1.6, 1, 1])
    name = event.selectbox(say("what_if.event"), list(dict.fromkeys(names)), key=_key("event", say))
    later = days.number_input(say("what_if.move_days"), -60, 60, 0, key=_key("later", say))
    bigger = times.number_input(say("what_if.times"), 0.1, 10.0, 2.0, 0.1, key=_key("bigger", say))
    return {"event": name, "days": later, "times": bigger}


_OF_QUEUE: dict[str, tuple[str, float, float, float, float]] = {
    "share": ("share", 1.0, 99.0, 90.0, 0.01),
    "within": ("within_seconds", 0.0, 7200.0, 30.0, 1.0),
    "concurrency": ("concurrency", 1.0, 20.0, 2.0, 1.0),
    "handling": ("handling_factor", -90.0, 300.0, 20.0, 0.01),
    "bot": ("bot_share", 0.0, 100.0, 30.0, 0.01),
}
"""By name: its field, bounds and first value as they are shown, and what turns these into the field's."""


def _queue(draft: Draft, say: Translator) -> dict[str, Any] | None:
    names = draft.desk.shop.queue_names
    left, middle, right = st.columns([1.2, 1.4, 1])
    queue = left.selectbox(
        say("what_if.queue"), list(names), format_func=names.__getitem__, key=_key("own_queue", say)
    )
    what = middle.selectbox(
        say("what_if.what"),
        list(_OF_QUEUE),
        format_func=lambda name: say(f"what_if.what_{name}"),
        key=_key("what", say),
    )
    field, low, high, first, scale = _OF_QUEUE[what]
    shown = right.number_input(say("what_if.value"), low, high, first, 1.0, key=_key(f"value_{what}", say))
    value: float = shown * scale
    if what == "handling":
        value = 1 + value
    return {"queue": queue, field: int(value) if what == "concurrency" else round(value, 6)}


def _shrinkage(draft: Draft, say: Translator) -> dict[str, Any] | None:
    now = round(draft.desk.shop.settings.shrinkage * 100, 1)
    share = st.number_input(say("what_if.share"), 0.0, 89.0, now, 1.0, key=_key("shrinkage", say))
    return {"share": round(share / 100, 6)}


def _hired(draft: Draft, say: Translator) -> dict[str, Any] | None:
    shop = draft.desk.shop
    count, like, skills, hours = st.columns([0.7, 1.3, 1.5, 1.2])
    people = shop.agent_names
    found: dict[str, Any] = {
        "count": count.number_input(say("what_if.count"), 1, 500, 2, key=_key("more", say)),
        "like": like.selectbox(
            say("what_if.like"),
            list(people),
            format_func=lambda agent: f"{people[agent]} {agent}",
            key=_key("like", say),
        ),
    }
    queues = skills.multiselect(
        say("what_if.skills"),
        list(shop.queue_names),
        format_func=shop.queue_names.__getitem__,
        placeholder="",
        key=_key("skills", say),
    )
    most = hours.number_input(say("what_if.most_hours"), 0.0, 168.0, 0.0, 4.0, key=_key("most", say))
    if queues:
        found["skills"] = queues
    if most:
        found["max_hours_week"] = most
    return found


def _rule(draft: Draft, say: Translator) -> dict[str, Any] | None:
    rules = [key for key in OTHER_RULES if say.has(f"rules.{key}")]
    name, value, off = st.columns([2, 1, 1], vertical_alignment="bottom")
    rule = name.selectbox(
        say("what_if.rule"), rules, format_func=lambda key: say(f"rules.{key}"), key=_key("rule", say)
    )
    spec, now = OTHER_RULES[rule], getattr(draft.desk.shop.settings.rules, rule)
    first = min(max(float(spec.low if now is None else now), spec.low), spec.high)
    without = off.checkbox(say("what_if.rule_off"), key=_key("rule_off", say))
    number = value.number_input(
        say("what_if.rule_value"),
        float(spec.low),
        float(spec.high),
        first,
        1.0,
        disabled=without,
        key=_key(f"rule_{rule}", say),
    )
    return {"rule": rule, "value": None if without else number}


def _shift(draft: Draft, say: Translator) -> dict[str, Any] | None:
    shifts = {shift.name: shift for shift in draft.desk.shop.shifts}
    if not shifts:
        return None
    which, named, start, end = st.columns([1.3, 1.2, 1, 1])
    picked = which.selectbox(
        say("what_if.shift"),
        [*shifts, _ALL],
        format_func=lambda name: name or say("what_if.shift_new"),
        key=_key("shift", say),
    )
    name = picked
    if picked == _ALL:
        name = named.text_input(say("what_if.shift_name"), key=_key("shift_name", say)).strip()
    model = shifts.get(picked) or next(iter(shifts.values()))
    times = list(range(0, 48 * 60, 30))
    begins = start.selectbox(
        say("what_if.start"),
        sorted({*times[:48], model.start}),
        index=sorted({*times[:48], model.start}).index(model.start),
        format_func=lambda minutes: clock_time(minutes, say),
        key=_key(f"start_{picked}", say),
    )
    later = sorted({*times[1:], model.end})
    ends = end.selectbox(
        say("what_if.end"),
        later,
        index=later.index(model.end),
        format_func=lambda minutes: clock_time(minutes, say),
        key=_key(f"end_{picked}", say),
    )
    if not name:
        return None
    found = {"shift": name, "start": begins, "end": ends}
    return {**found, "like": model.name} if picked == _ALL else found


def _wage(draft: Draft, say: Translator) -> dict[str, Any] | None:
    change = st.number_input(say("what_if.change_percent"), -100, 900, 10, 1, key=_key("wage", say))
    return {"factor": round(1 + change / 100, 6)}


KINDS: dict[str, Fields] = {
    "traffic": _traffic,
    "away": _away,
    "promotion": _promotion,
    "queue": _queue,
    "hired": _hired,
    "fewer": _fewer,
    "rule": _rule,
    "shift": _shift,
    "shrinkage": _shrinkage,
    "wage": _wage,
}
"""By kind, in the order in which they are offered."""


def _who(draft: Draft, say: Translator, first: int) -> dict[str, Any] | None:
    """These people, or so many drawn; ``first`` to begin with."""
    names = draft.desk.shop.agent_names
    how = st.segmented_control(
        say("what_if.who"),
        ("drawn", "named"),
        format_func=lambda name: say(f"what_if.who_{name}"),
        default="drawn",
        required=True,
        key=_key(f"who_{first}", say),
    )
    if how == "named":
        chosen = st.multiselect(
            say("what_if.people"),
            list(names),
            format_func=lambda agent: f"{names[agent]} {agent}",
            placeholder=say("what_if.choose_people"),
            key=_key(f"people_{first}", say),
        )
        return {"agents": chosen} if chosen else None
    left, right, _ = st.columns([1, 1, 2])
    count = left.number_input(
        say("what_if.count"),
        1,
        max(1, len(names)),
        min(first, max(1, len(names))),
        key=_key(f"drawn_{first}", say),
    )
    seed = right.number_input(
        say("what_if.seed"), 1, 9999, 1, key=_key(f"seed_{first}", say), help=say("what_if.seed_help")
    )
    return {"count": count, "seed": seed}


def _days(draft: Draft, say: Translator) -> tuple[date, date]:
    days = draft.desk.plan.dates
    if len(days) == 1:
        return days[0], days[0]
    first, last = st.select_slider(
        say("what_if.days"),
        days,
        value=(days[0], days[-1]),
        format_func=lambda day: day_label(day, say),
        key=_key("days", say),
    )
    return first, last


def _days_and_hours(draft: Draft, say: Translator) -> tuple[date, date, int, int]:
    first, last = _days(draft, say)
    left, right, _ = st.columns([1, 1, 2])
    hours = list(range(25))

    def clock(hour: int) -> str:
        return f"{hour:02}:00"

    begin = left.selectbox(
        say("what_if.from_hour"), hours[:-1], format_func=clock, key=_key("from_hour", say)
    )
    end = right.selectbox(
        say("what_if.to_hour"), hours[1:], index=23, format_func=clock, key=_key("to_hour", say)
    )
    return first, last, begin, end


def _key(name: str, say: Translator) -> str:
    return f"override-{name}-{say.language}"


def told(error: InputError | CollisionError, say: Translator) -> str:
    """What is wrong and what helps, in the reader's language."""
    words = [text for one in error.findings for text in (one.message(say), one.remedy(say)) if text]
    return ("" if say.language == "zh" else " ").join(words)
