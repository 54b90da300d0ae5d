"""Service models of every legal shape."""

from __future__ import annotations

from hypothesis import strategies as st

from scheduler.queueing import ServiceModel


@st.composite
def models(draw: st.DrawFn) -> ServiceModel:
    """One to six chats at a time, slowdowns between none and "no faster than one alone", any patience."""
    slowdown = [1.0]
    for chats in range(2, draw(st.integers(1, 6)) + 1):
        kept = draw(st.sampled_from([0.0, 1.0]) | st.floats(0, 1))
        least = (chats - 1) / chats
        slowdown.append(slowdown[-1] * (least + (1 - least) * kept))
    patience = draw(st.none() | st.floats(5, 5000))
    return ServiceModel(draw(st.floats(20, 900)), len(slowdown), tuple(slowdown), patience)
