"""Work that goes on is nobody's business; work whose process is gone is told until somebody takes note."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from peakroster.desk.jobs import noted
from peakroster.store import jobs
from peakroster.store.jobs import PLAN, PUSH, begin_job, cut_jobs, dismiss_job, end_job, tell_job
from peakroster.store.who import EDIT, acting_as
from peakroster.tables.findings import InputError

DAY = date(2026, 11, 9)


def test_it_is_told_once_its_process_is_gone(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With how far it came; taking note of it, or doing it again, ends the telling."""
    assert cut_jobs(stored) == []
    number = begin_job(stored, PUSH, DAY, "dingtalk")
    tell_job(stored, number, 120, 500)
    assert cut_jobs(stored) == []
    monkeypatch.setattr(jobs, "_PROCESS", "second")
    (found,) = cut_jobs(stored)
    assert (found.kind, found.what, found.done, found.total, found.who) == (
        PUSH,
        "dingtalk",
        120,
        500,
        "anna",
    )
    with acting_as("li", {EDIT}), pytest.raises(InputError):
        dismiss_job(stored, found)
    again = begin_job(stored, PUSH, DAY, "dingtalk")
    assert cut_jobs(stored) == []
    end_job(stored, again)
    begin_job(stored, PLAN, DAY, "7")
    monkeypatch.setattr(jobs, "_PROCESS", "third")
    (found,) = cut_jobs(stored)
    dismiss_job(stored, found)
    assert cut_jobs(stored) == []


def test_another_process_that_lives_is_left_alone(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until it is silent for too long; one that is dead is known at once."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        monkeypatch.setattr(jobs.os, "getpid", lambda: other.pid)
        begin_job(shop, PLAN, DAY)
        monkeypatch.undo()
        monkeypatch.setattr(jobs, "_PROCESS", "here")
        assert cut_jobs(shop) == []
        with monkeypatch.context() as later:
            later.setattr(jobs, "_GONE", timedelta(seconds=-1))
            assert len(cut_jobs(shop)) == 1
        other.communicate(b"\n")
    assert len(cut_jobs(shop)) == 1


def test_a_store_that_takes_nothing_does_not_keep_the_work(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work is done; whoever may not do it is refused before."""

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    done = []
    with acting_as("li", {EDIT}), pytest.raises(InputError), noted(shop, PUSH, DAY, "", lambda: (0, 0)):
        done.append("refused")
    monkeypatch.setattr("peakroster.desk.jobs.begin_job", full)
    with noted(shop, PUSH, DAY, "dingtalk", lambda: (0, 0)):
        done.append("sent")
    assert done == ["sent"]
