"""Token buckets."""

from __future__ import annotations

import pytest

from peakroster.serve.memory import Memory
from peakroster.serve.rate_limit import Rate, RateLimit, client_key


def test_a_burst_and_then_a_rate() -> None:
    """Three at once, then one every two seconds; each key has its own, and none saves more than a burst."""
    now = [0.0]
    limit = RateLimit(Rate(burst=3, per_second=0.5), lambda: now[0])
    assert [limit.wait("a") for _ in range(4)] == [0, 0, 0, pytest.approx(2.0)]
    assert limit.wait("b") == 0
    now[0] = 1.0
    assert limit.wait("a") == pytest.approx(1.0)
    now[0] = 2.0
    assert [limit.wait("a") for _ in range(2)] == [0, pytest.approx(2.0)]
    now[0] = 1000.0
    assert [limit.wait("a") for _ in range(4)] == [0, 0, 0, pytest.approx(2.0)]


def test_many_addresses_take_no_more_memory() -> None:
    """The one that was seen longest ago is forgotten."""
    limit = RateLimit(Rate(burst=1, per_second=1e-6), lambda: 0.0)
    for number in range(20_001):
        assert limit.wait(str(number)) == 0
    assert limit.wait("20000") > 0
    assert limit.wait("0") == 0
    assert len(limit._buckets) == 20_000


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("testclient", "testclient", True),
    ],
)
def test_whose_bucket_an_address_is(one: str, other: str, same: bool) -> None:
    """A household has a whole /64, so changing the address within it gains nothing."""
    assert (client_key(one) == client_key(other)) == same


def test_memory_is_bounded_by_size() -> None:
    """What was used last stays; what is too large alone is made each time."""
    made: list[str] = []
    memory: Memory[str] = Memory(10, len)

    def value(text: str) -> str:
        made.append(text)
        return text

    for text in ("aaaa", "bbbb", "aaaa", "cccc", "aaaa", "bbbb", "x" * 11, "x" * 11):
        assert memory.get(text, lambda text=text: value(text)) == text  # type: ignore[misc]
    assert made == ["aaaa", "bbbb", "cccc", "bbbb", "x" * 11, "x" * 11]


def test_a_failure_is_not_kept() -> None:
    """The next one who asks tries again."""
    memory: Memory[str] = Memory(10, len)

    def fails() -> str:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        memory.get("a", fails)
    assert memory.get("a", lambda: "there") == "there"
