"""Charts of a plan (Altair), for the desk and for documents.

They take data frames as a plan holds them; their texts come from the catalogue ``charts``.
"""

from peakroster.charts.coverage import comparison_chart, coverage_chart, coverage_heat_map
from peakroster.charts.day_range import DayRange
from peakroster.charts.demand import forecast_chart
from peakroster.charts.picture import week_picture

__all__ = [
    "DayRange",
    "comparison_chart",
    "coverage_chart",
    "coverage_heat_map",
    "forecast_chart",
    "week_picture",
]
