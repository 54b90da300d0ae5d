"""A queue that was followed before is followed again only where a few other agents make a difference."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.queueing import InTime, ServiceModel
from scheduler.staffing.time_varying import time_varying_service_levels
from scheduler.staffing.time_varying.course_memory import CourseMemory, remembering

MODEL = ServiceModel(300.0, 2, (1.0, 0.9), 240.0)
SLOTS = 48


def levels(agents: np.ndarray, memory: CourseMemory | None, within: float = 30.0) -> np.ndarray:
    hour = np.arange(SLOTS) / 2
    arrivals = 60 + 50 * np.sin(hour / 24 * 2 * np.pi) ** 2
    begins = np.isin(np.arange(SLOTS), [0, 30])
    with remembering(memory):
        found, waiting = time_varying_service_levels(
            MODEL, arrivals, agents, 0.5, begins, InTime("service_level", within), 300.0
        )
    return np.concatenate([found, waiting])


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, SLOTS - 1), st.integers(-3, 3)), min_size=1, max_size=4),
        min_size=1,
        max_size=4,
    )
)
def test_a_remembered_course_tells_the_same(steps: list[list[tuple[int, int]]]) -> None:
    """Whatever agents change, one after the other, levels and queue lengths are those of a fresh course, also
    through overloads; the first and an unchanged one to the last digit."""
    memory, agents = CourseMemory(), np.full(SLOTS, 5.6)
    assert (levels(agents, memory) == levels(agents, None)).all()
    assert (levels(agents, memory) == levels(agents, None)).all()
    for step in steps:
        for place, more in step:
            agents[place : place + 6] = np.maximum(0, agents[place : place + 6] + more)
        assert np.abs(levels(agents, memory) - levels(agents, None)).max() < 1e-6


def test_promises_that_look_ahead_are_not_remembered() -> None:
    """Whether a customer of now is answered within hours follows from later agents."""
    memory, agents = CourseMemory(), np.full(SLOTS, 4.0)
    levels(agents, memory, 4 * 3600.0)
    agents[20:30] = 9.0
    assert (levels(agents, memory, 4 * 3600.0) == levels(agents, None, 4 * 3600.0)).all()
