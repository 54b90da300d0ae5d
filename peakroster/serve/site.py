"""One shop behind the server, and all of them together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from peakroster.exports.subscription import CalendarFacts
from peakroster.serve.accounts.sessions import Sessions
from peakroster.serve.accounts.tokens import CalendarLinks, Tokens
from peakroster.serve.accounts.usage import Usage
from peakroster.serve.accounts.users import Users
from peakroster.serve.published import PublishedRosters
from peakroster.serve.rate_limit import Rate, RateLimit
from peakroster.serve.rosters import Kept, View
from peakroster.store.engine import Store
from peakroster.tables.findings import Finding

CLIENTS = Rate(burst=300, per_second=200)
"""Of one address: a whole office may stand behind it."""
PRINCIPALS = Rate(burst=200, per_second=150)
"""Of one token or user."""
LOG_INS = Rate(burst=10, per_second=0.2)
"""Of one address: each costs a hash."""


@dataclass(frozen=True)
class PublishOrder:
    """What shall be published, and by whom. in_spite_of: why, though the audit is not clean."""

    first_day: date
    note: str
    in_spite_of: str | None
    who: str


@dataclass(frozen=True)
class Ordered:
    """What came of an order. number: of the publication that says it. new: False where it was there already.

    changes: rows that people have to be told anew. violations: what the audit found.
    """

    number: int
    new: bool
    changes: int
    violations: int


class RequestBook(Protocol):
    """What agents ask for. Answers are as JSON; every method raises InputError with what is wrong.

    who: whoever asks or decides, as the log calls them. agent: only of this one, None = of anybody.
    """

    def listed(self, agent: str | None, language: str) -> Sequence[Mapping[str, Any]]:
        """All of them, in the order in which they were made."""

    def ask(self, who: str, agent: str, asked: Mapping[str, Any], language: str) -> Mapping[str, Any]:
        """Enter one that waits."""

    def effect(self, number: int, language: str) -> Mapping[str, Any]:
        """What approving it would do to the roster."""

    def decide(
        self, who: str, number: int, approve: bool, note: str, anyway: bool, language: str
    ) -> Mapping[str, Any]:
        """Approve or refuse one."""

    def withdraw(self, who: str, number: int, agent: str | None) -> None:
        """Withdraw one that waits."""


class UncleanError(Exception):
    """The plan's audit is not clean, and nobody said why it is published all the same."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.findings = tuple(findings)


@dataclass(frozen=True)
class Site:
    """A shop.

    id: what it is called in addresses. source: its publications. facts: what its calendars say of it, read
    anew at each call. publish: carries an order out; raises UncleanError, InputError, OSError. requests:
    None where the shop takes none.
    """

    id: str
    source: PublishedRosters
    users: Users
    sessions: Sessions
    tokens: Tokens
    links: CalendarLinks
    usage: Usage
    facts: Callable[[], CalendarFacts]
    publish: Callable[[PublishOrder], Ordered]
    requests: RequestBook | None = None

    def view(self, kept: Kept) -> View:
        """What it has published up to now."""
        return View(self.id, self.source, tuple(self.source.publications()), kept)


def site_of(
    id: str,
    store: Store,
    source: PublishedRosters,
    facts: Callable[[], CalendarFacts],
    publish: Callable[[PublishOrder], Ordered],
    requests: RequestBook | None = None,
) -> Site:
    """The site of a shop whose accounts lie in ``store``."""
    usage = Usage(store)
    return Site(
        id=id,
        source=source,
        users=Users(store),
        sessions=Sessions(store),
        tokens=Tokens(store, usage),
        links=CalendarLinks(store, usage),
        usage=usage,
        facts=facts,
        publish=publish,
        requests=requests,
    )


@dataclass(frozen=True)
class Server:
    """All shops under one roof. sites: by id, at least one. language: of calendars."""

    sites: Mapping[str, Site]
    language: str = "en"
    kept: Kept = field(default_factory=Kept)
    clients: RateLimit = field(default_factory=lambda: RateLimit(CLIENTS))
    principals: RateLimit = field(default_factory=lambda: RateLimit(PRINCIPALS))
    log_ins: RateLimit = field(default_factory=lambda: RateLimit(LOG_INS))

    def site_or_stand_in(self, id: str) -> tuple[Site, bool]:
        """The site, and whether there is one. Another stands in for an unknown one, so that it takes as long
        to refuse; what it says must be thrown away.
        """
        site = self.sites.get(id)
        return (site, True) if site is not None else (next(iter(self.sites.values())), False)
