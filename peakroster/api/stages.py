"""The stages of a plan as functions: forecast, staffing, roster, audit, simulation, what-if."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import get_args

import pandas as pd

from peakroster.api.own_rules import OwnRule, broken_own_rules, with_own_rules
from peakroster.api.results import Audit, Forecast, Roster, Simulation, Staffing, WhatIf
from peakroster.auditing import describe
from peakroster.desk.roster import Desk
from peakroster.desk.what_if import what_if as desk_what_if
from peakroster.explanations.search_words import failure_line
from peakroster.messages import Translator
from peakroster.pipeline.stages import (
    ProgressObserver,
    audit_and_explain,
    raise_collisions,
    search_roster,
    with_roster,
)
from peakroster.planning.forecast.as_of import check_as_of
from peakroster.planning.forecast.forecasting import make_forecast
from peakroster.planning.staffing.deferred import defers
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.plans.bounds import check_days
from peakroster.plans.store import LONGEST_PLAN, PlanStore
from peakroster.plans.tables import empty_table
from peakroster.shop.folder import read_shop as read_shop_folder
from peakroster.shop.model import ShopFolder
from peakroster.simulation.demand import DemandName, simulated_demands
from peakroster.simulation.late_share import late_shares
from peakroster.simulation.replications import run_replications
from peakroster.simulation.report import interval_statistics, interval_table, report_content
from peakroster.simulation.simulation_input import simulation_input_of
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.shop import Shop
from scheduler.roster.problem.solution import Engine, Limits, Progress

_TAIL_HOURS = 12


def read_shop(folder: str | Path, *, history_required: bool = True) -> ShopFolder:
    """Read and validate a shop folder.

    Parameters
    ----------
    folder
        The folder with shop.toml and its tables.
    history_required
        Whether a missing or empty history is an error.

    Returns
    -------
    ShopFolder
        The shop as its folder states it; ``warnings`` holds what is odd in it.

    Raises
    ------
    InputError
        With every error of every file as ``findings``.
    """
    return read_shop_folder(Path(folder), history_required=history_required)


def forecast(
    shop: Shop,
    first_day: str | date,
    days: int = 7,
    *,
    seed: int = 1,
    as_of: str | datetime | None = None,
) -> Forecast:
    """Forecast the inquiries of every hour, promotions included.

    Parameters
    ----------
    shop
        With its history and events.
    first_day, days
        The days of the plan, 1 to 42; the forecast runs on to 12:00 of the day after.
    seed
        Of the sampled paths that quantiles of overlapping promotions come from.
    as_of
        The moment of which the forecast is; hours before it hold what came. None: the midnight before.

    Raises
    ------
    InputError
        If the history of a queue is too short, for all such queues at once; if ``as_of`` lies before the
        history or after the plan.
    ValueError
        If a date, a length or a moment is none.
    """
    first, moment = _date(first_day), _moment(as_of)
    if not isinstance(days, int) or not 1 <= days <= LONGEST_PLAN.days:
        raise ValueError(f"days must be 1 to {LONGEST_PLAN.days}, not {days}")
    check_days(first, days, place="first_day")
    _require_seed(seed)
    if moment is not None:
        if moment.tzinfo is not None:
            raise ValueError("as_of is a moment in the shop's own time zone: leave the offset out")
        check_as_of(shop, first, days, moment)
    stage = make_forecast(shop, first, days, seed, as_of=moment)
    return Forecast(Plan(first, days, forecast=stage.table), stage.notes, seed, moment)


def staffing(shop: Shop, forecast: Forecast | pd.DataFrame) -> Staffing:
    """Find the agents needed in every interval to keep the promise.

    Parameters
    ----------
    shop
        With its queues and their targets.
    forecast
        A forecast, or a table of one's own: ``timestamp`` (every hour of whole days and of the 12 hours
        after them), ``queue``, ``mean`` and the quantiles that ``plan_for`` names, inquiries an hour.

    Raises
    ------
    InputError
        If an hour or a column is missing, or no number of agents meets a target.
    """
    plan = forecast.plan if isinstance(forecast, Forecast) else _plan_of(shop, forecast)
    assert plan.forecast is not None
    earlier = _earlier(shop, plan.first_day) if defers(shop) else None
    table = requirement_table(shop, plan.forecast, plan.first_day, plan.days, earlier=earlier)
    return Staffing(Plan(plan.first_day, plan.days, forecast=plan.forecast, requirement=table))


def roster(
    shop: Shop,
    staffing: Staffing,
    *,
    time_limit: float = 60.0,
    seed: int = 1,
    engine: Engine = "auto",
    rules: Sequence[OwnRule] = (),
    earlier: EarlierWork | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Roster:
    """Search for the best roster that keeps every hard rule.

    Parameters
    ----------
    shop
        With its agents, shifts, rules, requests and locks.
    staffing
        What :func:`staffing` found.
    time_limit
        Seconds. The search ends by work that fits well into them on a machine that is not overloaded, so
        that the same input gives the same roster; where the clock ends it, another run may find another.
    seed, engine
        As of the command ``roster``.
    rules
        Hard rules of one's own, see :class:`peakroster.api.own_rules.OwnLimit`.
    earlier
        What was worked before the plan; None: what the plans in the shop's folder say.
    on_progress
        Called with objective, bound and seconds at each improvement.

    Warns
    -----
    RuntimeWarning
        If the search's process was ended, as where the system ran out of memory: the roster is then the best
        until there, ``summary["stopped_by"]`` is ``crash``.

    Raises
    ------
    CollisionError
        If hard rules, locks and leave cannot hold together.
    NothingFoundError
        If the time was over before the first roster was found.
    SearchFailedError
        If the search's process was ended before the first roster was found.
    """
    if not isinstance(staffing, Staffing):
        raise TypeError(f"roster needs what staffing() gives, not a {type(staffing).__name__}")
    if engine not in get_args(Engine):
        raise ValueError(f"engine must be one of {', '.join(get_args(Engine))}, not {engine!r}")
    if not 0 < float(time_limit) < math.inf:
        raise ValueError(f"time_limit must be a number of seconds above 0, not {time_limit!r}")
    _require_seed(seed)
    plan = staffing.plan
    assert plan.requirement is not None
    worked = _earlier(shop, plan.first_day) if earlier is None else earlier
    raise_collisions(shop, plan.first_day, plan.days, worked)
    plan, problem, solution = search_roster(
        shop,
        plan,
        worked,
        Limits.within(time_limit, seed, engine),
        ProgressObserver(progress=on_progress),
        with_rules=lambda problem: with_own_rules(problem, shop, plan, rules),
    )
    if solution.failure:
        warnings.warn(failure_line(solution.failure, Translator("en")), RuntimeWarning, stacklevel=2)
    return Roster(with_roster(shop, plan, problem, solution, dict(solution.seconds)), worked)


def audit(shop: Shop, roster: Roster, *, rules: Sequence[OwnRule] = (), language: str = "en") -> Audit:
    """Recompute every rule and figure of a plan with code that shares nothing with the solver.

    Parameters
    ----------
    shop, roster
        The plan and the shop that it was made for.
    rules
        Rules of one's own that are counted again, too.
    language
        Of the messages, ``en`` or ``zh``.
    """
    outcome = audit_and_explain(shop, roster.plan, roster.earlier)
    names, translate = shop.agent_names, Translator(language)
    rows = [
        (v.code, v.agent, v.day, v.expected, v.found, describe(v, translate, names))
        for v in outcome.violations
    ]
    for name, agent, limit, found in broken_own_rules(shop, roster.plan, roster.earlier, rules):
        expected = limit.least if found < limit.least else limit.most
        words = f"{agent.id}, {limit.first} – {limit.last}: {found:g} {limit.measure} ({name})"
        rows.append((name, agent.id, limit.first, expected, found, words))
    table = pd.DataFrame(rows, columns=["code", "agent_id", "date", "expected", "found", "message"])
    return Audit(outcome.violations, table, tuple(outcome.shortages))


def simulate(
    shop: ShopFolder,
    roster: Roster,
    *,
    replications: int = 200,
    seed: int = 1,
    demand: DemandName = "forecast",
) -> Simulation:
    """Play a roster against sampled customers, one by one.

    Parameters
    ----------
    shop, roster
        The plan and the shop that it was made for.
    replications
        How often the days are played.
    demand
        ``forecast``: volumes drawn from the forecast's distribution; ``planned``: those staffed for.
    """
    if demand not in get_args(DemandName):
        raise ValueError(f"demand must be one of {', '.join(get_args(DemandName))}, not {demand!r}")
    if replications < 1:
        raise ValueError(f"replications must be at least 1, not {replications}")
    _require_seed(seed)
    assert roster.plan.requirement is not None
    inputs = simulation_input_of(shop, roster.plan, roster.earlier, roster.plan.requirement)
    inputs = replace(inputs, forecast=roster.plan.forecast)
    expected = simulated_demands(inputs, demand, replications, seed)
    result = run_replications(inputs, expected, seed)
    by_interval = interval_statistics(result)
    content = report_content(result, by_interval, demand, seed, late_shares(result, demand, seed))
    return Simulation(interval_table(inputs, by_interval), content)


def what_if(
    shop: ShopFolder, roster: Roster, *, traffic: float = 1.0, absent: Collection[str] = ()
) -> WhatIf:
    """See what a roster makes of more traffic, or of people who stay away; nobody is moved.

    Parameters
    ----------
    shop, roster
        The plan and the shop that it was made for.
    traffic
        Inquiries as a multiple of the forecast.
    absent
        Ids of agents who do not come.
    """
    if not traffic >= 0:
        raise ValueError(f"traffic must be a number of at least 0, not {traffic!r}")
    unknown = set(absent) - {agent.id for agent in shop.agents}
    if unknown:
        raise ValueError(f"no agent is called {', '.join(sorted(unknown))}")
    found = desk_what_if(Desk(shop, roster.plan, roster.earlier), traffic, absent)
    return WhatIf(found.plan, found.traffic, found.absent)


def _earlier(shop: Shop, first_day: date) -> EarlierWork:
    if isinstance(shop, ShopFolder):
        return PlanStore(shop.folder).before(first_day, shop.settings.fairness.window_weeks)
    return EarlierWork(empty_table("roster"), empty_table("activities"), covers_day_before=False)


def _plan_of(shop: Shop, table: pd.DataFrame) -> Plan:
    """The days of a table of one's own: whole days from its first midnight on, and 12 hours after them."""
    if not isinstance(table, pd.DataFrame):
        raise TypeError(f"a forecast is what forecast() gives, or a data frame, not a {type(table).__name__}")
    absent = [name for name in ("timestamp", "queue", "mean") if name not in table.columns]
    if absent:
        raise ValueError(f"the table of a forecast has no column {', '.join(absent)}")
    times = pd.to_datetime(table["timestamp"])
    table = table.assign(timestamp=times, queue=table["queue"].astype("str"))
    _check_rows(shop, table)
    first, end = times.min(), times.max() + pd.Timedelta(hours=1 + _TAIL_HOURS)
    days = (end - first).days - 1
    whole = first == first.normalize() and end == end.normalize()
    if not whole or not 1 <= days <= LONGEST_PLAN.days:
        raise ValueError(
            "a forecast of one's own begins at midnight, lasts 1 to 42 whole days and ends 12 hours "
            f"after them; this one lasts from {first} to {times.max()}"
        )
    return Plan(first.date(), days, forecast=table)


def _check_rows(shop: Shop, table: pd.DataFrame) -> None:
    """Refuse rows that would be dropped or misread, naming the first of them."""
    times, queues = table["timestamp"], table["queue"]
    numbers = table.drop(columns=["timestamp", "queue"]).apply(pd.to_numeric, errors="coerce")
    refusals = {
        "no queue is called so": ~queues.isin(shop.queue_ids),
        "not on the hour": times != times.dt.floor("h"),
        "told twice": table.duplicated(["timestamp", "queue"]),
        "mean is no number of at least 0": ~(numbers["mean"] >= 0),
    }
    if table.empty or times.dt.tz is not None:
        raise ValueError("the table of a forecast needs rows, in the shop's own time zone without an offset")
    for told, wrong in refusals.items():
        if wrong.any():
            row = table[wrong].iloc[0]
            raise ValueError(f"row {table.index[wrong][0]} ({row['timestamp']}, {row['queue']}): {told}")


def _date(day: str | date) -> date:
    if not isinstance(day, str):
        return day.date() if isinstance(day, datetime) else day
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise ValueError(f"first_day is a date such as 2026-11-09, not {day!r}") from None


def _moment(as_of: str | datetime | None) -> datetime | None:
    if not isinstance(as_of, str):
        return as_of
    try:
        return datetime.fromisoformat(as_of)
    except ValueError:
        raise ValueError(f"as_of is a moment such as 2026-11-11T04:00, not {as_of!r}") from None


def _require_seed(seed: int) -> None:
    if not isinstance(seed, int) or not 0 <= seed < 2**31:
        raise ValueError(f"seed must be a whole number from 0 on, not {seed!r}")
