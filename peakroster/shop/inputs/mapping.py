"""mapping.csv: what attendance platforms call our agents, shifts, groups and operators."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

import numpy as np

from peakroster.shop.inputs.shift_names import ShiftNames, single_shifts
from peakroster.shop.inputs.shifts import OFF_NAMES
from peakroster.shop.model import MappingKind, MappingRow
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.errors import UnreadableError
from peakroster.tables.names import all_meant
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import MOST_PER_KIND, Report
from peakroster.tables.suggestions import nearest_first, nearest_kinds
from scheduler.domain.shifts import OFF

MAPPING_KINDS: dict[str, MappingKind] = {
    "agent": "agent",
    "shift": "shift",
    "group": "group",
    "operator": "operator",
    "客服": "agent",
    "员工": "agent",
    "班次": "shift",
    "分组": "group",
    "考勤组": "group",
    "操作人": "operator",
    "company": "company",
    "公司": "company",
}
"""Every accepted name of a kind of row."""


def _parse_kind(text: str) -> MappingKind:
    kind = MAPPING_KINDS.get(text.casefold())
    if kind is None:
        raise UnreadableError("unknown_kind", known=nearest_kinds(text, MAPPING_KINDS))
    return kind


def read_mapping(
    table: RawTable, report: Report, agents: Collection[str] | None, shifts: ShiftNames | None
) -> tuple[MappingRow, ...]:
    """The good rows, in the order of the file. agents, shifts: known names; None = not checked.

    A shift row may also name ``off``, for platforms on which a rest day is a shift, but no pattern of
    several shifts; the rows of a group, an operator and a company need no local name.
    """
    cells = ColumnParser(table, report)
    kinds = cells.parsed("kind", _parse_kind)
    platforms = cells.text("platform")
    local = cells.text("local_id")
    named = np.array(kinds, dtype=object)
    local = local.where(named != "agent", all_meant(local, agents))
    off = local.str.casefold().isin(OFF_NAMES)
    remote = cells.text("platform_id")
    cells.fail("missing_value", "local_id", np.isin(named, ["agent", "shift"]) & (local == "").to_numpy())
    for kind, names, code in (("agent", agents, "unknown_agent"), ("shift", shifts, "unknown_shift")):
        if names is None:
            continue
        known = local.isin([*names, ""]) | ((kind == "shift") & off)
        wrong = (named == kind) & ~known.to_numpy()
        shown = {text: nearest_first(text, names) for text in local[wrong].unique()[:MOST_PER_KIND]}
        cells.fail(code, "local_id", wrong, lambda place, shown=shown: _details(local.iloc[place], shown))
    local = single_shifts(cells, "local_id", shifts, where=named == "shift")
    local = local.where(named != "agent", all_meant(local, agents))
    rows: list[MappingRow] = []
    seen: dict[tuple[str, str, str], MappingRow] = {}
    people: dict[tuple[str, str], MappingRow] = {}
    for place in np.flatnonzero(cells.good):
        row = MappingRow(
            kind=cast(MappingKind, kinds[place]),
            platform=platforms.iloc[place],
            local_id=OFF if kinds[place] == "shift" and off.iloc[place] else local.iloc[place],
            platform_id=remote.iloc[place],
            row=int(table.rows[place]),
        )
        rows.append(row)
        first = seen.setdefault((row.kind, row.platform.casefold(), row.local_id), row)
        other = (
            people.setdefault((row.platform.casefold(), row.platform_id), row) if row.kind == "agent" else row
        )
        if first is not row:
            report.error(
                "duplicate_mapping",
                table.file,
                row.row,
                column="local_id",
                value=row.local_id,
                first=first.row,
            )
        elif other is not row:
            report.error(
                "mapping_shared",
                table.file,
                row.row,
                column="platform_id",
                value=row.platform_id,
                first=other.row,
            )
    return tuple(rows)


def _details(token: str, shown: dict[str, str]) -> dict[str, str]:
    return {"token": token, "known": shown.get(token, "—")}
