"""Limits over stretches of days: shifts, paid hours and weekends worked, at most so many of them.

A stretch is a week, a calendar month or quarter, the plan's own days, or any so many days in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.audit.facts.calendar import monday, month, quarter, weekend
from scheduler.audit.facts.terms import hours_of_month, source
from scheduler.audit.facts.violation import Reference, Violation
from scheduler.audit.facts.worked_shifts import WorkedShift, paid_minutes
from scheduler.domain.agents import Agent
from scheduler.domain.rules import Limit, Per, Rules

Stretch = tuple[date, date]
"""First and last day."""
MINUTE = 1e-6 / 60
"""Hours; what adding up binary fractions may leave."""


@dataclass(frozen=True)
class CountedLimit:
    """A limit with the codes of what breaks it. references: where it stands, if not in shop.toml. months:
    its bounds month by month, where they change."""

    limit: Limit
    most: str
    least: str
    in_hours: bool
    references: tuple[Reference, ...] = ()
    months: Callable[[Stretch], tuple[float | None, float | None]] | None = None

    def bounds(self, stretch: Stretch) -> tuple[float | None, float | None]:
        """Least and most in the stretch."""
        return (self.limit.least, self.limit.most) if self.months is None else self.months(stretch)

    def rows(self, worked: Sequence[WorkedShift]) -> list[WorkedShift]:
        """Those of the rows that count."""
        shifts = self.limit.shifts
        return [row for row in worked if shifts is None or row.shift in shifts]

    @property
    def called(self) -> str | None:
        """The shifts that it counts, as the files call them; None = all."""
        shifts = self.limit.shifts
        return None if shifts is None else self.limit.written or "+".join(shifts)

    def measure(self, rows: Sequence[WorkedShift]) -> float:
        """Number of shifts, or paid hours."""
        return paid_minutes(rows) / 60 if self.in_hours else len(rows)


def counted_limits(agent: Agent, rules: Rules) -> Iterator[CountedLimit]:
    """Every limit on shifts or hours that this agent is under."""
    own = (source(agent, "shift_limits"),)
    for limit in rules.shift_limits:
        yield CountedLimit(limit, "shift_limit_most", "shift_limit_least", in_hours=False)
    for limit in agent.rules.shift_limits:
        yield CountedLimit(limit, "shift_limit_most", "shift_limit_least", in_hours=False, references=own)
    for limit in rules.hours_limits:
        yield CountedLimit(limit, "hours_limit_most", "hours_limit_least", in_hours=True)
    stated = [agent.rules, *(then.rules for _, then in agent.terms)]
    if any(own.max_hours_month is not None or own.min_hours_month is not None for own in stated):
        column = "max_hours_month" if agent.rules.max_hours_month is not None else "min_hours_month"
        yield CountedLimit(
            Limit("month", agent.rules.min_hours_month, agent.rules.max_hours_month),
            "max_hours_month",
            "min_hours_month",
            in_hours=True,
            references=(source(agent, column),),
            months=(lambda stretch: hours_of_month(agent, stretch)) if agent.terms else None,
        )


def limits(agent: Agent, worked: Sequence[WorkedShift], rules: Rules) -> Iterator[Violation]:
    """Stretches that hold too much; named at the first planned shift past the limit."""
    for counted in counted_limits(agent, rules):
        yield from _too_much(counted, counted.rows(worked))
    yield from _weekends(agent, worked, rules)


def stretch_of(row: WorkedShift, per: Per) -> Stretch:
    """The stretch of days that a shift counts in; of any days in a row that which ends with it."""
    if per == "week":
        return monday(row.day), monday(row.day) + timedelta(days=6)
    if per == "month":
        return month(row.day)
    if per == "quarter":
        return quarter(row.day)
    assert isinstance(per, int)
    return row.day - timedelta(days=per - 1), row.day


def _too_much(counted: CountedLimit, rows: Sequence[WorkedShift]) -> Iterator[Violation]:
    per = counted.limit.per
    if counted.limit.most is None and counted.months is None:
        return
    told: Stretch | None = None
    planned = [row for row in rows if not row.earlier]
    for row in planned:
        if per == "plan":
            first, last = planned[0].day, planned[-1].day
            inside = planned
        else:
            first, last = stretch_of(row, per)
            inside = [other for other in rows if first <= other.day <= last]
        most = counted.bounds((first, last))[1]
        if most is None:
            continue
        up_to_here = [other for other in inside if other.day <= row.day]
        if counted.measure(up_to_here) <= most + MINUTE or (told is not None and first <= told[1]):
            continue
        told = first, last
        others = tuple(other.source for other in inside if other is not row)
        yield row.broken(
            counted.most,
            expected=most,
            found=counted.measure(inside),
            references=(*others, *counted.references),
            stretch=told,
            what=counted.called,
        )


def _weekends(agent: Agent, worked: Sequence[WorkedShift], rules: Rules) -> Iterator[Violation]:
    """Months with too many weekends in which a shift starts; a weekend is of the month of its Saturday."""
    own = agent.rules.max_weekends_per_month
    most = rules.max_weekends_per_month if own is None else own
    if most is None:
        return
    weekends: dict[date, list[WorkedShift]] = {}
    for row in worked:
        saturday = weekend(row.day)
        if saturday is not None:
            weekends.setdefault(saturday, []).append(row)
    for first, last in sorted({month(saturday) for saturday in weekends}):
        inside = [saturday for saturday in sorted(weekends) if first <= saturday <= last]
        # A Sunday after a Saturday that was worked in an earlier plan makes no weekend more.
        added = [saturday for saturday in inside[most:] if not weekends[saturday][0].earlier]
        if added:
            row = weekends[added[0]][0]
            others = [other.source for day in inside for other in weekends[day] if other is not row]
            contract = [] if own is None else [source(agent, "max_weekends_month")]
            yield row.broken(
                "max_weekends_per_month",
                expected=most,
                found=len(inside),
                references=(*others, *contract),
                stretch=(first, last),
            )
