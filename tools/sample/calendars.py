"""The dates that the sample's demand hangs on, read from ``data/calendars``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.resources import data_folder

NEW_YEARS = (date(2025, 1, 29), date(2026, 2, 17))
"""First day of the lunar year, for each Spring Festival that the history holds."""


@dataclass(frozen=True)
class DayTypes:
    """For each day, shape (days,): is it free, is it a public holiday, what weekday counts (0 = Monday).

    A make-up working day counts as a Friday; a public holiday keeps its own weekday.
    """

    free: NDArray[np.bool_]
    holiday: NDArray[np.bool_]
    weekday: NDArray[np.int64]


def promotions() -> pd.DataFrame:
    """Past and planned promotions with the columns of events.csv, all of them text, sorted by start."""
    return pd.read_csv(data_folder() / "calendars" / "promotions.csv", dtype=str, keep_default_na=False)


def day_types(days: pd.DatetimeIndex) -> DayTypes:
    """What kind of day each of ``days`` was in mainland China, make-up working days included."""
    table = pd.read_csv(data_folder() / "calendars" / "holidays-cn.csv", dtype=str)
    marked = {"holiday": np.zeros(len(days), dtype=bool), "workday": np.zeros(len(days), dtype=bool)}
    for kind, first, last in zip(table["kind"], table["first"], table["last"], strict=True):
        marked[kind] |= np.asarray(days.isin(pd.date_range(first, last)))
    weekday = np.asarray(days.day_of_week, dtype=np.int64)
    weekday = np.where(marked["workday"], 4, weekday)
    return DayTypes((weekday >= 5) | marked["holiday"], marked["holiday"], weekday)
