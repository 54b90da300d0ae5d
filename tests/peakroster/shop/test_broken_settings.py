"""shop.toml: every key with its type and bounds."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.shop.folder import read_shop
from peakroster.shop.settings.read import read_settings
from peakroster.tables.report import Report
from tests.peakroster.shop.shops import SETTINGS, Case, check, write_shop

pytestmark = pytest.mark.slow

FILE = "shop.toml"
LINES = SETTINGS.splitlines()


def top(line: str) -> dict[str, str | bytes | None]:
    """A further line at the top of shop.toml: it becomes line 1."""
    return {FILE: line + "\n" + SETTINGS}


def presale(line: str) -> dict[str, str | bytes | None]:
    """A line of the first queue replaced, or added behind its id (line 6)."""
    key = line.split("=")[0].strip()
    own = next((each for each in LINES[5:12] if each.startswith(f"{key} =")), None)
    return {
        FILE: SETTINGS.replace(own, line, 1) if own else SETTINGS.replace(LINES[5], LINES[5] + "\n" + line)
    }


def bots(entries: str) -> dict[str, str | bytes | None]:
    """Shares of the first queue's chatbot."""
    return presale(f"bot_share = [{entries}]")


def rules(line: str) -> dict[str, str | bytes | None]:
    """A further line under [rules], the last section."""
    return {FILE: SETTINGS + line + "\n"}


def limit(keys: str, key: str = "shift_limits") -> dict[str, str | bytes | None]:
    """A limit of shifts or hours under [rules]."""
    return rules(f"{key} = [{{ {keys} }}]")


def aftersale(target: str) -> dict[str, str | bytes | None]:
    """Another promise of the second queue's target (line 17)."""
    return {FILE: SETTINGS.replace("share = 0.8, within_seconds = 60", target)}


TALK = "replies = 6\nreply_seconds = 20\ncustomer_seconds = 30"


def conversation(keys: str, slowdown: str) -> dict[str, str | bytes | None]:
    """Keys of a conversation, and a slowdown, in the first queue."""
    return {FILE: SETTINGS.replace("slowdown = [1.0, 0.9, 0.8]", f"{keys}\n{slowdown}")}


END = len(LINES) + 1
PATIENCE = "queues[presale].patience_seconds"
SHARE = "queues[aftersale].target.share"
NO_QUEUES = 'name = "x"\ntimezone = "Asia/Shanghai"\n'


def settings_of(folder: Path, text: str):  # type: ignore[no-untyped-def]
    """The settings of a shop with this shop.toml and nothing else that depends on its queues."""
    agents = "agent_id,name,skills\nA1,张三,presale\nA2,李四,aftersale\n"
    files = {FILE: text, "agents.csv": agents, "requests.csv": None, "locks.csv": None, "mapping.csv": None}
    return read_shop(write_shop(folder, files)).settings


CASES = [
    Case("bad_holiday_date", rules('[[holidays]]\ndate = "1 October"'), FILE, END + 1, "holidays[1].date"),
    Case("duplicate_holiday", rules("[[holidays]]\ndate = 2026-10-01\n" * 2), FILE, None, "holidays"),
    Case("duplicate_leave_kind", rules('[[leave_kinds]]\nname = "年假"\n' * 2), FILE, None, "leave_kinds"),
    Case(
        "leave_at_work_counts",
        rules('[[leave_kinds]]\nname = "外派"\nat_work = true\ncounted = false'),
        FILE,
        None,
        "leave_kinds[1]",
    ),
    Case(
        "leave_kind_is_a_wish",
        rules('[[leave_kinds]]\nname = "想休"'),
        FILE,
        None,
        "leave_kinds[1].name",
    ),
    Case(
        "key_out_of_range",
        rules('[[leave_kinds]]\nname = "病假"\npaid = 2'),
        FILE,
        END + 2,
        "leave_kinds[1].paid",
    ),
    Case("key_out_of_range", rules("[overtime]\nrest_day_factor = 0.5"), FILE, END + 1),
    Case("key_choice", top('statutory_holidays = "DE"'), FILE, 1, "statutory_holidays", "DE"),
    Case("unknown_key_similar", rules("[overtime]\nallow = true"), FILE, END + 1, "overtime.allow"),
    Case("toml_syntax", top("country = CN"), FILE, 1),
    Case("toml_syntax", top("country = “CN”"), FILE, 1),
    Case("toml_syntax", top('name = "again"'), FILE),
    Case("toml_syntax", {FILE: SETTINGS + "x = [1,"}, FILE),
    Case("toml_syntax", {FILE: "x = " + "[" * 20000}, FILE),
    Case("missing_key", {FILE: SETTINGS.replace(LINES[0], "")}, FILE, None, "name"),
    Case(
        "missing_key",
        {FILE: SETTINGS.replace("aht_seconds = 240", "")},
        FILE,
        5,
        "queues[presale].aht_seconds",
    ),
    Case("unknown_key", top("colour = 3"), FILE, 1, "colour", "colour"),
    Case("unknown_key_similar", top("shrinkagee = 0.1"), FILE, 1, "shrinkagee"),
    Case("unknown_key_similar", presale("concurency = 2"), FILE, 7, "queues[presale].concurency"),
    Case("unknown_key_similar", rules("max_hour_per_week = 40"), FILE, END, "rules.max_hour_per_week"),
    Case("unknown_key_similar", {FILE: SETTINGS + "[objective]\nshortages = 1\n"}, FILE, END + 1),
    Case("misplaced_key", rules('country = "CN"'), FILE, END, "rules.country"),
    Case("misplaced_key", presale("interval_minutes = 15"), FILE, 7, "queues[presale].interval_minutes"),
    Case("key_not_text", {FILE: SETTINGS.replace(LINES[0], "name = 5")}, FILE, 1, "name", "5"),
    Case("key_empty", {FILE: SETTINGS.replace(LINES[0], 'name = " "')}, FILE, 1, "name"),
    Case("key_choice", top("interval_minutes = 20"), FILE, 1, "interval_minutes", "20"),
    Case("key_choice", top('staffing_method = "best"'), FILE, 1, "staffing_method", "best"),
    Case("key_choice", top('forecast_method = "prophet"'), FILE, 1, "forecast_method", "prophet"),
    Case(
        "key_choice", presale('forecast_method = "mean"'), FILE, 7, "queues[presale].forecast_method", "mean"
    ),
    Case("key_not_number", {FILE: SETTINGS.replace("0.1", '"0.1"', 1)}, FILE, 3, "shrinkage", '"0.1"'),
    Case("key_not_number", presale("aht_seconds = nan"), FILE, 8, "queues[presale].aht_seconds", "nan"),
    Case("key_not_number", presale("patience_seconds = true"), FILE, 7, "queues[presale].patience_seconds"),
    Case("key_not_integer", presale("min_agents = 1.5"), FILE, 7, "queues[presale].min_agents", "1.5"),
    Case("key_not_list", presale("slowdown = 0.9"), FILE, 10, "queues[presale].slowdown", "0.9"),
    Case(
        "key_not_table",
        top("rules = 5").copy() | {FILE: "rules = 5\n" + SETTINGS.split("[rules]")[0]},
        FILE,
        1,
    ),
    Case("key_not_table", {FILE: NO_QUEUES + "queues = [5]\n"}, FILE, 3, "queues[1]"),
    Case("key_out_of_range", {FILE: SETTINGS.replace("0.1", "1.0", 1)}, FILE, 3, "shrinkage", "1.0"),
    Case("key_out_of_range", presale("aht_seconds = 0"), FILE, 8, "queues[presale].aht_seconds", "0"),
    Case("key_out_of_range", presale("concurrency = 0"), FILE, 9, "queues[presale].concurrency", "0"),
    Case("key_out_of_range", presale("concurrency = 1000000000"), FILE, 9),
    Case("key_out_of_range", presale("min_agents = 100000"), FILE, 7, value="100000"),
    Case("patience_not_positive", presale("patience_seconds = 0"), FILE, 7, PATIENCE, "0"),
    Case("patience_not_positive", presale("patience_seconds = -5"), FILE, 7, PATIENCE, "-5"),
    Case("key_out_of_range", presale("patience_seconds = 1e308"), FILE, 7, PATIENCE, "1e+308"),
    Case("key_out_of_range", presale("patience_seconds = 1e-300"), FILE, 7, PATIENCE, "1e-300"),
    Case("key_out_of_range", {FILE: SETTINGS.replace("= 240", "= 1e300")}, FILE, value="1e+300"),
    Case("key_out_of_range", {FILE: SETTINGS.replace("= 240", "= 1e-300")}, FILE, value="1e-300"),
    Case("key_out_of_range", {FILE: SETTINGS.replace("0.1", "0.9999999999999999", 1)}, FILE, 3, "shrinkage"),
    Case("key_out_of_range", presale("bot_share = 0.9999999999999999"), FILE, 7, "queues[presale].bot_share"),
    Case("key_out_of_range", presale("max_occupancy = 1e-300"), FILE, 7, "queues[presale].max_occupancy"),
    Case("bad_plan_for", presale("plan_for = 0.9999999999999999"), FILE, 7, "queues[presale].plan_for"),
    Case("key_not_number", presale("patience_seconds = inf"), FILE, 7, PATIENCE, "inf"),
    Case("key_out_of_range", presale("bot_share = 1"), FILE, 7, "queues[presale].bot_share"),
    Case("key_not_number", presale('bot_share = "much"'), FILE, 7, "queues[presale].bot_share", '"much"'),
    Case("key_not_table", presale("bot_share = [0.3]"), FILE, 7, "queues[presale].bot_share[1]"),
    Case("key_empty", presale("bot_share = []"), FILE, 7, "queues[presale].bot_share"),
    Case("missing_key", bots('{ hours = "00:00-08:00" }'), FILE, 7, "queues[presale].bot_share[1].share"),
    Case("share_in_per_cent", bots("{ share = 35 }"), FILE, 7, "queues[presale].bot_share[1].share", "35"),
    Case("key_out_of_range", bots("{ share = 1 }"), FILE, 7, "queues[presale].bot_share[1].share", "1"),
    Case(
        "unknown_key_similar", bots("{ share = 0, hour = 1 }"), FILE, 7, "queues[presale].bot_share[1].hour"
    ),
    Case("bad_weekday", bots('{ share = 0, weekdays = ["sun", "holiday"] }'), FILE, 7),
    Case("key_not_text", bots("{ share = 0, weekdays = [6] }"), FILE, 7),
    Case("bot_share_uncovered", bots('{ hours = "00:00-08:00", share = 0.6 }'), FILE, 7),
    Case("bot_share_uncovered", bots('{ share = 0.6, weekdays = "mon;tue" }'), FILE, 7),
    Case("bot_share_unused", bots('{ share = 0.3 }, { hours = "00:00-08:00", share = 0.6 }'), FILE, 7),
    Case("key_out_of_range", presale("bot_minutes = -1"), FILE, 7, "queues[presale].bot_minutes"),
    Case("key_out_of_range", presale("bot_minutes = 241"), FILE, 7, "queues[presale].bot_minutes"),
    Case("key_out_of_range", presale("max_occupancy = 1.1"), FILE, 7, "queues[presale].max_occupancy"),
    Case(
        "transfers_to_itself",
        presale("transfers = { presale = 0.1 }"),
        FILE,
        7,
        "queues[presale].transfers",
        "{ presale = 0.1 }",
    ),
    Case("transfers_too_many", presale("transfers = { aftersale = 0.5, b = 0.45 }"), FILE, 7),
    Case(
        "transfers_unknown",
        presale("transfers = { aftersales = 0.1 }"),
        FILE,
        7,
        "queues[presale].transfers",
        "aftersales",
    ),
    Case("key_out_of_range", presale("transfers = { aftersale = 0.0 }"), FILE, 7, value="0.0"),
    Case("share_in_per_cent", presale("transfers = { aftersale = 15.0 }"), FILE, 7, value="15.0"),
    Case("key_not_table", presale("transfers = 0.15"), FILE, 7, "queues[presale].transfers", "0.15"),
    Case(
        "returns_without_patience",
        {FILE: SETTINGS.replace('id = "aftersale"', 'id = "aftersale"\nreturns_share = 0.3')},
        FILE,
    ),
    Case(
        "returns_beside_long_target",
        {
            FILE: SETTINGS.replace(
                'target = "tmall-30s"',
                "returns_share = 0.3\npatience_seconds = 99\n"
                'target = { kind = "average_wait", within_seconds = 9000 }',
            )
        },
        FILE,
    ),
    Case(
        "returns_beside_period",
        {
            FILE: SETTINGS.replace(
                'target = "tmall-30s"',
                "returns_share = 0.3\npatience_seconds = 99\n"
                'target = { kind = "average_wait", within_seconds = 90, per = "day" }',
            )
        },
        FILE,
    ),
    Case(
        "returns_beside_period",
        {
            FILE: SETTINGS.replace(
                'target = "tmall-30s"',
                "returns_share = 0.3\npatience_seconds = 99\nreplies = 6\nreply_seconds = 20\n"
                'customer_seconds = 30\ntarget = "pdd-reply-5min"',
            )
        },
        FILE,
    ),
    Case("share_in_per_cent", presale("returns_share = 30.0"), FILE, 7, value="30.0"),
    Case("key_out_of_range", presale("returns_minutes = 0"), FILE, 7, value="0"),
    Case("key_out_of_range", presale("weight = 0"), FILE, 7, "queues[presale].weight", "0"),
    Case("key_out_of_range", presale("weight = 101"), FILE, 7, "queues[presale].weight", "101"),
    Case("key_out_of_range", presale("min_agents = -1"), FILE, 7, "queues[presale].min_agents"),
    Case("key_out_of_range", presale("slowdown = [1.0, 0.9, 0.0]"), FILE, 10, "queues[presale].slowdown[3]"),
    Case("key_out_of_range", rules("max_days_per_week = 8"), FILE, END, "rules.max_days_per_week", "8"),
    Case("key_out_of_range", rules("min_rest_hours = -1"), FILE, END, "rules.min_rest_hours"),
    Case(
        "key_out_of_range",
        {FILE: SETTINGS + "[objective]\nshortage = -1\n"},
        FILE,
        END + 1,
        "objective.shortage",
    ),
    Case(
        "key_out_of_range",
        {FILE: SETTINGS + "[objective]\nlate = 1e30\n"},
        FILE,
        END + 1,
        "objective.late",
    ),
    Case("key_out_of_range", presale("concurrency = -1"), FILE, 9, "queues[presale].concurrency", "-1"),
    Case("key_out_of_range", presale("max_occupancy = 0"), FILE, 7, "queues[presale].max_occupancy", "0"),
    Case("share_in_per_cent", {FILE: "reserve_paid_share = 50\n" + SETTINGS}, FILE, 1),
    Case("share_in_per_cent", presale("max_occupancy = 92"), FILE, 7, "queues[presale].max_occupancy", "92"),
    Case("share_in_per_cent", presale("bot_share = 35"), FILE, 7, "queues[presale].bot_share", "35"),
    Case("share_in_per_cent", aftersale("share = 80, within_seconds = 60"), FILE, 17, SHARE, "80"),
    Case("share_of_all", aftersale("share = 1, within_seconds = 60"), FILE, 17, SHARE, "1"),
    Case("share_of_all", aftersale("share = 100, within_seconds = 60"), FILE, 17, SHARE, "100"),
    Case("key_out_of_range", aftersale("share = 0, within_seconds = 60"), FILE, 17, SHARE, "0"),
    Case(
        "key_out_of_range",
        aftersale("share = 0.8, within_seconds = -60"),
        FILE,
        17,
        "queues[aftersale].target.within_seconds",
        "-60",
    ),
    Case("bad_plan_for", top('plan_for = "p90"'), FILE, 1, "plan_for", "p90"),
    Case("bad_plan_for", presale("plan_for = 1"), FILE, 7, "queues[presale].plan_for"),
    Case("bad_plan_for", presale("plan_for = 90"), FILE, 7, "queues[presale].plan_for", "90"),
    Case("bad_plan_for", presale("plan_for = true"), FILE, 7, "queues[presale].plan_for", "true"),
    Case("bad_plan_for", presale('plan_for = "expected"'), FILE, 7, "queues[presale].plan_for", "expected"),
    Case(
        "bad_timezone", {FILE: SETTINGS.replace("Shanghai", "Beijing")}, FILE, 2, "timezone", "Asia/Beijing"
    ),
    Case("bad_timezone", {FILE: SETTINGS.replace("Asia/Shanghai", "../../etc/passwd")}, FILE, 2, "timezone"),
    Case("bad_timezone", {FILE: SETTINGS.replace("Asia/Shanghai", "Asia")}, FILE, 2, "timezone"),
    Case("bad_country", top('country = "China"'), FILE, 1, "country", "China"),
    Case("bad_window", presale('open = "always"'), FILE, 7, "queues[presale].open", "always"),
    Case("time_past_24", presale('open = "20:00-26:00"'), FILE, 7, "queues[presale].open"),
    Case("key_not_text", presale("open = 9"), FILE, 7, "queues[presale].open"),
    Case("bad_window", rules('night_hours = "night"'), FILE, END, "rules.night_hours"),
    Case("no_queues", {FILE: NO_QUEUES + "queues = []\n"}, FILE, 3, "queues"),
    Case("missing_key", {FILE: NO_QUEUES}, FILE, None, "queues"),
    Case("queues_not_list", {FILE: NO_QUEUES + '[queues]\nid = "a"\naht_seconds = 1\n'}, FILE, 3, "queues"),
    Case("duplicate_queue", {FILE: SETTINGS.replace('"aftersale"', '"presale"')}, FILE, 14, value="presale"),
    Case("bad_id", {FILE: SETTINGS.replace('"aftersale"', '"a;b"')}, FILE, 14, "queues[a;b].id", "a;b"),
    Case("reserved_name", {FILE: SETTINGS.replace('"aftersale"', '"用餐"')}, FILE, 14, value="用餐"),
    Case("slowdown_length", presale("slowdown = [1.0, 0.9]"), FILE, 10, "queues[presale].slowdown"),
    Case("slowdown_length", presale("slowdown = [1.0, 0.9, 0.8, 0.7]"), FILE, 10),
    Case("slowdown_length", presale("slowdown = []"), FILE, 10, "queues[presale].slowdown", "[]"),
    Case("slowdown_above_one", presale("slowdown = [1.2, 0.9, 0.8]"), FILE, 10),
    Case("slowdown_rising", presale("slowdown = [0.8, 0.9, 0.8]"), FILE, 10),
    Case("slowdown_total_falls", presale("slowdown = [1.0, 0.9, 0.5]"), FILE, 10),
    Case("unknown_target", presale('target = "tmall"'), FILE, 11, "queues[presale].target", "tmall"),
    Case("bad_target", presale("target = 30"), FILE, 11, "queues[presale].target", "30"),
    Case(
        "target_without_share", presale('target = { kind = "service_level", within_seconds = 9 }'), FILE, 11
    ),
    Case("target_with_share", presale('target = {kind="average_wait",within_seconds=9,share=0.9}'), FILE, 11),
    Case(
        "live_key_of_deferred", presale('kind = "deferred"\ndeadline_hours = 24'), FILE, 5, "queues[presale]"
    ),
    Case("deferred_key_of_live", presale("deadline_hours = 24"), FILE, 5, "queues[presale]"),
    Case("key_out_of_range", presale("deadline_hours = 0.5"), FILE, 7, "queues[presale].deadline_hours"),
    Case("share_of_all", presale("deadline_share = 1"), FILE, 7, "queues[presale].deadline_share"),
    Case(
        "conversation_incomplete",
        conversation("replies = 6", slowdown=""),
        FILE,
        5,
        "queues[presale]",
    ),
    Case("slowdown_beside_conversation", conversation(TALK, slowdown="slowdown = [1, 0.9, 0.8]"), FILE, 5),
    Case(
        "target_of_no_conversation",
        presale('target = "jd-first-30s"'),
        FILE,
        11,
        "queues[presale].target",
        '"jd-first-30s"',
    ),
    Case(
        "target_of_no_conversation",
        {FILE: SETTINGS.replace('"service_level", share = 0.8', '"first_reply", share = 0.8')},
        FILE,
        17,
        "queues[aftersale].target",
    ),
    Case(
        "missing_key",
        {FILE: SETTINGS.replace("aht_seconds = 240", "reply_spread = 0.5")},
        FILE,
        5,
        "queues[presale].aht_seconds",
    ),
    Case("key_out_of_range", presale("replies = 0.5"), FILE, 7, "queues[presale].replies", "0.5"),
    Case("key_out_of_range", presale("replies = 1001"), FILE, 7, "queues[presale].replies"),
    Case("key_out_of_range", presale("reply_seconds = 0"), FILE, 7, "queues[presale].reply_seconds"),
    Case("key_out_of_range", presale("customer_seconds = -1"), FILE, 7, "queues[presale].customer_seconds"),
    Case("key_out_of_range", presale("reply_spread = 1.1"), FILE, 7, "queues[presale].reply_spread"),
    Case("key_choice", presale('first_replies = "last"'), FILE, 7, "queues[presale].first_replies", "last"),
    Case("key_choice", presale('reply_counts = "read"'), FILE, 7, "queues[presale].reply_counts", "read"),
    Case("target_without_share", presale('target = {kind="first_reply",within_seconds=9}'), FILE, 11),
    Case("target_without_share", presale('target = {kind="reply_rate",within_seconds=9}'), FILE, 11),
    Case(
        "target_with_share", presale('target={kind="average_response",within_seconds=9,share=0.9}'), FILE, 11
    ),
    Case(
        "target_floor_per_interval",
        presale('target = { kind = "service_level", within_seconds = 9, share = 0.9, floor = 0.5 }'),
        FILE,
        11,
    ),
    Case(
        "target_floor_above_share",
        presale('target = {kind="service_level",within_seconds=9,share=0.9,per="day",floor=0.95}'),
        FILE,
        11,
    ),
    Case(
        "target_floor_below_mean",
        presale('target = { kind = "average_wait", within_seconds = 9, per = "month", floor = 8 }'),
        FILE,
        11,
    ),
    Case(
        "target_long_in_period",
        presale('target = {kind="service_level",within_seconds=7201,share=0.9,per="day"}'),
        FILE,
        11,
    ),
    Case(
        "key_choice",
        presale('target = { kind = "average_wait", within_seconds = 9, per = "week" }'),
        FILE,
        11,
    ),
    Case("target_no_wait", presale('target = { kind = "average_response", within_seconds = 0 }'), FILE, 11),
    Case("target_no_wait", presale('target = { kind = "average_wait", within_seconds = 0 }'), FILE, 11),
    Case("key_choice", presale('target = { kind = "speed", within_seconds = 1 }'), FILE, 11, value="speed"),
    Case("unknown_key_similar", presale('target = {kind="average_wait",within_second=9}'), FILE, 11),
    Case("unknown_preset", rules('preset = "cn-strict"'), FILE, END, "rules.preset", "cn-strict"),
    Case("key_out_of_range", rules("min_consecutive_days = 0"), FILE, END, "rules.min_consecutive_days", "0"),
    Case("runs_contradict", rules("min_consecutive_days = 7"), FILE, END, "rules.min_consecutive_days", "7"),
    Case("key_out_of_range", rules("min_consecutive_days_off = 32"), FILE, END),
    Case("key_out_of_range", rules("max_weekends_per_month = -1"), FILE, END),
    Case("key_out_of_range", rules("min_activity_minutes = -30"), FILE, END, "rules.min_activity_minutes"),
    Case("key_not_integer", rules("max_activity_changes = 1.5"), FILE, END, "rules.max_activity_changes"),
    Case("key_not_list", rules('forbidden_successions = "夜班"'), FILE, END, "rules.forbidden_successions"),
    Case(
        "succession_no_pair",
        rules('forbidden_successions = [["夜班", "早班"], ["夜班"]]'),
        FILE,
        END,
        "rules.forbidden_successions[2]",
        '["夜班"]',
    ),
    Case("succession_no_pair", rules('forbidden_successions = [["夜班", 3]]'), FILE, END),
    Case("succession_no_pair", rules('forbidden_successions = [["夜班", "早班", "晚班"]]'), FILE, END),
    Case("missing_key", limit("most = 4"), FILE, END, "rules.shift_limits[1].per"),
    Case("bad_per", limit('per = "year", most = 4'), FILE, END, "rules.shift_limits[1].per", "year"),
    Case("bad_per", limit("per = [], most = 4"), FILE, END, "rules.shift_limits[1].per"),
    Case("bad_per", limit("per = 43, most = 4"), FILE, END, "rules.shift_limits[1].per", "43"),
    Case("bad_per", limit("per = true, most = 4"), FILE, END, "rules.shift_limits[1].per", "true"),
    Case(
        "full_below_shortage",
        {FILE: SETTINGS + "[objective]\nshortage = 1000\nshortage_full = 60\n"},
        FILE,
        END + 2,
        "objective.shortage_full",
        "60",
    ),
    Case("full_below_shortage", {FILE: SETTINGS + "[objective]\nshortage_full = 19\n"}, FILE, END + 1),
    Case("key_out_of_range", {FILE: SETTINGS + "[objective]\nfree_weekends = 6\n"}, FILE, END + 1),
    Case("key_not_integer", {FILE: SETTINGS + "[objective]\nfree_weekends = 1.5\n"}, FILE, END + 1),
    Case("limit_without_bound", limit('per = "week"'), FILE, END, "rules.shift_limits[1]"),
    Case(
        "least_above_most",
        limit('per = "week", least = 3, most = 2'),
        FILE,
        END,
        "rules.shift_limits[1].most",
        "2",
    ),
    Case("limit_out_of_reach", limit('per = "week", least = 8'), FILE, END, "rules.shift_limits[1]"),
    Case("limit_out_of_reach", limit("per = 3, least = 73", "hours_limits"), FILE, END),
    Case("key_not_integer", limit('per = "week", most = 2.5'), FILE, END, "rules.shift_limits[1].most"),
    Case("key_out_of_range", limit("per = 7, most = -1", "hours_limits"), FILE, END),
    Case(
        "start_windows_overlap",
        {FILE: SETTINGS + '[fairness]\nearly_starts = "05:00-12:00"\nlate_starts = "11:00-24:00"\n'},
        FILE,
    ),
    Case("key_empty", limit('per = "week", most = 2, shifts = []'), FILE, END),
    Case("key_not_list", limit('per = "week", most = 2, shifts = "夜班"'), FILE, END),
    Case("key_not_list", rules('shift_limits = { per = "week", most = 2 }'), FILE, END),
    Case("unknown_key", limit('per = "week", shifts = ["夜班"], most = 2', "hours_limits"), FILE, END),
    Case("unknown_key_similar", limit('per = "week", mots = 2'), FILE, END),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_kind_of_broken_setting_has_its_clear_message(case: Case, tmp_path: Path) -> None:
    """Code, line, key and value are named, and the words exist in both languages."""
    (text,) = case.files.values()
    (tmp_path / FILE).write_text(str(text), encoding="utf-8")
    report = Report()
    read_settings(tmp_path, report)
    check(case, list(report.findings("error")))
