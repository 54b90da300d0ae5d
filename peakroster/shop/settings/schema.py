"""shop.toml, key by key: types, bounds and defaults.

Unknown keys are errors, and nothing is converted: a number in quotes is a text. The codes of the errors
raised here are codes of findings.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    ValidationInfo,
    create_model,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from peakroster.shop.settings.bot_hours import first_uncovered, first_unused
from peakroster.shop.settings.fairness_table import FairnessTable
from peakroster.shop.settings.least_agents_table import LeastAgentsTable, expanded_min_agents, none_unused
from peakroster.shop.settings.leave_tables import LeaveKindTables
from peakroster.shop.settings.limit_tables import HoursLimitTable, ShiftLimitTable
from peakroster.shop.settings.objective_table import ObjectiveTable
from peakroster.shop.settings.opening import ALWAYS, read_opening
from peakroster.shop.settings.pay_tables import HolidayTables, OvertimeTable, StatutoryHolidays
from peakroster.shop.settings.presets import (
    DEFAULT_RULES,
    DEFAULT_TARGET,
    RULE_PRESETS,
    TARGET_PRESETS,
)
from peakroster.shop.settings.rotation_table import RotationTable
from peakroster.shop.settings.skill_level_table import SkillLevelTables
from peakroster.shop.settings.strict import Strict, Text, TimeWindow, Weekdays
from peakroster.shop.settings.team_rule_table import TeamRuleTable
from peakroster.shop.settings.values import (
    expanded_bot_share,
    expanded_targets,
    filled_tables,
    known_country,
    known_rule_preset,
    known_timezone,
    pair_of_shifts,
    read_clock,
)
from peakroster.tables.clock import format_window
from scheduler.domain.bots import EVERY_DAY, BotHours
from scheduler.domain.deferral import DeadlineCounts
from scheduler.domain.leave_kinds import LONGEST_SHORTENING
from scheduler.domain.opening import Opening
from scheduler.domain.queues import (
    LONGEST_IN_PERIOD,
    REPLY_KINDS,
    SHARE_KINDS,
    ForecastMethod,
    Period,
    Target,
    TargetKind,
)
from scheduler.domain.rules import IN_RULES, Rules, RuleSpec

RESERVED_QUEUES = ("meal", "用餐", "break", "小休", "reserve", "机动")
SECONDS_PER_DAY = 86_400
SHORTEST_CHAT = 0.1
"""Seconds; nobody answers faster, and no average wait below it can be measured."""
SHORTEST_PATIENCE = 1
LARGEST_SHRINKAGE = 0.9
LEAST_OCCUPANCY = 0.01
SLOWEST = 0.001
LARGEST_SHARE = 0.9999
MOST_CHATS = 100
MOST_BOT_MINUTES = 240
MOST_REPLIES = 1_000
FLOOR_OF_SHARE, FLOOR_OF_MEAN = 0.5, 2.0
"""What an interval must keep of a target per day or month where no ``floor`` is stated: half of the share,
or twice the mean."""
CONVERSATION_KEYS = ("replies", "reply_seconds", "customer_seconds")
"""Only together do they say what a chat is made of."""
DEFERRED_KEYS = ("deadline_hours", "deadline_counts", "deadline_share", "backlog")
"""Only of work that may wait."""
LIVE_KEYS = (
    *CONVERSATION_KEYS,
    "reply_spread",
    "first_replies",
    "reply_counts",
    "closing",
    "concurrency",
    "slowdown",
    "patience_seconds",
    "transfers",
    "returns_share",
    "returns_minutes",
    "bot_minutes",
    "target",
    "max_occupancy",
)
"""Only of customers who are there and wait."""
SHORTEST_DEADLINE, LONGEST_DEADLINE = 1, 168
"""Hours."""
MOST_WAITING = 1_000_000
DEFERRED_WEIGHT = 0.25
"""Of a deferred queue that does not state its ``weight``."""
MOST_FURTHER = 0.9
"""Share of a queue's chats that go on in others, or of its customers who come back; each may again."""
MOST_RETURN_MINUTES = 1_440
LONGEST_WITH_RETURNS = 7_200
"""Seconds; of a longer promise the work is put off, and who will have left is decided hours later."""
LEAST_QUEUE_WEIGHT, MOST_QUEUE_WEIGHT = 0.01, 100
NOON = 720
"""Minutes after midnight at which the two halves of a day meet, where ``noon`` is not stated."""


def _plan_for(value: object) -> str | float:
    if value in ("mean", "expected_service"):
        return str(value)
    if isinstance(value, float) and 1 - LARGEST_SHARE <= value <= LARGEST_SHARE:
        return value
    raise PydanticCustomError("bad_plan_for", "mean, expected_service or a quantile")


def _id(text: str) -> str:
    stripped = text.strip()
    if not stripped or any(letter in ";,；，" or not letter.isprintable() for letter in text):
        raise PydanticCustomError("bad_id", "not an id")
    if stripped.casefold() in RESERVED_QUEUES:
        raise PydanticCustomError("reserved_name", "reserved")
    return stripped


OpenHours = Annotated[Opening, PlainValidator(read_opening)]
PlanFor = Annotated[Any, PlainValidator(_plan_for)]
Speed = Annotated[float, Field(ge=SLOWEST)]


class TargetTable(Strict):
    """One target of a queue."""

    kind: TargetKind
    within_seconds: Annotated[float, Field(ge=0, le=SECONDS_PER_DAY)]
    share: Annotated[float, Field(gt=0, le=LARGEST_SHARE)] | None = None
    hours: TimeWindow | None = None
    per: Period = "interval"
    floor: Annotated[float, Field(ge=0, le=SECONDS_PER_DAY)] | None = None

    def stated(self) -> Target:
        """The same for the engine, with the floor that counts."""
        floor = self.floor
        if self.per != "interval" and floor is None:
            floor = FLOOR_OF_MEAN * self.within_seconds if self.share is None else FLOOR_OF_SHARE * self.share
        return Target(self.kind, self.within_seconds, self.share, self.hours, self.per, floor)

    def in_every_interval(self) -> str:
        """As shop.toml states the same target, but in each interval: a preset has no key to delete."""
        parts = [f'kind = "{self.kind}"']
        parts += [] if self.share is None else [f"share = {self.share:g}"]
        parts += [f"within_seconds = {self.within_seconds:g}"]
        parts += [] if self.hours is None else [f'hours = "{format_window(self.hours)}"']
        return f"{{ {', '.join(parts)} }}"

    @model_validator(mode="after")
    def _complete(self) -> TargetTable:
        if self.kind in SHARE_KINDS and self.share is None:
            raise PydanticCustomError("target_without_share", "share missing")
        if self.kind not in SHARE_KINDS and self.share is not None:
            raise PydanticCustomError("target_with_share", "share has no meaning")
        if self.kind not in SHARE_KINDS and self.within_seconds < SHORTEST_CHAT:
            raise PydanticCustomError("target_no_wait", "no team is large enough")
        self._check_period()
        return self

    def _check_period(self) -> None:
        floor = self.floor
        if self.per == "interval":
            if floor is not None:
                raise PydanticCustomError("target_floor_per_interval", "nothing to bound")
            return
        if self.within_seconds > LONGEST_IN_PERIOD:
            bound = {"per": self.per, "seconds": f"{self.within_seconds:g}", "most": f"{LONGEST_IN_PERIOD:g}"}
            raise PydanticCustomError("target_long_in_period", "too long for a period", bound)
        if floor is None:
            return
        numbers = {"floor": f"{floor:g}"}
        if self.share is not None and floor > self.share:
            raise PydanticCustomError(
                "target_floor_above_share", "more than all", {**numbers, "share": f"{self.share:g}"}
            )
        if self.share is None and floor < self.within_seconds:
            raise PydanticCustomError(
                "target_floor_below_mean", "more than all", {**numbers, "seconds": f"{self.within_seconds:g}"}
            )


class BotShareTable(Strict):
    """What the chatbot resolves in some hours."""

    share: Annotated[float, Field(ge=0, le=LARGEST_SHARE)]
    hours: TimeWindow | None = None
    weekdays: Weekdays = EVERY_DAY

    def stated(self) -> BotHours:
        """The same for the engine."""
        return BotHours(self.share, self.hours, self.weekdays)


class QueueTable(Strict):
    """One ``[[queues]]``."""

    id: Annotated[str, AfterValidator(_id)]
    name: Text | None = None
    language: Text | None = None
    kind: Literal["live", "deferred"] = "live"
    open: OpenHours = ALWAYS
    aht_seconds: Annotated[float, Field(ge=SHORTEST_CHAT, le=SECONDS_PER_DAY)] | None = None
    replies: Annotated[float, Field(ge=1, le=MOST_REPLIES)] | None = None
    reply_seconds: Annotated[float, Field(ge=SHORTEST_CHAT, le=SECONDS_PER_DAY)] | None = None
    reply_spread: Annotated[float, Field(ge=0, le=1)] = 1.0
    customer_seconds: Annotated[float, Field(ge=0, le=SECONDS_PER_DAY)] | None = None
    first_replies: Literal["in_turn", "first"] = "in_turn"
    reply_counts: Literal["begun", "sent"] = "begun"
    handling_time: Literal["auto", "fixed"] = "auto"
    closing: Literal["done_by_closing", "stay"] = "done_by_closing"
    concurrency: Annotated[int, Field(ge=1, le=MOST_CHATS)] = 1
    slowdown: list[Speed] | None = None
    patience_seconds: Annotated[float, Field(ge=SHORTEST_PATIENCE, le=SECONDS_PER_DAY)] | None = None
    bot_share: Annotated[list[BotShareTable], Field(min_length=1), BeforeValidator(expanded_bot_share)] = (
        Field(default_factory=lambda: [BotShareTable(share=0.0)])
    )
    bot_minutes: Annotated[float, Field(ge=0, le=MOST_BOT_MINUTES)] = 0.0
    target: Annotated[list[TargetTable], BeforeValidator(expanded_targets)] = Field(
        default_factory=lambda: [TargetTable.model_validate(dict(t)) for t in TARGET_PRESETS[DEFAULT_TARGET]]
    )
    max_occupancy: Annotated[float, Field(ge=LEAST_OCCUPANCY, le=1)] | None = None
    min_agents: Annotated[
        list[LeastAgentsTable],
        Field(min_length=1),
        BeforeValidator(expanded_min_agents),
        AfterValidator(none_unused),
    ] = Field(default_factory=lambda: [LeastAgentsTable(agents=0)])
    transfers: dict[str, Annotated[float, Field(gt=0, le=MOST_FURTHER)]] = Field(default_factory=dict)
    returns_share: Annotated[float, Field(ge=0, le=MOST_FURTHER)] = 0.0
    returns_minutes: Annotated[float, Field(ge=1, le=MOST_RETURN_MINUTES)] = 30.0
    weight: Annotated[float, Field(ge=LEAST_QUEUE_WEIGHT, le=MOST_QUEUE_WEIGHT)] = 1.0
    plan_for: PlanFor | None = None
    forecast_method: ForecastMethod | None = None
    deadline_hours: Annotated[float, Field(ge=SHORTEST_DEADLINE, le=LONGEST_DEADLINE)] | None = None
    deadline_counts: DeadlineCounts = "clock"
    deadline_share: Annotated[float, Field(gt=0, le=LARGEST_SHARE)] = 0.95
    backlog: Annotated[float, Field(ge=0, le=MOST_WAITING)] = 0.0

    @field_validator("slowdown")
    @classmethod
    def _slowdown_makes_sense(cls, speeds: list[float] | None, others: ValidationInfo) -> list[float] | None:
        chats = others.data.get("concurrency")
        if speeds is None or chats is None:  # None: concurrency itself is wrong, and reported
            return speeds
        if len(speeds) != chats:
            numbers = {"found": len(speeds), "expected": chats}
            raise PydanticCustomError("slowdown_length", "wrong length", numbers)
        if speeds[0] > 1:
            raise PydanticCustomError("slowdown_above_one", "faster than alone", {"first": f"{speeds[0]:g}"})
        for held, (before, now) in enumerate(pairwise(speeds), start=1):
            numbers = {"chats": held + 1, "fewer": held, "before": before, "now": now}
            if now > before:
                raise PydanticCustomError("slowdown_rising", "rising", numbers)
            if (held + 1) * now < held * before - 1e-9:
                least = math.ceil(10_000 * held * before / (held + 1)) / 10_000
                raise PydanticCustomError("slowdown_total_falls", "total falls", {**numbers, "least": least})
        return speeds

    @field_validator("bot_share")
    @classmethod
    def _bot_share_is_clear(cls, tables: list[BotShareTable], others: ValidationInfo) -> list[BotShareTable]:
        hours, open_ = [table.stated() for table in tables], others.data.get("open")
        unused = first_unused(hours)
        if unused is not None:
            raise PydanticCustomError("bot_share_unused", "never counts", {"entry": unused + 1})
        uncovered = None if open_ is None else first_uncovered(hours, open_)
        if uncovered is not None:
            raise PydanticCustomError("bot_share_uncovered", "no share", {"first": uncovered})
        return tables

    @field_validator("transfers")
    @classmethod
    def _not_all_go_on(cls, shares: dict[str, float], others: ValidationInfo) -> dict[str, float]:
        if others.data.get("id") in {name.strip() for name in shares}:
            raise PydanticCustomError("transfers_to_itself", "to itself")
        if sum(shares.values()) > MOST_FURTHER + 1e-9:
            total = {"total": f"{sum(shares.values()):g}", "most": f"{MOST_FURTHER:g}"}
            raise PydanticCustomError("transfers_too_many", "more than most of the chats", total)
        return shares

    @model_validator(mode="after")
    def _who_returns_has_left(self) -> QueueTable:
        if self.returns_share == 0:
            return self
        if self.patience_seconds is None:
            raise PydanticCustomError("returns_without_patience", "nobody abandons")
        longest = max((target.within_seconds for target in self.target), default=0.0)
        if longest > LONGEST_WITH_RETURNS:
            numbers = {"seconds": f"{longest:,g}", "most": f"{LONGEST_WITH_RETURNS:,}"}
            raise PydanticCustomError("returns_beside_long_target", "who would wait so long", numbers)
        together = [target for target in self.target if target.per != "interval"]
        if together:
            # The agents of an interval then depend on later ones, and so would those who come back before.
            table = {"table": together[0].in_every_interval()}
            raise PydanticCustomError("returns_beside_period", "not one after the other", table)
        return self

    @model_validator(mode="after")
    def _keys_fit_the_kind(self) -> QueueTable:
        foreign = LIVE_KEYS if self.kind == "deferred" else DEFERRED_KEYS
        stated = [key for key in foreign if key in self.model_fields_set]
        if stated:
            code = "live_key_of_deferred" if self.kind == "deferred" else "deferred_key_of_live"
            raise PydanticCustomError(code, "of another kind", {"keys": ", ".join(stated)})
        if self.kind == "deferred" and self.deadline_hours is None:
            raise PydanticCustomError("missing_key", "missing", {"key": "deadline_hours"})
        return self

    @model_validator(mode="after")
    def _chats_are_known(self) -> QueueTable:
        stated = {key: getattr(self, key) is not None for key in CONVERSATION_KEYS}
        missing = [key for key, given in stated.items() if not given]
        if any(stated.values()) and missing:
            raise PydanticCustomError("conversation_incomplete", "keys missing", {"keys": ", ".join(missing)})
        if missing and self.aht_seconds is None:
            raise PydanticCustomError("missing_key", "missing", {"key": "aht_seconds"})
        if not missing and self.slowdown is not None:
            raise PydanticCustomError("slowdown_beside_conversation", "follows from the conversation")
        kinds = [target.kind for target in self.target if target.kind in REPLY_KINDS]
        if missing and kinds:
            raise PydanticCustomError("target_of_no_conversation", "no conversation", {"kind": kinds[0]})
        return self


class SharedTable(Strict):
    """One ``[[shared]]``: a team that holds chats of several queues at once."""

    id: Annotated[str, AfterValidator(_id)]
    name: Text | None = None
    queues: Annotated[list[Text], Field(min_length=1)]


class _RulesTable(Strict):
    """What ``[rules]`` has beside the rules of the registry, and how its keys fit together."""

    preset: Annotated[str, AfterValidator(known_rule_preset)] = DEFAULT_RULES

    @field_validator("min_consecutive_days", check_fields=False)
    @classmethod
    def _run_can_end(cls, least: int | None, others: ValidationInfo) -> int | None:
        most = others.data.get("max_consecutive_days")
        if least is not None and most is not None and least > most:
            raise PydanticCustomError("runs_contradict", "contradiction", {"most": most})
        return least

    @model_validator(mode="before")
    @classmethod
    def _fill_in_preset(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise PydanticCustomError("key_not_table", "not a table")
        preset = value.get("preset", DEFAULT_RULES)
        return {**RULE_PRESETS.get(preset, {}), **value} if isinstance(preset, str) else value


_STRUCTURED: dict[str, tuple[Any, Any]] = {
    "night_hours": (TimeWindow, Rules().night_hours),
    "forbidden_successions": (
        list[Annotated[Any, PlainValidator(pair_of_shifts)]],
        Field(default_factory=list),
    ),
    "shift_limits": (list[ShiftLimitTable], Field(default_factory=list)),
    "hours_limits": (list[HoursLimitTable], Field(default_factory=list)),
}
"""Rules whose value is not one number."""


def _field_of(spec: RuleSpec) -> tuple[Any, Any]:
    """Type, bounds and default of a rule; None = the rule does not hold."""
    if not spec.is_number:
        return _STRUCTURED[spec.key]
    bounds = Field(gt=spec.low, le=spec.high) if spec.above_low else Field(ge=spec.low, le=spec.high)
    return (Annotated[int if spec.whole else float, bounds] | None, None)


_rules: dict[str, Any] = {spec.key: _field_of(spec) for spec in IN_RULES}
RulesTable = create_model("RulesTable", __base__=_RulesTable, **_rules)
"""``[rules]``; keys that are not given are those of the preset."""


class ShopTable(Strict):
    """The whole of shop.toml."""

    name: Text
    id: Annotated[str, AfterValidator(_id)] | None = None
    timezone: Annotated[str, AfterValidator(known_timezone)]
    country: Annotated[str, AfterValidator(known_country)] = "CN"
    interval_minutes: Literal[15, 30, 60] = 30
    noon: Annotated[int, BeforeValidator(read_clock)] = NOON
    plan_for: PlanFor = "mean"
    shrinkage: Annotated[float, Field(ge=0, le=LARGEST_SHRINKAGE)] = 0.0
    reserve_paid_share: Annotated[float, Field(ge=0, le=1)] = 1.0
    forecast_method: ForecastMethod = "auto"
    staffing_method: Literal["auto", "stationary", "time_varying"] = "auto"
    queues: Annotated[list[QueueTable], BeforeValidator(filled_tables)]
    shared: list[SharedTable] = Field(default_factory=list)
    rules: RulesTable = Field(  # type: ignore[valid-type]
        default_factory=lambda: RulesTable.model_validate({})
    )
    objective: ObjectiveTable = Field(default_factory=ObjectiveTable)  # type: ignore[valid-type]
    fairness: FairnessTable = Field(default_factory=FairnessTable)
    team_rules: list[TeamRuleTable] = Field(default_factory=list)
    rotation: list[RotationTable] = Field(default_factory=list)
    skill_levels: SkillLevelTables = Field(default_factory=dict)
    overtime: OvertimeTable = Field(default_factory=OvertimeTable)
    statutory_holidays: StatutoryHolidays = "none"
    holidays: HolidayTables = Field(default_factory=list)
    leave_kinds: LeaveKindTables = Field(default_factory=list)
    leave_shortens_shifts: bool = False
    min_shortened_minutes: Annotated[int, Field(ge=1, le=LONGEST_SHORTENING)] = 120
