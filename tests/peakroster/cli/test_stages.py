"""``forecast``, ``size``, ``roster`` one by one, with an analyst's own numbers between them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.peakroster.cli.small_shop import FILES, run, state_of, write_small_shop

pytestmark = pytest.mark.slow

START = ("--from", "2026-11-09")


def test_an_edited_forecast_is_what_is_staffed(shop: Path) -> None:
    """Each stage writes its file; the number that the analyst puts in, as a spreadsheet saves it, is sized
    and rostered; the audit of the result is clean."""
    folder = shop / "plans" / "2026-11-09"
    ran = run("forecast", shop, *START, "--days", 1, "--lang", "en")
    assert ran.code == 0, ran.err
    assert [path.name for path in folder.iterdir()] == ["forecast.csv"]
    days = [line for line in ran.out.splitlines() if line.startswith("2026-11-")]
    assert [line.split(":")[0] for line in days] == ["2026-11-09 售前", "2026-11-09 售后"]  # without the tail

    table = pd.read_csv(folder / "forecast.csv", encoding="utf-8-sig")
    busy = (table["timestamp"] == "2026-11-09T14:00") & (table["queue"] == "presale")
    table.loc[busy, "mean"] = 61.5
    table["timestamp"] = pd.to_datetime(table["timestamp"]).dt.strftime("%Y/%m/%d %H:%M")
    table.to_csv(folder / "forecast.csv", index=False, encoding="gbk")
    ran = run("size", shop, *START, "--json")
    assert ran.code == 0, ran.err
    needed = {(row["timestamp"], row["queue"]): row for row in ran.json["rows"]}
    assert needed["2026-11-09T14:00", "presale"]["inquiries"] == 61.5
    assert needed["2026-11-09T14:00", "presale"]["agents"] > needed["2026-11-09T13:00", "presale"]["agents"]

    history = shop / "history.csv"
    history.unlink()  # the later stages do not need it
    ran = run("roster", shop, *START, "--time-limit", 5, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["audit"] == []
    assert ran.json["summary"]["days"] == 1
    history.write_text(FILES["history.csv"], encoding="utf-8")
    assert run("audit", shop, *START).code == 0


@pytest.mark.parametrize(("command", "file"), [("size", "forecast.csv"), ("roster", "requirement.csv")])
def test_a_stage_without_the_one_before_it(shop: Path, command: str, file: str) -> None:
    """Names the file that is missing; where there is no plan at all, that."""
    ran = run(command, shop, *START, "--json")
    assert ran.code == 2
    assert [error["code"] for error in ran.json["errors"]] == ["plan_missing"]
    folder = shop / "plans" / "2026-11-09"
    folder.mkdir(parents=True)
    (folder / "summary.json").write_text('{"from": "2026-11-09", "days": 1}')
    ran = run(command, shop, *START, "--json")
    assert ran.code == 2
    (error,) = ran.json["errors"]
    assert (error["code"], error["file"]) == ("stage_missing", f"plans/2026-11-09/{file}")


FORECASTS = {
    "an hour left out": (lambda rows: rows[:9] + rows[10:], "forecast_hours_missing"),
    "a negative number": (
        lambda rows: [*rows[:9], "2026-11-09T04:00,presale,-1,0,1,2", *rows[10:]],
        "out_of_range",
    ),
    "an unknown queue": (lambda rows: [*rows, "2026-11-09T00:00,vip,1,1,1,1"], "unknown_queue"),
    "half past": (lambda rows: [*rows, "2026-11-09T00:30,presale,1,1,1,1"], "not_an_hour"),
    "an hour twice": (lambda rows: [*rows, rows[1]], "duplicate_row"),
}
REQUIREMENTS = {
    "an unknown queue": ("2026-11-09T00:00,vip,1,1", "unknown_queue"),
    "before the plan": ("2026-11-08T00:00,presale,1,1", "not_an_interval"),
    "after the tail": ("2026-11-11T12:00,presale,1,1", "not_an_interval"),
    "off the grid": ("2026-11-09T00:30,presale,1,1", "not_an_interval"),
    "an interval twice": ("2026-11-09T00:00,presale,1,1", "duplicate_row"),
    "fewer than nobody": ("2026-11-09T08:00,aftersale,1,-1", "out_of_range"),
    "half a person": ("2026-11-09T08:00,aftersale,1,1.5", "fractional"),
}


@pytest.mark.parametrize("name", FORECASTS)
def test_a_forecast_that_is_none(planned: Path, name: str) -> None:
    """Exit code 2, the file and the row are named, and the plan stays as it was."""
    change, code = FORECASTS[name]
    path = planned / "plans" / "2026-11-09" / "forecast.csv"
    rows = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join(change(rows)) + "\n", encoding="utf-8-sig")
    before = state_of(planned)
    ran = run("size", planned, *START, "--json")
    assert ran.code == 2
    assert code in {error["code"] for error in ran.json["errors"]}
    assert {error["file"] for error in ran.json["errors"]} == {"plans/2026-11-09/forecast.csv"}
    assert state_of(planned) == before


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_a_requirement_that_is_none(planned: Path, name: str) -> None:
    """A row that the roster cannot be made for: exit code 2, its row named, the plan as it was."""
    row, code = REQUIREMENTS[name]
    path = planned / "plans" / "2026-11-09" / "requirement.csv"
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(f"{text}{row}\n", encoding="utf-8-sig")
    before = state_of(planned)
    ran = run("roster", planned, *START, "--json")
    assert ran.code == 2
    (error,) = ran.json["errors"]
    assert error["code"] == code
    assert error["row"] == text.count("\n") + 1
    assert state_of(planned) == before


def of_plan(shop: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(shop / "plans" / "2026-11-09" / f"{name}.csv", encoding="utf-8-sig")


@pytest.fixture(scope="module")
def once_sized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A day forecast and sized. Only to be read."""
    shop = write_small_shop(tmp_path_factory.mktemp("sized") / "shop", "stationary")
    for command in (("forecast", shop, *START, "--days", 1), ("size", shop, *START)):
        assert run(*command).code == 0
    return shop


@pytest.fixture
def sized(once_sized: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(once_sized, tmp_path / "sized"))


@pytest.mark.parametrize(("language", "words"), [("en", "counts as your own"), ("zh", "按贵店自有数据处理")])
def test_a_requirement_of_ones_own_is_rostered_and_audited_as_such(
    language: str, words: str, sized: Path
) -> None:
    """Other numbers of agents and inquiries: the audit is clean, and says once whose they are."""
    path = sized / "plans" / "2026-11-09" / "requirement.csv"
    table = of_plan(sized, "requirement")
    table["agents"] = 1 + table["timestamp"].str[11:13].astype(int) % 2
    table["inquiries"] *= 3
    table.to_csv(path, index=False)
    ran = run("roster", sized, *START, "--time-limit", 5, "--lang", language)
    assert ran.code == 0, ran.out
    assert ran.out.count(words) == 1
    rostered = of_plan(sized, "requirement")
    assert list(rostered["agents"]) == list(table["agents"])
    assert "late" not in rostered.columns
    ran = run("audit", sized, *START, "--json")
    assert (ran.code, ran.json["own_tables"], ran.json["audit"]) == (0, ["requirement"], [])
    coverage = of_plan(sized, "coverage")
    coverage["required"] += 1
    coverage.to_csv(path.with_name("coverage.csv"), index=False)
    assert run("audit", sized, *START).code == 4  # what follows from it is held to it all the same


def test_a_requirement_without_a_forecast_is_ones_own(sized: Path) -> None:
    """There is nothing that it could follow from."""
    (sized / "plans" / "2026-11-09" / "forecast.csv").unlink()
    ran = run("roster", sized, *START, "--time-limit", 5, "--json")
    assert ran.json["own_tables"] == ["requirement"]
    assert [one for one in ran.json["audit"] if one["file"] == "requirement.csv"] == []


def test_a_forecast_of_ones_own_is_followed_or_not_as_was_sized(sized: Path) -> None:
    """Sized again, the requirement follows it and is audited in full; not sized, it is another's."""
    path = sized / "plans" / "2026-11-09" / "forecast.csv"
    table = of_plan(sized, "forecast")
    table["mean"] = 40.0
    table[["timestamp", "queue", "mean"]].to_csv(path, index=False)
    ran = run("roster", sized, *START, "--time-limit", 5, "--json")
    assert (ran.code, ran.json["own_tables"]) == (0, ["requirement"])
    assert run("size", sized, *START).code == 0
    ran = run("roster", sized, *START, "--time-limit", 5, "--json")
    assert (ran.code, ran.json["audit"]) == (0, [])
    assert "own_tables" not in ran.json
    assert "own_tables" not in ran.json["summary"]


def test_the_audit_of_a_plan_without_a_roster_yet(shop: Path) -> None:
    """What the stages have written so far is audited, and nothing is missed that was not made yet."""
    assert run("forecast", shop, "--from", "2026-11-09", "--days", 1).code == 0
    ran = run("audit", shop, "--from", "2026-11-09", "--lang", "en")
    assert (ran.code, "no roster yet: only forecast.csv can be audited" in ran.out) == (0, True), ran.out
    assert run("size", shop, "--from", "2026-11-09").code == 0
    ran = run("audit", shop, "--from", "2026-11-09", "--lang", "zh")
    assert (ran.code, "只能核查 forecast.csv, requirement.csv" in ran.out) == (0, True), ran.out
    ran = run("audit", shop, "--from", "2026-11-09", "--json")
    assert (ran.code, ran.json["audited"]) == (0, ["forecast", "requirement"])
