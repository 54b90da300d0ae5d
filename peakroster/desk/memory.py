"""What a desk has computed, kept in the process for the next changed cell and for the next browser tab.

Everything here is a function of objects that never change (a shop, tables of a plan), so it is found again by
the objects themselves, whichever session holds them; and bounded, the oldest goes first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock, RLock
from typing import Generic, TypeVar, overload

from scheduler.staffing.time_varying.course_memory import CourseMemory

T = TypeVar("T")

COURSES = CourseMemory()
"""Queues as they were followed last; a changed cell changes some of their intervals."""


class Kept(Generic[T]):
    """Results by the very objects that they follow from."""

    def __init__(self, most: int) -> None:
        """most: how many are kept."""
        self._most = most
        self._found: OrderedDict[Hashable, tuple[tuple[object, ...], T]] = OrderedDict()
        self._lock = Lock()
        self._computing: dict[Hashable, RLock] = {}

    def known(self, objects: tuple[object, ...], also: Hashable = ()) -> T | None:
        """The result of these objects, None where there is none. also: what is compared by its value."""
        key = (tuple(map(id, objects)), also)
        with self._lock:
            found = self._found.get(key)
            if found is None:
                return None
            self._found.move_to_end(key)
            return found[1]

    def keep(self, objects: tuple[object, ...], also: Hashable, value: T) -> T:
        """Keep a result, and its objects with it, so that no other object takes their identity."""
        key = (tuple(map(id, objects)), also)
        with self._lock:
            self._found[key] = (objects, value)
            self._found.move_to_end(key)
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return value

    def of(self, objects: tuple[object, ...], also: Hashable, compute: Callable[[], T]) -> T:
        """The result of these objects, computed where it is not known: of two at once, one waits."""
        found = self.known(objects, also)
        if found is not None:
            return found
        key = (tuple(map(id, objects)), also)
        with self._lock:
            mine = self._computing.setdefault(key, RLock())
        try:
            with mine:
                found = self.known(objects, also)
                return self.keep(objects, also, compute()) if found is None else found
        finally:
            with self._lock:
                if self._computing.get(key) is mine:
                    del self._computing[key]


class Later(Sequence[T]):
    """A sequence that is computed when somebody looks into it first."""

    def __init__(self, compute: Callable[[], Sequence[T]]) -> None:
        self._compute = compute
        self._lock = RLock()
        self._found: Sequence[T] | None = None

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        return self._all()[place]

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> Sequence[T]:
        with self._lock:
            if self._found is None:
                self._found = self._compute()
            return self._found
