"""What agents ask for: by themselves, decided by those who may change the shop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from peakroster.serve.access import Access, AnyCaller
from peakroster.serve.accounts.permissions import Permission
from peakroster.serve.models import (
    Decision,
    NewRequest,
    RequestEffect,
    RequestEntry,
    RequestList,
    Version,
)
from peakroster.serve.problems import RefusedError, documented, language_of
from peakroster.serve.site import RequestBook
from peakroster.tables.findings import InputError

router = APIRouter(prefix="/shops/{shop}/requests", tags=["requests"])

Number = Annotated[Version, Path(description="The request's id.")]


@router.get("", responses=documented(401, 403, 404), summary="Requests")
def list_requests(request: Request, caller: AnyCaller) -> RequestList:
    """Every request; of whoever asks for themselves, theirs."""
    granted = caller.allowed(Permission.READ, Permission.ASK)
    with _told():
        found = _book(granted).listed(_own(granted), language_of(request.scope))
    return RequestList(requests=[RequestEntry(**one) for one in found])


@router.post("", status_code=201, responses=documented(401, 403, 404, 409, 415), summary="Ask for something")
def ask(request: Request, caller: AnyCaller, body: NewRequest) -> RequestEntry:
    """Enter a request that waits for approval; nothing else changes.

    Whoever asks for themselves names nobody; whoever may change the shop names the agent.
    """
    granted = caller.allowed(Permission.EDIT, Permission.ASK)
    agent = body.agent
    if not granted.principal.may(Permission.EDIT):
        if granted.principal.agent is None or agent not in (None, granted.principal.agent):
            raise RefusedError(403)
        agent = granted.principal.agent
    with _told():
        made = _book(granted).ask(
            granted.principal.name, agent or "", body.model_dump(), language_of(request.scope)
        )
    return RequestEntry(**made)


@router.get("/{number}/effect", responses=documented(401, 403, 404, 409), summary="What approving would do")
def effect(request: Request, caller: AnyCaller, number: Number) -> RequestEffect:
    """Who would be missing when, and how many customers wait for it; computed anew, which takes a while."""
    granted = caller.allowed(Permission.EDIT)
    with _told():
        return RequestEffect(**_book(granted).effect(number, language_of(request.scope)))


@router.post("/{number}/decision", responses=documented(401, 403, 404, 409, 415), summary="Approve or refuse")
def decide(request: Request, caller: AnyCaller, number: Number, body: Decision) -> RequestEntry:
    """Approved, it is in the shop's files in the same change; decided once, it is never decided again."""
    granted = caller.allowed(Permission.EDIT)
    with _told():
        done = _book(granted).decide(
            granted.principal.name,
            number,
            body.approve,
            body.note,
            body.anyway,
            language_of(request.scope),
        )
    return RequestEntry(**done)


@router.delete(
    "/{number}", status_code=204, responses=documented(401, 403, 404, 409), summary="Withdraw a request"
)
def withdraw(caller: AnyCaller, number: Number) -> Response:
    """Of whoever asks for themselves, one of theirs that waits."""
    granted = caller.allowed(Permission.EDIT, Permission.ASK)
    agent = None if granted.principal.may(Permission.EDIT) else _own(granted)
    with _told():
        _book(granted).withdraw(granted.principal.name, number, agent)
    return Response(status_code=204)


def _own(granted: Access) -> str | None:
    """Whose requests they see; None = everybody's. Raises RefusedError for who is nobody's agent."""
    if granted.principal.reads:
        return None
    if granted.principal.agent is None:
        raise RefusedError(404)
    return granted.principal.agent


def _book(granted: Access) -> RequestBook:
    if granted.site.requests is None:
        raise RefusedError(404)
    return granted.site.requests


@contextmanager
def _told() -> Iterator[None]:
    """Findings about the request as a refusal; a database out of reach stays one."""
    try:
        yield
    except InputError as error:
        codes = {finding.code for finding in error.findings}
        if any(code.startswith("store_") for code in codes):
            raise
        if codes == {"request_missing"}:
            raise RefusedError(404) from error
        raise RefusedError(409, "not_possible", findings=error.findings) from error
