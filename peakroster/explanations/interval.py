"""Explanation of a staffing requirement: from inquiries to offered load, from the rules to the agents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd

from peakroster.explanations.interval_periods import PeriodValue, period_values
from peakroster.planning.staffing.chatbot import bot_shares
from peakroster.planning.staffing.customers import (
    customers_of_requirement,
    has_transfers,
    transferred_of_requirement,
)
from peakroster.planning.staffing.deferred import deferred_course, defers
from peakroster.planning.staffing.demand import (
    forecast_demand,
    requirement_demand,
    transferred_in_forecast,
)
from peakroster.planning.staffing.intervals import planning_intervals, touching
from peakroster.planning.staffing.least_agents import min_agents_at
from peakroster.planning.staffing.method import uses_time_varying
from peakroster.planning.staffing.queue_model import (
    AHT,
    plan_for_of,
    reported,
    service_model,
    service_targets,
    staffed_column,
    targets_of_one_interval,
)
from peakroster.planning.staffing.requirement import requirement_table, staffed_queue
from peakroster.planning.staffing.requirement_file import read_requirement
from peakroster.planning.staffing.returns import with_returns
from peakroster.plans.own_forecast import read_forecast
from peakroster.plans.store import PlanStore
from peakroster.shop.model import ShopFolder
from peakroster.shop.settings.opening import spells_term
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.conversations import Conversation
from scheduler.domain.deferral import Deferral
from scheduler.domain.plan import Plan
from scheduler.domain.queues import Queue, Target
from scheduler.queueing import InTime, ServiceModel
from scheduler.staffing.explanation import (
    FirstReplyEstimate,
    RuleRequirement,
    StaffingOption,
    StaffingRules,
    combined_requirement,
    estimated_first_replies,
    offered_load,
    requirements_by_rule,
    staffing_options,
)


@dataclass(frozen=True)
class ChatSpeed:
    """Service rate of an agent with a given number of chats.

    speed: of each chat, 1 = as if alone. seconds: duration of each chat. per_hour: chats completed in all.
    """

    chats: int
    speed: float
    seconds: float
    per_hour: float


@dataclass(frozen=True)
class DeferredFigures:
    """Deferred work in one interval, with the agents that the plan asks for: numbers of cases.

    waiting: at its start. arrived: since the interval before. able: that the agents can do. left: waiting at
    its end. due: until agents are there again, late: of these not done by its end.
    """

    deferral: Deferral
    waiting: float
    arrived: float
    able: float
    left: float
    due: float
    late: float


@dataclass(frozen=True)
class StaffedInterval:
    """One interval of a queue's requirement, explained. The fields are the keys of ``size --explain --json``.

    first_day: of the plan. start, end: on the wall clock. lasting: real hours. staffing_method: as shop.toml
    states it. column: of forecast.csv, staffed for; hourly: its value for the whole hour, None where there is
    none. inquiries: staffed for, before the chatbot takes bot_share; transferred: customers whose chats in
    the queues transferred_from go on here; returning: customers who left the line before; arrivals: customers
    who reach the agents, the rest with those whom the chatbot, which hands over after bot_minutes, held
    before and without those it still holds, those transferred and those returning; per_hour: their rate.
    aht_seconds: handling time here; usual_aht: that of shop.toml.
    offered_load: erlangs. speeds: of an agent with 1, 2, … chats. fully_busy: agents whose full service rate
    just equals the load. targets, needs: the rules and their requirements, see
    :mod:`scheduler.staffing.explanation`. stationary: their combined requirement in the steady state of this
    interval alone, None where one cannot be satisfied. by_method: the requirement of the shop's staffing
    method, where ``agents`` differs from ``stationary`` and it is known. agents: the number explained. teams:
    the staffing levels one below (if any), at and one above it. late: of each of them, inquiries not in time
    as ``reported`` counts it, according to the requirement (with the state that the interval before left, if
    the method knows it); None where it does not say, or where the row was edited since and its late columns
    belong to other numbers. conversation: of the queue. first_replies: what they would be, where it has none
    and its agents hold several chats. together: what the targets of a day or a month come to, where the
    row is as the forecast gives it. opening: of each five minutes the rate relative to the
    interval's mean, empty where they are alike.
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
    bot_minutes: float
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
    needs: tuple[RuleRequirement, ...]
    stationary: int | None
    by_method: int | None
    agents: int
    teams: tuple[StaffingOption, ...]
    late: tuple[float | None, ...]
    reported: InTime
    shrinkage: float
    min_agents: int = 0
    conversation: Conversation | None = None
    first_replies: FirstReplyEstimate | None = None
    transferred: float = 0.0
    returning: float = 0.0
    transferred_from: tuple[str, ...] = ()
    together: tuple[PeriodValue, ...] = ()
    deferred: DeferredFigures | None = None
    opening: tuple[float, ...] = ()


def staffed_plan(shop: ShopFolder, moment: datetime, first_day: date | None = None) -> Plan:
    """The plan that starts on ``first_day``, or else contains the moment, with its requirement.

    A plan without requirement.csv is staffed from its forecast.csv, in memory.
    Raises InputError when there is no such plan, when it has neither file, and for errors in them.
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
    earlier = store.before(plan.first_day) if defers(shop) else None
    table = requirement_table(shop, forecast, plan.first_day, plan.days, earlier=earlier)
    return replace(plan, requirement=table)


def requirement_as_forecast(shop: ShopFolder, plan: Plan, queue: Queue) -> pd.DataFrame | None:
    """The requirement that the plan's forecast gives as it is now, of this queue at least.

    None where it cannot be staffed, or not alone.
    """
    if plan.forecast is None or queue.deferred is not None:
        return None
    asked = shop
    if not has_transfers(shop):
        asked = replace(shop, settings=replace(shop.settings, queues=(queue,), shared=()))
    try:
        return requirement_table(asked, plan.forecast, plan.first_day, plan.days)
    except InputError:
        return None  # the settings ask for what this older forecast has not: the number stands without it


def explain_interval(
    shop: ShopFolder,
    plan: Plan,
    queue_id: str,
    moment: datetime,
    recomputed: Callable[[ShopFolder, Plan, Queue], pd.DataFrame | None] = requirement_as_forecast,
) -> StaffedInterval:
    """Explain the plan's requirement for the interval that contains ``moment``.

    plan: with its requirement. recomputed: :func:`requirement_as_forecast`, or what remembers its answers.
    Raises InputError for a moment outside the plan and its tail, and for an interval without a row in the
    requirement.
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
    arrivals, transferred, returning = _customers(shop, plan, queue, start)
    model = replace(service_model(queue), mean_seconds=aht)
    targets = service_targets(queue.targets)
    counting = tuple(
        each.hours is None or bool(touching(intervals, each.hours)[here][0]) for each in queue.targets
    )
    least = int(min_agents_at(queue, np.array([start], dtype="datetime64[us]"), settings.interval_minutes)[0])
    rules = StaffingRules(targets_of_one_interval(queue.targets), counting, queue.max_occupancy, least)
    deferred = _deferred(shop, plan, queue, start)
    found = requirements_by_rule(model, arrivals / lasting, rules) if deferred is None else ()
    stationary = combined_requirement(found)
    column = staffed_column(settings, queue)
    around = range(max(agents - 1, 0), agents + 2) if deferred is None else range(0)
    computed = _row_of(recomputed(shop, plan, queue), queue, start)
    own = computed is None or _same_numbers(row, computed, queue)
    return StaffedInterval(
        queue=queue.id,
        first_day=plan.first_day,
        start=start,
        end=start + length,
        lasting=lasting,
        plan_for=plan_for_of(settings, queue),
        staffing_method=settings.staffing_method,
        column=column,
        hourly=_hourly(plan, queue, column, start),
        inquiries=inquiries,
        bot_share=_bot_share(shop, queue, start),
        bot_minutes=queue.bot_minutes,
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
        by_method=stationary
        if agents == stationary
        else None
        if computed is None
        else int(computed["agents"]),
        agents=agents,
        teams=staffing_options(model, arrivals / lasting, targets, found, around),
        late=tuple(_late(row, number - agents) if own else None for number in around),
        reported=reported(queue),
        shrinkage=settings.shrinkage,
        min_agents=least,
        conversation=queue.conversation,
        first_replies=_first_replies(queue, model, arrivals / lasting, agents),
        transferred=transferred,
        returning=returning,
        transferred_from=_sources(shop, queue) if transferred else (),
        together=_together(shop, plan, queue, start) if own else (),
        deferred=deferred,
        opening=_opening(shop, plan, queue, start),
    )


def _deferred(shop: ShopFolder, plan: Plan, queue: Queue, start: datetime) -> DeferredFigures | None:
    table = plan.requirement
    assert table is not None
    if queue.deferred is None:
        return None
    rows, course = deferred_course(shop, queue, table, table["agents"].to_numpy(dtype=np.float64))
    here = (table.loc[rows, "timestamp"] == start).to_numpy()
    left, done = course.backlog[here][0], course.done[here][0]
    before = np.concatenate([[0.0], course.backlog])[:-1][here][0]
    return DeferredFigures(
        deferral=queue.deferred,
        waiting=float(before),
        arrived=float(left + done - before),
        able=float(course.able[here][0]),
        left=float(left),
        due=float(course.due[here][0]),
        late=float(course.late[here][0]),
    )


def _first_replies(
    queue: Queue, model: ServiceModel, per_hour: float, agents: int
) -> FirstReplyEstimate | None:
    """None where the number of agents does not say how far first replies lag behind."""
    promised = bool(queue.targets) and agents > 0 and per_hour > 0
    if queue.conversation is not None or queue.concurrency == 1 or not promised:
        return None
    return estimated_first_replies(model, per_hour, agents, reported(queue).within_seconds)


def _row(plan: Plan, queue: Queue, start: datetime) -> pd.Series:
    if not plan.start <= start < plan.tail_end:
        span = {"first": f"{plan.start:%Y-%m-%dT%H:%M}", "end": f"{plan.tail_end:%Y-%m-%dT%H:%M}"}
        raise InputError(
            [Finding("error", "explain_outside", "--explain", value=f"{start:%Y-%m-%dT%H:%M}", details=span)]
        )
    assert plan.requirement is not None
    rows = _of(plan.requirement, queue, start)
    if rows.empty:
        details = {
            "queue": queue.id,
            "open": spells_term(queue.open.on(start.date())),
            "first": plan.first_day.isoformat(),
        }
        file = f"plans/{plan.first_day}/requirement.csv"
        value = f"{start:%Y-%m-%dT%H:%M}"
        raise InputError([Finding("error", "explain_not_sized", file, value=value, details=details)])
    return rows.iloc[0]


def _customers(shop: ShopFolder, plan: Plan, queue: Queue, start: datetime) -> tuple[float, float, float]:
    """Customers who reach the agents in the interval; those of them from other queues, and who come back."""
    table = plan.requirement
    assert table is not None
    here = ((table["queue"] == queue.id) & (table["timestamp"] == start)).to_numpy()
    customers, joining = customers_of_requirement(shop, table), transferred_of_requirement(shop, table)
    rows, demand = requirement_demand(shop, queue, table)
    agents = table["agents"].to_numpy(dtype=np.float64)[rows]
    everybody = with_returns(queue, demand, agents, time_varying=uses_time_varying(shop.settings))
    back = (everybody.arrivals_per_hour - demand.arrivals_per_hour)[0] * demand.hours
    returning = float(back[here[rows]][0])
    return float(customers[here][0]) + returning, float(joining[here][0]), returning


def _opening(shop: ShopFolder, plan: Plan, queue: Queue, start: datetime) -> tuple[float, ...]:
    """By five minutes the rate at which customers reach the agents, relative to its mean; empty = evenly."""
    table = plan.requirement
    assert table is not None
    rows, demand = requirement_demand(shop, queue, table)
    (place,) = np.flatnonzero(table.loc[rows, "timestamp"] == start)
    return demand.profiles.get(int(place), ())


def _bot_share(shop: ShopFolder, queue: Queue, start: datetime) -> float:
    """The chatbot's share of the interval's inquiries."""
    moment = np.array(pd.Timestamp(start).to_datetime64())
    return float(bot_shares(queue, shop.events, moment, shop.settings.interval_minutes))


def _sources(shop: ShopFolder, queue: Queue) -> tuple[str, ...]:
    """Names of the queues whose chats go on in this one."""
    return tuple(each.name for each in shop.settings.queues if queue.id in dict(each.transfers))


def _of(table: pd.DataFrame, queue: Queue, start: datetime) -> pd.DataFrame:
    return table[(table["timestamp"] == start) & (table["queue"] == queue.id)]


def _late(row: pd.Series, more: int) -> float | None:
    """Late customers with one agent fewer (-1), the required number (0) or one more."""
    value = row.get(("late_minus_1", "late", "late_plus_1")[more + 1])
    return None if value is None or pd.isna(value) else float(value)


def _hourly(plan: Plan, queue: Queue, column: str, start: datetime) -> float | None:
    """The forecast of the hour, where there is one."""
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


def _row_of(table: pd.DataFrame | None, queue: Queue, start: datetime) -> pd.Series | None:
    rows = None if table is None else _of(table, queue, start)
    return None if rows is None or rows.empty else rows.iloc[0]


def _together(shop: ShopFolder, plan: Plan, queue: Queue, start: datetime) -> tuple[PeriodValue, ...]:
    """What the targets of a day or a month come to by the plan's forecast, where it can be staffed."""
    if plan.forecast is None or all(target.floor is None for target in queue.targets):
        return ()
    settings = shop.settings
    intervals = planning_intervals(settings.timezone, settings.interval_minutes, plan.first_day, plan.days)
    file = f"plans/{plan.first_day}/forecast.csv"
    try:
        joining = transferred_in_forecast(shop, plan.forecast, intervals, file).get(queue.id, 0.0)
        asked = forecast_demand(shop, queue, plan.forecast, intervals, file, joining)
        return period_values(queue, staffed_queue(shop, queue, asked), start)
    except InputError:
        return ()


def _same_numbers(row: pd.Series, computed: pd.Series, queue: Queue) -> bool:
    """Whether a written row has the agents, inquiries and handling time of its late columns."""

    def numbers(of: pd.Series) -> list[float]:
        aht = float(of[AHT]) if AHT in of else float("nan")
        return [of["agents"], of["inquiries"], queue.aht_seconds if pd.isna(aht) else aht]

    return bool(np.allclose(numbers(row), numbers(computed), rtol=1e-6, atol=1e-3))
