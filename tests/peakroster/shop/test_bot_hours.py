"""Shares of the chatbot by hour, weekday and promotion, as the shop folder states them."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from scheduler.domain.bots import BotHours
from scheduler.domain.windows import Window
from tests.peakroster.shop.shops import SETTINGS, Case, check, findings_of_case, write_shop

pytestmark = pytest.mark.slow

EVENTS = "event,kind,start,end,bot_share\nsale,flash,2026-11-11,2026-11-12,{share}\n"


def with_bot(lines: str) -> str:
    """The settings with these lines of the first queue."""
    head, tail = SETTINGS.split('id = "presale"\n', 1)
    return f'{head}id = "presale"\n{lines}\n{tail}'


def shop_of(folder: Path, lines: str) -> ShopFolder:
    return read_shop(write_shop(folder, {"shop.toml": with_bot(lines)}))


def test_a_list_of_hours_and_weekdays(tmp_path: Path) -> None:
    """The last entry without hours is the share of all others; weekdays are named as in agents.csv."""
    lines = (
        'bot_share = [{ hours = "22:00-06:00", weekdays = ["sat", "周日"], share = 0.6 },\n'
        '  { weekdays = "mon;2", share = 0.1 }, { share = 0.35 }]\nbot_minutes = 2.5'
    )
    queue, other = shop_of(tmp_path / "shop", lines).settings.queues
    assert queue.bot_hours == (
        BotHours(0.6, Window(1320, 1800), frozenset({5, 6})),
        BotHours(0.1, None, frozenset({0, 1})),
    )
    assert (queue.bot_share, queue.bot_minutes) == (0.35, 2.5)
    assert (other.bot_hours, other.bot_share, other.bot_minutes) == ((), 0.0, 0.0)


def test_hours_that_hold_all_open_minutes_need_no_rest(tmp_path: Path) -> None:
    """Two halves of the day; one table alone is a list of one."""
    lines = 'bot_share = [{ hours = "00:00-12:00", share = 0.2 }, { hours = "12:00-24:00", share = 0.4 }]'
    queue = shop_of(tmp_path / "shop", lines).settings.queues[0]
    assert [entry.share for entry in queue.bot_hours] == [0.2, 0.4]
    alone = shop_of(tmp_path / "alone", "bot_share = { share = 0.25 }").settings.queues[0]
    assert (alone.bot_hours, alone.bot_share) == ((), 0.25)


def test_a_promotion_states_its_share(tmp_path: Path) -> None:
    """0 is a share; an empty cell is none."""
    for cell, share in (("0", 0.0), ("0.15", 0.15), ("", None)):
        folder = write_shop(tmp_path / f"shop{cell}", {"events.csv": EVENTS.format(share=cell)})
        assert read_shop(folder).events[0].bot_share == share


@pytest.mark.parametrize(
    ("code", "cell"),
    [
        ("share_cell_in_per_cent", "35"),
        ("share_cell_in_per_cent", "50%"),
        ("share_cell_in_per_cent", "５０ ％"),
        ("out_of_range", "-0.1"),
        ("out_of_range", "1"),
        ("out_of_range", "350"),
        ("not_a_number", "half"),
    ],
)
def test_a_share_that_is_none(tmp_path: Path, code: str, cell: str) -> None:
    """Told with file, row, column and value; of per cent what to write instead."""
    case = Case(code, {"events.csv": EVENTS.format(share=cell)}, "events.csv", 2, "bot_share", cell)
    found = findings_of_case(tmp_path / "shop", case)
    check(case, found)
    if cell == "50%":
        assert [finding.details["instead"] for finding in found if finding.code == code] == ["0.5"]


def test_overlaps_that_say_the_same_or_are_the_rest_are_no_warning(tmp_path: Path) -> None:
    """Equal shares contradict nothing, and everything overlaps the rest."""
    same = '{ weekdays = "sat", share = 0.6 }, { hours = "03:00-08:00", share = 0.6 }'
    lines = f"bot_share = [{same}, {{ share = 0.3 }}]"
    codes = {finding.code for finding in shop_of(tmp_path / "shop", lines).warnings}
    assert "bot_share_overlap" not in codes
