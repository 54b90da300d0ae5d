"""Shortages in words: how many agents are missing, why none is available, and what would help."""

from __future__ import annotations

from collections.abc import Mapping

from peakroster.messages import Translator
from peakroster.wording import listed, weekday_name
from scheduler.diagnosis.shortages import Reason, Shortage
from scheduler.domain.plan import Plan

MOST_ADVICE = 2
LEAST_SHARE = 0.1
"""Advice is given for reasons that hold for at least this share of the people who are not there."""


def overload_lines(plan: Plan, translate: Translator, queues: Mapping[str, str]) -> list[str]:
    """Overloads of a plan's summary in words: the agents short, and when the backlog clears."""
    lines = []
    for overload in (plan.summary or {}).get("overloads", ()):
        start, end, cleared = overload["from"], overload["until"], overload["clears_at"]
        lines.append(
            translate(
                "commands.overload" if cleared else "commands.overload_stays",
                queue=queues.get(overload["queue"], overload["queue"]),
                start=start.replace("T", " "),
                end=_later(start, end),
                short=f"{overload['agents_short']:g}",
                waiting=f"{overload['waiting']:.0f}",
                cleared=_later(start, cleared or end),
            )
        )
    return lines


def _later(first: str, moment: str) -> str:
    """A timestamp after another: its time, with the date where that is another day's."""
    return moment[11:] if moment[:10] == first[:10] else moment[5:].replace("T", " ")


def headline(shortage: Shortage, translator: Translator, queues: Mapping[str, str] | None = None) -> str:
    """Where and when, how many are missing, and the service level at the worst interval."""
    end = f"{shortage.end:%H:%M}"
    return translator(
        "explain.shortage_line",
        queue=(queues or {}).get(shortage.queue, shortage.queue),
        weekday=weekday_name(shortage.start, translator),
        day=f"{shortage.start:%m-%d}",
        start=f"{shortage.start:%H:%M}",
        end="24:00" if end == "00:00" else end,
        hours=f"{shortage.missing_hours:.1f}",
        worst=f"{shortage.worst:%H:%M}",
        required=f"{shortage.required:.1f}",
        scheduled=shortage.scheduled,
        missing=f"{shortage.missing:.1f}",
        service_level=f"{shortage.service_level:.0%}",
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
            reason=translator(f"explain.reason_{reason.code}"),
        )
        for reason in by_frequency(shortage)
    ]
    return translator(
        "explain.reasons_line", count=count, reasons=translator("explain.separator").join(items)
    )


def named_line(reason: Reason, translator: Translator, names: Mapping[str, str]) -> str:
    """The agents that a reason holds for, by name."""
    people = listed((names.get(agent, agent) for agent in reason.agents), translator)
    return translator("explain.named_item", reason=translator(f"explain.reason_{reason.code}"), names=people)


def advice(shortage: Shortage, translator: Translator, queues: Mapping[str, str] | None = None) -> list[str]:
    """Advice for the reasons that keep most agents away, at most ``MOST_ADVICE`` sentences."""
    away = [reason for reason in by_frequency(shortage) if reason.code != "serving"]
    count = sum(len(reason.agents) for reason in away)
    telling = [reason.code for reason in away if len(reason.agents) >= LEAST_SHARE * count] or ["serving"]
    queue = (queues or {}).get(shortage.queue, shortage.queue)
    return [translator(f"explain.advice_{code}", queue=queue) for code in telling[:MOST_ADVICE]]


def by_frequency(shortage: Shortage) -> list[Reason]:
    """The reasons by number of agents, descending; ties in the order of the reasons."""
    return sorted(shortage.reasons, key=lambda reason: -len(reason.agents))
