"""What is otherwise in a scenario: a list of overrides, each of one kind, as it lies in the store.

An override names queues, people, events, shifts and rules as the shop's files do. Whether these are there is
found out when it is applied, because files change and scenarios stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from peakroster.tables.findings import Finding, InputError

PLACE = ""
"""In place of a file's name in findings: a scenario lies in no file."""


class _Override(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Traffic(_Override):
    """Inquiries times ``factor``: of a queue (None: all) from ``start`` to ``end`` (None: of the plan)."""

    kind: Literal["traffic"] = "traffic"
    factor: float = Field(ge=0, le=20)
    queue: str | None = None
    start: datetime | None = None
    end: datetime | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Traffic:
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise ValueError("end is not after start")
        return self


class Away(_Override):
    """People who are ill or on leave, both days included; None = from the first, to the last of the plan.

    agents: their ids; without them ``count`` of those who work in the plan are drawn with ``seed``. Both: who
    was drawn once, see :func:`peakroster.desk.scenarios.people.with_people_named`.
    """

    kind: Literal["away"] = "away"
    agents: tuple[str, ...] = ()
    count: int = Field(default=0, ge=0, le=1000)
    seed: int = Field(default=1, ge=0, lt=2**31)
    first: date | None = None
    last: date | None = None
    why: Literal["ill", "leave"] = "ill"

    @model_validator(mode="after")
    def _somebody(self) -> Away:
        _require_people(self.agents, self.count)
        if self.first is not None and self.last is not None and self.first > self.last:
            raise ValueError("last is before first")
        return self


class Promotion(_Override):
    """A promotion of events.csv moved by ``days``, or ``times`` as big; the forecast is then made anew."""

    kind: Literal["promotion"] = "promotion"
    event: str
    days: int = Field(default=0, ge=-60, le=60)
    times: float = Field(default=1.0, gt=0, le=10)


class QueueSettings(_Override):
    """A queue with other settings; None = as it is.

    share, within_seconds: of its first target. concurrency: chats at once. aht_seconds: mean length of a chat
    alone; handling_factor: times as long instead. bot_share: of the inquiries.
    """

    kind: Literal["queue"] = "queue"
    queue: str
    share: float | None = Field(default=None, gt=0, lt=1)
    within_seconds: float | None = Field(default=None, ge=0, le=1e7)
    concurrency: int | None = Field(default=None, ge=1, le=20)
    aht_seconds: float | None = Field(default=None, gt=0, le=86400)
    handling_factor: float | None = Field(default=None, gt=0, le=10)
    bot_share: float | None = Field(default=None, ge=0, le=1)


class Shrinkage(_Override):
    """Another share of desk time that is lost."""

    kind: Literal["shrinkage"] = "shrinkage"
    share: float = Field(ge=0, lt=0.9)


class Hired(_Override):
    """``count`` people more, with the contract of ``like`` (an agent's id); skills, hours: instead of these.

    max_hours_week, min_hours_week: paid hours a week.
    """

    kind: Literal["hired"] = "hired"
    count: int = Field(ge=1, le=500)
    like: str
    skills: tuple[str, ...] = ()
    max_hours_week: float | None = Field(default=None, ge=0, le=168)
    min_hours_week: float | None = Field(default=None, ge=0, le=168)


class Fewer(_Override):
    """People who are no longer there; agents, count, seed: as of :class:`Away`."""

    kind: Literal["fewer"] = "fewer"
    agents: tuple[str, ...] = ()
    count: int = Field(default=0, ge=0, le=1000)
    seed: int = Field(default=1, ge=0, lt=2**31)

    @model_validator(mode="after")
    def _somebody(self) -> Fewer:
        _require_people(self.agents, self.count)
        return self


class Rule(_Override):
    """Another value of a rule of the shop, by its key in the registry; None = without it."""

    kind: Literal["rule"] = "rule"
    rule: str
    value: float | None = None


class ShiftTimes(_Override):
    """A shift with other times, minutes after midnight; one more, with the meal of ``like``, where there is
    none of this name."""

    kind: Literal["shift"] = "shift"
    shift: str = Field(min_length=1)
    start: int = Field(ge=0, lt=1440)
    end: int = Field(gt=0, le=2880)
    like: str | None = None

    @model_validator(mode="after")
    def _a_day_at_most(self) -> ShiftTimes:
        if not 0 < self.end - self.start <= 1440:
            raise ValueError("a shift lasts up to 24 hours")
        return self


class Wage(_Override):
    """Hourly costs times ``factor``: of these people; of all of them where none is named."""

    kind: Literal["wage"] = "wage"
    factor: float = Field(ge=0, le=20)
    agents: tuple[str, ...] = ()


Override = Traffic | Away | Promotion | QueueSettings | Shrinkage | Hired | Fewer | Rule | ShiftTimes | Wage
Overrides = tuple[Override, ...]

_ADAPTER: TypeAdapter[Overrides] = TypeAdapter(tuple[Annotated[Override, Field(discriminator="kind")], ...])


def overrides_of(content: Any) -> Overrides:
    """Overrides from the types of JSON. Raises InputError with everything that is wrong in them."""
    try:
        return _ADAPTER.validate_python(content)
    except ValidationError as error:
        raise InputError([_finding(problem) for problem in error.errors()]) from error


def as_json(overrides: Sequence[Override]) -> list[dict[str, Any]]:
    """Overrides in the types of JSON, without what is as ever."""
    return [{"kind": each.kind, **each.model_dump(mode="json", exclude_defaults=True)} for each in overrides]


def _require_people(agents: Sequence[str], count: int) -> None:
    if not agents and not count:
        raise ValueError("neither agents nor a count above 0")


def _finding(problem: Any) -> Finding:
    at = ".".join(str(part + 1 if isinstance(part, int) else part) for part in problem["loc"])
    value = problem.get("input")
    shown = None if isinstance(value, (dict, list, tuple)) else f"{value}"
    return Finding(
        "error", "scenario_override", PLACE, column=at, value=shown, details={"reason": problem["msg"]}
    )
