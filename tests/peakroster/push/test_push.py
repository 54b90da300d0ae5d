"""A push ends with a report that says what the platform holds, whatever goes wrong on the way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from peakroster.exports.platforms.rows import REST
from peakroster.push import run
from peakroster.push.pushing import push_roster
from peakroster.push.record import alone
from peakroster.tables.findings import InputError
from tests.peakroster.push.servers import Hostility, WeComServer
from tests.peakroster.push.servers.doors import Deadly, Killed
from tests.peakroster.push.worlds import FIRST_DAY, PLATFORM_NAMES, World, make_world, user


def test_an_empty_platform_gets_the_roster(world: World) -> None:
    """Shifts, nights on the date on which they start, and rests as rows of their own."""
    report = world.push()
    assert report.is_whole
    assert [world.in_server("000", day) for day in range(3)] == ["早班", "夜班", REST]
    assert report.counts == {"in_effect": 9, "refused": 0, "not_confirmed": 0}
    world.agree(report)


def test_a_second_push_sends_nothing(world: World) -> None:
    """What the platform holds is the state."""
    world.push()
    sent = world.server.sent_rows()
    report = world.push()
    assert (sent, world.server.sent_rows(), report.rows_sent) == (9, 9, 0)
    assert report.is_whole


def test_only_what_differs_is_sent(world: World) -> None:
    """A changed day, a day that somebody changed over there; other people and days are left alone."""
    world.push()
    other = (user("000"), FIRST_DAY + timedelta(days=10))
    world.server.held[other] = "11"
    world.server.held[user("001"), FIRST_DAY] = "11"
    world.change("002", 1, REST)
    report = world.push()
    assert report.rows_sent == 2
    assert {(row.agent, row.day.day) for row in report.rows if row.sent} == {("001", 9), ("002", 10)}
    assert world.server.held[other] == "11"
    world.agree(report)


def test_a_withdrawn_day_is_cleared(world: World) -> None:
    """Nothing is left of it; WeCom knows no such call, and gets a rest."""
    world.push()
    world.change("000", 0, None)
    report = world.push()
    assert world.in_server("000", 0) == (REST if world.platform == "wecom" else None)
    assert (report.rows_sent, report.is_whole) == (1, True)
    assert world.push().rows_sent == 0


@pytest.mark.parametrize("platform", PLATFORM_NAMES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_hostile_platform(platform: str, seed: int, tmp_path: Path) -> None:
    """Dropped, slow, limited and broken answers, expiring tokens, refused rows, late and double effects."""
    hostility = Hostility(
        dropped=0.1,
        slow=0.1,
        limited=0.05,
        broken=0.05,
        token_seconds=40,
        refused=0.02,
        refused_once=0.02,
        delay=60,
        duplicated=0.1,
    )
    world = make_world(tmp_path, platform, hostility, people=12, days=31, seed=seed)
    report = world.push()
    world.agree(report)
    assert report.problem is None
    refused = {cell for cell, is_so in world.server._judged.items() if is_so}
    assert len(report.open) == len(refused) > 0
    before = world.server.sent_rows()
    again = world.push()
    assert world.server.sent_rows() == before
    assert again.counts == report.counts


def test_refused_rows_are_named(world: World) -> None:
    """By the platform's answer, by halving a refused call, or as not in effect where nothing is said."""
    world.server.refused_cells = {(user("001"), FIRST_DAY + timedelta(days=1))}
    report = world.push()
    (row,) = report.open
    assert (row.agent, row.day.day, row.held, row.sent) == ("001", 10, None, True)
    assert row.status == ("not_confirmed" if world.platform == "dingtalk" else "refused")
    assert row.reason is not None
    assert (
        row.reason.key == {"dingtalk": "not_in_effect", "feishu": "named", "wecom": "refused"}[world.platform]
    )
    world.agree(report)


def test_given_up_rows_are_sent_again_when_asked_for(world: World) -> None:
    """Or when something else is wanted; not by themselves."""
    cell = (user("001"), FIRST_DAY)
    world.server.refused_cells = {cell}
    world.push()
    report = world.push()
    assert report.rows_sent == 0
    assert [row.passed_over for row in report.open] == [True]
    world.server.refused_cells = set()
    world.server._judged = {}
    assert world.push(again=True).is_whole
    assert world.push().rows_sent == 0


def test_a_given_up_row_with_another_wish_is_sent(world: World) -> None:
    """What was refused was the old one."""
    world.server.refused_cells = {(user("001"), FIRST_DAY)}
    world.push()
    world.server.refused_cells, world.server._judged = set(), {}
    world.change("001", 0, "早班")
    report = world.push()
    assert (report.rows_sent, report.is_whole) == (1, True)


def test_a_platform_that_refuses_everything_is_asked_little(tmp_path: Path) -> None:
    """A thousand rows that are refused for one reason are not halved down to each of them."""
    world = make_world(tmp_path, "wecom", people=40, days=31)
    world.server.staff = {}
    report = world.push()
    assert report.counts["refused"] == 1240
    assert {row.reason and row.reason.code for row in report.rows} == {"301021"}
    assert report.calls < 60


@pytest.mark.parametrize("trait", ["person", "shift"])
def test_whom_and_what_a_platform_does_not_know(trait: str, tmp_path: Path) -> None:
    """Somebody outside the rule, or a shift that does not belong to it: some days are tried, not each."""
    world = make_world(tmp_path, "wecom", people=10, days=31)
    if trait == "person":
        del world.server.staff[user("003")]
    else:
        del world.server.shift_list["12"]
    report = world.push()
    world.agree(report)
    assert all((row.agent == "003") if trait == "person" else (row.shift == "夜班") for row in report.open)
    assert report.counts["refused"] == (31 if trait == "person" else 103)
    assert report.calls < 50


def test_many_single_rows_are_found_within_a_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond it rows are told to be refused together with others, and what holds is still told truly."""
    monkeypatch.setattr(run, "MOST_DIVIDED", 20)
    world = make_world(tmp_path, "wecom", Hostility(refused=0.2), people=10, days=31)
    report = world.push()
    assert any(row.reason and row.reason.key == "refused_together" for row in report.rows)
    world.agree(report)


def test_days_out_of_reach_are_not_sent(tmp_path: Path) -> None:
    """DingTalk takes days within 180 of today."""
    world = make_world(tmp_path, "dingtalk")
    world.clock._start -= timedelta(days=176)
    report = world.push()
    assert [row.reason and row.reason.key for row in report.rows[:3]] == [None, "too_far", "too_far"]
    assert report.counts == {"in_effect": 3, "refused": 6, "not_confirmed": 0}


def test_effects_that_never_come_are_not_confirmed(tmp_path: Path) -> None:
    """The push waits, sends again, and tells the truth in the end."""
    world = make_world(tmp_path, "dingtalk", Hostility(delay=100_000), people=1, days=2)
    report = world.push()
    assert report.counts == {"in_effect": 0, "refused": 0, "not_confirmed": 2}
    assert report.rows_sent == 6
    assert 3 * 75 <= world.clock.now() < 300


def test_a_platform_that_is_down(world: World) -> None:
    """The report says so, and that nothing was sent."""
    world.server.hostility.broken = 1.0
    report = world.push()
    assert report.problem is not None
    assert report.problem.key == "server"
    assert {row.reason and row.reason.key for row in report.rows} == {"not_sent"}
    assert not report.is_whole


@pytest.mark.parametrize("platform", PLATFORM_NAMES)
def test_a_push_that_broke_off_goes_on_without_double_work(platform: str, tmp_path: Path) -> None:
    """The next one waits for what is on its way instead of sending it again."""
    world = make_world(tmp_path, platform, Hostility(delay=60), people=14, days=31)
    first = world.push(should_stop=lambda: world.server.sent_rows() >= 200)
    sent = world.server.sent_rows()
    assert first.stopped
    assert {row.status for row in first.rows} == {"not_confirmed"}
    assert sum(row.sent for row in first.rows) == sent < 434
    second = world.push()
    assert second.is_whole
    assert second.rows_sent + sent == 434
    world.agree(second)


def test_what_is_on_its_way_does_not_overtake_what_is_sent_now(world: World) -> None:
    """A push is stopped while its rows are on their way; the next wants something else."""
    world.server.hostility.delay = 60
    world.push(should_stop=lambda: world.server.sent_rows() > 0)
    assert world.server.sent_rows() == 9
    world.change("000", 0, REST)
    report = world.push()
    world.clock.sleep(200)
    world.agree(report)
    assert report.is_whole


@pytest.mark.parametrize("platform", PLATFORM_NAMES)
def test_a_kill_at_any_call(platform: str, tmp_path: Path) -> None:
    """The next push is whole, and sends at most the rows again of the call that was cut off."""
    for number, after in [(1, True), (3, False), (3, True), (4, True), (5, False)]:
        folder = tmp_path / f"{number}-{after}"
        folder.mkdir()
        world = make_world(folder, platform, Hostility(delay=60), people=14, days=31)
        around = world.around(transport=Deadly(world.server, number, after))
        with pytest.raises(Killed):
            push_roster(world.roster, platform, around=around)
        sent = world.server.sent_rows()
        report = world.push()
        assert report.is_whole
        assert sent + report.rows_sent == 434
        world.agree(report)


def test_stopped_before_anything_was_sent(world: World) -> None:
    """Nothing was, and the report says it."""
    report = world.push(should_stop=lambda: True)
    assert (report.stopped, report.rows_sent, world.server.sent_rows()) == (True, 0, 0)


def test_two_pushes_exclude_each_other(world: World) -> None:
    """Of one shop to one platform; to another platform may be pushed."""
    with (
        ThreadPoolExecutor(1) as thread,
        alone(world.roster.shop.folder, world.platform),
        alone(world.roster.shop.folder, "other"),
    ):
        second = thread.submit(world.push)
        with pytest.raises(InputError) as problem:
            second.result()
    assert [found.code for found in problem.value.findings] == ["push_running"]
    assert world.server.requests == []
    assert world.push().is_whole


def test_a_broken_record_is_as_good_as_none(world: World) -> None:
    """The state is what the platform holds."""
    world.push()
    (world.roster.shop.folder / "exports" / "push" / world.platform / "record.json").write_text("{")
    assert world.push().rows_sent == 0


def test_everything_unmapped_at_once_and_nothing_sent(world: World) -> None:
    """People, shifts, the group, and the credentials."""
    object.__setattr__(world.roster.shop, "mapping", ())
    with pytest.raises(InputError) as problem:
        push_roster(world.roster, world.platform, around=world.around(environment={}))
    codes = [found.code for found in problem.value.findings]
    assert codes.count("unmapped_agent") == 3
    assert codes.count("unmapped_shift") == 2
    assert codes.count("push_no_credential") == 2
    assert "unmapped_group" in codes
    assert world.server.requests == []


def test_limits_of_calls_are_kept(tmp_path: Path) -> None:
    """WeCom's sixty calls in any minute, also while reading and with many calls."""
    world = make_world(tmp_path, "wecom", people=20, days=31)
    environment = {**(world.around().environment or {}), "PEAKROSTER_WECOM_ROWS_PER_CALL": "8"}
    report = push_roster(world.roster, "wecom", around=world.around(environment=environment))
    assert report.is_whole
    assert report.calls > 80
    assert isinstance(world.server, WeComServer)
    assert world.server.broken_rules == []
