"""Ctrl-C: during the search it keeps the best roster so far, before that the plan that was there."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from peakroster.cli.output import command_output
from peakroster.planning.forecast import forecasting
from tests.peakroster.cli.small_shop import FILES, SETTINGS, history, run, state_of, write_small_shop

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")]


def interrupted(folder: Path, words: str, days: int) -> tuple[int, dict[str, object]]:
    """Run ``plan`` and send SIGINT as soon as standard error holds these words."""
    command = Path(sys.executable).with_name("peakroster")
    options = ("--from", "2026-11-09", "--days", str(days), "--time-limit", "300", "--json", "--lang", "en")
    with subprocess.Popen(
        [command, "plan", folder, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        for line in child.stderr:
            if words in line:
                child.send_signal(signal.SIGINT)
                break
        child.stderr.read()
        answer = json.loads(child.stdout.read())
    return child.returncode, answer


def test_the_best_roster_so_far_is_kept(tmp_path: Path) -> None:
    """Forty agents for a week, a search of minutes, stopped at its first roster: exit code 0, a whole plan
    that says who stopped it, and a clean audit."""
    folder = write_small_shop(tmp_path / "shop")
    (folder / "shop.toml").write_text(SETTINGS.replace("= 60\n", "= 30\n", 1), encoding="utf-8")
    (folder / "history.csv").write_text(history(scale=8.0), encoding="utf-8")
    skills = ("presale", "aftersale", "presale;aftersale")
    agents = "".join(f"B{n:02d},员工{n},{skills[n % 3]},16,40,,,,,,30\n" for n in range(32))
    (folder / "agents.csv").write_text(FILES["agents.csv"] + agents, encoding="utf-8")
    code, answer = interrupted(folder, "best so far ", 7)
    assert code == 0, answer
    assert answer["summary"]["stopped_by"] == "user"  # type: ignore[index]
    assert answer["summary"]["paid_hours"] > 100  # type: ignore[index]
    assert answer["audit"] == []
    assert run("audit", folder, "--from", "2026-11-09").code == 0


def test_before_the_search_nothing_is_changed(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1, an answer that says so, and the earlier plan as it was, with nothing left beside it.

    The interrupt is raised where the signal would find the forecast: a real one comes too late on a fast
    machine.
    """

    def struck(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(forecasting, "make_forecast", struck)
    before = state_of(planned)
    ran = run("plan", planned, "--from", "2026-11-09", "--days", 2, "--json", "--lang", "en")
    assert ran.code == 1
    assert ran.json == {"warnings": [], "error": "Interrupted. Nothing was changed.", "exit_code": 1}
    assert state_of(planned) == before


@pytest.mark.parametrize("language", ["en", "zh"])
def test_one_stop_too_many_takes_back_what_was_promised(
    language: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """The second says that the roster is kept unless there is a third; the third that it is given up."""
    kept, given_up = {"en": ("gives it up", "is given up"), "zh": ("则放弃", "也放弃了")}[language]

    def stopped_three_times() -> None:
        with command_output(False, language) as output:
            observer = output.observer()
            observer.stage("roster")
            for _ in range(3):
                signal.raise_signal(signal.SIGINT)
                observer.should_stop()
                observer.should_end()

    with pytest.raises(typer.Exit):
        stopped_three_times()
    told = capfd.readouterr().err
    assert told.index(kept) < told.index(given_up)
