"""Kinds of contract, levels, leaders and languages of lists of people."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from peakroster.importing import answer, context_of, understand, write
from peakroster.layouts.lists.contracts import is_full_time, read_hours
from peakroster.shop.folder import read_shop
from tests.peakroster.importing.material import shop, workbook

TODAY = date(2026, 11, 30)
HEAD = ["工号", "姓名", "岗位", "技能等级", "用工形式", "语言", "直属上级"]
ROWS: list[list[object]] = [
    ["001", "王芳", "客服组长", "高级", "全职", "中文、英语", None],
    ["002", "李雷", "客服", "初级", "兼职", "", "王芳"],
    ["003", "韩梅", "客服", "★★★", "实习", "", "赵敏"],
    ["004", "赵敏", "主管", "", "全职", "", None],
    ["005", "周杰", "客服", "2", "小时工", "", "王芳"],
]


def test_a_list_of_five_kinds_is_asked_about_once(tmp_path: Path) -> None:
    """Each kind but full time, whose hours are known; the rest is read as it stands."""
    place, file = shop(tmp_path / "shop"), workbook(tmp_path / "名单.xlsx", [HEAD, *ROWS])
    found = understand([file], context_of(place, TODAY), {})
    (question,) = found.questions
    assert (question.key, question.maps) == ("contracts", ("兼职", "实习", "小时工"))
    found = answer(found, {"contracts": "兼职：16-24；实习:32;小时工:-"})
    assert found.is_complete
    write(place, found)
    people = pd.read_csv(place / "agents.csv", dtype=str).fillna("")
    assert people.iloc[0].to_dict() == {
        "agent_id": "001",
        "name": "王芳",
        "skills": "main:高级",
        "level": "高级",
        "contract": "全职",
        "leader": "是",
        "languages": "中文、英语",
    }
    assert list(people["leader"]) == ["是", "", "", "是", ""]
    contracts = pd.read_csv(place / "contracts.csv", dtype=str).fillna("")
    assert contracts.to_numpy().tolist() == [
        ["全职", "40", ""],
        ["兼职", "16", "24"],
        ["实习", "", "32"],
        ["小时工", "", ""],
    ]
    agents = read_shop(place, history_required=False).agents
    assert [agent.max_hours_week for agent in agents] == [None, 24, 32, None, None]
    assert [agent.speed_in("main") for agent in agents] == [1.0, 0.7, 1.0, 1.0, 1.0]
    assert understand([file], context_of(place, TODAY), {}).questions == ()


@pytest.mark.parametrize(
    ("name", "full"),
    [("全职", True), ("正式工", True), ("劳动合同", True), ("非全日制", False), ("兼职", False)],
)
def test_full_time_is_known_by_its_name(name: str, full: bool) -> None:
    """Nothing else is."""
    assert is_full_time(name) is full


def test_hours_are_read_as_people_write_them() -> None:
    """A span, one number, neither; nonsense is no answer."""
    assert read_hours("16～24小时") == ("16", "24")
    assert (read_hours("0-24"), read_hours("24"), read_hours("-")) == (("", "24"), ("", "24"), ("", ""))
    assert (read_hours("24-16"), read_hours("很多"), read_hours("300")) == (None, None, None)


@pytest.mark.parametrize("order", [("班组", "岗位"), ("岗位", "班组")])
def test_queues_are_told_by_the_column_that_names_them(tmp_path: Path, order: tuple[str, str]) -> None:
    """A post of presale beside a team A: only those are asked about whose post names no queue."""
    place = shop(tmp_path / "shop", queues=(("presale", "售前"), ("aftersale", "售后")))
    people = [("A组", "售前客服"), ("B组", "售后客服"), ("A组", "主管")]
    rows: list[list[object]] = [["工号", "姓名", *order]]
    for number, (team, post) in enumerate(people):
        rows.append([f"00{number}", f"王{number}", *((team, post) if order[0] == "班组" else (post, team))])
    found = understand([workbook(tmp_path / "名单.xlsx", rows)], context_of(place, TODAY), {})
    assert [question.maps for question in found.questions] == [("主管",)]
    found = answer(found, {"skills": "主管:presale+aftersale"})
    write(place, found)
    people_read = pd.read_csv(place / "agents.csv", dtype=str)
    assert list(people_read["skills"]) == ["presale", "aftersale", "presale;aftersale"]
    assert list(people_read["team"]) == ["A组", "B组", "A组"]
