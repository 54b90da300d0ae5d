"""Calendars that phones subscribe to: addresses made and closed by people, and asked for by phones."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Request, Response

from peakroster.messages import Translator
from peakroster.serve.access import Access, AnyCaller, server_of
from peakroster.serve.accounts.permissions import Permission
from peakroster.serve.accounts.tokens import CalendarLink
from peakroster.serve.answers import CALENDAR, kept_answer
from peakroster.serve.calendars import calendar, first_shown
from peakroster.serve.models import CalendarEntry, CalendarList, MadeCalendar, NewCalendar, Version
from peakroster.serve.problems import RefusedError, documented
from peakroster.serve.site import Server, Site

router = APIRouter(tags=["calendars"])

_AS_CALENDAR: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/calendar": {"schema": {"type": "string"}}}},
    304: {"description": "What If-None-Match names still holds."},
}


@router.get(
    "/calendars/{secret}.ics",
    response_class=Response,
    responses={**_AS_CALENDAR, **documented(404)},
    summary="A calendar",
)
def subscribed(
    request: Request, secret: Annotated[str, Path(max_length=200, description="Of the address.")]
) -> Response:
    """Shifts as published last, from last month on, for one person or the team; cancelled ones are told.

    Whoever knows the address reads it, until it is closed. Phones ask again about every hour.
    """
    server = server_of(request)
    found = _found(server, secret)
    if found is None:
        raise RefusedError(404)
    site, link = found
    view = site.view(server.kept)
    facts = site.facts()
    facts = replace(facts, first_name=link.first_name)
    first = first_shown(datetime.now(ZoneInfo(facts.timezone)).date())
    what = ("calendar", site.id, link.agent, facts, first, server.language, view.publications)
    return kept_answer(
        request,
        server.kept,
        what,
        CALENDAR,
        lambda: calendar(view, facts, link.agent, first, Translator(server.language)),
    )


@router.get("/shops/{shop}/calendars", responses=documented(401), summary="Addresses of calendars")
def list_calendars(caller: AnyCaller) -> CalendarList:
    """Every address that one may close; the secrets cannot be shown again."""
    granted = caller.anybody()
    agents = _agents(granted)
    links = [link for link in granted.site.links.all() if agents is None or link.agent in agents]
    return CalendarList(calendars=[_entry(link) for link in links])


@router.post(
    "/shops/{shop}/calendars",
    status_code=201,
    responses=documented(401, 403, 415),
    summary="A new address",
)
def make_calendar(caller: AnyCaller, body: NewCalendar) -> MadeCalendar:
    """An address for one person's or the team's calendar; whoever reads their own shifts gets their own."""
    granted = caller.anybody()
    agents = _agents(granted)
    if agents is not None and body.agent not in agents:
        raise RefusedError(403)
    link, secret = granted.site.links.make(
        body.agent, granted.site.facts().first_name, granted.principal.name
    )
    return MadeCalendar(id=link, path=f"/calendars/{secret}.ics")


@router.delete(
    "/shops/{shop}/calendars/{number}",
    status_code=204,
    responses=documented(401, 403, 404),
    summary="Close an address",
)
def close_calendar(caller: AnyCaller, number: Annotated[Version, Path(description="Its id.")]) -> Response:
    """Whoever has subscribed to it gets nothing from now on."""
    granted = caller.anybody()
    if not granted.site.links.revoke(number, _agents(granted)):
        raise RefusedError(404)
    return Response(status_code=204)


def _agents(granted: Access) -> Collection[str | None] | None:
    """Whose calendars they manage; None = everybody's."""
    principal = granted.principal
    if principal.may(Permission.LINKS):
        return None
    return {principal.agent} if principal.agent is not None and principal.session is not None else set()


def _found(server: Server, secret: str) -> tuple[Site, CalendarLink] | None:
    """The link, of whichever shop. Every shop is asked, so that the time does not tell whose it is."""
    found = [(site, link) for site in server.sites.values() if (link := site.links.found(secret)) is not None]
    return found[0] if found else None


def _entry(link: CalendarLink) -> CalendarEntry:
    return CalendarEntry(
        id=link.id,
        agent=link.agent,
        made_at=link.made_at,
        made_by=link.made_by,
        used_at=link.used_at,
        revoked_at=link.revoked_at,
    )
