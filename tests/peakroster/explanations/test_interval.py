"""A number of the requirement taken apart: its parts lead to it, and what differs from them is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from peakroster.explanations.interval import explain_interval, staffed_plan
from peakroster.explanations.interval_summary import summary_sentences
from peakroster.messages import Translator
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.tables.findings import InputError
from scheduler.domain.bots import BotHours
from scheduler.domain.conversations import Conversation
from scheduler.domain.plan import Plan
from scheduler.domain.queues import Target
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from scheduler.staffing.explanation import binding_rules
from tests.peakroster.cli.small_shop import write_small_shop

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 9)
NOON = datetime(2026, 11, 9, 12)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """The small shop, each interval in its own steady state."""
    shop = read_shop(write_small_shop(tmp_path / "shop"))
    return replace(shop, settings=replace(shop.settings, staffing_method="stationary"))


def with_queue(shop: Shop, **changes: object) -> Shop:
    """The shop with another first queue."""
    first, *others = shop.settings.queues
    queues = (replace(first, **changes), *others)  # type: ignore[arg-type]
    return replace(shop, settings=replace(shop.settings, queues=queues))


def planned(shop: Shop, presale: float = 60.0) -> Plan:
    """A plan of one day with the same forecast in every hour, sized."""
    hours = pd.date_range(DAY, periods=36, freq="h").as_unit("us")
    parts = [
        pd.DataFrame({"timestamp": hours, "queue": queue, "mean": mean, "p10": mean / 2, "p50": mean})
        for queue, mean in (("presale", presale), ("aftersale", 20.0))
    ]
    forecast = pd.concat(parts).sort_values("timestamp", kind="stable", ignore_index=True)
    forecast["p90"] = 2 * forecast["mean"]
    needed = requirement_table(shop, forecast, DAY, 1)
    return Plan(DAY, 1, forecast=forecast, requirement=needed)


def test_from_inquiries_to_agents(shop: Shop) -> None:
    """60 inquiries, a quarter of them the chatbot's, 240 s each: 45 an hour are 3 erlang; an agent does 1.8
    chats at a time at most; the number is that of the file, and the team of that many keeps every rule."""
    shop = with_queue(shop, bot_share=0.25)
    told = explain_interval(shop, planned(shop), "presale", datetime(2026, 11, 9, 12, 40))
    assert (told.start, told.end, told.column, told.hourly) == (NOON, NOON.replace(hour=13), "mean", 60)
    assert (told.inquiries, told.arrivals, told.per_hour) == (60, 45, 45)
    assert told.offered_load == pytest.approx(3)
    assert [speed.per_hour for speed in told.speeds] == pytest.approx([15, 27])
    assert [speed.seconds for speed in told.speeds] == pytest.approx([240, 240 / 0.9])
    assert told.fully_busy == pytest.approx(3 / 1.8)
    assert told.agents == told.stationary == told.by_method
    fewer, enough, more = told.teams
    assert (fewer.agents, enough.agents, more.agents) == (told.agents - 1, told.agents, told.agents + 1)
    assert fewer.broken == binding_rules(told.needs)
    assert enough.broken == more.broken == ()


def test_whom_the_chatbot_hands_over_later(shop: Shop) -> None:
    """From noon on the chatbot resolves half; of each hour's customers those of the last 20 minutes come in
    the next one. At noon 20 of the hour before come, and 30 × 40 / 60 of its own."""
    shop = with_queue(shop, bot_hours=(BotHours(0.5, Window(720, 780)),), bot_minutes=20.0)
    told = explain_interval(shop, planned(shop), "presale", NOON)
    assert (told.inquiries, told.bot_share, told.bot_minutes) == (60, 0.5, 20)
    assert told.arrivals == pytest.approx(20 + 20)
    assert told.offered_load == pytest.approx(40 / 3600 * 240)
    assert told.agents == told.stationary == told.by_method


def test_the_quantile_that_is_staffed_for(shop: Shop) -> None:
    """``plan_for = 0.9`` of the queue itself: column p90 of the forecast."""
    shop = with_queue(shop, plan_for=0.9)
    told = explain_interval(shop, planned(shop), "presale", NOON)
    assert (told.column, told.hourly, told.inquiries) == ("p90", 120, 120)


def test_a_target_outside_of_its_hours(shop: Shop) -> None:
    """It asks for nobody, and says so; within them it counts."""
    level = Target("service_level", 60, 0.8, Window(13 * 60, 20 * 60))
    shop = with_queue(shop, targets=(level, Target("average_wait", 300)))
    plan = planned(shop)
    before = explain_interval(shop, plan, "presale", NOON)
    within = explain_interval(shop, plan, "presale", NOON.replace(hour=13))
    assert (before.needs[0].counts, before.needs[0].agents) == (False, 0)
    assert within.needs[0].counts
    assert within.needs[0].agents == within.agents
    assert {measured.within_seconds for measured, _ in before.teams[0].shares} == {60, 300}


def test_the_length_of_chats_that_the_file_has(shop: Shop) -> None:
    """``aht_seconds`` of requirement.csv counts; where its cell is empty, shop.toml's."""
    plan = planned(shop)
    assert plan.requirement is not None
    longer = plan.requirement.assign(aht_seconds=480.0)
    told = explain_interval(shop, replace(plan, requirement=longer), "presale", NOON)
    assert (told.aht_seconds, told.usual_aht) == (480, 240)
    assert told.offered_load == pytest.approx(8)
    assert told.agents != told.stationary
    empty = plan.requirement.assign(aht_seconds=float("nan"))
    assert explain_interval(shop, replace(plan, requirement=empty), "presale", NOON).aht_seconds == 240


def test_a_number_changed_by_hand(shop: Shop) -> None:
    """The number explained is the file's; what the rules and the method ask for stands beside it."""
    plan = planned(shop)
    assert plan.requirement is not None
    changed = plan.requirement.assign(agents=plan.requirement["agents"] + 3)
    before = explain_interval(shop, plan, "presale", NOON)
    told = explain_interval(shop, replace(plan, requirement=changed), "presale", NOON)
    assert told.agents == before.agents + 3
    assert told.stationary == told.by_method == before.agents
    alone = explain_interval(shop, replace(plan, requirement=changed, forecast=None), "presale", NOON)
    assert (alone.by_method, alone.hourly) == (None, None)


def test_the_late_customers_that_the_file_has(shop: Shop) -> None:
    """One fewer, the number, one more, as the requirement says; where it says nothing, nothing."""
    plan = planned(shop)
    assert plan.requirement is not None
    told = plan.requirement.assign(late_minus_1=5.0, late=2.0, late_plus_1=1.0)
    assert explain_interval(shop, replace(plan, requirement=told), "presale", NOON).late == (5, 2, 1)
    names = ["timestamp", "queue", "inquiries", "agents"]
    plain = plan.requirement[names]
    assert explain_interval(shop, replace(plan, requirement=plain), "presale", NOON).late == (None,) * 3


@pytest.mark.parametrize("edit", [{"agents": 6}, {"inquiries": 90.0}, {"aht_seconds": 480.0}])
def test_late_customers_of_other_numbers_are_left_out(shop: Shop, edit: dict[str, float]) -> None:
    """Agents, inquiries or handling times edited by hand: the late columns are still those of before."""
    plan = planned(shop)
    assert plan.requirement is not None
    assert None not in explain_interval(shop, plan, "presale", NOON).late
    edited = replace(plan, requirement=plan.requirement.assign(**edit))
    assert set(explain_interval(shop, edited, "presale", NOON).late) == {None}


def test_nobody_is_needed(shop: Shop) -> None:
    """Without inquiries and minimum there is no team of one fewer."""
    shop = with_queue(shop, min_agents=0)
    told = explain_interval(shop, planned(shop, presale=0), "presale", NOON)
    assert (told.agents, told.stationary, told.offered_load) == (0, 0, 0)
    assert [team.agents for team in told.teams] == [0, 1]


def test_an_hour_that_passes_twice(shop: Shop) -> None:
    """Where the clocks go back, its inquiries arrive over two hours."""
    shop = replace(shop, settings=replace(shop.settings, timezone="Europe/Berlin"))
    first = date(2026, 10, 25)
    hours = pd.date_range(first, periods=36, freq="h").as_unit("us")
    forecast = pd.DataFrame({"timestamp": hours, "queue": "presale", "mean": 40.0})
    other = forecast.assign(queue="aftersale")
    forecast = pd.concat([forecast, other]).sort_values("timestamp", kind="stable", ignore_index=True)
    plan = Plan(first, 1, forecast, requirement_table(shop, forecast, first, 1))
    told = explain_interval(shop, plan, "presale", datetime(2026, 10, 25, 2, 30))
    assert (told.lasting, told.arrivals, told.per_hour) == (2, 40, 20)
    assert told.agents == told.stationary


@pytest.mark.parametrize(
    ("queue", "moment", "code"),
    [
        ("presale", datetime(2026, 11, 8, 23, 59), "explain_outside"),
        ("presale", datetime(2026, 11, 10, 12), "explain_outside"),
        ("aftersale", datetime(2026, 11, 9, 8), "explain_not_sized"),
    ],
)
def test_what_has_no_number(shop: Shop, queue: str, moment: datetime, code: str) -> None:
    """Outside of plan and tail, and while the queue is closed."""
    with pytest.raises(InputError) as error:
        explain_interval(shop, planned(shop), queue, moment)
    assert [finding.code for finding in error.value.findings] == [code]


def refusal(shop: Shop, moment: datetime, first_day: date | None = None) -> list[str]:
    """Codes of the findings with which a plan is refused."""
    with pytest.raises(InputError) as error:
        staffed_plan(shop, moment, first_day)
    return [finding.code for finding in error.value.findings]


def test_which_plan(shop: Shop) -> None:
    """The one that holds the moment; its forecast alone is enough, and nothing is written; without one, and
    with neither file, an error."""
    assert refusal(shop, NOON) == ["explain_no_plan"]
    assert refusal(shop, NOON, DAY) == ["plan_missing"]
    plan = planned(shop)
    store = PlanStore(shop.folder)
    store.write(replace(plan, requirement=None))
    found = staffed_plan(shop, NOON)
    assert found.requirement is not None
    assert found.requirement["agents"].tolist() == plan.requirement["agents"].tolist()  # type: ignore[index]
    assert not (store.path(DAY) / "requirement.csv").exists()
    store.write(plan)
    assert staffed_plan(shop, NOON, DAY).requirement is not None
    (store.path(DAY) / "requirement.csv").unlink()
    (store.path(DAY) / "forecast.csv").unlink()
    (store.path(DAY) / "summary.json").write_text('{"from": "2026-11-09", "days": 1}')
    assert refusal(shop, NOON) == ["stage_missing"]


def test_first_replies_of_a_queue_that_counts_assignments(shop: Shop) -> None:
    """They lag behind what is promised; a telephone and a queue that states its chats have no estimate."""
    plan = planned(shop, presale=240.0)
    usual = explain_interval(shop, plan, "presale", NOON).first_replies
    assert usual is not None
    assert 0 < usual.first_replies < usual.taken <= 1
    telephone = with_queue(shop, concurrency=1, slowdown=(1.0,))
    assert explain_interval(telephone, plan, "presale", NOON).first_replies is None
    stated = with_queue(shop, slowdown=None, conversation=Conversation(6, 20, 30))
    found = explain_interval(stated, plan, "presale", NOON)
    assert found.first_replies is None
    assert found.conversation == Conversation(6, 20, 30)


@pytest.mark.parametrize("method", ["stationary", "time_varying"])
def test_a_target_of_the_day_is_told_with_its_day(shop: Shop, method: str) -> None:
    """The rule of one interval is the floor; the day keeps the share, this interval its own, and the number
    is that of the search."""
    level = Target("service_level", 30, 0.9, per="day", floor=0.45)
    shop = with_queue(shop, targets=(level,), patience_seconds=None)
    shop = replace(shop, settings=replace(shop.settings, staffing_method=method))
    told = explain_interval(shop, planned(shop), "presale", NOON)
    (value,) = told.together
    assert (value.place, value.first, value.last) == (0, DAY, DAY)
    assert value.value is not None
    assert 0.9 <= value.value < 0.95
    assert value.here is not None
    assert value.here >= 0.45
    assert told.by_method == told.agents
    (floor, _) = told.needs
    assert floor.agents is not None
    assert floor.agents <= told.agents
    words = " ".join(summary_sentences(told, Translator("en")))
    assert f"{value.first:%Y-%m-%d}" in words
