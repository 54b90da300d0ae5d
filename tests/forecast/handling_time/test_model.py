"""How long chats take: learned where they were observed, the shop's own figure where they were not."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from forecast import Event
from forecast.handling_time.model import HandlingTime, fit_handling_time
from tests.forecast.synthetic import HOUR_OF_DAY, hours_of

DAY_SHAPE = 1 + 0.2 * np.cos((np.arange(24) - 3) / 24 * 2 * np.pi)
WEEK = hours_of("2026-11-09", "2026-11-15")
SALES = tuple(
    Event(f"flash-{month}", "flash", datetime(2026, month, 10, 12), datetime(2026, month, 11))
    for month in range(6, 12)
)


def observed(
    true: np.ndarray, hours: pd.DatetimeIndex, scale: float, seed: int = 1
) -> tuple[pd.Series, pd.Series]:
    """Means of chats of exponential length, and how many: ``scale`` an hour on average."""
    rng = np.random.default_rng(seed)
    chats = rng.poisson(scale * HOUR_OF_DAY[hours.hour] / HOUR_OF_DAY.mean())
    mean = true * rng.gamma(np.maximum(chats, 1)) / np.maximum(chats, 1)
    return pd.Series(np.where(chats > 0, mean, np.nan), hours), pd.Series(chats.astype(float), hours)


def fitted(true: np.ndarray, hours: pd.DatetimeIndex, scale: float, usual: float = 300.0) -> HandlingTime:
    """What is learned from such a history."""
    return fit_handling_time(*observed(true, hours, scale), usual_seconds=usual, events=SALES)


def test_the_shape_of_the_day_is_found() -> None:
    """Chats at night take half as long again as in the afternoon: within 3 % after three months."""
    hours = hours_of("2026-08-10", "2026-11-08")
    model = fitted(280 * DAY_SHAPE[hours.hour], hours, 60.0)
    found = model.predict(WEEK[:24])
    assert np.abs(found / (280 * DAY_SHAPE) - 1).max() < 0.06
    assert np.abs(found / (280 * DAY_SHAPE) - 1).mean() < 0.03


def test_noise_is_not_taken_for_a_shape() -> None:
    """Where all hours of the day are alike, the forecast spreads far less than the hours' own means."""
    hours = hours_of("2026-08-10", "2026-11-08")
    seconds, chats = observed(np.full(len(hours), 280.0), hours, 20.0)
    found = fit_handling_time(seconds, chats, usual_seconds=300.0).predict(WEEK[:24])
    plain = (seconds * chats).groupby(hours.hour).sum() / chats.groupby(hours.hour).sum()
    assert np.std(found) < 0.6 * np.std(plain)
    assert found.mean() == pytest.approx(280, rel=0.03)


def test_a_break_is_followed() -> None:
    """A new tool made chats a fifth shorter five weeks ago: the forecast is that of today."""
    hours = hours_of("2026-05-01", "2026-11-08")
    true = np.where(hours < "2026-10-05", 300.0, 240.0)
    assert fitted(true, hours, 40.0).predict(WEEK).mean() == pytest.approx(240, rel=0.03)


def test_chats_of_a_sale_are_learned_from_past_sales() -> None:
    """A quarter shorter in five sales: shorter in the sixth, as usual in the hours around it."""
    hours = hours_of("2026-06-01", "2026-11-08")
    true = np.full(len(hours), 300.0)
    for sale in SALES:
        true[(hours >= sale.start) & (hours < sale.end)] = 225.0
    found = pd.Series(fitted(true, hours, 40.0).predict(WEEK), WEEK)
    assert found["2026-11-10T12:00":"2026-11-10T23:00"].mean() == pytest.approx(225, rel=0.06)
    assert found["2026-11-10T11:00"] == pytest.approx(300, rel=0.05)
    assert found["2026-11-11T00:00"] == pytest.approx(300, rel=0.05)


def test_a_kind_never_seen_has_what_all_sales_have_in_common() -> None:
    """Sales of other kinds made chats shorter; so will the first livestream, by less than was seen."""
    hours = hours_of("2026-06-01", "2026-11-08")
    true = np.full(len(hours), 300.0)
    for sale in SALES:
        true[(hours >= sale.start) & (hours < sale.end)] = 225.0
    live = Event("live", "livestream", datetime(2026, 11, 12, 20), datetime(2026, 11, 13))
    model = fit_handling_time(*observed(true, hours, 40.0), usual_seconds=300.0, events=(*SALES, live))
    found = pd.Series(model.predict(WEEK), WEEK)
    assert 225 < found["2026-11-12T21:00"] < 285


def test_without_observations_the_shops_figure_stands() -> None:
    """Nothing, only NaN, or hours without chats: as shop.toml says."""
    nothing = pd.Series(dtype=float, index=pd.DatetimeIndex([]))
    unknown = pd.Series(np.nan, WEEK)
    zeros = pd.Series(0.0, WEEK)
    for seconds, chats in (
        (nothing, nothing),
        (unknown, zeros + 5),
        (zeros + 300, zeros),
        (unknown, unknown),
    ):
        model = fit_handling_time(seconds, chats, usual_seconds=240.0, events=SALES)
        assert model.predict(WEEK) == pytest.approx(np.full(len(WEEK), 240.0))
        assert model.chats == 0


def test_the_shops_figure_yields_smoothly_as_chats_come_in() -> None:
    """Chats of 400 s against a stated 200 s: each ten times as many move the forecast nearer to them."""

    def after(chats: float) -> float:
        hour = pd.DatetimeIndex([datetime(2026, 11, 8, 12)])
        model = fit_handling_time(pd.Series(400.0, hour), pd.Series(chats, hour), usual_seconds=200.0)
        return float(model.predict(hour)[0])

    found = [after(chats) for chats in (0, 1, 10, 100)]
    assert found[0] == pytest.approx(200)
    assert found == sorted(found)
    assert found[1] < 230
    assert 340 < found[3] < 400


def test_one_chat_left_open_over_night_changes_little() -> None:
    """An hour that says eight hours a chat is an accident: under 2 % in the week's mean."""
    hours = hours_of("2026-10-12", "2026-11-08")
    seconds, chats = observed(np.full(len(hours), 300.0), hours, 20.0)
    right = fit_handling_time(seconds, chats, usual_seconds=300.0).predict(WEEK).mean()
    seconds.loc["2026-11-05T15:00"] = 28_800.0
    assert fit_handling_time(seconds, chats, usual_seconds=300.0).predict(WEEK).mean() == pytest.approx(
        right, rel=0.02
    )


def test_predictions_stay_within_what_was_seen() -> None:
    """However the effects multiply, no hour is beyond the quantiles seen and what the shop states."""
    hours = hours_of("2026-11-02", "2026-11-08")
    seconds, chats = observed(280 * DAY_SHAPE[hours.hour], hours, 3.0)
    found = fit_handling_time(seconds, chats, usual_seconds=300.0).predict(WEEK)
    assert seconds.quantile(0.0) <= found.min()
    assert found.max() <= seconds.max()
    far = fit_handling_time(seconds, chats, usual_seconds=2000.0)
    assert far.predict(WEEK).max() <= 2000


def test_a_day_counts_with_the_hours_it_has() -> None:
    """Half a day, hours missing within, the hour that clocks skip: nothing is needed to be whole."""
    hours = hours_of("2026-11-02", "2026-11-08")
    seconds, chats = observed(np.full(len(hours), 300.0), hours, 50.0)
    kept = np.ones(len(hours), dtype=bool)
    kept[[2, 26, 50, *range(150, 168)]] = False
    found = fit_handling_time(seconds[kept], chats[kept], usual_seconds=300.0).predict(WEEK)
    assert found.mean() == pytest.approx(300, rel=0.03)


def test_what_lies_beyond_two_years_is_not_looked_at() -> None:
    """Chats of 2022 change nothing."""
    old, new = hours_of("2022-01-01", "2022-02-01"), hours_of("2026-10-12", "2026-11-08")
    seconds, chats = observed(np.full(len(new), 300.0), new, 20.0)
    both = old.append(new)
    long_ago = pd.Series(900.0, old), pd.Series(50.0, old)
    wide = [pd.concat(pair).reindex(both) for pair in zip(long_ago, (seconds, chats), strict=True)]
    with_old = fit_handling_time(*wide, usual_seconds=300.0).predict(WEEK)
    assert with_old == pytest.approx(fit_handling_time(seconds, chats, usual_seconds=300.0).predict(WEEK))


def test_the_same_input_gives_the_same_numbers() -> None:
    """Not one bit differs."""
    hours = hours_of("2026-10-12", "2026-11-08")
    first, again = (fitted(280 * DAY_SHAPE[hours.hour], hours, 20.0).predict(WEEK) for _ in range(2))
    assert (first == again).all()


@pytest.mark.parametrize(
    ("seconds", "chats", "usual"),
    [(0.0, 5.0, 300.0), (-1.0, 5.0, 300.0), (np.inf, 5.0, 300.0), (300.0, -1.0, 300.0), (300.0, 5.0, 0.0)],
)
def test_nonsense_is_refused(seconds: float, chats: float, usual: float) -> None:
    """Lengths and the stated figure lie above 0, counts are not negative."""
    with pytest.raises(ValueError, match="not"):
        fit_handling_time(pd.Series(seconds, WEEK), pd.Series(chats, WEEK), usual_seconds=usual)


def test_two_indices_are_refused() -> None:
    """Lengths and counts belong to the same hours."""
    with pytest.raises(ValueError, match="Index"):
        fit_handling_time(pd.Series(1.0, WEEK), pd.Series(1.0, WEEK[1:]), usual_seconds=300.0)
