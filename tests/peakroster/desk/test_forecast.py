"""Corrections of a forecast on the desk are written to the shop's files, and the plan follows them."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from peakroster.desk.forecast import (
    adjust,
    adjustments_in_plan,
    exclude,
    explained,
    fitted,
    is_own,
    odd_stretches,
)
from peakroster.desk.roster import Desk, examine, open_desk
from peakroster.pipeline.stages import ProgressObserver, run_forecast
from peakroster.planning.forecast.as_of import known_until
from peakroster.plans.tables import table_bytes
from peakroster.shop.folder import read_shop
from peakroster.store.versions import versions_of
from peakroster.tables.findings import InputError
from tests.peakroster.planned import DAY, ODD_HOUR, write_planned_shop

pytestmark = pytest.mark.slow

START, END = datetime(2026, 12, 15, 18), datetime(2026, 12, 15, 22)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_planned_shop(tmp_path_factory.mktemp("desk") / "shop")


@pytest.fixture
def desk(planned: Path, tmp_path: Path) -> Desk:
    shutil.copytree(planned, tmp_path / "shop")
    return open_desk(tmp_path / "shop", DAY)


def means(desk: Desk) -> pd.Series:
    assert desk.plan.forecast is not None
    return desk.plan.forecast.set_index(["queue", "timestamp"])["mean"]


def test_adjusting_changes_file_and_plan(desk: Desk) -> None:
    """The row is in adjustments.csv, forecast, requirement and coverage follow it, the audit is clean, the
    roster stays, the plan before is kept; changed and removed, everything is as it was."""
    row = {"start": START, "end": END, "queue": "presale", "multiply": 2.0, "reason": "流量", "who": "王芳"}
    doubled = adjust(desk, {}, added=[row])
    (adjustment,) = adjustments_in_plan(doubled)
    assert (adjustment.multiply, adjustment.who) == (2, "王芳")
    inside = ("presale", pd.Timestamp(START))
    assert means(doubled)[inside] == pytest.approx(2 * means(desk)[inside], abs=3e-4)
    assert examine(doubled).violations == ()
    assert doubled.plan.requirement is not None
    assert desk.plan.requirement is not None
    assert doubled.plan.requirement["agents"].sum() > desk.plan.requirement["agents"].sum()
    assert doubled.plan.roster is not None
    assert desk.plan.roster is not None
    pd.testing.assert_frame_equal(doubled.plan.roster, desk.plan.roster)
    assert (doubled.plan.summary or {})["gap"] in (0, 1)
    assert [one.number for one in versions_of(desk.shop.folder, DAY)] == [1, 2]
    told = explained(doubled, fitted(doubled, "presale"), START)
    assert told.steps[-1].adjustment == adjustment
    assert told.mean == pytest.approx(told.written, abs=1e-4)
    tripled = adjust(doubled, {adjustment.row: {"multiply": 3.0}})
    assert means(tripled)[inside] == pytest.approx(3 * means(desk)[inside], abs=3e-4)
    back = adjust(tripled, {}, frozenset({adjustment.row}))
    pd.testing.assert_series_equal(means(back), means(desk))


def test_a_wrong_row_changes_nothing(desk: Desk) -> None:
    """The finding names the row and what is wrong; no file is written."""
    with pytest.raises(InputError) as error:
        adjust(desk, {}, added=[{"start": START, "end": START, "multiply": 2.0}])
    assert [finding.code for finding in error.value.findings] == ["span_ends_early"]
    assert not (desk.shop.folder / "adjustments.csv").exists()
    assert [one.number for one in versions_of(desk.shop.folder)] == [1]


def test_what_is_odd_can_be_left_out(desk: Desk) -> None:
    """The stretch goes to exclude.csv and is no longer proposed."""
    (stretch,) = odd_stretches(desk)
    assert (stretch.queue, stretch.unusual.start) == ("presale", pd.Timestamp(ODD_HOUR))
    again = exclude(desk, stretch, "wrong number")
    assert odd_stretches(again) == ()
    (exclusion,) = again.shop.exclusions
    assert (exclusion.start, exclusion.queue, exclusion.reason) == (
        datetime(2026, 12, 2, 14),
        "presale",
        "wrong number",
    )
    assert again.plan.forecast is not None


def test_a_forecast_of_ones_own_stays(desk: Desk) -> None:
    """Without the model's mean in it, forecast.csv was made elsewhere: rows are saved, the plan is not
    touched."""
    assert not is_own(desk)
    assert desk.plan.forecast is not None
    own = desk.plan.forecast.drop(columns="model_mean").assign(mean=7.0)
    path = desk.shop.folder / "plans" / str(DAY) / "forecast.csv"
    path.write_bytes(table_bytes("forecast", own))
    theirs = open_desk(desk.shop.folder, DAY)
    assert is_own(theirs)
    after = adjust(theirs, {}, added=[{"start": START, "end": END, "multiply": 2.0}])
    assert len(adjustments_in_plan(after)) == 1
    assert set(means(after)) == {7.0}


def test_a_plan_made_on_its_way_stays_one(planned: Path, tmp_path: Path) -> None:
    """Adjusted, it still holds what had come when it was made."""
    shutil.copytree(planned, tmp_path / "shop")
    shop, first = read_shop(tmp_path / "shop"), date(2026, 12, 13)  # the history's last day
    plan = run_forecast(shop, first, 2, 1, ProgressObserver(), as_of=datetime(2026, 12, 13, 12)).plan
    desk = open_desk(shop.folder, first)
    row = {"start": datetime(2026, 12, 13, 18), "end": datetime(2026, 12, 13, 22), "multiply": 2.0}
    after = adjust(desk, {}, added=[row])
    assert known_until(after.plan) == known_until(plan) == datetime(2026, 12, 13, 12)
    early = pd.Timestamp("2026-12-13T12:00")
    for queue in shop.queue_ids:
        pd.testing.assert_series_equal(means(after)[queue][:early], means(desk)[queue][:early])


def test_a_stale_screen_changes_no_other_row(desk: Desk) -> None:
    """Rows are named by their number, which another manager's edit moves: the second of two is refused, is
    shown what has changed, and neither file nor plan is touched; so is one that only adds a row, for it would
    work on rows that were never seen. Reloaded, the change goes through."""
    folder = desk.shop.folder
    rows = [
        {"start": START, "end": END, "queue": "presale", "multiply": 2.0},
        {"start": START, "end": END, "queue": "aftersale", "multiply": 3.0},
    ]
    both = adjust(desk, {}, added=rows)
    adjust(both, {}, frozenset({2}))  # the second row moves up
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    stale_changes = (
        lambda: adjust(both, {3: {"multiply": 4.0}}),
        lambda: adjust(both, {}, frozenset({2})),
        lambda: adjust(both, {}, added=rows[:1]),
        lambda: adjust(desk, {}, added=rows[:1]),
    )
    for change in stale_changes:
        with pytest.raises(InputError) as refused:
            change()
        (finding,) = refused.value.findings
        assert (finding.code, finding.file) == ("changed_meanwhile", "adjustments.csv")
        assert "aftersale ×3" in finding.details["found"]
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == files
    again = adjust(open_desk(folder, DAY), {2: {"multiply": 4.0}})
    assert [(row.queue, row.multiply) for row in again.shop.adjustments] == [("aftersale", 4)]


def test_one_stretch_is_left_out_once(desk: Desk) -> None:
    """Two managers who both take the proposal: the second is shown the row of the first."""
    (stretch,) = odd_stretches(desk)
    exclude(desk, stretch, "wrong number")
    with pytest.raises(InputError) as refused:
        exclude(desk, stretch, "wrong number")
    (finding,) = refused.value.findings
    assert (finding.code, finding.file) == ("changed_meanwhile", "exclude.csv")
