"""Two curves of the same hours, before and after a change: inquiries or people."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from peakroster.charts.day_range import DayRange, event_layers, moment_labels
from peakroster.charts.style import DEMAND, FAINT, PALE_SCHEDULED, SCHEDULED, in_legend, series_colour, styled
from peakroster.messages import Translator
from scheduler.domain.events import Event


def before_after_chart(
    table: pd.DataFrame,
    queue: str,
    span: DayRange,
    events: Sequence[Event],
    translator: Translator,
    *,
    people: bool,
    height: int = 240,
) -> alt.TopLevelMixin:
    """``before`` (dashed) and ``after`` of a table with ``timestamp``, as steps.

    people: whether these are people on the roster, else inquiries an hour. A column ``there`` is drawn behind
    them as an area: who is rostered.
    """
    rows = table[(table["timestamp"] >= span.start) & (table["timestamp"] < span.end)].sort_values(
        "timestamp"
    )
    rows = _with_ends(rows)
    data = rows.assign(
        moment=span.moments(rows["timestamp"]), when=moment_labels(rows["timestamp"], translator)
    ).drop(columns="timestamp")
    kind = "people" if people else "inquiries"
    title = translator("charts.agents" if people else "charts.inquiries")
    names = {name: translator(f"demand.{name}_{kind}") for name in ("before", "after")}
    colours = {"before": FAINT, "after": SCHEDULED if people else DEMAND}
    if "there" in data:
        names["there"], colours["there"] = translator("charts.scheduled"), PALE_SCHEDULED
    colour = series_colour(tuple(names.values()), tuple(colours.values()), lines="there" not in data)
    base, x = alt.Chart(data), span.axis(translator)

    def y(column: str) -> alt.Y:
        return alt.Y(f"{column}:Q", title=title, scale=alt.Scale(zero=True))

    layers = [*event_layers(events, queue, span, translator)]
    if "there" in data:
        layers.append(
            in_legend(base, names["there"])
            .mark_area(interpolate="step-after", opacity=0.35)
            .encode(x=x, y=y("there"), color=colour)
        )
    for name, style in (
        ("before", {"strokeDash": [5, 4], "strokeWidth": 1.6}),
        ("after", {"strokeWidth": 2.2}),
    ):
        layers.append(
            in_legend(base, names[name])
            .mark_line(interpolate="step-after", **style)
            .encode(x=x, y=y(name), color=colour)
        )
    number = ".1f" if people else ",.0f"
    tooltip = [
        alt.Tooltip("when:N", title=translator("charts.when")),
        *(alt.Tooltip(f"{name}:Q", title=words, format=number) for name, words in names.items()),
    ]
    layers.append(
        base.transform_filter("isValid(datum.after)")
        .mark_rule(opacity=0, strokeWidth=8)
        .encode(x=x, tooltip=tooltip)
    )
    return styled(alt.layer(*layers), height)


def _with_ends(rows: pd.DataFrame) -> pd.DataFrame:
    """Behind the last row before a gap one that ends its step, then a gap."""
    if len(rows) < 2:
        return rows
    step = rows["timestamp"].diff().min()
    lasts = rows[rows["timestamp"].shift(-1) - rows["timestamp"] != step]
    ends = lasts.assign(timestamp=lasts["timestamp"] + step)
    numbers = [name for name in rows.columns if pd.api.types.is_float_dtype(rows[name])]
    gaps = ends.assign(**dict.fromkeys(numbers, float("nan")))
    return pd.concat([rows, ends, gaps]).sort_values("timestamp", kind="stable", ignore_index=True)
