"""Causes of changes: every link from a change to the shift that was lost is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from peakroster.planning.roster.change_causes import Causes, Link
from peakroster.planning.roster.told import Lost, ToldRoster
from scheduler.roster.problem.problem import Problem, Told
from scheduler.roster.problem.solution import Activity
from tests.scheduler.roster.problems import EARLY, LATE, NIGHT, agent, problem

FIRST = date(2026, 11, 9)
OFF, AT_EARLY, AT_LATE, AT_NIGHT = None, 0, 1, 2


def people(*skills: set[int]) -> Problem:
    """a, b, c, … with these skills."""
    team = [replace(agent(name), skills=frozenset(own)) for name, own in zip("abcd", skills, strict=False)]
    return problem(team, queues=("p", "q"), shifts=(EARLY, LATE, NIGHT), days=2)


def causes(
    case: Problem,
    changes: list[tuple[int, int | None, int | None]],
    lost: list[tuple[int, int]],
    before: list[Activity] | None = None,
    now: list[Activity] | None = None,
) -> Causes:
    """changes: agent, shift told and shift now, all of the first day. lost: agent and shift of that day."""
    gone = tuple(Lost("abcd"[one], FIRST, "", "absent", one, shift) for one, shift in lost)
    told = [(Told(one, 0, was, 3.0, 3.0), shift) for one, was, shift in changes]
    spans = {(one, 0): None for one, _, _ in changes}
    return Causes(ToldRoster(case, (), gone), FIRST, told, spans, before or [], now or [])


def chain(found: Causes, one: int, was: int | None) -> list[tuple[str, str]]:
    return [(link.reason, link.whom) for link in found.chain(Told(one, 0, was, 3.0, 3.0))]


def test_whoever_takes_a_lost_shift_names_who_was_to_work_it() -> None:
    """One link."""
    found = causes(people({0}, {0}), [(0, OFF, AT_EARLY)], [(1, AT_EARLY)])
    assert chain(found, 0, OFF) == [("absent", "b")]


def test_a_chain_of_three_names_all_its_links() -> None:
    """a comes at night for b, who comes late for c, who comes early for d, who is ill."""
    changes = [(0, OFF, AT_NIGHT), (1, AT_NIGHT, AT_LATE), (2, AT_LATE, AT_EARLY)]
    found = causes(people({0}, {0}, {0}, {0}), changes, [(3, AT_EARLY)])
    assert chain(found, 2, AT_LATE) == [("absent", "d")]
    assert chain(found, 1, AT_NIGHT) == [("colleague", "c"), ("absent", "d")]
    assert chain(found, 0, OFF) == [("colleague", "b"), ("colleague", "c"), ("absent", "d")]


def test_somebody_of_another_skill_stands_in_through_a_colleague_of_both() -> None:
    """c, who is ill, serves q alone; a, who knows p alone, comes, as b of both now serves q instead of p."""
    case = people({0}, {0, 1}, {1})
    before = [Activity(1, 480, 960, 0), Activity(2, 480, 960, 1)]
    now = [Activity(0, 480, 960, 0), Activity(1, 480, 960, 1)]
    found = causes(case, [(0, OFF, AT_EARLY)], [(2, AT_EARLY)], before, now)
    assert chain(found, 0, OFF) == [("queue", "b"), ("absent", "c")]
    stays = [Activity(0, 480, 960, 0), Activity(1, 480, 960, 0)]
    alone = causes(case, [(0, OFF, AT_EARLY)], [(2, AT_EARLY)], before, stays)
    assert chain(alone, 0, OFF) == [("need", "")]


def test_two_who_change_places_do_not_go_round_in_circles() -> None:
    """Each is the other's cause, and is named once."""
    found = causes(people({0}, {0}), [(0, AT_EARLY, AT_LATE), (1, AT_LATE, AT_EARLY)], [])
    assert chain(found, 0, AT_EARLY) == [("colleague", "b"), ("colleague", "a")]


def test_another_day_of_the_same_agent_is_the_last_resort() -> None:
    """Nobody else's shift is gone then."""
    case = people({0}, {1})
    told = [(Told(0, 0, AT_EARLY, 3.0, 3.0), OFF), (Told(0, 1, OFF, 3.0), AT_LATE)]
    found = Causes(ToldRoster(case, (), ()), FIRST, told, {(0, 0): None, (0, 1): None}, [], [])
    assert found.chain(told[1][0]) == (Link("exchange", FIRST.isoformat()),)
    assert found.chain(told[0][0]) == (Link("exchange", (FIRST + timedelta(days=1)).isoformat()),)
