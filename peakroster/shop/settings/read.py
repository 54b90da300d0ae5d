"""Reads shop.toml: its text, its keys, and what each wrong key is called in a finding."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from peakroster.shop.settings.fairness_table import FairnessTable
from peakroster.shop.settings.least_agents_table import LeastAgentsTable
from peakroster.shop.settings.leave_tables import LeaveKindTable, leave_settings
from peakroster.shop.settings.limit_tables import HoursLimitTable, LimitTable, ShiftLimitTable
from peakroster.shop.settings.objective_table import ObjectiveTable
from peakroster.shop.settings.pay_tables import HolidayTable, OvertimeTable, paid_holidays
from peakroster.shop.settings.presets import TARGET_PRESETS
from peakroster.shop.settings.rotation_table import RotationTable, stated_rotations
from peakroster.shop.settings.schema import (
    DEFERRED_WEIGHT,
    NOON,
    BotShareTable,
    QueueTable,
    RulesTable,
    SharedTable,
    ShopTable,
    TargetTable,
)
from peakroster.shop.settings.shared_teams import (
    Problem,
    shared_teams,
    unfit_queues,
    unknown_or_doubled,
)
from peakroster.shop.settings.skill_level_table import SkillLevelTable, stated_levels
from peakroster.shop.settings.team_rule_table import TeamRuleTable
from peakroster.shop.settings.toml_lines import find_line
from peakroster.shop.settings.toml_reasons import toml_reason
from peakroster.tables.decoding import text_encoding
from peakroster.tables.errors import UnreadableError
from peakroster.tables.reader import warn_of_guess
from peakroster.tables.report import Report
from peakroster.tables.suggestions import closest
from scheduler.domain.bots import EVERY_DAY, BotHours
from scheduler.domain.conversations import Conversation
from scheduler.domain.deferral import Deferral
from scheduler.domain.queues import Queue, Target
from scheduler.domain.rules import Limit, Rules
from scheduler.domain.shop import Settings

FILE = "shop.toml"

_CODES = {
    "missing": "missing_key",
    "string_type": "key_not_text",
    "int_type": "key_not_integer",
    "int_from_float": "key_not_integer",
    "int_parsing_size": "key_not_integer",
    "float_type": "key_not_number",
    "finite_number": "key_not_number",
    "bool_type": "key_not_boolean",
    "list_type": "key_not_list",
    "too_short": "key_empty",
    "model_type": "key_not_table",
    "dict_type": "key_not_table",
    "model_attributes_type": "key_not_table",
}
_SHARES = (
    "share",
    "bot_share",
    "deadline_share",
    "shrinkage",
    "reserve_paid_share",
    "max_occupancy",
    "transfers",
    "returns_share",
)
_BOUNDS = {
    "greater_than": (">", "gt"),
    "greater_than_equal": ("≥", "ge"),
    "less_than": ("<", "lt"),
    "less_than_equal": ("≤", "le"),
}


@dataclass(frozen=True)
class KnownSettings:
    """What could be learned from shop.toml, even where it has errors; None = nothing reliable."""

    settings: Settings | None = None
    queue_ids: tuple[str, ...] | None = None
    interval_minutes: int | None = None
    timezone: str | None = None
    text: str = ""
    noon: int = NOON

    def line(self, *path: str | int) -> int | None:
        """The line of a key, for findings about it."""
        return find_line(self.text, path)


def read_settings(folder: Path, report: Report) -> KnownSettings:
    """Read and validate shop.toml, all errors at once."""
    text = _read_text(folder, report)
    if text is None:
        return KnownSettings()
    raw = _parse(text, report)
    if raw is None:
        return KnownSettings()
    try:
        table = ShopTable.model_validate(raw)
    except ValidationError as problem:
        for error in problem.errors(include_url=False):
            _report(error, raw, text, report)
        table = None
    ids = _queue_ids(raw)
    for place, name in enumerate(ids or ()):
        if name in (ids or ())[:place]:
            line = find_line(text, ("queues", place, "id"))
            report.error(
                "duplicate_queue", FILE, line, column=_shown(("queues", place, "id"), raw), value=name
            )
    wrong = table is not None and _report_unknown_transfers(table, raw, text, report)
    if table is not None and _report_shared(unknown_or_doubled(table), raw, text, report):
        wrong = True
    if table is not None and not wrong:
        settings = _settings(table)
        if not _report_shared(unfit_queues(settings.shared, settings.queues), raw, text, report):
            noon = table.noon
            return KnownSettings(settings, ids, table.interval_minutes, table.timezone, text, noon)
    return KnownSettings(None, ids, _interval(raw), _timezone(raw), text)


def _report_unknown_transfers(table: ShopTable, raw: Mapping[str, Any], text: str, report: Report) -> bool:
    """Whether chats are transferred to queues that there are not."""
    ids, found = [queue.id for queue in table.queues], False
    for place, queue in enumerate(table.queues):
        for name in queue.transfers:
            if name.strip() not in ids:
                path, known = (
                    ("queues", place, "transfers", name),
                    ", ".join(each for each in ids if each != queue.id),
                )
                column = _shown(path[:3], raw)
                report.error(
                    "transfers_unknown",
                    FILE,
                    find_line(text, path[:3]),
                    column=column,
                    value=name,
                    known=known,
                )
                found = True
    return found


def _report_shared(problems: Iterable[Problem], raw: Mapping[str, Any], text: str, report: Report) -> bool:
    """Whether something is wrong with the teams that share queues."""
    found = False
    for code, path, value, details in problems:
        line = find_line(text, path) or find_line(text, path[:2])
        report.error(code, FILE, line, column=_shown(path, raw), value=value, **details)
        found = True
    return found


def _read_text(folder: Path, report: Report) -> str | None:
    path = folder / FILE
    if not path.exists():
        others = {entry.name for entry in folder.iterdir() if entry.suffix.casefold() in (".toml", ".txt")}
        near = closest(FILE, sorted(others))
        if near is None:
            report.error("missing_file", FILE)
        else:
            report.error("missing_file_similar", FILE, value=near)
        return None
    try:
        encoding = text_encoding(path, megabytes=1)
        warn_of_guess(encoding, FILE, report)
        return path.read_text(encoding=encoding.codec).replace("\r\n", "\n")
    except UnreadableError as problem:
        report.error(problem.code, FILE, problem.row, **problem.details)
        return None


def _parse(text: str, report: Report) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as problem:  # a TOMLDecodeError is a ValueError
        where = re.search(r"\(at line (\d+), column (\d+)\)", str(problem))
        if where:
            line, position = int(where[1]), int(where[2])
        else:  # "at end of document", or a number beyond all bounds
            line, position = text.count("\n") + 1, 1
        reason = re.sub(r"\s*\(at .*\)$", "", str(problem))
        lines = text.splitlines()
        shown = lines[line - 1].strip() if line <= len(lines) else ""
        report.error("toml_syntax", FILE, line, value=shown, position=position, reason=toml_reason(reason))
        return None


def _report(error: Any, raw: Mapping[str, Any], text: str, report: Report) -> None:
    """One error of the schema as a finding."""
    path, kind, context = error["loc"], error["type"], error.get("ctx", {})
    column, line = _shown(path, raw), find_line(text, path)
    value = _as_written(error["input"])
    if kind == "extra_forbidden":
        _report_unknown_key(path, column, line, report)
    elif kind in _BOUNDS:
        sign, name = _BOUNDS[kind]
        key = next((share for share in ("bot_share", "transfers") if share in path), str(path[-1]))
        code, details = _out_of_range(key, error["input"], f"{sign} {context[name]:,.15g}")
        report.error(code, FILE, line, column=column, value=value, **details)
    elif kind == "literal_error":
        known = context["expected"].replace(" or ", ", ")
        report.error("key_choice", FILE, line, column=column, value=value, known=known)
    elif kind == "missing":
        report.error("missing_key", FILE, line, column=column)
    elif kind == "missing_key":  # one of several keys that stand for one another
        report.error("missing_key", FILE, line, column=f"{column}.{context['key']}")
    elif kind == "target_of_no_conversation":  # a preset is named as it stands in the file
        written, target = error["input"].get("target"), (*path, "target")
        report.error(
            kind, FILE, find_line(text, target), column=_shown(target, raw), value=_quoted(written), **context
        )
    else:
        if kind in _CODES:  # of the wrong type: "8" is not 8
            value = _quoted(error["input"])
        if kind == "list_type" and len(path) == 1 and isinstance(error["input"], dict):
            kind = "section_not_repeated"
        report.error(_CODES.get(kind, kind), FILE, line, column=column, value=value, **context)


def _out_of_range(key: str, number: float, bound: str) -> tuple[str, dict[str, str]]:
    """Code and details of a number beyond its bound, by what was probably meant."""
    if key in _SHARES and 2 <= number < 100:
        return "share_in_per_cent", {"instead": f"{number / 100:g}"}
    if key in ("share", "deadline_share") and number in (1, 100):
        return "share_of_all", {}
    if key == "patience_seconds" and number <= 0:
        return "patience_not_positive", {}
    return "key_out_of_range", {"bound": bound}


def _as_written(value: object) -> object:
    """A value as TOML has it, not as Python would write it; a text stays as it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(_quoted(item) for item in value)}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_quoted(item)}' for key, item in value.items())} }}"
    return value


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(_as_written(value))


def _report_unknown_key(path: Sequence[str | int], column: str, line: int | None, report: Report) -> None:
    key = str(path[-1])
    table = _table_of(path)
    keys = list(table.model_fields)
    near = closest(key, keys)
    if near is not None:
        report.error("unknown_key_similar", FILE, line, column=column, value=key, near=near)
    elif table is not ShopTable and key in ShopTable.model_fields:
        report.error("misplaced_key", FILE, line, column=column, value=key)
    else:
        report.error("unknown_key", FILE, line, column=column, value=key, known=", ".join(keys))


def _table_of(path: Sequence[str | int]) -> type[BaseModel]:
    if path[0] == "queues" and len(path) > 2:
        if "bot_share" in path[:-1]:
            return BotShareTable
        if "min_agents" in path[:-1]:
            return LeastAgentsTable
        return TargetTable if "target" in path[:-1] else QueueTable
    if path[0] == "shared" and len(path) > 2:
        return SharedTable
    if path[0] == "rotation" and len(path) > 2:
        return RotationTable
    if path[0] == "skill_levels" and len(path) > 2:
        return SkillLevelTable
    if path[0] == "team_rules" and len(path) > 2:
        return TeamRuleTable
    if path[0] == "rules" and len(path) > 3:
        return ShiftLimitTable if path[1] == "shift_limits" else HoursLimitTable
    if len(path) > 1:
        tables: dict[str, type[BaseModel]] = {
            "rules": RulesTable,
            "objective": ObjectiveTable,
            "fairness": FairnessTable,
            "overtime": OvertimeTable,
            "holidays": HolidayTable,
            "leave_kinds": LeaveKindTable,
        }
        return tables.get(str(path[0]), ShopTable)
    return ShopTable


def _shown(path: Sequence[str | int], raw: Mapping[str, Any]) -> str:
    """The key path with queues by their id: ``queues[presale].target[2].share``."""
    shown = ""
    for place, part in enumerate(_of_file(path, raw)):
        if isinstance(part, str):
            shown += ("." if shown else "") + part
            continue
        name: object = part + 1
        if place == 1 and path[0] in ("queues", "shared"):
            queue = raw[str(path[0])][part]
            name = queue.get("id", name) if isinstance(queue, dict) else name
        shown += f"[{name}]"
    return shown


def _of_file(path: Sequence[str | int], raw: Mapping[str, Any]) -> Sequence[str | int]:
    """The path with a target by its place in the file: a preset may be several, one alone has no number.

    So has a single share of the chatbot, whose table is only thought.
    """
    if len(path) >= 4 and path[0] == "queues" and path[2] in ("bot_share", "min_agents"):
        stated = raw["queues"][path[1]][path[2]]
        if isinstance(stated, list):
            return path
        return (*path[:3], *path[4:]) if isinstance(stated, dict) else path[:3]
    if len(path) < 4 or path[0] != "queues" or path[2] != "target":
        return path
    targets, number = raw["queues"][path[1]]["target"], path[3]
    if not isinstance(targets, list):
        return (*path[:3], *path[4:])
    places = [
        place
        for place, target in enumerate(targets)
        for _ in (TARGET_PRESETS[target] if isinstance(target, str) else range(_size(target)))
    ]
    return (*path[:3], places[cast(int, number)], *path[4:])


def _size(target: object) -> int:
    """How many targets an item of the list stands for."""
    return len(target) if isinstance(target, list) else 1


def _queue_ids(raw: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Ids as they stand, so that other files can be checked against them; None when any is unclear."""
    queues = raw.get("queues")
    if not isinstance(queues, list) or not queues:
        return None
    ids = [queue.get("id") if isinstance(queue, dict) else None for queue in queues]
    texts = tuple(name.strip() for name in ids if isinstance(name, str))
    return texts if len(texts) == len(ids) else None


def _interval(raw: Mapping[str, Any]) -> int | None:
    interval = raw.get("interval_minutes", 30)
    return interval if interval in (15, 30, 60) and isinstance(interval, int) else None


def _timezone(raw: Mapping[str, Any]) -> str | None:
    name = raw.get("timezone")
    try:
        return ZoneInfo(name).key if isinstance(name, str) else None
    except (KeyError, ValueError, OSError):
        return None  # reported by the schema


def _settings(table: ShopTable) -> Settings:
    weights = cast(BaseModel, table.objective).model_dump(exclude_none=True)
    holidays = paid_holidays(table.statutory_holidays, table.holidays)
    return Settings(
        name=table.name,
        timezone=table.timezone,
        country=table.country,
        interval_minutes=table.interval_minutes,
        plan_for=table.plan_for,
        shrinkage=table.shrinkage,
        reserve_paid_share=table.reserve_paid_share,
        forecast_method=table.forecast_method,
        staffing_method=table.staffing_method,
        queues=tuple(_queue(queue) for queue in table.queues),
        shared=shared_teams(table),
        rules=replace(_rules(table.rules), overtime=table.overtime.stated(holidays)),
        objective={name: float(weight) for name, weight in weights.items()},
        fairness=table.fairness.stated(),
        team_rules=tuple(rule.stated() for rule in table.team_rules),
        holidays=holidays,
        rotations=stated_rotations(table.rotation),
        leave=leave_settings(
            table.leave_kinds, table.leave_shortens_shifts, table.min_shortened_minutes, table.noon
        ),
        skill_levels=stated_levels(table.skill_levels),
    )


def _rules(table: BaseModel) -> Rules:
    given = {key: getattr(table, key) for key in type(table).model_fields if key != "preset"}
    return Rules(
        **{
            **given,
            "forbidden_successions": tuple(given["forbidden_successions"]),
            "shift_limits": tuple(_limit(limit, limit.shifts) for limit in given["shift_limits"]),
            "hours_limits": tuple(_limit(limit) for limit in given["hours_limits"]),
        }
    )


def _limit(table: LimitTable, shifts: Sequence[str] | None = None) -> Limit:
    return Limit(table.per, table.least, table.most, None if shifts is None else tuple(dict.fromkeys(shifts)))


def _queue(table: QueueTable) -> Queue:
    conversation = _conversation(table)
    slowdown = tuple(table.slowdown or [1.0] * table.concurrency)
    alone = 0.0 if conversation is None else conversation.alone_seconds
    bot_hours, bot_share = _bot(table)
    agents_by_hours = tuple(each.stated() for each in table.min_agents)
    return Queue(
        id=table.id,
        name=table.name or table.id,
        open=table.open,
        aht_seconds=alone if table.aht_seconds is None else table.aht_seconds,
        handling_time=table.handling_time,
        closing=table.closing,
        concurrency=table.concurrency,
        slowdown=slowdown if conversation is None else None,
        patience_seconds=table.patience_seconds,
        bot_share=bot_share,
        bot_hours=bot_hours,
        bot_minutes=table.bot_minutes,
        targets=_targets(table),
        max_occupancy=table.max_occupancy,
        min_agents=table.min_agents[-1].agents if agents_by_hours[-1].is_rest else 0,
        agents_by_hours=agents_by_hours[: -1 if agents_by_hours[-1].is_rest else None],
        weight=_weight(table),
        returns_share=table.returns_share,
        returns_minutes=table.returns_minutes,
        transfers=tuple((name.strip(), share) for name, share in table.transfers.items()),
        plan_for=table.plan_for,
        forecast_method=table.forecast_method,
        conversation=conversation,
        deferred=_deferral(table),
        language=None if table.language is None else table.language.strip(),
    )


def _weight(table: QueueTable) -> float:
    """Work that may wait is put off before customers are: without a word it counts a quarter."""
    stated = table.kind == "live" or "weight" in table.model_fields_set
    return table.weight if stated else DEFERRED_WEIGHT


def _targets(table: QueueTable) -> tuple[Target, ...]:
    """What is promised; of deferred work that its cases are done by their deadline."""
    if table.deadline_hours is not None:
        return (Target("service_level", 3600 * table.deadline_hours, table.deadline_share),)
    return tuple(target.stated() for target in table.target)


def _deferral(table: QueueTable) -> Deferral | None:
    if table.deadline_hours is None:
        return None
    return Deferral(table.deadline_hours, table.deadline_counts, table.deadline_share, table.backlog)


def _bot(table: QueueTable) -> tuple[tuple[BotHours, ...], float]:
    """Shares by the hour, and the one of all other hours."""
    hours = tuple(each.stated() for each in table.bot_share)
    last = hours[-1]
    if last.hours is None and last.weekdays == EVERY_DAY:
        return hours[:-1], last.share
    return hours, 0.0


def _conversation(table: QueueTable) -> Conversation | None:
    if table.replies is None or table.reply_seconds is None or table.customer_seconds is None:
        return None
    return Conversation(
        table.replies,
        table.reply_seconds,
        table.customer_seconds,
        table.reply_spread,
        new_first=table.first_replies == "first",
        typing_counts=table.reply_counts == "sent",
    )
