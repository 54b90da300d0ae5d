"""A shop that keeps hours: Saturday until one, Sunday closed, weekend shifts, closing days; by commands."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from peakroster.shop.folder import read_shop
from tests.peakroster.cli.small_shop import run

MONDAY = date(2026, 11, 9)
SETTINGS = """\
name = "按时关门的店"
timezone = "Asia/Shanghai"
staffing_method = "stationary"
interval_minutes = 60

[[queues]]
id = "presale"
name = "售前"
open = { mon-fri = "09:00-12:00;13:00-18:00", sat = "09:00-13:00", sun = "closed" }
aht_seconds = 240
target = { kind = "service_level", share = 0.8, within_seconds = 60 }
min_agents = [{ hours = "09:00-11:00", weekdays = "mon-fri", agents = 2 }, { agents = 1 }]
closing = "stay"

[rules]
min_rest_hours = 11
"""
AGENTS = "agent_id,name,skills,min_hours_week,max_hours_week\n" + "".join(
    f"00{number},客服{number},presale,{24 if number < 4 else ''},40\n" for number in range(1, 7)
)
SHIFTS = """\
shift,start,end,meal_minutes,meal_from,meal_to,weekdays
早班,09:00,18:00,60,12:00,13:00,
周末班,09:00,13:00,,,,周末
夜班,18:00,24:00,,,,
"""
CALENDAR = """\
日期,截止日期,队列,休息,营业时间,按星期,说明
2026-10-01,2026-10-07,,是,,,国庆放假
2026-11-11,,,是,,,盘点
2026-11-12,,,,09:00-18:00,,
2026-11-15,,,,,周一,调休
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five weeks of history, with zeros in the closed week; a week is planned."""
    folder = tmp_path_factory.mktemp("closed") / "shop"
    folder.mkdir()
    hours = pd.date_range("2026-09-28", "2026-11-08 23:00", freq="h")
    day, hour = hours.day_of_week, hours.hour
    open_ = (day < 5) & (hour >= 9) & (hour < 18) | (day == 5) & (hour >= 9) & (hour < 13)
    open_ &= ~((hours >= "2026-10-01") & (hours < "2026-10-08"))
    counts = np.random.default_rng(3).poisson(np.where(open_, np.where(day == 0, 24.0, 12.0), 0.0))
    history = pd.DataFrame({"timestamp": hours, "queue": "presale", "inquiries": counts})
    history.to_csv(folder / "history.csv", index=False, date_format="%Y-%m-%dT%H:%M")
    for name, text in (("shop.toml", SETTINGS), ("agents.csv", AGENTS), ("shifts.csv", SHIFTS)):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "calendar.csv").write_text(CALENDAR, encoding="utf-8")
    done = run("plan", folder, "--from", str(MONDAY), "--days", "7", "--lang", "zh")
    assert done.code == 0, done.out + done.err
    return folder


def test_nobody_is_in_the_closed_office(shop: Path) -> None:
    """No shift lies outside the hours of its day; who is there is there on all open days."""
    roster = pd.read_csv(shop / "plans/2026-11-09/roster.csv", dtype=str)
    roster = roster[roster["shift"] != "off"]
    by_day = {str(day): set(rows["shift"]) for day, rows in roster.groupby("date")}
    assert by_day == {
        "2026-11-09": {"早班"},
        "2026-11-10": {"早班"},
        "2026-11-12": {"早班"},
        "2026-11-13": {"早班"},
        "2026-11-14": {"周末班"},
        "2026-11-15": by_day["2026-11-15"],
    }
    assert "早班" in by_day["2026-11-15"]  # a Sunday worked as a Monday
    activities = pd.read_csv(shop / "plans/2026-11-09/activities.csv", parse_dates=["start", "end"])
    queue = read_shop(shop).settings.queues[0]
    for row in activities[activities["activity"] == "presale"].itertuples():
        moment: datetime = row.start.to_pydatetime()
        while moment < row.end:
            minute = moment.hour * 60
            assert any(spell.start <= minute < spell.end for spell in queue.open.on(moment.date()))
            moment += timedelta(hours=1)


def test_the_forecast_knows_closed_days_and_other_weekdays(shop: Path) -> None:
    """Nobody on the day of stocktaking, a Monday's customers on the Sunday, no Thursday of half the size."""
    table = pd.read_csv(shop / "plans/2026-11-09/forecast.csv", parse_dates=["timestamp"])
    daily = table.groupby(table["timestamp"].dt.day)["mean"].sum()
    assert daily[11] == 0
    assert daily[15] == pytest.approx(daily[9], rel=0.2)
    assert daily[12] == pytest.approx(108, rel=0.15)


def test_the_requirement_asks_for_the_hours_number(shop: Path) -> None:
    """Two in the morning of weekdays, one at least in open hours, and nobody in closed ones."""
    table = pd.read_csv(shop / "plans/2026-11-09/requirement.csv", parse_dates=["timestamp"])
    assert sorted(set(table["timestamp"].dt.day)) == [9, 10, 12, 13, 14, 15, 16]
    at = table.set_index("timestamp")["agents"]
    assert at[pd.Timestamp("2026-11-10T09:00")] >= 2
    assert table["agents"].min() >= 1
    assert pd.Timestamp("2026-11-10T12:00") not in at.index
    assert pd.Timestamp("2026-11-12T12:00") in at.index


def test_it_is_audited_exported_and_simulated(shop: Path) -> None:
    """Each command takes it as it is; the workbook names the closed day."""
    assert run("audit", shop, "--from", str(MONDAY)).code == 0
    assert run("export", shop, "--from", str(MONDAY), "--format", "xlsx", "--lang", "zh").code == 0
    sheet = openpyxl.load_workbook(shop / "exports/2026-11-09/roster.xlsx").worksheets[0]
    heads = [str(sheet.cell(3, column).value) for column in range(3, 10)]
    assert heads == ["周一", "周二", "周三 盘点", "周四", "周五", "周六", "周日 调休"]
    done = run("simulate", shop, "--from", str(MONDAY), "--replications", "2", "--json")
    assert done.code == 0, done.out + done.err
    assert json.loads(done.out)


def test_a_lock_on_a_closing_day_collides(shop: Path) -> None:
    """With its row, before anything is searched."""
    (shop / "locks.csv").write_text("agent_id,date,shift\n001,2026-11-11,早班\n", encoding="utf-8")
    done = run("check", shop, "--lang", "zh")
    (shop / "locks.csv").unlink()
    assert done.code == 3
    assert "都不营业" in done.out + done.err


def test_days_on_which_nobody_opens_can_be_planned(shop: Path) -> None:
    """A holiday plan asks for nobody, has no objective, and is read back as it is."""
    (shop / "calendar.csv").write_text("date,until,closed\n2026-11-16,2026-11-18,yes\n", encoding="utf-8")
    for command in (("plan", "--days", "2", "--time-limit", "1"), ("audit",), ("shifts", "--days", "2")):
        done = run(command[0], shop, "--from", "2026-11-16", *command[1:])
        assert done.code == 0, done.out + done.err
    assert pd.read_csv(shop / "plans/2026-11-16/roster.csv").empty
