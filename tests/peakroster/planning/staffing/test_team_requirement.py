"""Requirement and coverage of a shared team, held to the audit in shops of many kinds."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from peakroster.planning.staffing.coverage import achieved_coverage
from peakroster.planning.staffing.queue_model import quantile_column
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.planning.staffing.rostered_queues import rostered_contributions, rostered_shop
from peakroster.planning.staffing.scenarios import SCENARIO_QUANTILES
from peakroster.shop.settings.opening import joint_opening
from scheduler.audit import PlanData, audit
from scheduler.domain.agents import Agent
from scheduler.domain.opening import Opening
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.queues import Queue, Target
from scheduler.domain.shared_teams import SharedTeam
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from tests.peakroster.planning.staffing.shops import MONDAY, forecast, queue, shop, wavy

CHATS: dict[str, Any] = {"concurrency": 3, "slowdown": (1.0, 0.9, 0.8)}
NOTHING = pd.DataFrame({"agent_id": [], "start": [], "end": [], "activity": []})
WORKED = pd.DataFrame({"agent_id": [], "date": [], "shift": [], "start": [], "end": [], "paid_hours": []})


def audited(store: Shop, table: pd.DataFrame, day: date = MONDAY) -> list[str]:
    """Codes of what the audit finds in this requirement, made of this forecast."""
    needed = requirement_table(store, table, day, 1)
    plan = Plan(day, 1, forecast=table, requirement=needed)
    earlier = EarlierWork(WORKED, NOTHING, False)
    return [violation.code for violation in audit(PlanData(store, plan, earlier), ("requirement",))]


def with_quantiles(table: pd.DataFrame) -> pd.DataFrame:
    """With the quantiles of an uncertain forecast."""
    spread = {
        quantile_column(level): table["mean"] * (1 + 0.6 * (level - 0.5)) + 3 * (level - 0.5)
        for level in SCENARIO_QUANTILES
    }
    return table.assign(**spread)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(9))
def test_random_shops(seed: int) -> None:
    """Two or three queues of a team beside one of its own, of any hours, targets, caps and demand."""
    rng = random.Random(seed)
    uncertain = seed == 8
    patient, count = rng.random() < 0.5, rng.randint(2, 3)
    queues: list[Queue] = []
    for place in range(count):
        first = rng.choice([0, 6, 8])
        targets = [Target("service_level", rng.choice([10, 30, 120]), rng.choice([0.8, 0.9, 0.95]))]
        if rng.random() < 0.4:
            targets.append(Target("average_wait", rng.choice([5, 20, 60]), hours=Window(540, 1200)))
        queues.append(
            queue(
                f"q{place}",
                open=Window(540, 720) if uncertain else Window(60 * first, 60 * rng.choice([20, 24])),
                aht_seconds=rng.uniform(150, 500),
                concurrency=3,
                slowdown=rng.choice([(1.0, 0.9, 0.8), (1.0, 0.8, 0.7)]),
                patience_seconds=None if patient else rng.uniform(60, 400),
                targets=tuple(targets),
                max_occupancy=rng.choice([None, 0.85]),
                min_agents=rng.choice([0, 0, 2]),
                bot_share=rng.choice([0.0, 0.3]),
                weight=rng.choice([0.5, 1.0, 3.0]),
                transfers=(("alone", 0.1),) if place == 0 and rng.random() < 0.5 else (),
            )
        )
    hours = Window(540, 720) if uncertain else Window(0, 1440)
    into_team = (("q0", 0.15),) if rng.random() < 0.5 else ()
    queues.insert(rng.randint(0, count), queue("alone", transfers=into_team, open=hours))
    names = [each.id for each in queues if each.id != "alone"]
    rng.shuffle(names)
    store = shop(
        queues,
        staffing_method=rng.choice(["stationary", "time_varying"]),
        shared=(SharedTeam("front", "前台", tuple(names)),),
        plan_for="expected_service" if uncertain else "mean",
        interval_minutes=60 if uncertain or seed % 2 else 30,
    )
    table = forecast({each.id: rng.uniform(0.1, 1.2) * wavy() for each in queues})
    assert audited(store, with_quantiles(table) if uncertain else table) == []


def test_the_hour_that_the_clocks_repeat() -> None:
    """In Berlin 02:00 of 25 October comes twice; the row stands for both."""
    day = date(2026, 10, 25)
    pair = [queue("a", **CHATS), queue("b", **CHATS, open=Window(120, 1440))]
    store = shop(pair, timezone="Europe/Berlin", shared=(SharedTeam("t", "t", ("b", "a")),))
    assert audited(store, forecast({"a": 40.0, "b": 20.0}, day, timezone="Europe/Berlin"), day) == []


def test_two_teams_and_a_night() -> None:
    """A team over midnight beside one by day."""
    queues = [queue(name, **CHATS, open=Window(1200, 1680)) for name in "ab"] + [queue(name) for name in "cd"]
    teams = (SharedTeam("night", "夜", ("b", "a")), SharedTeam("day", "日", ("c", "d")))
    store = shop(queues, shared=teams)
    counts = dict.fromkeys("abcd", 30.0)
    assert audited(store, forecast(counts)) == []
    needed = requirement_table(store, forecast(counts), MONDAY, 1)
    hours = set(needed.loc[needed["queue"] == "night", "timestamp"].dt.hour)
    assert hours == {20, 21, 22, 23, 0, 1, 2, 3}


def test_a_weighted_team_of_one_queue_is_that_queue() -> None:
    """A second queue to which nobody comes changes nothing: agents, lateness and coverage are the first's."""
    alone = shop([queue("a", **CHATS)])
    pair = shop([queue("a", **CHATS), queue("b", **CHATS)], shared=(SharedTeam("t", "t", ("a", "b")),))
    first = requirement_table(alone, forecast({"a": wavy()}), MONDAY, 1)
    both = requirement_table(pair, forecast({"a": wavy(), "b": 0.0}), MONDAY, 1)
    team = both[both["queue"] == "t"].reset_index(drop=True)
    assert team["agents"].tolist() == first["agents"].tolist()
    assert team["late"].to_numpy() == pytest.approx(first["late"].to_numpy(), abs=2e-3)
    there = np.where(both["queue"] == "t", 3, 0)
    levels = achieved_coverage(pair, both, there)
    expected = achieved_coverage(alone, first, np.full(len(first), 3))["service_level"].to_numpy()
    for name in ("t", "a"):
        found = levels.loc[levels["queue"] == name, "service_level"].to_numpy()
        assert found == pytest.approx(expected, abs=1e-6)
    assert (levels.loc[levels["queue"] == "b", "service_level"] == 1).all()


def test_the_roster_knows_the_team_alone() -> None:
    """Its queues are no skills; an agent counts as in that of them in which they count least."""
    queues = [queue("a", **CHATS, weight=2.0), queue("b", **CHATS), queue("c")]
    people = (
        _agent("1", ("a", "b", "c"), speeds=(("a", 0.8), ("b", 0.6), ("c", 1.2))),
        _agent("2", ("a", "c"), speeds=(("a", 0.5),)),
        _agent("3", ("b", "a")),
    )
    store = replace(shop(queues, shared=(SharedTeam("t", "t", ("b", "a")),)), agents=people)
    seen = rostered_shop(store)
    assert seen.queue_ids == ("c", "t")
    assert [set(agent.skills) for agent in seen.agents] == [{"c", "t"}, {"c"}, {"t"}]
    assert seen.settings.queues[1].weight == 2.0
    assert rostered_contributions(store) == {"1": (1200, 600), "2": (), "3": ()}
    assert rostered_shop(seen) is seen


def test_joint_hours() -> None:
    """One spell where the hours meet or overlap, over midnight too; several where nobody is there between."""

    def joint(*windows: Window) -> tuple[Window, ...]:
        return joint_opening([Opening.daily(window) for window in windows]).week[0]

    assert joint(Window(540, 720), Window(720, 900)) == (Window(540, 900),)
    assert joint(Window(1200, 1500), Window(1440 - 100, 1600)) == (Window(1200, 1600),)
    assert joint(Window(0, 800), Window(700, 1440)) == (Window(0, 1440),)
    assert joint(Window(540, 600), Window(720, 900)) == (Window(540, 600), Window(720, 900))


def _agent(name: str, skills: tuple[str, ...], **fields: Any) -> Agent:
    return Agent(name, name, skills, None, None, None, None, None, None, None, None, 1, **fields)
