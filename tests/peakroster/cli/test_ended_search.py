"""``plan`` whose search is ended from outside: the best roster is kept, and it is said what happened."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.peakroster.cli.small_shop import run, state_of, write_busy_shop

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="processes of Linux")]

Command = subprocess.Popen[str]


@pytest.fixture(scope="module")
def busy_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty agents: a search of minutes."""
    return write_busy_shop(tmp_path_factory.mktemp("busy") / "shop")


def searcher(command: Command) -> int:
    """Process id of the search that the command runs."""
    children = Path(f"/proc/{command.pid}/task/{command.pid}/children").read_text().split()
    return int(children[0])


def ended(
    folder: Path, act: Callable[[Command], None], once: str = "best so far "
) -> tuple[int, dict[str, object], str]:
    """Run ``plan`` and act as soon as standard error holds these words: exit code, answer, standard error."""
    program = Path(sys.executable).with_name("peakroster")
    options = ("--from", "2026-11-09", "--days", "7", "--time-limit", "300", "--json", "--lang", "en")
    with subprocess.Popen(
        [program, "plan", folder, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        told = ""
        for line in command.stderr:
            told += line
            if once in line:
                act(command)
                break
        told += command.stderr.read()
        answer = json.loads(command.stdout.read())
    return command.returncode, answer, told


def test_a_killed_search_is_a_plan_that_says_so(busy_shop: Path) -> None:
    """Exit code 0, a whole plan with a clean audit, and a line that names the lack of memory."""
    code, answer, told = ended(busy_shop, lambda command: os.kill(searcher(command), signal.SIGKILL))
    assert code == 0, told
    summary = answer["summary"]
    assert isinstance(summary, dict)
    assert (summary["stopped_by"], summary["status"]) == ("crash", "feasible")
    assert summary["paid_hours"] > 100
    assert answer["audit"] == []
    assert "memory" in str(answer["search_failure"])
    assert str(answer["search_failure"]) in told
    assert run("audit", busy_shop, "--from", "2026-11-09").code == 0


@pytest.mark.parametrize(
    "signals",
    [(signal.SIGINT,), (signal.SIGTERM, signal.SIGINT)],
    ids=["Ctrl-C", "SIGTERM, then Ctrl-C"],
)
def test_requests_to_stop_keep_the_best_roster(busy_shop: Path, signals: tuple[signal.Signals, ...]) -> None:
    """Exit code 0, a whole plan that says who stopped it, and a clean audit. SIGTERM is a Ctrl-C, and a
    second request does not discard what was found."""

    def act(command: Command) -> None:
        assert command.stderr is not None
        for number in signals:
            command.send_signal(number)
            for line in command.stderr:  # signals that come at once are one signal
                if number != signals[-1] and "Stopping" in line:
                    break
                if number == signals[-1]:
                    break

    code, answer, told = ended(busy_shop, act)
    assert code == 0, told
    summary = answer["summary"]
    assert isinstance(summary, dict)
    assert summary["stopped_by"] == "user"
    assert summary["paid_hours"] > 100
    assert answer["audit"] == []
    assert "search_failure" not in answer


def test_killed_before_the_first_roster_it_is_one_error(busy_shop: Path) -> None:
    """Exit code 1, one line that says what happened and that nothing was changed."""

    def killed(command: Command) -> None:
        while True:
            try:
                return os.kill(searcher(command), signal.SIGKILL)
            except IndexError:  # it has not been started yet
                continue

    before = state_of(busy_shop)
    code, answer, told = ended(busy_shop, killed, "Searching for a roster")
    assert code == 1
    assert "SIGKILL" in str(answer["error"])
    assert "Nothing was changed." in str(answer["error"])
    assert "Traceback" not in told
    assert state_of(busy_shop) == before
