"""Days that no table may have are refused before anything is computed or written."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import peakroster as pr
from peakroster.plans.store import PlanStore
from peakroster.tables.findings import InputError
from scheduler.domain.plan import Plan
from tests.peakroster.cli.small_shop import run, state_of

pytestmark = pytest.mark.slow

EXTREMES = ["0001-01-01", "1677-09-20", "1969-12-31", "2100-12-31", "2101-01-01", "2206-11-09", "9999-12-31"]
COMMANDS = {
    "plan": (),
    "forecast": (),
    "size": (),
    "roster": (),
    "audit": (),
    "simulate": (),
    "export": ("--format", "csv"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_the_day(command: str, planned: Path) -> None:
    """One error that names the option and what was typed; nothing is touched, and that is what is said."""
    before = state_of(planned)
    for day in EXTREMES:
        ran = run(command, planned, "--from", day, *COMMANDS[command], "--lang", "en")
        assert ran.code == 2
        assert f"--from: A plan that begins on {day} does not lie" in ran.out
        assert ran.out.splitlines()[-1] == "1 problem in the input. Nothing was changed."
    assert state_of(planned) == before


@pytest.mark.parametrize(("day", "days"), [("2100-12-30", 2), ("2100-11-30", 42)])
def test_a_plan_that_would_run_out_of_the_years(day: str, days: int, planned: Path) -> None:
    """Its last hours could not be read back: it is refused as well."""
    before = state_of(planned)
    for command in ("plan", "forecast"):
        ran = run(command, planned, "--from", day, "--days", days, "--json", "--lang", "en")
        assert (ran.code, ran.json["errors"][0]["code"]) == (2, "plan_implausible")
    assert state_of(planned) == before


@pytest.mark.parametrize("day", [date(1970, 1, 1), date(2100, 12, 30)])
def test_the_first_and_the_last_day_are_read_back(day: date, tmp_path: Path) -> None:
    """What the store accepts it can read, with the hours of the morning after."""
    hours = pd.date_range(str(day), periods=36, freq="h").astype("datetime64[us]")
    columns = dict.fromkeys(("mean", "p10", "p50", "p90"), 1.0)
    table = pd.DataFrame({"timestamp": hours, "queue": pd.Series(["q"] * 36, dtype="str"), **columns})
    store = PlanStore(tmp_path)
    store.write(Plan(day, 1, forecast=table))
    assert store.plans() == [day]
    assert store.read(day).days == 1
    assert store.before(day).roster.empty


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1969, 12, 31), date(2100, 12, 31), date(9999, 12, 31)])
def test_the_store_writes_nothing_that_it_cannot_read(day: date, tmp_path: Path) -> None:
    """Whoever asks it to."""
    with pytest.raises(InputError):
        PlanStore(tmp_path).write(Plan(day, 1))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_scripts_are_told_as_well(day: str, planned: Path) -> None:
    """The same error, in place of an overflow."""
    with pytest.raises(InputError) as error:
        pr.forecast(pr.read_shop(planned), day)
    assert [finding.code for finding in error.value.findings] == ["plan_implausible"]


def test_plans_of_such_days_poison_nothing(planned: Path) -> None:
    """Folders that an earlier version wrote are told once each, and all else works as without them."""
    names = ["0001-01-01", "2206-11-09", "9999-12-31"]
    for name in names:
        shutil.copytree(planned / "plans" / "2026-11-09", planned / "plans" / name)
    checked = run("check", planned, "--json", "--lang", "en")
    assert checked.code == 0
    stray = [finding for finding in checked.json["warnings"] if finding["code"] == "stray_plan"]
    assert [(each["file"], each["value"]) for each in stray] == [(f"plans/{name}", name) for name in names]
    assert run("audit", planned, "--from", "2026-11-09").code == 0
    assert run("forecast", planned, "--from", "2026-11-11", "--days", 1).code == 0


@pytest.mark.parametrize("days", [0, 43, 10**9])
def test_a_summary_with_days_that_no_plan_has(days: int, planned: Path) -> None:
    """The number is named; nothing counts a billion days."""
    path = planned / "plans" / "2026-11-09" / "summary.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "days": days}), encoding="utf-8")
    ran = run("check", planned, "--json", "--lang", "en")
    assert (ran.code, ran.json["errors"][0]["code"]) == (2, "out_of_range")


@pytest.mark.parametrize("day", ["1970-01-01", "2100-12-31"])
def test_adopting_a_roster_of_such_days(day: str, planned: Path, tmp_path: Path) -> None:
    """The dates of the file count as those of ``--from``: what cannot be read back is not written."""
    agent = (planned / "agents.csv").read_text("utf-8-sig").splitlines()[1].split(",")[0]
    shift = (planned / "shifts.csv").read_text("utf-8-sig").splitlines()[1].split(",")[0]
    file = tmp_path / "worked.csv"
    file.write_text(f"agent_id,date,shift\n{agent},{day},{shift}\n", encoding="utf-8")
    ran = run("adopt", planned, file, "--json", "--lang", "en")
    if day == "1970-01-01":
        assert ran.code == 0
        assert run("check", planned).code == 0
    else:
        assert (ran.code, ran.json["errors"][0]["code"]) == (2, "plan_implausible")
        assert ran.json["errors"][0]["file"] == "worked.csv"
        assert not (planned / "plans" / day).exists()


@pytest.mark.parametrize("error", [KeyboardInterrupt(), InputError([])])
def test_what_was_written_before_a_failure_is_named(
    error: BaseException, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The audit runs on the written plan: ending there is not “Nothing was changed”."""

    def fail(*arguments: object, **options: object) -> None:
        raise error

    monkeypatch.setattr("peakroster.pipeline.stages.audit_and_explain", fail)
    ran = run("plan", shop, "--from", "2026-11-09", "--days", 1, "--time-limit", 2, "--lang", "en")
    assert ran.code in (1, 2)
    said = ran.out + ran.err
    assert "Nothing was changed" not in said
    assert f"Written before that: {shop / 'plans' / '2026-11-09'}." in said.replace("\n", " ")


def test_a_failure_before_any_writing_says_so(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C during the forecast leaves the folder as it was."""

    def fail(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    before = state_of(shop)
    monkeypatch.setattr("peakroster.planning.forecast.forecasting.make_forecast", fail)
    ran = run("plan", shop, "--from", "2026-11-09", "--lang", "en")
    assert "Interrupted. Nothing was changed." in ran.err
    assert state_of(shop) == before
