"""The adjustments that affect the plan as a table, whose cells are edited."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.forecast import adjust, adjustments_in_plan
from peakroster.messages import Translator
from peakroster.tables.editing import RowValues
from peakroster.wording import listed, who_words
from scheduler.domain.events import Adjustment
from ui import state
from ui.views.demand import reforecasting

_COLUMNS = ("start", "end", "queue", "multiply", "set", "reason", "who")


def show_rows(draft: Draft, translate: Translator) -> None:
    """Show the editor; saving forecasts the plan again."""
    st.caption(translate("ui.adjustments_caption"))
    rows = adjustments_in_plan(draft.desk)
    everyone, names = translate("ui.all_queues"), draft.desk.shop.queue_names
    base = table_of(rows, names, everyone)
    base["who"] = [who_words(who, translate) for who in base["who"]]
    key = f"adjustments-{state.version()}-{translate.language}"
    edited = st.data_editor(
        base,
        key=key,
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        placeholder="",
        column_config=_columns(everyone, list(names.values()), translate),
    )
    removed = [int(place) for place in st.session_state[key]["deleted_rows"]]
    ids = {name: id for id, name in names.items()}
    changes = row_changes(rows, base, edited, removed, ids)
    lacking = incomplete_rows(edited)
    for row, missing in lacking:
        labels = listed((translate(f"ui.adjustment_{name}") for name in missing), translate)
        st.warning(translate("ui.adjustment_incomplete", row=row, missing=labels))
    blocked = reforecasting.is_blocked(draft, translate) or bool(lacking)
    if st.button(
        translate("ui.save_adjustments"),
        key="save_adjustments",
        icon=":material/save:",
        type="primary",
        disabled=blocked or not any(changes),
    ):
        reforecasting.apply_change(partial(adjust, draft.desk, *changes), translate)


def table_of(rows: tuple[Adjustment, ...], names: dict[str, str], everyone: str) -> pd.DataFrame:
    """The rows as the editor shows them. names: queue id → name; everyone: the text for all queues."""
    concerned = [everyone if row.queue is None else names[row.queue] for row in rows]
    cells = [
        (row.start, row.end, queue, row.multiply, row.set_to, row.reason, row.who)
        for row, queue in zip(rows, concerned, strict=True)
    ]
    frame = pd.DataFrame(cells, columns=list(_COLUMNS))
    types = {"start": "datetime64[us]", "end": "datetime64[us]", "multiply": "float64", "set": "float64"}
    return frame.astype({name: types.get(name, "str") for name in _COLUMNS})


def _columns(everyone: str, names: list[str], translate: Translator) -> dict[str, Any]:
    def label(name: str) -> str:
        return translate(f"ui.adjustment_{name}")

    def moment(name: str) -> Any:
        return st.column_config.DatetimeColumn(label(name), format="YYYY-MM-DD HH:mm", step=60)

    def number(name: str) -> Any:
        return st.column_config.NumberColumn(
            label(name), min_value=0, help=translate(f"ui.adjustment_{name}_help")
        )

    # Nothing is chosen in a new row, and nothing required by the grid, which would keep the row to itself.
    return {
        "start": moment("start"),
        "end": moment("end"),
        "queue": st.column_config.SelectboxColumn(label("queue"), options=[everyone, *names]),
        "multiply": number("multiply"),
        "set": number("set"),
        "reason": st.column_config.TextColumn(label("reason"), width="large"),
        "who": st.column_config.TextColumn(label("who")),
    }


def incomplete_rows(edited: pd.DataFrame) -> list[tuple[int, tuple[str, ...]]]:
    """Rows of the grid, counted from 1, that say too little to count, each with the columns that it lacks.

    ``amount`` stands for factor and number, of which one is needed. A row without anything in it is none.
    """
    found = []
    for number, cells in enumerate(edited.to_dict("records"), start=1):
        filled = {name for name in _COLUMNS if _is_filled(cells[name])}
        missing = [name for name in ("start", "end", "queue") if name not in filled]
        if not filled & {"multiply", "set"}:
            missing.append("amount")
        if filled and missing:
            found.append((number, tuple(missing)))
    return found


def _is_filled(value: Any) -> bool:
    return not (bool(pd.isna(value)) or value == "")


def row_changes(
    rows: tuple[Adjustment, ...],
    base: pd.DataFrame,
    edited: pd.DataFrame,
    removed: Collection[int],
    ids: dict[str, str],
) -> tuple[dict[int, RowValues], frozenset[int], list[RowValues]]:
    """Cells that differ, by the row of the file; rows of the file that go; new rows.

    base: what the grid was given. edited: what it holds now: without the rows at ``removed``, with new ones
    at its end, none of them incomplete; those without anything are left out. ids: queue name → id.
    """
    kept = [place for place in range(len(base)) if place not in removed]
    before = [_row(cells, ids) for cells in base.to_dict("records")]
    after = [_row(cells, ids) for cells in edited.to_dict("records")]
    changed: dict[int, RowValues] = {}
    for place, row in zip(kept, after, strict=False):
        cells = {name: row[name] for name in _COLUMNS if row[name] != before[place][name]}
        if cells:
            changed[rows[place].row] = cells
    gone = frozenset(rows[place].row for place in removed if place < len(rows))
    new = [row for row in after[len(kept) :] if any(value is not None for value in row.values())]
    return changed, gone, new


def _row(cells: dict[Any, Any], ids: dict[str, str]) -> RowValues:
    """The cells as they are written to the file: queues by id, all queues and missing values as None."""
    row: dict[str, Any] = {name: None if pd.isna(value) else value for name, value in cells.items()}
    for name in ("start", "end"):
        if row[name] is not None:
            row[name] = pd.Timestamp(row[name]).to_pydatetime()
    row["queue"] = ids.get(row["queue"])
    return {name: row[name] or None if name in ("reason", "who") else row[name] for name in _COLUMNS}
