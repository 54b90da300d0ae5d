"""Shops behind a server for tests: publications in memory, accounts in a database of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient

from peakroster.exports.subscription import CalendarFacts
from peakroster.serve.accounts.permissions import Role, Scope
from peakroster.serve.app import create_app
from peakroster.serve.oidc.provider import Provider
from peakroster.serve.published import Publication, PublishedRow
from peakroster.serve.rate_limit import Rate, RateLimit
from peakroster.serve.site import Ordered, PublishOrder, Server, Site, site_of
from peakroster.store.engine import open_store

MONDAY = date(2026, 11, 9)
PASSWORD = "correct horse battery"
COVERAGE = (
    "\ufefftimestamp,queue,required,scheduled,service_level\n"
    "2026-11-09T08:00,presale,2.5,3,0.9\n"
    "2026-11-10T08:00,presale,2,1,\n"
)
UNHURRIED = Rate(burst=1e9, per_second=1e9)
"""Tests ask as fast as they can."""


def row(agent: str, day: date, shift: str | None, *, start: str = "08:00", version: int = 1) -> PublishedRow:
    """A row of the neutral table: eight hours from ``start`` on in Shanghai, or a day off."""
    begins = None if shift is None else datetime.fromisoformat(f"{day}T{start}:00+08:00")
    ends = None if begins is None else begins + timedelta(hours=8)
    content = {
        "employee_id": agent,
        "employee_name": f"Name of {agent}",
        "work_date": day.isoformat(),
        "shift_code": shift or "off",
        "shift_name": shift or "休息",
        "start_at": "" if begins is None else begins.isoformat(),
        "end_at": "" if ends is None else ends.isoformat(),
        "cross_midnight": ends is not None and ends.date() > day,
        "is_rest": shift is None,
        "paid_minutes": 0 if shift is None else 480,
        "break_start": "",
        "break_end": "",
        "queue": "" if shift is None else "presale",
        "status": "published",
        "version": version,
        "short_breaks": "",
        "leave": "",
    }
    return PublishedRow(agent, day, json.dumps(content, ensure_ascii=False))


@dataclass
class MemoryRosters:
    """Publications of a shop in memory."""

    made: list[Publication] = field(default_factory=list)
    content: dict[tuple[date, int], tuple[PublishedRow, ...]] = field(default_factory=dict)
    reads: int = 0

    def publish(
        self, rows: Iterable[PublishedRow], first_day: date = MONDAY, days: int = 7, note: str = ""
    ) -> Publication:
        number = 1 + sum(each.first_day == first_day for each in self.made)
        at = datetime(2026, 11, 1, 8, tzinfo=UTC) + timedelta(hours=len(self.made))
        publication = Publication(first_day, days, number, at, "amy", note)
        self.content[publication.key] = tuple(rows)
        self.made = [*self.made, publication]
        return publication

    def withdraw(self, publication: Publication) -> None:
        taken_back = replace(publication, withdrawn_at=datetime(2026, 11, 5, 8, tzinfo=UTC))
        self.made = [taken_back if each is publication else each for each in self.made]

    def publications(self) -> Sequence[Publication]:
        return list(self.made)

    def rows(self, first_day: date, number: int) -> Sequence[PublishedRow]:
        self.reads += 1
        return self.content.get((first_day, number), ())

    def coverage(self, first_day: date, number: int) -> bytes | None:
        return COVERAGE.encode() if (first_day, number) in self.content else None


def week(version: int = 1, **shifts: str | None) -> list[PublishedRow]:
    """A week of A1 and A2: early but for the weekend; ``A1_2="late"``: A1's shift on the third day."""
    return [
        row(agent, MONDAY + timedelta(days=day), shifts.get(f"{agent}_{day}", default), version=version)
        for agent in ("A1", "A2")
        for day in range(7)
        for default in ["early" if day < 5 else None]
    ]


def make_site(folder: Path, id: str, source: MemoryRosters) -> Site:
    """A shop whose database lies in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = CalendarFacts(f"Shop {id}", f"Shop {id}", "Asia/Shanghai", {"presale": "Pre-sale"})

    def publish(order: PublishOrder) -> Ordered:
        made = source.publish(week(), order.first_day, note=order.note)
        return Ordered(made.number, True, len(week()), 0)

    return site_of(id, open_store(folder), source, lambda: facts, publish)


def make_server(sites: Iterable[Site], **limits: RateLimit) -> Server:
    """A server that no test is too fast for, unless it says so."""
    ample = {name: RateLimit(UNHURRIED) for name in ("clients", "principals", "log_ins")}
    return Server({site.id: site for site in sites}, **{**ample, **limits})


def make_client(server: Server, provider: Provider | None = None, **options: object) -> TestClient:
    """A client on the same machine. An error of the server is its answer, as over a socket."""
    app: FastAPI = create_app(server, allowed_hosts=["roster.example"], provider=provider)
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False, **options)  # type: ignore[arg-type]


def add_user(site: Site, name: str, role: Role, agent: str | None = None) -> None:
    """A user with the tests' password."""
    site.users.add(name, role, agent, PASSWORD)


def bearer(site: Site, *scopes: Scope, agent: str | None = None, days: int = 30) -> dict[str, str]:
    """The header of a new token."""
    _, text = site.tokens.make("a test", scopes, agent, days, "amy")
    return {"Authorization": f"Bearer {text}"}
