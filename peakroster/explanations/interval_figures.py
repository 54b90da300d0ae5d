"""Figures and rules of a staffing explanation as text: rounding, units, names of the targets."""

from __future__ import annotations

import math
from typing import Any

from peakroster.explanations.interval import StaffedInterval
from peakroster.messages import Translator
from scheduler.domain.queues import Target
from scheduler.staffing.explanation import RuleRequirement, StaffingOption

_AREA = "sizing"


def rule_text(need: RuleRequirement, interval: StaffedInterval, translate: Translator) -> str:
    """The rule in words: a target, the cap on occupancy or the minimum."""
    if need.place is not None:
        return target_text(interval.targets[need.place], translate)
    if need.rule == "max_occupancy":
        return text(translate, "rule_max_occupancy", share=f"{100 * (interval.max_occupancy or 0):.4g}")
    return text(translate, "rule_min_agents", agents=need.agents)


def target_text(target: Target, translate: Translator) -> str:
    """A service target in words."""
    seconds = f"{target.within_seconds:g}"
    if target.share is None:
        return text(translate, "rule_average_wait", seconds=seconds)
    return text(translate, "rule_service_level", share=f"{100 * target.share:g}", seconds=seconds)


def level_text(seconds: float, translate: Translator) -> str:
    """Row head of a service level."""
    return text(translate, "row_level" if seconds else "row_level_0", seconds=f"{seconds:g}")


def answered_text(seconds: float, translate: Translator) -> str:
    """ "Answered within …" in words."""
    return text(translate, "answered" if seconds else "answered_0", seconds=f"{seconds:g}")


def level_figure(team: StaffingOption, place: int, interval: StaffedInterval) -> str:
    """In per cent, with enough digits to show on which side of the targets it lies."""
    seconds, level = team.service_levels[place]
    bounds = [
        target.share for target in interval.targets if target.within_seconds == seconds and target.share
    ]
    return f"{distinguishable(100 * level, [100 * bound for bound in bounds], 1)}%"


def late_in_steady_state(team: StaffingOption, interval: StaffedInterval) -> float:
    """Inquiries not answered in time in steady state."""
    level = next(level for seconds, level in team.service_levels if seconds == interval.late_within)
    return interval.arrivals * (1 - level)


def wait_figure(team: StaffingOption, interval: StaffedInterval, translate: Translator) -> str:
    """Average wait in seconds, with enough digits to show on which side of the targets it lies."""
    if math.isinf(team.average_wait):
        return text(translate, "unbounded")
    bounds = [target.within_seconds for target in interval.targets if target.kind == "average_wait"]
    return text(translate, "seconds", seconds=distinguishable(team.average_wait, bounds, 1))


def occupancy_figure(team: StaffingOption, interval: StaffedInterval) -> str:
    """Occupancy in per cent, with enough digits to show on which side of the cap it lies."""
    if math.isinf(team.occupancy):
        return "–"
    bounds = [] if interval.max_occupancy is None else [100 * interval.max_occupancy]
    return f"{distinguishable(100 * team.occupancy, bounds, 1)}%"


def overload_figure(team: StaffingOption, translate: Translator) -> str:
    """Agents short in an overload, or "no"."""
    if not team.overloaded:
        return text(translate, "no")
    return text(translate, "short", short=short_figure(team.agents_short))


def short_figure(agents: float) -> str:
    """Agents short; 0.02 is not shown as 0."""
    return f"{agents:,.1f}" if agents >= 0.05 or agents == 0 else f"{agents:.1g}"


def distinguishable(value: float, bounds: list[float], decimals: int) -> str:
    """The value with at least these decimals, more if it would look equal to a bound that it misses."""
    for places in range(decimals, 7):
        text = f"{value:,.{places}f}"
        if all(abs(value - bound) < 1e-9 or round(value, places) != bound for bound in bounds):
            break
    return text


def count_figure(inquiries: float) -> str:
    """A number of inquiries: two decimals below 10, else one."""
    return f"{inquiries:,.1f}" if inquiries >= 10 else f"{inquiries:,.2f}"


def whole_figure(value: float) -> str:
    """Without decimals, a half rounded up as people do it: 337.5 is 338."""
    return f"{math.floor(value + 0.5 + 1e-9):,}"


def span_details(interval: StaffedInterval) -> dict[str, str]:
    """Start and end of the interval, as details of a message."""
    return {"time": f"{interval.start:%H:%M}", "end": f"{interval.end:%H:%M}"}


def joined(items: list[str], translate: Translator) -> str:
    """The items with the language's list separator."""
    return text(translate, "list_separator").join(items)


def text(translate: Translator, key: str, **details: Any) -> str:
    """A message of the area ``sizing``."""
    return translate(f"{_AREA}.{key}", **details)
