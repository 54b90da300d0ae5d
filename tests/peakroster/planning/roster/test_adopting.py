"""What people did in a roster that was really worked: filled in so that the next plan can go on from it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from peakroster.planning.roster.adopting import adopt
from peakroster.shop.folder import read_shop
from tests.peakroster.cli.small_shop import write_small_shop

ROSTER = """\
agent_id,date,shift,start,end
007,2026-11-07,早班,,
007,2026-11-08,夜班,,
A4,2026-11-08,早班,10:00,16:00
A6,2026-11-08,晚班,,
"""


def test_activities_fill_each_shift_without_gaps(tmp_path: Path) -> None:
    """From start to end, neighbours differ; the meal in the middle of its window, on the grid,
    where the shift was worked as shifts.csv has it, none elsewhere; nobody serves a queue that is closed."""
    shop = read_shop(write_small_shop(tmp_path / "shop"), history_required=False)
    (tmp_path / "last.csv").write_text(ROSTER, encoding="utf-8")
    plan, warnings = adopt(shop, tmp_path / "last.csv")
    assert warnings == ()
    assert plan.roster is not None
    assert plan.activities is not None
    for agent, rows in plan.activities.groupby("agent_id"):
        shifts = plan.roster[plan.roster["agent_id"] == agent]
        assert set(rows["start"]) - set(rows["end"]) == set(shifts["start"])
        assert set(rows["end"]) - set(rows["start"]) == set(shifts["end"])
    meals = plan.activities[plan.activities["activity"] == "meal"]
    assert {(row.agent_id, f"{row.start:%d %H:%M}", f"{row.end:%H:%M}") for row in meals.itertuples()} == {
        ("007", "07 12:00", "13:00"),
        ("007", "09 03:00", "04:00"),
        ("A6", "08 19:00", "20:00"),
    }
    late = plan.activities[plan.activities["start"] >= pd.Timestamp("2026-11-08T21:00")]
    assert list(late.loc[late["agent_id"] == "A6", "activity"]) == ["standby"]


def test_short_breaks_are_filled_in_too(tmp_path: Path) -> None:
    """Near the middle of their windows; in a shift that was worked otherwise than planned there are none."""
    folder = write_small_shop(tmp_path / "shop")
    header, *rows = (folder / "shifts.csv").read_text(encoding="utf-8").splitlines()
    breaks = {"早班": "60@09:00-11:00;60@14:00-16:00"}
    wider = [f"{row},{breaks.get(row.split(',')[0], '')}" for row in rows]
    (folder / "shifts.csv").write_text("\n".join([f"{header},breaks", *wider]), encoding="utf-8")
    (tmp_path / "last.csv").write_text(ROSTER, encoding="utf-8")
    plan, _ = adopt(read_shop(folder, history_required=False), tmp_path / "last.csv")
    assert plan.activities is not None
    rests = plan.activities[plan.activities["activity"] == "break"]
    assert {(row.agent_id, f"{row.start:%d %H:%M}", f"{row.end:%H:%M}") for row in rests.itertuples()} == {
        ("007", "07 10:00", "11:00"),
        ("007", "07 15:00", "16:00"),
    }
