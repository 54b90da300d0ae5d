"""What the three servers share: tokens, effects that come late, and everything that goes wrong between."""

from __future__ import annotations

import heapq
import json
import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from peakroster.push.clock import Clock

Cell = tuple[str, date]
SECRETS = ("key-of-the-shop", "secret-of-the-shop")
"""The credentials that every server takes."""


@dataclass
class Hostility:
    """How badly a server behaves; every share is of calls, or of rows.

    dropped: calls whose connection breaks, half of them after the call was carried out. slow: answers that
    come after slow_seconds. limited: answers 429. broken: answers 502 that are no JSON. token_seconds: after
    which a token is not taken any more, whatever was promised. refused: rows that are refused whenever they
    are sent. refused_once: rows refused the first time. delay: seconds until a row is in effect, at most.
    duplicated: rows that take effect a second time, later.
    """

    dropped: float = 0.0
    slow: float = 0.0
    slow_seconds: float = 25.0
    limited: float = 0.0
    broken: float = 0.0
    token_seconds: float = 7200.0
    refused: float = 0.0
    refused_once: float = 0.0
    delay: float = 0.0
    duplicated: float = 0.0


@dataclass(frozen=True)
class Answer:
    """delay: seconds before it comes. dropped: it never does."""

    status: int = 200
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    dropped: bool = False


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any


Handler = Callable[[Request], Mapping[str, Any]]


class Server(ABC):
    """A platform of a company.

    held: what is in effect. staff: user id → (name, job number). shift_list: id → (name, hours).
    requests: every request that arrived. broken_rules: what a client did that the documents forbid; a test
    of a client expects none.
    """

    def __init__(self, clock: Clock, hostility: Hostility | None = None, *, seed: int = 1) -> None:
        self.clock, self.hostility = clock, hostility or Hostility()
        self.random = random.Random(seed)
        self.held: dict[Cell, str] = {}
        self.staff: dict[str, tuple[str, str]] = {}
        self.shift_list: dict[str, tuple[str, str]] = {}
        self.refused_cells: set[Cell] = set()
        self.requests: list[Request] = []
        self.broken_rules: list[str] = []
        self.group, self.operator = "900", "boss"
        self._judged: dict[Cell, bool] = {}
        self._once: set[Cell] = set()
        self._pending: list[tuple[float, int, Cell, str]] = []
        self._tokens: dict[str, float] = {}
        self._count = 0

    # --- what a platform fills in

    token_path = ""
    routes: ClassVar[Mapping[str, str]] = {}
    """Path → name of the method that answers it."""

    @abstractmethod
    def token_answer(self, request: Request) -> Mapping[str, Any]:
        """What a request for a token is answered with."""

    def token_of(self, request: Request) -> str:
        return request.query.get("access_token", "")

    @abstractmethod
    def token_problem(self, expired: bool) -> tuple[int, Mapping[str, Any]]:
        """Status and answer where the token is wrong or expired."""

    # --- the door

    def answer(self, request: Request) -> Answer:
        """Carry a request out, or not, and answer, or not."""
        self.requests.append(request)
        self.pass_time()
        fate, bad = self.random.random(), self.hostility
        delay = bad.slow_seconds if self.random.random() < bad.slow else 0.0
        if fate < bad.dropped / 2:
            return Answer(dropped=True)
        if self.random.random() < bad.limited:
            return Answer(429, b"slow down", {"x-ogw-ratelimit-reset": "2", "Retry-After": "2"}, delay)
        if self.random.random() < bad.broken:
            return Answer(502, b"<html>Bad Gateway</html>", {}, delay)
        status, content = self._carried_out(request)
        return Answer(status, json.dumps(content).encode(), {}, delay, fate < bad.dropped)

    def _carried_out(self, request: Request) -> tuple[int, Mapping[str, Any]]:
        if request.path == self.token_path:
            return 200, self.token_answer(request)
        name = self.routes.get(request.path)
        if name is None:
            return 404, {"error": "no such path"}
        token = self.token_of(request)
        until = self._tokens.get(token)
        if until is None or self.clock.now() > until:
            return self.token_problem(until is not None)
        handler: Handler = getattr(self, name)
        return 200, handler(request)

    def new_token(self) -> str:
        self._count += 1
        token = f"token-{self._count}-of-the-shop"
        self._tokens[token] = self.clock.now() + self.hostility.token_seconds
        return token

    def forget_tokens(self) -> None:
        """Every token has expired."""
        self._tokens = dict.fromkeys(self._tokens, -1.0)

    def forbid(self, what: str) -> None:
        self.broken_rules.append(what)

    # --- rows

    def is_refused(self, cell: Cell) -> bool:
        """Whether the platform will not take a row, for good or this time."""
        if cell not in self._judged:
            self._judged[cell] = self.random.random() < self.hostility.refused
            if self.random.random() < self.hostility.refused_once:
                self._once.add(cell)
        if cell in self._once:
            self._once.discard(cell)
            return True
        return self._judged[cell] or cell in self.refused_cells

    def take(self, rows: Iterable[tuple[Cell, str]]) -> None:
        """Rows come into effect, each when it likes, some twice; an empty value clears."""
        for cell, value in rows:
            times = 1 + (self.random.random() < self.hostility.duplicated)
            for _ in range(times):
                self._count += 1
                due = self.clock.now() + self.random.uniform(0, self.hostility.delay)
                heapq.heappush(self._pending, (due, self._count, cell, value))
        self.pass_time()

    def pass_time(self) -> None:
        """Let everything come into effect that is due."""
        while self._pending and self._pending[0][0] <= self.clock.now():
            _, _, cell, value = heapq.heappop(self._pending)
            if value:
                self.held[cell] = value
            else:
                self.held.pop(cell, None)

    def sent_rows(self) -> int:
        """Rows in all requests that send some, those included that were not carried out."""
        return sum(len(self.rows_of(request)) for request in self.requests)

    def rows_of(self, request: Request) -> Sequence[Any]:
        return []


def strict(body: Any, keys: Mapping[str, type]) -> str | None:
    """What is wrong with an object that must have exactly these keys and types."""
    if not isinstance(body, dict) or set(body) != set(keys):
        return f"keys {sorted(body) if isinstance(body, dict) else body!r}, not {sorted(keys)}"
    wrong = [key for key, kind in keys.items() if type(body[key]) is not kind]
    return f"types of {wrong}" if wrong else None
