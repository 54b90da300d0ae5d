"""Why a team that shares queues needs its agents in an interval: what each queue gets from more or fewer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

import numpy as np
import pandas as pd

from peakroster.explanations.interval_figures import (
    count_figure,
    distinguishable,
    level_text,
    target_text,
    text,
)
from peakroster.messages import Term, Translator
from peakroster.planning.staffing.demand import counting_at
from peakroster.planning.staffing.intervals import planning_intervals
from peakroster.planning.staffing.least_agents import min_agents_at
from peakroster.planning.staffing.method import uses_time_varying
from peakroster.planning.staffing.queue_model import reported
from peakroster.planning.staffing.rostered_queues import queues_of
from peakroster.planning.staffing.team_requirement import team_demand
from peakroster.shop.settings.opening import spells_term
from peakroster.tables.findings import Finding, InputError
from peakroster.wording import full_weekday_name, listed
from scheduler.domain.plan import Plan
from scheduler.domain.queues import Queue, Target
from scheduler.domain.shop import Shop
from scheduler.queueing import InTime
from scheduler.queueing.priority import pooled_model, shared_performance
from scheduler.staffing.time_varying.interval_search import reserve_of


@dataclass(frozen=True)
class TeamLevel:
    """What a queue gets from a team of so many agents. broken: places of the targets that are not kept."""

    agents: int
    service_level: float
    average_wait: float
    broken: tuple[int, ...]


@dataclass(frozen=True)
class TeamShare:
    """One queue in the interval. customers: who reach agents. targets: that count now. levels: of each team.

    late: customers of this queue who are late, by requirement.csv, with its number of agents.
    """

    queue: str
    customers: float
    aht_seconds: float
    reported: InTime
    targets: tuple[Target, ...]
    levels: tuple[TeamLevel, ...]
    late: float | None


@dataclass(frozen=True)
class TeamInterval:
    """A team in one interval, in its steady state. agents: of requirement.csv. load: agents always busy.

    queues: in order of priority. reserve: share of what a target allows that is not used up. min_agents,
    max_occupancy: the largest and the lowest of the queues that are open.
    """

    team: str
    first_day: datetime
    start: datetime
    end: datetime
    agents: int
    load: float
    queues: tuple[TeamShare, ...]
    min_agents: int
    max_occupancy: float | None
    reserve: float
    shrinkage: float


def explain_team(shop: Shop, plan: Plan, team_id: str, moment: datetime) -> TeamInterval:
    """Explain the plan's requirement for the team's interval that contains ``moment``.

    plan: with its requirement. Raises InputError for an interval without a row in it.
    """
    settings, table = shop.settings, plan.requirement
    assert table is not None
    (team,) = (each for each in settings.shared if each.id == team_id)
    length = timedelta(minutes=settings.interval_minutes)
    midnight = datetime.combine(moment.date(), time())
    start = midnight + (moment - midnight) // length * length
    rows = table[(table["queue"] == team_id) & (table["timestamp"] == start)]
    demand = team_demand(shop, team, table)
    place = int(np.searchsorted(demand.starts, np.datetime64(start, "us")))
    if rows.empty or place >= len(demand.starts) or demand.starts[place] != np.datetime64(start, "us"):
        raise InputError([_not_sized(shop, plan, team_id, start)])
    agents, lasting = int(rows["agents"].iloc[0]), float(demand.hours[place])
    queues, models, rates = queues_of(settings, team), [], []
    for each in demand.queues:
        models.append(replace(each.model, mean_seconds=float(each.mean_seconds[place])))
        rates.append(float(np.atleast_2d(each.arrivals_per_hour)[0, place]))
    pool = pooled_model(models, rates)
    numbers = range(max(agents - 1, 0), agents + 2)
    reserve = reserve_of(1) if uses_time_varying(settings) else 0.0
    intervals = planning_intervals(settings.timezone, settings.interval_minutes, start.date(), 1)
    counting = [
        tuple(
            target
            for target in queue.targets
            if bool(counting_at(target, intervals, np.array([start], dtype="datetime64[us]"))[0])
        )
        for queue in queues
    ]
    asked = [
        (reported(queue).within_seconds, *(target.within_seconds for target in targets))
        for queue, targets in zip(queues, counting, strict=True)
    ]
    found = {number: shared_performance(models, rates, number, asked) for number in numbers}
    shares = []
    for row, queue in enumerate(queues):
        own = table[(table["queue"] == queue.id) & (table["timestamp"] == start)]
        if own.empty:
            continue  # closed
        levels = []
        for number in numbers:
            got = found[number][row]
            kept_back = [
                _broken(target, got.service_levels[1 + at], got.average_wait, reserve)
                for at, target in enumerate(counting[row])
            ]
            levels.append(
                TeamLevel(
                    number,
                    got.service_levels[0],
                    got.average_wait,
                    tuple(at for at, broken in enumerate(kept_back) if broken and rates[row] > 0),
                )
            )
        late = own["late"].iloc[0] if "late" in own else None
        shares.append(
            TeamShare(
                queue.id,
                rates[row] * lasting,
                models[row].mean_seconds,
                reported(queue),
                counting[row],
                tuple(levels),
                None if late is None or pd.isna(late) else float(late),
            )
        )
    there = [queue for queue in queues if any(share.queue == queue.id for share in shares)]
    caps = [queue.max_occupancy for queue in queues if queue.max_occupancy is not None]
    return TeamInterval(
        team=team_id,
        first_day=plan.start,
        start=start,
        end=start + length,
        agents=agents,
        load=sum(rates) / 3600 * pool.mean_seconds / pool.speeds[-1],
        queues=tuple(shares),
        min_agents=max((_least(shop, queue, start) for queue in there), default=0),
        max_occupancy=min(caps, default=None),
        reserve=reserve,
        shrinkage=settings.shrinkage,
    )


def refuse_shared_queue(shop: Shop, queue: str, moment: datetime) -> None:
    """Raise InputError for a queue that a team serves: nobody is needed for it alone."""
    for team in shop.settings.shared:
        if queue in team.queues:
            details = {"team": team.id, "moment": f"{moment:%Y-%m-%dT%H:%M}"}
            raise InputError(
                [Finding("error", "explain_shared_queue", "--explain", value=queue, details=details)]
            )


def headline(interval: TeamInterval, names: Mapping[str, str], translate: Translator) -> str:
    """Team, interval and number. names: id → name of teams and queues."""
    return text(
        translate,
        "headline",
        queue=names[interval.team],
        day=f"{interval.start:%Y-%m-%d}",
        weekday=full_weekday_name(interval.start, translate),
        time=f"{interval.start:%H:%M}",
        end=f"{interval.end:%H:%M}",
        agents=interval.agents,
    )


def levels_table(
    interval: TeamInterval, names: Mapping[str, str], translate: Translator
) -> tuple[list[str], list[list[str]]]:
    """Heads and rows: what each queue gets with one agent fewer, the number itself, one more."""
    heads = [text(translate, "column_team")]
    numbers = [level.agents for level in interval.queues[0].levels] if interval.queues else []
    for number in numbers:
        key = "column_needed" if number == interval.agents else "column_with"
        heads.append(text(translate, key, agents=number))
    rows = []
    for share in interval.queues:
        name = names[share.queue]
        bounds = [100 * target.share for target in share.targets if target.share]
        levels = [f"{distinguishable(100 * level.service_level, bounds, 1)}%" for level in share.levels]
        rows.append([f"{name}: {level_text(share.reported, translate)}", *levels])
        waits = [_wait(level.average_wait, translate) for level in share.levels]
        rows.append([f"{name}: {text(translate, 'row_wait')}", *waits])
    return heads, rows


def sentences(interval: TeamInterval, names: Mapping[str, str], translate: Translator) -> list[str]:
    """Whom the team serves in which order, what decides its number, who is late, how many are rostered."""
    found = [
        text(
            translate,
            "team_order",
            queues=listed((names[share.queue] for share in interval.queues), translate),
            customers="; ".join(
                f"{names[share.queue]} {count_figure(share.customers)}" for share in interval.queues
            ),
            load=f"{interval.load:,.2f}",
        )
    ]
    broken = [
        f"{names[share.queue]}: {target_text(share.targets[place], translate)}"
        for share in interval.queues
        for level in share.levels
        if level.agents == interval.agents - 1
        for place in level.broken
    ]
    if broken:
        rules = text(translate, "list_separator").join(broken)
        found.append(text(translate, "team_decides", agents=interval.agents - 1, rules=rules))
    elif interval.agents and interval.agents == interval.min_agents:
        found.append(text(translate, "team_least", agents=interval.agents))
    elif interval.max_occupancy is not None and interval.agents:
        share = f"{100 * interval.max_occupancy:.4g}"
        found.append(text(translate, "team_occupancy", agents=interval.agents - 1, share=share))
    missed = [
        f"{names[share.queue]}: {target_text(share.targets[place], translate)}"
        for share in interval.queues
        for level in share.levels
        if level.agents == interval.agents
        for place in level.broken
    ]
    if missed:
        rules = text(translate, "list_separator").join(missed)
        found.append(text(translate, "team_misses", agents=interval.agents, rules=rules))
    if interval.reserve:
        found.append(text(translate, "team_reserve", share=f"{100 * interval.reserve:g}"))
    late = [share for share in interval.queues if share.late is not None]
    if late:
        counted = "; ".join(f"{names[share.queue]} {share.late:,.1f}" for share in late)
        found.append(text(translate, "team_late", late=counted))
    if interval.agents and interval.agents <= interval.min_agents:
        found.append(text(translate, "rostered_least", agents=interval.agents))
    elif interval.shrinkage:
        required = f"{interval.agents / (1 - interval.shrinkage):,.1f}"
        share_lost = f"{100 * interval.shrinkage:.4g}"
        found.append(text(translate, "rostered", share=share_lost, agents=interval.agents, required=required))
    return found


def as_json(interval: TeamInterval, names: Mapping[str, str], translate: Translator) -> dict[str, Any]:
    """The explanation as JSON data together with its words; an infinite wait becomes null."""
    heads, rows = levels_table(interval, names, translate)
    return {
        **asdict(interval),
        "headline": headline(interval, names, translate),
        "table": {"heads": heads, "rows": rows},
        "summary": sentences(interval, names, translate),
    }


def _least(shop: Shop, queue: Queue, start: datetime) -> int:
    at = np.array([start], dtype="datetime64[us]")
    return int(min_agents_at(queue, at, shop.settings.interval_minutes)[0])


def _broken(target: Target, level: float, wait: float, reserve: float) -> bool:
    if target.share is None:
        return wait > (1 - reserve) * target.within_seconds
    return 1 - level > (1 - reserve) * (1 - target.share) + 1e-12


def _wait(seconds: float, translate: Translator) -> str:
    if np.isinf(seconds):
        return text(translate, "unbounded")
    return text(translate, "seconds", seconds=f"{seconds:,.1f}")


def _not_sized(shop: Shop, plan: Plan, team: str, start: datetime) -> Finding:
    queues: list[Queue] = [queue for queue in shop.settings.queues if queue.id in shop.queues_behind(team)]
    hours = Term.listed(spells_term(queue.open.on(start.date())) for queue in queues)
    details = {"queue": team, "open": hours, "first": plan.first_day.isoformat()}
    file = f"plans/{plan.first_day}/requirement.csv"
    return Finding("error", "explain_not_sized", file, value=f"{start:%Y-%m-%dT%H:%M}", details=details)
