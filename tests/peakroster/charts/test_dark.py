"""Charts on a dark ground: every colour of the light theme is replaced, the data are not."""

from __future__ import annotations

import json

import pandas as pd

from peakroster.charts.before_after import before_after_chart
from peakroster.charts.dark import DARK, darkened
from peakroster.charts.day_range import DayRange
from peakroster.messages import Translator


def test_no_light_colour_is_left() -> None:
    """Neither in marks nor in axes and legends; values of the table are as they were."""
    times = pd.date_range("2026-11-11", periods=4, freq="h", unit="us")
    table = pd.DataFrame({"timestamp": times, "before": [1.0, 2, 3, 4], "after": [2.0, 3, 4, 5]})
    span = DayRange(times[0].to_pydatetime(), times[0].to_pydatetime() + pd.Timedelta(days=1))
    chart = before_after_chart(table, "presale", span, (), Translator("zh"), people=True)
    light, dark = chart.to_dict(), darkened(chart).to_dict()
    assert sorted(map(str, light.pop("datasets").values())) == sorted(map(str, dark.pop("datasets").values()))
    used = {colour for colour in DARK if colour in json.dumps(light)}
    assert used
    assert not {colour for colour in used if colour in json.dumps(dark)}
