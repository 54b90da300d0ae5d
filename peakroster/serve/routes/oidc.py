"""Logging in by the company's directory: out to the provider, and back with a code."""

from __future__ import annotations

import logging
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from peakroster.serve.access import server_of, too_many
from peakroster.serve.oidc.provider import NotProvenError, Provider, ProviderError
from peakroster.serve.oidc.tickets import TICKET, TICKET_LIFETIME, Ticket, Tickets
from peakroster.serve.problems import RefusedError
from peakroster.serve.rate_limit import client_key
from peakroster.serve.routes.sessions import open_session, wrong_log_in

_LOG = logging.getLogger("peakroster.serve")
_PREFIX = "/oidc"
_OWN_PATH = r"^/([A-Za-z0-9._~%!$&'()*+,;=:@?-][A-Za-z0-9._~%!$&'()*+,;=:@?/-]*)?$"
"""A path, perhaps with a query. ``//`` and ``/\\`` would be another server's name for a browser."""

_Shop = Annotated[str | None, Query(max_length=200)]
_Next = Annotated[str | None, Query(max_length=1000, pattern=_OWN_PATH)]
_Said = Annotated[str, Query(max_length=8192)]


def oidc_router(provider: Provider) -> APIRouter:
    """The two routes. They are for browsers, not for programs, and not in the OpenAPI document."""
    router = APIRouter(prefix=_PREFIX, include_in_schema=False)
    tickets = Tickets()

    @router.get("/login")
    def log_in(request: Request, shop: _Shop = None, next: _Next = None) -> RedirectResponse:
        """To the provider. shop: may be left out where there is one. next: where to go when logged in."""
        _not_too_often(request)
        sites = server_of(request).sites
        if shop is None and len(sites) > 1:
            raise RefusedError(422)
        chosen = shop if shop is not None else min(sites)
        ticket = Ticket(chosen, next or f"/shops/{quote(chosen, safe='')}/session")
        try:
            answer = RedirectResponse(provider.log_in_address(ticket, _redirect_uri(request)), 303)
        except ProviderError as error:
            raise _unreachable(error) from None
        answer.set_cookie(
            TICKET,
            tickets.cookie(ticket),
            max_age=int(TICKET_LIFETIME.total_seconds()),
            path=_PREFIX,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",  # the provider's page sends the browser back with it
        )
        return answer

    @router.get("/callback")
    def come_back(request: Request, state: _Said = "", code: _Said = "") -> RedirectResponse:
        """From the provider. Whatever is wrong answers the same as a wrong password."""
        ticket = tickets.read(request.cookies.get(TICKET, ""))
        if ticket is None or not ticket.answers(state) or not code:
            raise wrong_log_in()
        _not_too_often(request)
        try:
            name = provider.name(code, ticket, _redirect_uri(request))
        except NotProvenError as error:
            _LOG.log(logging.WARNING, "a log-in by OIDC was refused: %s", error)
            raise wrong_log_in() from None
        except ProviderError as error:
            raise _unreachable(error) from None
        site, exists = server_of(request).site_or_stand_in(ticket.shop)
        user = site.users.let_in(name if exists else "")
        if user is None:
            raise wrong_log_in()
        answer = RedirectResponse(ticket.next, 303)
        answer.delete_cookie(TICKET, path=_PREFIX, httponly=True, samesite="lax")
        open_session(request, answer, site, user)
        return answer

    return router


def _redirect_uri(request: Request) -> str:
    """The callback under the name by which the browser calls us, which the guard has checked."""
    return f"{request.url.scheme}://{request.url.netloc}{_PREFIX}/callback"


def _not_too_often(request: Request) -> None:
    """Each of the two has to wait for the provider, so it counts as a log-in."""
    wait = server_of(request).log_ins.wait(client_key(request.client.host if request.client else ""))
    if wait:
        raise too_many(wait)


def _unreachable(error: ProviderError) -> RefusedError:
    _LOG.log(logging.ERROR, "nobody can log in by OIDC: %s", error)
    return RefusedError(503, "provider", headers={"Retry-After": "5"})
