"""A scenario changes what it says and nothing else, and its figures are those of its plan's tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest

from peakroster.desk.roster import Desk
from peakroster.desk.scenarios.applying import apply
from peakroster.desk.scenarios.computing import result_as_it_is, result_simulated, result_solved
from peakroster.desk.scenarios.figures import figures_as_json, figures_from_json, figures_of
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
from peakroster.desk.scenarios.people import people_of, with_people_named
from peakroster.desk.scenarios.results import ScenarioResult
from peakroster.desk.scenarios.solving import Way, circumstances
from peakroster.desk.stored import shifts_of
from peakroster.messages import LANGUAGES
from peakroster.pipeline.stages import PlanOutcome, ProgressObserver
from peakroster.planning.forecast.forecasting import ForecastStage
from peakroster.shop.leave_credits import with_credits
from peakroster.tables.findings import InputError
from scheduler.audit import PlanData, audit
from scheduler.domain.leave_kinds import LeaveCredit, LeaveTerms
from scheduler.domain.requests import Request
from scheduler.domain.shop import Shop
from scheduler.roster.problem.solution import Limits

WEDNESDAY = date(2026, 11, 11)
LIMITS = Limits.within(2.0)


def solved_for(desk: Desk, overrides: list[Override], way: Way = "replan") -> ScenarioResult:
    return result_solved(desk, overrides, way, LIMITS, ProgressObserver())


def refused(desk: Desk, *overrides: Override) -> list[str]:
    with pytest.raises(InputError) as error:
        apply(desk.shop, desk.plan, overrides)
    for language in LANGUAGES:
        assert error.value.sentences(language)
    return [finding.code for finding in error.value.findings]


def test_without_overrides_a_scenario_is_the_plan(desk: Desk) -> None:
    """Its shop, its tables and every figure."""
    applied = apply(desk.shop, desk.plan, ())
    assert applied.shop == desk.shop
    result = result_as_it_is(desk, [])
    assert result.plan is desk.plan
    assert result.figures == figures_of(desk, PlanOutcome(desk.plan), desk.plan)
    assert result.figures.changes == 0


def test_traffic_scales_what_it_names(desk: Desk) -> None:
    """By queue and span; an hour that is in it by half is scaled by half."""
    span = (datetime(2026, 11, 11, 9, 30), datetime(2026, 11, 11, 11))
    traffic = Traffic(factor=1.5, queue="presale", start=span[0], end=span[1])
    applied = apply(desk.shop, desk.plan, [traffic])
    assert desk.plan.forecast is not None
    assert applied.plan.forecast is not None
    before, after = (
        table.set_index(["queue", "timestamp"])["mean"]
        for table in (desk.plan.forecast, applied.plan.forecast)
    )
    changed = (after / before)[(before > 0) & (after != before)]
    assert {(queue, moment.hour): round(value, 4) for (queue, moment), value in changed.items()} == {
        ("presale", 9): 1.25,
        ("presale", 10): 1.5,
    }
    more = circumstances(desk, [traffic]).desk.plan.requirement
    assert more is not None
    assert desk.plan.requirement is not None
    differs = more["agents"] != desk.plan.requirement["agents"]
    assert set(more[differs]["queue"]) == {"presale"}
    assert set(more[differs]["timestamp"].dt.date) == {WEDNESDAY}


def test_the_ill_are_away_and_their_locks_with_them(desk: Desk) -> None:
    """Nobody else's shift is touched in the roster as it is; drawn people are the same ones again."""
    away = Away(agents=("005",), first=date(2026, 11, 10), last=date(2026, 11, 10))
    result = result_as_it_is(desk, [away])
    was, now = shifts_of(desk.plan), shifts_of(result.plan)
    assert set(was.items()) - set(now.items()) == {
        (cell, shift) for cell, shift in was.items() if cell == ("005", date(2026, 11, 10))
    }
    assert set(now) <= set(was)
    assert result.figures.missing_hours >= result_as_it_is(desk, []).figures.missing_hours
    two = [Away(count=2, seed=7), Fewer(count=2, seed=7)]
    drawn = apply(desk.shop, desk.plan, two).people
    assert drawn == apply(desk.shop, desk.plan, two).people
    assert len({*drawn[0], *drawn[1]}) == 4
    named = with_people_named(desk.shop, desk.plan, two)
    assert desk.plan.roster is not None
    gone = desk.plan.roster[~desk.plan.roster["agent_id"].isin(drawn[0])]
    assert people_of(desk.shop, replace(desk.plan, roster=gone), named) == drawn


def test_settings_people_shifts_and_rules_are_otherwise(desk: Desk) -> None:
    """Each kind in the shop that it gives."""
    overrides: list[Override] = [
        QueueSettings(queue="presale", share=0.9, within_seconds=30, concurrency=2, handling_factor=1.5),
        Shrinkage(share=0.2),
        Hired(count=2, like="001", max_hours_week=20),
        Fewer(agents=("006",)),
        Rule(rule="max_consecutive_days", value=4),
        ShiftTimes(shift="早班", start=540, end=1020),
        ShiftTimes(shift="短班", start=600, end=840, like="早班"),
        Wage(factor=2, agents=("001",)),
    ]
    shop = apply(desk.shop, desk.plan, overrides).shop
    queue = shop.settings.queues[0]
    assert (queue.targets[0].share, queue.targets[0].within_seconds, queue.concurrency) == (0.9, 30, 2)
    assert (queue.aht_seconds, queue.slowdown) == (450, (1.0, 0.5))
    assert shop.settings.shrinkage == 0.2
    assert shop.settings.rules.max_consecutive_days == 4
    assert [agent.id for agent in shop.agents[-2:]] == ["+1", "+2"]
    assert shop.agents[-1].max_hours_week == 20
    assert shop.agents[5].last_day == date(2026, 11, 9)
    assert shop.agents[0].hourly_cost == 60
    early, short = shop.shifts[0], shop.shifts[-1]
    assert (early.start, early.end, early.meal and early.meal.start) == (540, 1020, 720)
    assert (short.name, short.start, short.end) == ("短班", 600, 840)
    assert apply(desk.shop, desk.plan, ()).shop == desk.shop


def test_whoever_is_hired_was_on_no_leave(desk: Desk) -> None:
    """Of the person that they are like, a check-up counts as worked, and a level is of a queue left out."""
    like = replace(
        desk.shop.agents[0],
        credits=(LeaveCredit(WEDNESDAY, 480, 0, True),),
        skill_levels=(("presale", "primary"), ("nothing", "secondary")),
    )
    shop = replace(desk.shop, agents=(like, *desk.shop.agents[1:]))
    new = apply(shop, desk.plan, [Hired(count=1, like=like.id, skills=("presale",))]).shop.agents[-1]
    assert (new.credits, new.skill_levels) == ((), (("presale", "primary"),))


def test_leave_beside_leave_that_counts_counts_no_day(desk: Desk) -> None:
    """Somebody with a check-up who is away all day by the scenario is away as others are."""
    who = desk.shop.agents[0].id
    check_up = Request(who, WEDNESDAY, "leave", None, 1.0, 2, terms=LeaveTerms(1.0, True))
    shop = with_credits(replace(desk.shop, requests=(check_up,)))
    assert shop.agents[0].credits[0].alone
    away = apply(shop, desk.plan, [Away(agents=(who,), first=WEDNESDAY, last=WEDNESDAY)]).shop
    assert not away.agents[0].credits[0].alone


def test_what_is_not_there_is_refused_with_its_name(desk: Desk) -> None:
    """All of it at once, in both languages."""
    assert (
        refused(
            desk,
            Traffic(factor=2, queue="gone"),
            Away(agents=("099",)),
            Hired(count=1, like="099", skills=("gone",)),
            Promotion(event="double12"),
            Rule(rule="night_hours"),
            ShiftTimes(shift="x", start=0, end=60, like="gone"),
        )
        == ["scenario_unknown"] * 7
    )
    assert refused(desk, Away(count=99)) == ["scenario_too_many"]
    assert refused(desk, Promotion(event="double11-2026", times=2)) == ["scenario_own_forecast"]
    assert refused(desk, Rule(rule="max_consecutive_days", value=1000)) == ["scenario_value"]
    assert refused(desk, Rule(rule="max_consecutive_days", value=2.5)) == ["scenario_value"]
    own = replace(desk, plan=replace(desk.plan, own=frozenset({"requirement"})))
    assert refused(own, Traffic(factor=2)) == ["scenario_own_need"]
    bare = replace(desk, plan=replace(desk.plan, roster=None))
    assert refused(bare, Shrinkage(share=0.2)) == ["scenario_no_plan"]


def test_a_solved_scenario_keeps_its_rules_and_is_no_worse(desk: Desk) -> None:
    """Audited under the scenario; better than the roster as it is; the same seed gives the same roster."""
    overrides: list[Override] = [
        Traffic(factor=1.3),
        Away(agents=("001",)),
        Hired(count=1, like="005", max_hours_week=40),
    ]
    lying = result_as_it_is(desk, overrides)
    first, again = (solved_for(desk, overrides) for _ in range(2))
    assert first.figures == again.figures
    assert shifts_of(first.plan) == shifts_of(again.plan)
    assert first.figures.broken == 0
    assert {cell for cell in shifts_of(first.plan) if cell[0] == "001"} == set()
    assert {cell[0] for cell in shifts_of(first.plan)} >= {"+1"}
    assert first.figures.late <= lying.figures.late
    free = solved_for(desk, overrides, "free")
    assert free.figures.broken == 0
    assert free.figures.changes >= first.figures.changes


def test_figures_are_those_of_the_tables(desk: Desk) -> None:
    """Counted again by other means, row by row, and by the audit."""
    overrides: list[Override] = [Traffic(factor=1.4, queue="presale"), Away(agents=("003",))]
    result = solved_for(desk, overrides)
    plan, figures = result.plan, result.figures
    under = circumstances(desk, overrides).desk
    assert audit(PlanData(under.shop, plan, under.earlier)) == []
    assert plan.requirement is not None
    assert plan.coverage is not None
    assert plan.roster is not None
    level = {(row.timestamp, row.queue): row.service_level for row in plan.coverage.itertuples()}
    late = 0.0
    for queue, told in figures.service.items():
        total = in_time = 0.0
        by_hour: dict[pd.Timestamp, list[float]] = {}
        for row in plan.requirement.itertuples():
            if row.queue != queue or not plan.start <= row.timestamp < plan.end:
                continue
            share = level[row.timestamp, queue]
            if share == share:
                total, in_time = total + row.inquiries, in_time + row.inquiries * share
                sums = by_hour.setdefault(row.timestamp.floor("h"), [0.0, 0.0])
                sums[0], sums[1] = sums[0] + row.inquiries, sums[1] + row.inquiries * share
        assert told.share == pytest.approx(in_time / total)
        late += total - in_time
        assert told.worst == pytest.approx(min(part / whole for whole, part in by_hour.values() if whole))
    assert figures.late == pytest.approx(late)
    paid = sum(row.paid_hours for row in plan.roster.itertuples())
    assert figures.paid_hours == pytest.approx(paid)
    cost = {agent.id: agent.hourly_cost or 0 for agent in under.shop.agents}
    pay = sum(cost[row.agent_id] * row.paid_hours for row in plan.roster.itertuples())
    assert figures.cost == pytest.approx(pay)
    missing = sum(
        max(0.0, row.required - row.scheduled)
        for row in plan.coverage.itertuples()
        if row.timestamp < plan.end
    )
    assert figures.missing_hours == pytest.approx(missing, abs=0.01)  # the intervals last an hour
    assert figures.changes == len({*shifts_of(plan).items()} ^ {*shifts_of(desk.plan).items()}) - sum(
        1 for cell, shift in shifts_of(plan).items() if shifts_of(desk.plan).get(cell, shift) != shift
    )
    assert figures_from_json(figures_as_json(figures)) == figures


def test_a_simulated_scenario_has_intervals(desk: Desk) -> None:
    """Around what was counted; the same seed plays the same days."""
    overrides: list[Override] = [Traffic(factor=1.2)]
    lying = result_as_it_is(desk, overrides)
    played = [result_simulated(desk, overrides, lying, 10, seed=3).told for _ in range(2)]
    assert played[0] == played[1]
    assert set(played[0]["queues"]) == {"presale", "aftersale"}


def test_a_promotion_has_the_forecast_made_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a shop whose event is moved and bigger; what is said of inquiries comes on top."""
    assert desk.plan.forecast is not None
    table = desk.plan.forecast.assign(model_mean=desk.plan.forecast["mean"])
    seen = []

    def forecast_of(shop: Shop, *_: object, **__: object) -> ForecastStage:
        seen.extend(shop.events)
        return ForecastStage(table, {}, ())

    monkeypatch.setattr("peakroster.planning.forecast.forecasting.make_forecast", forecast_of)
    overrides = [Promotion(event="double11-2026", days=-2, times=3), Traffic(factor=2)]
    applied = apply(desk.shop, replace(desk.plan, forecast=table), overrides)
    (event,) = seen
    assert (event.start, event.end) == (datetime(2026, 11, 8, 18), datetime(2026, 11, 10))
    assert event.intensity == 3
    assert applied.plan.forecast is not None
    assert (applied.plan.forecast["mean"] == 2 * table["mean"]).all()
    assert (applied.plan.forecast["model_mean"] == table["model_mean"]).all()
