"""contracts.csv: what holds for people of one kind of contract, and from when until when."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd

from peakroster.shop.inputs.term_columns import TERM_COLUMNS, day_of, read_terms
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.errors import UnreadableError
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from peakroster.tables.suggestions import nearest_first
from peakroster.tables.timestamps import parse_days
from scheduler.domain.agents import Contract
from scheduler.domain.shop import Settings

DAY = timedelta(days=1)
_PARTS = re.compile(r"[;；]")
_AT = re.compile(r"[@＠]")

Stays = tuple[tuple[date | None, str], ...]
"""Kinds of contract one after the other, each with its first date; that of the first is None."""


def read_contracts(
    table: RawTable,
    report: Report,
    queues: Collection[str] | None,
    shifts: Collection[str] | None,
    settings: Settings | None,
) -> tuple[Contract, ...]:
    """The good rows, in the order of the file. queues, shifts, settings: as in ``read_agents``.

    Rows of one kind whose dates overlap, and two of one kind without dates, are errors; dates between two
    rows of a kind that has no row without dates are a warning.
    """
    cells = ColumnParser(table, report)
    names = cells.ids("contract")
    cells.fail("bad_id", "contract", names.str.contains(r"[@＠]", regex=True).astype(bool))
    first, last = cells.days("from"), cells.days("until")
    cells.fail(
        "until_before_from",
        "until",
        last < first,
        lambda place: {"first_day": f"{first.iloc[place]:%Y-%m-%d}"},
    )
    values = read_terms(cells, shifts, queues, settings)
    written = table.cells
    rows = tuple(
        Contract(
            names.iloc[place],
            day_of(first.iloc[place]),
            day_of(last.iloc[place]),
            int(table.rows[place]),
            values[place],
            {name: str(written[name].iloc[place]) for name in values[place]},
        )
        for place in range(len(table.rows))
    )
    _check_dates(cells, rows)
    good = tuple(rows[place] for place in np.flatnonzero(cells.good))
    for one, gap in _gaps(good):
        report.warning(
            "contract_gap", table.file, one.row, column="until", value=one.name, day=gap.isoformat()
        )
    return good


def parse_stays(text: str, known: Collection[str] | None) -> Stays:
    """``兼职;全职@2027-01-01``: part time, and full time from that date on. known: kinds of contract.

    Raises UnreadableError ``bad_contract`` or ``unknown_contract``.
    """
    found: list[tuple[date | None, str]] = []
    for part in (part.strip() for part in _PARTS.split(text)):
        if not part:
            continue
        name, *dates = (piece.strip() for piece in _AT.split(part))
        if len(dates) > 1 or bool(dates) != bool(found) or not name:
            raise UnreadableError("bad_contract", token=part)
        if known is not None and name not in known:
            raise UnreadableError("unknown_contract", token=name, known=nearest_first(name, known))
        found.append((_date(part, dates[0]) if dates else None, name))
    later = [day for day, _ in found if day is not None]
    if not found or any(one >= other for one, other in pairwise(later)):
        raise UnreadableError("bad_contract", token=text)
    return tuple(found)


def row_on(contracts: Sequence[Contract], name: str, day: date) -> Contract | None:
    """The row of this kind that holds on the date; None where there is no such kind.

    One with dates goes before one without. Where none has the date, that which ended last holds on, before
    the first of all that which begins first.
    """
    own = [one for one in contracts if one.name == name]
    dated = sorted((one for one in own if one.is_dated), key=lambda one: one.first_day or date.min)
    for one in dated:
        if one.holds_on(day):
            return one
    for one in own:
        if not one.is_dated:
            return one
    before = [one for one in dated if one.last_day is not None and one.last_day < day]
    return before[-1] if before else next(iter(dated), None)


def borders(contracts: Sequence[Contract], name: str) -> set[date]:
    """Dates on which another row of the kind may begin to hold."""
    own = [one for one in contracts if one.name == name]
    begins = {one.first_day for one in own if one.first_day is not None}
    ends = {one.last_day for one in own if one.last_day is not None and one.last_day < date.max}
    return begins | {day + DAY for day in ends}


def _date(part: str, text: str) -> date:
    days, codes = parse_days(pd.Series([text]))
    if not text or codes.iloc[0]:
        raise UnreadableError("bad_contract", token=part)
    found: date = days.iloc[0].date()
    return found


def _check_dates(cells: ColumnParser, rows: Sequence[Contract]) -> None:
    for place, one in enumerate(rows):
        for other in rows[:place]:
            if not one.name or one.name != other.name or one.is_dated != other.is_dated:
                continue
            if not one.is_dated:
                cells.fail_at("contract_twice", "contract", place, {"first": other.row})
                break
            starts = max(one.first_day or date.min, other.first_day or date.min)
            if starts <= min(one.last_day or date.max, other.last_day or date.max):
                cells.fail_at("contract_overlap", "from", place, {"name": one.name, "first": other.row})
                break


def _gaps(rows: Sequence[Contract]) -> list[tuple[Contract, date]]:
    """Of kinds with dates only: a row that ends, and the first date after it that no row has."""
    found = []
    for name in dict.fromkeys(one.name for one in rows):
        own = [one for one in rows if one.name == name]
        if all(one.is_dated for one in own):
            ends = [one for one in own if one.last_day is not None and one.last_day < date.max]
            found += [
                (one, one.last_day + DAY)
                for one in ends
                if one.last_day is not None and not any(each.holds_on(one.last_day + DAY) for each in own)
            ]
    return found


def filled_columns(contracts: Sequence[Contract]) -> tuple[str, ...]:
    """Columns of which some row says something."""
    return tuple(name for name in TERM_COLUMNS if any(name in one.values for one in contracts))
