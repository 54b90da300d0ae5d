"""Feishu, WeCom, Frappe and Odoo: bodies and rows within what each system takes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from peakroster.exports.dispatch import SYSTEMS, export, export_findings
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import InputError
from scheduler.domain.plan import Plan
from tests.peakroster.exports.conftest import (
    SHANGHAI_FIRST_DAY,
    agent,
    make_plan,
    make_shop,
    mapped,
)


def bodies_of(paths: list[Path]) -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"))))


def a_large_plan(folder: Path) -> tuple[ShopFolder, Plan]:
    """45 people over the border of two months, each with nights on even days."""
    people = [agent(f"{n:03}", f"员工{n}", n + 2) for n in range(45)]
    first = date(2026, 11, 26)
    worked = [(person.id, day, "夜班") for person in people for day in range(0, 10, 2)]
    return make_shop(folder, agents=people), make_plan(folder, first, worked, days=10, meals=False)


def feishu_days(bodies: list[dict[str, Any]]) -> Iterator[tuple[str, date, str]]:
    for body in bodies:
        assert list(body) == ["user_daily_shifts", "operator_id"]
        assert 0 < len(body["user_daily_shifts"]) <= 50
        for row in body["user_daily_shifts"]:
            kinds = {key: type(value) for key, value in row.items()}
            assert kinds == {
                "group_id": str,
                "shift_id": str,
                "month": int,
                "user_id": str,
                "day_no": int,
                "is_clear_schedule": bool,
            }
            yield (
                row["user_id"],
                date(row["month"] // 100, row["month"] % 100, row["day_no"]),
                row["shift_id"],
            )


def wecom_days(bodies: list[dict[str, Any]]) -> Iterator[tuple[str, date, str]]:
    for body in bodies:
        assert {key: type(value) for key, value in body.items()} == {
            "groupid": int,
            "items": list,
            "yearmonth": int,
        }
        assert 0 < len(body["items"]) <= 200
        month = body["yearmonth"]
        for row in body["items"]:
            assert {key: type(value) for key, value in row.items()} == {
                "userid": str,
                "day": int,
                "schedule_id": int,
            }
            yield row["userid"], date(month // 100, month % 100, row["day"]), str(row["schedule_id"])


@pytest.mark.parametrize(("system", "calls"), [("feishu", 9), ("wecom", 4)])
def test_every_day_of_everybody_once(system: str, calls: int, tmp_path: Path) -> None:
    """Nine calls of 50 rows, or two of each month; a rest is stated, a night belongs to its first date."""
    shop, plan = a_large_plan(tmp_path)
    bodies = bodies_of(export(mapped(shop, system), plan, system))
    assert len(bodies) == calls
    days = list((feishu_days if system == "feishu" else wecom_days)(bodies))
    assert len({(user, day) for user, day, _ in days}) == len(days) == 450
    assert {user for user, _, _ in days} == {f"u-{person.id}" for person in shop.agents}
    for _, day, shift in days:
        assert shift == ("0" if (day - plan.first_day).days % 2 else "12")


def test_frappe_has_a_row_for_each_shift_and_an_end(tmp_path: Path) -> None:
    """Headers are field names; no assignment goes on forever; a day off has no row; at most 1,000 rows."""
    people = [agent(f"{n:03}", f"员工{n}", n + 2) for n in range(120)]
    worked = [(person.id, day, "早班") for person in people for day in range(9)]
    shop = mapped(make_shop(tmp_path, agents=people), "frappe")
    plan = make_plan(tmp_path, SHANGHAI_FIRST_DAY, worked, days=10, meals=False)
    paths = export(shop, plan, "frappe")
    assert [path.name for path in paths] == ["shift-assignment-001.csv", "shift-assignment-002.csv"]
    assert not paths[0].read_bytes().startswith("\ufeff".encode())
    parts = [rows_of(path) for path in paths]
    assert [len(rows) for rows in parts] == [1_000, 80]
    rows = [row for part in parts for row in part]
    assert len({(row["employee"], row["start_date"]) for row in rows}) == 1_080
    for row in rows:
        assert list(row) == ["employee", "shift_type", "company", "start_date", "end_date", "status"]
        assert row["start_date"] == row["end_date"]
        assert (row["shift_type"], row["company"], row["status"]) == ("11", "暖阳 Ltd", "Active")


def test_odoo_has_local_times_and_ids_that_stay(berlin_shop: ShopFolder, berlin_plan: Plan) -> None:
    """A slot imported again is the same one, whatever its shift; times are what the clock shows."""
    shop = mapped(berlin_shop, "odoo")
    rows = rows_of(export(shop, berlin_plan, "odoo")[0])
    worked = berlin_plan.roster
    assert worked is not None
    assert [row["resource_id"] for row in rows] == [f"u-{each}" for each in worked["agent_id"]]
    zone = ZoneInfo("Europe/Berlin")
    for row, start, end in zip(rows, worked["start"], worked["end"], strict=True):
        assert datetime.fromisoformat(row["start_datetime"]) == start
        assert datetime.fromisoformat(row["end_datetime"]).replace(tzinfo=zone) == end.replace(tzinfo=zone)
        assert row["id"].startswith("__import__.peakroster_")
        assert row["state"] == "published"
    assert len({row["id"] for row in rows}) == len(rows)
    other = worked.assign(shift="早班")
    again = rows_of(export(shop, replace(berlin_plan, roster=other), "odoo")[0])
    assert [row["id"] for row in again] == [row["id"] for row in rows]


@pytest.mark.parametrize(
    ("system", "once"),
    [
        ("feishu", {"unmapped_group", "unmapped_operator"}),
        ("wecom", {"unmapped_group"}),
        ("frappe", {"unmapped_company"}),
        ("odoo", set()),
    ],
)
def test_all_that_is_unmapped_at_once(system: str, once: set[str], shop: ShopFolder, plan: Plan) -> None:
    """Every person, every shift that is worked, and what there is one of; nothing is written."""
    with pytest.raises(InputError) as caught:
        export(replace(shop, mapping=()), plan, system)
    found = [(each.code, each.value) for each in caught.value.findings]
    assert {value for code, value in found if code == "unmapped_agent"} == {"007", "客服/01", "A9"}
    assert {value for code, value in found if code == "unmapped_shift"} == {"早班", "夜班"}
    assert {code for code, _ in found} - {"unmapped_agent", "unmapped_shift"} == once
    assert not (shop.folder / "exports" / "2026-11-09" / system).exists()
    assert export_findings(mapped(shop, system), plan, system) == []


@pytest.mark.parametrize(
    ("system", "kind", "platform_id", "code"),
    [
        ("feishu", "shift", "0", "mapping_means_rest"),
        ("wecom", "shift", "0", "mapping_means_rest"),
        ("wecom", "shift", "早", "mapping_not_a_number"),
        ("wecom", "group", "g1", "mapping_not_a_number"),
    ],
)
def test_ids_of_the_wrong_form(
    system: str, kind: str, platform_id: str, code: str, shop: ShopFolder, plan: Plan
) -> None:
    """A rest day is no shift, and WeCom's shifts and groups are numbers."""
    rows = list(mapped(shop, system).mapping)
    place = next(n for n, row in enumerate(rows) if row.kind == kind)
    rows[place] = replace(rows[place], platform_id=platform_id)
    (finding,) = export_findings(replace(shop, mapping=tuple(rows)), plan, system)
    assert (finding.code, finding.value, finding.details["platform"]) == (code, platform_id, system)


def test_systems_have_their_chinese_names(shop: ShopFolder, plan: Plan) -> None:
    """mapping.csv may say 飞书, 企业微信 or 钉钉."""
    for system, named in (("feishu", "飞书"), ("wecom", "企业微信"), ("dingtalk", "钉钉")):
        rows = tuple(replace(row, platform=named) for row in mapped(shop, system).mapping)
        assert export_findings(replace(shop, mapping=rows), plan, system) == []
    assert set(SYSTEMS) == {"dingtalk", "feishu", "wecom", "frappe", "odoo"}
