"""The weeks ahead: which have a plan, which of them people were told, and what has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from peakroster.exports.neutral import neutral_table
from peakroster.plans.reading import read_summary
from peakroster.plans.store import PlanStore
from peakroster.plans.tables import SUMMARY
from peakroster.publishing.differences import differences
from peakroster.publishing.published import publications, published_roster
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import InputError

WEEKS = 3
OUT_OF_DATE = timedelta(days=14)
"""A shop whose history ended longer ago is looked at as of the day after: its records are not of today."""

State = Literal["unplanned", "unrostered", "draft", "published", "withdrawn"]


@dataclass(frozen=True)
class Week:
    """A calendar week. first_day: of the plan that holds most of it, None where there is none.

    number: of the publication that holds or was withdrawn. changes: days of people that are not as they were
    told; None where nothing holds.
    """

    monday: date
    state: State
    first_day: date | None = None
    number: int | None = None
    changes: int | None = None

    @property
    def sunday(self) -> date:
        """The last day."""
        return self.monday + timedelta(days=6)


def day_of_work(shop: ShopFolder, now: datetime) -> date:
    """The day on which the manager works: today, or where the shop stands still.

    That is the day after the history's end, or where no history was read the first of the newest plan, if
    either is over for long.
    """
    today = now.date()
    if len(shop.history):
        end = shop.history["timestamp"].max().date() + timedelta(days=1)
        return end if today - end > OUT_OF_DATE else today
    spans = _spans(PlanStore(shop.folder))
    newest = max(spans, default=today)
    over = today - newest - timedelta(days=spans.get(newest, 0)) > OUT_OF_DATE
    return newest if over else today


def next_monday(shop: ShopFolder, now: datetime) -> date:
    """The first day of the week after that of :func:`day_of_work`."""
    today = day_of_work(shop, now)
    return today + timedelta(days=7 - today.weekday())


def weeks_ahead(shop: ShopFolder, today: date, count: int = WEEKS) -> list[Week]:
    """This week and those after it. Raises InputError as the store does."""
    store = PlanStore(shop.folder)
    spans = _spans(store)
    monday = today - timedelta(days=today.weekday())
    return [_week(shop, store, spans, monday + timedelta(weeks=number)) for number in range(count)]


def _spans(store: PlanStore) -> dict[date, int]:
    """First days and lengths of the plans, from their summaries; a plan without one has a week."""
    spans: dict[date, int] = {}
    for first_day in store.plans():
        try:
            summary = read_summary(store.path(first_day) / SUMMARY)
        except InputError:
            summary = {}
        spans[first_day] = int(summary.get("days") or 7)
    return spans


def _week(shop: ShopFolder, store: PlanStore, spans: dict[date, int], monday: date) -> Week:
    def held(first_day: date) -> int:
        last = first_day + timedelta(days=spans[first_day] - 1)
        return (min(last, monday + timedelta(days=6)) - max(first_day, monday)).days + 1

    best = max(spans, key=lambda first_day: (held(first_day), first_day), default=None)
    if best is None or held(best) <= 0:
        return Week(monday, "unplanned")
    if not (store.path(best) / "roster.csv").is_file():
        return Week(monday, "unrostered", best)
    known = publications(shop.folder, best)
    if not known:
        return Week(monday, "draft", best)
    if known[-1].withdrawn_at is not None:
        return Week(monday, "withdrawn", best, known[-1].number)
    try:
        told = published_roster(shop.folder, known[-1]).table
        changes = len(differences(told, neutral_table(shop, store.read(best))))
    except InputError:  # a roster that cannot be read is told elsewhere
        changes = 0
    return Week(monday, "published", best, known[-1].number, changes)
