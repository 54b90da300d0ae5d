"""People that a part of a plan needs, found in a moment: some queues, some days, without a roster.

What a page previews is computed here; what a plan holds is computed by the stage that writes requirement.csv.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from peakroster.desk.roster import Desk
from peakroster.planning.staffing.customers import has_transfers
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.planning.staffing.rostered_need import rostered_need
from scheduler.domain.plan import TAIL
from scheduler.domain.shop import AnyShop, Shop

MOST_EXACT_DAYS = 8
"""Days times queues that are followed through time within half a second; of more, each interval is alone."""


@dataclass(frozen=True)
class Sized:
    """People needed on the roster. table: ``timestamp``, ``queue`` (of a team that shares queues its id),
    ``inquiries``, ``people`` and ``hours`` (real length of the interval). exact: by the shop's own staffing
    method, else in the steady state of each interval."""

    table: pd.DataFrame
    exact: bool


def rostered_id(shop: Shop, queue: str) -> str:
    """The queue, or the team that shares it, for which people are rostered."""
    return next((team.id for team in shop.settings.shared if queue in team.queues), queue)


def queues_sized_with(shop: Shop, queues: Collection[str]) -> frozenset[str]:
    """The queues without which these cannot be sized.

    Those of the same team; all of them where chats go on in another queue, or work waits for room.
    """
    settings = shop.settings
    if has_transfers(shop) or any(one.deferred is not None for one in settings.queues if one.id in queues):
        return frozenset(shop.queue_ids)
    members = (set(team.queues) for team in settings.shared if set(queues) & set(team.queues))
    return frozenset(queues).union(*members)


def is_quick(shop: Shop, queues: Collection[str], days: int) -> bool:
    """Whether the shop's own method sizes so much within half a second."""
    stationary = shop.settings.staffing_method == "stationary"
    return stationary or days * len(queues_sized_with(shop, queues)) <= MOST_EXACT_DAYS


def sized(
    shop: AnyShop, forecast: pd.DataFrame, queues: Collection[str], first_day: date, days: int, *, exact: bool
) -> Sized:
    """Size some queues of a forecast on some days, and the night after them.

    Parameters
    ----------
    forecast
        Columns as of forecast.csv; every open hour of those days and the night.
    exact
        Whether by the shop's own staffing method, from an empty line on.

    Raises
    ------
    InputError
        As :func:`peakroster.planning.staffing.requirement.requirement_table`.
    """
    wanted = queues_sized_with(shop, queues)
    settings = shop.settings
    exact = exact or settings.staffing_method == "stationary"
    part = replace(
        settings,
        queues=tuple(queue for queue in settings.queues if queue.id in wanted),
        shared=tuple(team for team in settings.shared if set(team.queues) <= wanted),
        staffing_method=settings.staffing_method if exact else "stationary",
    )
    small = replace(shop, settings=part)
    needed = requirement_table(small, forecast, first_day, days)
    shown = {rostered_id(shop, queue) for queue in queues}
    table = needed.assign(people=rostered_need(small, needed), hours=settings.interval_minutes / 60.0)[
        ["timestamp", "queue", "inquiries", "people", "hours"]
    ]
    return Sized(table[table["queue"].isin(shown)].reset_index(drop=True), exact)


def plan_sized(desk: Desk, queues: Collection[str]) -> Sized | None:
    """What the plan's requirement.csv says of these queues; None without one of the plan's own making."""
    shop, needed = desk.shop, desk.plan.requirement
    if needed is None or "requirement" in desk.plan.own:
        return None
    shown = {rostered_id(shop, queue) for queue in queues}
    people = needed.assign(people=rostered_need(shop, needed), hours=shop.settings.interval_minutes / 60.0)
    table = people[people["queue"].isin(shown)].reset_index(drop=True)
    return Sized(table[["timestamp", "queue", "inquiries", "people", "hours"]], True)


def days_with_lead(first_day: date, days: int, first: date, last: date) -> tuple[date, int]:
    """From which day on, and how many days, to size for the figures of ``first`` to ``last`` of a plan.

    The day before leaves its line behind, so it is sized too where the plan has it.
    """
    begin = max(first_day, first - timedelta(days=1))
    end = min(first_day + timedelta(days=days - 1), last)
    return begin, max(1, (end - begin).days + 1)


def of_days(table: pd.DataFrame, first: date, last: date, tail: bool) -> pd.DataFrame:
    """Rows from one day to another; tail: with the night after the last."""
    end = pd.Timestamp(last) + pd.Timedelta(days=1) + (pd.Timedelta(TAIL) if tail else pd.Timedelta(0))
    inside = (table["timestamp"] >= pd.Timestamp(first)) & (table["timestamp"] < end)
    return table[np.asarray(inside)].reset_index(drop=True)
