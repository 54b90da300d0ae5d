"""Settings that are right: defaults, targets, conversations and rules as they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.messages import Translator
from peakroster.shop.folder import read_shop
from peakroster.shop.settings.presets import TARGET_PRESETS
from peakroster.tables.findings import InputError
from scheduler.domain.conversations import Conversation
from scheduler.domain.deferral import Deferral
from scheduler.domain.opening import Opening
from scheduler.domain.queues import REPLY_KINDS, Target
from scheduler.domain.rules import Limit, Rules
from scheduler.domain.windows import Window
from tests.peakroster.shop.shops import SETTINGS, write_shop
from tests.peakroster.shop.test_broken_settings import (
    END,
    FILE,
    TALK,
    conversation,
    rules,
    settings_of,
)


def test_defaults(tmp_path: Path) -> None:
    """What is not given is as FORMATS has it."""
    text = 'name = "x"\ntimezone = "Asia/Shanghai"\n'
    text += "".join(f'[[queues]]\nid = "{name}"\naht_seconds = 300\n' for name in ("presale", "aftersale"))
    settings = settings_of(tmp_path / "shop", text)
    assert (settings.country, settings.interval_minutes, settings.plan_for) == ("CN", 30, "mean")
    assert (settings.shrinkage, settings.forecast_method, settings.staffing_method) == (0, "auto", "auto")
    assert settings.rules == Rules(8, 44, 6, 6, 11, 3, Window(0, 360))
    assert settings.objective == {}
    queue = settings.queues[0]
    assert (queue.name, queue.open, queue.concurrency, queue.slowdown) == (
        "presale",
        Opening.daily(Window(0, 1440)),
        1,
        (1.0,),
    )
    assert (queue.patience_seconds, queue.bot_share, queue.max_occupancy, queue.min_agents) == (
        None,
        0,
        None,
        0,
    )
    assert queue.targets == (Target("average_wait", 30), Target("service_level", 30, 0.95))
    assert queue.plan_for is None


@pytest.mark.parametrize("method", ["auto", "model", "last_week", "eight_weeks"])
def test_a_queue_may_have_its_own_forecast_method(method: str, tmp_path: Path) -> None:
    """The shop's method counts for every queue that does not name its own."""
    text = f'forecast_method = "{method}"\n' + SETTINGS.replace(
        'id = "presale"', 'id = "presale"\nforecast_method = "model"'
    )
    shop = read_shop(write_shop(tmp_path / "shop", {FILE: text}))
    assert (shop.forecast_method("presale"), shop.forecast_method("aftersale")) == ("model", method)


def test_rules_none_and_overrides(tmp_path: Path) -> None:
    """Preset none holds only what is given; an override replaces one number of the preset."""
    base = SETTINGS.split("[rules]")[0]
    none = settings_of(tmp_path / "a", base + '[rules]\npreset = "none"\nmin_rest_hours = 10.5\n')
    assert none.rules == Rules(None, None, None, None, 10.5, None, Window(0, 360))
    some = settings_of(
        tmp_path / "b", base + '[rules]\nnight_hours = "22:00-06:00"\nmax_hours_per_day = 10\n'
    )
    assert some.rules == Rules(10, 44, 6, 6, 11, 3, Window(1320, 1800))


def test_further_rules(tmp_path: Path) -> None:
    """Runs, weekends, successions, limits over any stretch, activities; none holds unless it is given."""
    text = (
        SETTINGS
        + """\
min_consecutive_days = 2
min_consecutive_days_off = 2
max_weekends_per_month = 3
forbidden_successions = [["夜班", "早班"], ["晚班", "早班"]]
shift_limits = [
  { shifts = ["夜班"], per = "month", least = 1, most = 4 },
  { per = 14, most = 11 },
]
hours_limits = [{ per = "month", least = 100, most = 174.5 }]
min_activity_minutes = 60
max_activity_changes = 0
"""
    )
    found = settings_of(tmp_path / "shop", text).rules
    assert (found.min_consecutive_days, found.min_consecutive_days_off, found.max_weekends_per_month) == (
        2,
        2,
        3,
    )
    assert found.forbidden_successions == (("夜班", "早班"), ("晚班", "早班"))
    assert found.shift_limits == (Limit("month", 1, 4, ("夜班",), "夜班"), Limit(14, None, 11))
    assert found.hours_limits == (Limit("month", 100, 174.5),)
    assert found.max_consecutive_days == 6
    assert (found.min_activity_minutes, found.max_activity_changes) == (60, 0)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ('forbidden_successions = [["夜班", "早班"], ["大夜", "早班"]]', "rules.forbidden_successions[2]"),
        ('shift_limits = [{ shifts = ["夜班", "大夜"], per = "week", most = 2 }]', "rules.shift_limits[1]"),
    ],
)
def test_rules_name_shifts_that_there_are(line: str, column: str, tmp_path: Path) -> None:
    """A shift that shifts.csv does not know is an error of shop.toml, with its line and what may be meant."""
    with pytest.raises(InputError) as error:
        read_shop(write_shop(tmp_path / "shop", rules(line)))
    (finding,) = error.value.findings
    assert (finding.code, finding.file, finding.row, finding.column, finding.value) == (
        "unknown_shift",
        FILE,
        END,
        column,
        "大夜",
    )
    assert "夜班" in finding.remedy(Translator("zh"))


def test_targets_in_every_form(tmp_path: Path) -> None:
    """Presets, tables and lists of both; hours may run over midnight."""
    text = SETTINGS.replace(
        'target = "tmall-30s"',
        'target = ["pdd-5min", { kind = "average_wait", within_seconds = 45, hours = "20:00-02:00" }]',
    )
    targets = settings_of(tmp_path / "shop", text).queues[0].targets
    assert targets == (
        Target("service_level", 300, 0.9, Window(480, 1380)),
        Target("average_wait", 45, None, Window(1200, 1560)),
    )


def test_a_conversation_is_read_with_its_defaults(tmp_path: Path) -> None:
    """Without aht_seconds a chat alone takes its replies and pauses; speeds follow, so none are stated."""
    (text,) = conversation(TALK, "").values()
    assert isinstance(text, str)
    queue = settings_of(tmp_path / "a", text.replace("aht_seconds = 240\n", "")).queues[0]
    assert queue.conversation == Conversation(6, 20, 30)
    assert (queue.aht_seconds, queue.slowdown) == (270, None)
    further = TALK + '\nreply_spread = 0.5\nfirst_replies = "first"\nreply_counts = "sent"'
    (text,) = conversation(further, "").values()
    assert isinstance(text, str)
    queue = settings_of(tmp_path / "b", text).queues[0]
    assert queue.conversation == Conversation(6, 20, 30, 0.5, new_first=True, typing_counts=True)
    assert queue.aht_seconds == 240


def test_deferred_work_is_read_with_its_defaults(tmp_path: Path) -> None:
    """Its promise is its deadline; unless stated it counts a quarter where people are scarce."""
    work = (
        '\n[[queues]]\nid = "tickets"\nkind = "deferred"\naht_seconds = 540\ndeadline_hours = 24\n\n[rules]'
    )
    queue = settings_of(tmp_path / "a", SETTINGS.replace("\n[rules]", work, 1)).queues[-1]
    assert queue.deferred == Deferral(24, "clock", 0.95, 0)
    assert queue.targets == (Target("service_level", 86_400, 0.95),)
    assert queue.weight == 0.25
    stated = 'deadline_counts = "open_hours"\ndeadline_share = 0.9\nbacklog = 120\nweight = 1.0\n\n[rules]'
    text = SETTINGS.replace("\n[rules]", work.replace("\n[rules]", stated), 1)
    queue = settings_of(tmp_path / "b", text).queues[-1]
    assert queue.deferred == Deferral(24, "open_hours", 0.9, 120)
    assert queue.weight == 1


def test_presets_that_count_replies(tmp_path: Path) -> None:
    """With a conversation each is accepted; those of before count assignments as they did."""
    (text,) = conversation(TALK, "").values()
    assert isinstance(text, str)
    names = ", ".join(f'"{name}"' for name in TARGET_PRESETS)
    targets = settings_of(tmp_path / "a", text.replace('"tmall-30s"', f"[{names}]")).queues[0].targets
    assert targets[:4] == (
        Target("average_wait", 30),
        Target("service_level", 30, 0.95),
        Target("service_level", 180, 0.9, Window(540, 1380)),
        Target("service_level", 300, 0.9, Window(480, 1380)),
    )
    assert Target("first_reply", 30, 0.8, Window(540, 1380), "day", 0.4) in targets
    assert {target.per for target in targets[4:]} == {"day"}
    assert {target.kind for target in targets[4:]} == set(REPLY_KINDS)


def test_targets_of_a_day_and_of_a_month(tmp_path: Path) -> None:
    """Without a floor, half of the share or twice the mean; a floor of its own stands, 0 too."""
    lines = [
        '{ kind = "service_level", within_seconds = 30, share = 0.9, per = "day" }',
        '{ kind = "average_wait", within_seconds = 20, per = "month" }',
        '{ kind = "service_level", within_seconds = 60, share = 0.95, per = "day", floor = 0 }',
        '{ kind = "average_wait", within_seconds = 20, floor = 45, per = "day" }',
        '{ kind = "average_wait", within_seconds = 60, per = "interval" }',
    ]
    text = SETTINGS.replace('target = "tmall-30s"', f"target = [{', '.join(lines)}]")
    queue = settings_of(tmp_path / "a", text).queues[0]
    assert [(target.per, target.floor) for target in queue.targets] == [
        ("day", 0.45),
        ("month", 40),
        ("day", 0),
        ("day", 45),
        ("interval", None),
    ]
