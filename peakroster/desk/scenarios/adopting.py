"""A scenario's roster put onto the desk, for the shop as it is; and what of the scenario that leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from peakroster.desk.roster import Desk, change
from peakroster.desk.scenarios.known_names import in_the_plan
from peakroster.desk.scenarios.overrides import Override, Traffic
from peakroster.desk.scenarios.results import ScenarioResult
from peakroster.desk.stored import RosterCell, known_cells, shifts_of
from peakroster.pipeline.stages import PlanOutcome
from peakroster.store.who import who
from peakroster.tables.editing import RowValues
from scheduler.domain.shifts import OFF


@dataclass(frozen=True)
class Adopted:
    """A scenario's roster on the desk.

    outcome: the plan on the desk with that roster, audited with the shop as it is. cells: what changes.
    people, shifts: what exists in the scenario alone, or no longer, and is left out, with how many shifts.
    locked: cells that the scenario would change although a lock holds them; they stay. adjustments: what the
    scenario says of inquiries, as rows of adjustments.csv that may be added; never by itself. settings: what
    else it says, for settings and tables to be changed by hand.
    """

    outcome: PlanOutcome
    cells: dict[RosterCell, str | None]
    people: dict[str, int]
    shifts: dict[str, int]
    locked: tuple[RosterCell, ...]
    adjustments: tuple[RowValues, ...]
    settings: tuple[Override, ...]


def adopt(
    desk: Desk,
    overrides: Sequence[Override],
    result: ScenarioResult,
    reason: str,
    ids: Mapping[str, str] | None = None,
) -> Adopted:
    """What the desk would be with the roster of a result; nothing is written.

    Who is on leave in the scenario alone has the days off that it gives them. reason: for the adjustments.
    ids: of people whom the scenario calls otherwise than the shop, see ``entering``.
    """
    was, called = shifts_of(desk.plan), ids or {}
    now = {(called.get(agent, agent), day): shift for (agent, day), shift in shifts_of(result.plan).items()}
    wanted: dict[RosterCell, str | None] = {
        cell: now.get(cell) for cell in sorted({*was, *now}) if was.get(cell) != now.get(cell)
    }
    cells, lost = known_cells(desk, wanted)
    known = {agent.id for agent in desk.shop.agents}
    people: dict[str, int] = {}
    shifts: dict[str, int] = {}
    for (agent, _), shift in lost.items():
        if agent not in known:
            people[agent] = people.get(agent, 0) + 1
        elif shift is not None:
            shifts[shift] = shifts.get(shift, 0) + 1
    held = {(lock.agent_id, lock.day): lock.shift for lock in desk.shop.locks}
    locked = tuple(cell for cell, shift in cells.items() if held.get(cell, shift or OFF) != (shift or OFF))
    for cell in locked:
        del cells[cell]
    return Adopted(
        change(desk, cells),
        cells,
        people,
        shifts,
        locked,
        tuple(traffic_row(desk, each, reason) for each in overrides if isinstance(each, Traffic)),
        tuple(each for each in overrides if not isinstance(each, Traffic)),
    )


def traffic_row(desk: Desk, traffic: Traffic, reason: str) -> RowValues:
    """What a scenario says of inquiries as a row of adjustments.csv."""
    start: datetime = in_the_plan(desk.plan, traffic.start, last=False)
    end = in_the_plan(desk.plan, traffic.end, last=True)
    row: RowValues = {"start": start, "end": end, "multiply": traffic.factor, "reason": reason}
    row = {**row, "who": who()}
    return row if traffic.queue is None else {**row, "queue": traffic.queue}
