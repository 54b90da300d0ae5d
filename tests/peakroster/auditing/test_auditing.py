"""The audit as the application runs it: typed shops, written files, and words."""

from __future__ import annotations

import json
import string
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from peakroster.auditing import as_json, audit_plan, audit_written, describe
from peakroster.messages import LANGUAGES, Translator
from peakroster.plans.store import PlanStore
from peakroster.resources import data_folder
from peakroster.shop.model import ShopFolder
from scheduler.audit import CODES, EARLIER, PlanData, Reference, Violation
from scheduler.domain.agents import Agent
from scheduler.domain.opening import Opening
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.queues import Queue, Target
from scheduler.domain.requests import Lock, Request
from scheduler.domain.rules import Rules
from scheduler.domain.shifts import Shift
from scheduler.domain.shop import Settings, Shop
from scheduler.domain.windows import Window
from tests.scheduler.audit import world
from tests.scheduler.statements import an_agent

pytestmark = pytest.mark.slow

SHIFTS = tuple(
    Shift(
        shift.name,
        shift.start,
        shift.end,
        shift.meal_minutes,
        Window(shift.meal.start, shift.meal.end) if shift.meal else None,
        row,
    )
    for row, shift in enumerate(world.SHIFTS, start=2)
)
TARGETS = (Target("average_wait", 30), Target("service_level", 30, 0.95))


def agent(name: str, row: int, **contract: Any) -> Agent:
    return an_agent(name, **{"row": row, "skills": ("presale",), **contract})


def make_shop(folder: Path, **changes: Any) -> Shop:
    """The shop of the small world, as the shop folder would be read."""
    settings = Settings(
        name="小店",
        timezone="Asia/Shanghai",
        country="CN",
        interval_minutes=30,
        plan_for="mean",
        shrinkage=0.1,
        forecast_method="auto",
        staffing_method="stationary",
        queues=(
            Queue(
                "presale",
                "售前",
                Opening.daily(Window(0, 1440)),
                300,
                1,
                (1.0,),
                None,
                0.0,
                TARGETS,
                None,
                0,
                None,
            ),
            Queue(
                "aftersale",
                "售后",
                Opening.daily(Window(540, 1260)),
                240,
                1,
                (1.0,),
                None,
                0.2,
                TARGETS[1:],
                None,
                1,
                "mean",
            ),
        ),
        rules=Rules(8, 44, 6, 6, 11, 3, Window(0, 360)),
        objective={},
    )
    shop = ShopFolder(
        folder=folder,
        settings=settings,
        history=pd.DataFrame(),
        events=(),
        agents=(
            agent("a1", 2, skills=("presale", "aftersale"), hourly_cost=30.0),
            agent("a2", 3, min_hours_week=35.0),
            agent("a3", 4, skills=("aftersale",), hourly_cost=20.0),
        ),
        shifts=SHIFTS,
        requests=(
            Request("a2", world.MONDAY, "leave", None, 1.0, 2),
            Request("a1", world.MONDAY, "prefer_off", None, 1.0, 3),
            Request("a2", world.SUNDAY, "avoid", "夜班", 2.0, 4),
            Request("a3", world.MONDAY, "prefer", None, 1.0, 5),
            Request("a3", world.FRIDAY, "prefer", None, 1.0, 6),
        ),
        locks=(Lock("a1", world.SATURDAY, "早班", 2), Lock("a3", world.SUNDAY, "off", 3)),
        mapping=(),
        warnings=(),
    )
    return replace(shop, **changes)


def make_plan(folder: Path) -> Plan:
    written = world.written(world.shop()).plan
    return Plan(
        world.SATURDAY,
        3,
        written.forecast,
        written.requirement,
        written.roster,
        written.activities,
        written.coverage,
        written.summary,
    )


def write_all(folder: Path) -> Shop:
    """The plan of the small world and the plan before it, in files."""
    store = PlanStore(folder)
    before = world.shop().earlier
    friday = Plan(world.FRIDAY, 1, roster=before.roster, activities=before.activities, summary={"days": 1})
    store.write(friday)
    store.write(make_plan(folder))
    return make_shop(folder)


def test_the_audit_reads_the_shop_itself(tmp_path: Path) -> None:
    """What a shop states is what the audit's own tests are about; leave and wishes are told apart."""
    data = PlanData(make_shop(tmp_path), make_plan(tmp_path), world.shop().earlier)
    expected = world.shop()
    assert (data.rules, data.locks, data.shrinkage) == (expected.rules, expected.locks, expected.shrinkage)
    assert [(r.agent_id, r.day) for r in data.leave] == [("a2", world.MONDAY)]
    assert len(data.wishes) == len(expected.wishes)


def test_a_plan_read_back_from_its_files_is_clean(tmp_path: Path) -> None:
    """Written and read by the plan store, a right plan has nothing to report."""
    assert audit_written(write_all(tmp_path), world.SATURDAY) == []


def test_a_line_taken_out_of_any_file_is_missed(tmp_path: Path) -> None:
    """The last line of every table, deleted on disk, and then the whole file."""
    shop = write_all(tmp_path)
    folder = PlanStore(tmp_path).path(world.SATURDAY)
    for name in ("forecast", "requirement", "roster", "activities", "coverage"):
        file = folder / f"{name}.csv"
        whole = file.read_bytes()
        lines = whole.splitlines(keepends=True)
        file.write_bytes(b"".join(lines[:-1]))
        assert audit_written(shop, world.SATURDAY), f"last line of {file.name}"
        file.unlink()
        assert [v.file for v in audit_written(shop, world.SATURDAY) if v.code == "file_absent"] == [file.name]
        file.write_bytes(whole)
    assert audit_written(shop, world.SATURDAY) == []


def test_the_row_that_is_named_is_the_row_of_the_file(tmp_path: Path) -> None:
    """A number changed in line 4 of roster.csv is found in row 4."""
    shop = write_all(tmp_path)
    file = PlanStore(tmp_path).path(world.SATURDAY) / "roster.csv"
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert lines[3].endswith(",7.50")
    lines[3] = lines[3][:-4] + "9.50"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    found = audit_written(shop, world.SATURDAY)
    assert [(violation.code, violation.row) for violation in found if violation.file == "roster.csv"] == [
        ("shift_paid_hours", 4)
    ]


def test_only_some_parts_can_be_audited(tmp_path: Path) -> None:
    """A plan in memory that has no summary yet, as the desk has it while cells are changed."""
    earlier = world.shop().earlier
    plan = replace(make_plan(tmp_path), summary=None)
    work = EarlierWork(earlier.roster, earlier.activities, True)
    assert [v.code for v in audit_plan(make_shop(tmp_path), plan, work)] == ["file_absent"]
    assert audit_plan(make_shop(tmp_path), plan, work, ("roster", "activities", "coverage")) == []


def catalogue(language: str, area: str) -> dict[str, str]:
    return tomllib.loads((data_folder() / "messages" / language / f"{area}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_code_has_words(language: str, code: str) -> None:
    """Each violation is a full sentence with no placeholder left and no Python in it."""
    violation = Violation(
        code,
        "roster.csv",
        12,
        "shift",
        "007",
        world.SUNDAY,
        world.at(world.SUNDAY, "08:30"),
        "presale",
        expected=0.1 + 0.2,
        found="off",
        references=(
            Reference("locks.csv", 3, world.SUNDAY, "off"),
            Reference(EARLIER, None, world.FRIDAY, "夜班"),
            Reference("agents.csv", 9),
        ),
    )
    text = describe(violation, Translator(language))
    assert "None" not in text
    assert "{" not in text
    assert "datetime" not in text
    assert "12" in text
    assert "locks.csv" in text
    assert "夜班" in text
    assert text.endswith("。" if language == "zh" else ".")


def test_words_of_one_violation() -> None:
    """The sentences in both languages, with the agent's name and the rows that take part."""
    violation = Violation(
        "min_rest_hours",
        "roster.csv",
        5,
        "shift",
        "007",
        world.SUNDAY,
        expected=11.0,
        found=7.5,
        references=(Reference(EARLIER, None, world.SATURDAY, "晚班"),),
    )
    assert describe(violation, Translator("en"), {"007": "王芳"}) == (
        "roster.csv row 5: 007 王芳 rests 7.5 hours before the shift of 2026-11-08; at least 11 are needed. "
        "See an earlier plan (2026-11-07 晚班)."
    )
    assert describe(violation, Translator("zh")) == (
        "roster.csv 第 5 行：007 在 2026-11-08 的班之前只休息了 7.5 小时，至少要 11 小时。"
        "相关：此前的计划（2026-11-07 晚班）。"
    )
    missing = Violation(
        "interval_absent", "forecast.csv", interval=world.at(world.SUNDAY, "20:00"), queue="售前"
    )
    assert describe(missing, Translator("zh")) == "forecast.csv：缺少队列 售前 在 2026-11-08 20:00 的一行。"
    many = replace(violation, references=violation.references * 20)
    assert describe(many, Translator("en")).count("晚班") == 8


def test_violations_as_json() -> None:
    """Plain JSON with the row, the figures and the words."""
    violation = Violation(
        "overlap",
        "roster.csv",
        5,
        "shift",
        "007",
        world.SUNDAY,
        expected=world.at(world.SUNDAY, "08:30"),
        found=world.at(world.SUNDAY, "08:00"),
        references=(Reference("roster.csv", 4, world.SATURDAY, "夜班"),),
    )
    shown = json.loads(json.dumps(as_json(violation, Translator("en"))))
    assert shown["code"] == "overlap"
    assert shown["date"] == "2026-11-08"
    assert shown["expected"] == "2026-11-08T08:30"
    assert shown["rows"] == [{"file": "roster.csv", "row": 4, "date": "2026-11-07", "shift": "夜班"}]
    assert shown["message"].startswith("roster.csv row 5: 007 starts at")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("area", ["audit", "check"])
def test_both_languages_say_the_same(area: str) -> None:
    """The same keys and the same placeholders."""
    zh, en = (catalogue(language, area) for language in LANGUAGES)
    assert zh.keys() == en.keys()
    for key, text in zh.items():
        assert placeholders(text) == placeholders(en[key]), key
