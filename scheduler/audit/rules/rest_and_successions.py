"""What may not follow a shift: one that starts too soon after its end, one that is forbidden the next day;
after a night, one that is none before enough days off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import EPSILON, WorkedShift
from scheduler.audit.rules.weekly import is_night
from scheduler.domain.agents import Agent
from scheduler.domain.rules import Rules


def min_rest_hours(agent: Agent, worked: Sequence[WorkedShift], rules: Rules) -> Iterator[Violation]:
    """Shifts that start before the one before has ended, or too soon after."""
    least = rules.min_rest_hours
    for before, after in pairwise(worked):
        rest = (after.start - before.end) / timedelta(hours=1)
        if after.earlier:
            continue
        if rest < -EPSILON:
            yield after.broken("overlap", expected=before.end, found=after.start, references=(before.source,))
        elif least is not None and rest < least - EPSILON:
            yield after.broken("min_rest_hours", expected=least, found=rest, references=(before.source,))


def forbidden_successions(agent: Agent, worked: Sequence[WorkedShift], rules: Rules) -> Iterator[Violation]:
    """Shifts on the day after one that they may not follow."""
    for before, after in pairwise(worked):
        next_day = after.day - before.day == timedelta(days=1)
        if next_day and not after.earlier and (before.shift, after.shift) in rules.succession_set:
            yield after.broken(
                "forbidden_successions",
                expected=before.shift,
                found=after.shift,
                references=(before.source,),
            )


def days_off_after_nights(agent: Agent, worked: Sequence[WorkedShift], rules: Rules) -> Iterator[Violation]:
    """Shifts that are no nights and begin too few days after the last night; a shift without a name may be
    either."""
    least = rules.days_off_after_nights
    if least is None:
        return
    last: WorkedShift | None = None
    for row in worked:
        if row.shift and is_night(row, rules):
            last = row
        elif row.shift and last is not None and not row.earlier:
            off = (row.day - last.day).days - 1
            if off < least:
                yield row.broken(
                    "days_off_after_nights", expected=least, found=off, references=(last.source,)
                )
