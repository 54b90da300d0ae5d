"""Drivers explain how a day differs from its usual self, and are left alone where they do not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.forecast.drivers.shops import (
    BEFORE,
    DAY,
    DAYS,
    HORIZON,
    LAST_SALE,
    SALES,
    Shop,
    follow,
    sale_error,
    traffic,
)
from tests.forecast.synthetic import codes_of, draw, hours_of, normal_rates

pytestmark = pytest.mark.slow


def test_a_driver_explains_why_this_sale_is_bigger() -> None:
    """The sale is forecast as the last ones, times what its visitors say."""
    visitors = traffic(1)
    shop = Shop(follow(visitors, 2), {"visitors": 5000 * visitors})
    plain, driven = shop.plain(), shop.model().predict(HORIZON)
    assert sale_error(driven, shop) < 0.6 * sale_error(plain, shop)
    assert "driver_learned" in codes_of(driven)


def test_a_sale_with_the_usual_traffic_is_not_counted_twice() -> None:
    """Where the sale has as many visitors as those before, the driver changes little."""
    visitors = traffic(3, sizes=(2.5, 2.5, 2.5, 2.5, 2.5))
    shop = Shop(follow(visitors, 4), {"visitors": 5000 * visitors})
    total = [
        forecast.mean[7 * 24 : 9 * 24].sum() for forecast in (shop.plain(), shop.model().predict(HORIZON))
    ]
    assert total[1] == pytest.approx(total[0], rel=0.2)


def test_an_irrelevant_driver_has_no_weight() -> None:
    """Not a byte changes, although it peaks in the sales."""
    shop = Shop(follow(traffic(1), 2), {"ads": 300 * traffic(99, sizes=(4, 2, 3, 5, 1.5))})
    plain, driven = shop.plain(), shop.model().predict(HORIZON)
    assert (driven.mean == plain.mean).all()
    assert (driven.quantile(0.9) == plain.quantile(0.9)).all()
    assert codes_of(driven) - codes_of(plain) == {"driver_irrelevant"}


def test_wandering_series_are_not_related() -> None:
    """Two random walks: what looks like a relation is none."""
    rng = np.random.default_rng(5)
    hours = hours_of(f"{DAYS[0]:%Y-%m-%d}", f"{DAYS[-1]:%Y-%m-%d}")
    for seed in range(4):
        own, other = (np.exp(0.04 * np.cumsum(rng.standard_normal(len(DAYS)))) for _ in range(2))
        counts = draw(normal_rates(hours, growth=0.0) * np.repeat(own, 24), seed)
        shop = Shop(counts, {"other": pd.Series(other, DAYS)}, events=[])
        assert shop.model().layer.terms == ()


@pytest.mark.parametrize("lag", [2, 5])
def test_after_sale_follows_parcels_by_days(lag: int) -> None:
    """The lag is found, and what was delivered is felt after it."""
    parcels = traffic(6)
    shop = Shop(follow(parcels, 7, lag=lag), {"parcels": 900 * parcels})
    model = shop.model()
    assert [term.lag[0] <= lag <= term.lag[1] for term in model.layer.terms[:1]] == [True]
    plain, driven = shop.plain(), model.predict(HORIZON)
    assert np.abs(driven.mean - shop.actual).sum() < 0.9 * np.abs(plain.mean - shop.actual).sum()


def test_saturation_is_found() -> None:
    """A driver that is often absent: some inquiries come anyway."""
    rng = np.random.default_rng(8)
    streamed = pd.Series(rng.choice([0.0, 2.0, 4.0, 8.0], len(DAYS)), DAYS)
    effect = (1 + streamed / 4) ** 0.8
    shop = Shop(follow(effect / effect.mean(), 9, elasticity=1.0), {"stream_hours": streamed}, events=[])
    plain, driven = shop.plain(), shop.model().predict(HORIZON)
    inside = slice(0, 14 * 24)
    errors = [np.abs(f.mean - shop.actual)[inside].sum() for f in (plain, driven)]
    assert errors[1] < 0.6 * errors[0]


def test_a_driver_by_hours_moves_hours() -> None:
    """A live stream of some hours lifts these, not the day."""
    rng = np.random.default_rng(10)
    hours = hours_of(f"{DAYS[0]:%Y-%m-%d}", f"{DAYS[-1]:%Y-%m-%d}")
    live = np.zeros(len(hours))
    for day in range(len(DAYS)):
        begin = day * 24 + int(rng.integers(9, 22))
        live[begin : begin + 2] = 1.0
    counts = draw(normal_rates(hours, growth=0.0) * np.where(live > 0, 2.0, 1.0), 11, day_sd=0.04)
    shop = Shop(counts, {"live": pd.Series(live, hours)}, events=[])
    plain, driven = shop.plain(), shop.model().predict(HORIZON)
    errors = [np.abs(f.mean - shop.actual).sum() for f in (plain, driven)]
    assert errors[1] < 0.8 * errors[0]


def test_without_a_plan_it_is_as_usual() -> None:
    """The forecast is nearly that without drivers, it says so, and its band is no narrower."""
    visitors = traffic(1)
    shop = Shop(follow(visitors, 2), {"visitors": 5000 * visitors[: BEFORE - DAY]})
    plain, driven = shop.plain(), shop.model().predict(HORIZON)
    assert driven.mean.sum() == pytest.approx(plain.mean.sum(), rel=0.1)
    notes = {note.code: dict(note.numbers) for note in driven.notes}
    assert notes["driver_no_plan"] == {"driver": "visitors", "days": 14}


def test_a_driver_that_ended_long_ago_is_left_out() -> None:
    """Nothing of it can say anything about the days ahead."""
    visitors = traffic(1)
    shop = Shop(follow(visitors, 2), {"visitors": 5000 * visitors[: BEFORE - 30 * DAY]})
    driven = shop.model().predict(HORIZON)
    assert (driven.mean == shop.plain().mean).all()
    assert "driver_stale" in codes_of(driven)


def test_missing_days_count_as_usual() -> None:
    """A fifth of the driver's days is unknown; what is known still explains the sale."""
    visitors = traffic(1)
    values = 5000 * visitors
    lost = np.random.default_rng(12).random(len(values)) < 0.2
    lost[SALES[-1] : SALES[-1] + 2] = False
    shop = Shop(follow(visitors, 2), {"visitors": values[~lost]})
    assert sale_error(shop.model().predict(HORIZON), shop) < 0.8 * sale_error(shop.plain(), shop)


@pytest.mark.parametrize(("value", "code"), [(0.0, "driver_constant"), (7.0, "driver_constant")])
def test_a_constant_driver_says_nothing(value: float, code: str) -> None:
    """Neither zeros nor one number divide anything."""
    shop = Shop(follow(traffic(1), 2), {"orders": pd.Series(value, DAYS)})
    driven = shop.model().predict(HORIZON)
    assert (driven.mean == shop.plain().mean).all()
    assert code in codes_of(driven)


def test_a_driver_without_normal_days_says_nothing() -> None:
    """Zero but for the sales: there is no usual level."""
    values = pd.Series(0.0, DAYS)
    for place, size in zip(SALES, (3.0, 4.0, 2.0, 5.0, 3.0), strict=True):
        values.iloc[place : place + 2] = size
    shop = Shop(follow(traffic(1), 2), {"gmv": values})
    driven = shop.model().predict(HORIZON)
    assert np.isfinite(driven.mean).all()


def test_few_days_are_not_learned_from() -> None:
    """Three weeks of a driver are too few."""
    visitors = traffic(1)
    shop = Shop(follow(visitors, 2), {"visitors": 5000 * visitors[BEFORE - 21 * DAY :]})
    driven = shop.model().predict(HORIZON)
    assert (driven.mean == shop.plain().mean).all()
    assert "driver_too_short" in codes_of(driven)


def test_an_absurd_plan_stops_at_what_was_seen() -> None:
    """A plan with three zeros too many: half as much again as the most that was seen, and it is told."""
    visitors = traffic(1)
    values = 5000 * visitors
    values[LAST_SALE] *= 1000
    shop = Shop(follow(visitors, 2), {"visitors": values})
    driven = shop.model().predict(HORIZON)
    day = driven.mean[7 * 24 : 8 * 24].sum()
    assert day < 2.5 * shop.actual[7 * 24 : 8 * 24].sum()
    assert "driver_capped" in codes_of(driven)


def test_a_plan_in_another_unit_is_unknown() -> None:
    """A sale whose visitors are entered in ten thousands is forecast as without a plan, and it is told."""
    visitors = traffic(1)
    shops = []
    for plan in (1.3, np.nan):
        values = 5000 * visitors
        values[LAST_SALE] = plan
        shops.append(Shop(follow(visitors, 2), {"visitors": values.dropna()}))
    slipped, unknown = (shop.model().predict(HORIZON) for shop in shops)
    assert (slipped.mean == unknown.mean).all()
    notes = {note.code: dict(note.numbers) for note in slipped.notes}
    assert notes["driver_slip"] == {"driver": "visitors", "day": f"{LAST_SALE:%Y-%m-%d}", "value": 1.3}


def test_a_plan_of_zero_is_no_slip() -> None:
    """Zero says that there is none: the forecast follows it."""
    visitors = traffic(1)
    values = 5000 * visitors
    values[LAST_SALE] = 0.0
    forecast = Shop(follow(visitors, 2), {"visitors": values}).model().predict(HORIZON)
    assert "driver_slip" not in codes_of(forecast)


@pytest.mark.parametrize(("size", "told"), [(0.25, True), (3.0, False)])
def test_a_sale_planned_unlike_all_before_is_told(size: float, told: bool) -> None:
    """A digit too few makes a sale a tenth of the others: within all days, but not within those of sales."""
    visitors = traffic(1)
    values = 5000 * visitors
    values[LAST_SALE : LAST_SALE + DAY] = 5000 * size
    forecast = Shop(follow(visitors, 2), {"visitors": values}).model().predict(HORIZON)
    assert ({"driver_unlike_past", "driver_capped"} & codes_of(forecast) != set()) == told


def test_the_explanation_tells_the_plan_and_what_it_counts_as() -> None:
    """A plan is trusted in part: what was entered over the usual stands beside what it counts as."""
    visitors = traffic(1)
    shop = Shop(follow(visitors, 2), {"visitors": 5000 * visitors})
    ahead = shop.model().explain(LAST_SALE + pd.Timedelta(hours=20)).drivers[0]
    assert ahead.given > 1.02 * ahead.ratio > 1.02
    over = shop.model().explain(BEFORE - 3 * DAY).drivers[0]
    assert over.given == pytest.approx(over.ratio)


def test_the_morning_after_a_plan_is_no_day_without_a_value() -> None:
    """Days are counted of which the forecast has the most hours."""
    visitors = traffic(1)
    shop = Shop(follow(visitors, 2), {"visitors": 5000 * visitors[: BEFORE - DAY]})
    hours = pd.date_range(BEFORE, periods=7 * 24 + 12, freq="h")
    notes = {note.code: dict(note.numbers) for note in shop.model().predict(hours).notes}
    assert notes["driver_no_plan"]["days"] == 7


def test_an_absurd_past_value_does_not_spoil_the_others() -> None:
    """One day with six zeros too many: the sale is still explained."""
    visitors = traffic(1)
    values = 5000 * visitors
    values.iloc[150] *= 1e6
    shop = Shop(follow(visitors, 2), {"visitors": values})
    assert sale_error(shop.model().predict(HORIZON), shop) < 0.8 * sale_error(shop.plain(), shop)


def test_plans_that_never_came_true_are_trusted_less() -> None:
    """With past plans that say nothing, the coming one changes less than with those that did."""
    visitors = traffic(1)
    values = 5000 * visitors
    rng = np.random.default_rng(13)
    wrong = values * np.exp(0.8 * rng.standard_normal(len(values)))
    changes = []
    for planned in (values, wrong):
        shop = Shop(follow(visitors, 2), {"visitors": values}, planned={"visitors": planned[: BEFORE - DAY]})
        at = shop.model().layer.factor(pd.DatetimeIndex([LAST_SALE]))
        changes.append(float(np.log(at[0])))
    assert 0 < changes[1] < 0.7 * changes[0]


def test_plans_of_nothing_for_days_that_had_something_are_none() -> None:
    """A column of zeros where plans were never kept: forecast as without it."""
    visitors = traffic(1)
    values = 5000 * visitors
    nothing = 0 * values[: BEFORE - DAY]
    found = [
        Shop(follow(visitors, 2), {"visitors": values}, planned=planned).model().predict(HORIZON).mean
        for planned in ({}, {"visitors": nothing})
    ]
    assert found[1] == pytest.approx(found[0])


@pytest.mark.parametrize("times", [0.001, 1000.0])
def test_plans_in_another_unit_stop_at_what_was_seen(times: float) -> None:
    """Past plans a thousandth or a thousandfold of what came, coming ones not: held near what was seen."""
    visitors = traffic(1)
    values = 5000 * visitors
    shop = Shop(
        follow(visitors, 2), {"visitors": values}, planned={"visitors": times * values[: BEFORE - DAY]}
    )
    layer = shop.model().layer
    assert len(layer.terms) == 1
    seen = (values[: BEFORE - DAY].agg(["min", "max"]) / values.median()).to_numpy()
    low, high = (seen * [1 / 2, 1.7]) ** layer.terms[0].elasticity
    factors = layer.factor(HORIZON[: 7 * 24])
    assert low < factors.min()
    assert factors.max() < high


def test_plans_that_are_always_too_high_are_corrected() -> None:
    """Twice what comes, each day and in the coming sale: forecast as by plans that come true."""
    visitors = traffic(1)
    values = 5000 * visitors
    factors = []
    for times in (1.0, 2.0):
        came, ahead = values[: BEFORE - DAY], times * values[BEFORE:]
        planned = {"visitors": times * came}
        shop = Shop(follow(visitors, 2), {"visitors": pd.concat([came, ahead])}, planned=planned)
        factors.append(shop.model().layer.factor(HORIZON))
    assert factors[1] == pytest.approx(factors[0], rel=0.1)


def test_the_factors_of_an_hour_multiply_to_its_mean() -> None:
    """Each driver is a part of the explanation."""
    visitors = traffic(1)
    shop = Shop(follow(visitors, 2), {"visitors": 5000 * visitors})
    model = shop.model()
    hour = LAST_SALE + pd.Timedelta(hours=20)
    found = model.explain(hour)
    assert [part.name for part in found.drivers] == ["visitors"]
    assert found.drivers[0].ratio > 1
    assert found.drivers[0].factor > 1
    factors = [found.weekday, found.time_of_day, found.holiday, found.recent, found.other_methods]
    factors += [part.factor for part in (*found.events, *found.drivers)]
    assert found.level * np.prod(factors) == pytest.approx(found.mean)
    assert found.mean == pytest.approx(model.predict(pd.DatetimeIndex([hour])).mean[0])


def test_the_first_sale_of_a_shop_is_sized_by_its_drivers() -> None:
    """No sale was seen: the drivers stand for the uplift, once, and it is told; a given uplift stays."""
    visitors = traffic(1, sizes=(1.0, 1.0, 1.0, 1.0, 1.6))
    for uplift in (None, 3.0):
        shop = Shop(follow(visitors, 2), {"visitors": 5000 * visitors})
        shop.events = [replace(shop.events[-1], uplift=uplift)]
        driven = shop.model().predict(HORIZON)
        times = driven.mean[7 * 24 : 9 * 24].sum() / driven.mean[: 7 * 24].sum() * 7 / 2
        assert ("event_from_drivers" in codes_of(driven)) == (uplift is None)
        assert times == pytest.approx(1.45 if uplift is None else 3.0, rel=0.2)


def test_curves_of_past_events_show_what_came() -> None:
    """A past sale's counts as recorded; what it says of now holds the drivers of now."""
    visitors = traffic(1)
    shop = Shop(follow(visitors, 2), {"visitors": 5000 * visitors})
    model = shop.model()
    curves = model.event_curves("sale-4")
    last = next(curve for curve in curves if curve.name == "sale-3")
    recorded = shop.counts[last.start : last.start + 47 * pd.Timedelta(hours=1)].to_numpy()
    assert last.counts == pytest.approx(recorded)
    mixed = sum(curve.weight * curve.at_level_now for curve in curves)
    hours = pd.date_range(LAST_SALE, periods=48, freq="h")
    assert mixed == pytest.approx(model.predict(hours).mean, rel=1e-6)


def test_planned_size_and_drivers_do_not_count_twice() -> None:
    """A sale planned twice as big, with twice the visitors: not four times as big."""
    sizes = (2.0, 3.0, 2.0, 3.0, 4.0)
    visitors = traffic(14, sizes=sizes)
    shop = Shop(follow(visitors, 15, elasticity=1.0), {"visitors": 5000 * visitors})
    inside = slice(7 * 24, 9 * 24)
    by_drivers = shop.model().predict(HORIZON).mean[inside].sum()
    shop.events = [replace(event, intensity=size) for event, size in zip(shop.events, sizes, strict=True)]
    both = shop.model().predict(HORIZON).mean[inside].sum()
    assert both == pytest.approx(by_drivers, rel=0.05)
