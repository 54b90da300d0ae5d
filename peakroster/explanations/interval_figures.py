"""Figures and rules of a staffing explanation as text: rounding, units, names of the targets."""

from __future__ import annotations

import math
from typing import Any

from peakroster.explanations.interval import StaffedInterval
from peakroster.messages import Translator
from scheduler.domain.queues import Target
from scheduler.queueing import InTime
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
    """A service target in words; one of a day or a month with its floor."""
    promised = promise_text(target, translate)
    if target.floor is None:
        return promised
    return text(translate, f"rule_per_{target.per}", rule=promised, floor=floor_text(target, translate))


def floor_text(target: Target, translate: Translator) -> str:
    """What a target of a day or a month asks of the interval by itself."""
    if target.share is None:
        return text(translate, "floor_mean", seconds=f"{target.floor:g}")
    return text(
        translate, "floor_share" if target.floor else "floor_none", share=f"{100 * (target.floor or 0):g}"
    )


def promise_text(target: Target, translate: Translator) -> str:
    """What a target promises, whatever it is counted over."""
    seconds = f"{target.within_seconds:g}"
    if target.share is None:
        return text(translate, f"rule_{target.kind}", seconds=seconds)
    return text(translate, f"rule_{target.kind}", share=f"{100 * target.share:g}", seconds=seconds)


def level_text(measured: InTime, translate: Translator) -> str:
    """Row head of a share in time."""
    key = "row_level_0" if not measured.within_seconds else f"row_{measured.kind}"
    return text(translate, key, seconds=f"{measured.within_seconds:g}")


def in_time_text(measured: InTime, level: str, translate: Translator) -> str:
    """ "Answered within …" in words."""
    return text(translate, f"in_time_{measured.kind}", level=level, seconds=f"{measured.within_seconds:g}")


def level_figure(team: StaffingOption, place: int, interval: StaffedInterval) -> str:
    """In per cent, with enough digits to show on which side of the targets it lies."""
    measured, level = team.shares[place]
    bounds = [
        target.share
        for target in interval.targets
        if (target.kind, target.within_seconds) == (measured.kind, measured.within_seconds) and target.share
    ]
    return f"{distinguishable(100 * level, [100 * bound for bound in bounds], 1)}%"


def late_in_steady_state(team: StaffingOption, interval: StaffedInterval) -> float:
    """Inquiries not answered in time in steady state."""
    level = next(level for measured, level in team.shares if measured == interval.reported)
    return interval.arrivals * (1 - level)


def wait_figure(team: StaffingOption, interval: StaffedInterval, translate: Translator) -> str:
    """Average wait in seconds, with enough digits to show on which side of the targets it lies."""
    if math.isinf(team.average_wait):
        return text(translate, "unbounded")
    bounds = [target.within_seconds for target in interval.targets if target.kind == "average_wait"]
    return text(translate, "seconds", seconds=distinguishable(team.average_wait, bounds, 1))


def response_figure(team: StaffingOption, interval: StaffedInterval, translate: Translator) -> str:
    """Average response over all replies, as :func:`wait_figure`."""
    response = math.inf if team.average_response is None else team.average_response
    if math.isinf(response):
        return text(translate, "unbounded")
    bounds = [target.within_seconds for target in interval.targets if target.kind == "average_response"]
    return text(translate, "seconds", seconds=distinguishable(response, bounds, 1))


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
