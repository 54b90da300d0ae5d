"""Short forms of the domain's statements for tests: what a test does not speak of is left out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, replace
from datetime import date
from typing import Any, Literal, TypeVar, cast

import pandas as pd

from scheduler.audit import PlanData
from scheduler.domain import (
    Agent,
    Break,
    EarlierWork,
    Opening,
    Plan,
    Queue,
    Request,
    Rules,
    Settings,
    Shift,
    Shop,
    Target,
    Window,
)

_OWN_RULES = {one.name for one in fields(Rules)}


def an_agent(id: str, skills: Collection[str] = (), **stated: Any) -> Agent:
    """An agent; rules of their own by the names of the registry."""
    own = {key: stated.pop(key) for key in list(stated) if key in _OWN_RULES}
    nothing = dict.fromkeys(
        (
            "min_hours_week",
            "max_hours_week",
            "shifts",
            "weekdays",
            "hours",
            "first_day",
            "last_day",
            "hourly_cost",
        )
    )
    return Agent(
        **{**nothing, "id": id, "name": id, "skills": tuple(skills), "row": 2, **stated}, rules=Rules(**own)
    )


def a_queue(
    id: str,
    open: Window,
    aht_seconds: float,
    slowdown: tuple[float, ...] = (1.0,),
    patience_seconds: float | None = None,
    bot_share: float = 0.0,
    targets: tuple[Target, ...] = (),
    max_occupancy: float | None = None,
    min_agents: int = 0,
    plan_for: str | float | None = None,
) -> Queue:
    """A queue."""
    return Queue(
        id,
        id,
        Opening.daily(open),
        aht_seconds,
        len(slowdown),
        slowdown,
        patience_seconds,
        bot_share,
        targets,
        max_occupancy,
        min_agents,
        plan_for,
    )


def a_shift(
    name: str,
    start: int,
    end: int,
    meal_minutes: int = 0,
    meal: Window | None = None,
    breaks: tuple[Break, ...] = (),
    row: int = 2,
    wanted: int | None = None,
) -> Shift:
    """A shift of the catalogue."""
    return Shift(name, start, end, meal_minutes, meal, row, breaks, wanted=wanted)


def a_leave(agent: str, day: date, row: int = 2) -> Request:
    """A day of leave."""
    return Request(agent, day, "leave", None, 1.0, row)


def a_wish(
    agent: str,
    day: date,
    kind: Literal["prefer_off", "prefer", "avoid"],
    shift: str | None = None,
    row: int = 2,
    of_pattern: Collection[str] = (),
    weight: float = 1.0,
) -> Request:
    """A wish."""
    return Request(agent, day, kind, shift, weight, row, tuple(of_pattern))


def plan_data(first_day: date, days: int, earlier: EarlierWork, **stated: Any) -> PlanData:
    """What the audit reads; see :func:`changed` for what may be stated."""
    settings = Settings("店", "Asia/Shanghai", "CN", 30, "mean", 0.0, "auto", "stationary", (), Rules(), {})
    shop = Shop(settings, pd.DataFrame(), (), (), (), (), ())
    return changed(PlanData(shop, Plan(first_day, days), earlier), **stated)


Statement = TypeVar("Statement")


def changed(statement: Statement, **stated: Any) -> Statement:
    """The same with other statements.

    Of what the audit reads: fields of the settings, the shop or the plan; ``leave`` and ``wishes`` for its
    requests, ``written`` for all tables of the plan. Of an agent: rules of their own, too.
    """
    if isinstance(statement, PlanData):
        return cast(Statement, _changed_data(statement, **stated))
    if isinstance(statement, Queue) and isinstance(stated.get("open"), Window):
        stated["open"] = Opening.daily(stated["open"])
    if isinstance(statement, Agent):
        own = {key: stated.pop(key) for key in list(stated) if key in _OWN_RULES}
        stated["rules"] = replace(statement.rules, **own)
    return cast(Statement, replace(cast(Any, statement), **stated))


def _changed_data(data: PlanData, **stated: Any) -> PlanData:
    shop, plan = data.shop, data.plan
    if "written" in stated:
        plan = Plan(plan.first_day, plan.days, **stated.pop("written"))
    requests = stated.pop("leave", data.leave), stated.pop("wishes", data.wishes)
    parts: dict[type, dict[str, Any]] = {Settings: {}, Shop: {}, Plan: {}, PlanData: {}}
    for key, value in stated.items():
        (kind,) = (kind for kind in parts if key in _NAMES[kind])
        parts[kind][key] = value
    shop = replace(
        shop,
        **{"requests": (*requests[0], *requests[1]), **parts[Shop]},
        settings=replace(shop.settings, **parts[Settings]),
    )
    return replace(data, shop=shop, **{"plan": replace(plan, **parts[Plan]), **parts[PlanData]})


_NAMES = {kind: {one.name for one in fields(kind)} for kind in (Settings, Shop, Plan, PlanData)}
