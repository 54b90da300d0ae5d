"""The roster as a picture."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

from peakroster.exports.dispatch import export
from peakroster.exports.picture import roster_picture
from peakroster.messages import Translator
from peakroster.shop.model import ShopFolder
from scheduler.domain.plan import Plan
from tests.peakroster.exports.conftest import SHANGHAI_FIRST_DAY, agent, make_plan, make_shop


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height that a PNG states."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    return int(width), int(height)


def test_a_row_for_each_person_and_a_band_for_each_two_weeks(tmp_path: Path) -> None:
    """31 days of 20 people are three bands below each other, no wider than two weeks."""
    people = [agent(f"{n:03}", f"员工{n}", n + 2) for n in range(20)]
    shop = make_shop(tmp_path, agents=people)
    week = make_plan(tmp_path, SHANGHAI_FIRST_DAY, [("000", 0, "早班")], days=14)
    month = make_plan(tmp_path, SHANGHAI_FIRST_DAY, [("000", 0, "早班")], days=31)
    narrow, low = size_of(roster_picture(shop, week, Translator("zh")))
    wide, high = size_of(roster_picture(shop, month, Translator("zh")))
    assert wide == narrow
    assert 2.5 * low < high < 3 * low


def test_the_same_plan_gives_the_same_bytes_and_shifts_differ(shop: ShopFolder, plan: Plan) -> None:
    """A changed cell changes the picture, and it is written as a file."""
    (path,) = export(shop, plan, "png")
    assert path.name == "roster.png"
    assert path.read_bytes() == roster_picture(shop, plan, Translator("zh"))
    assert plan.roster is not None
    other = plan.roster.assign(shift="夜班")
    assert roster_picture(shop, replace(plan, roster=other), Translator("zh")) != path.read_bytes()


def test_names_that_are_no_xml_are_no_harm(tmp_path: Path) -> None:
    """Brackets, quotes and control characters."""
    people = [agent("1", '<b>&"张"\x07', 2)]
    shop = make_shop(tmp_path, agents=people)
    plan = make_plan(tmp_path, SHANGHAI_FIRST_DAY, [("1", 0, "早班")], days=7)
    assert size_of(roster_picture(shop, plan, Translator("en")))[0] > 0
