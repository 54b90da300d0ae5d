"""Only what changed since a version: rows for what differs, clears for what is gone, no file for nothing."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from peakroster.exports.changes import SHIFT_COLUMNS, changed_rows
from peakroster.exports.dispatch import SYSTEMS, WITH_CHANGES, Since, export
from peakroster.exports.formats import FORMATS
from peakroster.exports.neutral import neutral_table
from peakroster.exports.platforms.dingtalk import milliseconds
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import InputError
from scheduler.domain.plan import Plan
from tests.peakroster.exports.conftest import AGENTS, SHANGHAI_FIRST_DAY, make_plan, make_shop, mapped

DAY = SHANGHAI_FIRST_DAY
TOLD = [("007", 0, "早班"), ("007", 1, "夜班"), ("客服/01", 0, "早班"), ("A9", 1, "早班")]
NOW = [("007", 0, "夜班"), ("007", 1, "夜班"), ("客服/01", 1, "早班")]
"""007 moves on the first day, 客服/01 from the first to the second, A9 has left."""


@pytest.fixture
def told(tmp_path: Path) -> Since:
    """Version 3, which the receiver has."""
    shop = make_shop(tmp_path)
    return Since(3, neutral_table(shop, make_plan(tmp_path, DAY, TOLD, days=2), version=3))


@pytest.fixture
def now(tmp_path: Path) -> tuple[ShopFolder, Plan]:
    """The shop without A9, and its plan; every system knows everybody."""
    everybody = make_shop(tmp_path)
    rows = [row for name in SYSTEMS for row in mapped(everybody, name).mapping]
    return make_shop(tmp_path, agents=AGENTS[:2], mapping=rows), make_plan(tmp_path, DAY, NOW, days=2)


def exported(now: tuple[ShopFolder, Plan], format: str, told: Since) -> dict[str, bytes]:
    """Name → bytes of what is written."""
    paths = export(*now, format, version=4, since=told)
    return {path.name: path.read_bytes() for path in paths}


def test_what_differs_and_what_is_gone(now: tuple[ShopFolder, Plan], told: Since) -> None:
    """A rest day that was told already is no change; one that takes a shift's place is."""
    found = changed_rows(told.told, neutral_table(*now), SHIFT_COLUMNS)
    assert cells(found.rows) == [("007", 9), ("客服/01", 9), ("客服/01", 10)]
    assert cells(found.gone) == [("A9", 9), ("A9", 10)]


def cells(table: pd.DataFrame) -> list[tuple[str, int]]:
    """Agent and day of the month."""
    return [
        (agent, int(day[-2:])) for agent, day in zip(table["employee_id"], table["work_date"], strict=True)
    ]


def test_a_system_gets_changed_days_rests_and_clears(now: tuple[ShopFolder, Plan], told: Since) -> None:
    """DingTalk: a shift's id, 1 for a rest, -2 for a day that shall hold nothing."""
    (content,) = exported(now, "dingtalk", told).values()
    rows = json.loads(content)["schedules"]
    days = {milliseconds(day): day.day for day in now[1].dates}
    said = [(days[row["work_date"]], row["shift_id"], row["is_rest"]) for row in rows]
    assert [(day, shift if shift < 10 else "a shift", rest) for day, shift, rest in said] == [
        (9, "a shift", False),
        (9, 1, True),
        (10, "a shift", False),
        (9, -2, False),
        (10, -2, False),
    ]


def test_the_table_marks_withdrawn_shifts(now: tuple[ShopFolder, Plan], told: Since) -> None:
    """Under a name of its own, so that the whole table stays."""
    ((name, content),) = exported(now, "csv", told).items()
    assert name == "roster-since-3.csv"
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [(row["employee_id"], row["status"], row["version"]) for row in rows] == [
        ("007", "published", "4"),
        ("客服/01", "published", "4"),
        ("客服/01", "published", "4"),
        ("A9", "cancelled", "4"),
    ]


def test_imports_name_what_has_to_go_before(now: tuple[ShopFolder, Plan], told: Since) -> None:
    """Frappe and Odoo take no deletions in an import."""
    frappe = exported(now, "frappe", told)
    assert list(frappe) == ["cancel-first.csv", "shift-assignment-001.csv"]
    assert [len(content.splitlines()) for content in frappe.values()] == [4, 3]
    odoo = exported(now, "odoo", told)
    assert list(odoo) == ["delete.csv", "planning-slot.csv"]
    assert [len(content.splitlines()) for content in odoo.values()] == [3, 3]
    slots = odoo["planning-slot.csv"].decode()
    assert not any(line in slots for line in odoo["delete.csv"].decode().splitlines()[1:])


@pytest.mark.parametrize("format", WITH_CHANGES)
def test_the_same_again_has_no_rows(now: tuple[ShopFolder, Plan], format: str) -> None:
    """Whoever has this version is told nothing."""
    same = Since(4, neutral_table(*now, version=4))
    files = exported(now, format, same)
    assert [content.count(b"\n") for content in files.values()] == ([1] if format == "csv" else [])


def test_a_format_that_is_always_whole_says_so(now: tuple[ShopFolder, Plan], told: Since) -> None:
    """Nothing is written."""
    for format in set(FORMATS) - set(WITH_CHANGES):
        with pytest.raises(InputError) as refused:
            export(*now, format, since=told)
        assert [one.code for one in refused.value.findings] == ["changes_since_format"]


def test_somebody_who_left_and_has_no_id_is_named(now: tuple[ShopFolder, Plan], told: Since) -> None:
    """The day cannot be cleared without it."""
    shop = replace(now[0], mapping=tuple(row for row in now[0].mapping if row.local_id != "A9"))
    with pytest.raises(InputError) as refused:
        export(shop, now[1], "feishu", since=told)
    assert {(one.code, one.value) for one in refused.value.findings} == {("unmapped_agent", "A9")}
