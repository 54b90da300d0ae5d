"""A team that shares queues, from shop.toml to a plan that is audited and played."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from peakroster.desk.roster import open_desk
from peakroster.desk.what_if import what_if
from peakroster.exports.dispatch import export
from peakroster.exports.neutral import neutral_table
from peakroster.pipeline.stages import PlanOutcome, ProgressObserver, run_plan, run_size
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from peakroster.simulation.demand import mean_demand
from peakroster.simulation.late_share import late_shares
from peakroster.simulation.replications import run_replications
from peakroster.simulation.simulation_input import read_simulation_input
from scheduler.audit import PlanData, audit
from scheduler.domain.plan import Plan
from scheduler.roster.problem.solution import Limits
from tests.peakroster.cli.small_shop import AGENTS, FILES, write_small_shop
from tests.peakroster.simulation.weeks import DAY

pytestmark = pytest.mark.slow

TEAM = '\n[[shared]]\nid = "front"\nname = "前台"\nqueues = ["aftersale", "presale"]\n'
ALIKE = "aht_seconds = 300\nconcurrency = 2\nslowdown = [1.0, 0.9]\nweight = 2.0\n"


def write_team(folder: Path) -> Path:
    """The small shop; all but A8 have both skills."""
    write_small_shop(folder)
    settings = FILES["shop.toml"].replace("aht_seconds = 300\n", ALIKE) + TEAM
    (folder / "shop.toml").write_text(settings, encoding="utf-8")
    both = "\n".join(
        line if line.startswith("A8") else line.replace(",presale,", ",presale;aftersale,")
        for line in AGENTS.replace(",aftersale,", ",presale;aftersale,").splitlines()
    )
    (folder / "agents.csv").write_text(both + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[ShopFolder, PlanOutcome]:
    """The shop and a plan of two days."""
    shop = read_shop(write_team(tmp_path_factory.mktemp("teams") / "shop"))
    return shop, run_plan(shop, DAY, 2, Limits.within(2), ProgressObserver())


def rows(table: pd.DataFrame | None, queue: str) -> pd.DataFrame:
    """Of a queue or a team."""
    assert table is not None
    return table[table["queue"] == queue].reset_index(drop=True)


def test_the_requirement(planned: tuple[ShopFolder, PlanOutcome]) -> None:
    """The team has rows of its own with all customers; its queues need nobody, and tell who is late."""
    table = planned[1].plan.requirement
    front, presale, aftersale = (rows(table, name) for name in ("front", "presale", "aftersale"))
    assert len(front) == len(presale) == 60
    assert (front["agents"] >= 1).all()
    assert presale["agents"].sum() == aftersale["agents"].sum() == 0
    numbers = [each.set_index("timestamp")[["inquiries", "late"]] for each in (front, presale, aftersale)]
    numbers[2] = numbers[2].reindex(numbers[0].index, fill_value=0.0)
    both = pd.concat(
        [each.add_suffix(end) for each, end in zip(numbers, ("_x", "_y", ""), strict=True)], axis=1
    )
    assert both["inquiries_x"].to_numpy() == pytest.approx(
        (both["inquiries_y"] + both["inquiries"]).to_numpy(), abs=2e-4
    )
    # A late customer of presale counts half of one of aftersale, whose weight is twice as large.
    assert both["late_x"].to_numpy() == pytest.approx(
        (both["late_y"] / 2 + both["late"]).to_numpy(), abs=2e-4
    )


def test_the_roster(planned: tuple[ShopFolder, PlanOutcome]) -> None:
    """People work for the team; who lacks a skill does not; nothing is broken."""
    plan = planned[1].plan
    assert plan.activities is not None
    done = plan.activities[~plan.activities["activity"].isin(["meal", "break", "standby"])]
    assert set(done["activity"]) == {"front"}
    assert "A8" not in set(done["agent_id"])
    assert planned[1].violations == ()
    front = rows(plan.coverage, "front")
    assert (front["scheduled"] > 0).any()
    assert rows(plan.coverage, "presale")["scheduled"].sum() == 0
    there = rows(plan.coverage, "presale").merge(front, on="timestamp")
    assert (there.loc[there["scheduled_y"] == 0, "service_level_x"] == 0).all()
    assert (there.loc[there["scheduled_y"] >= there["required_y"], "service_level_x"] > 0.8).all()
    assert {shortage.queue for shortage in planned[1].shortages} <= {"front"}


@pytest.mark.parametrize(
    ("table", "queue", "column", "change", "code"),
    [
        ("requirement", "front", "agents", -1, "requirement_too_few"),
        ("requirement", "front", "agents", 1, "requirement_too_many"),
        ("requirement", "presale", "agents", 1, "requirement_too_many"),
        ("requirement", "front", "inquiries", 0.1, "requirement_inquiries"),
        ("requirement", "front", "aht_seconds", 1.0, "requirement_aht"),
        ("coverage", "front", "service_level", -0.01, "coverage_service_level"),
        ("coverage", "presale", "service_level", -0.01, "coverage_service_level"),
        ("coverage", "front", "scheduled", 1, "coverage_scheduled"),
        ("coverage", "presale", "scheduled", 1, "coverage_scheduled"),
    ],
)
def test_the_audit_finds(
    planned: tuple[ShopFolder, PlanOutcome], table: str, queue: str, column: str, change: float, code: str
) -> None:
    """A number that is not what the files say, in the busiest interval."""
    shop, outcome = planned
    frame = getattr(outcome.plan, table).copy()
    busiest = rows(outcome.plan.requirement, "front")["inquiries"].argmax()
    place = frame.index[frame["queue"] == queue][busiest]
    frame[column] = frame[column].astype("float64")
    frame.loc[place, column] += change
    broken = replace(outcome.plan, **{table: frame})
    data = PlanData(shop, broken, PlanStore(shop.folder).before(DAY))
    found = [(each.code, each.queue) for each in audit(data, (table,)) if each.code.startswith(table)]
    assert (code, queue) in found


def test_an_activity_of_a_shared_queue_is_none(planned: tuple[ShopFolder, PlanOutcome]) -> None:
    """Nobody works for presale alone, and nobody for the team who lacks a skill."""
    shop, outcome = planned
    done = outcome.plan.activities
    assert done is not None
    place = done.index[done["activity"] == "front"][0]
    for column, value, code in (
        ("activity", "presale", "activity_unknown"),
        ("agent_id", "A8", "activity_skill"),
    ):
        changed = done.copy()
        changed.loc[place, column] = value
        data = PlanData(shop, replace(outcome.plan, activities=changed), PlanStore(shop.folder).before(DAY))
        assert code in {each.code for each in audit(data, ("activities",))}


def test_played(planned: tuple[ShopFolder, PlanOutcome]) -> None:
    """The simulation knows the team by itself: the plan's own service levels come out of it."""
    inputs = read_simulation_input(planned[0], DAY)
    result = run_replications(inputs, [mean_demand(inputs, "planned")] * 60, 1)
    assert result.counts.answered[:, 1].sum() > 0
    shares = late_shares(result, "planned", 1)
    for name in ("presale", "aftersale"):
        planned_share, simulated = shares[name].planned, shares[name].simulated
        assert planned_share is not None
        assert simulated is not None
        assert abs(planned_share - simulated) < 0.1


def test_sized_by_hand(planned: tuple[ShopFolder, PlanOutcome], tmp_path: Path) -> None:
    """One more agent in requirement.csv is the shop's own number, and is read back."""
    shop = read_shop(write_team(tmp_path / "own"))
    store = PlanStore(shop.folder)
    store.write(Plan(DAY, 2, forecast=planned[1].plan.forecast))
    run_size(shop, DAY, ProgressObserver())
    assert rows(store.read(DAY).requirement, "front").equals(rows(planned[1].plan.requirement, "front"))


def test_exported(planned: tuple[ShopFolder, PlanOutcome], tmp_path: Path) -> None:
    """The queues of a shift are its team, by id in the table and by name in a calendar."""
    shop, outcome = planned
    assert set(neutral_table(shop, outcome.plan)["queue"]) == {"", "front"}
    calendars = export(shop, outcome.plan, "ics", target=tmp_path, language="zh")
    assert any("前台" in file.read_text(encoding="utf-8") for file in calendars)


def test_what_if(planned: tuple[ShopFolder, PlanOutcome]) -> None:
    """Twice as many customers need more agents of the team, and its last queue fares worst."""
    desk = open_desk(planned[0].folder, DAY)
    other = what_if(desk, 2.0).plan
    assert other.coverage is not None
    before, after = rows(desk.plan.coverage, "front"), rows(other.coverage, "front")
    assert after["required"].sum() > before["required"].sum()
    assert set(other.coverage["queue"]) == {"front", "presale", "aftersale"}
    short = after.loc[after["required"] > after["scheduled"] + 1, "timestamp"]
    levels = other.coverage[other.coverage["timestamp"].isin(short)].groupby("queue")["service_level"].mean()
    assert levels["presale"] < 0.9
