"""Logging in and out of one shop."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from peakroster.serve.access import AnyCaller, ShopId, server_of, too_many
from peakroster.serve.accounts.cookies import COOKIE, LIFETIME
from peakroster.serve.accounts.permissions import ROLES
from peakroster.serve.accounts.users import User
from peakroster.serve.models import LogIn, Session
from peakroster.serve.problems import RefusedError, documented
from peakroster.serve.rate_limit import client_key
from peakroster.serve.site import Site

router = APIRouter(prefix="/shops/{shop}/session", tags=["session"])


@router.post("", responses=documented(401, 403, 415), summary="Log in")
def log_in(request: Request, response: Response, shop: ShopId, body: LogIn) -> Session:
    """Begin a session of twelve hours: its cookie is HttpOnly, SameSite=Lax, and for this shop alone.

    A wrong password, an unknown name, a name that is closed after wrong passwords and a shop that does not
    exist answer the same, after the same time.
    """
    server = server_of(request)
    wait = server.log_ins.wait(client_key(request.client.host if request.client else ""))
    if wait:
        raise too_many(wait)
    site, exists = server.site_or_stand_in(shop)
    user = site.users.checked(body.name if exists else "", body.password)
    if user is None or not exists:
        raise wrong_log_in()
    ends = open_session(request, response, site, user)
    permissions = [permission.value for permission in sorted(ROLES[user.role])]
    return Session(name=user.name, role=user.role, permissions=permissions, agent=user.agent, expires_at=ends)


@router.get("", responses=documented(401), summary="Who am I")
def who_am_i(caller: AnyCaller) -> Session:
    """The user or token that asks, and what they may do here."""
    principal = caller.anybody().principal
    return Session(
        name=principal.name,
        role=principal.role,
        permissions=[permission.value for permission in sorted(principal.permissions)],
        agent=principal.agent,
    )


@router.delete("", status_code=204, responses=documented(401, 403), summary="Log out")
def log_out(caller: AnyCaller) -> Response:
    """End the session; copies of its cookie are worth nothing from now on. A token stays what it is."""
    granted = caller.anybody()
    if granted.principal.session is not None:
        granted.site.sessions.end(granted.principal.session)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, path=_path(granted.site.id), httponly=True, samesite="lax")
    return response


def open_session(request: Request, response: Response, site: Site, user: User) -> datetime:
    """Begin the user's session: its cookie goes into the response. Gives when it ends, in UTC."""
    cookie, ends = site.sessions.begin(user)
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=int(LIFETIME.total_seconds()),
        path=_path(site.id),
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return ends


def wrong_log_in() -> RefusedError:
    """The one refusal of whoever does not get in, whatever the reason."""
    return RefusedError(401, headers={"WWW-Authenticate": "Bearer"})


def _path(shop: str) -> str:
    return f"/shops/{quote(shop, safe='')}"
