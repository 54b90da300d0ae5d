"""Events that only sister queues have seen, and the size that a running event has there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from forecast import Model
from forecast.pooling.attach import wants_sisters, with_sisters
from tests.forecast.pooling.queues import HOUR, ORIGIN, SALE, error, fitted, queue, sales
from tests.forecast.synthetic import codes_of

SMALL = 20.0
OTHERS = [event for event in sales() if event.name != "double11-2025"]
"""The events of a queue that was not there at the first Double 11."""


@pytest.fixture(scope="module")
def big() -> Model:
    return fitted(queue(1, 200.0))


@pytest.fixture(scope="module")
def counts() -> pd.Series:
    return queue(2, SMALL)


@pytest.fixture(scope="module")
def alone(counts: pd.Series) -> Model:
    return fitted(counts, OTHERS)


def test_a_kind_that_only_a_sister_saw_starts_from_hers(big: Model, counts: pd.Series, alone: Model) -> None:
    """At this queue's level, better than from other kinds, with a note that names her and with more doubt."""
    pooled = with_sisters(alone, {"presale": big})
    assert error(pooled, counts) < 0.6 * error(alone, counts)
    (note,) = [note for note in pooled.predict(SALE).notes if note.code == "event_from_sister"]
    assert (note.numbers["sister"], note.numbers["past"]) == ("presale", 1)
    own = fitted(counts).predict(SALE)
    width = pooled.predict(SALE).quantile(0.9).sum() - pooled.predict(SALE).quantile(0.1).sum()
    assert width > 1.2 * (own.quantile(0.9).sum() - own.quantile(0.1).sum())


def test_the_answer_of_this_queue_to_other_sales_counts() -> None:
    """One that rises a third as much in every sale is not expected to rise as its sister does."""
    lazy = queue(3, 60.0, response=0.3)
    model = with_sisters(fitted(lazy, OTHERS), {"presale": fitted(queue(1, 200.0))})
    assert error(model, lazy) < 0.35


def test_own_events_of_the_kind_go_first(big: Model, counts: pd.Series) -> None:
    """A queue that saw the kind is forecast as without sisters, to the last byte."""
    own = fitted(counts)
    found, before = with_sisters(own, {"presale": big}).predict(SALE), own.predict(SALE)
    assert (found.mean == before.mean).all()
    assert found.notes == before.notes


def test_another_name_for_the_kind_is_another_kind(counts: pd.Series, alone: Model) -> None:
    """Nothing is borrowed where the sister's past sale is entered under another kind."""
    renamed = [replace(e, kind="d11") if e.name == "double11-2025" else e for e in sales()]
    pooled = with_sisters(alone, {"presale": fitted(queue(1, 200.0), renamed)})
    assert (pooled.predict(SALE).mean == alone.predict(SALE).mean).all()


@pytest.mark.parametrize("what", ["zeros", "a gap at the sale"])
def test_a_sister_that_knows_nothing_lends_nothing(what: str, alone: Model) -> None:
    """Nobody came there, or nobody wrote down the sale."""
    sister = queue(1, 200.0)
    if what == "zeros":
        sister *= 0.0
    else:
        sister["2025-11-01":"2025-11-20"] = np.nan
    pooled = with_sisters(alone, {"presale": fitted(sister)})
    assert (pooled.predict(SALE).mean == alone.predict(SALE).mean).all()
    assert "event_from_sister" not in codes_of(pooled.predict(SALE))


def test_closed_hours_stay_closed(big: Model, counts: pd.Series) -> None:
    """A sister that is open at night fills no hour in which this queue never is."""
    day = counts.where((counts.index.hour >= 9) & (counts.index.hour < 21))
    night = (SALE.hour < 9) | (SALE.hour >= 21)
    mean = with_sisters(fitted(day, OTHERS), {"presale": big}).predict(SALE).mean
    assert mean[night].max() == 0
    assert mean[~night].sum() > 2.5 * counts["2026-11-03T20":"2026-11-04T23"][~night].sum()


def test_where_the_sister_is_closed_the_sale_multiplies(counts: pd.Series, alone: Model) -> None:
    """A sister that is closed at night says how much, not that nobody comes."""
    sister = queue(1, 200.0)
    sister = sister.where((sister.index.hour >= 9) & (sister.index.hour < 21))
    pooled = with_sisters(alone, {"aftersale": fitted(sister)}).predict(SALE).mean
    night = (SALE.hour < 9) | (SALE.hour >= 21)
    assert pooled[night].sum() == pytest.approx(counts[SALE][night].sum(), rel=0.4)


def test_the_order_of_the_sisters_does_not_matter(big: Model, alone: Model) -> None:
    """Nor does their number change who is asked."""
    other = fitted(queue(4, 80.0))
    ways = [{"a": big, "b": other}, {"b": other, "a": big}]
    means = [with_sisters(alone, way).predict(SALE).mean for way in ways]
    assert (means[0] == means[1]).all()


def test_sisters_are_asked_only_where_there_is_something_to_ask(counts: pd.Series, alone: Model) -> None:
    """A kind never seen, or an event that runs."""
    own = fitted(counts)
    assert wants_sisters(alone, ORIGIN)
    assert not wants_sisters(own, ORIGIN)
    assert wants_sisters(own, SALE[3])


def test_a_running_sale_is_as_big_as_it_is_next_door() -> None:
    """Twice the usual size so far in a big queue moves one in which hardly anybody asks."""
    twice = {"double11-2026": 2.0}
    small, now = queue(5, 0.5, sizes=twice), SALE[3]
    alone = fitted(small, until=now)
    pooled = with_sisters(alone, {"presale": fitted(queue(1, 200.0, sizes=twice), until=now)})
    rest = SALE[3:15]
    assert pooled.predict(rest).mean.sum() > 1.08 * alone.predict(rest).mean.sum()
    assert "event_size_shared" in codes_of(pooled.predict(rest))


def test_a_queue_of_its_own_goes_its_own_way() -> None:
    """What came here outweighs what came next door: as forecast here, twice there."""
    own, now = queue(6, 200.0), SALE[8]
    alone = fitted(own, until=now)
    sister = fitted(queue(1, 200.0, sizes={"double11-2026": 2.0}), until=now)
    ahead = pd.date_range(now, SALE[-1], freq="h")
    ratio = (
        with_sisters(alone, {"presale": sister}).predict(ahead).mean.sum() / alone.predict(ahead).mean.sum()
    )
    assert 1.0 < ratio < 1.15


def test_a_sale_that_is_over_asks_nobody() -> None:
    """The day after, a sister's sale changes nothing."""
    own, now = queue(6, 200.0), SALE[-1] + HOUR
    alone = fitted(own, until=now)
    sister = fitted(queue(1, 200.0, sizes={"double11-2026": 2.0}), until=now)
    ahead = pd.date_range(now, periods=24, freq="h")
    assert (with_sisters(alone, {"presale": sister}).predict(ahead).mean == alone.predict(ahead).mean).all()


def test_a_sisters_dip_is_not_made_deeper(big: Model) -> None:
    """A sale that halved the sister halves this queue at most, however strongly it answers to sales."""
    eager = queue(4, 60.0, response=3.0)
    halved = queue(5, 200.0)
    halved["2025-11-10T20":"2025-11-11T23"] /= 8  # type: ignore[misc]
    model = with_sisters(fitted(eager, OTHERS), {"presale": fitted(halved)})
    alone = fitted(eager, [])
    assert model.predict(SALE).mean.sum() > 0.35 * alone.predict(SALE).mean.sum()
