"""Ctrl-C before the search leaves the plan that was there; how often it may be pressed.

During the search it keeps the best roster so far: ``test_ended_search.py``.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest
import typer

from peakroster.cli.output import command_output
from peakroster.planning.forecast import forecasting
from tests.peakroster.cli.small_shop import run, state_of

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")]


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


@pytest.mark.parametrize(("language", "request_"), [("en", signal.SIGINT), ("zh", signal.SIGTERM)])
def test_one_stop_too_many_takes_back_what_was_promised(
    language: str, request_: signal.Signals, capfd: pytest.CaptureFixture[str]
) -> None:
    """The first asks the search to stop, the second ends it and says that the roster is kept unless there is
    a third; the third that it is given up. SIGTERM asks as Ctrl-C does."""
    kept, given_up = {"en": ("gives it up", "is given up"), "zh": ("则放弃", "也放弃了")}[language]

    def stopped_three_times() -> None:
        with command_output(False, language) as output:
            observer = output.observer()
            observer.stage("roster")
            assert not observer.should_stop()
            for number, sent in enumerate((request_, request_, signal.SIGINT)):
                signal.raise_signal(sent)
                assert observer.should_stop()
                assert observer.should_end() == (number > 0)

    with pytest.raises(typer.Exit):
        stopped_three_times()
    told = capfd.readouterr().err
    assert told.index(kept) < told.index(given_up)
