"""When tokens and links were last used: kept in memory, and written now and then.

A request must not wait for whoever publishes just then, and a poll each minute is not worth a write each.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime

from peakroster.store.engine import Store
from peakroster.store.schema import calendar_links, tokens

_TABLES = {table.name: table for table in (tokens, calendar_links)}


@dataclass
class Usage:
    """The latest use of each row that is not written yet."""

    store: Store
    _uses: dict[tuple[str, int], datetime] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, table: str, row: int, at: datetime) -> None:
        """The row of ``table`` is used at this moment."""
        with self._lock:
            self._uses[table, row] = at

    def write(self) -> None:
        """Write down what was noted; it is noted again where that fails. Raises InputError, OSError."""
        with self._lock:
            uses, self._uses = self._uses, {}
        if not uses:
            return
        try:
            with self.store.writing() as connection:
                for (name, row), at in uses.items():
                    table = _TABLES[name]
                    connection.execute(table.update().where(table.c.id == row).values(used_at=at))
        except Exception:
            with self._lock:
                self._uses = {**uses, **self._uses}
            raise
