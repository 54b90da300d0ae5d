"""The common style of all charts: colours for colour-blind people, fonts with Chinese characters."""

from __future__ import annotations

import json
from collections.abc import Sequence

import altair as alt

FONT = (
    "Inter, 'Source Sans', 'Source Sans Pro', 'Segoe UI', 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', "
    "'Microsoft YaHei', 'WenQuanYi Zen Hei', sans-serif"
)

INK, FAINT, GRID = "#1E293B", "#64748B", "#E8ECF2"
GAP = "#FFFFFF"
"""Between the cells of a heat map: the ground."""
DEMAND, BAND = "#0F766E", "#5EAFA7"
REQUIRED, SCHEDULED, SHORTAGE = "#1E293B", "#2F6FDE", "#D9480F"
PALE_REQUIRED, PALE_SCHEDULED = "#A3ADBB", "#A9C5F4"
EVENT, EVENT_TEXT = "#F2A93B", "#8A5A00"
LAST_WEEK, LAST_YEAR = "#7C6BB0", "#B08A3E"
PAST = ("#2F6FDE", "#B45309", "#7C6BB0", "#0E7490")
"""Past promotions, the heaviest first."""
AGENTS_SCALE = ("#EFF3F9", "#C5DAF7", "#6D9EE8", "#1E4FA8")
LATE_SCALE = ("#F6F3EF", "#FBD1B4", "#E8753B", "#A53A08")
"""From nobody to many: people, and customers who wait too long."""
UNPLANNABLE = "#B4BCC8"

DIVERGING = ("#A63A08", "#E8743B", "#FBD0B4", "#F5F6F8", "#C4D9F7", "#6C9DE8", "#1F4FA8")
"""From short to more than enough; orange and blue stay apart for every kind of colour blindness."""

WIDTH = 980
_MOST_IN_A_ROW = 3


def styled(chart: alt.TopLevelMixin, height: int | None = None) -> alt.TopLevelMixin:
    """The chart in the common style; ``height`` in pixels."""
    if height is not None:
        chart = chart.properties(height=height)
    return (
        chart.configure(
            font=FONT, background="transparent", padding={"left": 2, "right": 8, "top": 8, "bottom": 4}
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=FAINT,
            titleColor=FAINT,
            titleFontWeight="normal",
            labelFontSize=12,
            titleFontSize=12,
            gridColor=GRID,
            domainColor=GRID,
            tickColor=GRID,
        )
        .configure_axisY(minExtent=34)
        .configure_legend(
            orient="top",
            direction="horizontal",
            title=None,
            labelColor=INK,
            labelFontSize=12,
            symbolOpacity=1,
            symbolStrokeWidth=0,
            columnPadding=18,
            labelLimit=320,
        )
        .configure_title(color=INK, fontSize=14, anchor="start", fontWeight=600)
    )


def in_legend(chart: alt.Chart, name: str) -> alt.Chart:
    """A layer with this name in the legend, see :func:`series_colour`."""
    return chart.transform_calculate(series=json.dumps(name))


def series_colour(names: Sequence[str], colours: Sequence[str], *, lines: bool = False) -> alt.Color:
    """The colour channel of a layer; layers of a chart that get the same names share a legend.

    lines: whether the chart has no areas, so that its legend shows strokes.
    """
    scale = alt.Scale(domain=list(names), range=list(colours))
    # Beside each other more than three entries are cut off on a phone.
    wrapped = {"columns": 2} if len(names) > _MOST_IN_A_ROW else {}
    symbol = {"symbolType": "stroke", "symbolStrokeWidth": 3} if lines else {"symbolType": "square"}
    return alt.Color("series:N", scale=scale, legend=alt.Legend(**symbol, **wrapped), title=None)
