"""One number of requirement.csv taken apart: from inquiries to work, and from the rules to the agents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import pandas as pd

from peakroster.planning.staffing.intervals import planning_intervals, touching
from peakroster.planning.staffing.own_requirement import read_requirement
from peakroster.planning.staffing.staffing import (
    AHT,
    requirement,
    service_model,
    staffed_column,
    within_seconds,
)
from peakroster.plans.own_forecast import read_forecast
from peakroster.plans.store import PlanStore
from peakroster.shop.model import ShopFolder
from peakroster.tables.clock import format_window
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import Plan
from scheduler.domain.queues import Queue, Target
from scheduler.queueing import ServiceModel
from scheduler.staffing import stationary as staffing
from scheduler.staffing.explanation import Need, Rules, Team, asked_for, needs, offered_load, teams


@dataclass(frozen=True)
class ChatSpeed:
    """What an agent with so many chats gets done.

    speed: of each chat, 1 = as if alone. seconds: that each of them takes. per_hour: finished in all.
    """

    chats: int
    speed: float
    seconds: float
    per_hour: float


@dataclass(frozen=True)
class SizedInterval:
    """An interval of a queue's requirement taken apart.

    first_day: of the plan. start, end: on the wall clock. lasting: real hours. column: of forecast.csv, which
    is staffed for; hourly: what it says of the whole hour, None where it says nothing. inquiries: staffed
    for, before the chatbot takes bot_share; arrivals: what is left. per_hour: those as a rate.
    aht_seconds: of a chat, usual_aht: as shop.toml says. offered_load: erlangs. speeds: of an agent with
    1, 2, … chats. fully_busy: agents whose full capacity is just the work. targets, needs: the rules, see
    :mod:`scheduler.staffing.explanation`. stationary: what they ask for in the steady state of this interval
    alone, None where one cannot be kept. by_method: what the shop's staffing method asks for, where the
    number differs from that and it is known. agents: the number that is explained. teams: one fewer (where
    there is one), that many, one more. late: of each of them, inquiries not answered within late_within, as
    the requirement says (with what comes before, if the method looks at that); None where it does not.
    """

    queue: str
    first_day: date
    start: datetime
    end: datetime
    lasting: float
    plan_for: str | float
    staffing_method: str
    column: str
    hourly: float | None
    inquiries: float
    bot_share: float
    arrivals: float
    per_hour: float
    aht_seconds: float
    usual_aht: float
    offered_load: float
    patience_seconds: float | None
    speeds: tuple[ChatSpeed, ...]
    fully_busy: float
    targets: tuple[Target, ...]
    max_occupancy: float | None
    needs: tuple[Need, ...]
    stationary: int | None
    by_method: int | None
    agents: int
    teams: tuple[Team, ...]
    late: tuple[float | None, ...]
    late_within: float
    shrinkage: float


def sized_plan(shop: ShopFolder, moment: datetime, first_day: date | None = None) -> Plan:
    """The plan that starts on ``first_day``, or else holds the moment, with its requirement.

    Where it has no requirement.csv yet, that is made from its forecast.csv, in memory.
    Raises InputError when there is no such plan, when it has neither, and for what is wrong in them.
    """
    store = PlanStore(shop.folder)
    plan = store.holding(moment) if first_day is None else store.read(first_day)
    if plan is None:
        day = moment.date().isoformat()
        value = f"{moment:%Y-%m-%dT%H:%M}"
        raise InputError(
            [Finding("error", "explain_no_plan", "--explain", value=value, details={"day": day})]
        )
    folder = store.path(plan.first_day)
    if plan.requirement is not None:
        return replace(plan, requirement=read_requirement(folder / "requirement.csv", shop, plan))
    if plan.forecast is None:
        raise InputError([Finding("error", "stage_missing", f"plans/{plan.first_day}/forecast.csv")])
    settings = shop.settings
    path = folder / "forecast.csv"
    forecast = read_forecast(path, shop.queue_ids, plan.first_day, plan.days, settings.timezone)
    return replace(plan, requirement=requirement(shop, forecast, plan.first_day, plan.days))


def explain_interval(shop: ShopFolder, plan: Plan, queue_id: str, moment: datetime) -> SizedInterval:
    """Take apart what the plan's requirement says of the interval that holds ``moment``.

    plan: with its requirement. Raises InputError for a moment outside of the plan and its tail, and for an
    interval of which the requirement says nothing.
    """
    settings = shop.settings
    (queue,) = (queue for queue in settings.queues if queue.id == queue_id)
    length = timedelta(minutes=settings.interval_minutes)
    midnight = datetime.combine(moment.date(), time())
    start = midnight + (moment - midnight) // length * length
    row = _row(plan, queue, start)
    intervals = planning_intervals(settings.timezone, settings.interval_minutes, start.date(), 1)
    here = intervals.starts == pd.Timestamp(start).to_datetime64()
    lasting = float(intervals.real_hours[here][0])

    inquiries, agents = float(row["inquiries"]), int(row["agents"])
    own_aht = float(row[AHT]) if AHT in row else float("nan")
    aht = queue.aht_seconds if pd.isna(own_aht) else own_aht
    arrivals = inquiries * (1 - queue.bot_share)
    model = replace(service_model(queue), mean_seconds=aht)
    targets = tuple(staffing.Target(each.kind, each.within_seconds, each.share) for each in queue.targets)
    counting = tuple(
        each.hours is None or bool(touching(intervals, each.hours)[here][0]) for each in queue.targets
    )
    rules = Rules(targets, counting, queue.max_occupancy, queue.min_agents)
    found = needs(model, arrivals / lasting, rules)
    stationary = asked_for(found)
    column = staffed_column(settings, queue)
    around = range(max(agents - 1, 0), agents + 2)
    return SizedInterval(
        queue=queue.id,
        first_day=plan.first_day,
        start=start,
        end=start + length,
        lasting=lasting,
        plan_for=settings.plan_for if queue.plan_for is None else queue.plan_for,
        staffing_method=settings.staffing_method,
        column=column,
        hourly=_hourly(plan, queue, column, start),
        inquiries=inquiries,
        bot_share=queue.bot_share,
        arrivals=arrivals,
        per_hour=arrivals / lasting,
        aht_seconds=aht,
        usual_aht=queue.aht_seconds,
        offered_load=offered_load(model, arrivals / lasting),
        patience_seconds=queue.patience_seconds,
        speeds=_speeds(model),
        fully_busy=offered_load(model, arrivals / lasting) / model.speeds[-1],
        targets=queue.targets,
        max_occupancy=queue.max_occupancy,
        needs=found,
        stationary=stationary,
        by_method=stationary if agents == stationary else _by_method(shop, plan, queue, start),
        agents=agents,
        teams=teams(model, arrivals / lasting, targets, found, around),
        late=tuple(_late(row, number - agents) for number in around),
        late_within=within_seconds(queue),
        shrinkage=settings.shrinkage,
    )


def _row(plan: Plan, queue: Queue, start: datetime) -> pd.Series:
    if not plan.start <= start < plan.tail_end:
        span = {"first": f"{plan.start:%Y-%m-%dT%H:%M}", "end": f"{plan.tail_end:%Y-%m-%dT%H:%M}"}
        raise InputError(
            [Finding("error", "explain_outside", "--explain", value=f"{start:%Y-%m-%dT%H:%M}", details=span)]
        )
    assert plan.requirement is not None
    rows = _of(plan.requirement, queue, start)
    if rows.empty:
        details = {"queue": queue.id, "open": format_window(queue.open), "first": plan.first_day.isoformat()}
        file = f"plans/{plan.first_day}/requirement.csv"
        value = f"{start:%Y-%m-%dT%H:%M}"
        raise InputError([Finding("error", "explain_not_sized", file, value=value, details=details)])
    return rows.iloc[0]


def _of(table: pd.DataFrame, queue: Queue, start: datetime) -> pd.DataFrame:
    return table[(table["timestamp"] == start) & (table["queue"] == queue.id)]


def _late(row: pd.Series, more: int) -> float | None:
    """What the requirement says of one agent fewer (-1), of its number (0) or of one more."""
    value = row.get(("late_minus_1", "late", "late_plus_1")[more + 1])
    return None if value is None or pd.isna(value) else float(value)


def _hourly(plan: Plan, queue: Queue, column: str, start: datetime) -> float | None:
    """What the forecast says of the hour, where there is one that does."""
    if plan.forecast is None or column not in plan.forecast:
        return None
    rows = _of(plan.forecast, queue, start.replace(minute=0))
    return None if rows.empty or rows[column].isna().any() else float(rows[column].iloc[0])


def _speeds(model: ServiceModel) -> tuple[ChatSpeed, ...]:
    return tuple(
        ChatSpeed(
            chats, total / chats, model.mean_seconds * chats / total, 3600.0 * total / model.mean_seconds
        )
        for chats, total in enumerate(model.speeds, start=1)
    )


def _by_method(shop: ShopFolder, plan: Plan, queue: Queue, start: datetime) -> int | None:
    """What sizing the plan's forecast as it is now gives; None where it cannot be sized."""
    if plan.forecast is None:
        return None
    try:
        rows = _of(requirement(shop, plan.forecast, plan.first_day, plan.days), queue, start)
    except InputError:
        return None  # the settings ask for what this older forecast has not: the number stands without it
    return None if rows.empty else int(rows["agents"].iloc[0])
