"""Tables as CSV files: the neutral table, and rows that a system imports."""

from __future__ import annotations

import pandas as pd

from peakroster.tables.formula_guard import guarded, guarded_id

_NAMES = ("employee_name", "shift_name", "leave")
_IDS = ("employee_id", "shift_code", "queue")


def table_csv(neutral: pd.DataFrame) -> bytes:
    """The table as CSV in UTF-8 with a BOM, which Excel needs for Chinese; booleans as true and false.

    Names that a spreadsheet would compute are kept from it by :func:`guarded`. Ids stay what they are, except
    those that are more than a number and would be computed too.
    """
    words = neutral.copy()
    for column in _NAMES:
        one_kind = words[column].str.replace(r"\r\n?", "\n", regex=True)  # a lone return would end the row
        words[column] = one_kind.map(guarded)
    for column in _IDS:
        words[column] = words[column].map(guarded_id)
    for column in ("cross_midnight", "is_rest"):
        words[column] = words[column].map({True: "true", False: "false"})
    return words.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def rows_csv(table: pd.DataFrame) -> bytes:
    """Rows for the import of another system: UTF-8 without a BOM, every value as it is."""
    return table.to_csv(index=False, lineterminator="\n").encode()
