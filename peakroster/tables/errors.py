"""The exception of the readers: a text or a file that cannot be read, and why."""

from __future__ import annotations

from typing import Any


class UnreadableError(Exception):
    """Carries the code of the finding it becomes (see peakroster.tables.findings) and its details.

    row: the spreadsheet's row where a file broke off; None where the caller knows the row.
    """

    def __init__(self, code: str, row: int | None = None, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.row = row
        self.details = details
