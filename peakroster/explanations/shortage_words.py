"""Shortages in words: how many agents are missing, why none is available, and what would help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from peakroster.messages import Translator
from peakroster.wording import full_weekday_name, later_time, listed, weekday_name, whole_per_cent
from scheduler.diagnosis.shortages import Reason, Shortage
from scheduler.domain.plan import Plan

MOST_ADVICE = 2
LEAST_SHARE = 0.1
"""Advice is given for reasons that hold for at least this share of the people who are not there."""


def overload_lines(plan: Plan, translate: Translator, queues: Mapping[str, str]) -> list[str]:
    """Overloads of a plan's summary in words: the agents short, and when the backlog clears."""
    return [
        _overload_line(overload, translate, queues) for overload in (plan.summary or {}).get("overloads", ())
    ]


def _overload_line(overload: Mapping[str, Any], translate: Translator, queues: Mapping[str, str]) -> str:
    start, end = (datetime.fromisoformat(overload[key]) for key in ("from", "until"))
    short, cleared, day = round(overload["agents_short"], 1), overload["clears_at"], start.date()
    if cleared is not None:
        cleared = later_time(day, datetime.fromisoformat(cleared), translate, end=True)
    backlog = translate("commands.backlog_clears" if cleared else "commands.backlog_stays", cleared=cleared)
    per = overload.get("allowed_per")
    if per is not None:
        backlog = translate(f"commands.backlog_allowed_{per}", backlog=backlog)
    return translate(
        "commands.overload",
        queue=queues.get(overload["queue"], overload["queue"]),
        start=f"{start:%Y-%m-%d %H:%M}",
        end=later_time(day, end, translate, end=True),
        load=translate(
            "commands.overload_short" if short else "commands.overload_slight",
            short=f"{short:,.1f}".removesuffix(".0"),
        ),
        waiting=max(1, round(overload["waiting"])),
        backlog=backlog,
    )


def headline(shortage: Shortage, translator: Translator, queues: Mapping[str, str] | None = None) -> str:
    """Where and when, how many are missing, and the service level at the worst interval."""
    day = shortage.start.date()
    return translator(
        "explain.shortage_line",
        queue=(queues or {}).get(shortage.queue, shortage.queue),
        weekday=weekday_name(shortage.start, translator),
        day=f"{shortage.start:%m-%d}",
        start=f"{shortage.start:%H:%M}",
        end=later_time(day, shortage.end, translator, end=True),
        hours=f"{shortage.missing_hours:,.1f}",
        worst=later_time(day, shortage.worst, translator),
        required=f"{shortage.required:,.1f}",
        scheduled=f"{shortage.scheduled:g}",
        missing=f"{shortage.missing:,.1f}",
        service_level=whole_per_cent(shortage.service_level),
    )


def reasons_line(shortage: Shortage, translator: Translator) -> str:
    """How many of those with the skill are where, the most frequent reason first."""
    count = sum(len(reason.agents) for reason in shortage.reasons)
    if not count:
        return translator("explain.none_with_skill")
    items = [
        translator(
            "explain.reason_item",
            count=len(reason.agents),
            reason=_reason(reason, shortage, translator),
        )
        for reason in by_frequency(shortage)
    ]
    return translator(
        "explain.reasons_line", count=count, reasons=translator("explain.separator").join(items)
    )


def named_line(reason: Reason, shortage: Shortage, translator: Translator, names: Mapping[str, str]) -> str:
    """The agents that a reason of this shortage holds for, by name."""
    people = listed((names.get(agent, agent) for agent in reason.agents), translator)
    return translator("explain.named_item", reason=_reason(reason, shortage, translator), names=people)


def _reason(reason: Reason, shortage: Shortage, translator: Translator) -> str:
    return translator(f"explain.reason_{reason.code}", weekday=full_weekday_name(shortage.worst, translator))


def advice(shortage: Shortage, translator: Translator, queues: Mapping[str, str] | None = None) -> list[str]:
    """Advice for the reasons that keep most agents away, at most ``MOST_ADVICE`` sentences."""
    queue = (queues or {}).get(shortage.queue, shortage.queue)
    return [translator(f"explain.advice_{code}", queue=queue) for code in _telling(shortage)]


def advice_for_all(
    shortages: Iterable[Shortage], translator: Translator, queues: Mapping[str, str] | None = None
) -> list[str]:
    """The advice of several shortages, the most frequent first: each is told once, with all its queues."""
    concerned: dict[str, list[str]] = {}
    for shortage in shortages:
        for code in _telling(shortage):
            concerned.setdefault(code, []).append((queues or {}).get(shortage.queue, shortage.queue))
    frequent = sorted(concerned.items(), key=lambda item: -len(item[1]))
    return [
        translator(f"explain.advice_{code}", queue=listed(dict.fromkeys(names), translator))
        for code, names in frequent
    ]


def _telling(shortage: Shortage) -> list[str]:
    """Codes of the reasons that keep most agents away, at most ``MOST_ADVICE``."""
    away = [reason for reason in by_frequency(shortage) if reason.code != "serving"]
    count = sum(len(reason.agents) for reason in away)
    telling = [reason.code for reason in away if len(reason.agents) >= LEAST_SHARE * count] or ["serving"]
    return telling[:MOST_ADVICE]


def by_frequency(shortage: Shortage) -> list[Reason]:
    """The reasons by number of agents, descending; ties in the order of the reasons."""
    return sorted(shortage.reasons, key=lambda reason: -len(reason.agents))
