"""A staffing explanation in a few sentences: binding rule, stationary number, neighbouring levels."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from peakroster.explanations.deferred_words import deferred_sentences
from peakroster.explanations.interval import StaffedInterval
from peakroster.explanations.interval_figures import (
    distinguishable,
    floor_text,
    in_time_text,
    joined,
    level_figure,
    promise_text,
    rule_text,
    short_figure,
    text,
    wait_figure,
)
from peakroster.explanations.interval_periods import PeriodValue
from peakroster.messages import Translator
from peakroster.planning.staffing.method import staffing_method
from scheduler.staffing.explanation import StaffingOption, binding_rules


def summary_sentences(interval: StaffedInterval, translate: Translator) -> list[str]:
    """Summary in a few sentences: the binding rule, the effect of one agent fewer or more, the difference."""
    if interval.deferred is not None:
        return [*deferred_sentences(interval, interval.deferred, translate), *_rostered(interval, translate)]
    return [
        _decision(interval, translate),
        *_difference(interval, translate),
        *(
            _neighbour(team, interval, translate)
            for team in interval.teams
            if team.agents != interval.agents or team.overloaded
        ),
        *_counted(interval, translate),
        *_rostered(interval, translate),
    ]


def _decision(interval: StaffedInterval, translate: Translator) -> str:
    decisive = binding_rules(interval.needs)
    rules = joined([rule_text(need, interval, translate) for need in decisive], translate)
    if interval.stationary is None:
        return text(translate, "impossible", rules=rules)
    if decisive:
        return text(translate, "decides", rules=rules, agents=interval.stationary)
    return text(translate, "no_target" if interval.arrivals > 0 else "no_inquiries")


def _difference(interval: StaffedInterval, translate: Translator) -> Iterator[str]:
    """Difference from the stationary requirement of the interval, and the reason."""
    if interval.stationary is None or interval.agents == interval.stationary:
        return
    by_method = interval.by_method
    if by_method is not None and by_method != interval.stationary:
        spread, before = (
            interval.plan_for == "expected_service",
            staffing_method(interval.staffing_method) != "stationary",
        )
        reason = "spread_and_before" if spread and before else "spread" if spread else "before"
        if interval.together:
            reason = "period"
        change = f"{by_method - interval.stationary:+d}"
        yield text(translate, f"difference_{reason}", change=change, agents=by_method)
    if interval.agents != by_method:
        change = f"{interval.agents - (interval.stationary if by_method is None else by_method):+d}"
        yield text(translate, "difference_file", change=change, agents=interval.agents)


def _neighbour(team: StaffingOption, interval: StaffedInterval, translate: Translator) -> str:
    if team.overloaded:
        key = "overloaded" if math.isinf(team.average_wait) else "overloaded_leaving"
        short, leaving = short_figure(team.agents_short), f"{team.share_leaving:.1%}"
        return text(translate, key, agents=team.agents, short=short, leaving=leaving)
    place = next(n for n, (measured, _) in enumerate(team.shares) if measured == interval.reported)
    figures: dict[str, Any] = {
        "agents": team.agents,
        "in_time": in_time_text(interval.reported, level_figure(team, place, interval), translate),
        "wait": wait_figure(team, interval, translate),
    }
    if not team.broken and interval.together:
        asked = [interval.targets[value.place] for value in interval.together]
        floors = joined([floor_text(target, translate) for target in asked], translate)
        return text(translate, "meets_floors", floors=floors, **figures)
    if not team.broken:
        # Where the requirement is not the stationary one, "met" would read as if fewer agents were enough.
        key = "meets_targets" if interval.agents == interval.stationary else "meets_targets_in_steady_state"
        return text(translate, key, **figures)
    rules = joined([rule_text(need, interval, translate) for need in team.broken], translate)
    return text(translate, "misses_targets", rules=rules, **figures)


def _counted(interval: StaffedInterval, translate: Translator) -> Iterator[str]:
    """What the targets count; where they count assigned chats, how far first replies may lag behind."""
    usual, talk = interval.first_replies, interval.conversation
    if usual is not None:
        bounds = [100 * target.share for target in interval.targets if target.share]
        yield text(
            translate,
            "counted_taken",
            agents=usual.agents,
            seconds=f"{usual.within_seconds:g}",
            taken=f"{distinguishable(100 * usual.taken, bounds, 1)}%",
            first=f"{distinguishable(100 * usual.first_replies, bounds, 1)}%",
            reply=f"{usual.conversation.reply_seconds:g}",
            pause=f"{usual.conversation.customer_seconds:g}",
        )
    yield from (_together(value, interval, translate) for value in interval.together)
    if talk is None:
        return
    until = text(translate, "until_sent" if talk.typing_counts else "until_begun")
    kinds = dict.fromkeys(target.kind for target in interval.targets)
    yield from (text(translate, f"counted_{kind}", until=until) for kind in kinds)
    if "average_response" in kinds and interval.patience_seconds is not None:
        yield text(translate, "counted_leaving")
    if interval.targets and len(interval.speeds) > 1:
        yield text(translate, "turn_first" if talk.new_first else "turn_in_turn")


def _together(value: PeriodValue, interval: StaffedInterval, translate: Translator) -> str:
    """What a target of a day or a month comes to over its period, and in this interval."""
    target = interval.targets[value.place]

    def figure(number: float | None) -> str:
        if number is None:
            return "–"
        if target.share is None:
            return text(translate, "seconds", seconds=distinguishable(number, [target.within_seconds], 1))
        return f"{distinguishable(100 * number, [100 * target.share], 1)}%"

    return text(
        translate,
        f"together_{target.per}",
        rule=promise_text(target, translate),
        first=f"{value.first:%Y-%m-%d}",
        last=f"{value.last:%Y-%m-%d}",
        value=figure(value.value),
        here=figure(value.here),
    )


def _rostered(interval: StaffedInterval, translate: Translator) -> Iterator[str]:
    if interval.agents and interval.agents <= interval.min_agents:
        yield text(translate, "rostered_least", agents=interval.agents)
    elif interval.shrinkage and interval.agents:
        required = f"{interval.agents / (1 - interval.shrinkage):,.2f}"
        share = f"{100 * interval.shrinkage:.4g}"
        yield text(translate, "rostered", share=share, agents=interval.agents, required=required)
