"""Calls of a platform over httpx: token, limits, retries, and answers in one form.

Everything that is called here may be called twice: tokens and readings change nothing, and a row that is sent
says what a day has, whatever was there before. So whatever fails without an answer is tried again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpx

from peakroster.push.clock import Pacer
from peakroster.push.credentials import Access, Secrets
from peakroster.push.facts import Facts
from peakroster.push.problems import CredentialsError, Reason, RefusedError, UnreachableError
from peakroster.push.throttle import Backoff, TokenBucket

ATTEMPTS = 8
TIMEOUT = 20.0
"""Seconds without an answer after which a call counts as lost."""
_LONGEST_PAUSE = 120.0
"""A platform that asks for more is as good as not there."""
_BEFORE_END = 60.0
"""Seconds before its end in which a token is not used any more."""
_FRESH = 10.0
"""A token that is not taken within so many seconds of its making never will be."""
_LONGEST_TEXT = 200

_silent: ContextVar[bool] = ContextVar("silent", default=False)


class _Silence(logging.Filter):
    """Keeps addresses with tokens in their query, and headers, out of anybody's log."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not _silent.get()


for _name in ("httpx", *(f"httpcore.{part}" for part in ("connection", "http11", "http2", "proxy", "socks"))):
    logging.getLogger(_name).addFilter(_Silence())


@contextmanager
def _silence() -> Iterator[None]:
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


class _TryAgainError(Exception):
    """This attempt failed; the next may not. pause: seconds that the platform asks to wait."""

    def __init__(self, reason: Reason, pause: float = 0.0) -> None:
        super().__init__(reason.key)
        self.reason, self.pause = reason, pause


class _RenewError(Exception):
    """The token is not taken any more."""


class Caller:
    """Calls one platform.

    count: attempts that were made, those for tokens included.
    """

    def __init__(
        self,
        facts: Facts,
        access: Access,
        pacer: Pacer,
        *,
        transport: httpx.BaseTransport | None = None,
        seed: int = 1,
    ) -> None:
        self.facts, self._access, self._pacer = facts, access, pacer
        self.count = 0
        self._secrets = Secrets()
        for secret in access.credentials:
            self._secrets.add(secret)
        self._bucket = TokenBucket(facts.limits.calls, facts.limits.seconds, pacer)
        self._backoff = Backoff(seed)
        self._token, self._token_since, self._token_until = "", 0.0, 0.0
        self._http = httpx.Client(
            transport=transport, timeout=TIMEOUT, trust_env=not access.is_local, follow_redirects=False
        )

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def scrub(self, text: object) -> str:
        """What a platform said, without secrets, in one line of bearable length."""
        line = " ".join(self._secrets.scrub(str(text)).split())
        return line if len(line) <= _LONGEST_TEXT else line[: _LONGEST_TEXT - 1] + "…"

    def call(
        self,
        name: str,
        *,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        method: str = "POST",
        places: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """The answer of a call; name: of its path in the facts, ``places`` of its ``{placeholders}``.

        Raises RefusedError where the platform will not do it, UnreachableError where no attempt got an
        answer, CredentialsError without a token that it takes, StoppedError.
        """
        path, renewed = self.facts.paths[name].format(**(places or {})), False
        clock = self._pacer.clock
        while True:
            token = self._current_token()
            signed, headers = dict(query or {}), {}
            if self.facts.bearer:
                headers["Authorization"] = f"Bearer {token}"
            else:
                signed["access_token"] = token
            try:
                return self._insist(method, path, signed, body, headers)
            except _RenewError:
                self._token = ""
                if renewed and clock.now() - self._token_since < _FRESH:
                    raise CredentialsError(Reason("token_not_taken")) from None
                renewed = True

    def _current_token(self) -> str:
        if not self._token or self._pacer.clock.now() > self._token_until:
            self._take_token()
        return self._token

    def _take_token(self) -> None:
        facts = self.facts.token
        given = dict(zip(facts.names, self._access.credentials, strict=True))
        query, body = (given, None) if facts.method == "GET" else ({}, given)
        try:
            answer = self._insist(facts.method, facts.path, query, body, {})
        except RefusedError as error:
            reason = error.reason
            raise CredentialsError(Reason("no_token", reason.code, reason.text)) from None
        except _RenewError:
            raise CredentialsError(Reason("no_token")) from None
        token = answer.get(facts.token)
        if not isinstance(token, str) or not token:
            raise UnreachableError(Reason("strange_answer"))
        lifetime = answer.get(facts.lifetime)
        seconds = float(lifetime) if isinstance(lifetime, int | float) else 0.0
        self._secrets.add(token)
        self._token, self._token_since = token, self._pacer.clock.now()
        self._token_until = self._pacer.clock.now() + max(seconds - _BEFORE_END, seconds / 2)

    def _insist(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Mapping[str, Any] | None,
        headers: Mapping[str, str],
    ) -> dict[str, Any]:
        reason = Reason("strange_answer")
        for attempt in range(ATTEMPTS):
            self._pacer.check()
            self._bucket.take()
            self.count += 1
            try:
                return self._answer(self._once(method, path, query, body, headers))
            except _TryAgainError as problem:
                reason = problem.reason
                if problem.pause > _LONGEST_PAUSE:
                    break
                if attempt < ATTEMPTS - 1:
                    self._pacer.wait(max(problem.pause, self._backoff.pause(attempt)))
        raise UnreachableError(reason)

    def _once(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Mapping[str, Any] | None,
        headers: Mapping[str, str],
    ) -> httpx.Response:
        try:
            with _silence():
                return self._http.request(
                    method, self._access.base_url + path, params=query, json=body, headers=headers
                )
        except httpx.TimeoutException:
            raise _TryAgainError(Reason("timeout")) from None
        except (httpx.HTTPError, httpx.InvalidURL):  # their texts may hold the address, and with it the token
            raise _TryAgainError(Reason("connection")) from None

    def _answer(self, response: httpx.Response) -> dict[str, Any]:
        """The answer of a call that succeeded. Raises _TryAgainError, _RenewError, RefusedError."""
        status = response.status_code
        content = _json(response)
        code, sub_code = _number(content.get(self.facts.code)), str(content.get("sub_code") or "")
        if code in self.facts.renew or sub_code in self.facts.renew_sub:
            raise _RenewError
        if code in self.facts.busy or sub_code in self.facts.busy_sub:
            raise _TryAgainError(Reason("busy", str(code)), self._asked_pause(response))
        if status == 429 or status in self.facts.busy_status:
            raise _TryAgainError(Reason("busy", f"HTTP {status}"), self._asked_pause(response))
        if status >= 500:
            raise _TryAgainError(Reason("server", f"HTTP {status}"), self._asked_pause(response))
        if code is not None and code != 0:
            said = content.get("sub_msg") or content.get(self.facts.message) or ""
            raise RefusedError(Reason("refused", sub_code or str(code), self.scrub(said)))
        if status >= 300:
            raise RefusedError(Reason("refused", f"HTTP {status}"))
        if code is None:
            raise _TryAgainError(Reason("strange_answer"))
        return content

    def _asked_pause(self, response: httpx.Response) -> float:
        try:
            return max(0.0, float(response.headers.get(self.facts.pause, 0)))
        except ValueError:  # a date, which platforms do not send
            return 0.0


def _json(response: httpx.Response) -> dict[str, Any]:
    """The object of an answer; empty where it is none."""
    try:
        content = response.json()
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _number(value: object) -> int | None:
    if isinstance(value, str) and value.strip().lstrip("-").isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
