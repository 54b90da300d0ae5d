"""Writers that are killed, on either database: at each step of the door, and at moments of no choice."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.store.kills import run
from benchmarks.store.readers_writers import run as crowd
from benchmarks.store.work import WORK, amiss, save
from peakroster.store import door
from peakroster.store.door import writing
from peakroster.store.engine import forget_engines
from peakroster.store.log import logged_changes
from peakroster.store.recovery import settle

pytestmark = pytest.mark.slow

STEPS = ("staged", "entered", "begun", "placed", "done")


def killed_at(step: str, work: Callable[[], None]) -> None:
    """Do the work in a child, which is killed when the door has reached that step."""
    forget_engines()
    child = os.fork()
    if child == 0:
        door._reached = lambda name: os.kill(os.getpid(), signal.SIGKILL) if name == step else None
        try:
            work()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), step


def test_killed_at_each_step(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the change is committed it never was; from then on it is there, whole, with its row."""
    monkeypatch.setenv("PEAKROSTER_USER", "n0")
    WORK["plan"](stored, 0)
    told = [0]
    for number, step in enumerate(STEPS, start=1):
        monkeypatch.setenv("PEAKROSTER_USER", f"n{number}")
        killed_at(step, lambda number=number: save(stored, number))  # type: ignore[misc]
        monkeypatch.setenv("PEAKROSTER_USER", "n-1")
        assert amiss(stored, told, number) == [], step
        done = {one.who for one in logged_changes(stored)}
        assert (f"n{number}" in done) == (step not in ("staged", "entered")), step


@pytest.mark.parametrize("step", ["begun", "placed"])
def test_a_machine_of_another_name_finishes_what_was_begun(
    stored: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A container is called otherwise each time, and the folder is the same."""

    def replace() -> None:
        with writing(stored, kind="edit", what="both") as change:
            change.put(stored / "locks.csv", b"new")
            change.put(stored / "requests.csv", b"new")

    killed_at(step, replace)
    monkeypatch.setattr(socket, "gethostname", lambda: "another")
    settle(stored)
    assert [(stored / name).read_bytes() for name in ("locks.csv", "requests.csv")] == [b"new", b"new"]
    assert [one.state for one in logged_changes(stored)] == ["done"]


def test_killed_at_any_moment(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing acknowledged is lost, nothing is half done, and the log is complete."""
    monkeypatch.setenv("PEAKROSTER_USER", "n0")
    _, wrong = run(stored, kills=3, seed=7)
    assert wrong == []


def test_many_at_once(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers find whole plans, writers lose nothing, and who is refused hears who changed what."""
    monkeypatch.setenv("PEAKROSTER_USER", "n0")
    counted, wrong = crowd(stored, seconds=1.5, readers=8, writers=3)
    assert wrong == []
    assert counted["written"] > 1
    assert counted["read"] > 1
