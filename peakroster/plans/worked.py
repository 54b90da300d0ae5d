"""What was really worked, beside the plans: it takes the place of planned shifts where earlier work counts.

The plans stay as they were made. ``plans/worked/roster.csv`` has a row for each person and date that an
attendance system told of: the shift with the times that were worked, or ``off`` from midnight to midnight of
the same day for somebody who was not there.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

import pandas as pd

from peakroster.plans.reading import read_table
from peakroster.plans.tables import empty_table, table_bytes
from scheduler.domain.plan import ROSTER_COLUMNS
from scheduler.domain.shifts import OFF

WORKED = Path("plans", "worked", "roster.csv")
"""The file, relative to the shop folder."""


def read_worked(folder: Path) -> pd.DataFrame:
    """Every row of the file, ROSTER_COLUMNS; no rows without a file. folder: the shop's.

    Raises InputError with every cell that cannot be read.
    """
    path = folder / WORKED
    return read_table(path)[list(ROSTER_COLUMNS)] if path.exists() else empty_table("roster")


def as_worked(roster: pd.DataFrame, worked: pd.DataFrame, days: Collection[date]) -> pd.DataFrame:
    """The shifts of a roster that start on these days, each as it was worked where that is known.

    Columns ROSTER_COLUMNS. Who was not there has no row, and who was there without a shift has one.
    """
    planned = roster.loc[roster["date"].isin(set(days)), list(ROSTER_COLUMNS)]
    known = worked[worked["date"].isin(set(days))]
    if known.empty:
        return planned.reset_index(drop=True)
    told = pd.MultiIndex.from_frame(known[["agent_id", "date"]])
    kept = planned[~pd.MultiIndex.from_frame(planned[["agent_id", "date"]]).isin(told)]
    there = known[known["shift"] != OFF]
    parts = [part for part in (kept, there) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else empty_table("roster")


def worked_bytes(worked: pd.DataFrame, newer: pd.DataFrame) -> bytes:
    """The bytes of the file once the newer rows have taken the place of those of the same person and date."""
    parts = [part for part in (worked, newer) if len(part)]
    both = pd.concat(parts, ignore_index=True) if parts else empty_table("roster")
    both = both.drop_duplicates(["agent_id", "date"], keep="last")
    return table_bytes("roster", both.sort_values(["date", "agent_id"], kind="stable", ignore_index=True))
