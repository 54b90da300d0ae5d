"""Asking, withdrawing and listing: what agents want, before anybody has decided."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from peakroster.desk.leave import known_agent
from peakroster.desk.requests.content import (
    AgentRequest,
    Asked,
    SwapAsked,
    WishAsked,
    content_of,
    kind_of,
    request_of,
)
from peakroster.plans.bounds import days_are_plausible
from peakroster.shop.folder import read_shop
from peakroster.shop.inputs.absences import LONGEST
from peakroster.shop.model import ShopFolder
from peakroster.store.door import writing
from peakroster.store.place import has_store
from peakroster.store.who import who
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.suggestions import nearest_first

if TYPE_CHECKING:  # SQLAlchemy takes long to load: only who asks or decides waits
    from sqlalchemy.engine import Connection

    from peakroster.store.door import Further
    from peakroster.store.engine import Store

WAITING = frozenset({"asked"})
PLACE = "requests"
"""Where findings about a request say that it stands."""


def ask(folder: Path, agent_id: str, asked: Asked, reason: str = "") -> AgentRequest:
    """Enter a request that waits for approval; nothing of the shop's files changes.

    agent_id: an id or a name of who asks. Raises InputError with everything that is wrong with the request,
    ``request_waiting`` for one that waits already, and as :func:`peakroster.store.door.writing`.
    """
    shop = read_shop(folder, history_required=False, with_history=False)
    agent, findings = known_agent(shop, agent_id, PLACE)
    asked, wrong = _checked(shop, agent, asked)
    findings += wrong
    if not findings:
        findings += [
            Finding("error", "request_waiting", PLACE, value=f"{one.id}", details={"id": one.id})
            for one in agent_requests(folder, WAITING, agent, shop=shop)
            if one.asked == asked
        ]
    if findings:
        raise InputError(findings)
    numbers: list[int] = []

    def enter(connection: Connection, store: Store, _: int) -> None:
        from peakroster.store.requests import add_request

        content = content_of(asked, reason.strip())
        numbers.append(add_request(connection, store, agent, kind_of(asked), content, who()))

    with writing(folder, kind="ask", what=f"{PLACE}/{agent}", note=reason.strip()) as change:
        change.also(enter)
    return find_request(folder, numbers[0], shop=shop)


def withdraw_request(folder: Path, number: int, agent_id: str | None = None) -> AgentRequest:
    """Withdraw a request that waits. agent_id: only one of this agent.

    Raises InputError ``request_missing`` or ``request_decided``.
    """
    from peakroster.store.requests import WITHDRAWN

    request = find_request(folder, number, agent_id=agent_id)
    end_request(folder, request, WITHDRAWN, "")
    return find_request(folder, number)


def end_request(folder: Path, request: AgentRequest, state: str, note: str) -> None:
    """Decide a request that waits, in the store alone. Raises InputError ``request_decided``."""
    require_waiting(request)
    with writing(folder, kind=state, what=f"{PLACE}/{request.agent_id}", note=note) as change:
        change.also(deciding(request, state, note))


def deciding(request: AgentRequest, state: str, note: str) -> Further:
    """What marks a request as decided, in the transaction of the change that carries it out.

    It raises InputError ``request_decided`` where somebody was faster: then nothing of the change is done.
    """

    def decide(connection: Connection, store: Store, change: int) -> None:
        from peakroster.store.requests import decide_request

        if not decide_request(connection, store, request.id, state, who(), note, change):
            raise InputError(
                [Finding("error", "request_decided", PLACE, value=f"{request.id}", details={"by": "?"})]
            )

    return decide


def agent_requests(
    folder: Path,
    states: Collection[str] | None = None,
    agent_id: str | None = None,
    *,
    shop: ShopFolder | None = None,
) -> list[AgentRequest]:
    """The requests of a shop in the order in which they were made; empty without a store.

    states: only these; None = all. agent_id: only of this agent. shop: as it was read, for the names of
    people. Raises InputError, OSError.
    """
    if not has_store(folder):
        return []
    from peakroster.store.requests import requests_of

    found = requests_of(folder, states=states, agent_id=agent_id)
    if not found:
        return []
    shop = shop or read_shop(folder, history_required=False, with_history=False)
    return [request_of(one, shop.agent_names) for one in found]


def waiting_requests(folder: Path, *, shop: ShopFolder | None = None) -> list[AgentRequest]:
    """The requests that wait for a decision, the oldest first; empty without a store.

    shop: as it was read, for the names of people. Raises InputError, OSError.
    """
    return agent_requests(folder, WAITING, shop=shop)


def find_request(
    folder: Path, number: int, *, agent_id: str | None = None, shop: ShopFolder | None = None
) -> AgentRequest:
    """A request by its number. Raises InputError ``request_missing`` with those that wait."""
    found = agent_requests(folder, None, agent_id, shop=shop)
    for one in found:
        if one.id == number:
            return one
    waiting = ", ".join(f"{one.id}" for one in found if one.state in WAITING) or "–"
    raise InputError(
        [Finding("error", "request_missing", PLACE, value=f"{number}", details={"known": waiting})]
    )


def require_waiting(request: AgentRequest) -> None:
    """Raise InputError ``request_decided`` where a request waits no more."""
    if request.state not in WAITING:
        details = {"by": request.decided_by or "?"}
        raise InputError([Finding("error", "request_decided", PLACE, value=f"{request.id}", details=details)])


def _checked(shop: ShopFolder, agent: str, asked: Asked) -> tuple[Asked, list[Finding]]:
    """The request with ids for names, and what is wrong with it."""
    first, last = asked.first, asked.last
    findings = [
        Finding("error", "request_bad_day", PLACE, value=f"{day}")
        for day in sorted({first, last})
        if not days_are_plausible(day)
    ]
    if not isinstance(asked, SwapAsked):
        if last < first:
            details = {"first_day": f"{first}"}
            findings.append(Finding("error", "until_before_from", PLACE, value=f"{last}", details=details))
        elif (last - first).days >= LONGEST:
            long = {"first": f"{first}", "most": LONGEST}
            findings.append(Finding("error", "absence_too_long", PLACE, value=f"{last}", details=long))
    if isinstance(asked, WishAsked):
        known = {*(shift.name for shift in shop.shifts), *(shift.pattern for shift in shop.shifts)} - {None}
        if asked.shift is not None and asked.shift not in known:
            shifts = nearest_first(asked.shift, sorted(map(str, known)))
            details = {"token": asked.shift, "known": shifts}
            findings.append(Finding("error", "unknown_shift", PLACE, value=asked.shift, details=details))
        if asked.wish == "prefer_off" and asked.shift is not None:
            asked = WishAsked(first, last, asked.wish, None, asked.weight)
    if isinstance(asked, SwapAsked):
        colleague, wrong = known_agent(shop, asked.colleague, PLACE)
        findings += wrong
        if colleague == agent:
            findings.append(Finding("error", "swap_with_oneself", PLACE, value=agent))
        asked = SwapAsked(first, last, colleague)
    return asked, findings
