"""Where promises break: 80 % within a minute in both queues, a hundred customers an hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from peakroster.desk.overview.promises import promises
from peakroster.desk.overview.words import facts, headline, rest_line, where
from peakroster.messages import LANGUAGES, Translator
from peakroster.shop.model import ShopFolder
from scheduler.domain.deferral import Deferral
from scheduler.domain.queues import Target
from tests.peakroster.desk.overview.conftest import DAY, plan_with


def test_the_worst_stretch_comes_first(shop: ShopFolder) -> None:
    """Neighbouring hours are one stretch; customers beyond the promise decide, not the share."""
    found = promises(
        shop,
        plan_with(
            {("presale", 9): (0.5, 5, 4), ("aftersale", 13): (0.5, 6, 3), ("aftersale", 14): (0.4, 6, 3)}
        ),
    )
    assert found is not None
    assert [(one.queue, one.start.hour, one.end.hour) for one in found.broken] == [
        ("aftersale", 13, 15),
        ("presale", 9, 10),
    ]
    worst = found.broken[0]
    assert worst.late == pytest.approx(110)
    assert worst.beyond == pytest.approx(30 + 40)
    assert worst.in_time == pytest.approx(0.45)
    assert worst.worst == datetime(DAY.year, DAY.month, DAY.day, 14)
    assert worst.missing_hours == pytest.approx(6)


def test_a_kept_promise_is_no_news(shop: ShopFolder) -> None:
    """Nothing is broken at the promised share itself, nor in the tail behind the plan's days."""
    found = promises(shop, plan_with({("presale", hour): (0.8, 5, 4.9) for hour in range(9, 18)}))
    assert found is not None
    assert found.broken == ()
    assert found.whole.customers == pytest.approx(1800)
    assert found.queues["presale"].late == pytest.approx(180)


def test_two_evenings_of_a_pause_are_two(shop: ShopFolder) -> None:
    """More than an hour between them."""
    found = promises(
        shop,
        plan_with({("presale", 9): (0.5, 5, 4), ("presale", 11): (0.5, 5, 4), ("presale", 15): (0.5, 5, 4)}),
    )
    assert found is not None
    assert sorted((one.start.hour, one.end.hour) for one in found.broken) == [(9, 12), (15, 16)]


def test_a_promise_of_a_mean_breaks_where_people_are_missing(shop: ShopFolder) -> None:
    """Then no share is promised."""
    target = Target("average_wait", 60.0)
    queues = tuple(replace(queue, targets=(target,)) for queue in shop.settings.queues)
    shop = replace(shop, settings=replace(shop.settings, queues=queues))
    found = promises(shop, plan_with({("presale", 9): (0.5, 5, 4), ("presale", 15): (0.5, 5, 5)}))
    assert found is not None
    (one,) = found.broken
    assert (one.start.hour, one.promised) == (9, None)


def test_of_a_day_the_whole_counts(shop: ShopFolder) -> None:
    """A bad hour of a day that keeps its promise is none; of a day that does not it is."""
    target = Target("service_level", 60.0, share=0.8, per="day", floor=0.1)
    queues = tuple(replace(queue, targets=(target,)) for queue in shop.settings.queues)
    shop = replace(shop, settings=replace(shop.settings, queues=queues))
    kept = promises(shop, plan_with({("presale", 9): (0.5, 5, 4)}))
    missed = promises(shop, plan_with({("presale", hour): (0.5, 5, 4) for hour in range(9, 15)}))
    assert kept is not None
    assert missed is not None
    assert kept.broken == ()
    assert [one.queue for one in missed.broken] == ["presale"]


def test_a_plan_without_a_roster_says_nothing(shop: ShopFolder) -> None:
    plan = replace(plan_with({}), coverage=None)
    assert promises(shop, plan) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_words(shop: ShopFolder, language: str) -> None:
    """How many, where, what was promised."""
    found = promises(shop, plan_with({("aftersale", 13): (0.2, 6, 3)}))
    assert found is not None
    translate = Translator(language)
    (one,) = found.broken
    assert (
        headline(one, translate) == {"zh": "80 位顾客等得太久", "en": "80 customers wait too long"}[language]
    )
    assert "13:00–14:00" in where(one, shop, translate)
    share, missing = facts(one, shop, translate)
    assert "20%" in share
    assert "80%" in share
    assert "3.0" in missing
    assert "80" in rest_line([one], translate)


def test_cases_that_may_wait_count_where_they_are_due(shop: ShopFolder) -> None:
    """Of the due ones, the share that is done."""
    late = Deferral(24.0, share=0.9)
    queues = tuple(
        replace(queue, deferred=late, targets=()) if queue.id == "aftersale" else queue
        for queue in shop.settings.queues
    )
    shop = replace(shop, settings=replace(shop.settings, queues=queues))
    plan = plan_with({("aftersale", 16): (0.5, 5, 4), ("aftersale", 10): (0.5, 5, 4)})
    assert plan.requirement is not None
    due = [
        40.0 if moment.hour == 16 and queue == "aftersale" else 0.0
        for moment, queue in zip(plan.requirement["timestamp"], plan.requirement["queue"], strict=True)
    ]
    found = promises(shop, replace(plan, requirement=plan.requirement.assign(due=due)))
    assert found is not None
    (one,) = found.broken
    assert (one.start.hour, one.customers, one.promised) == (16, 40, 0.9)
    assert one.beyond == pytest.approx(16)
