"""Courses of queues that were followed before, so that a few other agents need not follow all of it again.

The chain forgets: some intervals after the last change, its state is that of the course before, to within
what is negligible, and from there on the old course holds. Who wants the same bytes whatever was computed
before (a command, a plan that is written) does not remember.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from scheduler.staffing.time_varying.transient import TransientState

Floats = NDArray[np.float64]

NEGLIGIBLE = 1e-10
"""Probability by which two states may differ in sum and still count as the same."""


@dataclass(frozen=True)
class Course:
    """A queue as it was followed with these agents; arrays of shape (intervals,). ends: its states."""

    agents: Floats
    levels: Floats
    waiting: Floats
    ends: tuple[TransientState, ...]


@dataclass
class CourseMemory:
    """The latest course of each of so many queues, whatever their agents; safe to share between threads."""

    most: int = 16
    _courses: OrderedDict[str, Course] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def latest(self, key: str) -> Course | None:
        """The course that was followed last for this demand."""
        with self._lock:
            found = self._courses.get(key)
            if found is not None:
                self._courses.move_to_end(key)
            return found

    def keep(self, key: str, course: Course) -> None:
        """Remember a course in place of the one before, and forget the oldest of too many."""
        with self._lock:
            self._courses[key] = course
            self._courses.move_to_end(key)
            while len(self._courses) > self.most:
                self._courses.popitem(last=False)

    def all(self) -> dict[str, Course]:
        """Everything that is remembered, the oldest first."""
        with self._lock:
            return dict(self._courses)

    def take(self, courses: Mapping[str, Course]) -> None:
        """Remember what another process has followed; what was followed here since is newer."""
        with self._lock:
            self._courses = OrderedDict({**courses, **self._courses})
            while len(self._courses) > self.most:
                self._courses.popitem(last=False)


_memory: ContextVar[CourseMemory | None] = ContextVar("course_memory", default=None)


@contextmanager
def remembering(memory: CourseMemory | None) -> Iterator[None]:
    """Inside the ``with``, courses are taken from this memory and kept in it; None = not at all."""
    token = _memory.set(memory)
    try:
        yield
    finally:
        _memory.reset(token)


def present_memory() -> CourseMemory | None:
    """The memory that whoever computes now may use."""
    return _memory.get()


def key_of(*what: object) -> str:
    """A fingerprint of everything that a course depends on but its agents."""
    found = hashlib.sha256()
    for each in what:
        found.update(each.tobytes() if isinstance(each, np.ndarray) else repr(each).encode())
        found.update(b"|")
    return found.hexdigest()


def nearly_same(one: TransientState, other: TransientState) -> bool:
    """Whether what follows from both differs by nothing that is told."""
    if one is other:
        return True
    if one.slots != other.slots or one.customers != other.customers:
        return False
    if abs(one.fluid - other.fluid) > NEGLIGIBLE * max(1.0, one.fluid):
        return False
    a, b = one.probabilities, other.probabilities
    if len(a) < len(b):
        a, b = b, a
    return float(np.abs(a[: len(b)] - b).sum() + np.abs(a[len(b) :]).sum()) <= NEGLIGIBLE
