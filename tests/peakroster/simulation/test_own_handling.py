"""A plan's people are played as agents.csv says they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from peakroster.simulation.demand import mean_demand
from peakroster.simulation.late_share import late_shares
from peakroster.simulation.replications import run_replications
from peakroster.simulation.rostered_work import own_handling, rostered_work
from tests.peakroster.simulation.weeks import simulation_input_of, write_week

pytestmark = pytest.mark.slow


def test_people_differ_as_the_shop_says(tmp_path: Path) -> None:
    """Nobody differs in an old shop; speeds and chats reach the play, and what is planned counts them."""
    inputs = simulation_input_of(write_week(tmp_path / "shop"))
    work = rostered_work(inputs)
    assert own_handling(inputs, work) is None
    slow = tuple(replace(one, speeds=tuple((q, 0.5) for q in one.skills)) for one in inputs.shop.agents)
    other = replace(inputs, shop=replace(inputs.shop, agents=slow))
    own = own_handling(other, work)
    assert own is not None
    skilled = {one.id: one.skills for one in slow}
    for place, name in enumerate(work.names):
        for number, queue in enumerate(other.queues):
            assert own.speed[place, number] == (0.5 if queue.id in skilled[name] else 1.0)
            assert own.chats[place, number] == queue.concurrency
    half = rostered_work(other).mean_agents(other.clock.edges, len(other.queues))
    assert half == pytest.approx(0.5 * work.mean_agents(inputs.clock.edges, len(inputs.queues)))
    demand = [mean_demand(inputs, "planned")] * 4
    played = [run_replications(each, demand, 1) for each in (inputs, other)]
    waited = [each.counts.waited.sum() for each in played]
    assert waited[1] > 2 * waited[0]
    shares = [late_shares(each, "planned", 1)["presale"] for each in played]
    assert shares[0].planned is not None
    assert shares[1].planned is not None
    assert shares[1].planned > shares[0].planned
    assert shares[1].simulated > shares[0].simulated
    assert np.isfinite(shares[1].simulated)
