"""The service model refuses what cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.queueing import ServiceModel


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"mean_seconds": 0.0}, "mean_seconds 0"),
        ({"mean_seconds": float("nan")}, "mean_seconds nan"),
        ({"concurrency": 0}, "concurrency 0"),
        ({"patience_seconds": 0.0}, "patience_seconds 0"),
        ({"concurrency": 2, "slowdown": (1.0, 0.9, 0.8)}, "slowdown has 3 numbers, but concurrency is 2"),
        ({"concurrency": 2, "slowdown": (1.0,)}, "slowdown has 1 numbers"),
        ({"concurrency": 2, "slowdown": (1.0, 0.4)}, "makes 2 chats slower in total than 1"),
        ({"concurrency": 2, "slowdown": (0.9, 1.0)}, "slowdown rises"),
        ({"concurrency": 2, "slowdown": (1.0, 0.0)}, "not above 0"),
    ],
)
def test_nonsense_is_refused_by_name(fields: dict[str, Any], named: str) -> None:
    """The message names the field and the bound that it breaks."""
    with pytest.raises(ValueError, match=named):
        ServiceModel(**{"mean_seconds": 300.0, **fields})


def test_speeds_are_totals() -> None:
    """Three chats at 0.8 each are 2.4 times one chat alone; without slowdown k chats are k times as fast."""
    assert ServiceModel(300, 3, (1.0, 0.9, 0.8)).speeds == pytest.approx((1.0, 1.8, 2.4))
    assert ServiceModel(300, 3).speeds == (1.0, 2.0, 3.0)


def test_rounded_slowdowns_pass() -> None:
    """An agent who is as fast with three chats as with one may write it as 0.3333333333."""
    ServiceModel(300, 3, (1.0, 0.5, 0.3333333333))
