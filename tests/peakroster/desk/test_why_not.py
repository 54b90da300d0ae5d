"""What rules and cures are worth on a small shop: a rule that binds gains, nothing negative is a gain."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from peakroster.desk.cures import cures
from peakroster.desk.roster import Desk, open_desk, plans
from peakroster.desk.why_not import why_not
from peakroster.pipeline.stages import ProgressObserver, run_roster
from peakroster.shop.folder import read_shop
from peakroster.tables.findings import CollisionError, InputError
from scheduler.domain.overtime import Overtime
from scheduler.domain.rules import Limit
from scheduler.roster.problem.solution import Limits

pytestmark = pytest.mark.slow

SECONDS = 0.5


@pytest.fixture(scope="module")
def one_day(small_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Nobody may work on both days; no test changes its folder."""
    shop = tmp_path_factory.mktemp("one day") / "shop"
    shutil.copytree(small_shop, shop)
    path = shop / "shop.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n[rules]\nmax_days_per_week = 1\n", encoding="utf-8")
    first = plans(shop)[0]
    run_roster(
        read_shop(shop, history_required=False), first, Limits(seconds=60.0, work=0.2), ProgressObserver()
    )
    return open_desk(shop, first)


def test_the_rule_that_binds_gains_most(one_day: Desk) -> None:
    """Two days instead of one, used by those who then work both; the same answer twice, told as it goes."""
    told: list[tuple[int, int]] = []
    found = why_not(one_day, SECONDS, on_progress=lambda *done: told.append(done))
    first = found.rules[0]
    assert (first.relaxation.key, first.relaxation.before, first.relaxation.after) == (
        "max_days_per_week",
        1,
        2,
    )
    assert first.gain > 0
    assert first.users
    assert first.gain == pytest.approx(found.base.points - first.measured.points)
    assert all(one.gain >= 0 for one in found.rules)
    assert found.base.points <= found.before.points + 1e-6
    assert told[0][0] == 1
    assert told[-1] == (told[-1][1], told[-1][1])
    again = why_not(one_day, SECONDS)
    assert [(one.gain, one.users) for one in again.rules] == [(one.gain, one.users) for one in found.rules]
    assert [one.measured for one in again.weights] == [one.measured for one in found.weights]


def test_who_needs_what_a_column_brings_has_it_alone(one_day: Desk) -> None:
    """Everybody may work 12 hours, one shift: four more gain for all, and for those who need them alone."""
    free = replace(one_day.shop.settings.rules, max_days_per_week=None)
    people = tuple(replace(agent, max_hours_week=12.0) for agent in one_day.shop.agents)
    shop = replace(one_day.shop, agents=people, settings=replace(one_day.shop.settings, rules=free))
    told: list[tuple[int, int]] = []
    found = why_not(replace(one_day, shop=shop), SECONDS, on_progress=lambda *done: told.append(done))
    (joint,) = [
        one for one in found.rules if one.relaxation.key == "max_hours_week" and not one.relaxation.agent
    ]
    alone = [one for one in found.rules if one.relaxation.agent and one.relaxation.of_agents == 1]
    assert 0 < len(alone) <= 6
    mine = [one for one in alone if one.relaxation.key == "max_hours_week"]
    assert joint.gain > 0
    assert {one.relaxation.agent for one in mine} <= set(joint.users)
    assert all((one.relaxation.before, one.relaxation.after) == (12, 16) for one in mine)
    assert told[-1] == (told[-1][1], told[-1][1])


def test_only_weights_that_matter_are_changed(one_day: Desk) -> None:
    """Of a shop with overtime, which is no rule to loosen. Prices of meetings, of changes and of earlier
    plans have nothing to follow in this plan."""
    rules = replace(one_day.shop.settings.rules, overtime=Overtime(max_hours_month=0))
    shop = replace(one_day.shop, settings=replace(one_day.shop.settings, rules=rules))
    found = why_not(replace(one_day, shop=shop), SECONDS)
    assert "overtime" not in {one.relaxation.key for one in found.rules}
    weights = {one.weight for one in found.weights}
    assert {"shortage", "overtime"} <= weights
    assert not weights & {"meeting", "balance", "change", "change_soon", "notice_hours"}


def test_a_plan_without_a_roster_says_what_collides(one_day: Desk) -> None:
    """Everybody is asked for two days of a plan in which they may work one: once, with all of them."""
    rules = replace(one_day.shop.settings.rules, shift_limits=(Limit("plan", 2, None),))
    shop = replace(one_day.shop, settings=replace(one_day.shop.settings, rules=rules))
    empty = replace(one_day, shop=shop, plan=replace(one_day.plan, roster=None))
    with pytest.raises(CollisionError) as raised:
        why_not(empty, SECONDS)
    first = raised.value.findings[0]
    assert str(first.details["rules"]).split("; ") == ["shift_limits", "max_days_per_week"]
    assert "002, 003" in str(first.details["others"])
    free = replace(empty, shop=replace(shop, settings=one_day.shop.settings))
    with pytest.raises(InputError):
        why_not(free, SECONDS)


def test_it_ends_when_asked(one_day: Desk) -> None:
    """With the trials that are done."""
    assert why_not(one_day, SECONDS, should_stop=lambda: True).rules == ()
    stopped = cures(one_day, seconds=SECONDS, should_stop=lambda: True).cures
    assert stopped is not None
    assert (stopped.tried, stopped.hired) == (1, ())


def test_cures_of_the_worst_shortage_and_of_one_that_is_named(one_day: Desk) -> None:
    """Without a queue the worst; one more person makes it shorter."""
    found = cures(one_day, seconds=SECONDS)
    assert found.shortage is not None
    assert found.cures is not None
    assert found.cures.hired
    assert all(one.left <= found.cures.missing - 0.05 + 1e-9 for one in found.cures.found)
    points = [one.measured.points for one in found.cures.found]
    assert points == sorted(points)
    named = cures(one_day, found.shortage.queue, found.shortage.start, SECONDS)
    assert named == found


def test_questions_that_are_refused(one_day: Desk) -> None:
    """A queue that there is not, a time at which nobody is missing."""
    with pytest.raises(InputError) as raised:
        cures(one_day, "nothing", seconds=SECONDS)
    assert raised.value.findings[0].code == "unknown_queue"
    night = datetime.combine(one_day.plan.first_day, datetime.min.time()) + timedelta(hours=3)
    with pytest.raises(InputError) as raised:
        cures(one_day, None, night, SECONDS)
    assert raised.value.findings[0].code == "option_no_shortage"
