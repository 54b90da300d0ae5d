"""The roster as a picture."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

from peakroster.exports.dispatch import export
from peakroster.exports.picture import roster_pictures
from peakroster.messages import Translator
from peakroster.shop.model import ShopFolder
from scheduler.domain.plan import Plan
from tests.peakroster.exports.conftest import SHANGHAI_FIRST_DAY, agent, make_plan, make_shop


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height that a PNG states."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    return int(width), int(height)


def only(pictures: list[bytes]) -> bytes:
    """The one picture."""
    (picture,) = pictures
    return picture


def test_a_row_for_each_person_and_a_band_for_each_two_weeks(tmp_path: Path) -> None:
    """31 days of 20 people are three bands below each other, no wider than two weeks."""
    people = [agent(f"{n:03}", f"员工{n}", n + 2) for n in range(18)]
    shop = make_shop(tmp_path, agents=people)
    week = make_plan(tmp_path, SHANGHAI_FIRST_DAY, [("000", 0, "早班")], days=14)
    month = make_plan(tmp_path, SHANGHAI_FIRST_DAY, [("000", 0, "早班")], days=31)
    narrow, low = size_of(only(roster_pictures(shop, week, Translator("zh"))))
    wide, high = size_of(only(roster_pictures(shop, month, Translator("zh"))))
    assert wide == narrow
    assert 2.5 * low < high < 3 * low


def test_the_same_plan_gives_the_same_bytes_and_shifts_differ(shop: ShopFolder, plan: Plan) -> None:
    """A changed cell changes the picture, and it is written as a file."""
    (path,) = export(shop, plan, "png")
    assert path.name == "roster.png"
    assert [path.read_bytes()] == roster_pictures(shop, plan, Translator("zh"))
    assert plan.roster is not None
    other = plan.roster.assign(shift="夜班")
    assert roster_pictures(shop, replace(plan, roster=other), Translator("zh")) != [path.read_bytes()]


def test_names_that_are_no_xml_are_no_harm(tmp_path: Path) -> None:
    """Brackets, quotes and control characters."""
    people = [agent("1", '<b>&"张"\x07', 2)]
    shop = make_shop(tmp_path, agents=people)
    plan = make_plan(tmp_path, SHANGHAI_FIRST_DAY, [("1", 0, "早班")], days=7)
    assert size_of(only(roster_pictures(shop, plan, Translator("en"))))[0] > 0


def test_many_people_are_several_pictures_of_teams(tmp_path: Path) -> None:
    """Seventy people of two teams are two pictures of a week; without teams they are parted evenly."""
    people = [replace(agent(f"{n:03}", f"员工{n}", n + 2), team="甲" if n < 40 else "乙") for n in range(70)]
    shop = make_shop(tmp_path, agents=people)
    plan = make_plan(tmp_path, SHANGHAI_FIRST_DAY, [("000", 0, "早班")], days=7)
    files = export(shop, plan, "png")
    assert [file.name for file in files] == ["roster-01.png", "roster-02.png"]
    heights = [size_of(file.read_bytes())[1] for file in files]
    assert heights[0] - heights[1] == 10 * 26 * 2
    none = make_shop(tmp_path, agents=[replace(one, team=None) for one in people])
    assert len({size_of(one) for one in roster_pictures(none, plan, Translator("zh"))}) == 1
