"""What is legal but odd is told as a warning, and the shop is read all the same."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from peakroster.planning.forecast.series import hourly_inquiries
from peakroster.shop.folder import read_shop
from tests.peakroster.shop.shops import (
    EVENTS,
    HISTORY,
    SETTINGS,
    Case,
    changed,
    check,
    further_warnings,
    with_row,
    write_shop,
)

pytestmark = pytest.mark.slow

ONLY_PRESALE = SETTINGS.replace('target = "tmall-30s"', 'target = "taobao-3min"')
GAPS = "".join(line for line in HISTORY.splitlines(True) if "-02T05" not in line and "-02T03" not in line)
HALVES = "".join(
    f"2026-11-{day:02d}T{hour:02d}:{minute},presale,1,\n"
    for day in range(4, 9)
    for hour in range(24)
    for minute in ("00", "30")
)
HALF = HISTORY + HALVES + "2026-11-09T00:00,presale,1,\n"
LONDON = SETTINGS.replace("Asia/Shanghai", "Europe/London")
LONDON_HISTORY = "timestamp,queue,inquiries\n" + "".join(
    f"2026-03-29T{hour:02d}:00,{queue},5\n" for hour in range(24) for queue in ("presale", "aftersale")
)

STAFF = "agent_id,name,skills,shifts\n007,x,presale;aftersale,早班\nA2,x,presale,晚班\nA3,x,presale,早班\n"
NO_AFTERSALE = "agent_id,name,skills\n007,x,presale\nA2,x,presale\nA3,x,presale\n"
OTHER_TIMES = ("2026-11-02T10:00,2026-11-02T22:00,presale", "2026-11-02T01:00,2026-11-02T05:00,aftersale")
EARLY_TARGET = ("within_seconds = 60", 'within_seconds = 60, hours = "08:00-23:00"')
FIRST_DAY_ONLY = HISTORY.replace("aftersale", "presale").split("2026-11-01T09")[0]

SHARES = '{ weekdays = "sat", share = 0.6 }, { hours = "03:00-08:00", share = 0.2 }, { share = 0.3 }'
TWO_SHARES = SETTINGS.replace('id = "presale"\n', f'id = "presale"\nbot_share = [{SHARES}]\n', 1)

LIVE = 'target = { kind = "service_level", share = 0.8, within_seconds = 60 }'
TICKETS = SETTINGS.replace(LIVE, 'kind = "deferred"\ndeadline_hours = 4')

TALKS = "replies = 6\nreply_seconds = 20\ncustomer_seconds = 30\n"
PLATFORM = SETTINGS.replace("slowdown = [1.0, 0.9, 0.8]\n", TALKS).replace("tmall-30s", "jd-first-30s")
SLOW_TYPING = PLATFORM.replace(TALKS, TALKS + 'reply_counts = "sent"\n').replace("s = 20\n", "s = 27\n")
DOUYIN = SLOW_TYPING.replace("jd-first-30s", "douyin-reply-3min")

AFTERNOON_WISHED = "agent_id,date,kind\n007,2026-11-09 下午,prefer_off\n"
HALF_DAY_WISHED = "agent_id,date,kind,hours\n007,2026-11-09,prefer_off,上午\n"
TWO_CALLS = (
    "agent_id,name,skills,max_chats\n007,x,presale;aftersale,4\nA2,x,aftersale,aftersale:3\nA3,x,presale,\n"
)
TEAM = SETTINGS.replace("concurrency = 3\nslowdown = [1.0, 0.9, 0.8]\n", "")
TEAM += '[[shared]]\nid = "front"\nqueues = ["presale", "aftersale"]\n'
RUSH = "event,kind,start,end,opening\nflash-11,flash,2026-11-02T10:00,2026-11-02T22:00,4\n"

H, E, A, S = "history.csv", "events.csv", "agents.csv", "shifts.csv"
J, X, P = "adjustments.csv", "exclude.csv", "profile.csv"
R, L, T = "requests.csv", "locks.csv", "shop.toml"

CASES = [
    Case("shift_against_rule", with_row(S, "长班,08:00,20:00,60,11:00,13:00"), S, 5, value="长班"),
    Case("shift_against_rule", {T: SETTINGS + "max_night_shifts_per_week = 0\n"}, S, 4, value="夜班"),
    Case("shift_for_nobody", {A: STAFF}, S, 4, value="夜班"),
    Case("agent_without_shift", with_row(A, "A9,x,presale,,,,,12:00-14:00"), A, 5, value="A9"),
    Case("agent_without_shift", with_row(A, "A9,x,presale,,4"), A, 5, value="A9"),
    Case("min_hours_out_of_reach", with_row(A, "A9,x,presale,30,,,sat;sun"), A, 5, value="30"),
    Case("hours_whole_day", with_row(A, "A9,x,presale,,,,,00:00-24:00"), A, 5, "hours"),
    Case("id_in_powers", with_row(A, "1.23457E+17,张三,presale"), A, 5, "agent_id", "1.23457E+17"),
    Case("id_rounded", with_row(A, "1234567890123450000,张三,presale"), A, 5, value="1234567890123450000"),
    Case("ids_alike", with_row(A, "００７,张三,presale"), A, 5, value="００７"),
    Case("ids_alike", with_row(A, "7,张三,presale"), A, 5, value="7"),
    Case("ids_alike", with_row(A, "a2,张三,presale"), A, 5, value="a2"),
    Case("bot_share_overlap", {T: TWO_SHARES}, T, 7, "queues[presale].bot_share", "sat 03:00"),
    Case("chats_of_telephone", {A: TWO_CALLS}, A, 3, "max_chats", "aftersale:3"),
    Case("queue_without_agents", {A: NO_AFTERSALE}, A, value="aftersale"),
    Case("team_agent_lacks", {T: TEAM, A: STAFF}, A, 3, "skills", "presale"),
    Case("team_without_agents", {T: TEAM, A: NO_AFTERSALE}, A, None, "skills", "front"),
    Case("team_opening", {T: TEAM, E: RUSH}, E, 2, "opening", "4"),
    Case("open_without_target", {T: ONLY_PRESALE}, T, 5, "queues[presale].open", "00:00-24:00"),
    Case(
        "no_slowdown",
        changed(T, "slowdown = [1.0, 0.9, 0.8]\n", ""),
        T,
        9,
        "queues[presale].concurrency",
        "3",
    ),
    Case("counted_at_assignment", {}, T, 11, "queues[presale].target", "3"),
    Case("reply_counts_unstated", {T: PLATFORM}, T, 13, "queues[presale].target", "jd-first-30s"),
    Case("reply_rate_of_later_replies", {T: DOUYIN}, T, 14, "queues[presale].target", "0.8"),
    Case("reply_target_below_typing", {T: SLOW_TYPING}, T, 14, "queues[presale].target", "30"),
    Case("deadline_while_closed", {T: TICKETS}, T, 18, "queues[aftersale].deadline_hours", "4"),
    Case("target_outside_open", changed(T, *EARLY_TARGET), T, 17, "queues[aftersale].target", "08:00-23:00"),
    Case("window_off_grid", changed(T, "09:00-23:00", "09:10-23:00"), T, 16),
    Case("meal_window_unused", with_row(S, "短班,08:00,12:00,,09:00,10:00"), S, 5, "meal_from"),
    Case("queue_without_history", {H: FIRST_DAY_ONLY}, H, value="aftersale"),
    Case("history_ends_early", with_row(H, "2026-11-20T00:00,presale,1,"), H, value="aftersale"),
    Case("history_gaps", {H: GAPS}, H, value="presale"),
    Case("hour_does_not_exist", {T: LONDON, H: LONDON_HISTORY}, H, value="2026-03-29T01:00"),
    Case("history_is_old", with_row(L, "007,2027-02-01,早班"), H, value="2026-11-03"),
    Case("handling_time_differs", changed(T, "aht_seconds = 300", "aht_seconds = 310"), H, value="aftersale"),
    Case("profile_hours_missing", with_row(P, "aftersale,,9,3"), P, value="aftersale"),
    Case("no_events", {E: EVENTS.splitlines()[0]}, E),
    Case("event_without_history", with_row(E, "618,618,2026-06-16T20:00,2026-06-18T24:00"), E, 4),
    Case("event_without_history", changed(E, *OTHER_TIMES), E, 2),
    Case("kind_alike", with_row(E, "f,Flash,2026-11-20,2026-11-20,,,"), E, 4, "kind", "Flash"),
    Case("kind_alike", with_row(E, "f,flahs,2026-11-20,2026-11-20,,,"), E, 4, "kind", "flahs"),
    Case("size_far_off", with_row(E, "f,flash,2026-11-20,2026-11-20,,1250,"), E, 4, "intensity", "1250"),
    Case("size_far_off", with_row(E, "f,double11,2026-11-20,2026-11-20,,,60"), E, 4, "uplift", "60"),
    Case("uplift_odd", changed(E, ",,,6", ",,,0.3"), E, 3, "uplift", "0.3"),
    Case("uplift_odd", changed(E, ",,,6", ",,,130"), E, 3, "uplift", "130"),
    Case("excludes_nothing", with_row(X, "2025-11-02,2025-11-03,,"), X, 4, "start", "2025-11-02T00:00"),
    Case("excludes_nothing", with_row(X, "2026-11-02T02:00,2026-11-02T05:00,aftersale,"), X, 4, "start"),
    Case("multiply_large", with_row(J, "2026-11-13,2026-11-14,,120,,,"), J, 4, "multiply", "120"),
    Case("adjustment_overridden", with_row(J, "2026-11-10T20:00,2026-11-10T21:00,,,9,,"), J, 4, "set", "9"),
    Case("duplicate_adjustment", with_row(J, "2026-11-13T02:00,2026/11/13 5:00,,,40,又,"), J, 4),
    Case("shift_without_meaning", changed(R, "leave,", "leave,早班"), R, 2, "shift", "早班"),
    Case("wish_of_whole_day", {R: AFTERNOON_WISHED}, R, 2, "date"),
    Case("hours_without_meaning", {R: HALF_DAY_WISHED}, R, 2, "hours", "上午"),
    Case("duplicate_request", with_row(R, "A3,2026/11/10,avoid,,3"), R, 5),
    Case("leave_and_wish", with_row(R, "007,2026-11-09,prefer,早班,"), R, 5, value="007"),
    Case("wishes_contradict", with_row(R, "A2,2026-11-10,prefer_off,,"), R, 5),
    Case("wishes_contradict", with_row(R, "A2,2026-11-10,avoid,,"), R, 5),
    Case("duplicate_lock", with_row(L, "007,2026/11/11,晚班"), L, 4, value="007"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_oddity_is_a_warning(case: Case, tmp_path: Path) -> None:
    """The shop is read, and the warning names its place and has its words in both languages."""
    shop = read_shop(write_shop(tmp_path / "shop", case.files))
    check(case, list(shop.warnings))
    assert {finding.severity for finding in shop.warnings} == {"warning"}


@pytest.mark.parametrize(
    ("concurrency", "slowdown"), [("1", None), ("3", "[1.0, 0.9, 0.8]"), ("3", "[1.0, 1.0, 1.0]")]
)
def test_speeds_that_somebody_stated_are_not_odd(
    concurrency: str, slowdown: str | None, tmp_path: Path
) -> None:
    """A telephone, speeds that fall, and full speed that was written down."""
    text = SETTINGS.replace("concurrency = 3", f"concurrency = {concurrency}")
    text = text.replace("slowdown = [1.0, 0.9, 0.8]", f"slowdown = {slowdown}" if slowdown else "")
    warnings = read_shop(write_shop(tmp_path / "shop", {"shop.toml": text})).warnings
    assert "no_slowdown" not in {warning.code for warning in warnings}


def test_the_speeds_proposed_are_legal(tmp_path: Path) -> None:
    """What the remedy says to write is accepted as it stands."""
    bare = SETTINGS.replace("slowdown = [1.0, 0.9, 0.8]\n", "").replace("concurrency = 3", "concurrency = 4")
    folder = write_shop(tmp_path / "shop", {"shop.toml": bare})
    (warning,) = [each for each in read_shop(folder).warnings if each.code == "no_slowdown"]
    for speeds in (warning.details["example"], warning.details["full"]):
        text = bare.replace("concurrency = 4", f"concurrency = 4\nslowdown = {speeds}")
        folder = write_shop(tmp_path / "shop", {"shop.toml": text})
        assert "no_slowdown" not in {each.code for each in read_shop(folder).warnings}


def test_gaps_count_open_hours_only(tmp_path: Path) -> None:
    """Two open hours are missing; that aftersale has no nights is no gap."""
    shop = read_shop(write_shop(tmp_path / "shop", {"history.csv": GAPS}))
    (warning,) = [each for each in shop.warnings if each.code == "history_gaps"]
    assert (warning.details["count"], warning.details["total"]) == (2, 72)
    assert (warning.details["first"], warning.details["last"]) == ("2026-11-02T03:00", "2026-11-02T05:00")


def test_an_hour_of_which_a_part_is_missing_is_a_gap(tmp_path: Path) -> None:
    """In a month of half hours, an hour with one of them is incomplete; on days of hours it is whole."""
    shop = read_shop(write_shop(tmp_path / "shop", {"history.csv": HALF}))
    (warning,) = [each for each in shop.warnings if each.code == "history_gaps" and each.value == "presale"]
    assert (warning.details["count"], warning.details["first"]) == (1, "2026-11-09T00:00")


def test_gaps_are_those_of_the_forecast(tmp_path: Path) -> None:
    """A sale day of hours has rows of five minutes in the evening: nothing is missing there."""
    evening = "".join(
        f"2026-11-03T{hour}:{minute:02d},presale,1,\n" for hour in (20, 21) for minute in range(0, 60, 5)
    )
    kept = [line for line in HISTORY.splitlines(True) if line[:13] not in ("2026-11-03T20", "2026-11-03T21")]
    shop = read_shop(write_shop(tmp_path / "shop", {"history.csv": "".join(kept) + evening}))
    assert not hourly_inquiries(shop, "presale", datetime(2026, 11, 4)).isna().any()
    gaps = {each.value for each in shop.warnings if each.code == "history_gaps"}
    assert "presale" not in gaps


def test_the_hour_that_clocks_skip_is_no_gap(tmp_path: Path) -> None:
    """In London 01:00 of 29 March 2026 does not exist; nobody could have recorded it."""
    history = "".join(line for line in LONDON_HISTORY.splitlines(True) if "T01" not in line)
    files = {"shop.toml": LONDON, "history.csv": history}
    warnings = read_shop(write_shop(tmp_path / "shop", files)).warnings
    assert {"history_gaps", "hour_does_not_exist"}.isdisjoint(warning.code for warning in warnings)


def test_a_preset_that_counts_in_part_of_the_open_hours_is_not_odd(tmp_path: Path) -> None:
    """A platform's hours are what they are; a shop that opens later is no mistake."""
    text = SETTINGS.replace('{ kind = "service_level", share = 0.8, within_seconds = 60 }', '"pdd-5min"')
    shop = read_shop(write_shop(tmp_path / "shop", {"shop.toml": text}))
    assert further_warnings(shop) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("concurrency = 3\nslowdown = [1.0, 0.9, 0.8]\n", "concurrency = 1\n"),
        ('target = "tmall-30s"', 'target = { kind = "service_level", share = 0.9, within_seconds = 600 }'),
        ("slowdown = [1.0, 0.9, 0.8]\n", "replies = 6\nreply_seconds = 20\ncustomer_seconds = 30\n"),
    ],
    ids=["a telephone", "a time in which every reply comes", "a conversation"],
)
def test_where_assignment_is_no_false_promise(old: str, new: str, tmp_path: Path) -> None:
    """An agent with one call, a time long enough for his other chats, and a shop that states its chats."""
    assert old in SETTINGS
    warnings = read_shop(write_shop(tmp_path / "shop", {T: SETTINGS.replace(old, new)})).warnings
    assert "counted_at_assignment" not in {warning.code for warning in warnings}


def test_the_late_first_replies_told_grow_with_the_chats_held(tmp_path: Path) -> None:
    """Six chats an agent lag further behind than three; the number is said in both languages."""
    shares = []
    for chats in (3, 6):
        slowdown = f"slowdown = {[1.0] * chats}"
        text = SETTINGS.replace("concurrency = 3", f"concurrency = {chats}")
        text = text.replace("slowdown = [1.0, 0.9, 0.8]", slowdown)
        shop = read_shop(write_shop(tmp_path / f"{chats}", {T: text}))
        (warning,) = [each for each in shop.warnings if each.code == "counted_at_assignment"]
        shares.append(float(warning.details["waits"].rstrip("%")))
    assert 5 <= shares[0] < shares[1] <= 100


@pytest.mark.parametrize("counts", ["begun", "sent"])
def test_a_platform_of_stated_replies_is_not_asked_about(counts: str, tmp_path: Path) -> None:
    """It is known where the time of a reply ends, and there is time enough for typing one."""
    text = PLATFORM.replace(TALKS, f'{TALKS}reply_spread = 0.4\nreply_counts = "{counts}"\n')
    codes = {warning.code for warning in read_shop(write_shop(tmp_path / "shop", {T: text})).warnings}
    assert not codes & {"reply_counts_unstated", "reply_target_below_typing"}


def test_a_team_has_one_warning_for_all_who_lack_a_skill(tmp_path: Path) -> None:
    """It names them, instead of ten warnings that say the same."""
    staff = STAFF + "A8,赵六,aftersale\n"
    shop = read_shop(write_shop(tmp_path / "shop", {T: TEAM, A: staff}))
    (found,) = [one for one in shop.warnings if one.code == "team_agent_lacks"]
    assert found.details["count"] >= 2
    assert "A8 赵六" in str(found.details["agents"])
