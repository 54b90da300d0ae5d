"""A written plan of two days, Monday and Tuesday, made by hand: whoever is named is there all day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from peakroster.plans.store import PlanStore
from peakroster.plans.tables import empty_table
from peakroster.shop.folder import read_shop
from peakroster.simulation.simulation_input import SimulationInput, read_simulation_input
from scheduler.domain.plan import Plan
from tests.peakroster.cli.small_shop import FILES, write_small_shop

DAY = date(2026, 11, 9)
DAYS = 2
ROWS = (
    ("A2", "2026-11-09T00:00", "2026-11-11T00:00", "presale"),
    ("A3", "2026-11-09T00:00", "2026-11-11T00:00", "presale"),
    ("A6", "2026-11-09T09:00", "2026-11-09T21:00", "aftersale"),
    ("A6", "2026-11-10T09:00", "2026-11-10T21:00", "aftersale"),
)

Row = tuple[str, str, str, str]


def write_week(folder: Path, rows: Sequence[Row] = ROWS, inquiries: float = 10.0, **settings: str) -> Path:
    """The small shop with these activities; every open hour brings so many inquiries to each queue.

    settings: lines of shop.toml that are put in place of others: text → text.
    """
    write_small_shop(folder)
    text = FILES["shop.toml"]
    for old, new in settings.items():
        text = "\n".join(new if line.startswith(old) else line for line in text.splitlines())
    (folder / "shop.toml").write_text(text, encoding="utf-8")
    hours = pd.date_range(DAY, periods=DAYS * 24 + 12, freq="h", unit="us")
    table = pd.DataFrame(
        [(hour, queue, inquiries) for hour in hours for queue in ("presale", "aftersale")],
        columns=["timestamp", "queue", "mean"],
    )
    forecast = table.assign(p10=table["mean"], p50=table["mean"], p90=table["mean"])
    forecast["p90"] += 1.0
    open_ = (table["queue"] == "presale") | table["timestamp"].dt.hour.between(9, 20)
    requirement = table[open_].rename(columns={"mean": "inquiries"}).assign(agents=2)
    PlanStore(folder).write(
        Plan(
            DAY,
            DAYS,
            forecast=forecast,
            requirement=requirement.reset_index(drop=True),
            roster=empty_table("roster"),
            activities=activities(rows),
            summary={"from": DAY.isoformat(), "days": DAYS},
        )
    )
    return folder


def activities(rows: Sequence[Row]) -> pd.DataFrame:
    """A table of activities."""
    table = pd.DataFrame(list(rows), columns=["agent_id", "start", "end", "activity"])
    times = {"start": "datetime64[us]", "end": "datetime64[us]"}
    return table.astype({"agent_id": "str", "activity": "str"}).astype(times)


def simulation_input_of(folder: Path) -> SimulationInput:
    """The plan as it is played."""
    return read_simulation_input(read_shop(folder, history_required=False), DAY)
