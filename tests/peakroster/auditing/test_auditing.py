"""The audit as the application runs it: typed shops, written files, words, and locks that collide."""

from __future__ import annotations

import json
import string
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from peakroster.auditing import as_json, audit_plan, audit_written, describe, lock_collisions
from peakroster.messages import LANGUAGES, Translator
from peakroster.plans.store import PlanStore
from peakroster.plans.tables import empty_table
from peakroster.resources import data_folder
from peakroster.shop.model import ShopFolder
from scheduler.audit import CODES, EARLIER, PlanData, Reference, Violation
from scheduler.domain.agents import Agent
from scheduler.domain.opening import Opening
from scheduler.domain.overtime import Overtime
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.queues import Queue, Target
from scheduler.domain.requests import Lock, Request
from scheduler.domain.rules import Limit, Rules
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


MONDAY = date(2026, 11, 9)
SHIFT_OF = {"E": "早班", "L": "晚班", "N": "夜班"}


def locks_of(pattern: str) -> tuple[Lock, ...]:
    """Locks of a1 from Monday on, a letter a day; ``.`` no lock, ``o`` locked off; rows from 2 on."""
    return tuple(
        Lock("a1", MONDAY + timedelta(days=offset), SHIFT_OF.get(letter, "off"), offset + 2)
        for offset, letter in enumerate(pattern)
        if letter != "."
    )


def worked_before(pattern: str) -> EarlierWork:
    """Shifts of a1 that end on the Sunday before."""
    letters = {"E": world.EARLY, "L": world.LATE, "N": world.NIGHT}
    first = MONDAY - timedelta(days=len(pattern))
    rows: Sequence[world.Assignment] = [
        ("a1", first + timedelta(days=offset), letters[letter])
        for offset, letter in enumerate(pattern)
        if letter != "."
    ]
    return EarlierWork(world.roster_frame(rows), empty_table("activities"), bool(pattern))


@pytest.mark.parametrize(
    ("locks", "before", "contract", "code", "row", "rows"),
    [
        ("EEEEE", "", {}, None, None, ""),
        ("LE", "", {}, "min_rest_hours", 3, "locks.csv:2"),
        ("E", "L", {}, "min_rest_hours", 2, "plans/ 2026-11-08 晚班"),
        (
            "EEEEEE",
            "",
            {},
            "max_hours_per_week",
            7,
            "locks.csv:2; locks.csv:3; locks.csv:4; locks.csv:5; locks.csv:6",
        ),
        (
            "EEE.",
            "",
            {"max_hours_week": 20.0},
            "agent_hours_per_week",
            4,
            "locks.csv:2; locks.csv:3; agents.csv:2",
        ),
        ("NN.NN", "", {}, "max_night_shifts_per_week", 6, "locks.csv:2; locks.csv:3; locks.csv:5"),
        ("E", "EEEEEE", {}, "max_consecutive_days", 2, "plans/ 2026-11-03 早班"),
        ("o", "EEEEEE", {}, None, None, ""),
        ("..L", "", {"shifts": ("早班",)}, "shift_not_allowed", 4, "agents.csv:2"),
        ("..E", "", {"weekdays": frozenset({0, 1})}, "weekday", 4, "agents.csv:2"),
        ("N", "", {"hours": Window(480, 1320)}, "hours", 2, "agents.csv:2"),
        ("E", "", {"first_day": date(2026, 11, 10)}, "employment", 2, "agents.csv:2"),
        (".......E", "", {"last_day": date(2026, 11, 10)}, None, None, ""),  # after the plan
    ],
)
def test_locks_that_collide(
    tmp_path: Path,
    locks: str,
    before: str,
    contract: dict[str, Any],
    code: str | None,
    row: int | None,
    rows: str,
) -> None:
    """Locks alone against every rule, together with what was worked before; nothing else collides."""
    agents = (agent("a1", 2, **contract),)
    shop = make_shop(tmp_path, agents=agents, requests=(), locks=locks_of(locks))
    found = lock_collisions(shop, MONDAY, 7, worked_before(before))
    assert [finding.code for finding in found] == ([] if code is None else [f"collision_{code}"])
    for finding in found:
        assert (finding.severity, finding.file, finding.row) == ("collision", "locks.csv", row)
        assert finding.details["rows"].startswith(rows)
        for language in LANGUAGES:
            words = finding.message(Translator(language)) + finding.remedy(Translator(language))
            assert "locks.csv" in words
            assert "—" not in words


@pytest.mark.parametrize(
    ("locks", "before", "rules", "code", "row", "rows"),
    [
        ("NE", "", {"forbidden_successions": (("夜班", "早班"),)}, "forbidden_successions", 3, "locks.csv:2"),
        ("E", "N", {"forbidden_successions": (("夜班", "早班"),)}, "forbidden_successions", 2, "plans/ "),
        ("N.E", "", {"forbidden_successions": (("夜班", "早班"),)}, None, None, ""),
        ("N.E", "", {"days_off_after_nights": 2}, "days_off_after_nights", 4, "locks.csv:2"),
        (".E", "N", {"days_off_after_nights": 2}, "days_off_after_nights", 3, "plans/ "),
        ("N..E", "", {"days_off_after_nights": 2}, None, None, ""),
        (".....E......E", "", {"max_weekends_per_month": 1}, "max_weekends_per_month", 14, "locks.csv:7"),
        (".....EE", "", {"max_weekends_per_month": 1}, None, None, ""),
        ("NNN", "", {"shift_limits": (Limit("plan", None, 2, ("夜班",)),)}, "shift_limit_most", 4, "locks"),
        ("NEN", "N", {"shift_limits": (Limit("plan", None, 2, ("夜班",)),)}, None, None, ""),
        (
            "EEE",
            "",
            {"hours_limits": (Limit(3, None, 16),)},
            "hours_limit_most",
            4,
            "locks.csv:2; locks.csv:3",
        ),
        ("E", "", {"overtime": Overtime(6, 20, 1)}, "overtime_hours_day", 2, ""),
        ("EEE", "", {"overtime": Overtime(8, 20, 1, 3)}, "overtime_hours_week", 4, "locks.csv:2"),
        ("E", "EEE", {"overtime": Overtime(6, 40, 2, None, 7)}, "overtime_hours_month", 2, "plans/ "),
        ("EEE", "", {"overtime": Overtime(6, 40, 2, None, 5)}, "overtime_hours_month", 4, "locks.csv:2"),
        ("E.oE", "", {"min_consecutive_days": 2, "min_consecutive_days_off": 3}, None, None, ""),
        ("E", "", {"shift_limits": (Limit("week", 4, None),)}, None, None, ""),
        ("E", "", {"hours_limits": (Limit("week", 30, None),)}, None, None, ""),
    ],
)
def test_locks_against_further_rules(
    tmp_path: Path,
    locks: str,
    before: str,
    rules: dict[str, Any],
    code: str | None,
    row: int | None,
    rows: str,
) -> None:
    """Upper limits collide with locks alone; least numbers do not, for another shift may make them up."""
    shop = make_shop(tmp_path, agents=(agent("a1", 2),), requests=(), locks=locks_of(locks))
    only = replace(Rules(*(None,) * 6, Window(0, 360)), **rules)
    shop = replace(shop, settings=replace(shop.settings, rules=only))
    found = lock_collisions(shop, MONDAY, 14, worked_before(before))
    assert [finding.code for finding in found] == ([] if code is None else [f"collision_{code}"])
    for finding in found:
        assert (finding.file, finding.row) == ("locks.csv", row)
        assert finding.details["rows"].startswith(rows)
        for language in LANGUAGES:
            words = finding.message(Translator(language)) + finding.remedy(Translator(language))
            assert "—" not in words
            assert "locks.csv" in words


def test_limits_of_a_plan_do_not_collide_over_days_of_several(tmp_path: Path) -> None:
    """``check`` holds all locks against each other, but does not know how the days will be cut into plans."""
    own = (Limit("plan", None, 2, ("夜班",)), Limit("week", None, 3, ("夜班",)))
    people = (agent("a1", 2, shift_limits=own),)
    shop = make_shop(tmp_path, agents=people, requests=(), locks=locks_of("NN.....N"))
    rules = replace(Rules(*(None,) * 6, Window(0, 360)), hours_limits=(Limit("plan", None, 16),))
    shop = replace(shop, settings=replace(shop.settings, rules=rules))
    codes = [finding.code for finding in lock_collisions(shop, MONDAY, 14, worked_before(""))]
    assert codes == ["collision_shift_limit_most", "collision_hours_limit_most"]
    assert lock_collisions(shop, MONDAY, 14, worked_before(""), one_plan=False) == []
    more = replace(shop, locks=locks_of("NNNN"))
    (finding,) = lock_collisions(more, MONDAY, 14, worked_before(""), one_plan=False)
    assert finding.details["last"] == "2026-11-15"


def test_own_hours_of_a_month_collide_with_locks(tmp_path: Path) -> None:
    """Named with the row of agents.csv and the month."""
    shop = make_shop(
        tmp_path, agents=(agent("a1", 2, max_hours_month=10.0),), requests=(), locks=locks_of("EE")
    )
    (finding,) = lock_collisions(shop, MONDAY, 7, worked_before(""))
    assert finding.code == "collision_max_hours_month"
    assert (finding.details["first"], finding.details["last"]) == ("2026-11-01", "2026-11-30")
    assert finding.details["rows"].endswith("agents.csv:2")


def test_a_lock_on_a_day_of_leave_collides(tmp_path: Path) -> None:
    """Named with the row of the leave; a lock that keeps the agent off does not collide."""
    leave = (Request("a1", MONDAY, "leave", None, 1.0, 8),)
    shop = make_shop(tmp_path, requests=leave, locks=locks_of("E"))
    (finding,) = lock_collisions(shop, MONDAY, 7, worked_before(""))
    assert (finding.code, finding.value, finding.details["rows"]) == (
        "collision_leave",
        "早班",
        "requests.csv:8",
    )
    off = make_shop(tmp_path, requests=leave, locks=locks_of("o"))
    assert lock_collisions(off, MONDAY, 7, worked_before("")) == []


def test_two_locks_that_contradict_each_other_collide_in_their_plan_only(tmp_path: Path) -> None:
    """Early and off on one day: both rows are named; a plan of the next week does not mind."""
    locks = (Lock("a1", MONDAY, "早班", 3), Lock("a1", MONDAY, "off", 5))
    shop = make_shop(tmp_path, locks=locks)
    (finding,) = lock_collisions(shop, MONDAY, 7, worked_before(""))
    assert (finding.code, finding.row, finding.details["first"]) == ("locks_collide", 5, 3)
    for language in LANGUAGES:
        assert finding.message(Translator(language))
    assert lock_collisions(shop, MONDAY + timedelta(days=7), 7, worked_before("")) == []


def test_a_contradiction_hides_no_other_collision(tmp_path: Path) -> None:
    """Locks of others, and what each of the two would break by itself, are told with it."""
    locks = (
        Lock("a1", MONDAY, "早班", 3),
        Lock("a1", MONDAY, "夜班", 5),
        Lock("a1", MONDAY + timedelta(days=1), "早班", 6),
        Lock("a2", MONDAY, "夜班", 7),
        Lock("a2", MONDAY + timedelta(days=1), "早班", 8),
    )
    found = lock_collisions(make_shop(tmp_path, locks=locks), MONDAY, 7, worked_before(""))
    assert [(finding.code.removeprefix("collision_"), finding.row) for finding in found] == [
        ("locks_collide", 5),
        ("leave", 7),
        ("min_rest_hours", 8),
        ("min_rest_hours", 6),
    ]


def test_a_lock_on_a_shift_that_is_too_long_collides(tmp_path: Path) -> None:
    """Paid hours of one shift above the daily limit: the lock alone is the reason."""
    shop = make_shop(tmp_path, locks=locks_of("E"))
    rules = replace(shop.settings.rules, max_hours_per_day=7.5)
    shop = replace(shop, settings=replace(shop.settings, rules=rules))
    (finding,) = lock_collisions(shop, MONDAY, 7, worked_before(""))
    assert finding.code == "collision_max_hours_per_day"
    assert finding.details["found"] == "8"
