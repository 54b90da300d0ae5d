"""Who had how much of nights, weekends, sale days and the like, beside the fair share: a table by person."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from peakroster.desk.roster import Desk
from peakroster.planning.roster.ledger import Ledger, ledger
from peakroster.plans.store import PlanStore
from peakroster.shop.model import ShopFolder
from peakroster.tables.formula_guard import guarded, guarded_id
from scheduler.domain.fairness import LEDGER_KINDS, SPREAD_KINDS, FairnessSettings
from scheduler.domain.plan import ROSTER_COLUMNS, EarlierWork


@dataclass(frozen=True)
class Had:
    """Of one kind: what somebody had, and the fair share; None without a part in it. Overtime in hours."""

    had: float
    share: float | None

    @property
    def balance(self) -> float | None:
        """What was had beyond the share; below 0 what others owe."""
        return None if self.share is None else self.had - self.share


@dataclass(frozen=True)
class FairnessRow:
    """One person, by kind (LEDGER_KINDS)."""

    agent: str
    name: str
    kinds: dict[str, Had]

    @property
    def worst(self) -> float:
        """The largest distance from a fair share of what rosters spread."""
        return max((abs(self.kinds[kind].balance or 0.0) for kind in SPREAD_KINDS), default=0.0)


@dataclass(frozen=True)
class Spread:
    """Of one kind: what all had together, how many share it, and how far they are above and below their
    shares."""

    total: float
    people: int
    above: float
    below: float


@dataclass(frozen=True)
class FairnessTable:
    """Everybody, whoever is furthest from the fair share first.

    first, last: the days that were looked at; days: how many of them a plan has.
    """

    rows: tuple[FairnessRow, ...]
    spreads: dict[str, Spread]
    first: date
    last: date
    days: int


def fairness_until(shop: ShopFolder, last: date | None = None, weeks: int | None = None) -> FairnessTable:
    """The table over the weeks up to a day, included; without one, the last day of the latest plan.

    weeks: how many; as the shop says, or as its default is where it says none. Raises InputError when an
    earlier plan cannot be read.
    """
    store = PlanStore(shop.folder)
    if last is None:
        latest = store.plans()[-1:]
        last = store.read(latest[0]).last_day if latest else date.today()
    following = last + timedelta(days=1)
    length = _weeks(shop, weeks)
    return _table(shop, store.before(following, length), following - timedelta(weeks=length), last)


def fairness_with_plan(desk: Desk) -> FairnessTable:
    """The table over the shop's weeks up to the last day of the plan on the desk, which is counted as it lies
    there."""
    shop, plan = desk.shop, desk.plan
    weeks = _weeks(shop, None)
    first = plan.last_day + timedelta(days=1) - timedelta(weeks=weeks)
    frames = [frame for frame in (desk.earlier.window, plan.roster) if frame is not None and len(frame)]
    rows = pd.concat([frame[list(ROSTER_COLUMNS)] for frame in frames], ignore_index=True) if frames else None
    covered = {*desk.earlier.window_days, *(plan.dates if plan.roster is not None else ())}
    days = frozenset(day for day in covered if day >= first)
    return _table(shop, replace(desk.earlier, window=rows, window_days=days), first, plan.last_day)


def fairness_csv(table: FairnessTable) -> bytes:
    """A row for each person: had, share and balance of each kind. UTF-8 with a BOM."""
    records = [
        {
            "agent_id": guarded_id(row.agent),
            "name": guarded(row.name),
            **{
                f"{kind}_{what}": None if (value := getattr(one, what)) is None else round(value, 2)
                for kind, one in row.kinds.items()
                for what in ("had", "share", "balance")
            },
        }
        for row in table.rows
    ]
    text = io.StringIO()
    columns = ["agent_id", "name", *(f"{k}_{w}" for k in LEDGER_KINDS for w in ("had", "share", "balance"))]
    pd.DataFrame(records, columns=columns).to_csv(text, index=False, lineterminator="\n")
    return text.getvalue().encode("utf-8-sig")


def _weeks(shop: ShopFolder, weeks: int | None) -> int:
    return weeks or shop.settings.fairness.window_weeks or FairnessSettings().window_weeks


def _table(shop: ShopFolder, earlier: EarlierWork, first: date, last: date) -> FairnessTable:
    book = ledger(shop, earlier)
    rows = [
        FairnessRow(agent.id, agent.name, dict(zip(LEDGER_KINDS, _had(book, place), strict=True)))
        for place, agent in enumerate(shop.agents)
    ]
    spreads = {kind: _spread(book, place) for place, kind in enumerate(LEDGER_KINDS)}
    worst_first = sorted(rows, key=lambda row: -round(row.worst, 6))
    return FairnessTable(tuple(worst_first), spreads, first, last, book.days)


def _had(book: Ledger, agent: int) -> Sequence[Had]:
    pairs = zip(book.had[agent].tolist(), book.share[agent].tolist(), strict=True)
    return [Had(had, None if math.isnan(share) else share) for had, share in pairs]


def _spread(book: Ledger, kind: int) -> Spread:
    able = ~np.isnan(book.share[:, kind])
    beyond = book.balance[able, kind]
    return Spread(
        float(book.had[able, kind].sum()),
        int(able.sum()),
        float(max(0.0, beyond.max(initial=0.0))),
        float(min(0.0, beyond.min(initial=0.0))),
    )
