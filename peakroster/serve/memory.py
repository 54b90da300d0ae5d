"""What is kept in memory, bounded by its size: publications as they were read, and finished answers."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Memory(Generic[Value]):
    """The values that were used last, up to a total size; each is made by one thread only.

    size: of a value, in any unit. most: of all together. What is larger alone is not kept.
    """

    def __init__(self, most: int, size: Callable[[Value], int]) -> None:
        self._most, self._size = most, size
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._total = 0
        self._lock = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made where it is not known. Others who want it meanwhile wait for it."""
        known = self._known(key)
        if known is not None:
            return known[0]
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            known = self._known(key)
            if known is not None:
                return known[0]
            try:
                value = make()
                self._keep(key, value)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return value

    def _known(self, key: Hashable) -> tuple[Value, int] | None:
        with self._lock:
            known = self._values.get(key)
            if known is not None:
                self._values.move_to_end(key)
            return known

    def _keep(self, key: Hashable, value: Value) -> None:
        size = self._size(value)
        if size > self._most:
            return
        with self._lock:
            self._values[key] = (value, size)
            self._total += size
            while self._total > self._most:
                _, (_, gone) = self._values.popitem(last=False)
                self._total -= gone
