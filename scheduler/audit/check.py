"""The whole audit: every rule and figure of a written plan, from scratch."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from scheduler.audit.facts.facts import Facts
from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import Worked, by_agent, corrected, earlier_rows, written_rows
from scheduler.audit.figures.coverage import coverage
from scheduler.audit.figures.coverage_counts import recount
from scheduler.audit.figures.empty_roster import roster_empty
from scheduler.audit.figures.forecast import forecast
from scheduler.audit.figures.objective import objective
from scheduler.audit.figures.requirement import requirement
from scheduler.audit.figures.search_summary import search
from scheduler.audit.figures.shortfalls import shortfalls
from scheduler.audit.figures.totals import totals
from scheduler.audit.rules.activities import activities
from scheduler.audit.rules.availability import availability, leave_rows, locks
from scheduler.audit.rules.lower_limits import least_rules
from scheduler.audit.rules.roster_rows import roster_rows, usable
from scheduler.audit.rules.working_time import working_time

PARTS = ("forecast", "requirement", "roster", "activities", "coverage", "summary")
"""The files of a plan in the order in which they follow from each other."""

_FILES = {part: f"{part}.csv" for part in PARTS} | {"summary": "summary.json"}


def audit(facts: Facts, parts: Collection[str] = PARTS) -> list[Violation]:
    """Everything that is broken, missing or does not add up; file by file, in a fixed order.

    parts: the files to look at, for a plan of which only some stages were run. The figures of a file are
    recomputed from the files before it, as they are written.
    """
    unknown = set(parts) - set(PARTS)
    if unknown:
        raise ValueError(f"parts must be among {PARTS}, not {sorted(unknown)}")
    rows = written_rows(facts)
    counted = recount(facts) if {"roster", "coverage", "summary"} & set(parts) else {}
    planned = corrected(usable(facts, rows), {shift.name: shift for shift in facts.shifts})
    found: list[Violation] = [
        Violation("file_absent", _FILES[part])
        for part in PARTS
        if part in parts and getattr(facts.written, part) is None
    ]
    if "forecast" in parts:
        found += forecast(facts)
    if "requirement" in parts:
        found += requirement(facts)
    if "roster" in parts and facts.written.roster is not None:
        earlier = by_agent(earlier_rows(facts))
        found += roster_rows(facts, rows)
        found += roster_empty(facts, counted, earlier)
        found += agent_rules(facts, planned, earlier_rows(facts))
        own = by_agent([*earlier_rows(facts), *planned])
        for agent in facts.agents:
            found += least_rules(facts, agent, own.get(agent.id, []))
        found += locks(facts, planned)
    if "activities" in parts and facts.written.activities is not None:
        every_row = corrected(rows, {shift.name: shift for shift in facts.shifts})
        found += activities(facts, by_agent(every_row))
    if "coverage" in parts:
        found += coverage(facts, counted)
    if "summary" in parts:
        found += totals(facts, counted, rows)
        found += shortfalls(facts, planned)
        found += search(facts)
        found += objective(facts, counted, planned)
    return found


def agent_rules(facts: Facts, planned: Sequence[Worked], earlier: Sequence[Worked]) -> Iterator[Violation]:
    """Every upper limit of one person, for all agents: these shifts together with what was worked before.

    The shifts may be some of a roster only; what asks for a least number is not among these rules.
    """
    shifts = {shift.name: shift for shift in facts.shifts}
    leave = leave_rows(facts)
    own, before = by_agent(planned), by_agent(earlier)
    for agent in facts.agents:
        if agent.id in own:
            yield from availability(agent, own[agent.id], shifts, leave)
            together = [*before.get(agent.id, []), *own[agent.id]]
            yield from working_time(agent, together, facts.rules)
