"""The week at a glance: customers, people needed and there by the hour, who is away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from peakroster.desk.overview.days import days_ahead
from peakroster.desk.overview.promises import promises
from peakroster.desk.overview.words import away_line, day_late, day_people, hard_hour
from peakroster.messages import LANGUAGES, Translator
from peakroster.shop.model import ShopFolder
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Request
from tests.peakroster.desk.overview.conftest import DAY, plan_with


def rostered(plan: Plan) -> Plan:
    roster = pd.DataFrame({"agent_id": ["001", "002"], "date": [DAY, DAY], "shift": ["早班", "早班"]})
    return replace(plan, roster=roster)


def test_a_day_at_a_glance(shop: ShopFolder) -> None:
    """Nine hours of two queues, one of them an hour short of two people."""
    plan = rostered(plan_with({("presale", 9): (0.5, 5, 3)}))
    kept = promises(shop, plan)
    assert kept is not None
    found = days_ahead(shop, plan, kept, DAY)
    assert [one.day for one in found] == [DAY]
    day = found[0]
    assert day.promise.customers == pytest.approx(1800)
    assert day.promise.late == pytest.approx(50 + 17 * 5)
    assert len(day.needed) == len(day.there) == 24
    assert (day.needed[9], day.there[9]) == pytest.approx((10, 8))
    assert (day.needed[3], day.there[3]) == (0, 0)
    assert day.missing_hours == pytest.approx(2)
    assert (day.people, day.away) == (2, ())
    for language in LANGUAGES:
        translate = Translator(language)
        assert "50" not in day_people(day, translate)
        assert day_late(day, translate) == translate("overview.day_late", late="135")
        assert away_line(found, shop, translate) is None


def test_who_is_away(shop: ShopFolder) -> None:
    """Told by name, with neighbouring days as a span; a wish is no leave."""
    agent = shop.agents[0]
    asked = [Request(agent.id, DAY + timedelta(days=n), "leave", None, 1.0, n + 2) for n in (0, 1, 2, 4)]
    asked.append(Request(shop.agents[1].id, DAY, "prefer_off", None, 1.0, 9))
    away = replace(shop, requests=tuple(asked))
    plan = replace(rostered(plan_with({})), days=5)
    kept = promises(away, plan)
    assert kept is not None
    found = days_ahead(away, plan, kept, DAY)
    assert [len(one.away) for one in found] == [1, 1, 1, 0, 1]
    zh = Translator("zh")
    assert away_line(found, away, zh) == f"请假：{agent.name}（周二–周四 周六）"
    assert day_people(found[0], zh) == "2 人上班 · 1 人请假"


def test_the_hardest_hours_where_nothing_is_broken(shop: ShopFolder) -> None:
    """Most waiting customers first."""
    kept = promises(shop, plan_with({("presale", 11): (0.85, 5, 5), ("aftersale", 13): (0.82, 5, 5)}))
    assert kept is not None
    assert kept.broken == ()
    assert [(one.queue, one.start.hour) for one in kept.hardest[:2]] == [("aftersale", 13), ("presale", 11)]
    line = hard_hour(kept.hardest[0], shop, Translator("zh"))
    assert line.endswith("周二 11-10 13:00–14:00：100 位顾客，约 18 位要多等")


def test_no_roster_no_days(shop: ShopFolder) -> None:
    plan = plan_with({})
    kept = promises(shop, plan)
    assert kept is not None
    assert days_ahead(shop, plan, kept, DAY) == []
