"""Coming events forecast from past ones: what counts, what does not, and where it stops."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from forecast import Calendar, Event, fit
from tests.forecast.events.sales import predict
from tests.forecast.synthetic import codes_of, draw, mean_of, wape, with_events


def plateau(hours: np.ndarray, length: float) -> np.ndarray:
    """Excess of 1 from start to end."""
    return np.where((hours >= 0) & (hours < length), 1.0, 0.0)


def test_other_kinds_say_nothing_about_a_kind_that_was_seen(rates):
    """A gala ten times a normal day in the same history: the small sale is forecast as without it."""
    small = [Event(f"s{y}", "small", datetime(y, 11, 11), datetime(y, 11, 12)) for y in (2025, 2026)]
    gala = [Event(f"g{m}", "gala", datetime(2026, m, 5), datetime(2026, m, 6)) for m in (3, 5, 7)]
    truth = with_events(rates, [*small, *gala], lambda e: 0.5 if e.kind == "small" else 9.0, plateau)
    counts = draw(truth, 31)
    alone, beside = (mean_of(predict(counts, events)) for events in (small, [*small, *gala]))
    assert beside["2026-11-11"].sum() == pytest.approx(alone["2026-11-11"].sum(), rel=0.03)


def test_seven_kinds_day_by_day_stay_what_they_were(rates):
    """Each day of a sale a kind of its own, all side by side: each is forecast as it was, the week after as
    normal.
    """
    events = [
        Event(f"d{day}-{year}", f"d{day}", datetime(year, 11, 7 + day), datetime(year, 11, 8 + day))
        for year in (2025, 2026)
        for day in range(7)
    ]
    truth = with_events(rates, events, lambda e: 0.5 + 0.3 * int(e.kind[1:]), plateau)
    start = "2026-11-06"
    forecast = mean_of(predict(draw(truth, 32), events, days=15, start=start))
    by_day, true_day = (s.resample("D").sum() for s in (forecast, truth.reindex(forecast.index).dropna()))
    assert by_day["2026-11-07":"2026-11-13"].to_numpy() == pytest.approx(
        true_day["2026-11-07":"2026-11-13"].to_numpy(), rel=0.2
    )
    assert by_day["2026-11-16":"2026-11-20"].to_numpy() == pytest.approx(
        true_day["2026-11-16":"2026-11-20"].to_numpy(), rel=0.15
    )


def test_an_intensity_beyond_everything_seen_stops_and_says_so(rates):
    """150 beside 1.5 is a slip of the decimal point: at most twice the biggest excess, with a note."""
    past = [Event(f"p{m}", "promo", datetime(2026, m, 11), datetime(2026, m, 12), 1.5) for m in range(5, 11)]
    counts = draw(with_events(rates, past, lambda event: 1.0, plateau), 33)
    slip = Event("next", "promo", datetime(2026, 11, 11), datetime(2026, 11, 12), 150.0)
    forecast = predict(counts, [*past, slip])
    assert mean_of(forecast)["2026-11-11"].sum() < 3.4 * rates["2026-11-11"].sum()
    for beside in ("2026-11-10", "2026-11-12"):
        assert mean_of(forecast)[beside].sum() == pytest.approx(rates[beside].sum(), rel=0.15)
    assert "event_capped" in codes_of(forecast)
    assert "event_capped" not in codes_of(predict(counts, [*past, Event("n", "promo", *span_of(slip), 1.8)]))


def test_an_uplift_far_from_what_was_seen_is_doubted(rates):
    """Eight times a normal day twice, and now an uplift of 1.5: the past counts for more, and that is said.
    An uplift that the past bears out moves the forecast without a word.
    """
    days = [datetime(2026, 5, 11), datetime(2026, 8, 11)]
    past = [Event(f"g{day:%m}", "gala", day, day + timedelta(days=1)) for day in days]
    counts = draw(with_events(rates, past, lambda event: 7.0, plateau), 42)
    found = {}
    for uplift in (1.5, 7.0, 9.0):
        coming = Event("next", "gala", datetime(2026, 11, 11), datetime(2026, 11, 12), None, uplift)
        forecast = predict(counts, [*past, coming])
        found[uplift] = mean_of(forecast)["2026-11-11"].sum() / rates["2026-11-11"].sum()
        assert ("uplift_doubted" in codes_of(forecast)) == (uplift == 1.5)
    assert 5 < found[1.5] < found[7.0] < found[9.0]


def span_of(event: Event) -> tuple[datetime, datetime]:
    return event.start, event.end


def test_a_closed_night_has_its_sale_on_whichever_weekday(rates):
    """Nights never recorded but on last year's sale, a Tuesday: this year's Wednesday night has it too."""
    counts = draw(rates, 34)
    counts[(counts.index.hour < 8)] = np.nan
    night = pd.date_range("2025-11-11T00", periods=8, freq="h")
    counts[night] = np.array([150.0, 120, 60, 30, 20, 20, 40, 80])
    events = [Event(f"d{y}", "d11", datetime(y, 11, 11), datetime(y, 11, 12)) for y in (2025, 2026)]
    counts["2025-11-11T08":"2025-11-11T23"] *= 3
    forecast = mean_of(predict(counts, events))
    assert forecast["2026-11-11T00":"2026-11-11T07"].to_numpy() == pytest.approx(counts[night], rel=0.4)


def test_the_level_of_now_carries_over(rates):
    """A shop three times as big as a year ago: so is its sale, within a fifth."""
    growing = rates * np.exp(np.log(3) * np.arange(len(rates)) / 8766)
    events = [Event(f"s{y}", "sale", datetime(y, 11, 11), datetime(y, 11, 12)) for y in (2025, 2026)]
    truth = with_events(growing, events, lambda event: 2.0, plateau)
    forecast = mean_of(predict(draw(truth, 35), events))
    assert forecast["2026-11-11"].sum() == pytest.approx(truth["2026-11-11"].sum(), rel=0.2)


def test_an_event_moved_to_another_day_and_hour(rates):
    """Six Friday evenings, and now a Tuesday noon: the excess moves, the weekday's own level does not."""
    past = [
        Event(f"f{i}", "flash", start, start + timedelta(hours=4))
        for i, start in enumerate(pd.date_range("2026-05-01T19:00", periods=6, freq="28D").to_pydatetime())
    ]
    coming = Event("noon", "flash", datetime(2026, 11, 10, 11), datetime(2026, 11, 10, 15))
    truth = with_events(rates, [*past, coming], lambda event: 2.0, plateau)
    forecast = mean_of(predict(draw(truth, 36), [*past, coming]))
    noon = slice("2026-11-10T11", "2026-11-10T14")
    assert wape(forecast[noon], truth[noon]) < 0.25


def test_a_drop_is_an_event_too(rates):
    """A strike day a quarter of normal, seen once: not forecast as a normal day."""
    events = [Event(f"x{y}", "strike", datetime(y, 11, 11), datetime(y, 11, 12)) for y in (2025, 2026)]
    truth = with_events(rates, events, lambda event: -0.75, plateau)
    forecast = mean_of(predict(draw(truth, 37), events))
    assert forecast["2026-11-11"].sum() == pytest.approx(truth["2026-11-11"].sum(), rel=0.35)
    assert (forecast >= 0).all()


def test_many_events_of_a_kind_are_averaged(rates):
    """Twenty noisy livestreams: the next is forecast nearer to their mean than the last one was."""
    rng = np.random.default_rng(38)
    starts = pd.date_range("2026-05-05T20:00", periods=28, freq="7D").to_pydatetime()
    events = [Event(f"l{i}", "live", start, start + timedelta(hours=4)) for i, start in enumerate(starts)]
    size = {event.name: rng.lognormal(0, 0.4) for event in events}
    counts = draw(with_events(rates, events, lambda e: 2 * size[e.name], plateau), 38)
    forecast = mean_of(predict(counts, events))
    evening = slice("2026-11-10T20", "2026-11-10T23")
    usual = with_events(rates, events, lambda event: 2 * np.exp(0.08), plateau)
    assert forecast[evening].sum() == pytest.approx(usual[evening].sum(), rel=0.2)


def test_events_the_history_does_not_reach_are_not_learned_from(rates):
    """An event before the first day, and one in a gap: the coming one is a guess."""
    counts = draw(rates["2026-03-01":], 39)
    counts["2026-07-01":"2026-07-03"] = np.nan
    days = (datetime(2025, 11, 11), datetime(2026, 7, 2), datetime(2026, 11, 11))
    events = [Event(f"e{i}", "k", day, day + timedelta(days=1)) for i, day in enumerate(days)]
    assert "event_guessed" in codes_of(predict(counts, events))


def test_an_explained_hour_multiplies_up(rates):
    """Level, weekday, hour, other methods and the event: their product is the mean."""
    events = [Event(f"s{y}", "sale", datetime(y, 11, 11), datetime(y, 11, 12)) for y in (2025, 2026)]
    counts = draw(with_events(rates, events, lambda event: 2.0, plateau), 40)
    model = fit(counts[:"2026-11-08T23"], calendar=Calendar(), events=events)
    for moment in ("2026-11-10T20:00", "2026-11-11T20:00", "2026-11-12T02:00"):
        found = model.explain(pd.Timestamp(moment))
        product = found.level * found.weekday * found.time_of_day * found.holiday * found.recent
        product *= found.other_methods * np.prod([event.factor for event in found.events])
        assert found.mean == pytest.approx(product, rel=1e-6)
        hours = pd.DatetimeIndex([pd.Timestamp(moment)])
        assert found.mean == pytest.approx(model.predict(hours).mean[0], rel=1e-6)


def test_size_and_what_is_usual_multiply_to_the_factor_of_an_event(rates):
    """What is told of an hour of a sale, also while it runs: 1 + usual excess × size is its factor."""
    events = [Event(f"s{y}", "sale", datetime(y, 11, 11), datetime(y, 11, 12)) for y in (2024, 2025, 2026)]
    counts = draw(with_events(rates, events, lambda e: 3.0 if e.name == "s2026" else 2.0, plateau), 41)
    for end in ("2026-11-08T23", "2026-11-11T08"):
        model = fit(counts[:end], calendar=Calendar(), events=events)
        (part,) = model.explain(pd.Timestamp("2026-11-11T20:00")).events
        assert 1 + part.profile * part.size == pytest.approx(part.factor, rel=1e-6)


def test_past_events_are_laid_upon_a_coming_one(rates):
    """Their counts hour by hour, and what each says: the weighted mean of it is the forecast."""
    events = [Event(f"s{y}", "sale", datetime(y, 11, 11), datetime(y, 11, 12)) for y in (2024, 2025, 2026)]
    counts = draw(with_events(rates, events, lambda event: 2.0, plateau), 41)
    model = fit(counts[:"2026-11-08T23"], calendar=Calendar(), events=events)
    curves = model.event_curves("s2026")
    assert [curve.name for curve in curves] == ["s2025", "s2024"]
    assert curves[0].counts == pytest.approx(counts["2025-11-11"].to_numpy())
    hours = pd.date_range("2026-11-11", periods=24, freq="h")
    told = sum(curve.weight * curve.at_level_now for curve in curves)
    assert told == pytest.approx(model.predict(hours).mean, rel=1e-6)
    with pytest.raises(KeyError):
        model.event_curves("unknown")
