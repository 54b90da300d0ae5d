"""Puts the application together: routes behind the guard, refusals in one form, use written down at times."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.routing import Mount

from peakroster.serve.desk import ADDRESS, POLICY, DeskApp, DeskDoor, shop_of
from peakroster.serve.guard import OWN_NAMES, Guard
from peakroster.serve.problems import add_handlers, problem_answer
from peakroster.serve.routes import calendars, health, publishing, requests, rosters, sessions
from peakroster.serve.routes.login import login_router
from peakroster.serve.site import Server
from peakroster.tables.findings import InputError

if TYPE_CHECKING:
    from peakroster.serve.oidc.provider import Provider

_WRITTEN_EVERY = 30.0
"""Seconds between two writings of what was used."""
_LOG = logging.getLogger("peakroster.serve")
_TITLE = "peakroster"
_ABOUT = (
    "Published rosters of one or several shops. Show a token as `Authorization: Bearer …`, or log in for a "
    "session cookie. Answers to GET have an ETag; who sends it back in If-None-Match gets 304 while nothing "
    "has changed."
)


def create_app(
    server: Server,
    *,
    allowed_hosts: Collection[str] = (),
    desk: DeskApp | None = None,
    provider: Provider | None = None,
) -> FastAPI:
    """The application.

    server: its shops. allowed_hosts: names by which clients may call it, beside those of this machine. desk:
    what serves the pages of the desk; None = there are none. provider: by whom people may log in beside their
    passwords; None = by nobody, and its addresses are not there.
    """
    app = FastAPI(
        title=_TITLE,
        description=_ABOUT,
        version="1",
        docs_url=None,  # its page loads programs from elsewhere
        redoc_url=None,
        lifespan=_lifespan,
        redirect_slashes=False,
    )
    app.state.server = server
    for routes in (health, sessions, rosters, publishing, requests, calendars):
        app.include_router(routes.router)
    if provider is not None:
        from peakroster.serve.routes.oidc import oidc_router  # its packages are optional

        app.include_router(oidc_router(provider))
    add_handlers(app)

    @app.exception_handler(InputError)
    @app.exception_handler(OSError)
    async def _unavailable(request: Request, error: Exception) -> JSONResponse:
        _LOG.log(logging.ERROR, "%s: %s", type(error).__name__, error)
        return problem_answer(request.scope, 503, "unavailable", headers={"Retry-After": "5"})

    hosts = frozenset(name.lower() for name in (*OWN_NAMES, *allowed_hosts))
    if desk is None:
        app.add_middleware(Guard, hosts=hosts, clients=server.clients)
        return app
    app.add_middleware(
        Guard,
        hosts=hosts,
        clients=server.clients,
        is_page=lambda path: shop_of(path) is not None,
        policy=POLICY,
    )
    app.state.desk = desk
    app.include_router(login_router(directory=provider is not None))
    app.router.routes.append(Mount(ADDRESS, app=DeskDoor(desk.app, server)))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    writing = asyncio.create_task(_write_usage(app.state.server))
    desk: DeskApp | None = getattr(app.state, "desk", None)
    try:
        async with contextlib.nullcontext() if desk is None else desk.lifespan(app):
            yield
    finally:
        writing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await writing
        await run_in_threadpool(_written, app.state.server)


async def _write_usage(server: Server) -> None:
    while True:
        await asyncio.sleep(_WRITTEN_EVERY)
        await run_in_threadpool(_written, server)


def _written(server: Server) -> None:
    for site in server.sites.values():
        try:
            site.usage.write()
        except (InputError, OSError) as error:
            _LOG.log(logging.WARNING, "when tokens were used is written later: %s", error)
