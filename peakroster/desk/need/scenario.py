"""Levers kept as a scenario: named, to be solved and compared; the shop's files stay as they are."""

from __future__ import annotations

from collections.abc import Iterator

from peakroster.desk.need.levers import Levers, levers_now
from peakroster.desk.roster import Desk
from peakroster.desk.scenarios.keeping import Scenario, keep_scenario
from peakroster.desk.scenarios.overrides import Override, QueueSettings, Shrinkage
from scheduler.domain.queues import Queue


def keep_levers(desk: Desk, queue: str, levers: Levers, name: str) -> Scenario:
    """Keep the levers that are turned as a scenario of the plan on the desk.

    Raises InputError for a name that is empty, too long, or another scenario's.
    """
    return keep_scenario(
        desk.shop.folder, desk.plan.first_day, name, list(overrides_of_levers(desk, queue, levers))
    )


def overrides_of_levers(desk: Desk, queue: str, levers: Levers) -> Iterator[Override]:
    """The same, as a scenario states it; a reply time as the length of a chat that follows from it."""
    asked = levers.changed_from(levers_now(desk, queue))
    (own,) = (each for each in desk.shop.settings.queues if each.id == queue)
    handling = asked.handling_seconds
    if asked.reply_seconds is not None:
        handling = _alone(own, asked.reply_seconds)
    found = QueueSettings(
        queue=queue,
        share=asked.share,
        within_seconds=asked.within_seconds,
        concurrency=asked.concurrency,
        aht_seconds=handling,
        bot_share=asked.bot_share,
    )
    if found != QueueSettings(queue=queue):
        yield found
    if asked.shrinkage is not None:
        yield Shrinkage(share=asked.shrinkage)


def _alone(queue: Queue, reply_seconds: float) -> float:
    talk = queue.conversation
    assert talk is not None
    return talk.replies * reply_seconds + (talk.replies - 1) * talk.customer_seconds
