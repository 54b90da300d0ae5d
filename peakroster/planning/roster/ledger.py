"""The ledger: what each person had of nights, weekends, sale days and the like in earlier plans, and their
fair share of it.

What the people who are able to work a kind of shift had together is shared in proportion to their
:mod:`peakroster.planning.roster.chances` of it, and nobody's share is more than the dates. Definitions:
docs/reference/settings.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from peakroster.planning.roster.chances import (
    Floats,
    chances,
    contracted_hours,
    hours_a_day,
    kind_of_times,
    present,
    rate_of,
    sale_dates,
)
from scheduler.domain.fairness import (
    MOST_FOR_WISHES,
    MOST_PAID_BACK,
    SHIFT_KINDS,
    SPREAD_KINDS,
    WISH_STEP,
)
from scheduler.domain.plan import EarlierWork
from scheduler.domain.requests import Request
from scheduler.domain.shop import Shop

_SATURDAY, _WEEK = 5, 7


@dataclass(frozen=True)
class Ledger:
    """What everybody had in the window.

    agents: ids, in the order of agents.csv. had, share: (agents, LEDGER_KINDS), overtime in hours; a share is
    NaN where there is none of theirs. days: of the window that earlier plans contain.
    """

    agents: tuple[str, ...]
    had: Floats
    share: Floats
    days: int

    @property
    def balance(self) -> Floats:
        """What everybody had beyond the share, (agents, LEDGER_KINDS); NaN without a share."""
        return np.asarray(self.had - self.share)


def ledger(shop: Shop, earlier: EarlierWork) -> Ledger:
    """The ledger over the window that earlier plans left."""
    window = _Window(shop, earlier)
    shares = [*window.shares.T, window.wishes[1], window.overtime[1]]
    had = [*window.had.T, window.wishes[0], window.overtime[0]]
    ids = tuple(agent.id for agent in shop.agents)
    return Ledger(ids, np.column_stack(had), np.column_stack(shares), len(window.dates))


def balances(
    shop: Shop, earlier: EarlierWork, first_day: date, days: int
) -> dict[str, tuple[tuple[str, int], ...]]:
    """At how many units the count of each kind begins in a plan, in thousandths, by agent; the least is 0.

    Kinds that nobody has had are left out, and so are agents who have no part in a kind.
    """
    window = _Window(shop, earlier)
    if not len(window.dates):
        return {}
    dates = [first_day + timedelta(days=offset) for offset in range(days)]
    since = {agent.id: agent.first_day or date.min for agent in shop.agents}
    each = chances(shop, dates, since)
    ahead, dates_ahead = each.sum(axis=2), (each > 0).sum(axis=2)
    most = MOST_PAID_BACK * math.ceil(days / 7)
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for place, kind in enumerate(SHIFT_KINDS):
        rate, there = window.rates[place], ahead[:, place] > 0
        if kind not in SPREAD_KINDS or not rate or not there.any():
            continue
        had = np.where(window.chances[:, place] > 0, window.had[:, place], 0.0)
        due = np.minimum(rate * window.chances, window.possible)[:, place]
        due += np.minimum(rate * ahead, dates_ahead)[:, place]
        beyond = (had - due)[there]
        beyond = np.clip(beyond - np.median(beyond), -most, most)
        for agent, units in zip(
            np.flatnonzero(there).tolist(), (beyond - beyond.min()).tolist(), strict=True
        ):
            own = shop.agents[agent].id
            found[own] = (*found.get(own, ()), (kind, rounded(1000 * units)))
    return found


def wish_factors(shop: Shop, earlier: EarlierWork) -> dict[str, float]:
    """How many times a wish of each agent counts: for seniority, and for wishes that were refused before."""
    window, settings = _Window(shop, earlier), shop.settings.fairness
    beyond = np.nan_to_num(window.wishes[0] - window.wishes[1])
    factors = {}
    for agent, refused in zip(shop.agents, beyond.tolist(), strict=True):
        years = min(MOST_FOR_WISHES, 1 + settings.wish_per_year * (agent.seniority or 0.0))
        factors[agent.id] = years * min(MOST_FOR_WISHES, 1 + WISH_STEP * max(0.0, refused))
    return factors


def rounded(value: float) -> int:
    """Half up, also of a value that arithmetic has left a little below a half."""
    return math.floor(value + 0.5 + 1e-6)


class _Window:
    """The days of the window that earlier plans contain, and what was worked on them."""

    def __init__(self, shop: Shop, earlier: EarlierWork) -> None:
        self._shop = shop
        self.dates = sorted(earlier.window_days)
        self._at = {agent.id: place for place, agent in enumerate(shop.agents)}
        rows = earlier.window
        self._rows = (
            []
            if rows is None
            else [
                (self._at[agent], day, shift, (start, end), paid)
                for agent, day, shift, start, end, paid in zip(
                    rows["agent_id"],
                    rows["date"],
                    rows["shift"],
                    _minutes(rows["start"], rows["date"]),
                    _minutes(rows["end"], rows["date"]),
                    rows["paid_hours"],
                    strict=True,
                )
                if agent in self._at and day in earlier.window_days
            ]
        )

    @cached_property
    def since(self) -> Mapping[str, date]:
        """The first day that counts: of employment, else the Monday before the first shift in the window."""
        first: dict[str, date] = {}
        for place, day, _, _, _ in self._rows:
            own = self._shop.agents[place].id
            first[own] = min(day - timedelta(days=day.weekday()), first.get(own, day))
        told = {agent.id: agent.first_day for agent in self._shop.agents if agent.first_day is not None}
        return {**first, **told}

    @cached_property
    def _each(self) -> Floats:
        return chances(self._shop, self.dates, self.since)

    @cached_property
    def chances(self) -> Floats:
        """Over the window, (agents, SHIFT_KINDS)."""
        return np.asarray(self._each.sum(axis=2))

    @cached_property
    def possible(self) -> Floats:
        """Dates of the window on which there are chances, (agents, SHIFT_KINDS)."""
        return np.asarray((self._each > 0).sum(axis=2), dtype=np.float64)

    @cached_property
    def had(self) -> Floats:
        """Shifts of each kind, (agents, SHIFT_KINDS)."""
        settings, place_of = self._shop.settings, {kind: place for place, kind in enumerate(SHIFT_KINDS)}
        had, sales = np.zeros((len(self._at), len(SHIFT_KINDS))), sale_dates(self._shop, self.dates)
        for agent, day, _, (start, end), _ in self._rows:
            kind = kind_of_times(start, end, settings.rules, settings.fairness)
            if kind is not None:
                had[agent, place_of[kind]] += 1
            had[agent, place_of["weekend"]] += day.weekday() >= _SATURDAY
            had[agent, place_of["sale"]] += day in sales
        return had

    @cached_property
    def rates(self) -> Floats:
        """What those with chances had, for each of their chances, (SHIFT_KINDS,)."""
        had = np.where(self.chances > 0, self.had, 0.0).sum(axis=0)
        kinds = zip(had.tolist(), self.chances.T, self.possible.T, strict=True)
        return np.array([rate_of(*kind) for kind in kinds])

    @cached_property
    def shares(self) -> Floats:
        """Fair shares, (agents, SHIFT_KINDS); NaN where there are no chances."""
        fair = np.minimum(self.rates * self.chances, self.possible)
        return np.where(self.chances > 0, fair, np.nan)

    @cached_property
    def wishes(self) -> tuple[Floats, Floats]:
        """Wishes refused, and the share of the wishes asked that all had refused, (agents,)."""
        refused, asked = np.zeros(len(self._at)), np.zeros(len(self._at))
        worked = {(agent, day): shift for agent, day, shift, _, _ in self._rows}
        known = set(self.dates)
        for request in self._shop.requests:
            if request.kind != "leave" and request.day in known and request.agent_id in self._at:
                agent = self._at[request.agent_id]
                asked[agent] += 1
                refused[agent] += is_refused(request, worked.get((agent, request.day)))
        rate = refused.sum() / max(1.0, asked.sum())
        return refused, np.where(asked > 0, rate * asked, np.nan)

    @cached_property
    def overtime(self) -> tuple[Floats, Floats]:
        """Hours beyond the contract's of each whole week, and the fair share of them, (agents,)."""
        days = Counter(map(_monday, self.dates))
        weeks = {monday: place for place, monday in enumerate(day for day in days if days[day] == _WEEK)}
        dates = [day for day in self.dates if _monday(day) in weeks]
        there, by_contract = present(self._shop, dates, self.since), hours_a_day(self._shop)
        week_of = np.array([weeks[_monday(day)] for day in dates], dtype=np.int64)
        paid, due = np.zeros((2, len(self._at), len(weeks)))
        for agent, day, _, _, hours in self._rows:
            if _monday(day) in weeks:
                paid[agent, weeks[_monday(day)]] += hours
        for week in weeks.values():
            due[:, week] = there[:, week_of == week].sum(axis=1) * by_contract
        given = np.array([contracted_hours(agent) is not None for agent in self._shop.agents], dtype=np.bool_)
        over = np.where(given[:, None], np.maximum(0.0, paid - due), 0.0).sum(axis=1).round(6)
        weight = np.where(given, there.sum(axis=1) * by_contract, 0.0)
        rate = over[weight > 0].sum() / max(weight.sum(), 1e-9)
        return over, np.where(weight > 0, rate * weight, np.nan)


def is_refused(request: Request, shift: str | None) -> bool:
    """Whether the shift of the day, None = a day off, is not what the wish asks for."""
    any_shift = request.kind == "prefer_off"
    as_named = shift is not None and (any_shift or request.means(shift))
    return as_named != (request.kind == "prefer")


def _minutes(moments: object, dates: object) -> list[int]:
    """Minutes of each moment after midnight of its date."""
    midnights = pd.to_datetime(pd.Series(dates))
    return [int(m) for m in (pd.Series(moments) - midnights) // pd.Timedelta(minutes=1)]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
