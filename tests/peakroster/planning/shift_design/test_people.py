"""The people as a design counts them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from peakroster.planning.shift_design.people import minutes_beyond_day, people_of, pools_of
from peakroster.shop.folder import read_shop
from tests.peakroster.shop.shops import SETTINGS, write_shop

SHIFTS = """\
shift,start,end,meal_minutes,meal_from,meal_to
早班,08:00,17:00,60,11:00,14:00
短班,18:00,22:00,,,
"""
AGENTS = """\
agent_id,name,skills,min_hours_week,max_hours_week,shifts,weekdays,hours,from,until,hourly_cost
A1,王,presale;aftersale,40,40,,,,,,
A2,李,presale,20,40,,mon;tue;wed;thu;fri,,,,
A3,韩,presale,,12,短班,,,,,
A4,张,presale,8,,,,17:00-23:00,,2026-11-10,
"""
REQUESTS = "agent_id,date,kind,shift,weight\nA1,2026-11-09,leave,,\nA2,2026-11-09,prefer_off,,\n"


def test_people_are_counted_by_what_they_may_work(tmp_path: Path) -> None:
    """Two for everything, two in the evening; days, contracts and limits go with the days they are there."""
    files = {"shifts.csv": SHIFTS, "agents.csv": AGENTS, "requests.csv": REQUESTS}
    files["locks.csv"] = "agent_id,date,shift\n"
    shop = read_shop(write_shop(tmp_path / "shop", files | {"mapping.csv": None}), history_required=False)
    assert pools_of(shop).tolist() == [0] * len(shop.queue_ids)
    every, evening = people_of(shop, date(2026, 11, 9), 7, shop.shifts, shop.shifts)
    assert every.may_work.tolist() == [True, True]
    assert evening.may_work.tolist() == [False, True]
    assert every.heads.tolist() == [1, 2, 2, 2, 2, 1, 1]
    assert evening.heads.tolist() == [2, 2, 1, 1, 1, 1, 1]
    assert every.due_minutes.tolist() == [40 * 60 * 6 // 7 + 20 * 60]
    assert every.most_minutes.tolist() == [(40 + 40) * 60]
    assert evening.most_minutes.tolist() == [(12 + 2 * 9) * 60]
    assert evening.most_shifts.tolist() == [6 + 2]
    assert np.all(every.most_nights <= 6)


def test_overtime_is_beyond_ordinary_days_and_weeks(tmp_path: Path) -> None:
    """With overtime the ordinary day and week bound ordinary minutes; a week has its share of a month."""
    overtime = "\n[overtime]\nallowed = true\n"
    files = {"shifts.csv": SHIFTS, "agents.csv": AGENTS, "requests.csv": REQUESTS}
    files |= {"shop.toml": SETTINGS + overtime, "locks.csv": "agent_id,date,shift\n"}
    shop = read_shop(write_shop(tmp_path / "shop", files | {"mapping.csv": None}), history_required=False)
    every, evening = people_of(shop, date(2026, 11, 9), 7, shop.shifts, shop.shifts)
    assert every.most_overtime is not None
    assert every.most_overtime.tolist() == [2 * round(36 * 12 / 52 * 60)]
    assert evening.most_minutes.tolist() == [(12 + 2 * 8) * 60]
    beyond = minutes_beyond_day(shop.settings.rules, (replace(shop.shifts[0], end=19 * 60), shop.shifts[1]))
    assert beyond is not None
    assert beyond.tolist() == [120, 0]
