"""Who asks for which shop: every route of a shop begins here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from peakroster.serve.accounts.cookies import COOKIE
from peakroster.serve.accounts.permissions import Permission, Principal
from peakroster.serve.problems import RefusedError
from peakroster.serve.site import Server, Site

_BEARER = HTTPBearer(auto_error=False, scheme_name="token", description="A token of `peakroster tokens`.")
_COOKIE = APIKeyCookie(name=COOKIE, auto_error=False, scheme_name="session", description="Set by logging in.")
ShopId = Annotated[str, Path(description="The shop's id, or the name of its folder.", examples=["demo"])]


@dataclass(frozen=True)
class Access:
    """A principal in the one shop that they may see."""

    server: Server
    site: Site
    principal: Principal

    def only(self, agent: str | None) -> str | None:
        """Whose rows they get: the agent's, or everybody's (None).

        Raises RefusedError for somebody else's, as though there were none, and for who reads their own and is
        nobody's agent: None would be everybody.
        """
        if self.principal.reads:
            return agent
        own = self.principal.agent
        if own is None or agent not in (None, own):
            raise RefusedError(404)
        return own


def server_of(request: Request) -> Server:
    """The server that the application was made for."""
    server: Server = request.app.state.server
    return server


@dataclass(frozen=True)
class Caller:
    """Who asks, as they say; nothing is looked up before a method is called.

    Routes call one of them first of all, in the thread that answers them: handing a request from thread to
    thread costs more than looking a token up.
    """

    server: Server
    shop: str
    token: str | None
    cookie: str | None

    def anybody(self) -> Access:
        """Access for whoever is known here.

        Raises RefusedError: the same for no, a wrong, an old or a foreign token, and for no shop.
        """
        site, exists = self.server.site_or_stand_in(self.shop)
        principal = None
        if self.token is not None:
            principal = site.tokens.principal(self.token)
        elif self.cookie is not None:
            principal = site.sessions.principal(self.cookie)
        if principal is None or not exists:
            raise RefusedError(401, headers={"WWW-Authenticate": "Bearer"})
        wait = self.server.principals.wait(f"{site.id}:{principal.key}")
        if wait:
            raise too_many(wait)
        return Access(self.server, site, principal)

    def allowed(self, *permissions: Permission) -> Access:
        """Access for whoever has one of these permissions. Raises RefusedError."""
        granted = self.anybody()
        if not any(granted.principal.may(permission) for permission in permissions):
            raise RefusedError(403)
        return granted

    def reader(self) -> Access:
        """Access for whoever reads all, or their own. Raises RefusedError."""
        return self.allowed(Permission.READ, Permission.READ_OWN)


async def caller(
    request: Request,
    shop: ShopId,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
    cookie: Annotated[str | None, Security(_COOKIE)],
) -> Caller:
    """Who asks, out of the request."""
    return Caller(server_of(request), shop, None if bearer is None else bearer.credentials, cookie)


def too_many(wait: float) -> RefusedError:
    """The refusal of who asks too often."""
    return RefusedError(429, headers={"Retry-After": str(math.ceil(wait))})


AnyCaller = Annotated[Caller, Depends(caller)]
