"""``replan --because``: who is away stands in requests.csv afterwards, whether or not the plan changed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

import peakroster as pr
from peakroster.plans.store import PlanStore
from tests.peakroster.cli.small_shop import run, state_of

pytestmark = pytest.mark.slow

FIRST = ("--from", "2026-11-09", "--time-limit", 1)


def test_away_on_a_day_without_a_shift(planned: Path, tmp_path: Path) -> None:
    """Nobody loses a shift and the plan stays; the next plan must know of the absence all the same."""
    store = PlanStore(planned)
    after = store.read(store.plans()[0]).last_day + timedelta(days=1)
    because = tmp_path / "ill.csv"
    because.write_text(f"agent_id,from,reason\nA2,{after},ill\n", encoding="utf-8")
    run("replan", planned, *FIRST)  # what pays without it
    for _ in range(2):  # the second time it is known
        before = state_of(planned / "plans")
        ran = run("replan", planned, *FIRST, "--because", because, "--json")
        assert (ran.code, ran.json["replan"]["written"]) == (0, False)
        leave = [one for one in pr.read_shop(planned).requests if (one.agent_id, one.day) == ("A2", after)]
        assert [one.kind for one in leave] == ["leave"]
        assert state_of(planned / "plans") == before
