"""The whole audit: every rule and figure of a written plan, from scratch."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.shared_teams import as_rostered
from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import WorkedShift, by_agent, corrected, earlier_rows, written_rows
from scheduler.audit.figures.coverage import coverage
from scheduler.audit.figures.coverage_counts import count_coverage
from scheduler.audit.figures.deferred_rows import deferred_summary
from scheduler.audit.figures.empty_roster import empty_roster
from scheduler.audit.figures.forecast import forecast
from scheduler.audit.figures.objective import objective
from scheduler.audit.figures.pay import pay_summary
from scheduler.audit.figures.period_totals import period_totals
from scheduler.audit.figures.requirement import requirement
from scheduler.audit.figures.search_summary import search
from scheduler.audit.figures.shortfalls import shortfalls
from scheduler.audit.figures.team_rule_summary import team_rule_summary
from scheduler.audit.figures.totals import totals
from scheduler.audit.rules.activities import activities
from scheduler.audit.rules.availability import availability, leave_rows, locked_days, locks
from scheduler.audit.rules.lower_limits import lower_limits
from scheduler.audit.rules.roster_rows import roster_rows, usable
from scheduler.audit.rules.team_rules import team_rules
from scheduler.audit.rules.upper_limits import upper_limits

PARTS = ("forecast", "requirement", "roster", "activities", "coverage", "summary")
"""The files of a plan in the order in which they follow from each other."""

_FILES = {part: f"{part}.csv" for part in PARTS} | {"summary": "summary.json"}


def audit(data: PlanData, parts: Collection[str] = PARTS) -> list[Violation]:
    """Everything that is broken, missing or does not add up; file by file, in a fixed order.

    parts: the files to look at, for a plan of which only some stages were run. The figures of a file are
    recomputed from the files before it, as they are written.
    """
    unknown = set(parts) - set(PARTS)
    if unknown:
        raise ValueError(f"parts must be among {PARTS}, not {sorted(unknown)}")
    rows = written_rows(data)
    desks = as_rostered(data)
    counted = count_coverage(desks) if {"roster", "coverage", "summary"} & set(parts) else {}
    planned = corrected(usable(desks, rows), {shift.name: shift for shift in data.shifts})
    found: list[Violation] = [
        Violation("file_absent", _FILES[part])
        for part in PARTS
        if part in parts and getattr(data.plan, part) is None
    ]
    if "forecast" in parts:
        found += forecast(data)
    if "requirement" in parts:
        found += requirement(data)
    if "roster" in parts and data.plan.roster is not None:
        earlier = by_agent(earlier_rows(data))
        found += roster_rows(data, rows)
        found += empty_roster(desks, counted, earlier)
        found += agent_rules(data, planned, earlier_rows(data))
        own = by_agent([*earlier_rows(data), *planned])
        for agent in data.agents:
            found += lower_limits(data, agent, own.get(agent.id, []))
        found += locks(data, planned)
    if "activities" in parts and data.plan.activities is not None:
        every_row = corrected(rows, {shift.name: shift for shift in data.shifts})
        found += activities(desks, by_agent(every_row))
        found += team_rules(data, planned)
    if "coverage" in parts:
        found += coverage(data, counted)
    if "summary" in parts:
        found += totals(desks, counted, rows)
        found += pay_summary(data, rows)
        found += deferred_summary(data, counted)
        found += period_totals(data, counted)
        found += shortfalls(data, planned)
        found += search(data)
        found += team_rule_summary(data, planned)
        found += objective(desks, counted, planned)
    return found


def agent_rules(
    data: PlanData, planned: Sequence[WorkedShift], earlier: Sequence[WorkedShift]
) -> Iterator[Violation]:
    """Every upper limit of one person, for all agents: these shifts together with what was worked before.

    The shifts may be some of a roster only; what asks for a least number is not among these rules.
    """
    shifts = {shift.name: shift for shift in data.shifts}
    leave, locked = leave_rows(data), locked_days(data)
    own, before = by_agent(planned), by_agent(earlier)
    for agent in data.agents:
        if agent.id in own:
            yield from availability(agent, own[agent.id], shifts, leave, locked, data.office(agent))
            together = [*before.get(agent.id, []), *own[agent.id]]
            yield from upper_limits(agent, together, data.rules)
