"""The way to the desk: a browser without a session of the shop is sent to log in, all else is refused.

One application serves the desks of all shops, each under an address of its own, to which the cookie of the
shop's session goes. It asks :class:`Visitors` at each run of a page who is there, so that who has logged out,
or lost the role, is out at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from peakroster.serve.accounts.cookies import COOKIE
from peakroster.serve.accounts.permissions import Permission, Principal
from peakroster.serve.problems import problem_answer
from peakroster.serve.site import Server, Site

ADDRESS = "/shops/{shop}/desk"
"""Where the application is mounted."""
_PUBLIC = "/static/"
"""Below the desk: its programs and fonts, the same for everybody."""
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws: wss: data: blob:; "
    "worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)
"""What a page of the desk may load. Its charts are compiled in the browser: that is ``unsafe-eval``."""


@dataclass(frozen=True)
class Visitor:
    """Who is at the desk of a shop. may: their permissions.

    agent: whose shifts are their own. reads: whether they see the shop, and not only what is their own.
    """

    shop: str
    folder: Path
    name: str
    role: str
    may: frozenset[str]
    agent: str | None
    reads: bool


@dataclass(frozen=True)
class DeskApp:
    """What serves the pages. lifespan: what runs as long as the server does."""

    app: ASGIApp
    lifespan: Callable[[Any], AbstractAsyncContextManager[None]]


@dataclass(frozen=True)
class Visitors:
    """Who is there, by the address of the page and the cookies that came with it.

    folders: of each shop.
    """

    server: Server
    folders: Mapping[str, Path]

    def of(self, address: str, cookies: Mapping[str, str]) -> Visitor | None:
        """The visitor; None for who has no session of the shop in the address, or nothing to see in it."""
        shop = shop_of(urlsplit(address).path)
        principal = visiting(self.server, shop, cookies.get(COOKIE))
        if shop is None or principal is None or not _has_page(principal):
            return None
        may = frozenset(permission.value for permission in principal.permissions)
        folder = self.folders[shop]
        return Visitor(shop, folder, principal.name, principal.role, may, principal.agent, principal.reads)

    def calendar(self, one: Visitor) -> VisitorCalendar | None:
        """The addresses of the visitor's own calendar; None for who is nobody's agent."""
        return (
            None if one.agent is None else VisitorCalendar(self.server.sites[one.shop], one.name, one.agent)
        )


@dataclass(frozen=True)
class VisitorCalendar:
    """Addresses of a visitor's own calendar, and of no other."""

    site: Site
    name: str
    agent: str

    def make(self) -> str:
        """A new address, as a path of the server; nothing tells it a second time."""
        _, secret = self.site.links.make(self.agent, self.site.facts().first_name, self.name)
        return f"/calendars/{secret}.ics"

    def close(self, number: int) -> None:
        """Close one of the agent's for good; another's stays."""
        self.site.links.revoke(number, {self.agent})


def session_address(shop: str) -> str:
    """Where sessions of the shop begin and end."""
    return f"/shops/{quote(shop, safe='')}/session"


def visiting(server: Server, shop: str | None, cookie: str | None) -> Principal | None:
    """Whose session of the shop a cookie is."""
    site = None if shop is None else server.sites.get(shop)
    return None if site is None or not cookie else site.sessions.principal(cookie)


def shop_of(path: str) -> str | None:
    """The shop whose desk an address means; None for any other address."""
    parts = path.split("/", 4)
    is_desk = len(parts) >= 4 and parts[0] == "" and (parts[1], parts[3]) == ("shops", "desk")
    return unquote(parts[2]) if is_desk else None


@dataclass(frozen=True)
class DeskDoor:
    """Stands before the application, under :data:`ADDRESS`."""

    app: ASGIApp
    server: Server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on whoever may read the shop, or their own shifts."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        shop = str(scope["path_params"]["shop"])
        below = str(scope["path"])[len(str(scope.get("root_path", ""))) :]
        if scope["type"] == "http" and below.startswith(_PUBLIC) and shop in self.server.sites:
            await self.app(scope, receive, send)
            return
        principal = await run_in_threadpool(visiting, self.server, shop, _cookie(scope))
        if principal is not None and _has_page(principal):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif principal is not None:
            await problem_answer(scope, 403, "no_desk")(scope, receive, send)
        elif _wants_page(scope):
            here = str(scope["path"]) + ("?" + scope["query_string"].decode("latin-1")).rstrip("?")
            there = f"/login?shop={quote(shop, safe='')}&next={quote(here, safe='')}"
            await RedirectResponse(there, 303)(scope, receive, send)
        else:
            await problem_answer(scope, 401, "unauthorized")(scope, receive, send)


def _has_page(principal: Principal) -> bool:
    """Whether the application shows them anything: the shop, or what is their own."""
    return principal.reads or (principal.agent is not None and principal.may(Permission.READ_OWN))


def _cookie(scope: Scope) -> str | None:
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"cookie"]
    try:
        found = SimpleCookie("; ".join(lines)).get(COOKIE)
    except CookieError:
        return None
    return None if found is None else found.value


def _wants_page(scope: Scope) -> bool:
    accepted = b",".join(value for name, value in scope["headers"] if name.lower() == b"accept")
    return scope["method"] == "GET" and b"text/html" in accepted
