"""Token buckets in memory: so many requests at once, so many a second from then on."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

_MOST_KEYS = 20_000
"""Then the one that was seen longest ago is forgotten: a flood of addresses must not fill the memory."""


@dataclass(frozen=True)
class Rate:
    """burst: requests at once. per_second: how fast they come back."""

    burst: float
    per_second: float


class RateLimit:
    """One bucket for each key. clock: seconds that only grow."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = rate, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, key: str) -> float:
        """Take one from the key's bucket; 0, or the seconds until there is one again."""
        now = self._clock()
        with self._lock:
            left, before = self._buckets.pop(key, (self._rate.burst, now))
            left = min(self._rate.burst, left + (now - before) * self._rate.per_second)
            allowed = left >= 1.0
            self._buckets[key] = (left - 1.0 if allowed else left, now)
            if len(self._buckets) > _MOST_KEYS:
                self._buckets.popitem(last=False)
        return 0.0 if allowed else (1.0 - left) / self._rate.per_second


def client_key(address: str) -> str:
    """Whose bucket an address is: itself, or its /64 in IPv6, which one household has whole."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        mapped = ip.ipv4_mapped
        return str(mapped) if mapped else f"{IPv6Address(int(ip) >> 64 << 64)}/64"
    return str(ip)
