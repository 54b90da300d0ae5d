"""The service level that the scheduled agents achieve."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from peakroster.planning.staffing.coverage import achieved_coverage
from peakroster.planning.staffing.queue_model import service_model
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.planning.staffing.rostered_need import rostered_need
from scheduler.domain.plan import COVERAGE_COLUMNS
from scheduler.domain.queues import Target
from scheduler.domain.shared_teams import SharedTeam
from scheduler.queueing import performance
from scheduler.staffing import service_level_of
from tests.peakroster.planning.staffing.shops import MONDAY, forecast, of_day, queue, shop


def test_the_service_level_is_that_of_the_handling_time_of_the_interval() -> None:
    """Longer chats, fewer answered; a requirement without the column, or the cell, is taken as shop.toml."""
    needed = requirement_table(shop([queue()]), forecast({"售前": 60.0}), MONDAY, 1)
    agents = needed["agents"].to_numpy()
    usual = achieved_coverage(shop([queue()]), needed.drop(columns="aht_seconds"), agents)["service_level"]
    longer = achieved_coverage(shop([queue()]), needed.assign(aht_seconds=360.0), agents)["service_level"]
    empty = achieved_coverage(shop([queue()]), needed.assign(aht_seconds=np.nan), agents)["service_level"]
    assert (longer < usual - 0.05).all()
    assert empty.tolist() == usual.tolist()
    right = service_level_of(service_model(queue()), 60, agents * 0.9, 30, 360.0)
    assert longer.tolist() == pytest.approx(right.tolist())


def test_coverage_figures() -> None:
    """Required unrounded, scheduled as given, the service level of those whom shrinkage leaves."""
    queues = [
        queue("a", targets=(Target("average_wait", 60), Target("service_level", 20, 0.8))),
        queue("b", targets=(Target("average_wait", 60),), bot_share=0.5),
    ]
    here = shop(queues, shrinkage=0.2)
    needed = requirement_table(here, forecast({"a": 60.0, "b": 60.0}), MONDAY, 1)
    scheduled = np.full(len(needed), 9)
    table = achieved_coverage(here, needed, scheduled)
    assert tuple(table.columns) == COVERAGE_COLUMNS
    assert table[["timestamp", "queue"]].equals(needed[["timestamp", "queue"]])
    assert table["scheduled"].dtype == np.int64
    assert table["required"].tolist() == pytest.approx((needed["agents"] / 0.8).tolist())
    for queue_id, arrivals, within in (("a", 60, 20), ("b", 30, 60)):
        seven, eight = performance(service_model(queues[0]), arrivals, [7, 8], within).service_level
        levels = table.loc[table["queue"] == queue_id, "service_level"]
        assert set(levels.round(12)) == {round(0.8 * seven + 0.2 * eight, 12)}


def test_coverage_of_nobody() -> None:
    """Nobody scheduled answers nobody; where nobody comes nothing is missed."""
    means = np.where(np.arange(36) < 12, 0.0, 50.0)
    here = shop([queue(targets=())])
    needed = requirement_table(here, forecast({"售前": means}), MONDAY, 1)
    table = achieved_coverage(here, needed, np.zeros(len(needed), dtype=np.int64))
    assert of_day(table, "service_level", "2026-11-09T00:00", "2026-11-09T12:00") == [1.0] * 24
    assert of_day(table, "service_level", "2026-11-09T13:00", "2026-11-10T00:00") == [0.0] * 22


def test_coverage_without_rows() -> None:
    """A requirement without rows gives a coverage without rows."""
    needed = requirement_table(shop([queue()]), forecast({"售前": 1.0}), MONDAY, 1).iloc[:0]
    assert len(achieved_coverage(shop([queue()]), needed, np.zeros(0, dtype=np.int64))) == 0


def test_who_asks_for_one_person_is_satisfied_by_one() -> None:
    """``min_agents`` are people on the roster; what targets need beyond is divided by 1 − shrinkage."""
    here = shop([queue("a", min_agents=1), queue("b", min_agents=3)], shrinkage=0.2)
    needed = requirement_table(here, forecast({"a": 0.0, "b": 60.0}), MONDAY, 1)
    table = achieved_coverage(here, needed.assign(agents=[1, 4] * (len(needed) // 2)), np.ones(len(needed)))
    assert table["queue"].tolist()[:2] == ["a", "b"]
    assert table["required"].tolist()[:2] == [1.0, 5.0]


def test_a_team_asks_for_the_most_that_one_of_its_open_queues_does() -> None:
    """By night for the one person of the queue that is open then, by day for the three of the other."""
    queues = [queue("a", min_agents=1), queue("b", min_agents=3)]
    here = shop(queues, shrinkage=0.2, shared=(SharedTeam("t", "t", ("a", "b")),))
    rows = [(0, "a", 0), (0, "t", 1), (1, "a", 0), (1, "t", 3), (2, "a", 0), (2, "b", 0), (2, "t", 3)]
    needed = pd.DataFrame(rows, columns=["timestamp", "queue", "agents"])
    assert rostered_need(here, needed).tolist() == [0, 1, 0, 3.75, 0, 0, 3]
