"""The registry of hard rules: each rule is one field of :class:`Rules` and states all that is known of it.

The reader of shop.toml and agents.csv, the documents, the finding codes and the reasons of shortages read the
registry. What a rule *means* stands in two small functions of its own: ``scheduler.roster.rules`` gives its
solver form, ``scheduler.audit.rules`` checks it; the two share nothing but the statement here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

from scheduler.domain.overtime import Overtime
from scheduler.domain.validation import require
from scheduler.domain.windows import Window

Per = Literal["week", "month", "quarter", "plan"] | int
"""Over which days a limit counts: Monday to Sunday, a calendar month or quarter, the plan, so many days in a
row."""

Unit = Literal[
    "hours", "minutes", "days", "shifts", "weekends", "changes", "window", "pairs", "limits", "overtime"
]


@dataclass(frozen=True)
class Limit:
    """At least and at most so much in each stretch of days, for each agent; None = no such bound.

    least, most: a number of shifts, or paid hours. shifts: which of them count; None = all. written: what the
    files call those shifts.
    """

    per: Per
    least: float | None = None
    most: float | None = None
    shifts: tuple[str, ...] | None = None
    written: str | None = None

    def __post_init__(self) -> None:
        require(self.least is None or self.least >= 0, f"limit: least {self.least} below 0")
        ordered = self.least is None or self.most is None or self.least <= self.most
        require(ordered, f"limit: at least {self.least}, at most {self.most}")


@dataclass(frozen=True)
class RuleSpec:
    """What the registry states of one rule.

    Parameters
    ----------
    key
        The field of :class:`Rules`, and the key in ``[rules]`` of shop.toml unless ``in_shop`` is False.
    unit
        What its number counts.
    low, high
        Bounds of the number, both included; ``above_low``: ``low`` itself is excluded.
    whole
        Whether the number is an integer.
    standard
        Its value in the preset ``cn-standard``; None = not in it.
    own_table
        Whether it is a table of shop.toml of its own, not a key in ``[rules]``.
    column
        The column of agents.csv with an agent's own value; None = there is none.
    combine
        How the two meet: the agent's own ``instead`` of the shop's, or ``beside`` it.
    codes
        Violations of an upper limit or a rest: another shift breaks it still.
    least_codes
        Violations of a least number: another shift may mend it.
    activity_codes
        Violations within one shift, of the activities in it.
    single_shift
        Whether one shift alone can break it.
    rank
        Of several rules that keep somebody from a shift, the one of lowest rank is told as the reason: it is
        the hardest to change.
    """

    key: str
    unit: Unit
    low: float = 0
    high: float = 0
    above_low: bool = False
    whole: bool = False
    standard: float | str | None = None
    column: str | None = None
    in_shop: bool = True
    own_table: bool = False
    combine: Literal["instead", "beside"] = "instead"
    codes: tuple[str, ...] = ()
    least_codes: tuple[str, ...] = ()
    activity_codes: tuple[str, ...] = ()
    single_shift: bool = False
    rank: int = 0

    @property
    def reasons(self) -> tuple[str, ...]:
        """Violations that keep somebody from one more shift. Least numbers of shifts and hours never do; runs
        of days do, which one more day may leave too short."""
        return (*self.codes, *(self.least_codes if self.unit == "days" else ()))

    @property
    def is_number(self) -> bool:
        """Whether its value is one number, None where the rule does not hold."""
        return self.unit not in ("window", "pairs", "limits", "overtime")


def _rule(unit: Unit, low: float = 0, high: float = 0, **stated: Any) -> Any:
    """A field of :class:`Rules` whose value is one number, or None."""
    return field(default=None, metadata={"unit": unit, "low": low, "high": high, **stated})


def _structured(unit: Unit, default: object, **stated: Any) -> Any:
    """A field of :class:`Rules` with a value of its own kind."""
    return field(default=default, metadata={"unit": unit, **stated})


@dataclass(frozen=True)
class Rules:
    """The hard rules of a shop, or those of one agent; None = there is no such rule. Hours are paid hours."""

    max_hours_per_day: float | None = _rule(
        "hours", 0, 24, above_low=True, standard=8, codes=("max_hours_per_day",), single_shift=True
    )
    max_hours_per_week: float | None = _rule(
        "hours",
        0,
        168,
        above_low=True,
        standard=44,
        codes=("agent_hours_per_week", "max_hours_per_week"),
        rank=8,
    )
    """An agent's ``max_hours_week`` holds beside it: the lower counts."""
    max_days_per_week: int | None = _rule(
        "days", 1, 7, whole=True, standard=6, codes=("max_days_per_week",), rank=3
    )
    max_consecutive_days: int | None = _rule(
        "days",
        1,
        366,
        whole=True,
        standard=6,
        column="max_consecutive_days",
        codes=("max_consecutive_days",),
        rank=4,
    )
    min_rest_hours: float | None = _rule(
        "hours", 0, 168, standard=11, codes=("min_rest_hours", "overlap"), rank=1
    )
    """From the end of a shift to the start of the next; without it no two shifts overlap all the same."""
    max_night_shifts_per_week: int | None = _rule(
        "shifts", 0, 7, whole=True, standard=3, codes=("max_night_shifts_per_week",), rank=6
    )
    night_hours: Window = _structured(  # noqa: RUF009 (it makes a field)
        "window", Window(0, 360), standard="00:00-06:00"
    )
    """A shift that touches them is a night shift."""
    min_consecutive_days: int | None = _rule(
        "days",
        1,
        31,
        whole=True,
        column="min_consecutive_days",
        least_codes=("min_consecutive_days",),
        rank=12,
    )
    min_consecutive_days_off: int | None = _rule(
        "days",
        1,
        31,
        whole=True,
        column="min_consecutive_days_off",
        least_codes=("min_consecutive_days_off",),
        rank=11,
    )
    max_weekends_per_month: int | None = _rule(
        "weekends", 0, 5, whole=True, column="max_weekends_month", codes=("max_weekends_per_month",), rank=5
    )
    forbidden_successions: tuple[tuple[str, str], ...] = _structured(
        "pairs", (), codes=("forbidden_successions",), rank=2
    )
    """Pairs of shifts of which the second may not start on the day after the first."""
    days_off_after_nights: int | None = _rule(
        "days", 1, 7, whole=True, codes=("days_off_after_nights",), rank=2
    )
    """After a night shift so many days pass before a shift that is none; another night may follow at once."""
    shift_limits: tuple[Limit, ...] = _structured(
        "limits",
        (),
        column="shift_limits",
        combine="beside",
        codes=("shift_limit_most",),
        least_codes=("shift_limit_least",),
        rank=7,
    )
    hours_limits: tuple[Limit, ...] = _structured(
        "limits", (), codes=("hours_limit_most",), least_codes=("hours_limit_least",), rank=10
    )
    closed_minutes: int | None = _rule("minutes", 0, 720, whole=True)
    """Of a shift before the first of its agent's queues opens, or after the last closes. None = as long as on
    the weekday on which that is shortest, and half an hour."""
    min_activity_minutes: int | None = _rule(
        "minutes", 0, 720, whole=True, activity_codes=("min_activity_minutes",)
    )
    """Of a stretch in one queue that a change begins or ends which nothing forced."""
    max_activity_changes: int | None = _rule(
        "changes", 0, 48, whole=True, activity_codes=("max_activity_changes",)
    )
    """Changes of queue within one shift."""
    max_hours_month: float | None = _rule(
        "hours", 0, 744, column="max_hours_month", in_shop=False, codes=("max_hours_month",), rank=9
    )
    min_hours_month: float | None = _rule(
        "hours", 0, 744, column="min_hours_month", in_shop=False, least_codes=("min_hours_month",)
    )
    overtime: Overtime | None = _structured(  # noqa: RUF009 (it makes a field)
        "overtime",
        None,
        own_table=True,
        codes=("overtime_hours_day", "overtime_hours_week", "overtime_hours_month"),
        rank=8,
    )
    """With it the maxima of a day and a week bound ordinary hours only."""
    max_overtime_month: float | None = _rule("hours", 0, 744, column="max_overtime_month", in_shop=False)
    """Instead of the month's limit of ``overtime``."""

    def __post_init__(self) -> None:
        for one in fields(self):
            value, stated = getattr(self, one.name), one.metadata
            if value is None or "low" not in stated:
                continue
            above = value > stated["low"] if stated.get("above_low") else value >= stated["low"]
            require(above and value <= stated["high"], f"rule {one.name}: {value} is out of its bounds")

    @cached_property
    def succession_set(self) -> frozenset[tuple[str, str]]:
        """The forbidden successions, to be asked often."""
        return frozenset(self.forbidden_successions)

    @property
    def ordinary(self) -> Rules:
        """The rules of ordinary hours: the same where there is no overtime."""
        overtime = self.overtime
        if overtime is None:
            return self
        return replace(
            self,
            overtime=None,
            max_hours_per_day=min(overtime.ordinary_hours_day, self.max_hours_per_day or 24),
            max_hours_per_week=min(overtime.ordinary_hours_week, self.max_hours_per_week or 168),
        )

    def stated(self) -> Iterator[RuleSpec]:
        """The rules that hold here; the night hours alone are none."""
        for one in fields(self):
            if one.name in REGISTRY and getattr(self, one.name) not in (None, ()):
                spec = REGISTRY[one.name]
                if spec.unit != "window":
                    yield spec


def _spec(one: Field[Any]) -> RuleSpec:
    return RuleSpec(key=one.name, **one.metadata)


REGISTRY = MappingProxyType({one.name: _spec(one) for one in fields(Rules)})
"""Every rule by its key."""

IN_RULES = tuple(spec for spec in REGISTRY.values() if spec.in_shop and not spec.own_table)
"""The rules that are keys of ``[rules]``."""

NUMBERS = tuple(spec for spec in REGISTRY.values() if spec.is_number)
"""The rules whose value is one number."""
