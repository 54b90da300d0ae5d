"""An adjustment is previewed before it counts, entered by somebody at some time, and taken back."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from peakroster.desk.adjusting import (
    add_adjustments,
    hourly_numbers,
    latest_own,
    preview,
    take_back,
    with_percent,
)
from peakroster.desk.adjustment_log import adjustment_entries
from peakroster.desk.forecast import adjust
from peakroster.desk.roster import Desk, open_desk
from peakroster.planning.staffing.rostered_need import rostered_need
from peakroster.store.who import acting_as
from scheduler.domain.events import Adjustment
from tests.peakroster.planned import DAY, write_planned_shop

pytestmark = pytest.mark.slow

START, END = datetime(2026, 12, 15, 18), datetime(2026, 12, 15, 20, 30)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_planned_shop(tmp_path_factory.mktemp("adjusting") / "shop")


@pytest.fixture
def desk(planned: Path, tmp_path: Path) -> Desk:
    shutil.copytree(planned, tmp_path / "shop")
    return open_desk(tmp_path / "shop", DAY)


def adjustment(multiply: float | None = None, set_to: float | None = None, queue: str | None = "presale"):
    return Adjustment(START, END, queue, multiply, set_to, "流量", "", 0)


def people(desk: Desk) -> pd.Series:
    needed = desk.plan.requirement
    assert needed is not None
    table = needed.assign(people=rostered_need(desk.shop, needed))
    return table.set_index(["queue", "timestamp"])["people"]


def test_the_preview_is_what_comes_then(desk: Desk) -> None:
    """Inquiries and people of the days touched, before and after, as they are once the row is written; the
    preview writes nothing."""
    for row in (adjustment(1.5), adjustment(set_to=30.0)):
        seen = preview(desk, [row])
        assert not (desk.shop.folder / "adjustments.csv").exists()
        assert seen.exact
        assert seen.touches_anything
        assert set(seen.hours["timestamp"].dt.date) == {START.date()}
        written = adjust(desk, {}, added=[{"start": START, "end": END, "queue": "presale", **_amount(row)}])
        assert written.plan.forecast is not None
        means = written.plan.forecast.set_index(["queue", "timestamp"])["mean"]
        hours = seen.hours.set_index(["queue", "timestamp"])
        pd.testing.assert_series_equal(
            hours["after"].sort_index(), means[hours.index].sort_index(), check_names=False, atol=2e-3
        )
        intervals = seen.intervals.set_index(["queue", "timestamp"])
        pd.testing.assert_series_equal(
            intervals["after"].sort_index(), people(written)[intervals.index].sort_index(), check_names=False
        )
        (change,) = seen.changes
        assert change.inquiries[1] > change.inquiries[0]
        assert change.agent_hours[1] >= change.agent_hours[0]
        (row_again,) = written.shop.adjustments
        undone = preview(written, removed=[row_again.row])
        back = undone.hours.set_index(["queue", "timestamp"])["after"]
        before = seen.hours.set_index(["queue", "timestamp"])["before"]
        pd.testing.assert_series_equal(back, before, check_names=False, atol=2e-3)
        adjust(written, {}, frozenset({row_again.row}))
        (desk.shop.folder / "adjustments.csv").unlink()
        desk = open_desk(desk.shop.folder, DAY)


def _amount(row: Adjustment) -> dict[str, float]:
    return {"multiply": row.multiply} if row.multiply is not None else {"set": row.set_to or 0.0}


def test_all_queues_and_days_that_are_not_the_plans(desk: Desk) -> None:
    """Without a queue every queue changes; outside of the plan nothing does."""
    both = preview(desk, [adjustment(2.0, queue=None)])
    assert [change.queue for change in both.changes] == list(desk.shop.queue_ids)
    away = Adjustment(START + timedelta(days=30), END + timedelta(days=30), None, 2.0, None, "", "", 0)
    nothing = preview(desk, [away])
    assert nothing.changes == ()
    assert not nothing.touches_anything


def test_who_and_when_and_undo(desk: Desk) -> None:
    """The log says who entered a row and when; one's own last one is found and taken back, others' stay."""
    began = datetime.now(UTC).replace(microsecond=0)
    with acting_as("王芳"):
        first = add_adjustments(desk, [adjustment(1.2)])
    with acting_as("李强"):
        second = add_adjustments(first, [adjustment(1.1, queue=None)])
    entries = adjustment_entries(second)
    assert [(one.who, one.adjustment.multiply) for one in entries] == [("王芳", 1.2), ("李强", 1.1)]
    for one in entries:
        assert one.at is not None
        assert began <= one.at.replace(tzinfo=UTC) <= datetime.now(UTC)
    mine = latest_own(second, entries, "王芳")
    assert mine is not None
    back = take_back(second, [mine.row])
    assert [row.multiply for row in back.shop.adjustments] == [1.1]
    assert latest_own(back, adjustment_entries(back), "王芳") is None


def test_typed_hours_become_rows() -> None:
    """Neighbouring hours of one number are one row; +30 % is a factor."""
    typed = [(START + timedelta(hours=n), number) for n, number in ((2, 50.0), (0, 40.0), (1, 40.0))]
    rows = hourly_numbers(typed, "presale", "直播", "王芳")
    assert [(row.start.hour, row.end.hour, row.set_to) for row in rows] == [(18, 20, 40.0), (20, 21, 50.0)]
    assert with_percent(30) == pytest.approx(1.3)
