"""Tokens, limits and retries of single calls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from peakroster.push.calls import ATTEMPTS, Caller
from peakroster.push.clock import Pacer
from peakroster.push.credentials import Access
from peakroster.push.facts import FACTS
from peakroster.push.problems import (
    CredentialsError,
    PlatformError,
    RefusedError,
    StoppedError,
    UnreachableError,
)
from peakroster.push.throttle import Backoff, TokenBucket
from tests.peakroster.push.servers import VirtualClock

ACCESS = Access("http://127.0.0.1:9", ("key-1", "secret-1"))


class Script(httpx.BaseTransport):
    """Answers one after the other; an exception is raised, a number is a status, a dict an answer."""

    def __init__(self, *answers: Any, token: Any = None) -> None:
        self._answers: Iterator[Any] = iter(answers)
        self._token = token or {"errcode": 0, "access_token": "t0ken", "expires_in": 7200}
        self.tokens = 0
        self.asked: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/gettoken":
            self.tokens += 1
            return httpx.Response(200, json=self._token)
        self.asked.append(request)
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, tuple):
            return httpx.Response(answer[0], headers=answer[1], content=b"?")
        if isinstance(answer, int):
            return httpx.Response(answer, content=b"?")
        return httpx.Response(200, content=json.dumps(answer).encode())


def caller_of(script: Script, clock: VirtualClock | None = None) -> Caller:
    return Caller(FACTS["dingtalk"], ACCESS, Pacer(clock or VirtualClock()), transport=script)


GOOD = {"errcode": 0, "result": []}


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.ConnectError("no"),
        httpx.ReadTimeout("late"),
        httpx.RemoteProtocolError("broken"),
        429,
        403,
        500,
        503,
        200,
        {"errcode": 88, "sub_code": "90018", "sub_msg": "too fast"},
        {"errcode": -1, "errmsg": "busy"},
        {"nothing": "known"},
        ["no object"],
    ],
)
def test_what_is_tried_again(trouble: Any) -> None:
    """Nothing that is called does harm twice."""
    script = Script(trouble, GOOD)
    assert caller_of(script).call("read", body={}) == GOOD
    assert len(script.asked) == 2


@pytest.mark.parametrize(
    ("answer", "code"),
    [({"errcode": 60011, "errmsg": "no right"}, "60011"), (404, "HTTP 404"), (302, "HTTP 302")],
)
def test_what_is_not(answer: Any, code: str) -> None:
    """A refusal would be one again."""
    script = Script(answer)
    with pytest.raises(RefusedError) as problem:
        caller_of(script).call("read", body={})
    assert problem.value.reason.code == code
    assert len(script.asked) == 1


def test_attempts_end() -> None:
    """With growing pauses, and the last reason."""
    clock, script = VirtualClock(), Script(*[503] * ATTEMPTS)
    with pytest.raises(UnreachableError) as problem:
        caller_of(script, clock).call("read", body={})
    assert problem.value.reason.code == "HTTP 503"
    assert len(script.asked) == ATTEMPTS
    assert 15 < clock.now() < 70


def test_a_platform_says_how_long_to_wait() -> None:
    """And is obeyed; one that wants an hour counts as not there."""
    clock, script = VirtualClock(), Script((429, {"Retry-After": "30"}), GOOD)
    caller_of(script, clock).call("read", body={})
    assert 29.99 < clock.now() < 31
    with pytest.raises(UnreachableError):
        caller_of(Script((429, {"Retry-After": "3600"}))).call("read", body={})


@pytest.mark.parametrize("code", [40014, 42001])
def test_an_expired_token_is_renewed_once(code: int) -> None:
    """A new one that is not taken either ends the call."""
    expired = {"errcode": code, "errmsg": "expired"}
    script = Script(expired, GOOD, GOOD)
    caller = caller_of(script)
    caller.call("read", body={})
    caller.call("read", body={})
    assert script.tokens == 2
    with pytest.raises(CredentialsError) as problem:
        caller_of(Script(expired, expired)).call("read", body={})
    assert problem.value.reason.key == "token_not_taken"


def test_a_token_is_renewed_before_its_end() -> None:
    """A minute before the time that the platform told."""
    clock, script = VirtualClock(), Script(GOOD, GOOD, GOOD)
    caller = caller_of(script, clock)
    for seconds in (0, 7000, 200):
        clock.sleep(seconds)
        caller.call("read", body={})
    assert script.tokens == 2


def test_no_token_for_these_credentials() -> None:
    """The platform's own words are in the reason."""
    script = Script(token={"errcode": 40089, "errmsg": "invalid secret-1"})
    with pytest.raises(CredentialsError) as problem:
        caller_of(script).call("read", body={})
    assert (problem.value.reason.code, problem.value.reason.text) == ("40089", "invalid •••")


def test_a_call_stops_when_asked_to() -> None:
    """In the middle of a pause."""
    clock = VirtualClock()
    pacer = Pacer(clock, lambda: clock.now() > 1.0)
    caller = Caller(FACTS["dingtalk"], ACCESS, pacer, transport=Script(*[503] * ATTEMPTS))
    with pytest.raises(StoppedError):
        caller.call("read", body={})
    assert clock.now() < 1.5


@pytest.mark.parametrize(("calls", "seconds"), [(60, 60.0), (50, 1.0), (20, 1.0), (3, 1.0), (1, 10.0)])
def test_no_span_has_more_calls_than_allowed(calls: int, seconds: float) -> None:
    """Any span, not only those that begin when the bucket is full; and the allowance is nearly used."""
    clock = VirtualClock()
    bucket = TokenBucket(calls, seconds, Pacer(clock))
    made = []
    for _ in range(4 * calls + 4):
        bucket.take()
        made.append(clock.now())
    for first in made:
        assert sum(first <= moment < first + seconds - 1e-6 for moment in made) <= max(calls, 2)
    assert made[-1] < 8.5 * seconds


def test_pauses_grow_and_differ() -> None:
    """The same seed gives the same pauses, another one others; none is longer than half a minute."""
    first, same, other = Backoff(1), Backoff(1), Backoff(2)
    pauses = [first.pause(attempt) for attempt in range(12)]
    assert pauses == [same.pause(attempt) for attempt in range(12)]
    assert pauses != [other.pause(attempt) for attempt in range(12)]
    for attempt, pause in enumerate(pauses):
        assert min(30, 0.5 * 2**attempt) / 2 <= pause <= min(30, 0.5 * 2**attempt)


@pytest.mark.parametrize("platform", ["dingtalk", "feishu", "wecom"])
@pytest.mark.parametrize(
    "answer",
    [
        {"errcode": 0, "code": 0, "result": 5, "data": 5, "schedule_list": 5},
        {"errcode": 0, "code": 0, "result": [5], "data": {"user_daily_shifts": [5]}, "schedule_list": [5]},
        {
            "errcode": 0,
            "code": 0,
            "result": [{"shift_id": 3, "work_date": "x"}],
            "data": {"user_daily_shifts": [{"month": 202613, "day_no": 1}]},
            "schedule_list": [{"yearmonth": 202611, "schedule": {"scheduleList": 7}}],
        },
    ],
)
def test_readings_that_make_no_sense(platform: str, answer: Any) -> None:
    """Are no readings: a push must not take them for an empty platform."""
    from datetime import date

    from peakroster.push.platforms import client_of

    facts = replace(FACTS[platform], token=FACTS["dingtalk"].token)
    token = {"errcode": 0, "code": 0, "access_token": "t0ken", "expires_in": 7200}
    options = {"EMPLOYEE_TYPE": "employee_id", "ROWS_PER_CALL": "200"}
    access = replace(ACCESS, options=options)
    caller = Caller(facts, access, Pacer(VirtualClock()), transport=Script(answer, token=token))
    client = client_of(platform, caller, {"group": "900", "operator": "boss"}, access)
    day = date(2026, 11, 9)
    with pytest.raises(PlatformError) as problem:
        client.held(["u"], day, day, lambda done, total: None)
    assert problem.value.reason.key == "strange_answer"
