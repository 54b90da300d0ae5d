"""The neutral table: one row per agent and date; every other format is made from it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from peakroster.messages import Translator
from peakroster.plans.activities import with_shifts
from peakroster.shop.leave_words import words_by_cell
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.agents import Agent
from scheduler.domain.plan import Plan
from scheduler.domain.shifts import OFF

MEAL = "meal"
BREAK = "break"
RESERVE = "reserve"
STANDBY = "standby"
REST_NAME = "休息"
NEUTRAL_PLATFORM = "neutral"
NEUTRAL_COLUMNS = (
    "employee_id",
    "employee_name",
    "work_date",
    "shift_code",
    "shift_name",
    "start_at",
    "end_at",
    "cross_midnight",
    "is_rest",
    "paid_minutes",
    "break_start",
    "break_end",
    "queue",
    "status",
    "version",
    "short_breaks",
    "leave",
)


def plan_file(plan: Plan, name: str) -> str:
    """The name of a plan's file in findings: ``plans/2026-11-09/roster.csv``."""
    return f"plans/{plan.first_day.isoformat()}/{name}"


def checked_roster(plan: Plan) -> pd.DataFrame:
    """The plan's roster with rows numbered from 0, after checks.

    Raises InputError when there is none, when somebody has two shifts that start on one date, or when
    a shift starts outside the plan: such a roster cannot be a table of one row for each person and date.
    """
    if plan.roster is None:
        where = f"plans/{plan.first_day.isoformat()}"
        raise InputError([Finding("error", "plan_without_roster", where)])
    roster = plan.roster.reset_index(drop=True)
    outside = ~roster["date"].isin(plan.dates)
    wrong = {
        "roster_outside_plan": roster[outside],
        "roster_two_shifts": roster[roster.duplicated(["agent_id", "date"]) & ~outside],
    }
    findings = [
        Finding(
            "error",
            code,
            plan_file(plan, "roster.csv"),
            row=position + 2,
            column="date",
            value=day.isoformat(),
            details={"agent": agent},
        )
        for code, rows in wrong.items()
        for position, agent, day in zip(rows.index, rows["agent_id"], rows["date"], strict=True)
    ]
    if findings:
        raise InputError(findings)
    return roster


def staff_names(shop: ShopFolder, plan: Plan) -> dict[str, str]:
    """Id → name of the agents employed on a day of the plan, in the order of agents.csv.

    Somebody who left before the plan or joins after it is in no attendance group, and has no row unless
    the roster has a shift for them. Those who are only in the roster come last, named by their id.
    """
    working = dict.fromkeys(checked_roster(plan)["agent_id"])
    names = {
        agent.id: agent.name
        for agent in shop.agents
        if agent.id in working or _on_staff(agent, plan.first_day, plan.last_day)
    }
    return names | {agent_id: agent_id for agent_id in working if agent_id not in names}


def _on_staff(agent: Agent, first_day: date, last_day: date) -> bool:
    return (agent.first_day or first_day) <= last_day and (agent.last_day or last_day) >= first_day


def neutral_table(shop: ShopFolder, plan: Plan, *, version: int = 1) -> pd.DataFrame:
    """The neutral table: columns ``NEUTRAL_COLUMNS``, one row per agent and date, days off included.

    ``start_at``, ``end_at``, ``break_start``, ``break_end`` are ISO 8601 with the offset of the shop's
    time zone at that moment; ``work_date`` is the date the shift starts on; all of them text, empty on
    rest days. ``paid_minutes`` is int, as the plan counts it: by the clock on the wall, also in a night
    in which clocks change. ``cross_midnight``: the end lies on a later date (24:00 is 00:00 of the next).
    ``break_start`` and ``break_end`` are the meal; ``short_breaks`` lists the paid breaks beside it, each
    ``start/end`` (ISO 8601). ``queue`` lists the queues and teams served, the one served longest first.
    ``shift_code`` is the id that mapping.csv gives for the platform ``neutral``, else the shift's name;
    ``off`` on rest days. ``leave``: which leave, and of what part of the day, in Chinese; a day of leave
    without a shift is a rest day.

    Raises InputError for a plan without a roster, or a roster with two shifts of one person on one date.
    """
    roster = checked_roster(plan)
    names = staff_names(shop, plan)
    days = list(plan.dates)
    every = pd.DataFrame(
        {
            "employee_id": np.repeat(np.array(list(names), dtype=object), len(days)),
            "employee_name": np.repeat(np.array(list(names.values()), dtype=object), len(days)),
            "date": np.array(days * len(names), dtype=object),
        }
    )
    table = every.merge(
        _worked(shop, plan, roster), how="left", on=["employee_id", "date"], validate="one_to_one"
    )
    table["work_date"] = [day.isoformat() for day in table["date"]]
    table["is_rest"] = table["shift_name"].isna()
    table["cross_midnight"] = table["cross_midnight"].eq(True)
    table["paid_minutes"] = table["paid_minutes"].fillna(0).astype(np.int64)
    empty = dict.fromkeys(("start_at", "end_at", "break_start", "break_end", "queue", "short_breaks"), "")
    for column, word in {"shift_code": OFF, "shift_name": REST_NAME, **empty}.items():
        table[column] = table[column].astype(object).fillna(word)
    away = words_by_cell(shop, Translator("zh"))
    table["leave"] = [away.get(cell, "") for cell in zip(table["employee_id"], table["date"], strict=True)]
    table["status"] = "published"
    table["version"] = version
    text = ("employee_id", "employee_name", "shift_code", "shift_name", "queue", "short_breaks", "leave")
    return table.astype(dict.fromkeys(text, "str"))[list(NEUTRAL_COLUMNS)]


def _worked(shop: ShopFolder, plan: Plan, roster: pd.DataFrame) -> pd.DataFrame:
    """One row per shift of the roster, with columns of the neutral table."""
    codes = {
        row.local_id: row.platform_id
        for row in shop.mapping
        if row.kind == "shift" and row.platform.casefold() == NEUTRAL_PLATFORM
    }
    zone = shop.settings.timezone
    meals, breaks, queues = _activities(shop, plan, roster)
    return pd.DataFrame(
        {
            "employee_id": roster["agent_id"].astype(object),
            "date": roster["date"].astype(object),
            "shift_code": [codes.get(name, name) for name in roster["shift"]],
            "shift_name": roster["shift"].astype(object),
            "start_at": _iso(zoned_starts(roster["start"], zone)),
            "end_at": _iso(zoned_ends(roster["end"], zone)),
            "cross_midnight": roster["end"].dt.normalize() > roster["start"].dt.normalize(),
            "paid_minutes": (roster["paid_hours"] * 60).round().astype(np.int64),
            "break_start": _iso(zoned_starts(meals["start"], zone)),
            "break_end": _iso(zoned_ends(meals["end"], zone)),
            "queue": queues,
            "short_breaks": breaks,
        }
    )


def _activities(
    shop: ShopFolder, plan: Plan, roster: pd.DataFrame
) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """For each row of the roster its meal (``start``, ``end``; NaT = none), breaks and queues."""
    meals = pd.DataFrame({"start": pd.NaT, "end": pd.NaT}, index=roster.index, dtype="datetime64[us]")
    breaks, queues = (pd.Series("", index=roster.index, dtype=object) for _ in range(2))
    if plan.activities is None:
        return meals, breaks, queues
    done = with_shifts(plan.activities, roster)

    eaten = done[done["activity"] == MEAL].drop_duplicates("shift").set_index("shift")
    for column in ("start", "end"):
        meals.loc[eaten.index, column] = eaten[column].astype("datetime64[us]")

    rests = done[done["activity"] == BREAK]
    zone = shop.settings.timezone
    starts, ends = _iso(zoned_starts(rests["start"], zone)), _iso(zoned_ends(rests["end"], zone))
    spans = pd.Series([f"{start}/{end}" for start, end in zip(starts, ends, strict=True)], index=rests.index)
    rested = spans.groupby(rests["shift"]).agg(";".join)
    breaks.loc[rested.index] = rested.astype(object)

    served = done[done["activity"].isin(shop.desk_names)]
    length = (served["end"] - served["start"]).groupby([served["shift"], served["activity"]]).sum()
    ranked = length.rename("length").reset_index()
    ranked["place"] = ranked["activity"].map({queue: n for n, queue in enumerate(shop.desk_names)})
    ranked = ranked.sort_values(["shift", "length", "place"], ascending=[True, False, True])
    listed = ranked.groupby("shift")["activity"].agg(";".join)
    queues.loc[listed.index] = listed.astype(object)
    return meals, breaks, queues


def zoned_starts(times: pd.Series, zone: str) -> pd.Series:
    """Localised start times: the first pass of a repeated hour, the hour after a skipped one.

    A plan's interval in the repeated hour stands for both passes, so what starts there starts early
    and what ends there (:func:`zoned_ends`) ends late.
    """
    return times.dt.tz_localize(zone, ambiguous=np.ones(len(times), bool), nonexistent="shift_forward")


def zoned_ends(times: pd.Series, zone: str) -> pd.Series:
    """Localised end times: the second pass of a repeated hour, the hour after a skipped one."""
    return times.dt.tz_localize(zone, ambiguous=np.zeros(len(times), bool), nonexistent="shift_forward")


def _iso(moments: pd.Series) -> list[str | None]:
    return [None if moment is pd.NaT else moment.isoformat() for moment in moments]
