"""How many customers are to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from peakroster.planning.staffing.customers import customers_of_requirement
from peakroster.simulation.demand import DemandName, sampled_inquiries, simulated_demands
from peakroster.tables.findings import InputError
from scheduler.domain.events import Event
from tests.peakroster.simulation.weeks import DAY, simulation_input_of, write_week

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The hand-made plan; its chatbot takes a fifth of the presale inquiries."""
    return write_week(tmp_path / "shop", min_agents="bot_share = 0.2")


def test_planned(folder: Path) -> None:
    """The inquiries of the requirement, less the chatbot's share; in each replication the same."""
    inputs = simulation_input_of(folder)
    found = simulated_demands(inputs, "planned", 3, 1)
    assert len(found) == 3
    presale, aftersale = found[0].arrivals
    assert inputs.reach is not None
    assert np.flatnonzero(presale)[0] == inputs.reach.hour == 8
    assert np.allclose(presale[8:], 8.0)
    assert np.allclose(aftersale[9:21], 10.0)
    assert aftersale[21:33].sum() == 0
    assert (found[2].arrivals == found[0].arrivals).all()


@pytest.mark.parametrize("name", ["planned", "forecast"])
def test_the_chatbot_hands_over_later_in_what_is_played(name: DemandName, tmp_path: Path) -> None:
    """Aftersale opens at 9: of the first hour's two thirds come in it; as much in a day as without a delay.

    What is played is what is staffed for.
    """
    keys = 'bot_share = [{ hours = "09:00-12:00", share = 0.5 }, { share = 0.2 }]\nbot_minutes = 20'
    inputs = simulation_input_of(
        write_week(tmp_path / "late", **{"aht_seconds = 300": f"aht_seconds = 300\n{keys}"})
    )
    arrivals = np.mean([each.arrivals[1] for each in simulated_demands(inputs, name, 400, 1)], axis=0)
    day = arrivals[9:21]
    assert day[:4] == pytest.approx([10 / 3, 5, 5, 5 / 3 + 16 / 3], rel=0.1)
    assert day[-1] == pytest.approx(8 + 8 / 3, rel=0.1)
    assert arrivals[:9].sum() == arrivals[21:33].sum() == 0
    if name == "planned":
        assert day.sum() == pytest.approx(3 * 5 + 9 * 8)
        staffed = customers_of_requirement(inputs.shop, inputs.plan.requirement)
        own = (inputs.plan.requirement["queue"] == "aftersale").to_numpy()
        assert arrivals[inputs.staffed[1]] == pytest.approx(staffed[own])


@pytest.mark.parametrize("name", ["planned", "forecast"])
def test_the_rush_of_an_opening_is_held_by_the_chatbot_too(name: DemandName, tmp_path: Path) -> None:
    """Six times the mean from 10:00 to 10:05 comes from 10:20 to 10:25; what it still holds at the full
    hour comes from 11:00 to 11:20, in twelfths of an hour."""
    keys = {"aht_seconds = 300": "aht_seconds = 300\nbot_share = 0.2\nbot_minutes = 20"}
    inputs = simulation_input_of(write_week(tmp_path / "late", **keys))
    start = datetime.combine(DAY, time(10))
    sale = Event("sale", "sale", start, start.replace(hour=12), ("aftersale",), None, None, 2, None, 6.0)
    inputs = replace(inputs, shop=replace(inputs.shop, events=(sale,)))
    for demand in simulated_demands(inputs, name, 2, 1):
        assert sorted(demand.profiles) == [(1, 10), (1, 11)]
        rates = [np.array(demand.profiles[1, hour]) * demand.arrivals[1, hour] for hour in (10, 11)]
        assert rates[0][4] / rates[0][5] == pytest.approx(6 / (30 / 55))
        assert rates[0][5:] == pytest.approx(rates[0][5])
        assert rates[1][:4] == pytest.approx(rates[0][5])


def test_forecast_has_the_written_means(folder: Path) -> None:
    """Whatever the history says: in the mean of many replications as much comes as forecast.csv says."""
    inputs = simulation_input_of(folder)
    inquiries = sampled_inquiries(inputs, 2000, 1)[:, 0]
    assert np.abs(inquiries.mean(axis=0) / 10.0 - 1).max() < 0.08
    path = folder / "plans" / DAY.isoformat() / "forecast.csv"
    text = path.read_text(encoding="utf-8-sig").replace(
        "2026-11-10T20:00,presale,10.0", "2026-11-10T20:00,presale,30.0"
    )
    path.write_text(text, encoding="utf-8")
    edited = sampled_inquiries(simulation_input_of(folder), 2000, 1)[:, 0]
    assert edited[:, 44].mean() == pytest.approx(30, rel=0.08)
    assert edited[:, 43].mean() == pytest.approx(10, rel=0.08)


def test_whole_days_rise_and_fall_together(folder: Path) -> None:
    """Hours of one day stray in one direction more than hours of two days; so a day's total strays."""
    inquiries = sampled_inquiries(simulation_input_of(folder), 2000, 1)[:, 0]
    days = inquiries[:, :48].reshape(2000, 2, 24)
    morning, evening = days[:, :, :12].sum(axis=2), days[:, :, 12:].sum(axis=2)
    same = np.corrcoef(morning[:, 0], evening[:, 0])[0, 1]
    assert same > 0.3
    assert same > np.corrcoef(morning[:, 0], evening[:, 1])[0, 1] + 0.05


def test_what_was_over_is_certain(folder: Path) -> None:
    """Of a plan made on Monday at noon, the hours before came as they did; those after it may vary."""
    path = folder / "plans" / DAY.isoformat() / "forecast.csv"
    table = pd.read_csv(path, encoding="utf-8-sig")
    over = table["timestamp"] < "2026-11-09T12:00"
    table["model_mean"] = table["mean"]
    table.loc[over, ["p10", "p50", "p90"]] = 10.0
    table.to_csv(path, index=False)
    inquiries = sampled_inquiries(simulation_input_of(folder), 50, 1)[:, 0]
    assert np.allclose(inquiries[:, :12], 10.0)
    assert (inquiries[:, 12:].std(axis=0) > 0.1).all()


def test_same_seed_same_demand(folder: Path) -> None:
    """Drawn anew it is the same; with another seed it is not."""
    inputs = simulation_input_of(folder)
    assert (sampled_inquiries(inputs, 5, 3) == sampled_inquiries(inputs, 5, 3)).all()
    assert (sampled_inquiries(inputs, 5, 3) != sampled_inquiries(inputs, 5, 4)).any()


def test_too_little_history(folder: Path) -> None:
    """Who has none cannot draw from a distribution: each queue is named, and what to do instead."""
    (folder / "history.csv").unlink()
    inputs = simulation_input_of(folder)
    with pytest.raises(InputError) as caught:
        simulated_demands(inputs, "forecast", 2, 1)
    assert [finding.code for finding in caught.value.findings] == ["simulate_without_history"] * 2
    assert simulated_demands(inputs, "planned", 2, 1)
