"""A better catalogue of shifts, as a function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from peakroster.api.results import Staffing
from peakroster.planning.shift_design.candidates import Choice
from peakroster.planning.shift_design.design import ShiftDesign, design_shifts
from peakroster.planning.shift_design.shift_file import shift_file
from peakroster.tables.clock import format_clock
from scheduler.domain.shop import Shop

_MINUTES = 60


@dataclass(frozen=True, repr=False)
class Catalogue:
    """The best shifts found of so many, beside the present ones.

    Attributes
    ----------
    found
        Everything, as data.
    """

    found: ShiftDesign

    @property
    def shifts(self) -> pd.DataFrame:
        """One row a proposed shift: ``shift``, ``start``, ``end``, ``paid_hours``, ``meal_minutes``,
        ``meal_from``, ``meal_to``, and a column a date with the people who start it."""
        rows = []
        for each in self.found.proposal:
            shift, meal = each.shift, each.shift.meal
            people: dict[str | date, object] = dict(zip(self.found.dates, each.people, strict=True))
            rows.append(
                {
                    "shift": shift.name,
                    "start": format_clock(shift.start),
                    "end": format_clock(shift.end),
                    "paid_hours": shift.paid_minutes / _MINUTES,
                    "meal_minutes": shift.meal_minutes,
                    "meal_from": "" if meal is None else format_clock(meal.start),
                    "meal_to": "" if meal is None else format_clock(meal.end),
                    **people,
                }
            )
        return pd.DataFrame(rows)

    @property
    def curve(self) -> pd.DataFrame:
        """A row for the present catalogue (``found`` False), then one for each number of shifts: hours of all
        days together."""
        design = self.found.design
        present = [] if design.present is None else [(self.found.present_size, False, design.present)]
        return pd.DataFrame(
            [
                (size, found, use.paid_hours, use.missing_hours, use.owed_hours, use.points)
                for size, found, use in [*present, *((each.size, True, each.use) for each in design.curve)]
            ],
            columns=["shifts", "found", "paid_hours", "missing_hours", "contract_hours_not_given", "points"],
        )

    @property
    def gap(self) -> float:
        """Share of the points that a better catalogue could save at most."""
        return self.found.best.gap

    @property
    def csv(self) -> bytes:
        """The proposal in the form of shifts.csv."""
        return shift_file([each.shift for each in self.found.proposal])

    def __repr__(self) -> str:
        use = self.found.best.use
        hours = f"{use.paid_hours:,.1f} h paid, {use.missing_hours:,.1f} short"
        return f"<Catalogue: {len(self.found.proposal)} shifts, {hours}>"

    def _repr_html_(self) -> str:
        return f"<p>{repr(self).strip('<>')}</p>{self.shifts.to_html(max_rows=30)}"


def better_shifts(
    shop: Shop,
    staffing: Staffing,
    shifts: int,
    *,
    lengths: Sequence[float] | None = None,
    start_step: int = 30,
    unlimited: bool = False,
) -> Catalogue:
    """Design the best catalogue of at most so many shifts for the agents needed.

    Parameters
    ----------
    shop
        With its present shifts, people and rules.
    staffing
        What :func:`staffing` found, for a week or more.
    shifts
        Their number, 1 to 30.
    lengths
        Hours from start to end, meal included; None: those that the shop has.
    start_step
        Minutes between the starts that are tried.
    unlimited
        As many people as it takes, instead of those of the shop.

    Raises
    ------
    InputError
        For lengths or steps that do not fit the planning interval or that a rule forbids.
    """
    if not isinstance(shifts, int) or not 1 <= shifts <= 30:
        raise ValueError(f"shifts must be 1 to 30, not {shifts!r}")
    plan = staffing.plan
    assert plan.requirement is not None
    minutes = None if lengths is None else tuple(round(hours * _MINUTES) for hours in lengths)
    choice = Choice(lengths=minutes, step=max(start_step, shop.settings.interval_minutes))
    inside = plan.requirement["timestamp"] < pd.Timestamp(plan.end)
    found = design_shifts(
        shop, plan.requirement[inside], plan.first_day, plan.days, shifts, choice, unlimited
    )
    return Catalogue(found)
