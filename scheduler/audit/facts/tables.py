"""Columns of the plan's frames as plain Python values."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

HEADER_ROWS = 2
"""Position 0 of a frame is row 2 of its file: the header is row 1."""


def file_row(position: int) -> int:
    """Row in the file of the frame's row at this position."""
    return position + HEADER_ROWS


def minutes(column: pd.Series[Any]) -> npt.NDArray[np.datetime64]:
    """A column of timestamps as ``datetime64[m]``."""
    return column.to_numpy().astype("datetime64[m]")


def datetimes(column: pd.Series[Any]) -> list[datetime]:
    """A column of timestamps as datetimes."""
    values: list[datetime] = column.to_numpy().astype("datetime64[us]").tolist()
    return values


def dates(column: pd.Series[Any]) -> list[date]:
    """A column of dates, however it is stored, as dates."""
    values: list[date] = column.to_numpy().astype("datetime64[D]").tolist()
    return values


def texts(column: pd.Series[Any]) -> list[str]:
    """A column of ids as text."""
    return [str(value) for value in column.tolist()]


def numbers(column: pd.Series[Any]) -> list[float]:
    """A column of numbers as floats, NaN where there is none."""
    values: list[float] = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float).tolist()
    return values
