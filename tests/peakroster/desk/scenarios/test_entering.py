"""What a scenario says is entered into the shop's files: one change of the log, and taken back as one."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.desk.roster import open_desk
from peakroster.desk.scenarios.applying import apply
from peakroster.desk.scenarios.entering import enter, enterable, latest_entered, take_back_entered
from peakroster.desk.scenarios.overrides import (
    Away,
    Fewer,
    Hired,
    Override,
    Promotion,
    QueueSettings,
    Rule,
    ShiftTimes,
    Shrinkage,
    Traffic,
    Wage,
)
from peakroster.shop.folder import read_shop
from peakroster.shop.settings.editing import with_rule
from peakroster.store.log import logged_changes
from peakroster.tables.findings import InputError
from tests.ui.conftest import FIRST_DAY

SECOND_DAY = FIRST_DAY.replace(day=11)
EVERYTHING: tuple[Override, ...] = (
    Traffic(factor=1.5, queue="presale"),
    Away(agents=("005",), last=FIRST_DAY),
    Fewer(agents=("006",)),
    Hired(count=2, like="005", skills=("presale",), max_hours_week=24),
    QueueSettings(queue="presale", share=0.9, within_seconds=30, concurrency=2, handling_factor=1.1),
    QueueSettings(queue="aftersale", bot_share=0.2),
    Shrinkage(share=0.15),
    Rule(rule="max_days_per_week", value=5),
    Rule(rule="min_rest_hours", value=None),
    ShiftTimes(shift="晚班", start=13 * 60, end=21 * 60),
    ShiftTimes(shift="中班", start=10 * 60, end=18 * 60, like="早班"),
    Wage(factor=1.1, agents=("001",)),
    Promotion(event="double11-2026", days=1, times=2.0),
)
MARK = "﻿"


def all_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".csv", ".toml")}


def test_what_is_entered_is_what_was_applied(shop: Path) -> None:
    """The shop read back is the shop under the scenario; comments and the mark stay; it goes back whole."""
    settings = shop / "shop.toml"
    settings.write_text(f"{MARK}# 我们的店\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")
    before = all_files(shop)
    desk = open_desk(shop, FIRST_DAY)
    wanted = apply(desk.shop, desk.plan, EVERYTHING[:-1]).shop
    entered = enter(desk, EVERYTHING, "大促", "情景：大促", lambda number: f"新人{number}")
    assert settings.read_text(encoding="utf-8").startswith(f"{MARK}# 我们的店\n")
    found = entered.desk.shop
    assert found.settings.rules == wanted.settings.rules
    assert found.settings.shrinkage == 0.15
    for queue, other in zip(found.settings.queues, wanted.settings.queues, strict=True):
        assert (queue.targets, queue.concurrency) == (other.targets, other.concurrency)
        assert queue.aht_seconds == pytest.approx(other.aht_seconds)
        assert queue.bot_share == other.bot_share
    times = {shift.name: (shift.start, shift.end, shift.meal) for shift in wanted.shifts}
    assert {shift.name: (shift.start, shift.end, shift.meal) for shift in found.shifts} == times
    assert entered.people == {"+1": "007", "+2": "008"}
    people = {agent.id: agent for agent in found.agents}
    assert people["001"].hourly_cost == pytest.approx(33)
    assert people["006"].last_day is not None
    assert people["006"].last_day < FIRST_DAY
    assert (people["008"].name, people["008"].skills) == ("新人2", ("presale",))
    assert people["008"].max_hours_week == 24
    assert ("005", FIRST_DAY) in {(row.agent_id, row.day) for row in found.requests if row.kind == "leave"}
    assert not found.locks, "005 is ill on the day of the lock"
    assert [(row.queue, row.multiply) for row in found.adjustments] == [("presale", 1.5)]
    (event,) = found.events
    assert (event.start.day, event.intensity) == (11, 2.0)
    change = latest_entered(shop, FIRST_DAY)
    assert change is not None
    assert change.entry.note == "大促"
    assert [one.entry.kind for one in logged_changes(shop)].count("adopt") == 1
    take_back_entered(entered.desk, change.id)
    assert all_files(shop) == before
    assert latest_entered(shop, FIRST_DAY) is None


def test_what_cannot_be_is_refused_whole(shop: Path) -> None:
    """Nothing is written where the shop could not be read with it."""
    before = all_files(shop)
    desk = open_desk(shop, FIRST_DAY)
    wrong = (Shrinkage(share=0.15), Hired(count=1, like="005", min_hours_week=60, max_hours_week=20))
    with pytest.raises(InputError):
        enter(desk, wrong, "a", "b", str)
    with pytest.raises(InputError):
        enter(desk, (Wage(factor=2, agents=("999",)),), "a", "b", str)
    assert all_files(shop) == before


def test_shifts_of_a_pattern_stay_by_hand(shop: Path) -> None:
    """A row that makes several shifts cannot say that one of them has other times."""
    shifts = shop / "shifts.csv"
    shifts.write_text(
        "shift,start,end,meal_minutes,meal_from,meal_to,start_to,start_step,lengths\n"
        "早班,08:00,16:00,60,11:00,14:00,,,\n晚班,12:00,20:00,60,15:00,18:00,,,\n活班,08:00,,0,,,10:00,60,6\n",
        encoding="utf-8",
    )
    desk = open_desk(shop, FIRST_DAY)
    name = next(shift.name for shift in desk.shop.shifts if shift.pattern is not None)
    change = ShiftTimes(shift=name, start=600, end=900)
    assert enterable(desk, (change, Shrinkage(share=0.2))) == (Shrinkage(share=0.2),)
    assert enter(desk, (change,), "a", "b", str).left == (change,)


def test_a_rule_of_the_preset_is_taken_out_alone(shop: Path) -> None:
    """The others of the preset are stated in its place."""
    settings = shop / "shop.toml"
    was = read_shop(shop, history_required=False).settings.rules
    settings.write_text(
        with_rule(settings.read_text(encoding="utf-8"), "min_rest_hours", None), encoding="utf-8"
    )
    now = read_shop(shop, history_required=False).settings.rules
    assert now.min_rest_hours is None
    assert now.max_days_per_week == was.max_days_per_week
    assert now.night_hours == was.night_hours


def test_what_contracts_say_of_people_is_known(shop: Path) -> None:
    """A new shift is one more of those of the contract, and nobody owes more hours than the new one has."""
    (shop / "contracts.csv").write_text(
        "contract,min_hours_week,shifts\n全职,32,早班;晚班\n", encoding="utf-8"
    )
    agents = shop / "agents.csv"
    header, *rows = agents.read_text(encoding="utf-8").splitlines()
    agents.write_text(
        "\n".join([header + ",合同", *(row + ",全职" for row in rows)]) + "\n", encoding="utf-8"
    )
    desk = open_desk(shop, FIRST_DAY)
    changes = (
        ShiftTimes(shift="中班", start=600, end=1080, like="早班"),
        Hired(count=2, like="005", max_hours_week=24),
    )
    found = enter(desk, changes, "a", "b", str).desk.shop.agents
    assert found[0].shifts == ("早班", "晚班", "中班")
    assert [(one.min_hours_week, one.max_hours_week) for one in found[-2:]] == [(24, 24), (24, 24)]
