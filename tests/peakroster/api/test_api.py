"""``import peakroster as pr``: the same results as the commands, nothing written, words that read well."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import peakroster as pr
from peakroster.plans.store import PlanStore
from scheduler.domain import Agent
from tests.peakroster.cli.small_shop import run, write_small_shop

pytestmark = pytest.mark.slow

FIRST_DAY = "2026-11-09"
HALF_AN_HOUR = pd.Timedelta("30min")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_shop(tmp_path_factory.mktemp("api") / "shop")


@pytest.fixture(scope="module")
def shop(folder: Path) -> pr.Shop:
    return pr.read_shop(folder)


@pytest.fixture(scope="module")
def forecast(shop: pr.Shop) -> pr.Forecast:
    return pr.forecast(shop, FIRST_DAY, days=3)


@pytest.fixture(scope="module")
def needed(shop: pr.Shop, forecast: pr.Forecast) -> pr.Staffing:
    return pr.staffing(shop, forecast)


@pytest.fixture(scope="module")
def roster(shop: pr.Shop, needed: pr.Staffing) -> pr.Roster:
    return pr.roster(shop, needed, time_limit=8)


def test_importing_it_loads_nothing_heavy() -> None:
    """The command line imports the package at every start."""
    code = "import sys, peakroster; print({'pandas', 'numpy', 'ortools', 'pydantic'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"


def test_every_public_name_is_there_and_documented() -> None:
    """And a name that there is not is said to be missing."""
    assert all(getattr(pr, name).__doc__ for name in pr.__all__ if name != "OwnRule")
    assert dir(pr) == sorted(pr.__all__)
    with pytest.raises(AttributeError, match="nonsense"):
        _ = pr.nonsense


def test_it_gives_what_the_commands_write(
    folder: Path, forecast: pr.Forecast, needed: pr.Staffing, tmp_path: Path
) -> None:
    """forecast.csv and requirement.csv of the same days, number by number."""
    copy = write_small_shop(tmp_path / "copy")
    assert run("forecast", str(copy), "--from", FIRST_DAY, "--days", "3").code == 0
    assert run("size", str(copy), "--from", FIRST_DAY).code == 0
    written = PlanStore(copy).read(date.fromisoformat(FIRST_DAY))
    assert written.forecast is not None
    assert written.requirement is not None
    pd.testing.assert_frame_equal(forecast.table, written.forecast, check_dtype=False)
    pd.testing.assert_frame_equal(needed.table, written.requirement, check_dtype=False)
    assert not (folder / "plans").exists()


def test_a_table_of_ones_own_is_a_forecast(shop: pr.Shop, forecast: pr.Forecast, needed: pr.Staffing) -> None:
    """Its days are read off its hours."""
    pd.testing.assert_frame_equal(pr.staffing(shop, forecast.table).table, needed.table)


def test_scaling_one_queue_leaves_the_other(forecast: pr.Forecast) -> None:
    """Numbers of inquiries only, handling times stay."""
    more = forecast.scaled(1.3, queue="presale")
    ratio = (more.by_day / forecast.by_day).round(3)
    assert set(ratio["presale"]) == {1.3}
    assert set(ratio["aftersale"]) == {1.0}
    pd.testing.assert_series_equal(more.table["aht_seconds"], forecast.table["aht_seconds"])


def test_a_roster_has_ids_dates_and_a_clean_audit(shop: pr.Shop, roster: pr.Roster) -> None:
    """Never positions; and the audit agrees."""
    assert set(roster.shifts["agent_id"]) <= {agent.id for agent in shop.agents}
    assert set(roster.shifts["shift"]) <= {shift.name for shift in shop.shifts}
    assert list(roster.grid.columns) == [date(2026, 11, day) for day in (9, 10, 11)]
    assert roster.bound <= roster.objective + 1e-6
    assert pr.audit(shop, roster).clean


def test_what_is_broken_is_told(shop: pr.Shop, roster: pr.Roster) -> None:
    """A rule of one's own that the roster was not made under."""

    def nobody_works(agent: object, dates: list[date]) -> list[pr.OwnLimit]:
        return [pr.OwnLimit(dates[0], dates[-1], most=0, name="nobody_works")]

    audit = pr.audit(shop, roster, rules=[nobody_works])
    assert not audit.clean
    assert set(audit.table["code"]) == {"nobody_works"}
    assert len(audit.table) == roster.shifts["agent_id"].nunique()


def test_an_own_rule_of_hours_is_kept(shop: pr.Shop, needed: pr.Staffing) -> None:
    """At most eight paid hours in the three days, and at least one shift of A6."""

    def rule(agent: Agent, dates: list[date]) -> list[pr.OwnLimit]:
        least = 1 if agent.id == "A6" else 0
        return [
            pr.OwnLimit(dates[0], dates[-1], most=8, measure="hours", name="eight_hours"),
            pr.OwnLimit(dates[0], dates[-1], least=least, name="a_shift"),
        ]

    roster = pr.roster(shop, needed, time_limit=8, rules=[rule])
    assert roster.shifts.groupby("agent_id")["paid_hours"].sum().max() <= 8
    assert "A6" in set(roster.shifts["agent_id"])
    assert pr.audit(shop, roster, rules=[rule]).clean


def test_an_own_rule_that_names_no_shift_is_refused(shop: pr.Shop, needed: pr.Staffing) -> None:
    """Before anything is searched for."""

    def rule(agent: object, dates: list[date]) -> list[pr.OwnLimit]:
        return [pr.OwnLimit(dates[0], dates[-1], most=1, shifts=("没有",), name="wrong")]

    with pytest.raises(ValueError, match="wrong: no shift is called 没有"):
        pr.roster(shop, needed, rules=[rule])


def test_what_if_never_moves_anybody(shop: pr.Shop, roster: pr.Roster) -> None:
    """Twice the traffic leaves more missing; an unknown person is an error."""
    calm, busy = (pr.what_if(shop, roster, traffic=traffic) for traffic in (1.0, 2.0))
    assert calm.shortage_hours == pytest.approx(roster.shortage_hours, abs=0.01)
    assert busy.shortage_hours > calm.shortage_hours
    with pytest.raises(ValueError, match="nobody"):
        pr.what_if(shop, roster, absent=["nobody"])


@pytest.mark.parametrize("demand", ["planned", "forecast"])
def test_a_roster_that_is_not_written_can_be_simulated(shop: pr.Shop, roster: pr.Roster, demand: str) -> None:
    """The same customers with the same seed."""
    first, again = (pr.simulate(shop, roster, replications=5, seed=3, demand=demand) for _ in range(2))
    pd.testing.assert_frame_equal(first.table, again.table)
    assert "presale" in repr(first)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_result_explains_itself(
    shop: pr.Shop, forecast: pr.Forecast, needed: pr.Staffing, roster: pr.Roster, language: str
) -> None:
    """Headline, table and sentences, for a forecast, a requirement and a shortage."""
    for result in (forecast, needed):
        why = pr.explain(shop, result, "2026-11-09T20:00", "presale", language=language)
        assert len(why.table) > 0
        assert why.headline in repr(why)
    worst = roster.coverage.assign(missing=lambda rows: rows["required"] - rows["scheduled"])
    row = worst.loc[worst["missing"].idxmax()]
    told = pr.explain(shop, roster, row["timestamp"].to_pydatetime(), row["queue"], language=language)
    assert told.headline
    with pytest.raises(KeyError, match="no queue is called"):
        pr.explain(shop, forecast, "2026-11-09T20:00", "nobody")


def test_every_result_reads_well(
    shop: pr.Shop, forecast: pr.Forecast, needed: pr.Staffing, roster: pr.Roster
) -> None:
    """One line in a console, a table in a notebook; a shop is no dump of its history."""
    for result in (forecast, needed, roster, pr.audit(shop, roster), pr.what_if(shop, roster)):
        assert "\n" not in repr(result)
        assert "<table" in result._repr_html_()
    assert len(repr(shop)) < 200


def test_input_errors_read_as_the_commands_say_them(tmp_path: Path) -> None:
    """Every finding with file, row and remedy."""
    folder = write_small_shop(tmp_path / "shop")
    path = folder / "agents.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("A3,韩梅梅,presale,", "A3,韩梅梅,nothing,"), encoding="utf-8")
    with pytest.raises(pr.InputError) as caught:
        pr.read_shop(folder)
    (finding,) = caught.value.findings
    assert (finding.file, finding.row, finding.column) == ("agents.csv", 4, "skills")
    assert "nothing" in str(caught.value)


def test_a_saved_plan_is_the_commands_own(tmp_path: Path) -> None:
    """``save`` writes what ``audit`` reads."""
    folder = write_small_shop(tmp_path / "shop")
    shop = pr.read_shop(folder)
    roster = pr.roster(shop, pr.staffing(shop, pr.forecast(shop, FIRST_DAY, days=1)), time_limit=5)
    pr.save(shop, roster)
    assert run("audit", str(folder), "--from", FIRST_DAY).code == 0


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda shop: pr.forecast(shop, "11/9/2026"), "first_day is a date such as 2026-11-09"),
        (lambda shop: pr.forecast(shop, FIRST_DAY, days=0), "days must be 1 to 42, not 0"),
        (lambda shop: pr.forecast(shop, FIRST_DAY, days=43), "days must be 1 to 42, not 43"),
        (lambda shop: pr.forecast(shop, FIRST_DAY, as_of="noon"), "as_of is a moment such as"),
        (lambda shop: pr.forecast(shop, FIRST_DAY, as_of="2026-11-09T04:00+08:00"), "leave the offset out"),
        (lambda shop: pr.forecast(shop, FIRST_DAY, seed=-1), "seed must be a whole number"),
    ],
)
def test_a_wrong_argument_is_named_with_its_bounds(
    shop: pr.Shop, call: Callable[[pr.Shop], object], says: str
) -> None:
    """Before anything is computed."""
    with pytest.raises(ValueError, match=re.escape(says)):
        call(shop)


def test_arguments_of_a_search_are_checked(
    shop: pr.Shop, forecast: pr.Forecast, needed: pr.Staffing, roster: pr.Roster
) -> None:
    """An engine, a time, a kind of demand that there is not; a result of the wrong stage."""
    with pytest.raises(ValueError, match="engine must be one of"):
        pr.roster(shop, needed, engine="gurobi")
    for seconds in (0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="time_limit"):
            pr.roster(shop, needed, time_limit=seconds)
    with pytest.raises(TypeError, match="not a Forecast"):
        pr.roster(shop, forecast)
    with pytest.raises(ValueError, match="demand must be one of"):
        pr.simulate(shop, roster, demand="other")
    with pytest.raises(KeyError, match="nobody"):
        forecast.scaled(1.3, queue="nobody")
    for factor in (-1.0, float("nan")):
        with pytest.raises(ValueError, match="factor"):
            forecast.scaled(factor)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda table: table.iloc[:0], "needs rows"),
        (lambda table: table.drop(columns="mean"), "no column mean"),
        (lambda table: table[table["timestamp"] < "2026-11-12"], "ends 12 hours after them"),
        (lambda table: pd.concat([table, table.iloc[[3]]]), "told twice"),
        (
            lambda table: table.assign(queue=table["queue"].replace("presale", "mail")),
            "no queue is called so",
        ),
        (lambda table: table.assign(mean=-1.0), "mean is no number of at least 0"),
        (lambda table: table.assign(timestamp=table["timestamp"] + HALF_AN_HOUR), "not on the hour"),
    ],
)
def test_a_table_that_would_lose_data_is_refused(
    shop: pr.Shop, forecast: pr.Forecast, change: Callable[[pd.DataFrame], pd.DataFrame], says: str
) -> None:
    """With the row that is wrong; text times are read, as a CSV without dates has them."""
    with pytest.raises(ValueError, match=says):
        pr.staffing(shop, change(forecast.table))
    texts = forecast.table.assign(timestamp=forecast.table["timestamp"].astype(str))
    assert pr.staffing(shop, texts).plan.days == 3


def test_a_limit_that_makes_no_sense_is_refused_when_it_is_made(shop: pr.Shop, roster: pr.Roster) -> None:
    """And one that names no shift is refused by the audit as by the search."""
    day = date(2026, 11, 9)
    for wrong in (
        {"measure": "days"},
        {"least": 3, "most": 1},
        {"shifts": "夜班"},
        {"last": date(2026, 11, 8)},
    ):
        with pytest.raises(ValueError, match="own_rule"):
            pr.OwnLimit(**{"first": day, "last": day, **wrong})
    with pytest.raises(ValueError, match="no shift is called 没有"):
        pr.audit(shop, roster, rules=[lambda agent, dates: [pr.OwnLimit(day, day, most=1, shifts=("没有",))]])


def test_a_half_shift_is_no_shift(shop: pr.Shop, needed: pr.Staffing) -> None:
    """``most=1.5`` is one shift to the search and to the audit."""

    def rule(agent: Agent, dates: list[date]) -> list[pr.OwnLimit]:
        return [pr.OwnLimit(dates[0], dates[-1], most=1.5)]

    roster = pr.roster(shop, needed, time_limit=8, rules=[rule])
    assert roster.shifts.groupby("agent_id").size().max() == 1
    assert pr.audit(shop, roster, rules=[rule]).clean


def test_the_explanation_is_of_the_forecast_that_was_made(shop: pr.Shop) -> None:
    """In the middle of a plan, what is explained is what the table says."""
    forecast = pr.forecast(shop, "2026-11-08", days=2, as_of="2026-11-08T00:00")
    row = forecast.table[(forecast.table["queue"] == "presale")].iloc[30]
    why = pr.explain(shop, forecast, row["timestamp"].to_pydatetime(), "presale")
    assert "changed since" not in repr(why)


def test_a_moment_outside_the_plan_is_an_error(shop: pr.Shop, roster: pr.Roster) -> None:
    """Inside, where nobody is missing, a sentence says so."""
    with pytest.raises(pr.InputError, match="explain_outside"):
        pr.explain(shop, roster, "2026-07-01T03:00", "presale")
    covered = roster.coverage[roster.coverage["scheduled"] >= roster.coverage["required"]].iloc[0]
    told = pr.explain(shop, roster, covered["timestamp"].to_pydatetime(), covered["queue"])
    assert told.headline.endswith("nobody is missing.")


def test_findings_have_words_in_both_languages(tmp_path: Path) -> None:
    """With file, row and column, as the commands say them."""
    folder = write_small_shop(tmp_path / "shop")
    path = folder / "agents.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("A3,韩梅梅,presale,", "A3,韩梅梅,nothing,"), encoding="utf-8")
    with pytest.raises(pr.InputError) as caught:
        pr.read_shop(folder)
    (english,), (chinese,) = caught.value.sentences("en"), caught.value.sentences("zh")
    assert english.startswith("agents.csv row 4")
    assert "第 4 行" in chinese
