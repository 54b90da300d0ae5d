"""What a session has computed is found again for the same objects, and for no others."""

from __future__ import annotations

from ui.state import Same


class _Plan:
    """Freed and made anew, it lies where the last one lay."""


def test_another_object_at_the_same_place_is_another() -> None:
    """A key keeps what it is about, so that nothing can be made in its place."""
    keys = {Same(_Plan()) for _ in range(10)}
    assert len(keys) == 10
    one = [1]
    assert Same(one) == Same(one)
    assert Same(one) != Same([1])
    assert len({id(_Plan()) for _ in range(10)}) < 10
