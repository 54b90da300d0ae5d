"""A backtest on one page: error of each method, by kind of event, by time, and predicted against actual."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from peakroster.charts.day_range import moment_labels
from peakroster.charts.style import (
    BAND,
    DEMAND,
    EVENT,
    FAINT,
    INK,
    PALE_SCHEDULED,
    SCHEDULED,
    SHORTAGE,
    WIDTH,
    in_legend,
    series_colour,
    styled,
)
from peakroster.messages import Translator
from peakroster.tables.weekdays import WEEKDAYS
from peakroster.wording import weekday_name

METHODS = ("forecast", "last_week", "eight_weeks")
EVENT_METHODS = ("last_event", "last_event_level", "uplift")
_COLOURS = (INK, DEMAND, SHORTAGE, SCHEDULED, EVENT, FAINT, PALE_SCHEDULED, BAND)
_FEW_GROUPS = 4
_HALF = (WIDTH - 120) // 2


_CHOICE_ON_TOP = """<style>
#vis .chart-wrapper { display: flex; flex-direction: column-reverse }
#vis .vega-bindings { position: sticky; top: 0; padding: 8px; background: white; font: 14px sans-serif }
</style>"""


def backtest_html(
    figures: Mapping[str, Any], hours: pd.DataFrame, names: Mapping[str, str], translator: Translator
) -> str:
    """:func:`backtest_page` as a self-contained HTML page, its selection on top."""
    page = backtest_page(figures, hours, names, translator).to_html(inline=True)
    head = f"<head>\n<title>{html.escape(translator('backtest.chart_methods'))}</title>\n{_CHOICE_ON_TOP}"
    return str(page).replace("<head>", head, 1)


def backtest_page(
    figures: Mapping[str, Any], hours: pd.DataFrame, names: Mapping[str, str], translator: Translator
) -> alt.TopLevelMixin:
    """The charts of every queue of a backtest, one below the other.

    figures: the content of backtest.json. hours: the table of errors.csv. names: id → name of the queues.
    """
    shortest = min(figures["horizons"])
    parts = []
    for queue in figures["queues"]:
        rows = hours[(hours["queue"] == queue["queue"]) & (hours["horizon"] <= shortest)]
        name = names.get(queue["queue"], queue["queue"])
        parts.append(
            alt.vconcat(
                _by_method(queue, translator),
                *([_by_kind(queue, translator)] if queue["kind"] else []),
                _by_when(queue, shortest, translator),
                *([_predicted_and_actual(rows, name, translator)] if len(rows) else []),
                title=alt.TitleParams(name, fontSize=18),
                spacing=24,
            ).resolve_scale(xOffset="independent")  # each chart has bars as wide as its groups allow
        )
    page = alt.vconcat(*parts, spacing=48).resolve_scale(xOffset="independent")
    return styled(page).properties(background="white", padding=16)


def _by_method(queue: Mapping[str, Any], translator: Translator) -> alt.TopLevelMixin:
    """WAPE of each method: a group of bars for each horizon and kind of day."""
    rows = [
        {
            "group": translator(f"backtest.chart_{kind}", days=horizon["days"]),
            "method": translator(f"backtest.method_{method}"),
            "wape": horizon[kind]["wape"][method],
        }
        for horizon in queue["horizons"]
        for kind in ("normal", "event")
        if kind in horizon
        for method in horizon[kind]["wape"]
    ]
    return _bars(rows, translator).properties(title=translator("backtest.chart_methods"))


def _by_kind(queue: Mapping[str, Any], translator: Translator) -> alt.TopLevelMixin:
    """WAPE of each method in the own hours of the events of each kind."""
    rows = [
        {
            "group": translator("backtest.chart_kind", kind=kind["kind"], events=kind["events"]),
            "method": translator(f"backtest.method_{method}"),
            "wape": kind["wape"][method],
        }
        for kind in queue["kind"]
        for method in kind["wape"]
    ]
    return _bars(rows, translator).properties(title=translator("backtest.chart_kinds"))


def _bars(rows: Sequence[Mapping[str, Any]], translator: Translator) -> alt.LayerChart:
    """A bar for each method with a WAPE, in groups."""
    rows = [row for row in rows if row["wape"] is not None]
    groups = list(dict.fromkeys(row["group"] for row in rows))
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("group:N", title=None, sort=groups, axis=alt.Axis(labelAngle=0, labelLimit=300)),
        xOffset=alt.XOffset("method:N", sort=_legend_entries(translator)),
        y=_wape_axis(translator),
    )
    bars = base.mark_bar().encode(color=_colour(translator))
    size = 11 if len(groups) <= _FEW_GROUPS else 9
    numbers = base.mark_text(dy=-7, color=INK, fontSize=size).encode(text=alt.Text("wape:Q", format=".0%"))
    return (bars + numbers).properties(width=WIDTH, height=180)


def _by_when(queue: Mapping[str, Any], shortest: int, translator: Translator) -> alt.TopLevelMixin:
    """WAPE of each method by hour of the day and by day of the week."""
    hour = _lines(queue["hour"], [row["hour"] for row in queue["hour"]], translator)
    weekdays = [weekday_name(WEEKDAYS.index(row["weekday"]), translator) for row in queue["weekday"]]
    weekday = _lines(queue["weekday"], weekdays, translator)
    title = {"days": shortest}
    return alt.hconcat(
        hour.properties(width=_HALF, height=170, title=translator("backtest.chart_hour", **title)),
        weekday.properties(width=_HALF, height=170, title=translator("backtest.chart_weekday", **title)),
        spacing=40,
    )


def _lines(parts: Sequence[Mapping[str, Any]], words: Sequence[str], translator: Translator) -> alt.Chart:
    rows = [
        {"when": word, "method": translator(f"backtest.method_{method}"), "wape": part["wape"][method]}
        for part, word in zip(parts, words, strict=True)
        for method in METHODS
    ]
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_line(point=True, strokeWidth=2)
        .encode(
            x=alt.X(
                "when:N", title=None, sort=list(words), axis=alt.Axis(labelAngle=0, labelOverlap="greedy")
            ),
            y=_wape_axis(translator),
            color=_colour(translator),
            tooltip=[
                alt.Tooltip("when:N", title=translator("backtest.when")),
                alt.Tooltip("method:N", title=translator("backtest.method")),
                alt.Tooltip("wape:Q", title=translator("backtest.wape"), format=".1%"),
            ],
        )
    )


def _predicted_and_actual(hours: pd.DataFrame, name: str, translator: Translator) -> alt.TopLevelMixin:
    """Actual and predicted hours of one origin, chosen from a list, with the 80 % interval.

    Timestamps are written as if they were UTC, so that the browser's own clock changes do not distort it.
    """
    data = hours.assign(
        stretch=_stretches(hours),
        moment=hours["timestamp"].dt.strftime("%Y-%m-%dT%H:%MZ"),
        when=moment_labels(hours["timestamp"], translator),
    )
    stretches = list(dict.fromkeys(data.sort_values("origin", ascending=False, kind="stable")["stretch"]))
    choice = alt.param(
        value=stretches[0],
        bind=alt.binding_select(
            options=stretches, name=translator("backtest.chart_choose", queue=name) + " "
        ),
    )
    columns = ("actual", "mean", *METHODS[1:], *EVENT_METHODS)
    data = data[["stretch", "moment", "when", "event", "p10", "p90", *columns]]
    base = alt.Chart(data).add_params(choice).transform_filter(alt.datum.stretch == choice)
    words = _legend_entries(translator)
    colour = series_colour(words, _COLOURS)
    x = alt.X(
        "moment:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%m-%d %H:%M", labelAngle=0)
    )
    amount = translator("charts.inquiries")
    band = in_legend(base, words[-1]).mark_area(opacity=0.25)
    layers = [band.encode(x=x, y=alt.Y("p10:Q", title=amount), y2="p90:Q", color=colour)]
    for column, word in zip(columns[::-1], words[-2::-1], strict=True):
        width = 2.4 if column in ("actual", "mean") else 1.1
        line = in_legend(base, word).mark_line(strokeWidth=width, interpolate="monotone")
        layers.append(line.encode(x=x, y=alt.Y(f"{column}:Q", title=amount), color=colour))
    tooltip = [
        alt.Tooltip("when:N", title=translator("charts.when")),
        alt.Tooltip("event:N", title=translator("backtest.event_name")),
    ]
    tooltip += [
        alt.Tooltip(f"{column}:Q", title=word, format=",.0f")
        for column, word in zip(columns, words[:-1], strict=True)
    ]
    layers.append(base.mark_rule(opacity=0, strokeWidth=8).encode(x=x, tooltip=tooltip))
    return alt.layer(*layers).properties(width=WIDTH, height=260, title=translator("backtest.chart_beside"))


def _stretches(hours: pd.DataFrame) -> list[str]:
    """The label of each hour's origin: its first and last date, and the events in between."""
    titles = {}
    for origin, rows in hours.groupby("origin"):
        events = dict.fromkeys(name for each in rows["event"].unique() if each for name in each.split(";"))
        first, last = rows["timestamp"].min(), rows["timestamp"].max()
        until = f" – {last:%m-%d}" if last.date() != first.date() else ""
        titles[origin] = " ".join([f"{first:%Y-%m-%d}{until}", *events])
    return [titles[origin] for origin in hours["origin"]]


def _legend_entries(translator: Translator) -> list[str]:
    """The entries of the legend that all charts of the page share: actual, methods, interval."""
    methods = (translator(f"backtest.method_{method}") for method in (*METHODS, *EVENT_METHODS))
    return [translator("backtest.actual"), *methods, translator("backtest.chart_band")]


def _colour(translator: Translator) -> alt.Color:
    scale = alt.Scale(domain=_legend_entries(translator), range=list(_COLOURS))
    return alt.Color("method:N", title=None, scale=scale, legend=alt.Legend(symbolType="square"))


def _wape_axis(translator: Translator) -> alt.Y:
    return alt.Y("wape:Q", title=translator("backtest.wape"), axis=alt.Axis(format=".0%", tickCount=5))
