"""Pictures of a plan: what stands in them, in both languages."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from peakroster.charts import (
    DayRange,
    comparison_chart,
    coverage_chart,
    coverage_heat_map,
    forecast_chart,
    week_picture,
)
from peakroster.charts.style import series_colour
from peakroster.messages import LANGUAGES, Translator
from scheduler.domain.events import Event
from scheduler.domain.opening import Opening
from scheduler.domain.plan import Plan
from scheduler.domain.queues import Queue
from scheduler.domain.rules import Rules
from scheduler.domain.shop import Settings, Shop
from scheduler.domain.windows import Window

FIRST_DAY = date(2026, 10, 24)  # clocks go back in Europe on the second day
START = datetime(2026, 10, 24)
DAYS = 3
SALE = Event("sale, 大促", "sale", datetime(2026, 10, 25, 20), datetime(2026, 10, 28), (), None, None, 2)


def plan() -> Plan:
    """A queue that is open from 08:00 to 20:00 and short at 10:00 of each day; another without inquiries."""
    hours = [START + timedelta(hours=hour) for hour in range(DAYS * 24 + 12)]
    demand = [(hour, 50.0 + hour.hour if 8 <= hour.hour < 20 else 0.0) for hour in hours]
    forecast = pd.DataFrame(
        [(hour, queue, *(4 * [mean if queue == "a" else 0.0])) for hour, mean in demand for queue in "ab"],
        columns=["timestamp", "queue", "mean", "p10", "p50", "p90"],
    )
    coverage = pd.DataFrame(
        [(hour, "a", 5.5, 3 if hour.hour == 10 else 6, 0.9) for hour in hours if 8 <= hour.hour < 20],
        columns=["timestamp", "queue", "required", "scheduled", "service_level"],
    )
    return Plan(FIRST_DAY, DAYS, forecast=forecast, coverage=coverage)


def shop() -> Shop:
    queues = tuple(
        Queue(id, name, Opening.daily(Window(480, 1200)), 300.0, 1, (1.0,), None, 0.0, (), None, 0, None)
        for id, name in (("a", "售前"), ("b", "售后"))
    )
    rules = Rules(None, None, None, None, None, None, Window(0, 360))
    settings = Settings("s", "Europe/Berlin", "DE", 60, "mean", 0.0, "auto", "auto", queues, rules, {})
    return Shop(settings, pd.DataFrame(), (SALE,), (), (), (), ())


def drawn(chart: Any) -> list[dict[str, Any]]:
    """All rows of data in a chart."""
    found = chart.to_dict()
    return [row for rows in found.get("datasets", {}).values() for row in rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_forecast_marks_each_days_peak(language: str) -> None:
    """One peak a day, at its busiest hour; the tail is not shown."""
    chart = forecast_chart(plan().forecast, "a", DayRange.of(plan()), [SALE], Translator(language))
    rows = drawn(chart)
    assert [row["moment"] for row in rows if row["peak"]] == [19, 43, 67]
    assert max(row["moment"] for row in rows) == DAYS * 24 - 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_adjustments_change_is_shown_apart(language: str) -> None:
    """The model's mean is a line of its own with its name, on days on which it differs, and only there."""
    forecast = plan().forecast
    assert forecast is not None
    later = forecast["timestamp"] >= START + timedelta(days=1)
    adjusted = forecast.assign(model_mean=forecast["mean"].where(~later, forecast["mean"] / 2))
    word = Translator(language)("charts.model_mean")
    spans = (
        DayRange.of(plan()),
        DayRange.of(plan(), FIRST_DAY + timedelta(days=1)),
        DayRange.of(plan(), FIRST_DAY),
    )
    charts = [forecast_chart(adjusted, "a", span, [], Translator(language)) for span in spans]
    assert [json.dumps(word) in json.dumps(chart.to_dict()) for chart in charts] == [True, True, False]
    assert max(row["model_mean"] for row in drawn(charts[1])) == 69 / 2
    assert word not in json.dumps(
        forecast_chart(forecast, "a", spans[0], [], Translator(language)).to_dict(), ensure_ascii=False
    )


def test_queue_without_inquiries_has_no_peak() -> None:
    """Where nothing comes in there is nothing to mark."""
    rows = drawn(forecast_chart(plan().forecast, "b", DayRange.of(plan()), [], Translator("en")))
    assert len(rows) == DAYS * 24
    assert not any(row["peak"] for row in rows)


def test_steps_end_where_the_queue_closes() -> None:
    """The last interval has its full length, and no line crosses the closed hours."""
    rows = drawn(coverage_chart(plan().coverage, "a", DayRange.of(plan()), [], Translator("en")))
    first_day = [(row["moment"], row["required"]) for row in rows if row["moment"] <= 24]
    assert first_day[-3:] == [(19.0, 5.5), (20.0, 5.5), (20.0, None)]
    assert {row["top"] - row["scheduled"] for row in rows if row["moment"] % 24 == 10} == {2.5}


def test_unplannable_morning_is_no_shortage() -> None:
    """What is missing before the plan can reach is filled apart and named; without it nothing is named."""
    begin = START + timedelta(hours=11)
    chart = coverage_chart(
        plan().coverage, "a", DayRange.of(plan()), [], Translator("en"), plannable_from=begin
    )
    rows = [row for row in drawn(chart) if row["moment"] % 24 == 10]
    assert [row["top"] - row["scheduled"] for row in rows] == [0, 2.5, 2.5]
    assert [row["unplannable_top"] - row["scheduled"] for row in rows] == [2.5, 0, 0]
    word = Translator("en")("charts.unplannable")
    assert word in chart.to_json()
    span = DayRange.of(plan(), FIRST_DAY + timedelta(days=1))
    for later in (
        coverage_chart(plan().coverage, "a", span, [], Translator("en"), plannable_from=begin),
        coverage_chart(plan().coverage, "a", DayRange.of(plan()), [], Translator("en"), plannable_from=START),
    ):
        assert word not in later.to_json()


def test_heat_map_greys_the_unplannable_morning() -> None:
    """Only cells before the earliest shift of the first day are marked as not plannable."""
    begin = START + timedelta(hours=10)
    chart = coverage_heat_map(
        plan().coverage, "a", DayRange.of(plan()), Translator("zh"), plannable_from=begin
    )
    grey = [(row["day"], row["clock"]) for row in drawn(chart) if row["unplannable"]]
    assert grey == [("周六 10-24", "08:00"), ("周六 10-24", "09:00")]


def test_a_day_shows_its_hours() -> None:
    """One day alone has an axis of hours and only its own rows."""
    span = DayRange.of(plan(), FIRST_DAY + timedelta(days=1))
    rows = drawn(coverage_heat_map(plan().coverage, "a", span, Translator("zh")))
    assert {row["day"] for row in rows} == {"周日 10-25"}
    assert span.axis(Translator("zh")).to_dict()["scale"]["domain"] == [0, 24]


def test_event_is_cut_to_the_span() -> None:
    """A promotion that runs on past the plan is shaded to its end."""
    chart = comparison_chart(
        plan().coverage, plan().coverage, "a", DayRange.of(plan()), [SALE], Translator("en")
    ).to_dict()
    shade = chart["layer"][0]["data"]["values"][0]
    assert (shade["moment"], shade["until"]) == (44, 72)


@pytest.mark.parametrize("language", LANGUAGES)
def test_picture_of_the_week(language: str, tmp_path: Path) -> None:
    """The picture for documents is drawn without a browser and names every queue and its words."""
    target = tmp_path / "week.svg"
    week_picture(shop(), plan(), Translator(language)).save(str(target))
    text = target.read_text(encoding="utf-8")
    for word in ("售前", "售后", Translator(language)("charts.required"), SALE.name):
        assert word in text


def test_a_long_legend_wraps_and_labels_stay_inside() -> None:
    """Of more than three entries two stand side by side, as a phone has room for; the name of the last
    day is left out rather than cut."""
    few, many = (series_colour(["a"] * count, ["#000"] * count).to_dict() for count in (3, 5))
    assert "columns" not in few["legend"]
    assert many["legend"]["columns"] == 2
    assert DayRange.of(plan()).axis(Translator("en")).to_dict()["axis"]["labelBound"] is True
    assert not DayRange.of(plan(), FIRST_DAY).axis(Translator("en")).to_dict()["axis"]["labelBound"]
