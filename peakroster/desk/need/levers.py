"""What a manager may turn of a queue, and what the queue needs then, compared with now.

Nothing is written: :mod:`peakroster.desk.need.adopting` does that when she says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date

import pandas as pd

from peakroster.desk.roster import Desk
from peakroster.desk.sizing import days_with_lead, is_quick, of_days, plan_sized, rostered_id, sized
from peakroster.planning.staffing.queue_model import AHT
from scheduler.domain.queues import Queue, Target
from scheduler.domain.shop import AnyShop

_NEXT_STEP = 0.1
"""By how much one more chat slows each, where the queue does not tell by its last chats."""
_SLOWEST = 0.05


@dataclass(frozen=True)
class Levers:
    """The settings of a queue that may be turned; None = as it is, or a queue that has no such setting.

    share, within_seconds: of its first target of a share; targets of the same time move with it. concurrency:
    chats at once. handling_seconds: of a chat whose agent has no other; reply_seconds: of typing a reply,
    where the queue knows what its chats are made of. bot_share: of all inquiries, at every hour. shrinkage:
    of the whole shop.
    """

    share: float | None = None
    within_seconds: float | None = None
    concurrency: int | None = None
    handling_seconds: float | None = None
    reply_seconds: float | None = None
    bot_share: float | None = None
    shrinkage: float | None = None

    def changed_from(self, now: Levers) -> Levers:
        """Only what differs from ``now``, and is one of its levers."""
        kept = {
            one.name: value
            for one in fields(self)
            if (value := getattr(self, one.name)) is not None
            and (present := getattr(now, one.name)) is not None
            and not math.isclose(value, present, rel_tol=1e-9, abs_tol=1e-9)
        }
        return Levers(**kept)

    def stated(self) -> Iterator[tuple[str, float]]:
        """Name and value of each lever that is turned."""
        for one in fields(self):
            value = getattr(self, one.name)
            if value is not None:
                yield one.name, value


@dataclass(frozen=True)
class NeedComparison:
    """A queue's need now and with levers turned.

    table: ``timestamp``, ``before``, ``after`` (people on the roster) and ``hours`` of each interval. exact:
    whether by the shop's own method, else each interval in its own steady state.
    """

    table: pd.DataFrame
    exact: bool

    @property
    def agent_hours(self) -> tuple[float, float]:
        """Before and after."""
        before, after = (
            float((self.table[name] * self.table["hours"]).sum()) for name in ("before", "after")
        )
        return before, after

    @property
    def peak(self) -> tuple[float, float]:
        """People in the fullest interval, before and after."""
        if self.table.empty:
            return 0.0, 0.0
        return float(self.table["before"].max()), float(self.table["after"].max())


def levers_now(desk: Desk, queue: str) -> Levers:
    """The present values; handling time as the plan expects it on average."""
    settings = desk.shop.settings
    own = _queue(desk.shop.settings.queues, queue)
    main = main_target(own)
    live = own.deferred is None
    return Levers(
        share=main.share if main is not None and live else None,
        within_seconds=main.within_seconds if main is not None and live else None,
        concurrency=own.concurrency if live else None,
        handling_seconds=None if own.conversation is not None else _expected_handling(desk, own),
        reply_seconds=None if own.conversation is None else own.conversation.reply_seconds,
        bot_share=own.bot_share,
        shrinkage=settings.shrinkage,
    )


def main_target(queue: Queue) -> Target | None:
    """The first target of a share, else the first one; None without targets."""
    shares = [target for target in queue.targets if target.share is not None]
    return next(iter(shares or queue.targets), None)


def with_levers(shop: AnyShop, queue: str, levers: Levers) -> AnyShop:
    """The shop with a queue's levers turned. Raises ValueError for what no queue can be."""
    settings = shop.settings
    queues = tuple(turned(each, levers) if each.id == queue else each for each in settings.queues)
    shrinkage = settings.shrinkage if levers.shrinkage is None else levers.shrinkage
    return replace(shop, settings=replace(settings, queues=queues, shrinkage=shrinkage))


def turned(queue: Queue, levers: Levers) -> Queue:
    """The queue with the levers turned; one whose handling time was learned has a fixed one then."""
    if levers.share is not None or levers.within_seconds is not None:
        queue = replace(queue, targets=tuple(turned_targets(queue, levers)))
    if levers.concurrency is not None and levers.concurrency != queue.concurrency:
        speeds = queue.slowdown
        queue = replace(
            queue,
            concurrency=levers.concurrency,
            slowdown=None if speeds is None else speeds_of(speeds, levers.concurrency),
        )
    if levers.handling_seconds is not None:
        queue = replace(queue, aht_seconds=levers.handling_seconds, handling_time="fixed")
    if levers.reply_seconds is not None and queue.conversation is not None:
        conversation = replace(queue.conversation, reply_seconds=levers.reply_seconds)
        queue = replace(
            queue, conversation=conversation, aht_seconds=conversation.alone_seconds, handling_time="fixed"
        )
    if levers.bot_share is not None:
        queue = replace(queue, bot_share=levers.bot_share, bot_hours=())
    return queue


def turned_targets(queue: Queue, levers: Levers) -> Iterator[Target]:
    """Its targets: the main one with share and time, those of the same time with the time."""
    main = main_target(queue)
    for target in queue.targets:
        if target is main and levers.share is not None and target.share is not None:
            target = replace(target, share=levers.share)
        if (
            main is not None
            and levers.within_seconds is not None
            and target.within_seconds == main.within_seconds
        ):
            target = replace(target, within_seconds=levers.within_seconds)
        yield target


def speeds_of(speeds: tuple[float, ...], chats: int) -> tuple[float, ...]:
    """Speeds of 1 … ``chats`` chats at once: those known, and further ones that go on falling as the last.

    All chats together never get slower by one more.
    """
    found = list(speeds[:chats])
    step = found[-2] - found[-1] if len(found) > 1 else _NEXT_STEP
    while len(found) < chats:
        held, last = len(found), found[-1]
        least = math.ceil(10_000 * held * last / (held + 1)) / 10_000
        found.append(min(last, max(round(last - step, 4), least, _SLOWEST)))
    return tuple(found)


def need_compared(
    desk: Desk, queue: str, levers: Levers, first: date, last: date, *, exact: bool | None = None
) -> NeedComparison:
    """The need of some days of the plan, now and with the levers turned, both sized alike.

    Now is what requirement.csv says, where the shop's own method is taken.

    exact: whether by the shop's own method, which takes longer; None = where it is quick.
    Raises InputError where no number of people keeps the promise.
    """
    plan, shop = desk.plan, desk.shop
    assert plan.forecast is not None
    begin, days = days_with_lead(plan.first_day, plan.days, first, last)
    exact = is_quick(shop, [queue], days) if exact is None else exact
    rostered = rostered_id(shop, queue)

    asked = with_levers(shop, queue, levers)
    found = sized(asked, plan.forecast, [queue], begin, days, exact=exact)
    written = plan_sized(desk, [queue]) if found.exact else None
    present = written or sized(shop, plan.forecast, [queue], begin, days, exact=exact)
    before, after = (
        of_days(each.table[each.table["queue"] == rostered], first, last, False) for each in (present, found)
    )
    before = before[["timestamp", "people", "hours"]]
    table = before.rename(columns={"people": "before"}).merge(
        after[["timestamp", "people"]].rename(columns={"people": "after"}), on="timestamp"
    )
    return NeedComparison(table[["timestamp", "before", "after", "hours"]], found.exact)


def _queue(queues: tuple[Queue, ...], name: str) -> Queue:
    (found,) = (each for each in queues if each.id == name)
    return found


def _expected_handling(desk: Desk, queue: Queue) -> float:
    """Mean over the plan's inquiries of what they are expected to take, to whole seconds; else as stated."""
    table = desk.plan.forecast
    if table is None or AHT not in table or queue.handling_time == "fixed":
        return queue.aht_seconds
    own = table[(table["queue"] == queue.id) & (table["timestamp"] < desk.plan.end)]
    seconds = own[AHT].fillna(queue.aht_seconds)
    total = float(own["mean"].sum())
    return round(float((own["mean"] * seconds).sum()) / total) if total > 0 else queue.aht_seconds
