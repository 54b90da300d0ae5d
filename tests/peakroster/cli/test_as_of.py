"""``--as-of``: a plan made anew on its way."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.peakroster.cli.small_shop import history, run, state_of

pytestmark = pytest.mark.slow

START = ("--from", "2026-11-09", "--days", 2)


def read(folder: Path, name: str) -> pd.DataFrame:
    """A table of the plan."""
    return pd.read_csv(folder / "plans" / "2026-11-09" / name, dtype={"agent_id": "str"})


def know_a_day_and_a_half(folder: Path, scale: float) -> None:
    """The history goes on to 12:00 of the plan's second day, with ``scale`` times as many."""
    later = history(pd.Timestamp("2026-11-09").to_pydatetime(), 2, scale).splitlines(keepends=True)[1:]
    known = [line for line in later if line < "2026-11-10T12:00"]
    path = folder / "history.csv"
    path.write_text(path.read_text(encoding="utf-8") + "".join(known), encoding="utf-8")


def test_the_rest_of_the_plan_is_made_anew(planned: Path) -> None:
    """Half as many again came by Tuesday noon: Monday and the shifts that run stay, the evening is forecast
    higher and rostered anew."""
    before, roster = read(planned, "forecast.csv"), read(planned, "roster.csv")
    know_a_day_and_a_half(planned, 1.5)
    ran = run(
        "plan", planned, *START, "--as-of", "2026-11-10T12:00", "--time-limit", 5, "--json", "--lang", "en"
    )
    assert ran.code == 0, ran.err
    assert ran.json["audit"] == []
    known = [note for note in ran.json["notes"] if note["code"] == "hours_observed"]
    assert {note["numbers"]["hours"] for note in known} == {36, 12 + 3}
    assert "up to 2026-11-10T12:00" in known[0]["message"]
    after = read(planned, "forecast.csv")
    evening = (before["timestamp"] >= "2026-11-10T12:00") & (before["timestamp"] < "2026-11-11T00:00")
    assert after.loc[evening, "mean"].sum() > before.loc[evening, "mean"].sum()
    noon = after[(after["timestamp"] == "2026-11-10T11:00") & (after["queue"] == "presale")]
    assert noon[["p10", "p90"]].to_numpy() == pytest.approx(noon[["mean", "mean"]].to_numpy())
    new = read(planned, "roster.csv")
    began = roster[roster["start"] <= "2026-11-10T12:00"]
    kept = new[new["start"] <= "2026-11-10T12:00"]
    monday = [kept[kept["date"] == "2026-11-09"], began[began["date"] == "2026-11-09"]]
    pd.testing.assert_frame_equal(*(rows.reset_index(drop=True) for rows in monday))
    assert set(map(tuple, began.to_numpy())) <= set(map(tuple, new.to_numpy()))


def test_the_forecast_alone(shop: Path) -> None:
    """Hours that are over hold what came, and the words say so; Excel's way to write the moment is read."""
    know_a_day_and_a_half(shop, 1.0)
    ran = run("forecast", shop, *START, "--as-of", "2026/11/10 4:30", "--lang", "zh")
    assert ran.code == 0, ran.err
    assert "截至 2026-11-10T04:00 的 28 小时填的是实际咨询量" in ran.out
    table = read(shop, "forecast.csv").set_index(["timestamp", "queue"])
    assert (
        table.loc[("2026-11-10T03:00", "presale"), "p10"] == table.loc[("2026-11-10T03:00", "presale"), "p90"]
    )
    assert (
        table.loc[("2026-11-10T04:00", "presale"), "p10"] < table.loc[("2026-11-10T04:00", "presale"), "p90"]
    )


def test_records_that_end_before_the_moment_are_told_of(shop: Path) -> None:
    """The export is of yesterday: a warning for each queue, and a forecast all the same."""
    ran = run("forecast", shop, *START, "--as-of", "2026-11-09T08:00", "--json", "--lang", "en")
    assert ran.code == 0
    late = [warning for warning in ran.json["warnings"] if warning["code"] == "as_of_without_rows"]
    assert [warning["value"] for warning in late] == ["2026-11-09T08:00"] * len(late)
    assert "8 hours before" in late[0]["message"]


@pytest.mark.parametrize("command", ["forecast", "plan"])
@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("2026-11-11", "as_of_after_plan"),
        ("2026-10-01T00:00", "as_of_before_history"),
        ("11/10/2026 4:00", "option_timestamp"),
        ("tomorrow", "option_timestamp"),
        ("", "option_timestamp"),
    ],
)
def test_moments_that_cannot_be(shop: Path, command: str, moment: str, code: str) -> None:
    """Exit code 2, one message that names the option, and nothing written."""
    before = state_of(shop)
    ran = run(command, shop, *START, "--as-of", moment, "--json")
    assert ran.code == 2
    (error,) = ran.json["errors"]
    assert (error["code"], error["file"]) == (code, "--as-of")
    assert state_of(shop) == before


def test_a_number_is_taken_apart_as_of_a_moment(shop: Path) -> None:
    """As the forecast of that moment says it."""
    know_a_day_and_a_half(shop, 2.0)
    ran = run("forecast", shop, *START, "--as-of", "2026-11-10T12:00", "--json")
    explained = run(
        "forecast",
        shop,
        *START,
        "--as-of",
        "2026-11-10T12:00",
        "--explain",
        "2026-11-10T20:00",
        "presale",
        "--json",
    )
    assert explained.code == 0, explained.err
    row = next(r for r in ran.json["rows"] if (r["timestamp"], r["queue"]) == ("2026-11-10T20:00", "presale"))
    assert explained.json["explanation"]["mean"] == pytest.approx(row["mean"], rel=0.02)
