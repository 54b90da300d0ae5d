"""How long chats take: from the history to the forecast, the agents needed, and the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from peakroster.auditing import audit_plan
from peakroster.desk.roster import open_desk
from peakroster.desk.what_if import what_if
from peakroster.pipeline.stages import PlanOutcome, ProgressObserver, run_forecast, run_plan, run_size
from peakroster.planning.forecast.forecasting import make_forecast
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from scheduler.domain.events import Exclusion
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop
from scheduler.roster.problem.solution import Limits
from tests.peakroster.cli.small_shop import write_small_shop

pytestmark = pytest.mark.slow

MONDAY = date(2026, 11, 9)
SHAPE = np.where(np.arange(24) < 12, 200.0, 320.0)


def write_shop(folder: Path) -> Shop:
    """The small shop; chats of presale take 200 s in the morning, 320 s from noon on (240 in shop.toml)."""
    write_small_shop(folder)
    table = pd.read_csv(folder / "history.csv")
    hour = pd.to_datetime(table["timestamp"]).dt.hour
    table["aht_seconds"] = np.where(table["queue"] == "presale", SHAPE[hour], np.nan)
    table.to_csv(folder / "history.csv", index=False)
    return read_shop(folder)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """For a test to change."""
    return write_shop(tmp_path / "shop")


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shop, PlanOutcome]:
    """With a plan of two days."""
    shop = write_shop(tmp_path_factory.mktemp("handling") / "shop")
    return shop, run_plan(shop, MONDAY, 2, Limits.within(2), ProgressObserver())


def forecast(shop: Shop, **options: datetime) -> pd.DataFrame:
    """forecast.csv of two days."""
    return make_forecast(shop, MONDAY, 2, 1, **options).table.set_index(["queue", "timestamp"])


def test_the_forecast_says_how_long_chats_take(shop: Shop) -> None:
    """Where they were observed; nothing is said of a queue without, which shop.toml speaks for."""
    table = forecast(shop)
    seconds = table.loc["presale", "aht_seconds"]
    assert seconds.to_numpy() == pytest.approx(SHAPE[seconds.index.hour], rel=0.03)
    assert (seconds * 10 == (seconds * 10).round()).all()
    assert table.loc["aftersale", "aht_seconds"].isna().all()


def test_a_queue_that_wants_its_own_figure_keeps_it(shop: Shop) -> None:
    """With handling_time = "fixed" the history is not asked."""
    settings = (shop.folder / "shop.toml").read_text(encoding="utf-8")
    fixed = settings.replace("aht_seconds = 240", 'aht_seconds = 240\nhandling_time = "fixed"')
    (shop.folder / "shop.toml").write_text(fixed, encoding="utf-8")
    read = read_shop(shop.folder)
    assert [queue.handling_time for queue in read.settings.queues] == ["fixed", "auto"]
    assert forecast(read)["aht_seconds"].isna().all()


def test_excluded_hours_are_not_learned_from(shop: Shop) -> None:
    """A week of wrong records of an hour a chat changes nothing once it is excluded."""
    wrong = shop.history["timestamp"] >= "2026-11-02"
    spoilt = shop.history["aht_seconds"].where(~wrong, 3600.0)
    span = Exclusion(datetime(2026, 11, 2), datetime(2026, 11, 9), "presale", "", 2)
    there = replace(shop, history=shop.history.assign(aht_seconds=spoilt), exclusions=(span,))
    seconds = forecast(there).loc["presale", "aht_seconds"]
    assert seconds.to_numpy() == pytest.approx(SHAPE[seconds.index.hour], rel=0.05)


def test_hours_that_are_over_have_what_was_observed(shop: Shop) -> None:
    """At 04:00 of a day the hours before it have their own means, the others the forecast."""
    history = shop.history.assign(timestamp=shop.history["timestamp"] + pd.Timedelta(days=1))
    odd = (history["timestamp"] == "2026-11-09T02:00") & (history["queue"] == "presale")
    there = replace(shop, history=history.assign(aht_seconds=history["aht_seconds"].where(~odd, 555.0)))
    seconds = forecast(there, as_of=datetime(2026, 11, 9, 4)).loc["presale", "aht_seconds"]
    assert seconds.iloc[:5].tolist() == pytest.approx([200, 200, 555, 200, 200], rel=0.03)


def test_agents_are_needed_for_the_hour_as_it_is(shop: Shop) -> None:
    """Longer chats in the afternoon need more agents than the shop's one figure, shorter ones fewer."""
    table = make_forecast(shop, MONDAY, 1, 1).table
    own = requirement_table(shop, table, MONDAY, 1)
    plain = requirement_table(shop, table.drop(columns="aht_seconds"), MONDAY, 1)
    change = (own["agents"] - plain["agents"])[own["queue"] == "presale"]
    hour = own["timestamp"].dt.hour[change.index]
    assert change[hour < 12].sum() < 0 < change[hour >= 12].sum()
    assert (change[hour < 12] <= 0).all()
    assert (change[hour >= 12] >= 0).all()
    others = own["queue"] == "aftersale"
    assert own.loc[others, "agents"].tolist() == plain.loc[others, "agents"].tolist()


def test_a_whole_plan_agrees_with_its_audit(planned: tuple[Shop, PlanOutcome]) -> None:
    """Written, read back, every figure recounted by the handling times of the file."""
    _, outcome = planned
    assert outcome.violations == ()
    assert outcome.plan.requirement is not None
    assert outcome.plan.requirement["aht_seconds"].nunique() > 3


def test_more_traffic_leaves_the_chats_as_long_as_they_are(planned: tuple[Shop, PlanOutcome]) -> None:
    """What if twice as many came: twice the inquiries, the same handling times."""
    desk = open_desk(planned[0].folder, MONDAY)
    other = what_if(desk, 2.0).plan
    for table in ("forecast", "requirement"):
        before, after = getattr(desk.plan, table), getattr(other, table)
        assert after["aht_seconds"].equals(before["aht_seconds"])
    assert desk.plan.forecast is not None
    assert other.forecast is not None
    assert other.forecast["mean"].sum() == pytest.approx(2 * desk.plan.forecast["mean"].sum())


def test_stage_by_stage_is_the_same_as_at_once(shop: Shop, planned: tuple[Shop, PlanOutcome]) -> None:
    """The requirement from the file is that of the whole plan, byte for byte."""
    run_forecast(shop, MONDAY, 2, 1, ProgressObserver())
    run_size(shop, MONDAY, ProgressObserver())
    mine, whole = (PlanStore(there.folder).path(MONDAY) / "requirement.csv" for there in (shop, planned[0]))
    assert mine.read_bytes() == whole.read_bytes()


def test_a_plan_from_before_handling_times_stays_right(shop: Shop) -> None:
    """Files without the column are judged by shop.toml, whatever the history says."""
    table = make_forecast(shop, MONDAY, 2, 1).table.drop(columns=["aht_seconds", "model_mean"])
    needed = requirement_table(shop, table, MONDAY, 2).drop(columns="aht_seconds")
    plan = Plan(MONDAY, 2, forecast=table, requirement=needed)
    earlier = PlanStore(shop.folder).before(MONDAY)
    assert audit_plan(shop, plan, earlier, ("forecast", "requirement")) == []
