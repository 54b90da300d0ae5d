"""Who could serve a queue beyond what the others need: by hand, and against Hall's condition."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from scheduler.roster.assignment.spare_agents import spare_agents
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import MEAL, Activity
from tests.scheduler.roster.problems import agent, problem

CHAT, PHONE, MAIL = 0, 1, 2


def of_hours(skills: list[tuple[int, ...]], need: np.ndarray, **fields: object) -> Problem:
    """One day, three queues, people with these skills; need: agents by queue and slot."""
    return problem(
        [agent(f"{i}", own) for i, own in enumerate(skills)],
        need=need,
        days=1,
        queues=("chat", "phone", "mail"),
        **fields,  # type: ignore[arg-type]
    )


def hour(person: int, queue: int, start: int = 9) -> Activity:
    return Activity(person, start * 60, start * 60 + 60, queue)


def needs(chat: float, phone: float) -> np.ndarray:
    return np.repeat(np.array([[chat], [phone], [5.0]]), 36, axis=1)


@pytest.mark.compiles
def test_those_of_a_queue_with_people_to_spare_count_if_they_have_the_skill() -> None:
    """Three chat where one is needed; one of them does mails too."""
    of = of_hours([(CHAT,), (CHAT,), (CHAT, MAIL)], needs(1, 0))
    spare = spare_agents(of, [hour(person, CHAT) for person in range(3)], MAIL, of.required)
    assert spare[9] == 1000
    assert spare.sum() == 1000  # nobody is there at other hours


def test_one_without_the_skill_takes_the_place_of_one_with_it() -> None:
    """Chats have one too many, who could answer the telephone; who does that now could do mails."""
    of = of_hours([(CHAT, PHONE), (CHAT,), (PHONE, MAIL)], needs(1, 1))
    spare = spare_agents(of, [hour(0, CHAT), hour(1, CHAT), hour(2, PHONE)], MAIL, of.required)
    assert spare[9] == 1000


def test_whoever_another_queue_misses_is_not_to_spare() -> None:
    """One of two who do mails could take the chats that nobody takes."""
    of = of_hours([(CHAT, MAIL), (MAIL,)], needs(1, 0))
    spare = spare_agents(of, [hour(0, MAIL), hour(1, MAIL)], MAIL, of.required)
    assert spare[9] == 1000


def test_meals_closed_hours_and_the_plan_before() -> None:
    """Nobody is to spare at a meal, nor while the queue is closed; whoever stays from yesterday counts."""
    open_ = np.ones((3, 36), dtype=bool)
    open_[MAIL, 10] = False
    before = np.zeros((3, 36), dtype=np.int64)
    before[MAIL, 0] = 2
    of = of_hours([(MAIL,)], needs(0, 0), open_=open_, before=before)
    spare = spare_agents(of, [hour(0, MAIL, 8), hour(0, MEAL, 9), hour(0, MAIL, 10)], MAIL, of.required)
    assert {int(slot): int(spare[slot]) for slot in np.flatnonzero(spare)} == {0: 2000, 8: 1000}


@pytest.mark.parametrize("seed", range(5))
def test_as_many_as_any_split_could_give(seed: int) -> None:
    """All who can be placed, without bound on mails, less all who can be placed on the others alone.

    Both by the cut: for each set of queues, its need and the people who have a skill outside of it.
    """
    rng = np.random.default_rng(seed)
    sets = [own for size in (1, 2, 3) for own in combinations(range(3), size)]
    skills = [sets[int(i)] for i in rng.integers(len(sets), size=6)]
    need = rng.integers(0, 4, size=(3, 36)).astype(float)
    of = of_hours(skills, need)
    rows = [
        Activity(person, 60 * t, 60 * t + 60, int(rng.choice(own)))
        for t in range(36)
        for person, own in enumerate(skills)
        if rng.random() < 0.8
    ]
    spare = spare_agents(of, rows, MAIL, of.required)
    for t in range(36):
        there = [skills[row.agent] for row in rows if row.start == 60 * t]

        def most(mails: float, t: int = t, there: list[tuple[int, ...]] = there) -> float:
            caps = [need[CHAT, t], need[PHONE, t], mails]
            subsets = [own for size in range(4) for own in combinations(range(3), size)]
            return min(
                sum(caps[q] for q in inside) + sum(not set(own) <= set(inside) for own in there)
                for inside in subsets
            )

        assert spare[t] == 1000 * (most(1e6) - most(0))
