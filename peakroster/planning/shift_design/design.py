"""A catalogue for the requirement of some days: the problem of the shop, and the answer in its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from peakroster.planning.roster.problem import PlanClock, required_agents
from peakroster.planning.roster.weights import weights_of
from peakroster.planning.shift_design.candidates import (
    MOST_SHIFTS,
    Choice,
    forbidden_lengths,
    lengths_of,
    new_shifts,
    starts_on,
)
from peakroster.planning.shift_design.naming import named, names_gone
from peakroster.planning.shift_design.people import minutes_beyond_day, people_of, pools_of, unlimited_people
from peakroster.planning.staffing.rostered_queues import rostered_rows, rostered_shop
from peakroster.shop.eligibility import touches
from peakroster.shop.settings.office_hours import Offices
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.shifts import Shift
from scheduler.domain.shop import Shop
from scheduler.domain.weights import Weights
from scheduler.domain.windows import MINUTES_PER_DAY
from scheduler.shift_design.design import Design, Sized, design
from scheduler.shift_design.problem import DesignProblem, Prices
from scheduler.shift_design.use import Use

MOST_IN_CURVE = 12
"""Sizes that are compared, if no larger catalogue is asked for."""
_LEAST_PRICE = 0.01
"""Of a paid hour, so that people are not called in for nothing where overstaffing costs nothing."""


@dataclass(frozen=True)
class ProposedShift:
    """One shift of the proposal, and how many start it on each of the days."""

    shift: Shift
    people: tuple[int, ...]


@dataclass(frozen=True)
class ShiftDesign:
    """What a better catalogue would save. Hours are of all days together.

    short_price: how many paid hours an hour short costs as much as.
    proposal: the best catalogue of the size asked for. gone: names that other files use and the proposal does
    not have → those files. limited: ids of people who may work some shifts only, and whose list in agents.csv
    does not know the new names.
    """

    first_day: date
    days: int
    present_size: int
    size: int
    needed_hours: float
    contract_hours: float
    short_price: float
    design: Design
    proposal: tuple[ProposedShift, ...]
    gone: dict[str, tuple[str, ...]]
    limited: tuple[str, ...]

    @property
    def best(self) -> Sized:
        """The catalogue of the size asked for."""
        return self.design.of_size(self.size)

    @property
    def dates(self) -> tuple[date, ...]:
        """The days that it is made for."""
        return tuple(self.first_day + timedelta(days=offset) for offset in range(self.days))


def design_problem(
    shop: Shop,
    requirement: pd.DataFrame,
    first_day: date,
    days: int,
    choice: Choice,
    unlimited: bool = False,
) -> DesignProblem:
    """The present shifts, then the new ones, and the people.

    requirement: rows of the days. unlimited: as many people as it takes, instead of those of agents.csv.
    Raises InputError for lengths and times that cannot be, all at once.
    """
    interval, present = shop.settings.interval_minutes, shop.shifts
    _refuse(shop, choice)
    requirement, shop = requirement[rostered_rows(shop, requirement)], rostered_shop(shop)
    shifts = (*present, *new_shifts(present, choice, interval))
    if len(shifts) > MOST_SHIFTS:
        details = {"count": f"{len(shifts):,}", "most": f"{MOST_SHIFTS:,}"}
        raise InputError([Finding("error", "design_too_many", "--lengths", details=details)])
    dates, office = [first_day + timedelta(days=day) for day in range(days)], Offices(shop.settings).all
    clock, weights = PlanClock(first_day, days, interval), weights_of(shop)
    required = required_agents(shop, requirement, clock)[:, : days * MINUTES_PER_DAY // interval]
    pools, weeks = pools_of(shop), (first_day.weekday() + days - 1) // 7 + 1
    lengths = lengths_of(present, choice)
    new = [True] * (len(shifts) - len(present))
    return DesignProblem(
        days=days,
        first_weekday=first_day.weekday(),
        interval_minutes=interval,
        shifts=shifts,
        choosable=np.array([*(choice.holds(shift, lengths) for shift in present), *new], dtype=np.bool_),
        may_start=np.array(
            [
                [starts_on(shift, day) and not office.forbids(shift.start, shift.end, day) for day in dates]
                for shift in shifts
            ],
            dtype=np.bool_,
        ),
        is_night=np.array(
            [touches(shift.start, shift.end, shop.settings.rules.night_hours) for shift in shifts],
            dtype=np.bool_,
        ),
        required=required,
        pool_of=pools,
        queue_weights=np.array([queue.weight for queue in shop.settings.queues], dtype=np.float64),
        people=unlimited_people(pools, required, days, weeks, len(shifts))
        if unlimited
        else people_of(shop, first_day, days, shifts, present),
        prices=_prices(shop, weights),
        beyond=minutes_beyond_day(shop.settings.rules, shifts),
    )


def _prices(shop: Shop, weights: Weights) -> Prices:
    """Overtime costs what the objective says beside its pay, and its factor on that."""
    paid, overtime = max(weights.overstaffing, _LEAST_PRICE), shop.settings.rules.overtime
    if overtime is None:
        return Prices(paid, weights.shortage, weights.contract)
    day, week = (
        weights.overtime + paid * (factor - 1)
        for factor in (overtime.extended_factor, overtime.rest_day_factor)
    )
    return Prices(paid, weights.shortage, weights.contract, day, week)


def _refuse(shop: Shop, choice: Choice) -> None:
    """Times off the planning grid, and lengths that a rule forbids to everybody."""
    interval, rules = shop.settings.interval_minutes, shop.settings.rules
    lengths = lengths_of(shop.shifts, choice)
    times = {
        "--lengths": lengths,
        "--start-step": (choice.step,),
        "--earliest": (choice.earliest,),
        "--latest": () if choice.latest == Choice.latest else (choice.latest,),
        "--meal-minutes": () if choice.meal is None else (choice.meal,),
    }
    errors = [
        Finding("error", "shift_off_grid", option, None, option, f"{minutes}", {"interval": interval})
        for option, values in times.items()
        for minutes in values
        if minutes % interval
    ]
    if choice.meal is not None and lengths and choice.meal >= lengths[0]:
        errors.append(Finding("error", "design_meal_fills", "--meal-minutes", value=f"{choice.meal}"))
    elif choice.lengths is not None:
        errors += [
            Finding("error", "design_length_forbidden", "--lengths", value=f"{length / 60:g}")
            for length in forbidden_lengths(shop.shifts, choice, interval, rules)
        ]
    if errors:
        raise InputError(errors)


def design_shifts(
    shop: Shop,
    requirement: pd.DataFrame,
    first_day: date,
    days: int,
    size: int,
    choice: Choice,
    unlimited: bool = False,
) -> ShiftDesign:
    """The best catalogue of at most ``size`` shifts for the requirement, beside the present one."""
    problem = design_problem(shop, requirement, first_day, days, choice, unlimited)
    present = range(len(shop.shifts))
    found = design(problem, present, size, max(size, MOST_IN_CURVE))
    best = found.of_size(size).use
    proposal = _proposal(problem, best, shop.shifts)
    names = {each.shift.name for each in proposal}
    new = names - {shift.name for shift in shop.shifts}
    limited = [agent.id for agent in shop.agents if agent.shifts is not None and new]
    return ShiftDesign(
        first_day,
        days,
        len(shop.shifts),
        size,
        problem.needed_hours,
        problem.due_hours,
        problem.prices.missing / problem.prices.paid,
        found,
        proposal,
        names_gone(shop, [each.shift for each in proposal]),
        tuple(limited),
    )


def _proposal(problem: DesignProblem, use: Use, present: Sequence[Shift]) -> tuple[ProposedShift, ...]:
    """The shifts that are used, by start, under their new names."""
    people = dict(zip(use.catalogue, use.people, strict=True))
    used = sorted(use.used, key=lambda place: (problem.shifts[place].start, problem.shifts[place].end))
    shifts = named([problem.shifts[place] for place in used], present)
    return tuple(
        ProposedShift(replace(shift, wanted=None), tuple(int(n) for n in people[place]))
        for shift, place in zip(shifts, used, strict=True)
    )
