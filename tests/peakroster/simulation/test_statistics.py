"""From counts to figures, by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from peakroster.simulation.demand import simulated_demands
from peakroster.simulation.replications import SimulationResult, run_replications
from peakroster.simulation.statistics import missed_stretches, queue_statistics, ratio_estimate
from scheduler.queueing import InTime
from scheduler.simulation import Replications
from tests.peakroster.simulation.weeks import simulation_input_of, write_week

pytestmark = pytest.mark.slow

LEVELS = (
    "target = ["
    '{ kind = "service_level", share = 0.9, within_seconds = 60, hours = "09:00-23:00" }, '
    '{ kind = "service_level", share = 0.5, within_seconds = 5 }, '
    '{ kind = "average_wait", within_seconds = 30 }]'
)


def played(folder: Path, in_time: dict[int, int], target: str = LEVELS) -> SimulationResult:
    """The hand-made week: ten come in each interval of presale; so many of them are answered within 60 s
    (all but where another number is given), eight within 5 s, and those who are too late wait 200 s."""
    inputs = simulation_input_of(write_week(folder, **{'target = { kind = "service': target}))
    shape = (4, *inputs.staffed.shape)
    ten = np.full(shape, 10)
    answered = ten.copy()
    for interval, number in in_time.items():
        answered[:, 0, interval] = number
    zeros = np.zeros(shape)
    counts = Replications(
        arrived=ten,
        in_time=answered,
        answered=ten,
        left=zeros.astype(np.int64),
        waited=(ten - answered) * 200.0,
        messages=ten,
        responses=(ten - answered) * 200.0,
        backlog=(ten - answered),
        taken=zeros + 100.0,
        capacity=zeros + 400.0,
        overtime=zeros,
    )
    in_time = {
        (queue, each): answered[:, queue] if each.within_seconds == 60 else np.full(shape, 8)[:, queue]
        for queue in range(2)
        for each in inputs.measures(inputs.queues[queue])
    }
    return SimulationResult(inputs, counts, in_time)


def test_share_of_totals_and_its_limits() -> None:
    """The ratio of the totals, not the mean of ratios; limits by hand for three replications."""
    found = ratio_estimate(np.array([9, 18, 24]), np.array([10, 20, 30]))
    assert found.value == pytest.approx(51 / 60)
    strayed = np.array([9 - 8.5, 18 - 17, 24 - 25.5])
    error = np.sqrt((strayed**2).sum() / 6) / 20
    reach = stats.t.ppf(0.975, 2) * error
    assert found.low == pytest.approx(0.85 - reach)
    assert found.high == pytest.approx(min(1.0, 0.85 + reach))


def test_share_without_anybody_or_repetition() -> None:
    """Nobody came: nothing can be said. One replication: no limits."""
    nobody = ratio_estimate(np.zeros((3, 2)), np.array([[0.0, 1.0]] * 3))
    assert np.isnan(nobody.value[0])
    assert nobody.value[1] == 0
    once = ratio_estimate(np.array([[3]]), np.array([[4]]))
    assert once.value == 0.75
    assert np.isnan([once.low, once.high]).all()


def test_limits_hold_the_truth_as_often_as_they_say() -> None:
    """Of 2000 times 40 replications whose demand differs, the limits hold the truth in 93 … 97 %."""
    rng = np.random.default_rng(1)
    arrived = rng.poisson(100 * rng.gamma(20, 1 / 20, size=(40, 2000)))
    in_time = rng.binomial(arrived, np.clip(0.8 - 0.001 * (arrived - 100), 0, 1))
    truth = in_time.sum() / arrived.sum()
    found = ratio_estimate(in_time, arrived)
    assert 0.93 < ((found.low <= truth) & (truth <= found.high)).mean() < 0.97


def test_no_certainty_where_nobody_was_late() -> None:
    """Nobody late in n replications: by the rule of three; nobody in time: the same at the other end."""
    whole = np.full((20, 2), 50)
    found = ratio_estimate(whole * [1, 0], whole)
    assert found.value.tolist() == [1.0, 0.0]
    rule = 1 - 0.025 ** (1 / 20)
    np.testing.assert_allclose([found.low[0], found.high[1]], [1 - rule, rule])
    assert (found.high[0], found.low[1]) == (1.0, 0.0)
    mean = ratio_estimate(whole * [1, 0], whole, np.inf)
    assert (mean.low.tolist(), mean.high.tolist()) == ([1.0, 0.0], [1.0, 0.0])


@pytest.mark.parametrize(("often", "late"), [(0.005, 0.5), (0.02, 0.3), (0.1, 0.1), (0.45, 0.2)])
def test_limits_hold_the_truth_where_lateness_is_rare(often: float, late: float) -> None:
    """Some replications have a bad hour, most none: of 1000 times 60, the limits hold the truth in 95 %; the
    standard error alone would in as few as a quarter."""
    rng = np.random.default_rng(2)
    arrived = rng.poisson(50, size=(60, 1000))
    in_time = arrived - rng.binomial(arrived, np.where(rng.random(arrived.shape) < often, late, 0.0))
    found, truth = ratio_estimate(in_time, arrived), 1 - often * late
    assert ((found.low <= truth) & (truth <= found.high)).mean() > 0.95


def test_targets_count_in_their_hours(tmp_path: Path) -> None:
    """At 08:00 nobody is promised an answer within a minute, at 20:00 so is; waits count at any time."""
    by_interval = queue_statistics(played(tmp_path / "shop", {8: 9, 20: 8, 32: 8}), 0, np.arange(48))
    level, quick, wait = by_interval.attainments
    assert not level.counts[8]
    assert level.counts[20]
    assert level.reached.value[20] == 0.8
    assert not level.kept[20]
    assert (quick.reached.value[9:] == 0.8).all()
    assert quick.kept[9:].all()
    assert wait.reached.value[20] == 40.0
    assert np.flatnonzero(by_interval.promised & ~by_interval.kept).tolist() == [20, 32]
    assert by_interval.occupancy[20] == 0.25
    assert by_interval.backlog[20] == 2


def test_intervals_that_no_shift_reaches_do_not_count(tmp_path: Path) -> None:
    """The first morning is left out of the intervals and of the totals."""
    found = played(tmp_path / "shop", {3: 0})
    total = queue_statistics(found, 0, np.array([0]))
    assert total.arrived == 10 * 40
    assert total.kept
    assert np.isnan(queue_statistics(found, 0, np.arange(48)).service.value[3])


def test_neighbours_are_one_stretch(tmp_path: Path) -> None:
    """From the first to the last of them; the worst is where the smallest share was in time."""
    by_interval = queue_statistics(played(tmp_path / "shop", {20: 8, 21: 3, 22: 8, 40: 7}), 0, np.arange(48))
    found = [(each.first, each.last, each.worst) for each in missed_stretches(by_interval)]
    assert found == [(20, 22, 21), (40, 40, 40)]


def test_the_worst_part_is_no_better_than_the_whole(tmp_path: Path) -> None:
    """Four of ten too late are worse than six of forty, though fewer; of equal shares the larger one."""
    found = played(tmp_path / "shop", {20: 34, 21: 3, 22: 6})
    for interval, came in ((20, 40), (21, 5), (22, 10)):
        found.counts.arrived[:, 0, interval] = came
    by_interval = queue_statistics(found, 0, np.arange(48))
    (stretch,) = missed_stretches(by_interval)
    assert (stretch.first, stretch.last, stretch.worst) == (20, 22, 22)
    whole = by_interval.in_time[20:23].sum() / by_interval.arrived[20:23].sum()
    assert by_interval.service.value[stretch.worst] <= whole


def test_the_total_and_how_often_it_is_kept(tmp_path: Path) -> None:
    """A queue may fail in an interval and keep its promise over all; each replication is judged by itself."""
    found = played(tmp_path / "shop", {20: 0})
    found.counts.arrived[0, 0] = 20  # in one of four replications many more come, and as many are in time
    total = queue_statistics(found, 0, np.array([0]))
    assert total.kept_share == 0.75


def test_several_thresholds_of_one_queue(tmp_path: Path) -> None:
    """Each service level is judged by its own time, and the shorter one is reached less often."""
    folder = write_week(tmp_path / "shop", inquiries=25.0, **{'target = { kind = "service': LEVELS})
    inputs = simulation_input_of(folder)
    minute, quick = InTime("service_level", 60), InTime("service_level", 5)
    assert inputs.measures(inputs.queues[0]) == (minute, quick)
    found = run_replications(inputs, simulated_demands(inputs, "planned", 3, 1), 1)
    assert (found.in_time[0, quick] <= found.in_time[0, minute]).all()
    assert found.in_time[0, quick].sum() < found.in_time[0, minute].sum()
    assert (found.in_time[0, minute] == found.counts.in_time[:, 0]).all()


def test_threads_do_not_matter(tmp_path: Path) -> None:
    """One after the other or several at a time: the same counts; with another seed, others."""
    inputs = simulation_input_of(write_week(tmp_path / "shop"))
    expected = simulated_demands(inputs, "planned", 6, 1)
    one, many = run_replications(inputs, expected, 1, jobs=1), run_replications(inputs, expected, 1, jobs=3)
    assert (one.counts.waited == many.counts.waited).all()
    assert (one.counts.arrived == many.counts.arrived).all()
    assert (run_replications(inputs, expected, 2).counts.arrived != one.counts.arrived).any()


def test_a_target_of_the_day_is_judged_by_the_day(tmp_path: Path) -> None:
    """Six of ten in time in one interval and nine in the others: 90 % are not reached over the day, the floor
    is in every interval; with ten in the others the day is kept."""
    target = 'target = { kind = "service_level", share = 0.9, within_seconds = 60, per = "day", floor = 0.5 }'
    for others, kept in ((9, False), (10, True)):
        found = played(tmp_path / f"shop{others}", {**dict.fromkeys(range(48), others), 8: 6}, target)
        assert queue_statistics(found, 0, np.arange(48), "interval").kept.all()
        assert queue_statistics(found, 0, np.array([0]), "day").kept[0] == kept
    broken = played(tmp_path / "broken", {8: 4}, target)
    by_interval = queue_statistics(broken, 0, np.arange(48), "interval")
    assert np.flatnonzero(~by_interval.kept).tolist() == [8]
