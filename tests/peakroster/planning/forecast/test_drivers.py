"""What is known of drivers at a moment, and that a shop without them is forecast as before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from forecast import fit
from peakroster.explanations.forecast_hour import explain_hour, fit_for_plan
from peakroster.explanations.forecast_words import as_json, lines, summary
from peakroster.messages import LANGUAGES, Translator
from peakroster.planning.forecast.drivers import drivers_of
from peakroster.planning.forecast.fitting import events_of, fit_queue, hourly_rates
from peakroster.planning.forecast.forecasting import forecast_hours, make_forecast, plan_calendar
from peakroster.planning.forecast.notes import describe_note
from peakroster.shop.folder import read_shop
from scheduler.domain.drivers import DriverSeries
from scheduler.domain.shop import Shop
from tests.peakroster.cli.small_shop import write_small_shop

DAY = date(2026, 11, 9)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return read_shop(write_small_shop(tmp_path_factory.mktemp("drivers") / "shop"))


def series(values: dict[str, float], planned: dict[str, float] | None = None, **more: object) -> DriverSeries:
    """Days of a driver of all queues."""
    days = pd.DatetimeIndex(sorted({*values, *(planned or {})}))
    columns = [
        pd.Series([given.get(f"{day:%Y-%m-%d}", np.nan) for day in days], days)
        for given in (values, planned or {})
    ]
    fields = {"name": "orders", "queues": (), "hourly": False, **more}
    return DriverSeries(values=columns[0], planned=columns[1], rows=tuple(range(2, 2 + len(days))), **fields)


def following(shop: Shop) -> Shop:
    """The shop, with each queue's inquiries multiplied by a driver that is planned up to November 15."""
    days = pd.date_range(shop.history["timestamp"].min().normalize(), "2026-11-15", freq="D")
    ratio = pd.Series(np.exp(0.4 * np.random.default_rng(1).standard_normal(len(days))), days)
    ratio[pd.Timestamp(DAY)] = 2.0
    factor = ratio.reindex(shop.history["timestamp"].dt.normalize()).to_numpy()
    inquiries = np.round(10 * shop.history["inquiries"] * factor).astype("int64")
    driver = series({f"{day:%Y-%m-%d}": 500 * value for day, value in ratio.items()})
    return replace(shop, history=shop.history.assign(inquiries=inquiries), drivers=(driver,))


def test_ahead_only_what_was_planned_is_known(shop: Shop) -> None:
    """A day that the history covers holds what came; before it, only its plan was known."""
    came = {"2026-11-01": 1.0, "2026-11-02": 2.0, "2026-11-03": 3.0, "2026-11-12": 12.0, "2026-11-13": 13.0}
    planned = {"2026-11-01": 1.5, "2026-11-03": 3.5, "2026-11-13": 13.5}
    known = replace(shop, drivers=(series(came, planned),))
    last = shop.history["timestamp"].max()
    (driver,) = drivers_of(known, "presale", datetime(2026, 11, 2))
    assert last < pd.Timestamp("2026-11-12")
    expected = {"2026-11-01": 1.0, "2026-11-03": 3.5, "2026-11-12": 12.0, "2026-11-13": 13.5}
    assert {f"{day:%Y-%m-%d}": value for day, value in driver.values.items()} == expected
    assert list(driver.planned) == [1.5]


def test_a_series_of_one_queue_goes_before_that_of_all(shop: Shop) -> None:
    """The other queues keep the common one."""
    common = series({"2026-11-01": 1.0, "2026-11-02": 2.0})
    own = series({"2026-11-02": 9.0}, queues=("presale",))
    known = replace(shop, drivers=(common, own))
    found = [list(drivers_of(known, q, datetime(2026, 11, 9))[0].values) for q in ("presale", "aftersale")]
    assert found == [[1.0, 9.0], [1.0, 2.0]]


def test_without_drivers_nothing_changes(shop: Shop) -> None:
    """The forecast is that of the model alone, to the last byte."""
    hours, before = forecast_hours(DAY, 2, shop.settings.timezone), datetime(2026, 11, 9)
    calendar, rates = plan_calendar(shop, hours), hourly_rates(shop, "presale", before)
    alone = fit(rates, calendar=calendar, events=events_of(shop, "presale")).predict(hours)
    found = fit_queue(shop, "presale", rates, calendar, before).predict(hours)
    assert (found.mean == alone.mean).all()
    assert found.notes == alone.notes


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_each_driver_brought_is_told(shop: Shop, language: str) -> None:
    """A step with its factor; steps lead to the number of forecast.csv; notes have their words."""
    driven, translate = following(shop), Translator(language)
    stage = make_forecast(driven, DAY, 2, seed=1)
    moment = datetime(2026, 11, 9, 14)
    found = explain_hour(fit_for_plan(driven, "presale", DAY, 2), moment)
    (step,) = [step for step in found.steps if step.driver is not None]
    assert step.factor is not None
    assert step.factor > 1.2
    mean = stage.table.set_index(["queue", "timestamp"]).loc[("presale", pd.Timestamp(moment)), "mean"]
    assert found.mean == pytest.approx(mean, abs=1e-4)
    assert found.normal < found.mean
    words = [line.what for line in lines(found, translate, {})]
    assert any("orders" in line for line in words)
    assert any("orders" in sentence for sentence in summary(found, translate, {}))
    assert as_json(found, {}, translate)["steps"]
    told = [describe_note(queue, note, translate) for queue, note in stage.notes]
    assert any("orders" in note and "10" in note for note in told)
