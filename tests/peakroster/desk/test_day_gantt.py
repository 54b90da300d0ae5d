"""A day as a Gantt chart: the plan's activities and coverage, seen from the day's midnight."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from peakroster.desk.day_gantt import day_gantt
from peakroster.desk.roster import Desk, open_desk
from tests.ui.conftest import FIRST_DAY, small_shop

__all__ = ["small_shop"]


@pytest.fixture(scope="module")
def desk(small_shop: Path) -> Desk:
    return open_desk(small_shop, FIRST_DAY)


def test_bars_are_the_activities(desk: Desk) -> None:
    """Everybody who works that day, by start; the bars of a shift fill it, and the lines cover the chart."""
    gantt = day_gantt(desk.shop, desk.plan, FIRST_DAY)
    assert desk.plan.roster is not None
    works = desk.plan.roster[desk.plan.roster["date"] == FIRST_DAY]
    assert {(worker.agent_id, worker.shift) for worker in gantt.workers} == {
        (agent, shift) for agent, shift in zip(works["agent_id"], works["shift"], strict=True)
    }
    assert [worker.start for worker in gantt.workers] == sorted(worker.start for worker in gantt.workers)
    for worker in gantt.workers:
        assert (worker.bars[0].start, worker.bars[-1].end) == (worker.start, worker.end)
        assert all(one.end == next_.start for one, next_ in zip(worker.bars, worker.bars[1:], strict=False))
        assert sum(bar.look == "meal" for bar in worker.bars) == 1
    assert (gantt.first, gantt.last) == (8 * 60, 20 * 60)
    assert set(gantt.lines) == {"presale", "aftersale"}
    assert [point.minute for point in gantt.lines["presale"]] == list(range(8 * 60, 20 * 60, gantt.interval))


def test_a_shift_of_the_evening_before(desk: Desk) -> None:
    """It is there until it ends, with minutes below zero before midnight, and belongs to its own day."""
    roster, activities = desk.plan.roster, desk.plan.activities
    assert roster is not None
    assert activities is not None
    late = roster.iloc[[0]].assign(
        agent_id="001",
        date=FIRST_DAY,
        start=pd.Timestamp(FIRST_DAY) + timedelta(hours=22),
        end=pd.Timestamp(FIRST_DAY) + timedelta(hours=30),
    )
    rows = pd.concat([roster[(roster["agent_id"] != "001") | (roster["date"] != FIRST_DAY)], late])
    done = pd.concat(
        [
            activities[activities["agent_id"] != "001"],
            late[["agent_id", "start", "end"]].assign(activity="presale"),
        ]
    )
    plan = replace(desk.plan, roster=rows, activities=done)
    gantt = day_gantt(desk.shop, plan, FIRST_DAY + timedelta(days=1))
    first = gantt.workers[0]
    assert (first.agent_id, first.day, first.start, first.end) == ("001", FIRST_DAY, -120, 360)
    assert [(bar.start, bar.end) for bar in first.bars] == [(-120, 360)]
    assert gantt.first == 0
    assert day_gantt(desk.shop, plan, FIRST_DAY).last == 30 * 60
