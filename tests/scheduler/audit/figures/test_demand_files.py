"""forecast.csv and requirement.csv: their rows, and numbers that follow from each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

from scheduler.audit import PlanData, audit
from scheduler.domain.queues import Target
from scheduler.domain.windows import Window
from tests.scheduler.audit.world import (
    AFTERSALE,
    LEVEL,
    PRESALE,
    SATURDAY,
    TUESDAY,
    at,
    change,
    put,
    shop,
    written,
)
from tests.scheduler.statements import a_queue, changed

PLAN = written(shop())
DEMAND = ("forecast", "requirement", "coverage")


def codes(facts: PlanData, *parts: str) -> list[str]:
    return [violation.code for violation in audit(facts, parts)]


@pytest.mark.parametrize("file", DEMAND)
def test_absent_doubled_and_surplus_rows_are_found(file: str) -> None:
    """A row less, a row twice, a row of the wrong minute, of the day after, of an unknown queue."""
    gone = change(PLAN, file, lambda frame: frame.drop(index=5))
    (found,) = audit(gone, (file,))
    assert (found.code, found.row) == ("interval_absent", None)
    assert (found.queue, found.interval) == (
        getattr(PLAN.plan, file)["queue"][5],
        getattr(PLAN.plan, file)["timestamp"][5],
    )
    frame: pd.DataFrame = getattr(PLAN.plan, file)
    for cells, code in (
        ({}, "interval_duplicate"),
        ({"timestamp": at(SATURDAY, "10:10")}, "interval_surplus"),
        ({"timestamp": at(TUESDAY, "12:00")}, "interval_surplus"),
        ({"queue": "returns"}, "queue_unknown"),
    ):
        more = frame.iloc[[3]].assign(**cells)
        doubled = changed(PLAN, plan=changed(PLAN.plan, **{file: pd.concat([frame, more])}))
        (found,) = audit(doubled, (file,))
        assert (found.code, found.row) == (code, len(frame) + 2)


def test_a_requirement_of_a_closed_interval_is_surplus() -> None:
    """aftersale opens at nine; half past eight is not planned."""
    row = [at(SATURDAY, "08:30"), "aftersale", 0.0, 0]
    more = pd.DataFrame([row], columns=["timestamp", "queue", "inquiries", "agents"])
    facts = change(PLAN, "requirement", lambda frame: pd.concat([frame, more], ignore_index=True))
    assert codes(facts, "requirement") == ["interval_surplus"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"mean": -0.1}, "forecast_number"),
        ({"p50": float("nan")}, "forecast_number"),
        ({"p90": float("inf")}, "forecast_number"),
        ({"p10": 6.5}, "forecast_quantiles"),
        ({"p90": 5.9}, "forecast_quantiles"),
    ],
)
def test_impossible_forecast_numbers_are_found(cells: dict[str, float], code: str) -> None:
    """Negative, not finite, or quantiles out of order; the mean may lie anywhere between them."""
    (found,) = audit(put(PLAN, "forecast", 4, **cells), ("forecast",))
    assert (found.code, found.row, found.queue) == (code, 6, "presale")


def test_further_quantiles_are_held_in_order_by_their_number() -> None:
    """p5 below p10, p97.5 above p90, wherever the columns stand."""
    more = change(PLAN, "forecast", lambda frame: frame.assign(**{"p97.5": frame["p90"] + 1, "p5": 0.1}))
    assert codes(more, "forecast") == []
    wrong = put(more, "forecast", 0, **{"p97.5": 7.0})
    assert codes(wrong, "forecast") == ["forecast_quantiles"]


def test_the_requirement_follows_the_column_that_is_planned_for() -> None:
    """With plan_for 0.9 the mean's inquiries are too few in every hour; a missing column is named."""
    p90 = changed(PLAN, queues=(changed(PRESALE, plan_for=0.9), AFTERSALE))
    found = audit(p90, ("requirement",))
    assert {violation.code for violation in found} == {"requirement_inquiries"}
    assert len(found) == 84
    assert (found[0].column, found[0].expected, found[0].found) == ("p90", pytest.approx(7.2), 6.0)
    absent = changed(PLAN, queues=(changed(PRESALE, plan_for=0.995), AFTERSALE))
    assert codes(absent, "forecast", "requirement") == ["column_absent"]


def test_inquiries_that_do_not_sum_to_the_forecast_are_found() -> None:
    """Off by more than 0.001 in an hour; moved within the hour they may be."""
    hour = at(SATURDAY, "02:00")
    more = put(PLAN, "requirement", 4, inquiries=3.002)
    (found,) = audit(more, ("requirement",))
    assert (found.code, found.interval, found.found) == ("requirement_inquiries", hour, pytest.approx(6.002))
    assert codes(put(more, "requirement", 5, inquiries=2.998), "requirement") == []


def test_an_hour_that_is_open_in_part_has_at_most_the_forecast() -> None:
    """aftersale opens at 09:30: what arrives before is not staffed for."""
    queues = (PRESALE, changed(AFTERSALE, open=Window(9 * 60 + 30, 21 * 60)))
    late = change(
        changed(PLAN, queues=queues),
        "requirement",
        lambda frame: frame[
            ~((frame["queue"] == "aftersale") & (frame["timestamp"].dt.time == at(SATURDAY, "09:00").time()))
        ],
    )
    assert codes(late, "requirement") == []
    assert late.plan.requirement is not None
    place = list(late.plan.requirement["queue"]).index("aftersale")
    full = put(late, "requirement", place, inquiries=10.0, agents=4)
    assert codes(full, "requirement") in ([], ["requirement_too_few"], ["requirement_too_many"])
    over = put(late, "requirement", place, inquiries=10.1, agents=4)
    assert "requirement_inquiries" in codes(over, "requirement")


def test_handling_times_of_their_own_are_counted_with() -> None:
    """Chats twice as long need more agents; the same agents with the shop's own figure are right."""
    longer = change(PLAN, "requirement", lambda frame: frame.assign(aht_seconds=600.0))
    hours = change(longer, "forecast", lambda frame: frame.assign(aht_seconds=600.0))
    found = codes(hours, *DEMAND)
    assert set(found) == {"requirement_too_few", "coverage_service_level"}
    unsaid = change(PLAN, "requirement", lambda frame: frame.assign(aht_seconds=float("nan")))
    assert codes(unsaid, *DEMAND) == []
    usual = change(
        PLAN,
        "requirement",
        lambda frame: frame.assign(aht_seconds=frame["queue"].map({"presale": 300.0, "aftersale": 240.0})),
    )
    assert codes(usual, *DEMAND) == []
    both = change(usual, "forecast", lambda frame: frame.assign(aht_seconds=float("nan")))
    assert codes(both, *DEMAND) == []


def test_a_handling_time_that_is_not_the_forecasts_is_found() -> None:
    """What the interval says and what its hour says; without the hour's, what the shop says."""
    hours = change(PLAN, "forecast", lambda frame: frame.assign(aht_seconds=300.0))
    rows = change(hours, "requirement", lambda frame: frame.assign(aht_seconds=300.0))
    wrong = put(rows, "requirement", 1, aht_seconds=299.0)
    found = [v for v in audit(wrong, ("requirement",)) if v.code == "requirement_aht"]
    (violation,) = found
    assert (violation.row, violation.column, violation.expected, violation.found) == (
        3,
        "aht_seconds",
        300.0,
        299.0,
    )
    bare = change(PLAN, "requirement", lambda frame: frame.assign(aht_seconds=300.0))
    shorter = [v for v in audit(bare, ("requirement",)) if v.code == "requirement_aht"]
    assert {(v.queue, v.expected) for v in shorter} == {("aftersale", 240.0)}


def test_a_fixed_handling_time_is_the_shop_s() -> None:
    """The hour's does not count then: a requirement that follows it is wrong."""
    hours = change(PLAN, "forecast", lambda frame: frame.assign(aht_seconds=200.0))
    right = {queue.id: queue.aht_seconds for queue in PLAN.queues}
    rows = change(
        hours, "requirement", lambda frame: frame.assign(aht_seconds=frame["queue"].map(right).astype(float))
    )
    settings = rows.shop.settings
    queues = tuple(replace(queue, handling_time="fixed") for queue in settings.queues)
    fixed = replace(rows, shop=replace(rows.shop, settings=replace(settings, queues=queues)))
    assert "requirement_aht" in codes(rows, "requirement")
    assert "requirement_aht" not in codes(fixed, "requirement")


@pytest.mark.parametrize("seconds", [0.0, -5.0, float("inf")])
def test_an_impossible_handling_time_is_found(seconds: float) -> None:
    """Above 0 and finite, in either file; an empty cell says nothing."""
    rows = change(PLAN, "forecast", lambda frame: frame.assign(aht_seconds=float("nan")))
    (found,) = audit(put(rows, "forecast", 4, aht_seconds=seconds), ("forecast",))
    assert (found.code, found.row, found.found) == ("forecast_aht", 6, seconds)
    rows = change(PLAN, "requirement", lambda frame: frame.assign(aht_seconds=float("nan")))
    assert codes(put(rows, "requirement", 4, aht_seconds=seconds), "requirement") == ["requirement_aht"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"agents": 2}, "requirement_too_few"),
        ({"agents": 4}, "requirement_too_many"),
        ({"agents": 0}, "requirement_too_few"),
        ({"agents": 2.5}, "requirement_number"),
        ({"agents": -1}, "requirement_number"),
        ({"inquiries": float("nan")}, "requirement_number"),
    ],
)
def test_agents_that_are_not_the_least_number_are_found(cells: dict[str, Any], code: str) -> None:
    """Presale needs three people for three calls of five minutes in half an hour."""
    found = audit(put(PLAN, "requirement", 0, **cells), ("requirement",))
    assert [violation.code for violation in found if violation.row == 2] == [code]
    assert {violation.code for violation in found} <= {code, "requirement_inquiries"}


def with_queue(agents: int, inquiries: float = 3.0, **changes: object) -> list[str]:
    """The codes of presale's first interval (midnight) with this many agents."""
    queue = changed(PRESALE, **changes)  # type: ignore[arg-type]
    facts = changed(PLAN, queues=(queue, AFTERSALE))
    facts = put(facts, "requirement", 0, agents=agents, inquiries=inquiries)
    found = audit(facts, ("requirement",))
    return [violation.code for violation in found if violation.row == 2]


@pytest.mark.parametrize(
    ("changes", "agents"),
    [
        ({"targets": ()}, 0),
        ({"targets": (), "min_agents": 2}, 2),
        ({"min_agents": 5}, 5),
        ({"targets": (), "max_occupancy": 0.6}, 1),  # load 0.5 erlang
        ({"targets": (), "max_occupancy": 0.3}, 2),
        ({"targets": (), "max_occupancy": 0.2}, 3),
        ({"max_occupancy": 0.11}, 5),
        ({"targets": (Target("service_level", 30, 0.95, Window(540, 1380)),)}, 0),  # not at midnight
        ({"targets": (Target("service_level", 30, 0.95, Window(1380, 1500)),)}, 3),  # 23:00-01:00
        ({"targets": (LEVEL, Target("service_level", 30, 0.998))}, 4),  # all have to hold
        ({"bot_share": 1.0}, 0),
    ],
)
def test_least_agents_with_every_kind_of_target(changes: dict[str, object], agents: int) -> None:
    """The least number passes, one fewer is too few, one more is too many."""
    assert with_queue(agents, **changes) == []
    assert with_queue(agents + 1, **changes) == ["requirement_too_many"]
    if agents:
        assert with_queue(agents - 1, **changes) == ["requirement_too_few"]


def test_no_inquiries_need_nobody_but_the_minimum() -> None:
    """Zero inquiries: zero agents, or ``min_agents``."""
    assert with_queue(0, 0.0) == []
    assert with_queue(1, 0.0) == ["requirement_too_many"]
    assert with_queue(2, 0.0, min_agents=2) == []
    assert with_queue(0, 0.0, min_agents=2) == ["requirement_too_few"]


def test_hours_that_clocks_skip_have_no_rows() -> None:
    """Berlin, 2027-03-28: 02:00 to 03:00 does not exist; rows for it are surplus, absent ones are right."""
    facts = spring("Europe/Berlin")
    assert codes(facts, *DEMAND[:2]) == []
    assert facts.plan.forecast is not None
    row = facts.plan.forecast.iloc[[0]].assign(timestamp=facts.start + timedelta(hours=2))
    more = change(facts, "forecast", lambda frame: pd.concat([frame, row]))
    assert codes(more, "forecast") == ["interval_surplus"]
    assert "interval_absent" in codes(changed(facts, timezone="Asia/Shanghai"), "forecast")


def test_a_repeated_hour_lasts_two() -> None:
    """Berlin, 2026-10-25: 02:00 to 03:00 comes twice, so its inquiries come half as fast."""
    day = at(SATURDAY, "00:00").date().replace(month=10, day=25)
    queue = a_queue("presale", Window(0, 1440), 300, targets=(LEVEL,))
    facts = changed(shop(), first_day=day, days=1, timezone="Europe/Berlin", queues=(queue,))
    rows = [
        (facts.start + timedelta(minutes=30 * slot), "presale", 24.0 if slot in (4, 5) else 12.0)
        for slot in range(72)
    ]
    requirement = pd.DataFrame(rows, columns=["timestamp", "queue", "inquiries"]).assign(agents=5)
    hours = requirement.iloc[::2].assign(
        mean=lambda frame: 2 * frame["inquiries"], p10=0.0, p50=1.0, p90=99.0
    )
    right = changed(facts, plan=changed(facts.plan, forecast=hours, requirement=requirement))
    assert codes(right, "forecast", "requirement") == []
    assert codes(changed(right, timezone="Asia/Shanghai"), "requirement") == ["requirement_too_few"] * 2


def spring(timezone: str) -> PlanData:
    """A quiet day on which clocks go forward in Berlin."""
    day = at(SATURDAY, "00:00").date().replace(year=2027, month=3, day=28)
    queue = a_queue("presale", Window(0, 1440), 300, targets=(LEVEL,))
    facts = changed(shop(), first_day=day, days=1, timezone=timezone, queues=(queue,))
    starts = [facts.start + timedelta(minutes=30 * slot) for slot in range(72) if slot not in (4, 5)]
    requirement = pd.DataFrame({"timestamp": starts, "queue": "presale", "inquiries": 0.0, "agents": 0})
    hours = requirement.iloc[::2].assign(mean=0.0, p10=0.0, p50=0.0, p90=0.0)
    return changed(facts, plan=changed(facts.plan, forecast=hours, requirement=requirement))
