"""A staffing explanation in words and figures: steps, rules, neighbouring staffing levels."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from peakroster.explanations.deferred_words import deferred_table
from peakroster.explanations.interval import StaffedInterval
from peakroster.explanations.interval_figures import (
    count_figure,
    late_in_steady_state,
    level_figure,
    level_text,
    occupancy_figure,
    overload_figure,
    response_figure,
    rule_text,
    span_details,
    text,
    wait_figure,
    whole_figure,
)
from peakroster.explanations.interval_summary import summary_sentences
from peakroster.messages import Translator
from peakroster.tables.clock import format_window
from peakroster.wording import full_weekday_name, listed
from scheduler.staffing.explanation import RuleRequirement, binding_rules

_SPEEDS_TOLD = 5
"""Speeds listed for an agent with many chats: the first few and the last."""


@dataclass(frozen=True)
class Line:
    """One step from forecast to offered load; a ``detail`` comments on the step above and has no figure."""

    kind: Literal["step", "detail"]
    what: str
    figure: str = ""


@dataclass(frozen=True)
class RuleLine:
    """A rule, its requirement alone, and whether it counts here and is binding."""

    what: str
    agents: str
    note: str
    decides: bool


def headline(interval: StaffedInterval, names: Mapping[str, str], translate: Translator) -> str:
    """Queue, interval and number. names: queue id → name."""
    return text(
        translate,
        "headline",
        queue=names.get(interval.queue, interval.queue),
        day=f"{interval.start:%Y-%m-%d}",
        weekday=full_weekday_name(interval.start, translate),
        **span_details(interval),
        agents=interval.agents,
    )


def lines(interval: StaffedInterval, translate: Translator) -> Iterator[Line]:
    """Steps from the forecast to the agents that the load keeps fully busy, each with its figure."""

    def step(key: str, figure: str, **details: Any) -> Line:
        return Line("step", text(translate, f"step_{key}", **details), figure)

    def detail(key: str, **details: Any) -> Line:
        return Line("detail", text(translate, f"detail_{key}", **details))

    of = "" if interval.deferred is None else "_case"
    if interval.hourly is not None:
        column = "mean" if interval.column == "mean" else "quantile"
        hour = f"{interval.start:%H}:00"
        yield step(f"hour_{column}", count_figure(interval.hourly), hour=hour, column=interval.column)
    yield step("interval", count_figure(interval.inquiries), **span_details(interval))
    if interval.opening:
        times = max(interval.opening)
        rush = count_figure(interval.inquiries * times / len(interval.opening))
        yield detail("opening", rush=rush, times=f"{times:.2g}")
    handed_over = interval.inquiries * (1 - interval.bot_share)
    if interval.bot_share:
        share = f"{100 * interval.bot_share:.4g}"
        yield step("bot", _change(handed_over - interval.inquiries), share=share)
    own = interval.arrivals - interval.transferred - interval.returning
    if interval.bot_minutes:
        minutes = f"{interval.bot_minutes:.4g}"
        yield step("handed_over", _change(own - handed_over), minutes=minutes)
    if interval.transferred:
        sources = listed(interval.transferred_from, translate)
        yield step(f"transferred{of}", _change(interval.transferred), queues=sources)
    if interval.returning:
        yield step("returning", _change(interval.returning))
    if interval.bot_share or interval.bot_minutes or interval.transferred or interval.returning:
        yield step("arrivals", count_figure(interval.arrivals))
    if interval.lasting != 1:
        yield step("per_hour", count_figure(interval.per_hour), minutes=f"{60 * interval.lasting:.0f}")
    yield step(f"aht{of}", text(translate, "seconds", seconds=f"{interval.aht_seconds:,.4g}"))
    if not math.isclose(interval.aht_seconds, interval.usual_aht):
        yield detail("aht_forecast", usual=f"{interval.usual_aht:,.4g}")
    yield step("load", text(translate, "erlang", load=f"{interval.offered_load:,.2f}"))
    yield detail(
        f"load{of}", per_hour=count_figure(interval.per_hour), seconds=f"{interval.aht_seconds:,.4g}"
    )
    if interval.deferred is not None:
        pace = text(translate, "cases_an_hour", cases=f"{interval.speeds[0].per_hour:,.1f}")
        yield step(f"capacity{of}", pace)
        yield step("fully_busy", f"{interval.fully_busy:,.2f}")
        return
    most = len(interval.speeds)
    for speed in interval.speeds:
        if speed.chats < most and speed.chats > _SPEEDS_TOLD:
            continue
        key = "full_capacity" if speed.chats == most else "speed"
        figure = text(translate, "chats_an_hour", chats=f"{speed.per_hour:,.1f}")
        yield step(key, figure, chats=speed.chats)
        if most > 1:
            yield detail("speed", speed=f"{speed.speed:.4g}", seconds=whole_figure(speed.seconds))
    yield step("fully_busy", f"{interval.fully_busy:,.2f}")
    if interval.patience_seconds is None:
        yield detail("stable")
    else:
        yield detail("patience", seconds=f"{interval.patience_seconds:,.4g}")


def _change(customers: float) -> str:
    """A signed number of customers; none has no sign."""
    figure = count_figure(abs(customers))
    if not float(figure.replace(",", "")):
        return figure
    return f"−{figure}" if customers < 0 else f"+{figure}"


def rule_lines(interval: StaffedInterval, translate: Translator) -> list[RuleLine]:
    """Every rule with its requirement alone."""
    return [_rule_line(need, interval, translate) for need in interval.needs]


def team_table(interval: StaffedInterval, translate: Translator) -> tuple[list[str], list[list[str]]]:
    """Heads and rows of the table of staffing levels: one agent fewer, the number itself, one more.

    Of deferred work what becomes of the cases.
    """
    if interval.deferred is not None:
        return deferred_table(interval, interval.deferred, translate)
    teams = interval.teams
    heads = [text(translate, "column_team")]
    for team in teams:
        key = "column_needed" if team.agents == interval.agents else "column_with"
        heads.append(text(translate, key, agents=team.agents))
    rows = [
        [level_text(measured, translate), *(level_figure(team, n, interval) for team in teams)]
        for n, (measured, _) in enumerate(teams[0].shares)
    ]
    late, key = [late_in_steady_state(team, interval) for team in teams], "row_late"
    if None not in interval.late:
        late, key = [number or 0.0 for number in interval.late], "row_late_written"
    arrivals = count_figure(interval.arrivals)
    rows.append([text(translate, key, arrivals=arrivals), *(f"{number:,.1f}" for number in late)])
    waits = [wait_figure(team, interval, translate) for team in teams]
    if teams[0].average_response is None:
        rows.append([text(translate, "row_wait"), *waits])
    else:
        rows.append([text(translate, "row_wait_assigned"), *waits])
        responses = (response_figure(team, interval, translate) for team in teams)
        rows.append([text(translate, "row_response"), *responses])
    rows.append([text(translate, "row_waiting"), *(f"{team.probability_of_wait:.1%}" for team in teams)])
    if interval.patience_seconds is not None:
        rows.append([text(translate, "row_leaving"), *(f"{team.share_leaving:.1%}" for team in teams)])
    rows.append([text(translate, "row_occupancy"), *(occupancy_figure(team, interval) for team in teams)])
    rows.append([text(translate, "row_overload"), *(overload_figure(team, translate) for team in teams)])
    return heads, rows


def as_json(interval: StaffedInterval, names: Mapping[str, str], translate: Translator) -> dict[str, Any]:
    """The explanation as JSON data together with its words; an infinite wait becomes null."""
    heads, rows = team_table(interval, translate)
    return {
        **asdict(interval),
        "deciding": [asdict(need) for need in binding_rules(interval.needs)],
        "headline": headline(interval, names, translate),
        "lines": [asdict(line) for line in lines(interval, translate)],
        "rules": [asdict(line) for line in rule_lines(interval, translate)],
        "table": {"heads": heads, "rows": rows},
        "summary": summary_sentences(interval, translate),
    }


def _rule_line(need: RuleRequirement, interval: StaffedInterval, translate: Translator) -> RuleLine:
    decides = need in binding_rules(interval.needs)
    if need.agents is None:
        return RuleLine(
            rule_text(need, interval, translate), "–", text(translate, "note_impossible"), decides
        )
    note = text(translate, "note_decides") if decides else ""
    if not need.counts:
        assert need.place is not None
        hours = interval.targets[need.place].hours
        assert hours is not None
        note = text(translate, "note_outside", hours=format_window(hours))
    return RuleLine(
        rule_text(need, interval, translate), f"{need.agents}" if need.counts else "–", note, decides
    )
