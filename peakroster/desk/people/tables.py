"""Parts of agents.csv, contracts.csv and requests.csv as tables that are edited: texts, as they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from peakroster.messages import Translator
from peakroster.shop.inputs.requests import WISH_NAMES, kinds_of, own_kinds
from peakroster.shop.inputs.requests_file import in_chinese
from peakroster.shop.settings.leave_kinds import LEAVE_NAMES, folded_kind
from peakroster.shop.settings.read import read_settings
from peakroster.shop.table_specs import AGENTS, CONTRACTS, REQUESTS
from peakroster.store.outdated import digests
from peakroster.tables.editing import read_for_edit
from peakroster.tables.raw_table import RawTable
from peakroster.tables.reader import find_file
from peakroster.tables.report import Report
from peakroster.tables.specs import TableSpec

Section = Literal["team", "contract", "skills", "contracts", "leave", "wishes"]
SECTIONS: tuple[Section, ...] = get_args(Section)

KEY, NAME = "agent_id", "name"
CONTRACT = "contract"

_COLUMNS: Mapping[Section, tuple[str, ...]] = {
    "team": (KEY, NAME, CONTRACT, "team", "leader", "level", "languages", "seniority", "from", "until"),
    "contract": (
        *(KEY, NAME, "min_hours_week", "max_hours_week", "min_hours_month", "max_hours_month"),
        *("max_overtime_month", "hourly_cost", "max_consecutive_days", "max_weekends_month"),
    ),
    "skills": (
        *(KEY, NAME, "skills", "speed", "max_chats", "shifts", "weekdays", "hours"),
        *("regular_start", "rotation", "shift_limits"),
    ),
    "contracts": (
        *(CONTRACT, "from", "until", "min_hours_week", "max_hours_week", "min_hours_month"),
        *("max_hours_month", "max_overtime_month", "shifts", "weekdays", "hours", "hourly_cost"),
        *("max_consecutive_days", "max_weekends_month", "shift_limits", "speed", "max_chats", "rotation"),
    ),
    "leave": (KEY, "date", "kind", "hours", "until", "status"),
    "wishes": (KEY, "date", "kind", "shift", "weight"),
}
_SPECS: Mapping[Section, TableSpec] = {
    section: CONTRACTS if section == "contracts" else REQUESTS if section in ("leave", "wishes") else AGENTS
    for section in SECTIONS
}


@dataclass(frozen=True)
class PeopleTable:
    """A part of a file, to be edited.

    file: its name, that of the file to be made where there is none. seen: digest of its bytes; None = there
    is no file. columns: official names. rows: numbers in the file. cells: as many rows, of ``columns``, texts
    as they stand there, ``""`` = empty. names: of the agents, by id. contracts: kinds
    that a person may have. chinese: whether the file is in Chinese.
    """

    section: Section
    folder: Path
    file: str
    seen: str | None
    columns: tuple[str, ...]
    rows: tuple[int, ...]
    cells: pd.DataFrame
    names: Mapping[str, str] = field(default_factory=dict)
    contracts: tuple[str, ...] = ()
    chinese: bool = False

    @property
    def spec(self) -> TableSpec:
        """The table that this is a part of."""
        return _SPECS[self.section]

    @property
    def holds_people(self) -> bool:
        """Whether a row is a person; else it is a day of one."""
        return self.spec is AGENTS

    @property
    def holds_contracts(self) -> bool:
        """Whether a row is a kind of contract."""
        return self.spec is CONTRACTS

    @property
    def key(self) -> str:
        """The column that says whom or what a row is about."""
        return CONTRACT if self.holds_contracts else KEY

    def heading(self, column: str, translate: Translator) -> str:
        """A column in the reader's language."""
        spec = next(one for one in self.spec.columns if one.name == column)
        if translate.language == "zh":
            return spec.chinese
        return translate(f"people.column_{column}") if translate.has(f"people.column_{column}") else column

    def kinds(self) -> tuple[str, ...]:
        """What the column ``kind`` may say in the language of the file, those of the file included."""
        names = LEAVE_NAMES if self.section == "leave" else WISH_NAMES
        offered = [term.chinese if self.chinese else term.english for term in names.values()]
        return tuple(dict.fromkeys([*offered, *(text for text in self.cells.get("kind", ()) if text)]))


def read_people_table(folder: Path, section: Section) -> PeopleTable:
    """A part of the shop's files, as it stands there.

    Columns that the file lacks are empty, and it gets them where something is written into them. Raises
    InputError where the file is no such table.
    """
    spec, columns = _SPECS[section], _COLUMNS[section]
    table = read_for_edit(folder, spec)
    path = find_file(folder, spec, Report())
    seen = None if path is None else digests(folder, [path]).get(path.name)
    cells = pd.DataFrame(columns=list(columns), dtype="str") if table is None else table.cells[list(columns)]
    rows = [] if table is None else table.rows.tolist()
    if table is not None and section in ("leave", "wishes"):
        cells, rows = _of_kind(folder, table, cells, section)
    people = read_for_edit(folder, AGENTS) if spec is not AGENTS else table
    return PeopleTable(
        section,
        folder,
        f"{spec.stem}.csv" if path is None else path.name,
        seen,
        columns,
        tuple(rows),
        cells.reset_index(drop=True).astype("str"),
        _names(people),
        _contracts(folder, cells),
        _is_chinese(table, spec),
    )


def _contracts(folder: Path, cells: pd.DataFrame) -> tuple[str, ...]:
    """Kinds of contracts.csv, and whatever else people have."""
    table = read_for_edit(folder, CONTRACTS)
    kinds = [] if table is None else list(table.cells[CONTRACT])
    own = list(cells[CONTRACT]) if CONTRACT in cells else []
    return tuple(dict.fromkeys(text for text in [*kinds, *own] if text))


def _is_chinese(table: RawTable | None, spec: TableSpec) -> bool:
    if spec is REQUESTS:
        return in_chinese(table)
    key = CONTRACT if spec is CONTRACTS else KEY
    return table is not None and table.headers.get(key, key) != key


def _of_kind(
    folder: Path, table: RawTable, cells: pd.DataFrame, section: Section
) -> tuple[pd.DataFrame, Sequence[int]]:
    """Rows of leave, or the others: a kind that nobody knows is shown among the wishes, to be mended."""
    known = kinds_of(own_kinds(read_settings(folder, Report()).settings))
    leave = [known.get(folded_kind(text)) == "leave" for text in table.cells["kind"]]
    mine = pd.Series(leave, index=cells.index, dtype=bool) == (section == "leave")
    return cells[mine], [row for row, is_mine in zip(table.rows.tolist(), mine, strict=True) if is_mine]


def _names(table: RawTable | None) -> dict[str, str]:
    if table is None:
        return {}
    return dict(zip(table.cells[KEY], table.cells[NAME], strict=True))
