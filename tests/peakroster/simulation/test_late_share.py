"""Why the simulation has more late customers than the plan expects."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from peakroster.cli.simulation_tables import _late_lines
from peakroster.messages import LANGUAGES, Translator
from peakroster.simulation.demand import mean_demand
from peakroster.simulation.late_share import LateShare, late_shares
from peakroster.simulation.replications import run_replications
from peakroster.simulation.rostered_work import rostered_work
from scheduler.simulation import ServiceSystem, SimulatedDemand, play
from scheduler.simulation.playback import Playback
from tests.peakroster.simulation.weeks import simulation_input_of, write_week

pytestmark = pytest.mark.slow


def test_the_parts_sum_to_the_difference(tmp_path: Path) -> None:
    """With as many customers as planned for, demand adds nothing; absences of a tenth do."""
    inputs = simulation_input_of(write_week(tmp_path / "shop"))
    played = run_replications(inputs, [mean_demand(inputs, "planned")] * 20, 1)
    late = late_shares(played, "planned", 1)
    for share in late.values():
        assert share.planned is not None
        assert share.simulated == pytest.approx(share.planned + share.chance + share.absences + share.demand)
        assert share.demand == 0
        assert abs(share.chance) < 0.05


TALK = "replies = 5\nreply_seconds = 25\ncustomer_seconds = 30"


@pytest.mark.parametrize(
    ("targets", "counted"),
    [
        ('{ kind = "service_level", share = 0.9, within_seconds = 30 }', "service_level"),
        ('{ kind = "first_reply", share = 0.9, within_seconds = 30 }', "first_reply"),
        ('{ kind = "reply_rate", share = 0.8, within_seconds = 20 }', "reply_rate"),
        ('{ kind = "average_response", within_seconds = 15 }', "reply_rate"),
    ],
)
def test_every_measure_of_conversations(tmp_path: Path, targets: str, counted: str) -> None:
    """The share is late by what the queue reports; plan and simulation speak of the same."""
    settings = {"slowdown": TALK, 'target = { kind = "service': f"target = [{targets}]"}
    inputs = simulation_input_of(write_week(tmp_path / "shop", inquiries=16.0, **settings))
    played = run_replications(inputs, [mean_demand(inputs, "planned")] * 20, 1)
    measure = inputs.measures(inputs.queues[0])[0]
    assert measure.kind == counted
    share = late_shares(played, "planned", 1)["presale"]
    in_time = played.in_time[0, measure][:, : inputs.planned].sum()
    asked = played.asked(0, measure.kind)[:, : inputs.planned].sum()
    assert share.simulated == pytest.approx(1 - in_time / asked)
    assert share.planned is not None
    assert share.chance is not None
    assert share.planned > 0.005
    assert abs(share.chance) < 0.05


def test_a_plan_is_played_once_for_all_targets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four measures, two further simulations of three runs each: six runs."""
    runs = []

    def counting(
        system: ServiceSystem, demand: SimulatedDemand, seed: int, replication: int, visits: None
    ) -> Playback:
        runs.append(replication)
        return play(system, demand, seed, replication, visits)

    targets = ", ".join(
        f'{{ kind = "{kind}", share = 0.5, within_seconds = {seconds} }}'
        for kind, seconds in (
            ("first_reply", 30),
            ("first_reply", 5),
            ("reply_rate", 20),
            ("service_level", 9),
        )
    )
    settings = {"slowdown": TALK, 'target = { kind = "service': f"target = [{targets}]"}
    inputs = simulation_input_of(write_week(tmp_path / "shop", **settings))
    played = run_replications(inputs, [mean_demand(inputs, "planned")] * 3, 1)
    assert len(inputs.measures(inputs.queues[0])) == 4
    monkeypatch.setattr("peakroster.simulation.replications.play", counting)
    late_shares(played, "planned", 1)
    assert sorted(runs) == [0, 0, 1, 1, 2, 2]


def test_even_absences_are_as_many_and_never_more(tmp_path: Path) -> None:
    """Of two at the desk with a share absent, the mean is there, and never more are missing than one."""
    work = rostered_work(simulation_input_of(write_week(tmp_path / "shop")))
    edges = np.arange(work.intervals + 1) * 1800.0
    hours = []
    for replication in range(40):
        duty = work.even_duty_periods(0.25, 1, replication)
        own = duty.queue == 0
        hours.append((duty.end[own] - duty.start[own]).sum())
    whole = work.mean_agents(edges, 2)[0] @ np.diff(edges)
    assert np.mean(hours) == pytest.approx(0.75 * whole, rel=0.02)
    assert min(hours) >= 0.5 * whole


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("demand", "points"), [("forecast", ["+14.0", "+2.0", "+1.0"]), ("planned", ["+2.0"])]
)
def test_in_words(language: str, demand: str, points: list[str]) -> None:
    """Both shares and every reason, in points."""
    late = LateShare.of((0.07, 0.08, 0.10, 0.24))
    (line,) = _late_lines(vars(late), demand, Translator(language))
    for text in ("7.0%", "24.0%", *points):
        assert text in line


def test_lost_customers_count_with_all_replies(tmp_path: Path) -> None:
    """Hardly anybody there, patience of a minute: whoever leaves has five late messages, as a served chat has
    five replies; plan and simulation say the same."""
    rate = '{ kind = "reply_rate", share = 0.8, within_seconds = 60 }'
    talk = f"{TALK}\npatience_seconds = 60"
    settings = {"slowdown": talk, 'target = { kind = "service': f"target = [{rate}]"}
    inputs = simulation_input_of(write_week(tmp_path / "shop", inquiries=45.0, **settings))
    played = run_replications(inputs, [mean_demand(inputs, "planned")] * 20, 1)
    counts = played.counts
    asked = played.asked(0, "reply_rate").sum() / counts.arrived[:, 0].sum()
    assert asked == pytest.approx(5, rel=0.03)
    assert counts.left[:, 0].sum() > 0.1 * counts.arrived[:, 0].sum()
    share = late_shares(played, "planned", 1)["presale"]
    assert share.planned == pytest.approx(share.simulated, abs=0.05)
