"""Queues of one shop folder: what they lend one another, how it is told, and that order means nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from forecast import DrivenModel, ProfiledModel, fit
from peakroster.explanations.forecast_hour import explain_hour, fit_for_plan
from peakroster.explanations.forecast_words import lines
from peakroster.messages import LANGUAGES, Translator
from peakroster.planning.forecast.fitting import QueueModels, events_of, hourly_rates
from peakroster.planning.forecast.forecasting import (
    ForecastStage,
    forecast_hours,
    make_forecast,
    plan_calendar,
)
from peakroster.planning.forecast.notes import note_lines
from peakroster.shop.folder import read_shop
from scheduler.domain.events import Event
from scheduler.domain.shop import Shop
from tests.forecast.synthetic import draw, hours_of, normal_rates
from tests.peakroster.cli.small_shop import write_small_shop

DAY = date(2026, 11, 9)
FIRST, LAST = "2026-06-01", "2026-11-08"
SALES = [
    Event(
        f"sale-{month}", "sale", datetime(2026, month, 10), datetime(2026, month, 11), (), None, None, month
    )
    for month in (7, 9, 11)
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Two queues, open all day; both have three times as many in a sale."""
    found = read_shop(write_small_shop(tmp_path_factory.mktemp("sisters") / "shop"))
    queues = tuple(replace(queue, open=found.settings.queues[0].open) for queue in found.settings.queues)
    settings = replace(found.settings, queues=queues)
    parts = []
    for seed, (queue, scale) in enumerate((("presale", 60.0), ("aftersale", 20.0))):
        hours = hours_of(FIRST, LAST)
        inside = np.isin(hours.normalize(), [pd.Timestamp(sale.start) for sale in SALES])
        rates = normal_rates(hours, scale, growth=0.0) * np.where(inside, 3.0, 1.0)
        counts = draw(rates, seed, day_sd=0.03).astype("int64")
        parts.append(pd.DataFrame({"timestamp": hours, "queue": queue, "inquiries": counts.to_numpy()}))
    history = pd.concat(parts).sort_values(["timestamp", "queue"], ignore_index=True)
    history = history.assign(aht_seconds=np.nan).astype({"queue": "str", "timestamp": "datetime64[us]"})
    return replace(found, settings=settings, history=history, events=tuple(SALES))


def since(shop: Shop, queue: str, first: str) -> Shop:
    """The shop whose queue began on that day."""
    history = shop.history
    there = (history["queue"] != queue) | (history["timestamp"] >= first)
    return replace(shop, history=history[there].reset_index(drop=True))


@pytest.fixture(scope="module")
def young(shop: Shop) -> Shop:
    """The shop whose after-sale began after the past sales."""
    return since(shop, "aftersale", "2026-09-20")


@pytest.fixture(scope="module")
def stage(young: Shop) -> ForecastStage:
    return make_forecast(young, DAY, 3, seed=1)


def test_a_shop_of_one_queue_is_forecast_as_ever(shop: Shop) -> None:
    """To the last byte."""
    one = replace(shop, settings=replace(shop.settings, queues=shop.settings.queues[:1]))
    hours, before = forecast_hours(DAY, 3, one.settings.timezone), datetime(2026, 11, 9)
    calendar = plan_calendar(one, hours)
    rates = hourly_rates(one, "presale", before)
    alone = fit(rates, calendar=calendar, events=events_of(one, "presale")).predict(hours)
    found = QueueModels(one, calendar, before).fit("presale").predict(hours)
    assert (found.mean == alone.mean).all()
    assert found.notes == alone.notes


def test_a_queue_that_began_after_the_sales_borrows_them(stage: ForecastStage) -> None:
    """The sale is three times a normal day."""
    day = stage.table["timestamp"].dt.normalize() == pd.Timestamp("2026-11-10")
    mean = stage.table.loc[day & (stage.table["queue"] == "aftersale"), "mean"].sum()
    assert mean == pytest.approx(3 * 20 * 24, rel=0.2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_note_names_both_queues(young: Shop, stage: ForecastStage, language: str) -> None:
    """By the names of shop.toml, not by their ids."""
    told = note_lines(stage.notes, young.queue_names, Translator(language))
    both = young.queue_names["presale"], young.queue_names["aftersale"]
    (line,) = [line for line in told if all(name in line for name in both)]
    assert "sale-11" in line


def test_the_explanation_names_the_sister(young: Shop) -> None:
    """By the name of shop.toml, in both languages; nor is hers a usual size here."""
    hour = explain_hour(fit_for_plan(young, "aftersale", DAY, 3), datetime(2026, 11, 10, 14))
    for language in LANGUAGES:
        told = [line.what for line in lines(hour, Translator(language), young.queue_names)]
        assert any(young.queue_names["presale"] in what for what in told)
        assert not any("presale" in what or "usual size" in what or "历次平均" in what for what in told)


def test_a_new_queue_borrows_the_week(shop: Shop) -> None:
    """Three days of its own make the level; a note says whose week it is."""
    new = since(shop, "aftersale", "2026-11-06")
    stage = make_forecast(new, DAY, 3, seed=1)
    (note,) = [note for queue, note in stage.notes if note.code == "week_from_sister"]
    assert (note.numbers["sister"], note.numbers["days"]) == ("presale", 3)
    monday = stage.table[(stage.table["queue"] == "aftersale") & (stage.table["timestamp"] < "2026-11-10")]
    assert monday["mean"].sum() == pytest.approx(1.1 * 20 * 24, rel=0.15)
    given = replace(new, profiles={"aftersale": np.full((7, 24), 20.0)})
    codes = [note.code for _, note in make_forecast(given, DAY, 1, seed=1).notes]
    assert "given_profile" in codes
    assert "week_from_sister" not in codes


def test_a_queue_without_a_day_has_no_level(shop: Shop) -> None:
    """Sisters do not say how big it is: profile.csv has to."""
    model = QueueModels(
        since(shop, "aftersale", "2026-11-09"),
        plan_calendar(shop, forecast_hours(DAY, 1, "Asia/Shanghai")),
        datetime(2026, 11, 9),
    )
    with pytest.raises(ValueError, match="0 known hours"):
        model.fit("aftersale")
    assert not isinstance(model.fit("presale"), ProfiledModel | DrivenModel)


def test_the_order_of_the_queues_in_shop_toml_does_not_matter(young: Shop, stage: ForecastStage) -> None:
    """Each has the same numbers wherever it stands."""
    turned = replace(young, settings=replace(young.settings, queues=young.settings.queues[::-1]))
    tables = [
        each.table.sort_values(["timestamp", "queue"], ignore_index=True)
        for each in (stage, make_forecast(turned, DAY, 3, seed=1))
    ]
    pd.testing.assert_frame_equal(*tables)
