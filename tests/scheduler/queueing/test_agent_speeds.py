"""Speeds that are drawn towards 1, and what one person counts in agents."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.domain.conversations import Conversation
from scheduler.queueing.agent_capacity import contribution
from scheduler.queueing.agent_speeds import learned_speeds
from scheduler.queueing.machine_repair import speeds_of
from scheduler.queueing.service_model import ServiceModel


def of_agents(chats: list[float], seconds: list[float]) -> np.ndarray:
    """Speeds of agents with one row each."""
    rows = np.arange(len(chats))
    found = learned_speeds(rows, np.zeros(len(chats), np.int64), np.array(chats), np.array(seconds))
    return found.speed


def test_the_formula_by_hand() -> None:
    """A = (100·300 + 300·100 + 200·100) / 500 = 160; y = ln(A/a); t and s as documented."""
    n, a = np.array([100.0, 300.0, 100.0]), np.array([300.0, 100.0, 200.0])
    y = np.log(160 / a)
    t = ((n * y**2).sum() - 2) / n.sum()
    assert of_agents(list(n), list(a)) == pytest.approx(np.exp(y * n / (n + 1 / t)))


def test_few_chats_say_little() -> None:
    """Of two people equally slow, the one with fewer chats is nearer to 1; the other hardly moves."""
    speeds = of_agents([2000, 2000, 2000, 4, 2000], [200, 300, 220, 300, 180])
    assert speeds[1] < speeds[3] < 1
    assert speeds[3] > 0.9
    assert speeds[1] == pytest.approx(
        np.dot([2000, 2000, 2000, 4, 2000], [200, 300, 220, 300, 180]) / 8004 / 300, rel=0.02
    )


def test_chance_alone_makes_nobody_faster() -> None:
    """Equal people of 50 chats with exponential times: the mean distance from 1 is a fraction of what is
    observed."""
    rng = np.random.default_rng(1)
    observed = rng.gamma(50, 240 / 50, size=200)
    speeds = of_agents([50.0] * 200, list(observed))
    assert np.abs(np.log(speeds)).mean() < 0.3 * np.abs(np.log(observed / observed.mean())).mean()


def test_true_speeds_are_found_again() -> None:
    """Drawn towards 1, the estimates are nearer to the truth than what is observed."""
    rng = np.random.default_rng(2)
    truth = np.exp(rng.normal(0, 0.2, 300))
    chats = rng.integers(5, 200, 300)
    seconds = np.array([rng.gamma(n, 240 / s / n) for n, s in zip(chats, truth, strict=True)])
    found = learned_speeds(np.arange(300), np.zeros(300, np.int64), chats.astype(float), seconds)
    errors = [np.mean(np.log(each / truth) ** 2) for each in (found.observed, found.speed)]
    assert errors[1] < 0.7 * errors[0]


def test_a_slow_month_slows_nobody() -> None:
    """Everybody takes twice as long in November; who worked only then is not slow."""
    agent, month = np.array([0, 0, 1, 2]), np.array([10, 11, 10, 11])
    found = learned_speeds(agent, month, np.full(4, 500.0), np.array([100.0, 200.0, 100.0, 200.0]))
    assert found.speed == pytest.approx(1)
    assert found.chats.tolist() == [1000, 500, 500]


def test_one_person_alone_is_the_standard() -> None:
    """There is nobody to compare with."""
    assert of_agents([70.0], [999.0]) == pytest.approx(1)


PLAIN = ServiceModel(240, 3)
SLOWED = ServiceModel(240, 3, (1.0, 0.8, 0.6))
TALK = ServiceModel(240, 3, conversation=Conversation(5, 20, 30))


@pytest.mark.parametrize(
    ("model", "speed", "chats", "thousandths"),
    [
        (PLAIN, 1.0, 3, 1000),
        (PLAIN, 0.7, 3, 700),
        (PLAIN, 1.0, 2, 650),  # 2/3 of the chats
        (PLAIN, 1.0, 4, 1350),
        (SLOWED, 1.0, 2, 900),  # 1.6 of 1.8
        (SLOWED, 0.5, 1, 300),  # 0.5 / 1.8 = 0.278
        (SLOWED, 1.0, 5, 1000),
        (PLAIN, 0.2, 1, 50),  # 0.067 of an agent is at least a twentieth
        (PLAIN, 0.675, 3, 700),
    ],
)
def test_what_one_person_counts(model: ServiceModel, speed: float, chats: int, thousandths: int) -> None:
    """Speed times capacity, by hand, in twentieths."""
    assert contribution(model, speed, chats) == thousandths


def test_more_chats_of_a_conversation() -> None:
    """Its own speeds go on beyond the queue's concurrency."""
    speeds = speeds_of(TALK.conversation, 5)  # type: ignore[arg-type]
    assert contribution(TALK, 1.0, 5) == 50 * round(20 * speeds[4] / speeds[2])
