"""What one team for several queues would need."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from peakroster.planning.staffing.requirement import requirement_table
from peakroster.planning.staffing.shared_team import queues_to_share, shared_team
from peakroster.tables.findings import InputError
from scheduler.domain.queues import Queue, Target
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from scheduler.queueing.priority import shared_performance
from scheduler.queueing.service_model import ServiceModel
from tests.peakroster.planning.staffing.shops import MONDAY, forecast, queue, shop

CHATS = {"concurrency": 3, "slowdown": (1.0, 0.9, 0.8), "patience_seconds": 180.0}
DAYTIME = Window(9 * 60, 21 * 60)


def chats(name: str, **fields: Any) -> Queue:
    return queue(name, **{**CHATS, **fields})


def refused(store: Shop, text: str) -> str:
    rows = [(MONDAY, name, 1.0, 1) for name in store.queue_ids]
    table = pd.DataFrame(rows, columns=["timestamp", "queue", "inquiries", "agents"])
    table["timestamp"] = table["timestamp"].astype("datetime64[us]")
    with pytest.raises(InputError) as caught:
        shared_team(store, table, queues_to_share(store, text))
    return caught.value.findings[0].code


def test_a_small_team_saves_a_fifth_to_a_third() -> None:
    """15 VIP and 30 pre-sale chats an hour, 12 and 30 s promised for nine in ten: 2 and 2 agents, or 3."""
    vip = chats("vip", targets=(Target("service_level", 12, 0.9),))
    store = shop([chats("presale", open=DAYTIME), vip], staffing_method="stationary")
    counts = {"presale": np.full(36, 30.0), "vip": np.full(36, 15.0)}
    table = requirement_table(store, forecast(counts), MONDAY, 1)
    team = shared_team(store, table, queues_to_share(store, "vip, presale"))
    open_ = (team.starts.hour >= 9) & (team.starts.hour < 21)
    by_queue = {name: table[table["queue"] == name] for name in counts}
    assert team.separate[0].tolist() == by_queue["vip"]["agents"].tolist()
    assert team.separate[1, open_].tolist() == by_queue["presale"]["agents"].tolist()
    assert not team.separate[1, ~open_].any()
    assert (team.shared[~open_] == team.separate[0, ~open_]).all()
    assert (team.separate[0, 20], team.separate[1, 20], team.shared[20]) == (2, 2, 3)
    separate, shared = team.agent_hours(MONDAY)
    assert (separate, shared) == (12 * 4 + 12 * 2, 12 * 3 + 12 * 2)
    model = ServiceModel(300.0, 3, (1.0, 0.9, 0.8), 180.0)
    for agents, kept in ((int(team.shared[20]), True), (int(team.shared[20]) - 1, False)):
        first, second = shared_performance([model] * 2, [15.0, 30.0], agents, [(12.0,), (30.0,)])
        assert (first.service_levels[0] >= 0.9 and second.service_levels[0] >= 0.9) == kept


def test_the_order_decides() -> None:
    """A promise that is hard to keep needs fewer agents if its queue goes first."""
    store = shop(
        [
            chats("a", targets=(Target("service_level", 2, 0.8),)),
            chats("b", targets=(Target("service_level", 30, 0.85),)),
        ]
    )
    counts = {"a": np.full(36, 60.0), "b": np.full(36, 200.0)}
    table = requirement_table(store, forecast(counts), MONDAY, 1)
    first, last = (
        shared_team(store, table, queues_to_share(store, text)).shared.sum() for text in ("a,b", "b,a")
    )
    assert first < last


def test_minimum_and_cap() -> None:
    """The highest minimum and the lowest cap of the queues are the team's."""
    store = shop([chats("a", min_agents=3), chats("b", min_agents=2, max_occupancy=0.5)])
    counts = {"a": np.full(36, 1.0), "b": np.full(36, 200.0)}
    quiet = requirement_table(store, forecast({"a": counts["a"], "b": counts["a"]}), MONDAY, 1)
    assert set(shared_team(store, quiet, queues_to_share(store, "a,b")).shared) == {3}
    busy = requirement_table(store, forecast(counts), MONDAY, 1)
    least = 201 / 3600 * 300 / 2.4 / 0.5
    assert set(shared_team(store, busy, queues_to_share(store, "a,b")).shared) == {int(np.ceil(least))}


def test_queues_that_cannot_share() -> None:
    """Unknown, alone, twice, unlike, with promises that are not computed."""
    patient = chats("patient", patience_seconds=None)
    daily = chats("daily", targets=(Target("service_level", 30, 0.9, per="day", floor=0.5),))
    store = shop([chats("a"), chats("b"), queue("phone", patience_seconds=99.0), patient, daily])
    assert refused(store, "a,c") == "unknown_queue"
    assert refused(store, "a") == refused(store, "a,b,a") == "shared_too_few"
    assert refused(store, "a,daily") == "shared_target"
    assert refused(store, "a,phone") == "shared_unlike"
    assert refused(store, "a,patient") == "shared_patience"
