"""Rotations in shop.toml and agents.csv: what is wrong with them, and what comes of the sound ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from peakroster.shop.folder import read_shop
from scheduler.domain.rotations import OwnRotation, Rotation
from tests.peakroster.shop.shops import SETTINGS, Case, check, findings_of_case, write_shop

pytestmark = pytest.mark.slow

FIRST = len(SETTINGS.splitlines()) + 1
SOUND = '["早班", "work", ["早班", "晚班"], "off", "休"]'


def rotation(
    pattern: str, *, more: str = "", own: str = "三班倒", rules: str = ""
) -> dict[str, str | bytes | None]:
    """A rotation at the end of shop.toml: its head is line ``FIRST``. own: of the only agent."""
    text = f'[[rotation]]\nname = "三班倒"\npattern = {pattern}\nstart = 2026-11-02\n{more}'
    others = dict.fromkeys(("requests.csv", "locks.csv", "mapping.csv"))
    agents = f"agent_id,name,skills,rotation\nA1,张三,presale;aftersale,{own}\n"
    return {"shop.toml": SETTINGS.rstrip("\n") + rules + "\n" + text, "agents.csv": agents, **others}


SECOND = '[[rotation]]\nname = "三班倒"\npattern = ["work"]\nstart = "2026-11-02"\n'
WEEK = rotation('["早班", "早班", "早班", "早班", "早班", "早班", "off"]', rules="\nmax_hours_per_week = 44")
CASES = [
    Case("rotation_entry", rotation('["早班", 3]'), "shop.toml", FIRST + 2, "rotation[1].pattern"),
    Case("rotation_entry", rotation('["早班", []]'), "shop.toml"),
    Case("rotation_entry", rotation('["早班", ["早班", "off"]]'), "shop.toml"),
    Case("key_not_list", rotation('"早班"'), "shop.toml"),
    Case("rotation_without_work", rotation('["off", "off"]'), "shop.toml"),
    Case("rotation_without_work", rotation("[]"), "shop.toml"),
    Case("rotation_too_long", rotation(str(["work"] * 367)), "shop.toml"),
    Case(
        "bad_holiday_date",
        rotation('["早班"]').copy()
        | {"shop.toml": SETTINGS + '[[rotation]]\nname = "a"\npattern = ["work"]\nstart = "11/2"\n'},
        "shop.toml",
    ),
    Case("unknown_key_similar", rotation('["早班"]', more="hart = true\n"), "shop.toml", FIRST + 4),
    Case("rotation_twice", rotation(SOUND, more=SECOND), "shop.toml", FIRST + 5),
    Case(
        "unknown_shift", rotation('["早班", "中班"]'), "shop.toml", FIRST + 2, "rotation[1].pattern", "中班"
    ),
    Case("unknown_rotation", rotation(SOUND, own="两班倒+2"), "agents.csv", 2, "rotation", "两班倒+2"),
    Case("rotation_for_nobody", rotation(SOUND, own=""), "shop.toml", FIRST + 2),
    Case(
        "rotation_rest",
        rotation('["晚班", "早班", "off"]', rules="\nmin_rest_hours = 11"),
        "shop.toml",
        FIRST + 3,
    ),
    Case(
        "rotation_rest",
        rotation('["off", "早班", "夜班", "早班"]', rules='\nforbidden_successions = [["早班", "夜班"]]'),
        "shop.toml",
    ),
    Case(
        "rotation_beyond_rule",
        rotation('["早班", "早班", "off"]', rules="\nmax_consecutive_days = 1"),
        "shop.toml",
    ),
    Case("rotation_beyond_rule", WEEK, "shop.toml"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_what_is_wrong_with_a_rotation_is_told(case: Case, tmp_path: Path) -> None:
    """With the line of shop.toml that has it."""
    check(case, findings_of_case(tmp_path / "shop", case))


def test_a_sound_rotation_is_read(tmp_path: Path) -> None:
    """Any shift, some shifts, days off; days ahead; a name with a plus sign is a name."""
    files = rotation(
        SOUND,
        own="三班倒 +2",
        more='hard = true\n[[rotation]]\nname = "4+2"\npattern = ["work", "off"]\nstart = "2026-11-03"\n',
    )
    files["agents.csv"] = (
        f"{files['agents.csv']}A2,李四,presale,4+2\nA3,王五,presale,4+2+1\nA4,赵六,presale,\n"
    )
    shop = read_shop(write_shop(tmp_path / "shop", files))
    three = Rotation("三班倒", (("早班",), None, ("早班", "晚班"), (), ()), date(2026, 11, 2), hard=True)
    four = Rotation("4+2", (None, ()), date(2026, 11, 3))
    assert shop.settings.rotations == (three, four)
    owned = [agent.rotation for agent in shop.agents]
    assert owned == [OwnRotation(three, 2), OwnRotation(four), OwnRotation(four, 1), None]
    assert not [found.code for found in shop.warnings if found.code.startswith("rotation")]


def test_the_name_of_a_pattern_is_all_its_shifts(tmp_path: Path) -> None:
    """A row of shifts.csv that makes several."""
    columns = "shift,start,end,meal_minutes,meal_from,meal_to,start_to,start_step,lengths"
    shifts = f"{columns}\n早,08:00,,0,,,09:00,60,8\n"
    files = rotation('["早", "off"]') | {"shifts.csv": shifts}
    shop = read_shop(write_shop(tmp_path / "shop", files))
    (own,) = (agent.rotation for agent in shop.agents)
    assert own is not None
    assert own.rotation.entries[0] == tuple(shift.name for shift in shop.shifts)
    assert len(shop.shifts) == 2
