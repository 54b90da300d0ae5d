"""Rules that ask for a least number: runs of days worked and off, shifts and paid hours of a stretch.

Another shift may mend what is broken here, so these rules can be held only against a whole roster, never
against some of its shifts. A run that reaches the plan's last day is the next plan's to lengthen, one that
may have begun before the first day that is known may be as long as it likes, and a stretch that is not wholly
planned or covered by earlier plans is not asked for its least.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from scheduler.audit.facts.calendar import monday, month, quarter
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.terms import source
from scheduler.audit.facts.violation import Reference, Violation
from scheduler.audit.facts.worked_shifts import ROSTER, WorkedShift, of_catalogue
from scheduler.audit.rules.availability import availability, leave_rows, locked_days
from scheduler.audit.rules.consecutive_days import runs_of_days
from scheduler.audit.rules.due import due_in_stretch
from scheduler.audit.rules.limits import CountedLimit, Stretch, counted_limits
from scheduler.audit.rules.upper_limits import upper_limits
from scheduler.audit.rules.weekly import is_night
from scheduler.domain.agents import Agent
from scheduler.domain.rules import Rules
from scheduler.domain.shifts import OFF

DAY = timedelta(days=1)
MINUTE = 1e-6 / 60
"""Hours; what adding up binary fractions may leave."""
_AT_ONE_HOUR = {"min_rest_hours", "overlap"}
"""Codes that hang on when a shift starts and ends."""


def lower_limits(data: PlanData, agent: Agent, worked: Sequence[WorkedShift]) -> Iterator[Violation]:
    """Violations of one agent. ``worked``: earlier and planned shifts by day, at most one a day."""
    yield from short_runs(data, agent, worked)
    for counted in counted_limits(agent, data.rules):
        yield from _too_little(data, agent, counted, worked)


def short_runs(data: PlanData, agent: Agent, worked: Sequence[WorkedShift]) -> Iterator[Violation]:
    """Rows of days, worked or off, that are too short."""
    yield from _days_on(data, agent, worked)
    yield from _days_off(data, agent, worked)


def worsened_lower_limits(
    data: PlanData, agent: Agent, before: Sequence[WorkedShift], after: Sequence[WorkedShift]
) -> set[str]:
    """Codes of the least numbers of which ``after``, with more shifts than ``before``, misses more days.

    More shifts never miss more of the least shifts and hours; runs of days they may mend and break.
    """
    missing = [_missing_days(short_runs(data, agent, worked)) for worked in (before, after)]
    return {code for code, days in missing[1].items() if days > missing[0].get(code, 0)}


def _missing_days(violations: Iterator[Violation]) -> dict[str, int]:
    missing: dict[str, int] = {}
    for violation in violations:
        assert isinstance(violation.expected, int)
        assert isinstance(violation.found, int)
        missing[violation.code] = missing.get(violation.code, 0) + violation.expected - violation.found
    return missing


def _days_on(data: PlanData, agent: Agent, worked: Sequence[WorkedShift]) -> Iterator[Violation]:
    own = agent.rules.min_consecutive_days
    least = data.rules.min_consecutive_days if own is None else own
    if least is None or least < 2:
        return
    contract = () if own is None else (source(agent, "min_consecutive_days"),)
    for run in runs_of_days(worked):
        if len(run) >= least or not data.first_day - DAY <= run[-1].day < data.last_day:
            continue
        begun = sum(row.earlier for row in run)
        if begun and not _may_go_on(data, agent, worked, least - begun):
            continue
        if run[0].day == data.first_day and _nothing_known(data, agent, worked):
            continue
        yield Violation(
            "min_consecutive_days",
            ROSTER,
            run[-1].source.row,
            "shift",
            agent.id,
            run[-1].day,
            expected=least,
            found=len(run),
            references=(*(row.source for row in run[:-1]), *contract),
        )


def _nothing_known(data: PlanData, agent: Agent, worked: Sequence[WorkedShift]) -> bool:
    """Whether nobody can say what the agent did, or was to do, on the day before the plan."""
    before = [row for row in worked if row.earlier]
    if not before:
        return not data.earlier.covers_day_before
    least = _least_off(data, agent)
    return least is not None and _called_back(data, agent, before[-1].day, least)


def _least_off(data: PlanData, agent: Agent) -> int | None:
    own = agent.rules.min_consecutive_days_off
    return data.rules.min_consecutive_days_off if own is None else own


def _called_back(data: PlanData, agent: Agent, worked_last: date, least: int) -> bool:
    """Whether a lock asks for a shift on a day that the days off, begun before the plan, still lack."""
    begun = (data.first_day - worked_last).days - 1
    lacking = {data.first_day + offset * DAY for offset in range(least - begun)}
    locked = {lock.day for lock in data.locks if lock.agent_id == agent.id and lock.shift != OFF}
    return begun > 0 and bool(locked & lacking)


def _may_go_on(data: PlanData, agent: Agent, worked: Sequence[WorkedShift], missing: int) -> bool:
    """Whether the agent can work some shift on each of the plan's first days that a run lacks.

    With what was worked before and what is locked after them, these shifts may break no upper limit.
    """
    days = [data.first_day + offset * DAY for offset in range(min(missing, data.days))]
    shifts = {shift.name: shift for shift in data.shifts}
    leave, fixed, office = leave_rows(data), locked_days(data), data.office(agent)
    locked = {lock.day: lock.shift for lock in data.locks if lock.agent_id == agent.id}

    def row_of(day: date, name: str) -> WorkedShift:
        return of_catalogue(agent.id, day, shifts[name], Reference(ROSTER, None, day, name))

    def possible(day: date) -> list[WorkedShift]:
        rows = [row_of(day, name) for name in shifts if locked.get(day, name) == name]
        return [row for row in rows if not any(availability(agent, [row], shifts, leave, fixed, office))]

    after = [
        row_of(day, name)
        for day, name in sorted(locked.items())
        if data.contains(day) and day > days[-1] and name in shifts
    ]
    choices = [possible(day) for day in days]
    earlier = [row for row in worked if row.earlier]
    return all(choices) and _may_follow(data, agent, earlier, choices, after)


def _may_follow(
    data: PlanData,
    agent: Agent,
    before: Sequence[WorkedShift],
    choices: Sequence[Sequence[WorkedShift]],
    after: Sequence[WorkedShift],
) -> bool:
    """Whether one of each day's choices can be worked after ``before`` and before ``after``."""
    if not choices:
        return True
    easiest = [_easiest(rows) for rows in choices[1:]]
    done: set[tuple[object, ...]] = set()
    for row in sorted(choices[0], key=lambda row: row.end):
        alike = _alike(row, agent, data.rules)
        if alike in done:
            continue
        broken = {v.code for v in upper_limits(agent, [*before, row, *easiest, *after], data.rules)}
        if not broken and _may_follow(data, agent, [*before, row], choices[1:], after):
            return True
        if not broken & _AT_ONE_HOUR:
            done.add(
                alike
            )  # what ends later than this one, and is the same for every other rule, does no better
    return False


def _easiest(choices: Sequence[WorkedShift]) -> WorkedShift:
    """A shift that breaks a rule only where each of these does: fewest hours, latest start, earliest end.

    It has no name, so that limits on some shifts do not count it.
    """
    start, end = max(row.start for row in choices), min(row.end for row in choices)
    return replace(
        choices[0], shift="", start=start, end=end, paid_hours=min(row.paid_hours for row in choices)
    )


def _alike(row: WorkedShift, agent: Agent, rules: Rules) -> tuple[object, ...]:
    """What rules see of a shift, but for the hours at which it starts and ends."""
    limits = (*rules.shift_limits, *rules.hours_limits, *agent.rules.shift_limits)
    named = {name for pair in rules.forbidden_successions for name in pair}
    named |= {name for limit in limits for name in limit.shifts or ()}
    return row.paid_hours, is_night(row, rules), row.shift if row.shift in named else ""


def _days_off(data: PlanData, agent: Agent, worked: Sequence[WorkedShift]) -> Iterator[Violation]:
    """What was off before the first shift that is known was off for long."""
    least = _least_off(data, agent)
    if least is None or least < 2:
        return
    own = agent.rules.min_consecutive_days_off
    contract = () if own is None else (source(agent, "min_consecutive_days_off"),)
    for before, after in pairwise(worked):
        off = (after.day - before.day).days - 1
        if not 0 < off < least or after.earlier:
            continue
        if before.earlier and _called_back(data, agent, before.day, least):
            continue
        yield after.broken(
            "min_consecutive_days_off",
            expected=least,
            found=off,
            references=(before.source, *contract),
        )


def _too_little(
    data: PlanData, agent: Agent, counted: CountedLimit, worked: Sequence[WorkedShift]
) -> Iterator[Violation]:
    if counted.limit.least is None and counted.months is None:
        return
    rows, earlier = counted.rows(worked), [row for row in worked if row.earlier]
    leave = [row for row in data.leave if row.agent_id == agent.id]
    told: Stretch | None = None
    for first, last in _known_stretches(data, counted):
        limit = replace(counted.limit, least=counted.bounds((first, last))[0], most=None)
        if limit.least is None:
            continue
        needed = due_in_stretch(data, agent, limit, counted.in_hours, (first, last), leave, earlier)
        inside = [row for row in rows if first <= row.day <= last]
        found = counted.measure(inside)
        if found >= needed - MINUTE or (told is not None and first <= told[1]):
            continue
        told = first, last
        yield Violation(
            counted.least,
            ROSTER,
            None,
            "shift",
            agent.id,
            max(first, data.first_day),
            expected=needed,
            found=found,
            references=(*(row.source for row in inside), *counted.references),
            stretch=told,
            what=counted.called,
        )


def _known_stretches(data: PlanData, counted: CountedLimit) -> Iterator[Stretch]:
    """Stretches that meet the plan and lie wholly in what is planned or was planned before."""
    per = counted.limit.per
    known_from = data.earlier.covered_from or data.first_day
    seen: set[Stretch] = set()
    for offset in range(data.days):
        day = data.first_day + offset * DAY
        if per == "plan":
            stretch = data.first_day, data.last_day
        elif per == "week":
            stretch = monday(day), monday(day) + 6 * DAY
        elif per == "month":
            stretch = month(day)
        elif per == "quarter":
            stretch = quarter(day)
        else:
            stretch = day - (per - 1) * DAY, day
        if stretch not in seen and known_from <= stretch[0] and stretch[1] <= data.last_day:
            seen.add(stretch)
            yield stretch
