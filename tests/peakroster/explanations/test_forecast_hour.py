"""A number taken apart is the number of forecast.csv, and its parts lead to it step by step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from peakroster.explanations.forecast_hour import ExplainedHour, FittedQueue, explain_hour, fit_for_plan
from peakroster.explanations.forecast_words import headline, lines
from peakroster.messages import Translator
from peakroster.pipeline.stages import ProgressObserver, run_forecast
from peakroster.planning.forecast.as_of import known_until
from peakroster.planning.forecast.forecasting import make_forecast
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.tables.findings import InputError
from scheduler.domain.events import Adjustment
from scheduler.domain.shop import Shop
from tests.peakroster.cli.small_shop import write_small_shop
from tests.peakroster.planning.forecast.test_forecasting import steady_shop

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 9)
ROWS = (
    Adjustment(
        datetime(2026, 11, 10, 20, 30), datetime(2026, 11, 11), "presale", 1.5, None, "traffic", "me", 2
    ),
    Adjustment(datetime(2026, 11, 10, 22), datetime(2026, 11, 10, 23), None, None, 90.0, "", "", 3),
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    folder = write_small_shop(tmp_path_factory.mktemp("explaining") / "shop")
    return replace(read_shop(folder), adjustments=ROWS)


@pytest.fixture(scope="module")
def table(shop: Shop) -> pd.DataFrame:
    return make_forecast(shop, DAY, 2, seed=1).table.set_index(["queue", "timestamp"])


@pytest.fixture(scope="module")
def fitted(shop: Shop) -> dict[str, FittedQueue]:
    return {queue: fit_for_plan(shop, queue, DAY, 2) for queue in shop.queue_ids}


@pytest.mark.parametrize("queue", ["presale", "aftersale"])
@pytest.mark.parametrize("hour", [0, 9, 14, 19, 20, 21, 22, 23])
@pytest.mark.parametrize("day", [9, 10])
def test_it_is_the_number_of_the_forecast(
    fitted: dict[str, FittedQueue], table: pd.DataFrame, queue: str, hour: int, day: int
) -> None:
    """Mean, mean of the model and quantiles are those of forecast.csv; each step's factor leads to it."""
    moment = datetime(2026, 11, day, hour)
    found = explain_hour(fitted[queue], moment)
    row = table.loc[(queue, pd.Timestamp(moment))]
    for name, value in (
        ("mean", found.mean),
        ("model_mean", found.model),
        ("p10", found.p10),
        ("p90", found.p90),
    ):
        assert value == pytest.approx(row[name], abs=1e-4), name
    assert found.steps[-1].after == pytest.approx(found.mean)
    for before, step in zip(found.steps, found.steps[1:], strict=False):
        if step.factor is not None:
            assert step.after == pytest.approx(before.after * step.factor)


def test_each_part_is_there_where_it_counts(fitted: dict[str, FittedQueue]) -> None:
    """A quiet hour has neither event nor adjustment; in the sale there are the event and both rows."""

    def explained(moment: datetime) -> ExplainedHour:
        return explain_hour(fitted["presale"], moment)

    assert {step.code for step in explained(datetime(2026, 11, 9, 3)).steps} <= {
        "level",
        "weekday",
        "time_of_day",
        "near_holiday",
        "recent",
        "other_methods",
        "last_week",
        "eight_weeks",
        "event",  # its pre-heating begins days before
    }
    sale = explained(datetime(2026, 11, 10, 22))
    codes = [step.code for step in sale.steps]
    assert codes[0] == "level"
    assert codes[-3:] == ["event", "multiply", "set"]
    event, times, set_to = sale.steps[-3:]
    assert event.event is not None
    assert event.event.name == "flash-11"
    assert times.after == pytest.approx(1.5 * event.after)
    assert set_to.adjustment == ROWS[1]
    assert (set_to.after, sale.mean) == (90, 90)
    half = explained(datetime(2026, 11, 10, 20, 59))
    assert half.hour == datetime(2026, 11, 10, 20)
    assert half.steps[-1].factor == pytest.approx(1.25)


def test_the_hour_that_passes_twice(tmp_path: Path) -> None:
    """On 2026-10-25 in Berlin the hour from 02:00 has a step of its own for it; that of March has no
    forecast."""
    shop = steady_shop(tmp_path / "shop", datetime(2026, 10, 24))
    found = explain_hour(fit_for_plan(shop, "presale", date(2026, 10, 24), 2), datetime(2026, 10, 25, 2))
    assert [(step.code, step.factor) for step in found.steps][-1] == ("twice", 2)
    assert found.mean == pytest.approx(120, rel=0.05)
    with pytest.raises(InputError) as error:
        explain_hour(fit_for_plan(shop, "presale", date(2027, 3, 28), 1), datetime(2027, 3, 28, 2))
    assert [finding.code for finding in error.value.findings] == ["explain_outside"]


def test_a_holiday_is_named(shop: Shop) -> None:
    """The family of a public holiday; its step is the holiday's own."""
    holiday = explain_hour(fit_for_plan(shop, "presale", date(2027, 1, 1), 1), datetime(2027, 1, 1, 14))
    assert holiday.holiday == "New Year's Day"
    assert "near_holiday" not in {step.code for step in holiday.steps}


def test_the_plan_that_holds_the_hour(tmp_path: Path) -> None:
    """Of two plans over a day the one that starts latest; what it wrote is there to compare with."""
    shop = read_shop(write_small_shop(tmp_path / "shop"))
    for day, days in ((date(2026, 11, 9), 7), (date(2026, 11, 12), 1)):
        run_forecast(shop, day, days, 1, ProgressObserver())
    for moment, first in (
        (datetime(2026, 11, 11, 8), date(2026, 11, 9)),
        (datetime(2026, 11, 12, 8), date(2026, 11, 12)),
        (datetime(2026, 11, 13, 8), date(2026, 11, 9)),  # the tail of the other does not hold it
    ):
        plan = PlanStore(shop.folder).holding(moment)
        assert plan is not None
        assert plan.first_day == first
        found = explain_hour(fit_for_plan(shop, "presale", plan.first_day, plan.days), moment, plan)
        assert found.written == pytest.approx(found.mean, abs=1e-4)
    assert PlanStore(shop.folder).holding(datetime(2026, 11, 16)) is None
    assert PlanStore(shop.folder).holding(datetime(2026, 11, 8, 23)) is None


def test_a_plan_made_on_its_way(tmp_path: Path) -> None:
    """What had come when it was made is told from its files; hours to come are explained as of then."""
    shop = read_shop(write_small_shop(tmp_path / "shop"))
    moment = datetime(2026, 11, 8, 14, 30)
    plain = run_forecast(shop, date(2026, 11, 8), 2, 1, ProgressObserver()).plan
    assert known_until(plain) is None
    plan = run_forecast(shop, date(2026, 11, 8), 2, 1, ProgressObserver(), as_of=moment).plan
    assert known_until(plan) == datetime(2026, 11, 8, 14)
    fitted = fit_for_plan(shop, "presale", plan.first_day, plan.days, as_of=known_until(plan))
    over = explain_hour(fitted, datetime(2026, 11, 8, 13), plan)
    assert over.came == over.written
    coming = explain_hour(fitted, datetime(2026, 11, 8, 15), plan)
    assert coming.came is None
    assert coming.mean == pytest.approx(coming.written, abs=1e-4)


@pytest.mark.parametrize("method", ["last_week", "eight_weeks"])
def test_a_simple_method_in_place_of_the_model(shop: Shop, method: str) -> None:
    """What it changes is a step of its own, named after it; the number is still that of the forecast."""
    simple = replace(shop, settings=replace(shop.settings, forecast_method=method))
    moment = datetime(2026, 11, 9, 14)
    found = explain_hour(fit_for_plan(simple, "presale", DAY, 2), moment)
    assert method in {step.code for step in found.steps}
    table = make_forecast(simple, DAY, 2, seed=1).table.set_index(["queue", "timestamp"])
    assert found.mean == pytest.approx(table.loc[("presale", pd.Timestamp(moment)), "mean"], abs=1e-4)


def test_a_queue_that_nobody_ever_asked(shop: Shop) -> None:
    """Nothing but zeros: the number is 0, and what was set is its only step that counts."""
    silent = replace(shop, history=shop.history.assign(inquiries=0))
    found = explain_hour(fit_for_plan(silent, "presale", DAY, 2), datetime(2026, 11, 10, 22))
    assert (found.normal, found.model, found.mean) == (0, 0, 90)
    assert [step.after for step in found.steps][-2:] == [0, 90]


def test_a_closed_sunday_is_one_step(tmp_path: Path) -> None:
    """Zeros on every Sunday: no factor of the day and of the hour, and no range around nobody."""
    full = steady_shop(tmp_path / "shop", datetime(2026, 11, 9))
    stamps = full.history["timestamp"]
    closed = full.history.assign(inquiries=full.history["inquiries"].where(stamps.dt.day_of_week < 6, 0))
    fitted = fit_for_plan(replace(full, history=closed), full.queue_ids[0], date(2026, 11, 9), 7)
    found = explain_hour(fitted, datetime(2026, 11, 15, 20))
    assert [(step.code, step.after) for step in found.steps[1:]] == [("nobody", 0.0)]
    assert (found.mean, found.p90) == (0, 0)
    for language, words, range_words in (
        ("en", "nobody ever asked", "four times"),
        ("zh", "无人咨询", "八成"),
    ):
        translate = Translator(language)
        assert any(words in line.what for line in lines(found, translate, {}))
        assert range_words not in headline(found, {}, translate)
    open_day = explain_hour(fitted, datetime(2026, 11, 14, 20))
    assert "nobody" not in {step.code for step in open_day.steps}
    assert "four times in five" in headline(open_day, {}, Translator("en"))
