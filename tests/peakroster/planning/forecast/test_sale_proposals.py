"""Promotions that nobody entered are proposed where the history shows them, and missed ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from peakroster.messages import LANGUAGES, Translator
from peakroster.planning.forecast.history_anomalies import anomaly_findings
from peakroster.planning.forecast.sale_calendar import sales_between, sales_of
from peakroster.planning.forecast.sale_proposals import (
    check_sales,
    missing_sale_findings,
    missing_sales,
    proposed_sales,
    with_past,
)
from peakroster.shop.folder import read_shop
from peakroster.wording import event_kind_name, event_name
from scheduler.domain.events import Event
from scheduler.domain.shop import Shop
from tests.peakroster.cli.small_shop import write_small_shop

FIRST = pd.Timestamp("2025-08-01")
DAYS = 455  # to 2026-10-29


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A chat shop of one queue without events: fifteen months, 200 to 1,000 inquiries an hour by day."""
    shop = read_shop(
        write_small_shop(tmp_path_factory.mktemp("quiet") / "shop"),
        with_history=False,
        history_required=False,
    )
    queue = shop.settings.queues[0]  # two chats at once
    hours = pd.date_range(FIRST, periods=24 * DAYS, freq="h")
    usual = 200 + 800 * np.sin(np.pi * hours.hour / 24) ** 2
    rng = np.random.default_rng(1)
    table = pd.DataFrame(
        {
            "timestamp": hours.astype("datetime64[us]"),
            "queue": queue.id,
            "inquiries": rng.poisson(usual).astype("int64"),
            "aht_seconds": np.nan,
        }
    )
    settings = replace(shop.settings, queues=(queue,))
    return replace(shop, settings=settings, history=table, events=())


def with_sale(shop: Shop, start: str, end: str, times: float) -> Shop:
    """The shop with more inquiries in some hours, end excluded."""
    moments = shop.history["timestamp"]
    inside = (moments >= pd.Timestamp(start)) & (moments < pd.Timestamp(end))
    counts = (shop.history["inquiries"] * times).round().astype("int64")
    return replace(
        shop, history=shop.history.assign(inquiries=shop.history["inquiries"].mask(inside, counts))
    )


def test_a_quiet_history_proposes_nothing(quiet: Shop) -> None:
    """No spike, no past promotion; Double 11, seen pass without one a year ago, is not asked for."""
    assert proposed_sales(quiet) == ()
    assert missing_sales(quiet, date(2026, 11, 9), 7) == ()


def test_a_known_sale_day_is_proposed_with_the_coming_one(quiet: Shop) -> None:
    """Double 11 of last year from the evening on, and that of this year in the same hours."""
    shop = with_sale(quiet, "2025-11-10T20:00", "2025-11-12T00:00", 5)
    past, coming = proposed_sales(shop)
    assert (past.name, past.start, past.end) == (
        "double11-2025",
        datetime(2025, 11, 10, 20),
        datetime(2025, 11, 12),
    )
    assert (coming.name, coming.start, coming.end) == (
        "double11-2026",
        datetime(2026, 11, 10, 20),
        datetime(2026, 11, 12),
    )
    assert past.times == coming.times == pytest.approx(5, rel=0.05)
    assert (past.coming, coming.coming) == (False, True)
    assert with_past(coming, (past, coming)) == (past, coming)
    assert coming.row(2.5)["uplift"] == "2.5"


def test_what_is_entered_is_not_proposed(quiet: Shop) -> None:
    """By its kind or by its hours."""
    shop = with_sale(quiet, "2025-11-10T20:00", "2025-11-12T00:00", 5)
    rows = [
        Event("a", "double11", datetime(2025, 11, 10, 20), datetime(2025, 11, 12), (), None, None, 2),
        Event("b", "other", datetime(2026, 11, 11), datetime(2026, 11, 12), (), None, None, 3),
    ]
    assert proposed_sales(replace(shop, events=tuple(rows))) == ()


def test_a_week_with_an_unentered_sale_is_warned_of(quiet: Shop) -> None:
    """With what the last one brought; any other week costs nothing and says nothing."""
    shop = with_sale(quiet, "2025-11-10T20:00", "2025-11-12T00:00", 5)
    (finding,) = missing_sale_findings(shop, date(2026, 11, 9), 7)
    assert (finding.severity, finding.code) == ("warning", "sale_day_missing")
    for language in LANGUAGES:
        words = finding.sentence(Translator(language))
        assert "double11-2026,double11,2026-11-10T20:00,2026-11-12T00:00" in words
        assert "5.0" in words
        assert event_kind_name("double11", Translator(language)) in words
    assert missing_sale_findings(shop, date(2026, 11, 16), 7) == []


def test_a_sale_that_no_history_tells_of_is_asked_for(quiet: Shop) -> None:
    """A short history of chats; of telephones nothing is said."""
    recent = quiet.history[quiet.history["timestamp"] >= "2026-06-25"]
    shop = replace(quiet, history=recent.reset_index(drop=True))
    (one,) = missing_sales(shop, date(2026, 11, 9), 7)
    assert (one.kind, one.times, one.coming) == ("double11", None, True)
    (finding,) = missing_sale_findings(shop, date(2026, 11, 9), 7)
    assert finding.code == "sale_day_unseen"
    queues = tuple(replace(queue, concurrency=1, slowdown=(1.0,)) for queue in shop.settings.queues)
    telephone = replace(shop, settings=replace(shop.settings, queues=queues))
    assert missing_sales(telephone, date(2026, 11, 9), 7) == ()


def test_the_shops_own_days_are_proposed(quiet: Shop) -> None:
    """A single one by its date; those of one date in two years as one kind, with the next."""
    shop = with_sale(quiet, "2026-04-21T00:00", "2026-04-22T00:00", 4)
    (single,) = proposed_sales(shop)
    assert (single.name, single.kind) == ("promotion-2026-04-21", "promotion")
    shop = with_sale(quiet, "2025-08-25T00:00", "2025-08-26T00:00", 4)
    shop = with_sale(shop, "2026-08-25T00:00", "2026-08-26T00:00", 4)
    found = proposed_sales(shop, timedelta(days=400))
    own = [one for one in found if one.kind == "yearly-08-25"]
    assert [(one.name, one.coming) for one in own] == [
        ("yearly-08-25-2025", False),
        ("yearly-08-25-2026", False),
        ("yearly-08-25-2027", True),
    ]
    assert event_kind_name("yearly-08-25", Translator("zh")) == "周年活动（8 月 25 日）"
    assert "2026" in event_name("promotion-2026-04-21", "promotion", Translator("zh"))


def test_check_tells_a_sale_day_once(quiet: Shop) -> None:
    """The surge that is Double 11 is told as Double 11."""
    shop = with_sale(quiet, "2025-11-10T20:00", "2025-11-12T00:00", 5)
    found = check_sales(shop, anomaly_findings(shop))
    assert [one.code for one in found] == ["sale_day_past", "sale_day_missing"]


def test_an_empty_history_proposes_nothing(quiet: Shop) -> None:
    """And breaks nothing."""
    empty = replace(quiet, history=quiet.history.iloc[:0])
    assert proposed_sales(empty) == missing_sales(empty, date(2026, 11, 9), 7) == ()


def test_the_calendar_follows_the_year() -> None:
    """年货节 lies before the Spring Festival of each year; Black Friday after the fourth Thursday."""
    kinds = {sale.kind: sale for sale in sales_of(2026, "CN")}
    assert kinds["newyear"].last < date(2026, 2, 17)
    assert kinds["blackfriday"].is_near(date(2026, 11, 27))
    assert "newyear" not in {sale.kind for sale in sales_of(2026, "US")}
    assert [sale.kind for sale in sales_between(date(2026, 12, 1), date(2027, 1, 1), "CN")] == [
        "double12",
        "newyear",
    ]
