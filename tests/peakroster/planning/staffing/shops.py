"""Shops with a telephone queue and hourly forecasts, for the tests of staffing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from scheduler.domain.events import Event
from scheduler.domain.opening import Opening
from scheduler.domain.queues import Queue, Target
from scheduler.domain.rules import Rules
from scheduler.domain.shop import Settings, Shop
from scheduler.domain.windows import Window

ALL_DAY = Window(0, 1440)
MONDAY = date(2026, 11, 9)


def queue(queue_id: str = "售前", **fields: Any) -> Queue:
    """A telephone queue that is always open, unless said otherwise."""
    usual: dict[str, Any] = {
        "id": queue_id,
        "name": queue_id,
        "open": ALL_DAY,
        "aht_seconds": 300.0,
        "concurrency": 1,
        "slowdown": (1.0,),
        "patience_seconds": None,
        "bot_share": 0.0,
        "targets": (Target("service_level", 30, 0.9),),
        "max_occupancy": None,
        "min_agents": 0,
        "plan_for": None,
    }
    stated = {**usual, **fields}
    if isinstance(stated["open"], Window):
        stated["open"] = Opening.daily(stated["open"])
    return Queue(**stated)


def shop(queues: Sequence[Queue], events: Sequence[Event] = (), **settings: Any) -> Shop:
    """A shop with these queues."""
    usual: dict[str, Any] = {
        "name": "店",
        "timezone": "Asia/Shanghai",
        "country": "CN",
        "interval_minutes": 30,
        "plan_for": "mean",
        "shrinkage": 0.1,
        "forecast_method": "auto",
        "staffing_method": "stationary",
        "queues": tuple(queues),
        "rules": Rules(None, None, None, None, None, None, Window(0, 360)),
        "objective": {},
    }
    return Shop(
        settings=Settings(**{**usual, **settings}),
        history=pd.DataFrame(),
        events=tuple(events),
        agents=(),
        shifts=(),
        requests=(),
        locks=(),
    )


def forecast(
    counts: dict[str, Any], first_day: date = MONDAY, days: int = 1, timezone: str | None = None
) -> pd.DataFrame:
    """A forecast of ``mean`` for every hour up to the end of the tail; p90 is 1.5 times as much."""
    begin = pd.Timestamp(first_day)
    hours = pd.date_range(begin, begin + timedelta(days=days, hours=11), freq="h", unit="us")
    if timezone is not None:
        instants = pd.date_range(begin - timedelta(1), begin + timedelta(days + 2), freq="h", tz="UTC")
        hours = hours[hours.isin(instants.tz_convert(timezone).tz_localize(None).floor("h"))]
    tables = [
        pd.DataFrame({"timestamp": hours, "queue": queue_id, "mean": np.broadcast_to(mean, len(hours))})
        for queue_id, mean in counts.items()
    ]
    table = pd.concat(tables, ignore_index=True)
    return table.assign(p90=1.5 * table["mean"])


def wavy(hours: int = 36) -> np.ndarray:
    """An uneven day with four decimals."""
    return np.round(80 + 60 * np.sin(np.arange(hours) / 24 * 2 * np.pi) + np.arange(hours) / 7, 4)


def of_day(table: pd.DataFrame, column: str, start: str, end: str) -> list[float]:
    """A column of the rows from ``start`` to before ``end``."""
    inside = (table["timestamp"] >= pd.Timestamp(start)) & (table["timestamp"] < pd.Timestamp(end))
    return [float(value) for value in table.loc[inside, column]]
