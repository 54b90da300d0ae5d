"""What was done to the shop since yesterday, by whom: the store's log, gathered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from peakroster.store.place import has_store

TOLD = (
    "plan", "save", "publish", "withdraw", "restore", "leave", "leave_back", "edit", "people", "import",
    "approved", "refused", "adopt", "undo", "push", "attendance", "aside",
)  # fmt: skip
"""Kinds of changes that concern a manager; others are the program's own book-keeping."""

_MOST = 200
"""Changes that are looked through."""


@dataclass(frozen=True)
class NewsItem:
    """The same done once or several times by somebody. at: the last time, in the shop's zone. kind: of TOLD.

    what: the object's name in the log (``plans/2026-11-09``, ``agents``). note: what was said of it, of the
    last time.
    """

    at: datetime
    who: str
    kind: str
    what: str
    note: str
    times: int = 1

    @property
    def first_day(self) -> date | None:
        """First day of the plan that it was done to; None of other things."""
        folder, _, name = self.what.partition("/")
        return date.fromisoformat(name[:10]) if folder == "plans" and name[:10] else None


def since_yesterday(now: datetime) -> datetime:
    """The beginning of yesterday, in the zone of ``now``."""
    return datetime.combine(now.date() - timedelta(days=1), time(), now.tzinfo)


def news(folder: Path, timezone: str, since: datetime) -> list[NewsItem]:
    """What was done since then, the latest first; the same by the same person is told once."""
    if not has_store(folder):
        return []
    from peakroster.store.log import DONE, logged_changes

    zone, found = ZoneInfo(timezone), dict[tuple[str, str, str], NewsItem]()
    for change in logged_changes(folder, most=_MOST):
        if change.at < since:
            break
        entry = change.entry
        if change.state != DONE or entry.kind not in TOLD:
            continue
        key = (change.who, entry.kind, entry.what)
        if key in found:
            found[key] = replace(found[key], times=found[key].times + 1)
        else:
            at = change.at.astimezone(zone)
            found[key] = NewsItem(at, change.who, entry.kind, entry.what, entry.note)
    return list(found.values())
