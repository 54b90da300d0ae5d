"""A whole plan in one chart: demand, required and rostered agents of each queue."""

from __future__ import annotations

import altair as alt
import pandas as pd

from peakroster.charts.coverage import coverage_layers
from peakroster.charts.day_range import DayRange, event_layers
from peakroster.charts.style import BAND, DEMAND, WIDTH, styled
from peakroster.desk.figures import plannable_from
from peakroster.messages import Translator
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop


def week_picture(shop: Shop, plan: Plan, translator: Translator, width: int = WIDTH) -> alt.TopLevelMixin:
    """Two panels per queue over the same days: inquiries per hour, and required against rostered agents.

    Of queues that share a team the second is that of the team, after all queues.
    plan: with forecast and coverage. width in pixels. Save it with ``.save("picture.svg")`` or ``.png``.
    """
    assert plan.forecast is not None
    assert plan.coverage is not None
    span, begin = DayRange.of(plan), plannable_from(shop, plan)
    panels = []
    for queue in shop.settings.queues:
        shaded = event_layers(shop.events, queue.id, span, translator)
        demand = alt.layer(*shaded, *_demand(plan.forecast, queue.id, span, translator))
        panels.append(demand.properties(width=width, height=120, title=queue.name))
        if queue.id not in shop.shared_queues:
            agents = coverage_layers(plan.coverage, queue.id, span, translator, begin)
            panels.append(alt.layer(*shaded[:1], *agents).properties(width=width, height=190))
    for team in shop.settings.shared:
        agents = coverage_layers(plan.coverage, team.id, span, translator, begin)
        panels.append(alt.layer(*agents).properties(width=width, height=190, title=team.name))
    picture = alt.vconcat(*panels, spacing=14).resolve_scale(color="independent")
    return styled(picture).properties(background="white", padding=16)


def _demand(forecast: pd.DataFrame, queue: str, span: DayRange, translator: Translator) -> list[alt.Chart]:
    rows = span.rows(forecast, queue)
    data = rows[["mean", "p10", "p90"]].assign(moment=span.moments(rows["timestamp"]))
    y = alt.Y("mean:Q", title=translator("charts.inquiries"))
    x = span.axis(translator, labels=False)
    band = alt.Chart(data).mark_area(opacity=0.3, color=BAND, interpolate="monotone")
    line = alt.Chart(data).mark_line(color=DEMAND, strokeWidth=2, interpolate="monotone")
    return [
        band.encode(x=x, y=alt.Y("p10:Q", title=translator("charts.inquiries")), y2="p90:Q"),
        line.encode(x=x, y=y),
    ]
