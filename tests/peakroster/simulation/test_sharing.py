"""A roster played as one team for several queues."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from peakroster.simulation.demand import mean_demand
from peakroster.simulation.replications import run_replications
from peakroster.simulation.sharing import places_to_share
from peakroster.tables.findings import InputError
from tests.peakroster.simulation.weeks import ROWS, simulation_input_of, write_week

pytestmark = pytest.mark.slow

PHONE = {"concurrency": "concurrency = 1", "slowdown": "slowdown = [1.0]"}


def test_the_second_queue_is_served_by_all(tmp_path: Path) -> None:
    """Nobody is rostered for aftersale on Tuesday; played as one team its customers are answered."""
    inputs = simulation_input_of(write_week(tmp_path / "shop", rows=ROWS[:2], **PHONE))
    demand = [mean_demand(inputs, "planned")] * 10
    alone = run_replications(inputs, demand, 1)
    shared = run_replications(inputs, demand, 1, shared=[(1, 0)])
    day = inputs.staffed[1, : inputs.planned].nonzero()[0]
    assert alone.counts.answered[:, 1, day].sum() == 0
    assert shared.counts.answered[:, 1, day].sum() > 0.8 * shared.counts.arrived[:, 1, day].sum()
    assert set(shared.in_time) == set(alone.in_time)
    waits = (shared.counts.waited.sum(axis=(0, 2)) / shared.counts.arrived.sum(axis=(0, 2))).tolist()
    assert np.isfinite(waits).all()


def test_everybody_needs_the_skills(tmp_path: Path) -> None:
    """Whoever works for one of the queues and has not learned the other is named."""
    inputs = simulation_input_of(write_week(tmp_path / "shop", **PHONE))
    with pytest.raises(InputError) as caught:
        places_to_share(inputs, "aftersale,presale")
    (finding,) = caught.value.findings
    assert (finding.code, finding.value) == ("shared_skills", "A2, A3, A6")
    unlike = simulation_input_of(write_week(tmp_path / "unlike"))
    with pytest.raises(InputError, match="shared_unlike"):
        places_to_share(unlike, "aftersale,presale")
