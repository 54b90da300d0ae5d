"""Who else could work one shift of the plan on the desk."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from peakroster.desk.roster import Desk, activities_on, assignments_of, problem_of
from peakroster.planning.shift_design.candidates import starts_on
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.names import meant, sharing
from peakroster.tables.suggestions import nearest_first
from scheduler.alternatives.who_could import WhoCould
from scheduler.alternatives.who_could import who_could as who_could_of
from scheduler.audit import PlanData
from scheduler.domain.plan import Plan

MOST_TRADES = 10
MOST_SHIFTS = 5
"""So many shifts are tried for a short interval: those that reach most of it."""


def who_could(
    desk: Desk, day: date, shift: str | None = None, agent: str | None = None, most_trades: int = MOST_TRADES
) -> WhoCould:
    """Everybody for one shift of the plan, and swaps; positions as in the shop's tables, nobody is moved.

    Parameters
    ----------
    day
        On which the shift starts.
    shift
        Its name; None = that of ``agent`` on this day.
    agent
        Id, or name if nobody else bears it, of who shall not work it; None = an additional shift.

    Raises
    ------
    InputError
        With everything that is wrong about the question: a day outside the plan, an agent or a shift that
        there is none of, an agent who does not work that shift that day, neither shift nor agent, a plan
        without a roster.
    """
    plan = desk.plan
    agent = agent if agent is None else meant(agent, desk.shop.people)
    findings = [*_unknown(desk, day, shift, agent)]
    if findings:
        raise InputError(findings)
    assert plan.roster is not None
    agents = [each.id for each in desk.shop.agents]
    own = _shift_of(plan, agent, day)
    named = shift if shift is not None else own
    if named is None or (agent is not None and own != named):
        details = {"agent": agent or "", "day": f"{day}"}
        code = "option_no_shift" if agent is None else "option_not_working"
        raise InputError([Finding("error", code, "--shift", value=named or "", details=details)])
    place = next(place for place, each in enumerate(desk.shop.shifts) if each.name == named)
    return who_could_of(
        PlanData(desk.shop, plan, desk.earlier),
        problem_of(desk),
        assignments_of(desk),
        activities_on(desk),
        (day - plan.first_day).days,
        place,
        None if agent is None else agents.index(agent),
        most_trades,
    )


def who_could_cover(
    desk: Desk, start: datetime, end: datetime, most_trades: int = MOST_TRADES
) -> tuple[WhoCould, ...]:
    """One person more in each of the shifts that reach most of a stretch of time, the best of them first.

    start, end: of the stretch, in the shop's time. Empty where no shift reaches it.
    """
    reach = []
    for place, shift in enumerate(desk.shop.shifts):
        for day in (start.date() - timedelta(days=1), start.date()):
            if shift.reserve or day not in desk.plan.dates or not starts_on(shift, day):
                continue
            midnight = datetime(day.year, day.month, day.day)
            begins, ends = (midnight + timedelta(minutes=minute) for minute in (shift.start, shift.end))
            reached = (min(end, ends) - max(start, begins)).total_seconds()
            if reached > 0:
                reach.append((-reached, shift.paid_minutes, place, day))
    chosen = sorted(reach)[:MOST_SHIFTS]
    return tuple(
        who_could(desk, day, desk.shop.shifts[place].name, None, most_trades) for *_, place, day in chosen
    )


def _unknown(desk: Desk, day: date, shift: str | None, agent: str | None) -> list[Finding]:
    plan, findings = desk.plan, []
    if plan.roster is None or plan.requirement is None:
        part = "requirement" if plan.requirement is None else "roster"
        findings.append(Finding("error", "stage_missing", f"plans/{plan.first_day}/{part}.csv"))
    if day not in plan.dates:
        span = {"first": f"{plan.first_day}", "last": f"{plan.last_day}"}
        findings.append(Finding("error", "option_outside_plan", "--date", value=f"{day}", details=span))
    for option, code, text, known in (
        ("--agent", "unknown_agent", agent, [each.id for each in desk.shop.agents]),
        ("--shift", "unknown_shift", shift, [each.name for each in desk.shop.shifts]),
    ):
        shared = sharing(text, desk.shop.people) if text is not None and option == "--agent" else ()
        if shared:
            details = {"token": text, "ids": "; ".join(shared)}
            findings.append(Finding("error", "ambiguous_name", option, value=text, details=details))
        elif text is not None and text not in known:
            details = {"token": text, "known": nearest_first(text, known)}
            findings.append(Finding("error", code, option, value=text, details=details))
    return findings


def _shift_of(plan: Plan, agent: str | None, day: date) -> str | None:
    assert plan.roster is not None
    rows = plan.roster[(plan.roster["agent_id"] == agent) & (plan.roster["date"] == day)]
    return None if rows.empty else str(rows["shift"].iloc[0])
