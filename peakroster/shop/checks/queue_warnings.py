"""What is legal but odd in shop.toml: hours in which a queue has no target, targets that never count."""

from __future__ import annotations

import tomllib

import numpy as np
from numpy.typing import NDArray

from peakroster.shop.settings.bot_hours import first_overlap
from peakroster.shop.settings.opening import longest_closed, minutes_of_week, opening_term
from peakroster.shop.settings.platforms import PLATFORM_METRICS
from peakroster.shop.settings.presets import TARGET_PRESETS
from peakroster.shop.settings.read import FILE, KnownSettings
from peakroster.shop.settings.schema import TargetTable
from peakroster.tables.clock import format_clock, format_window, minutes_of_day
from peakroster.tables.report import Report
from peakroster.wording import whole_per_cent
from scheduler.domain.conversations import usual_conversation
from scheduler.domain.queues import REPLY_KINDS, Queue
from scheduler.domain.shop import Shop
from scheduler.domain.windows import MINUTES_PER_DAY
from scheduler.queueing import ServiceModel
from scheduler.queueing.agents_met import first_reply_stages
from scheduler.queueing.reply_typing import typing_law, within
from scheduler.staffing import ServiceTarget
from scheduler.staffing.time_varying.interval_search import reserve_of

_SLOWER, _SPEEDS_SHOWN = 0.1, 4
"""An example of speeds: each further chat makes every chat take a tenth longer."""
_WORTH_TELLING = 0.05
"""Share of late first replies from which on it is told that the target does not count them."""
_OF_FIRST_REPLIES = ("first_reply", "service_level", "average_wait", "average_response")
"""Targets that a team does not keep whose first replies are all late."""
_OF_PRESETS = [
    TargetTable.model_validate(dict(target)).stated()
    for preset in TARGET_PRESETS.values()
    for target in preset
    if "hours" in target
]


def warn_of_odd_queues(shop: Shop, known: KnownSettings, report: Report) -> None:
    """One warning for each queue and kind of oddity."""
    for place, queue in enumerate(shop.settings.queues):
        _warn_of_hours_without_target(queue, place, known, report)
        _warn_of_target_hours(queue, place, known, report)
        _warn_of_full_speed(queue, place, known, report)
        _warn_of_assignment(queue, place, known, report)
        _warn_of_begun_replies(queue, place, known, report)
        _warn_of_late_first_replies(queue, place, known, report)
        _warn_of_typing(queue, place, shop.settings.staffing_method, known, report)
        _warn_of_bot_overlap(queue, place, known, report)
        _warn_of_deadline_at_night(queue, place, known, report)
        _warn_of_partial_intervals(queue, place, shop.settings.interval_minutes, known, report)


def _warn_of_full_speed(queue: Queue, place: int, known: KnownSettings, report: Report) -> None:
    """Several chats at once, each as fast as one alone; nobody said so, it is only the default."""
    stated = tomllib.loads(known.text)["queues"][place]
    if queue.concurrency == 1 or "slowdown" in stated or queue.conversation is not None:
        return
    report.warning(
        "no_slowdown",
        FILE,
        known.line("queues", place, "concurrency"),
        column=f"queues[{queue.id}].concurrency",
        value=str(queue.concurrency),
        example=_speeds([f"{1 / (1 + _SLOWER * more):.2f}" for more in range(queue.concurrency)]),
        full=_speeds(["1.0"] * queue.concurrency),
    )


def _warn_of_assignment(queue: Queue, place: int, known: KnownSettings, report: Report) -> None:
    """A promise counted when an agent takes the chat, where he may be typing to others."""
    counted = [target for target in queue.targets if target.kind not in REPLY_KINDS]
    if queue.concurrency == 1 or queue.conversation is not None or not counted:
        return
    seconds = min(target.within_seconds for target in counted)
    usual = usual_conversation(queue.aht_seconds)
    in_time = float(within(first_reply_stages(usual, queue.concurrency)[0, -1], usual, seconds))
    if 1 - in_time < _WORTH_TELLING:
        return
    report.warning(
        "counted_at_assignment",
        FILE,
        known.line("queues", place, "target"),
        column=f"queues[{queue.id}].target",
        value=str(queue.concurrency),
        reply=f"{usual.reply_seconds:g}",
        waits=whole_per_cent(1 - in_time),
        seconds=f"{seconds:g}",
    )


def _warn_of_begun_replies(queue: Queue, place: int, known: KnownSettings, report: Report) -> None:
    """A platform's figure, which ends when a reply is sent, and nobody said where the queue's replies end."""
    stated = tomllib.loads(known.text)["queues"][place]
    written = stated.get("target", [])
    names = [name for name in (written if isinstance(written, list) else [written]) if isinstance(name, str)]
    presets = [name for name in names if name in PLATFORM_METRICS]
    if presets and "reply_counts" not in stated:
        report.warning(
            "reply_counts_unstated",
            FILE,
            known.line("queues", place, "target"),
            column=f"queues[{queue.id}].target",
            value=presets[0],
        )


def _warn_of_late_first_replies(queue: Queue, place: int, known: KnownSettings, report: Report) -> None:
    """A share of all replies that the later ones alone may reach, with nothing asked of the first."""
    if queue.conversation is None or any(target.kind in _OF_FIRST_REPLIES for target in queue.targets):
        return
    replies = queue.conversation.replies
    shares = [target.share for target in queue.targets if target.kind == "reply_rate" and target.share]
    if shares and max(shares) <= (replies - 1) / replies:
        report.warning(
            "reply_rate_of_later_replies",
            FILE,
            known.line("queues", place, "target"),
            column=f"queues[{queue.id}].target",
            value=f"{max(shares):.4g}",
            replies=f"{replies:g}",
            later=f"{(replies - 1) / replies:.0%}",
        )


def _warn_of_typing(
    queue: Queue, place: int, staffing_method: str, known: KnownSettings, report: Report
) -> None:
    """A target that is missed by the typing of a reply alone, however many agents there are."""
    talk = queue.conversation
    if talk is None:
        return
    model = ServiceModel(talk.alone_seconds, queue.concurrency, None, queue.patience_seconds, talk)
    allowed = 1.0 if staffing_method == "stationary" else 1 - reserve_of(1)
    for target in queue.targets:
        asked = ServiceTarget(target.kind, target.within_seconds, target.share)
        if asked.is_out_of_reach(model, talk.alone_seconds, allowed):
            late = 1 - float(within(typing_law(talk).of_a_reply, talk, target.within_seconds))
            report.warning(
                "reply_target_below_typing",
                FILE,
                known.line("queues", place, "target"),
                column=f"queues[{queue.id}].target",
                value=f"{target.within_seconds:g}",
                reply=f"{talk.reply_seconds:g}",
                late=whole_per_cent(late),
            )
            return


def _warn_of_deadline_at_night(queue: Queue, place: int, known: KnownSettings, report: Report) -> None:
    """A deadline on the clock that is over, for cases of the evening, before anybody is there again."""
    closed = longest_closed(queue.open) / 60
    deferral = queue.deferred
    if deferral is None or deferral.counts != "clock" or deferral.deadline_hours >= closed:
        return
    report.warning(
        "deadline_while_closed",
        FILE,
        known.line("queues", place, "deadline_hours"),
        column=f"queues[{queue.id}].deadline_hours",
        value=f"{deferral.deadline_hours:g}",
        closed=f"{closed:g}",
    )


def _warn_of_bot_overlap(queue: Queue, place: int, known: KnownSettings, report: Report) -> None:
    """Two shares of the chatbot for the same minute: legal, for the first counts, but easily not meant."""
    overlap = first_overlap(queue.bot_hours, queue.open)
    if overlap is None:
        return
    first, second, moment = overlap
    report.warning(
        "bot_share_overlap",
        FILE,
        known.line("queues", place, "bot_share"),
        column=f"queues[{queue.id}].bot_share",
        value=moment,
        first=first + 1,
        second=second + 1,
        share=f"{queue.bot_hours[first].share:g}",
    )


def _speeds(numbers: list[str]) -> str:
    """A list as shop.toml has it; of a long one the beginning."""
    more = ["…"] if len(numbers) > _SPEEDS_SHOWN else []
    return f"[{', '.join([*numbers[:_SPEEDS_SHOWN], *more])}]"


def _warn_of_hours_without_target(queue: Queue, place: int, known: KnownSettings, report: Report) -> None:
    """Where no target counts and nothing else asks for people, nobody will be planned."""
    asked = queue.min_agents > 0 or any(entry.agents for entry in queue.agents_by_hours)
    if asked or queue.max_occupancy is not None:
        return
    uncovered = _open_on_some_day(queue)
    for target in queue.targets:
        uncovered &= ~minutes_of_day(target.hours)
    if uncovered.any():
        line = known.line("queues", place, "open")
        report.warning(
            "open_without_target",
            FILE,
            line,
            column=f"queues[{queue.id}].open",
            value=opening_term(queue.open),
            hours=_ranges(uncovered),
        )


def _warn_of_target_hours(queue: Queue, place: int, known: KnownSettings, report: Report) -> None:
    """Hours of a target outside the open ones; for a preset only if it never counts at all."""
    open_minutes = _open_on_some_day(queue)
    for target in queue.targets:
        if target.hours is None:
            continue
        counted = minutes_of_day(target.hours)
        outside = counted & ~open_minutes
        if outside.any() and (target not in _OF_PRESETS or not (counted & open_minutes).any()):
            line = known.line("queues", place, "target")
            report.warning(
                "target_outside_open",
                FILE,
                line,
                column=f"queues[{queue.id}].target",
                value=format_window(target.hours),
                hours=_ranges(outside),
            )


def _warn_of_partial_intervals(
    queue: Queue, place: int, interval: int, known: KnownSettings, report: Report
) -> None:
    """Windows that begin or end inside a planning interval."""
    spells = sorted({spell for day in queue.open.week for spell in day}, key=lambda one: (one.start, one.end))
    windows = [("open", spell) for spell in spells]
    windows += [("target", target.hours) for target in queue.targets if target.hours]
    for key, window in windows:
        if window.start % interval or window.end % interval:
            report.warning(
                "window_off_grid",
                FILE,
                known.line("queues", place, key),
                column=f"queues[{queue.id}].{key}",
                value=format_window(window),
                interval=interval,
            )


def _open_on_some_day(queue: Queue) -> NDArray[np.bool_]:
    """Shape (1440,): the minutes of the day in which the queue is staffed on some weekday."""
    return np.asarray(minutes_of_week(queue.open).reshape(-1, MINUTES_PER_DAY).any(axis=0))


def _ranges(minutes: NDArray[np.bool_]) -> str:
    """``00:00-09:00; 23:00-24:00`` of a mask over the minutes of the day."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], minutes.astype(np.int8), [0]))))
    return "; ".join(
        f"{format_clock(int(start))}-{format_clock(int(stop))}"
        for start, stop in zip(edges[::2], edges[1::2], strict=True)
    )
