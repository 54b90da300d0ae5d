"""Who is at which desk when: by the roster, and by who is away."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from peakroster.plans.store import PlanStore
from peakroster.simulation.rostered_work import rostered_work
from peakroster.tables.findings import InputError
from scheduler.domain.plan import Plan
from scheduler.simulation import DutyPeriods
from tests.peakroster.simulation.weeks import DAY, ROWS, Row, activities, simulation_input_of, write_week

pytestmark = pytest.mark.slow

HOUR = 3600.0


def spans(periods: DutyPeriods) -> list[tuple[int, int, float, float]]:
    """Agent, queue, and from when to when in hours."""
    return [
        (int(agent), int(queue), float(start) / HOUR, float(end) / HOUR)
        for agent, queue, start, end in zip(
            periods.agent, periods.queue, periods.start, periods.end, strict=True
        )
    ]


def test_meals_and_breaks_are_absences_and_neighbours_are_one(tmp_path: Path) -> None:
    """Rows of a queue that follow each other are one stretch; another queue, a meal or a break ends it."""
    rows: list[Row] = [
        ("A2", "2026-11-09T08:00", "2026-11-09T09:30", "presale"),
        ("A2", "2026-11-09T09:30", "2026-11-09T11:00", "presale"),
        ("A2", "2026-11-09T11:00", "2026-11-09T12:00", "meal"),
        ("A2", "2026-11-09T12:00", "2026-11-09T13:00", "presale"),
        ("A2", "2026-11-09T13:00", "2026-11-09T14:00", "aftersale"),
        ("A2", "2026-11-09T14:00", "2026-11-09T15:00", "standby"),
        ("A2", "2026-11-09T15:00", "2026-11-09T15:30", "presale"),
        ("A2", "2026-11-09T15:30", "2026-11-09T16:00", "break"),
        ("A2", "2026-11-09T16:00", "2026-11-09T17:00", "presale"),
    ]
    work = rostered_work(simulation_input_of(write_week(tmp_path / "shop", rows)))
    assert spans(work.duty_periods(0.0, 1, 0)) == [
        (0, 0, 8.0, 11.0),
        (0, 0, 12.0, 13.0),
        (0, 1, 13.0, 14.0),
        (0, 0, 15.0, 15.5),
        (0, 0, 16.0, 17.0),
    ]


def test_expected_presence(tmp_path: Path) -> None:
    """In the mean 1 - shrinkage of the time at the desks is there, in every interval and for everybody."""
    work = rostered_work(simulation_input_of(write_week(tmp_path / "shop")))
    there = np.zeros((work.agents, work.intervals))
    for replication in range(400):
        periods = work.duty_periods(0.25, 1, replication)
        for agent, _, start, end in spans(periods):
            there[agent, round(start) : round(end)] += 1 / 400
    for agent, hours in ((0, range(48)), (2, range(9, 21))):
        assert abs(there[agent, list(hours)].mean() - 0.75) < 0.02
        assert np.abs(there[agent, list(hours)] - 0.75).max() < 0.1
    assert there[2, :9].sum() == 0
    assert len({len(work.duty_periods(0.25, 1, replication).agent) for replication in range(9)}) > 1
    assert spans(work.duty_periods(0.25, 1, 3)) == spans(work.duty_periods(0.25, 1, 3))


def test_earlier_shifts_reach_in(tmp_path: Path) -> None:
    """A night shift of the plan before is there until it ends; what was over by then is not."""
    folder = write_week(tmp_path / "shop", ROWS[2:])
    before = activities([("A8", "2026-11-08T23:00", "2026-11-09T08:00", "presale")])
    roster = before.rename(columns={"activity": "shift"}).assign(
        date=[DAY.replace(day=8)], shift="夜班", paid_hours=8.0
    )
    days = {"from": "2026-11-08", "days": 1}
    PlanStore(folder).write(Plan(DAY.replace(day=8), 1, roster=roster, activities=before, summary=days))
    inputs = simulation_input_of(folder)
    assert inputs.reach is None  # somebody may be there from midnight on, so customers come
    assert inputs.staffed[0].all()
    assert (1, 0, 0.0, 8.0) in spans(rostered_work(inputs).duty_periods(0.0, 1, 0))


def test_only_a_morning_with_customers_is_left_out(tmp_path: Path) -> None:
    """Before the first shift nobody can be there; where nobody comes either, nothing is left out."""
    folder = write_week(tmp_path / "shop")
    assert simulation_input_of(folder).reach == datetime(2026, 11, 9, 8)
    file = folder / "plans" / f"{DAY}" / "requirement.csv"
    requirement = pd.read_csv(file)
    early = requirement["timestamp"] < "2026-11-09T08:00"
    requirement.assign(inquiries=requirement["inquiries"].mask(early, 0.0)).to_csv(file, index=False)
    inputs = simulation_input_of(folder)
    assert inputs.reach is None
    assert not inputs.staffed[:, :8].any()


@pytest.mark.parametrize(
    "row",
    [
        ("A2", "2026-11-10T08:00", "2026-11-10T09:00", "presale"),
        ("A7", "2026-11-10T08:00", "2026-11-10T08:00", "presale"),
    ],
)
def test_rows_that_cannot_be(tmp_path: Path, row: Row) -> None:
    """An agent in two places at once, or a row without length: file, agent and start are named."""
    inputs = simulation_input_of(write_week(tmp_path / "shop", [*ROWS, row]))
    with pytest.raises(InputError) as caught:
        rostered_work(inputs)
    (finding,) = caught.value.findings
    assert (finding.code, finding.value) == ("activities_overlap", "2026-11-10T08:00")
    assert finding.details["agent"] == row[0]


def test_nobody_at_all(tmp_path: Path) -> None:
    """A roster without a single shift has no periods."""
    work = rostered_work(simulation_input_of(write_week(tmp_path / "shop", ())))
    assert spans(work.duty_periods(0.1, 1, 0)) == []
