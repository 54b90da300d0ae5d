"""The seven shifts of the sample; two of them run across midnight."""

from __future__ import annotations

import pandas as pd

DAY_SHIFTS = ("早班", "日班", "中班")
LATE_SHIFTS = ("中班", "晚班", "大促夜班", "夜班")
NIGHT_SHIFTS = ("大促夜班", "夜班")

_COLUMNS = ("shift", "start", "end", "meal_minutes", "meal_from", "meal_to")
_ROWS = (
    ("早班", "08:00", "16:30", "30", "11:00", "13:30"),
    ("日班", "09:30", "18:00", "30", "12:00", "14:30"),
    ("中班", "12:30", "21:00", "30", "16:30", "18:30"),
    ("晚班", "15:30", "24:00", "30", "17:30", "19:30"),
    ("大促夜班", "20:00", "04:30", "30", "23:00", "02:00"),
    ("夜班", "23:30", "08:00", "30", "02:00", "05:00"),
    ("兼职晚班", "19:00", "23:00", "", "", ""),
)


def shifts() -> pd.DataFrame:
    """Columns of shifts.csv, as text; every full shift pays 8 hours, the part-timers' evening 4.

    More than 4 hours a day on average or 24 a week would make part-time work full-time (Labour Contract Law,
    article 68).
    """
    return pd.DataFrame(_ROWS, columns=_COLUMNS)
