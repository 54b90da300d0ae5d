"""Folders that take no file are noticed before the computing; nobody waits for pipes in place of files."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from peakroster.shop.table_specs import SHOP_TABLES
from tests.peakroster.cli.small_shop import run, state_of

pytestmark = pytest.mark.slow

FROM = ("--from", "2026-11-09", "--lang", "en")


def blocked(path: Path) -> None:
    """A file stands where a folder should be: nobody can write there, not even the superuser."""
    if path.is_dir():
        path.rename(path.with_name("plans-of-before"))
    path.write_text("in the way", encoding="utf-8")


@pytest.mark.parametrize(
    ("command", "place", "options"),
    [
        ("plan", "plans", FROM),
        ("forecast", "plans", FROM),
        ("adopt", "plans", ("roster.csv", "--lang", "en")),
        ("export", "exports", (*FROM, "--format", "xlsx")),
        ("init", "file-in-the-way", ("--yes", "--lang", "en")),
    ],
)
def test_no_command_computes_what_it_cannot_write(
    planned: Path, command: str, place: str, options: tuple[str, ...]
) -> None:
    """Exit code 1, the folder named, no stage begun, nothing changed."""
    if command == "adopt":
        shutil.copy(planned / "plans" / "2026-11-09" / "roster.csv", planned / "roster.csv")
    blocked(planned / place)
    target = planned / place / "new" if command == "init" else planned
    given = [planned / option if option == "roster.csv" else option for option in options]
    before = state_of(planned)
    ran = run(command, target, *given)
    assert ran.code == 1, ran
    assert place in ran.err
    assert "…" not in ran.err
    assert "Traceback" not in ran.err
    assert state_of(planned) == before


@pytest.mark.parametrize("command", ["plan", "forecast", "size", "roster", "simulate", "backtest"])
def test_a_full_disk_is_noticed_first(planned: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before any stage, in the folder that the command writes to."""

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("peakroster.tables.atomic_files.write_durably", full)
    monkeypatch.setattr("peakroster.pipeline.stages.requirement_table", forbidden)
    monkeypatch.setattr("peakroster.pipeline.stages.solve_roster", forbidden)
    monkeypatch.setattr("peakroster.planning.forecast.forecasting.make_forecast", forbidden)
    monkeypatch.setattr("peakroster.backtest.rolling_origin.run_backtest", forbidden)
    monkeypatch.setattr("peakroster.simulation.replications.run_replications", forbidden)
    before = state_of(planned)
    ran = run(command, planned, *(FROM[2:] if command == "backtest" else FROM))
    assert ran.code == 1
    assert "No space left on device" in ran.err
    assert str(planned if command == "backtest" else planned / "plans") in ran.err
    assert state_of(planned) == before


def forbidden(*_: object, **__: object) -> None:
    raise AssertionError("computed")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        here = os.getcwd()
        os.chdir(path.parent)  # the name of a socket must be short
        try:
            server.bind(path.name)
        finally:
            os.chdir(here)


def folder(path: Path) -> None:
    path.mkdir()


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such thing there")
@pytest.mark.parametrize("put", [pipe, listening, folder, device])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_pipes_and_devices_are_no_tables(shop: Path, put: Callable[[Path], None], ending: str) -> None:
    """In place of any input file: a clear message for each, at once, and nobody is waited for."""
    expected = set()
    for spec in SHOP_TABLES:
        (shop / f"{spec.stem}.csv").unlink(missing_ok=True)
        put(shop / f"{spec.stem}.{ending}")
        expected.add(f"{spec.stem}.{ending}")
    ran = run("check", shop, "--json", "--lang", "en")
    assert ran.code == 2
    told = {finding["file"] for finding in ran.json["errors"] if finding["code"] == "not_a_file"}
    assert told == expected


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such thing there")
@pytest.mark.parametrize("put", [pipe, listening, folder, device])
@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("shop.toml", ("check",)),
        ("plans/2026-11-09/summary.json", ("audit", *FROM)),
        ("plans/2026-11-09/forecast.csv", ("size", *FROM)),
        ("plans/2026-11-09/requirement.csv", ("roster", *FROM)),
        ("plans/2026-11-09/roster.csv", ("export", *FROM, "--format", "csv")),
        ("plans/2026-11-09/activities.csv", ("audit", *FROM)),
        ("exports/calendars.json", ("export", *FROM, "--format", "ics")),
        ("worked.csv", ("adopt", "worked.csv")),
        ("worked.xlsx", ("adopt", "worked.xlsx")),
        ("worked.csv", ("roster", *FROM, "--start", "worked.csv")),
    ],
)
def test_nor_are_they_settings_plans_or_rosters(
    planned: Path, put: Callable[[Path], None], name: str, command: tuple[str, ...]
) -> None:
    """In place of each other file that any command reads."""
    path = planned / name
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    put(path)
    given = [str(path) if part == name else part for part in command[1:]]
    ran = run(command[0], planned, *given, "--json")
    assert ran.code == 2, ran
    assert [finding["code"] for finding in ran.json["errors"]] == ["not_a_file"]
    assert ran.json["errors"][0]["file"].endswith(name.rpartition("/")[2])
