"""What lies in the shop folder now, beside the plan on the desk that was read from it earlier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from peakroster.desk.figures import key_figures
from peakroster.desk.memory import Kept
from peakroster.desk.roster import Desk, open_desk
from peakroster.pipeline.basis import Basis, read_basis
from scheduler.domain.plan import Plan

RosterCell = tuple[str, date]

_SHIFTS: Kept[dict[RosterCell, str]] = Kept(24)


@dataclass(frozen=True)
class Meanwhile:
    """What others have changed since a desk was read.

    files: that differ. stored: the desk as it would be read now. cells: (cell, shift on the desk, shift
    stored), None = off. inquiries, needed_hours: sums of the plan without its tail, on the desk and stored;
    None where they are the same or not known.
    """

    files: tuple[str, ...]
    stored: Desk
    cells: tuple[tuple[RosterCell, str | None, str | None], ...]
    inquiries: tuple[float, float] | None
    needed_hours: tuple[float, float] | None


def stored_basis(desk: Desk) -> Basis:
    """The fingerprint of the desk's plan as it lies there now."""
    return read_basis(desk.shop.folder, desk.plan.first_day)


def meanwhile(desk: Desk) -> Meanwhile:
    """Read again what lies there and compare. Raises InputError when it cannot be read."""
    stored = open_desk(desk.shop.folder, desk.plan.first_day)
    mine, theirs = shifts_of(desk.plan), shifts_of(stored.plan)
    cells = (
        (cell, mine.get(cell), theirs.get(cell))
        for cell in sorted({*mine, *theirs})
        if mine.get(cell) != theirs.get(cell)
    )
    return Meanwhile(
        desk.basis.changed_to(stored.basis),
        stored,
        tuple(cells),
        _if_different(_inquiries(desk.plan), _inquiries(stored.plan)),
        _if_different(_needed(desk.plan), _needed(stored.plan)),
    )


def shifts_of(plan: Plan) -> dict[RosterCell, str]:
    """(agent id, date) → shift, for everybody who works."""
    roster = plan.roster
    return {} if roster is None else dict(_SHIFTS.of((roster,), (), lambda: _shifts(roster)))


def _shifts(roster: pd.DataFrame) -> dict[RosterCell, str]:
    agents, days, shifts = (roster[column].tolist() for column in ("agent_id", "date", "shift"))
    return {(agent, day): shift for agent, day, shift in zip(agents, days, shifts, strict=True)}


def known_cells(
    desk: Desk, cells: dict[RosterCell, str | None]
) -> tuple[dict[RosterCell, str | None], dict[RosterCell, str | None]]:
    """Of changes that were made on another desk, those that can be made on this one, and the others: their
    agent, their shift or their day is no longer there."""
    people, shifts, days = (
        {agent.id for agent in desk.shop.agents},
        {None, *(shift.name for shift in desk.shop.shifts)},
        {*desk.plan.dates},
    )
    fits = {
        cell: shift
        for cell, shift in cells.items()
        if cell[0] in people and shift in shifts and cell[1] in days
    }
    return fits, {cell: shift for cell, shift in cells.items() if cell not in fits}


def _inquiries(plan: Plan) -> float | None:
    if plan.forecast is None:
        return None
    return float(plan.forecast.loc[plan.forecast["timestamp"] < plan.end, "mean"].sum())


def _needed(plan: Plan) -> float | None:
    figures = key_figures(plan)
    return None if figures is None else figures.required_hours


def _if_different(before: float | None, now: float | None) -> tuple[float, float] | None:
    if before is None or now is None or abs(before - now) < 0.05:
        return None
    return before, now
