"""Who could work a shift: legal as the audit reads it, on random rosters; questions that are refused."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from peakroster.desk.roster import open_desk, plans
from peakroster.desk.who_could import who_could as who_could_on
from peakroster.planning.roster.plan_tables import roster_table
from peakroster.planning.roster.problem import roster_problem
from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import InputError
from scheduler.alternatives.exchanges import Move
from scheduler.alternatives.standing_roster import standing_roster
from scheduler.alternatives.who_could import who_could
from scheduler.audit import PlanData
from scheduler.audit.check import agent_rules
from scheduler.audit.facts.worked_shifts import by_agent, earlier_rows, written_rows
from scheduler.audit.rules.availability import locks
from scheduler.audit.rules.lower_limits import lower_limits
from scheduler.domain.agents import Agent
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.requests import Lock, Request
from scheduler.domain.rules import Rules
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from scheduler.roster.problem.solution import Assignment
from tests.peakroster.planning.roster.test_rules import (
    MONDAY,
    NOTHING_NEEDED,
    SHIFTS,
    earlier_of,
    random_pattern,
    random_rules,
)
from tests.peakroster.shop.shops import write_shop
from tests.scheduler.statements import changed

pytestmark = pytest.mark.slow

PEOPLE = 4


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> ShopFolder:
    return read_shop(write_shop(tmp_path_factory.mktemp("shops") / "plain"))


def random_people(draw: random.Random) -> tuple[Agent, ...]:
    none = (None,) * 8
    people = []
    for place in range(1, PEOPLE + 1):
        one = Agent(f"A{place}", f"客服{place}", ("presale",), *none, row=1 + place)
        own = {
            "weekdays": draw.choice([None, None, frozenset({0, 1, 2, 5, 6})]),
            "hours": draw.choice([None, None, Window(480, 1440)]),
            "shifts": draw.choice([None, None, ("早班", "晚班")]),
            "max_hours_week": draw.choice([None, 24.0]),
            "max_consecutive_days": draw.choice([None, 3]),
        }
        people.append(changed(one, **own))
    return tuple(people)


def random_world(draw: random.Random, plain: Shop) -> tuple[Shop, EarlierWork, date, int]:
    """Four people under random rules after random earlier plans, with leave and a lock."""
    first_day, days = MONDAY + timedelta(days=draw.randrange(30)), draw.randint(4, 8)
    covered = 9
    before = [earlier_of(random_pattern(draw, covered), first_day, covered) for _ in range(PEOPLE)]
    rosters = [
        one.roster.assign(agent_id=f"A{place}") for place, one in enumerate(before, 1) if len(one.roster)
    ]
    rows = pd.concat(rosters, ignore_index=True).sort_values(["date", "agent_id"], ignore_index=True)
    day = first_day + timedelta(days=draw.randrange(days))
    shop = replace(
        plain,
        settings=replace(plain.settings, rules=random_rules(draw)),
        agents=random_people(draw),
        shifts=SHIFTS,
        requests=(Request("A1", day, "leave", None, 1.0, 2),),
        locks=(Lock("A2", day, draw.choice(["off", "早班"]), 2),),
        events=(),
    )
    return shop, replace(before[0], roster=rows), first_day, days


def legal_roster(
    shop: Shop, earlier: EarlierWork, first_day: date, days: int
) -> tuple[Assignment, ...] | None:
    """A roster by best responses; None where somebody can have none."""
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, first_day, days)
    team = standing_roster(problem, (), ()).team
    rng = np.random.default_rng(days)
    for who in range(team.size):
        start = team.model.agents[who].start_cost
        price = np.where(start < 1e15, rng.uniform(-1, 0.6, start.shape), 1e15)
        result = team.cheapest_patterns(who, price, 64)
        if result.cost >= 1e15:
            return None
        team.insert(who, result.patterns[0])
    return tuple(team.assignments)


def broken(data: PlanData, agent: Agent) -> list[str]:
    """What the audit says of one agent's shifts."""
    rows = [row for row in written_rows(data) if row.agent == agent.id]
    before = [row for row in earlier_rows(data) if row.agent == agent.id]
    found = [violation.code for violation in agent_rules(data, rows, before)]
    together = by_agent([*before, *rows]).get(agent.id, [])
    found += [violation.code for violation in lower_limits(data, agent, together)]
    return found + [v.code for v in locks(data, rows) if v.agent == agent.id]


def after(data: PlanData, assignments: tuple[Assignment, ...], moves: tuple[Move, ...]) -> PlanData:
    cells = {(one.agent, one.day): one.shift for one in assignments}
    for move in moves:
        cells[move.agent, move.day] = move.after
    changed_ = tuple(Assignment(*cell, shift) for cell, shift in sorted(cells.items()) if shift >= 0)
    return replace(data, plan=replace(data.plan, roster=roster_table(data.shop, data.first_day, changed_)))


@pytest.mark.parametrize("seed", range(60))
def test_legal_is_what_the_audit_says(seed: int, plain: Shop) -> None:
    """Each person alone, and every swap and chain: no rule objects exactly where the audit finds nothing in
    the changed roster of a legal one, and names the rules that it finds broken."""
    draw = random.Random(seed)
    shop, earlier, first_day, days = random_world(draw, plain)
    assignments = legal_roster(shop, earlier, first_day, days)
    if not assignments:
        return
    plan = Plan(first_day, days, roster=roster_table(shop, first_day, assignments))
    data = PlanData(shop, plan, earlier)
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, first_day, days)
    assert not any(broken(data, agent) for agent in shop.agents)
    one = draw.choice(assignments)
    for giver in (one.agent, None):
        found = who_could(data, problem, assignments, (), one.day, one.shift, giver, 1000)
        for candidate in found.candidates:
            own = tuple(move for move in candidate.exchange.moves if move.agent == candidate.agent)
            codes = broken(after(data, assignments, own), shop.agents[candidate.agent])
            assert bool(codes) == bool(candidate.objections), (codes, candidate)
            assert set(candidate.objections) == set(codes) - {"employment"}
        for trade in found.trades:
            changed_ = after(data, assignments, trade.exchange.moves)
            gives = all(move.after < 0 for move in trade.exchange.moves if move.agent == giver)
            for agent in trade.exchange.people:
                if agent != giver or not gives:
                    left = [code for code in broken(changed_, shop.agents[agent]) if code != "lock"]
                    assert not left, (trade, left)
    people = [one.agent for one in found.candidates]
    assert sorted(people) == sorted(set(people) & set(range(PEOPLE)))


def test_most_random_worlds_have_a_roster(plain: Shop) -> None:
    """Else the test above says little."""
    worlds = (random_world(random.Random(seed), plain) for seed in range(60))
    assert sum(bool(legal_roster(*world)) for world in worlds) >= 25


def test_who_breaks_a_rule_already_is_asked_for_no_more(plain: Shop) -> None:
    """Six days in a row of at most four are a fault of the plan; a seventh is another day too many, an early
    shift instead of the late one is not."""
    rules = Rules(max_consecutive_days=4, min_rest_hours=11)
    people = random_people(random.Random(1))
    people = tuple(
        changed(one, weekdays=None, hours=None, shifts=None, max_consecutive_days=None) for one in people
    )
    shop = replace(
        plain,
        settings=replace(plain.settings, rules=rules),
        agents=people,
        shifts=SHIFTS,
        requests=(),
        locks=(),
        events=(),
    )
    assignments = (*(Assignment(0, day, 1) for day in range(5)), Assignment(1, 4, 0), Assignment(1, 6, 0))
    earlier = earlier_of("", MONDAY, 0)
    plan = Plan(MONDAY, 7, roster=roster_table(shop, MONDAY, assignments))
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, MONDAY, 7)
    data = PlanData(shop, plan, earlier)
    same_day = who_could(data, problem, assignments, (), 0, 3, None)
    first = next(one for one in same_day.candidates if one.agent == 0)
    assert first.objections == ()
    assert first.instead_of == 1
    after_late = who_could(data, problem, assignments, (), 4, 0, 1)
    first = next(one for one in after_late.candidates if one.agent == 0)
    assert first.objections == ("min_rest_hours",)


@pytest.mark.parametrize(
    ("day", "shift", "agent", "codes"),
    [
        (date(2027, 1, 1), "没有", "nobody", ["option_outside_plan", "unknown_agent", "unknown_shift"]),
        (None, None, None, ["option_no_shift"]),
    ],
)
def test_what_is_wrong_about_a_question(
    shop: Path, day: date | None, shift: str | None, agent: str | None, codes: list[str]
) -> None:
    """All of it at once."""
    desk = open_desk(shop, plans(shop)[0])
    with pytest.raises(InputError) as raised:
        who_could_on(desk, day or desk.plan.first_day, shift, agent)
    assert [finding.code for finding in raised.value.findings] == codes


def test_one_who_does_not_work_has_no_shift_to_give(shop: Path) -> None:
    """Nor has somebody a shift that is not theirs."""
    desk = open_desk(shop, plans(shop)[0])
    with pytest.raises(InputError) as raised:
        who_could_on(desk, desk.plan.first_day + timedelta(days=1), None, "006")
    assert [finding.code for finding in raised.value.findings] == ["option_not_working"]
    with pytest.raises(InputError):
        who_could_on(desk, desk.plan.first_day, "晚班", "005")


def test_an_agent_may_be_called_by_name(shop: Path) -> None:
    """The same answer as by id; a name of two says whose it is."""
    desk = open_desk(shop, plans(shop)[0])
    assert desk.plan.roster is not None
    first = desk.plan.roster.iloc[0]
    name = desk.shop.agent_names[first["agent_id"]]
    by_name, by_id = (who_could_on(desk, first["date"], None, who) for who in (name, first["agent_id"]))
    assert by_name.giver == by_id.giver is not None
    two = tuple(replace(agent, name="王芳") for agent in desk.shop.agents[:2])
    desk = replace(desk, shop=replace(desk.shop, agents=(*two, *desk.shop.agents[2:])))
    with pytest.raises(InputError) as raised:
        who_could_on(desk, desk.plan.first_day, None, "王芳")
    (finding,) = raised.value.findings
    assert (finding.code, finding.details["ids"]) == ("ambiguous_name", "; ".join(one.id for one in two))
