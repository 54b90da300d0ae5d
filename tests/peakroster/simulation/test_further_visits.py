"""Chats that go on in another queue, played as they are staffed for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from peakroster.planning.staffing.customers import customers_of_requirement
from peakroster.simulation.demand import mean_demand
from peakroster.simulation.further_visits import further_visits
from peakroster.simulation.late_share import late_shares
from peakroster.simulation.replications import run_replications
from tests.peakroster.simulation.weeks import simulation_input_of, write_week

pytestmark = pytest.mark.slow


def test_nobody_comes_again_unless_the_shop_says_so(tmp_path: Path) -> None:
    """Old shops are played as before."""
    assert further_visits(simulation_input_of(write_week(tmp_path / "shop"))) is None


def test_what_is_played_is_what_is_staffed_for(tmp_path: Path) -> None:
    """Presale never closes, aftersale is open from 9 to 21: a third of the chats goes on in open hours."""
    lines = 'id = "presale"\ntransfers = { aftersale = 0.33 }'
    inputs = simulation_input_of(write_week(tmp_path / "shop", **{'id = "presale"': lines}))
    demand = mean_demand(inputs, "planned")
    played = run_replications(inputs, [demand] * 60, 1)
    arrived = played.counts.arrived.mean(axis=0)
    assert inputs.plan.requirement is not None
    staffed = customers_of_requirement(inputs.shop, inputs.plan.requirement)
    own = staffed[(inputs.plan.requirement["queue"] == "aftersale").to_numpy()][:24]
    there = np.flatnonzero(inputs.staffed[1, : inputs.planned])  # in the tail nobody ends a chat
    assert arrived[1, there] == pytest.approx(own, rel=0.2)
    assert arrived[1, there].sum() == pytest.approx(own.sum(), rel=0.03)
    assert arrived[1].sum() == pytest.approx(arrived[1, inputs.staffed[1]].sum())
    share = late_shares(played, "planned", 1)["aftersale"]
    assert share.planned is not None
    assert share.simulated == pytest.approx(share.planned, abs=0.05)
