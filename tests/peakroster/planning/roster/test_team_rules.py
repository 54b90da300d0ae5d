"""Rules of the team: what the search counts, what the audit counts, and what a plan says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd
import pytest

from peakroster.explanations.team_rule_words import team_rule_lines
from peakroster.messages import LANGUAGES, Translator
from peakroster.planning.roster.plan_tables import activities_table, roster_table
from peakroster.planning.roster.problem import roster_problem
from peakroster.planning.roster.team_rules import broken_team_rules
from peakroster.plans.tables import empty_table
from scheduler.audit import PlanData
from scheduler.audit.facts.worked_shifts import written_rows
from scheduler.audit.figures.team_rule_summary import team_rule_summary
from scheduler.audit.rules.team_rules import breaches, team_rule_points, team_rules
from scheduler.domain.agents import Agent
from scheduler.domain.meetings import Meeting
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.shifts import Break, Shift
from scheduler.domain.shop import Shop
from scheduler.domain.team_rules import People, TeamRule
from scheduler.domain.windows import Window
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.joint_counts import cost_of_meetings, most_relief_of_meetings
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import BREAK, MEAL, Activity, Assignment, Solution
from tests.peakroster.planning.roster.test_rules import MONDAY, NO_RULES, plain
from tests.scheduler.statements import changed

__all__ = ["plain"]
pytestmark = pytest.mark.slow

SHIFTS = (
    Shift("早班", 480, 1020, 60, Window(660, 840), 2),
    Shift("晚班", 840, 1440, 30, Window(1020, 1200), 3, breaks=(Break(30, Window(1260, 1380)),)),
    Shift("夜班", 1320, 1800, 0, None, 4),
)
LEVELS = ("组长", "老人", "新人", None)
DAYS = 5


def people(levels: tuple[str | None, ...]) -> tuple[Agent, ...]:
    none = (None,) * 8
    return tuple(
        changed(
            Agent(f"A{number}", f"某{number}", ("presale",), *none, row=number + 2),
            level=level,
            team="甲" if number % 2 else "乙",
        )
        for number, level in enumerate(levels)
    )


def shop_with(plain: Shop, rules: tuple[TeamRule, ...], levels: tuple[str | None, ...]) -> Shop:
    return replace(
        plain,
        settings=replace(plain.settings, rules=NO_RULES, team_rules=rules),
        agents=people(levels),
        shifts=SHIFTS,
        requests=(),
        locks=(),
        events=(),
    )


RULES = (
    TeamRule("leader", "at_least", People(levels=("组长",)), 20.0, number=1),
    TeamRule("desk", "at_least", People(), 7.0, number=2, counted="at_desk", hours=Window(1320, 1800)),
    TeamRule("meals", "at_most", People(), 20.0, number=1, counted="on_meal"),
    TeamRule("share", "at_most", People(teams=("甲",)), 3.3, share=0.3, counted="on_meal"),
    TeamRule(
        "beside",
        "beside",
        People(levels=("新人",)),
        20.0,
        beside=People(levels=("老人", "组长")),
        for_each=2,
        counted="at_desk",
        weekdays=frozenset({0, 1, 2}),
    ),
    TeamRule("apart", "apart", People(agents=("A0", "A2", "A3")), 5.0, hard=True),
    TeamRule("day", "apart", People(agents=("A0", "A1")), 5.0, by_day=True, weekdays=frozenset({1, 2, 3})),
    TeamRule("together", "together", People(agents=("A1", "A2", "A3")), 1.0),
)


def random_roster(rng: np.random.Generator, agents: int) -> tuple[list[Assignment], list[Activity]]:
    """Shifts that may break any rule of one person, with their rests somewhere in the windows."""
    assignments, activities = [], []
    for agent in range(agents):
        before = -1
        for day in range(DAYS):
            place = int(rng.integers(-1, len(SHIFTS)))
            if place < 0 or (before == 2 and place == 0):
                before = -1
                continue
            before = place
            shift, midnight = SHIFTS[place], day * 1440
            assignments.append(Assignment(agent, day, place))
            rests = [] if shift.meal is None else [(MEAL, shift.meal_minutes, shift.meal)]
            rests += [(BREAK, rest.minutes, rest.window) for rest in shift.breaks]
            now = midnight + shift.start
            for what, minutes, window in rests:
                starts = range(window.start, window.end - minutes + 1, 30)
                begin = midnight + int(rng.choice(starts))
                activities += [
                    Activity(agent, now, begin, 0),
                    Activity(agent, begin, begin + minutes, what),
                ]
                now = begin + minutes
            activities.append(Activity(agent, now, midnight + shift.end, 0))
    return assignments, activities


def requirement() -> pd.DataFrame:
    """The shop's open intervals: presale always, aftersale 09:00-23:00; nobody needed."""
    moments = [datetime.combine(MONDAY, time()) + timedelta(minutes=30 * k) for k in range(DAYS * 48 + 24)]
    rows = [
        (moment, queue, 0.0, 0)
        for queue in ("presale", "aftersale")
        for moment in moments
        if queue == "presale" or 9 <= moment.hour < 23
    ]
    table = pd.DataFrame(rows, columns=["timestamp", "queue", "inquiries", "agents"])
    return table.reindex(columns=empty_table("requirement").columns).astype({"timestamp": "datetime64[us]"})


def planned(shop: Shop, rng: np.random.Generator) -> tuple[Problem, Solution, PlanData]:
    """A random plan after a night shift of an earlier one, as the search and as the audit see it."""
    evening = datetime.combine(MONDAY, time()) - timedelta(hours=2)
    night = [("A0", MONDAY - timedelta(days=1), "夜班", evening, evening + timedelta(hours=8), 8.0)]
    columns = ["agent_id", "date", "shift", "start", "end", "paid_hours"]
    rows = night if rng.random() < 0.5 else []
    types = {"start": "datetime64[us]", "end": "datetime64[us]"}
    roster = pd.DataFrame(rows, columns=columns).astype(types)
    covers = bool(rows) or bool(rng.random() < 0.5)
    earlier = EarlierWork(roster, empty_table("activities"), covers, MONDAY if covers else None)
    problem = roster_problem(shop, requirement(), earlier, MONDAY, DAYS)
    assignments, activities = random_roster(rng, len(shop.agents))
    solution = Solution("feasible", 0.0, 0.0, "work", {}, tuple(assignments), tuple(activities), 0)
    plan = Plan(
        MONDAY,
        DAYS,
        roster=roster_table(shop, MONDAY, solution.assignments),
        activities=activities_table(shop, MONDAY, DAYS, solution),
        summary={"team_rules": broken_team_rules(shop, problem, solution, MONDAY)},
    )
    return problem, solution, PlanData(shop, plan, earlier)


@pytest.mark.parametrize("seed", range(30))
def test_search_and_audit_count_the_same(plain: Shop, seed: int) -> None:
    """Of a random roster: amount and points of all rules, and each stretch in which one is broken."""
    rng = np.random.default_rng(seed)
    levels = tuple(LEVELS[k] for k in rng.integers(0, len(LEVELS), 5))
    chosen = tuple(rule for rule in RULES if rng.random() < 0.7) or RULES
    shop = shop_with(plain, chosen, levels)
    problem, solution, data = planned(shop, rng)
    (part,) = (
        part
        for part in objective_parts(problem, solution.assignments, solution.activities)
        if part.name == "team_rules"
    )
    worked = written_rows(data)
    assert team_rule_points(data, worked) == pytest.approx((part.amount, part.points), abs=1e-6)
    assert list(team_rule_summary(data, worked)) == []
    hard = [one for one in breaches(data, worked) if one.rule.hard]
    assert len(list(team_rules(data, worked))) == len(hard)


def test_a_leader_in_each_open_hour_by_hand(plain: Shop) -> None:
    """The leader works early, 08:00-17:00, a junior late; from 08:00, when the first shift can begin, to
    midnight somebody is to lead: seven hours are broken on the first day and all others whole."""
    rule = replace(RULES[0], weekdays=frozenset({0}))
    shop = shop_with(plain, (rule,), ("组长", "新人"))
    earlier = EarlierWork(empty_table("roster"), empty_table("activities"), False, None)
    problem = roster_problem(shop, requirement(), earlier, MONDAY, DAYS)
    shifts = (Assignment(0, 0, 0), Assignment(1, 0, 1))
    activities = (Activity(0, 480, 660, 0), Activity(0, 660, 720, MEAL), Activity(0, 720, 1020, 0))
    solution = Solution("feasible", 0.0, 0.0, "work", {}, shifts, activities, 0)
    assert broken_team_rules(shop, problem, solution, MONDAY) == [
        {
            "rule": "leader",
            "from": f"{MONDAY}T17:00",
            "until": f"{MONDAY + timedelta(days=1)}T00:00",
            "most": 1.0,
            "hours": 7.0,
        }
    ]
    (part,) = (p for p in objective_parts(problem, shifts, activities) if p.name == "team_rules")
    assert (part.amount, part.points) == (7.0, 140.0)


def test_who_is_at_a_meeting_is_not_at_the_desk(plain: Shop) -> None:
    """The leader's meeting from 10:00 to 11:00 leaves an hour without one, for the search and the audit; a
    rule that counts who is at work does not mind. The bound allows for what a meeting may make cheaper."""
    desk = TeamRule("desk", "at_least", People(levels=("组长",)), 20.0, number=1, counted="at_desk")
    desk = replace(desk, hours=Window(9 * 60, 12 * 60), weekdays=frozenset({0}))
    work, few = (
        replace(desk, name="work", counted="at_work"),
        replace(desk, name="few", kind="at_most", number=0),
    )
    meeting = Meeting("例会", MONDAY, 60, Window(600, 720), ("A0",), False, 2)
    shop = replace(shop_with(plain, (desk, work, few), ("组长",)), meetings=(meeting,))
    earlier = EarlierWork(empty_table("roster"), empty_table("activities"), False, None)
    problem = roster_problem(shop, requirement(), earlier, MONDAY, DAYS)
    assert most_relief_of_meetings(problem) == 2 * round(20 * 1000 / 2)
    shifts = (Assignment(0, 0, 0),)
    spans = ((480, 600, 0), (600, 660, -10), (660, 720, 0), (720, 780, MEAL), (780, 1020, 0))
    activities = tuple(Activity(0, *span) for span in spans)
    assert cost_of_meetings(problem, shifts, activities) == 0  # an hour of one rule for an hour of the other
    solution = Solution("feasible", 0.0, 0.0, "work", {}, shifts, activities, 0)
    broken = broken_team_rules(shop, problem, solution, MONDAY)
    assert [(one["rule"], one["from"][11:], one["until"][11:]) for one in broken] == [
        ("desk", "10:00", "11:00"),
        ("few", "09:00", "10:00"),
        ("few", "11:00", "12:00"),
    ]
    plan = Plan(
        MONDAY,
        DAYS,
        roster=roster_table(shop, MONDAY, shifts),
        activities=activities_table(shop, MONDAY, DAYS, solution),
        summary={"team_rules": broken},
    )
    data = PlanData(shop, plan, earlier)
    assert list(team_rule_summary(data, written_rows(data))) == []
    assert team_rule_points(data, written_rows(data)) == (3.0, 60.0)


def test_a_share_of_those_at_work_by_hand(plain: Shop) -> None:
    """Two of three eat at once where a third may: one person is too many."""
    rule = TeamRule("share", "at_most", People(), 20.0, share=0.34, counted="on_meal")
    shop = shop_with(plain, (rule,), ("新人",) * 3)
    earlier = EarlierWork(empty_table("roster"), empty_table("activities"), True, MONDAY)
    problem = roster_problem(shop, requirement(), earlier, MONDAY, DAYS)
    shifts = tuple(Assignment(a, 0, 0) for a in range(3))
    activities = tuple(
        activity
        for a in range(3)
        for activity in (
            Activity(a, 480, 660 + 60 * (a == 2), 0),
            Activity(a, 660 + 60 * (a == 2), 720 + 60 * (a == 2), MEAL),
            Activity(a, 720 + 60 * (a == 2), 1020, 0),
        )
    )
    solution = Solution("feasible", 0.0, 0.0, "work", {}, shifts, activities, 0)
    (first,) = broken_team_rules(shop, problem, solution, MONDAY)
    assert (first["from"], first["until"]) == (f"{MONDAY}T11:00", f"{MONDAY}T12:00")
    assert (first["most"], first["hours"]) == (pytest.approx(2 - 1.02), pytest.approx(2 - 1.02))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_broken_rule_in_words(plain: Shop, rule: TeamRule, language: str) -> None:
    """By its name and day; who is off that day where somebody is missing."""
    shop = shop_with(plain, (rule,), ("组长", "老人", "新人", "新人"))
    one = {"rule": rule.name, "from": f"{MONDAY}T09:00", "until": f"{MONDAY}T10:30", "most": 2.0, "hours": 3}
    plan = Plan(
        MONDAY,
        DAYS,
        roster=roster_table(shop, MONDAY, ()),
        summary={"team_rules": [one | ({"agent": "A2"} if rule.kind == "together" else {})]},
    )
    (line,) = team_rule_lines(shop, plan, Translator(language))
    assert rule.name in line
    assert "11-02" in line
    assert ("09:00" in line) is not rule.by_day
    assert ("某0" in line) is (rule.kind in ("at_least", "beside"))


def test_who_is_free_by_the_terms_of_the_day_is_named(plain: Shop) -> None:
    """Somebody whose contract has no Mondays from this one on could not come."""
    rule = next(one for one in RULES if one.kind == "at_least")
    shop = shop_with(plain, (rule,), ("组长", "老人", "新人", "新人"))
    before = shop.agents[0]
    then = replace(before, weekdays=frozenset(range(1, 7)))
    terms = ((date.min, before), (MONDAY, then))
    shop = replace(shop, agents=(replace(before, terms=terms), *shop.agents[1:]))
    one = {"rule": rule.name, "from": f"{MONDAY}T09:00", "until": f"{MONDAY}T10:30", "most": 2.0, "hours": 3}
    plan = Plan(MONDAY, DAYS, roster=roster_table(shop, MONDAY, ()), summary={"team_rules": [one]})
    (line,) = team_rule_lines(shop, plan, Translator("zh"))
    assert "某0" not in line
