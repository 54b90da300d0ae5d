"""Several processes edit the locks at once: no edit is lost, and each that is refused is told so."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from peakroster.shop.inputs.locks_file import change_locks
from peakroster.shop.inputs.requests import read_locks
from peakroster.shop.table_specs import LOCKS
from peakroster.store.place import FILE
from peakroster.tables.editing import read_for_edit
from peakroster.tables.findings import InputError
from peakroster.tables.report import Report
from scheduler.domain.requests import Lock

pytestmark = pytest.mark.slow

WRITERS, EDITS = 3, 10
DAY = date(2026, 11, 9)


@dataclass(frozen=True)
class Told:
    """What a writer was told: the cells it has locked, and the finding of each refusal."""

    done: list[tuple[str, date, str]]
    refused: list[tuple[str, str]]


def write(folder: Path, writer: int) -> Told:
    """Lock cells of its own, which nobody else touches, and in between cells that everybody wants.

    It knows none of the others' locks: the screen was opened before all of them.
    """
    told = Told([], [])
    for edit in range(EDITS):
        agent = "everybody" if edit % 5 == 4 else f"00{writer}"
        day, shift = DAY + timedelta(days=edit), f"班{writer}"
        try:
            change_locks(folder, {(agent, day): shift}, seen=())
        except InputError as error:
            told.refused.extend((finding.code, finding.value or "") for finding in error.findings)
        else:
            told.done.append((agent, day, shift))
    return told


def locks_in(folder: Path) -> tuple[Lock, ...]:
    table = read_for_edit(folder, LOCKS)
    assert table is not None
    return read_locks(table, Report(), None, None)


@pytest.mark.parametrize("name", ["locks.csv", "locks.xlsx"])
def test_no_edit_is_lost(tmp_path: Path, name: str) -> None:
    """What a writer was told to be done is in the file; of those who want one cell, one gets it, and the
    others are shown what it holds."""
    if name.endswith(".xlsx"):
        import openpyxl

        book = openpyxl.Workbook()
        book.active.append(["agent_id", "date", "shift"])
        book.save(tmp_path / name)
    with ProcessPoolExecutor(WRITERS, multiprocessing.get_context("spawn")) as pool:
        told = list(pool.map(write, [tmp_path] * WRITERS, range(WRITERS)))
    found = {(lock.agent_id, lock.day, lock.shift) for lock in locks_in(tmp_path)}
    assert found == {done for writer in told for done in writer.done}
    contested = EDITS // 5
    assert len(found) == WRITERS * (EDITS - contested) + contested
    refused = [refusal for writer in told for refusal in writer.refused]
    assert len(refused) == (WRITERS - 1) * contested
    holders = {(day, shift) for agent, day, shift in found if agent == "everybody"}
    for code, value in refused:
        assert code == "changed_meanwhile"
        _, day, shift = value.split()
        assert (date.fromisoformat(day), shift) in holders
    assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted([name, FILE])


def test_a_stale_release_takes_nothing_of_others(tmp_path: Path) -> None:
    """A lock that was changed since it was seen is not released; one that is gone already is no conflict."""
    seen = (Lock("001", DAY, "早班", 2), Lock("002", DAY, "晚班", 3))
    change_locks(tmp_path, {("001", DAY): "早班", ("002", DAY): "晚班"}, seen=())
    change_locks(tmp_path, {("001", DAY): "夜班"}, [("002", DAY)], seen=seen)
    before = (tmp_path / "locks.csv").read_bytes()
    with pytest.raises(InputError) as refused:
        change_locks(tmp_path, {}, [("001", DAY), ("002", DAY)], seen=seen)
    (finding,) = refused.value.findings
    assert (finding.code, finding.file, finding.value) == (
        "changed_meanwhile",
        "locks.csv",
        "001 2026-11-09 夜班",
    )
    assert finding.details["expected"] == "001 2026-11-09 早班"
    assert (tmp_path / "locks.csv").read_bytes() == before
