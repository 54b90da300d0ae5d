"""Kills a process of its own at each step of what it writes, one step further each time."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

STEPS = frozenset({"os.rename", "os.mkdir", "os.remove", "os.rmdir", "open", "sync"})


def killed_at_each_step(
    work: Callable[[], object], root: Path, most: int = 500, stride: int = 1
) -> Iterator[int]:
    """Run ``work`` again and again in a child, which is killed before its first change of a file under
    ``root``, then before its second, …, until it ends; yields the number of each step at which it was killed.

    stride: only each so many steps are tried. A file that is opened for writing is killed half written.
    Whoever iterates sets the stage in between.
    """
    if not hasattr(os, "fork"):
        pytest.skip("needs fork")
    for step in range(1, most, stride):
        child = os.fork()
        if child == 0:
            _work_until(step, work, root)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0
            return
        assert os.WTERMSIG(status) == signal.SIGKILL
        yield step
    raise AssertionError(f"not done after {most} steps")


def _work_until(step: int, work: Callable[[], object], root: Path) -> None:
    """Do the work in this process, and end it."""
    counted = 0

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal counted
        if event not in STEPS or (event == "open" and not _writes(arguments)):
            return
        if event != "sync" and not _is_under(arguments[0], root):
            return
        counted += 1
        if counted != step:
            return
        if event == "open" and arguments[2] & os.O_TRUNC:
            half = os.open(arguments[0], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.write(half, b"hal")
        os.kill(os.getpid(), signal.SIGKILL)

    fsync = os.fsync

    def synced(file: int) -> None:
        audit("sync", ())
        fsync(file)

    os.fsync = synced  # no audit event tells it
    sys.addaudithook(audit)
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _writes(arguments: tuple[Any, ...]) -> bool:
    path, _, flags = arguments
    return not isinstance(path, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


def _is_under(path: Any, root: Path) -> bool:
    name = os.fsdecode(path)
    return not os.path.isabs(name) or Path(name).is_relative_to(root)
