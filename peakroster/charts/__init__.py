"""Pictures of a plan (Altair), for the desk and for documents.

Frames go in as a plan holds them, words come from the catalogue ``charts``.
"""

from peakroster.charts.coverage import comparison_chart, coverage_chart, coverage_heat_map
from peakroster.charts.demand import forecast_chart
from peakroster.charts.picture import week_picture
from peakroster.charts.span import Span

__all__ = [
    "Span",
    "comparison_chart",
    "coverage_chart",
    "coverage_heat_map",
    "forecast_chart",
    "week_picture",
]
