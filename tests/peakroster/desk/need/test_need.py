"""The need with levers turned, adopted into shop.toml, and one interval of it taken out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from peakroster.desk.need.adopting import adopt_levers, edited_text, lever_changes
from peakroster.desk.need.cell import all_shortages, need_cell, need_table
from peakroster.desk.need.levers import Levers, levers_now, need_compared, speeds_of
from peakroster.desk.roster import open_desk
from peakroster.store.outdated import OutdatedError
from peakroster.tables.findings import InputError
from scheduler.domain.queues import Target
from tests.ui.conftest import DAYS, FIRST_DAY

LAST = FIRST_DAY + timedelta(days=DAYS - 1)


def test_levers_as_they_are_change_nothing(small_shop: Path) -> None:
    """The present values give the plan's own need; those that are not turned are no change."""
    desk = open_desk(small_shop, FIRST_DAY)
    now = levers_now(desk, "presale")
    assert (now.share, now.within_seconds, now.concurrency, now.shrinkage) == (0.8, 60, 1, 0.1)
    assert (now.handling_seconds, now.reply_seconds, now.bot_share) == (300, None, 0)
    assert now.changed_from(now) == Levers()
    assert lever_changes(desk, "presale", now) == ()
    same = need_compared(desk, "presale", Levers(), FIRST_DAY, LAST)
    assert desk.plan.coverage is not None
    coverage = desk.plan.coverage[desk.plan.coverage["queue"] == "presale"].set_index("timestamp")["required"]
    for row in same.table.itertuples():
        assert row.before == row.after == pytest.approx(coverage[row.timestamp], abs=1e-4)
    assert same.exact


def test_each_lever_moves_the_need_its_way(small_shop: Path) -> None:
    """More in time, less time, longer chats and more lost time need more; more chats and the bot fewer."""
    desk = open_desk(small_shop, FIRST_DAY)
    present = need_compared(desk, "presale", Levers(), FIRST_DAY, FIRST_DAY).agent_hours[0]

    def hours(**turned: float) -> float:
        return need_compared(desk, "presale", Levers(**turned), FIRST_DAY, FIRST_DAY).agent_hours[1]

    for more in ({"share": 0.99}, {"handling_seconds": 500.0}, {"shrinkage": 0.3}):
        assert hours(**more) > present
    for fewer in (
        {"within_seconds": 900.0},
        {"concurrency": 3},
        {"bot_share": 0.5},
        {"handling_seconds": 150.0},
    ):
        assert hours(**fewer) < present


def test_targets_of_the_same_time_move_together(small_shop: Path) -> None:
    """The mean wait that is promised beside a share has the share's time; another one stays."""
    desk = open_desk(small_shop, FIRST_DAY)
    both = (Target("average_wait", 30), Target("service_level", 30, 0.95), Target("average_wait", 120))
    queue = replace(desk.shop.settings.queues[0], targets=both)
    from peakroster.desk.need.levers import turned

    found = turned(queue, Levers(share=0.9, within_seconds=60))
    assert [(each.within_seconds, each.share) for each in found.targets] == [
        (60, None),
        (60, 0.9),
        (120, None),
    ]


def test_speeds_of_more_and_fewer_chats() -> None:
    """They go on falling as before, and all chats together never get slower by one more."""
    assert speeds_of((1.0, 0.9, 0.8), 2) == (1.0, 0.9)
    assert speeds_of((1.0, 0.9, 0.8), 4) == (1.0, 0.9, 0.8, 0.7)
    long = speeds_of((1.0, 0.6), 6)
    totals = [held * speed for held, speed in enumerate(long, start=1)]
    assert all(more >= fewer - 1e-9 for fewer, more in pairwise(totals))
    assert speeds_of((1.0,), 2) == (1.0, 0.9)


def test_adopting_writes_the_levers_and_nothing_else(shop: Path) -> None:
    """shop.toml has the new values and its comments, the plan's need follows, the change is in the log."""
    from peakroster.store.log import logged_changes

    desk = open_desk(shop, FIRST_DAY)
    levers = Levers(share=0.9, within_seconds=30.0, shrinkage=0.2)
    before = (shop / "shop.toml").read_text(encoding="utf-8")
    text = edited_text(desk, "presale", levers)
    different = [
        (old, new) for old, new in zip(before.splitlines(), text.splitlines(), strict=True) if old != new
    ]
    assert [old for old, _ in different] == [
        "shrinkage = 0.1",
        'target = { kind = "service_level", share = 0.8, within_seconds = 60 }',
    ]
    assert [change.name for change in lever_changes(desk, "presale", levers)] == [
        "share",
        "within_seconds",
        "shrinkage",
    ]
    with pytest.raises(InputError):  # a wrong value is refused before anything is written
        adopt_levers(desk, "presale", Levers(shrinkage=0.95))
    assert (shop / "shop.toml").read_text(encoding="utf-8") == before
    compared = need_compared(desk, "presale", levers, FIRST_DAY, LAST)
    after = adopt_levers(desk, "presale", levers)
    assert (shop / "shop.toml").read_text(encoding="utf-8") == text
    (entry,) = logged_changes(shop, path="shop.toml", most=1)
    assert entry.entry.what == "shop.toml"
    again = levers_now(after, "presale")
    same = need_compared(after, "presale", Levers(), FIRST_DAY, LAST)
    assert same.agent_hours[0] == pytest.approx(compared.agent_hours[1])
    assert after.plan.roster is not None
    assert desk.plan.roster is not None
    assert after.plan.roster.equals(desk.plan.roster)
    assert (again.share, again.within_seconds, again.shrinkage) == (0.9, 30, 0.2)


def test_adopting_needs_the_file_that_was_seen(shop: Path) -> None:
    """Somebody changed shop.toml meanwhile: nothing is written."""
    desk = open_desk(shop, FIRST_DAY)
    path = shop / "shop.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# later\n", encoding="utf-8")
    with pytest.raises(OutdatedError):
        adopt_levers(desk, "presale", Levers(share=0.9))
    assert "0.9" not in path.read_text(encoding="utf-8")


def test_a_cell_says_who_is_missing_and_late(small_shop: Path) -> None:
    """Figures of an interval agree with coverage; late customers are those who are not in time."""
    desk = open_desk(small_shop, FIRST_DAY)
    table = need_table(desk, desk.plan)
    assert (table["timestamp"] < desk.plan.end).all()
    found = all_shortages(desk, desk.plan)
    short = table[table["missing"] > 0.05].iloc[0]
    moment = short["timestamp"].to_pydatetime()
    cell = need_cell(table, found, short["queue"], moment)
    assert cell is not None
    assert cell.missing == pytest.approx(cell.needed - cell.there)
    assert cell.late == pytest.approx(cell.customers * (1 - cell.service_level))
    assert cell.shortage is not None
    assert cell.shortage.start <= moment < cell.shortage.end
    assert need_cell(table, found, "presale", moment.replace(hour=3)) is None
