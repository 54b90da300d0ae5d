"""Who entered an adjustment, and when: what the store's log says of the rows of adjustments.csv."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from peakroster.desk.roster import Desk
from peakroster.shop.inputs.adjustments import read_adjustments
from peakroster.shop.table_specs import ADJUSTMENTS
from peakroster.store.log import DONE, bytes_by_digest, logged_changes
from peakroster.tables.findings import InputError
from peakroster.tables.reader import find_file, read_table
from peakroster.tables.report import Report
from scheduler.domain.events import Adjustment

_MOST = 200
"""Changes of the file that are looked at, the latest first; rows that are older have no time."""

_Key = tuple[object, ...]


@dataclass(frozen=True)
class AdjustmentEntry:
    """An adjustment with who entered it. at: in UTC; None where the log does not know, as of a file that was
    edited by hand; ``who`` is then what the row itself says."""

    adjustment: Adjustment
    who: str
    at: datetime | None


def adjustment_entries(desk: Desk) -> tuple[AdjustmentEntry, ...]:
    """All rows of adjustments.csv, as in the file. Raises InputError where the log cannot be read."""
    rows = desk.shop.adjustments
    if not rows:
        return ()
    entered = _entered(desk.shop.folder, {_key(row) for row in rows})
    found = []
    for row in rows:
        by, at = entered.get(_key(row), ("", None))
        found.append(AdjustmentEntry(row, row.who or by, at))
    return tuple(found)


def _entered(folder: Path, wanted: set[_Key]) -> Mapping[_Key, tuple[str, datetime]]:
    """Row → who put it into the file last, and when."""
    path = find_file(folder, ADJUSTMENTS, Report())
    if path is None:
        return {}
    log = [each for each in logged_changes(folder, path=path.name, most=_MOST) if each.state == DONE]
    digests = [digest for each in log for digest in each.files.get(path.name, ()) if digest is not None]
    contents = bytes_by_digest(folder, digests)
    known: dict[str | None, set[_Key]] = {None: set()}
    for digest in set(digests):
        known[digest] = _rows(path.name, contents[digest]) if digest in contents else set()
    found: dict[_Key, tuple[str, datetime]] = {}
    for each in log:  # the newest first: what it brought is still there
        before, after = each.files.get(path.name, (None, None))
        for key in (known[after] - known[before]) & (wanted - found.keys()):
            found[key] = (each.who, each.at)
        if wanted <= found.keys():
            break
    return found


def _rows(name: str, content: bytes) -> set[_Key]:
    report = Report()
    with tempfile.TemporaryDirectory(prefix="peakroster-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            table = read_table(path, ADJUSTMENTS, report)
        except (InputError, OSError):
            return set()
        return set() if table is None else {_key(row) for row in read_adjustments(table, report, None)}


def _key(row: Adjustment) -> _Key:
    """What makes a row the same one wherever it stands in the file."""
    return row.start, row.end, row.queue, row.multiply, row.set_to, row.reason, row.who
