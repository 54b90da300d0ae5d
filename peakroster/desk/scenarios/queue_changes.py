"""A queue of a scenario: another target, other chats at once, another handling time."""

from __future__ import annotations

from dataclasses import replace

from peakroster.desk.scenarios.overrides import PLACE, QueueSettings
from peakroster.messages import Term
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.queues import Queue, Target
from scheduler.domain.validation import StatementError

TARGET = Term("target", "目标")
_NO_SHARE = Term("the queue has no target of a share", "这个队列没有按比例的目标")
_OTHER = Term("the queue cannot have it", "这个队列不允许")


def changed_queue(queue: Queue, change: QueueSettings) -> Queue:
    """The queue with these settings. Raises InputError for a target that it does not have."""
    targets = queue.targets
    if change.share is not None or change.within_seconds is not None:
        targets = _targets(queue, change)
    conversation, slowdown, aht = queue.conversation, queue.slowdown, queue.aht_seconds
    factor = change.handling_factor
    if change.aht_seconds is not None:
        factor = change.aht_seconds / aht
    if factor is not None:
        aht *= factor
        if conversation is not None:
            conversation = replace(
                conversation,
                reply_seconds=conversation.reply_seconds * factor,
                customer_seconds=conversation.customer_seconds * factor,
            )
    chats = queue.concurrency if change.concurrency is None else change.concurrency
    if slowdown is not None and chats != len(slowdown):
        # Of more chats at once than are known, all together are as fast as the most that are.
        total = len(slowdown) * slowdown[-1]
        slowdown = tuple(
            slowdown[place - 1] if place <= len(slowdown) else total / place for place in range(1, chats + 1)
        )
    fixed = "fixed" if change.aht_seconds is not None else queue.handling_time
    bot = queue.bot_share if change.bot_share is None else change.bot_share
    try:
        return replace(
            queue,
            targets=targets,
            concurrency=chats,
            slowdown=slowdown,
            aht_seconds=aht,
            conversation=conversation,
            handling_time=fixed,
            bot_share=bot,
            bot_hours=() if change.bot_share is not None else queue.bot_hours,
        )
    except StatementError as error:
        raise InputError([_refused(queue, f"{chats}", _OTHER)]) from error


def _targets(queue: Queue, change: QueueSettings) -> tuple[Target, ...]:
    """With the first target changed: of a share the first of those, where another share is asked for."""
    places = [
        place
        for place, target in enumerate(queue.targets)
        if target.share is not None or change.share is None
    ]
    shown = f"{change.within_seconds:g}" if change.share is None else f"{change.share:g}"
    if not places:
        raise InputError([_refused(queue, shown, _NO_SHARE)])
    target = queue.targets[places[0]]
    share = target.share if change.share is None else change.share
    within = target.within_seconds if change.within_seconds is None else change.within_seconds
    floor = target.floor
    if floor is not None:
        floor = max(floor, within) if share is None else min(floor, share)
    try:
        other = replace(target, share=share, within_seconds=within, floor=floor)
    except StatementError as error:
        raise InputError([_refused(queue, shown, _OTHER)]) from error
    return tuple(other if place == places[0] else each for place, each in enumerate(queue.targets))


def _refused(queue: Queue, value: str, reason: Term) -> Finding:
    return Finding(
        "error",
        "scenario_value",
        PLACE,
        value=f"{value} ({queue.name})",
        details={"what": TARGET, "reason": reason},
    )
