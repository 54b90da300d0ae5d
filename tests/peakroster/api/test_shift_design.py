"""``pr.better_shifts``: a catalogue as data frames."""

from __future__ import annotations

from pathlib import Path

import pytest

import peakroster as pr
from peakroster.plans.store import PlanStore
from tests.peakroster.cli.test_shifts import a_shop


def test_a_catalogue_in_a_script(tmp_path: Path) -> None:
    """The present catalogue stands beside the found ones; one shift covers two agents from 09:00 to 17:00."""
    shop = pr.read_shop(a_shop(tmp_path / "shop", plans={"2026-11-09": 2}), history_required=False)
    store = PlanStore(shop.folder)
    staffing = pr.Staffing(store.read(store.plans()[0]))
    found = pr.better_shifts(shop, staffing, 1, lengths=[8])
    (row,) = found.shifts.to_dict("records")
    assert (row["start"], row["end"], list(row.values())[-2:]) == ("09:00", "17:00", [2, 2])
    assert found.curve.loc[0, ["shifts", "found", "paid_hours"]].tolist() == [2, False, 64]
    assert found.curve.loc[1, ["shifts", "found", "paid_hours"]].tolist() == [1, True, 32]
    assert found.gap == 0
    assert found.csv.decode("utf-8-sig").splitlines()[1].startswith("早班,09:00,17:00")
    assert "32.0 h paid" in repr(found)
    with pytest.raises(ValueError, match="1 to 30"):
        pr.better_shifts(shop, staffing, 0)
