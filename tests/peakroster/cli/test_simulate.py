"""``peakroster simulate``: what it says and leaves behind, and when it cannot."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import pytest

from peakroster.messages import LANGUAGES, Translator
from peakroster.simulation import replications as playing
from peakroster.wording import weekday_name
from tests.docs.pages import section
from tests.peakroster.cli.small_shop import run, state_of
from tests.peakroster.simulation.weeks import ROWS, write_week

pytestmark = pytest.mark.slow

FIRST = ("--from", "2026-11-09")
PLANNED = (*FIRST, "--demand", "planned", "--replications", 20)
GOLDEN = Path(__file__).parents[1] / "simulation" / "golden"


def folder_of(shop: Path) -> Path:
    return shop / "plans" / "2026-11-09" / "simulation"


HOLE = (
    ("A2", "2026-11-09T00:00", "2026-11-10T20:00", "presale"),
    ("A3", "2026-11-09T00:00", "2026-11-10T20:00", "presale"),
    ("A2", "2026-11-10T21:00", "2026-11-11T00:00", "presale"),
    ("A3", "2026-11-10T21:00", "2026-11-11T00:00", "presale"),
    *ROWS[2:],
)
"""The hand-made week with nobody in presale from 20:00 to 21:00 on Tuesday."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_words(planned: Path, language: str) -> None:
    """Days and queues, the verdict on each promise, how to read it, where the files lie."""
    ran = run("simulate", planned, *FIRST, "--replications", 5, "--lang", language)
    assert ran.code == 0
    words = Translator(language)
    for key in ("arrivals", "service_level", "wait", "occupancy", "intervals", "demand_forecast"):
        assert words(f"simulation.{key}") in ran.out, key
    for text in ("2026-11-10", weekday_name(1, words), "★", "售前", "售后", "simulation.csv"):
        assert text in ran.out
    assert words("simulation.stage", replications=5) in ran.err
    assert sorted(path.name for path in folder_of(planned).iterdir()) == ["simulation.csv", "simulation.json"]


def test_the_table(planned: Path) -> None:
    """Columns as ever; one row for each open interval of the plan's days that some shift can reach."""
    assert run("simulate", planned, *PLANNED).code == 0
    content = (folder_of(planned) / "simulation.csv").read_bytes()
    header, *rows = content.split(b"\n")
    assert header + b"\n" == (GOLDEN / "header.csv").read_bytes()
    cells = [row.decode().split(",") for row in rows if row]
    assert len(cells) == (48 - 8) + 2 * 12
    assert cells[0][:2] == ["2026-11-09T08:00", "presale"]
    assert cells[-1][:2] == ["2026-11-10T23:00", "presale"]
    for _, _, arrived, level, low, high, *_ in cells:
        assert float(arrived) > 0
        assert 0 <= float(low) <= float(level) <= float(high) <= 1
    assert {row[-1] for row in cells} <= {"true", "false"}


def test_json_is_the_file_and_repeats(planned: Path) -> None:
    """Standard output holds every figure of simulation.json; the same input and seed give the same bytes,
    another seed or demand others."""
    ran = run("simulate", planned, *FIRST, "--replications", 10, "--json", "--lang", "en")
    written = json.loads((folder_of(planned) / "simulation.json").read_text(encoding="utf-8"))
    assert {key: ran.json[key] for key in written} == written
    assert (written["demand"], written["replications"], written["seed"]) == ("forecast", 10, 1)
    assert written["left_out_until"] == "2026-11-09T08:00"
    assert [queue["queue"] for queue in written["queues"]] == ["presale", "aftersale"]
    assert [day["date"] for day in written["queues"][0]["days"]] == ["2026-11-09", "2026-11-10"]
    assert ran.json["files"] == [str(folder_of(planned) / f"simulation.{kind}") for kind in ("csv", "json")]
    first = {name: content for name, (content, _) in state_of(folder_of(planned)).items()}
    for options, same in (((), True), (("--seed", 2), False), (("--demand", "planned"), False)):
        assert run("simulate", planned, *FIRST, "--replications", 10, *options).code == 0
        again = {name: content for name, (content, _) in state_of(folder_of(planned)).items()}
        assert (again == first) is same, options


def test_a_hole_in_the_roster_is_named(tmp_path: Path) -> None:
    """Nobody at the desks from 20:00 to 21:00 on Tuesday: there, and in words, the promise is broken; with
    them it is kept everywhere."""
    whole = run("simulate", write_week(tmp_path / "whole"), *PLANNED, "--json").json["queues"][0]
    assert (whole["broken"], whole["total"]["intervals_kept_share"]) == ([], 1.0)
    folder = write_week(tmp_path / "hole", HOLE)
    ran = run("simulate", folder, *PLANNED, "--lang", "en")
    assert ran.code == 0
    found = json.loads((folder_of(folder) / "simulation.json").read_text(encoding="utf-8"))["queues"][0]
    (hole,) = found["broken"]
    assert (hole["start"], hole["worst"]) == ("2026-11-10T20:00", "2026-11-10T20:00")
    assert hole["worst_service_level"] < 0.2
    assert found["days"][1]["service_level"] < whole["days"][1]["service_level"] - 0.03
    assert found["days"][0] == whole["days"][0]
    (line,) = [line for line in ran.out.splitlines() if "2026-11-10 Tue 20:00–" in line]
    assert "售前" in line


def test_one_replication_has_no_limits(planned: Path) -> None:
    """A confidence interval cannot be told of it; everything else can."""
    ran = run("simulate", planned, *FIRST, "--demand", "planned", "--replications", 1, "--json")
    total = ran.json["queues"][0]["total"]
    assert total["service_level"] is not None
    assert (total["service_level_low"], total["service_level_high"]) == (None, None)
    assert run("simulate", planned, *FIRST, "--demand", "planned", "--replications", 1).code == 0


def test_no_such_plan(shop: Path) -> None:
    """Exit code 2, and how to make one; nothing is written."""
    before = state_of(shop)
    ran = run("simulate", shop, *FIRST, "--json", "--lang", "en")
    assert ran.code == 2
    assert [error["code"] for error in ran.json["errors"]] == ["plan_missing"]
    assert state_of(shop) == before


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("activities.csv", "plan_without_roster"),
        ("requirement.csv", "stage_missing"),
        ("forecast.csv", "stage_missing"),
    ],
)
def test_a_stage_is_missing(planned: Path, file: str, code: str) -> None:
    """Exit code 2; the numbers that are staffed for can be played without a forecast."""
    (planned / "plans" / "2026-11-09" / file).unlink()
    ran = run("simulate", planned, *FIRST, "--replications", 2, "--json")
    assert ran.code == 2
    assert [error["code"] for error in ran.json["errors"]] == [code]
    assert run("simulate", planned, *PLANNED).code == (0 if file == "forecast.csv" else 2)


def test_a_broken_file(planned: Path) -> None:
    """Exit code 2, with file, row, column and value."""
    path = planned / "plans" / "2026-11-09" / "requirement.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    lines[3] = lines[3].replace("presale", "presal").replace("aftersale", "aftersal")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (error,) = run("simulate", planned, *PLANNED, "--json").json["errors"]
    assert (error["code"], error["row"], error["column"]) == ("unknown_queue", 4, "queue")
    assert error["file"] == "plans/2026-11-09/requirement.csv"


@pytest.mark.parametrize("option", [("--demand", "wished"), ("--replications", 0), ("--seed", -1)])
def test_wrong_usage(planned: Path, option: tuple[str, object]) -> None:
    """Exit code 2."""
    assert run("simulate", planned, *FIRST, *option).code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1; what was stored stays as it was."""
    assert run("simulate", planned, *PLANNED).code == 0
    before = state_of(planned)
    made = playing.rostered_work

    def interrupted(*arguments: object) -> object:
        signal.raise_signal(signal.SIGINT)  # in this thread and at once, whatever threads there are
        return made(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(playing, "rostered_work", interrupted)
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)  # what another test has left there
    try:
        ran = run("simulate", planned, *PLANNED, "--seed", 2, "--json", "--lang", "en")
    finally:
        signal.signal(signal.SIGINT, usual)
    assert ran.code == 1
    assert ran.json["error"] == "Interrupted. Nothing was changed."
    assert state_of(planned) == before


def test_the_document_names_every_column_and_key(tmp_path: Path) -> None:
    """docs/reference/outputs.md is what scripts are written from."""
    folder = write_week(tmp_path / "shop", HOLE)
    assert run("simulate", folder, *PLANNED).code == 0
    found = json.loads((folder_of(folder) / "simulation.json").read_text(encoding="utf-8"))
    broken = found["queues"][0]["broken"][0]
    queue = found["queues"][0]
    keys = {*found, *queue, *queue["total"], *queue["days"][0], *queue["total"]["targets"][0], *broken}
    keys |= set((GOLDEN / "header.csv").read_text(encoding="utf-8-sig").strip().split(","))
    text = section("outputs.md", "simulation/")
    named = set(text.replace("`", ",").replace(" ", "").replace("\n", ",").split(","))
    assert sorted(keys - named) == []
