from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from peakroster.exports.dispatch import export, export_findings
from peakroster.exports.platforms.dingtalk import dingtalk_bodies
from peakroster.shop.model import MappingRow
from peakroster.tables.findings import InputError
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop
from tests.peakroster.exports.conftest import MAPPING, SHANGHAI_FIRST_DAY, agent, make_plan, make_shop


def test_calls_of_at_most_200_rows(tmp_path: Path) -> None:
    """45 people on 10 days are 450 rows: three calls, nobody's day twice or missing, in order of sending."""
    people = [agent(f"{n:03}", "某人", n + 2) for n in range(45)]
    mapping = [MappingRow("agent", "dingtalk", person.id, f"u{person.id}", 9) for person in people]
    shop = make_shop(tmp_path, agents=people, mapping=[*mapping, *MAPPING[3:]])
    plan = make_plan(tmp_path, SHANGHAI_FIRST_DAY, [("000", 0, "早班")], days=10)
    paths = export(shop, plan, "dingtalk")
    bodies = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    assert [path.name for path in paths] == [f"schedule-00{n}.json" for n in (1, 2, 3)]
    assert [len(body["schedules"]) for body in bodies] == [200, 200, 50]
    rows = [(row["userid"], row["work_date"]) for body in bodies for row in body["schedules"]]
    assert len(set(rows)) == len(rows) == 450
    assert {(body["op_user_id"], body["group_id"]) for body in bodies} == {("manager4220", 1050190001)}


def test_types_of_a_body(shop: Shop, plan: Plan) -> None:
    """Users and the operator are text, the group, dates and shifts whole numbers, rest is a yes or no."""
    (body,) = dingtalk_bodies(shop, plan)
    assert list(body) == ["op_user_id", "group_id", "schedules"]
    assert (type(body["op_user_id"]), type(body["group_id"])) == (str, int)
    for row in body["schedules"]:
        kinds = {key: type(value) for key, value in row.items()}
        assert kinds == {"userid": str, "work_date": int, "shift_id": int, "is_rest": bool}
        assert row["is_rest"] == (row["shift_id"] == 1)


def test_dates_are_midnights_of_shanghai(berlin_shop: Shop, berlin_plan: Plan) -> None:
    """Whatever the shop's own zone, a date is 00:00 in Shanghai in milliseconds, which is 16:00 UTC."""
    (body,) = dingtalk_bodies(berlin_shop, berlin_plan)
    dates = {datetime.fromtimestamp(row["work_date"] / 1000, UTC) for row in body["schedules"]}
    assert dates == {datetime(2026, 10, 23, 16, tzinfo=UTC), datetime(2026, 10, 24, 16, tzinfo=UTC)}


def test_all_that_is_unmapped_at_once(shop: Shop, plan: Plan) -> None:
    """Without mapping.csv, every person (also who only rests), shift, the group and the operator are named,
    and nothing is written."""
    bare = replace(shop, mapping=())
    with pytest.raises(InputError) as caught:
        export(bare, plan, "dingtalk")
    assert [(f.code, f.value) for f in caught.value.findings] == [
        ("unmapped_agent", "007"),
        ("unmapped_agent", "客服/01"),
        ("unmapped_agent", "A9"),
        ("unmapped_shift", "早班"),
        ("unmapped_shift", "夜班"),
        ("unmapped_group", "group"),
        ("unmapped_operator", "operator"),
    ]
    assert {f.file for f in caught.value.findings} == {"mapping.csv"}
    assert caught.value.findings[0].details == {"platform": "dingtalk", "name": "王芳"}
    assert not (shop.folder / "exports").exists()


def test_only_shifts_of_the_roster_need_an_id(tmp_path: Path, shop: Shop) -> None:
    """A shift that nobody works in this plan may be unmapped."""
    mapping = [row for row in MAPPING if row.local_id != "夜班"]
    plan = make_plan(tmp_path, SHANGHAI_FIRST_DAY, [("007", 0, "早班")], days=2)
    assert export_findings(replace(shop, mapping=tuple(mapping)), plan, "dingtalk") == []


def test_other_platforms_do_not_count(shop: Shop, plan: Plan) -> None:
    """Ids of another platform are no ids of DingTalk; its name may be in capitals or Chinese."""
    feishu = replace(shop, mapping=tuple(replace(row, platform="feishu") for row in MAPPING))
    assert len(export_findings(feishu, plan, "dingtalk")) == 7
    for name in ("DingTalk", "钉钉"):
        named = replace(shop, mapping=tuple(replace(row, platform=name) for row in MAPPING))
        assert export_findings(named, plan, "dingtalk") == []


@pytest.mark.parametrize(
    ("position", "platform_id", "code"),
    [
        (3, "早", "mapping_not_a_number"),
        (3, "584932001.0", "mapping_not_a_number"),
        (3, "-2", "mapping_not_a_number"),
        (3, "１２", "mapping_not_a_number"),
        (3, "1", "mapping_means_rest"),
        (5, "", "mapping_not_a_number"),
    ],
)
def test_ids_of_a_wrong_form(shop: Shop, plan: Plan, position: int, platform_id: str, code: str) -> None:
    """Ids of shifts and groups are whole numbers, and a shift's is not the one that means rest."""
    mapping = list(MAPPING)
    mapping[position] = replace(mapping[position], platform_id=platform_id)
    (finding,) = export_findings(replace(shop, mapping=tuple(mapping)), plan, "dingtalk")
    assert (finding.code, finding.row, finding.column) == (code, position + 2, "platform_id")
    assert finding.value == platform_id


def test_rows_that_disagree(shop: Shop, plan: Plan) -> None:
    """Two groups, or two ids for one person, are refused: the program cannot know which is meant."""
    more = (MappingRow("group", "dingtalk", "二组", "77", 9), MappingRow("agent", "dingtalk", "007", "x", 10))
    found = export_findings(replace(shop, mapping=MAPPING + more), plan, "dingtalk")
    assert {(f.code, f.row, f.details["first"]) for f in found} == {
        ("mapping_disagrees", 9, 7),
        ("mapping_disagrees", 10, 2),
    }


@pytest.mark.parametrize(
    ("today", "far"),
    [
        (None, 0),
        (date(2026, 11, 1), 0),
        (SHANGHAI_FIRST_DAY - timedelta(days=180), 2),
        (SHANGHAI_FIRST_DAY + timedelta(days=181), 1),
    ],
)
def test_dates_out_of_reach(shop: Shop, plan: Plan, today: date | None, far: int) -> None:
    """Dates more than 180 days from today are a warning, only where somebody says what today is."""
    found = export_findings(shop, plan, "dingtalk", today=today)
    counts = [(f.severity, f.code, f.details["count"]) for f in found]
    assert counts == ([("warning", "dingtalk_too_far", far)] if far else [])
    assert export(shop, plan, "dingtalk")
