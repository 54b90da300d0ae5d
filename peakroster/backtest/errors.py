"""The two tables of a backtest: forecast and actual by hour, and by day and week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

QUANTILES = {"p2.5": 0.025, "p10": 0.1, "p90": 0.9, "p97.5": 0.975}
"""Ends of the 80 % and the 95 % interval: column → probability."""

HOURS_COLUMNS = (
    *("timestamp", "queue", "origin", "horizon", "day", "event", "nearest_event", "kind", "actual"),
    *("mean", *QUANTILES, "last_week", "eight_weeks", "last_event", "last_event_level", "uplift"),
    *("scale", "method"),
)
TOTALS_COLUMNS = ("from", "days", "queue", "origin", "horizon", "day", "actual", "mean", *QUANTILES)

_TYPES = {
    **dict.fromkeys(("timestamp", "from", "origin"), "datetime64[us]"),
    **dict.fromkeys(("queue", "day", "event", "nearest_event", "kind", "method"), "str"),
    **dict.fromkeys(("horizon", "days"), "int64"),
}
_ROUNDED = {"actual", "mean", *QUANTILES, "last_week", "eight_weeks", "scale"}
_ROUNDED |= {"last_event", "last_event_level", "uplift"}
_DECIMALS = 4


@dataclass(frozen=True)
class ForecastErrors:
    """Forecasts and actuals of all queues and origins.

    Attributes
    ----------
    hours : DataFrame
        HOURS_COLUMNS. horizon: days ahead, 1 = the day of the origin. day: ``event`` where an event of the
        queue runs at some time of the date, else ``normal``. event: names of those that run in the hour,
        ``;`` between them. nearest_event, kind: the event that the hour of an event day belongs to. actual
        and the forecasts are inquiries, as the history counts them; NaN where a method has none. last_event,
        last_event_level, uplift: see :class:`peakroster.backtest.event_methods.EventMethods`. scale: that of
        :func:`forecast.ensemble.accuracy.mase`. method: what the forecast was made by, ``model`` or a naive
        method, where the shop says so or ``auto`` chose it.
    totals : DataFrame
        TOTALS_COLUMNS, of whole dates (days = 1) and of the weeks after a regular origin (days = 7). Hours
        that are not in ``hours`` are left out of both sides.
    """

    hours: pd.DataFrame
    totals: pd.DataFrame


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """The table rounded as in its file, so that the figures can be recomputed from the file."""
    numbers = [name for name in table.columns if name in _ROUNDED]
    written = table.copy()
    # Adding 0 turns -0.0 (a rounded tiny negative number) into 0.0.
    written[numbers] = table[numbers].round(_DECIMALS) + 0.0
    return written


def concatenate(parts_found: Sequence[ForecastErrors], queues: Sequence[str]) -> ForecastErrors:
    """All tables under each other, in the order of queue, origin and time."""
    rank = {queue: place for place, queue in enumerate(queues)}

    def concatenated(parts: list[pd.DataFrame], columns: tuple[str, ...], order: list[str]) -> pd.DataFrame:
        if not parts:
            return pd.DataFrame({name: pd.Series(dtype=_TYPES.get(name, "float64")) for name in columns})
        table = pd.concat(parts, ignore_index=True)
        table["rank"] = table["queue"].map(rank)
        return table.sort_values(["rank", *order], kind="stable", ignore_index=True)[list(columns)]

    return ForecastErrors(
        concatenated([each.hours for each in parts_found], HOURS_COLUMNS, ["origin", "timestamp"]),
        concatenated([each.totals for each in parts_found], TOTALS_COLUMNS, ["origin", "days", "from"]),
    )
