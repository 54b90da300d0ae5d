"""Assigns activities to the shifts of a roster."""

from __future__ import annotations

import pandas as pd

_TYPES = {"agent_id": "str", "start": "datetime64[us]"}  # merge_asof wants them alike on both sides


def with_shifts(activities: pd.DataFrame, roster: pd.DataFrame) -> pd.DataFrame:
    """The activities that start within a shift of their agent, with the index of that shift.

    Columns of ``activities`` and ``shift``, the label of the roster's row (int); sorted by start, then in
    the order of ``activities``. Rows that belong to no shift are left out.
    """
    if activities.empty or roster.empty:
        return activities.iloc[:0].assign(shift=pd.Series(dtype="int64"))
    shifts = roster[["agent_id", "start", "end"]].rename(columns={"end": "shift_end"})
    shifts = shifts.rename_axis("shift").reset_index().astype(_TYPES).sort_values("start", kind="stable")
    sorted_activities = activities.astype(_TYPES).sort_values("start", kind="stable")
    found = pd.merge_asof(sorted_activities, shifts, on="start", by="agent_id")
    found = found[found["start"] < found["shift_end"]].drop(columns="shift_end")
    return found.astype({"shift": "int64"}).reset_index(drop=True)
