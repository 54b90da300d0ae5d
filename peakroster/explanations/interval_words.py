"""The agents that an interval needs taken apart, in words and figures."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from peakroster.explanations.interval import SizedInterval
from peakroster.messages import Translator
from peakroster.tables.clock import format_window
from scheduler.domain.queues import Target
from scheduler.staffing.explanation import Need, Team, deciding

_AREA = "sizing"
_SPEEDS_TOLD = 5
"""Of an agent with a hundred chats only the first few and the last are told."""


@dataclass(frozen=True)
class Line:
    """One step on the way to the work; ``detail``: of the step above, words only."""

    kind: Literal["step", "detail"]
    what: str
    figure: str = ""


@dataclass(frozen=True)
class RuleLine:
    """A rule, the agents that it asks for alone, and whether it counts here and decides."""

    what: str
    agents: str
    note: str
    decides: bool


def headline(interval: SizedInterval, names: Mapping[str, str], translate: Translator) -> str:
    """Queue, interval and number. names: queue id → name."""
    return _say(
        translate,
        "headline",
        queue=names.get(interval.queue, interval.queue),
        day=f"{interval.start:%Y-%m-%d}",
        weekday=translate(f"hour.weekday_{interval.start.weekday()}"),
        **_span(interval),
        agents=interval.agents,
    )


def lines(interval: SizedInterval, translate: Translator) -> Iterator[Line]:
    """From the forecast to the agents who are kept fully busy, each step with its figure."""

    def step(key: str, figure: str, **details: Any) -> Line:
        return Line("step", _say(translate, f"step_{key}", **details), figure)

    def detail(key: str, **details: Any) -> Line:
        return Line("detail", _say(translate, f"detail_{key}", **details))

    if interval.hourly is not None:
        column = "mean" if interval.column == "mean" else "quantile"
        hour = f"{interval.start:%H}:00"
        yield step(f"hour_{column}", _count(interval.hourly), hour=hour, column=interval.column)
    yield step("interval", _count(interval.inquiries), **_span(interval))
    if interval.bot_share:
        share = f"{interval.bot_share:.4g}"
        yield step("bot", f"−{_count(interval.inquiries - interval.arrivals)}", share=share)
        yield step("arrivals", _count(interval.arrivals))
    if interval.lasting != 1:
        yield step("per_hour", _count(interval.per_hour), minutes=f"{60 * interval.lasting:.0f}")
    yield step("aht", _say(translate, "seconds", seconds=f"{interval.aht_seconds:,.4g}"))
    if not math.isclose(interval.aht_seconds, interval.usual_aht):
        yield detail("aht_forecast", usual=f"{interval.usual_aht:,.4g}")
    yield step("load", _say(translate, "erlang", load=f"{interval.offered_load:,.2f}"))
    yield detail("load", per_hour=_count(interval.per_hour), seconds=f"{interval.aht_seconds:,.4g}")
    most = len(interval.speeds)
    for speed in interval.speeds:
        if speed.chats < most and speed.chats > _SPEEDS_TOLD:
            continue
        key = "full_capacity" if speed.chats == most else "speed"
        figure = _say(translate, "chats_an_hour", chats=f"{speed.per_hour:,.1f}")
        yield step(key, figure, chats=speed.chats)
        if most > 1:
            yield detail("speed", speed=f"{speed.speed:.4g}", seconds=f"{speed.seconds:,.0f}")
    yield step("fully_busy", f"{interval.fully_busy:,.2f}")
    if interval.patience_seconds is None:
        yield detail("stable")
    else:
        yield detail("patience", seconds=f"{interval.patience_seconds:,.4g}")


def rule_lines(interval: SizedInterval, translate: Translator) -> list[RuleLine]:
    """Every rule, with what it asks for alone."""
    return [_rule_line(need, interval, translate) for need in interval.needs]


def team_table(interval: SizedInterval, translate: Translator) -> tuple[list[str], list[list[str]]]:
    """Heads and rows of a table of what one agent fewer, the number and one more give."""
    teams = interval.teams
    heads = [_say(translate, "column_team")]
    for team in teams:
        key = "column_needed" if team.agents == interval.agents else "column_with"
        heads.append(_say(translate, key, agents=team.agents))
    rows = [
        [_level_words(seconds, translate), *(_level(team, n, interval) for team in teams)]
        for n, (seconds, _) in enumerate(teams[0].service_levels)
    ]
    late, key = [_late(team, interval) for team in teams], "row_late"
    if None not in interval.late:
        late, key = [number or 0.0 for number in interval.late], "row_late_written"
    arrivals = _count(interval.arrivals)
    rows.append([_say(translate, key, arrivals=arrivals), *(f"{number:,.1f}" for number in late)])
    rows.append([_say(translate, "row_wait"), *(_wait(team, interval, translate) for team in teams)])
    rows.append([_say(translate, "row_waiting"), *(f"{team.probability_of_wait:.1%}" for team in teams)])
    if interval.patience_seconds is not None:
        rows.append([_say(translate, "row_leaving"), *(f"{team.share_leaving:.1%}" for team in teams)])
    rows.append([_say(translate, "row_occupancy"), *(_occupancy(team, interval) for team in teams)])
    rows.append([_say(translate, "row_overload"), *(_overload(team, translate) for team in teams)])
    return heads, rows


def summary(interval: SizedInterval, translate: Translator) -> list[str]:
    """The same in a few sentences: what decides, what one fewer and one more would give, the difference."""
    return [
        _decision(interval, translate),
        *_difference(interval, translate),
        *(
            _neighbour(team, interval, translate)
            for team in interval.teams
            if team.agents != interval.agents or team.overloaded
        ),
        *_rostered(interval, translate),
    ]


def as_json(interval: SizedInterval, names: Mapping[str, str], translate: Translator) -> dict[str, Any]:
    """Everything as data, with the words beside it. A wait without end is null."""
    heads, rows = team_table(interval, translate)
    return {
        **asdict(interval),
        "deciding": [asdict(need) for need in deciding(interval.needs)],
        "headline": headline(interval, names, translate),
        "lines": [asdict(line) for line in lines(interval, translate)],
        "rules": [asdict(line) for line in rule_lines(interval, translate)],
        "table": {"heads": heads, "rows": rows},
        "summary": summary(interval, translate),
    }


def _decision(interval: SizedInterval, translate: Translator) -> str:
    decisive = deciding(interval.needs)
    rules = _listed([_rule(need, interval, translate) for need in decisive], translate)
    if interval.stationary is None:
        return _say(translate, "impossible", rules=rules)
    if decisive:
        return _say(translate, "decides", rules=rules, agents=interval.stationary)
    return _say(translate, "no_target" if interval.arrivals > 0 else "no_inquiries")


def _difference(interval: SizedInterval, translate: Translator) -> Iterator[str]:
    """What the number has beyond, or below, that of the interval's own steady state, and why."""
    if interval.stationary is None or interval.agents == interval.stationary:
        return
    by_method = interval.by_method
    if by_method is not None and by_method != interval.stationary:
        spread, before = interval.plan_for == "expected_service", interval.staffing_method != "stationary"
        reason = "spread_and_before" if spread and before else "spread" if spread else "before"
        change = f"{by_method - interval.stationary:+d}"
        yield _say(translate, f"difference_{reason}", change=change, agents=by_method)
    if interval.agents != by_method:
        change = f"{interval.agents - (interval.stationary if by_method is None else by_method):+d}"
        yield _say(translate, "difference_file", change=change, agents=interval.agents)


def _neighbour(team: Team, interval: SizedInterval, translate: Translator) -> str:
    if team.overloaded:
        key = "overloaded" if math.isinf(team.average_wait) else "overloaded_leaving"
        short, leaving = _short(team.agents_short), f"{team.share_leaving:.1%}"
        return _say(translate, key, agents=team.agents, short=short, leaving=leaving)
    place = next(n for n, (seconds, _) in enumerate(team.service_levels) if seconds == interval.late_within)
    figures: dict[str, Any] = {
        "agents": team.agents,
        "level": _level(team, place, interval),
        "answered": _answered(interval.late_within, translate),
        "wait": _wait(team, interval, translate),
    }
    if not team.broken:
        # Beside a number that looks further, "met" would read as if fewer were enough.
        key = "meets_targets" if interval.agents == interval.stationary else "meets_targets_in_steady_state"
        return _say(translate, key, **figures)
    rules = _listed([_rule(need, interval, translate) for need in team.broken], translate)
    return _say(translate, "misses_targets", rules=rules, **figures)


def _rostered(interval: SizedInterval, translate: Translator) -> Iterator[str]:
    if interval.shrinkage and interval.agents:
        required = f"{interval.agents / (1 - interval.shrinkage):,.2f}"
        share = f"{interval.shrinkage:.4g}"
        yield _say(translate, "rostered", share=share, agents=interval.agents, required=required)


def _rule_line(need: Need, interval: SizedInterval, translate: Translator) -> RuleLine:
    decides = need in deciding(interval.needs)
    if need.agents is None:
        return RuleLine(_rule(need, interval, translate), "–", _say(translate, "note_impossible"), decides)
    note = _say(translate, "note_decides") if decides else ""
    if not need.counts:
        assert need.place is not None
        hours = interval.targets[need.place].hours
        assert hours is not None
        note = _say(translate, "note_outside", hours=format_window(hours))
    return RuleLine(_rule(need, interval, translate), f"{need.agents}" if need.counts else "–", note, decides)


def _rule(need: Need, interval: SizedInterval, translate: Translator) -> str:
    if need.place is not None:
        return _target(interval.targets[need.place], translate)
    if need.rule == "max_occupancy":
        return _say(translate, "rule_max_occupancy", share=f"{interval.max_occupancy:.4g}")
    return _say(translate, "rule_min_agents", agents=need.agents)


def _target(target: Target, translate: Translator) -> str:
    seconds = f"{target.within_seconds:g}"
    if target.share is None:
        return _say(translate, "rule_average_wait", seconds=seconds)
    return _say(translate, "rule_service_level", share=f"{100 * target.share:g}", seconds=seconds)


def _level_words(seconds: float, translate: Translator) -> str:
    return _say(translate, "row_level" if seconds else "row_level_0", seconds=f"{seconds:g}")


def _answered(seconds: float, translate: Translator) -> str:
    return _say(translate, "answered" if seconds else "answered_0", seconds=f"{seconds:g}")


def _level(team: Team, place: int, interval: SizedInterval) -> str:
    """In per cent, with as many digits as show on which side of the targets it lies."""
    seconds, level = team.service_levels[place]
    bounds = [
        target.share for target in interval.targets if target.within_seconds == seconds and target.share
    ]
    return f"{_apart(100 * level, [100 * bound for bound in bounds], 1)}%"


def _late(team: Team, interval: SizedInterval) -> float:
    """Inquiries not answered in time, were the interval long enough to settle."""
    level = next(level for seconds, level in team.service_levels if seconds == interval.late_within)
    return interval.arrivals * (1 - level)


def _wait(team: Team, interval: SizedInterval, translate: Translator) -> str:
    if math.isinf(team.average_wait):
        return _say(translate, "unbounded")
    bounds = [target.within_seconds for target in interval.targets if target.kind == "average_wait"]
    return _say(translate, "seconds", seconds=_apart(team.average_wait, bounds, 1))


def _occupancy(team: Team, interval: SizedInterval) -> str:
    if math.isinf(team.occupancy):
        return "–"
    bounds = [] if interval.max_occupancy is None else [100 * interval.max_occupancy]
    return f"{_apart(100 * team.occupancy, bounds, 1)}%"


def _overload(team: Team, translate: Translator) -> str:
    if not team.overloaded:
        return _say(translate, "no")
    return _say(translate, "short", short=_short(team.agents_short))


def _short(agents: float) -> str:
    """People short: 0.02 are not none."""
    return f"{agents:,.1f}" if agents >= 0.05 or agents == 0 else f"{agents:.1g}"


def _apart(value: float, bounds: list[float], decimals: int) -> str:
    """The value with at least these decimals, and so many that it does not look like a bound it misses."""
    for places in range(decimals, 7):
        text = f"{value:,.{places}f}"
        if all(abs(value - bound) < 1e-9 or round(value, places) != bound for bound in bounds):
            break
    return text


def _count(inquiries: float) -> str:
    return f"{inquiries:,.1f}" if inquiries >= 10 else f"{inquiries:,.2f}"


def _span(interval: SizedInterval) -> dict[str, str]:
    return {"time": f"{interval.start:%H:%M}", "end": f"{interval.end:%H:%M}"}


def _listed(items: list[str], translate: Translator) -> str:
    return _say(translate, "list_separator").join(items)


def _say(translate: Translator, key: str, **details: Any) -> str:
    return translate(f"{_AREA}.{key}", **details)
