"""Promotions and the shop's own figures edited in tables, checked before they are written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from peakroster.charts import DayRange
from peakroster.desk.demand.driver_table import driver_remarks, driver_rows, edit_drivers
from peakroster.desk.demand.event_table import (
    EventChange,
    edit_events,
    event_kinds,
    event_remarks,
    events_shown,
)
from peakroster.desk.draft import Draft
from peakroster.desk.sales import enter_on_desk, of_desk
from peakroster.messages import Translator
from peakroster.tables.editing import CellValue, RowValues
from peakroster.tables.findings import Finding, InputError
from peakroster.wording import event_kind_name, event_name
from ui import state
from ui.error_page import show_findings
from ui.plain_text import plain
from ui.sales_panel import said, show_sales
from ui.views.demand import reforecasting

_PAST_EVENTS = timedelta(days=400)
_EVENT_COLUMNS = ("event", "kind", "start", "end", "queues", "intensity", "uplift", "bot_share", "opening")
_DRIVER_COLUMNS = ("when", "driver", "value", "planned", "queues")
_PER_CENT = 100


def show_tables(draft: Draft, queue: str, span: DayRange, translate: Translator) -> None:
    """Show both editors; saving forecasts the plan again."""
    reforecasting.show_result(translate)
    blocked = reforecasting.is_blocked(draft, translate)
    desk = draft.desk
    _, found = state.cached("sales", (state.Same(desk), said()), lambda: (desk, of_desk(desk)))
    show_sales(
        found,
        lambda chosen: reforecasting.apply_change(partial(enter_on_desk, desk, chosen), translate),
        translate,
        key="demand",
        folder=desk.shop.folder,
        blocked=blocked,
    )
    st.markdown(f"**{translate('demand.events_title')}**")
    st.caption(translate("demand.events_caption"))
    _events(draft, blocked, translate)
    st.markdown(f"**{translate('demand.drivers_title')}**")
    st.caption(translate("demand.drivers_caption"))
    try:
        _drivers(draft, blocked, translate)
    except InputError as error:
        show_findings(error.findings, translate)


def _events(draft: Draft, blocked: bool, translate: Translator) -> None:
    desk = draft.desk
    events = events_shown(desk, desk.plan.start - _PAST_EVENTS)[::-1]  # the coming ones on top
    # A name in words is shown; what is typed instead of it is a name of its own.
    names = {event.row: event_name(event.name, event.kind, translate) for event in events}
    base = pd.DataFrame(
        [
            (
                *(names[one.row], one.kind, one.start, one.end, list(one.queues), one.intensity, one.uplift),
                *(None if one.bot_share is None else one.bot_share * _PER_CENT, one.opening),
            )
            for one in events
        ],
        columns=list(_EVENT_COLUMNS),
    ).astype(
        {"start": "datetime64[us]", "end": "datetime64[us]", "queues": "object"}
        | dict.fromkeys(("intensity", "uplift", "bot_share", "opening"), "float64")
    )
    kinds = _choices("kind", event_kinds(desk), translate)
    moment = partial(st.column_config.DatetimeColumn, format="YYYY-MM-DD HH:mm", step=60)
    config: dict[str, Any] = {
        "event": st.column_config.TextColumn(translate("demand.column_event"), width=140),
        "kind": st.column_config.SelectboxColumn(
            translate("demand.column_kind"),
            help=translate("demand.kind_help"),
            width=100,
            options=kinds,
            format_func=lambda kind: event_kind_name(str(kind), translate),
        ),
        "start": moment(translate("ui.adjustment_start")),
        "end": moment(translate("ui.adjustment_end")),
        "queues": _queue_column(draft, translate),
    }
    for name in ("intensity", "uplift", "bot_share", "opening"):
        # No limits here: a cell that refuses a number says nothing, the check says what is wrong with all.
        config[name] = st.column_config.NumberColumn(
            translate(f"demand.column_{name}"), help=translate(f"demand.{name}_help"), width=85
        )
    edited, removed = _editor("events", base, config, translate)

    def cell(name: str, value: CellValue) -> CellValue:
        is_share = name == "bot_share" and isinstance(value, float)
        return round(value / _PER_CENT, 6) if is_share else value  # type: ignore[operator]

    change = EventChange(*_changes(base, edited, removed, [event.row for event in events], cell))
    _save("events", change.is_empty, blocked, lambda: event_remarks(desk, change), translate)
    if st.session_state.pop("save_events_now", False):
        reforecasting.apply_change(partial(edit_events, desk, change), translate)


def _drivers(draft: Draft, blocked: bool, translate: Translator) -> None:
    desk = draft.desk
    seen = state.cached("driver_rows", (state.Same(desk),), lambda: driver_rows(desk))
    base = pd.DataFrame(
        [(one.when, one.name, one.value, one.planned, list(one.among)) for one in seen.rows],
        columns=list(_DRIVER_COLUMNS),
    ).astype(
        {
            "when": "datetime64[us]",
            "value": "float64",
            "planned": "float64",
            "driver": "str",
            "queues": "object",
        }
    )
    number = st.column_config.NumberColumn
    names = _choices("driver", seen.names, translate)
    hourly = any(not one.dated for one in seen.rows)
    column = st.column_config.DatetimeColumn if hourly else st.column_config.DateColumn
    config: dict[str, Any] = {
        "when": column(translate("ui.column_day"), format="YYYY-MM-DD HH:mm" if hourly else "YYYY-MM-DD"),
        "driver": st.column_config.SelectboxColumn(
            translate("demand.column_driver"), width="medium", options=names
        ),
        "value": number(translate("demand.column_value")),
        "planned": number(translate("demand.column_planned")),
        "queues": _queue_column(draft, translate),
    }
    edited, removed = _editor("drivers", base, config, translate)
    dated = {one.row: one.dated for one in seen.rows}
    raw, gone, new = _changes(base, edited, removed, [one.row for one in seen.rows], lambda _, value: value)
    changed = {row: _timed(cells, dated[row]) for row, cells in raw.items()}
    added = [_timed(cells, not hourly) for cells in new]
    nothing = not (changed or gone or added)
    _save("drivers", nothing, blocked, lambda: driver_remarks(desk, changed, gone, added), translate)
    if st.session_state.pop("save_drivers_now", False):
        reforecasting.apply_change(partial(edit_drivers, desk, seen, changed, gone, added), translate)


def _queue_column(draft: Draft, translate: Translator) -> Any:
    """Queues by their names, several of them; none stands for all."""
    names = draft.desk.shop.queue_names
    return st.column_config.MultiselectColumn(
        translate("demand.column_queues"),
        help=translate("demand.queues_help"),
        options=list(names),
        format_func=lambda queue: names.get(queue, queue),
        width=100,
    )


def _choices(name: str, known: Sequence[str], translate: Translator) -> list[str]:
    """What a column offers, with one more that somebody types beside the table."""
    new = st.text_input(translate(f"demand.new_{name}"), key=f"new-{name}-{translate.language}", width=320)
    return list(dict.fromkeys([*known, *([new.strip()] if new.strip() else [])]))


def _timed(cells: RowValues, dated: bool) -> RowValues:
    """A cell ``when`` in the column of the file that the row has."""
    found = dict(cells)
    if "when" in found:
        when: Any = found.pop("when")
        found["date" if dated else "timestamp"] = when.date() if dated and when is not None else when
    return found


def _editor(
    name: str, base: pd.DataFrame, config: Mapping[str, Any], translate: Translator
) -> tuple[pd.DataFrame, list[int]]:
    """The table as edited, and the places of the rows that were taken out of it."""
    key = f"{name}-{state.version()}-{translate.language}"
    edited = st.data_editor(
        base,
        key=key,
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        height=320 if len(base) > 7 else "content",
        placeholder="",
        column_config=dict(config),
    )
    return edited, [int(place) for place in st.session_state[key]["deleted_rows"]]


def _changes(
    base: pd.DataFrame,
    edited: pd.DataFrame,
    removed: Collection[int],
    rows: Sequence[int],
    cell: Any,
) -> tuple[dict[int, RowValues], frozenset[int], list[RowValues]]:
    """Cells that differ, by row of the file; rows that go; new rows. cell: (column, value) → as written."""
    kept = [place for place in range(len(base)) if place not in removed]
    before, after = base.to_dict("records"), edited.to_dict("records")
    changed: dict[int, RowValues] = {}
    for place, now in zip(kept, after, strict=False):
        cells = {
            str(name): cell(str(name), _plain_value(value))
            for name, value in now.items()
            if _plain_value(value) != _plain_value(before[place][name])
        }
        if cells:
            changed[rows[place]] = cells
    new: list[RowValues] = []
    for now in after[len(kept) :]:
        cells = {str(name): cell(str(name), _plain_value(value)) for name, value in now.items()}
        if any(value is not None for value in cells.values()):
            new.append(cells)
    return changed, frozenset(rows[place] for place in removed if place < len(rows)), new


def _plain_value(value: Any) -> CellValue:
    if isinstance(value, list | tuple | np.ndarray):  # several of a chooser, as the file separates them
        return ";".join(str(one) for one in value) or None
    if value is None or value == "" or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp):
        moment: CellValue = value.to_pydatetime()
        return moment
    found: CellValue = (
        value.strip() if isinstance(value, str) else float(value) if _is_number(value) else value
    )
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _save(name: str, nothing: bool, blocked: bool, remarks: Any, translate: Translator) -> None:
    """What the check says of the changes, and the button, which waits for errors to go."""
    found: tuple[Finding, ...] = () if nothing else remarks()
    for one in found:
        text = plain(one.message(translate))
        key = f"demand.column_{one.column}"
        if one.column and translate.has(key):
            text = f"**{plain(translate(key))}** {text}"
        remedy = one.remedy(translate)
        shown = f"{text} {plain(remedy)}" if remedy else text
        (st.error if one.severity == "error" else st.warning)(shown)
    wrong = any(one.severity == "error" for one in found)
    st.button(
        translate("ui.save_adjustments"),
        key=f"save_{name}",
        icon=":material/save:",
        type="primary",
        disabled=blocked or nothing or wrong,
        on_click=partial(st.session_state.__setitem__, f"save_{name}_now", True),
    )
