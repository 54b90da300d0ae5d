"""Which queue leads which."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecast import Calendar, DrivenModel, fit, fit_with_drivers
from forecast.pooling.leads import as_driver, find_leaders
from tests.forecast.synthetic import draw, hours_of, normal_rates

FIRST, LAST = "2026-01-05", "2026-07-26"
HOURS = hours_of(FIRST, LAST)
BEFORE = pd.Timestamp("2026-07-20")
HOUR = pd.Timedelta(hours=1)


def wander(seed: int) -> np.ndarray:
    """Log deviation of each day, independent from day to day."""
    return 0.25 * np.random.default_rng(seed).standard_normal(len(HOURS) // 24)


def counts(log: np.ndarray, seed: int, scale: float = 100.0) -> pd.Series:
    """Inquiries whose days deviate so."""
    return draw(normal_rates(HOURS, scale, growth=0.0) * np.exp(np.repeat(log, 24)), seed, day_sd=0.03)


def later(log: np.ndarray, days: int, elasticity: float = 0.7) -> np.ndarray:
    """The same so many days later."""
    return elasticity * np.concatenate([np.zeros(days), log[:-days]])


def leaders(queues: dict[str, pd.Series]) -> dict[str, tuple[str, ...]]:
    """Found before the Monday, without events."""
    known = {name: series[: BEFORE - HOUR] for name, series in queues.items()}
    return find_leaders(known, dict.fromkeys(queues, ()), Calendar(), BEFORE)


def test_after_sale_follows_pre_sale_by_days() -> None:
    """One way only; a third queue that has nothing to do with them leads nobody."""
    log = wander(1)
    found = leaders(
        {"aftersale": counts(later(log, 2), 2), "presale": counts(log, 3), "vip": counts(wander(4), 5)}
    )
    assert found == {"aftersale": ("presale",)}


def test_the_lead_is_worth_its_forecast() -> None:
    """With the pre-sale of the last days known, the next two days of after-sale are forecast better."""
    log = wander(1)
    log[-9:-7] = 0.7  # the last two days before the plan
    pre, after = counts(log, 3), counts(later(log, 2), 2)
    known = {"presale": pre[: BEFORE - HOUR], "aftersale": after[: BEFORE - HOUR]}
    ahead = pd.date_range(BEFORE, periods=24 * 45, freq="h")
    alone = {name: fit(series, calendar=Calendar(), events=[]) for name, series in known.items()}
    driver = as_driver("presale", known["presale"], pd.Series(alone["presale"].predict(ahead).mean, ahead))
    led = fit_with_drivers(
        known["aftersale"],
        [driver],
        lambda series, events, unit: fit(series, calendar=Calendar(), events=events, unit=unit),
        before=BEFORE,
        calendar=Calendar(),
        events=[],
    )
    assert isinstance(led, DrivenModel)
    actual = after[ahead[:48]].to_numpy()
    errors = [float(np.abs(m.predict(ahead[:48]).mean - actual).sum()) for m in (alone["aftersale"], led)]
    assert errors[1] < 0.6 * errors[0]
    (note,) = led.notes[-1:]
    assert note.code == "sister_leads"
    assert (note.numbers["sister"], note.numbers["first"]) == ("presale", 2)
    (part,) = led.explain(BEFORE + 12 * HOUR).drivers
    assert part.sister
    assert part.factor > 1.3


def test_what_happens_on_the_same_day_is_no_lead() -> None:
    """Queues that are busy together on the very day say nothing of each other's tomorrow."""
    log = wander(21)
    assert leaders({"a": counts(log, 2), "b": counts(log, 3)}) == {}


def test_leads_go_round_in_no_circle() -> None:
    """Of three that follow one another in a ring the weakest link is left out."""
    a, b, c = (wander(seed) for seed in (1, 2, 3))
    queues = {
        "a": counts(a + later(c, 2, 0.4), 11),
        "b": counts(b + later(a, 2, 0.8), 12),
        "c": counts(c + later(b, 2, 0.8), 13),
    }
    assert leaders(queues) == {"b": ("a",), "c": ("b",)}


def test_the_order_of_the_queues_does_not_matter() -> None:
    """Nor where one is empty, closed on most hours, or nobody ever came."""
    log = wander(1)
    pre = counts(log, 3)
    queues = {
        "presale": pre,
        "aftersale": counts(later(log, 1), 2).where((HOURS.hour >= 9) & (HOURS.hour < 21)),
        "empty": pre[:0],
        "nobody": pre * 0.0,
    }
    found = leaders(queues)
    assert found == {"aftersale": ("presale",)}
    assert leaders(dict(reversed(queues.items()))) == found


def test_the_day_that_runs_has_what_came_and_what_is_forecast() -> None:
    """A gap has no value; hours never recorded are no gap."""
    pre = counts(wander(1), 3)
    pre = pre.where((HOURS.hour >= 9) & (HOURS.hour < 21))[: BEFORE + 11 * HOUR]
    pre["2026-03-02":"2026-03-08"] = np.nan
    ahead = pd.Series(10.0, pd.date_range(BEFORE, periods=48, freq="h"))
    values = as_driver("presale", pre, ahead).values
    assert not values.index.isin(pd.date_range("2026-03-02", "2026-03-08")).any()
    assert values["2026-03-01"] == pytest.approx(pre["2026-03-01"].sum())
    assert values[BEFORE] == pytest.approx(pre[BEFORE:].sum() + 10.0 * 21)
    assert values[BEFORE + 24 * HOUR] == 240
