"""``max_consecutive_days``: days in a row with a shift."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from scheduler.audit.facts.terms import source
from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import WorkedShift, other_rows
from scheduler.domain.agents import Agent
from scheduler.domain.rules import Rules


def max_consecutive_days(agent: Agent, worked: Sequence[WorkedShift], rules: Rules) -> Iterator[Violation]:
    """Runs of days with a shift that are too long; named at the first planned day past the limit."""
    own = agent.rules.max_consecutive_days
    limit = rules.max_consecutive_days if own is None else own
    if limit is None:
        return
    contract = () if own is None else (source(agent, "max_consecutive_days"),)
    one_a_day = list({row.day: row for row in worked}.values())
    for run in runs_of_days(one_a_day):
        past = next((row for row in run[limit:] if not row.earlier), None)
        if past is not None:
            others = (*other_rows(past, run), *contract)
            yield past.broken("max_consecutive_days", expected=limit, found=len(run), references=others)


def runs_of_days(worked: Sequence[WorkedShift]) -> Iterator[list[WorkedShift]]:
    """Shifts on days in a row; ``worked`` in the order of time, at most one a day."""
    run: list[WorkedShift] = []
    for row in worked:
        if run and row.day - run[-1].day > timedelta(days=1):
            yield run
            run = []
        run.append(row)
    if run:
        yield run
